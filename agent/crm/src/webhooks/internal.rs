//! Internal targets: places inside this machine or network that an administrator lets webhooks reach.

use super::{INTERNAL, internal_setting, target};
use crate::deed::By;
use crate::error::{Error, Result};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::fields::{from_lines, lines};
use crmweb_store::keys::COMPANY;
use crmweb_store::log::{self, FieldChange};
use crmweb_store::{Tx, settings};

/// The most internal targets.
const MOST: usize = 100;

/// Lists the internal targets, as `host:port`.
pub(crate) fn places(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(from_lines(&internal_setting(tx)?))
}

/// Lists the internal targets for somebody who may change them.
pub fn list(tx: &mut Tx, by: &By) -> Result<Vec<String>> {
    by.may(Right::Settings, Whose::Others)?;
    places(tx)
}

/// Lets webhooks reach `host:port`, or no longer; returns the list.
pub fn allow(tx: &mut Tx, by: &By, place: &str, allowed: bool) -> Result<Vec<String>> {
    by.may(Right::Settings, Whose::Others)?;
    let place = target::place(place).map_err(|why| Error::invalid("place", why))?;
    let before = places(tx)?;
    let mut after = before.clone();
    after.retain(|known| *known != place);
    if allowed {
        after.push(place);
    }
    after.sort_unstable();
    set(tx, by, &before, after)
}

/// Replaces the list of internal targets; returns it as it is compared.
pub fn replace(tx: &mut Tx, by: &By, typed: &[String]) -> Result<Vec<String>> {
    by.may(Right::Settings, Whose::Others)?;
    let read = |place: &String| target::place(place).map_err(|why| Error::invalid("places", why));
    let mut after: Vec<String> = typed.iter().map(read).collect::<Result<_>>()?;
    after.sort_unstable();
    after.dedup();
    let before = places(tx)?;
    set(tx, by, &before, after)
}

fn set(tx: &mut Tx, by: &By, before: &[String], after: Vec<String>) -> Result<Vec<String>> {
    if after.len() > MOST {
        return Err(Error::invalid("places", format_args!("must be at most {MOST}")));
    }
    if before != after {
        let text = |places: &[String]| Some(lines(places)).filter(|text| !text.is_empty());
        settings::set(tx, INTERNAL, &lines(&after))?;
        log::append(
            tx,
            &by.author(),
            COMPANY,
            "changed",
            &[FieldChange::new(INTERNAL, text(before), text(&after))],
        )?;
    }
    Ok(after)
}
