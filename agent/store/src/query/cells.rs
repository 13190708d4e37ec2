//! What the columns of a page show: every kind of value by one statement for all its records.

use super::seen::{is_seen, subject_is_seen};
use super::sql::Sql;
use super::{Reach, Viewer};
use crate::catalogued::values;
use crate::engine::Tx;
use crate::error::Result;
use crate::refs;
use crmweb_model::catalogue::{self, At, Field, Kind, Type};
use crmweb_model::filter::{Custom, Source};
use crmweb_model::record::RecordKind;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A record of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its key.
    pub id: i64,
    /// Its id outside.
    pub uid: String,
    /// Goes up with each change.
    pub version: i64,
    /// What people call it.
    pub title: String,
    /// Who looks after it.
    pub owner: Option<Named>,
    /// What the columns show, in their order.
    pub cells: Vec<Cell>,
}

/// What a column shows of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The value in its canonical form; empty for none.
    pub text: String,
    /// The records it names, in order.
    pub named: Vec<Named>,
}

/// A record by its id and what people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its kind.
    pub kind: RecordKind,
    /// Its id outside.
    pub uid: String,
    /// What people call it; empty when the viewer's right does not reach it.
    pub title: String,
}

/// A value before the names of what it refers to are known.
#[derive(Clone, Default)]
struct Raw {
    text: String,
    refers: Vec<(RecordKind, i64)>,
}

/// Loads what `columns` show of records, in the order of `ids`.
pub fn lines(
    tx: &mut Tx,
    kind: &'static Kind,
    ids: &[i64],
    columns: &[Source],
    viewer: &Viewer,
) -> Result<Vec<Line>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut cells: HashMap<(i64, usize), Raw> = HashMap::new();
    let mut heads = heads(tx, kind, ids, columns, viewer, &mut cells)?;
    for (n, source) in columns.iter().enumerate() {
        if let Source::Own(field) = source
            && let At::Rows { .. } = field.at
        {
            rows(tx, field, ids, n, &mut cells)?;
        }
    }
    customs(tx, ids, columns, &mut cells)?;
    let mut wanted: BTreeSet<(RecordKind, i64)> =
        cells.values().flat_map(|raw| raw.refers.iter().copied()).collect();
    wanted.extend(heads.values().filter_map(|(_, owner)| *owner).map(|owner| (RecordKind::User, owner)));
    let names = names(tx, &wanted, viewer)?;
    let mut lines = Vec::with_capacity(ids.len());
    for id in ids {
        let Some((mut line, owner)) = heads.remove(id) else { continue };
        line.owner = owner.and_then(|owner| names.get(&(RecordKind::User, owner)).cloned());
        for n in 0..columns.len() {
            let raw = cells.remove(&(*id, n)).unwrap_or_default();
            let named: Vec<Named> = raw.refers.iter().filter_map(|it| names.get(it).cloned()).collect();
            let text = if raw.refers.is_empty() { raw.text } else { texts(&named) };
            line.cells.push(Cell { text, named });
        }
        lines.push(line);
    }
    Ok(lines)
}

fn texts(named: &[Named]) -> String {
    named.iter().map(|named| named.uid.as_str()).collect::<Vec<_>>().join("\n")
}

type Heads = HashMap<i64, (Line, Option<i64>)>;

/// The rows of the records themselves, with those of their values that stand there.
fn heads(
    tx: &mut Tx,
    kind: &Kind,
    ids: &[i64],
    columns: &[Source],
    viewer: &Viewer,
    cells: &mut HashMap<(i64, usize), Raw>,
) -> Result<Heads> {
    let own: Vec<(usize, &Field)> = columns
        .iter()
        .enumerate()
        .filter_map(|(n, source)| match source {
            Source::Own(field) if !matches!(field.at, At::Rows { .. }) => Some((n, *field)),
            _ => None,
        })
        .collect();
    let mut sql = Sql::new("SELECT x.id, x.uid, x.version, ");
    match kind.owner {
        "" => _ = sql.push("CAST(NULL AS BIGINT)"),
        owner => _ = sql.push("x.").push(owner),
    }
    sql.push(", ");
    title(&mut sql, kind, viewer);
    for (_, field) in &own {
        sql.push(", ");
        selected(&mut sql, kind, field, viewer);
    }
    sql.push(&format!(" FROM {} x WHERE x.id IN (", kind.table)).bind_all(ids.to_vec()).push(")");
    let found = sql.query(tx, |r| {
        let id: i64 = r.get(0)?;
        for (i, (n, field)) in own.iter().enumerate() {
            let text: String = r.get(5 + i)?;
            let raw = match (field.of, text.parse()) {
                (Type::One(to), Ok(named)) => Raw { text: String::new(), refers: vec![(to, named)] },
                (Type::One(_), Err(_)) => Raw::default(),
                _ => Raw { text: values::read(field, text)?, refers: Vec::new() },
            };
            cells.insert((id, *n), raw);
        }
        let title: String = r.get(4)?;
        let line = Line {
            id,
            uid: r.get(1)?,
            version: r.get(2)?,
            title: title.trim().to_owned(),
            owner: None,
            cells: Vec::with_capacity(columns.len()),
        };
        Ok((id, (line, r.get::<Option<i64>>(3)?)))
    })?;
    Ok(found.into_iter().collect())
}

