//! Sizes of mail, once told.

use super::folder::{FolderName, Snapshot};
use super::uidset::Uid;
use std::collections::HashMap;

/// The sizes that listing a folder told: who reads its mail next need not ask for them again.
#[derive(Default)]
pub(super) struct Sizes {
    /// The folder and its UIDVALIDITY.
    of: Option<(FolderName, u32)>,
    known: HashMap<Uid, u64>,
}

impl Sizes {
    /// More than a first sync lists before it reads; memory stays flat beyond.
    const MOST: usize = 100_000;

    /// Forgets them unless it is the same folder, numbered as before.
    pub(super) fn open(&mut self, folder: &FolderName, seen: &Snapshot) {
        let opened = seen.uid_validity.map(|validity| (folder.clone(), validity));
        if opened.is_none() || self.of != opened {
            *self = Sizes { of: opened, known: HashMap::new() };
        }
    }

    /// Remembers a size.
    pub(super) fn note(&mut self, uid: Uid, size: Option<u64>) {
        if let Some(size) = size.filter(|_| self.of.is_some() && self.known.len() < Sizes::MOST) {
            self.known.insert(uid, size);
        }
    }

    /// Returns a size that was told.
    pub(super) fn get(&self, uid: Uid) -> Option<u64> {
        self.known.get(&uid).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_count_for_the_folder_they_were_told_of_while_it_is_numbered_as_before() {
        let seen = |validity| Snapshot { uid_validity: validity, ..Snapshot::default() };
        let (inbox, sent) = (FolderName::typed("INBOX"), FolderName::typed("Sent"));
        for (folder, validity, known) in [
            (&inbox, Some(7), Some(100)),
            (&inbox, Some(8), None),
            (&inbox, None, None),
            (&sent, Some(7), None),
        ] {
            let mut sizes = Sizes::default();
            sizes.note(Uid(1), Some(5));
            assert_eq!(sizes.get(Uid(1)), None, "no folder is open");
            sizes.open(&inbox, &seen(Some(7)));
            sizes.note(Uid(1), Some(100));
            sizes.note(Uid(2), None);
            sizes.open(folder, &seen(validity));
            assert_eq!((sizes.get(Uid(1)), sizes.get(Uid(2))), (known, None), "{folder} {validity:?}");
        }
    }
}
