//! Mail taken into the history, and what people do to it afterwards, on both engines.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod house;

use crmweb_crm::correct::{choose, correct};
use crmweb_crm::hold::{self, Reach};
use crmweb_crm::local::Local;
use crmweb_crm::seam::{Memory, Recorded};
use crmweb_crm::{By, contacts, never_log, relink, undo};
use crmweb_model::address::Address;
use crmweb_model::mail::{Mail, Part};
use crmweb_model::privacy::NeverLog;
use crmweb_store::blobs::sha256_hex;
use crmweb_store::mails;
use crmweb_support::both_engines;
use house::{House, NOW, from, handed, house, mail, uid};

both_engines! {
    fn a_mail_is_in_the_history_of_its_contact_and_account_once_and_says_why(engine: &Engine) {
        let house = house(engine);
        let (account, uid) = house.account("Brutăria Veche SRL", "brutaria.example");
        let ion = house.contact("Ion", "ion@brutaria.example", Some(uid));
        let first = house.hand(house.anas, from("1", "ion@brutaria.example"));
        let again = house.hand(house.anas, from("1", "ion@brutaria.example"));
        assert_eq!(first, again);
        let Recorded::Linked { why, .. } = first else { panic!("{first:?}") };
        assert_eq!(why, "the owner of ion@brutaria.example works at Brutăria Veche SRL; ion@brutaria.example is the address of Ion");
        assert_eq!(house.history(&house.ana, ion), ["Mail 1"]);
        assert_eq!(house.history(&house.ana, account), ["Mail 1"]);
        house.hand(house.dans, from("1", "ion@brutaria.example"));
        assert_eq!(house.history(&house.dan, account), ["Mail 1"]);
        assert_eq!(house.files(), 1);
    }
}

both_engines! {
    fn mail_of_nobody_leaves_no_trace(engine: &Engine) {
        let house = house(engine);
        assert_eq!(house.hand(house.anas, from("1", "doctor@clinic.example")), Recorded::Nobody);
        let among = mail("2", &[(Part::From, "dan@us.example"), (Part::To, "ana@us.example")]);
        assert_eq!(house.hand(house.anas, among), Recorded::Internal);
        assert_eq!(house.files(), 0);
        let rows = house.crm.read(|tx| {
            let mut rows: i64 = 0;
            for table in ["mails", "mail_people", "thread_refs", "threads", "captures", "activities", "timeline"] {
                rows += tx.query_one::<i64>(&format!("SELECT COUNT(*) FROM {table}"), &[], |r| r.get(0))?;
            }
            Ok(rows)
        });
        assert_eq!(rows.unwrap(), 0);
    }
}

both_engines! {
    fn a_sent_mail_and_the_answer_of_a_stranger_join_the_clients_history(engine: &Engine) {
        let house = house(engine);
        let ion = house.contact("Ion", "ion@x.example", None);
        house.hand(house.anas, mail("1", &[(Part::From, "ana@us.example"), (Part::To, "ion@x.example")]));
        let mut answer = from("2", "ions.assistant@freemail.example");
        answer.envelope.references = vec!["1".into()];
        house.hand(house.anas, answer);
        assert_eq!(house.history(&house.ana, ion), ["Mail 2", "Mail 1"]);
    }
}

both_engines! {
    fn a_blind_copy_stays_between_the_sender_and_the_record(engine: &Engine) {
        let house = house(engine);
        let (ion, maria) = (house.contact("Ion", "ion@x.example", None), house.contact("Maria", "maria@y.example", None));
        let people = [(Part::From, "ana@us.example"), (Part::To, "ion@x.example"), (Part::To, "dan@us.example")];
        house.hand(house.dans, mail("1", &people));
        house.hand(house.anas, mail("1", &[&people[..], &[(Part::Bcc, "maria@y.example")]].concat()));
        assert_eq!(house.history(&house.dan, ion), ["Mail 1"]);
        assert_eq!(house.history(&house.ana, maria), ["Mail 1"]);
        assert_eq!(house.history(&house.dan, maria), [""; 0]);
    }
}

both_engines! {
    fn never_log_lists_keep_mail_out_and_say_whose_list_it_was(engine: &Engine) {
        let house = house(engine);
        house.contact("Ion", "ion@x.example", None);
        let by = house.by();
        house.crm.write(move |tx| {
            let address = NeverLog::Address(Address::parse("ion@x.example").unwrap());
            never_log::add_never_log(tx, &by, never_log::List::Mine, &address)?;
            never_log::add_never_log(tx, &by, never_log::List::Company, &NeverLog::Keyword("salariu".into()))?;
            Ok(())
        }).unwrap();
        assert_eq!(house.hand(house.anas, from("1", "ion@x.example")), Recorded::NeverLogMine);
        assert!(matches!(house.hand(house.dans, from("1", "ion@x.example")), Recorded::Linked { .. }));
        let mut pay = from("2", "ion@x.example");
        pay.envelope.subject = "SALARIUL pe iunie".into();
        assert_eq!(house.hand(house.dans, pay), Recorded::NeverLogCompany);
    }
}

