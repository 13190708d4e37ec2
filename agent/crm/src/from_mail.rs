//! Incidents, opportunities and activities logged from the mail in front of the user (SPEC P2, P8).

use crate::deed::By;
use crate::error::{Error, Result};
use crate::prefilled::Prefilled;
use crate::{activities, incidents, opportunities, whose};
use crmweb_model::draft::{ActivityDraft, IncidentDraft, OpportunityDraft};
use crmweb_model::ids::{AccountId, ContactId, MailId, Uid, UserId};
use crmweb_model::matching::Rule;
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::{ActivityKind, RecordKind, RecordRef};
use crmweb_model::rights::{Actor, Right, Scope};
use crmweb_store::activities::Activity;
use crmweb_store::incidents::Incident;
use crmweb_store::links::{self, Link};
use crmweb_store::log::{self, FieldChange};
use crmweb_store::logged::{self, Logged};
use crmweb_store::mails::{self, Capture, Stored};
use crmweb_store::opportunities::Opportunity;
use crmweb_store::{Tx, refs, timeline};

/// The most mails of a conversation that a record logged from one of them takes along.
const MOST_MAILS: usize = 200;

/// What a mail says about a record to be logged from it, as far as the one who asks may see.
struct Source {
    mail: Stored,
    subject: String,
    text: String,
    message_id: Option<String>,
    contact: Option<ContactId>,
    account: Option<AccountId>,
}

/// Returns what a mail fills into a form, as `viewer` may see it.
pub fn prefilled(tx: &mut Tx, viewer: &Actor, mail: MailId) -> Result<Prefilled> {
    let source = read(tx, viewer, mail)?;
    fill(tx, &source)
}

fn fill(tx: &mut Tx, source: &Source) -> Result<Prefilled> {
    Prefilled::new(tx, (&source.subject, &source.text), source.contact, source.account)
}

/// Returns the form of a new incident, filled from a mail as `viewer` may see it.
pub fn incident_draft(tx: &mut Tx, viewer: &Actor, mail: MailId) -> Result<IncidentDraft> {
    Ok(prefilled(tx, viewer, mail)?.incident())
}

/// Returns the form of a new opportunity, filled from a mail as `viewer` may see it.
pub fn opportunity_draft(tx: &mut Tx, viewer: &Actor, mail: MailId) -> Result<OpportunityDraft> {
    Ok(prefilled(tx, viewer, mail)?.opportunity())
}

/// Returns the form of a new task, note, call, … filled from a mail as `viewer` may see it.
pub fn activity_draft(
    tx: &mut Tx,
    viewer: &Actor,
    mail: MailId,
    kind: ActivityKind,
) -> Result<ActivityDraft> {
    Ok(prefilled(tx, viewer, mail)?.activity(kind))
}

/// Logs an incident from a mail; without a `draft`, as [`incident_draft`] fills it.
///
/// The mail and its conversation belong to the incident from now on. A second incident from the same mail is not
/// prevented; [`logged_from`] says what is there already.
pub fn incident(tx: &mut Tx, by: &By, mail: MailId, draft: Option<&IncidentDraft>) -> Result<Incident> {
    let source = read(tx, &by.actor, mail)?;
    let by = from(by, &source);
    let incident = match draft {
        Some(draft) => incidents::log(tx, &by, draft)?,
        None => {
            let draft = fill(tx, &source)?.incident();
            incidents::log(tx, &by, &draft)?
        }
    };
    let contacts = Vec::from_iter(incident.contact);
    join(tx, &by, &source, incident.record(), &incident.label(), (&contacts, incident.account))?;
    Ok(incident)
}

/// Logs an opportunity from a mail, like [`incident`].
pub fn opportunity(
    tx: &mut Tx,
    by: &By,
    mail: MailId,
    draft: Option<&OpportunityDraft>,
) -> Result<Opportunity> {
    let source = read(tx, &by.actor, mail)?;
    let by = from(by, &source);
    let opportunity = match draft {
        Some(draft) => opportunities::log(tx, &by, draft)?,
        None => {
            let draft = fill(tx, &source)?.opportunity();
            opportunities::log(tx, &by, &draft)?
        }
    };
    let clients = (opportunity.contacts.as_slice(), opportunity.account);
    join(tx, &by, &source, opportunity.record(), &opportunity.name, clients)?;
    Ok(opportunity)
}

