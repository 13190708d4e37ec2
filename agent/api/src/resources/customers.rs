//! What accounts and contacts have in common: they are read, added, changed, and have a record and a history.

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
use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use crmweb_crm::record_page::{self, Client, Limits};
use crmweb_crm::{By, Error, Result, merge, whose};
use crmweb_model::address::Address;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Right;
use crmweb_store::index::people::Who;
use crmweb_store::{Tx, client_page};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An account or a contact.
pub(super) trait Customer: Sized + Send + 'static {
    /// Its kind.
    const KIND: RecordKind;
    /// What people enter of it, as JSON.
    type Fields: Serialize + DeserializeOwned + Send + Sync;
    /// What people enter of it.
    type Draft: Send + 'static;
    /// It as JSON.
    type View: Serialize + Send + 'static;

    fn load(tx: &mut Tx, uid: Uid) -> Result<Option<Self>>;
    fn add(tx: &mut Tx, by: &By, draft: &Self::Draft) -> Result<Self>;
    /// Changes it, if it still has the version it was loaded with.
    fn edit(&self, tx: &mut Tx, by: &By, draft: &Self::Draft) -> Result<Self>;
    fn draft(fields: Self::Fields) -> Result<Self::Draft>;
    fn fields(&self) -> Self::Fields;
    fn view(self, owner: Option<UserName>) -> Self::View;
    /// The addresses and domains by which mail knows it.
    fn keys(fields: &Self::Fields) -> Vec<Who>;
    fn client(&self) -> Client;
    fn record(&self) -> RecordRef;
    fn version(&self) -> i64;
    fn owner(&self) -> Option<UserId>;
}

/// Reads mail addresses as keys; what is none is left out.
pub(super) fn addresses(typed: &[String]) -> impl Iterator<Item = Who> {
    typed.iter().filter_map(|text| Some(Who::Address(Address::parse(text).ok()?.to_string())))
}

/// Reads mail domains as keys.
pub(super) fn domains(typed: &[String]) -> impl Iterator<Item = Who> {
    typed.iter().map(|text| Who::Domain(text.trim().trim_start_matches('@').to_lowercase()))
}

pub(super) async fn get<C: Customer>(
    app: &App,
    caller: &Caller,
    uid: Uid,
) -> std::result::Result<Response, Problem> {
    let actor = caller.user.actor();
    let (version, view) = app
        .crm
        .store()
        .read_async(move |tx| {
            let found: C = found(tx, uid)?;
            whose::may(tx, &actor, Right::Read, found.record())?;
            Ok::<_, Error>((found.version(), view(tx, found)?))
        })
        .await?;
    Ok(etag::tagged(version, &view))
}

pub(super) async fn add<C: Customer>(
    app: &App,
    deed: &Deed,
    body: Body<C::Fields>,
) -> std::result::Result<Response, Problem> {
    let keys = C::keys(&body.value);
    let draft = C::draft(body.value)?;
    let answer = deed
        .once(app, &body.content, StatusCode::CREATED, move |tx, by| {
            let added = C::add(tx, by, &draft)?;
            view(tx, added)
        })
        .await?;
    follow(app, deed, keys);
    Ok(answer)
}

pub(super) async fn change<C: Customer + Sync>(
    app: &App,
    deed: &Deed,
    uid: Uid,
    headers: &HeaderMap,
    body: Body<Changes>,
) -> std::result::Result<Response, Problem> {
    let seen = etag::seen(headers)?;
    let known = app.crm.store().read_async(move |tx| found::<C>(tx, uid)).await?;
    let before = known.fields();
    let after: C::Fields = body.value.apply(&before)?;
    let (had, has) = (C::keys(&before), C::keys(&after));
    let follows = had != has;
    let new: Vec<Who> = has.into_iter().filter(|who| !had.contains(who)).collect();
    let draft = C::draft(after)?;
    let answer = deed
        .once(app, &body.content, StatusCode::OK, move |tx, by| {
            // The version asked for, and the one the change was merged into: both must still hold.
            Error::if_stale(C::KIND, Some(seen), known.version())?;
            let changed = known.edit(tx, by, &draft)?;
            view(tx, changed)
        })
        .await;
    match answer {
        Err(mut problem) if problem.code == "crm.stale" => {
            let now =
                app.crm.store().read_async(move |tx| found::<C>(tx, uid).and_then(|it| view(tx, it))).await?;
            problem.current = serde_json::to_value(now).ok().map(Box::new);
            Err(problem)
        }
        answer => {
            if follows && answer.is_ok() {
                follow(app, deed, new);
            }
            answer
        }
    }
}

pub(super) async fn record<C: Customer>(
    app: &App,
    caller: &Caller,
    uid: Uid,
) -> std::result::Result<Json<ClientRecordView>, Problem> {
    let (actor, now) = (caller.user.actor(), app.machine.now());
    let limits = Limits { history: PAGE, ..Limits::default() };
    let record = app
        .crm
        .store()
        .read_async(move |tx| {
            let client = found::<C>(tx, uid)?.client();
            let record = record_page::client(tx, &actor, client, now, limits)?;
            ClientRecordView::of(record, PAGE).ok_or_else(|| Error::no_such(C::KIND, uid))
        })
        .await?;
    Ok(Json(record))
}

pub(super) async fn history<C: Customer>(
    app: &App,
    caller: &Caller,
    uid: Uid,
    asked: Paged,
) -> std::result::Result<Json<History>, Problem> {
    let (asked, actor) = (asked.read()?, caller.user.actor());
    let page = app
        .crm
        .store()
        .read_async(move |tx| {
            let record = found::<C>(tx, uid)?.record();
            history::page(tx, &actor, record, asked)
        })
        .await?;
    Ok(Json(page))
}

fn found<C: Customer>(tx: &mut Tx, uid: Uid) -> Result<C> {
    if let Some(found) = C::load(tx, uid)? {
        return Ok(found);
    }
    merge::redirect(tx, C::KIND, uid)?;
    Err(Error::no_such(C::KIND, uid))
}

fn view<C: Customer>(tx: &mut Tx, it: C) -> Result<C::View> {
    let owner = match it.owner() {
        Some(id) => client_page::people(tx, vec![id])?.get(&id).map(UserName::from),
        None => None,
    };
    Ok(it.view(owner))
}
