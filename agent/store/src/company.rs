//! What an administrator has set for the whole company, as values of their own types.

use crate::engine::Tx;
use crate::error::{Error, Result};
use crate::keys::COMPANY;
use crate::log::{self, Author, FieldChange};
use crate::settings;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Returns what has been set under `name`; `None` while nothing has.
pub fn get<S: DeserializeOwned>(tx: &mut Tx, name: &str) -> Result<Option<S>> {
    let Some(text) = settings::get(tx, &key(name))? else { return Ok(None) };
    let read = serde_json::from_str(&text);
    read.map(Some).map_err(|e| Error::Damaged(format!("the setting {name}: {e}")))
}

/// Sets `name`; a change is logged.
pub fn set<S: Serialize>(tx: &mut Tx, by: &Author, name: &str, value: &S) -> Result<()> {
    let new = serde_json::to_string(value).map_err(|e| Error::Damaged(e.to_string()))?;
    let old = settings::get(tx, &key(name))?;
    if old.as_ref() == Some(&new) {
        return Ok(());
    }
    settings::set(tx, &key(name), &new)?;
    log::append(tx, by, COMPANY, "changed", &[FieldChange::new(name, old, Some(new))])?;
    Ok(())
}

fn key(name: &str) -> String {
    format!("company.{name}")
}
