//! What a client's page shows beside its history, in few and bounded queries: it is asked for with every mail that is
//! opened.

mod cards;
mod rows;

pub use cards::{AccountCard, Colleague, ContactCard, OpenIncident, OpenOpportunity, Person, Place};

use self::rows::{account, contact, full_name, incident, opportunity, person, phone};
use crate::dialect::placeholders;
use crate::engine::{Param, Tx};
use crate::error::Result;
use crate::refs::read_uid;
use crate::timeline::Item;
use crmweb_model::ids::{AccountId, ActivityId, ContactId, UserId};
use crmweb_model::time::Millis;
use std::collections::BTreeMap;

/// The most addresses, phones and places of work that a card shows.
const MOST_ON_CARD: i64 = 20;
/// The most open incidents or opportunities that are looked at; beyond, a count says "at least".
pub const MOST_OPEN: i64 = 50;
/// The most colleagues of a contact whose last contact is compared.
const MOST_COLLEAGUES: i64 = 30;

/// Loads the card of a contact that is not deleted.
pub fn contact_card(tx: &mut Tx, id: ContactId) -> Result<Option<ContactCard>> {
    let found = tx.query_opt(
        "SELECT c.id, c.uid, c.version, c.salutation, c.first_name, c.last_name, c.department, c.language, c.kind,
                c.do_not_contact, c.created_at, u.id, u.uid, u.name, u.team
         FROM contacts c
         LEFT JOIN users u ON u.id = c.owner_id
         WHERE c.id = ?1 AND c.deleted_at IS NULL",
        &[&id.0],
        contact,
    )?;
    let Some(mut card) = found else { return Ok(None) };
    card.addresses = tx.query(
        "SELECT address FROM contact_addresses WHERE contact_id = ?1 ORDER BY position, address LIMIT ?2",
        &[&id.0, &MOST_ON_CARD],
        |r| r.get(0),
    )?;
    card.phones = tx.query(
        "SELECT kind, number FROM contact_phones WHERE contact_id = ?1 ORDER BY position LIMIT ?2",
        &[&id.0, &MOST_ON_CARD],
        phone,
    )?;
    card.places = tx.query(
        "SELECT a.id, a.uid, a.name, p.title
         FROM contact_accounts p
         JOIN accounts a ON a.id = p.account_id
         WHERE p.contact_id = ?1 AND a.deleted_at IS NULL
         ORDER BY p.position, a.id
         LIMIT ?2",
        &[&id.0, &MOST_ON_CARD],
        |r| {
            Ok(Place {
                account: AccountId(r.get(0)?),
                uid: read_uid(r, 1)?,
                name: r.get(2)?,
                title: r.get(3)?,
            })
        },
    )?;
    Ok(Some(card))
}

/// Loads the card of an account that is not deleted.
pub fn account_card(tx: &mut Tx, id: AccountId) -> Result<Option<AccountCard>> {
    let found = tx.query_opt(
        "SELECT a.id, a.uid, a.version, a.name, a.kind, a.importance, a.industry, a.status, a.city, a.country, a.web,
                a.created_at, u.id, u.uid, u.name, u.team
         FROM accounts a
         LEFT JOIN users u ON u.id = a.owner_id
         WHERE a.id = ?1 AND a.deleted_at IS NULL",
        &[&id.0],
        account,
    )?;
    let Some(mut card) = found else { return Ok(None) };
    card.phones = tx.query(
        "SELECT kind, number FROM account_phones WHERE account_id = ?1 ORDER BY position LIMIT ?2",
        &[&id.0, &MOST_ON_CARD],
        phone,
    )?;
    Ok(Some(card))
}

const INCIDENTS: &str =
    "SELECT id, uid, number, subject, priority, status, assignee_id, contact_id, solve_by, created_at
     FROM incidents";

/// Lists the newest open incidents that a contact reported or, where these leave room, an account has: each once, at
/// most [`MOST_OPEN`].
pub fn open_incidents(
    tx: &mut Tx,
    contact: Option<ContactId>,
    account: Option<AccountId>,
) -> Result<Vec<OpenIncident>> {
    let mut found = Vec::new();
    for (column, id) in [("contact_id", contact.map(|c| c.0)), ("account_id", account.map(|a| a.0))] {
        let Some(id) = id.filter(|_| found.len() < MOST_OPEN as usize) else { continue };
        let sql = format!(
            "{INCIDENTS} WHERE {column} = ?1 AND open = 1 AND deleted_at IS NULL ORDER BY id DESC LIMIT ?2"
        );
        found.extend(tx.query(&sql, &[&id, &MOST_OPEN], incident)?);
    }
    found.sort_by_key(|incident| std::cmp::Reverse(incident.id));
    found.dedup_by_key(|incident| incident.id);
    found.truncate(MOST_OPEN as usize);
    Ok(found)
}

