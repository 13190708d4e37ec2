//! Incidents, opportunities, activities.

use super::{ADD, CHANGE, Row, SEE, done, tx};
use crate::site::{incident, opportunity, task};
use crmweb_crm::incidents::HandTo;
use crmweb_crm::{activities, from_mail, incidents, opportunities};
use crmweb_store::{log, users};

#[rustfmt::skip]
pub fn rows() -> Vec<Row> {
    vec![
        tx("incidents::log", |tx, by, _| done(incidents::log(tx, by, &incident(None))), ADD),
        // What it refers to has to be seen.
        tx("incidents::log of a client", |tx, by, s| done(incidents::log(tx, by, &incident(Some(s.contact.uid)))), CHANGE),
        tx("incidents::edit", |tx, by, s| done(incidents::edit(tx, by, s.incident, None, &incident(None))), CHANGE),
        tx("incidents::solve", |tx, by, s| done(incidents::solve(tx, by, s.incident, None, "cablu")), CHANGE),
        tx("incidents::close", |tx, by, s| done(incidents::close(tx, by, s.incident, None)), CHANGE),
        tx("incidents::reopen", |tx, by, s| {
            incidents::close(tx, &s.boss, s.incident, None)?;
            done(incidents::reopen(tx, by, s.incident, None))
        }, CHANGE),
        // To any queue or person, whoever may touch the incident.
        tx("incidents::hand_on to a queue", |tx, by, s| {
            done(incidents::hand_on(tx, by, s.incident, None, &HandTo::Queue("printers".into())))
        }, CHANGE),
        tx("incidents::hand_on to another", |tx, by, s| {
            let other = users::by_login(tx, "lia")?.unwrap();
            done(incidents::hand_on(tx, by, s.incident, None, &HandTo::User(other.uid)))
        }, CHANGE),
        tx("incidents::delete", |tx, by, s| incidents::delete(tx, by, s.incident, None), CHANGE),
        tx("incidents::undo", |tx, by, s| {
            let closed = incidents::close(tx, &s.boss, s.incident, None)?;
            let entry = log::of_record(tx, closed.record(), 1)?.remove(0);
            done(incidents::undo(tx, by, &entry))
        }, CHANGE),
        tx("opportunities::log", |tx, by, _| done(opportunities::log(tx, by, &opportunity(vec![]))), ADD),
        tx("opportunities::log of a client", |tx, by, s| done(opportunities::log(tx, by, &opportunity(vec![s.contact.uid]))), CHANGE),
        tx("opportunities::edit", |tx, by, s| done(opportunities::edit(tx, by, s.opportunity, None, &opportunity(vec![]))), CHANGE),
        tx("opportunities::move_stage", |tx, by, s| {
            let known = opportunities::find(tx, s.opportunity)?;
            let stages = crmweb_store::stages::list(tx, crmweb_store::stages::SALES)?;
            let other = stages.iter().find(|stage| stage.id != known.stage).unwrap().name.clone();
            done(opportunities::move_stage(tx, by, s.opportunity, None, &other, "for a reason"))
        }, CHANGE),
        tx("opportunities::distribute", |tx, by, s| {
            done(opportunities::distribute(tx, by, s.opportunity, None, Some(s.person.uid)))
        }, "nnn yyy nnn ynn yyn nnn"),
        tx("opportunities::delete", |tx, by, s| opportunities::delete(tx, by, s.opportunity, None), CHANGE),
        tx("opportunities::undo", |tx, by, s| {
            let edited = opportunities::edit(tx, &s.boss, s.opportunity, None, &opportunity(vec![]))?;
            let entry = log::of_record(tx, edited.record(), 1)?.remove(0);
            done(opportunities::undo(tx, by, &entry))
        }, CHANGE),
        // Of tasks a user gives none but to oneself.
        tx("activities::add", |tx, by, s| done(activities::add(tx, by, &task(), Some(s.person.uid), &[])), "ynn yyy nnn ynn yyn nnn"),
        tx("activities::add to a client", |tx, by, s| done(activities::add(tx, by, &task(), None, &[s.contact.record()])), CHANGE),
        tx("activities::find", |tx, by, s| done(activities::find(tx, by, s.activity)), SEE),
        tx("activities::edit", |tx, by, s| done(activities::edit(tx, by, s.activity, None, &task())), CHANGE),
        tx("activities::delete", |tx, by, s| activities::delete(tx, by, s.activity, None), CHANGE),
        tx("activities::undo", |tx, by, s| {
            let done_now = activities::complete(tx, &s.boss, s.activity, None)?;
            let entry = log::of_record(tx, done_now.record(), 1)?.remove(0);
            done(activities::undo(tx, by, &entry))
        }, CHANGE),
        // A mail that one does not see is not there; whoever may see nothing sees no mail, one's own copies neither.
        tx("from_mail::incident", |tx, by, s| done(from_mail::incident(tx, by, s.mail_id, None)), "yyy yyy nnn yhh yyh hhh"),
        tx("from_mail::opportunity", |tx, by, s| done(from_mail::opportunity(tx, by, s.mail_id, None)), "yyy yyy nnn yhh yyh hhh"),
        tx("from_mail::activity", |tx, by, s| done(from_mail::activity(tx, by, s.mail_id, &task(), None, &[])), "yyy yyy nnn yhh yyh hhh"),
    ]
}
