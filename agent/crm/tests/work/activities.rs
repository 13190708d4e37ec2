//! Stories of tasks, notes and calls.

use crate::house::{House, NOW, by, incident, opportunity, task};
use crmweb_crm::{activities, incidents, opportunities};
use crmweb_model::draft::ActivityDraft;
use crmweb_model::record::{ActivityKind, ActivityStatus, RecordKind, RecordRef};
use crmweb_model::time::Millis;
use crmweb_store::{log, search};
use crmweb_support::both_engines;

fn ion(house: &House) -> RecordRef {
    RecordRef::new(RecordKind::Contact, house.ion.0)
}

fn firma(house: &House) -> RecordRef {
    RecordRef::new(RecordKind::Account, house.firma.0)
}

const NOTHING: [&str; 0] = [];

both_engines! {
    fn a_completed_task_is_in_the_history_of_every_linked_record(engine: &Engine) {
        let house = House::build(engine);
        let (i, o, ana) = (incident(&house), opportunity(&house), by(&house.ana));
        let (added, records) = house.write({
            let ana = ana.clone();
            move |tx| {
                let records = [incidents::log(tx, &ana, &i)?.record(), opportunities::log(tx, &ana, &o)?.record()];
                Ok((activities::add(tx, &ana, &task("Trimite oferta"), None, &records)?, records))
            }
        });
        let everywhere = [records[0], records[1], ion(&house), firma(&house)];
        for record in everywhere {
            assert_eq!(house.plans(record, &house.dan), ["Trimite oferta"], "{record:?}");
            assert_eq!(house.history(record, &house.dan), NOTHING, "{record:?}");
        }
        let later = by(&house.ana);
        let done = house.write(move |tx| activities::complete(tx, &later, added.uid, Some(1)));
        assert_eq!((done.status, done.at, done.done_at), (ActivityStatus::Done, NOW, Some(NOW)));
        for record in everywhere {
            assert_eq!(house.plans(record, &house.dan), NOTHING, "{record:?}");
            assert_eq!(house.history(record, &house.dan), ["Trimite oferta"], "{record:?}");
        }
        house.write(move |tx| {
            let completed = log::of_record(tx, done.record(), 1)?.remove(0);
            activities::undo(tx, &ana, &completed)
        });
        assert_eq!(house.plans(firma(&house), &house.dan), ["Trimite oferta"]);
        assert_eq!(house.history(firma(&house), &house.dan), NOTHING);
    }

    fn a_planned_time_is_the_local_one_where_it_was_entered(engine: &Engine) {
        let house = House::build(engine);
        let (ana, record) = (by(&house.ana), ion(&house));
        let (timed, whole) = house.write(move |tx| {
            let mut day = task("Târg");
            day.planned = Some("2026-11-25".into());
            Ok((activities::add(tx, &ana, &task("Sună"), None, &[record])?, activities::add(tx, &ana, &day, None, &[record])?))
        });
        assert_eq!(timed.at.to_string(), "2026-11-25T07:00:00Z");
        assert_eq!(whole.at.to_string(), "2026-11-24T22:00:00Z");
        assert_eq!(house.plans(record, &house.ana), ["Târg", "Sună"]);
        let ana = by(&house.ana);
        let refused = house.refused(move |tx| {
            activities::add(tx, &ana, &ActivityDraft { zone: None, ..task("Sună") }, None, &[])
        });
        assert!(refused.to_string().starts_with("zone: "), "{refused}");
    }

    fn a_user_gets_tasks_only_from_oneself_and_a_leader(engine: &Engine) {
        let house = House::build(engine);
        let (ana, lia, to) = (by(&house.ana), by(&house.lia), house.dan_uid);
        let denied = house.refused({ let ana = ana.clone(); move |tx| activities::add(tx, &ana, &task("x"), Some(to), &[]) });
        assert_eq!(denied.to_string(), "you may not assign tasks to others; ask a team leader");
        let own = house.write({ let ana = ana.clone(); move |tx| activities::add(tx, &ana, &task("x"), None, &[]) });
        assert_eq!(own.assignee, Some(house.ana.user));
        assert_eq!(house.refused({ let ana = ana.clone(); move |tx| activities::assign(tx, &ana, own.uid, None, to) }).code(), "crm.denied");
        let given = house.write(move |tx| activities::assign(tx, &lia, own.uid, None, to));
        assert_eq!(given.assignee, Some(house.dan.user));
        let (dan, me) = (house.dan.user, house.ana_uid);
        let todo = house.read(move |tx| Ok(crmweb_store::activities::open_of_assignee(tx, dan, dan, 9)?));
        assert_eq!(todo.iter().map(|a| a.uid).collect::<Vec<_>>(), [own.uid]);
        let back = house.write(move |tx| activities::assign(tx, &ana, own.uid, None, me));
        assert_eq!(back.assignee, Some(house.ana.user));
    }

    fn a_note_is_history_at_once_and_is_found_by_its_words(engine: &Engine) {
        let house = House::build(engine);
        let (ana, record, me) = (by(&house.ana), ion(&house), house.ana.user);
        let note = ActivityDraft { kind: ActivityKind::Note, body: "Vrea garanție".into(), planned: None, zone: None, ..task("Discuție") };
        let added = house.write({ let ana = ana.clone(); move |tx| activities::add(tx, &ana, &note, None, &[record]) });
        assert_eq!((added.status, added.at), (ActivityStatus::Done, NOW));
        assert_eq!(house.history(firma(&house), &house.dan), ["Discuție"]);
        let found = move |tx: &mut crmweb_store::Tx| Ok::<_, crmweb_crm::Error>(search::activities(tx, "garantia", me, 9)?);
        assert_eq!(house.read(found), [added.id]);
        house.write({ let ana = ana.clone(); move |tx| activities::delete(tx, &ana, added.uid, None) });
        assert!(house.read(found).is_empty());
        assert_eq!(house.history(firma(&house), &house.dan), NOTHING);
        assert_eq!(house.refused({ let ana = ana.clone(); move |tx| activities::cancel(tx, &ana, added.uid, None) }).code(), "crm.not-found");
        let record = added.record();
        house.write(move |tx| {
            let deleted = log::of_record(tx, record, 1)?.remove(0);
            activities::undo(tx, &ana, &deleted)
        });
        assert_eq!(house.read(found), [added.id]);
        assert_eq!(house.history(firma(&house), &house.dan), ["Discuție"]);
    }

    fn an_edit_moves_a_plan_but_not_the_past(engine: &Engine) {
        let house = House::build(engine);
        let ana = by(&house.ana);
        let added = house.write({ let ana = ana.clone(); move |tx| activities::add(tx, &ana, &task("Sună"), None, &[]) });
        let mut form = house.read({ let added = added.clone(); move |tx| activities::draft_of(tx, &added) });
        form.zone = Some("Europe/Berlin".into());
        let moved = house.write({ let (ana, form) = (ana.clone(), form.clone()); move |tx| activities::edit(tx, &ana, added.uid, Some(1), &form) });
        assert_eq!(moved.at, added.at.plus(3_600_000));
        let done = house.write({ let ana = ana.clone(); move |tx| activities::complete(tx, &ana, added.uid, None) });
        let mut form = house.read({ let done = done.clone(); move |tx| activities::draft_of(tx, &done) });
        form.subject = "Sunat".into();
        let mut later = ana.clone();
        later.at = NOW.plus(Millis::DAY);
        let edited = house.write(move |tx| activities::edit(tx, &later, added.uid, Some(3), &form));
        assert_eq!((edited.subject.as_str(), edited.at, edited.done_at), ("Sunat", done.at, Some(NOW)));
        let cancelled = house.refused(move |tx| activities::cancel(tx, &ana, added.uid, None));
        assert_eq!(cancelled.to_string(), "the task is done already");
    }

    fn a_meeting_of_yesterday_took_place_yesterday(engine: &Engine) {
        let house = House::build(engine);
        let ana = by(&house.ana);
        let meeting = ActivityDraft { kind: ActivityKind::Meeting, planned: Some("2026-11-23T11:00".into()), ..task("Prezentare") };
        let done = house.write(move |tx| {
            let uid = activities::add(tx, &ana, &meeting, None, &[])?.uid;
            activities::complete(tx, &ana, uid, None)
        });
        assert_eq!((done.at.to_string().as_str(), done.done_at), ("2026-11-23T09:00:00Z", Some(NOW)));
    }

    fn what_cannot_be_an_activity_is_refused(engine: &Engine) {
        let house = House::build(engine);
        let refused = |draft: ActivityDraft, links: Vec<RecordRef>| {
            let ana = by(&house.ana);
            house.refused(move |tx| activities::add(tx, &ana, &draft, None, &links)).to_string()
        };
        assert!(refused(ActivityDraft { kind: ActivityKind::Email, ..task("x") }, vec![]).starts_with("kind: "));
        assert!(refused(ActivityDraft { body: "\0".into(), ..task("x") }, vec![]).starts_with("body: "));
        assert!(refused(ActivityDraft { body: "x".repeat(100_001), ..task("x") }, vec![]).starts_with("body: "));
        assert!(refused(ActivityDraft { at: Some(Millis(i64::MAX)), planned: None, ..task("x") }, vec![]).starts_with("at: "));
        assert!(refused(task("x"), vec![RecordRef::new(RecordKind::Contact, 4_711)]).starts_with("there is no contact"));
        assert!(refused(task("x"), vec![RecordRef::new(RecordKind::Setting, 1)]).starts_with("there is no setting"));
        assert!(refused(task("x"), vec![ion(&house); 101]).starts_with("links: "));
    }
}
