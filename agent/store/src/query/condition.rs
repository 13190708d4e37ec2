//! A checked filter as SQL over a row.

use super::field::{self, Context, Members};
use super::related::{self, GROUPS, TAGS};
use super::sql::Sql;
use crmweb_model::filter::{Condition, Source, Test};
use crmweb_model::record::RecordKind;

/// Writes that the row `a` fulfils `condition`.
pub(super) fn write(sql: &mut Sql, condition: &Condition, a: &str, context: Context) {
    match condition {
        Condition::All(list) => joined(sql, list, (" AND ", "1 = 1"), a, context),
        Condition::Any(list) => joined(sql, list, (" OR ", "1 = 0"), a, context),
        Condition::Not(inner) => {
            // What is unknown is not so: a value that is missing fails its test.
            sql.push("((");
            write(sql, inner, a, context);
            sql.push(") IS NOT TRUE)");
        }
        Condition::Field { kind, source, test } => of_field(sql, *kind, source, test, a, context),
        Condition::Related { relation, of } => related::related(sql, relation, of, a, context),
        Condition::Happened { kind, kinds, when, at_least } => {
            related::happened(sql, *kind, kinds, *when, *at_least, (a, context));
        }
        Condition::Tag { .. } | Condition::Group { .. } => {
            let members = if matches!(condition, Condition::Tag { .. }) { TAGS } else { GROUPS };
            exists(sql, &members, a, |sql| marked(sql, condition, context));
        }
    }
}

fn joined(sql: &mut Sql, list: &[Condition], (sign, empty): (&str, &str), a: &str, context: Context) {
    if list.is_empty() {
        return sql.put(empty);
    }
    // What is told by the row itself comes first: it spares looking at other rows.
    let mut list: Vec<&Condition> = list.iter().collect();
    list.sort_by_key(|one| cost(one));
    sql.push("(");
    for (n, one) in list.into_iter().enumerate() {
        sql.push(if n > 0 { sign } else { "" });
        write(sql, one, a, context);
    }
    sql.push(")");
}

/// How much has to be looked at, as far as the kind of condition tells.
fn cost(condition: &Condition) -> u8 {
    match condition {
        Condition::All(list) | Condition::Any(list) => list.iter().map(cost).max().unwrap_or(0),
        Condition::Not(inner) => cost(inner),
        Condition::Field { kind, source, .. } => u8::from(field::members(*kind, source).is_some()),
        Condition::Tag { .. } | Condition::Group { .. } => 1,
        Condition::Happened { .. } => 2,
        Condition::Related { of, .. } => 2 + cost(of),
    }
}

fn of_field(sql: &mut Sql, kind: RecordKind, source: &Source, test: &Test, a: &str, context: Context) {
    let Some(members) = field::members(kind, source) else {
        if let Source::Own(own) = source {
            field::own(sql, kind, own, test, a, context);
        }
        return;
    };
    // An empty text has no key, so any row says that there is a value.
    if *test == Test::Empty {
        sql.push("NOT ");
    }
    exists(sql, &members, a, |sql| field::rows(sql, kind, source, test, context));
}

/// LIMIT keeps SQLite from making a join of it, which it may begin with the values and not with the record.
fn exists(sql: &mut Sql, members: &Members, a: &str, rows: impl FnOnce(&mut Sql)) {
    sql.push(&format!("EXISTS (SELECT 1 FROM {} v WHERE v.{} = {a}.id AND ", members.table, members.names));
    rows(sql);
    sql.push(" LIMIT 1)");
}

/// Writes a condition that no index is to answer: the rows are found by something better.
pub(super) fn plainly(sql: &mut Sql, condition: &Condition, a: &str, context: Context) {
    sql.push("((");
    write(sql, condition, a, context);
    sql.push(") IS TRUE)");
}

/// Writes which rows `v` of tags or groups are meant.
pub(super) fn marked(sql: &mut Sql, condition: &Condition, context: Context) {
    let (column, kind, named, id) = match condition {
        Condition::Tag { kind, tag, .. } => ("tag_id", kind, RecordKind::Tag, tag),
        Condition::Group { kind, group, .. } => ("group_id", kind, RecordKind::Group, group),
        _ => return sql.put("1 = 0"),
    };
    sql.push(&format!("v.{column} = ")).bind(context.known.id(named, *id));
    sql.push(&format!(" AND v.record_kind = '{kind}'"));
}
