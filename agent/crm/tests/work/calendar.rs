//! Stories of the calendar and the agenda.

use crate::house::{House, NOW, at, by, task};
use crate::plans::meeting;
use crate::series::{days, series};
use crmweb_crm::calendar::{self, Whom};
use crmweb_crm::{Crm, activities, agenda};
use crmweb_model::draft::{ActivityDraft, Attendee, Plan};
use crmweb_model::record::RecordKind;
use crmweb_model::rights::Actor;
use crmweb_model::time::Millis;
use crmweb_support::both_engines;

const NOTHING: [&str; 0] = [];

fn add(house: &House, who: &Actor, draft: ActivityDraft) -> crmweb_store::activities::Activity {
    let who = by(who);
    house.write(move |tx| activities::add(tx, &who, &draft, None, &[]))
}

fn on(planned: &str, subject: &str) -> ActivityDraft {
    ActivityDraft { planned: Some(planned.into()), ..task(subject) }
}

/// What is shown of the 25th: subjects, or that the time is taken.
fn seen(house: &House, who: &Actor, whom: Whom) -> Vec<String> {
    let (who, from, until) = (by(who), at("2026-11-24T22:00:00Z"), at("2026-11-25T22:00:00Z"));
    let days = house.read(move |tx| calendar::calendar(tx, &who, whom, from, until));
    let named = |item: calendar::Item| if item.busy { "busy".into() } else { item.activity.subject };
    days.items.into_iter().map(named).collect()
}

