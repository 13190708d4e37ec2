//! The keys by which mail finds its clients.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod common;

use common::{author, crm, user};
use crmweb_model::address::Address;
use crmweb_model::draft::{AccountDraft, ContactDraft, Position};
use crmweb_model::ids::{AccountId, ContactId, Uid, UserId};
use crmweb_model::matching::Employee;
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::time::Millis;
use crmweb_store::keys::{self, Changes, by_address, by_addresses, changes, colleagues};
use crmweb_store::log::Author;
use crmweb_store::users::NewUser;
use crmweb_store::{Result, Tx, accounts, contacts, mailboxes, rules, users};
use crmweb_support::both_engines;

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn firm(tx: &mut Tx, by: &Author, name: &str, domains: &[&str], addresses: &[&str]) -> AccountId {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let details = AccountDraft {
        name: name.into(),
        domains: owned(domains),
        addresses: owned(addresses),
        ..AccountDraft::default()
    };
    accounts::insert(tx, by, Uid::create(), &details).unwrap()
}

fn person(tx: &mut Tx, by: &Author, name: &str, addresses: &[&str], at: &[AccountId]) -> ContactId {
    let position = |tx: &mut Tx, id: AccountId| Position {
        account: accounts::by_id(tx, id).unwrap().unwrap().uid,
        title: String::new(),
    };
    let details = ContactDraft {
        first_name: name.into(),
        addresses: addresses.iter().map(|text| (*text).to_owned()).collect(),
        positions: at.iter().map(|id| position(tx, *id)).collect(),
        ..ContactDraft::default()
    };
    contacts::insert(tx, by, Uid::create(), &details).unwrap()
}

fn told(found: &Changes) -> Vec<(String, bool)> {
    found.keys.iter().map(|key| (key.key.clone(), key.gone)).collect()
}

fn at(contact: ContactId, account: Option<AccountId>) -> Employee {
    Employee { contact, account }
}

