//! What the verbs on incidents, opportunities and activities share: checked texts, references, and the fields of a
//! record by name, which the change log compares and undo puts back.

use crate::deed::By;
use crate::entered;
use crate::error::{Error, Result};
use crmweb_model::ids::{AccountId, ContactId, Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Holder, Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::fields::{Texts, maybe};
use crmweb_store::log::{Entry, FieldChange};
use crmweb_store::reach::Reach;
use crmweb_store::{Tx, refs, users};

/// The longest single line, in characters.
const LONGEST_LINE: usize = 500;
/// The longest text, in characters.
const LONGEST_TEXT: usize = 100_000;

/// What undoing one entry of the change log did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    /// The fields that have their old value again.
    pub restored: Vec<String>,
    /// What stays as it is: the field, what the verb had left in it, and what stands there now.
    pub kept: Vec<FieldChange>,
}

impl Undone {
    /// All of an entry taken back; one without fields is named by its verb.
    pub(crate) fn whole(entry: &Entry) -> Undone {
        let mut restored: Vec<String> = entry.fields.iter().map(|change| change.field.clone()).collect();
        if restored.is_empty() {
            restored.push(entry.verb.clone());
        }
        Undone { restored, kept: Vec::new() }
    }

    /// Notes that a change stays, because `now` stands there.
    pub(crate) fn keep(&mut self, change: &FieldChange, now: &str) {
        self.kept.push(FieldChange::new(
            &change.field,
            change.new.clone(),
            Some(now.to_owned()).filter(|now| !now.is_empty()),
        ));
    }
}

/// Checks a single line and trims it.
pub(crate) fn line(field: &'static str, text: &str) -> Result<String> {
    entered::line(field, text, LONGEST_LINE)
}

/// Checks a single line that must not be empty.
pub(crate) fn name(field: &'static str, text: &str) -> Result<String> {
    let text = line(field, text)?;
    if text.is_empty() { Err(Error::invalid(field, "must not be empty")) } else { Ok(text) }
}

/// Checks a text of several lines; the zero character, which no database keeps, is refused.
pub(crate) fn text(field: &'static str, text: &str) -> Result<String> {
    if text.contains('\0') {
        return Err(Error::invalid(field, "must not contain the zero character"));
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(Error::invalid(field, format_args!("must have at most {LONGEST_TEXT} characters")));
    }
    Ok(text.to_owned())
}

/// Makes a single line of foreign text: no control characters, cut where it is too long.
pub(crate) fn as_line(text: &str) -> String {
    let clean: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_LINE).collect();
    clean.trim().to_owned()
}

/// Makes a text of foreign text: no zero characters, cut where it is too long.
pub(crate) fn as_text(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(LONGEST_TEXT).collect()
}

/// Tells whose something is that `owner` alone has, or is to have; of a record, [`crate::whose::of`] knows more.
pub(crate) fn whose(tx: &mut Tx, by: &By, owner: Option<UserId>) -> Result<Whose> {
    let Some(user) = owner else { return Ok(Whose::Others) };
    let own = user == by.actor.user;
    let team = if own { by.actor.team.clone() } else { users::team(tx, user)? };
    Ok(by.actor.whose(&[Holder { user, team }]))
}

/// Returns how far the actor's `right` reaches, for a list; `Err` when not even over the actor's own.
pub(crate) fn reach(by: &By, right: Right) -> Result<Reach> {
    let (user, team) = (by.actor.user, &by.actor.team);
    by.may(right, Whose::Mine)?;
    Ok(if by.may(right, Whose::Others).is_ok() {
        Reach::All
    } else if by.may(right, Whose::MyTeams).is_ok() {
        Reach::Team(user, team.clone())
    } else {
        Reach::Own(user)
    })
}

/// Says that somebody else was faster.
pub(crate) fn stale(kind: RecordKind) -> Error {
    Error::Conflict(format!("the {kind} was changed by somebody else meanwhile; load it again"))
}

/// Finds the account named.
pub(crate) fn account(tx: &mut Tx, uid: Option<Uid>) -> Result<Option<AccountId>> {
    Ok(named(tx, RecordKind::Account, uid)?.map(AccountId))
}

/// Finds the contact named.
pub(crate) fn contact(tx: &mut Tx, uid: Option<Uid>) -> Result<Option<ContactId>> {
    Ok(named(tx, RecordKind::Contact, uid)?.map(ContactId))
}

/// Finds the active user named.
pub(crate) fn user(tx: &mut Tx, uid: Option<Uid>) -> Result<Option<UserId>> {
    Ok(named(tx, RecordKind::User, uid)?.map(UserId))
}

fn named(tx: &mut Tx, kind: RecordKind, uid: Option<Uid>) -> Result<Option<i64>> {
    let Some(uid) = uid else { return Ok(None) };
    let found = refs::find(tx, kind, uid)?.ok_or_else(|| Error::no_such(kind, uid))?;
    Ok(Some(found.id))
}

/// Returns the id outside of the record `id` of `kind`.
pub(crate) fn uid(tx: &mut Tx, kind: RecordKind, id: Option<i64>) -> Result<Option<Uid>> {
    let Some(id) = id else { return Ok(None) };
    Ok(refs::uid(tx, RecordRef::new(kind, id))?)
}

/// Writes a reference for the change log; empty when there is none.
pub(crate) fn uid_text(tx: &mut Tx, kind: RecordKind, id: Option<i64>) -> Result<String> {
    Ok(maybe(uid(tx, kind, id)?))
}

/// Reads [`uid_text`] back; `Err` when what it names is gone.
pub(crate) fn from_uid_text(
    tx: &mut Tx,
    kind: RecordKind,
    text: &str,
) -> Result<std::result::Result<Option<i64>, Gone>> {
    if text.is_empty() {
        return Ok(Ok(None));
    }
    let Ok(uid) = Uid::parse(text) else { return Ok(Err(Gone)) };
    Ok(refs::find(tx, kind, uid)?.map(|record| Some(record.id)).ok_or(Gone))
}

/// A value that cannot be put back, because what it names is gone.
pub(crate) struct Gone;

/// Splits the changes of an entry into those that can be taken back, because the field still has the value that the
/// verb left, and those that cannot.
pub(crate) fn untouched(entry: &[FieldChange], now: &Texts) -> (Vec<FieldChange>, Undone) {
    let mut undone = Undone::default();
    let mut back = Vec::new();
    for change in entry {
        let left = change.new.as_deref().unwrap_or_default();
        match now.iter().find(|(field, _)| *field == change.field) {
            Some((_, text)) if text == left => back.push(change.clone()),
            Some((_, text)) => undone.keep(change, text),
            None => {} // told to the reader of the log, no value of the record
        }
    }
    (back, undone)
}

/// Writes a moment for the change log.
pub(crate) fn moment_text(at: Option<Millis>) -> String {
    maybe(at.map(|at| at.0))
}

/// Reads [`moment_text`] back.
pub(crate) fn moment(text: &str) -> Option<Millis> {
    text.parse().ok().map(Millis)
}
