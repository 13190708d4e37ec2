//! The values of the fields that a template names, as people write them in its language.

use super::About;
use crate::company;
use crate::deed::By;
use crate::error::Result;
use crate::records::{self, Record};
use crate::whose;
use crmweb_model::catalogue::{self, Labels, Type};
use crmweb_model::due::Hours;
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::subject::incident_label;
use crmweb_model::template::{Template, Wanted};
use crmweb_model::time::Millis;
use crmweb_store::users::{self, User};
use crmweb_store::{Tx, names, refs};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The records of one filling, loaded once.
pub(super) struct Values {
    about: About,
    language: String,
    zone: TimeZone,
    now: Millis,
    user: Option<User>,
    loaded: BTreeMap<RecordKind, Record>,
}

impl Values {
    pub(super) fn new(tx: &mut Tx, by: &By, about: About, language: &str) -> Result<Values> {
        let hours: Hours = company::get(tx)?;
        Ok(Values {
            about,
            language: language.to_owned(),
            zone: company::zone(&hours)?,
            now: by.at,
            user: users::by_id(tx, by.actor.user)?,
            loaded: BTreeMap::new(),
        })
    }

    /// Returns the values of all gaps of a template, by their paths; those without one are left out.
    pub(super) fn of(
        &mut self,
        tx: &mut Tx,
        by: &By,
        template: &Template,
    ) -> Result<BTreeMap<String, String>> {
        let mut known = BTreeMap::new();
        for gap in template.gaps() {
            if known.contains_key(&gap.path) {
                continue;
            }
            let value = match &gap.wanted {
                Wanted::Today => self.day(self.now),
                Wanted::User(field) => {
                    self.user.as_ref().map(|user| of_user(user, field)).unwrap_or_default()
                }
                Wanted::Field(kind, field) => self.field(tx, by, *kind, field)?,
            };
            if !value.is_empty() {
                known.insert(gap.path.clone(), value);
            }
        }
        Ok(known)
    }

    fn field(&mut self, tx: &mut Tx, by: &By, kind: RecordKind, field: &str) -> Result<String> {
        let uid = match kind {
            RecordKind::Contact => self.about.contact,
            RecordKind::Account => self.about.account,
            RecordKind::Lead => self.about.lead,
            RecordKind::Opportunity => self.about.opportunity,
            RecordKind::Incident => self.about.incident,
            _ => None,
        };
        let Some(uid) = uid else { return Ok(String::new()) };
        let record = match self.loaded.entry(kind) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(records::get(tx, by, kind, uid)?),
        };
        let text = record.text(field).to_owned();
        if field == "name" {
            return Ok(record.title.clone());
        }
        if (kind, field) == (RecordKind::Incident, "number") {
            return Ok(text.parse().map(incident_label).unwrap_or(text));
        }
        let of = catalogue::of(kind).and_then(|it| it.field(field)).map(|it| it.of);
        self.written(tx, by, of, text)
    }

    fn written(&self, tx: &mut Tx, by: &By, of: Option<Type>, text: String) -> Result<String> {
        if text.is_empty() {
            return Ok(text);
        }
        Ok(match of {
            Some(Type::Word(words)) => words
                .iter()
                .find(|word| word.name == text)
                .map_or(text, |word| self.label(&word.labels).into()),
            Some(Type::Flag) => self.yes_or_no(&text).to_owned(),
            Some(Type::Money) => self.money(&text),
            Some(Type::Day) => self.civil_day(&text),
            Some(Type::Moment) => text.parse().map(|at| self.moment(Millis(at))).unwrap_or_default(),
            Some(Type::One(kind)) => called(tx, by, kind, &text)?,
            Some(Type::Many(kind)) => {
                let mut all = Vec::new();
                for line in text.lines() {
                    all.push(called(tx, by, kind, line)?);
                }
                all.join(", ")
            }
            // The first is the one that counts.
            Some(Type::Addresses | Type::Domains) => text.lines().next().unwrap_or_default().to_owned(),
            Some(Type::Phones) => {
                let first = text.lines().next().unwrap_or_default();
                first.split_once(' ').map_or("", |(_, number)| number).to_owned()
            }
            Some(Type::Positions) => {
                let first = text.lines().next().unwrap_or_default();
                first.split_once(' ').map_or("", |(_, title)| title).to_owned()
            }
            _ => text,
        })
    }

    fn label(&self, labels: &Labels) -> &'static str {
        match self.language.as_str() {
            "ro" => labels.ro,
            "de" => labels.de,
            _ => labels.en,
        }
    }

    fn yes_or_no(&self, text: &str) -> &'static str {
        match (self.language.as_str(), text == "yes") {
            ("ro", true) => "da",
            ("ro", false) => "nu",
            ("de", true) => "ja",
            ("de", false) => "nein",
            (_, true) => "yes",
            (_, false) => "no",
        }
    }

    /// `1200.50 EUR` as people write it: `1.200,50 EUR`, in English `1,200.50 EUR`.
    fn money(&self, text: &str) -> String {
        let (point, group) = if self.is_continental() { (",", '.') } else { (".", ',') };
        let (number, currency) = text.split_once(' ').unwrap_or((text, ""));
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let mut grouped = String::new();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place) % 3 == 0 && !grouped.ends_with('-') {
                grouped.push(group);
            }
            grouped.push(digit);
        }
        let part = if part.is_empty() { String::new() } else { format!("{point}{part}") };
        format!("{grouped}{part} {currency}").trim_end().to_owned()
    }

    fn is_continental(&self) -> bool {
        matches!(self.language.as_str(), "ro" | "de")
    }

    fn civil_day(&self, text: &str) -> String {
        let Ok(day) = text.parse::<jiff::civil::Date>() else { return text.to_owned() };
        let form = if self.is_continental() { "%d.%m.%Y" } else { "%-d %B %Y" };
        day.strftime(form).to_string()
    }

    fn day(&self, at: Millis) -> String {
        let Ok(moment) = Timestamp::from_millisecond(at.0) else { return String::new() };
        self.civil_day(&moment.to_zoned(self.zone.clone()).date().to_string())
    }

    fn moment(&self, at: Millis) -> String {
        let Ok(moment) = Timestamp::from_millisecond(at.0) else { return String::new() };
        let local = moment.to_zoned(self.zone.clone());
        format!("{} {}", self.civil_day(&local.date().to_string()), local.strftime("%H:%M"))
    }
}

/// Returns what a record is called; nothing for one that the actor does not see.
fn called(tx: &mut Tx, by: &By, kind: RecordKind, text: &str) -> Result<String> {
    let Ok(uid) = Uid::parse(text) else { return Ok(String::new()) };
    let found: Option<RecordRef> = refs::find(tx, kind, uid)?;
    match found {
        // Colleagues are known to each other; of other records the name is for those who see them.
        Some(record) if kind == RecordKind::User || whose::sees(tx, &by.actor, record)? => {
            Ok(names::of(tx, record)?)
        }
        _ => Ok(String::new()),
    }
}

fn of_user(user: &User, field: &str) -> String {
    match field {
        "name" => user.name.clone(),
        "team" => user.team.clone(),
        _ => user.addresses.first().map(ToString::to_string).unwrap_or_default(),
    }
}
