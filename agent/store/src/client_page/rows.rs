//! Rows of the database as the values of a client's page.

use super::cards::{AccountCard, ContactCard, OpenIncident, OpenOpportunity, Person};
use crate::engine::Row;
use crate::error::{Error, Result};
use crate::refs::{read_uid, read_word};
use crmweb_model::draft::Phone;
use crmweb_model::ids::{AccountId, ContactId, IncidentId, OpportunityId, UserId};
use crmweb_model::money::Money;
use crmweb_model::record::{ClientKind, Importance, IncidentStatus, PhoneKind, Priority};
use crmweb_model::time::{Day, Millis};

pub(super) fn contact(r: &Row) -> Result<ContactCard> {
    let channels: String = r.get(9)?;
    Ok(ContactCard {
        id: ContactId(r.get(0)?),
        uid: read_uid(r, 1)?,
        version: r.get(2)?,
        salutation: r.get(3)?,
        name: full_name(r, 4)?,
        department: r.get(6)?,
        language: r.get(7)?,
        kind: read_word(r, 8, ClientKind::from_name)?,
        do_not_contact: channels.split_whitespace().map(str::to_owned).collect(),
        created_at: Millis(r.get(10)?),
        owner: person(r, 11)?,
        addresses: Vec::new(),
        phones: Vec::new(),
        places: Vec::new(),
    })
}

pub(super) fn account(r: &Row) -> Result<AccountCard> {
    Ok(AccountCard {
        id: AccountId(r.get(0)?),
        uid: read_uid(r, 1)?,
        version: r.get(2)?,
        name: r.get(3)?,
        kind: read_word(r, 4, ClientKind::from_name)?,
        importance: read_word(r, 5, Importance::from_name)?,
        industry: r.get(6)?,
        status: r.get(7)?,
        city: r.get(8)?,
        country: r.get(9)?,
        web: r.get(10)?,
        created_at: Millis(r.get(11)?),
        owner: person(r, 12)?,
        phones: Vec::new(),
    })
}

pub(super) fn incident(r: &Row) -> Result<OpenIncident> {
    Ok(OpenIncident {
        id: IncidentId(r.get(0)?),
        uid: read_uid(r, 1)?,
        number: r.get(2)?,
        subject: r.get(3)?,
        priority: read_word(r, 4, Priority::from_name)?,
        status: read_word(r, 5, IncidentStatus::from_name)?,
        assignee: r.get::<Option<i64>>(6)?.map(UserId),
        contact: r.get::<Option<i64>>(7)?.map(ContactId),
        solve_by: r.get::<Option<i64>>(8)?.map(Millis),
        created_at: Millis(r.get(9)?),
    })
}

pub(super) fn opportunity(r: &Row) -> Result<OpenOpportunity> {
    let (minor, currency, close): (Option<i64>, String, Option<String>) = (r.get(5)?, r.get(6)?, r.get(7)?);
    let close = close.map(|day| Day::parse(&day)).transpose().map_err(|e| Error::Damaged(e.to_string()))?;
    Ok(OpenOpportunity {
        id: OpportunityId(r.get(0)?),
        uid: read_uid(r, 1)?,
        name: r.get(2)?,
        stage: r.get(3)?,
        probability: r.get(4)?,
        amount: minor.map(|minor| Money { minor, currency }),
        expected_close: close,
        next_step: r.get(8)?,
        owner: r.get::<Option<i64>>(9)?.map(UserId),
        created_at: Millis(r.get(10)?),
        planned: r.flag(11)?,
    })
}

pub(super) fn phone(r: &Row) -> Result<Phone> {
    Ok(Phone { kind: read_word(r, 0, PhoneKind::from_name)?, number: r.get(1)? })
}

/// Reads a user from column `i` on; nobody when the key is empty.
pub(super) fn person(r: &Row, i: usize) -> Result<Option<Person>> {
    let Some(id) = r.get::<Option<i64>>(i)? else { return Ok(None) };
    Ok(Some(Person { id: UserId(id), uid: read_uid(r, i + 1)?, name: r.get(i + 2)?, team: r.get(i + 3)? }))
}

pub(super) fn full_name(r: &Row, i: usize) -> Result<String> {
    let (first, last): (String, String) = (r.get(i)?, r.get(i + 1)?);
    Ok(format!("{first} {last}").trim().to_owned())
}