/// Logs a task, note, call, … from a mail, in the history of the mail, its clients and `links`.
pub fn activity(
    tx: &mut Tx,
    by: &By,
    mail: MailId,
    draft: &ActivityDraft,
    assignee: Option<Uid>,
    links: &[RecordRef],
) -> Result<Activity> {
    let source = read(tx, &by.actor, mail)?;
    let mut records = vec![RecordRef::new(RecordKind::Mail, mail.0)];
    records.extend(source.contact.map(|c| RecordRef::new(RecordKind::Contact, c.0)));
    records.extend(source.account.map(|a| RecordRef::new(RecordKind::Account, a.0)));
    records.extend_from_slice(links);
    activities::add(tx, &from(by, &source), draft, assignee, &records)
}

/// Lists what was logged from a mail or another one of its conversation, newest first: who, what, when.
pub fn logged_from(tx: &mut Tx, viewer: &Actor, mail: MailId) -> Result<Vec<Logged>> {
    let source = visible(tx, viewer, mail)?;
    let found = logged::from_mail(tx, &source.0, viewer.user)?;
    whose::seen(tx, viewer, found, |logged| logged.record)
}

fn from(by: &By, source: &Source) -> By {
    By { provenance: format!("mail {}", source.mail.uid), ..by.clone() }
}

/// A mail as far as `viewer` sees anything of it.
pub(crate) fn visible(tx: &mut Tx, viewer: &Actor, mail: MailId) -> Result<(Stored, ShareLevel)> {
    let unknown = || Error::no_such(RecordKind::Mail, mail.0);
    let stored = mails::by_id(tx, mail)?.ok_or_else(unknown)?;
    let captures = mails::captures(tx, mail)?;
    let level = granted(tx, viewer, &stored, &captures)?.ok_or_else(unknown)?;
    Ok((stored, level))
}

/// How much `viewer` sees of a mail with these captures; `None` is nothing.
///
/// Whoever may not see everything sees one's own copies, and mail of records one may see; who may see nothing, no mail.
pub(crate) fn granted(
    tx: &mut Tx,
    viewer: &Actor,
    mail: &Stored,
    captures: &[Capture],
) -> Result<Option<ShareLevel>> {
    let level = shared(captures, viewer.user);
    let mine = captures.iter().any(|capture| capture.user == Some(viewer.user));
    match viewer.scope(Right::Read) {
        None => return Ok(None),
        Some(Scope::All) => return Ok(level),
        Some(_) if mine => return Ok(level),
        Some(_) => {}
    }
    let shown = links::shown(tx, mail.activity, viewer.user)?;
    let seen = whose::seen(tx, viewer, shown, |shown| shown.link.record)?;
    Ok(level.filter(|_| !seen.is_empty()))
}

/// How much these captures share with a user.
fn shared(captures: &[Capture], viewer: UserId) -> Option<ShareLevel> {
    let seen = captures.iter().map(|capture| match capture.user {
        None => ShareLevel::Everything,
        Some(user) if user == viewer => ShareLevel::Everything,
        Some(_) if capture.held => ShareLevel::Nothing,
        Some(_) => capture.share,
    });
    seen.max().filter(|level| *level > ShareLevel::Nothing)
}

fn read(tx: &mut Tx, viewer: &Actor, mail: MailId) -> Result<Source> {
    let (mail, level) = visible(tx, viewer, mail)?;
    let content = logged::content(tx, mail.id)?;
    let (contact, account) = clients(tx, viewer, &mail, &content.from_address)?;
    let subject = if level >= ShareLevel::Subject { mail.subject.clone() } else { String::new() };
    let text = if level >= ShareLevel::Everything { content.text } else { String::new() };
    Ok(Source { mail, subject, text, message_id: content.message_id, contact, account })
}

