//! What is planned and done, who deals with whom, and whom one finds by it.

use super::{ADMINISTER, ALL, CHANGE, Row, SEE, done, tx};
use crate::site::told::{PLANNED, activity, before, found, owner, planned, series};
use crate::site::{NOW, Site, task};
use crmweb_crm::activities::{self, Ending, Scope};
use crmweb_crm::calendar::{self, Whom};
use crmweb_crm::contacted::{self, Warning};
use crmweb_crm::kinds::{self, KindDraft};
use crmweb_crm::{By, Result, agenda, callers, claims, contacts};
use crmweb_model::address::Address;
use crmweb_model::draft::ContactDraft;
use crmweb_model::record::{ActivityKind, Phone, PhoneKind, Purpose, RecordKind, RecordRef};
use crmweb_model::time::Millis;
use crmweb_store::Tx;

/// A record that is listed, or is not there for the one who asks.
const LISTED: &str = "yyy yyy yyy yhh yyh nnn";
/// The same, to do something about it.
const DEALT: &str = "yyy yyy nnn yhh yyh nnn";

#[rustfmt::skip]
pub fn rows() -> Vec<Row> {
    vec![
        // Of tasks a user gives none but to oneself, and takes any that may be changed.
        tx("activities::assigning::assign", |tx, by, s| done(activities::assign(tx, by, s.activity, None, s.person.uid)), "ynn yyy nnn ynn yyn nnn"),
        tx("activities::assigning::assign to oneself", |tx, by, s| {
            let me = crmweb_store::users::by_id(tx, by.actor.user)?.unwrap().uid;
            done(activities::assign(tx, by, s.activity, None, me))
        }, CHANGE),
        tx("activities::ending::complete", |tx, by, s| done(activities::complete(tx, by, s.activity, None)), CHANGE),
        tx("activities::ending::complete_as", |tx, by, s| {
            let known = activity(tx, s, &series())?.uid;
            done(activities::complete_as(tx, by, known, None, &Ending { outcome: "da".into(), occurrence: None }))
        }, CHANGE),
        tx("activities::ending::cancel", |tx, by, s| done(activities::cancel(tx, by, s.activity, None)), CHANGE),
        tx("activities::ending::cancel_occurrence", |tx, by, s| {
            let known = activity(tx, s, &series())?.uid;
            done(activities::cancel_occurrence(tx, by, known, None, PLANNED))
        }, CHANGE),
        tx("activities::ending::reopen", |tx, by, s| {
            activities::complete(tx, &s.boss, s.activity, None)?;
            done(activities::reopen(tx, by, s.activity, None))
        }, CHANGE),
        tx("activities::moving::move_to", |tx, by, s| {
            let known = activity(tx, s, &planned())?.uid;
            done(activities::move_to(tx, by, known, None, (None, Scope::One), ("2026-11-27T11:00", None)))
        }, CHANGE),
        tx("activities::moving::move_to of a series", |tx, by, s| {
            let known = activity(tx, s, &series())?.uid;
            done(activities::move_to(tx, by, known, None, (Some("2026-11-27T10:00"), Scope::Following), ("2026-11-27T11:00", None)))
        }, CHANGE),
        tx("activities::linking::link", |tx, by, s| done(activities::link(tx, by, s.activity, s.contact.record())), CHANGE),
        // What it is linked to has to be seen.
        tx("activities::linking::link of one's own", |tx, by, s| {
            let mine = own(tx, by)?;
            done(activities::link(tx, by, mine, s.contact.record()))
        }, CHANGE),
        tx("activities::linking::link of one's own to a mail", |tx, by, s| {
            let mine = own(tx, by)?;
            done(activities::link(tx, by, mine, mail(s)))
        }, DEALT),
        tx("activities::linking::unlink", |tx, by, s| {
            activities::link(tx, &s.boss, s.activity, s.contact.record())?;
            done(activities::unlink(tx, by, s.activity, s.contact.record()))
        }, CHANGE),
        tx("activities::linking::unlink of one's own", |tx, by, s| {
            let mine = own(tx, by)?;
            activities::link(tx, &s.boss, mine, s.contact.record())?;
            done(activities::unlink(tx, by, mine, s.contact.record()))
        }, CHANGE),
        tx("agenda::agenda", |tx, by, _| done(agenda::agenda(tx, by, "Europe/Bucharest")), ALL),
        tx("calendar::calendar", |tx, by, _| done(calendar::calendar(tx, by, Whom::Me, NOW, week())), ALL),
        tx("calendar::calendar of a colleague", |tx, by, s| {
            let known = activity(tx, s, &planned())?.uid;
            let days = calendar::calendar(tx, by, Whom::Colleague(s.person.uid), NOW, week())?;
            found(days.items.iter().any(|item| item.activity.uid == known && !item.busy))
        }, LISTED),
        // The other one is of another team.
        tx("calendar::calendar of the team", |tx, by, s| {
            let known = activity(tx, s, &planned())?.uid;
            let days = calendar::calendar(tx, by, Whom::Team, NOW, week())?;
            found(days.items.iter().any(|item| item.activity.uid == known && !item.busy))
        }, "yyh yyh yyh yhh yyh nnn"),
        tx("callers::find", |tx, by, s| {
            let phone = Phone { kind: PhoneKind::Mobile, number: "0712 345 678".into() };
            let draft = ContactDraft { first_name: "Suna".into(), phones: vec![phone], ..ContactDraft::default() };
            let known = contacts::add_contact(tx, &owner(s), None, &draft)?.record();
            found(callers::find(tx, by, "+40712345678")?.iter().any(|caller| caller.record == known))
        }, LISTED),
        // Dealing with a record is told in its history.
        tx("claims::claim", |tx, by, s| done(claims::claim(tx, by, s.contact.record(), Purpose::Dealing, "")), CHANGE),
        tx("claims::claim of a mail", |tx, by, s| done(claims::claim(tx, by, mail(s), Purpose::Replying, "")), DEALT),
        tx("claims::release", |tx, by, s| claims::release(tx, by, s.contact.record(), Purpose::Dealing), CHANGE),
        tx("claims::list", |tx, by, s| done(claims::list(tx, by, s.contact.record())), SEE),
        tx("claims::list of a mail", |tx, by, s| done(claims::list(tx, by, mail(s))), LISTED),
        tx("contacted::recent", |tx, by, s| done(contacted::recent(tx, by, s.contact.record(), Millis(0))), SEE),
        tx("contacted::before_contact", |tx, by, s| {
            claims::claim(tx, &s.boss, s.contact.record(), Purpose::Dealing, "")?;
            let to = Address::parse(&s.address()).unwrap();
            let told = contacted::before_contact(tx, by, &[to], None, 7)?;
            let of = |it: &Warning| matches!(it, Warning::Claimed { record, .. } if *record == s.contact.record());
            found(told.iter().any(of))
        }, LISTED),
        tx("contacted::before_contact about a record", |tx, by, s| {
            let matter = incident(tx, s)?;
            done(contacted::before_contact(tx, by, &[], Some(matter), 7))
        }, SEE),
        tx("contacted::contact_anyway", |tx, by, s| contacted::contact_anyway(tx, by, s.contact.record(), "urgent"), CHANGE),
        tx("kinds::list", |tx, by, _| done(kinds::list(tx, by)), ALL),
        tx("kinds::add", |tx, by, _| done(kinds::add(tx, by, &kind("Trade fair"))), ADMINISTER),
        tx("kinds::edit", |tx, by, s| {
            let known = kinds::add(tx, &s.boss, &kind("Trade fair"))?.uid;
            done(kinds::edit(tx, by, known, None, &kind("Fair")))
        }, ADMINISTER),
        tx("kinds::remove", |tx, by, s| {
            let known = kinds::add(tx, &s.boss, &kind("Trade fair"))?.uid;
            kinds::remove(tx, by, known, None)
        }, ADMINISTER),
    ]
}

/// A task of the one who acts.
fn own(tx: &mut Tx, by: &By) -> Result<crmweb_model::ids::Uid> {
    Ok(activities::add(tx, &before(by), &task(), None, &[])?.uid)
}

fn mail(s: &Site) -> RecordRef {
    RecordRef::new(RecordKind::Mail, s.mail_id.0)
}

/// The end of the week that begins now.
fn week() -> Millis {
    NOW.plus(7 * Millis::DAY)
}

fn kind(name: &str) -> KindDraft {
    KindDraft {
        kind: ActivityKind::Event,
        name_ro: String::new(),
        name_en: name.into(),
        name_de: String::new(),
        icon: String::new(),
        plannable: true,
        active: true,
    }
}

fn incident(tx: &mut Tx, s: &Site) -> Result<RecordRef> {
    Ok(crmweb_store::refs::find(tx, RecordKind::Incident, s.incident)?.unwrap())
}
