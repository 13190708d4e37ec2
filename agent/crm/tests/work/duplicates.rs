//! Stories of records that may be there already.

use crate::house::{House, by, typed};
use crmweb_crm::duplicates::{self, Candidate};
use crmweb_crm::records::Typed;
use crmweb_crm::{Error, undo};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_support::both_engines;

fn asked(house: &House, kind: RecordKind, fields: Vec<Typed>) -> Vec<Candidate> {
    let ana = by(&house.ana);
    house.read(move |tx| duplicates::of_typed(tx, &ana, kind, &fields))
}

fn uids(found: &[Candidate]) -> Vec<Uid> {
    found.iter().map(|candidate| candidate.uid).collect()
}

both_engines! {
    fn what_is_there_already_is_found_while_it_is_entered(engine: &Engine) {
        let house = House::build(engine);
        let known = house.add(RecordKind::Account, [
            ("name", "SC Țiglă Nouă SRL"), ("vat_number", "RO 987654"), ("registration_number", "J12/0123/2020"),
            ("phones", "phone 0264 123 456"), ("domains", "tigla.example"), ("city", "Cluj"),
        ]);
        for fields in [
            typed([("name", "TIGLA NOUA")]),
            typed([("name", "x"), ("vat_number", "987654")]),
            typed([("name", "x"), ("registration_number", "j12/123/2020")]),
            typed([("name", "x"), ("phones", "0040 264-123.456")]),
            typed([("name", "x"), ("web", "https://www.tigla.example/acasa")]),
            typed([("name", "x"), ("addresses", "office@tigla.example")]),
        ] {
            assert_eq!(uids(&asked(&house, RecordKind::Account, fields.clone())), [known.uid], "{fields:?}");
        }
        let best = asked(&house, RecordKind::Account, typed([("name", "Țigla Nouă"), ("vat_number", "RO987654")]));
        assert_eq!((best[0].name.as_str(), best[0].detail.as_str(), best[0].likeness.score), ("SC Țiglă Nouă SRL", "Cluj", 100));
        assert_eq!(best[0].likeness.reasons[0].why, "the same VAT number");
        assert_eq!(asked(&house, RecordKind::Account, typed([("name", "Altceva")])), []);
        // A lead of that company finds the client; a contact who wrote before is found as a lead.
        assert_eq!(uids(&asked(&house, RecordKind::Lead, typed([("company", "Nouă Țiglă"), ("last_name", "Pop")]))), [known.uid]);
        let lead = house.add(RecordKind::Lead, [("first_name", "Ana"), ("last_name", "Pop"), ("addresses", "ana@pop.example")]);
        assert_eq!(uids(&asked(&house, RecordKind::Contact, typed([("first_name", "Pop"), ("last_name", "ANA")]))), [lead.uid]);
        // What is gone is no duplicate.
        let (ana, uid) = (by(&house.ana), known.uid);
        house.write(move |tx| crmweb_crm::records::delete(tx, &ana, RecordKind::Account, uid, None));
        assert_eq!(asked(&house, RecordKind::Account, typed([("name", "TIGLA NOUA")])), []);
    }

    fn the_same_company_is_added_twice_only_by_somebody_who_says_so(engine: &Engine) {
        let house = House::build(engine);
        let known = house.add(RecordKind::Account, [("name", "Alfa"), ("vat_number", "RO123456")]);
        let refuse = |fields: Vec<Typed>, despite: Vec<Uid>| {
            let ana = by(&house.ana);
            house.crm.read(move |tx| duplicates::refuse(tx, &ana, RecordKind::Account, &fields, &despite))
        };
        let again = typed([("name", "Beta"), ("vat_number", "123456")]);
        match refuse(again.clone(), vec![]) {
            Err(Error::Duplicate(found)) => assert_eq!(uids(&found), [known.uid]),
            other => panic!("{other:?}"),
        }
        assert_eq!(refuse(again.clone(), vec![]).unwrap_err().code(), "crm.duplicate");
        assert!(refuse(again, vec![known.uid]).is_ok());
        assert!(refuse(typed([("name", "ALFA SRL")]), vec![]).is_ok(), "a name alone stops nobody");
    }

    fn twins_in_the_whole_base_are_listed_until_somebody_knows_better(engine: &Engine) {
        let house = House::build(engine);
        let one = house.add(RecordKind::Account, [("name", "Alfa SRL"), ("vat_number", "RO123456")]);
        let other = house.add(RecordKind::Account, [("name", "ALFA"), ("vat_number", "123456")]);
        let third = house.add(RecordKind::Account, [("name", "Beta"), ("web", "beta.example")]);
        house.add(RecordKind::Account, [("name", "Gama"), ("web", "www.beta.example")]);
        let found = duplicates::search_all(&house.crm, &by(&house.ana)).unwrap();
        assert_eq!(found, 2);
        let page = |limit: i64, after: Option<String>| {
            let ana = by(&house.ana);
            house.read(move |tx| duplicates::page(tx, &ana, RecordKind::Account, after.as_deref(), limit))
        };
        let (all, more) = page(10, None);
        assert_eq!((all.len(), more), (2, None));
        assert_eq!((all[0].one.uid, all[0].other.uid, all[0].likeness.score), (one.uid, other.uid, 100));
        let (first, more) = page(1, None);
        let (second, _) = page(1, more);
        assert_eq!((first[0].one.uid, second[0].one.uid), (one.uid, third.uid));

        let deed = by(&house.ana);
        house.write({ let by = deed.clone(); move |tx| duplicates::declare_distinct(tx, &by, RecordKind::Account, other.uid, one.uid) });
        assert_eq!(page(10, None).0.len(), 1);
        let of = |uid: Uid| { let ana = by(&house.ana); house.read(move |tx| duplicates::of_record(tx, &ana, RecordKind::Account, uid)) };
        assert_eq!(of(one.uid), []);
        duplicates::search_all(&house.crm, &by(&house.ana)).unwrap();
        assert_eq!(page(10, None).0.len(), 1, "a later search does not ask again");
        undo::undo(&house.crm, &by(&house.ana), Some(deed.mutation.to_string())).unwrap();
        assert_eq!((page(10, None).0.len(), uids(&of(one.uid))), (2, vec![other.uid]));

        let (ana, uid) = (by(&house.ana), third.uid);
        house.write(move |tx| crmweb_crm::records::delete(tx, &ana, RecordKind::Account, uid, None));
        assert_eq!(page(10, None).0.len(), 1);
        assert_eq!(duplicates::search_all(&house.crm, &by(&house.ana)).unwrap(), 1);
    }

    fn hostile_values_find_nothing_and_harm_nothing(engine: &Engine) {
        let house = House::build(engine);
        let long = "x".repeat(1 << 20);
        for text in ["'; DROP TABLE accounts; --", "a\0b", "\u{202e}", "%_!", &long, ""] {
            for field in ["name", "vat_number", "phones", "addresses", "web", "domains", "nonsense"] {
                assert_eq!(asked(&house, RecordKind::Account, vec![(field.into(), text.into())]), [], "{field}");
            }
        }
        let ana = by(&house.ana);
        let no = house.refused(move |tx| duplicates::of_typed(tx, &ana, RecordKind::Product, &[]));
        assert_eq!(no.to_string(), "kind: must be accounts, contacts or leads");
    }
}
