//! The clients and their people, who looks after them, and the words and groups they are found by.

use super::staff::{LEVELS, LOYALTY};
use super::{House, add};
use crmweb_crm::{Result, accounts, contacts, distribute, groups, records, tags};
use crmweb_demo::{Importance as Weight, SALES};
use crmweb_model::draft::{AccountDraft, ContactDraft, Phone, Position, Postal};
use crmweb_model::record::{Importance, PhoneKind, RecordKind, RecordRef};
use crmweb_store::Tx;

/// How the tag of those who buy much is called.
const BUYS_MUCH: &str = "Cumpără mult";

/// Adds the accounts and contacts; a leader gives every fourth client to a colleague.
pub fn enter(tx: &mut Tx, house: &mut House) -> Result<()> {
    for (number, account) in house.company.accounts.iter().enumerate() {
        let romanian = account.country == "RO";
        let draft = AccountDraft {
            name: account.name.clone(),
            importance: match account.importance {
                Weight::Key => Importance::Key,
                Weight::High => Importance::High,
                Weight::Normal => Importance::Normal,
            },
            industry: account.industry.clone(),
            employees: Some(8 + (number as i64 * 37) % 220),
            postal: Postal {
                city: account.city.clone(),
                country: account.country.clone(),
                ..Postal::default()
            },
            phones: vec![Phone { kind: PhoneKind::Phone, number: account.phone.clone() }],
            web: account.web.clone(),
            domains: vec![account.domain.clone()],
            vat_number: account.vat.clone(),
            registration_number: match romanian {
                true => {
                    format!("J{}/{}/{}", 1 + number * 7 % 40, 101 + number * 613 % 4_000, 1998 + number % 24)
                }
                false => String::new(),
            },
            ..AccountDraft::default()
        };
        let by = house.ago(0, 360 - number as i64 * 5);
        house.accounts.push(accounts::add_account(tx, &by, None, &draft)?);
    }
    for (number, person) in house.company.contacts.iter().enumerate() {
        let positions = house.accounts.get(person.account).map(|account| Position {
            account: account.uid,
            title: person.position.clone().unwrap_or_default(),
        });
        let draft = ContactDraft {
            first_name: person.first.clone(),
            last_name: person.last.clone(),
            positions: Vec::from_iter(positions),
            addresses: person.addresses.clone(),
            phones: Vec::from_iter(
                person.phone.iter().map(|it| Phone { kind: PhoneKind::Mobile, number: it.clone() }),
            ),
            language: person.language.clone(),
            ..ContactDraft::default()
        };
        let by = house.ago(0, 350 - number as i64 % 200);
        house.contacts.push(contacts::add_contact(tx, &by, None, &draft)?);
    }
    twins(tx, house)?;
    let (leader, staff) = (house.leader(SALES), house.actors.len());
    for (number, account) in house.accounts.iter().enumerate().filter(|(number, _)| number % 4 == 3) {
        let colleague = &house.actors[(1 + number / 4 % staff.saturating_sub(1).max(1)).min(staff - 1)];
        distribute::distribute(tx, &house.ago(leader, 60), &[account.record()], colleague.user)?;
    }
    Ok(())
}

/// A colleague has entered a client and one of its people a second time.
fn twins(tx: &mut Tx, house: &House) -> Result<()> {
    let known = &house.company.accounts;
    let Some(at) = known.iter().rposition(|it| it.country == "RO" && it.name.ends_with("SRL")) else {
        return Ok(());
    };
    let bare = known[at].name.trim_end_matches(" SRL");
    let draft = AccountDraft {
        name: format!("S.C. {} S.R.L.", crmweb_model::words::fold(bare).to_uppercase()),
        postal: Postal { city: known[at].city.clone(), country: "RO".into(), ..Postal::default() },
        phones: vec![Phone { kind: PhoneKind::Phone, number: known[at].phone.clone() }],
        ..AccountDraft::default()
    };
    let by = house.ago(house.actors.len() - 1, 20);
    let second = accounts::add_account(tx, &by, None, &draft)?;
    let named = |it: &&crmweb_demo::Contact| it.account == at && !it.last.is_empty() && it.phone.is_some();
    let Some(person) = house.company.contacts.iter().find(named) else { return Ok(()) };
    let draft = ContactDraft {
        first_name: person.first.clone(),
        last_name: person.last.clone(),
        positions: vec![Position { account: second.uid, title: String::new() }],
        phones: Vec::from_iter(
            person.phone.iter().map(|it| Phone { kind: PhoneKind::Mobile, number: it.clone() }),
        ),
        ..ContactDraft::default()
    };
    contacts::add_contact(tx, &by, None, &draft)?;
    Ok(())
}

/// Puts words on clients, their level of loyalty, and groups around some.
pub fn group(tx: &mut Tx, house: &mut House) -> Result<()> {
    let of = |wanted: &dyn Fn(&crmweb_demo::Account) -> bool| -> Vec<RecordRef> {
        let both = house.company.accounts.iter().zip(&house.accounts);
        both.filter(|(known, _)| wanted(known)).map(|(_, account)| account.record()).collect()
    };
    let words = [
        (BUYS_MUCH, "#2e7d32", of(&|it| it.importance != Weight::Normal)),
        ("Export", "#1565c0", of(&|it| it.country != "RO")),
        (
            "Plătește târziu",
            "#c62828",
            house.accounts.iter().skip(4).step_by(6).map(|it| it.record()).collect(),
        ),
    ];
    let mut last = None;
    for (word, colour, members) in words {
        let tag = tags::add(tx, &house.ago(0, 50), word, false, colour)?;
        tags::tag(tx, &house.ago(0, 50), tag.uid, &members)?;
        last = Some(tag.uid);
    }
    house.late_payers = last;
    let mine = tags::add(tx, &house.ago(0, 30), "De sunat vineri", true, "")?;
    let some: Vec<RecordRef> = house.accounts.iter().take(2).map(|account| account.record()).collect();
    tags::tag(tx, &house.ago(0, 30), mine.uid, &some)?;
    for (number, account) in house.accounts.iter().enumerate().filter(|(number, _)| number % 2 == 0) {
        let typed = [(LOYALTY.to_owned(), LEVELS[number / 2 % LEVELS.len()].to_owned())];
        records::edit(tx, &house.ago(0, 40), RecordKind::Account, account.uid, None, &typed)?;
    }
    let fields = [
        ("name", "Invitați la ziua porților deschise"),
        ("members", "contact"),
        ("description", "Câte o persoană de la fiecare client"),
    ];
    let group = add(tx, &house.ago(0, 25), RecordKind::Group, &fields)?;
    let guests: Vec<RecordRef> = (0..house.accounts.len())
        .filter_map(|at| house.person_of(at))
        .map(|person| person.record())
        .collect();
    groups::add_members(tx, &house.ago(0, 25), group.uid, &guests)?;
    Ok(())
}
