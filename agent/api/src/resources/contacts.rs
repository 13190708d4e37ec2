//! Contacts: read, added, changed.

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
use crate::shape::fields::{ContactFields, ContactRecord};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use crmweb_crm::Error;
use crmweb_crm::contacts as verbs;
use crmweb_crm::record_page::{self, Client, Limits};
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::contacts::{self, Contact};
use crmweb_store::index::people::Who;
use crmweb_store::{Tx, client_page};

/// Returns a contact.
#[utoipa::path(get, path = "/api/v1/contacts/{uid}", tag = "records", params(("uid" = String, Path)),
    responses((status = 200, body = ContactRecord), (status = 404, body = Problem)))]
pub async fn get(State(app): State<App>, caller: Caller, Path(uid): Path<Uid>) -> Result<Response, Problem> {
    caller.user.actor().may(Right::Read, Whose::Mine).map_err(Error::from)?;
    let record = app.crm.store().read_async(move |tx| found(tx, uid).and_then(|it| view(tx, it))).await?;
    Ok(etag::tagged(record.version, &record))
}

/// Adds a contact.
#[utoipa::path(post, path = "/api/v1/contacts", tag = "records", request_body = ContactFields,
    responses((status = 201, body = ContactRecord), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn add(State(app): State<App>, deed: Deed, body: Body<ContactFields>) -> Result<Response, Problem> {
    let keys = keys(&body.value);
    let draft = body.value.draft()?;
    let answer = deed
        .once(&app, &body.content, StatusCode::CREATED, move |tx, by| {
            let added = verbs::add_contact(tx, by, None, &draft)?;
            view(tx, added)
        })
        .await?;
    follow(&app, &deed, keys);
    Ok(answer)
}

/// Changes fields of a contact; those that are left out stay.
#[utoipa::path(patch, path = "/api/v1/contacts/{uid}", tag = "records", params(("uid" = String, Path)),
    request_body = ContactFields,
    responses((status = 200, body = ContactRecord), (status = 412, body = Problem), (status = 422, body = Problem),
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
    let before = ContactFields::from(known.details.clone());
    let after: ContactFields = changes.apply(&before)?;
    let (had, keys) = (keys(&before), keys(&after));
    let keys: Vec<Who> = keys.into_iter().filter(|who| !had.contains(who)).collect();
    let draft = after.draft()?;
    let (id, loaded) = (known.id, known.version);
    let answer = deed
        .once(&app, &body.content, StatusCode::OK, move |tx, by| {
            // The version asked for, then the one the change was merged into: both must still hold.
            Error::if_stale(RecordKind::Contact, Some(seen), loaded)?;
            let changed = verbs::edit_contact(tx, by, id, Some(loaded), &draft)?;
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
#[utoipa::path(get, path = "/api/v1/contacts/{uid}/record", tag = "records", params(("uid" = String, Path)),
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
            let client = Client::Contact(found(tx, uid)?.id);
            let record = record_page::client(tx, &actor, client, now, limits)?;
            ClientRecordView::of(record, PAGE).ok_or_else(|| Error::no_such(RecordKind::Contact, uid))
        })
        .await?;
    Ok(Json(record))
}

/// Returns a page of the history, newest first.
#[utoipa::path(get, path = "/api/v1/contacts/{uid}/history", tag = "records", params(("uid" = String, Path), Paged),
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
            let record = RecordRef::new(RecordKind::Contact, found(tx, uid)?.id.0);
            history::page(tx, &actor, record, asked)
        })
        .await?;
    Ok(Json(page))
}

fn found(tx: &mut Tx, uid: Uid) -> crmweb_crm::Result<Contact> {
    let found = contacts::by_uid(tx, uid)?.filter(|it| it.deleted_at.is_none());
    found.ok_or_else(|| Error::no_such(RecordKind::Contact, uid))
}

fn view(tx: &mut Tx, it: Contact) -> crmweb_crm::Result<ContactRecord> {
    let owner = match it.owner {
        Some(id) => client_page::people(tx, vec![id])?.get(&id).map(UserName::from),
        None => None,
    };
    Ok(ContactRecord {
        uid: it.uid,
        version: it.version,
        fields: it.details.into(),
        owner,
        updated_at: it.updated_at.0,
    })
}

/// The addresses by which mail knows it.
fn keys(fields: &ContactFields) -> Vec<Who> {
    let read = |text: &String| Address::parse(text).ok().map(|address| Who::Address(address.to_string()));
    fields.addresses.iter().filter_map(read).collect()
}
