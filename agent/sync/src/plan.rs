//! What to ask the server about a folder: from what is known and what it shows.

use crmweb_mail::wire::Snapshot;
use crmweb_store::index::folders::Cursor;

/// What the index knows of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// How far.
    pub cursor: Cursor,
    /// Number of entries.
    pub entries: u64,
}

/// Whether the UIDs known still name the same mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbering {
    /// Nothing is known yet.
    First,
    /// They do.
    Same,
    /// They do not: the server has numbered the mails anew.
    New,
}

/// When all UIDs of the folder are compared with the entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// Not now.
    No,
    /// When the number of entries differs from the server's count at the end.
    IfCountsDiffer,
    /// In any case.
    Yes,
}

/// What to do with a folder, in this order. Carrying it out once always ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Whether the known UIDs count.
    pub numbering: Numbering,
    /// Where to start from.
    pub cursor: Cursor,
    /// List mail above `cursor.high`.
    pub newer: bool,
    /// Go on listing below `cursor.low`, down to the oldest.
    pub older: bool,
    /// Compare all UIDs.
    pub compare: Compare,
    /// Read all flags again.
    pub flags: bool,
    /// The modification that is reached when all of it is done; 0: the server does not count them.
    pub mod_seq: u64,
    /// The next UID below which everything is known when all of it is done; 0: the server did not say.
    pub uid_next: u32,
}

impl Plan {
    /// Tells whether there is nothing to do.
    pub fn is_quiet(&self) -> bool {
        self.numbering == Numbering::Same
            && !self.newer
            && !self.older
            && !self.flags
            && self.compare == Compare::No
    }
}

