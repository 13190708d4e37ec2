//! An activity as named texts.

use crate::error::Result;
use crate::work::{self, Gone};
use crmweb_model::ids::{CustomKindId, UserId};
use crmweb_model::record::{ActivityKind, ActivityStatus, Direction, Priority, RecordKind};
use crmweb_model::time::Millis;
use crmweb_store::Tx;
use crmweb_store::activities::Activity;
use crmweb_store::fields::{Texts, maybe};

/// Returns the fields of an activity in the order of its form.
pub(super) fn texts(tx: &mut Tx, activity: &Activity) -> Result<Texts> {
    Ok(vec![
        ("kind", activity.kind.to_string()),
        ("subject", activity.subject.clone()),
        ("body", activity.body.clone()),
        ("status", activity.status.to_string()),
        ("priority", activity.priority.to_string()),
        ("direction", activity.direction.to_string()),
        ("at", activity.at.0.to_string()),
        ("planned", maybe(activity.planned.as_ref())),
        ("zone", maybe(activity.zone.as_ref())),
        ("assignee", work::uid_text(tx, RecordKind::User, activity.assignee.map(|u| u.0))?),
        ("done_at", work::moment_text(activity.done_at)),
        ("ends", maybe(activity.planning.ends.as_ref())),
        ("place", activity.planning.place.clone()),
        ("outcome", activity.planning.outcome.clone()),
        ("rule", maybe(activity.planning.rule.as_ref())),
        ("except", activity.planning.except.clone()),
        ("reminders", activity.planning.reminders.clone()),
        ("attendees", activity.planning.attendees.clone()),
        ("private", work::uid_text(tx, RecordKind::User, activity.private_to.map(|u| u.0))?),
        ("custom", work::uid_text(tx, RecordKind::ActivityKind, activity.planning.custom.map(|c| c.0))?),
    ])
}

/// Puts one text, as [`texts`] wrote it, back.
pub(super) fn set(
    tx: &mut Tx,
    activity: &mut Activity,
    field: &str,
    text: &str,
) -> Result<std::result::Result<(), Gone>> {
    let some = || (!text.is_empty()).then(|| text.to_owned());
    match field {
        "subject" => activity.subject = text.into(),
        "body" => activity.body = text.into(),
        "planned" => activity.planned = some(),
        "zone" => activity.zone = some(),
        "done_at" => activity.done_at = work::moment(text),
        "at" => return Ok(text.parse().map(|at| activity.at = Millis(at)).map_err(|_| Gone)),
        "kind" => return Ok(ActivityKind::from_name(text).map(|k| activity.kind = k).ok_or(Gone)),
        "status" => return Ok(ActivityStatus::from_name(text).map(|s| activity.status = s).ok_or(Gone)),
        "priority" => return Ok(Priority::from_name(text).map(|p| activity.priority = p).ok_or(Gone)),
        "direction" => return Ok(Direction::from_name(text).map(|d| activity.direction = d).ok_or(Gone)),
        "assignee" => match work::from_uid_text(tx, RecordKind::User, text)? {
            Ok(id) => activity.assignee = id.map(UserId),
            Err(gone) => return Ok(Err(gone)),
        },
        "private" => match work::from_uid_text(tx, RecordKind::User, text)? {
            Ok(id) => activity.private_to = id.map(UserId),
            Err(gone) => return Ok(Err(gone)),
        },
        "custom" => match work::from_uid_text(tx, RecordKind::ActivityKind, text)? {
            Ok(id) => activity.planning.custom = id.map(CustomKindId),
            Err(gone) => return Ok(Err(gone)),
        },
        "ends" => activity.planning.ends = some(),
        "rule" => activity.planning.rule = some(),
        "place" => activity.planning.place = text.into(),
        "outcome" => activity.planning.outcome = text.into(),
        "except" => activity.planning.except = text.into(),
        "reminders" => activity.planning.reminders = text.into(),
        "attendees" => activity.planning.attendees = text.into(),
        _ => return Ok(Err(Gone)),
    }
    Ok(Ok(()))
}
