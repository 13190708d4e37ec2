//! Every deed taken back whole, and large ones in parts.

use crate::house::{House, by, incident, opportunity, task};
use crmweb_crm::attach::attach;
use crmweb_crm::hold::Reach;
use crmweb_crm::incidents::HandTo;
use crmweb_crm::new_client::{self, Employer};
use crmweb_crm::undo::{undo, undo_telling};
use crmweb_crm::{By, accounts, activities, contacts, deeds, distribute, incidents, opportunities};
use crmweb_model::draft::{AccountDraft, ContactDraft};
use crmweb_model::ids::AccountId;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Actor;
use crmweb_store::Tx;
use crmweb_support::both_engines;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// All that people see of the records: what undoing has to bring back.
fn state(house: &House) -> Vec<String> {
    house.read(|tx| {
        let mut all = Vec::new();
        for sql in [
            "SELECT name || city || CAST(COALESCE(owner_id, 0) AS TEXT) FROM accounts WHERE deleted_at IS NULL ORDER BY id",
            "SELECT last_name || department || CAST(COALESCE(owner_id, 0) AS TEXT) FROM contacts WHERE deleted_at IS NULL ORDER BY id",
            "SELECT name || CAST(stage_id AS TEXT) || CAST(probability AS TEXT) || outcome || COALESCE(CAST(closed_at AS TEXT), '') || CAST(COALESCE(owner_id, 0) AS TEXT) FROM opportunities WHERE deleted_at IS NULL ORDER BY id",
            "SELECT subject || status || solution || queue || COALESCE(CAST(closed_at AS TEXT), '') || CAST(COALESCE(assignee_id, 0) AS TEXT) FROM incidents WHERE deleted_at IS NULL ORDER BY id",
            "SELECT subject || status || CAST(at AS TEXT) || COALESCE(CAST(done_at AS TEXT), '') || CAST(COALESCE(assignee_id, 0) AS TEXT) FROM activities WHERE deleted_at IS NULL ORDER BY id",
            "SELECT CAST(activity_id AS TEXT) || record_kind || CAST(record_id AS TEXT) FROM activity_links WHERE record_kind <> 'mail' ORDER BY activity_id, record_kind, record_id",
            "SELECT CAST(thread_id AS TEXT) || record_kind || CAST(record_id AS TEXT) FROM thread_records ORDER BY thread_id, record_kind, record_id",
            "SELECT what || key FROM match_keys WHERE gone = 0 ORDER BY what, key",
        ] {
            all.extend(tx.query(sql, &[], |r| r.get::<String>(0))?);
            all.push("—".into());
        }
        Ok(all)
    })
}

/// Does something as a deed and takes it back; nothing may be left of it, and nothing kept.
fn there_and_back(
    house: &House,
    actor: &Actor,
    verb: &str,
    deed: impl FnOnce(&mut Tx, &By) -> crmweb_crm::Result<()> + Send + 'static,
) {
    let before = state(house);
    let acting = by(actor);
    let mutation = acting.mutation.to_string();
    house.write(move |tx| deed(tx, &acting));
    assert_ne!(state(house), before, "{verb} did nothing");
    let undone = undo(&house.crm, &by(actor), Some(mutation.clone())).unwrap();
    let told = house.read({
        let asking = by(actor);
        move |tx| deeds::deeds(tx, &asking)
    });
    let told = told.iter().find(|deed| deed.uid == mutation).unwrap();
    assert_eq!((undone.verb.as_str(), told.undone), (verb, true));
    assert_eq!(undone.kept, [""; 0], "{verb}");
    assert_eq!(state(house), before, "{verb}");
    let again = undo(&house.crm, &by(actor), Some(mutation)).unwrap_err();
    assert_eq!(again.to_string(), "this was undone already");
}

