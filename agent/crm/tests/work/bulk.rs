//! Stories of one change made to many records.

use crate::house::{House, NOW, by, in_roles};
use crmweb_crm::bulk_edit::{Selection, bulk_edit};
use crmweb_crm::lists::Asked;
use crmweb_crm::{By, records, undo};
use crmweb_model::filter::parse;
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::Actor;
use crmweb_model::view::Layout;
use crmweb_store::query::Effort;
use crmweb_support::both_engines;
use jiff::tz::TimeZone;

const KIND: RecordKind = RecordKind::Account;

fn accounts(house: &House, count: usize) -> Vec<Uid> {
    let ana = by(&house.ana);
    house.write(move |tx| {
        let add = |n| {
            let fields = [("name".to_owned(), format!("Client {n}")), ("city".to_owned(), "Cluj".to_owned())];
            Ok(records::add(tx, &ana, KIND, None, &fields)?.uid)
        };
        (0..count).map(add).collect()
    })
}

fn typed(name: &str, text: &str) -> [(String, String); 1] {
    [(name.to_owned(), text.to_owned())]
}

fn text(house: &House, uid: Uid, field: &'static str) -> String {
    let ana = by(&house.ana);
    house.read(move |tx| Ok(records::get(tx, &ana, KIND, uid)?.text(field).to_owned()))
}

fn in_cluj() -> Selection {
    let layout = Layout::new(&[], parse("city = Cluj").unwrap());
    Selection::List(Box::new(Asked {
        kind: KIND,
        layout,
        zone: TimeZone::UTC,
        kept: false,
        effort: Effort::default(),
    }))
}

both_engines! {
    fn all_records_of_a_list_change_in_one_deed_and_come_back_in_one(engine: &Engine) {
        let house = House::build(engine);
        let uids = accounts(&house, 50);
        let deed = by(&house.ana);
        // The filter no longer fits what is changed already: all of it is changed all the same.
        let outcome = bulk_edit(&house.crm, &deed, KIND, in_cluj(), &typed("city", "Iași")).unwrap();
        assert_eq!((outcome.changed, outcome.unchanged, outcome.refused), (50, 0, 0));
        assert!(uids.iter().all(|uid| text(&house, *uid, "city") == "Iași"));
        let undone = undo::undo(&house.crm, &by(&house.ana), Some(deed.mutation.to_string())).unwrap();
        assert_eq!((undone.verb.as_str(), undone.restored), ("bulk_edit", 50));
        assert!(uids.iter().all(|uid| text(&house, *uid, "city") == "Cluj"));
    }

    fn a_record_that_cannot_change_does_not_keep_the_others(engine: &Engine) {
        let house = House::build(engine);
        let mut uids = accounts(&house, 20);
        let (ana, gone) = (by(&house.ana), uids[7]);
        house.write(move |tx| records::delete(tx, &ana, KIND, gone, None));
        let ana = by(&house.ana);
        let same = uids[3];
        house.write(move |tx| records::edit(tx, &ana, KIND, same, None, &typed("importance", "key")));
        uids.push(uids[0]); // named twice, changed once
        let outcome = bulk_edit(&house.crm, &by(&house.ana), KIND, Selection::Records(uids.clone()), &typed("importance", "key")).unwrap();
        assert_eq!((outcome.changed, outcome.unchanged, outcome.refused), (18, 1, 1));
        assert_eq!(outcome.reasons, [(gone, format!("there is no account {gone}"))]);
        assert_eq!(text(&house, uids[19], "importance"), "key");
    }

    fn repeating_an_interrupted_deed_completes_it(engine: &Engine) {
        let house = House::build(engine);
        let uids = accounts(&house, 30);
        let deed = by(&house.ana);
        bulk_edit(&house.crm, &deed, KIND, Selection::Records(uids[..10].to_vec()), &typed("city", "Iași")).unwrap();
        let whole = bulk_edit(&house.crm, &deed, KIND, Selection::Records(uids.clone()), &typed("city", "Iași")).unwrap();
        assert_eq!((whole.changed, whole.unchanged), (30, 0), "what was done before counts");
        undo::undo(&house.crm, &by(&house.ana), Some(deed.mutation.to_string())).unwrap();
        assert!(uids.iter().all(|uid| text(&house, *uid, "city") == "Cluj"));
    }

    fn the_owner_changes_only_by_who_may_distribute(engine: &Engine) {
        let house = House::build(engine);
        let uids = accounts(&house, 5);
        let give = |actor: &Actor, to: Uid| {
            bulk_edit(&house.crm, &by(actor), KIND, Selection::Records(uids.clone()), &typed("owner", &to.to_string()))
        };
        assert_eq!(give(&house.ana, house.dan_uid).unwrap_err().code(), "crm.denied");
        assert_eq!(give(&house.lia, house.dan_uid).unwrap().changed, 5);
        assert_eq!(text(&house, uids[4], "owner"), house.dan_uid.to_string());
        assert_eq!(give(&house.lia, Uid::create()).unwrap_err().code(), "crm.not-found");
    }

    fn what_no_field_accepts_is_refused_for_each_record_or_at_once(engine: &Engine) {
        let house = House::build(engine);
        let uids = accounts(&house, 3);
        let outcome = bulk_edit(&house.crm, &by(&house.ana), KIND, Selection::Records(uids), &typed("importance", "vip")).unwrap();
        assert_eq!((outcome.changed, outcome.refused), (0, 3));
        assert!(outcome.reasons[0].1.contains("must be one of low, normal, high, key"));
        let nothing = bulk_edit(&house.crm, &by(&house.ana), KIND, in_cluj(), &[]).unwrap_err();
        assert_eq!(nothing.to_string(), "changes: must name a field");
        let unread = By::new(in_roles(&house.ana, &[]), NOW);
        assert_eq!(bulk_edit(&house.crm, &unread, KIND, in_cluj(), &typed("city", "x")).unwrap_err().code(), "crm.denied");
    }
}
