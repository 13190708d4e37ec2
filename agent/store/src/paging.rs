//! Lists in the order of their folded names, a page at a time.

use crmweb_model::words::fold;

/// Which part of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Only names that start so, however they are written; empty for all.
    pub prefix: String,
    /// Go on after this one: the folded name and key of the last line of the page before.
    pub after: Option<(String, i64)>,
    /// How many at most.
    pub limit: i64,
}

/// The most lines of a page.
const LARGEST: i64 = 1_000;

/// The bounds of a page for `name_key >= from AND name_key < to AND (name_key, id) > (after, after_id)`.
pub(crate) struct Bounds {
    pub from: String,
    pub to: String,
    pub after: String,
    pub after_id: i64,
    pub limit: i64,
}

impl Page {
    pub(crate) fn bounds(&self) -> Bounds {
        let from = fold(&self.prefix.replace('\0', " "));
        // No text that starts so is greater.
        let to = format!("{from}\u{10ffff}");
        let (after, after_id) = self.after.clone().unwrap_or((String::new(), -1));
        Bounds { from, to, after: after.replace('\0', " "), after_id, limit: self.limit.clamp(1, LARGEST) }
    }
}
