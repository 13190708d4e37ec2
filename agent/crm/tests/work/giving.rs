//! Stories of tags, groups, scores, and records given to colleagues.

use crate::house::{House, NOW, by, typed};
use crmweb_crm::{By, distribute, groups, records, score, tags, undo};
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Actor;
use crmweb_model::time::Millis;
use crmweb_store::tags::Tag;
use crmweb_support::both_engines;

fn tag(house: &House, name: &str, personal: bool) -> Tag {
    let (ana, name) = (by(&house.ana), name.to_owned());
    house.write(move |tx| tags::add(tx, &ana, &name, personal, ""))
}

fn on(house: &House, record: RecordRef, who: &Actor) -> Vec<String> {
    let by = by(who);
    house.read(move |tx| tags::on(tx, &by, record)).into_iter().map(|tag| tag.name).collect()
}

fn put(house: &House, tag: Uid, records: &[RecordRef]) -> By {
    let (deed, ana, records) = (by(&house.ana), by(&house.ana), records.to_vec());
    let ana = By { mutation: deed.mutation, ..ana };
    house.write(move |tx| tags::tag(tx, &ana, tag, &records));
    deed
}

fn take_back(house: &House, deed: &By) -> undo::Undone {
    undo::undo(&house.crm, &by(&deed.actor), Some(deed.mutation.to_string())).unwrap()
}