fn selected(sql: &mut Sql, kind: &Kind, field: &Field, viewer: &Viewer) {
    match (field.of, field.at) {
        (Type::One(_), At::Column(column)) => {
            sql.push(&format!("COALESCE(CAST(x.{column} AS TEXT), '')"));
        }
        _ if kind.kind == RecordKind::Activity && field.name == "subject" => title(sql, kind, viewer),
        _ => _ = sql.push(&values::selected(field)),
    }
}

/// Writes what people call the row `x`.
fn title(sql: &mut Sql, kind: &Kind, viewer: &Viewer) {
    if kind.kind == RecordKind::Activity {
        sql.push("CASE WHEN ");
        subject_is_seen(sql, "x", viewer);
        sql.push(" THEN x.subject ELSE '' END");
        return;
    }
    let columns: Vec<String> = kind
        .title
        .iter()
        .filter_map(|name| match kind.field(name)?.at {
            At::Column(column) => Some(format!("x.{column}")),
            _ => None,
        })
        .collect();
    sql.push(&columns.join(" || ' ' || "));
}

/// The values of a field that stand in rows of their own.
fn rows(
    tx: &mut Tx,
    field: &Field,
    ids: &[i64],
    n: usize,
    cells: &mut HashMap<(i64, usize), Raw>,
) -> Result<()> {
    let At::Rows { table, owner, value } = field.at else { return Ok(()) };
    let (text, named, to) = match field.of {
        Type::Phones => (format!("v.kind || ' ' || v.{value}"), "CAST(NULL AS BIGINT)".to_owned(), None),
        Type::Positions => ("v.title".into(), format!("v.{value}"), Some(RecordKind::Account)),
        Type::Many(to) => ("''".into(), format!("v.{value}"), Some(to)),
        _ => (format!("v.{value}"), "CAST(NULL AS BIGINT)".into(), None),
    };
    let mut sql = Sql::new(&format!("SELECT v.{owner}, {text}, {named} FROM {table} v WHERE v.{owner} IN ("));
    sql.bind_all(ids.to_vec()).push(&format!(") ORDER BY v.{owner}, v.position"));
    let found = sql.query(tx, |r| Ok((r.get::<i64>(0)?, r.get::<String>(1)?, r.get::<Option<i64>>(2)?)))?;
    for (id, text, named) in found {
        let raw = cells.entry((id, n)).or_default();
        match (named, to) {
            (Some(named), Some(to)) => raw.refers.push((to, named)),
            _ if raw.text.is_empty() => raw.text = text,
            _ => raw.text = format!("{}\n{text}", raw.text),
        }
    }
    Ok(())
}

fn customs(
    tx: &mut Tx,
    ids: &[i64],
    columns: &[Source],
    cells: &mut HashMap<(i64, usize), Raw>,
) -> Result<()> {
    let fields: BTreeMap<i64, (usize, &Custom)> = columns
        .iter()
        .enumerate()
        .filter_map(|(n, source)| match source {
            Source::Custom(custom) => Some((custom.id, (n, custom))),
            Source::Own(_) => None,
        })
        .collect();
    if fields.is_empty() {
        return Ok(());
    }
    let mut sql =
        Sql::new("SELECT field_id, record_id, value, reference_id FROM custom_values WHERE field_id IN (");
    let keys: Vec<i64> = fields.keys().copied().collect();
    sql.bind_all(keys).push(") AND record_id IN (").bind_all(ids.to_vec()).push(")");
    let found = sql.query(tx, |r| {
        Ok((r.get::<i64>(0)?, r.get::<i64>(1)?, r.get::<String>(2)?, r.get::<Option<i64>>(3)?))
    })?;
    for (field, id, text, named) in found {
        let Some((n, custom)) = fields.get(&field) else { continue };
        let refers = match (custom.holds.of(), named) {
            (Type::One(to), Some(named)) => vec![(to, named)],
            _ => Vec::new(),
        };
        cells.insert((id, *n), Raw { text, refers });
    }
    Ok(())
}

fn has_private(kind: RecordKind) -> bool {
    matches!(kind, RecordKind::Activity | RecordKind::Group)
}

/// Looks up what records are called, one statement per kind.
pub(super) fn names(
    tx: &mut Tx,
    wanted: &BTreeSet<(RecordKind, i64)>,
    viewer: &Viewer,
) -> Result<HashMap<(RecordKind, i64), Named>> {
    let mut kinds: BTreeMap<RecordKind, Vec<i64>> = BTreeMap::new();
    for (kind, id) in wanted {
        kinds.entry(*kind).or_default().push(*id);
    }
    let mut names = HashMap::new();
    for (kind, ids) in kinds {
        let Some(table) = refs::table(kind) else { continue };
        let mut sql = Sql::new("SELECT x.id, x.uid, ");
        match catalogue::of(kind) {
            // Of activities and groups some are private: nobody else sees them, whatever the right.
            Some(known) if viewer.reach == Reach::All && !has_private(kind) => {
                title(&mut sql, known, viewer);
            }
            Some(known) => {
                sql.push("CASE WHEN ");
                is_seen(&mut sql, known, "x", viewer);
                sql.push(" THEN ");
                title(&mut sql, known, viewer);
                sql.push(" ELSE '' END");
            }
            None => _ = sql.push("x.name"), // users, stages, tags
        }
        sql.push(&format!(" FROM {table} x WHERE x.id IN (")).bind_all(ids).push(")");
        for (id, uid, title) in
            sql.query(tx, |r| Ok((r.get::<i64>(0)?, r.get::<String>(1)?, r.get::<String>(2)?)))?
        {
            names.insert((kind, id), Named { kind, uid, title: title.trim().to_owned() });
        }
    }
    Ok(names)
}
