//! Stories of fields that an administrator defined.

use crate::house::{House, by};
use crmweb_crm::{custom_fields, records, undo};
use crmweb_model::catalogue::custom::Holds;
use crmweb_model::record::RecordKind;
use crmweb_store::custom::{self, CustomField, Definition};
use crmweb_store::log::FieldChange;
use crmweb_support::both_engines;

fn tier() -> Definition {
    Definition {
        of: RecordKind::Account,
        name: "tier".into(),
        labels: ["Nivel".into(), String::new(), String::new()],
        holds: Holds::Choice,
        words: vec!["gold".into(), "silver".into()],
        needed: false,
        position: 0,
    }
}

fn define(house: &House, is: Definition) -> CustomField {
    let admin = by(&house.admin());
    house.write(move |tx| custom_fields::add_field(tx, &admin, None, &is))
}

both_engines! {
    fn a_field_of_an_administrator_is_filled_changed_and_undone_like_any_other(engine: &Engine) {
        let house = House::build(engine);
        let field = define(&house, tier());
        assert_eq!((field.is.name.as_str(), field.is.labels[2].as_str()), ("x.tier", "Nivel"));
        let (uid, ana) = (house.firma_uid, by(&house.ana));
        let set = |value: &str| {
            let ana = by(&house.ana);
            let (by, fields) = (ana.clone(), [("x.tier".to_owned(), value.to_owned())]);
            let after = house.write(move |tx| records::edit(tx, &by, RecordKind::Account, uid, None, &fields));
            (after, ana.mutation.to_string())
        };
        let before = house.read(move |tx| records::get(tx, &ana, RecordKind::Account, uid));
        assert_eq!(before.text("x.tier"), "");
        let (gold, deed) = set("gold");
        assert_eq!((gold.text("x.tier"), gold.version), ("gold", before.version + 1));
        let (verb, told) = house.last_change(gold.record);
        assert_eq!((verb.as_str(), told), ("changed", vec![FieldChange::new("x.tier", None, Some("gold".into()))]));
        let wrong = house.refused({
            let ana = by(&house.ana);
            move |tx| records::edit(tx, &ana, RecordKind::Account, uid, None, &[("x.tier".into(), "lead".into())])
        });
        assert_eq!(wrong.to_string(), "x.tier: must be one of gold, silver");
        undo::undo(&house.crm, &by(&house.ana), Some(deed)).unwrap();
        let back = house.read({ let ana = by(&house.ana); move |tx| records::get(tx, &ana, RecordKind::Account, uid) });
        assert_eq!(back.text("x.tier"), "");
    }

    fn a_field_that_was_taken_away_comes_back_with_its_values(engine: &Engine) {
        let house = House::build(engine);
        let field = define(&house, tier());
        let uid = house.firma_uid;
        let ana = by(&house.ana);
        house.write(move |tx| records::edit(tx, &ana, RecordKind::Account, uid, None, &[("x.tier".into(), "gold".into())]));
        let admin = by(&house.admin());
        let deed = admin.mutation.to_string();
        house.write(move |tx| custom_fields::remove_field(tx, &admin, field.uid, Some(field.version)));
        let fields = |house: &House| {
            let ana = by(&house.ana);
            house.read(move |tx| records::get(tx, &ana, RecordKind::Account, uid)).fields
        };
        assert!(!fields(&house).iter().any(|(name, _)| name == "x.tier"));
        undo::undo(&house.crm, &by(&house.admin()), Some(deed)).unwrap();
        assert!(fields(&house).contains(&("x.tier".into(), "gold".into())));
    }

    fn a_field_that_must_be_filled_is_asked_for_when_a_record_is_added(engine: &Engine) {
        let house = House::build(engine);
        define(&house, Definition { needed: true, ..tier() });
        let add = |fields: Vec<(String, String)>| {
            let ana = by(&house.ana);
            house.crm.write(move |tx| records::add(tx, &ana, RecordKind::Account, None, &fields))
        };
        let name = ("name".to_owned(), "Alta".to_owned());
        assert_eq!(add(vec![name.clone()]).unwrap_err().to_string(), "x.tier: must not be empty");
        let made = add(vec![name, ("x.tier".into(), "silver".into())]).unwrap();
        assert_eq!(made.text("x.tier"), "silver");
    }

    fn only_an_administrator_defines_fields_and_only_sound_ones(engine: &Engine) {
        let house = House::build(engine);
        let ana = by(&house.ana);
        assert_eq!(house.refused(move |tx| custom_fields::add_field(tx, &ana, None, &tier())).code(), "crm.denied");
        for (is, why) in [
            (Definition { of: RecordKind::Mail, ..tier() }, "of: mail is no kind of record"),
            (Definition { name: "Nivel".into(), ..tier() }, "name: must be 1 to 40 small letters a–z, digits or underscores"),
            (Definition { words: Vec::new(), ..tier() }, "words: a choice needs words to choose from"),
            (Definition { labels: Default::default(), ..tier() }, "label: must not be empty"),
        ] {
            let admin = by(&house.admin());
            assert_eq!(house.refused(move |tx| custom_fields::add_field(tx, &admin, None, &is)).to_string(), why);
        }
        define(&house, tier());
        let admin = by(&house.admin());
        let twice = house.refused(move |tx| custom_fields::add_field(tx, &admin, None, &tier()));
        assert_eq!(twice.to_string(), "there is a field x.tier already");
        assert_eq!(house.read(|tx| Ok(custom::of_kind(tx, RecordKind::Account)?.len())), 1);
    }

    fn labels_and_words_of_a_field_change_and_change_back(engine: &Engine) {
        let house = House::build(engine);
        let field = define(&house, tier());
        let edit = by(&house.admin());
        let deed = edit.mutation.to_string();
        let wanted = Definition { words: vec!["platinum".into()], name: "other".into(), ..field.is.clone() };
        let seen = field.version;
        let uid = field.uid;
        let after = house.write(move |tx| custom_fields::edit_field(tx, &edit, uid, Some(seen), &wanted));
        assert_eq!((after.is.words, after.is.name.as_str()), (vec!["platinum".to_owned()], "x.tier"));
        undo::undo(&house.crm, &by(&house.admin()), Some(deed)).unwrap();
        let back = house.read(move |tx| Ok(custom::by_uid(tx, uid)?.unwrap()));
        assert_eq!(back.is, field.is);
    }
}
