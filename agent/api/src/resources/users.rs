//! Users: listed, added, changed, given roles, activated and deactivated.

use super::activity_verbs::Nothing;
use crate::app::App;
use crate::body::{Body, Changes};
use crate::caller::Caller;
use crate::deed::Deed;
use crate::etag;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use crmweb_crm::{By, Error, users as verbs};
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::Role;
use crmweb_store::Tx;
use crmweb_store::users::{NewUser, User};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The users.
#[derive(Debug, Serialize, ToSchema)]
pub struct Users {
    /// In the order they were added.
    pub items: Vec<UserRecord>,
}

/// A user.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserRecord {
    /// The id.
    pub uid: String,
    /// Goes up with each change.
    pub version: i64,
    /// The name to sign in with.
    pub login: String,
    /// What can be changed.
    #[serde(flatten)]
    pub fields: UserFields,
    /// The roles that ship.
    pub roles: Vec<String>,
    /// The roles beside those.
    pub further_roles: Vec<GivenRole>,
    /// The user's own mail addresses.
    pub addresses: Vec<String>,
    /// A deactivated user signs in no more.
    pub active: bool,
}

/// A role of a user.
#[derive(Debug, Serialize, ToSchema)]
pub struct GivenRole {
    /// Its id.
    pub uid: String,
    /// What people call it.
    pub name: String,
}

/// What can be changed of a user.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserFields {
    /// The name people know.
    pub name: String,
    /// The team; empty for none.
    pub team: String,
    /// The language of screens, as `ro`.
    pub language: String,
}

/// Which roles a user has.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RolesRequest {
    /// Of those that ship: `user`, `leader`, `administrator`.
    pub roles: Vec<String>,
    /// Beside those, by id.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub further_roles: Vec<Uid>,
}

/// A new user.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserRequest {
    /// The name to sign in with.
    pub login: String,
    /// The name people know.
    pub name: String,
    /// The team; empty for none.
    #[serde(default)]
    pub team: String,
    /// The language of screens, as `ro`.
    #[serde(default)]
    pub language: String,
    /// Of the roles that ship: `user`, `leader`, `administrator`.
    pub roles: Vec<String>,
    /// Mail addresses of the user's own.
    #[serde(default)]
    pub addresses: Vec<String>,
}

/// A mail address of a user.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressRequest {
    /// The address.
    pub address: String,
}

impl From<User> for UserRecord {
    fn from(user: User) -> UserRecord {
        let role =
            |role: crmweb_store::roles::FurtherRole| GivenRole { uid: role.uid.to_string(), name: role.name };
        UserRecord {
            uid: user.uid.to_string(),
            version: user.version,
            login: user.login,
            fields: UserFields { name: user.name, team: user.team, language: user.language },
            roles: user.roles.iter().map(|role| role.as_str().to_owned()).collect(),
            further_roles: user.further.into_iter().map(role).collect(),
            addresses: user.addresses.iter().map(ToString::to_string).collect(),
            active: user.active,
        }
    }
}

/// Lists the users one may see.
#[utoipa::path(get, path = "/api/v1/users", tag = "users",
    responses((status = 200, body = Users), (status = 403, body = Problem)))]
pub async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Users>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let found = app.crm.store().read_async(move |tx| verbs::list_users(tx, &by)).await?;
    Ok(Json(Users { items: found.into_iter().map(UserRecord::from).collect() }))
}

/// Returns a user.
#[utoipa::path(get, path = "/api/v1/users/{uid}", tag = "users", params(("uid" = String, Path)),
    responses((status = 200, body = UserRecord), (status = 404, body = Problem)))]
pub async fn get(State(app): State<App>, caller: Caller, Path(uid): Path<Uid>) -> Result<Response, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let user = app.crm.store().read_async(move |tx| verbs::by_uid(tx, &by, uid)).await?;
    Ok(etag::tagged(user.version, &UserRecord::from(user)))
}

