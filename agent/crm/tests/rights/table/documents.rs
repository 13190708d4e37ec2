//! Documents, what is sold, and what is kept about a person.

use super::{ADD, ADMINISTER, ALL, CHANGE, Row, SEE, crm, done, tx};
use crate::site::Site;
use crate::site::told::{before, bytes, document, found, owner};
use crmweb_crm::documents::{self, Attachment, NewDocument};
use crmweb_crm::new_client::{self, Employer};
use crmweb_crm::persons::{self, Who, erase, export};
use crmweb_crm::{Result, products, records};
use crmweb_model::draft::ContactDraft;
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_store::Tx;
use crmweb_store::documents::Asked;

/// A record that is listed, or is not there for the one who asks.
const LISTED: &str = "yyy yyy yyy yhh yyh nnn";
/// What is kept about a person is kept by everybody: it is told whole or not at all.
const WHOLE: &str = "yyy yyy yyy nnn nnn nnn";

#[rustfmt::skip]
pub fn rows() -> Vec<Row> {
    vec![
        tx("documents::add_document", |tx, by, _| done(document(tx, by, &[])), ADD),
        // What it belongs to has to be seen.
        tx("documents::add_document of a client", |tx, by, s| done(document(tx, by, &[(RecordKind::Account, s.account.uid)])), CHANGE),
        tx("documents::add_version", |tx, by, s| {
            let known = kept(tx, s)?;
            done(documents::add_version(tx, by, known, "", "", &bytes('b')))
        }, CHANGE),
        tx("documents::restore_version", |tx, by, s| {
            let known = kept(tx, s)?;
            documents::add_version(tx, &s.boss, known, "", "", &bytes('b'))?;
            done(documents::restore_version(tx, by, known, 1, None))
        }, CHANGE),
        tx("documents::link", |tx, by, s| {
            let known = kept(tx, s)?;
            done(documents::link(tx, by, known, RecordKind::Account, s.account.uid))
        }, CHANGE),
        tx("documents::link of one's own", |tx, by, s| {
            let mine = document(tx, &before(by), &[])?.record.uid;
            done(documents::link(tx, by, mine, RecordKind::Account, s.account.uid))
        }, CHANGE),
        tx("documents::unlink", |tx, by, s| {
            let known = kept(tx, s)?;
            documents::link(tx, &s.boss, known, RecordKind::Account, s.account.uid)?;
            done(documents::unlink(tx, by, known, RecordKind::Account, s.account.uid))
        }, CHANGE),
        tx("documents::unlink of one's own", |tx, by, s| {
            let mine = document(tx, &before(by), &[(RecordKind::Account, s.account.uid)])?.record.uid;
            done(documents::unlink(tx, by, mine, RecordKind::Account, s.account.uid))
        }, CHANGE),
        tx("documents::get", |tx, by, s| {
            let known = kept(tx, s)?;
            done(documents::get(tx, by, known))
        }, SEE),
        // A document that one sees tells only of records that one sees.
        tx("documents::get with its records", |tx, by, s| {
            let mine = document(tx, &before(by), &[(RecordKind::Account, s.account.uid)])?.record.uid;
            found(documents::get(tx, by, mine)?.links.contains(&s.account.record()))
        }, LISTED),
        tx("documents::version", |tx, by, s| {
            let known = kept(tx, s)?;
            done(documents::version(tx, by, known, None))
        }, SEE),
        // However many others there are: a page is full of what one may see.
        tx("documents::list", |tx, by, s| {
            let known = kept(tx, s)?;
            document(tx, &s.boss, &[])?;
            let mut listed = documents::list(tx, by, asked(2), None)?;
            listed.extend(documents::list(tx, by, asked(1), None)?);
            found(listed.iter().any(|line| line.uid == known))
        }, LISTED),
        tx("documents::list of a client", |tx, by, s| {
            done(documents::list(tx, by, Asked { of: Some(s.account.record()), ..asked(9) }, None))
        }, SEE),
        tx("documents::set_largest", |tx, by, _| documents::set_largest(tx, by, 1_000_000), ADMINISTER),
        crm("documents::saved::save_attachment", |crm, by, _| {
            let file = Attachment { name: "oferta.pdf".into(), content: b"oferta".to_vec() };
            done(documents::save_attachment(crm, by, file, NewDocument::default()))
        }, ADD),
        crm("documents::saved::whole_mail", |crm, by, s| done(crm.whole_mail(by, s.mail)), LISTED),
        // What the company sells is for whoever reads anything.
        tx("products::for_line", |tx, by, s| {
            let fields = [("code".into(), "DX-200".into()), ("name".into(), "Imprimantă".into())];
            let known = records::add(tx, &s.boss, RecordKind::Product, None, &fields)?.uid;
            done(products::for_line(tx, by, known))
        }, ALL),
        tx("products::tree", |tx, by, _| done(products::tree(tx, by)), ALL),
        tx("products::list", |tx, by, _| done(products::list(tx, by, None, crmweb_store::products::Asked::default())), ALL),
        crm("persons::personal_data", |crm, by, s| done(persons::personal_data(crm, by, &who(s))), WHOLE),
        tx("persons::export::check", |tx, by, s| done(export::check(tx, by, &who(s))), WHOLE),
        crm("persons::export::export_person", |crm, by, s| done(export::export_person(crm, by, &who(s), std::io::sink())), WHOLE),
        crm("persons::erase::erase_person", |crm, by, s| {
            done(erase::erase_person(crm, by, &who(s), &s.contact.details.first_name))
        }, "nnn yyy yyy nnn nnn nnn"),
        tx("new_client::alike", |tx, by, s| {
            let typed = ContactDraft { addresses: vec![s.address()], ..ContactDraft::default() };
            let alike = new_client::alike(tx, by, &typed, &Employer::None)?;
            found(alike.iter().any(|candidate| candidate.record == s.contact.record()))
        }, LISTED),
    ]
}

/// A document of the owner's.
fn kept(tx: &mut Tx, s: &Site) -> Result<Uid> {
    Ok(document(tx, &owner(s), &[])?.record.uid)
}

fn asked(limit: i64) -> Asked {
    Asked { limit, ..Asked::default() }
}

fn who(s: &Site) -> Who {
    Who::Record(RecordKind::Contact, s.contact.uid)
}
