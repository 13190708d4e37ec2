//! What colleagues and other systems are told, what was done, and what is taken back.

use super::{ADMINISTER, ALL, Row, crm, done, tx};
use crate::site::told::{before, found};
use crate::site::{NOW, Site};
use crmweb_crm::webhooks::{self, WebhookDraft, internal};
use crmweb_crm::{Error, Result, accounts, deeds, outbox, restore, undo};
use crmweb_model::draft::AccountDraft;
use crmweb_model::ids::Uid;
use crmweb_store::index::mailboxes::SecretPlace;
use crmweb_store::outbox::NewMail;
use crmweb_store::webhooks::Webhook;
use crmweb_store::{Tx, log};

#[rustfmt::skip]
pub fn rows() -> Vec<Row> {
    vec![
        tx("outbox::list", |tx, by, _| done(outbox::list(tx, by, None, None, 10)), ADMINISTER),
        tx("outbox::cancel", |tx, by, _| {
            let mail = NewMail {
                mailbox: None,
                to_address: "ana@noi.example".into(),
                to_name: String::new(),
                language: "ro".into(),
                subject: "De făcut".into(),
                text: String::new(),
                html: None,
                about: None,
            };
            let queued = crmweb_store::outbox::queue(tx, &mail, Uid::create(), NOW)?;
            done(outbox::cancel(tx, by, queued.uid))
        }, ADMINISTER),
        tx("webhooks::add_webhook", |tx, by, _| {
            done(webhooks::add_webhook(tx, by, Uid::create(), &webhook(), SecretPlace::File))
        }, ADMINISTER),
        tx("webhooks::edit_webhook", |tx, by, s| {
            let known = added(tx, s)?;
            done(webhooks::edit_webhook(tx, by, known.uid, None, &WebhookDraft { active: false, ..webhook() }))
        }, ADMINISTER),
        tx("webhooks::remove_webhook", |tx, by, s| {
            let known = added(tx, s)?;
            done(webhooks::remove_webhook(tx, by, known.uid, None))
        }, ADMINISTER),
        tx("webhooks::rotate_secret", |tx, by, s| {
            let known = added(tx, s)?;
            done(webhooks::rotate_secret(tx, by, known.uid))
        }, ADMINISTER),
        tx("webhooks::test_webhook", |tx, by, s| {
            let known = added(tx, s)?;
            done(webhooks::test_webhook(tx, by, known.uid))
        }, ADMINISTER),
        tx("webhooks::redeliver", |tx, by, s| {
            let known = added(tx, s)?;
            let delivery = webhooks::test_webhook(tx, &s.boss, known.uid)?;
            done(webhooks::redeliver(tx, by, delivery.uid))
        }, ADMINISTER),
        tx("webhooks::list", |tx, by, _| done(webhooks::list(tx, by)), ADMINISTER),
        tx("webhooks::show", |tx, by, s| {
            let known = added(tx, s)?;
            done(webhooks::show(tx, by, known.uid))
        }, ADMINISTER),
        tx("webhooks::deliveries", |tx, by, s| {
            let known = added(tx, s)?;
            done(webhooks::deliveries(tx, by, known.uid, None, 10))
        }, ADMINISTER),
        tx("webhooks::internal::list", |tx, by, _| done(internal::list(tx, by)), ADMINISTER),
        tx("webhooks::internal::allow", |tx, by, _| done(internal::allow(tx, by, "erp.local:8080", true)), ADMINISTER),
        tx("webhooks::internal::replace", |tx, by, _| done(internal::replace(tx, by, &["erp.local:8080".into()])), ADMINISTER),
        tx("deeds::deeds", |tx, by, _| done(deeds::deeds(tx, by)), ALL),
        // One's own deed names no record that one does not see any more.
        tx("deeds::deeds with names", |tx, by, s| {
            accounts::edit_account(tx, &before(by), s.account.id, None, &warm(s))?;
            let listed = deeds::deeds(tx, by)?;
            found(listed[0].records.iter().any(|record| record.uid == s.account.uid))
        }, "yyy yyy yyy yhh yyh nnn"),
        tx("restore::restore_value", |tx, by, s| {
            accounts::edit_account(tx, &s.boss, s.account.id, None, &warm(s))?;
            let entry = log::of_record(tx, s.account.record(), 1)?.remove(0);
            match restore::restore_value(tx, by, entry.seq, "status", None) {
                Err(Error::Invalid { field, .. }) if field == "seq" => found(false),
                other => done(other),
            }
        }, "yyy yyy nnn yhh yyh nnn"),
        crm("undo::undo_telling", |crm, by, s| {
            // What was added is used by now: only the rights are asked for here.
            match undo::undo_telling(crm, by, Some(s.deed.clone()), &mut |_, _| {}) {
                Err(Error::Conflict(why)) if why.contains("is used by") => Ok(()),
                other => done(other),
            }
        }, "ynn ynn nnn ynn ynn nnn"),
    ]
}

fn warm(s: &Site) -> AccountDraft {
    AccountDraft { status: "warm".into(), ..s.account.details.clone() }
}

fn webhook() -> WebhookDraft {
    WebhookDraft {
        name: "Contabilitate".into(),
        url: "https://erp.example/hook".into(),
        kinds: vec![],
        verbs: vec![],
        active: true,
    }
}

fn added(tx: &mut Tx, s: &Site) -> Result<Webhook> {
    webhooks::add_webhook(tx, &s.boss, Uid::create(), &webhook(), SecretPlace::File)
}