both_engines! {
    fn people_are_known_by_address_and_where_they_work_mainly(engine: &Engine) {
        crm(engine).write(|tx| {
            let by = author(Some(user(tx, "ana")));
            let main = firm(tx, &by, "Firma", &["firma.example"], &["office@firma.example"]);
            let other = firm(tx, &by, "Alta", &[], &[]);
            let dan = person(tx, &by, "Dan", &["dan@firma.example", "dan@yahoo.ro"], &[main, other]);
            for known in by_addresses(tx, &[address("dan@firma.example"), address("dan@yahoo.ro")])? {
                assert_eq!(known.contacts, [at(dan, Some(main))]);
            }
            let office = by_address(tx, &address("office@firma.example"))?;
            assert_eq!((office.contacts.len(), office.accounts), (0, vec![main]));
            let stranger = by_address(tx, &address("new@firma.example"))?;
            assert_eq!((stranger.domain_accounts, stranger.taught), (vec![main], None));
            assert_eq!(by_address(tx, &address("who@yahoo.ro"))?, keys::Known::default());
            assert_eq!(by_addresses(tx, &[])?, []);
            // The next place of work takes over when the main one is deleted.
            accounts::delete(tx, &by, main)?;
            assert_eq!(by_address(tx, &address("dan@yahoo.ro"))?.contacts, [at(dan, Some(other))]);
            Result::Ok(())
        }).unwrap();
    }

    fn nobody_is_matched_by_a_deleted_record_until_it_is_back(engine: &Engine) {
        crm(engine).write(|tx| {
            let by = author(Some(user(tx, "ana")));
            let firm = firm(tx, &by, "Firma", &["firma.example"], &["office@firma.example"]);
            let dan = person(tx, &by, "Dan", &["dan@firma.example"], &[firm]);
            let all = [address("dan@firma.example"), address("office@firma.example"), address("x@firma.example")];
            let before = by_addresses(tx, &all)?;
            accounts::delete(tx, &by, firm)?;
            contacts::delete(tx, &by, dan)?;
            assert!(by_addresses(tx, &all)?.iter().all(|known| *known == keys::Known::default()));
            contacts::undelete(tx, &by, dan)?;
            accounts::undelete(tx, &by, firm)?;
            assert_eq!(by_addresses(tx, &all)?, before);
            Result::Ok(())
        }).unwrap();
    }

    fn who_resumes_hears_only_what_came_and_went(engine: &Engine) {
        crm(engine).write(|tx| {
            let by = author(Some(user(tx, "ana")));
            assert_eq!(changes(tx, None)?, Changes { version: 0, complete: true, keys: vec![] });
            let firm = firm(tx, &by, "Firma", &["firma.example"], &[]);
            let dan = person(tx, &by, "Dan", &["dan@a.example", "dan@b.example"], &[firm]);
            let all = changes(tx, None)?;
            assert!(all.complete);
            assert_eq!(all.keys.len(), 3);
            let known = contacts::by_id(tx, dan)?.unwrap();
            let moved = vec!["dan@b.example".to_owned(), "dan@c.example".to_owned()];
            contacts::update(tx, &by, &known, &ContactDraft { addresses: moved, ..known.details.clone() })?;
            let next = changes(tx, Some(all.version))?;
            assert!(!next.complete && next.version > all.version);
            assert_eq!(told(&next), [("dan@a.example".into(), true), ("dan@c.example".into(), false)]);
            assert_eq!(next.keys[0].record, RecordRef::new(RecordKind::Contact, dan.0));
            // What did not touch a key is no news.
            let known = contacts::by_id(tx, dan)?.unwrap();
            contacts::update(tx, &by, &known, &ContactDraft { department: "IT".into(), ..known.details.clone() })?;
            assert_eq!(changes(tx, Some(next.version))?, Changes { version: next.version, complete: false, keys: vec![] });
            // A version from another life means: everything again, without what is gone.
            let again = changes(tx, Some(next.version + 1_000))?;
            assert!(again.complete);
            assert_eq!(again.keys.len(), 3);
            Result::Ok(())
        }).unwrap();
    }

    fn colleagues_are_users_followed_mailboxes_and_the_companys_domains(engine: &Engine) {
        crm(engine).write(|tx| {
            let by = author(None);
            let new = NewUser {
                login: "ana".into(),
                addresses: vec![address("ana@us.example"), address("ana.privat@yahoo.ro")],
                ..NewUser::default()
            };
            let ana = users::insert(tx, &by, &new)?;
            let support = Uid::create();
            mailboxes::insert(tx, &by, support, &address("support@us.example"), None, ShareLevel::Everything)?;
            users::set_company_domains(tx, &by, &["us.example".into()])?;
            let (mut addresses, domains) = colleagues(tx)?;
            addresses.sort();
            assert_eq!(addresses, ["ana.privat@yahoo.ro", "ana@us.example", "support@us.example"]);
            assert_eq!(domains, ["us.example"]);
            let mailbox = mailboxes::by_uid(tx, support)?.unwrap();
            mailboxes::delete(tx, &by, &mailbox)?;
            let alone = users::User { addresses: vec![], ..ana.clone() };
            users::update(tx, &by, &ana, &alone)?;
            users::set_company_domains(tx, &by, &[])?;
            assert_eq!(colleagues(tx)?, (vec![], vec![]));
            assert!(mailboxes::by_uid(tx, support)?.is_none());
            Result::Ok(())
        }).unwrap();
    }

    fn what_was_taught_about_an_address_comes_first(engine: &Engine) {
        crm(engine).write(|tx| {
            let ana = user(tx, "ana");
            let by = author(Some(ana));
            let firm = firm(tx, &by, "Firma", &[], &[]);
            let dan = person(tx, &by, "Dan", &["office@firma.example"], &[firm]);
            let ion = person(tx, &by, "Ion", &["office@firma.example"], &[firm]);
            let office = address("office@firma.example");
            assert_eq!(by_address(tx, &office)?.contacts, [at(dan, Some(firm)), at(ion, Some(firm))]);
            let (a, c) = (RecordRef::new(RecordKind::Account, firm.0), RecordRef::new(RecordKind::Contact, ion.0));
            teach(tx, ana, &office, Some(c))?;
            assert_eq!(by_address(tx, &office)?.taught, Some(vec![c, a]), "with the account of the contact");
            contacts::delete(tx, &by, ion)?;
            assert_eq!(by_address(tx, &office)?.taught, None, "a rule for a deleted record does not speak");
            teach(tx, ana, &office, None)?;
            assert_eq!(by_address(tx, &office)?.taught, Some(vec![]), "nobody");
            assert_eq!(rules::of(tx, &office)?, Some(None));
            rules::remove(tx, &office)?;
            assert_eq!(by_address(tx, &office)?.taught, None);
            Result::Ok(())
        }).unwrap();
    }

    fn an_address_only_a_rule_knows_is_a_key_too(engine: &Engine) {
        crm(engine).write(|tx| {
            let ana = user(tx, "ana");
            let by = author(Some(ana));
            let firm = firm(tx, &by, "Firma", &[], &[]);
            let private = address("boss@yahoo.ro");
            teach(tx, ana, &private, Some(RecordRef::new(RecordKind::Account, firm.0)))?;
            assert_eq!(told(&changes(tx, None)?), [("boss@yahoo.ro".into(), false)]);
            let known = by_address(tx, &private)?;
            assert!(known.contacts.is_empty() && known.accounts.is_empty() && known.taught.is_some());
            teach(tx, ana, &private, None)?;
            assert_eq!(changes(tx, None)?.keys, [], "mail of nobody need not come");
            Result::Ok(())
        }).unwrap();
    }

    fn a_bounce_stays_known_while_addresses_change_around_it(engine: &Engine) {
        crm(engine).write(|tx| {
            let by = author(Some(user(tx, "ana")));
            let dan = person(tx, &by, "Dan", &["dan@a.example", "dan@b.example"], &[]);
            assert_eq!(contacts::mark_bounced(tx, &address("dan@b.example"), Millis(5))?, [dan]);
            let known = contacts::by_id(tx, dan)?.unwrap();
            let turned = vec!["dan@b.example".to_owned(), "dan@c.example".to_owned()];
            contacts::update(tx, &by, &known, &ContactDraft { addresses: turned, ..known.details.clone() })?;
            assert_eq!(contacts::bounced(tx, dan)?, [("dan@b.example".to_owned(), Millis(5))]);
            Result::Ok(())
        }).unwrap();
    }

    fn many_people_at_once_are_told_apart(engine: &Engine) {
        crm(engine).write(|tx| {
            let by = author(Some(user(tx, "ana")));
            let mut wanted = Vec::new();
            for n in 0..150 {
                let text = format!("p{n}@x.example");
                let contact = (n % 3 != 0).then(|| person(tx, &by, "P", &[&text], &[]));
                wanted.push((address(&text), contact));
            }
            let addresses: Vec<Address> = wanted.iter().map(|(address, _)| address.clone()).collect();
            let found = by_addresses(tx, &addresses)?;
            assert_eq!(found.len(), wanted.len());
            for (known, (address, contact)) in found.iter().zip(&wanted) {
                let contacts: Vec<ContactId> = known.contacts.iter().map(|e| e.contact).collect();
                assert_eq!(contacts, contact.iter().copied().collect::<Vec<_>>(), "{address}");
            }
            Result::Ok(())
        }).unwrap();
    }
}

fn teach(tx: &mut Tx, user: UserId, address: &Address, record: Option<RecordRef>) -> Result<i64> {
    rules::set(tx, address, record, user, Millis(1))
}
