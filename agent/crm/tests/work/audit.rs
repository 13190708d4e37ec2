//! What was changed, by whom, and an old value put back.

use crate::house::{House, NOW, by, incident, opportunity, task};
use crmweb_crm::audit::{Asked, Line, Page, audit};
use crmweb_crm::restore::restore_value;
use crmweb_crm::{By, accounts, activities, contacts, distribute, incidents, opportunities};
use crmweb_model::draft::{AccountDraft, ContactDraft};
use crmweb_model::ids::Uid;
use crmweb_model::record::{IncidentStatus, RecordKind, RecordRef};
use crmweb_model::rights::Actor;
use crmweb_store::log::FieldChange;
use crmweb_store::{log, mailboxes};
use crmweb_support::both_engines;

fn page(house: &House, viewer: &Actor, asked: Asked) -> Page {
    let viewer = viewer.clone();
    house.read(move |tx| audit(tx, &viewer, &asked))
}

fn of(kind: RecordKind, uid: Uid) -> Asked {
    Asked { record: Some((kind, uid)), limit: 50, ..Asked::default() }
}

fn lines(house: &House, viewer: &Actor, kind: RecordKind, uid: Uid) -> Vec<Line> {
    page(house, viewer, of(kind, uid)).lines
}

fn change(field: &str, old: Option<&str>, new: Option<&str>) -> FieldChange {
    FieldChange::new(field, old.map(str::to_owned), new.map(str::to_owned))
}

/// The number of the last change of a record.
fn last(house: &House, record: RecordRef) -> i64 {
    house.read(move |tx| Ok(log::of_record(tx, record, 1)?)).remove(0).seq
}

/// Gives the account another city and description.
fn edit(house: &House, actor: &Actor, city: &str) -> By {
    let (by, deed, id, city) = (by(actor), by(actor), house.firma, city.to_owned());
    let by = By { mutation: deed.mutation, ..by };
    house.write(move |tx| {
        let known = crmweb_store::accounts::by_id(tx, id)?.unwrap();
        let mut details = known.details.clone();
        details.postal.city = city;
        accounts::edit_account(tx, &by, id, None, &details)
    });
    deed
}

