//! Stories of a person's data: counted, and erased so that nothing tells who it was.

mod scene;

use self::scene::{Scene, of, scene, traces};
use crate::house::{House, by, in_roles};
use crmweb_crm::hand_in;
use crmweb_crm::persons::{self, Who, erase, export};
use crmweb_crm::records;
use crmweb_model::address::Address;
use crmweb_model::draft::ContactDraft;
use crmweb_model::ids::MailId;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_store::{contacts, mails};
use crmweb_support::both_engines;

both_engines! {
    fn an_erased_person_is_nowhere_and_what_others_need_stays(engine: &Engine) {
        let Scene { house, zebedeu, other, shared, incident } = scene(engine);
        let (admin, who) = (by(&house.admin()), Who::Record(RecordKind::Contact, zebedeu));
        assert!(!traces(engine, &house).is_empty());

        let refused = persons::personal_data(&house.crm, &by(&in_roles(&house.ana, &[])), &who).unwrap_err();
        assert_eq!(refused.code(), "crm.denied");
        assert_eq!(erase::erase_person(&house.crm, &by(&house.ana), &who, "x").unwrap_err().code(), "crm.denied");
        let data = persons::personal_data(&house.crm, &admin, &who).unwrap();
        for (what, expected) in [
            ("records", 1),
            ("mails", 1),
            ("activities", 2),
            ("notes", 1),
            ("incidents", 1),
            ("opportunities", 1),
            ("documents", 1),
            ("documents_of_others_too", 1),
            ("answers", 1),
        ] {
            assert_eq!(of(&data.holds, what), expected, "{what}: {data:?}");
        }
        assert_eq!(of(&data.stays, "mails_with_others"), 1);
        assert_eq!((data.name.as_str(), data.has_namesake), ("Zebedeu Quixotescu", false));

        let wrong = erase::erase_person(&house.crm, &admin, &who, "Zebedeu").unwrap_err();
        assert_eq!(wrong.code(), "crm.invalid");
        let done = erase::erase_person(&house.crm, &admin, &who, "zebedeu QUIXOTESCU").unwrap();
        assert_eq!((done.number, &done.before), (1, &data.holds));
        assert!(done.after.iter().all(|count| count.count == 0));
        assert_eq!(traces(engine, &house), [""; 0]);

        // Asked again under the same key it says the same; under another there is nobody.
        assert_eq!(erase::erase_person(&house.crm, &admin, &who, "").unwrap(), done);
        let gone = erase::erase_person(&house.crm, &by(&house.admin()), &who, "x").unwrap_err();
        assert_eq!(gone.code(), "crm.not-found");

        // What others need is there.
        let ana = by(&house.ana);
        let kept = house.read(move |tx| {
            let seen = crmweb_crm::in_front::mail(tx, &ana.actor, shared)?;
            let text = crmweb_crm::in_front::text(tx, &seen)?;
            let incident = crmweb_store::incidents::by_uid(tx, incident)?.unwrap();
            let maria = contacts::by_uid(tx, other)?.unwrap();
            let history = crmweb_store::timeline::page(
                tx,
                RecordRef::new(RecordKind::Contact, maria.id.0),
                ana.actor.user,
                crmweb_store::timeline::Half::Planned,
                None,
                10,
            )?;
            let mut people: Vec<String> = seen.people.iter().map(|p| p.address.to_string()).collect();
            people.sort();
            Ok((text, incident.subject, history[0].subject.clone(), people, seen.mail))
        });
        assert!(kept.0.contains("Stays. Erased person 1 agrees."), "{}", kept.0);
        assert_eq!((kept.1.as_str(), kept.2.as_str()), ("Erased person 1", "Maria meets Erased person 1"));
        assert_eq!(kept.3, ["ana@noi.example", "maria@alt.example", "person-1@erased.invalid"]);
        let raw = String::from_utf8(house.crm.file(&kept.4).unwrap()).unwrap();
        assert!(raw.contains("Stays. Erased person 1 agrees."), "{raw}");

        // Neither a rescan nor an import brings anything back, and nobody writes to the address again.
        let address = Address::parse("zebedeu@quix.example").unwrap();
        let old = Address::parse("old.zebedeu@quix.example").unwrap();
        let stranger = Address::parse("maria@alt.example").unwrap();
        house.read(move |tx| {
            assert_eq!(persons::suppressed(tx, &address)?.as_deref(), Some("erased"));
            assert_eq!(persons::suppressed(tx, &old)?.as_deref(), Some("erased"));
            assert_eq!(persons::suppressed(tx, &stranger)?, None);
            Ok(())
        });
        for whole in [
            "From: Zebedeu Quixotescu <zebedeu@quix.example>\r\nTo: ana@noi.example\r\nSubject: Xyzzysubject\r\n\
             Message-ID: <only@quix.example>\r\n\r\nxyzzytext\r\n",
            "From: Maria <maria@alt.example>\r\nTo: ana@noi.example, Zebedeu Quixotescu <zebedeu@quix.example>\r\n\
             Subject: Kept for Maria\r\nMessage-ID: <shared@alt.example>\r\n\r\nZebedeu Quixotescu\r\n",
        ] {
            let handed = hand_in::Handed::Whole(whole.into());
            let again = hand_in::hand_in(&house.crm, &by(&house.ana), handed, true).unwrap();
            assert_eq!(again, crmweb_crm::seam::Recorded::NeverLogCompany);
        }
        house.crm.store().compact().unwrap();
        assert_eq!(traces(engine, &house), [""; 0]);
        let count = house.read(|tx| Ok(mails::after(tx, MailId(0), 100)?.len()));
        assert_eq!(count, 1);
    }

    fn the_data_of_a_person_are_handed_over_without_what_is_private_to_a_colleague(engine: &Engine) {
        let Scene { house, zebedeu, shared, .. } = scene(engine);
        let ana = by(&house.ana);
        house.write(move |tx| crmweb_crm::hold::hold(tx, &ana, shared, crmweb_crm::hold::Reach::Mail, true));
        let (admin, who) = (by(&house.admin()), Who::Record(RecordKind::Contact, zebedeu));
        let refused = export::export_person(&house.crm, &by(&in_roles(&house.ana, &[])), &who, std::io::sink()).unwrap_err();
        assert_eq!(refused.code(), "crm.denied");
        let mut written = Vec::new();
        let done = export::export_person(&house.crm, &admin, &who, &mut written).unwrap();
        assert_eq!(done.left_out, 1);
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(written)).unwrap();
        let mut text = |name: &str| {
            let mut text = String::new();
            std::io::Read::read_to_string(&mut zip.by_name(name).unwrap(), &mut text).unwrap();
            text
        };
        for (file, holds) in [
            ("records.json", "zebedeu@quix.example"),
            ("records.csv", "\"Quixotescu\""),
            ("activities.json", "call Zebedeu Quixotescu"),
            ("incidents.json", "Xyzzysubject"),
            ("opportunities.csv", "xyzzytext of"),
            ("history.json", "old.zebedeu@quix.example"),
            ("mails.csv", "Xyzzysubject"),
            ("mails/00001.eml", "xyzzytext, tel"),
            ("documents/0001-v1-plughfile.pdf", "bytes of plughfile.pdf"),
            ("manifest.json", "\"left_out\": 1"),
        ] {
            let found = text(file);
            assert!(found.contains(holds), "{file}: {found}");
        }
        assert!(!text("mails.json").contains("Kept for Maria"));
    }

    fn an_address_without_a_record_is_erased_from_the_mail_of_others(engine: &Engine) {
        let house = House::build(engine);
        let raw = "From: Ion <ion@firma.example>\r\nTo: ana@noi.example\r\nCc: Zebedeu <zebedeu@quix.example>\r\n\
                   Subject: Salut\r\nMessage-ID: <a@firma.example>\r\n\r\nscrie la ZEBEDEU@quix.example\r\n";
        house.receive_raw(raw);
        let admin = by(&house.admin());
        let who = Who::read("address", "Zebedeu@quix.example").unwrap();
        let data = persons::personal_data(&house.crm, &admin, &who).unwrap();
        assert_eq!((of(&data.holds, "mails"), of(&data.stays, "mails_with_others")), (0, 1));
        erase::erase_person(&house.crm, &admin, &who, "zebedeu@quix.example").unwrap();
        let left = traces(engine, &house);
        // Alone, without a record, a first name is nobody's.
        assert!(left.iter().all(|trace| !trace.starts_with("quix.example")), "{left:?}");
        let ion = Who::read("address", "ion@firma.example").unwrap();
        let told = persons::personal_data(&house.crm, &admin, &ion).unwrap_err();
        assert_eq!(told.code(), "crm.conflict");
        assert!(told.to_string().contains("contact Ion Pop"), "{told}");
        assert_eq!(Who::read("account", "x").unwrap_err().code(), "crm.invalid");
    }

    fn who_is_called_like_somebody_else_leaves_the_others_name_alone(engine: &Engine) {
        let house = House::build(engine);
        let admin = by(&house.admin());
        let (first, second) = house.write({
            let ana = by(&house.ana);
            move |tx| {
                let named = |address: &str| ContactDraft {
                    first_name: "Zebedeu".into(),
                    last_name: "Quixotescu".into(),
                    addresses: vec![address.into()],
                    ..ContactDraft::default()
                };
                let first = crmweb_crm::contacts::add_contact(tx, &ana, None, &named("a@quix.example"))?.uid;
                let second = crmweb_crm::contacts::add_contact(tx, &ana, None, &named("b@quix.example"))?.uid;
                Ok((first, second))
            }
        });
        let who = Who::Record(RecordKind::Contact, first);
        assert!(persons::personal_data(&house.crm, &admin, &who).unwrap().has_namesake);
        erase::erase_person(&house.crm, &admin, &who, "Zebedeu Quixotescu").unwrap();
        let ana = by(&house.ana);
        let other = house.read(move |tx| records::get(tx, &ana, RecordKind::Contact, second));
        assert_eq!((other.title.as_str(), other.text("addresses")), ("Zebedeu Quixotescu", "b@quix.example"));
    }
}
