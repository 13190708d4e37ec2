//! What somebody means by a name, an address, a number, or `ADDRESS~3`.

use crate::commands::Context;
use crate::failure::{Failure, Result};
use crmweb_crm::find::{self, Candidate, Found};
use crmweb_crm::{Crm, Error, whose};
use crmweb_model::ids::UserId;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Actor;
use crmweb_model::time::Millis;
use crmweb_model::words::fold;
use crmweb_store::mails::{self, Stored};
use crmweb_store::timeline::{self, Half};
use crmweb_store::users::{self, User};
use crmweb_store::{Tx, names, opportunities};

/// Finds the one record that `text` names.
pub fn record(context: &Context, text: &str) -> Result<RecordRef> {
    let (asked, viewer) = (text.to_owned(), context.asker.actor.clone());
    match context.agent.crm.read(move |tx| any(tx, &viewer, &asked))? {
        Found::One(record) => Ok(record),
        Found::Nothing => Err(unknown(text)),
        Found::Several(candidates) if same_client(&candidates).is_some() => {
            same_client(&candidates).ok_or_else(|| unknown(text))
        }
        Found::Several(candidates) => {
            let names: Vec<String> = candidates
                .iter()
                .take(8)
                .map(|c| format!("{} ({}:{})", c.name, c.record.kind, c.record.id))
                .collect();
            Err(Failure::new("crm.several", format!("{text:?} may be any of: {}", names.join("; ")))
                .hinting("Say more of the name, or give an address, or what is written in brackets."))
        }
    }
}

/// The account, when the other candidates are its own shared addresses: contacts called like it.
fn same_client(candidates: &[Candidate]) -> Option<RecordRef> {
    let mut accounts = candidates.iter().filter(|c| c.record.kind == RecordKind::Account);
    let account = accounts.next()?;
    let called_alike =
        |c: &&Candidate| c.name == account.name || c.name == format!("{0} ({0})", account.name);
    (candidates.iter().filter(called_alike).count() == candidates.len()).then_some(account.record)
}

/// Finds the one record of a kind that `text` names.
pub fn of_kind(context: &Context, text: &str, kind: RecordKind) -> Result<RecordRef> {
    let (asked, viewer) = (text.to_owned(), context.asker.actor.clone());
    let found = context.agent.crm.read(move |tx| {
        Ok(match any(tx, &viewer, &asked)? {
            // Among several of different kinds only one may be of this one.
            Found::Several(all) => {
                let mut fitting: Vec<_> = all.iter().filter(|c| c.record.kind == kind).cloned().collect();
                match (fitting.len(), fitting.pop()) {
                    (1, Some(only)) => Found::One(only.record),
                    _ => Found::Several(all),
                }
            }
            other => other,
        })
    })?;
    match found {
        Found::One(record) if record.kind == kind => Ok(record),
        Found::One(record) => {
            Err(Failure::not_found(format!("{text:?} is a record of kind {}, not {kind}", record.kind))
                .hinting(""))
        }
        Found::Several(_) => record(context, text),
        Found::Nothing => {
            let hint = format!("`crmweb {kind} list` shows what there is.");
            Err(Failure::not_found(format!("there is no {kind} {text:?}")).hinting(hint))
        }
    }
}

/// What the crm finds, and opportunities by the beginning of their name, which it does not.
fn any(tx: &mut Tx, viewer: &Actor, text: &str) -> std::result::Result<Found, Error> {
    match find::record(tx, viewer, text)? {
        Found::Nothing => {}
        found => return Ok(found),
    }
    if let Some(record) = by_domain_or_phone(tx, viewer, text)? {
        return Ok(record);
    }
    let wanted = fold(text);
    let mut fitting = Vec::new();
    for user in users::list(tx)? {
        for opportunity in opportunities::open_of_owner(tx, user.id, 500)? {
            if !wanted.is_empty() && fold(&opportunity.name).starts_with(&wanted) {
                fitting.push(Candidate { record: opportunity.record(), name: opportunity.name });
            }
        }
    }
    let fitting = whose::seen(tx, viewer, fitting, |candidate| candidate.record)?;
    Ok(match fitting.as_slice() {
        [] => Found::Nothing,
        [one] => Found::One(one.record),
        _ => Found::Several(fitting),
    })
}

