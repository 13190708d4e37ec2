//! What is planned of an activity beside its time, and what follows from it.

use super::Activity;
use crate::engine::Row;
use crate::error::Result;
use crate::fields::{from_lines, lines};
use crmweb_model::draft::{Attendee, Reminder};
use crmweb_model::ids::{ActivityId, CustomKindId, Uid};
use crmweb_model::planned::{self, Local, Zone};
use crmweb_model::record::{RecordKind, ReminderWay};
use crmweb_model::recurrence::{Rule, Series};
use crmweb_model::time::Millis;

/// What is planned of an activity beside its time, as stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Planning {
    /// When it ends: a local time or the last day.
    pub ends: Option<String>,
    /// Where.
    pub place: String,
    /// What came out of it.
    pub outcome: String,
    /// The rule by which it happens again.
    pub rule: Option<String>,
    /// The local times of occurrences taken out, one a line.
    pub except: String,
    /// The series of which it was an occurrence; does not change.
    pub series: Option<ActivityId>,
    /// The local time it had in the series; does not change.
    pub occurrence: Option<String>,
    /// The reminders, one a line, as `15 mail`.
    pub reminders: String,
    /// Who takes part, one a line, as `contact 019a…`.
    pub attendees: String,
    /// The kind of an administrator's that it is.
    pub custom: Option<CustomKindId>,
}

impl Planning {
    pub(super) fn read(r: &Row, first: usize) -> Result<Planning> {
        Ok(Planning {
            ends: r.get(first)?,
            place: r.get(first + 1)?,
            outcome: r.get(first + 2)?,
            rule: r.get(first + 3)?,
            except: r.get(first + 4)?,
            series: r.get::<Option<i64>>(first + 5)?.map(ActivityId),
            occurrence: r.get(first + 6)?,
            reminders: r.get(first + 7)?,
            attendees: r.get(first + 8)?,
            custom: r.get::<Option<i64>>(first + 9)?.map(CustomKindId),
        })
    }

    /// Returns the reminders.
    pub fn reminders(&self) -> Vec<Reminder> {
        let read = |line: &str| {
            let (minutes, way) = line.split_once(' ')?;
            Some(Reminder { minutes: minutes.parse().ok()?, way: ReminderWay::from_name(way)? })
        };
        self.reminders.lines().filter_map(read).collect()
    }

    /// Writes reminders as they are stored.
    pub fn reminder_lines(reminders: &[Reminder]) -> String {
        lines(reminders.iter().map(|it| format!("{} {}", it.minutes, it.way)))
    }

    /// Returns who takes part.
    pub fn attendees(&self) -> Vec<Attendee> {
        let read = |line: &str| {
            let (kind, uid) = line.split_once(' ')?;
            Some(Attendee { kind: RecordKind::from_name(kind)?, uid: Uid::parse(uid).ok()? })
        };
        self.attendees.lines().filter_map(read).collect()
    }

    /// Writes attendees as they are stored.
    pub fn attendee_lines(attendees: &[Attendee]) -> String {
        lines(attendees.iter().map(|it| format!("{} {}", it.kind, it.uid)))
    }

    /// Writes the occurrences taken out as they are stored.
    pub fn except_lines<'a>(except: impl IntoIterator<Item = &'a Local>) -> String {
        lines(except)
    }
}

impl Activity {
    /// Returns the planned local time.
    pub fn planned_local(&self) -> Option<Local> {
        self.planned.as_deref().and_then(Local::parse)
    }

    /// Returns the zone of the planned time.
    pub fn planned_zone(&self) -> Option<Zone> {
        self.zone.as_deref().and_then(Zone::named)
    }

    /// Returns the series that it is.
    pub fn series(&self) -> Option<Series> {
        let rule = Rule::parse(self.planning.rule.as_deref()?, &self.planned_zone()?).ok()?;
        let except = from_lines(&self.planning.except).iter().filter_map(|line| Local::parse(line)).collect();
        Some(Series { start: self.planned_local()?, rule, except })
    }

    /// Returns when what is planned at `start` begins and ends; it lasts as long as the first one.
    pub fn slot_at(&self, start: Local) -> Option<(Millis, Millis)> {
        let zone = self.planned_zone()?;
        let ends = match (self.planning.ends.as_deref().and_then(Local::parse), self.planned_local()) {
            (Some(ends), Some(first)) => {
                let moved = start.plus_minutes(first.minutes_to(ends))?;
                Some(if ends.is_day() { moved.to_day() } else { moved })
            }
            _ => None,
        };
        planned::slot(start, ends, &zone)
    }
}
