//! What an administrator sets for the whole company: reasons of losses, thresholds of attention, hours of support and
//! its targets.

use crate::deed::By;
use crate::error::{Error, Result};
use crate::work;
use crmweb_model::attention::Thresholds;
use crmweb_model::due::{Hours, Targets};
use crmweb_model::rights::{Right, Whose};
use crmweb_model::words::fold;
use crmweb_store::{Tx, company};
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Something an administrator sets.
pub trait Setting: Serialize + DeserializeOwned + Default + Send + 'static {
    /// Its name, in storage and addresses.
    const NAME: &'static str;

    /// Says what is wrong with it.
    fn check(&self) -> Result<()>;
}

/// Why opportunities are lost, in the words of the company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LostReasons(pub Vec<String>);

/// The most reasons.
const MOST_REASONS: usize = 50;

impl Default for LostReasons {
    fn default() -> LostReasons {
        let usual = ["Price", "Competitor", "No budget", "No need", "No answer"];
        LostReasons(usual.into_iter().map(str::to_owned).collect())
    }
}

impl LostReasons {
    /// Returns the reason as the company writes it, when it is one of the list; else as it was typed.
    pub fn written(&self, typed: String) -> String {
        let folded = fold(&typed);
        self.0.iter().find(|known| fold(known) == folded).cloned().unwrap_or(typed)
    }
}

impl Setting for LostReasons {
    const NAME: &'static str = "lost_reasons";

    fn check(&self) -> Result<()> {
        let mut named = BTreeSet::new();
        for reason in &self.0 {
            if work::name("lost_reasons", reason)? != *reason {
                return Err(Error::invalid("lost_reasons", "must be single lines without space around them"));
            }
            if !named.insert(fold(reason)) {
                return Err(Error::invalid("lost_reasons", format_args!("{reason:?} stands there twice")));
            }
        }
        match self.0.len() {
            0..=MOST_REASONS => Ok(()),
            _ => Err(Error::invalid("lost_reasons", format_args!("must be at most {MOST_REASONS}"))),
        }
    }
}

impl Setting for Thresholds {
    const NAME: &'static str = "attention";

    fn check(&self) -> Result<()> {
        Thresholds::check(self).map_err(|why| Error::invalid("attention", why))
    }
}

impl Setting for Hours {
    const NAME: &'static str = "support_hours";

    fn check(&self) -> Result<()> {
        Hours::check(self).map_err(|why| Error::invalid("support_hours", why))?;
        zone(self).map(drop)
    }
}

impl Setting for Targets {
    const NAME: &'static str = "support_targets";

    fn check(&self) -> Result<()> {
        Targets::check(self).map_err(|why| Error::invalid("support_targets", why))
    }
}

/// Returns the zone that the hours name.
pub(crate) fn zone(hours: &Hours) -> Result<TimeZone> {
    let named = (1..60).contains(&hours.zone.len());
    let zone = named.then(|| TimeZone::get(&hours.zone).ok()).flatten();
    zone.ok_or_else(|| {
        Error::invalid("support_hours", "zone must be the name of a time zone, such as Europe/Bucharest")
    })
}

/// Returns what has been set, or what is usual.
pub fn get<S: Setting>(tx: &mut Tx) -> Result<S> {
    Ok(company::get(tx, S::NAME)?.unwrap_or_default())
}

/// Sets it for everybody.
pub fn set<S: Setting>(tx: &mut Tx, by: &By, value: &S) -> Result<()> {
    by.may(Right::Settings, Whose::Others)?;
    value.check()?;
    Ok(company::set(tx, &by.author(), S::NAME, value)?)
}
