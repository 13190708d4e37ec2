//! What needs attention, and why: each flag names its rule, the value that broke it and the threshold (SPEC O2, P1).

use crate::record::{Importance, Priority};
use crate::time::{Day, Millis};
use serde::{Deserialize, Serialize};

/// One minute, in milliseconds.
const MINUTE: i64 = 60_000;

/// What a company calls late, quiet or soon; an administrator says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// Days without contact after which an open opportunity is forgotten.
    pub opportunity_quiet_days: i64,
    /// Days without contact after which a client is quiet.
    pub quiet_days: i64,
    /// The same for key accounts.
    pub key_quiet_days: i64,
    /// Minutes before a due time when it is about to be missed.
    pub due_soon_minutes: i64,
}

impl Default for Thresholds {
    fn default() -> Thresholds {
        Thresholds { opportunity_quiet_days: 14, quiet_days: 90, key_quiet_days: 30, due_soon_minutes: 60 }
    }
}

impl Thresholds {
    /// Says what is wrong.
    pub fn check(&self) -> Result<(), &'static str> {
        let days = [self.opportunity_quiet_days, self.quiet_days, self.key_quiet_days];
        if days.iter().any(|days| !(1..=3_650).contains(days)) {
            return Err("days must be from 1 to 3650");
        }
        match self.due_soon_minutes {
            0..=10_080 => Ok(()),
            _ => Err("due_soon_minutes must be from 0 to 10080"),
        }
    }

    /// Returns after how many days without contact a client of this importance is quiet.
    pub fn quiet(&self, importance: Option<Importance>) -> i64 {
        if importance == Some(Importance::Key) { self.key_quiet_days } else { self.quiet_days }
    }
}

/// A rule that something broke. The order is that of urgency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// An open incident is critical; the value counts them.
    CriticalIncident,
    /// The solution is late; the value is minutes, of an account how many incidents.
    SolutionOverdue,
    /// The first answer is late; minutes.
    ResponseOverdue,
    /// The first answer is due soon; the value is the minutes left.
    ResponseDue,
    /// The solution is due soon; the value is the minutes left.
    SolutionDue,
    /// A planned activity is late; days, of an account how many.
    ActivityOverdue,
    /// An open opportunity should have been decided; days ago.
    PastExpectedClose,
    /// Nothing is planned for an open opportunity; the value is 0.
    NothingPlanned,
    /// Nobody spoke about an open opportunity; days.
    OpportunityQuiet,
    /// Nobody spoke with the client; days.
    Quiet,
}

impl Rule {
    /// Returns the name in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::CriticalIncident => "critical_incident",
            Rule::SolutionOverdue => "solution_overdue",
            Rule::ResponseOverdue => "response_overdue",
            Rule::ResponseDue => "response_due",
            Rule::SolutionDue => "solution_due",
            Rule::ActivityOverdue => "activity_overdue",
            Rule::PastExpectedClose => "past_expected_close",
            Rule::NothingPlanned => "nothing_planned",
            Rule::OpportunityQuiet => "opportunity_quiet",
            Rule::Quiet => "quiet",
        }
    }
}

/// Something that needs attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Flag {
    /// The rule that was broken.
    pub rule: Rule,
    /// What was found, in the unit of the rule.
    pub value: i64,
    /// What the rule allows, in the same unit.
    pub threshold: i64,
}

fn flag(rule: Rule, value: i64, threshold: i64) -> Flag {
    Flag { rule, value, threshold }
}

/// Whole days from `since` to `now`.
pub fn days(since: Millis, now: Millis) -> i64 {
    now.0.saturating_sub(since.0).max(0) / Millis::DAY
}

/// What is known of an open opportunity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opportunity {
    /// Something is planned.
    pub planned: bool,
    /// When it should be decided.
    pub expected_close: Option<Day>,
    /// When somebody last spoke about it or, never, when it was made.
    pub heard_at: Millis,
}

/// Lists what an open opportunity needs.
pub fn opportunity(it: &Opportunity, limits: &Thresholds, now: Millis) -> Vec<Flag> {
    let mut flags = Vec::new();
    if let Some(late) = it.expected_close.as_ref().and_then(|day| days_past(day, now)) {
        flags.push(flag(Rule::PastExpectedClose, late, 0));
    }
    if !it.planned {
        flags.push(flag(Rule::NothingPlanned, 0, 1));
    }
    let quiet = days(it.heard_at, now);
    if quiet >= limits.opportunity_quiet_days {
        flags.push(flag(Rule::OpportunityQuiet, quiet, limits.opportunity_quiet_days));
    }
    flags
}

/// Returns how many days a day has passed, by UTC; `None` when it has not.
fn days_past(day: &Day, now: Millis) -> Option<i64> {
    let ends = day.start()?.plus(Millis::DAY);
    (ends.0 <= now.0).then(|| days(ends, now) + 1)
}

/// What is known of an open incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Incident {
    /// How urgent it is.
    pub priority: Priority,
    /// When the first answer is due.
    pub respond_by: Option<Millis>,
    /// Somebody has answered.
    pub answered: bool,
    /// When the solution is due.
    pub solve_by: Option<Millis>,
    /// The client has to answer: no clock runs.
    pub waiting: bool,
}

/// Lists what an open incident needs.
pub fn incident(it: &Incident, limits: &Thresholds, now: Millis) -> Vec<Flag> {
    let mut flags = Vec::new();
    if it.priority == Priority::Critical {
        flags.push(flag(Rule::CriticalIncident, 1, 0));
    }
    if it.waiting {
        return flags;
    }
    let mut due = |by: Option<Millis>, late: Rule, soon: Rule| {
        let Some(by) = by else { return };
        let left = by.0.saturating_sub(now.0).div_euclid(MINUTE);
        if left < 0 {
            flags.push(flag(late, -left, 0));
        } else if left <= limits.due_soon_minutes {
            flags.push(flag(soon, left, limits.due_soon_minutes));
        }
    };
    due(it.respond_by.filter(|_| !it.answered), Rule::ResponseOverdue, Rule::ResponseDue);
    due(it.solve_by, Rule::SolutionOverdue, Rule::SolutionDue);
    flags
}

