//! How the records of a page are found: by a condition that few fulfil, or one after another in the order of the list.
//!
//! Neither engine can know how rare a value is before it looks (SQLite keeps no such figures, PostgreSQL only guesses),
//! so a few hundred entries of an index are counted first.

use super::Query;
use super::field::{self, Context};
use super::related::{self, GROUPS, TAGS};
use super::sql::Sql;
use super::{condition, seen};
use crate::engine::Tx;
use crate::error::Result;
use crmweb_model::catalogue::{self, At, Type};
use crmweb_model::filter::{Condition, Relation, Source, Test, TextTest};
use crmweb_model::record::RecordKind;

/// Columns of the records' own tables that have an index.
const INDEXED: [(RecordKind, &[&str]); 8] = [
    (RecordKind::Account, &["name_key", "owner_id", "parent_id", "created_at", "updated_at"]),
    (RecordKind::Contact, &["name_key", "owner_id", "created_at", "updated_at"]),
    (
        RecordKind::Lead,
        &["name_key", "owner_id", "status", "created_at", "account_id", "contact_id", "campaign_id"],
    ),
    (
        RecordKind::Opportunity,
        &["name_key", "owner_id", "account_id", "stage_id", "outcome", "created_at", "expected_close"],
    ),
    (
        RecordKind::Incident,
        &["subject_key", "account_id", "contact_id", "assignee_id", "priority", "status", "created_at"],
    ),
    (RecordKind::Sale, &["name_key", "account_id", "contact_id", "opportunity_id", "sold_on"]),
    (RecordKind::Activity, &["assignee_id"]),
    (RecordKind::Product, &["name_key", "code", "category_id"]),
];

/// A set of keys, of which the wanted records are a part.
pub(super) struct Driver<'a> {
    /// The condition that all records of the set fulfil, and no others.
    condition: &'a Condition,
    set: Set<'a>,
    /// How many there are.
    count: i64,
}

/// How the keys are found.
enum Set<'a> {
    /// By an index.
    Index(&'a Condition),
    /// By the related records, of which there are few as well.
    Related(&'a Relation, &'a Condition, Box<Set<'a>>),
}

/// Finds a condition that few records fulfil, among those that all have to.
pub(super) fn driver<'a>(tx: &mut Tx, query: &Query<'a>) -> Result<Option<Driver<'a>>> {
    let context = Context { known: query.known, viewer: query.viewer };
    best(tx, query.condition, context, query.effort.few)
}

fn best<'a>(tx: &mut Tx, condition: &'a Condition, context: Context, few: i64) -> Result<Option<Driver<'a>>> {
    if let Condition::All(list) = condition {
        let mut found: Option<Driver> = None;
        for one in list {
            let next = best(tx, one, context, few)?;
            found = match (found, next) {
                (Some(known), Some(next)) if next.count < known.count => Some(next),
                (None, next) => next,
                (known, _) => known,
            };
        }
        return Ok(found);
    }
    if !is_a_set(condition) {
        return Ok(None);
    }
    let set = match condition {
        // What the related records have in common has to be rare as well: else all of them would be looked at.
        Condition::Related { relation, of } => match best(tx, of, context, few)? {
            Some(inner) => Set::Related(relation, of, Box::new(inner.set)),
            None => return Ok(None),
        },
        _ => Set::Index(condition),
    };
    let mut sql = Sql::new("SELECT COUNT(*) FROM (SELECT 1 FROM (");
    set.write(&mut sql, context);
    sql.push(") AS keys LIMIT ").bind(few + 1).push(") AS few");
    let count = sql.count(tx)?;
    Ok((count <= few).then_some(Driver { condition, set, count }))
}

impl Set<'_> {
    /// Writes `SELECT key …`.
    fn write(&self, sql: &mut Sql, context: Context) {
        match self {
            Set::Index(condition) => keys(sql, condition, context),
            Set::Related(relation, of, inner) => {
                related::related_set(sql, relation, of, |sql| inner.write(sql, context), context);
            }
        }
    }
}