const OPPORTUNITIES: &str = "SELECT o.id, o.uid, o.name, s.name, o.probability, o.amount, o.currency, o.expected_close, o.next_step,
            o.owner_id, o.created_at,
            (SELECT COUNT(*) FROM (
                 SELECT 1 FROM timeline t
                 WHERE t.record_kind = 'opportunity' AND t.record_id = o.id AND t.open = 1 AND t.viewer_id IN (0, ?2)
                 LIMIT 1) AS one)
     FROM opportunities o
     JOIN stages s ON s.id = o.stage_id";

/// Lists the newest open opportunities with a contact or, where these leave room, of an account: each once, at most
/// [`MOST_OPEN`].
pub fn open_opportunities(
    tx: &mut Tx,
    contact: Option<ContactId>,
    account: Option<AccountId>,
    viewer: UserId,
) -> Result<Vec<OpenOpportunity>> {
    let mut found = Vec::new();
    if let Some(contact) = contact {
        let sql = format!(
            "{OPPORTUNITIES}
             JOIN opportunity_contacts c ON c.opportunity_id = o.id
             WHERE c.contact_id = ?1 AND o.outcome = 'open' AND o.deleted_at IS NULL
             ORDER BY c.opportunity_id DESC LIMIT ?3"
        );
        found.extend(tx.query(&sql, &[&contact.0, &viewer.0, &MOST_OPEN], opportunity)?);
    }
    if let Some(account) = account.filter(|_| found.len() < MOST_OPEN as usize) {
        let sql = format!(
            "{OPPORTUNITIES}
             WHERE o.account_id = ?1 AND o.outcome = 'open' AND o.deleted_at IS NULL
             ORDER BY o.id DESC LIMIT ?3"
        );
        found.extend(tx.query(&sql, &[&account.0, &viewer.0, &MOST_OPEN], opportunity)?);
    }
    found.sort_by_key(|opportunity| std::cmp::Reverse(opportunity.id));
    found.dedup_by_key(|opportunity| opportunity.id);
    found.truncate(MOST_OPEN as usize);
    Ok(found)
}

/// Lists others who work at an account, the most recently heard of first, at most `limit`, as `viewer` may see it.
///
/// Of a company with very many contacts, the first thirty are compared.
pub fn colleagues(
    tx: &mut Tx,
    account: AccountId,
    but: Option<ContactId>,
    viewer: UserId,
    limit: usize,
) -> Result<Vec<Colleague>> {
    let mut found = tx.query(
        "SELECT c.id, c.uid, c.first_name, c.last_name, p.title,
                (SELECT MAX(t.at) FROM timeline t
                 WHERE t.record_kind = 'contact' AND t.record_id = c.id AND t.open = 0 AND t.viewer_id = 0),
                (SELECT MAX(t.at) FROM timeline t
                 WHERE t.record_kind = 'contact' AND t.record_id = c.id AND t.open = 0 AND t.viewer_id = ?3)
         FROM (SELECT contact_id, account_id, title
               FROM contact_accounts
               WHERE account_id = ?1 AND contact_id <> ?2
               ORDER BY contact_id
               LIMIT ?4) AS p
         JOIN contacts c ON c.id = p.contact_id
         WHERE c.deleted_at IS NULL",
        &[&account.0, &but.map_or(0, |c| c.0), &viewer.0, &MOST_COLLEAGUES],
        |r| {
            let (all, own): (Option<i64>, Option<i64>) = (r.get(5)?, r.get(6)?);
            Ok(Colleague {
                id: ContactId(r.get(0)?),
                uid: read_uid(r, 1)?,
                name: full_name(r, 2)?,
                title: r.get(4)?,
                last: all.max(own).map(Millis),
            })
        },
    )?;
    found.sort_by_key(|colleague| (std::cmp::Reverse(colleague.last), colleague.id));
    found.truncate(limit);
    Ok(found)
}

/// Returns the planned local time and zone, as entered, of these activities.
pub fn planned_times(tx: &mut Tx, items: &[Item]) -> Result<BTreeMap<ActivityId, (String, String)>> {
    if items.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = format!(
        "SELECT id, planned, COALESCE(zone, '') FROM activities WHERE planned IS NOT NULL AND id IN ({})",
        placeholders(1, items.len())
    );
    let ids: Vec<i64> = items.iter().map(|item| item.activity.0).collect();
    let params: Vec<&dyn Param> = ids.iter().map(|id| id as &dyn Param).collect();
    let found = tx.query(&sql, &params, |r| Ok((ActivityId(r.get(0)?), (r.get(1)?, r.get(2)?))))?;
    Ok(found.into_iter().collect())
}

/// Returns the users with these keys.
pub fn people(tx: &mut Tx, mut ids: Vec<UserId>) -> Result<BTreeMap<UserId, Person>> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = format!("SELECT id, uid, name, team FROM users WHERE id IN ({})", placeholders(1, ids.len()));
    let params: Vec<&dyn Param> = ids.iter().map(|id| &id.0 as &dyn Param).collect();
    let found = tx.query(&sql, &params, |r| person(r, 0))?;
    Ok(found.into_iter().flatten().map(|person| (person.id, person)).collect())
}
