//! Lists of records by any filter, order and columns, as one particular person may see them (SPEC V1, C5).
//!
//! The fields are checked against the catalogue, the rows found by [`crmweb_store::query`]. A page ends with a cursor
//! that belongs to this very list.

mod cursor;
mod meant;
mod prepared;
mod reach;

pub use meant::with_ids;
pub use prepared::{Problem, customs};
pub use reach::viewer;

use crate::deed::By;
use crate::error::{Error, Result};
use crmweb_model::catalogue::Kind;
use crmweb_model::filter::Clock;
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::view::Layout;
use crmweb_store::Tx;
use crmweb_store::query::{self, Counted, Effort, Group, Line};
use jiff::tz::TimeZone;
use prepared::{Prepared, Strictness};

/// The most rows of a page.
pub const MOST_ROWS: i64 = 200;
/// Records are counted up to this many.
pub const COUNTED: i64 = 10_000;

/// A list that somebody asks for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What it lists.
    pub kind: RecordKind,
    /// What it shows, and how.
    pub layout: Layout,
    /// Where the one who asks is: "today" is theirs.
    pub zone: TimeZone,
    /// Somebody kept it: what it names and is gone by now is told, not refused.
    pub kept: bool,
    /// How much is looked at for a page.
    pub effort: Effort,
}

/// A page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The fields of the columns, in order.
    pub columns: Vec<String>,
    /// The records.
    pub lines: Vec<Line>,
    /// Where the next page begins; nothing at the end. A page may have fewer records than asked for and go on.
    pub cursor: Option<String>,
    /// What the list names and is gone: it was left out.
    pub problems: Vec<Problem>,
}

/// What a list adds up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The groups, the largest first; none when the list has none.
    pub groups: Vec<Group>,
    /// All of it as one group; nothing when no totals are asked for.
    pub totals: Option<Group>,
    /// What the list names and is gone: it was left out.
    pub problems: Vec<Problem>,
}

/// Returns a page of a list, at most `limit` records, after `cursor`.
pub fn page(tx: &mut Tx, by: &By, asked: &Asked, cursor: Option<&str>, limit: i64) -> Result<Page> {
    let list = prepare(tx, by, asked)?;
    let bound = cursor::mark(asked);
    let after = cursor.map(|cursor| cursor::read(cursor, &bound)).transpose()?;
    let found =
        query::page(tx, &list.query(asked.effort), &list.sort, after.as_ref(), limit.clamp(1, MOST_ROWS))?;
    let found = found.ok_or(Error::Cursor)?;
    let lines = query::lines(tx, list.kind, &found.ids, &list.columns, &list.viewer)?;
    Ok(Page {
        columns: list.columns.iter().map(|source| source.name().to_owned()).collect(),
        lines,
        cursor: found.next.map(|place| cursor::write(&place, &bound)),
        problems: list.problems,
    })
}

/// Counts the records of a list, up to [`COUNTED`].
pub fn count(tx: &mut Tx, by: &By, asked: &Asked) -> Result<Counted> {
    let list = prepare(tx, by, asked)?;
    Ok(query::count(tx, &list.query(asked.effort), COUNTED)?)
}

/// Adds a list up: its groups and totals.
pub fn summary(tx: &mut Tx, by: &By, asked: &Asked) -> Result<Summary> {
    let list = prepare(tx, by, asked)?;
    let mut summary = Summary::default();
    if let Some(grouping) = &list.group {
        summary.groups = query::groups(tx, &list.query(asked.effort), Some(grouping), &list.totals)?;
    }
    if !list.totals.is_empty() {
        summary.totals = query::groups(tx, &list.query(asked.effort), None, &list.totals)?.pop();
    }
    summary.problems = list.problems;
    Ok(summary)
}

/// Lists the ids of up to `most` records of a list, for a deed on all of them.
pub fn ids(tx: &mut Tx, by: &By, asked: &Asked, most: usize) -> Result<Vec<Uid>> {
    let mut uids = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let plain = Asked { layout: Layout { columns: Vec::new(), ..asked.layout.clone() }, ..asked.clone() };
        let page = page(tx, by, &plain, cursor.as_deref(), MOST_ROWS)?;
        uids.extend(page.lines.iter().filter_map(|line| Uid::parse(&line.uid).ok()));
        cursor = page.cursor;
        if cursor.is_none() || uids.len() >= most {
            return Ok(uids);
        }
    }
}

/// Checks a layout without running it: whoever keeps a list is told what is wrong with it.
pub fn check(tx: &mut Tx, by: &By, asked: &Asked) -> Result<()> {
    prepare(tx, by, asked).map(|_| ())
}

/// Finds a time zone by its name.
pub fn zone(name: &str) -> Option<TimeZone> {
    // Names of zones are short; a path is none.
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+');
    let named = !name.is_empty() && name.len() <= 64 && name.chars().all(plain);
    named.then(|| TimeZone::get(name).ok()).flatten()
}

fn prepare(tx: &mut Tx, by: &By, asked: &Asked) -> Result<Prepared> {
    let clock = Clock { now: by.at, zone: asked.zone.clone() };
    let strictness = if asked.kept { Strictness::Tell } else { Strictness::Refuse };
    Prepared::new(tx, by, asked.kind, &asked.layout, &clock, strictness)
}

/// Returns the columns of a list that nobody chose columns for: what tells the records of a kind apart at a glance.
pub fn usual_columns(kind: &Kind) -> Vec<&'static str> {
    let chosen: &[&str] = match kind.kind {
        RecordKind::Account => &["name", "kind", "importance", "city", "owner"],
        RecordKind::Contact => &["first_name", "last_name", "positions", "addresses", "owner"],
        RecordKind::Lead => &["first_name", "last_name", "company", "status", "score", "owner"],
        RecordKind::Opportunity => &["name", "account", "stage", "amount", "expected_close", "owner"],
        RecordKind::Incident => &["number", "subject", "account", "priority", "status", "assignee"],
        RecordKind::Activity => &["kind", "subject", "at", "status", "assignee"],
        RecordKind::Sale => &["name", "account", "sold_on", "amount"],
        RecordKind::Product => &["code", "name", "category", "price", "state"],
        _ => {
            let usual = kind.fields.iter().filter(|field| field.needed || kind.title.contains(&field.name));
            return usual.map(|field| field.name).take(6).collect();
        }
    };
    chosen.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crmweb_model::catalogue::KINDS;

    #[test]
    fn every_kind_has_usual_columns_and_all_of_them_are_fields() {
        for kind in KINDS {
            let usual = usual_columns(kind);
            assert!(!usual.is_empty(), "{}", kind.plural);
            let missing: Vec<&&str> = usual.iter().filter(|name| kind.field(name).is_none()).collect();
            assert!(missing.is_empty(), "{}: {missing:?}", kind.plural);
        }
    }
}
