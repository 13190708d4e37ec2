//! A list as people keep it: columns, filter, order, groups, totals (SPEC V1).

use crate::filter::{Filter, Tree, read};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The most columns of a list.
pub const MOST_COLUMNS: usize = 40;
/// The most columns that order a list, and the most totals.
pub const MOST_SORTS: usize = 5;

/// What a list shows, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Its columns, in order.
    #[serde(default)]
    pub columns: Vec<Column>,
    /// Which records.
    #[serde(default = "Filter::everything")]
    pub filter: Filter,
    /// In which order: the first of these first.
    #[serde(default)]
    pub sort: Vec<Order>,
    /// What they are grouped by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Grouping>,
    /// The numbers and amounts that are added up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub totals: Vec<String>,
}

/// A column of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The field it shows.
    pub field: String,
    /// How wide it is on the screen, in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u16>,
}

/// A field that orders a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The field.
    pub field: String,
    /// The greatest first. Records without a value come last either way.
    #[serde(default)]
    pub descending: bool,
}

/// What records are grouped by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grouping {
    /// The field.
    pub field: String,
    /// Of days: `day`, `month` or `year`; else empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
}

impl Layout {
    /// Columns and a filter, in the order of the first column.
    pub fn new(columns: &[&str], filter: Filter) -> Layout {
        let columns = columns.iter().map(|field| Column { field: (*field).into(), width: None }).collect();
        Layout { columns, filter, sort: Vec::new(), group: None, totals: Vec::new() }
    }

    /// The same, ordered by these fields; one that begins with `-` has the greatest first.
    #[must_use]
    pub fn sorted(mut self, fields: &[&str]) -> Layout {
        self.sort = fields.iter().map(|field| Order::read(field)).collect();
        self
    }
}

impl Order {
    /// Reads `name`, or `-name` for the greatest first.
    pub fn read(text: &str) -> Order {
        match text.strip_prefix('-') {
            Some(field) => Order { field: field.into(), descending: true },
            None => Order { field: text.into(), descending: false },
        }
    }
}

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.tree().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Filter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Filter, D::Error> {
        read(&Tree::deserialize(deserializer)?, "filter").map_err(serde::de::Error::custom)
    }
}
