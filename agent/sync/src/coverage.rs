//! The coverage proof, in words: what became of every mail, and where one is.

use crate::error::Result;
use crmweb_model::privacy::SkipReason;
use crmweb_store::Store;
use crmweb_store::index::BoxId;
use crmweb_store::index::coverage::{self, FolderCoverage, Whereabouts};

/// Accounts for every folder of a mailbox: server count = linked + held + skipped (+ pending while syncing).
pub fn coverage(index: &Store, mailbox: BoxId) -> Result<Vec<FolderCoverage>> {
    Ok(index.read(move |tx| coverage::of_mailbox(tx, mailbox))?)
}

/// Says where the mail with this Message-ID is, in each folder that holds a copy; empty: in none that is followed.
pub fn locate(index: &Store, message_id: &str) -> Result<Vec<Whereabouts>> {
    let id = message_id.to_owned();
    Ok(index.read(move |tx| coverage::locate(tx, &id))?)
}

/// Says in one sentence what became of a mail.
pub fn sentence(place: &Whereabouts) -> String {
    let what = match (place.decision.as_str(), place.reason) {
        ("linked", _) => "in the history".to_owned(),
        ("held", _) => "in the history, held back from colleagues".to_owned(),
        ("wanted", _) => "on its way into the history".to_owned(),
        (_, reason) => format!("left out: {}", reason.map_or("not decided", reason_in_words)),
    };
    let why = if place.why.is_empty() { String::new() } else { format!(" ({})", place.why) };
    format!("{}, {}: {what}{why}", place.mailbox, place.folder_name)
}

/// Says for people why mail is left out.
pub fn reason_in_words(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::Unmatched => "nobody in it is known",
        SkipReason::Internal => "only colleagues are in it",
        SkipReason::NeverLogMine => "on your never-log list, or removed by you",
        SkipReason::NeverLogCompany => "on the company's never-log list",
        SkipReason::Draft => "a draft, or still to be sent",
        SkipReason::Junk => "in a junk folder",
        SkipReason::Trash => "in the trash",
        SkipReason::Copy => "in a folder that mirrors others, or that was not chosen",
        SkipReason::TooLarge => "too large",
        SkipReason::Quarantined => "could not be read",
    }
}
