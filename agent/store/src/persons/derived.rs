//! What is derived of a record's texts, made anew after they were changed without an entry in the change log.

use crate::engine::Tx;
use crate::error::Result;
use crate::log::FieldChange;
use crate::{catalogued, custom, likeness, solutions, text_keys};
use crmweb_model::catalogue;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::words::fold;

/// Lets lists, past solutions and the search for duplicates find a record by what it says now, and by nothing else.
pub fn refresh(tx: &mut Tx, record: RecordRef) -> Result<()> {
    let Some(kind) = catalogue::of(record.kind) else { return Ok(()) };
    let Some(sheet) = catalogued::load(tx, kind, record.id)? else { return Ok(()) };
    for field in kind.fields {
        tx.execute(
            "DELETE FROM text_keys WHERE record_kind = ?1 AND field = ?2 AND record_id = ?3",
            &[&record.kind.as_str(), &field.name, &record.id],
        )?;
    }
    tx.execute(
        "DELETE FROM text_keys
         WHERE record_kind = ?1 AND record_id = ?2
           AND field IN (SELECT name FROM custom_fields WHERE record_kind = ?1)",
        &[&record.kind.as_str(), &record.id],
    )?;
    if sheet.deleted_at.is_none() {
        let texts = sheet.texts.into_iter().map(|(name, text)| (name.to_owned(), text));
        let texts = texts.chain(custom::values(tx, record)?);
        let now: Vec<FieldChange> =
            texts.map(|(name, text)| FieldChange::new(&name, None, Some(text))).collect();
        text_keys::follow(tx, record, &now)?;
    }
    match record.kind {
        RecordKind::Activity => subject(tx, record.id)?,
        RecordKind::Incident | RecordKind::Article => solutions::refresh(tx, record)?,
        RecordKind::Account | RecordKind::Contact | RecordKind::Lead => _ = likeness::refresh(tx, record)?,
        _ => {}
    }
    Ok(())
}

/// Activities are listed by the beginning of their subjects.
fn subject(tx: &mut Tx, id: i64) -> Result<()> {
    let subject: String =
        tx.query_one("SELECT subject FROM activities WHERE id = ?1", &[&id], |r| r.get(0))?;
    tx.execute("UPDATE activities SET subject_key = ?2 WHERE id = ?1", &[&id, &fold(&subject)])?;
    Ok(())
}
