//! Rows that belong to a record of any kind: its history, conversations, documents, groups and tags. They move with
//! it into another one, or are shared with it.

use crate::engine::Tx;
use crate::error::Result;
use crate::timeline;
use crmweb_model::ids::ActivityId;
use crmweb_model::matching::Rule;
use crmweb_model::record::RecordRef;

/// A table of such rows: `record_kind`, `record_id`, and a key that a record has at most once.
#[derive(Debug, PartialEq, Eq)]
pub struct Carried {
    /// The table.
    pub table: &'static str,
    /// Its key beside the record.
    pub key: &'static str,
    /// Its other columns.
    rest: &'static [&'static str],
    /// A condition on the rows that count; the others stay where they are.
    only: &'static str,
}

const fn plain(table: &'static str, key: &'static str) -> Carried {
    Carried { table, key, rest: &["made_by", "made_at"], only: "1 = 1" }
}

/// The history: activities and mails.
pub const HISTORY: Carried = Carried {
    table: "activity_links",
    key: "activity_id",
    rest: &["rule", "evidence", "refused", "only_for", "made_by", "made_at"],
    only: "x.refused = 0",
};
/// The conversations whose next mails join.
pub const THREADS: Carried = Carried { table: "thread_records", key: "thread_id", rest: &[], only: "1 = 1" };
/// The documents.
pub const DOCUMENTS: Carried = plain("document_links", "document_id");
/// The groups.
pub const GROUPS: Carried = plain("group_members", "group_id");
/// The tags.
pub const TAGS: Carried = plain("record_tags", "tag_id");
/// What corrections taught of addresses.
pub const RULES: Carried = Carried { table: "match_rules", key: "id", rest: &[], only: "1 = 1" };

/// All of them, in the order in which they move.
pub const ALL: [&Carried; 6] = [&HISTORY, &THREADS, &DOCUMENTS, &GROUPS, &TAGS, &RULES];

/// Finds one by its table.
pub fn named(table: &str) -> Option<&'static Carried> {
    ALL.into_iter().find(|carried| carried.table == table)
}

/// Counts the rows of a record that another one does not have.
pub fn count(tx: &mut Tx, of: &Carried, from: RecordRef, to: RecordRef) -> Result<i64> {
    let sql = format!("SELECT COUNT(*) FROM {}", lacking(of));
    tx.query_one(&sql, &[&from.kind.as_str(), &from.id, &to.kind.as_str(), &to.id], |r| r.get(0))
}

/// Lists the next keys of a record that another one does not have, at most `limit`.
pub fn next(tx: &mut Tx, of: &Carried, from: RecordRef, to: RecordRef, limit: i64) -> Result<Vec<i64>> {
    let sql = format!("SELECT x.{key} FROM {} ORDER BY x.{key} LIMIT ?5", lacking(of), key = of.key);
    tx.query(&sql, &[&from.kind.as_str(), &from.id, &to.kind.as_str(), &to.id, &limit], |r| r.get(0))
}

fn lacking(of: &Carried) -> String {
    let Carried { table, key, only, .. } = of;
    format!(
        "{table} x
         WHERE x.record_kind = ?1 AND x.record_id = ?2 AND {only}
           AND NOT EXISTS (SELECT 1 FROM {table} y
                           WHERE y.{key} = x.{key} AND y.record_kind = ?3 AND y.record_id = ?4)"
    )
}

/// Gives a row of one record to another, which has none of this key; tells whether there was one.
pub fn shift(tx: &mut Tx, of: &Carried, key: i64, from: RecordRef, to: RecordRef) -> Result<bool> {
    let Carried { table, key: column, .. } = of;
    let sql = format!(
        "UPDATE {table}
         SET record_kind = ?4, record_id = ?5
         WHERE {column} = ?1 AND record_kind = ?2 AND record_id = ?3
           AND NOT EXISTS (SELECT 1 FROM {table} y
                           WHERE y.{column} = ?1 AND y.record_kind = ?4 AND y.record_id = ?5)"
    );
    let params = (from.kind.as_str(), to.kind.as_str());
    let moved = tx.execute(&sql, &[&key, &params.0, &from.id, &params.1, &to.id])? == 1;
    settle(tx, of, key)?;
    Ok(moved)
}

/// Gives a row of one record to another too. A link says that it came with the lead called `evidence`.
pub fn share(
    tx: &mut Tx,
    of: &Carried,
    key: i64,
    (from, to): (RecordRef, RecordRef),
    evidence: &str,
) -> Result<()> {
    let Carried { table, key: column, rest, .. } = of;
    let into: String = rest.iter().map(|column| format!(", {column}")).collect();
    let (rule, converted) = (of == &HISTORY, Rule::Converted.as_str());
    let values: String = rest
        .iter()
        .map(|column| match *column {
            "rule" if rule => ", CAST(?6 AS TEXT)".to_owned(),
            "evidence" if rule => ", CAST(?7 AS TEXT)".to_owned(),
            column => format!(", x.{column}"),
        })
        .collect();
    let sql = format!(
        "INSERT INTO {table} ({column}, record_kind, record_id{into})
         SELECT x.{column}, CAST(?4 AS TEXT), CAST(?5 AS BIGINT){values}
         FROM {table} x
         WHERE x.{column} = ?1 AND x.record_kind = ?2 AND x.record_id = ?3
         ON CONFLICT ({column}, record_kind, record_id) DO NOTHING"
    );
    let (one, other) = (from.kind.as_str(), to.kind.as_str());
    let mut params: Vec<&dyn crate::engine::Param> = vec![&key, &one, &from.id, &other, &to.id];
    if rule {
        params.extend([&converted as &dyn crate::engine::Param, &evidence]);
    }
    tx.execute(&sql, &params)?;
    settle(tx, of, key)
}

/// Takes a row away from a record that had it with [`share`]; a link that somebody made anew since stays. Tells
/// whether it went.
pub fn unshare(tx: &mut Tx, of: &Carried, key: i64, from: RecordRef) -> Result<bool> {
    let Carried { table, key: column, .. } = of;
    let only = if of == &HISTORY { "rule = 'converted'" } else { "1 = 1" };
    let sql =
        format!("DELETE FROM {table} WHERE {column} = ?1 AND record_kind = ?2 AND record_id = ?3 AND {only}");
    let gone = tx.execute(&sql, &[&key, &from.kind.as_str(), &from.id])? == 1;
    settle(tx, of, key)?;
    Ok(gone)
}

fn settle(tx: &mut Tx, of: &Carried, key: i64) -> Result<()> {
    if of == &HISTORY { timeline::refresh(tx, ActivityId(key)) } else { Ok(()) }
}
