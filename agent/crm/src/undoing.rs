//! What taking back a new or deleted incident or opportunity means for the mails and activities that belong to it.

use crate::error::{Error, Result};
use crmweb_model::ids::ThreadId;
use crmweb_model::record::{ActivityKind, RecordRef};
use crmweb_store::log::{self, Entry, FieldChange};
use crmweb_store::{Tx, activities, links, logged, timeline};
use std::collections::BTreeSet;

/// Entries of a record looked at for the work of others.
const LOOKED_AT: i64 = 200;

/// Refuses to take away a new record that people used since: linked something to it, or changed it.
///
/// What rules linked does not count: without the record they would not have.
pub(crate) fn unused(tx: &mut Tx, created: &Entry, label: &str) -> Result<()> {
    let deed = log::of_mutation(tx, &created.mutation)?;
    let own: BTreeSet<RecordRef> = deed.into_iter().map(|entry| entry.record).collect();
    let mut uses = Vec::new();
    for (activity, _) in activities::linked_by_hand(tx, created.record, LOOKED_AT)? {
        if own.contains(&activity.record()) {
            continue;
        }
        uses.push(match activity.kind {
            ActivityKind::Email => "a mail that was added".to_owned(),
            _ if activity.private_to.is_some() => format!("a private {}", activity.kind),
            kind => format!("the {kind} {:?}", activity.subject),
        });
    }
    let since = log::of_record(tx, created.record, LOOKED_AT)?;
    if since.iter().any(|entry| entry.user != created.user) {
        uses.push("changes by a colleague".into());
    }
    if uses.is_empty() {
        return Ok(());
    }
    uses.dedup();
    Err(Error::Conflict(format!("{label} stays, because it has {} by now", uses.join(", "))))
}

/// Takes every link to a record away.
pub(crate) fn unlink_all(tx: &mut Tx, record: RecordRef) -> Result<()> {
    for activity in activities::linked(tx, record)? {
        links::remove(tx, activity, record)?;
        timeline::refresh(tx, activity)?;
    }
    Ok(())
}

/// Lets no conversation belong to a record any more; returns what the change log has to know.
pub(crate) fn leave_threads(tx: &mut Tx, record: RecordRef) -> Result<Vec<FieldChange>> {
    let mut left = Vec::new();
    for thread in logged::threads_of(tx, record)? {
        links::leave_thread(tx, thread, record)?;
        left.push(FieldChange::new("thread", Some(thread.0.to_string()), None));
    }
    Ok(left)
}

/// Lets the conversations that a deleted record had belong to it again.
pub(crate) fn join_again(tx: &mut Tx, deleted: &Entry) -> Result<()> {
    let threads = deleted.fields.iter().filter(|change| change.field == "thread");
    for thread in threads.filter_map(|change| change.old.as_deref()?.parse().ok()) {
        links::join_thread(tx, ThreadId(thread), deleted.record)?;
    }
    Ok(())
}
