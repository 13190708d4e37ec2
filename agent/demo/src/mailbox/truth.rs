//! What is in a generated mailbox: the facts that tests compare with what a program found out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The whole mailbox, mail by mail, and everybody in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// The seed it was made from.
    pub seed: u64,
    /// Whose mailbox it is.
    pub owner: Owner,
    /// People at the owner's company who write to the owner.
    pub colleagues: Vec<Correspondent>,
    /// Number of mails by folder; names with `/` as separator, in UTF-8.
    pub folders: BTreeMap<String, FolderCount>,
    /// Companies with at least one active correspondent, the busiest first.
    pub companies: Vec<TrueCompany>,
    /// People outside the owner's company with at least one mail, the busiest first.
    pub correspondents: Vec<Correspondent>,
    /// Senders of newsletters with at least one mail.
    pub newsletters: Vec<Newsletter>,
    /// Every mail, in the order in which it was written.
    pub messages: Vec<TrueMail>,
    /// Size of all mails in bytes.
    pub bytes: u64,
}

impl Truth {
    /// Number of mails by kind.
    pub fn kinds(&self) -> BTreeMap<Kind, usize> {
        self.messages.iter().fold(BTreeMap::new(), |mut kinds, mail| {
            *kinds.entry(mail.kind).or_default() += 1;
            kinds
        })
    }

    /// Number of malformed mails by what is wrong with them.
    pub fn damages(&self) -> BTreeMap<&str, usize> {
        let malformed = self.messages.iter().filter(|mail| mail.kind == Kind::Malformed);
        malformed.fold(BTreeMap::new(), |mut damages, mail| {
            *damages.entry(mail.detail.as_str()).or_default() += 1;
            damages
        })
    }

    /// The mails of a folder.
    pub fn in_folder<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a TrueMail> {
        self.messages.iter().filter(move |mail| mail.folder == folder)
    }
}

/// Whose mailbox it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// Full name.
    pub name: String,
    /// Mail address.
    pub address: String,
    /// The company the owner works for.
    pub company: String,
    /// Its mail domain.
    pub domain: String,
}

/// How many mails a folder holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderCount {
    /// All of them.
    pub messages: usize,
    /// Those without \Seen.
    pub unseen: usize,
}

/// A company whose people write with the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrueCompany {
    /// Full name with its legal form.
    pub name: String,
    /// Mail domain.
    pub domain: String,
    /// ISO 639-1 code of its language.
    pub language: String,
    /// ISO 3166-1 code of its country.
    pub country: String,
    /// Where it is.
    pub city: String,
    /// What it does, one English word.
    pub industry: String,
    /// Number of active correspondents.
    pub people: usize,
    /// Different mails its people sent to the owner.
    pub received: usize,
    /// Different mails the owner sent to its people, counted once for each of them.
    pub sent: usize,
}

/// A person the owner has mail with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correspondent {
    /// Name as in the From header.
    pub name: String,
    /// Given name; of a shared address of a company, its name.
    pub first: String,
    /// Family name; empty for a shared address.
    pub last: String,
    /// All addresses, the usual one first.
    pub addresses: Vec<String>,
    /// Company; none for private people.
    pub company: Option<String>,
    /// Position as in the signature.
    pub role: Option<String>,
    /// Phone number, where the signature has it.
    pub phone: Option<String>,
    /// ISO 639-1 code.
    pub language: String,
    /// Different mails from this person to the owner.
    pub received: usize,
    /// Different mails of the owner to this person (To or Cc).
    pub sent: usize,
    /// The oldest mail, in seconds since 1970.
    pub first_mail: i64,
    /// The newest mail, in seconds since 1970.
    pub last_mail: i64,
}

/// The sender of a newsletter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newsletter {
    /// Name as in the From header.
    pub name: String,
    /// Address it comes from.
    pub address: String,
    /// The List-Id.
    pub list_id: String,
    /// Number of mails.
    pub messages: usize,
}

/// One mail of the mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrueMail {
    /// Its folder, as in [`Truth::folders`].
    pub folder: String,
    /// File name in the folder's `cur`.
    pub file: String,
    /// Size of the file (line ends are LF) in bytes.
    pub size: usize,
    /// What kind of mail it is.
    pub kind: Kind,
    /// Malformed: what is wrong. Bounce: address, status and action. Invitation: UID. Duplicate: folder of the
    /// original. Else empty.
    pub detail: String,
    /// Without angle brackets; empty if there is none.
    pub message_id: String,
    /// Message-IDs of the mails it answers, the oldest first.
    pub parents: Vec<String>,
    /// Number of its conversation; 0 for none.
    pub thread: usize,
    /// Seconds since 1970; of mail without a readable Date, the arrival.
    pub date: i64,
    /// Sender's address.
    pub from: String,
    /// Addresses in To.
    pub to: Vec<String>,
    /// Addresses in Cc.
    pub cc: Vec<String>,
    /// Decoded subject.
    pub subject: String,
    /// ISO 639-1 code of the sender's language.
    pub language: String,
    /// Charset of the text.
    pub charset: String,
    /// Whether it has been read.
    pub seen: bool,
    /// The new text: without signature and quotes. Letters missing in the charset are `?` in the mail.
    pub text: String,
    /// The signature under it, as in the mail; may be empty.
    pub signature: String,
    /// Its attachments.
    pub attachments: Vec<TrueAttachment>,
}

/// One attachment of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrueAttachment {
    /// File name.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Decoded size in bytes.
    pub bytes: usize,
}

/// The kinds of mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// People writing to each other.
    Conversation,
    /// The owner and a colleague.
    Internal,
    /// Bulk mail with List-Unsubscribe.
    Newsletter,
    /// Mail of a web shop, a bank, a courier.
    Notification,
    /// Mail of a discussion list.
    List,
    /// A meeting invitation.
    Invite,
    /// The owner's answer to an invitation.
    InviteReply,
    /// An out-of-office answer.
    AutoReply,
    /// A delivery status notification.
    Bounce,
    /// A read receipt.
    Receipt,
    /// What nobody asked for.
    Spam,
    /// An unsent mail of the owner.
    Draft,
    /// Mail that breaks a rule, see [`TrueMail::detail`].
    Malformed,
    /// A copy of another mail in a second folder.
    Duplicate,
}
