//! Users, accounts and contacts through the verbs, on both engines.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod people;
mod records;
mod undoing;

use crmweb_crm::accounts::{
    add_account, add_account_domain, delete_account, edit_account, remove_account_domain,
};
use crmweb_crm::contacts::{
    add_contact, add_contact_address, delete_contact, edit_contact, remove_contact_address,
};
use crmweb_crm::distribute::distribute;
use crmweb_crm::find::{self, Found};
use crmweb_crm::mailboxes::{Kind, add_mailbox, delete_mailbox, set_mailbox_share};
use crmweb_crm::never_log::{List, add_never_log, never_log, remove_never_log};
use crmweb_crm::users::{add_user, add_user_address, deactivate_user, set_company_domains, set_roles};
use crmweb_crm::work::Undone;
use crmweb_crm::{By, Error, Result, fresh};
use crmweb_model::address::Address;
use crmweb_model::draft::{AccountDraft, ContactDraft, Phone, Position, Postal};
use crmweb_model::ids::{AccountId, Uid, UserId};
use crmweb_model::privacy::{NeverLog, ShareLevel};
use crmweb_model::record::{Outcome, PhoneKind, RecordKind, RecordRef};
use crmweb_model::rights::Role;
use crmweb_model::time::Millis;
use crmweb_store::accounts::Account;
use crmweb_store::contacts::Contact;
use crmweb_store::log::{self, Entry};
use crmweb_store::paging::Page;
use crmweb_store::users::{NewUser, User};
use crmweb_store::{
    Location, Store, Tx, accounts, contacts, keys, mutations, schema, settings, stages, users,
};
use crmweb_support::both_engines;

const NOW: Millis = Millis(1_000_000);

fn open(engine: &crmweb_support::Engine) -> Store {
    let location = match engine.location() {
        crmweb_support::Location::Sqlite(path) => Location::File(path.clone()),
        crmweb_support::Location::Postgres(url) => Location::Server(url.clone()),
    };
    schema::prepare(&location, &schema::CRM).unwrap();
    Store::open(&location).unwrap()
}

/// Tells a story in one transaction of a company where Ana does everything.
fn story(engine: &crmweb_support::Engine, tell: impl FnOnce(&mut Tx, &By) -> Result<()> + Send + 'static) {
    open(engine)
        .write(|tx| {
            let ana = fresh::install(tx, NOW, &new_user("ana", &[]))?;
            tell(tx, &by(&ana))
        })
        .unwrap();
}

fn new_user(login: &str, roles: &[Role]) -> NewUser {
    NewUser { login: login.into(), name: login.into(), roles: roles.to_vec(), ..NewUser::default() }
}

fn by(user: &User) -> By {
    By::new(user.actor(), NOW)
}

fn firma() -> AccountDraft {
    AccountDraft { name: "Brutăria Veche SRL".into(), ..AccountDraft::default() }
}

fn dan() -> ContactDraft {
    ContactDraft { first_name: "Dan".into(), last_name: "Țurcanu".into(), ..ContactDraft::default() }
}

fn in_city(city: &str) -> Postal {
    Postal { city: city.into(), ..Postal::default() }
}

fn code<T: std::fmt::Debug>(result: Result<T>) -> &'static str {
    result.unwrap_err().code()
}

fn last_entry(tx: &mut Tx, record: RecordRef) -> Entry {
    log::of_record(tx, record, 1).unwrap().pop().unwrap()
}

/// Acts anew: a deed of its own.
fn again(by: &By) -> By {
    By::new(by.actor.clone(), by.at)
}

fn account(tx: &mut Tx, id: AccountId) -> Account {
    accounts::by_id(tx, id).unwrap().unwrap()
}

fn at(account: &Account, title: &str) -> Position {
    Position { account: account.uid, title: title.into() }
}

fn contact_at(tx: &mut Tx, by: &By, name: &str, accounts: &[&Account]) -> Contact {
    let positions = accounts.iter().map(|account| at(account, "")).collect();
    let draft = ContactDraft { first_name: name.into(), positions, ..ContactDraft::default() };
    add_contact(tx, by, None, &draft).unwrap()
}
