//! Records found while their name is typed.

use crate::engine::Tx;
use crate::error::Result;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::words::fold;

/// What is looked through for a word inside a name, newest first: beyond, the beginning of the name is needed.
const LOOKED_THROUGH: i64 = 20_000;

/// Lists records of `kinds` whose name, one of its words, or address starts with `text`; at most `most` of each kind.
pub fn starting(tx: &mut Tx, text: &str, kinds: &[RecordKind], most: usize) -> Result<Vec<RecordRef>> {
    let from = fold(&text.replace('\0', " "));
    let to = format!("{from}\u{10ffff}");
    let inside = format!("% {}%", from.replace('!', "!!").replace('%', "!%").replace('_', "!_"));
    let most = most as i64;
    let mut found = Vec::new();
    for kind in kinds {
        let Some(table) = table(*kind) else { continue };
        // Subjects of incidents have no order: the newest ones are looked through.
        let ordered = if *kind == RecordKind::Incident { 0 } else { most };
        let mut of_kind = rows(
            tx,
            *kind,
            &format!(
                "SELECT id FROM {table}
                 WHERE name_key >= ?1 AND name_key < ?2 AND deleted_at IS NULL
                 ORDER BY name_key, id
                 LIMIT ?3"
            ),
            &[&from, &to, &ordered],
        )?;
        if (of_kind.len() as i64) < most {
            of_kind.extend(rows(
                tx,
                *kind,
                &format!(
                    "SELECT id FROM (
                         SELECT id, name_key FROM {table} WHERE deleted_at IS NULL ORDER BY id DESC LIMIT ?3
                     ) AS newest
                     WHERE ' ' || name_key LIKE ?1 ESCAPE '!'
                     ORDER BY name_key, id
                     LIMIT ?2"
                ),
                &[&inside, &most, &LOOKED_THROUGH],
            )?);
        }
        if matches!(kind, RecordKind::Contact | RecordKind::Account | RecordKind::Lead)
            && (of_kind.len() as i64) < most
        {
            of_kind.extend(rows(
                tx,
                *kind,
                "SELECT record_id FROM match_keys
                 WHERE what = 'address' AND key >= ?1 AND key < ?2 AND gone = 0 AND record_kind = ?4
                 ORDER BY key
                 LIMIT ?3",
                &[&from, &to, &most, &kind.as_str()],
            )?);
        }
        found.extend(of_kind);
    }
    Ok(found)
}

/// Returns what tells a record from others of the same name: where a contact works, where an account is, whose an
/// opportunity or incident is; may be empty.
pub fn detail(tx: &mut Tx, record: RecordRef) -> Result<String> {
    let sql = match record.kind {
        RecordKind::Account => "SELECT city FROM accounts WHERE id = ?1",
        RecordKind::Lead => "SELECT company FROM leads WHERE id = ?1",
        RecordKind::Contact => {
            "SELECT a.name
             FROM contact_accounts w
             JOIN accounts a ON a.id = w.account_id
             WHERE w.contact_id = ?1 AND a.deleted_at IS NULL
             ORDER BY w.position
             LIMIT 1"
        }
        RecordKind::Opportunity => {
            "SELECT a.name FROM opportunities o JOIN accounts a ON a.id = o.account_id WHERE o.id = ?1"
        }
        RecordKind::Incident => {
            "SELECT a.name FROM incidents i JOIN accounts a ON a.id = i.account_id WHERE i.id = ?1"
        }
        _ => return Ok(String::new()),
    };
    Ok(tx.query_opt(sql, &[&record.id], |r| r.get(0))?.unwrap_or_default())
}

fn table(kind: RecordKind) -> Option<&'static str> {
    match kind {
        RecordKind::Account => Some("accounts"),
        RecordKind::Contact => Some("contacts"),
        RecordKind::Lead => Some("leads"),
        RecordKind::Opportunity => Some("opportunities"),
        RecordKind::Incident => {
            Some("(SELECT id, deleted_at, subject_key AS name_key FROM incidents) AS incidents")
        }
        _ => None,
    }
}

fn rows(
    tx: &mut Tx,
    kind: RecordKind,
    sql: &str,
    params: &[&dyn crate::engine::Param],
) -> Result<Vec<RecordRef>> {
    tx.query(sql, params, |r| Ok(RecordRef::new(kind, r.get(0)?)))
}
