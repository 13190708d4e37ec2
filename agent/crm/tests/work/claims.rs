//! Stories of who deals with whom, and who contacted whom.

use crate::house::{House, NOW, by, incident, task};
use crmweb_crm::contacted::{self, Warning};
use crmweb_crm::{By, activities, claims, incidents};
use crmweb_model::address::Address;
use crmweb_model::draft::ActivityDraft;
use crmweb_model::ids::MailId;
use crmweb_model::record::{ActivityKind, ActivityStatus, Direction, Purpose, RecordKind, RecordRef};
use crmweb_model::rights::Actor;
use crmweb_model::time::Millis;
use crmweb_support::both_engines;

fn ion(house: &House) -> RecordRef {
    RecordRef::new(RecordKind::Contact, house.ion.0)
}

fn mail(id: MailId) -> RecordRef {
    RecordRef::new(RecordKind::Mail, id.0)
}

fn later(actor: &Actor, millis: i64) -> By {
    By { at: NOW.plus(millis), ..by(actor) }
}

fn called(subject: &str) -> ActivityDraft {
    ActivityDraft {
        kind: ActivityKind::Call,
        status: ActivityStatus::Done,
        direction: Direction::Out,
        planned: None,
        zone: None,
        ..task(subject)
    }
}

fn warned(house: &House, who: By, matter: Option<RecordRef>) -> Vec<Warning> {
    let ion = Address::parse("ion@firma.example").unwrap();
    house.read(move |tx| contacted::before_contact(tx, &who, &[ion], matter, 7))
}

