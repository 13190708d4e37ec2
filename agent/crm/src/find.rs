//! The record somebody means: by id, key, address, number or name.

use crate::error::Result;
use crate::whose;
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Actor, Right, Scope, Whose};
use crmweb_model::subject::incident_number;
use crmweb_store::keys::{self, what};
use crmweb_store::paging::Page;
use crmweb_store::{Tx, accounts, contacts, incidents, names, records, refs, suggestions};

/// What a text led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// This record.
    One(RecordRef),
    /// One of these; the text fits several.
    Several(Vec<Candidate>),
    /// Nothing.
    Nothing,
}

/// A record that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The record.
    pub record: RecordRef,
    /// What people call it.
    pub name: String,
}

/// A record that may be meant, with what tells it from others of the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The record.
    pub record: RecordRef,
    /// What people call it.
    pub name: String,
    /// The account of a contact, the city of an account, the account of an incident or opportunity.
    pub detail: String,
}

/// The most candidates that are worth showing.
const MOST: usize = 20;
/// Records looked through for those of somebody who does not see all.
const LOOKED_THROUGH: usize = 200;

/// Finds what `text` names: an id, `contact:17`, a mail address, `INC-5K`, or a name, of which the beginning is enough.
/// What the actor may not see is not found.
pub fn record(tx: &mut Tx, viewer: &Actor, text: &str) -> Result<Found> {
    let (found, several) = match named(tx, text)? {
        Found::Nothing => return Ok(Found::Nothing),
        Found::One(record) => (vec![Candidate { record, name: String::new() }], false),
        Found::Several(candidates) => (candidates, true),
    };
    let seen = whose::seen(tx, viewer, found, |candidate| candidate.record)?;
    Ok(if several { among(seen) } else { seen.first().map_or(Found::Nothing, |one| Found::One(one.record)) })
}

fn named(tx: &mut Tx, text: &str) -> Result<Found> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Found::Nothing);
    }
    if let Ok(uid) = Uid::parse(text) {
        return Ok(records::by_uid(tx, uid)?.map_or(Found::Nothing, Found::One));
    }
    if let Some(record) = written(text) {
        return Ok(if refs::is_there(tx, record)? { Found::One(record) } else { Found::Nothing });
    }
    if let Ok(address) = Address::parse(text) {
        return by_address(tx, &address);
    }
    if let Some(number) = incident_number(text)
        && let Some(incident) = incidents::by_number(tx, number)?
    {
        return Ok(Found::One(RecordRef::new(RecordKind::Incident, incident.id.0)));
    }
    by_name(tx, text)
}

/// Reads `contact:17`.
fn written(text: &str) -> Option<RecordRef> {
    let (kind, id) = text.split_once(':')?;
    Some(RecordRef::new(RecordKind::from_name(kind)?, id.parse().ok()?))
}

/// Lists records of `kinds` that `text` may mean while it is typed, clients first: the beginning of a name or of one of
/// its words, of an address, a number.
pub fn suggest(
    tx: &mut Tx,
    viewer: &Actor,
    text: &str,
    kinds: &[RecordKind],
    most: usize,
) -> Result<Vec<Suggestion>> {
    viewer.may(Right::Read, Whose::Mine)?;
    let text = text.trim();
    let most = most.min(MOST);
    let mut found = Vec::new();
    if let Some(number) = incident_number(text)
        && kinds.contains(&RecordKind::Incident)
        && let Some(incident) = incidents::by_number(tx, number)?
        && incident.deleted_at.is_none()
    {
        found.push(incident.record());
    }
    if !text.is_empty() {
        // Whoever does not see everything has few of their own among many.
        let all = viewer.scope(Right::Read) == Some(Scope::All);
        found.extend(suggestions::starting(tx, text, kinds, if all { most } else { LOOKED_THROUGH })?);
    }
    let found = whose::seen(tx, viewer, found, |record| *record)?;
    let mut once: Vec<Suggestion> = Vec::new();
    for record in found {
        if once.len() < most && once.iter().all(|known| known.record != record) {
            let detail = suggestions::detail(tx, record)?;
            once.push(Suggestion { record, name: names::of(tx, record)?, detail });
        }
    }
    Ok(once)
}

fn by_address(tx: &mut Tx, address: &Address) -> Result<Found> {
    let holders = keys::holders(tx, what::ADDRESS, address.as_str())?;
    let known =
        |kind: RecordKind| matches!(kind, RecordKind::Contact | RecordKind::Account | RecordKind::Lead);
    let clients = holders.into_iter().filter(|r| known(r.kind));
    let mut candidates = Vec::new();
    for record in clients.take(MOST) {
        candidates.push(Candidate { record, name: names::of(tx, record)? });
    }
    Ok(among(candidates))
}

fn by_name(tx: &mut Tx, text: &str) -> Result<Found> {
    let mut exact: Vec<Candidate> = Vec::new();
    exact.extend(accounts::by_name(tx, text)?.into_iter().map(account));
    exact.extend(contacts::by_name(tx, text)?.into_iter().map(contact));
    if !exact.is_empty() {
        return Ok(among(exact));
    }
    let mut leads = suggestions::starting(tx, text, &[RecordKind::Lead], MOST)?;
    leads.sort_unstable();
    leads.dedup();
    let page = Page { prefix: text.into(), after: None, limit: MOST as i64 };
    let mut starting: Vec<Candidate> = Vec::new();
    starting.extend(accounts::list(tx, &page)?.into_iter().map(account));
    starting.extend(contacts::list(tx, &page)?.into_iter().map(contact));
    for lead in leads {
        starting.push(Candidate { record: lead, name: names::of(tx, lead)? });
    }
    Ok(among(starting))
}

fn account(line: accounts::Line) -> Candidate {
    Candidate { record: RecordRef::new(RecordKind::Account, line.id.0), name: line.name }
}

fn contact(line: contacts::Line) -> Candidate {
    let name = if line.account.is_empty() { line.name } else { format!("{} ({})", line.name, line.account) };
    Candidate { record: RecordRef::new(RecordKind::Contact, line.id.0), name }
}

fn among(mut candidates: Vec<Candidate>) -> Found {
    candidates.truncate(MOST);
    match candidates.as_slice() {
        [] => Found::Nothing,
        [one] => Found::One(one.record),
        _ => Found::Several(candidates),
    }
}
