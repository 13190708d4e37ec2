//! Stories of what is planned: where, with whom, of which kind, and who may see it.

use crate::house::{House, NOW, administrator, by, task};
use crmweb_crm::activities::{self, Ending, Scope};
use crmweb_crm::kinds::{self, KindDraft};
use crmweb_model::draft::{ActivityDraft, Attendee, Plan, Reminder};
use crmweb_model::ids::Uid;
use crmweb_model::record::{ActivityKind, ActivityStatus, RecordKind, RecordRef, ReminderWay};
use crmweb_store::{log, search};
use crmweb_support::both_engines;

const NOTHING: [&str; 0] = [];

fn ion(house: &House) -> RecordRef {
    RecordRef::new(RecordKind::Contact, house.ion.0)
}

fn firma(house: &House) -> RecordRef {
    RecordRef::new(RecordKind::Account, house.firma.0)
}

pub fn meeting(subject: &str, plan: Plan) -> ActivityDraft {
    ActivityDraft { kind: ActivityKind::Meeting, plan, ..task(subject) }
}

fn fair() -> KindDraft {
    KindDraft {
        kind: ActivityKind::Event,
        name_ro: "Târg".into(),
        name_en: "Trade fair".into(),
        name_de: "Messe".into(),
        icon: "tent".into(),
        plannable: true,
        active: true,
    }
}