both_engines! {
    fn a_reply_is_claimed_renewed_and_passes(engine: &Engine) {
        let house = House::build(engine);
        let first = house.receive("1@firma.example", None, "Ofertă", "bună ziua");
        let second = house.receive("2@firma.example", Some("1@firma.example"), "Re: Ofertă", "și încă");
        let minute = 60_000;
        let claim = |who: By, record: RecordRef, reason: &'static str| {
            house.crm.write(move |tx| claims::claim(tx, &who, record, Purpose::Replying, reason))
        };
        let had = claim(by(&house.ana), mail(first), "").unwrap();
        assert_eq!((had.user, had.since, had.until), (house.ana.user, NOW, NOW.plus(10 * minute)));
        let dan = by(&house.dan);
        let seen = house.read(move |tx| claims::list(tx, &dan, mail(second)));
        assert_eq!(seen, [had], "it is on the conversation, so on every mail of it");
        let refused = claim(later(&house.dan, minute), mail(second), "").unwrap_err();
        assert_eq!(refused.to_string(), "ana is replying since 2026-11-24T08:00:00Z; take it over with a reason");
        let renewed = claim(later(&house.ana, 9 * minute), mail(first), "").unwrap();
        assert_eq!((renewed.since, renewed.until), (NOW, NOW.plus(19 * minute)));
        assert_eq!(house.last_change(mail(first)).0, "claimed", "renewing is not told");
        assert!(claim(later(&house.dan, 18 * minute), mail(second), "").is_err());
        let passed = claim(later(&house.dan, 19 * minute), mail(second), "").unwrap();
        assert_eq!(passed.user, house.dan.user);
        let dan = later(&house.dan, 20 * minute);
        house.write({ let dan = dan.clone(); move |tx| claims::release(tx, &dan, mail(first), Purpose::Replying) });
        assert!(house.read(move |tx| claims::list(tx, &dan, mail(first))).is_empty());
        assert_eq!(house.last_change(mail(first)).0, "released");
    }

    fn a_claim_is_taken_over_with_a_reason_that_is_kept(engine: &Engine) {
        let house = House::build(engine);
        let (ana, dan, record) = (by(&house.ana), by(&house.dan), ion(&house));
        house.write({ let ana = ana.clone(); move |tx| claims::claim(tx, &ana, record, Purpose::Dealing, "") });
        let taken = house.write({ let dan = dan.clone(); move |tx| claims::claim(tx, &dan, record, Purpose::Dealing, "Ana e în concediu") });
        assert_eq!((taken.user, taken.until), (house.dan.user, NOW.plus(Millis::DAY)));
        let (verb, fields) = house.last_change(record);
        let reason = fields.iter().find(|it| it.field == "reason").and_then(|it| it.new.as_deref());
        assert_eq!((verb.as_str(), reason), ("claim_taken_over", Some("Ana e în concediu")));
        let who = fields.iter().find(|it| it.field == "user").unwrap();
        assert_eq!((who.old.clone(), who.new.clone()), (Some(house.ana_uid.to_string()), Some(house.dan_uid.to_string())));
        house.write({ let ana = ana.clone(); move |tx| claims::release(tx, &ana, record, Purpose::Dealing) });
        assert_eq!(house.read({ let ana = ana.clone(); move |tx| claims::list(tx, &ana, record) }).len(), 1, "nobody ends another's");
        let strange = RecordRef::new(RecordKind::User, 1);
        assert_eq!(house.refused({ let ana = ana.clone(); move |tx| claims::claim(tx, &ana, strange, Purpose::Dealing, "") }).code(), "crm.invalid");
        let gone = RecordRef::new(RecordKind::Mail, 4_711);
        assert_eq!(house.refused(move |tx| claims::claim(tx, &ana, gone, Purpose::Replying, "")).code(), "crm.not-found");
    }

    fn a_colleague_who_called_lately_is_named_before_one_calls_too(engine: &Engine) {
        let house = House::build(engine);
        let (dan, record) = (by(&house.dan), ion(&house));
        let call = house.write({ let dan = dan.clone(); move |tx| activities::add(tx, &dan, &called("Preț"), None, &[record]) });
        let warnings = warned(&house, later(&house.ana, Millis::DAY), None);
        let Some(Warning::Recent { record: whom, contacted }) = warnings.first() else { panic!("{warnings:?}") };
        assert_eq!((warnings.len(), *whom), (1, record));
        assert_eq!((contacted.by, contacted.at, contacted.subject.as_str()), (Some(house.dan.user), NOW, "Preț"));
        assert_eq!(contacted.activity, call.uid);
        assert_eq!(warned(&house, later(&house.dan, Millis::DAY), None), [], "one's own call is no news");
        assert_eq!(warned(&house, later(&house.ana, 8 * Millis::DAY), None), [], "a week later it is forgotten");
        let ana = by(&house.ana);
        house.write({ let ana = ana.clone(); move |tx| contacted::contact_anyway(tx, &ana, record, "alt subiect") });
        assert_eq!(house.last_change(record).0, "contacted_anyway");
        assert!(house.refused(move |tx| contacted::contact_anyway(tx, &ana, record, " ")).to_string().starts_with("reason: "));
    }

    fn a_warning_speaks_of_the_same_matter(engine: &Engine) {
        let house = House::build(engine);
        let (dan, ana, record, draft) = (by(&house.dan), by(&house.ana), ion(&house), incident(&house));
        let matter = house.write({ let dan = dan.clone(); move |tx| {
            activities::add(tx, &dan, &called("Altceva"), None, &[record])?;
            Ok(incidents::log(tx, &dan, &draft)?.record())
        }});
        assert_eq!(warned(&house, ana.clone(), Some(matter)), [], "the call was about something else");
        house.write({ let dan = dan.clone(); move |tx| activities::add(tx, &dan, &called("Imprimanta"), None, &[matter]) });
        assert_eq!(warned(&house, ana.clone(), Some(matter)).len(), 1);
        house.write(move |tx| claims::claim(tx, &dan, matter, Purpose::Dealing, ""));
        let claimed = warned(&house, ana, Some(matter)).into_iter().filter(|it| matches!(it, Warning::Claimed { record, .. } if *record == matter));
        assert_eq!(claimed.count(), 1);
    }

    fn recent_contacts_obey_what_is_private(engine: &Engine) {
        let house = House::build(engine);
        let (dan, record) = (by(&house.dan), ion(&house));
        let mut secret = called("Între noi");
        secret.plan.private = true;
        house.write(move |tx| {
            activities::add(tx, &dan, &secret, None, &[record])?;
            activities::add(tx, &dan, &ActivityDraft { kind: ActivityKind::Note, ..called("o notă") }, None, &[record])
        });
        let of = |who: &Actor| {
            let who = by(who);
            house.read(move |tx| contacted::recent(tx, &who, record, Millis(0))).into_iter().map(|it| it.subject).collect::<Vec<_>>()
        };
        assert_eq!(of(&house.ana), [""; 0], "a note is no contact either");
        assert_eq!(of(&house.dan), ["Între noi"]);
    }
}
