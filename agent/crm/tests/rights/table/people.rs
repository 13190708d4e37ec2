//! Users, roles, and how people sign in; mailboxes and never-log lists.

use super::{ADMINISTER, ALL, Row, crm, done, tx};
use crate::site::NOW;
use crmweb_crm::credentials::{self, NewToken};
use crmweb_crm::mailboxes::Kind;
use crmweb_crm::never_log::List;
use crmweb_crm::password_change::Typed;
use crmweb_crm::seal::Seal;
use crmweb_crm::{By, Error, factor, mailboxes, never_log, password_change, roles, users};
use crmweb_model::privacy::{NeverLog, ShareLevel};
use crmweb_model::rights::{Grants, Right, Role, Scope};
use crmweb_store::credentials::What;
use crmweb_store::passwords::{self, Password};
use crmweb_store::users::NewUser;
use crmweb_store::{Tx, factors};

/// One's own, and what is the administrator's.
const OWN: &str = "ynn ynn yyy ynn ynn nnn";
/// One's own; of others there is none.
const PRIVATE: &str = "yhh yhh yhh yhh yhh nnn";

#[rustfmt::skip]
pub fn rows() -> Vec<Row> {
    vec![
        tx("users::add_user", |tx, by, _| {
            let new = NewUser { login: "neu".into(), name: "Neu".into(), ..NewUser::default() };
            done(users::add_user(tx, by, &new))
        }, ADMINISTER),
        tx("users::set_roles", |tx, by, s| done(users::set_roles(tx, by, s.person.id, None, &[Role::User], &[])), ADMINISTER),
        tx("users::edit_user", |tx, by, s| done(users::edit_user(tx, by, s.person.id, None, ("Neu", "south", "ro"))), ADMINISTER),
        tx("users::deactivate_user", |tx, by, s| done(users::deactivate_user(tx, by, s.person.id)), ADMINISTER),
        tx("users::activate_user", |tx, by, s| done(users::activate_user(tx, by, s.person.id)), ADMINISTER),
        tx("users::add_user_address", |tx, by, s| done(users::add_user_address(tx, by, s.person.id, "neu@noi.example")), OWN),
        tx("users::remove_user_address", |tx, by, s| done(users::remove_user_address(tx, by, s.person.id, "neu@noi.example")), OWN),
        tx("users::list_users", |tx, by, _| done(users::list_users(tx, by)), ALL),
        tx("users::by_uid", |tx, by, s| done(users::by_uid(tx, by, s.person.uid)), "yyy yyy yyy yhh yyh nnn"),
        tx("users::set_company_domains", |tx, by, _| done(users::set_company_domains(tx, by, &["noi.example".into()])), ADMINISTER),
        tx("roles::add_role", |tx, by, _| done(roles::add_role(tx, by, "partner", &grants())), ADMINISTER),
        tx("roles::edit_role", |tx, by, s| {
            let role = roles::add_role(tx, &s.boss, "partner", &grants())?;
            done(roles::edit_role(tx, by, role.uid, Some(role.version), "Partner", &grants()))
        }, ADMINISTER),
        tx("roles::remove_role", |tx, by, s| {
            let role = roles::add_role(tx, &s.boss, "partner", &grants())?;
            roles::remove_role(tx, by, role.uid, None)
        }, ADMINISTER),
        tx("roles::list_roles", |tx, by, _| done(roles::list_roles(tx, by)), ADMINISTER),
        tx("roles::get_role", |tx, by, s| {
            let role = roles::add_role(tx, &s.boss, "partner", &grants())?;
            done(roles::get_role(tx, by, role.uid))
        }, ADMINISTER),
        tx("credentials::add_token", |tx, by, _| done(credentials::add_token(tx, by, &token())), ALL),
        tx("credentials::list", |tx, by, _| done(credentials::list(tx, by, What::Session, false)), ALL),
        tx("credentials::list of everybody", |tx, by, _| done(credentials::list(tx, by, What::Token, true)), ADMINISTER),
        tx("credentials::revoke", |tx, by, s| {
            let (made, _) = credentials::add_token(tx, &By::new(s.person.actor(), NOW), &token())?;
            done(credentials::revoke(tx, by, What::Token, made.uid))
        }, "yhh yhh yyy yhh yhh nnn"),
        crm("password_change::change_password", |crm, by, _| {
            forget_password(crm, by)?;
            let typed = Typed { new: "corect cal baterie".into(), ..Typed::default() };
            password_change::change_password(crm, by, &typed, None)
        }, ALL),
        crm("password_change::give_password", |crm, by, s| password_change::give_password(crm, by, s.person.id, "corect cal baterie"), ADMINISTER),
        crm("password_change::prove", |crm, by, _| {
            forget_password(crm, by)?;
            password_change::prove(crm, by, "", "here")
        }, ALL),
        tx("factor::begin", |tx, by, _| {
            with_password(tx, by)?;
            done(factor::begin(tx, by, &Seal::create()?))
        }, ALL),
        // Without a factor that was begun there is none to confirm: whoever may is told so.
        tx("factor::confirm", |tx, by, _| match factor::confirm(tx, by, &Seal::create()?, "123456") {
            Err(Error::Conflict(why)) if why.contains("no second factor was begun") => Ok(()),
            other => done(other),
        }, ALL),
        tx("factor::state", |tx, by, _| done(factor::state(tx, by)), ALL),
        tx("factor::remove", |tx, by, s| {
            factors::begin(tx, s.person.id, "sealed")?;
            factor::remove(tx, by, s.person.id)
        }, OWN),
        tx("mailboxes::add_mailbox", |tx, by, _| {
            done(mailboxes::add_mailbox(tx, by, None, "neu@noi.example", Kind::Personal, ShareLevel::Nothing))
        }, ALL),
        tx("mailboxes::add_mailbox for all", |tx, by, _| {
            done(mailboxes::add_mailbox(tx, by, None, "neu@noi.example", Kind::Shared, ShareLevel::Everything))
        }, ADMINISTER),
        tx("mailboxes::set_mailbox_share", |tx, by, s| done(mailboxes::set_mailbox_share(tx, by, s.mailbox, ShareLevel::Nothing)), PRIVATE),
        tx("mailboxes::delete_mailbox", |tx, by, s| mailboxes::delete_mailbox(tx, by, s.mailbox), PRIVATE),
        tx("never_log::add_never_log", |tx, by, _| done(never_log::add_never_log(tx, by, List::Mine, &keyword())), ALL),
        tx("never_log::add_never_log for all", |tx, by, _| done(never_log::add_never_log(tx, by, List::Company, &keyword())), ADMINISTER),
        tx("never_log::remove_never_log", |tx, by, s| never_log::remove_never_log(tx, by, s.never_log), PRIVATE),
        tx("never_log::never_log", |tx, by, _| done(never_log::never_log(tx, by, List::Company)), ALL),
    ]
}

fn grants() -> Grants {
    [(Right::Read, Scope::Own)].into_iter().collect()
}

fn token() -> NewToken {
    NewToken { name: "report".into(), writes: true, expires_at: None }
}

fn keyword() -> NeverLog {
    NeverLog::Keyword("analize".into())
}

fn with_password(tx: &mut Tx, by: &By) -> crmweb_crm::Result<()> {
    let password = Password { hash: "$argon2id$".into(), one_time: false, set_at: NOW };
    Ok(passwords::set(tx, by.actor.user, &password)?)
}

/// As if none had been set: nothing has to be proved.
fn forget_password(crm: &crmweb_crm::Crm, by: &By) -> crmweb_crm::Result<()> {
    let user = by.actor.user;
    crm.write(move |tx| Ok(passwords::remove(tx, user).map(drop)?))
}
