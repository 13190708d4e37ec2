//! Stories of a client's page.

use crate::house::{House, NOW, by, incident, opportunity, task};
use crmweb_crm::hold::{self, Reach};
use crmweb_crm::record_page::{Client, ClientRecord, Flag, Limits, client};
use crmweb_crm::{activities, incidents, opportunities};
use crmweb_model::draft::{ActivityDraft, ContactDraft, Position};
use crmweb_model::ids::Uid;
use crmweb_model::record::{ActivityKind, Priority, RecordKind, RecordRef};
use crmweb_model::rights::Actor;
use crmweb_model::time::{Day, Millis};
use crmweb_store::{contacts, mails};
use crmweb_support::both_engines;

fn page(house: &House, viewer: &Actor, who: Client) -> ClientRecord {
    page_at(house, viewer, who, NOW)
}

fn page_at(house: &House, viewer: &Actor, who: Client, now: Millis) -> ClientRecord {
    let viewer = viewer.clone();
    house.read(move |tx| client(tx, &viewer, who, now, Limits::default()))
}

both_engines! {
    fn the_page_shows_the_person_the_company_and_what_is_going_on(engine: &Engine) {
        let house = House::build(engine);
        house.receive("1@firma", None, "Bună ziua", "…");
        let (i, o, ana, firma_uid) = (incident(&house), opportunity(&house), by(&house.ana), house.firma_uid);
        let (maria, ion) = house.write({
            let (ana, ion) = (ana.clone(), RecordRef::new(RecordKind::Contact, house.ion.0));
            move |tx| {
                incidents::log(tx, &ana, &i)?;
                opportunities::log(tx, &ana, &o)?;
                activities::add(tx, &ana, &task("Sună"), None, &[ion])?;
                let maria = ContactDraft {
                    first_name: "Maria".into(),
                    positions: vec![Position { account: firma_uid, title: "CFO".into() }],
                    ..ContactDraft::default()
                };
                Ok((contacts::insert(tx, &ana.author(), Uid::create(), &maria)?, ion))
            }
        });
        let shown = page(&house, &house.dan, Client::Contact(house.ion));
        let contact = shown.contact.as_ref().unwrap();
        assert_eq!((contact.name.as_str(), contact.addresses.as_slice()), ("Ion Pop", &["ion@firma.example".to_owned()][..]));
        assert_eq!((contact.places[0].name.as_str(), contact.places[0].title.as_str()), ("Firma", "CEO"));
        assert_eq!(shown.account.as_ref().map(|a| a.name.as_str()), Some("Firma"));
        let last = shown.last_contact.as_ref().unwrap();
        assert_eq!((last.who.as_str(), last.item.subject.as_str(), last.item.direction.as_str()), ("Ion Pop", "Bună ziua", "in"));
        assert_eq!((shown.incidents.len(), shown.opportunities.len()), (1, 1));
        assert_eq!(shown.opportunities[0].stage, "Identified");
        assert_eq!(shown.planned[0].when, Some(("2026-11-25T09:00".into(), "Europe/Bucharest".into())));
        assert!(!shown.planned[0].overdue);
        assert_eq!(shown.history.iter().map(|item| item.subject.as_str()).collect::<Vec<_>>(), ["Bună ziua"]);
        assert_eq!((shown.counts.history, shown.counts.planned, shown.counts.incidents), (1, 1, 1));
        assert_eq!(shown.colleagues.iter().map(|c| c.id).collect::<Vec<_>>(), [maria]);
        assert_eq!(shown.users[&house.ana.user].name, "ana");
        let company = page(&house, &house.dan, Client::Account(house.firma));
        assert!(company.contact.is_none());
        assert_eq!((company.history.len(), company.planned.len(), company.incidents.len()), (1, 1, 1));
        // Ion, who wrote, stands before Maria, who never did.
        assert_eq!(company.colleagues.iter().map(|c| c.id.0).collect::<Vec<_>>(), [ion.id, maria.0]);
    }

    fn each_viewer_sees_the_last_contact_that_is_shown_to_them(engine: &Engine) {
        let house = House::build(engine);
        let held = house.receive("1@firma", None, "Confidențial", "…");
        let ana = by(&house.ana);
        house.write(move |tx| {
            let uid = mails::by_id(tx, held)?.unwrap().uid;
            hold::hold(tx, &ana, uid, Reach::Mail, true)
        });
        let mine = page(&house, &house.ana, Client::Contact(house.ion));
        assert_eq!((mine.counts.history, mine.last_contact.map(|l| l.item.subject)), (1, Some("Confidențial".into())));
        let theirs = page(&house, &house.dan, Client::Contact(house.ion));
        assert_eq!((theirs.counts.history, theirs.last_contact, theirs.history.len()), (0, None, 0));
        let company = page(&house, &house.dan, Client::Account(house.firma));
        assert_eq!(company.colleagues[0].last, None, "not even when");
    }

    fn a_note_or_an_automatic_answer_is_no_contact(engine: &Engine) {
        let house = House::build(engine);
        house.receive("1@firma", None, "Bună ziua", "…");
        let (ana, ion) = (by(&house.ana), RecordRef::new(RecordKind::Contact, house.ion.0));
        let note = ActivityDraft { kind: ActivityKind::Note, planned: None, zone: None, ..task("Notiță") };
        house.write(move |tx| {
            for _ in 0..30 {
                activities::add(tx, &ana, &note, None, &[ion])?;
            }
            Ok(())
        });
        let shown = page(&house, &house.dan, Client::Contact(house.ion));
        assert_eq!((shown.history.len(), shown.counts.history), (20, 31));
        assert_eq!(shown.last_contact.map(|last| last.item.subject), Some("Bună ziua".into()));
    }

    fn what_needs_attention_is_said(engine: &Engine) {
        let house = House::build(engine);
        house.receive("1@firma", None, "Bună ziua", "…");
        let ana = by(&house.ana);
        let (mut i, mut o, firma) = (incident(&house), opportunity(&house), RecordRef::new(RecordKind::Account, house.firma.0));
        i.priority = Priority::Critical;
        o.expected_close = Some(Day::parse("2026-11-30").unwrap());
        let (critical, forgotten, followed) = house.write(move |tx| {
            let critical = incidents::log(tx, &ana, &i)?;
            i.priority = Priority::Low;
            incidents::log(tx, &ana, &i)?;
            let forgotten = opportunities::log(tx, &ana, &o)?;
            o.expected_close = None;
            let followed = opportunities::log(tx, &ana, &o)?;
            activities::add(tx, &ana, &task("Sună"), None, &[followed.record()])?;
            let day = ActivityDraft { planned: Some("2026-11-24".into()), ..task("Azi") };
            activities::add(tx, &ana, &day, None, &[firma])?;
            Ok((critical, forgotten, followed))
        });
        let shown = page(&house, &house.dan, Client::Account(house.firma));
        assert_eq!(shown.incidents[0].id, critical.id, "critical ones first");
        let urgent = Flag::CriticalIncident { incident: critical.uid, label: critical.label() };
        let unplanned = Flag::NothingPlanned { opportunity: forgotten.uid };
        assert_eq!(shown.flags, [urgent.clone(), unplanned.clone()]);
        assert!(shown.opportunities.iter().any(|o| o.uid == followed.uid && o.planned));
        let later = page_at(&house, &house.dan, Client::Account(house.firma), NOW.plus(100 * Millis::DAY));
        let passed = Flag::PastExpectedClose { opportunity: forgotten.uid };
        assert_eq!(later.flags, [urgent, Flag::Overdue { activities: 2 }, passed, unplanned, Flag::Quiet { days: 101 }]);
    }

    fn a_deleted_client_has_no_page(engine: &Engine) {
        let house = House::build(engine);
        let (ana, ion) = (by(&house.ana), house.ion);
        house.write(move |tx| Ok(contacts::delete(tx, &ana.author(), ion)?));
        let viewer = house.ana.clone();
        let refused = house.crm.read(move |tx| client(tx, &viewer, Client::Contact(ion), NOW, Limits::default()));
        assert_eq!(refused.unwrap_err().code(), "crm.not-found");
        let company = page(&house, &house.dan, Client::Account(house.firma));
        assert!(company.colleagues.is_empty());
    }
}
