//! Lists of records as JSON.

use super::values;
use crmweb_crm::lists::{Page, Problem, Summary};
use crmweb_model::filter::{Customs, Tree};
use crmweb_model::record::RecordKind;
use crmweb_model::view::{Column, Grouping, Layout, Order};
use crmweb_store::query::{self, Cell, Counted};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// What a list shows, and how.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LayoutView {
    /// Its columns, in order.
    #[serde(default)]
    pub columns: Vec<ColumnView>,
    /// Which records: `{all: […]}`, `{any: […]}`, `{not: …}`, `{field, op, value}`, `{related, any | none: …}`,
    /// `{activity: {kinds, since, quantifier}}`, `{tag}`, `{group}`; `{}` means all of them.
    #[serde(default = "nothing")]
    #[schema(value_type = Object)]
    pub filter: Tree,
    /// In which order: the first of these first.
    #[serde(default)]
    pub sort: Vec<OrderView>,
    /// What they are grouped by.
    #[serde(default)]
    pub group: Option<GroupingView>,
    /// The numbers and amounts that are added up.
    #[serde(default)]
    pub totals: Vec<String>,
}

/// A column of a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnView {
    /// The field it shows.
    pub field: String,
    /// How wide it is on the screen, in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u16>,
}

/// A field that orders a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderView {
    /// The field.
    pub field: String,
    /// The greatest first. Records without a value come last either way.
    #[serde(default)]
    pub descending: bool,
}

/// What records are grouped by.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupingView {
    /// The field.
    pub field: String,
    /// Of days: `day`, `month` or `year`.
    #[serde(default)]
    pub by: String,
}

fn nothing() -> Tree {
    Tree::Object(Vec::new())
}

impl LayoutView {
    /// Reads it; what is no filter is refused with its place.
    pub fn layout(self) -> crmweb_crm::Result<Layout> {
        let filter = crmweb_model::filter::read(&self.filter, "filter")
            .map_err(|wrong| crmweb_crm::Error::invalid(wrong.path, wrong.why))?;
        Ok(Layout {
            columns: self.columns.into_iter().map(|c| Column { field: c.field, width: c.width }).collect(),
            filter,
            sort: self.sort.into_iter().map(|o| Order { field: o.field, descending: o.descending }).collect(),
            group: self.group.map(|group| Grouping { field: group.field, by: group.by }),
            totals: self.totals,
        })
    }
}

impl From<&Layout> for LayoutView {
    fn from(layout: &Layout) -> LayoutView {
        let Layout { columns, filter, sort, group, totals } = layout.clone();
        LayoutView {
            columns: columns.into_iter().map(|c| ColumnView { field: c.field, width: c.width }).collect(),
            filter: filter.tree(),
            sort: sort.into_iter().map(|o| OrderView { field: o.field, descending: o.descending }).collect(),
            group: group.map(|group| GroupingView { field: group.field, by: group.by }),
            totals,
        }
    }
}

/// A record that a value names.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedView {
    /// Its kind.
    pub kind: &'static str,
    /// Its id.
    pub uid: String,
    /// What people call it; empty when the reader's right does not reach it.
    pub title: String,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListPage {
    /// The fields of the columns, in order.
    pub columns: Vec<String>,
    /// The records, in order. A page may have fewer than asked for, even none, and go on: `cursor` tells.
    pub rows: Vec<RowView>,
    /// Where the next page begins; left out at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// What the list names and is gone: these parts were left out.
    pub problems: Vec<ProblemView>,
    /// How many records there are, when it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<CountView>,
    /// The groups, when it was asked for them, the largest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupView>,
    /// What all of it adds up to, when it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub totals: Option<GroupView>,
}

/// A record of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowView {
    /// Its id.
    pub uid: String,
    /// Goes up with every change.
    pub version: i64,
    /// What people call it.
    pub title: String,
    /// Who looks after it.
    pub owner: Option<NamedView>,
    /// What the columns show, by field, each as the catalogue says.
    #[schema(value_type = Object)]
    pub fields: Map<String, Value>,
    /// The records that fields name, by field.
    #[schema(value_type = Object)]
    pub named: Map<String, Value>,
}

/// A part of a list that was left out.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemView {
    /// Which part: `filter.all[2].value`.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// How many records there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountView {
    /// So many.
    pub count: i64,
    /// And more: they were not counted further.
    pub more: bool,
}

/// Records that have a value in common, or all of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupView {
    /// The value; empty for none.
    pub value: String,
    /// The record it names.
    pub named: Option<NamedView>,
    /// How many records.
    pub count: i64,
    /// What their numbers add up to.
    pub sums: Vec<SumView>,
}

/// A sum of one field.
#[derive(Debug, Serialize, ToSchema)]
pub struct SumView {
    /// The field.
    pub field: String,
    /// The currency of amounts; empty for numbers.
    pub currency: String,
    /// The sum; of amounts in minor units.
    pub sum: i64,
}

impl From<query::Named> for NamedView {
    fn from(named: query::Named) -> NamedView {
        NamedView { kind: named.kind.as_str(), uid: named.uid, title: named.title }
    }
}

impl From<Counted> for CountView {
    fn from(counted: Counted) -> CountView {
        CountView { count: counted.count, more: counted.more }
    }
}

impl From<query::Group> for GroupView {
    fn from(group: query::Group) -> GroupView {
        let sum = |sum: query::Sum| SumView { field: sum.field, currency: sum.currency, sum: sum.sum };
        GroupView {
            value: group.value,
            named: group.named.map(NamedView::from),
            count: group.count,
            sums: group.sums.into_iter().map(sum).collect(),
        }
    }
}

impl ListPage {
    /// Shows a page of records of `kind`.
    pub fn of(page: Page, kind: RecordKind, customs: &Customs) -> ListPage {
        let columns = page.columns;
        let rows = page.lines.into_iter().map(|line| {
            let (mut fields, mut named) = (Map::new(), Map::new());
            for (name, cell) in columns.iter().zip(line.cells) {
                if !cell.named.is_empty() {
                    let records = cell.named.iter().cloned().map(NamedView::from).collect::<Vec<_>>();
                    named.insert(name.clone(), json!(records));
                }
                fields.insert(name.clone(), value(kind, customs, name, &cell));
            }
            let owner = line.owner.map(NamedView::from);
            RowView { uid: line.uid, version: line.version, title: line.title, owner, fields, named }
        });
        let rows = rows.collect();
        let problems = page.problems.into_iter().map(problem).collect();
        let (cursor, groups) = (page.cursor, Vec::new());
        ListPage { columns, rows, cursor, problems, count: None, groups, totals: None }
    }

    /// Adds groups and totals.
    pub fn add(&mut self, summary: Summary) {
        self.groups = summary.groups.into_iter().map(GroupView::from).collect();
        self.totals = summary.totals.map(GroupView::from);
    }
}

fn value(kind: RecordKind, customs: &Customs, name: &str, cell: &Cell) -> Value {
    customs.field(kind, name).map_or(Value::Null, |source| values::write(source.of(), &cell.text))
}

fn problem(problem: Problem) -> ProblemView {
    ProblemView { path: problem.path, reason: problem.why }
}
