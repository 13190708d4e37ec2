//! How many records there are, by group and in all, and what their numbers add up to.

use super::cells::names;
use super::order::{Key, Sort, key};
use super::plan;
use super::sql::Sql;
use super::{Named, Query};
use crate::engine::Tx;
use crate::error::Result;
use crmweb_model::catalogue::custom::Holds;
use crmweb_model::catalogue::{At, Kind, Type};
use crmweb_model::filter::Source;
use crmweb_model::record::RecordKind;
use std::collections::{BTreeMap, BTreeSet};

/// How many records there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// So many.
    pub count: i64,
    /// And more: they were not counted further.
    pub more: bool,
}

/// What numbers add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// Of which field.
    pub field: String,
    /// In which currency; empty for plain numbers.
    pub currency: String,
    /// The sum, amounts in minor units; the greatest number there is when it is greater.
    pub sum: i64,
}

/// Records that have a value in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The value; empty for none.
    pub value: String,
    /// The record it names.
    pub named: Option<Named>,
    /// How many records.
    pub count: i64,
    /// What their numbers add up to.
    pub sums: Vec<Sum>,
}

/// The most groups, the largest first.
pub const MOST_GROUPS: i64 = 500;
/// Sums are added up in two halves, so that no number of a hostile row overflows them.
const HALF: i64 = 1_000_000;

/// Counts the records asked for, up to `most`.
pub fn count(tx: &mut Tx, query: &Query, most: i64) -> Result<Counted> {
    let driver = plan::driver(tx, query)?;
    let mut sql = Sql::new("SELECT COUNT(*) FROM (SELECT 1 FROM ");
    sql.push(query.kind.table).push(" a WHERE 1 = 1");
    plan::wanted(&mut sql, query, driver.as_ref());
    sql.push(" LIMIT ").bind(most + 1).push(") AS found");
    let count = sql.count(tx)?;
    Ok(Counted { count: count.min(most), more: count > most })
}

/// Tells whether the values of a field can be added up.
pub fn is_summable(source: &Source) -> bool {
    matches!(source.of(), Type::Number(..) | Type::Money)
}

/// What a group is made by.
pub struct By {
    source: Source,
    /// How much of a day counts: 10 characters the day, 7 the month, 4 the year.
    length: i64,
}

/// Tells how records are grouped by a field: days by `day`, `month` or `year`; `None` when they cannot be.
pub fn grouping(kind: &Kind, source: Source, period: &str) -> Option<By> {
    let of = source.of();
    let length = match period {
        "" | "day" => 10,
        "month" => 7,
        "year" => 4,
        _ => return None,
    };
    let days = of == Type::Day;
    if !(days || period.is_empty()) {
        return None;
    }
    let fits = match (of, &source) {
        (Type::Line(_) | Type::Text, Source::Own(_)) => kind.kind != RecordKind::Activity,
        (Type::Line(_), Source::Custom(_)) => true,
        (Type::Word(_) | Type::Number(..) | Type::Day | Type::Flag | Type::One(_), _) => true,
        _ => false,
    };
    fits.then_some(By { source, length })
}

/// Groups the records asked for, the largest groups first; without `by`, one group of all.
pub fn groups(tx: &mut Tx, query: &Query, by: Option<&By>, sums: &[Source]) -> Result<Vec<Group>> {
    let mut groups = counted(tx, query, by)?;
    for source in sums {
        for (value, sum) in summed(tx, query, by, source)? {
            if let Some(group) = groups.iter_mut().find(|group| group.0 == value) {
                group.1.sums.push(sum);
            }
        }
    }
    let to = by.and_then(|by| match by.source.of() {
        Type::One(to) => Some(to),
        _ => None,
    });
    let Some(to) = to else { return Ok(groups.into_iter().map(|(_, group)| group).collect()) };
    let wanted: BTreeSet<(RecordKind, i64)> =
        groups.iter().filter_map(|(value, _)| Some((to, value.parse().ok()?))).collect();
    let names = names(tx, &wanted, query.viewer)?;
    let named = |(value, mut group): (String, Group)| {
        group.named = value.parse().ok().and_then(|id| names.get(&(to, id)).cloned());
        group.value = group.named.as_ref().map(|named| named.uid.clone()).unwrap_or_default();
        group
    };
    Ok(groups.into_iter().map(named).collect())
}

fn counted(tx: &mut Tx, query: &Query, by: Option<&By>) -> Result<Vec<(String, Group)>> {
    let mut sql = grouped(tx, query, by, "COUNT(*)", None)?;
    sql.push(" ORDER BY 3 DESC, 1 LIMIT ").bind(MOST_GROUPS);
    sql.query(tx, |r| {
        let (key, value): (String, String) = (r.get(0)?, r.get(1)?);
        Ok((key, Group { value, named: None, count: r.get(2)?, sums: Vec::new() }))
    })
}