both_engines! {
    fn a_correction_takes_the_whole_past_of_the_address_along_and_can_be_undone(engine: &Engine) {
        let house = house(engine);
        let (wrong, _) = house.account("Wrong SRL", "shared.example");
        let (right, _) = house.account("Right SRL", "right.example");
        let first = house.hand(house.anas, from("1", "info@shared.example"));
        house.hand(house.anas, from("2", "info@shared.example"));
        house.hand(house.anas, from("3", "other@shared.example"));
        let by = house.by();
        let done = correct(&house.crm, &by, uid(&first), wrong, Some(right)).unwrap();
        assert_eq!((done.others, done.why.as_str()), (1, "info@shared.example was corrected to Right SRL before"));
        house.hand(house.anas, from("4", "info@shared.example"));
        assert_eq!(house.history(&house.ana, right), ["Mail 4", "Mail 2", "Mail 1"]);
        assert_eq!(house.history(&house.ana, wrong), ["Mail 3"]);
        let undone = undo::undo(&house.crm, &house.by(), None).unwrap();
        assert_eq!((undone.verb.as_str(), undone.kept.len()), ("correct", 0));
        assert_eq!(house.history(&house.ana, wrong), ["Mail 3", "Mail 2", "Mail 1"]);
        assert_eq!(house.history(&house.ana, right), ["Mail 4"]);
        house.hand(house.anas, from("5", "info@shared.example"));
        assert_eq!(house.history(&house.ana, wrong).len(), 4);
    }
}

both_engines! {
    fn an_address_of_two_contacts_is_chosen_once_and_remembered(engine: &Engine) {
        let house = house(engine);
        let (ion, maria) = (house.contact("Ion", "office@x.example", None), house.contact("Maria", "office@x.example", None));
        house.hand(house.anas, from("1", "office@x.example"));
        assert_eq!(house.history(&house.ana, ion), ["Mail 1"]);
        assert_eq!(house.history(&house.ana, maria), ["Mail 1"]);
        let office = Address::parse("office@x.example").unwrap();
        assert_eq!(choose(&house.crm, &house.by(), &office, maria).unwrap(), 1);
        house.hand(house.anas, from("2", "office@x.example"));
        assert_eq!(house.history(&house.ana, maria), ["Mail 2", "Mail 1"]);
        assert_eq!(house.history(&house.ana, ion), [""; 0]);
    }
}

both_engines! {
    fn holding_a_thread_back_hides_it_from_colleagues_until_it_is_shared_again(engine: &Engine) {
        let house = house(engine);
        let ion = house.contact("Ion", "ion@x.example", None);
        let first = house.hand(house.anas, from("1", "ion@x.example"));
        let mut second = from("2", "ion@x.example");
        second.envelope.references = vec!["1".into()];
        house.hand(house.anas, second);
        let (by, mail) = (house.by(), uid(&first));
        assert_eq!(house.crm.write(move |tx| hold::hold(tx, &by, mail, Reach::Thread, true)).unwrap().len(), 2);
        assert_eq!(house.history(&house.dan, ion), [""; 0]);
        assert_eq!(house.history(&house.ana, ion).len(), 2);
        // A rescan hands the same mail over again: it stays held.
        assert!(matches!(house.hand(house.anas, from("1", "ion@x.example")), Recorded::Held { .. }));
        undo::undo(&house.crm, &house.by(), None).unwrap();
        assert_eq!(house.history(&house.dan, ion).len(), 2);
    }
}

both_engines! {
    fn a_mail_taken_out_stays_out_and_a_colleague_keeps_his_own_copy(engine: &Engine) {
        let house = house(engine);
        let ion = house.contact("Ion", "ion@x.example", None);
        let first = house.hand(house.anas, from("1", "ion@x.example"));
        house.hand(house.dans, from("1", "ion@x.example"));
        let removed = hold::remove(&house.crm, &house.by(), uid(&first), Reach::Mail).unwrap();
        assert_eq!(removed.keepers, [house.dan.user]);
        assert_eq!(house.history(&house.dan, ion), ["Mail 1"]);
        assert_eq!(house.hand(house.anas, from("1", "ion@x.example")), Recorded::NeverLogMine);
        let dans = By::new(house.dan.clone(), NOW);
        hold::remove(&house.crm, &dans, uid(&first), Reach::Mail).unwrap();
        assert_eq!(house.history(&house.dan, ion), [""; 0]);
        assert_eq!(house.files(), 0);
        let identity = crmweb_model::identity::of(&from("1", "ion@x.example"));
        let by = house.by();
        assert!(house.crm.write(move |tx| hold::restore(tx, &by, &identity)).unwrap());
        assert!(matches!(house.hand(house.anas, from("1", "ion@x.example")), Recorded::Linked { .. }));
    }
}

