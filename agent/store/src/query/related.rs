//! Conditions that look at other records: relations, what happened, tags and groups.

use super::field::{Context, Members, within};
use super::sql::Sql;
use super::{condition, seen};
use crmweb_model::catalogue;
use crmweb_model::filter::{Bounds, Condition, Relation, Via};
use crmweb_model::record::{ActivityKind, RecordKind};

pub(super) const TAGS: Members = Members { table: "record_tags", names: "record_id" };
pub(super) const GROUPS: Members = Members { table: "group_members", names: "record_id" };

/// Writes the tables and ties of a relation: ` FROM … WHERE …`, with the related record as `r`. Returns the
/// expression that names our record; `a` is our row where our own column is the tie.
fn tied(sql: &mut Sql, relation: &Relation, r: &str, table: &str, context: Context) -> String {
    let me = context.viewer.user.0;
    let l = format!("l{r}");
    match relation.via {
        Via::Ours(column) => {
            // Our own row stands here once more, so that the same text serves as a set.
            let from = catalogue::of(relation.from).map_or("", |kind| kind.table);
            sql.push(&format!(" FROM {from} {l} JOIN {table} {r} ON {r}.id = {l}.{column} WHERE "));
            return format!("{l}.id");
        }
        Via::Theirs(column) => {
            sql.push(&format!(" FROM {table} {r} WHERE "));
            return format!("{r}.{column}");
        }
        Via::Rows { table: rows, ours, theirs } => {
            sql.push(&format!(" FROM {rows} {l} JOIN {table} {r} ON {r}.id = {l}.{theirs} WHERE "));
            return format!("{l}.{ours}");
        }
        Via::OurLinks { table: rows, theirs } => {
            sql.push(&format!(" FROM {rows} {l} JOIN {table} {r} ON {r}.id = {l}.{theirs} WHERE "));
            sql.push(&format!("{l}.record_kind = '{}' AND ", relation.from));
        }
        Via::TheirLinks { table: rows, ours } => {
            sql.push(&format!(" FROM {rows} {l} JOIN {table} {r} ON {r}.id = {l}.record_id WHERE "));
            sql.push(&format!("{l}.record_kind = '{}' AND ", relation.to));
            return format!("{l}.{ours}");
        }
        Via::History => {
            sql.push(&format!(" FROM timeline {l} JOIN {table} {r} ON {r}.id = {l}.activity_id WHERE "));
            sql.push(&format!("{l}.record_kind = '{}' AND {l}.viewer_id IN (0, ", relation.from));
            sql.bind(me).push(&format!(") AND {l}.open IN (0, 1) AND "));
        }
        Via::HistoryOf => {
            sql.push(&format!(" FROM timeline {l} JOIN {table} {r} ON {r}.id = {l}.record_id WHERE "));
            sql.push(&format!("{l}.record_kind = '{}' AND {l}.viewer_id IN (0, ", relation.to));
            sql.bind(me).push(&format!(") AND {l}.open IN (0, 1) AND "));
            return format!("{l}.activity_id");
        }
    }
    format!("{l}.record_id")
}

/// Writes that a related record of row `a` fulfils `of`.
pub(super) fn related(sql: &mut Sql, relation: &Relation, of: &Condition, a: &str, context: Context) {
    let Some(to) = catalogue::of(relation.to) else { return sql.put("1 = 0") };
    let r = format!("{a}r");
    sql.push("EXISTS (SELECT 1");
    match relation.via {
        // Two rows tied by our own column need no third.
        Via::Ours(column) => {
            _ = sql.push(&format!(" FROM {} {r} WHERE {r}.id = {a}.{column} AND ", to.table))
        }
        _ => {
            let ours = tied(sql, relation, &r, to.table, context);
            sql.push(&ours).push(" = ").push(a).push(".id AND ");
        }
    }
    seen::is_seen(sql, to, &r, context.viewer);
    sql.push(" AND ");
    condition::plainly(sql, of, &r, context);
    sql.push(" LIMIT 1)");
}

/// Writes the keys of the records of which a related record fulfils `of` and is among those that `driver` selects.
pub(super) fn related_set(
    sql: &mut Sql,
    relation: &Relation,
    of: &Condition,
    driver: impl FnOnce(&mut Sql),
    context: Context,
) {
    let Some(to) = catalogue::of(relation.to) else { return sql.put("SELECT 0") };
    sql.push("SELECT DISTINCT ");
    // The name comes before the tables, but only they tell it.
    let ours = tied(&mut Sql::default(), relation, "r", to.table, context);
    sql.push(&ours);
    tied(sql, relation, "r", to.table, context);
    sql.push("r.id IN (");
    driver(sql);
    sql.push(") AND ");
    seen::is_seen(sql, to, "r", context.viewer);
    sql.push(" AND ");
    condition::plainly(sql, of, "r", context);
}

/// Writes that something happened with row `a`.
pub(super) fn happened(
    sql: &mut Sql,
    kind: RecordKind,
    kinds: &[ActivityKind],
    when: Bounds,
    at_least: u32,
    (a, context): (&str, Context),
) {
    let counted = at_least > 1;
    sql.push(if counted { "(SELECT COUNT(DISTINCT happened.activity_id) FROM (" } else { "EXISTS (" });
    sql.push("SELECT l.activity_id FROM timeline l JOIN activities h ON h.id = l.activity_id WHERE l.record_kind = '");
    sql.push(kind.as_str())
        .push("' AND l.record_id = ")
        .push(a)
        .push(".id AND l.open = 0 AND l.viewer_id IN (0, ");
    sql.bind(context.viewer.user.0).push(") AND ");
    within(sql, "l.at", when);
    sql.push(" AND h.kind IN (");
    for (n, kind) in kinds.iter().enumerate() {
        sql.push(if n > 0 { ", '" } else { "'" }).push(kind.as_str()).push("'");
    }
    sql.push(")");
    if counted {
        // Twice as many rows hold every activity: one may be seen by everybody and by the viewer alone.
        sql.push(" LIMIT ")
            .bind(2 * i64::from(at_least))
            .push(") AS happened) >= ")
            .bind(i64::from(at_least));
    } else {
        sql.push(")");
    }
}
