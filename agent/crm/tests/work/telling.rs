//! Stories of reminders, and of what colleagues are told by mail.

use crate::house::{House, NOW, administrator, at, by, incident, task};
use crate::series::series;
use crmweb_crm::incidents::HandTo;
use crmweb_crm::{activities, incidents, outbox, remind};
use crmweb_model::draft::{ActivityDraft, Plan, Reminder};
use crmweb_model::ids::Uid;
use crmweb_model::record::{OutboxState, ReminderWay};
use crmweb_model::time::Millis;
use crmweb_store::log;
use crmweb_store::outbox::{Outgoing, Settled};
use crmweb_support::both_engines;

/// Everything in the outbox, oldest first.
fn mails(house: &House) -> Vec<Outgoing> {
    let admin = by(&administrator(house));
    let mut all = house.read(move |tx| outbox::list(tx, &admin, None, None, 100));
    all.reverse();
    all
}

fn reminding(mut draft: ActivityDraft, minutes: i64, way: ReminderWay) -> ActivityDraft {
    draft.plan.reminders.push(Reminder { minutes, way });
    draft
}

/// Gives what is due, as the worker does; tells how much.
fn remind_at(house: &House, now: &str) -> usize {
    let now = at(now);
    house.write(move |tx| remind::remind(tx, now))
}

/// The reminders shown on screens: the planned time, and whether it came late.
fn shown(house: &House, of: &crmweb_store::activities::Activity) -> Vec<String> {
    let record = of.record();
    let entries = house.read(move |tx| Ok(log::of_record(tx, record, 100)?));
    let given = entries.into_iter().rev().filter(|entry| entry.verb == "reminded");
    let value = |entry: &log::Entry, field: &str| {
        entry.fields.iter().find(|it| it.field == field).and_then(|it| it.new.clone()).unwrap_or_default()
    };
    given
        .map(|entry| format!("{} {}", value(&entry, "planned"), value(&entry, "late")).trim().to_owned())
        .collect()
}