both_engines! {
    fn undoing_an_added_address_lets_its_mail_go_again(engine: &Engine) {
        let house = house(engine);
        let ion = house.contact("Ion", "ion@x.example", None);
        let both = mail("1", &[(Part::From, "ion@private.example"), (Part::To, "ana@us.example"), (Part::Cc, "ion@x.example")]);
        house.hand(house.anas, both);
        let by = house.by();
        let id = crmweb_model::ids::ContactId(ion.id);
        house.crm.write(move |tx| contacts::add_contact_address(tx, &by, id, "ion@private.example")).unwrap();
        relink::by_address(&house.crm, &house.by(), &Address::parse("ion@private.example").unwrap()).unwrap();
        house.hand(house.anas, from("2", "ion@private.example"));
        assert_eq!(house.history(&house.ana, ion).len(), 2);
        let undone = undo::undo(&house.crm, &house.by(), None).unwrap();
        assert_eq!((undone.verb.as_str(), undone.retracted.len()), ("add_contact_address", 1));
        assert_eq!(house.history(&house.ana, ion), ["Mail 1"]);
        assert_eq!(house.files(), 1);
    }
}

both_engines! {
    fn a_domain_added_later_gathers_the_mail_that_is_there(engine: &Engine) {
        let house = house(engine);
        house.contact("Ion", "ion@x.example", None);
        house.hand(house.anas, mail("1", &[(Part::From, "ion@x.example"), (Part::To, "a_b@late.example"), (Part::To, "ana@us.example")]));
        let (account, _) = house.account("Late SRL", "late.example");
        assert_eq!(relink::by_domain(&house.crm, &house.by(), "late.example").unwrap(), 1);
        assert_eq!(relink::by_domain(&house.crm, &house.by(), "ate.example").unwrap(), 0);
        assert_eq!(house.history(&house.ana, account), ["Mail 1"]);
    }
}

both_engines! {
    fn bytes_that_were_damaged_are_mended_when_the_mail_is_handed_over_again(engine: &Engine) {
        let house = house(engine);
        house.contact("Ion", "ion@x.example", None);
        let first = house.hand(house.anas, from("1", "ion@x.example"));
        let uid = uid(&first);
        let stored = move |house: &House| {
            house.crm.read(move |tx| Ok(mails::by_uid(tx, uid)?.unwrap())).unwrap()
        };
        let before = stored(&house).place;
        let pack = house.packs().remove(0);
        let mut bytes = std::fs::read(&pack).unwrap();
        bytes[0] ^= 1;
        std::fs::write(&pack, bytes).unwrap();
        assert!(house.crm.file(&stored(&house)).is_err());
        house.hand(house.anas, from("1", "ion@x.example"));
        assert!(house.crm.file(&stored(&house)).is_ok());
        assert_ne!(stored(&house).place, before);
        house.hand(house.anas, from("1", "ion@x.example"));
        assert_eq!(house.files(), 1, "what is whole is not written again");
    }
}

both_engines! {
    fn bytes_that_a_crash_left_without_a_mail_are_erased_by_the_next_handover(engine: &Engine) {
        let house = house(engine);
        house.contact("Ion", "ion@x.example", None);
        let first = house.hand(house.anas, from("1", "ion@x.example"));
        let pack = house.packs().remove(0);
        let mut bytes = std::fs::read(&pack).unwrap();
        bytes.extend_from_slice(b"Envelope { of nobody");
        std::fs::write(&pack, bytes).unwrap();
        let crm = house.restarted();
        let memory = Local::new(crm.clone(), || NOW);
        memory.record(vec![handed(house.anas, from("2", "ion@x.example"))]).unwrap();
        assert!(!String::from_utf8(std::fs::read(&pack).unwrap()).unwrap().contains("of nobody"));
        let uid = uid(&first);
        let stored = crm.read(move |tx| Ok(mails::by_uid(tx, uid)?.unwrap())).unwrap();
        assert!(crm.file(&stored).is_ok());
        assert_eq!(house.files(), 2);
    }
}

both_engines! {
    fn the_whole_of_a_mail_replaces_its_beginning(engine: &Engine) {
        let house = house(engine);
        house.contact("Ion", "ion@x.example", None);
        let beginning = Mail { truncated: true, text: "Text".into(), ..from("1", "ion@x.example") };
        let mut handed_first = handed(house.anas, beginning);
        handed_first.raw = b"the beginning".to_vec();
        handed_first.mail.sha256 = sha256_hex(&handed_first.raw);
        let memory = Local::new(house.crm.clone(), || NOW);
        let first = memory.record(vec![handed_first]).unwrap().remove(0);
        house.hand(house.dans, from("1", "ion@x.example"));
        let stored = house.crm.read(move |tx| Ok(mails::by_uid(tx, uid(&first))?.unwrap())).unwrap();
        assert!(!stored.truncated);
        assert!(house.crm.file(&stored).is_ok());
    }
}
