//! What the server has said: facts for the command under way, and what concerns everything after it.

use super::folder::{FolderListing, FolderName, Snapshot};
use super::response::{Condition, Fetched, Response, Standing, capabilities};
use super::uidset::UidSet;

const MOST_ALERTS: usize = 20;

/// The facts of the untagged responses.
#[derive(Debug, Default)]
pub(super) struct Heard {
    // Of the command under way.
    pub fetched: Vec<Fetched>,
    pub found: Vec<u32>,
    pub listed: Vec<FolderListing>,
    pub statuses: Vec<(FolderName, Snapshot)>,
    /// Collected from EXISTS and the codes of untagged OKs.
    pub opened: Snapshot,
    pub result: Option<Condition>,

    // Of the session.
    pub capabilities: Option<Vec<String>>,
    /// The farewell, if the server gave one.
    pub bye: Option<Condition>,
    /// Texts the server wants people to see, each once, oldest first.
    pub alerts: Vec<String>,
    /// Whether the open folder changed since it was opened or since this was last taken.
    pub changed: bool,
    /// Mail the server reported gone.
    pub vanished: UidSet,
}

impl Heard {
    /// Forgets the facts of the last command.
    pub(super) fn begin(&mut self) {
        self.fetched.clear();
        self.found.clear();
        self.listed.clear();
        self.statuses.clear();
        self.opened = Snapshot::default();
        self.result = None;
    }

    /// Takes note of an untagged response.
    pub(super) fn note(&mut self, response: Response) {
        match response {
            Response::Condition(condition) => self.note_condition(condition),
            Response::Capability(names) => self.capabilities = Some(names),
            Response::Exists(n) => {
                self.opened.messages = Some(n);
                self.changed = true;
            }
            Response::Expunge => self.changed = true,
            Response::Vanished(uids) => {
                self.changed = true;
                self.vanished.extend(uids);
            }
            Response::Search(uids) => self.found.extend(uids),
            Response::List(listing) => self.listed.push(listing),
            Response::Status(name, snapshot) => self.statuses.push((name, snapshot)),
            Response::Fetch(fetched) => self.fetched.push(*fetched),
            Response::Continue(_) | Response::Result(..) | Response::Other => {}
        }
    }

    /// Takes note of the result of the command under way.
    pub(super) fn conclude(&mut self, result: Condition) {
        self.note_code(&result);
        self.result = Some(result);
    }

    fn note_condition(&mut self, condition: Condition) {
        self.note_code(&condition);
        if condition.standing == Standing::Bye {
            self.bye = Some(condition);
        }
    }

    fn note_code(&mut self, condition: &Condition) {
        let Some(code) = &condition.code else { return };
        match code.name.as_str() {
            "UIDVALIDITY" => self.opened.uid_validity = code.number(),
            "UIDNEXT" => self.opened.uid_next = code.number(),
            "HIGHESTMODSEQ" => self.opened.highest_mod_seq = code.number(),
            "CAPABILITY" => self.capabilities = Some(capabilities(code.value.as_bytes())),
            "ALERT" => {
                let words = condition.text.split_once(']').map_or("", |(_, words)| words).trim();
                if !words.is_empty() && !self.alerts.iter().any(|known| known == words) {
                    self.alerts.truncate(MOST_ALERTS - 1);
                    self.alerts.push(words.to_owned());
                }
            }
            _ => {}
        }
    }
}
