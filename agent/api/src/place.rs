//! Cursors: where a list goes on. Clients give them back as they got them.

use crate::problem::Problem;
use crmweb_model::ids::ActivityId;
use crmweb_model::time::Millis;
use crmweb_store::index::EntryId;
use crmweb_store::index::recent::Before;
use crmweb_store::timeline::Place;

/// Writes a place in a history.
pub fn write(place: Place) -> String {
    format!("{}.{}", place.at.0, place.activity.0)
}

/// Reads [`write()`] back.
pub fn read(cursor: &str) -> Result<Place, Problem> {
    let (at, id) = numbers(cursor)?;
    Ok(Place { at: Millis(at), activity: ActivityId(id) })
}

/// Writes a place in the list of recent mail.
pub fn write_before(before: Before) -> String {
    format!("{}.{}", before.sent_at.0, before.entry.0)
}

/// Reads [`write_before`] back.
pub fn read_before(cursor: &str) -> Result<Before, Problem> {
    let (at, id) = numbers(cursor)?;
    Ok(Before { sent_at: Millis(at), entry: EntryId(id) })
}

fn numbers(cursor: &str) -> Result<(i64, i64), Problem> {
    let read = || {
        let (at, id) = cursor.split_once('.')?;
        Some((at.parse().ok()?, id.parse().ok()?))
    };
    read().ok_or_else(|| Problem::invalid("this cursor is none of ours"))
}
