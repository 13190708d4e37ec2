//! Incidents, opportunities and activities as stored, on both engines.
#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod common;

use common::{crm, location, user};
use crmweb_model::ids::{ActivityId, IncidentId, Uid};
use crmweb_model::matching::Rule;
use crmweb_model::record::{
    ActivityKind, ActivityStatus, Channel, Direction, IncidentStatus, Priority, RecordKind, RecordRef,
};
use crmweb_model::time::Millis;
use crmweb_store::activities::{self, Activity};
use crmweb_store::engine::Durability;
use crmweb_store::incidents::{self, Incident};
use crmweb_store::links::Link;
use crmweb_store::timeline::{self, Half};
use crmweb_store::{Error, Tx, counters, schema, search, stages};
use crmweb_support::both_engines;

fn incident(tx: &mut Tx, subject: &str) -> Incident {
    let new = Incident {
        queue_id: None,
        product_id: None,
        clock_from: None,
        paused_at: None,
        id: IncidentId(0),
        uid: Uid::create(),
        version: 1,
        number: counters::next(tx, counters::INCIDENTS).unwrap(),
        subject: subject.into(),
        description: String::new(),
        account: None,
        contact: None,
        product: String::new(),
        category: String::new(),
        priority: Priority::Normal,
        channel: Channel::Phone,
        status: IncidentStatus::New,
        queue: String::new(),
        author: None,
        assignee: None,
        respond_by: None,
        solve_by: None,
        solution: String::new(),
        created_at: Millis(1),
        updated_at: Millis(1),
        closed_at: None,
        deleted_at: None,
    };
    incidents::insert(tx, new).unwrap()
}

fn call(subject: &str, at: i64) -> Activity {
    Activity {
        id: ActivityId(0),
        uid: Uid::create(),
        version: 1,
        kind: ActivityKind::Call,
        status: ActivityStatus::Done,
        priority: Priority::Normal,
        direction: Direction::In,
        subject: subject.into(),
        body: String::new(),
        at: Millis(at),
        planned: None,
        zone: None,
        private_to: None,
        author: None,
        assignee: None,
        created_at: Millis(at),
        updated_at: Millis(at),
        done_at: Some(Millis(at)),
        deleted_at: None,
        planning: activities::Planning::default(),
    }
}

fn by_hand(record: RecordRef) -> Link {
    let made_at = Millis(1);
    Link {
        record,
        rule: Rule::ByHand,
        evidence: String::new(),
        refused: false,
        only_for: None,
        made_by: None,
        made_at,
    }
}

both_engines! {
    fn two_writers_never_get_the_same_number(engine: &Engine) {
        const EACH: usize = 50;
        let location = location(engine);
        schema::prepare(&location, &schema::CRM).unwrap();
        let mut given: Vec<i64> = std::thread::scope(|scope| {
            let writers = [0, 1].map(|_| {
                let mut db = location.open().unwrap();
                scope.spawn(move || {
                    let mut take = || db.write(Durability::Normal, |tx| counters::next(tx, counters::INCIDENTS)).unwrap();
                    (0..EACH).map(|_| take()).collect::<Vec<i64>>()
                })
            });
            writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
        });
        given.sort_unstable();
        assert_eq!(given, (1_001..1_001 + 2 * EACH as i64).collect::<Vec<_>>());
    }

    fn an_incident_saved_from_a_stale_copy_changes_nothing(engine: &Engine) {
        let store = crm(engine);
        store.write(|tx| {
            let mine = incident(tx, "Imprimanta");
            let mut theirs = mine.clone();
            (theirs.subject, theirs.assignee) = ("Scannerul".into(), Some(user(tx, "dan")));
            assert!(incidents::save(tx, &theirs)?);
            assert!(!incidents::save(tx, &Incident { subject: "Faxul".into(), ..mine.clone() })?);
            let now = incidents::by_number(tx, mine.number)?.unwrap();
            assert_eq!((now.subject.as_str(), now.version), ("Scannerul", 2));
            assert_eq!(incidents::open_of_assignee(tx, theirs.assignee, 9)?, std::slice::from_ref(&now));
            assert!(incidents::open_of_assignee(tx, None, 9)?.is_empty());
            assert!(incidents::save(tx, &Incident { deleted_at: Some(Millis(2)), ..now })?);
            assert!(incidents::by_number(tx, mine.number)?.is_none());
            assert!(incidents::open_of_assignee(tx, theirs.assignee, 9)?.is_empty());
            Ok::<_, Error>(())
        }).unwrap();
    }

    fn a_deleted_activity_leaves_history_counts_and_search_at_once(engine: &Engine) {
        let store = crm(engine);
        store.write(|tx| {
            let ana = user(tx, "ana");
            let record = incident(tx, "Imprimanta").record();
            let kept = activities::insert(tx, call("Sunat despre toner", 10), &[by_hand(record)])?;
            let gone = activities::insert(tx, call("Sunat iar", 20), &[by_hand(record)])?;
            assert_eq!(timeline::count_of(tx, record, ana, Half::History)?, 2);
            assert!(activities::save(tx, &Activity { deleted_at: Some(Millis(30)), ..gone.clone() })?);
            let page = timeline::page(tx, record, ana, Half::History, None, 9)?;
            assert_eq!(page.iter().map(|item| item.activity).collect::<Vec<_>>(), [kept.id]);
            assert_eq!(timeline::count_of(tx, record, ana, Half::History)?, 1);
            assert_eq!(search::activities(tx, "sunat", ana, 9)?, [kept.id]);
            let back = activities::load(tx, gone.id)?.unwrap();
            assert!(activities::save(tx, &Activity { deleted_at: None, ..back })?);
            assert_eq!(search::activities(tx, "sunat", ana, 9)?, [gone.id, kept.id]);
            assert_eq!(activities::linked(tx, record)?, [kept.id, gone.id]);
            Ok::<_, Error>(())
        }).unwrap();
    }

    fn an_activity_of_ones_own_is_nobody_elses(engine: &Engine) {
        let store = crm(engine);
        store.write(|tx| {
            let (ana, dan) = (user(tx, "ana"), user(tx, "dan"));
            let record = RecordRef::new(RecordKind::Contact, 1);
            let mut dentist = call("Dentist", 10);
            (dentist.private_to, dentist.assignee, dentist.status) = (Some(ana), Some(ana), ActivityStatus::Planned);
            let dentist = activities::insert(tx, dentist, &[by_hand(record)])?;
            assert_eq!(activities::open_of_assignee(tx, ana, ana, 9)?, [dentist]);
            assert!(activities::open_of_assignee(tx, ana, dan, 9)?.is_empty());
            assert_eq!(timeline::count_of(tx, record, ana, Half::Planned)?, 1);
            assert_eq!(timeline::count_of(tx, record, dan, Half::Planned)?, 0);
            Ok::<_, Error>(())
        }).unwrap();
    }

    fn the_usual_stages_are_installed_once(engine: &Engine) {
        let store = crm(engine);
        let named = store.write(|tx| {
            stages::install(tx)?;
            stages::install(tx)?;
            let won = stages::by_name(tx, stages::SALES, "Won")?.unwrap();
            assert_eq!(stages::load(tx, won.id)?, won);
            assert!(stages::by_name(tx, stages::SALES, "won")?.is_none());
            stages::list(tx, stages::SALES)
        }).unwrap();
        let named: Vec<&str> = named.iter().map(|stage| stage.name.as_str()).collect();
        assert_eq!(named, ["Identified", "Qualified", "Offer", "Negotiation", "Won", "Lost"]);
    }
}
