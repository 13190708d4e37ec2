//! Who deals with what at the moment, and who contacted a client lately.

use super::asked::ClaimsAsked;
use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::problem::Problem;
use crate::shape::{Named, Ref, UserName};
use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::contacted::{self, Warning};
use crmweb_crm::{By, claims};
use crmweb_model::address::Address;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{ActivityKind, Purpose};
use crmweb_model::time::Millis;
use crmweb_store::claims::Claim;
use crmweb_store::{Tx, client_page};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

type Verb<T> = crmweb_crm::Result<T>;

/// A claim.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimView {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// `replying` or `dealing`.
    #[schema(value_type = String)]
    pub purpose: Purpose,
    /// Who.
    pub user: Option<UserName>,
    /// Since when, in ms since 1970.
    pub since: i64,
    /// Until when, unless it is renewed.
    pub until: i64,
}

/// The claims on a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct Claims {
    /// The claims, oldest first.
    pub items: Vec<ClaimView>,
}

/// Claims a record, renews one's own claim, or takes a colleague's over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimRequest {
    /// The record; a mail stands for its conversation.
    pub record: Ref,
    /// `replying` (for ten minutes) or `dealing` (for a day).
    #[schema(value_type = String)]
    pub purpose: Purpose,
    /// Why a colleague's claim is taken over; it is kept in the change log.
    #[serde(default)]
    pub reason: String,
}

/// Lists who deals with a record.
#[utoipa::path(get, path = "/api/v1/claims", tag = "claims", params(ClaimsAsked),
    responses((status = 200, body = Claims), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ClaimsAsked>,
) -> Result<Json<Claims>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let work = move |tx: &mut Tx| {
        let record = claims::record(tx, asked.kind, asked.uid)?;
        let found = claims::list(tx, &by, record)?;
        let items = found.into_iter().map(|claim| view(tx, claim)).collect::<Verb<_>>()?;
        Ok::<_, crmweb_crm::Error>(Claims { items })
    };
    Ok(Json(app.crm.store().read_async(work).await?))
}

/// Says to colleagues that one deals with a record, or replies to a mail.
#[utoipa::path(post, path = "/api/v1/claims", tag = "claims", request_body = ClaimRequest,
    responses((status = 200, body = ClaimView), (status = 409, body = Problem), (status = 404, body = Problem)))]
pub async fn claim(
    State(app): State<App>,
    deed: Deed,
    body: Body<ClaimRequest>,
) -> Result<Response, Problem> {
    let ClaimRequest { record, purpose, reason } = body.value;
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let record = record.find(tx)?;
        let claim = claims::claim(tx, by, record, purpose, &reason)?;
        view(tx, claim)
    })
    .await
}

/// Ends one's own claim.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseRequest {
    /// The record.
    pub record: Ref,
    /// `replying` or `dealing`.
    #[schema(value_type = String)]
    pub purpose: Purpose,
}

/// Ends one's own claim on a record.
#[utoipa::path(post, path = "/api/v1/claims/release", tag = "claims", request_body = ReleaseRequest,
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn release(
    State(app): State<App>,
    deed: Deed,
    body: Body<ReleaseRequest>,
) -> Result<Response, Problem> {
    let ReleaseRequest { record, purpose } = body.value;
    deed.once(&app, &body.content, StatusCode::NO_CONTENT, move |tx, by| {
        let record = record.find(tx)?;
        claims::release(tx, by, record, purpose)
    })
    .await
}

/// A contact that a colleague made.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactedView {
    /// The mail, call, meeting, …: the id of the activity.
    #[schema(value_type = String)]
    pub activity: Uid,
    /// By whom.
    pub by: Option<UserName>,
    /// When, in ms since 1970.
    pub at: i64,
    /// How.
    #[schema(value_type = String)]
    pub kind: ActivityKind,
    /// What it was about; empty where it is not shared.
    pub subject: String,
}

/// Who contacted a client.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecentContacts {
    /// The contacts, newest first, at most twenty.
    pub items: Vec<ContactedView>,
}

/// Lists who contacted a client lately.
#[utoipa::path(get, path = "/api/v1/recent-contacts", tag = "claims", params(ClaimsAsked),
    responses((status = 200, body = RecentContacts), (status = 404, body = Problem)))]
