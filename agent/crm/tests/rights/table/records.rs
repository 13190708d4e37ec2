//! Records of any kind by their fields, and the fields that administrators define.

use super::{ADD, ADMINISTER, CHANGE, Row, SEE, done, tx};
use crate::site::Site;
use crmweb_crm::records::Typed;
use crmweb_crm::{By, Result, custom_fields, records};
use crmweb_model::catalogue::custom::Holds;
use crmweb_model::record::RecordKind;
use crmweb_store::Tx;
use crmweb_store::custom::Definition;

#[rustfmt::skip]
pub fn rows() -> Vec<Row> {
    vec![
        tx("records::get", |tx, by, s| done(records::get(tx, by, RecordKind::Account, s.account.uid)), SEE),
        tx("records::get of a lead", |tx, by, s| {
            let lead = lead(tx, s)?;
            done(records::get(tx, by, RecordKind::Lead, lead))
        }, SEE),
        // What the company sells is for whoever reads anything.
        tx("records::get of a product", |tx, by, s| {
            let made = records::add(tx, &owner(s), RecordKind::Product, None, &product())?;
            done(records::get(tx, by, RecordKind::Product, made.uid))
        }, "yyy yyy yyy yyy yyy nnn"),
        tx("records::add", |tx, by, _| done(records::add(tx, by, RecordKind::Lead, None, &[typed("last_name", "Neu")])), ADD),
        tx("records::add of a product", |tx, by, _| done(records::add(tx, by, RecordKind::Product, None, &product())), "yyy yyy nnn nnn nnn nnn"),
        tx("records::add of a template", |tx, by, _| done(records::add(tx, by, RecordKind::Template, None, &named("Salut"))), "yyy yyy nnn nnn nnn nnn"),
        tx("records::add of a queue", |tx, by, _| done(records::add(tx, by, RecordKind::Queue, None, &named("printers"))), ADMINISTER),
        tx("records::edit", |tx, by, s| {
            let lead = lead(tx, s)?;
            done(records::edit(tx, by, RecordKind::Lead, lead, None, &[typed("last_name", "Neu")]))
        }, CHANGE),
        tx("records::edit of an account", |tx, by, s| {
            done(records::edit(tx, by, RecordKind::Account, s.account.uid, None, &[typed("status", "warm")]))
        }, CHANGE),
        tx("records::delete", |tx, by, s| {
            let lead = lead(tx, s)?;
            records::delete(tx, by, RecordKind::Lead, lead, None)
        }, CHANGE),
        tx("records::named::named", |tx, by, s| {
            done(records::named(tx, by, records::kind(RecordKind::Account)?, &s.account.details.name))
        }, "yyy yyy yyy yhh yyh hhh"),
        tx("records::named::reference", |tx, by, s| {
            done(records::reference(tx, by, RecordKind::Account, &s.account.details.name))
        }, "yyy yyy yyy yhh yyh hhh"),
        tx("custom_fields::add_field", |tx, by, _| done(custom_fields::add_field(tx, by, None, &field())), ADMINISTER),
        tx("custom_fields::edit_field", |tx, by, s| {
            let known = custom_fields::add_field(tx, &s.boss, None, &field())?;
            done(custom_fields::edit_field(tx, by, known.uid, None, &Definition { position: 3, ..field() }))
        }, ADMINISTER),
        tx("custom_fields::remove_field", |tx, by, s| {
            let known = custom_fields::add_field(tx, &s.boss, None, &field())?;
            custom_fields::remove_field(tx, by, known.uid, None)
        }, ADMINISTER),
    ]
}

fn typed(name: &str, text: &str) -> Typed {
    (name.into(), text.into())
}

fn named(name: &str) -> [Typed; 1] {
    [typed("name", name)]
}

fn product() -> [Typed; 2] {
    [typed("code", "DX-200"), typed("name", "Imprimantă")]
}

/// Whoever the site belongs to, who made it.
fn owner(s: &Site) -> By {
    By::new(s.person.actor(), s.boss.at)
}

fn lead(tx: &mut Tx, s: &Site) -> Result<crmweb_model::ids::Uid> {
    Ok(records::add(tx, &owner(s), RecordKind::Lead, None, &[typed("last_name", "Pop")])?.uid)
}

fn field() -> Definition {
    Definition {
        of: RecordKind::Account,
        name: "tier".into(),
        labels: ["Nivel".into(), String::new(), String::new()],
        holds: Holds::Choice,
        words: vec!["gold".into(), "silver".into()],
        needed: false,
        position: 0,
    }
}