/// The contact that the strongest link names, the author before others, and where that contact works; else the account
/// of the strongest link.
fn clients(
    tx: &mut Tx,
    viewer: &Actor,
    mail: &Stored,
    author: &str,
) -> Result<(Option<ContactId>, Option<AccountId>)> {
    let mut strongest: Vec<Link> = links::of_activity(tx, mail.activity)?
        .into_iter()
        .filter(|link| !link.refused && link.only_for.is_none_or(|user| user == viewer.user))
        .filter(|link| link.rule != Rule::Ambiguous)
        .collect();
    strongest = whose::seen(tx, viewer, strongest, |link| link.record)?;
    strongest.sort_by_key(|link| (link.rule, link.evidence != author, link.record));
    let (mut contact, mut account) = (None, None);
    for link in &strongest {
        let wanted = match link.record.kind {
            RecordKind::Contact => contact.is_none(),
            RecordKind::Account => account.is_none(),
            _ => false,
        };
        if wanted && refs::is_there(tx, link.record)? {
            match link.record.kind {
                RecordKind::Contact => contact = Some(ContactId(link.record.id)),
                _ => account = Some(AccountId(link.record.id)),
            }
        }
    }
    if let Some(contact) = contact {
        account = employer(tx, viewer, contact)?.or(account);
    }
    Ok((contact, account))
}

/// The account where a contact mainly works, if the viewer may see it.
pub(crate) fn employer(tx: &mut Tx, viewer: &Actor, contact: ContactId) -> Result<Option<AccountId>> {
    let account = logged::main_account(tx, contact)?;
    let seen =
        whose::seen(tx, viewer, Vec::from_iter(account), |id| RecordRef::new(RecordKind::Account, id.0))?;
    Ok(seen.into_iter().next())
}

/// Puts the mail into the history of the new record and its clients, and its conversation into that of the record.
fn join(
    tx: &mut Tx,
    by: &By,
    source: &Source,
    record: RecordRef,
    label: &str,
    (contacts, account): (&[ContactId], Option<AccountId>),
) -> Result<()> {
    by.may_with(tx, Right::Link, RecordRef::new(RecordKind::Mail, source.mail.id.0))?;
    let made = |record: RecordRef, rule: Rule, evidence: &str| Link {
        record,
        rule,
        evidence: evidence.to_owned(),
        refused: false,
        only_for: None,
        made_by: (rule == Rule::ByHand).then_some(by.actor.user),
        made_at: by.at,
    };
    let mut wanted = vec![made(record, Rule::ByHand, "")];
    let contacts = contacts.iter().map(|c| RecordRef::new(RecordKind::Contact, c.0));
    let clients = contacts.chain(account.map(|a| RecordRef::new(RecordKind::Account, a.0)));
    wanted.extend(clients.map(|client| made(client, Rule::ByHand, label)));
    add(tx, by, &source.mail, wanted)?;
    links::join_thread(tx, source.mail.thread, record)?;
    let answered = source.message_id.as_deref().unwrap_or_default();
    let others = mails::of_thread(tx, source.mail.thread)?;
    for other in others.iter().rev().take(MOST_MAILS).filter(|other| other.id != source.mail.id) {
        add(tx, by, other, vec![made(record, Rule::Thread, answered)])?;
    }
    Ok(())
}

/// Makes the links that a mail does not have yet; what somebody refused stays refused.
fn add(tx: &mut Tx, by: &By, mail: &Stored, wanted: Vec<Link>) -> Result<()> {
    let present = links::of_activity(tx, mail.activity)?;
    let mut noted = Vec::new();
    for link in wanted.into_iter().filter(|link| present.iter().all(|known| known.record != link.record)) {
        links::put(tx, mail.activity, &link)?;
        noted.push(FieldChange::new("link", None, Some(link.to_text()?)));
    }
    if noted.is_empty() {
        return Ok(());
    }
    timeline::refresh(tx, mail.activity)?;
    log::append(tx, &by.author(), RecordRef::new(RecordKind::Activity, mail.activity.0), "linked", &noted)?;
    Ok(())
}
