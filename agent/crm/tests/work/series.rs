//! Stories of what happens again and again.

use crate::house::{House, at, by, task};
use crmweb_crm::activities::{self, Ending, Scope};
use crmweb_crm::calendar::{self, Whom};
use crmweb_model::draft::{ActivityDraft, Plan};
use crmweb_model::ids::Uid;
use crmweb_model::record::{ActivityStatus, RecordKind, RecordRef};
use crmweb_model::rights::Actor;
use crmweb_store::activities::Activity;
use crmweb_support::both_engines;

const NOTHING: [&str; 0] = [];

fn ion(house: &House) -> RecordRef {
    RecordRef::new(RecordKind::Contact, house.ion.0)
}

pub fn series(subject: &str, planned: &str, rule: &str) -> ActivityDraft {
    let plan = Plan { rule: Some(rule.into()), ..Plan::default() };
    ActivityDraft { planned: Some(planned.into()), plan, ..task(subject) }
}

fn plan(house: &House, draft: ActivityDraft) -> Activity {
    let (ana, record) = (by(&house.ana), ion(house));
    house.write(move |tx| activities::add(tx, &ana, &draft, None, &[record]))
}

/// What a viewer's own calendar shows of a time, as local times.
pub fn days(house: &House, who: &Actor, from: &str, until: &str) -> Vec<String> {
    let (who, from, until) = (by(who), at(from), at(until));
    let days = house.read(move |tx| calendar::calendar(tx, &who, Whom::Me, from, until));
    days.items.iter().map(|item| format!("{} {}", item.start, item.activity.subject)).collect()
}

fn december(house: &House) -> Vec<String> {
    days(house, &house.ana, "2026-11-30T00:00:00Z", "2027-01-01T00:00:00Z")
}

fn undo(house: &House, deed: Uid) -> usize {
    crmweb_crm::undo::undo(&house.crm, &by(&house.ana), Some(deed.to_string())).unwrap().restored
}

