//! An activity as named texts.

use crate::error::Result;
use crate::work::{self, Gone};
use crmweb_model::ids::UserId;
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
        _ => return Ok(Err(Gone)),
    }
    Ok(Ok(()))
}
