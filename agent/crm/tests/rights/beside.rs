//! What stands beside one's own records and belongs to others: in calendars, lists, notices, the change log, an undo.

use crate::site::told::{before, document, planned, series};
use crate::site::{House, NOW, Site, task};
use crmweb_crm::audit::{self, Asked};
use crmweb_crm::calendar::{self, Item, Whom};
use crmweb_crm::contacted;
use crmweb_crm::persons::export;
use crmweb_crm::persons::{Who, personal_data};
use crmweb_crm::{
    By, Error, Result, accounts, activities, contacts, documents, outbox, undo, users, webhooks,
};
use crmweb_model::address::Address;
use crmweb_model::draft::{AccountDraft, ActivityDraft, Attendee, ContactDraft, Plan};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Actor, Grants, Right, Role, Scope};
use crmweb_model::time::Millis;
use crmweb_store::index::mailboxes::SecretPlace;
use crmweb_store::{Tx, documents as stored, users as people};
use crmweb_support::both_engines;

/// The one who acts, with every scoped right over one's own.
fn partner(house: &House) -> By {
    let own = Right::ALL.into_iter().filter(|right| right.is_scoped()).map(|right| (right, Scope::Own));
    acting(house, own.collect())
}

fn acting(house: &House, grants: Grants) -> By {
    By::new(Actor::new(house.me, "north", &[], &grants), NOW)
}

/// What belongs to somebody of another team.
fn others(house: &House) -> Site {
    house.site(house.owners().last().unwrap())
}

fn write<T: Send + 'static>(
    house: &House,
    by: &By,
    work: impl FnOnce(&mut Tx, &By) -> Result<T> + Send + 'static,
) -> Result<T> {
    let by = by.clone();
    house.crm.write(move |tx| work(tx, &by))
}

fn week(tx: &mut Tx, by: &By, whom: Whom) -> Result<Vec<Item>> {
    Ok(calendar::calendar(tx, by, whom, NOW, NOW.plus(7 * Millis::DAY))?.items)
}

