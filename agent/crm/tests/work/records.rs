//! Stories of records of every kind, by the fields of the catalogue.

use crate::house::{House, by};
use crmweb_crm::records::{self, Record, Typed};
use crmweb_crm::{By, Error, undo};
use crmweb_model::catalogue::{Entered, Field, KINDS, Kind, Type};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_store::log::{self, FieldChange};
use crmweb_support::both_engines;
use std::collections::BTreeMap;

/// A record of each kind for others to refer to.
type Known = BTreeMap<RecordKind, Uid>;

fn typed<const N: usize>(fields: [(&str, &str); N]) -> Vec<Typed> {
    fields.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

/// Who may change records of a kind.
fn keeper(house: &House, kind: &Kind) -> By {
    by(&if kind.kind == RecordKind::Queue { house.admin() } else { house.ana.clone() })
}

fn entered(kind: &Kind) -> impl Iterator<Item = &'static Field> {
    kind.fields.iter().filter(|field| field.entered == Entered::Form)
}

/// A value a field accepts; `other` gives another one.
fn sample(field: &Field, known: &Known, other: bool) -> String {
    let pick = |one: &str, two: &str| if other { two.to_owned() } else { one.to_owned() };
    match field.of {
        Type::Line(_) => match field.name {
            "planned" => pick("2026-12-01T09:00", "2026-12-02T10:00"),
            "zone" => pick("Europe/Bucharest", "Europe/Berlin"),
            "language" => pick("ro", "de"),
            name => format!("Țițeiul {name} {}", pick("1", "2")),
        },
        Type::Text => pick("Două\nrânduri", "Trei"),
        Type::Word(words) => words[if other { 2 } else { 1 }].name.into(),
        Type::Words(words) => pick(words[0].name, &format!("{} {}", words[0].name, words[1].name)),
        Type::Number(..) => pick("12", "34"),
        Type::Money => pick("1200.50 EUR", "300.00 RON"),
        Type::Day => pick("2026-11-23", "2027-01-31"),
        // The moment of a plan is told by its local time.
        Type::Moment => String::new(),
        Type::Flag => pick("yes", "yes"),
        Type::One(kind) | Type::Many(kind) => known.get(&kind).map(Uid::to_string).unwrap_or_default(),
        Type::Phones => pick("mobile +40 712 345 678\nfax 021 1", "phone 0712 000 111"),
        Type::Addresses => pick("a@firma-mare.example\nb@firma-mare.example", "c@firma-mare.example"),
        Type::Domains => pick("firma-mare.example", "firma-mica.example"),
        Type::Positions => {
            format!("{} {}", known.get(&RecordKind::Account).unwrap(), pick("Director", "Contabil"))
        }
        Type::Keywords => pick("pompe\nfiltre", "țevi"),
    }
}

fn filled(kind: &Kind, known: &Known, other: bool) -> Vec<Typed> {
    let all = entered(kind).map(|field| (field.name.to_owned(), sample(field, known, other)));
    all.filter(|(name, text)| !(text.is_empty() || name == "parent" && other)).collect()
}

fn add(house: &House, kind: &Kind, fields: Vec<Typed>) -> Record {
    let (by, kind) = (keeper(house, kind), kind.kind);
    house.write(move |tx| records::add(tx, &by, kind, None, &fields))
}

fn known(house: &House) -> Known {
    let mut known = Known::from([
        (RecordKind::Account, house.firma_uid),
        (RecordKind::Contact, house.ion_uid),
        (RecordKind::User, house.dan_uid),
    ]);
    for kind in KINDS {
        if !known.contains_key(&kind.kind) {
            let record = add(house, kind, filled(kind, &known, false));
            known.insert(kind.kind, record.uid);
        }
    }
    known
}

