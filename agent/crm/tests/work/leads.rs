//! Stories of leads: their mail, their way, and what becomes of them.

use crate::house::{House, NOW, by, task};
use crmweb_crm::leads::{self, Conversion, Converted, Into};
use crmweb_crm::records::Record;
use crmweb_crm::{By, activities, find, in_front, undo};
use crmweb_model::address::Address;
use crmweb_model::mail::{Part, Person};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Actor;
use crmweb_store::links;
use crmweb_support::both_engines;

fn maria(house: &House) -> Record {
    house.add(
        RecordKind::Lead,
        [
            ("first_name", "Maria"),
            ("last_name", "Ionescu"),
            ("company", "Țiglă Nouă SRL"),
            ("position", "Director"),
            ("addresses", "maria@tigla.example"),
            ("phones", "mobile 0712 345 678"),
            ("vat_number", "RO987654"),
            ("city", "Cluj"),
            ("budget", "25000 EUR"),
            ("source", "Târg"),
            ("description", "Vrea pompe"),
        ],
    )
}

fn with(account: Into, contact: Into, opportunity: Option<&str>) -> Conversion {
    Conversion { account, contact, opportunity: opportunity.map(str::to_owned) }
}

fn convert(house: &House, who: &Actor, lead: &Record, how: &Conversion) -> (By, Converted) {
    let by = by(who);
    let made = leads::convert(&house.crm, &by, lead.uid, None, how).unwrap();
    (by, made)
}

/// A lead with a mail, a private note of nobody's, a task and what was answered.
fn known(house: &House) -> Record {
    let lead = maria(house);
    house.receive_from("maria@tigla.example", "m1@x", None, "Ofertă?", "text");
    let (ana, record) = (by(&house.ana), lead.record);
    house.write(move |tx| activities::add(tx, &ana, &task("Sună-o pe Maria"), None, &[record]));
    lead
}