/// Tells whether an index gives the keys of the records that fulfil a condition.
fn is_a_set(condition: &Condition) -> bool {
    match condition {
        Condition::Any(list) => {
            let leaf = |one: &Condition| !matches!(one, Condition::Related { .. }) && is_a_set(one);
            !list.is_empty() && list.iter().all(leaf)
        }
        Condition::All(_) | Condition::Not(_) | Condition::Happened { .. } => false,
        // Asked of its own condition when it comes to that.
        Condition::Related { .. } => true,
        Condition::Tag { .. } | Condition::Group { .. } => true,
        Condition::Field { kind, source, test } => match (source, test) {
            (_, Test::Empty | Test::Text(TextTest::Contains(_))) => false,
            (Source::Custom(_), _) => true,
            (Source::Own(field), _) => match (field::members(*kind, source), field.at) {
                (Some(_), _) => !matches!(field.of, Type::Keywords),
                (None, At::Column(column)) => {
                    let column = field::key_column(*kind, field).unwrap_or(column);
                    INDEXED.iter().any(|(known, columns)| known == kind && columns.contains(&column))
                }
                (None, _) => false,
            },
        },
    }
}

/// Writes the keys of the records that fulfil a condition which an index answers.
fn keys(sql: &mut Sql, condition: &Condition, context: Context) {
    match condition {
        Condition::Any(list) => {
            for (n, one) in list.iter().enumerate() {
                sql.push(if n > 0 { " UNION " } else { "" });
                keys(sql, one, context);
            }
        }
        Condition::Tag { .. } | Condition::Group { .. } => {
            let members = if matches!(condition, Condition::Tag { .. }) { TAGS } else { GROUPS };
            sql.push(&format!("SELECT v.{} FROM {} v WHERE ", members.names, members.table));
            condition::marked(sql, condition, context);
        }
        Condition::Field { kind, source, test } => match (field::members(*kind, source), source) {
            (Some(members), _) => {
                sql.push(&format!("SELECT v.{} FROM {} v WHERE ", members.names, members.table));
                field::rows(sql, *kind, source, test, context);
            }
            (None, Source::Own(own)) => {
                let table = catalogue::of(*kind).map_or("", |known| known.table);
                sql.push(&format!("SELECT s.id FROM {table} s WHERE "));
                field::own(sql, *kind, own, test, "s", context);
            }
            (None, Source::Custom(_)) => sql.put("SELECT 0"),
        },
        Condition::All(_) | Condition::Not(_) | Condition::Happened { .. } | Condition::Related { .. } => {
            sql.put("SELECT 0");
        }
    }
}

/// Writes which rows `a` are wanted: there for the viewer, and fulfilling the condition.
pub(super) fn wanted(sql: &mut Sql, query: &Query, driver: Option<&Driver>) {
    let context = Context { known: query.known, viewer: query.viewer };
    if let Some(driver) = driver {
        sql.push(" AND a.id IN (");
        driver.set.write(sql, context);
        sql.push(")");
    }
    sql.push(" AND ");
    seen::is_seen(sql, query.kind, "a", query.viewer);
    sql.push(" AND ");
    match (driver, query.condition) {
        (Some(driver), whole) if std::ptr::eq(driver.condition, whole) => sql.put("1 = 1"),
        // What the set fulfils is not asked a second time.
        (Some(driver), Condition::All(list)) => {
            sql.push("1 = 1");
            for one in list.iter().filter(|one| !std::ptr::eq(*one, driver.condition)) {
                sql.push(" AND ");
                condition::write(sql, one, "a", context);
            }
        }
        (_, whole) => condition::write(sql, whole, "a", context),
    }
}

/// Like [`wanted`], for rows that are looked at in the order of the list, whatever index the condition has.
pub(super) fn wanted_in_order(sql: &mut Sql, query: &Query) {
    let context = Context { known: query.known, viewer: query.viewer };
    sql.push(" AND ((");
    seen::is_seen(sql, query.kind, "a", query.viewer);
    sql.push(") IS TRUE) AND ");
    condition::plainly(sql, query.condition, "a", context);
}
