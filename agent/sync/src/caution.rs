//! Care with a folder in which listing mail has ended the session: smaller and smaller parts, until the one mail
//! that does it is found and passed over.

use std::collections::HashMap;

/// What is remembered of a folder between sessions.
#[derive(Clone, Debug, Default)]
pub struct Caution {
    halvings: u32,
    failures: HashMap<u32, u32>,
}

/// Envelopes listed at once, and stored in one transaction.
const CHUNK: usize = 500;
/// A mail that ends the session so often when asked for alone is passed over.
const STRIKES: u32 = 2;

impl Caution {
    /// Returns how many envelopes to ask for at once.
    pub fn chunk(&self) -> usize {
        (CHUNK >> self.halvings.min(16)).max(1)
    }

    /// Tells whether a mail is to be passed over.
    pub fn is_bad(&self, uid: u32) -> bool {
        self.failures.get(&uid).is_some_and(|failures| *failures >= STRIKES)
    }

    /// Notes that asking for these mails ended the session.
    pub fn note_failure(&mut self, uids: &[u32]) {
        match uids {
            [uid] => *self.failures.entry(*uid).or_default() += 1,
            // Three steps at a time: a session is dearer than a few more commands.
            _ => self.halvings = (self.halvings + 3).min(16),
        }
    }

    /// Notes that a part went well.
    pub fn note_success(&mut self) {
        self.halvings = self.halvings.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_bad_mail_is_found_in_few_sessions() {
        let mut caution = Caution::default();
        let (bad, mut from, mut sessions) = (377, 0, 0);
        while from < 1_000 {
            let part: Vec<u32> = (from..1_000).take(caution.chunk()).collect();
            let part: Vec<u32> = part.into_iter().filter(|uid| !caution.is_bad(*uid)).collect();
            if part.contains(&bad) {
                caution.note_failure(&part);
                sessions += 1;
            } else {
                from += caution.chunk() as u32;
                caution.note_success();
            }
            assert!(sessions < 30);
        }
        assert!(caution.is_bad(bad) && !caution.is_bad(376));
    }
}