both_engines! {
    fn a_record_of_any_kind_comes_back_as_it_was_entered_changed_and_undone(engine: &Engine) {
        let house = House::build(engine);
        let known = known(&house);
        for kind in KINDS {
            let of = kind.kind;
            let first = filled(kind, &known, false);
            let made = add(&house, kind, first.clone());
            for (name, text) in &first {
                assert_eq!(made.text(name), text, "{of} {name}");
            }
            assert!(!made.title.is_empty(), "{of}");
            let (verb, fields) = house.last_change(made.record);
            assert_eq!(verb, "created");
            for (name, text) in first.iter().filter(|(name, _)| name != "stage") {
                let told = fields.iter().find(|change| change.field == *name);
                assert_eq!(told.and_then(|change| change.new.as_ref()), Some(text), "{of} {name} in the log");
            }

            let changed = filled(kind, &known, true);
            let edit = keeper(&house, kind);
            let after = house.write({
                let (changed, uid, version, edit) = (changed.clone(), made.uid, made.version, edit.clone());
                move |tx| records::edit(tx, &edit, of, uid, Some(version), &changed)
            });
            for (name, text) in &changed {
                assert_eq!(after.text(name), text, "{of} {name} changed");
            }
            assert!(after.version > made.version, "{of}");

            let stale = house.refused({
                let (uid, version, edit) = (made.uid, made.version, keeper(&house, kind));
                move |tx| records::edit(tx, &edit, of, uid, Some(version), &first)
            });
            assert_eq!(stale.code(), "crm.stale", "{of}");

            let undone = undo::undo(&house.crm, &keeper(&house, kind), Some(edit.mutation.to_string())).unwrap();
            assert!(undone.restored > 0 && undone.kept.is_empty(), "{of} {undone:?}");
            let back = house.read({ let (by, uid) = (keeper(&house, kind), made.uid); move |tx| records::get(tx, &by, of, uid) });
            for field in entered(kind) {
                assert_eq!(back.text(field.name), made.text(field.name), "{of} {} taken back", field.name);
            }

            let remove = keeper(&house, kind);
            house.write({ let (by, uid) = (remove.clone(), made.uid); move |tx| records::delete(tx, &by, of, uid, None) });
            let gone = house.refused({ let (by, uid) = (keeper(&house, kind), made.uid); move |tx| records::get(tx, &by, of, uid) });
            assert_eq!(gone.code(), "crm.not-found", "{of}");
            undo::undo(&house.crm, &keeper(&house, kind), Some(remove.mutation.to_string())).unwrap();
            let again = house.read({ let (by, uid) = (keeper(&house, kind), made.uid); move |tx| records::get(tx, &by, of, uid) });
            assert_eq!(again.title, made.title, "{of} is back");
        }
    }

    fn what_a_form_may_not_touch_is_refused_with_its_name(engine: &Engine) {
        let house = House::build(engine);
        let lead = KINDS.into_iter().find(|kind| kind.kind == RecordKind::Lead).unwrap();
        let refused = |fields: Vec<Typed>| {
            let ana = by(&house.ana);
            house.refused(move |tx| records::add(tx, &ana, lead.kind, None, &fields)).to_string()
        };
        for (fields, why) in [
            (typed([("nickname", "x")]), "nickname: leads have no such field"),
            (typed([("status", "qualified")]), "status: changes only by the verb qualify"),
            (typed([("score", "100")]), "score: is kept by the program"),
            (typed([("owner", "x")]), "owner: changes only by the verb distribute"),
            (typed([("city", "Cluj")]), "first_name: must not be empty"),
            (typed([("x.nothing", "1")]), "x.nothing: no administrator has defined this field"),
            (typed([("last_name", "Pop"), ("budget", "much")]), "budget: \"much\" is not an amount; write it as 1200.50 EUR"),
        ] {
            assert_eq!(refused(fields), why);
        }
        let nobody = Uid::create();
        assert_eq!(
            refused(vec![("last_name".into(), "Pop".into()), ("campaign".into(), nobody.to_string())]),
            format!("there is no campaign {nobody}")
        );
        let dan = by(&house.dan);
        let denied = house.refused(move |tx| {
            records::add(tx, &dan, RecordKind::Queue, None, &typed([("name", "Facturi")]))
        });
        assert!(matches!(denied, Error::Denied(_)));
    }

    fn a_category_never_stands_below_itself(engine: &Engine) {
        let house = House::build(engine);
        let category = KINDS.into_iter().find(|kind| kind.kind == RecordKind::Category).unwrap();
        let pumps = add(&house, category, typed([("name", "Pompe")]));
        let small = add(&house, category, vec![("name".into(), "Mici".into()), ("parent".into(), pumps.uid.to_string())]);
        let ana = by(&house.ana);
        let why = house.refused(move |tx| {
            records::edit(tx, &ana, RecordKind::Category, pumps.uid, None, &[("parent".into(), small.uid.to_string())])
        });
        assert_eq!(why.to_string(), "parent: stands below this record");
    }

    fn what_was_edited_since_is_kept_when_an_edit_is_undone(engine: &Engine) {
        let house = House::build(engine);
        let product = KINDS.into_iter().find(|kind| kind.kind == RecordKind::Product).unwrap();
        let made = add(&house, product, typed([("code", "P1"), ("name", "Pompă"), ("unit", "buc")]));
        let edit = |fields: Vec<Typed>| {
            let ana = by(&house.ana);
            let (by, uid) = (ana.clone(), made.uid);
            house.write(move |tx| records::edit(tx, &by, RecordKind::Product, uid, None, &fields));
            ana.mutation.to_string()
        };
        let first = edit(typed([("unit", "set"), ("name", "Pompă mare")]));
        edit(typed([("unit", "cutie")]));
        let undone = undo::undo(&house.crm, &by(&house.ana), Some(first)).unwrap();
        assert_eq!((undone.restored, undone.kept.len()), (1, 1), "{undone:?}");
        let now = house.read({ let ana = by(&house.ana); let uid = made.uid; move |tx| records::get(tx, &ana, RecordKind::Product, uid) });
        assert_eq!((now.text("unit"), now.text("name")), ("cutie", "Pompă"));
    }

    fn hostile_text_is_kept_verbatim_or_refused_with_a_code(engine: &Engine) {
        let house = House::build(engine);
        let known = known(&house);
        let hostile = [
            "'; DROP TABLE accounts; --",
            "<script>alert(1)</script>",
            "\u{202e}gnp.exe\u{2066}",
            "a\u{0}b",
            "\u{1b}[2J",
            "?1 ?2 $1 %s {} \\",
            "\u{feff}ﷺ🏴‍☠️Z̸̛͈",
            &"x".repeat(1 << 20),
        ];
        for kind in KINDS {
            let of = kind.kind;
            let base = filled(kind, &known, false);
            for field in entered(kind) {
                for text in hostile {
                    let mut fields = base.clone();
                    fields.retain(|(name, _)| name != field.name);
                    fields.push((field.name.into(), text.into()));
                    let by = keeper(&house, kind);
                    match house.crm.write(move |tx| records::add(tx, &by, of, None, &fields)) {
                        Ok(made) => assert!(made.text(field.name).ends_with(text.trim()), "{of} {}", field.name),
                        Err(refusal) => {
                            assert!(refusal.code().starts_with("crm."), "{of} {}: {refusal}", field.name);
                            assert!(refusal.to_string().len() < 500, "{of} {}", field.name);
                        }
                    }
                }
            }
        }
    }

    fn an_edit_that_changes_nothing_leaves_no_trace(engine: &Engine) {
        let house = House::build(engine);
        let product = KINDS.into_iter().find(|kind| kind.kind == RecordKind::Product).unwrap();
        let made = add(&house, product, typed([("code", "P1"), ("name", "Pompă")]));
        let (ana, uid) = (by(&house.ana), made.uid);
        let same = house.write(move |tx| records::edit(tx, &ana, RecordKind::Product, uid, None, &typed([("name", " Pompă ")])));
        assert_eq!(same.version, made.version);
        let entries = house.read(move |tx| Ok(log::of_record(tx, made.record, 10)?));
        assert_eq!(entries.len(), 1);
        assert!(entries[0].fields.contains(&FieldChange::new("code", None, Some("P1".into()))));
    }
}
