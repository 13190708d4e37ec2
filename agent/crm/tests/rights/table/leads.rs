//! Leads, duplicates, merging.

use super::{CHANGE, EVERYBODYS, Row, SEE, SHOWN, crm, done, shown, tx};
use crate::site::Site;
use crate::site::deals::typed;
use crmweb_crm::duplicates::{self, declare_distinct, of_record, of_typed, search_all};
use crmweb_crm::leads::{self, Conversion, Into, convert, preview};
use crmweb_crm::{Crm, Error, merge, score};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;

const ACCOUNT: RecordKind = RecordKind::Account;
const NEW: Conversion = Conversion { account: Into::New, contact: Into::New, opportunity: None };

#[rustfmt::skip]
pub fn rows() -> Vec<Row> {
    vec![
        tx("leads::start", |tx, by, s| {
            let lead = s.lead(tx)?;
            done(leads::start(tx, by, lead, None))
        }, CHANGE),
        tx("leads::qualify", |tx, by, s| {
            let lead = s.lead(tx)?;
            done(leads::qualify(tx, by, lead, None))
        }, CHANGE),
        tx("leads::disqualify", |tx, by, s| {
            let lead = s.lead(tx)?;
            done(leads::disqualify(tx, by, lead, None, "no budget"))
        }, CHANGE),
        tx("leads::reopen", |tx, by, s| {
            let lead = s.lead(tx)?;
            leads::disqualify(tx, &s.boss, lead, None, "no budget")?;
            done(leads::reopen(tx, by, lead, None))
        }, CHANGE),
        tx("leads::convert::preview", |tx, by, s| {
            let lead = s.lead(tx)?;
            done(preview(tx, by, lead, &NEW))
        }, CHANGE),
        crm("leads::convert::convert", |crm, by, s| done(convert(crm, by, lead(crm, s), None, &NEW)), CHANGE),
        // The account gets the history of the lead, though nothing else of it changes.
        crm("leads::convert::convert into an account", |crm, by, s| {
            let (site, user) = (s.clone(), crate::site::deals::able(by));
            let lead = crm.write(move |tx| {
                let fields = typed(&[("company", &site.account.details.name)]);
                Ok(crmweb_crm::records::add(tx, &user, RecordKind::Lead, None, &fields)?.uid)
            })?;
            let into = Conversion { account: Into::Known(s.account.uid), contact: Into::Nothing, opportunity: None };
            done(convert(crm, by, lead, None, &into))
        }, CHANGE),
        tx("score::of", |tx, by, s| {
            let lead = s.lead(tx)?;
            done(score::of(tx, by, lead))
        }, SEE),
        tx("duplicates::of_typed", |tx, by, s| {
            let known = of_typed(tx, by, RecordKind::Contact, &typed(&[("first_name", "Ion"), ("addresses", &s.address())]))?;
            shown(known.iter().any(|it| it.uid == s.contact.uid))
        }, SHOWN),
        tx("duplicates::refuse", |tx, by, s| {
            let new = typed(&[("first_name", "Ion"), ("addresses", &s.address())]);
            match duplicates::refuse(tx, by, RecordKind::Contact, &new, &[]) {
                Err(Error::Duplicate(known)) => shown(known.iter().any(|it| it.uid == s.contact.uid)),
                other => other.and_then(|()| shown(false)),
            }
        }, SHOWN),
        tx("duplicates::of_record", |tx, by, s| done(of_record(tx, by, ACCOUNT, s.account.uid)), SEE),
        tx("duplicates::declare_distinct", |tx, by, s| {
            let other = s.second_account(tx)?;
            done(declare_distinct(tx, by, ACCOUNT, s.account.uid, other))
        }, CHANGE),
        // The whole base, or nothing of it.
        crm("duplicates::search::search_all", |crm, by, _| done(search_all(crm, by)), EVERYBODYS),
        tx("duplicates::search::page", |tx, by, _| done(duplicates::page(tx, by, ACCOUNT, None, 20)), "yyy yyy yyy nnn nnn nnn"),
        tx("merge::preview", |tx, by, s| {
            let other = s.second_account(tx)?;
            done(merge::preview(tx, by, ACCOUNT, s.account.uid, &[other]))
        }, CHANGE),
        // The one that goes counts as much as the one that stays.
        tx("merge::preview into one's own", |tx, by, s| {
            let able = crate::site::deals::able(by);
            let own = crmweb_crm::records::add(tx, &able, ACCOUNT, None, &typed(&[("name", "A mea")]))?.uid;
            done(merge::preview(tx, by, ACCOUNT, own, &[s.account.uid]))
        }, CHANGE),
        crm("merge::merge", |crm, by, s| {
            let other = s.committed(crm, ACCOUNT, "Alta");
            done(merge::merge(crm, by, ACCOUNT, (s.account.uid, None), &[other], &[]))
        }, CHANGE),
        crm("merge::begin", |crm, by, s| {
            let other = s.committed(crm, ACCOUNT, "Alta");
            done(merge::begin(crm, by, ACCOUNT, (s.account.uid, None), &[other], &[]))
        }, CHANGE),
    ]
}

fn lead(crm: &Crm, s: &Site) -> Uid {
    s.committed(crm, RecordKind::Lead, "Pop")
}