fn by_domain_or_phone(tx: &mut Tx, viewer: &Actor, text: &str) -> std::result::Result<Option<Found>, Error> {
    use crmweb_store::{accounts, contacts};
    let domain = text.trim().trim_start_matches('@').to_lowercase();
    let mut records: Vec<RecordRef> = Vec::new();
    if domain.contains('.') && !domain.contains(' ') {
        let found = accounts::by_domain(tx, &domain)?;
        records.extend(found.into_iter().map(|id| RecordRef::new(RecordKind::Account, id.0)));
    }
    if text.chars().filter(char::is_ascii_digit).count() >= 6 {
        let people =
            contacts::by_phone(tx, text)?.into_iter().map(|l| RecordRef::new(RecordKind::Contact, l.id.0));
        records.extend(people);
        let firms =
            accounts::by_phone(tx, text)?.into_iter().map(|l| RecordRef::new(RecordKind::Account, l.id.0));
        records.extend(firms);
    }
    let mut candidates = Vec::new();
    for record in whose::seen(tx, viewer, records, |record| *record)? {
        candidates.push(Candidate { record, name: names::of(tx, record)? });
    }
    Ok(match candidates.as_slice() {
        [] => None,
        [one] => Some(Found::One(one.record)),
        _ => Some(Found::Several(candidates)),
    })
}

/// Says that nobody is known by that name, and how to change it.
pub fn unknown(text: &str) -> Failure {
    let hint = match crmweb_model::address::Address::parse(text) {
        Ok(address) => format!(
            "Add the sender: crmweb contact add \"Full Name\" --address {address}   \
             (or never log it: crmweb never-log add {address})"
        ),
        Err(_) => "`crmweb account list` and `crmweb contact list` show who is known.".into(),
    };
    Failure::new("crm.not-found", format!("nobody is known by {text:?}")).hinting(hint)
}

/// Finds a mail by its id, its Message-ID, or as the n-th newest of a client: `ADDRESS~3`.
pub fn mail(context: &Context, text: &str) -> Result<Stored> {
    let (crm, viewer) = (&context.agent.crm, context.asker.user.id);
    if let Ok(uid) = crmweb_model::ids::Uid::parse(text.trim())
        && let Some(stored) = crm.read(move |tx| Ok(mails::by_uid(tx, uid)?))?
    {
        return Ok(stored);
    }
    let bare = text.trim().trim_start_matches('<').trim_end_matches('>').to_owned();
    if let Some(stored) = crm.read(move |tx| Ok(mails::by_message_id(tx, &bare)?))?.into_iter().next() {
        return Ok(stored);
    }
    let (whom, number) = match text.rsplit_once('~') {
        Some((whom, number)) => {
            let number: usize = number.parse().map_err(|_| {
                Failure::usage(format!(
                    "{text:?} ends in no number; the newest mail is ADDRESS~1, the one before ADDRESS~2"
                ))
            })?;
            (whom, number.max(1))
        }
        None => (text, 1),
    };
    let record = record(context, whom)?;
    let found = crm.read(move |tx| nth_mail(tx, record, viewer, number))?;
    found.ok_or_else(|| Failure::not_found(format!("{whom} has no mail number {number} in its history")))
}

/// The mail on line `number` of a record's history, or the newest before that line.
fn nth_mail(
    tx: &mut Tx,
    record: RecordRef,
    viewer: UserId,
    number: usize,
) -> std::result::Result<Option<Stored>, Error> {
    let mut after: Option<timeline::Place> = None;
    let mut line = 0;
    loop {
        let page = timeline::page(tx, record, viewer, Half::History, after, 100)?;
        for item in &page {
            line += 1;
            if line >= number && item.mail.is_some() {
                return Ok(mails::by_activity(tx, item.activity)?);
            }
        }
        let Some(last) = page.last() else { return Ok(None) };
        after = Some(timeline::Place { at: last.at, activity: last.activity });
    }
}

/// Finds a user by login.
pub fn user(crm: &Crm, login: &str) -> Result<User> {
    let asked = fold(login);
    let found = crm.read(move |tx| Ok(users::by_login(tx, &asked)?))?;
    found.ok_or_else(|| {
        Failure::not_found(format!("there is no user {login}")).hinting("`crmweb user list` shows the users.")
    })
}

/// Reads a moment people typed.
pub fn moment(text: &str) -> Result<Millis> {
    crate::when::read(text).ok_or_else(|| {
        Failure::new("crm.invalid", format!("{text:?} is no moment"))
            .hinting("Write it as 2026-11-24 or 2026-11-24T10:00.")
    })
}
