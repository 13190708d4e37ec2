//! The order of a list, and the place where a page ends.

use super::field::key_column;
use super::seen::{Reach, Viewer, is_seen};
use super::sql::Sql;
use crate::engine::Row;
use crate::error::Result;
use crate::refs;
use crmweb_model::catalogue::custom::Holds;
use crmweb_model::catalogue::{self, At, Kind, Type, Word};
use crmweb_model::filter::Source;
use crmweb_model::record::RecordKind;

/// A column that orders a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// Whose value.
    pub source: Source,
    /// The greatest first. Records without a value come last either way.
    pub descending: bool,
}

/// A value that orders a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// None.
    Nothing,
    /// A number, moment, amount in minor units, or the place of a word among its like.
    Number(i64),
    /// A folded text or a day.
    Text(String),
}

/// Where a page ended: go on after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What ordered the last record.
    pub values: Vec<Value>,
    /// The last record's id outside.
    pub uid: String,
}

/// Columns with an index of their own: a list in their order is read from its beginning, not sorted whole.
const INDEXED: [(RecordKind, &[&str]); 7] = [
    (RecordKind::Account, &["created_at", "updated_at"]),
    (RecordKind::Contact, &["created_at", "updated_at"]),
    (RecordKind::Lead, &["created_at"]),
    (RecordKind::Opportunity, &["created_at", "expected_close"]),
    (RecordKind::Incident, &["created_at", "number"]),
    (RecordKind::Sale, &["sold_on"]),
    (RecordKind::Activity, &["at"]),
];

/// One part of an order.
pub(super) struct Key {
    /// What it compares.
    pub expr: String,
    /// Texts, not numbers.
    pub text: bool,
    /// It may be missing.
    pub nullable: bool,
    /// An index gives records in this order.
    pub walks: bool,
    /// The greatest first.
    pub descending: bool,
    join: Option<Join>,
}

/// Where a key stands when it is not in the record's own row.
enum Join {
    /// In the folded texts of this field.
    Texts(RecordKind, String),
    /// In the values of this custom field.
    Custom(i64),
    /// In the row that our column names.
    Named(&'static str, &'static str, RecordKind),
}

/// Returns how a field orders a list; nothing for one that orders none.
pub(super) fn key(kind: &Kind, sort: &Sort, n: usize) -> Option<Key> {
    let mut key = Key {
        expr: String::new(),
        text: false,
        nullable: true,
        walks: false,
        descending: sort.descending,
        join: None,
    };
    let k = format!("k{n}");
    match &sort.source {
        Source::Custom(custom) => {
            match custom.holds {
                Holds::Line | Holds::Text => key.join = Some(Join::Texts(kind.kind, custom.name.clone())),
                Holds::One(_) => return None,
                _ => key.join = Some(Join::Custom(custom.id)),
            }
            key.text = matches!(custom.holds, Holds::Line | Holds::Text | Holds::Choice | Holds::Day);
            key.expr = format!("{k}.{}", if key.text { "text_key" } else { "number" });
            key.walks = true;
        }
        Source::Own(field) => {
            let (At::Column(column) | At::Money(column, _)) = field.at else { return None };
            key.expr = format!("a.{column}");
            match field.of {
                // The order would tell of subjects that are hidden.
                Type::Line(_) | Type::Text if kind.kind == RecordKind::Activity => return None,
                Type::Line(_) | Type::Text => {
                    (key.text, key.walks) = (true, true);
                    match key_column(kind.kind, field) {
                        Some(column) => (key.expr, key.nullable) = (format!("a.{column}"), false),
                        None => {
                            key.expr = format!("{k}.text_key");
                            key.join = Some(Join::Texts(kind.kind, field.name.into()));
                        }
                    }
                }
                Type::Word(words) => (key.expr, key.nullable) = (among(words, &key.expr), false),
                Type::One(to) => {
                    let shown = match to {
                        RecordKind::User => "login",
                        RecordKind::Stage => "position",
                        to => catalogue::of(to)?.key,
                    };
                    key.text = to != RecordKind::Stage;
                    key.expr = format!("{k}.{shown}");
                    key.join = Some(Join::Named(refs::table(to)?, column, to));
                }
                Type::Number(..) | Type::Money | Type::Moment | Type::Day | Type::Flag => {
                    key.text = field.of == Type::Day;
                    key.nullable =
                        !(field.needed || matches!(column, "created_at" | "updated_at" | "at" | "number"));
                    let indexed = INDEXED.iter().find(|(known, _)| *known == kind.kind);
                    key.walks = indexed.is_some_and(|(_, columns)| columns.contains(&column));
                }
                _ => return None,
            }
        }
    }
    Some(key)
}

/// Tells whether lists of a kind can be ordered by a field.
pub fn is_orderable(kind: &Kind, source: &Source) -> bool {
    key(kind, &Sort { source: source.clone(), descending: false }, 0).is_some()
}

/// The place of a word among its like; what is none of them comes last.
fn among(words: &[Word], column: &str) -> String {
    let mut expr = format!("CAST(CASE {column}");
    for (n, word) in words.iter().enumerate() {
        expr.push_str(&format!(" WHEN '{}' THEN {n}", word.name));
    }
    expr.push_str(&format!(" ELSE {} END AS BIGINT)", words.len()));
    expr
}

impl Key {
    /// The values of a custom field, whatever it holds.
    pub(super) fn custom(id: i64) -> Key {
        let (expr, join) = (String::new(), Some(Join::Custom(id)));
        Key { expr, text: false, nullable: true, walks: false, descending: false, join }
    }

