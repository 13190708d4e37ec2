//! The mail in front of the user: who stands in it, where it belongs and why (SPEC P1, P5, P8).

use crate::error::{Error, Result};
use crate::facts::Known;
use crate::record_page::Client;
use crate::{from_mail, whose, why};
use crmweb_model::address::Address;
use crmweb_model::ids::{AccountId, ContactId, LeadId, Uid};
use crmweb_model::mail::{Part, Person};
use crmweb_model::matching::{self, Acquaintance, Facts, Rule};
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Actor;
use crmweb_store::mails::{self, Stored};
use crmweb_store::{Tx, links, logged};

/// The most people of one mail that are told apart.
pub const MOST_PEOPLE: usize = 50;

/// Somebody in a mail, and who that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// The person as the mail names it.
    pub person: Person,
    /// Who it is.
    pub standing: Standing,
}

/// Who somebody in a mail is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A colleague.
    Internal,
    /// This contact.
    Contact(ContactId),
    /// This lead.
    Lead(LeadId),
    /// Somebody at this account, by its address or domain.
    Account {
        /// The account.
        account: AccountId,
        /// Only the domain says so: the person is unknown.
        by_domain: bool,
    },
    /// One of these, nobody has chosen yet.
    Several(Vec<RecordRef>),
    /// Nobody known.
    Unknown,
}

impl Standing {
    /// Returns the record to show, when there is exactly one.
    pub fn client(&self) -> Option<Client> {
        match self {
            Standing::Contact(id) => Some(Client::Contact(*id)),
            Standing::Account { account, .. } => Some(Client::Account(*account)),
            Standing::Internal | Standing::Lead(_) | Standing::Several(_) | Standing::Unknown => None,
        }
    }
}

/// Says who the people of a mail are: the author first, colleagues last, everybody once. Of whom the viewer may not
/// see the record, nobody is known.
pub fn participants(tx: &mut Tx, viewer: &Actor, people: &[Person]) -> Result<Vec<Participant>> {
    let mut once: Vec<&Person> = Vec::new();
    for part in [Part::From, Part::ReplyTo, Part::Sender, Part::To, Part::Cc, Part::Bcc] {
        for person in people.iter().filter(|p| p.part == part) {
            if once.len() < MOST_PEOPLE && once.iter().all(|known| known.address != person.address) {
                once.push(person);
            }
        }
    }
    let addresses: Vec<&Address> = once.iter().map(|person| &person.address).collect();
    let known = Known::of(tx, &addresses)?;
    let standing = |person: &Person| match known.acquaintance(&person.address, person.part) {
        Some(acquaintance) => standing(acquaintance),
        None => Standing::Internal,
    };
    let mut found: Vec<Participant> = once
        .into_iter()
        .map(|person| Participant { standing: standing(person), person: person.clone() })
        .collect();
    for participant in &mut found {
        participant.standing = as_seen(tx, viewer, participant.standing.clone())?;
    }
    found.sort_by_key(|p| p.standing == Standing::Internal);
    Ok(found)
}

fn as_seen(tx: &mut Tx, viewer: &Actor, standing: Standing) -> Result<Standing> {
    Ok(match standing {
        Standing::Several(records) => match whose::seen(tx, viewer, records, |record| *record)? {
            records if records.is_empty() => Standing::Unknown,
            records => Standing::Several(records),
        },
        Standing::Lead(lead) if !whose::sees(tx, viewer, RecordRef::new(RecordKind::Lead, lead.0))? => {
            Standing::Unknown
        }
        other => match other.client() {
            Some(client) if !whose::sees(tx, viewer, client.record())? => Standing::Unknown,
            _ => other,
        },
    })
}

/// Somebody is whom a mail of that person alone would belong to.
fn standing(person: Acquaintance) -> Standing {
    let links = matching::decide(&Facts { people: vec![person], ..Facts::default() });
    let of = |kind: RecordKind| links.iter().filter(move |link| link.record.kind == kind);
    let open = of(RecordKind::Contact).filter(|link| link.rule == Rule::Ambiguous);
    let several: Vec<RecordRef> = open.map(|link| link.record).collect();
    if !several.is_empty() {
        return Standing::Several(several);
    }
    if let Some(link) = of(RecordKind::Contact).next() {
        return Standing::Contact(ContactId(link.record.id));
    }
    match of(RecordKind::Lead).collect::<Vec<_>>().as_slice() {
        [] => {}
        [one] => return Standing::Lead(LeadId(one.record.id)),
        several => return Standing::Several(several.iter().map(|link| link.record).collect()),
    }
    match of(RecordKind::Account).collect::<Vec<_>>().as_slice() {
        [] => Standing::Unknown,
        [one] => Standing::Account { account: AccountId(one.record.id), by_domain: one.rule == Rule::Domain },
        several => Standing::Several(several.iter().map(|link| link.record).collect()),
    }
}

