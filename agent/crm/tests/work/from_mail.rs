//! Stories of what is logged from the mail in front of the user.

use crate::house::{House, by, incident, task};
use crmweb_crm::hold::{self, Reach};
use crmweb_crm::{Error, from_mail, incidents, undo};
use crmweb_model::ids::MailId;
use crmweb_model::record::{ActivityKind, ActivityStatus, Channel, RecordKind, RecordRef};
use crmweb_model::rights::Actor;
use crmweb_store::{Tx, mails};
use crmweb_support::both_engines;

fn ion(house: &House) -> RecordRef {
    RecordRef::new(RecordKind::Contact, house.ion.0)
}

fn hold(house: &House, mail: MailId) {
    let ana = by(&house.ana);
    house.write(move |tx| {
        let uid = mails::by_id(tx, mail)?.unwrap().uid;
        hold::hold(tx, &ana, uid, Reach::Mail, true)
    });
}

fn logged(
    viewer: &Actor,
    mail: MailId,
) -> impl FnOnce(&mut Tx) -> Result<Vec<String>, Error> + Send + 'static {
    let viewer = viewer.clone();
    move |tx| Ok(from_mail::logged_from(tx, &viewer, mail)?.into_iter().map(|logged| logged.label).collect())
}

both_engines! {
    fn an_incident_is_filled_from_the_mail_and_holds_its_conversation(engine: &Engine) {
        let house = House::build(engine);
        let first = house.receive("1@firma", None, "Imprimanta nu merge", "Nu mai printează.");
        let second = house.receive("2@firma", Some("1@firma"), "Re: AW: Imprimanta nu merge", "Tot nu.");
        let (ana, viewer) = (by(&house.ana), house.dan.clone());
        let draft = house.read(move |tx| from_mail::incident_draft(tx, &viewer, second));
        assert_eq!((draft.subject.as_str(), draft.description.as_str()), ("Imprimanta nu merge", "Tot nu."));
        assert_eq!((draft.contact, draft.account, draft.channel), (Some(house.ion_uid), Some(house.firma_uid), Channel::Mail));
        let new = house.write(move |tx| from_mail::incident(tx, &ana, second, None));
        assert_eq!((new.contact, new.account), (Some(house.ion), Some(house.firma)));
        let subjects = ["Re: AW: Imprimanta nu merge", "Imprimanta nu merge"];
        assert_eq!(house.history(new.record(), &house.dan), subjects);
        assert_eq!(house.history(ion(&house), &house.dan).len(), 2);
        // The next answer joins by itself.
        house.receive("3@firma", Some("2@firma"), "Re: Imprimanta nu merge", "Mulțumesc!");
        assert_eq!(house.history(new.record(), &house.dan).len(), 3);
        for mail in [first, second] {
            assert_eq!(house.read(logged(&house.dan, mail)), ["Imprimanta nu merge"], "said on every mail of it");
        }
    }

    fn a_second_incident_from_the_same_mail_is_said_but_not_prevented(engine: &Engine) {
        let house = House::build(engine);
        let mail = house.receive("1@firma", None, "Două lucruri", "A și B");
        let (ana, dan) = (by(&house.ana), by(&house.dan));
        let mut draft = incident(&house);
        draft.subject = "B".into();
        house.write(move |tx| from_mail::incident(tx, &ana, mail, None));
        let known = house.read({ let dan = dan.actor.clone(); move |tx| from_mail::logged_from(tx, &dan, mail) });
        assert_eq!((known.len(), known[0].by, known[0].record.kind), (1, Some(house.ana.user), RecordKind::Incident));
        house.write(move |tx| from_mail::incident(tx, &dan, mail, Some(&draft)));
        assert_eq!(house.read(logged(&house.ana, mail)), ["B", "Două lucruri"]);
    }

    fn an_incident_for_another_client_takes_the_mail_into_that_clients_history(engine: &Engine) {
        let house = House::build(engine);
        let mail = house.receive("1@firma", None, "Pentru fabrică", "…");
        let ana = by(&house.ana);
        let mut draft = incident(&house);
        let uid = crmweb_model::ids::Uid::create();
        draft.contact = None;
        draft.account = Some(uid);
        let factory = house.write(move |tx| {
            let named = crmweb_model::draft::AccountDraft { name: "Fabrica".into(), ..Default::default() };
            let factory = crmweb_store::accounts::insert(tx, &ana.author(), uid, &named)?;
            from_mail::incident(tx, &ana, mail, Some(&draft))?;
            Ok(factory)
        });
        assert_eq!(house.history(RecordRef::new(RecordKind::Account, factory.0), &house.dan), ["Pentru fabrică"]);
        assert_eq!(house.history(ion(&house), &house.dan), ["Pentru fabrică"]);
    }

    fn an_opportunity_and_a_task_come_from_a_mail_too(engine: &Engine) {
        let house = House::build(engine);
        let mail = house.receive("1@firma", None, "Re: Cerere de ofertă", "Zece bucăți.");
        let ana = by(&house.ana);
        let (sale, todo) = house.write(move |tx| {
            let sale = from_mail::opportunity(tx, &ana, mail, None)?;
            let mut draft = from_mail::activity_draft(tx, &ana.actor, mail, ActivityKind::Task)?;
            assert_eq!((draft.subject.as_str(), draft.status), ("Cerere de ofertă", ActivityStatus::Planned));
            (draft.planned, draft.zone) = (task("").planned, task("").zone);
            Ok((sale.clone(), from_mail::activity(tx, &ana, mail, &draft, None, &[sale.record()])?))
        });
        assert_eq!((sale.name.as_str(), sale.contacts.as_slice()), ("Cerere de ofertă", &[house.ion][..]));
        assert_eq!(house.history(sale.record(), &house.dan), ["Re: Cerere de ofertă"]);
        for record in [sale.record(), ion(&house), RecordRef::new(RecordKind::Mail, mail.0)] {
            assert_eq!(house.plans(record, &house.dan), ["Cerere de ofertă"], "{record:?}");
        }
        assert_eq!(todo.body, "Zece bucăți.");
        assert_eq!(house.read(logged(&house.dan, mail)).len(), 2);
        let (verb, _) = house.last_change(todo.record());
        let provenance = house.read(move |tx| Ok(crmweb_store::log::of_record(tx, todo.record(), 1)?)).remove(0).provenance;
        assert!(verb == "created" && provenance.starts_with("mail "), "{provenance}");
    }

    fn a_mail_held_back_can_only_be_logged_by_its_owner(engine: &Engine) {
        let house = House::build(engine);
        let mail = house.receive("1@firma", None, "Salariul meu", "confidențial");
        hold(&house, mail);
        let (ana, dan, viewer) = (by(&house.ana), by(&house.dan), house.dan.clone());
        let refused = house.refused(move |tx| from_mail::incident(tx, &dan, mail, None));
        assert_eq!(refused.code(), "crm.not-found");
        assert!(house.crm.read(move |tx| from_mail::incident_draft(tx, &viewer, mail)).is_err());
        assert!(house.crm.read(logged(&house.dan, mail)).is_err());
        let draft = incident(&house);
        let new = house.write(move |tx| from_mail::incident(tx, &ana, mail, Some(&draft)));
        assert_eq!(house.history(new.record(), &house.ana), ["Salariul meu"]);
        assert!(house.history(new.record(), &house.dan).is_empty(), "the mail stays held in the incident");
    }

    fn logging_from_a_mail_is_undone_as_one_deed(engine: &Engine) {
        let house = House::build(engine);
        let mail = house.receive("1@firma", None, "Imprimanta", "Nu merge.");
        house.receive("2@firma", Some("1@firma"), "Re: Imprimanta", "Tot nu.");
        let ana = by(&house.ana);
        let new = house.write({ let ana = ana.clone(); move |tx| from_mail::incident(tx, &ana, mail, None) });
        let undone = undo::undo(&house.crm, &by(&house.ana), Some(ana.mutation.to_string())).unwrap();
        assert!(undone.kept.is_empty(), "{undone:?}");
        let uid = new.uid;
        assert!(house.crm.read(move |tx| incidents::find(tx, uid)).is_err());
        assert!(house.read(logged(&house.ana, mail)).is_empty());
        assert!(house.history(new.record(), &house.ana).is_empty());
        assert_eq!(house.history(ion(&house), &house.ana).len(), 2);
        house.receive("3@firma", Some("2@firma"), "Re: Imprimanta", "Acum merge.");
        assert!(house.history(new.record(), &house.ana).is_empty());
    }
}
