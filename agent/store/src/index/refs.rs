//! What entries refer to: kept with each entry, and findable by id for mail that matched nobody.
//!
//! Ids are hashes: a mistake costs one question to the crm. Entries that are findable and match somebody by now do no
//! harm; who asks looks at the decision.

use super::EntryId;
use crate::engine::{Param, Tx};
use crate::error::Result;
use crmweb_model::mail::Envelope;
use crmweb_model::privacy::SkipReason;

use super::entries::{Decision, Verdict};

/// Packs what a mail refers to into the bytes of its entry.
pub(super) fn packed(envelope: &Envelope) -> Vec<u8> {
    envelope.references.iter().flat_map(|id| super::id_hash(id).to_be_bytes()).collect()
}

/// Reads [`packed`] back.
pub(super) fn unpacked(bytes: &[u8]) -> Vec<i64> {
    bytes.as_chunks().0.iter().map(|hash| i64::from_be_bytes(*hash)).collect()
}

/// Returns what an entry refers to.
pub(super) fn of_entry(tx: &mut Tx, id: EntryId) -> Result<Vec<i64>> {
    let found = tx.query_opt("SELECT refs FROM messages WHERE id = ?1", &[&id.0], |r| r.get::<Vec<u8>>(0))?;
    Ok(found.as_deref().map(unpacked).unwrap_or_default())
}

/// Makes an entry findable by what it refers to, if `verdict` leaves it to nobody.
pub(super) fn note(tx: &mut Tx, id: EntryId, packed: &[u8], verdict: &Verdict) -> Result<()> {
    if verdict.decision != Decision::Skipped(SkipReason::Unmatched) {
        return Ok(());
    }
    let hashes = unpacked(packed);
    let values: Vec<&dyn Param> = hashes.iter().flat_map(|hash| [hash as &dyn Param, &id.0]).collect();
    tx.insert_rows(
        "INSERT INTO message_refs (id_hash, message_id)",
        2,
        &values,
        "ON CONFLICT (id_hash, message_id) DO NOTHING",
    )
}

/// Like [`note`], for an entry decided anew.
pub(super) fn note_again(tx: &mut Tx, id: EntryId, verdict: &Verdict) -> Result<()> {
    if verdict.decision != Decision::Skipped(SkipReason::Unmatched) {
        return Ok(());
    }
    let refs = tx.query_opt("SELECT refs FROM messages WHERE id = ?1", &[&id.0], |r| r.get::<Vec<u8>>(0))?;
    note(tx, id, &refs.unwrap_or_default(), verdict)
}

/// Lists the entries that are findable by the id they refer to.
pub(super) fn answers(tx: &mut Tx, id_hash: i64) -> Result<Vec<EntryId>> {
    tx.query("SELECT message_id FROM message_refs WHERE id_hash = ?1", &[&id_hash], |r| r.get(0).map(EntryId))
}
