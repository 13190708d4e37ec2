//! What somebody did lately, deed by deed, and whether it was taken back.

use crate::deed::By;
use crate::error::Result;
use crate::{viewer, whose};
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::{Tx, log, mutations, names, refs};

/// How many deeds are listed.
const LISTED: i64 = 50;
/// Entries of a deed whose records are named.
const LOOKED_AT: i64 = 10;
/// Records of a deed that are named.
const NAMED: usize = 5;

/// One deed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// Its name, for undoing it.
    pub uid: String,
    /// What was done, such as `edit_account`.
    pub verb: String,
    /// When.
    pub at: Millis,
    /// Whether it was taken back.
    pub undone: bool,
    /// Whether taking it back was begun and not finished.
    pub half_undone: bool,
    /// How many changes it made.
    pub changes: i64,
    /// Some of the records it changed, those the actor may still see.
    pub records: Vec<Changed>,
}

/// A record that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its kind.
    pub kind: RecordKind,
    /// Its id outside.
    pub uid: Uid,
    /// What people call it.
    pub name: String,
}

/// Lists one's own last deeds, newest first.
pub fn deeds(tx: &mut Tx, by: &By) -> Result<Vec<Deed>> {
    by.may(Right::Read, Whose::Mine)?;
    let mut listed = Vec::new();
    for deed in mutations::list_of(tx, by.actor.user, LISTED)? {
        let mut records: Vec<Changed> = Vec::new();
        for entry in log::of_mutation_before(tx, &deed.uid, i64::MAX, LOOKED_AT)?.iter().rev() {
            for record in viewer::touched(entry) {
                let Some(uid) = refs::uid(tx, record)? else { continue };
                let new = records.len() < NAMED && !records.iter().any(|known| known.uid == uid);
                if new && is_named(tx, by, record)? {
                    records.push(Changed { kind: record.kind, uid, name: names::of(tx, record)? });
                }
            }
        }
        listed.push(Deed {
            changes: log::count_of_mutation(tx, &deed.uid, i64::MAX)?,
            undone: deed.undone_at.is_some(),
            half_undone: deed.undone_at.is_none() && deed.undone_from.is_some(),
            uid: deed.uid,
            verb: deed.verb,
            at: deed.at,
            records,
        });
    }
    Ok(listed)
}

/// What is only one's own, such as a view, is named to whoever made it; everything else to whoever sees it.
fn is_named(tx: &mut Tx, by: &By, record: RecordRef) -> Result<bool> {
    let own = matches!(record.kind, RecordKind::NeverLog | RecordKind::View);
    Ok(own || whose::sees(tx, &by.actor, record)?)
}