pub async fn recent(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ClaimsAsked>,
) -> Result<Json<RecentContacts>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let since = asked.since.map_or(by.at.plus(-30 * Millis::DAY), Millis);
    let work = move |tx: &mut Tx| {
        let record = claims::record(tx, asked.kind, asked.uid)?;
        let found = contacted::recent(tx, &by, record, since)?;
        let items = found.into_iter().map(|it| contact(tx, it)).collect::<Verb<_>>()?;
        Ok::<_, crmweb_crm::Error>(RecentContacts { items })
    };
    Ok(Json(app.crm.store().read_async(work).await?))
}

/// Asks what to know before writing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeforeContact {
    /// To which addresses.
    pub recipients: Vec<String>,
    /// About what: a mail, opportunity, incident, …
    pub matter: Option<Ref>,
    /// How many days back; null is seven.
    pub days: Option<i64>,
}

/// What to know before writing.
#[derive(Debug, Serialize, ToSchema)]
pub struct Warnings {
    /// The reasons to think twice.
    pub items: Vec<WarningView>,
}

/// A reason to think twice: a claim or a recent contact.
#[derive(Debug, Serialize, ToSchema)]
pub struct WarningView {
    /// On what, or with whom.
    pub record: Named,
    /// A colleague deals with it.
    pub claim: Option<ClaimView>,
    /// A colleague contacted them.
    pub contacted: Option<ContactedView>,
}

/// Lists the colleagues who deal with the recipients or the matter, or contacted them lately.
#[utoipa::path(post, path = "/api/v1/before-contact", tag = "claims", request_body = BeforeContact,
    responses((status = 200, body = Warnings), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn before(
    State(app): State<App>,
    caller: Caller,
    body: Body<BeforeContact>,
) -> Result<Json<Warnings>, Problem> {
    let BeforeContact { recipients, matter, days } = body.value;
    let by = By::new(caller.user.actor(), app.machine.now());
    let recipients: Vec<Address> = recipients.iter().filter_map(|text| Address::parse(text).ok()).collect();
    let work = move |tx: &mut Tx| {
        let matter = matter.map(|matter| matter.find(tx)).transpose()?;
        let found = contacted::before_contact(tx, &by, &recipients, matter, days.unwrap_or(7))?;
        let items = found.into_iter().map(|it| warning(tx, it)).collect::<Verb<_>>()?;
        Ok::<_, crmweb_crm::Error>(Warnings { items })
    };
    Ok(Json(app.crm.store().read_async(work).await?))
}

/// Says why somebody is contacted all the same.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnywayRequest {
    /// Who, or what it is about.
    pub record: Ref,
    /// Why; it is kept in the change log.
    pub reason: String,
}

/// Notes that somebody was warned, and why they contact the client all the same.
#[utoipa::path(post, path = "/api/v1/before-contact/anyway", tag = "claims", request_body = AnywayRequest,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn anyway(
    State(app): State<App>,
    deed: Deed,
    body: Body<AnywayRequest>,
) -> Result<Response, Problem> {
    let AnywayRequest { record, reason } = body.value;
    deed.once(&app, &body.content, StatusCode::NO_CONTENT, move |tx, by| {
        let record = record.find(tx)?;
        contacted::contact_anyway(tx, by, record, &reason)
    })
    .await
}

fn user(tx: &mut Tx, id: Option<UserId>) -> Verb<Option<UserName>> {
    let Some(id) = id else { return Ok(None) };
    Ok(client_page::people(tx, vec![id])?.get(&id).map(UserName::from))
}

fn view(tx: &mut Tx, claim: Claim) -> Verb<ClaimView> {
    let Claim { uid, purpose, since, until, .. } = claim;
    Ok(ClaimView { uid, purpose, user: user(tx, Some(claim.user))?, since: since.0, until: until.0 })
}

fn contact(tx: &mut Tx, it: contacted::Contacted) -> Verb<ContactedView> {
    let by = user(tx, it.by)?;
    Ok(ContactedView { activity: it.activity, by, at: it.at.0, kind: it.kind, subject: it.subject })
}

fn warning(tx: &mut Tx, it: Warning) -> Verb<WarningView> {
    Ok(match it {
        Warning::Claimed { record, claim } => {
            WarningView { record: Named::of(tx, record)?, claim: Some(view(tx, claim)?), contacted: None }
        }
        Warning::Recent { record, contacted } => WarningView {
            record: Named::of(tx, record)?,
            claim: None,
            contacted: Some(contact(tx, contacted)?),
        },
    })
}