both_engines! {
    fn an_invitation_of_somebody_else_shows_only_that_the_time_is_taken(engine: &Engine) {
        let house = House::build(engine);
        let (site, me) = (others(&house), partner(&house));
        let (uid, days) = write(&house, &me, move |tx, me| {
            let mine = people::by_id(tx, me.actor.user)?.unwrap().uid;
            let attendees = vec![Attendee { kind: RecordKind::User, uid: mine }];
            let draft = ActivityDraft { plan: Plan { attendees, ..series().plan }, ..series() };
            let uid = activities::add(tx, &By::new(site.person.actor(), NOW), &draft, None, &[])?.uid;
            Ok((uid, [week(tx, me, Whom::Me)?, week(tx, me, Whom::Team)?]))
        }).unwrap();
        for items in days {
            assert_eq!(items.len(), 3, "each day of the series");
            assert!(items.iter().all(|item| item.activity.uid == uid && item.busy));
        }
    }

    fn a_document_of_ones_own_is_on_the_first_page_however_many_others_there_are(engine: &Engine) {
        let house = House::build(engine);
        let (site, me) = (others(&house), partner(&house));
        let (mine, listed) = write(&house, &me, move |tx, me| {
            let mine = document(tx, &before(me), &[(RecordKind::Account, site.account.uid)])?.record.uid;
            for _ in 0..3 {
                document(tx, &site.boss, &[])?;
            }
            let asked = stored::Asked { limit: 1, ..stored::Asked::default() };
            Ok((mine, documents::list(tx, me, asked, None)?))
        }).unwrap();
        assert_eq!(listed.iter().map(|line| line.uid).collect::<Vec<_>>(), [mine]);
    }

    fn the_change_log_names_no_record_that_one_does_not_see_and_no_key_of_the_database(engine: &Engine) {
        let house = House::build(engine);
        let (site, me) = (others(&house), partner(&house));
        let (account, name) = (site.account.clone(), site.account.details.name.clone());
        let lines = write(&house, &me, move |tx, me| {
            let able = before(me);
            let mine = accounts::add_account(tx, &able, None, &AccountDraft { name: "Ale mele".into(), ..AccountDraft::default() })?;
            let task = activities::add(tx, &able, &task(), None, &[account.record(), mine.record()])?;
            let both = [(RecordKind::Account, account.uid), (RecordKind::Account, mine.uid)];
            let paper = document(tx, &able, &both)?.record;
            let mut told = Vec::new();
            let draft = AccountDraft { parent: Some(account.uid), ..mine.details.clone() };
            accounts::edit_account(tx, &able, mine.id, None, &draft)?;
            for record in [
                (RecordKind::Activity, task.uid),
                (RecordKind::Document, paper.uid),
                (RecordKind::Account, mine.uid),
            ] {
                for actor in [&me.actor, &able.actor] {
                    let asked = Asked { record: Some(record), limit: 50, ..Asked::default() };
                    let page = audit::audit(tx, actor, &asked)?;
                    told.push(format!("{:?}", page.lines.iter().map(|line| &line.fields).collect::<Vec<_>>()));
                }
            }
            Ok(told)
        }).unwrap();
        for (n, told) in lines.iter().enumerate() {
            assert!(told.contains("Ale mele"), "{told}");
            assert_eq!(told.contains(&name), n % 2 == 1, "{told}");
            assert!(!told.contains("account:"), "a key of the database: {told}");
        }
    }

    fn whoever_may_not_see_a_task_is_not_told_of_it_by_mail(engine: &Engine) {
        let house = House::build(engine);
        let me = partner(&house);
        let told = write(&house, &me, |tx, me| {
            let boss = before(me);
            let mut told = Vec::new();
            for (login, roles) in [("seer", vec![Role::User]), ("blind", vec![])] {
                let address = Address::parse(&format!("{login}@noi.example")).unwrap();
                let new = people::NewUser {
                    login: login.into(),
                    name: login.into(),
                    roles,
                    addresses: vec![address],
                    ..people::NewUser::default()
                };
                let uid = users::add_user(tx, &boss, &new)?.uid;
                activities::add(tx, &boss, &task(), Some(uid), &[])?;
                told.push(outbox::list(tx, &boss, None, None, 10)?.len());
            }
            Ok(told)
        }).unwrap();
        assert_eq!(told, [1, 1]);
    }

    fn whom_one_does_not_see_is_nobodys_client_before_one_writes(engine: &Engine) {
        let house = House::build(engine);
        let (site, me) = (others(&house), partner(&house));
        let to = Address::parse(&site.address()).unwrap();
        let warned = write(&house, &me, move |tx, me| {
            let contact = site.contact.record();
            crmweb_crm::claims::claim(tx, &site.boss, contact, crmweb_model::record::Purpose::Dealing, "")?;
            contacted::before_contact(tx, me, &[to], None, 7)
        }).unwrap();
        assert_eq!(warned, []);
    }

    fn a_task_takes_nobody_along_whom_one_does_not_see_and_keeps_whom_it_had(engine: &Engine) {
        let house = House::build(engine);
        let (site, me) = (others(&house), partner(&house));
        let attending = ActivityDraft {
            plan: Plan {
                attendees: vec![Attendee { kind: RecordKind::Contact, uid: site.contact.uid }],
                ..Plan::default()
            },
            ..planned()
        };
        let refused = write(&house, &me, {
            let attending = attending.clone();
            move |tx, me| activities::add(tx, me, &attending, None, &[])
        });
        assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
        let edited = write(&house, &me, move |tx, me| {
            let known = activities::add(tx, &before(me), &attending, None, &[])?;
            let draft = ActivityDraft { subject: "Altfel".into(), ..attending };
            activities::edit(tx, me, known.uid, None, &draft)
        }).unwrap();
        assert_eq!(edited.planning.attendees().len(), 1);
    }

    fn links_are_taken_back_only_by_whoever_may_still_change_them(engine: &Engine) {
        let house = House::build(engine);
        let (site, me) = (others(&house), partner(&house));
        let able = before(&me);
        let (task, contact) = (site.activity, site.contact.record());
        write(&house, &able, move |tx, by| activities::link(tx, by, task, contact)).unwrap();
        let deed = able.mutation.to_string();
        for by in [me.clone(), acting(&house, Grants::default())] {
            let refused = undo::undo(&house.crm, &by, Some(deed.clone()));
            assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
        }
        let administrator = By::new(Actor::new(house.me, "", &[Role::Administrator], &Grants::default()), NOW);
        let refused = undo::undo(&house.crm, &administrator, Some(deed.clone()));
        assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
        assert_eq!(undo::undo(&house.crm, &before(&me), Some(deed)).unwrap().restored, 1);
    }

    fn nobody_sends_away_by_webhook_what_one_does_not_see(engine: &Engine) {
        let house = House::build(engine);
        let grants = [(Right::Settings, Scope::All), (Right::Read, Scope::Own)].into_iter().collect();
        let by = acting(&house, grants);
        let draft = webhooks::WebhookDraft {
            name: "Hook".into(),
            url: "https://elsewhere.example/hook".into(),
            kinds: vec![],
            verbs: vec![],
            active: true,
        };
        let hook = write(&house, &before(&by), {
            let draft = draft.clone();
            move |tx, by| webhooks::add_webhook(tx, by, Uid::create(), &draft, SecretPlace::File)
        }).unwrap();
        let added = write(&house, &by, {
            let draft = draft.clone();
            move |tx, by| webhooks::add_webhook(tx, by, Uid::create(), &draft, SecretPlace::File)
        });
        let turned = write(&house, &by, move |tx, by| webhooks::edit_webhook(tx, by, hook.uid, None, &draft));
        assert!(matches!((added, turned), (Err(Error::Denied(_)), Err(Error::Denied(_)))));
    }

    fn the_data_of_a_person_are_neither_counted_nor_named_to_whoever_does_not_see_the_person(engine: &Engine) {
        let house = House::build(engine);
        let site = others(&house);
        let of = |scope: Scope| [(Right::Export, Scope::All), (Right::Read, scope)].into_iter().collect();
        let (blind, seeing) = (acting(&house, of(Scope::Own)), acting(&house, of(Scope::All)));
        let address = Who::Address(Address::parse(&site.address()).unwrap());
        for who in [Who::Record(RecordKind::Contact, site.contact.uid), address] {
            let refused = personal_data(&house.crm, &blind, &who);
            assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
        }
        let who = Who::Record(RecordKind::Contact, site.contact.uid);
        assert!(export::export_person(&house.crm, &seeing, &who, std::io::sink()).is_ok());
    }

    fn what_belongs_to_others_is_left_out_of_the_data_of_a_person(engine: &Engine) {
        let house = House::build(engine);
        let site = others(&house);
        let grants = [(Right::Export, Scope::All), (Right::Read, Scope::Own)].into_iter().collect();
        let me = acting(&house, grants);
        let uid = write(&house, &me, move |tx, me| {
            let draft = ContactDraft { first_name: "Mihai".into(), ..ContactDraft::default() };
            let mine = contacts::add_contact(tx, &before(me), None, &draft)?;
            let theirs = By::new(site.person.actor(), NOW);
            activities::add(tx, &theirs, &task(), None, &[mine.record()])?;
            document(tx, &theirs, &[(RecordKind::Contact, mine.uid)])?;
            Ok(mine.uid)
        }).unwrap();
        let who = Who::Record(RecordKind::Contact, uid);
        let done = export::export_person(&house.crm, &me, &who, std::io::sink()).unwrap();
        assert_eq!(done.left_out, 2, "the task and the document: {:?}", done.parts);
    }
}
