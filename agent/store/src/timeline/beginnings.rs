//! The timelines of mails that were just stored.

use super::{EVERYBODY, Half, INTO, Line, WIDTH, count, links_viewers, open, row};
use crate::engine::{Param, Tx};
use crate::error::Result;
use crate::links::Link;
use crate::mails::Capture;
use crmweb_model::ids::ActivityId;
use crmweb_model::privacy::ShareLevel;
use crmweb_model::time::Millis;

/// What to write for new mails: like [`super::refresh`], but written together, and counted once per record.
#[derive(Debug, Default)]
pub struct Beginnings(Vec<(Line, ActivityId)>);

impl Beginnings {
    /// Notes a new mail with its only copy and its links.
    pub fn of_mail(&mut self, activity: ActivityId, at: Millis, copy: &Capture, links: &[Link]) {
        let granted = !copy.held && copy.share > ShareLevel::Nothing;
        let viewers = [if granted { EVERYBODY } else { copy.user.map_or(EVERYBODY, |user| user.0) }];
        for link in links.iter().filter(|link| !link.refused) {
            let (kind, id) = (link.record.kind.as_str(), link.record.id);
            for viewer in links_viewers(&viewers, link.only_for.map_or(EVERYBODY, |user| user.0)) {
                self.0.push((Line { kind, id, open: open(Half::History), viewer, at: at.0 }, activity));
            }
        }
    }

    /// Writes what was noted.
    pub fn write(&mut self, tx: &mut Tx) -> Result<()> {
        let mut lines = std::mem::take(&mut self.0);
        lines.sort_unstable();
        lines.dedup();
        let values: Vec<&dyn Param> = lines.iter().flat_map(|(line, activity)| row(line, activity)).collect();
        tx.insert_rows(INTO, WIDTH, &values, "")?;
        for of_record in lines.chunk_by(|(a, _), (b, _)| a.is_counted_with(b)) {
            if let Some((line, _)) = of_record.first() {
                count(tx, line, of_record.len() as i64)?;
            }
        }
        Ok(())
    }
}
