//! What rows about plans, notices and documents need of a site, made when they need it.

use super::{NOW, Site, task};
use crmweb_crm::activities;
use crmweb_crm::documents::{self, Bytes, Document, NewDocument};
use crmweb_crm::{By, Error, Result, records};
use crmweb_model::draft::{ActivityDraft, Plan};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Actor, Grants, Role};
use crmweb_store::Tx;
use crmweb_store::activities::Activity;

/// When what is planned begins, in Bucharest.
pub const PLANNED: &str = "2026-11-26T10:00";

/// Whoever the site belongs to.
pub fn owner(s: &Site) -> By {
    By::new(s.person.actor(), NOW)
}

/// The one who acts, with all rights: for what must have been done before.
pub fn before(by: &By) -> By {
    By::new(Actor::new(by.actor.user, &by.actor.team, &Role::ALL, &Grants::default()), NOW)
}

/// What was looked for is in what the verb shows; otherwise it is hidden.
pub fn found(there: bool) -> Result<()> {
    if there { Ok(()) } else { Err(Error::Unknown("such thing in what is shown".into())) }
}

/// The queue that the company has.
pub fn queue(tx: &mut Tx, by: &By) -> Result<()> {
    records::add(tx, by, RecordKind::Queue, None, &[("name".into(), "printers".into())]).map(drop)
}

/// A task with a time.
pub fn planned() -> ActivityDraft {
    ActivityDraft { planned: Some(PLANNED.into()), zone: Some("Europe/Bucharest".into()), ..task() }
}

/// Something that takes place every day, three times.
pub fn series() -> ActivityDraft {
    ActivityDraft { plan: Plan { rule: Some("FREQ=DAILY;COUNT=3".into()), ..Plan::default() }, ..planned() }
}

/// An activity of the owner's.
pub fn activity(tx: &mut Tx, s: &Site, draft: &ActivityDraft) -> Result<Activity> {
    activities::add(tx, &owner(s), draft, None, &[])
}

/// Bytes of a file; nobody reads them here.
pub fn bytes(of: char) -> Bytes {
    Bytes { sha256: of.to_string().repeat(64), size: 5 }
}

/// A document that belongs to these records.
pub fn document(tx: &mut Tx, by: &By, links: &[(RecordKind, Uid)]) -> Result<Document> {
    let new =
        NewDocument { file_name: "contract.pdf".into(), links: links.to_vec(), ..NewDocument::default() };
    documents::add_document(tx, by, &new, &bytes('a'))
}