fn summed(tx: &mut Tx, query: &Query, by: Option<&By>, source: &Source) -> Result<Vec<(String, Sum)>> {
    let (number, currency) = match source {
        Source::Own(field) => match field.at {
            At::Money(minor, currency) => (format!("a.{minor}"), format!("a.{currency}")),
            At::Column(column) if matches!(field.of, Type::Number(..)) => {
                (format!("a.{column}"), "''".into())
            }
            _ => return Ok(Vec::new()),
        },
        Source::Custom(custom) => match custom.holds {
            Holds::Money => ("s.number".into(), "s.text_key".into()),
            Holds::Number => ("s.number".into(), "''".into()),
            _ => return Ok(Vec::new()),
        },
    };
    let sums =
        format!("CAST(SUM({number} / {HALF}) AS BIGINT), CAST(SUM({number} % {HALF}) AS BIGINT), {currency}");
    let of = Summed { source, number: &number, currency: &currency };
    let sql = grouped(tx, query, by, &sums, Some(&of))?;
    let field = source.name().to_owned();
    sql.query(tx, |r| {
        let (high, low): (i64, i64) = (r.get(2)?, r.get(3)?);
        let sum = i128::from(high) * i128::from(HALF) + i128::from(low);
        let sum = i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX });
        Ok((r.get(0)?, Sum { field: field.clone(), currency: r.get(4)?, sum }))
    })
}

struct Summed<'a> {
    source: &'a Source,
    number: &'a str,
    currency: &'a str,
}

/// Writes `SELECT key, value, … GROUP BY …`.
fn grouped(tx: &mut Tx, query: &Query, by: Option<&By>, what: &str, of: Option<&Summed>) -> Result<Sql> {
    let driver = plan::driver(tx, query)?;
    let (grouped, shown, join) =
        by.map_or(("''".to_owned(), "''".to_owned(), None), |by| expressions(query, by));
    let mut sql = Sql::new(&format!("SELECT COALESCE(CAST({grouped} AS TEXT), ''), {shown}, {what} FROM "));
    sql.push(query.kind.table).push(" a");
    if let Some(key) = join {
        key.join(&mut sql, 0, query.viewer);
    }
    if let Some(Source::Custom(custom)) = of.map(|of| of.source) {
        sql.push(" JOIN custom_values s ON s.record_id = a.id AND s.field_id = ").bind(custom.id);
    }
    sql.push(" WHERE 1 = 1");
    if let Some(of) = of {
        sql.push(" AND ").push(of.number).push(" IS NOT NULL");
    }
    plan::wanted(&mut sql, query, driver.as_ref());
    let currency = of.map(|of| of.currency).filter(|currency| *currency != "''");
    let parts: BTreeMap<usize, &str> =
        [by.map(|_| grouped.as_str()), currency].into_iter().flatten().enumerate().collect();
    for (n, part) in parts {
        sql.push(if n == 0 { " GROUP BY " } else { ", " }).push(part);
    }
    Ok(sql)
}

/// What records are grouped by, what people read of it, and the table in which it stands.
fn expressions(query: &Query, by: &By) -> (String, String, Option<Key>) {
    let sort = Sort { source: by.source.clone(), descending: false };
    let joined = key(query.kind, &sort, 0);
    match &by.source {
        Source::Own(field) => {
            let (At::Column(column) | At::Money(column, _)) = field.at else {
                return ("''".into(), "''".into(), None);
            };
            let column = format!("a.{column}");
            match (field.of, joined) {
                (Type::Line(_) | Type::Text, Some(key)) => {
                    (key.expr.clone(), format!("COALESCE(MIN({column}), '')"), Some(key))
                }
                (Type::Day, _) => {
                    let part = format!("SUBSTR({column}, 1, {})", by.length);
                    (part.clone(), format!("COALESCE({part}, '')"), None)
                }
                (Type::Flag, _) => {
                    let shown = format!("CASE {column} WHEN 1 THEN 'yes' WHEN 0 THEN 'no' ELSE '' END");
                    (column, shown, None)
                }
                _ => (column.clone(), format!("COALESCE(CAST({column} AS TEXT), '')"), None),
            }
        }
        Source::Custom(custom) => {
            let key = Key::custom(custom.id);
            match custom.holds {
                Holds::Line | Holds::Text | Holds::Choice => {
                    ("k0.text_key".into(), "COALESCE(MIN(k0.value), '')".into(), Some(key))
                }
                Holds::Day => {
                    let part = format!("SUBSTR(k0.text_key, 1, {})", by.length);
                    (part.clone(), format!("COALESCE({part}, '')"), Some(key))
                }
                Holds::One(_) => ("k0.reference_id".into(), "''".into(), Some(key)),
                _ => ("k0.number".into(), "COALESCE(MIN(k0.value), '')".into(), Some(key)),
            }
        }
    }
}