/// Decides what to do with a folder that shows `seen`; `due`: it is time to check everything.
///
/// Whatever a server says or leaves out, what it cannot be trusted about is found by comparing all UIDs.
pub fn plan(known: Option<Known>, seen: &Snapshot, due: bool) -> Plan {
    let validity = seen.uid_validity.unwrap_or(0);
    let mod_seq = seen.highest_mod_seq.unwrap_or(0);
    let numbering = match known {
        None => Numbering::First,
        // Saying nothing about it is not saying that it changed.
        Some(known) if validity == 0 || known.cursor.validity == validity => Numbering::Same,
        Some(_) => Numbering::New,
    };
    let (Some(known), Numbering::Same) = (known, numbering) else {
        let empty = seen.messages == Some(0);
        return Plan {
            numbering,
            cursor: Cursor {
                validity,
                high: 0,
                low: if empty { 0 } else { u32::MAX },
                mod_seq: 0,
                uid_next: 0,
            },
            newer: false,
            older: !empty,
            compare: Compare::No,
            flags: false,
            mod_seq,
            uid_next: seen.uid_next.unwrap_or(0),
        };
    };
    let cursor = known.cursor;
    let expected = cursor.high.saturating_add(1);
    let rewound = seen.uid_next.is_some_and(|next| next < expected);
    // A next UID that has not moved since the last look has nothing below it that was not looked at then.
    let below_covers_all = cursor.high == 0 && cursor.low > 0;
    let newer = !below_covers_all
        && match seen.uid_next {
            Some(next) => next != expected && (next != cursor.uid_next || rewound),
            None => true,
        };
    let counts_differ = seen.messages.is_some_and(|messages| u64::from(messages) != known.entries);
    let older = cursor.low > 0;
    let went_back = mod_seq != 0 && mod_seq < cursor.mod_seq;
    let compare = if due || rewound || validity == 0 || went_back {
        Compare::Yes
    } else if newer || older || counts_differ {
        Compare::IfCountsDiffer
    } else {
        Compare::No
    };
    let flags = if mod_seq == 0 { due } else { mod_seq != cursor.mod_seq };
    Plan { numbering, cursor, newer, older, compare, flags, mod_seq, uid_next: seen.uid_next.unwrap_or(0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: Known =
        Known { cursor: Cursor { validity: 7, high: 100, low: 0, mod_seq: 50, uid_next: 101 }, entries: 90 };

    fn seen(messages: u32, uid_next: u32, validity: u32, mod_seq: u64) -> Snapshot {
        Snapshot {
            messages: Some(messages),
            uid_next: Some(uid_next),
            uid_validity: Some(validity),
            highest_mod_seq: Some(mod_seq),
        }
    }

    fn short(plan: &Plan) -> (Numbering, bool, bool, Compare, bool) {
        (plan.numbering, plan.newer, plan.older, plan.compare, plan.flags)
    }

    #[test]
    fn every_snapshot_leads_to_a_plan() {
        use Compare::{IfCountsDiffer, No, Yes};
        use Numbering::{First, New, Same};
        let usual = seen(90, 101, 7, 50);
        let without = |change: fn(&mut Snapshot)| {
            let mut snapshot = usual;
            change(&mut snapshot);
            snapshot
        };
        let going_down = Known { cursor: Cursor { low: 40, ..KNOWN.cursor }, entries: 61 };
        let begun = plan(None, &usual, false).cursor;
        let begun = Known { cursor: begun, entries: 0 };
        for (what, known, snapshot, due, expected) in [
            ("first sync", None, usual, false, (First, false, true, No, false)),
            ("first sync, empty", None, seen(0, 1, 7, 1), false, (First, false, false, No, false)),
            ("first sync, silent server", None, Snapshot::default(), false, (First, false, true, No, false)),
            (
                "interrupted first sync",
                Some(going_down),
                usual,
                false,
                (Same, false, true, IfCountsDiffer, false),
            ),
            (
                "first sync that stored nothing yet",
                Some(begun),
                usual,
                false,
                (Same, false, true, IfCountsDiffer, true),
            ),
            ("nothing new", Some(KNOWN), usual, false, (Same, false, false, No, false)),
            ("nothing new, time to check", Some(KNOWN), usual, true, (Same, false, false, Yes, false)),
            ("new mail", Some(KNOWN), seen(92, 103, 7, 52), false, (Same, true, false, IfCountsDiffer, true)),
            ("rewound UIDNEXT", Some(KNOWN), seen(90, 60, 7, 50), false, (Same, true, false, Yes, false)),
            (
                "UIDNEXT missing",
                Some(KNOWN),
                without(|s| s.uid_next = None),
                false,
                (Same, true, false, IfCountsDiffer, false),
            ),
            ("UIDVALIDITY 0", Some(KNOWN), seen(90, 101, 0, 50), false, (Same, false, false, Yes, false)),
            (
                "UIDVALIDITY missing",
                Some(KNOWN),
                without(|s| s.uid_validity = None),
                false,
                (Same, false, false, Yes, false),
            ),
            ("UIDVALIDITY new", Some(KNOWN), seen(90, 101, 8, 50), false, (New, false, true, No, false)),
            ("UIDVALIDITY new, empty", Some(KNOWN), seen(0, 1, 8, 1), false, (New, false, false, No, false)),
            (
                "HIGHESTMODSEQ missing",
                Some(KNOWN),
                without(|s| s.highest_mod_seq = None),
                false,
                (Same, false, false, No, false),
            ),
            ("HIGHESTMODSEQ 0", Some(KNOWN), seen(90, 101, 7, 0), true, (Same, false, false, Yes, true)),
            ("flags changed", Some(KNOWN), seen(90, 101, 7, 51), false, (Same, false, false, No, true)),
            (
                "HIGHESTMODSEQ went back",
                Some(KNOWN),
                seen(90, 101, 7, 3),
                false,
                (Same, false, false, Yes, true),
            ),
            (
                "some deleted",
                Some(KNOWN),
                seen(80, 101, 7, 50),
                false,
                (Same, false, false, IfCountsDiffer, false),
            ),
            ("emptied", Some(KNOWN), seen(0, 101, 7, 51), false, (Same, false, false, IfCountsDiffer, true)),
            (
                "newest deleted",
                Some(KNOWN),
                seen(90, 104, 7, 50),
                false,
                (Same, true, false, IfCountsDiffer, false),
            ),
            (
                "count missing",
                Some(KNOWN),
                without(|s| s.messages = None),
                false,
                (Same, false, false, No, false),
            ),
        ] {
            assert_eq!(short(&plan(known, &snapshot, due)), expected, "{what}");
        }
    }

    #[test]
    fn a_newest_mail_deleted_before_it_was_seen_is_asked_for_once() {
        let known = Known { cursor: Cursor { uid_next: 104, ..KNOWN.cursor }, ..KNOWN };
        assert!(plan(Some(known), &seen(90, 104, 7, 50), false).is_quiet());
        assert!(plan(Some(known), &seen(91, 105, 7, 50), false).newer);
    }

    #[test]
    fn a_first_sync_starts_above_every_uid_and_claims_no_modification() {
        let plan = plan(None, &seen(90, 101, 7, 50), false);
        assert_eq!(plan.cursor, Cursor { validity: 7, high: 0, low: u32::MAX, mod_seq: 0, uid_next: 0 });
        assert_eq!((plan.mod_seq, plan.uid_next), (50, 101));
    }
}