both_engines! {
    fn a_meeting_keeps_its_place_end_and_people_and_stands_in_their_history(engine: &Engine) {
        let house = House::build(engine);
        let (ana, contact, colleague) = (by(&house.ana), house.ion_uid, house.dan_uid);
        let plan = Plan {
            ends: Some("2026-11-25T10:30".into()),
            place: "Sala mare".into(),
            attendees: vec![
                Attendee { kind: RecordKind::User, uid: colleague },
                Attendee { kind: RecordKind::Contact, uid: contact },
            ],
            reminders: vec![Reminder { minutes: 15, way: ReminderWay::Desktop }],
            ..Plan::default()
        };
        let added = house.write({ let plan = plan.clone(); move |tx| activities::add(tx, &ana, &meeting("Ofertă", plan), None, &[]) });
        assert_eq!(house.plans(ion(&house), &house.dan), ["Ofertă"]);
        assert_eq!(house.plans(firma(&house), &house.dan), ["Ofertă"], "where Ion works");
        let draft = house.read({ let added = added.clone(); move |tx| activities::draft_of(tx, &added) });
        let mut people = plan.attendees.clone();
        people.sort();
        assert_eq!(draft.plan, Plan { attendees: people, ..plan });
        let (ana, me) = (by(&house.ana), house.ana.user);
        let done = house.write(move |tx| {
            let how = Ending { outcome: "Vor două bucăți".into(), occurrence: None };
            activities::complete_as(tx, &ana, added.uid, Some(1), &how)
        });
        assert_eq!(done.planning.outcome, "Vor două bucăți");
        assert_eq!(house.history(firma(&house), &house.dan), ["Ofertă"]);
        assert_eq!(house.plans(firma(&house), &house.dan), NOTHING);
        let found = house.read(move |tx| Ok(search::activities(tx, "bucati", me, 9)?));
        assert_eq!(found, [done.id], "the outcome is found by its words");
    }

    fn what_was_done_can_be_taken_up_again(engine: &Engine) {
        let house = House::build(engine);
        let (ana, record) = (by(&house.ana), ion(&house));
        let (planned, again) = house.write(move |tx| {
            let planned = activities::add(tx, &ana, &task("Sună"), None, &[record])?;
            activities::complete(tx, &ana, planned.uid, None)?;
            let again = activities::reopen(tx, &ana, planned.uid, None)?;
            Ok((planned, again))
        });
        assert_eq!((again.status, again.at, again.done_at), (ActivityStatus::Planned, planned.at, None));
        assert_eq!(house.plans(record, &house.dan), ["Sună"]);
        let ana = by(&house.ana);
        assert_eq!(house.refused(move |tx| activities::reopen(tx, &ana, planned.uid, None)).code(), "crm.conflict");
    }

    fn an_activity_is_linked_and_unlinked_and_both_are_undone(engine: &Engine) {
        let house = House::build(engine);
        let (ana, record) = (by(&house.ana), ion(&house));
        let added = house.write({ let ana = ana.clone(); move |tx| activities::add(tx, &ana, &task("Sună"), None, &[]) });
        let linking = by(&house.ana);
        house.write({ let linking = linking.clone(); move |tx| activities::link(tx, &linking, added.uid, record) });
        assert_eq!(house.plans(firma(&house), &house.dan), ["Sună"]);
        let parting = by(&house.ana);
        house.write({ let parting = parting.clone(); move |tx| activities::unlink(tx, &parting, added.uid, record) });
        assert_eq!((house.plans(record, &house.dan).len(), house.plans(firma(&house), &house.dan).len()), (0, 1));
        let undo = |deed: Uid| crmweb_crm::undo::undo(&house.crm, &by(&house.ana), Some(deed.to_string())).unwrap();
        assert_eq!(undo(parting.mutation).restored, 1);
        assert_eq!(house.plans(record, &house.dan), ["Sună"]);
        assert_eq!(undo(linking.mutation).restored, 1);
        assert_eq!(house.plans(record, &house.dan), NOTHING);
        assert_eq!(house.refused(move |tx| activities::unlink(tx, &ana, added.uid, record)).code(), "crm.conflict");
    }

    fn what_is_private_is_nobody_elses_anywhere(engine: &Engine) {
        let house = House::build(engine);
        let (ana, dan, record, to) = (by(&house.ana), by(&house.dan), ion(&house), house.dan_uid);
        let hidden = task("Dentist");
        let private = ActivityDraft { plan: Plan { private: true, ..Plan::default() }, ..hidden };
        let added = house.write({ let (ana, private) = (ana.clone(), private.clone()); move |tx| activities::add(tx, &ana, &private, None, &[record]) });
        assert_eq!(house.plans(record, &house.ana), ["Dentist"]);
        assert_eq!(house.plans(record, &house.dan), NOTHING);
        for viewer in [&house.ana, &house.dan] {
            let user = viewer.user;
            let found = house.read(move |tx| Ok(search::activities(tx, "dentist", user, 9)?));
            assert_eq!(found.len(), usize::from(user == house.ana.user));
        }
        let uid = added.uid;
        let read = house.refused({ let dan = dan.clone(); move |tx| crmweb_crm::records::get(tx, &dan, RecordKind::Activity, uid) });
        assert_eq!(read.code(), "crm.not-found");
        let refused = house.refused({ let dan = dan.clone(); move |tx| activities::complete(tx, &dan, uid, None) });
        assert_eq!(refused.code(), "crm.not-found");
        let lia = by(&house.lia);
        assert_eq!(house.refused(move |tx| activities::assign(tx, &lia, uid, None, to)).code(), "crm.not-found");
        let refused = house.refused({ let private = private.clone(); let lia = by(&house.lia); move |tx| activities::add(tx, &lia, &private, Some(to), &[]) });
        assert!(refused.to_string().starts_with("private: "), "{refused}");
        let open = ActivityDraft { plan: Plan::default(), ..private };
        house.write(move |tx| activities::edit(tx, &ana, uid, Some(1), &open));
        assert_eq!(house.plans(record, &house.dan), ["Dentist"], "no longer private");
    }

    fn an_administrator_adds_kinds_and_removes_only_what_is_unused(engine: &Engine) {
        let house = House::build(engine);
        let admin = by(&administrator(&house));
        let ana = by(&house.ana);
        assert_eq!(house.refused({ let ana = ana.clone(); move |tx| kinds::add(tx, &ana, &fair()) }).code(), "crm.denied");
        let kind = house.write({ let admin = admin.clone(); move |tx| kinds::add(tx, &admin, &fair()) });
        let twice = house.refused({ let admin = admin.clone(); move |tx| kinds::add(tx, &admin, &KindDraft { name_en: "TRADE FAIR".into(), ..fair() }) });
        assert_eq!(twice.to_string(), "there is a kind \"TRADE FAIR\" already");
        let of_kind = ActivityDraft { plan: Plan { custom: Some(kind.uid), ..Plan::default() }, ..task("Târg la Cluj") };
        let added = house.write({ let (ana, of_kind) = (ana.clone(), of_kind.clone()); move |tx| activities::add(tx, &ana, &of_kind, None, &[]) });
        assert_eq!((added.kind, added.planning.custom), (ActivityKind::Event, Some(kind.id)));
        let uid = kind.uid;
        let used = house.refused({ let admin = admin.clone(); move |tx| kinds::remove(tx, &admin, uid, None) });
        assert_eq!(used.to_string(), "Trade fair is used by activities; make it inactive instead");
        let off = KindDraft { active: false, ..fair() };
        house.write({ let admin = admin.clone(); move |tx| kinds::edit(tx, &admin, uid, Some(1), &off) });
        let refused = house.refused({ let ana = ana.clone(); move |tx| activities::add(tx, &ana, &of_kind, None, &[]) });
        assert_eq!(refused.to_string(), "custom: Trade fair is not used any more");
        let stale = house.refused({ let admin = admin.clone(); move |tx| kinds::edit(tx, &admin, uid, Some(1), &fair()) });
        assert_eq!(stale.code(), "crm.stale");
        let other = KindDraft { name_en: "Order processing".into(), ..fair() };
        house.write({ let admin = admin.clone(); move |tx| { let uid = kinds::add(tx, &admin, &other)?.uid; kinds::remove(tx, &admin, uid, Some(1)) } });
        let left = house.read(move |tx| kinds::list(tx, &ana));
        assert_eq!(left.iter().map(|k| (k.name_de.as_str(), k.active)).collect::<Vec<_>>(), [("Messe", false)]);
    }

    fn what_cannot_be_planned_is_refused(engine: &Engine) {
        let house = House::build(engine);
        let refused = |draft: ActivityDraft| {
            let ana = by(&house.ana);
            house.refused(move |tx| activities::add(tx, &ana, &draft, None, &[])).to_string()
        };
        let plan = |plan: Plan| refused(ActivityDraft { plan, ..task("x") });
        for (ends, why) in [("2026-11-25T08:59", "ends: "), ("2026-11-26", "ends: "), ("2027-03-01T09:00", "ends: "), ("x", "ends: ")] {
            assert!(plan(Plan { ends: Some(ends.into()), ..Plan::default() }).starts_with(why), "{ends}");
        }
        assert!(plan(Plan { rule: Some("FREQ=SECONDLY".into()), ..Plan::default() }).starts_with("rule: "));
        assert!(plan(Plan { rule: Some("FREQ=DAILY;COUNT=1000000000".into()), ..Plan::default() }).starts_with("rule: "));
        assert!(plan(Plan { rule: Some("X".repeat(1_000_000)), ..Plan::default() }).starts_with("rule: "));
        assert!(plan(Plan { place: "x".repeat(1_000_000), ..Plan::default() }).starts_with("place: "));
        let reminder = |minutes| Reminder { minutes, way: ReminderWay::Mail };
        assert!(plan(Plan { reminders: vec![reminder(-1)], ..Plan::default() }).starts_with("reminders: "));
        assert!(plan(Plan { reminders: vec![reminder(i64::MAX)], ..Plan::default() }).starts_with("reminders: "));
        assert!(plan(Plan { reminders: (0..11).map(reminder).collect(), ..Plan::default() }).starts_with("reminders: "));
        let nobody = Attendee { kind: RecordKind::Contact, uid: Uid::create() };
        assert!(plan(Plan { attendees: vec![nobody], ..Plan::default() }).starts_with("there is no contact"));
        let thing = Attendee { kind: RecordKind::Account, uid: house.firma_uid };
        assert!(plan(Plan { attendees: vec![thing], ..Plan::default() }).starts_with("there is no account"));
        let unplanned = ActivityDraft { planned: None, plan: Plan { rule: Some("FREQ=DAILY".into()), ..Plan::default() }, ..task("x") };
        assert!(refused(unplanned).starts_with("planned: "));
        assert!(plan(Plan { custom: Some(Uid::create()), ..Plan::default() }).starts_with("there is no activity_kind"));
    }

    fn a_plan_is_dragged_and_keeps_how_long_it_takes(engine: &Engine) {
        let house = House::build(engine);
        let ana = by(&house.ana);
        let plan = Plan { ends: Some("2026-11-25T10:30".into()), ..Plan::default() };
        let added = house.write({ let ana = ana.clone(); move |tx| activities::add(tx, &ana, &meeting("Ofertă", plan), None, &[]) });
        let moving = by(&house.ana);
        let moved = house.write({ let moving = moving.clone(); move |tx| activities::move_to(tx, &moving, added.uid, Some(1), (None, Scope::One), ("2026-11-26T14:00", None)) });
        assert_eq!((moved.planned.as_deref(), moved.planning.ends.as_deref()), (Some("2026-11-26T14:00"), Some("2026-11-26T15:30")));
        assert_eq!(moved.at.to_string(), "2026-11-26T12:00:00Z");
        let (verb, fields) = house.last_change(moved.record());
        assert_eq!((verb.as_str(), fields.len()), ("changed", 3));
        let undone = crmweb_crm::undo::undo(&house.crm, &by(&house.ana), Some(moving.mutation.to_string())).unwrap();
        assert_eq!(undone.restored, 1);
        let back = house.read(move |tx| activities::find(tx, &ana, added.uid));
        assert_eq!((back.planned, back.at), (added.planned.clone(), added.at));
        let dan = by(&house.dan);
        let stale = house.refused(move |tx| activities::move_to(tx, &dan, added.uid, Some(1), (None, Scope::One), ("2026-11-26T14:00", None)));
        assert_eq!(stale.code(), "crm.stale");
        let entries = house.read(move |tx| Ok(log::of_record(tx, added.record(), 9)?));
        assert_eq!(entries.iter().filter(|entry| entry.at == NOW).count(), 3);
    }
}
