//! Databases for the tests of this crate.
#![expect(dead_code, reason = "each test program uses a part")]

use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Role;
use crmweb_model::time::Millis;
use crmweb_store::log::Author;
use crmweb_store::users::{self, NewUser};
use crmweb_store::{Location, Store, Tx, schema};
use crmweb_support::Engine;

/// Where the engine's empty database is.
pub fn location(engine: &Engine) -> Location {
    match engine.location() {
        crmweb_support::Location::Sqlite(path) => Location::File(path.clone()),
        crmweb_support::Location::Postgres(url) => Location::Server(url.clone()),
    }
}

/// Opens the crm of the engine, with its schema.
pub fn crm(engine: &Engine) -> Store {
    let location = location(engine);
    schema::prepare(&location, &schema::CRM).unwrap();
    Store::open(&location).unwrap()
}

/// Somebody who writes into the log.
pub fn author(user: Option<UserId>) -> Author {
    Author { user, at: Millis(1_000), mutation: Uid::create(), provenance: "typed".into() }
}

/// Adds a user who may do everything.
pub fn user(tx: &mut Tx, login: &str) -> UserId {
    let new =
        NewUser { login: login.into(), name: login.into(), roles: Role::ALL.to_vec(), ..NewUser::default() };
    users::insert(tx, &author(None), &new).unwrap().id
}

/// Points at account `id`.
pub fn account(id: i64) -> RecordRef {
    RecordRef::new(RecordKind::Account, id)
}
