//! Stories of due times, queues and callers.

use crate::house::{House, NOW, by, incident, task};
use crmweb_crm::incidents::{self, HandTo};
use crmweb_crm::{By, activities, callers, company, records, undo};
use crmweb_model::draft::{ActivityDraft, ContactDraft, Phone};
use crmweb_model::due::{Hours, Targets};
use crmweb_model::ids::Uid;
use crmweb_model::record::{
    ActivityKind, ActivityStatus, Direction, IncidentStatus, PhoneKind, Priority, RecordKind,
};
use crmweb_model::time::Millis;
use crmweb_support::both_engines;

const HOUR: i64 = 3_600_000;

fn later(who: &By, hours: i64) -> By {
    By { at: NOW.plus(hours * HOUR), mutation: Uid::create(), ..who.clone() }
}

fn queue(house: &House, name: &str, members: &[Uid]) -> Uid {
    let admin = by(&house.admin());
    let members: Vec<String> = members.iter().map(Uid::to_string).collect();
    let typed = [("name".to_owned(), name.to_owned()), ("members".to_owned(), members.join("\n"))];
    house.write(move |tx| records::add(tx, &admin, RecordKind::Queue, None, &typed)).uid
}

both_engines! {
    fn due_times_follow_priority_and_stand_still_while_the_client_has_to_answer(engine: &Engine) {
        let house = House::build(engine);
        let (mut draft, ana) = (incident(&house), by(&house.ana)); // Tuesday, ten in Bucharest
        draft.account = Some(house.firma_uid);
        let new = house.write({ let (ana, draft) = (ana.clone(), draft.clone()); move |tx| incidents::log(tx, &ana, &draft) });
        // Eight working hours: half past five is the end of the day, so until half past nine tomorrow.
        assert_eq!(new.respond_by, Some(Millis(1_795_591_800_000)), "{}", new.respond_by.unwrap());
        let uid = new.uid;
        draft.priority = Priority::Critical;
        let urgent = house.write({ let (ana, draft) = (ana.clone(), draft); move |tx| incidents::edit(tx, &ana, uid, None, &draft) });
        assert_eq!((urgent.respond_by, urgent.solve_by), (Some(NOW.plus(HOUR)), Some(Millis(1_795_591_800_000))));
        let waiting = house.write({ let ana = later(&ana, 0); move |tx| incidents::wait(tx, &ana, uid, None) });
        assert_eq!((waiting.status, waiting.paused_at), (IncidentStatus::Waiting, Some(NOW)));
        let twice = house.refused({ let ana = later(&ana, 1); move |tx| incidents::wait(tx, &ana, uid, None) });
        assert_eq!(twice.code(), "crm.conflict");
        // Two working hours and a night later.
        let resume = later(&ana, 2);
        let resumed = house.write({ let resume = resume.clone(); move |tx| incidents::resume(tx, &resume, uid, None) });
        assert_eq!((resumed.status, resumed.paused_at), (IncidentStatus::Open, None));
        assert_eq!(resumed.respond_by, Some(NOW.plus(3 * HOUR)));
        assert_eq!(resumed.solve_by, Some(Millis(1_795_591_800_000 + 2 * HOUR)));
        undo::undo(&house.crm, &later(&ana, 3), Some(resume.mutation.to_string())).unwrap();
        let back = house.read(move |tx| incidents::find(tx, uid));
        assert_eq!((back.status, back.respond_by, back.paused_at), (IncidentStatus::Waiting, urgent.respond_by, Some(NOW)));
    }

    fn an_incident_opened_again_is_due_anew_but_not_after_months(engine: &Engine) {
        let house = House::build(engine);
        let (draft, ana) = (incident(&house), by(&house.ana));
        let uid = house.write({ let ana = ana.clone(); move |tx| {
            let uid = incidents::log(tx, &ana, &draft)?.uid;
            incidents::close(tx, &ana, uid, None)?;
            Ok(uid)
        } });
        let late = house.refused({ let ana = later(&ana, 24 * 61); move |tx| incidents::reopen(tx, &ana, uid, None) });
        assert!(late.to_string().ends_with("was closed 61 days ago; log a new incident"), "{late}");
        let again = house.write({ let ana = later(&ana, 24 * 7); move |tx| incidents::reopen(tx, &ana, uid, None) });
        assert_eq!(again.clock_from, Some(NOW.plus(24 * 7 * HOUR)));
        assert!(again.solve_by.unwrap() > NOW.plus(24 * 7 * HOUR));
    }

    fn an_administrator_sets_hours_and_targets(engine: &Engine) {
        let house = House::build(engine);
        let (ana, admin) = (by(&house.ana), by(&house.admin()));
        let mut nowhere = Hours { zone: "Europe/Atlantis".into(), ..Hours::default() };
        let refused = house.refused({ let (admin, nowhere) = (admin.clone(), nowhere.clone()); move |tx| company::set(tx, &admin, &nowhere) });
        assert!(refused.to_string().contains("time zone"), "{refused}");
        nowhere.zone = "Europe/Berlin".into();
        house.write({ let admin = admin.clone(); move |tx| {
            company::set(tx, &admin, &nowhere)?;
            company::set(tx, &admin, &Targets(Vec::new()))
        } });
        let draft = incident(&house);
        let new = house.write(move |tx| incidents::log(tx, &ana, &draft));
        assert_eq!((new.respond_by, new.solve_by), (None, None), "no target, no due time");
    }

    fn the_first_answer_is_the_first_thing_we_sent(engine: &Engine) {
        let house = House::build(engine);
        let (draft, ana) = (incident(&house), by(&house.ana));
        let new = house.write({ let ana = ana.clone(); move |tx| incidents::log(tx, &ana, &draft) });
        let (id, record) = (new.id, new.record());
        let call = |direction, at: i64| ActivityDraft {
            kind: ActivityKind::Call, status: ActivityStatus::Done, direction, at: Some(NOW.plus(at * HOUR)),
            planned: None, zone: None, ..task("Sunat")
        };
        for (direction, at) in [(Direction::Out, -1), (Direction::In, 1), (Direction::Out, 3), (Direction::Out, 2)] {
            let (ana, draft) = (later(&ana, 0), call(direction, at));
            house.write(move |tx| activities::add(tx, &ana, &draft, None, &[record]));
        }
        let answered = house.read(move |tx| Ok(crmweb_store::incidents::answered(tx, id)?));
        assert_eq!(answered, Some(NOW.plus(2 * HOUR)));
    }

    fn a_queue_shows_what_waits_in_it_the_first_due_first(engine: &Engine) {
        let house = House::build(engine);
        let (mut draft, ana) = (incident(&house), by(&house.ana));
        let service = queue(&house, "Service", &[house.dan_uid]);
        draft.queue = "service".into();
        let mut logged = Vec::new();
        for priority in [Priority::Low, Priority::Critical, Priority::High] {
            draft.priority = priority;
            let (ana, draft) = (later(&ana, 0), draft.clone());
            logged.push(house.write(move |tx| incidents::log(tx, &ana, &draft)));
        }
        assert_eq!(logged[0].queue, "Service");
        let (mut next, mut seen) = (None, Vec::new());
        loop {
            let (ana, after) = (ana.clone(), next.take());
            let (page, more) = house.read(move |tx| incidents::of_queue(tx, &ana, service, after, 2));
            seen.extend(page.iter().map(|it| it.priority));
            match more {
                Some(place) => next = Some(place),
                None => break,
            }
        }
        assert_eq!(seen, [Priority::Critical, Priority::High, Priority::Low]);
        let uid = logged[0].uid;
        house.write({ let ana = later(&ana, 0); move |tx| incidents::hand_on(tx, &ana, uid, None, &HandTo::Queue(String::new())) });
        let left = house.read({ let ana = ana.clone(); move |tx| incidents::of_queue(tx, &ana, service, None, 9) });
        assert_eq!(left.0.len(), 2);
    }

    fn a_product_named_in_an_incident_is_the_catalogues(engine: &Engine) {
        let house = House::build(engine);
        let (mut draft, ana) = (incident(&house), by(&house.ana));
        let typed = [("code".to_owned(), "DX-200".to_owned()), ("name".to_owned(), "Imprimantă DX-200".to_owned())];
        house.write({ let ana = ana.clone(); move |tx| records::add(tx, &ana, RecordKind::Product, None, &typed) });
        let known = house.write({ let (ana, draft) = (later(&ana, 0), draft.clone()); move |tx| incidents::log(tx, &ana, &draft) });
        assert_eq!((known.product.as_str(), known.product_id.is_some()), ("Imprimantă DX-200", true));
        draft.product = "ceva vechi".into();
        let unknown = house.write(move |tx| incidents::log(tx, &ana, &draft));
        assert_eq!((unknown.product.as_str(), unknown.product_id), ("ceva vechi", None));
    }

    fn a_caller_is_found_however_the_number_is_written(engine: &Engine) {
        let house = House::build(engine);
        let ana = by(&house.ana);
        let phone = |number: &str| Phone { kind: PhoneKind::Mobile, number: number.into() };
        let dan = ContactDraft { first_name: "Dan".into(), phones: vec![phone("+40 712 345 678")], ..ContactDraft::default() };
        let eva = ContactDraft { first_name: "Eva".into(), phones: vec![phone("0722-000-111")], ..ContactDraft::default() };
        house.write({ let ana = ana.clone(); move |tx| {
            crmweb_crm::contacts::add_contact(tx, &ana, None, &dan)?;
            crmweb_crm::contacts::add_contact(tx, &ana, None, &eva)
        } });
        let who = |number: &'static str| {
            let ana = ana.clone();
            house.read(move |tx| callers::find(tx, &ana, number)).into_iter().map(|it| it.name).collect::<Vec<_>>()
        };
        assert_eq!(who("0712 345 678"), ["Dan"]);
        assert_eq!(who("0040712345678"), ["Dan"]);
        assert_eq!(who("+40722000111"), ["Eva"]);
        assert_eq!(who("0733 999 999"), [""; 0]);
        for wrong in ["", "12", "x' OR 1=1", &"7".repeat(1_000)] {
            let (ana, wrong) = (ana.clone(), wrong.to_owned());
            assert_eq!(house.refused(move |tx| callers::find(tx, &ana, &wrong)).code(), "crm.invalid");
        }
    }
}
