//! Lists of records by filter, order and place: what the screens show a page at a time.
//!
//! Read bottom up: `sql` (pieces and bound values) → `seen` (which rows a viewer sees at all) → `field`, `related`,
//! `condition` (a checked filter as SQL) → `order` and `plan` (how rows are found in order) → [`page()`], [`count()`],
//! [`groups`] → `cells` (what the columns show).

mod cells;
mod condition;
mod field;
mod named;
mod order;
mod page;
mod plan;
mod related;
mod seen;
mod sql;
mod sums;

pub use cells::{Cell, Line, Named, lines};
pub use named::{Known, resolve};
pub use order::{Place, Sort, Value, is_orderable};
pub use page::{Page, page};
pub use seen::{Reach, Viewer};
pub use sums::{By, Counted, Group, Sum, count, grouping, groups, is_summable};

use crmweb_model::catalogue::Kind;
use crmweb_model::filter::Condition;

/// Which records are asked for, and by whom.
pub struct Query<'a> {
    /// What they are.
    pub kind: &'static Kind,
    /// What they have to fulfil.
    pub condition: &'a Condition,
    /// The records that the condition names.
    pub known: &'a Known,
    /// Who asks.
    pub viewer: &'a Viewer,
    /// How much is looked at.
    pub effort: Effort,
}

/// How much is looked at for one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// So many records are better looked at one by one and sorted than found along the whole list.
    pub few: i64,
    /// So many entries of an order are looked at: where few records fulfil a condition that has no index, the page ends
    /// there and the next one goes on.
    pub looked_at: i64,
}

impl Default for Effort {
    fn default() -> Effort {
        Effort { few: 3_000, looked_at: 2_000 }
    }
}
