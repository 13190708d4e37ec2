//! The custom fields a filter may speak of.

use super::Source;
use crate::catalogue::{self, custom::Holds};
use crate::record::RecordKind;
use std::collections::BTreeMap;

/// A field that an administrator defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Custom {
    /// Its key.
    pub id: i64,
    /// Its name: `x.…`.
    pub name: String,
    /// What it holds.
    pub holds: Holds,
    /// The words of a choice.
    pub words: Vec<String>,
}

/// All custom fields, by the kind of record that has them.
#[derive(Clone, Debug, Default)]
pub struct Customs(pub BTreeMap<RecordKind, Vec<Custom>>);

impl Customs {
    /// Finds a field of records of `kind`, whether of the catalogue or custom.
    pub fn field(&self, kind: RecordKind, name: &str) -> Option<Source> {
        if let Some(field) = catalogue::of(kind)?.field(name) {
            return Some(Source::Own(field));
        }
        let custom = self.0.get(&kind)?.iter().find(|custom| custom.name == name)?;
        Some(Source::Custom(custom.clone()))
    }

    /// Lists the names of all fields of records of `kind`.
    pub fn names(&self, kind: RecordKind) -> Vec<&str> {
        let own =
            catalogue::of(kind).into_iter().flat_map(|known| known.fields.iter().map(|field| field.name));
        own.chain(self.0.get(&kind).into_iter().flatten().map(|custom| custom.name.as_str())).collect()
    }
}