both_engines! {
    fn a_tag_is_put_on_records_renamed_taken_away_and_back(engine: &Engine) {
        let house = House::build(engine);
        let lead = house.add(RecordKind::Lead, [("last_name", "Pop")]).record;
        let product = house.add(RecordKind::Product, [("name", "Pompă"), ("code", "P")]).record;
        let fair = tag(&house, "Târg", false);
        let deed = put(&house, fair.uid, &[lead, product]);
        assert_eq!((on(&house, lead, &house.dan), on(&house, product, &house.dan)), (vec!["Târg".to_owned()], vec!["Târg".to_owned()]));
        let rename = by(&house.dan);
        house.write({ let (by, uid) = (rename.clone(), fair.uid); move |tx| tags::edit(tx, &by, uid, Some("Târg 2026"), Some("#2266AA")) });
        assert_eq!(on(&house, lead, &house.ana), ["Târg 2026"]);
        take_back(&house, &rename);
        assert_eq!(on(&house, lead, &house.ana), ["Târg"]);
        let remove = by(&house.ana);
        house.write({ let (by, uid) = (remove.clone(), fair.uid); move |tx| tags::remove(tx, &by, uid) });
        assert_eq!(on(&house, lead, &house.ana), [""; 0]);
        tag(&house, "targ nou", false);
        take_back(&house, &remove);
        assert_eq!(on(&house, lead, &house.ana), ["Târg"]);
        take_back(&house, &deed);
        assert_eq!(on(&house, lead, &house.ana), [""; 0]);
        for (name, colour, why) in [
            ("TARG", "", "there is a tag TARG already"),
            (" ", "", "name: must not be empty"),
            ("a\0", "", "name: must not contain control characters"),
            ("x", "red", "colour: must be a colour such as #2266aa"),
        ] {
            let ana = by(&house.ana);
            assert_eq!(house.refused(move |tx| tags::add(tx, &ana, name, false, colour)).to_string(), why);
        }
    }

    fn ones_own_tags_and_groups_are_nobody_elses(engine: &Engine) {
        let house = House::build(engine);
        let lead = house.add(RecordKind::Lead, [("last_name", "Pop")]);
        let mine = tag(&house, "De sunat", true);
        put(&house, mine.uid, &[lead.record]);
        assert_eq!((on(&house, lead.record, &house.ana).len(), on(&house, lead.record, &house.dan).len()), (1, 0));
        let (dan, uid) = (by(&house.dan), mine.uid);
        assert!(house.read({ let dan = dan.clone(); move |tx| tags::list(tx, &dan) }).is_empty());
        for why in [
            house.refused({ let dan = dan.clone(); move |tx| tags::remove(tx, &dan, uid) }),
            house.refused({ let (dan, lead) = (dan.clone(), lead.record); move |tx| tags::tag(tx, &dan, uid, &[lead]) }),
        ] {
            assert_eq!(why.code(), "crm.not-found");
        }
        assert!(house.get(RecordKind::Lead, lead.uid).version == lead.version, "nobody sees that Ana put it there");

        let group = house.add(RecordKind::Group, [("name", "Ai mei"), ("members", "lead"), ("shared", "no")]);
        let (ana, record, uid) = (by(&house.ana), lead.record, group.uid);
        house.write({ let ana = ana.clone(); move |tx| groups::add_members(tx, &ana, uid, &[record]) });
        assert_eq!(house.read(move |tx| groups::members(tx, &ana, uid, None, 10)).0, [lead.record]);
        let hidden = house.refused(move |tx| groups::members(tx, &dan, uid, None, 10));
        assert_eq!(hidden.code(), "crm.not-found");
    }

    fn tags_are_merged_and_parted(engine: &Engine) {
        let house = House::build(engine);
        let one = house.add(RecordKind::Lead, [("last_name", "Pop")]).record;
        let other = house.add(RecordKind::Lead, [("last_name", "Rus")]).record;
        let (from, into) = (tag(&house, "fair", false), tag(&house, "Târg", false));
        put(&house, from.uid, &[one, other]);
        put(&house, into.uid, &[other]);
        let deed = by(&house.ana);
        house.write({ let (by, from, into) = (deed.clone(), from.uid, into.uid); move |tx| tags::merge(tx, &by, from, into) });
        assert_eq!((on(&house, one, &house.dan), on(&house, other, &house.dan)), (vec!["Târg".to_owned()], vec!["Târg".to_owned()]));
        take_back(&house, &deed);
        assert_eq!(on(&house, one, &house.dan), ["fair"]);
        assert_eq!(on(&house, other, &house.dan), ["fair", "Târg"]);
    }

    fn a_group_has_the_members_people_put_there(engine: &Engine) {
        let house = House::build(engine);
        let lead = house.add(RecordKind::Lead, [("last_name", "Pop")]);
        let group = house.add(RecordKind::Group, [("name", "De sunat"), ("members", "lead")]);
        let (uid, record) = (group.uid, lead.record);
        let add = by(&house.dan);
        house.write({ let by = add.clone(); move |tx| groups::add_members(tx, &by, uid, &[record, record]) });
        let members = || { let by = by(&house.ana); house.read(move |tx| groups::members(tx, &by, uid, None, 10)).0 };
        assert_eq!(members(), [record]);
        let (ana, ion) = (by(&house.ana), RecordRef::new(RecordKind::Contact, house.ion.0));
        let no = house.refused(move |tx| groups::add_members(tx, &ana, uid, &[ion]));
        assert_eq!(no.to_string(), "records: the group holds leads, not contacts");
        let out = by(&house.ana);
        house.write({ let by = out.clone(); move |tx| groups::remove_members(tx, &by, uid, &[record]) });
        assert_eq!(members(), []);
        take_back(&house, &out);
        assert_eq!(members(), [record]);
        take_back(&house, &add);
        assert_eq!(members(), []);
    }

    fn the_score_of_a_lead_follows_its_values_its_mail_and_the_rules(engine: &Engine) {
        let house = House::build(engine);
        let rule = |fields: [(&str, &str); 5]| {
            let (admin, fields) = (by(&house.admin()), typed(fields));
            house.write(move |tx| records::add(tx, &admin, RecordKind::ScoreRule, None, &fields))
        };
        let lead = house.add(RecordKind::Lead, [("last_name", "Pop"), ("budget", "25000 EUR"), ("addresses", "pop@x.example")]);
        let stored = || house.get(RecordKind::Lead, lead.uid).text("score").to_owned();
        assert_eq!(stored(), "");
        let budget = rule([("name", "Buget"), ("subject", "budget"), ("comparison", "at_least"), ("value", "10000 EUR"), ("points", "20")]);
        rule([("name", "Activ"), ("subject", "days_since_mail"), ("comparison", "at_most"), ("value", "7"), ("points", "15")]);
        rule([("name", "Nu sunați"), ("subject", "do_not_contact"), ("comparison", "contains"), ("value", "phone"), ("points", "-30")]);
        assert_eq!(score::recompute(&house.crm, NOW).unwrap(), 1);
        assert_eq!(stored(), "20");
        assert_eq!(score::recompute(&house.crm, NOW).unwrap(), 0, "nothing has changed");
        house.receive_from("pop@x.example", "p1@x", None, "Bună", "text");
        assert_eq!(stored(), "35");
        house.edit(&lead, [("do_not_contact", "phone")]);
        assert_eq!(stored(), "5");
        let (ana, uid) = (by(&house.ana), lead.uid);
        let told = house.read(move |tx| score::of(tx, &ana, uid));
        let whys: Vec<&str> = told.points.iter().map(|point| point.why.as_str()).collect();
        assert_eq!(whys, ["Budget ≥ 10000 EUR: 25000.00 EUR → +20", "days since mail ≤ 7: 1 → +15", "Do not contact by contains phone: phone → -30"]);
        assert_eq!(score::recompute(&house.crm, NOW.plus(30 * Millis::DAY)).unwrap(), 1);
        assert_eq!(stored(), "-10");
        let off = by(&house.admin());
        house.write({ let (by, uid) = (off.clone(), budget.uid); move |tx| records::edit(tx, &by, RecordKind::ScoreRule, uid, None, &typed([("active", "no")])) });
        score::recompute(&house.crm, NOW).unwrap();
        assert_eq!(stored(), "-15");
        undo::undo(&house.crm, &by(&house.admin()), Some(off.mutation.to_string())).unwrap();
        score::recompute(&house.crm, NOW).unwrap();
        assert_eq!(stored(), "5");
        let (ana, fields) = (by(&house.ana), typed([("name", "x"), ("subject", "web"), ("comparison", "filled"), ("points", "1")]));
        assert_eq!(house.refused(move |tx| records::add(tx, &ana, RecordKind::ScoreRule, None, &fields)).code(), "crm.denied");
        for (subject, comparison, value) in [("nonsense", "is", "x"), ("source", "at_least", "1"), ("budget", "is", "much")] {
            let admin = by(&house.admin());
            let fields = typed([("name", "x"), ("subject", subject), ("comparison", comparison), ("value", value), ("points", "1")]);
            let no = house.refused(move |tx| records::add(tx, &admin, RecordKind::ScoreRule, None, &fields));
            assert_eq!(no.code(), "crm.invalid", "{subject}");
        }
    }

    fn leads_and_opportunities_are_shared_out_to_whoever_has_least(engine: &Engine) {
        let house = House::build(engine);
        let leads: Vec<RecordRef> = (0..5).map(|n| house.add(RecordKind::Lead, [("last_name", &*format!("L{n}"))]).record).collect();
        let deal = house.add(RecordKind::Opportunity, [("name", "Pompe")]).record;
        let (ana, dan, lia) = (house.ana.user, house.dan.user, by(&house.lia));
        let all: Vec<RecordRef> = leads.iter().copied().chain([deal]).collect();
        let denied = house.refused({ let (by, all) = (by(&house.ana), all.clone()); move |tx| distribute::shared_out(tx, &by, &all, &[dan]) });
        assert_eq!(denied.code(), "crm.denied");
        // Ana has all five leads already: Dan gets them until both have the same.
        let shown = house.read({ let (by, all) = (lia.clone(), all.clone()); move |tx| distribute::shared_out(tx, &by, &all, &[ana, dan]) });
        let to: Vec<_> = shown.iter().map(|share| share.to).collect();
        assert_eq!(to, [dan, dan, dan, dan, dan, dan]);
        let shares = distribute::share_out(&house.crm, &lia, &all, &[dan, house.lia.user]).unwrap();
        let count = |user| shares.iter().filter(|share| share.to == user && share.record.kind == RecordKind::Lead).count();
        assert_eq!((count(dan), count(house.lia.user)), (3, 2));
        let owner = |record: RecordRef| { let ana = by(&house.ana); house.read(move |tx| {
            let uid = crmweb_store::refs::uid(tx, record)?.unwrap();
            Ok(records::get(tx, &ana, record.kind, uid)?.owner)
        }) };
        for share in &shares {
            assert_eq!(owner(share.record), Some(share.to));
        }
        undo::undo(&house.crm, &by(&house.lia), Some(lia.mutation.to_string())).unwrap();
        for record in all {
            assert_eq!(owner(record), Some(ana), "{record:?}");
        }
    }
}
