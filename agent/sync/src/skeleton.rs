//! From a skeleton of the wire to an entry of the index.

use crmweb_mail::parse;
use crmweb_mail::wire::{Flags, Skeleton};
use crmweb_model::identity;
use crmweb_model::mail::{Defect, Envelope};
use crmweb_model::time::Millis;
use crmweb_store::index::entries::NewEntry;

/// Reads the header of a skeleton. A mail without a usable date counts as sent when the server received it.
pub fn entry(skeleton: &Skeleton, now: Millis) -> NewEntry {
    let (envelope, defects) = parse::envelope(&skeleton.headers);
    let received_at = skeleton.internal_date.unwrap_or(now);
    NewEntry {
        uid: skeleton.uid.0,
        identity: identity::by_message_id(&envelope),
        sent_at: envelope.date.unwrap_or(received_at),
        received_at,
        size: skeleton.size.unwrap_or(0),
        flags: flag_words(&skeleton.flags),
        defects: names(&defects),
        envelope,
    }
}

/// The entry of a mail of which not even the header could be listed.
pub fn unlisted(uid: u32, now: Millis) -> NewEntry {
    NewEntry {
        uid,
        identity: None,
        envelope: Envelope::default(),
        sent_at: now,
        received_at: now,
        size: 0,
        flags: String::new(),
        defects: names(&[Defect::Unreadable]),
    }
}

/// Returns flags as the index keeps them.
pub fn flag_words(flags: &Flags) -> String {
    let standing = [
        (flags.seen, "seen"),
        (flags.answered, "answered"),
        (flags.flagged, "flagged"),
        (flags.deleted, "deleted"),
        (flags.draft, "draft"),
    ];
    let mut words: Vec<&str> = standing.iter().filter(|(set, _)| *set).map(|(_, word)| *word).collect();
    words.extend(flags.keywords.iter().map(String::as_str));
    words.join(" ")
}

fn names(defects: &[Defect]) -> String {
    defects.iter().map(|defect| defect.as_str()).collect::<Vec<_>>().join(" ")
}
