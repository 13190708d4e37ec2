//! Activities given to somebody (SPEC T1, U1).

use super::change;
use crate::deed::By;
use crate::error::{Error, Result};
use crate::notify::{self, Notice};
use crate::work;
use crmweb_model::ids::Uid;
use crmweb_model::rights::Right;
use crmweb_store::Tx;
use crmweb_store::activities::Activity;

/// Gives an activity to a user: anybody to oneself, a leader to anybody. Who gets it is told, unless it is oneself.
pub fn assign(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>, to: Uid) -> Result<Activity> {
    let assignee = work::user(tx, Some(to))?;
    by.may(Right::AssignTask, work::whose(tx, by, assignee)?)?;
    let mut had = None;
    let given = change(tx, by, uid, seen, "assign_activity", |_, activity| {
        if activity.private_to.is_some() && activity.private_to != assignee {
            return Err(Error::Conflict("it is private; nobody else can have it".into()));
        }
        had = activity.assignee;
        activity.assignee = assignee;
        Ok(())
    })?;
    if had != assignee {
        notify::tell(tx, by, assignee, given.record(), &Notice::Assigned(&given))?;
    }
    Ok(given)
}