both_engines! {
    fn a_reminder_is_given_once_when_it_is_due(engine: &Engine) {
        let house = House::build(engine);
        let draft = reminding(reminding(task("Sună"), 15, ReminderWay::Desktop), 60, ReminderWay::Mail);
        let ana = by(&house.ana);
        let added = house.write(move |tx| activities::add(tx, &ana, &draft, None, &[]));
        assert_eq!(remind_at(&house, "2026-11-25T05:59:59Z"), 0);
        assert_eq!(remind_at(&house, "2026-11-25T06:00:00Z"), 1);
        let sent = mails(&house);
        assert_eq!((sent.len(), sent[0].state, sent[0].mail.to_address.as_str()), (1, OutboxState::Queued, "ana@noi.example"));
        assert_eq!(sent[0].mail.subject, "Reminder: Sună");
        assert_eq!(sent[0].mail.text, "Sună\nWhen: 2026-11-25 09:00\n");
        assert_eq!(remind_at(&house, "2026-11-25T06:00:00Z"), 0, "once");
        assert_eq!(remind_at(&house, "2026-11-25T06:45:30Z"), 1);
        assert_eq!(shown(&house, &added), ["2026-11-25T09:00"]);
        assert_eq!(remind_at(&house, "2027-11-25T06:45:30Z"), 0);
        assert_eq!(mails(&house).len(), 1);
    }

    fn what_the_machine_slept_through_is_given_once_and_says_it_is_late(engine: &Engine) {
        let house = House::build(engine);
        let draft = reminding(series("Raport", "2026-11-25T09:00", "FREQ=DAILY"), 15, ReminderWay::Desktop);
        let ana = by(&house.ana);
        let daily = house.write(move |tx| activities::add(tx, &ana, &draft, None, &[]));
        assert_eq!(remind_at(&house, "2026-11-25T06:45:00Z"), 1);
        // Five days later, between two occurrences.
        assert_eq!(remind_at(&house, "2026-11-30T12:00:00Z"), 1);
        assert_eq!(remind_at(&house, "2026-11-30T12:00:01Z"), 0);
        assert_eq!(shown(&house, &daily), ["2026-11-25T09:00", "2026-11-26T09:00 yes"]);
        assert_eq!(remind_at(&house, "2026-12-01T06:45:00Z"), 1);
        assert_eq!(shown(&house, &daily)[2], "2026-12-01T09:00");
    }

    fn a_reminder_whose_giving_was_cut_short_is_given_again(engine: &Engine) {
        let house = House::build(engine);
        let draft = reminding(reminding(task("Sună"), 15, ReminderWay::Desktop), 15, ReminderWay::Mail);
        let ana = by(&house.ana);
        let added = house.write(move |tx| activities::add(tx, &ana, &draft, None, &[]));
        let due = at("2026-11-25T06:45:00Z");
        let killed = house.refused(move |tx| {
            assert_eq!(remind::remind(tx, due)?, 2);
            Err::<(), _>(crmweb_crm::Error::Conflict("killed before the commit".into()))
        });
        assert_eq!(killed.code(), "crm.conflict");
        assert_eq!((shown(&house, &added).len(), mails(&house).len()), (0, 0), "nothing of it has happened");
        assert!(house.read(move |tx| remind::is_due(tx, due)));
        assert_eq!(remind_at(&house, "2026-11-25T06:45:00Z"), 2);
        assert_eq!((shown(&house, &added).len(), mails(&house).len()), (1, 1));
        assert!(!house.read(move |tx| remind::is_due(tx, due)));
    }

    fn a_reminder_follows_the_plan(engine: &Engine) {
        let house = House::build(engine);
        let draft = reminding(task("Sună"), 15, ReminderWay::Desktop);
        let ana = by(&house.ana);
        let added = house.write({ let ana = ana.clone(); move |tx| activities::add(tx, &ana, &draft, None, &[]) });
        house.write({ let ana = ana.clone(); move |tx| activities::move_to(tx, &ana, added.uid, None, (None, activities::Scope::One), ("2026-11-26T09:00", None)) });
        assert_eq!(remind_at(&house, "2026-11-25T23:00:00Z"), 0, "it was moved");
        assert_eq!(remind_at(&house, "2026-11-26T06:45:00Z"), 1);
        let mut later = ana.clone();
        later.at = at("2026-11-26T06:50:00Z");
        house.write({ let later = later.clone(); move |tx| {
            let now = activities::find(tx, &later, added.uid)?;
            let form = ActivityDraft { subject: "Sună-l".into(), ..activities::draft_of(tx, &now)? };
            activities::edit(tx, &later, added.uid, None, &form)
        }});
        assert_eq!(remind_at(&house, "2026-11-26T06:51:00Z"), 0, "an edit does not remind again");
        house.write(move |tx| activities::complete(tx, &later, added.uid, None));
        assert_eq!(remind_at(&house, "2027-11-26T06:51:00Z"), 0);
        let past = reminding(ActivityDraft { planned: Some("2026-11-20T09:00".into()), ..task("Vechi") }, 15, ReminderWay::Mail);
        house.write(move |tx| activities::add(tx, &ana, &past, None, &[]));
        assert_eq!(remind_at(&house, "2026-11-26T07:00:00Z"), 0, "nobody is reminded of the past");
    }

    fn who_gets_a_task_or_incident_is_told_in_their_language(engine: &Engine) {
        let house = House::build(engine);
        let (lia, dan, ana_uid) = (by(&house.lia), house.dan_uid, house.ana_uid);
        let mine = house.write({ let lia = lia.clone(); move |tx| activities::add(tx, &lia, &task("al meu"), None, &[]) });
        assert!(mails(&house).is_empty(), "nobody is told what they did themselves");
        let giving = by(&house.lia);
        house.write({ let giving = giving.clone(); move |tx| activities::assign(tx, &giving, mine.uid, None, dan) });
        let told = mails(&house).remove(0);
        assert_eq!((told.mail.to_address.as_str(), told.mail.language.as_str()), ("dan@noi.example", "ro"));
        assert_eq!(told.mail.subject, "De făcut: al meu");
        assert!(told.mail.text.starts_with("lia v-a dat: al meu\nCând: 2026-11-25 09:00"), "{}", told.mail.text);
        assert_eq!((told.mail.about, told.mutation), (Some(mine.record()), giving.mutation.to_string()));
        assert!(told.message_id.ends_with("@noi.example"), "{}", told.message_id);
        house.write({ let lia = lia.clone(); move |tx| activities::assign(tx, &lia, mine.uid, None, dan) });
        assert_eq!(mails(&house).len(), 1, "who has it already is not told again");
        let (draft, ana) = (incident(&house), by(&house.ana));
        let logged = house.write({ let ana = ana.clone(); move |tx| incidents::log(tx, &ana, &draft) });
        house.write({ let ana = ana.clone(); move |tx| incidents::hand_on(tx, &ana, logged.uid, None, &HandTo::User(ana_uid)) });
        assert_eq!(mails(&house).len(), 1);
        house.write(move |tx| incidents::hand_on(tx, &ana, logged.uid, None, &HandTo::User(dan)));
        assert!(mails(&house)[1].mail.text.contains("v-a dat incidentul"), "{:?}", mails(&house)[1]);
        crmweb_crm::undo::undo(&house.crm, &lia, Some(giving.mutation.to_string())).unwrap();
        assert_eq!(mails(&house)[0].state, OutboxState::Cancelled, "an undone deed tells nobody");
    }

    fn only_an_administrator_sees_the_outbox_and_withdraws(engine: &Engine) {
        let house = House::build(engine);
        let (lia, dan) = (by(&house.lia), house.dan_uid);
        house.write({ let lia = lia.clone(); move |tx| activities::add(tx, &lia, &task("x"), Some(dan), &[]) });
        assert_eq!(house.refused({ let lia = lia.clone(); move |tx| outbox::list(tx, &lia, None, None, 9) }).code(), "crm.denied");
        let uid = mails(&house)[0].uid;
        assert_eq!(house.refused(move |tx| outbox::cancel(tx, &lia, uid)).code(), "crm.denied");
        let admin = by(&administrator(&house));
        let gone = house.write({ let admin = admin.clone(); move |tx| outbox::cancel(tx, &admin, uid) });
        assert_eq!(gone.state, OutboxState::Cancelled);
        assert_eq!(house.refused({ let admin = admin.clone(); move |tx| outbox::cancel(tx, &admin, uid) }).code(), "crm.conflict");
        assert_eq!(house.refused(move |tx| outbox::cancel(tx, &admin, Uid::create())).code(), "crm.not-found");
        let leased = house.write(move |tx| Ok(crmweb_store::outbox::lease(tx, "w", NOW, NOW.plus(60_000), 9)?));
        assert!(leased.is_empty());
    }

    fn two_workers_never_take_the_same_mail(engine: &Engine) {
        const MAILS: usize = 60;
        let house = House::build(engine);
        let (lia, dan) = (by(&house.lia), house.dan_uid);
        house.write(move |tx| {
            for n in 0..MAILS {
                activities::add(tx, &lia, &task(&format!("x{n}")), Some(dan), &[])?;
            }
            Ok(())
        });
        let location = match engine.location() {
            crmweb_support::Location::Sqlite(path) => crmweb_store::Location::File(path.clone()),
            crmweb_support::Location::Postgres(url) => crmweb_store::Location::Server(url.clone()),
        };
        let workers: Vec<_> = ["a", "b", "c"].into_iter().map(|name| {
            let mut db = location.open().unwrap();
            std::thread::spawn(move || {
                let mut mine = Vec::new();
                loop {
                    let durability = crmweb_store::engine::Durability::Full;
                    let taken = db.write(durability, |tx| crmweb_store::outbox::lease(tx, name, NOW, NOW.plus(60_000), 7)).unwrap();
                    if taken.is_empty() && db.read(|tx| crmweb_store::outbox::list(tx, Some(OutboxState::Queued), crmweb_model::ids::OutboxId(i64::MAX), 1)).unwrap().is_empty() {
                        return mine;
                    }
                    for mail in taken {
                        assert!(db.write(durability, |tx| crmweb_store::outbox::settle(tx, mail.id, name, &Settled::Sent, NOW)).unwrap());
                        mine.push(mail.id);
                    }
                }
            })
        }).collect();
        let mut all: Vec<_> = workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect();
        all.sort();
        assert_eq!(all.len(), MAILS);
        all.dedup();
        assert_eq!(all.len(), MAILS, "each once");
    }

    fn a_mail_whose_worker_died_is_uncertain_and_never_taken_again(engine: &Engine) {
        use crmweb_store::outbox as store;
        let house = House::build(engine);
        let (lia, dan) = (by(&house.lia), house.dan_uid);
        house.write(move |tx| {
            for subject in ["unu", "doi", "trei"] {
                activities::add(tx, &lia, &task(subject), Some(dan), &[])?;
            }
            Ok(())
        });
        let later = NOW.plus(60_000);
        let taken = house.write(move |tx| Ok(store::lease(tx, "w", NOW, later, 2)?));
        assert_eq!(taken.iter().map(|mail| (mail.state, mail.attempts)).collect::<Vec<_>>(), [(OutboxState::Sending, 1); 2]);
        let (first, second) = (taken[0].id, taken[1].id);
        let again = NOW.plus(Millis::DAY);
        house.write(move |tx| {
            assert!(!store::settle(tx, first, "another", &Settled::Sent, NOW)?, "it is not the other's");
            assert!(store::settle(tx, first, "w", &Settled::Retry(again, "451 later".into()), NOW)?);
            assert!(!store::settle(tx, first, "w", &Settled::Sent, NOW)?, "settled once");
            assert!(!store::cancel(tx, second, NOW)?, "too late");
            assert_eq!(store::expire(tx, later.plus(-1))?, 0);
            assert_eq!(store::expire(tx, later)?, 1);
            assert!(!store::settle(tx, second, "w", &Settled::Sent, later)?, "nobody knows any more");
            Ok(())
        });
        let states: Vec<_> = mails(&house).iter().map(|mail| mail.state).collect();
        assert_eq!(states, [OutboxState::Retry, OutboxState::Uncertain, OutboxState::Queued]);
        let taken = house.write(move |tx| Ok(store::lease(tx, "w", again.plus(-1), again, 9)?));
        assert_eq!(taken.len(), 1, "a mail refused for now waits its time");
        let taken = house.write(move |tx| Ok(store::lease(tx, "w", again, again.plus(9), 9)?));
        assert_eq!(taken.iter().map(|mail| (mail.id, mail.attempts)).collect::<Vec<_>>(), [(first, 2)]);
    }

    fn a_plan_without_reminders_has_none(engine: &Engine) {
        let house = House::build(engine);
        let ana = by(&house.ana);
        house.write(move |tx| activities::add(tx, &ana, &ActivityDraft { plan: Plan::default(), ..task("x") }, None, &[]));
        assert_eq!(remind_at(&house, "2030-01-01T00:00:00Z"), 0);
    }
}
