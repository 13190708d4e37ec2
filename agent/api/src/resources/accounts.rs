//! Accounts: read, added, changed.

use super::customers::{self, Customer, addresses, domains};
use crate::app::App;
use crate::body::{Body, Changes};
use crate::caller::Caller;
use crate::deed::Deed;
use crate::history::{History, Paged};
use crate::problem::Problem;
use crate::shape::UserName;
use crate::shape::client::ClientRecordView;
use crate::shape::fields::{AccountFields, AccountRecord};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use crmweb_crm::record_page::Client;
use crmweb_crm::{By, Result, accounts as verbs};
use crmweb_model::draft::AccountDraft;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_store::Tx;
use crmweb_store::accounts::{self, Account};
use crmweb_store::index::people::Who;

impl Customer for Account {
    const KIND: RecordKind = RecordKind::Account;
    type Fields = AccountFields;
    type Draft = AccountDraft;
    type View = AccountRecord;

    fn load(tx: &mut Tx, uid: Uid) -> Result<Option<Account>> {
        Ok(accounts::by_uid(tx, uid)?.filter(|it| it.deleted_at.is_none()))
    }

    fn add(tx: &mut Tx, by: &By, draft: &AccountDraft) -> Result<Account> {
        verbs::add_account(tx, by, None, draft)
    }

    fn edit(&self, tx: &mut Tx, by: &By, draft: &AccountDraft) -> Result<Account> {
        verbs::edit_account(tx, by, self.id, Some(self.version), draft)
    }

    fn draft(fields: AccountFields) -> Result<AccountDraft> {
        Ok(fields.into())
    }

    fn fields(&self) -> AccountFields {
        self.details.clone().into()
    }

    fn view(self, owner: Option<UserName>) -> AccountRecord {
        AccountRecord {
            uid: self.uid,
            version: self.version,
            fields: self.details.into(),
            owner,
            updated_at: self.updated_at.0,
        }
    }

    fn keys(fields: &AccountFields) -> Vec<Who> {
        addresses(&fields.addresses).chain(domains(&fields.domains)).collect()
    }

    fn client(&self) -> Client {
        Client::Account(self.id)
    }

    fn record(&self) -> RecordRef {
        Account::record(self)
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn owner(&self) -> Option<UserId> {
        self.owner
    }
}

type Answer<T> = std::result::Result<T, Problem>;

/// Returns an account.
#[utoipa::path(get, path = "/api/v1/accounts/{uid}", tag = "records", params(("uid" = String, Path)),
    responses((status = 200, body = AccountRecord), (status = 404, body = Problem)))]
pub async fn get(State(app): State<App>, caller: Caller, Path(uid): Path<Uid>) -> Answer<Response> {
    customers::get::<Account>(&app, &caller, uid).await
}

/// Adds an account.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "records", request_body = AccountFields,
    responses((status = 201, body = AccountRecord), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn add(State(app): State<App>, deed: Deed, body: Body<AccountFields>) -> Answer<Response> {
    customers::add::<Account>(&app, &deed, body).await
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
) -> Answer<Response> {
    customers::change::<Account>(&app, &deed, uid, &headers, body).await
}

/// Returns the whole record, as the panel shows it.
#[utoipa::path(get, path = "/api/v1/accounts/{uid}/record", tag = "records", params(("uid" = String, Path)),
    responses((status = 200, body = ClientRecordView), (status = 404, body = Problem)))]
pub async fn record(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
) -> Answer<Json<ClientRecordView>> {
    customers::record::<Account>(&app, &caller, uid).await
}

/// Returns a page of the history, newest first.
#[utoipa::path(get, path = "/api/v1/accounts/{uid}/history", tag = "records", params(("uid" = String, Path), Paged),
    responses((status = 200, body = History), (status = 404, body = Problem)))]
pub async fn history(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
    Query(asked): Query<Paged>,
) -> Answer<Json<History>> {
    customers::history::<Account>(&app, &caller, uid, asked).await
}
