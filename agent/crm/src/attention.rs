//! What needs attention (SPEC O2, I6): forgotten opportunities, incidents about to miss their due times, late
//! activities, urgent accounts.

use crate::board::{self, Whose};
use crate::company;
use crate::deed::By;
use crate::error::Result;
use crmweb_model::attention::{self, Flag, Thresholds};
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::RecordKind;
use crmweb_model::time::{Day, Millis};
use crmweb_store::Tx;
use crmweb_store::attention::{self as facts, Known};

/// The most records of each kind that are looked at.
const MOST: i64 = 200;

/// A record that needs attention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Urgent {
    /// Its kind.
    pub kind: RecordKind,
    /// Its id outside.
    pub uid: Uid,
    /// What people call it.
    pub name: String,
    /// Who looks after it.
    pub owner: Option<UserId>,
    /// Why, the most urgent first.
    pub flags: Vec<Flag>,
}

/// Lists what needs attention, the most urgent first: the actor's own, the team's, or everybody's, as far as the actor
/// sees.
pub fn list(tx: &mut Tx, by: &By, whose: Whose) -> Result<Vec<Urgent>> {
    let sight = board::sight(by, whose)?;
    let limits: Thresholds = company::get(tx)?;
    let now = by.at;
    let soon = now.plus(limits.due_soon_minutes.saturating_mul(60_000));
    let mut urgent = Vec::new();
    for it in facts::incidents(tx, &sight, soon, MOST)? {
        let flags = attention::incident(&it.facts, &limits, now);
        urgent.extend(flagged(RecordKind::Incident, it, flags));
    }
    for it in facts::activities(tx, &sight, by.actor.user, now, MOST)? {
        let flags = attention::activity(it.facts, now).into_iter().collect();
        urgent.extend(flagged(RecordKind::Activity, it, flags));
    }
    let today = Day::of(now).map(|day| day.to_string()).unwrap_or_default();
    let quiet = now.plus(-limits.opportunity_quiet_days * Millis::DAY);
    for it in facts::opportunities(tx, &sight, &today, quiet, MOST)? {
        let flags = attention::opportunity(&it.facts, &limits, now);
        urgent.extend(flagged(RecordKind::Opportunity, it, flags));
    }
    for it in facts::accounts(tx, &sight, now, MOST)? {
        let flags = attention::account(&it.facts, &limits, now);
        urgent.extend(flagged(RecordKind::Account, it, flags));
    }
    urgent.sort_by_cached_key(|it| {
        let first = it.flags.first().map(|flag| (flag.rule, std::cmp::Reverse(flag.value)));
        (first, it.uid)
    });
    Ok(urgent)
}

fn flagged<F>(kind: RecordKind, it: Known<F>, mut flags: Vec<Flag>) -> Option<Urgent> {
    flags.sort_unstable_by_key(|flag| flag.rule);
    let Known { uid, name, owner, .. } = it;
    (!flags.is_empty()).then_some(Urgent { kind, uid, name, owner, flags })
}