/// What is known of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// How much it matters.
    pub importance: Importance,
    /// Open critical incidents.
    pub critical: i64,
    /// Open incidents whose solution is late.
    pub overdue: i64,
    /// Planned activities that are late.
    pub activities: i64,
    /// When somebody last spoke with it or, never, when it was made.
    pub heard_at: Millis,
}

/// Lists what an account needs urgently; being quiet is urgent with key accounts only.
pub fn account(it: &Account, limits: &Thresholds, now: Millis) -> Vec<Flag> {
    let counted = [
        (Rule::CriticalIncident, it.critical),
        (Rule::SolutionOverdue, it.overdue),
        (Rule::ActivityOverdue, it.activities),
    ];
    let mut flags: Vec<Flag> = counted
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(rule, count)| flag(rule, count, 0))
        .collect();
    let quiet = days(it.heard_at, now);
    if it.importance == Importance::Key && quiet >= limits.key_quiet_days {
        flags.push(flag(Rule::Quiet, quiet, limits.key_quiet_days));
    }
    flags
}

/// Tells whether a planned activity is late; `until` is when it should have been done.
pub fn activity(until: Millis, now: Millis) -> Option<Flag> {
    (until < now).then(|| flag(Rule::ActivityOverdue, days(until, now), 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_795_507_200_000); // 24 November 2026, 08:00 UTC

    fn told(flags: Vec<Flag>) -> Vec<(Rule, i64, i64)> {
        flags.into_iter().map(|flag| (flag.rule, flag.value, flag.threshold)).collect()
    }

    #[test]
    fn a_forgotten_opportunity_says_why() {
        let quiet = |days: i64| NOW.plus(-days * Millis::DAY);
        for (planned, close, heard_at, expected) in [
            (true, None, quiet(0), vec![]),
            (true, Some("2026-11-24"), quiet(13), vec![]),
            (true, Some("2026-11-23"), quiet(0), vec![(Rule::PastExpectedClose, 1, 0)]),
            (true, Some("2026-10-25"), quiet(0), vec![(Rule::PastExpectedClose, 30, 0)]),
            (false, None, quiet(0), vec![(Rule::NothingPlanned, 0, 1)]),
            (true, None, quiet(14), vec![(Rule::OpportunityQuiet, 14, 14)]),
            (
                false,
                Some("2026-11-01"),
                quiet(20),
                vec![
                    (Rule::PastExpectedClose, 23, 0),
                    (Rule::NothingPlanned, 0, 1),
                    (Rule::OpportunityQuiet, 20, 14),
                ],
            ),
        ] {
            let expected_close = close.map(|day| Day::parse(day).unwrap());
            let it = Opportunity { planned, expected_close, heard_at };
            assert_eq!(told(opportunity(&it, &Thresholds::default(), NOW)), expected, "{it:?}");
        }
    }

    #[test]
    fn an_incident_warns_before_its_due_time_passes() {
        let usual = Incident {
            priority: Priority::Normal,
            respond_by: None,
            answered: false,
            solve_by: None,
            waiting: false,
        };
        let minutes = |minutes: i64| Some(NOW.plus(minutes * MINUTE));
        for (it, expected) in [
            (usual, vec![]),
            (Incident { respond_by: minutes(61), ..usual }, vec![]),
            (Incident { respond_by: minutes(60), ..usual }, vec![(Rule::ResponseDue, 60, 60)]),
            (Incident { respond_by: minutes(-5), ..usual }, vec![(Rule::ResponseOverdue, 5, 0)]),
            (Incident { respond_by: minutes(-5), answered: true, ..usual }, vec![]),
            (Incident { solve_by: minutes(0), ..usual }, vec![(Rule::SolutionDue, 0, 60)]),
            (Incident { solve_by: minutes(-90), ..usual }, vec![(Rule::SolutionOverdue, 90, 0)]),
            (Incident { solve_by: minutes(-90), waiting: true, ..usual }, vec![]),
            (
                Incident { priority: Priority::Critical, solve_by: minutes(9), ..usual },
                vec![(Rule::CriticalIncident, 1, 0), (Rule::SolutionDue, 9, 60)],
            ),
        ] {
            assert_eq!(told(incident(&it, &Thresholds::default(), NOW)), expected, "{it:?}");
        }
    }

    #[test]
    fn only_a_key_account_is_urgent_for_being_quiet() {
        let quiet = Account {
            importance: Importance::Normal,
            critical: 0,
            overdue: 0,
            activities: 0,
            heard_at: NOW.plus(-100 * Millis::DAY),
        };
        assert_eq!(told(account(&quiet, &Thresholds::default(), NOW)), []);
        let key = Account { importance: Importance::Key, critical: 2, activities: 1, ..quiet };
        assert_eq!(
            told(account(&key, &Thresholds::default(), NOW)),
            [(Rule::CriticalIncident, 2, 0), (Rule::ActivityOverdue, 1, 0), (Rule::Quiet, 100, 30)]
        );
    }

    #[test]
    fn thresholds_are_days_people_live() {
        assert!(Thresholds::default().check().is_ok());
        assert!(Thresholds { quiet_days: 0, ..Thresholds::default() }.check().is_err());
        assert!(Thresholds { due_soon_minutes: -1, ..Thresholds::default() }.check().is_err());
    }
}