both_engines! {
    fn every_deed_is_taken_back_whole(engine: &Engine) {
        let house = House::build(engine);
        let (firma, ion, dan, dan_uid) = (house.firma, house.ion, house.dan.user, house.dan_uid);
        let mail = house.receive("1@x", None, "Salut", "text");
        let mail = house.read(move |tx| Ok(crmweb_store::mails::by_id(tx, mail)?.unwrap().uid));
        let ana = by(&house.ana);
        let (draft, problem) = (opportunity(&house), incident(&house));
        let (sale, broken, todo) = house.write(move |tx| {
            Ok((opportunities::log(tx, &ana, &draft)?, incidents::log(tx, &ana, &problem)?, activities::add(tx, &ana, &task("Sună"), None, &[])?))
        });
        let (sale_uid, broken_uid, todo_uid) = (sale.uid, broken.uid, todo.uid);
        let (ana, lia) = (&house.ana, &house.lia);
        let new = |name: &str| AccountDraft { name: name.into(), domains: vec!["nou.example".into()], ..AccountDraft::default() };

        there_and_back(&house, ana, "edit_account", move |tx, by| {
            let mut details = crmweb_store::accounts::by_id(tx, firma)?.unwrap().details;
            (details.postal.city, details.industry, details.domains) = ("Cluj".into(), "IT".into(), vec!["x.example".into()]);
            accounts::edit_account(tx, by, firma, None, &details).map(drop)
        });
        there_and_back(&house, ana, "edit_contact", move |tx, by| {
            let mut details = crmweb_store::contacts::by_id(tx, ion)?.unwrap().details;
            (details.department, details.positions) = ("IT".into(), vec![]);
            details.addresses.push("pop@firma.example".into());
            contacts::edit_contact(tx, by, ion, None, &details).map(drop)
        });
        there_and_back(&house, ana, "add_account", move |tx, by| accounts::add_account(tx, by, None, &new("Nou")).map(drop));
        there_and_back(&house, ana, "add_account", move |tx, by| {
            let contact = ContactDraft { last_name: "Nou".into(), addresses: vec!["a@nou.example".into()], ..ContactDraft::default() };
            new_client::add(tx, by, &contact, &Employer::New(Box::new(new("Nou SRL"))), "CEO").map(drop)
        });
        there_and_back(&house, ana, "delete_contact", move |tx, by| contacts::delete_contact(tx, by, ion, None));
        there_and_back(&house, ana, "delete_account", move |tx, by| accounts::delete_account(tx, by, firma, None));
        there_and_back(&house, lia, "distribute", move |tx, by| {
            let both = [RecordRef::new(RecordKind::Account, firma.0), RecordRef::new(RecordKind::Contact, ion.0)];
            distribute::distribute(tx, by, &both, dan)
        });

        there_and_back(&house, ana, "log_opportunity", { let draft = opportunity(&house); move |tx, by| opportunities::log(tx, by, &draft).map(drop) });
        there_and_back(&house, ana, "edit_opportunity", {
            let draft = opportunity(&house);
            move |tx, by| {
                let draft = crmweb_model::draft::OpportunityDraft { name: "Zece".into(), description: "altfel".into(), contacts: vec![], ..draft };
                opportunities::edit(tx, by, sale_uid, None, &draft).map(drop)
            }
        });
        for outcome in ["won", "lost"] {
            let stage = house.read(move |tx| {
                let all = crmweb_store::stages::list(tx, crmweb_store::stages::SALES)?;
                Ok(all.into_iter().find(|stage| stage.outcome.as_str() == outcome).unwrap().name)
            });
            there_and_back(&house, ana, "move_opportunity", move |tx, by| opportunities::move_stage(tx, by, sale_uid, None, &stage, "price").map(drop));
        }
        there_and_back(&house, lia, "distribute_opportunity", move |tx, by| opportunities::distribute(tx, by, sale_uid, None, Some(dan_uid)).map(drop));
        there_and_back(&house, ana, "delete_opportunity", move |tx, by| opportunities::delete(tx, by, sale_uid, None));

        there_and_back(&house, ana, "log_incident", { let draft = incident(&house); move |tx, by| incidents::log(tx, by, &draft).map(drop) });
        there_and_back(&house, ana, "edit_incident", {
            let draft = incident(&house);
            move |tx, by| incidents::edit(tx, by, broken_uid, None, &crmweb_model::draft::IncidentDraft { subject: "Altceva".into(), ..draft }).map(drop)
        });
        let boss = by(&house.admin());
        let service = [("name".to_owned(), "service".to_owned())];
        house.write(move |tx| crmweb_crm::records::add(tx, &boss, RecordKind::Queue, None, &service));
        there_and_back(&house, ana, "hand_on_incident", move |tx, by| incidents::hand_on(tx, by, broken_uid, None, &HandTo::User(dan_uid)).map(drop));
        there_and_back(&house, ana, "hand_on_incident", move |tx, by| incidents::hand_on(tx, by, broken_uid, None, &HandTo::Queue("service".into())).map(drop));
        there_and_back(&house, ana, "solve_incident", move |tx, by| incidents::solve(tx, by, broken_uid, None, "toner").map(drop));
        there_and_back(&house, ana, "close_incident", move |tx, by| incidents::close(tx, by, broken_uid, None).map(drop));
        let ana_by = by(ana);
        house.write(move |tx| incidents::close(tx, &ana_by, broken_uid, None));
        there_and_back(&house, ana, "reopen_incident", move |tx, by| incidents::reopen(tx, by, broken_uid, None).map(drop));
        there_and_back(&house, ana, "delete_incident", move |tx, by| incidents::delete(tx, by, broken_uid, None));

        there_and_back(&house, ana, "add_activity", move |tx, by| activities::add(tx, by, &task("Alta"), None, &[]).map(drop));
        there_and_back(&house, ana, "edit_activity", move |tx, by| activities::edit(tx, by, todo_uid, None, &task("Scrie")).map(drop));
        there_and_back(&house, ana, "complete_activity", move |tx, by| activities::complete(tx, by, todo_uid, None).map(drop));
        there_and_back(&house, ana, "cancel_activity", move |tx, by| activities::cancel(tx, by, todo_uid, None).map(drop));
        there_and_back(&house, lia, "assign_activity", move |tx, by| activities::assign(tx, by, todo_uid, None, dan_uid).map(drop));
        there_and_back(&house, ana, "delete_activity", move |tx, by| activities::delete(tx, by, todo_uid, None));
        let to = broken.record();
        let reach = Reach::Thread;
        there_and_back(&house, ana, "attach", move |tx, by| attach(tx, by, mail, reach, to).map(drop));
    }

    fn undoing_a_large_deed_tells_how_far_it_is_and_goes_on_where_it_was_killed(engine: &Engine) {
        const MANY: usize = 130;
        let house = House::build(engine);
        let (ana, lia, dan) = (by(&house.ana), by(&house.lia), house.dan.user);
        let accounts: Vec<AccountId> = house.write(move |tx| {
            let new = |n: usize| AccountDraft { name: format!("Firma {n}"), ..AccountDraft::default() };
            (0..MANY).map(|n| Ok(accounts::add_account(tx, &ana, None, &new(n))?.id)).collect()
        });
        let records: Vec<RecordRef> = accounts.iter().map(|id| RecordRef::new(RecordKind::Account, id.0)).collect();
        let mutation = lia.mutation.to_string();
        house.write(move |tx| distribute::distribute(tx, &lia, &records, dan));
        let changed = accounts[5];
        let dan_by = by(&house.dan);
        let lia_again = by(&house.lia);
        let other = RecordRef::new(RecordKind::Account, accounts[7].0);
        house.write(move |tx| {
            let known = crmweb_store::accounts::by_id(tx, changed)?.unwrap();
            let mut details = known.details.clone();
            details.industry = "IT".into();
            accounts::edit_account(tx, &dan_by, changed, None, &details)?;
            distribute::distribute(tx, &lia_again, &[other], lia_again.actor.user)
        });
        let (deed, mut told) = (by(&house.lia), Vec::new());
        let killed = catch_unwind(AssertUnwindSafe(|| {
            undo_telling(&house.crm, &deed, Some(mutation.clone()), &mut |done, of| {
                told.push((done, of));
                assert!(told.len() < 2, "killed");
            })
        }));
        assert!(killed.is_err());
        assert!(told.iter().all(|(done, of)| (1..=80).contains(done) && *of == 130), "{told:?}");
        let done = usize::try_from(told[1].0).unwrap();
        let half = house.read({ let asking = by(&house.lia); move |tx| deeds::deeds(tx, &asking) });
        let half = half.iter().find(|deed| deed.uid == mutation).unwrap().clone();
        assert_eq!((half.undone, half.half_undone, half.changes, half.records.len()), (false, true, 130, 5));
        let rest = undo(&house.crm, &by(&house.lia), Some(mutation)).unwrap();
        assert_eq!((rest.restored, rest.kept.as_slice()), (MANY - done - 1, &["owner was changed since".to_owned()][..]));
        let owners = house.read(move |tx| {
            let mut owners = Vec::new();
            for id in accounts {
                owners.push(crmweb_store::accounts::by_id(tx, id)?.unwrap().owner);
            }
            Ok(owners)
        });
        let (ana, lia) = (house.ana.user, house.lia.user);
        assert_eq!(owners.iter().filter(|owner| **owner == Some(ana)).count(), MANY - 1);
        assert_eq!(owners[7], Some(lia), "what was changed since stays");
    }
}
