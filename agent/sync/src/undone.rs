//! The private index tells the same story as the crm after a deed was taken back there.

use crmweb_crm::undo::Undone;
use crmweb_model::privacy::SkipReason;
use crmweb_model::time::Millis;
use crmweb_store::index::entries::{Decision, Verdict};
use crmweb_store::index::known;
use crmweb_store::{Result, Store};

/// Notes what an undone deed made of mails: those that left the crm belong to nobody, those whose holding back was
/// undone are shared or held as before.
pub fn note(index: &Store, undone: &Undone, now: Millis) -> Result<()> {
    let (retracted, held, was_held) = (undone.retracted.clone(), undone.held.clone(), undone.verb == "share");
    index.write(move |tx| {
        let unmatched = |_| Verdict::of(Decision::Skipped(SkipReason::Unmatched), "");
        known::decide_mails(tx, &retracted, unmatched, now)?;
        let again =
            |mail| Verdict::of(if was_held { Decision::Held(mail) } else { Decision::Linked(mail) }, "");
        known::decide_mails(tx, &held, again, now)
    })
}
