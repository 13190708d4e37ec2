//! Folders as the server names them.

use crate::mutf7;
use std::fmt;

/// A folder's name in the very bytes the server uses (modified UTF-7, or what else it sent): the folder's key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FolderName(Vec<u8>);

impl FolderName {
    /// Takes the bytes of the wire.
    pub fn from_wire(bytes: impl Into<Vec<u8>>) -> FolderName {
        FolderName(bytes.into())
    }

    /// Makes the name of what a person typed.
    pub fn typed(name: &str) -> FolderName {
        FolderName(mutf7::encode(name))
    }

    /// Returns the bytes of the wire.
    pub fn wire(&self) -> &[u8] {
        &self.0
    }
}

/// Written as people read it; for the key use [`FolderName::wire`].
impl fmt::Display for FolderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&mutf7::decode(&self.0))
    }
}

impl fmt::Debug for FolderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FolderName({:?})", self.to_string())
    }
}

/// What a folder is for, as the server says (RFC 6154, RFC 8457).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpecialUse {
    /// All mail of the mailbox, a virtual copy.
    All,
    /// The archive.
    Archive,
    /// Drafts.
    Drafts,
    /// Flagged mail, a virtual copy.
    Flagged,
    /// Mail the server thinks important, a virtual copy.
    Important,
    /// Junk, spam.
    Junk,
    /// Sent mail.
    Sent,
    /// Trash.
    Trash,
}

impl SpecialUse {
    /// Reads an attribute of LIST; XLIST's and Gmail's spellings are known.
    pub(super) fn from_attribute(attribute: &str) -> Option<SpecialUse> {
        Some(match attribute.to_ascii_lowercase().as_str() {
            "\\all" | "\\allmail" => SpecialUse::All,
            "\\archive" => SpecialUse::Archive,
            "\\drafts" => SpecialUse::Drafts,
            "\\flagged" | "\\starred" => SpecialUse::Flagged,
            "\\important" => SpecialUse::Important,
            "\\junk" | "\\spam" => SpecialUse::Junk,
            "\\sent" => SpecialUse::Sent,
            "\\trash" => SpecialUse::Trash,
            _ => return None,
        })
    }
}

/// A folder as LIST shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderListing {
    /// Its name.
    pub name: FolderName,
    /// The byte that parts the levels of names, if the server has levels.
    pub delimiter: Option<u8>,
    /// What it is for; usually none or one.
    pub uses: Vec<SpecialUse>,
    /// Whether it can be opened; otherwise it only holds other folders.
    pub selectable: bool,
}

/// The state of a folder as STATUS or EXAMINE gives it; what the server did not say is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// How many mails it holds.
    pub messages: Option<u32>,
    /// The UID the next mail will get, at least.
    pub uid_next: Option<u32>,
    /// Changes when the server has numbered the mails anew. Servers without stable UIDs give 0 or none.
    pub uid_validity: Option<u32>,
    /// The newest modification (RFC 7162); some servers give 0, or none until it is asked for.
    pub highest_mod_seq: Option<u64>,
}
