//! A mail that a client hands in because the agent has never seen it, or because its owner wants it in the crm (SPEC
//! M15): the same path as any other mail.

use crate::crm::Crm;
use crate::deed::By;
use crate::error::{Error, Result};
use crate::handover;
use crate::mailboxes;
use crate::seam::{HandedMail, Recorded};
use crmweb_mail::parse;
use crmweb_model::address::Address;
use crmweb_model::ids::Uid;
use crmweb_model::mail::{Mail, Part, Person};
use crmweb_model::privacy::ShareLevel;
use crmweb_model::rights::{Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::{Tx, mailboxes as stored, users};
use std::fmt::Write;

/// A mail as a mail client describes it, without its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Described {
    /// Message-ID without angle brackets.
    pub message_id: Option<String>,
    /// Subject.
    pub subject: String,
    /// When it was sent.
    pub at: Option<Millis>,
    /// Who stands in it.
    pub people: Vec<Person>,
    /// Message-IDs it refers to, oldest first.
    pub references: Vec<String>,
    /// Its text.
    pub text: String,
}

/// What is handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handed {
    /// The whole mail (RFC 5322).
    Whole(Vec<u8>),
    /// What a mail client tells of it. The whole mail completes it when the agent sees it.
    Described(Box<Described>),
}

/// Takes a mail into the history of whoever it belongs to.
///
/// With `anyway` it is stored even when it belongs to nobody, or only colleagues are in it: the caller links it next.
/// What the never-log lists cover stays out all the same.
pub fn hand_in(crm: &Crm, by: &By, handed: Handed, anyway: bool) -> Result<Recorded> {
    by.may(Right::Write, Whose::Mine)?;
    let (raw, truncated) = match handed {
        Handed::Whole(raw) => (raw, false),
        Handed::Described(mail) => (written(&mail), true),
    };
    let mail = parse::mail(&raw, truncated);
    if mail.envelope.people.is_empty() {
        return Err(Error::invalid("mail", "names nobody: it has no From and no To"));
    }
    let mailbox = {
        let (by, people) = (by.clone(), mail.envelope.people.clone());
        crm.write(move |tx| mailbox(tx, &by, &people))?
    };
    let handed = HandedMail { mailbox, received_at: mail.envelope.date.unwrap_or(by.at), mail, raw };
    let recorded = if anyway {
        handover::record_anyway(crm, vec![handed], by.at)?
    } else {
        handover::record(crm, vec![handed], by.at)?
    };
    recorded.into_iter().next().ok_or_else(|| Error::Conflict("the mail was not taken".into()))
}

/// Reads a mail without storing anything of it.
pub fn read(raw: &[u8]) -> Mail {
    parse::mail(raw, false)
}

/// The mailbox of the actor that a mail is handed in through: one whose address stands in it, else any, else one made
/// for the purpose.
fn mailbox(tx: &mut Tx, by: &By, people: &[Person]) -> Result<Uid> {
    let mut mine = stored::list(tx)?;
    mine.retain(|mailbox| mailbox.user == Some(by.actor.user));
    let in_it = mine.iter().find(|mailbox| people.iter().any(|p| p.address == mailbox.address));
    if let Some(mailbox) = in_it.or(mine.first()) {
        return Ok(mailbox.uid);
    }
    let user = users::by_id(tx, by.actor.user)?;
    let login = user.as_ref().map_or("me", |user| user.login.as_str());
    let own = user.as_ref().and_then(|user| user.addresses.first().map(ToString::to_string));
    let address = own.unwrap_or_else(|| format!("{login}@handed-in.invalid"));
    let share = ShareLevel::Everything;
    Ok(mailboxes::add_mailbox(tx, by, None, &address, mailboxes::Kind::Personal, share)?.uid)
}

/// Writes a described mail as RFC 5322 with UTF-8 headers (RFC 6532). No value may break out of its line.
pub(crate) fn written(mail: &Described) -> Vec<u8> {
    let mut text = String::new();
    let mut header = |name: &str, value: &str| {
        let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if !value.trim().is_empty() {
            let _infallible = write!(text, "{name}: {}\r\n", value.trim());
        }
    };
    let listed = |part: Part| {
        let people = mail.people.iter().filter(|p| p.part == part).map(shown);
        people.collect::<Vec<_>>().join(", ")
    };
    header("From", &listed(Part::From));
    header("Reply-To", &listed(Part::ReplyTo));
    header("To", &listed(Part::To));
    header("Cc", &listed(Part::Cc));
    header("Subject", &mail.subject);
    if let Some(at) = mail.at {
        header("Date", &at.to_rfc2822());
    }
    let bracketed = |id: &str| {
        let id: String = id.chars().filter(|c| !c.is_whitespace() && !matches!(c, '<' | '>')).collect();
        format!("<{id}>")
    };
    if let Some(id) = &mail.message_id {
        header("Message-ID", &bracketed(id));
    }
    let references: Vec<String> = mail.references.iter().map(|id| bracketed(id)).collect();
    header("References", &references.join(" "));
    text.push_str("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n");
    text.push_str(&mail.text);
    text.into_bytes()
}

fn shown(person: &Person) -> String {
    let address: &Address = &person.address;
    let name: String = person.name.chars().filter(|c| !matches!(c, '"' | '\\' | '<' | '>')).collect();
    if name.trim().is_empty() { format!("<{address}>") } else { format!("\"{}\" <{address}>", name.trim()) }
}
