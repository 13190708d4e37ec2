//! The score of leads: made anew when a lead or a rule changes, explained when somebody asks (SPEC C3).
//!
//! A score is derived: neither the version of a lead nor the change log tells of it.

use crate::crm::Crm;
use crate::deed::By;
use crate::error::{Error, Result};
use crate::records;
use crmweb_model::catalogue::custom::PREFIX;
use crmweb_model::ids::{LeadId, Uid};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::scoring::{self, Comparison, DAYS_SINCE_MAIL, Rule, Score};
use crmweb_model::time::Millis;
use crmweb_store::catalogued::Sheet;
use crmweb_store::engine::Durability;
use crmweb_store::fields::Texts;
use crmweb_store::owner::Urgency;
use crmweb_store::{Tx, catalogued, custom, leads, settings};

/// Leads scored per transaction.
const BATCH: i64 = 40;
/// The setting that tells what the scores of all leads were made by: a day, or nothing when a rule has changed.
const MADE: &str = "scores_made_on";

/// Returns the score of a lead as it is now, with what speaks for it.
pub fn of(tx: &mut Tx, by: &By, uid: Uid) -> Result<Score> {
    let lead = records::find(tx, by, records::kind(RecordKind::Lead)?, uid)?;
    let rules = leads::score_rules(tx)?;
    made(tx, &rules, &lead, by.at)
}

/// Makes the score of one lead anew.
pub(crate) fn refresh(tx: &mut Tx, lead: RecordRef, now: Millis) -> Result<()> {
    let rules = leads::score_rules(tx)?;
    scored(tx, &rules, LeadId(lead.id), now)
}

/// Makes what depends on a record anew: its score, when it is a lead; that of all leads, when it is a rule, which
/// [`recompute`] does.
pub(crate) fn settle(tx: &mut Tx, by: &By, record: RecordRef) -> Result<()> {
    match record.kind {
        RecordKind::Lead => refresh(tx, record, by.at),
        RecordKind::ScoreRule => Ok(settings::set(tx, MADE, "")?),
        _ => Ok(()),
    }
}

/// Makes the scores of all leads anew, in small steps, when a rule has changed or a day has passed; returns how many
/// leads were looked at.
pub fn recompute(crm: &Crm, now: Millis) -> Result<usize> {
    let today = now.0.div_euclid(Millis::DAY).to_string();
    let (day, before) = (today.clone(), crm.read(|tx| Ok(settings::get(tx, MADE)?))?);
    if before.as_deref() == Some(&today) {
        return Ok(0);
    }
    // Noted first: a rule that changes meanwhile has it done once more.
    crm.write(move |tx| Ok(settings::set(tx, MADE, &day)?))?;
    let (mut after, mut count) = (LeadId(0), 0);
    loop {
        let next = crm.store().write_as(Urgency::Background, Durability::Normal, move |tx| {
            let rules = leads::score_rules(tx)?;
            let some = leads::after(tx, after, BATCH)?;
            for lead in &some {
                scored(tx, &rules, *lead, now)?;
            }
            Ok::<_, Error>(some)
        })?;
        count += next.len();
        match next.last() {
            Some(last) => after = *last,
            None => return Ok(count),
        }
    }
}

/// Checks that a rule can be compared.
pub(crate) fn check(tx: &mut Tx, texts: &Texts) -> Result<()> {
    let of =
        |name: &str| texts.iter().find(|(field, _)| *field == name).map_or("", |(_, text)| text.as_str());
    let subject = of("subject");
    let holds = match subject.starts_with(PREFIX) {
        true => custom::by_name(tx, RecordKind::Lead, subject)?
            .filter(|field| !field.deleted)
            .map(|field| field.is.holds.of()),
        false => scoring::holds(subject),
    };
    let unknown = || Error::invalid("subject", "must be a field of leads, or days_since_mail");
    let holds = holds.ok_or_else(unknown)?;
    let comparison = Comparison::from_name(of("comparison")).ok_or_else(|| {
        Error::invalid("comparison", "must be at_least, at_most, is, is_not, contains, filled or empty")
    })?;
    scoring::check(holds, comparison, of("value")).map_err(|e| Error::invalid("value", e))?;
    Ok(())
}

fn scored(tx: &mut Tx, rules: &[Rule], lead: LeadId, now: Millis) -> Result<()> {
    if rules.is_empty() {
        return Ok(leads::set_score(tx, lead, None)?);
    }
    let Some(sheet) = catalogued::load(tx, records::kind(RecordKind::Lead)?, lead.0)? else { return Ok(()) };
    let score = made(tx, rules, &sheet, now)?;
    Ok(leads::set_score(tx, lead, Some(score.sum))?)
}

fn made(tx: &mut Tx, rules: &[Rule], lead: &Sheet, now: Millis) -> Result<Score> {
    let asks = |what: &str| rules.iter().any(|rule| rule.subject == what);
    let days = match asks(DAYS_SINCE_MAIL) {
        true => leads::last_mail_from(tx, lead.record)?
            .map(|at| (now.0 - at.0).div_euclid(Millis::DAY).max(0).to_string()),
        false => None,
    };
    let own = match rules.iter().any(|rule| rule.subject.starts_with(PREFIX)) {
        true => custom::values(tx, lead.record)?,
        false => Vec::new(),
    };
    Ok(scoring::score(rules, |subject| match subject {
        DAYS_SINCE_MAIL => days.clone().unwrap_or_default(),
        subject if subject.starts_with(PREFIX) => {
            own.iter().find(|(name, _)| name == subject).map(|(_, value)| value.clone()).unwrap_or_default()
        }
        subject => lead.text(subject).to_owned(),
    }))
}
