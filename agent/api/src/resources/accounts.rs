//! Accounts: read, added, changed.

use super::clients::follow;
use crate::app::App;
use crate::body::{Body, Changes};
use crate::caller::Caller;
use crate::deed::Deed;
use crate::etag;
use crate::history::{self, History, Paged};
use crate::problem::Problem;
use crate::records::PAGE;
use crate::shape::UserName;
use crate::shape::client::ClientRecordView;
use crate::shape::fields::{AccountFields, AccountRecord};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use crmweb_crm::Error;
use crmweb_crm::accounts as verbs;
use crmweb_crm::record_page::{self, Client, Limits};
use crmweb_model::address::Address;
use crmweb_model::draft::AccountDraft;
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::accounts::{self, Account};
use crmweb_store::index::people::Who;
use crmweb_store::{Tx, client_page};

/// Returns an account.
#[utoipa::path(get, path = "/api/v1/accounts/{uid}", tag = "records", params(("uid" = String, Path)),
    responses((status = 200, body = AccountRecord), (status = 404, body = Problem)))]
pub async fn get(State(app): State<App>, caller: Caller, Path(uid): Path<Uid>) -> Result<Response, Problem> {
    caller.user.actor().may(Right::Read, Whose::Mine).map_err(Error::from)?;
    let record = app.crm.store().read_async(move |tx| found(tx, uid).and_then(|it| view(tx, it))).await?;
    Ok(etag::tagged(record.version, &record))
}

/// Adds an account.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "records", request_body = AccountFields,
    responses((status = 201, body = AccountRecord), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn add(State(app): State<App>, deed: Deed, body: Body<AccountFields>) -> Result<Response, Problem> {
    let keys = keys(&body.value);
    let draft = AccountDraft::from(body.value);
    let answer = deed
        .once(&app, &body.content, StatusCode::CREATED, move |tx, by| {
            let added = verbs::add_account(tx, by, None, &draft)?;
            view(tx, added)
        })
        .await?;
    follow(&app, &deed, keys);
    Ok(answer)
}

/// Changes fields of an account; those that are left out stay.
#[utoipa::path(patch, path = "/api/v1/accounts/{uid}", tag = "records", params(("uid" = String, Path)),
    request_body = AccountFields,
    responses((status = 200, body = AccountRecord), (status = 412, body = Problem), (status = 422, body = Problem),
              (status = 428, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<Changes>,
) -> Result<Response, Problem> {
    let seen = etag::seen(&headers)?;
    let changes = body.value;
    let known = app.crm.store().read_async(move |tx| found(tx, uid)).await?;
    let before = AccountFields::from(known.details.clone());
    let after: AccountFields = changes.apply(&before)?;
    let (had, keys) = (keys(&before), keys(&after));
    let keys: Vec<Who> = keys.into_iter().filter(|who| !had.contains(who)).collect();
    let draft = AccountDraft::from(after);
    let (id, loaded) = (known.id, known.version);
    let answer = deed
        .once(&app, &body.content, StatusCode::OK, move |tx, by| {
            // The version asked for, then the one the change was merged into: both must still hold.
            Error::if_stale(RecordKind::Account, Some(seen), loaded)?;
            let changed = verbs::edit_account(tx, by, id, Some(loaded), &draft)?;
            view(tx, changed)
        })
        .await;
    let answer = match answer {
        Err(problem) if problem.code == "crm.stale" => {
            let now =
                app.crm.store().read_async(move |tx| found(tx, uid).and_then(|it| view(tx, it))).await?;
            return Err(Problem { current: serde_json::to_value(now).ok().map(Box::new), ..problem });
        }
        answer => answer?,
    };
    if !keys.is_empty() || had.len() != keys.len() {
        follow(&app, &deed, keys);
    }
    Ok(answer)
}

/// Returns the whole record, as the panel shows it.
#[utoipa::path(get, path = "/api/v1/accounts/{uid}/record", tag = "records", params(("uid" = String, Path)),
    responses((status = 200, body = ClientRecordView), (status = 404, body = Problem)))]
pub async fn record(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
) -> Result<Json<ClientRecordView>, Problem> {
    let (actor, now) = (caller.user.actor(), app.machine.now());
    let limits = Limits { history: PAGE, ..Limits::default() };
    let record = app
        .crm
        .store()
        .read_async(move |tx| {
            let client = Client::Account(found(tx, uid)?.id);
            let record = record_page::client(tx, &actor, client, now, limits)?;
            ClientRecordView::of(record, PAGE).ok_or_else(|| Error::no_such(RecordKind::Account, uid))
        })
        .await?;
    Ok(Json(record))
}

/// Returns a page of the history, newest first.
#[utoipa::path(get, path = "/api/v1/accounts/{uid}/history", tag = "records", params(("uid" = String, Path), Paged),
    responses((status = 200, body = History), (status = 404, body = Problem)))]
pub async fn history(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
    Query(asked): Query<Paged>,
) -> Result<Json<History>, Problem> {
    let asked = asked.read()?;
    let actor = caller.user.actor();
    let page = app
        .crm
        .store()
        .read_async(move |tx| {
            let record = RecordRef::new(RecordKind::Account, found(tx, uid)?.id.0);
            history::page(tx, &actor, record, asked)
        })
        .await?;
    Ok(Json(page))
}

fn found(tx: &mut Tx, uid: Uid) -> crmweb_crm::Result<Account> {
    let found = accounts::by_uid(tx, uid)?.filter(|it| it.deleted_at.is_none());
    found.ok_or_else(|| Error::no_such(RecordKind::Account, uid))
}

fn view(tx: &mut Tx, it: Account) -> crmweb_crm::Result<AccountRecord> {
    let owner = match it.owner {
        Some(id) => client_page::people(tx, vec![id])?.get(&id).map(UserName::from),
        None => None,
    };
    Ok(AccountRecord {
        uid: it.uid,
        version: it.version,
        fields: it.details.into(),
        owner,
        updated_at: it.updated_at.0,
    })
}

/// The addresses and domains by which mail knows it.
fn keys(fields: &AccountFields) -> Vec<Who> {
    let read = |text: &String| Address::parse(text).ok().map(|address| Who::Address(address.to_string()));
    let domain = |text: &String| Who::Domain(text.trim().trim_start_matches('@').to_lowercase());
    fields.addresses.iter().filter_map(read).chain(fields.domains.iter().map(domain)).collect()
}
