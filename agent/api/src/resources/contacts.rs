//! Contacts: read, added, changed.

use super::customers::{self, Customer, addresses};
use crate::app::App;
use crate::body::{Body, Changes};
use crate::caller::Caller;
use crate::deed::Deed;
use crate::history::{History, Paged};
use crate::problem::Problem;
use crate::shape::UserName;
use crate::shape::client::ClientRecordView;
use crate::shape::fields::{ContactFields, ContactRecord};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use crmweb_crm::record_page::Client;
use crmweb_crm::{By, Result, contacts as verbs};
use crmweb_model::draft::ContactDraft;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_store::Tx;
use crmweb_store::contacts::{self, Contact};
use crmweb_store::index::people::Who;

impl Customer for Contact {
    const KIND: RecordKind = RecordKind::Contact;
    type Fields = ContactFields;
    type Draft = ContactDraft;
    type View = ContactRecord;

    fn load(tx: &mut Tx, uid: Uid) -> Result<Option<Contact>> {
        Ok(contacts::by_uid(tx, uid)?.filter(|it| it.deleted_at.is_none()))
    }

    fn add(tx: &mut Tx, by: &By, draft: &ContactDraft) -> Result<Contact> {
        verbs::add_contact(tx, by, None, draft)
    }

    fn edit(&self, tx: &mut Tx, by: &By, draft: &ContactDraft) -> Result<Contact> {
        verbs::edit_contact(tx, by, self.id, Some(self.version), draft)
    }

    fn draft(fields: ContactFields) -> Result<ContactDraft> {
        fields.draft()
    }

    fn fields(&self) -> ContactFields {
        self.details.clone().into()
    }

    fn view(self, owner: Option<UserName>) -> ContactRecord {
        ContactRecord {
            uid: self.uid,
            version: self.version,
            fields: self.details.into(),
            owner,
            updated_at: self.updated_at.0,
        }
    }

    fn keys(fields: &ContactFields) -> Vec<Who> {
        addresses(&fields.addresses).collect()
    }

    fn client(&self) -> Client {
        Client::Contact(self.id)
    }

    fn record(&self) -> RecordRef {
        Contact::record(self)
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn owner(&self) -> Option<UserId> {
        self.owner
    }
}

type Answer<T> = std::result::Result<T, Problem>;

/// Returns a contact.
#[utoipa::path(get, path = "/api/v1/contacts/{uid}", tag = "records", params(("uid" = String, Path)),
    responses((status = 200, body = ContactRecord), (status = 404, body = Problem)))]
pub async fn get(State(app): State<App>, caller: Caller, Path(uid): Path<Uid>) -> Answer<Response> {
    customers::get::<Contact>(&app, &caller, uid).await
}

/// Adds a contact.
#[utoipa::path(post, path = "/api/v1/contacts", tag = "records", request_body = ContactFields,
    responses((status = 201, body = ContactRecord), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn add(State(app): State<App>, deed: Deed, body: Body<ContactFields>) -> Answer<Response> {
    customers::add::<Contact>(&app, &deed, body).await
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
) -> Answer<Response> {
    customers::change::<Contact>(&app, &deed, uid, &headers, body).await
}

/// Returns the whole record, as the panel shows it.
#[utoipa::path(get, path = "/api/v1/contacts/{uid}/record", tag = "records", params(("uid" = String, Path)),
    responses((status = 200, body = ClientRecordView), (status = 404, body = Problem)))]
pub async fn record(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
) -> Answer<Json<ClientRecordView>> {
    customers::record::<Contact>(&app, &caller, uid).await
}

/// Returns a page of the history, newest first.
#[utoipa::path(get, path = "/api/v1/contacts/{uid}/history", tag = "records", params(("uid" = String, Path), Paged),
    responses((status = 200, body = History), (status = 404, body = Problem)))]
pub async fn history(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
    Query(asked): Query<Paged>,
) -> Answer<Json<History>> {
    customers::history::<Contact>(&app, &caller, uid, asked).await
}