both_engines! {
    fn doing_one_occurrence_keeps_the_series_and_writes_history(engine: &Engine) {
        let house = House::build(engine);
        let weekly = plan(&house, series("Raport", "2026-11-25T09:00", "FREQ=WEEKLY;BYDAY=MO;COUNT=4"));
        assert_eq!(weekly.planned.as_deref(), Some("2026-11-30T09:00"), "it begins with its first Monday");
        assert_eq!(december(&house), ["2026-11-30T09:00 Raport", "2026-12-07T09:00 Raport", "2026-12-14T09:00 Raport", "2026-12-21T09:00 Raport"]);
        let deed = by(&house.ana);
        let done = house.write({ let deed = deed.clone(); move |tx| activities::complete(tx, &deed, weekly.uid, None) });
        assert_eq!((done.status, done.planning.series), (ActivityStatus::Done, Some(weekly.id)));
        assert_eq!(house.history(ion(&house), &house.dan), ["Raport"]);
        assert_eq!(house.plans(ion(&house), &house.dan), ["Raport"], "the series goes on");
        let ana = by(&house.ana);
        let now = house.read({ let ana = ana.clone(); move |tx| activities::find(tx, &ana, weekly.uid) });
        assert_eq!(now.at, at("2026-12-07T07:00:00Z"), "it stands where its next occurrence is");
        let third = Ending { outcome: "bun".into(), occurrence: Some("2026-12-14T09:00".into()) };
        house.write({ let ana = ana.clone(); let third = third.clone(); move |tx| activities::complete_as(tx, &ana, weekly.uid, None, &third) });
        let twice = house.refused({ let ana = ana.clone(); move |tx| activities::complete_as(tx, &ana, weekly.uid, None, &third) });
        assert_eq!(twice.to_string(), "occurrence: it does not happen then");
        assert_eq!(december(&house).len(), 4, "what is done stays in the calendar");
        assert_eq!(undo(&house, deed.mutation), 2, "the copy is gone, the series has its day again");
        assert_eq!(house.history(ion(&house), &house.dan), ["Raport"], "the third stays done");
        let now = house.read({ let ana = ana.clone(); move |tx| activities::find(tx, &ana, weekly.uid) });
        assert_eq!((now.at, now.planning.except.as_str()), (at("2026-11-30T07:00:00Z"), "2026-12-14T09:00"));
        for _ in 0..3 {
            house.write({ let ana = ana.clone(); move |tx| activities::complete(tx, &ana, weekly.uid, None) });
        }
        assert_eq!(house.plans(ion(&house), &house.dan), NOTHING, "the last one ends the series");
        assert_eq!(house.history(ion(&house), &house.dan).len(), 4);
        assert_eq!(december(&house).len(), 4);
    }

    fn one_occurrence_is_moved_or_left_out(engine: &Engine) {
        let house = House::build(engine);
        let weekly = plan(&house, series("Raport", "2026-11-30T09:00", "FREQ=WEEKLY;COUNT=3"));
        let deed = by(&house.ana);
        let moved = house.write({
            let deed = deed.clone();
            move |tx| activities::move_to(tx, &deed, weekly.uid, Some(1), (Some("2026-12-07T09:00"), Scope::One), ("2026-12-08T11:00", None))
        });
        assert_eq!((moved.status, moved.planning.rule.as_deref()), (ActivityStatus::Planned, None));
        assert_eq!(december(&house), ["2026-11-30T09:00 Raport", "2026-12-08T11:00 Raport", "2026-12-14T09:00 Raport"]);
        let ana = by(&house.ana);
        house.write({ let ana = ana.clone(); move |tx| activities::cancel_occurrence(tx, &ana, weekly.uid, None, "2026-11-30T09:00") });
        assert_eq!(december(&house), ["2026-12-08T11:00 Raport", "2026-12-14T09:00 Raport"]);
        assert_eq!(undo(&house, deed.mutation), 2);
        assert_eq!(december(&house), ["2026-12-07T09:00 Raport", "2026-12-14T09:00 Raport"]);
        house.write(move |tx| activities::cancel(tx, &ana, weekly.uid, None));
        assert_eq!(december(&house), NOTHING);
    }

    fn this_and_following_go_another_way(engine: &Engine) {
        let house = House::build(engine);
        let weekly = plan(&house, series("Raport", "2026-11-30T09:00", "FREQ=WEEKLY;BYDAY=MO;COUNT=5"));
        let deed = by(&house.ana);
        let new = house.write({
            let deed = deed.clone();
            move |tx| activities::move_to(tx, &deed, weekly.uid, None, (Some("2026-12-14T09:00"), Scope::Following), ("2026-12-15T10:00", None))
        });
        assert_eq!(new.planning.rule.as_deref(), Some("FREQ=WEEKLY;BYDAY=TU;COUNT=3"));
        let expected = ["2026-11-30T09:00 Raport", "2026-12-07T09:00 Raport", "2026-12-15T10:00 Raport", "2026-12-22T10:00 Raport", "2026-12-29T10:00 Raport"];
        assert_eq!(december(&house), expected);
        assert_eq!(house.plans(ion(&house), &house.dan).len(), 2, "both belong to the client");
        assert_eq!(undo(&house, deed.mutation), 2);
        assert_eq!(december(&house).len(), 5);
        assert_eq!(december(&house)[2], "2026-12-14T09:00 Raport");
    }

    fn all_of_a_series_moves_with_what_went_its_own_way(engine: &Engine) {
        let house = House::build(engine);
        let weekly = plan(&house, series("Raport", "2026-11-30T09:00", "FREQ=WEEKLY;BYDAY=MO;COUNT=3"));
        let ana = by(&house.ana);
        house.write({ let ana = ana.clone(); move |tx| activities::complete(tx, &ana, weekly.uid, None) });
        house.write({
            let ana = ana.clone();
            move |tx| activities::move_to(tx, &ana, weekly.uid, None, (Some("2026-12-07T09:00"), Scope::All), ("2026-12-09T08:00", None))
        });
        assert_eq!(december(&house), ["2026-11-30T09:00 Raport", "2026-12-09T08:00 Raport", "2026-12-16T08:00 Raport"]);
        let monthly = plan(&house, series("Chirie", "2026-12-05", "FREQ=MONTHLY;BYMONTHDAY=5"));
        let fixed = house.refused(move |tx| activities::move_to(tx, &ana, monthly.uid, None, (None, Scope::All), ("2026-12-06", None)));
        assert_eq!(fixed.code(), "crm.conflict");
    }

    fn a_series_of_whole_days_keeps_its_days_when_the_clocks_change(engine: &Engine) {
        let house = House::build(engine);
        plan(&house, series("Gardă", "2027-03-26", "FREQ=DAILY;COUNT=4"));
        let days = days(&house, &house.ana, "2027-03-27T22:00:00Z", "2027-03-28T21:00:00Z");
        assert_eq!(days, ["2027-03-28 Gardă"], "a day of 23 hours, and nothing of its neighbours");
    }

    fn editing_a_series_changes_all_of_it(engine: &Engine) {
        let house = House::build(engine);
        let weekly = plan(&house, series("Raport", "2026-11-30T09:00", "FREQ=WEEKLY;COUNT=3"));
        let ana = by(&house.ana);
        house.write({ let ana = ana.clone(); move |tx| activities::complete(tx, &ana, weekly.uid, None) });
        let now = house.read({ let ana = ana.clone(); move |tx| activities::find(tx, &ana, weekly.uid) });
        let mut form = house.read({ let now = now.clone(); move |tx| activities::draft_of(tx, &now) });
        (form.subject, form.planned) = ("Raport lung".into(), Some("2026-11-30T12:00".into()));
        house.write(move |tx| activities::edit(tx, &ana, weekly.uid, Some(now.version), &form));
        assert_eq!(december(&house), ["2026-11-30T09:00 Raport", "2026-12-07T12:00 Raport lung", "2026-12-14T12:00 Raport lung"]);
    }
}