both_engines! {
    fn the_mail_of_a_lead_is_its_history_and_says_why(engine: &Engine) {
        let house = House::build(engine);
        let lead = maria(&house);
        let mail = house.receive_from("maria@tigla.example", "m1@x", None, "Ofertă?", "text");
        assert_eq!(house.history(lead.record, &house.ana), ["Ofertă?"]);
        let viewer = house.ana.clone();
        let links = house.read(move |tx| {
            let mail = crmweb_store::mails::by_id(tx, mail)?.unwrap();
            let seen = in_front::seen(tx, &viewer, mail)?.unwrap();
            Ok(seen.links)
        });
        assert_eq!(links[0].why, "maria@tigla.example is the address of Maria Ionescu");
        assert_eq!(links[0].uid, lead.uid);
        let ana = house.ana.clone();
        let standing = house.read(move |tx| {
            let address = Address::parse("maria@tigla.example").unwrap();
            let person = Person { part: Part::From, address, name: String::new() };
            in_front::participants(tx, &ana, &[person])
        });
        assert_eq!(standing[0].standing, in_front::Standing::Lead(crmweb_model::ids::LeadId(lead.record.id)));
        for text in ["maria@tigla.example", "Maria Ion", "maria ionescu"] {
            assert_eq!(house.read({ let ana = house.ana.clone(); move |tx| find::record(tx, &ana, text) }), find::Found::One(lead.record), "{text}");
        }
    }

    fn a_lead_is_worked_on_qualified_or_not_and_taken_up_again(engine: &Engine) {
        let house = House::build(engine);
        let lead = maria(&house);
        let status = || house.get(RecordKind::Lead, lead.uid).text("status").to_owned();
        let (ana, uid) = (by(&house.ana), lead.uid);
        house.write({ let by = ana.clone(); move |tx| leads::start(tx, &by, uid, Some(1)) });
        assert_eq!(status(), "working");
        let stale = house.refused({ let by = ana.clone(); move |tx| leads::qualify(tx, &by, uid, Some(1)) });
        assert_eq!(stale.code(), "crm.stale");
        house.write({ let by = ana.clone(); move |tx| leads::qualify(tx, &by, uid, Some(2)) });
        assert_eq!(status(), "qualified");
        let why = house.refused({ let by = ana.clone(); move |tx| leads::disqualify(tx, &by, uid, None, " ") });
        assert_eq!(why.to_string(), "reason: must not be empty");
        let out = by(&house.ana);
        house.write({ let by = out.clone(); move |tx| leads::disqualify(tx, &by, uid, None, "Fără buget") });
        let lead_now = house.get(RecordKind::Lead, uid);
        assert_eq!((lead_now.text("status"), lead_now.text("reason")), ("disqualified", "Fără buget"));
        let no = house.refused({ let by = ana.clone(); move |tx| leads::qualify(tx, &by, uid, None) });
        assert_eq!(no.to_string(), "the lead is disqualified; reopen it first");
        undo::undo(&house.crm, &by(&house.ana), Some(out.mutation.to_string())).unwrap();
        assert_eq!(status(), "qualified");
        house.write({ let by = ana.clone(); move |tx| leads::disqualify(tx, &by, uid, None, "Fără buget") });
        house.write(move |tx| leads::reopen(tx, &ana, uid, None));
        let again = house.get(RecordKind::Lead, uid);
        assert_eq!((again.text("status"), again.text("reason")), ("working", ""));
    }

    fn a_lead_becomes_a_client_with_its_whole_history_and_nothing_typed_twice(engine: &Engine) {
        let house = House::build(engine);
        let lead = known(&house);
        let how = with(Into::New, Into::New, Some("Pompe pentru Maria"));
        let shown = house.read({
            let (ana, uid, how) = (by(&house.ana), lead.uid, how.clone());
            move |tx| leads::preview(tx, &ana, uid, &how)
        });
        let kinds: Vec<RecordKind> = shown.records.iter().map(|planned| planned.kind).collect();
        assert_eq!(kinds, [RecordKind::Account, RecordKind::Contact, RecordKind::Opportunity]);
        let told = |at: usize, to: &str| {
            shown.records[at].steps.iter().find(|step| step.to == to).map(|step| (step.from.as_str(), step.after.as_str()))
        };
        assert_eq!(told(0, "name"), Some(("company", "Țiglă Nouă SRL")));
        assert_eq!(told(1, "addresses"), Some(("addresses", "maria@tigla.example")));
        assert_eq!(told(2, "amount"), Some(("budget", "25000.00 EUR")));
        assert_eq!(shown.records[1].history, [("history".to_owned(), 2)]);

        let (_, made) = convert(&house, &house.ana, &lead, &how);
        let account = house.get(RecordKind::Account, made.account.unwrap());
        let contact = house.get(RecordKind::Contact, made.contact.unwrap());
        let opportunity = house.get(RecordKind::Opportunity, made.opportunity.unwrap());
        assert_eq!((account.title.as_str(), account.text("city"), account.text("vat_number")), ("Țiglă Nouă SRL", "Cluj", "RO987654"));
        assert_eq!(contact.text("addresses"), "maria@tigla.example");
        assert_eq!(contact.text("positions"), format!("{} Director", account.uid));
        assert_eq!(opportunity.text("account"), account.uid.to_string());
        assert_eq!(opportunity.text("contacts"), contact.uid.to_string());
        assert_eq!((opportunity.text("amount"), opportunity.text("description")), ("25000.00 EUR", "Vrea pompe"));
        assert_eq!(made.lead.text("status"), "converted");
        assert_eq!(made.lead.text("account"), account.uid.to_string());
        for record in [lead.record, account.record, contact.record, opportunity.record] {
            assert_eq!(house.history(record, &house.dan), ["Ofertă?"], "{}", record.kind);
            assert_eq!(house.plans(record, &house.ana), ["Sună-o pe Maria"], "{}", record.kind);
        }
        // What still comes belongs to the client; what the lead had stays.
        house.receive_from("maria@tigla.example", "m2@x", None, "Și țevi", "text");
        assert_eq!(house.history(contact.record, &house.ana).len(), 2);
        assert_eq!(house.history(account.record, &house.ana).len(), 2);
        let address = Address::parse("maria@tigla.example").unwrap();
        crmweb_crm::relink::by_address(&house.crm, &by(&house.ana), &address).unwrap();
        assert_eq!(house.history(lead.record, &house.ana), ["Ofertă?"]);
        let no = leads::convert(&house.crm, &by(&house.ana), lead.uid, None, &how).unwrap_err();
        assert_eq!(no.to_string(), "the lead became a client already; work with the client, or undo the conversion");
    }

    fn a_conversion_is_undone_as_one(engine: &Engine) {
        let house = House::build(engine);
        let lead = known(&house);
        let before = house.get(RecordKind::Lead, lead.uid);
        let (deed, made) = convert(&house, &house.ana, &lead, &with(Into::New, Into::New, Some("")));
        let undone = undo::undo(&house.crm, &by(&house.ana), Some(deed.mutation.to_string())).unwrap();
        assert_eq!(undone.kept, [""; 0]);
        for (kind, uid) in [
            (RecordKind::Account, made.account.unwrap()),
            (RecordKind::Contact, made.contact.unwrap()),
            (RecordKind::Opportunity, made.opportunity.unwrap()),
        ] {
            let ana = by(&house.ana);
            let gone = house.refused(move |tx| crmweb_crm::records::get(tx, &ana, kind, uid));
            assert_eq!(gone.code(), "crm.not-found", "{kind}");
        }
        let after = house.get(RecordKind::Lead, lead.uid);
        assert_eq!(after.fields, before.fields);
        assert_eq!(house.history(lead.record, &house.ana), ["Ofertă?"]);
        house.receive_from("maria@tigla.example", "m2@x", None, "Mai vreți?", "text");
        assert_eq!(house.history(lead.record, &house.ana).len(), 2);
        convert(&house, &house.ana, &lead, &with(Into::New, Into::Nothing, None));
    }

    fn what_was_built_on_a_conversion_is_kept_and_listed_when_it_is_undone(engine: &Engine) {
        let house = House::build(engine);
        let lead = known(&house);
        let (deed, made) = convert(&house, &house.ana, &lead, &with(Into::New, Into::New, Some("Pompe")));
        let account = house.get(RecordKind::Account, made.account.unwrap());
        house.edit(&made.lead, [("description", "Vrea și țevi")]);
        let (dan, uid) = (by(&house.dan), account.uid);
        house.write(move |tx| {
            crmweb_crm::records::add(tx, &dan, RecordKind::Opportunity, None, &[("name".into(), "A lui Dan".into()), ("account".into(), uid.to_string())])
        });
        let undone = undo::undo(&house.crm, &by(&house.ana), Some(deed.mutation.to_string())).unwrap();
        assert_eq!(undone.kept, ["the account is used by opportunity A lui Dan"]);
        assert_eq!(house.get(RecordKind::Account, account.uid).title, "Țiglă Nouă SRL");
        let lead = house.get(RecordKind::Lead, lead.uid);
        assert_eq!((lead.text("status"), lead.text("description")), ("new", "Vrea și țevi"));
    }

    fn a_lead_joins_clients_that_are_there_and_fills_only_what_is_empty(engine: &Engine) {
        let house = House::build(engine);
        let lead = house.add(
            RecordKind::Lead,
            [("first_name", "Ion"), ("last_name", "Popescu"), ("company", "Firma SA"), ("position", "Șef"), ("city", "Cluj"), ("addresses", "ion@acasa.example")],
        );
        let how = with(Into::Known(house.firma_uid), Into::Known(house.ion_uid), None);
        convert(&house, &house.ana, &lead, &how);
        let (account, contact) = (house.get(RecordKind::Account, house.firma_uid), house.get(RecordKind::Contact, house.ion_uid));
        assert_eq!((account.title.as_str(), account.text("city")), ("Firma", "Cluj"));
        assert_eq!((contact.text("last_name"), contact.text("addresses")), ("Pop", "ion@firma.example\nion@acasa.example"));
        assert_eq!(contact.text("positions"), format!("{} CEO", house.firma_uid));
    }

    fn the_clients_of_a_lead_of_dans_are_dans(engine: &Engine) {
        let house = House::build(engine);
        let dan = by(&house.dan);
        let lead = house.write(move |tx| {
            crmweb_crm::records::add(tx, &dan, RecordKind::Lead, None, &[("company".into(), "Alfa".into())])
        });
        let why = leads::convert(&house.crm, &by(&house.lia), lead.uid, None, &with(Into::New, Into::New, None)).unwrap_err();
        assert_eq!(why.to_string(), "contact: the lead names no person");
        let (_, made) = convert(&house, &house.lia, &lead, &with(Into::New, Into::Nothing, Some("")));
        for (kind, uid) in [(RecordKind::Account, made.account.unwrap()), (RecordKind::Opportunity, made.opportunity.unwrap())] {
            assert_eq!(house.get(kind, uid).owner, Some(house.dan.user), "{kind}");
        }
    }

    fn a_long_history_goes_along_in_small_steps(engine: &Engine) {
        let house = House::build(engine);
        let lead = maria(&house);
        let (ana, record) = (by(&house.ana), lead.record);
        house.write(move |tx| {
            for n in 0..130 {
                activities::add(tx, &ana, &task(&format!("t{n}")), None, &[record])?;
            }
            Ok(())
        });
        let (deed, made) = convert(&house, &house.ana, &lead, &with(Into::New, Into::New, None));
        let count = |record: RecordRef| house.read(move |tx| Ok(links::of_record(tx, record, crmweb_model::ids::ActivityId(0), 500)?.len()));
        let contact = house.get(RecordKind::Contact, made.contact.unwrap()).record;
        assert_eq!((count(contact), count(lead.record)), (130, 130));
        // Asked for once more under the same key, nothing happens twice.
        let again = leads::convert(&house.crm, &deed, lead.uid, None, &with(Into::New, Into::New, None)).unwrap();
        assert_eq!(again.contact, made.contact);
        assert_eq!(count(contact), 130);
        assert_eq!(deed.at, NOW);
    }
}
