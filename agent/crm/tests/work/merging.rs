//! Stories of records made one, and parted again.

use crate::house::{House, by, in_roles, task, typed};
use crmweb_crm::records::{self, Record, Typed};
use crmweb_crm::{By, Error, activities, custom_fields, merge, undo};
use crmweb_model::address::Address;
use crmweb_model::catalogue::custom::Holds;
use crmweb_model::ids::{ActivityId, Uid};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_store::custom::Definition;
use crmweb_store::{Tx, links, rules};
use crmweb_support::both_engines;

fn merged(house: &House, winner: &Record, losers: &[&Record], choices: Vec<Typed>) -> (By, Record) {
    let by = by(&house.ana);
    let losers: Vec<Uid> = losers.iter().map(|loser| loser.uid).collect();
    let kind = winner.record.kind;
    let record = merge::merge(&house.crm, &by, kind, (winner.uid, None), &losers, &choices).unwrap();
    (by, record)
}

fn twins(house: &House) -> (Record, Record) {
    let winner =
        house.add(RecordKind::Account, [("name", "Alfa"), ("city", "Cluj"), ("phones", "phone 0264 1")]);
    let loser = house.add(
        RecordKind::Account,
        [
            ("name", "Alfa SRL"),
            ("vat_number", "RO123456"),
            ("phones", "fax 0264 2"),
            ("domains", "alfa.example"),
        ],
    );
    (winner, loser)
}

/// Something of each sort that refers to an account.
struct Around {
    contact: Record,
    child: Record,
    opportunity: Record,
    incident: Record,
    sale: Record,
    lead: Record,
}

fn around(house: &House, account: &Record) -> Around {
    let uid = account.uid.to_string();
    let add = |kind: RecordKind, fields: &[(&str, &str)]| {
        let fields: Vec<Typed> = fields.iter().map(|(f, t)| ((*f).to_owned(), (*t).to_owned())).collect();
        let ana = by(&house.ana);
        house.write(move |tx| records::add(tx, &ana, kind, None, &fields))
    };
    let contact = add(
        RecordKind::Contact,
        &[("first_name", "Eva"), ("positions", &format!("{uid} Șef")), ("addresses", "eva@alfa.example")],
    );
    let around = Around {
        child: add(RecordKind::Account, &[("name", "Fiică"), ("parent", &uid)]),
        opportunity: add(
            RecordKind::Opportunity,
            &[("name", "Pompe"), ("account", &uid), ("contacts", &contact.uid.to_string())],
        ),
        incident: add(
            RecordKind::Incident,
            &[("subject", "Nu merge"), ("account", &uid), ("contact", &contact.uid.to_string())],
        ),
        sale: add(RecordKind::Sale, &[("name", "Vânzare"), ("sold_on", "2026-11-01"), ("account", &uid)]),
        lead: add(RecordKind::Lead, &[("company", "Alfa")]),
        contact,
    };
    house.receive_from("eva@alfa.example", "e1@x", None, "De la Eva", "text");
    let (ana, record) = (by(&house.ana), account.record);
    house.write(move |tx| activities::add(tx, &ana, &task("Vizită"), None, &[record]));
    around
}

/// Fields of administrators that name an account and hold a line.
fn custom(house: &House) {
    let admin = by(&house.admin());
    house.write(move |tx| {
        let mut define = |of: RecordKind, name: &str, holds: Holds| {
            let labels = ["a".to_owned(), "b".to_owned(), "c".to_owned()];
            let field = Definition {
                of,
                name: name.into(),
                labels,
                holds,
                words: vec![],
                needed: false,
                position: 1,
            };
            custom_fields::add_field(tx, &admin, None, &field)
        };
        define(RecordKind::Account, "code", Holds::Line)?;
        define(RecordKind::Product, "maker", Holds::One(RecordKind::Account))?;
        Ok(())
    });
}