/// Adds a user, who signs in after an administrator has given a password.
#[utoipa::path(post, path = "/api/v1/users", tag = "users", request_body = UserRequest,
    responses((status = 201, body = UserRecord), (status = 403, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub async fn add(State(app): State<App>, deed: Deed, body: Body<UserRequest>) -> Result<Response, Problem> {
    let asked = body.value;
    let addresses = asked.addresses.iter().map(|text| Address::parse(text));
    let new = NewUser {
        login: asked.login,
        name: asked.name,
        team: asked.team,
        language: if asked.language.is_empty() { "en".into() } else { asked.language },
        roles: shipped(&asked.roles)?,
        addresses: addresses.collect::<Result<_, _>>().map_err(|e| Error::invalid("addresses", e))?,
        ..NewUser::default()
    };
    let machine = app.machine.clone();
    let added = deed
        .once(&app, &body.content, StatusCode::CREATED, move |tx, by| {
            Ok(UserRecord::from(verbs::add_user(tx, by, &new)?))
        })
        .await?;
    machine.keys_changed();
    Ok(added)
}

/// Changes fields of a user; those that are left out stay.
#[utoipa::path(patch, path = "/api/v1/users/{uid}", tag = "users", params(("uid" = String, Path)),
    request_body = UserFields,
    responses((status = 200, body = UserRecord), (status = 403, body = Problem), (status = 412, body = Problem),
              (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<Changes>,
) -> Result<Response, Problem> {
    let seen = etag::seen(&headers)?;
    let by = deed.by(&app);
    let known = app.crm.store().read_async(move |tx| verbs::by_uid(tx, &by, uid)).await?;
    let fields = UserFields { name: known.name, team: known.team, language: known.language };
    let UserFields { name, team, language } = body.value.apply(&fields)?;
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        // Both the version asked for and the one the change was merged into must still hold.
        Error::if_stale(RecordKind::User, Some(seen), known.version)?;
        let told = (name.as_str(), team.as_str(), language.as_str());
        Ok(UserRecord::from(verbs::edit_user(tx, by, known.id, Some(seen), told)?))
    })
    .await
}

/// Gives a user exactly these roles; they hold with the next request. The last active administrator stays one.
#[utoipa::path(put, path = "/api/v1/users/{uid}/roles", tag = "users", params(("uid" = String, Path)),
    request_body = RolesRequest,
    responses((status = 200, body = UserRecord), (status = 403, body = Problem), (status = 409, body = Problem),
              (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn roles(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<RolesRequest>,
) -> Result<Response, Problem> {
    let seen = etag::seen(&headers)?;
    let (roles, further) = (shipped(&body.value.roles)?, body.value.further_roles);
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let user = verbs::by_uid(tx, by, uid)?;
        Ok(UserRecord::from(verbs::set_roles(tx, by, user.id, Some(seen), &roles, &further)?))
    })
    .await
}

/// Lets a deactivated user in again.
#[utoipa::path(post, path = "/api/v1/users/{uid}/activate", tag = "users", params(("uid" = String, Path)),
    request_body = Nothing,
    responses((status = 200, body = UserRecord), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn activate(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<Nothing>,
) -> Result<Response, Problem> {
    on(&app, &deed, uid, &body.content, |tx, by, user| verbs::activate_user(tx, by, user.id)).await
}

/// Deactivates a user: sessions and tokens end at once, what was done stays. Not the last active administrator.
#[utoipa::path(post, path = "/api/v1/users/{uid}/deactivate", tag = "users", params(("uid" = String, Path)),
    request_body = Nothing,
    responses((status = 200, body = UserRecord), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem)))]
pub async fn deactivate(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<Nothing>,
) -> Result<Response, Problem> {
    on(&app, &deed, uid, &body.content, |tx, by, user| verbs::deactivate_user(tx, by, user.id)).await
}

/// Adds a mail address to a user: mail among colleagues is internal.
#[utoipa::path(post, path = "/api/v1/users/{uid}/addresses", tag = "users", params(("uid" = String, Path)),
    request_body = AddressRequest,
    responses((status = 200, body = UserRecord), (status = 403, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub async fn add_address(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<AddressRequest>,
) -> Result<Response, Problem> {
    let address = body.value.address;
    on(&app, &deed, uid, &body.content, move |tx, by, user| {
        verbs::add_user_address(tx, by, user.id, &address)
    })
    .await
}

/// Takes a mail address away from a user.
#[utoipa::path(delete, path = "/api/v1/users/{uid}/addresses/{address}", tag = "users",
    params(("uid" = String, Path), ("address" = String, Path)),
    responses((status = 200, body = UserRecord), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn remove_address(
    State(app): State<App>,
    deed: Deed,
    Path((uid, address)): Path<(Uid, String)>,
) -> Result<Response, Problem> {
    let content = format!("DELETE address {address} of {uid}");
    on(&app, &deed, uid, &content, move |tx, by, user| verbs::remove_user_address(tx, by, user.id, &address))
        .await
}

/// Carries out a verb on the user named, and lets the mail follow addresses that changed.
async fn on(
    app: &App,
    deed: &Deed,
    uid: Uid,
    content: &str,
    verb: impl FnOnce(&mut Tx, &By, User) -> crmweb_crm::Result<User> + Send + 'static,
) -> Result<Response, Problem> {
    let answer = deed
        .once(app, content, StatusCode::OK, move |tx, by| {
            let user = verbs::by_uid(tx, by, uid)?;
            Ok(UserRecord::from(verb(tx, by, user)?))
        })
        .await?;
    app.machine.keys_changed();
    Ok(answer)
}

fn shipped(names: &[String]) -> Result<Vec<Role>, Problem> {
    let role = |name: &String| {
        Role::from_name(name)
            .ok_or_else(|| Problem::unfit("roles", &format!("{name:?} is no role that ships")))
    };
    names.iter().map(role).collect()
}
