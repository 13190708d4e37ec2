//! Stories of what needs attention.

use crate::house::{House, NOW, by, incident, opportunity, task};
use crmweb_crm::attention::{self, Urgent};
use crmweb_crm::board::Whose;
use crmweb_crm::{By, activities, company, incidents, opportunities, records};
use crmweb_model::attention::{Rule, Thresholds};
use crmweb_model::ids::Uid;
use crmweb_model::record::{Priority, RecordKind};
use crmweb_model::time::{Day, Millis};
use crmweb_support::both_engines;

fn told(urgent: &[Urgent]) -> Vec<(RecordKind, Vec<(Rule, i64)>)> {
    let flags = |it: &Urgent| it.flags.iter().map(|flag| (flag.rule, flag.value)).collect();
    urgent.iter().map(|it| (it.kind, flags(it))).collect()
}

fn in_days(who: &By, days: i64) -> By {
    By { at: NOW.plus(days * Millis::DAY), mutation: Uid::create(), ..who.clone() }
}

fn list(house: &House, who: &By, whose: Whose) -> Vec<Urgent> {
    let who = who.clone();
    house.read(move |tx| attention::list(tx, &who, whose))
}

both_engines! {
    fn what_is_forgotten_or_late_is_told_to_its_owner(engine: &Engine) {
        let house = House::build(engine);
        let (ana, dan) = (by(&house.ana), by(&house.dan));
        let mut draft = opportunity(&house);
        draft.expected_close = Some(Day::parse("2026-11-30").unwrap());
        let record = house.write({ let ana = ana.clone(); move |tx| Ok(opportunities::log(tx, &ana, &draft)?.record()) });
        assert_eq!(told(&list(&house, &ana, Whose::Mine)), [(RecordKind::Opportunity, vec![(Rule::NothingPlanned, 0)])]);
        assert_eq!(told(&list(&house, &dan, Whose::Mine)), []);
        assert_eq!(list(&house, &dan, Whose::All).len(), 1);
        house.write({ let ana = ana.clone(); move |tx| activities::add(tx, &ana, &task("Sună-l pe Ion"), None, &[record]) });
        assert_eq!(told(&list(&house, &ana, Whose::Mine)), []);
        let later = list(&house, &in_days(&ana, 20), Whose::Mine);
        assert_eq!(told(&later), [
            (RecordKind::Activity, vec![(Rule::ActivityOverdue, 19)]),
            (RecordKind::Account, vec![(Rule::ActivityOverdue, 1)]),
            (RecordKind::Opportunity, vec![(Rule::PastExpectedClose, 14), (Rule::OpportunityQuiet, 20)]),
        ]);
        assert_eq!(later[2].flags[1].threshold, 14);
    }

    fn an_incident_about_to_be_late_and_a_quiet_key_account_are_urgent(engine: &Engine) {
        let house = House::build(engine);
        let (mut draft, ana, admin) = (incident(&house), by(&house.ana), by(&house.admin()));
        let firma = house.firma_uid;
        let typed = [("importance".to_owned(), "key".to_owned())];
        house.write({ let ana = ana.clone(); move |tx| records::edit(tx, &ana, RecordKind::Account, firma, None, &typed) });
        draft.priority = Priority::Critical;
        let uid = house.write({ let ana = ana.clone(); move |tx| Ok(incidents::log(tx, &ana, &draft)?.uid) });
        let me = house.ana_uid;
        house.write({ let ana = in_days(&ana, 0); move |tx| incidents::hand_on(tx, &ana, uid, None, &incidents::HandTo::User(me)) });
        let of = |kind: RecordKind, urgent: Vec<Urgent>| told(&urgent).into_iter().filter(|it| it.0 == kind).collect::<Vec<_>>();
        // A key account: half an hour for the answer, which is due soon.
        assert_eq!(of(RecordKind::Incident, list(&house, &ana, Whose::Mine)),
            [(RecordKind::Incident, vec![(Rule::CriticalIncident, 1), (Rule::ResponseDue, 30)])]);
        let tomorrow = list(&house, &in_days(&ana, 1), Whose::Mine);
        let rules: Vec<Rule> = tomorrow.iter().find(|it| it.kind == RecordKind::Incident).unwrap().flags.iter().map(|it| it.rule).collect();
        assert_eq!(rules, [Rule::CriticalIncident, Rule::SolutionOverdue, Rule::ResponseOverdue]);
        house.write({ let ana = in_days(&ana, 1); move |tx| incidents::wait(tx, &ana, uid, None) });
        let waiting = of(RecordKind::Incident, list(&house, &in_days(&ana, 2), Whose::Mine));
        assert_eq!(waiting, [(RecordKind::Incident, vec![(Rule::CriticalIncident, 1)])], "no clock runs");
        // The account was made in 1970 and nobody has spoken with it.
        let account = list(&house, &ana, Whose::All).into_iter().find(|it| it.kind == RecordKind::Account).unwrap();
        assert_eq!(account.flags.iter().map(|it| it.rule).collect::<Vec<_>>(), [Rule::CriticalIncident, Rule::Quiet]);
        assert_eq!(account.flags[1].threshold, 30);
        let limits = Thresholds { key_quiet_days: 3_650, ..Thresholds::default() };
        let wrong = Thresholds { key_quiet_days: 0, ..limits };
        assert_eq!(house.refused({ let admin = admin.clone(); move |tx| company::set(tx, &admin, &wrong) }).code(), "crm.invalid");
        house.write(move |tx| company::set(tx, &admin, &limits));
        let account = list(&house, &ana, Whose::All).into_iter().find(|it| it.kind == RecordKind::Account).unwrap();
        assert_eq!(account.flags[1].threshold, 3_650);
    }

    fn incidents_in_a_queue_concern_those_who_work_on_it(engine: &Engine) {
        let house = House::build(engine);
        let (mut draft, ana, dan, admin) = (incident(&house), by(&house.ana), by(&house.dan), by(&house.admin()));
        let typed = [("name".to_owned(), "Service".to_owned()), ("members".to_owned(), house.dan_uid.to_string())];
        house.write(move |tx| records::add(tx, &admin, RecordKind::Queue, None, &typed));
        (draft.queue, draft.priority) = ("Service".into(), Priority::Critical);
        house.write({ let ana = ana.clone(); move |tx| incidents::log(tx, &ana, &draft) });
        let has = |who: &By| list(&house, who, Whose::Mine).iter().any(|it| it.kind == RecordKind::Incident);
        assert!(has(&dan) && !has(&ana));
    }
}