/// A mail of the crm as a viewer may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenMail {
    /// The mail.
    pub mail: Stored,
    /// How much the viewer sees.
    pub level: ShareLevel,
    /// The viewer holds it back from colleagues.
    pub held: bool,
    /// Its subject; empty below [`ShareLevel::Subject`].
    pub subject: String,
    /// Who stands in it, blind copies of the viewer's own capture included.
    pub people: Vec<Person>,
    /// Where it belongs, the strongest reason first.
    pub links: Vec<Reason>,
}

/// Why a mail belongs to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The record.
    pub record: RecordRef,
    /// Its id outside.
    pub uid: Uid,
    /// What people call it.
    pub name: String,
    /// The rule.
    pub rule: Rule,
    /// In words.
    pub why: String,
}

/// Finds a mail by its id outside, as `viewer` may see it.
pub fn mail(tx: &mut Tx, viewer: &Actor, uid: Uid) -> Result<SeenMail> {
    let unknown = || Error::no_such(RecordKind::Mail, uid);
    let stored = mails::by_uid(tx, uid)?.ok_or_else(unknown)?;
    seen(tx, viewer, stored)?.ok_or_else(unknown)
}

/// Finds a mail by its Message-ID, as `viewer` may see it; `None` when it is not there or hidden.
pub fn by_message_id(tx: &mut Tx, viewer: &Actor, message_id: &str) -> Result<Option<SeenMail>> {
    for stored in mails::by_message_id(tx, message_id)? {
        if let Some(seen) = seen(tx, viewer, stored)? {
            return Ok(Some(seen));
        }
    }
    Ok(None)
}

/// Shows a mail as `viewer` may see it; `None` when that is nothing.
pub fn seen(tx: &mut Tx, viewer: &Actor, mail: Stored) -> Result<Option<SeenMail>> {
    let captures = mails::captures(tx, mail.id)?;
    let Some(level) = from_mail::granted(tx, viewer, &mail, &captures)? else { return Ok(None) };
    let mine = captures.iter().find(|capture| capture.user == Some(viewer.user));
    let shown = links::shown(tx, mail.activity, viewer.user)?;
    let shown = whose::seen(tx, viewer, shown, |shown| shown.link.record)?;

    let mut people: Vec<Person> = mails::people_of(tx, mail.id)?
        .into_iter()
        .map(|(address, part, name)| Person { part, address, name })
        .collect();
    for blind in mine.iter().flat_map(|capture| &capture.blind) {
        people.push(Person { part: Part::Bcc, address: blind.clone(), name: String::new() });
    }
    let reason = |shown: links::Shown| Reason {
        record: shown.link.record,
        uid: shown.uid,
        rule: shown.link.rule,
        why: why::reason(shown.link.rule, &shown.link.evidence, &shown.name),
        name: shown.name,
    };
    let mut links: Vec<Reason> = shown.into_iter().map(reason).collect();
    links.sort_by_key(|link| (link.rule, link.record));
    Ok(Some(SeenMail {
        held: mine.is_some_and(|capture| capture.held),
        subject: if level >= ShareLevel::Subject { mail.subject.clone() } else { String::new() },
        people,
        links,
        level,
        mail,
    }))
}

/// Returns what is new in a mail that is seen; empty below [`ShareLevel::Everything`].
pub fn text(tx: &mut Tx, seen: &SeenMail) -> Result<String> {
    if seen.level < ShareLevel::Everything {
        return Ok(String::new());
    }
    Ok(logged::content(tx, seen.mail.id)?.text)
}

/// Returns the files of a mail that is seen, as name and size; none below [`ShareLevel::Everything`].
pub fn attachments(tx: &mut Tx, seen: &SeenMail) -> Result<Vec<(String, i64)>> {
    if seen.level < ShareLevel::Everything {
        return Ok(Vec::new());
    }
    Ok(logged::attachments(tx, seen.mail.id)?)
}