both_engines! {
    fn the_audit_of_a_record_names_who_what_and_from_where(engine: &Engine) {
        let house = House::build(engine);
        edit(&house, &house.ana, "Cluj");
        let (lia, dan, records) = (by(&house.lia), house.dan.user, vec![RecordRef::new(RecordKind::Account, house.firma.0)]);
        house.write(move |tx| distribute::distribute(tx, &lia, &records, dan));
        let found = lines(&house, &house.ana, RecordKind::Account, house.firma_uid);
        let told: Vec<_> = found.iter().map(|l| (l.verb.as_str(), l.by.as_ref().map(|(_, name)| name.as_str()))).collect();
        assert_eq!(told, [("changed", Some("lia")), ("changed", Some("ana")), ("created", None)]);
        assert_eq!(found[0].fields, [change("owner", None, Some("dan"))], "a colleague by name");
        assert_eq!(found[1].fields, [change("city", None, Some("Cluj"))]);
        assert_eq!((found[1].at, found[1].provenance.as_str(), found[1].name.as_str()), (NOW, "typed", "Firma"));
        let ion = lines(&house, &house.ana, RecordKind::Contact, house.ion_uid);
        assert!(ion[0].fields.contains(&change("positions", None, Some("Firma, CEO"))), "{:?}", ion[0].fields);
    }

    fn the_audit_is_read_page_by_page_by_author_deed_and_time(engine: &Engine) {
        let house = House::build(engine);
        let deeds: Vec<By> = (0..5).map(|n| edit(&house, if n % 2 == 0 { &house.ana } else { &house.dan }, &format!("City {n}"))).collect();
        let whole = of(RecordKind::Account, house.firma_uid);
        let mut seen = Vec::new();
        let mut asked = Asked { limit: 2, ..whole.clone() };
        loop {
            let page = page(&house, &house.lia, asked.clone());
            assert!(page.lines.len() <= 2);
            seen.extend(page.lines.iter().map(|line| line.seq));
            match page.next {
                Some(next) => asked.before = Some(next),
                None => break,
            }
        }
        let all: Vec<i64> = page(&house, &house.lia, whole.clone()).lines.iter().map(|line| line.seq).collect();
        assert_eq!((seen.len(), &seen), (6, &all));
        assert!(all.is_sorted_by(|a, b| a > b));
        let count = |asked: Asked| page(&house, &house.lia, Asked { limit: 50, ..asked }).lines.len();
        assert_eq!(count(Asked { user: Some(house.dan_uid), ..Asked::default() }), 2);
        assert_eq!(count(Asked { user: Some(Uid::create()), ..Asked::default() }), 0);
        assert_eq!(count(Asked { deed: Some(deeds[3].mutation), ..Asked::default() }), 1);
        assert_eq!(count(Asked { since: Some(NOW), ..whole.clone() }), 5);
        assert_eq!(count(Asked { until: Some(NOW), ..whole.clone() }), 1, "when it was created");
        assert_eq!(count(Asked { since: Some(NOW.plus(1)), ..whole }), 0);
    }

    fn a_colleague_reads_nothing_of_what_is_private_or_managed_by_others(engine: &Engine) {
        let house = House::build(engine);
        let (ana, me) = (by(&house.ana), house.ana.user.0);
        let uid = house.write(move |tx| {
            let added = activities::add(tx, &ana, &task("At the doctor's"), None, &[])?;
            tx.execute("UPDATE activities SET private_to = ?2 WHERE id = ?1", &[&added.id.0, &me])?;
            Ok(added.uid)
        });
        assert_eq!(lines(&house, &house.ana, RecordKind::Activity, uid).len(), 1);
        assert_eq!(lines(&house, &house.dan, RecordKind::Activity, uid).len(), 0);
        let everything = |viewer: &Actor| page(&house, viewer, Asked { limit: 200, ..Asked::default() });
        assert!(!format!("{:?}", everything(&house.dan)).contains("doctor"));
        assert!(everything(&house.dan).lines.iter().all(|line| line.kind != RecordKind::User));
        let mail = house.receive("1@x", None, "Salut", "text");
        house.write(move |tx| {
            let mailbox = mailboxes::by_id(tx, crmweb_model::ids::MailboxId(1))?.unwrap();
            let author = log::Author { user: None, at: NOW, mutation: Uid::create(), provenance: "typed".into() };
            mailboxes::set_share(tx, &author, &mailbox, crmweb_model::privacy::ShareLevel::Nothing)?;
            tx.execute("UPDATE captures SET share = 0 WHERE mail_id = ?1", &[&mail.0])?;
            Ok(())
        });
        let about_mail = |viewer: &Actor| {
            let kinds = [RecordKind::Mail, RecordKind::Mailbox];
            everything(viewer).lines.iter().filter(|line| kinds.contains(&line.kind) && line.by.is_some()).count()
        };
        assert_eq!((about_mail(&house.ana), about_mail(&house.dan)), (1, 0), "her mailbox shares nothing any more");
    }

    fn an_old_value_of_an_account_or_contact_is_put_back(engine: &Engine) {
        let house = House::build(engine);
        edit(&house, &house.ana, "Cluj");
        edit(&house, &house.dan, "Iași");
        let firma = RecordRef::new(RecordKind::Account, house.firma.0);
        let seq = last(&house, firma);
        let (stale, ana) = (by(&house.ana), by(&house.ana));
        assert_eq!(house.refused(move |tx| restore_value(tx, &stale, seq, "city", Some(1))).code(), "crm.stale");
        let mutation = ana.mutation.to_string();
        let done = house.write(move |tx| restore_value(tx, &ana, seq, "city", Some(3)));
        assert_eq!((done.version, done.value.as_str()), (4, "Cluj"));
        let newest = &lines(&house, &house.ana, RecordKind::Account, house.firma_uid)[0];
        assert_eq!(newest.fields, [change("city", Some("Iași"), Some("Cluj"))]);
        assert_eq!(newest.provenance, format!("restored from {NOW}"));
        crmweb_crm::undo::undo(&house.crm, &by(&house.ana), Some(mutation)).unwrap();
        assert_eq!(house.last_change(firma).1, [change("city", Some("Cluj"), Some("Iași"))], "and that is taken back");
        let (ana, ion) = (by(&house.ana), house.ion);
        house.write(move |tx| {
            let known = crmweb_store::contacts::by_id(tx, ion)?.unwrap();
            contacts::edit_contact(tx, &ana, ion, None, &ContactDraft { positions: vec![], ..known.details })
        });
        let (seq, ana) = (last(&house, RecordRef::new(RecordKind::Contact, ion.0)), by(&house.ana));
        house.write(move |tx| restore_value(tx, &ana, seq, "positions", None));
        let back = house.read(move |tx| Ok(crmweb_store::contacts::by_id(tx, ion)?.unwrap()));
        assert_eq!((back.details.positions[0].account, back.details.positions[0].title.as_str()), (house.firma_uid, "CEO"));
    }

    fn an_owner_comes_back_only_by_who_may_distribute(engine: &Engine) {
        let house = House::build(engine);
        let firma = RecordRef::new(RecordKind::Account, house.firma.0);
        for to in [house.ana.user, house.dan.user] {
            let lia = by(&house.lia);
            house.write(move |tx| distribute::distribute(tx, &lia, &[firma], to));
        }
        let (seq, ana, lia) = (last(&house, firma), by(&house.ana), by(&house.lia));
        assert_eq!(house.refused(move |tx| restore_value(tx, &ana, seq, "owner", None)).code(), "crm.denied");
        house.write(move |tx| restore_value(tx, &lia, seq, "owner", None));
        assert_eq!(house.last_change(firma).1[0].new, Some(house.ana_uid.to_string()));
    }

    fn old_values_of_work_are_put_back_with_what_follows_from_them(engine: &Engine) {
        let house = House::build(engine);
        let (ana, draft) = (by(&house.ana), opportunity(&house));
        let sale = house.write(move |tx| opportunities::log(tx, &ana, &draft));
        let (ana, uid) = (by(&house.ana), sale.uid);
        let stages = house.read(|tx| Ok(crmweb_store::stages::list(tx, crmweb_store::stages::SALES)?));
        let (first, won) = (stages[0].name.clone(), stages.iter().find(|s| s.probability == 100).unwrap().name.clone());
        house.write(move |tx| opportunities::move_stage(tx, &ana, uid, None, &won, ""));
        let (seq, ana) = (last(&house, sale.record()), by(&house.ana));
        house.write(move |tx| restore_value(tx, &ana, seq, "stage", None));
        let open = house.read(move |tx| opportunities::find(tx, uid));
        assert_eq!((open.stage, open.closed_at, open.outcome.as_str()), (stages[0].id, None, "open"), "{first}");
        for field in ["closed_at", "stage reason", "nonsense"] {
            let ana = by(&house.ana);
            assert_eq!(house.refused(move |tx| restore_value(tx, &ana, seq, field, None)).code(), "crm.invalid");
        }

        let (ana, draft) = (by(&house.ana), incident(&house));
        let broken = house.write(move |tx| incidents::log(tx, &ana, &draft));
        let (ana, uid) = (by(&house.ana), broken.uid);
        house.write(move |tx| incidents::solve(tx, &ana, uid, None, "toner"));
        let (seq, ana) = (last(&house, broken.record()), by(&house.ana));
        house.write(move |tx| restore_value(tx, &ana, seq, "status", None));
        let open = house.read(move |tx| incidents::find(tx, uid));
        assert_eq!((open.status, open.closed_at, open.solution.as_str()), (IncidentStatus::New, None, "toner"));

        let (ana, uid) = (by(&house.ana), house.dan_uid);
        let call = house.write(move |tx| activities::add(tx, &ana, &task("Sună"), None, &[]));
        let (lia, id) = (by(&house.lia), call.uid);
        house.write(move |tx| activities::assign(tx, &lia, id, None, uid));
        let (seq, ana) = (last(&house, call.record()), by(&house.dan));
        assert_eq!(house.refused(move |tx| restore_value(tx, &ana, seq, "assignee", None)).code(), "crm.denied");
        let (dan, viewer) = (by(&house.dan), by(&house.dan));
        house.write(move |tx| activities::edit(tx, &dan, id, None, &task("Scrie")));
        let (seq, dan) = (last(&house, call.record()), by(&house.dan));
        house.write(move |tx| restore_value(tx, &dan, seq, "subject", None));
        let back = house.read(move |tx| activities::find(tx, &viewer, id));
        assert_eq!((back.subject.as_str(), back.planned, back.at), ("Sună", call.planned, call.at));
    }

    fn what_cannot_be_seen_or_is_gone_cannot_be_put_back(engine: &Engine) {
        let house = House::build(engine);
        edit(&house, &house.ana, "Cluj");
        let firma = RecordRef::new(RecordKind::Account, house.firma.0);
        let seq = last(&house, firma);
        let (ana, id) = (by(&house.ana), house.firma);
        for (seq, field) in [(seq, "name"), (seq, "\0"), (i64::MAX, "city"), (-1, "city"), (1, "name")] {
            let ana = by(&house.ana);
            assert_eq!(house.refused(move |tx| restore_value(tx, &ana, seq, field, None)).code(), "crm.invalid", "{seq} {field}");
        }
        house.write(move |tx| accounts::delete_account(tx, &ana, id, None));
        let ana = by(&house.ana);
        assert_eq!(house.refused(move |tx| restore_value(tx, &ana, seq, "city", None)).code(), "crm.not-found");
        assert_eq!(lines(&house, &house.ana, RecordKind::Account, house.firma_uid)[0].verb, "deleted", "it can still be read");
        let parent = AccountDraft { name: "Holding".into(), ..AccountDraft::default() };
        let ana = by(&house.ana);
        house.write(move |tx| accounts::add_account(tx, &ana, None, &parent));
    }
}
