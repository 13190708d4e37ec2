//! Accounts, contacts, whom mail belongs to, and how records are seen.

use super::{ADD, ALL, CHANGE, EVERYBODYS, Row, SEE, crm, done, tx};
use crate::site::NOW;
use crmweb_crm::find::Found;
use crmweb_crm::hand_in::{self, Handed};
use crmweb_crm::hold::Reach;
use crmweb_crm::new_client::Employer;
use crmweb_crm::record_page::{Client, Limits};
use crmweb_crm::{Error, accounts, attach, contacts, correct, distribute, find, hold, in_front, new_client};
use crmweb_crm::{from_mail, record_page, relink, undo};
use crmweb_model::address::Address;
use crmweb_model::draft::{AccountDraft, ContactDraft};
use crmweb_model::record::RecordKind;
use crmweb_store::log;

#[rustfmt::skip]
pub fn rows() -> Vec<Row> {
    vec![
        tx("accounts::add_account", |tx, by, _| done(accounts::add_account(tx, by, None, &new_account())), ADD),
        tx("accounts::edit_account", |tx, by, s| {
            let draft = AccountDraft { status: "warm".into(), ..s.account.details.clone() };
            done(accounts::edit_account(tx, by, s.account.id, None, &draft))
        }, CHANGE),
        tx("accounts::add_account_domain", |tx, by, s| done(accounts::add_account_domain(tx, by, s.account.id, "neu.example")), CHANGE),
        tx("accounts::remove_account_domain", |tx, by, s| {
            let domain = s.account.details.domains[0].clone();
            done(accounts::remove_account_domain(tx, by, s.account.id, &domain))
        }, CHANGE),
        tx("accounts::delete_account", |tx, by, s| accounts::delete_account(tx, by, s.account.id, None), CHANGE),
        tx("accounts::undo", |tx, by, s| {
            accounts::add_account_domain(tx, &s.boss, s.account.id, "neu.example")?;
            let entry = log::of_record(tx, s.account.record(), 1)?.remove(0);
            done(accounts::undo(tx, by, &entry))
        }, CHANGE),
        tx("contacts::add_contact", |tx, by, _| done(contacts::add_contact(tx, by, None, &new_contact())), ADD),
        tx("contacts::edit_contact", |tx, by, s| {
            let draft = ContactDraft { department: "IT".into(), ..s.contact.details.clone() };
            done(contacts::edit_contact(tx, by, s.contact.id, None, &draft))
        }, CHANGE),
        tx("contacts::add_contact_address", |tx, by, s| done(contacts::add_contact_address(tx, by, s.contact.id, "neu@neu.example")), CHANGE),
        tx("contacts::remove_contact_address", |tx, by, s| done(contacts::remove_contact_address(tx, by, s.contact.id, &s.address())), CHANGE),
        tx("contacts::delete_contact", |tx, by, s| contacts::delete_contact(tx, by, s.contact.id, None), CHANGE),
        tx("contacts::undo", |tx, by, s| {
            contacts::add_contact_address(tx, &s.boss, s.contact.id, "neu@neu.example")?;
            let entry = log::of_record(tx, s.contact.record(), 1)?.remove(0);
            done(contacts::undo(tx, by, &entry))
        }, CHANGE),
        tx("new_client::add", |tx, by, _| done(new_client::add(tx, by, &new_contact(), &Employer::New(Box::new(new_account())), "CEO")), ADD),
        tx("distribute::distribute", |tx, by, s| {
            distribute::distribute(tx, by, &[s.account.record(), s.contact.record()], s.person.id)
        }, "nnn yyy nnn ynn yyn nnn"),
        // A rule that is taught concerns the mail of everybody.
        crm("correct::correct", |crm, by, s| done(correct::correct(crm, by, s.mail, s.contact.record(), None)), EVERYBODYS),
        crm("correct::choose", |crm, by, s| {
            done(correct::choose(crm, by, &Address::parse(&s.address()).unwrap(), s.contact.record()))
        }, EVERYBODYS),
        tx("attach::attach", |tx, by, s| done(attach::attach(tx, by, s.mail, Reach::Mail, s.account.record())), CHANGE),
        tx("attach::reached", |tx, by, s| done(attach::reached(tx, &by.actor, s.mail, Reach::Thread)), "yyy yyy yyy yhh yyh hhh"),
        // They reach one's own copies only, whoever's the mail is.
        tx("hold::hold", |tx, by, s| done(hold::hold(tx, by, s.mail, Reach::Mail, true)), ALL),
        crm("hold::remove", |crm, by, s| done(hold::remove(crm, by, s.mail, Reach::Mail)), ALL),
        tx("hold::restore", |tx, by, s| done(hold::restore(tx, by, &s.message_id)), ALL),
        crm("hand_in::hand_in", |crm, by, s| {
            let raw = format!("From: <{}>\r\nTo: x@noi.example\r\nMessage-ID: <neu{}@x.example>\r\n\r\nText", s.address(), s.number);
            done(hand_in::hand_in(crm, by, Handed::Whole(raw.into_bytes()), false))
        }, ADD),
        // Rules are applied anew: nothing is decided.
        crm("relink::by_address", |crm, by, s| done(relink::by_address(crm, by, &Address::parse(&s.address()).unwrap())), ALL),
        crm("relink::by_domain", |crm, by, s| done(relink::by_domain(crm, by, &s.account.details.domains[0])), ALL),
        crm("relink::let_go", |crm, by, s| done(relink::let_go(crm, by, s.account.record())), ALL),
        crm("undo::undo", |crm, by, s| {
            // What was added is used by now: only the rights are asked for here.
            match undo::undo(crm, by, Some(s.deed.clone())) {
                Err(Error::Conflict(why)) if why.contains("is used by") => Ok(()),
                other => done(other),
            }
        }, "ynn ynn nnn ynn ynn nnn"),
        tx("find::record", |tx, by, s| match find::record(tx, &by.actor, &s.account.uid.to_string())? {
            Found::One(record) if record == s.account.record() => Ok(()),
            _ => Err(Error::no_such(RecordKind::Account, s.account.uid)),
        }, "yyy yyy yyy yhh yyh hhh"),
        tx("find::suggest", |tx, by, s| {
            let found = find::suggest(tx, &by.actor, &s.account.details.name, &[RecordKind::Account], 20)?;
            let there = found.iter().any(|suggestion| suggestion.record == s.account.record());
            if there { Ok(()) } else { Err(Error::no_such(RecordKind::Account, s.account.uid)) }
        }, "yyy yyy yyy yhh yyh nnn"),
        tx("from_mail::prefilled", |tx, by, s| done(from_mail::prefilled(tx, &by.actor, s.mail_id)), "yyy yyy yyy yhh yyh hhh"),
        tx("in_front::mail", |tx, by, s| done(in_front::mail(tx, &by.actor, s.mail)), "yyy yyy yyy yhh yyh hhh"),
        tx("record_page::client", |tx, by, s| {
            done(record_page::client(tx, &by.actor, Client::Contact(s.contact.id), NOW, Limits::default()))
        }, SEE),
    ]
}

fn new_account() -> AccountDraft {
    AccountDraft { name: "Neu".into(), ..AccountDraft::default() }
}

fn new_contact() -> ContactDraft {
    ContactDraft { first_name: "Neu".into(), ..ContactDraft::default() }
}