both_engines! {
    fn a_calendar_shows_ones_own_a_colleagues_or_the_teams_days(engine: &Engine) {
        let house = House::build(engine);
        let private = Plan { private: true, ..Plan::default() };
        add(&house, &house.ana, on("2026-11-25T09:00", "Ofertă"));
        add(&house, &house.dan, on("2026-11-25T10:00", "Vizită"));
        add(&house, &house.dan, ActivityDraft { plan: private, ..on("2026-11-25T11:00", "Dentist") });
        assert_eq!(seen(&house, &house.ana, Whom::Me), ["Ofertă"]);
        assert_eq!(seen(&house, &house.ana, Whom::Colleague(house.dan_uid)), ["Vizită"]);
        assert_eq!(seen(&house, &house.ana, Whom::Team), ["Ofertă", "Vizită", "busy"]);
        assert_eq!(seen(&house, &house.dan, Whom::Me), ["Vizită", "Dentist"]);
        assert_eq!(seen(&house, &house.dan, Whom::Team), ["Ofertă", "Vizită", "Dentist"]);
    }

    fn who_takes_part_has_it_in_the_calendar_and_everybody_once(engine: &Engine) {
        let house = House::build(engine);
        let plan = Plan { attendees: vec![Attendee { kind: RecordKind::User, uid: house.dan_uid }], ..Plan::default() };
        add(&house, &house.ana, meeting("Ședință", plan));
        assert_eq!(seen(&house, &house.dan, Whom::Me), ["Ședință"]);
        assert_eq!(seen(&house, &house.lia, Whom::Team), ["Ședință"]);
        let (lia, from, until) = (by(&house.lia), NOW, NOW.plus(7 * Millis::DAY));
        let days = house.read(move |tx| calendar::calendar(tx, &lia, Whom::Team, from, until));
        assert_eq!(days.items[0].users, [house.ana.user, house.dan.user]);
    }

    fn what_began_before_and_still_goes_on_is_shown(engine: &Engine) {
        let house = House::build(engine);
        let plan = Plan { ends: Some("2026-11-27".into()), ..Plan::default() };
        add(&house, &house.ana, ActivityDraft { plan: plan.clone(), ..on("2026-11-20", "Târg") });
        assert_eq!(seen(&house, &house.ana, Whom::Me), ["Târg"]);
        let plan = Plan { ends: Some("2026-11-24T23:59".into()), ..Plan::default() };
        let over = add(&house, &house.ana, ActivityDraft { plan, ..on("2026-11-24T22:00", "Cină") });
        assert_eq!(seen(&house, &house.ana, Whom::Me), ["Târg"]);
        let uid = over.uid;
        let ana = by(&house.ana);
        house.write(move |tx| activities::delete(tx, &ana, uid, None));
        assert_eq!(days(&house, &house.ana, "2026-11-24T00:00:00Z", "2026-11-24T23:00:00Z"), ["2026-11-20 Târg"]);
    }

    fn too_much_time_is_refused_and_too_many_occurrences_are_cut(engine: &Engine) {
        let house = House::build(engine);
        let ask = |from: Millis, until: Millis| {
            let ana = by(&house.ana);
            house.crm.read(move |tx| calendar::calendar(tx, &ana, Whom::Me, from, until))
        };
        for (from, until) in [(NOW, NOW), (NOW, NOW.plus(3_650 * Millis::DAY)), (Millis(i64::MIN), Millis(i64::MAX))] {
            assert_eq!(ask(from, until).unwrap_err().code(), "crm.invalid");
        }
        assert_eq!(ask(Millis(i64::MAX - 9), Millis(i64::MAX)).unwrap().items.len(), 0);
        for _ in 0..4 {
            add(&house, &house.ana, series("Zilnic", "2026-11-25T09:00", "FREQ=DAILY"));
        }
        let year = ask(NOW, NOW.plus(365 * Millis::DAY)).unwrap();
        assert_eq!((year.items.len(), year.more), (1_000, true));
        let month = ask(NOW, NOW.plus(30 * Millis::DAY)).unwrap();
        assert_eq!((month.items.len(), month.more), (4 * 30, false));
    }

    fn an_agenda_tells_late_today_this_week_and_some_day(engine: &Engine) {
        let house = House::build(engine);
        // It is Tuesday, ten o'clock.
        for (planned, subject) in [
            ("2026-11-20T09:00", "vechi"),
            ("2026-11-24T09:59", "tocmai"),
            ("2026-11-24", "azi"),
            ("2026-11-24T23:59", "seara"),
            ("2026-11-25", "mâine"),
            ("2026-11-29T23:59", "duminică"),
            ("2026-11-30", "luni"),
        ] {
            add(&house, &house.ana, on(planned, subject));
        }
        add(&house, &house.ana, ActivityDraft { planned: None, zone: None, ..task("cândva") });
        add(&house, &house.dan, on("2026-11-24", "al lui Dan"));
        let ana = by(&house.ana);
        let agenda = house.read(move |tx| agenda::agenda(tx, &ana, "Europe/Bucharest"));
        let names = |list: &[agenda::ToDo]| list.iter().map(|it| it.activity.subject.clone()).collect::<Vec<_>>();
        assert_eq!(names(&agenda.overdue), ["vechi", "tocmai"]);
        assert_eq!(names(&agenda.today), ["azi", "seara"]);
        assert_eq!(names(&agenda.week), ["mâine", "duminică"]);
        assert_eq!(names(&agenda.someday), ["cândva"]);
        assert!(!agenda.more);
        let ana = by(&house.ana);
        assert_eq!(house.refused(move |tx| agenda::agenda(tx, &ana, "Europe/Atlantis")).code(), "crm.invalid");
    }

    fn a_series_that_is_late_still_shows_what_comes(engine: &Engine) {
        let house = House::build(engine);
        add(&house, &house.ana, series("Zilnic", "2026-11-23T18:00", "FREQ=DAILY"));
        let ana = by(&house.ana);
        let agenda = house.read(move |tx| agenda::agenda(tx, &ana, "Europe/Bucharest"));
        let times = |list: &[agenda::ToDo]| list.iter().map(|it| it.start.unwrap().to_string()).collect::<Vec<_>>();
        assert_eq!(times(&agenda.overdue), ["2026-11-23T18:00"]);
        assert_eq!(times(&agenda.today), ["2026-11-24T18:00"]);
        assert_eq!(times(&agenda.week).len(), 5);
    }

    fn a_cancelled_activity_leaves_the_calendar(engine: &Engine) {
        let house = House::build(engine);
        let added = add(&house, &house.ana, on("2026-11-25T09:00", "Ofertă"));
        let ana = by(&house.ana);
        house.write(move |tx| activities::cancel(tx, &ana, added.uid, None));
        assert_eq!(seen(&house, &house.ana, Whom::Me), NOTHING);
        let _: &Crm = &house.crm;
    }
}