both_engines! {
    fn a_preview_shows_every_value_and_what_moves(engine: &Engine) {
        let house = House::build(engine);
        let (winner, loser) = twins(&house);
        around(&house, &loser);
        let shown = house.read({
            let ana = by(&house.ana);
            move |tx| merge::preview(tx, &ana, RecordKind::Account, winner.uid, &[loser.uid])
        });
        let of = |field: &str| shown.fields.iter().find(|it| it.field == field).cloned();
        let name = of("name").unwrap();
        assert_eq!(name.values.iter().map(|value| value.text.as_str()).collect::<Vec<_>>(), ["Alfa", "Alfa SRL"]);
        assert!(name.differs);
        assert_eq!(of("city").unwrap().proposed, "Cluj");
        assert_eq!(of("vat_number").unwrap().proposed, "RO123456");
        assert_eq!(of("phones").unwrap().proposed, "phone 0264 1\nfax 0264 2");
        assert_eq!(of("web"), None);
        let count = |what: &str| shown.moves.iter().find(|(known, _)| known == what).map(|(_, count)| *count);
        assert_eq!(
            ["history", "contacts", "accounts", "opportunities", "incidents", "sales"].map(count),
            [Some(2), Some(1), Some(1), Some(1), Some(1), Some(1)]
        );
    }

    fn all_that_referred_to_the_loser_refers_to_the_winner(engine: &Engine) {
        let house = House::build(engine);
        custom(&house);
        let (winner, loser) = twins(&house);
        let around = around(&house, &loser);
        house.edit(&loser, [("x.code", "A-7")]);
        let product = house.add(RecordKind::Product, [("code", "P"), ("name", "Pompă"), ("x.maker", &loser.uid.to_string())]);
        let (ana, to) = (house.ana.user, loser.record);
        house.write(move |tx| Ok(rules::set(tx, &Address::parse("x@y.example").unwrap(), Some(to), ana, crate::house::NOW)?));

        let (_, after) = merged(&house, &winner, &[&loser], typed([("name", "Alfa Nord")]));
        assert_eq!((after.title.as_str(), after.text("city"), after.text("vat_number")), ("Alfa Nord", "Cluj", "RO123456"));
        assert_eq!((after.text("domains"), after.text("x.code")), ("alfa.example", "A-7"));
        assert!(after.version > winner.version);
        let uid = winner.uid.to_string();
        let now = |record: &Record| house.get(record.record.kind, record.uid);
        assert_eq!(now(&around.contact).text("positions"), format!("{uid} Șef"));
        assert_eq!(now(&around.child).text("parent"), uid);
        for record in [&around.opportunity, &around.incident, &around.sale] {
            assert_eq!(now(record).text("account"), uid, "{}", record.record.kind);
            assert!(now(record).version > record.version, "{}", record.record.kind);
        }
        assert_eq!(now(&product).text("x.maker"), uid);
        assert_eq!(now(&around.lead).version, around.lead.version);
        assert_eq!(house.history(winner.record, &house.dan), ["De la Eva"]);
        assert_eq!(house.plans(winner.record, &house.dan), ["Vizită"]);
        assert_eq!(house.read(|tx| Ok(rules::of(tx, &Address::parse("x@y.example").unwrap())?)), Some(Some(winner.record)));
        // New mail of the domain comes to the winner; whoever asks for the loser is told.
        house.receive_from("new@alfa.example", "e2@x", None, "Nou", "text");
        assert_eq!(house.history(winner.record, &house.dan).len(), 2);
        let (dan, gone) = (by(&house.dan), loser.uid);
        match house.refused(move |tx| records::get(tx, &dan, RecordKind::Account, gone)) {
            Error::Merged { into, .. } => assert_eq!(into, winner.uid),
            other => panic!("{other}"),
        }
    }

    fn a_merge_undone_restores_the_loser_with_exactly_what_was_its(engine: &Engine) {
        let house = House::build(engine);
        custom(&house);
        let (winner, loser) = twins(&house);
        let around = around(&house, &loser);
        house.edit(&loser, [("x.code", "A-7")]);
        let loser_before = house.get(RecordKind::Account, loser.uid);
        let (deed, _) = merged(&house, &winner, &[&loser], vec![]);
        let undone = undo::undo(&house.crm, &by(&house.ana), Some(deed.mutation.to_string())).unwrap();
        assert_eq!(undone.kept, [""; 0]);
        let same = |record: &Record| assert_eq!(house.get(record.record.kind, record.uid).fields.iter().filter(|(name, _)| name != "updated_at").collect::<Vec<_>>(), record.fields.iter().filter(|(name, _)| name != "updated_at").collect::<Vec<_>>());
        same(&winner);
        same(&loser_before);
        for record in [&around.contact, &around.child, &around.opportunity, &around.incident, &around.sale] {
            same(record);
        }
        assert_eq!(house.history(loser.record, &house.dan), ["De la Eva"]);
        assert_eq!(house.history(winner.record, &house.dan), [""; 0]);
        assert_eq!(house.plans(loser.record, &house.dan), ["Vizită"]);
        house.receive_from("new@alfa.example", "e2@x", None, "Nou", "text");
        assert_eq!(house.history(loser.record, &house.dan).len(), 2);
        merged(&house, &winner, &[&loser], vec![]);
    }

    fn what_was_edited_since_a_merge_is_kept_and_listed(engine: &Engine) {
        let house = House::build(engine);
        let (winner, loser) = twins(&house);
        let around = around(&house, &loser);
        let (deed, after) = merged(&house, &winner, &[&loser], vec![]);
        house.edit(&after, [("vat_number", "RO999999")]);
        house.edit(&around.opportunity, [("account", &house.firma_uid.to_string())]);
        let (ana, record) = (by(&house.ana), winner.record);
        house.write(move |tx| activities::add(tx, &ana, &task("De după"), None, &[record]));
        // A mail that came for the loser's people meanwhile goes with its people.
        house.receive_from("eva@alfa.example", "e2@x", None, "Între timp", "text");
        let undone = undo::undo(&house.crm, &by(&house.ana), Some(deed.mutation.to_string())).unwrap();
        let mut kept = undone.kept.clone();
        kept.sort();
        assert_eq!(kept, ["account was changed since", "vat_number was changed since"]);
        assert_eq!(house.get(RecordKind::Account, winner.uid).text("vat_number"), "RO999999");
        assert_eq!(house.get(RecordKind::Account, loser.uid).text("vat_number"), "RO123456");
        assert_eq!(house.get(RecordKind::Opportunity, around.opportunity.uid).text("account"), house.firma_uid.to_string());
        assert_eq!(house.plans(winner.record, &house.ana), ["De după"]);
        assert_eq!(house.history(loser.record, &house.ana).len(), 2);
        assert_eq!(house.history(winner.record, &house.ana), [""; 0]);
    }

    fn contacts_and_leads_merge_too(engine: &Engine) {
        let house = House::build(engine);
        let ion = house.get(RecordKind::Contact, house.ion_uid);
        let twin = house.add(RecordKind::Contact, [("first_name", "Ion"), ("last_name", "Popp"), ("addresses", "ion@acasa.example"), ("do_not_contact", "fax")]);
        let deal = house.add(RecordKind::Opportunity, [("name", "Pompe"), ("contacts", &format!("{}\n{}", twin.uid, ion.uid))]);
        house.receive_from("ion@acasa.example", "a1@x", None, "De acasă", "text");
        let (deed, after) = merged(&house, &ion, &[&twin], typed([("last_name", "Pop")]));
        assert_eq!((after.text("addresses"), after.text("do_not_contact")), ("ion@firma.example\nion@acasa.example", "fax"));
        assert_eq!(house.get(RecordKind::Opportunity, deal.uid).text("contacts"), ion.uid.to_string());
        assert_eq!(house.history(ion.record, &house.ana), ["De acasă"]);
        undo::undo(&house.crm, &by(&house.ana), Some(deed.mutation.to_string())).unwrap();
        assert_eq!(house.get(RecordKind::Opportunity, deal.uid).text("contacts"), deal.text("contacts"));
        assert_eq!(house.history(twin.record, &house.ana), ["De acasă"]);

        let one = house.add(RecordKind::Lead, [("last_name", "Rus"), ("addresses", "rus@x.example")]);
        let other = house.add(RecordKind::Lead, [("last_name", "Rus"), ("company", "Rus SRL"), ("addresses", "rus@y.example")]);
        house.receive_from("rus@y.example", "r1@x", None, "Ofertă", "text");
        let (deed, after) = merged(&house, &one, &[&other], vec![]);
        assert_eq!((after.text("company"), after.text("addresses")), ("Rus SRL", "rus@x.example\nrus@y.example"));
        assert_eq!(house.history(one.record, &house.ana), ["Ofertă"]);
        undo::undo(&house.crm, &by(&house.ana), Some(deed.mutation.to_string())).unwrap();
        assert_eq!(house.history(other.record, &house.ana), ["Ofertă"]);
    }

    fn an_account_never_stands_below_what_went_into_it(engine: &Engine) {
        let house = House::build(engine);
        let top = house.add(RecordKind::Account, [("name", "Sus")]);
        let loser = house.add(RecordKind::Account, [("name", "Mijloc"), ("parent", &top.uid.to_string())]);
        let winner = house.add(RecordKind::Account, [("name", "Jos"), ("parent", &loser.uid.to_string())]);
        let (_, after) = merged(&house, &winner, &[&loser], vec![]);
        assert_eq!(after.text("parent"), top.uid.to_string());
    }

    fn what_cannot_be_merged_is_refused_before_anything_happens(engine: &Engine) {
        let house = House::build(engine);
        let (winner, loser) = twins(&house);
        let refused = |losers: Vec<Uid>, seen: Option<i64>, choices: Vec<Typed>| {
            merge::merge(&house.crm, &by(&house.ana), RecordKind::Account, (winner.uid, seen), &losers, &choices).unwrap_err()
        };
        assert_eq!(refused(vec![], None, vec![]).to_string(), "losers: must be 1 to 20");
        assert_eq!(refused(vec![winner.uid], None, vec![]).to_string(), "losers: must not name a record twice");
        assert_eq!(refused(vec![Uid::create()], None, vec![]).code(), "crm.not-found");
        assert_eq!(refused(vec![loser.uid], Some(7), vec![]).code(), "crm.stale");
        assert_eq!(refused(vec![loser.uid], None, typed([("name", "")])).code(), "crm.invalid");
        assert_eq!(refused(vec![loser.uid], None, typed([("owner", "x")])).code(), "crm.invalid");
        assert_eq!(house.get(RecordKind::Account, loser.uid).version, loser.version);
        let nobody = in_roles(&house.ana, &[]);
        let denied = merge::merge(&house.crm, &by(&nobody), RecordKind::Account, (winner.uid, None), &[loser.uid], &[]);
        assert_eq!(denied.unwrap_err().code(), "crm.denied");
    }

    fn an_interrupted_merge_is_completed_and_a_long_one_takes_small_steps(engine: &Engine) {
        let house = House::build(engine);
        let (winner, loser) = twins(&house);
        let many = |tx: &mut Tx, by: &By, record: RecordRef| {
            for n in 0..230 {
                activities::add(tx, by, &task(&format!("t{n}")), None, &[record])?;
            }
            Ok(())
        };
        let (ana, record) = (by(&house.ana), loser.record);
        house.write(move |tx| many(tx, &ana, record));
        let count = |record: RecordRef| house.read(move |tx| Ok(links::of_record(tx, record, ActivityId(0), 500)?.len()));
        let deed = by(&house.ana);
        // Killed after the first step: what `merge` does in its first transaction, and nothing else.
        let begun = merge::begin(&house.crm, &deed, RecordKind::Account, (winner.uid, None), &[loser.uid], &[]).unwrap();
        assert_eq!((begun.len(), count(winner.record), count(loser.record)), (1, 100, 130));
        assert_eq!(house.get(RecordKind::Account, loser.uid).uid, loser.uid, "until all has moved the loser is there");
        assert_eq!(merge::resume(&house.crm, crate::house::NOW).unwrap(), 1);
        assert_eq!((count(winner.record), count(loser.record)), (230, 0));
        assert_eq!(merge::resume(&house.crm, crate::house::NOW).unwrap(), 0);
        undo::undo(&house.crm, &by(&house.ana), Some(deed.mutation.to_string())).unwrap();
        assert_eq!((count(winner.record), count(loser.record)), (0, 230));
    }
}