    /// Writes the table in which the key stands, beside the record.
    pub(super) fn join(&self, sql: &mut Sql, n: usize, viewer: &Viewer) {
        let k = format!("k{n}");
        match &self.join {
            None => {}
            Some(Join::Texts(kind, field)) => {
                sql.push(&format!(" LEFT JOIN text_keys {k} ON {k}.record_kind = '{kind}' AND {k}.field = "));
                sql.bind(field.clone()).push(&format!(" AND {k}.record_id = a.id"));
            }
            Some(Join::Custom(field)) => {
                sql.push(&format!(" LEFT JOIN custom_values {k} ON {k}.field_id = ")).bind(*field);
                sql.push(&format!(" AND {k}.record_id = a.id"));
            }
            Some(Join::Named(table, column, to)) => {
                sql.push(&format!(" LEFT JOIN {table} {k} ON {k}.id = a.{column}"));
                // The order, and where it goes on, would tell what records are called that the viewer does not see.
                if let Some(to) = catalogue::of(*to).filter(|_| viewer.reach != Reach::All) {
                    sql.push(" AND ");
                    is_seen(sql, to, &k, viewer);
                }
            }
        }
    }

    /// Writes the tables so that records are read in the order of this key: `FROM key, records, … WHERE …`; without
    /// `records`, the key's own table alone where it has one.
    pub(super) fn first(&self, sql: &mut Sql, table: &str, records: bool, others: impl FnOnce(&mut Sql)) {
        let (rows, tied) = match &self.join {
            Some(Join::Texts(..)) => ("text_keys", true),
            Some(Join::Custom(_)) => ("custom_values", true),
            _ => (table, false),
        };
        match (tied, records) {
            (true, true) => sql.put(&format!(" FROM {rows} k0 CROSS JOIN {table} a")),
            (true, false) => sql.put(&format!(" FROM {rows} k0")),
            (false, _) => sql.put(&format!(" FROM {table} a")),
        }
        others(sql);
        sql.push(if tied && records { " WHERE a.id = k0.record_id" } else { " WHERE 1 = 1" });
        match &self.join {
            Some(Join::Texts(kind, field)) => {
                sql.push(&format!(" AND k0.record_kind = '{kind}' AND k0.field = ")).bind(field.clone());
            }
            Some(Join::Custom(field)) => _ = sql.push(" AND k0.field_id = ").bind(*field),
            _ => {}
        }
    }

    /// The column that names the record in the table the key stands in: it orders what has the same key.
    pub(super) fn id(&self) -> &'static str {
        match self.join {
            Some(Join::Texts(..) | Join::Custom(_)) => "k0.record_id",
            _ => "a.id",
        }
    }

    pub(super) fn read(&self, r: &Row, i: usize) -> Result<Value> {
        Ok(if self.text {
            r.get::<Option<String>>(i)?.map_or(Value::Nothing, Value::Text)
        } else {
            r.get::<Option<i64>>(i)?.map_or(Value::Nothing, Value::Number)
        })
    }

    /// Tells whether a value can have come from this key.
    pub(super) fn fits(&self, value: &Value) -> bool {
        match value {
            Value::Nothing => self.nullable,
            Value::Number(_) => !self.text,
            Value::Text(_) => self.text,
        }
    }

    fn direction(&self) -> (&'static str, &'static str) {
        if self.descending { (" DESC", " < ") } else { ("", " > ") }
    }
}

/// Writes `ORDER BY`; `missing` when records without a value for the first key are among them.
pub(super) fn order_by(sql: &mut Sql, keys: &[Key], id: &str, missing: bool) {
    sql.push(" ORDER BY ");
    for (n, key) in keys.iter().enumerate() {
        if key.nullable && (missing || n > 0) {
            sql.push("(").push(&key.expr).push(" IS NULL), ");
        }
        sql.push(&key.expr).push(key.direction().0).push(", ");
    }
    sql.push(id).push(keys.first().map_or("", |key| key.direction().0));
}

/// Writes that a record comes after a place, whose values and key are given.
pub(super) fn after(sql: &mut Sql, keys: &[Key], values: &[Value], (id, last): (&str, i64)) {
    let descending = keys.first().is_some_and(|key| key.descending);
    from(sql, keys, values, (id, last), if descending { " < " } else { " > " });
}

fn from(sql: &mut Sql, keys: &[Key], values: &[Value], (id, last): (&str, i64), sign: &str) {
    let (Some((key, keys)), Some((value, values))) = (keys.split_first(), values.split_first()) else {
        sql.push(id).push(sign).bind(last);
        return;
    };
    let later = key.direction().1;
    sql.push("(");
    match value {
        Value::Nothing => _ = sql.push(&key.expr).push(" IS NULL AND "),
        value => {
            sql.push(&key.expr).push(later);
            bind(sql, value);
            if key.nullable {
                sql.push(" OR ").push(&key.expr).push(" IS NULL");
            }
            sql.push(" OR ").push(&key.expr).push(" = ");
            bind(sql, value);
            sql.push(" AND ");
        }
    }
    from(sql, keys, values, (id, last), sign);
    sql.push(")");
}

/// Writes a bound on the first key alone, which an index can use: at `value` or later, or at it or earlier.
pub(super) fn bound(sql: &mut Sql, key: &Key, value: &Value, later: bool) {
    let sign = if later == key.descending { " <= " } else { " >= " };
    sql.push(" AND ").push(&key.expr).push(sign);
    bind(sql, value);
}

fn bind(sql: &mut Sql, value: &Value) {
    match value {
        Value::Nothing => _ = sql.push("NULL"),
        Value::Number(number) => _ = sql.bind(*number),
        Value::Text(text) => _ = sql.bind(text.clone()),
    }
}
