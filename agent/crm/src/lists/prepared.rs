//! A list made ready: its fields found, its filter checked, the records it names looked up.

use super::reach::viewer;
use crate::deed::By;
use crate::error::{Error, Result};
use crate::records;
use crmweb_model::catalogue::Kind;
use crmweb_model::filter::{self, Clock, Condition, Custom, Customs, Source, Wrong};
use crmweb_model::record::RecordKind;
use crmweb_model::view::{Layout, MOST_COLUMNS, MOST_SORTS};
use crmweb_store::query::{self, By as GroupedBy, Effort, Known, Query, Sort, Viewer};
use crmweb_store::{Tx, custom};

/// A part of a list that was left out.
pub type Problem = Wrong;

/// What happens when a list names something that is not there, or not any more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    /// It is refused: somebody just wrote it.
    Refuse,
    /// It is left out and told: somebody kept it when all was there.
    Tell,
}

/// A list ready to be run.
pub(super) struct Prepared {
    pub kind: &'static Kind,
    pub viewer: Viewer,
    pub columns: Vec<Source>,
    pub sort: Vec<Sort>,
    pub group: Option<GroupedBy>,
    pub totals: Vec<Source>,
    pub problems: Vec<Problem>,
    condition: Condition,
    known: Known,
}

impl Prepared {
    pub(super) fn new(
        tx: &mut Tx,
        by: &By,
        of: RecordKind,
        layout: &Layout,
        clock: &Clock,
        strictness: Strictness,
    ) -> Result<Prepared> {
        let viewer = viewer(by)?;
        let kind = records::kind(of)?;
        let customs = customs(tx)?;
        let (condition, mut wrong) = filter::check(&layout.filter, of, &customs, clock, "filter");
        let (condition, known, gone) = query::resolve(tx, condition, &viewer)?;
        wrong.extend(gone);
        let mut fields = Fields { kind, customs: &customs, wrong };
        let columns = fields.columns(layout)?;
        let sort = fields.sort(layout)?;
        let group = fields.group(layout);
        let totals = fields.totals(layout)?;
        let problems = fields.wrong;
        match problems.first().filter(|_| strictness == Strictness::Refuse) {
            Some(wrong) => Err(Error::invalid(wrong.path.clone(), &wrong.why)),
            None => Ok(Prepared { kind, viewer, columns, sort, group, totals, problems, condition, known }),
        }
    }

    pub(super) fn query(&self, effort: Effort) -> Query<'_> {
        let Prepared { kind, condition, known, viewer, .. } = self;
        Query { kind, condition, known, viewer, effort }
    }
}

/// Loads the fields of administrators, by kind of record.
pub fn customs(tx: &mut Tx) -> Result<Customs> {
    let mut customs = Customs::default();
    for field in custom::all(tx)? {
        let is = field.is;
        let known = Custom { id: field.id, name: is.name, holds: is.holds, words: is.words };
        customs.0.entry(is.of).or_default().push(known);
    }
    Ok(customs)
}

struct Fields<'a> {
    kind: &'static Kind,
    customs: &'a Customs,
    wrong: Vec<Wrong>,
}

impl Fields<'_> {
    fn find(&mut self, path: String, name: &str) -> Option<Source> {
        let found = self.customs.field(self.kind.kind, name);
        if found.is_none() {
            let why = format!("{} have no field of this name", self.kind.plural);
            self.wrong.push(Wrong::gone(&path, why));
        }
        found
    }

    fn refuse(&mut self, path: &str, why: &str) {
        self.wrong.push(Wrong { path: path.into(), why: why.into(), gone: false });
    }

    fn columns(&mut self, layout: &Layout) -> Result<Vec<Source>> {
        at_most("columns", layout.columns.len(), MOST_COLUMNS)?;
        let mut columns: Vec<Source> = Vec::new();
        for (n, column) in layout.columns.iter().enumerate() {
            let Some(source) = self.find(format!("columns[{n}].field"), &column.field) else { continue };
            if columns.contains(&source) {
                self.refuse(&format!("columns[{n}].field"), "is a column already");
            }
            columns.push(source);
        }
        Ok(columns)
    }

    fn sort(&mut self, layout: &Layout) -> Result<Vec<Sort>> {
        at_most("sort", layout.sort.len(), MOST_SORTS)?;
        let mut sort = Vec::new();
        for (n, order) in layout.sort.iter().enumerate() {
            let path = format!("sort[{n}].field");
            let Some(source) = self.find(path.clone(), &order.field) else { continue };
            if query::is_orderable(self.kind, &source) {
                sort.push(Sort { source, descending: order.descending });
            } else {
                self.refuse(&path, "orders no list");
            }
        }
        Ok(sort)
    }

    fn group(&mut self, layout: &Layout) -> Option<GroupedBy> {
        let asked = layout.group.as_ref()?;
        let source = self.find("group.field".into(), &asked.field)?;
        let group = query::grouping(self.kind, source, &asked.by);
        if group.is_none() {
            self.refuse(
                "group",
                "cannot be grouped so; days are grouped by day, month or year, other fields by themselves",
            );
        }
        group
    }

    fn totals(&mut self, layout: &Layout) -> Result<Vec<Source>> {
        at_most("totals", layout.totals.len(), MOST_SORTS)?;
        let mut totals = Vec::new();
        for (n, name) in layout.totals.iter().enumerate() {
            let path = format!("totals[{n}]");
            let Some(source) = self.find(path.clone(), name) else { continue };
            if query::is_summable(&source) {
                totals.push(source);
            } else {
                self.refuse(&path, "is neither a number nor an amount");
            }
        }
        Ok(totals)
    }
}

fn at_most(part: &'static str, found: usize, most: usize) -> Result<()> {
    if found > most { Err(Error::invalid(part, format_args!("must be at most {most}"))) } else { Ok(()) }
}
