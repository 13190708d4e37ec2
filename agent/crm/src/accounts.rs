//! Accounts: added, changed, deleted, and back again.

use crate::deed::By;
use crate::entered;
use crate::error::{Error, Result};
use crate::restore::not_restorable;
use crate::whose;
use crate::work::{Undone, untouched};
use crmweb_model::draft::AccountDraft;
use crmweb_model::ids::{AccountId, Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::accounts::{self, Account};
use crmweb_store::fields::maybe;
use crmweb_store::log::{self, Entry, FieldChange};
use crmweb_store::{Tx, names, records, users};

/// Accounts stand below one another at most this deep.
const DEEPEST: usize = 50;
/// Entries of a record looked at for the work of others.
const LOOKED_AT: i64 = 200;

/// Adds an account, owned by whoever adds it; `uid` when the client has chosen one.
pub fn add_account(tx: &mut Tx, by: &By, uid: Option<Uid>, draft: &AccountDraft) -> Result<Account> {
    by.may(Right::Write, Whose::Mine)?;
    let details = entered::account(draft)?;
    check_parent(tx, None, &details)?;
    may_name_parent(tx, by, None, &details)?;
    check_domains(tx, &details)?;
    by.note(tx, "add_account")?;
    let id = accounts::insert(tx, &by.author(), uid.unwrap_or_else(Uid::create), &details)?;
    load(tx, id)
}

/// Replaces what is known of an account; `seen` is the version the change was made on.
pub fn edit_account(
    tx: &mut Tx,
    by: &By,
    id: AccountId,
    seen: Option<i64>,
    draft: &AccountDraft,
) -> Result<Account> {
    change(tx, by, "edit_account", id, seen, |details| {
        *details = draft.clone();
        Ok(())
    })
}

/// Adds a mail domain to an account; one that it has already changes nothing.
pub fn add_account_domain(tx: &mut Tx, by: &By, id: AccountId, domain: &str) -> Result<Account> {
    change(tx, by, "add_account_domain", id, None, |details| {
        details.domains.push(domain.to_owned());
        Ok(())
    })
}

/// Takes a mail domain away from an account.
pub fn remove_account_domain(tx: &mut Tx, by: &By, id: AccountId, domain: &str) -> Result<Account> {
    let folded = domain.trim().trim_start_matches('@').to_lowercase();
    change(tx, by, "remove_account_domain", id, None, |details| {
        let before = details.domains.len();
        details.domains.retain(|known| *known != folded);
        if details.domains.len() == before {
            return Err(Error::invalid("domains", "the account does not have this domain"));
        }
        Ok(())
    })
}

/// Deletes an account: it leaves lists and stops attracting mail at once.
pub fn delete_account(tx: &mut Tx, by: &By, id: AccountId, seen: Option<i64>) -> Result<()> {
    by.may(Right::Delete, Whose::Mine)?;
    let known = load(tx, id)?;
    by.may_with(tx, Right::Delete, known.record())?;
    Error::if_stale(RecordKind::Account, seen, known.version)?;
    by.note(tx, "delete_account")?;
    Ok(accounts::delete(tx, &by.author(), id)?)
}

/// Puts an old value back into one field; the owner only with the right to distribute.
pub(crate) fn restore_value(
    tx: &mut Tx,
    by: &By,
    id: AccountId,
    seen: Option<i64>,
    field: &str,
    old: &str,
) -> Result<i64> {
    if field != "owner" {
        let restored = change(tx, by, "restore_value", id, seen, |details| {
            match accounts::restore(details, field, old)? {
                true => Ok(()),
                false => Err(not_restorable(field)),
            }
        })?;
        return Ok(restored.version);
    }
    by.may(Right::Distribute, Whose::Others)?;
    let known = load(tx, id)?;
    Error::if_stale(RecordKind::Account, seen, known.version)?;
    let owner = user_named(tx, old)?;
    if owner != known.owner {
        by.note(tx, "restore_value")?;
        accounts::set_owner(tx, &by.author(), &known, owner)?;
    }
    Ok(load(tx, id)?.version)
}

/// Takes back what one entry of the change log says was done to an account.
pub fn undo(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Undone> {
    let known = accounts::with_deleted(tx, AccountId(entry.record.id))?
        .ok_or_else(|| Error::no_such(RecordKind::Account, entry.record.id))?;
    let owned = whose::of(tx, &by.actor, known.record())?;
    match entry.verb.as_str() {
        "created" if known.deleted_at.is_none() => {
            by.may(Right::Write, owned)?;
            refuse_if_used(tx, known.record(), entry)?;
            accounts::delete(tx, &by.author(), known.id)?;
            Ok(Undone::whole(entry))
        }
        "deleted" if known.deleted_at.is_some() => {
            by.may(Right::Delete, owned)?;
            accounts::undelete(tx, &by.author(), known.id)?;
            Ok(Undone::whole(entry))
        }
        "undeleted" if known.deleted_at.is_none() => {
            by.may(Right::Delete, owned)?;
            accounts::delete(tx, &by.author(), known.id)?;
            Ok(Undone::whole(entry))
        }
        "changed" if known.deleted_at.is_none() => {
            by.may(Right::Write, owned)?;
            put_back(tx, by, &known, &entry.fields)
        }
        // Of what is deleted nothing is put back; what was taken back once stays so.
        "changed" => Ok(Undone { kept: entry.fields.clone(), ..Undone::default() }),
        _ => Ok(Undone::default()),
    }
}

fn put_back(tx: &mut Tx, by: &By, known: &Account, fields: &[FieldChange]) -> Result<Undone> {
    let mut now = accounts::texts(&known.details);
    now.push(("owner", owner_text(tx, known.owner)?));
    let (back, mut undone) = untouched(fields, &now);
    let mut details = known.details.clone();
    for change in &back {
        let old = change.old.as_deref().unwrap_or_default();
        let before = details.clone();
        if change.field == "owner" {
            by.may(Right::Distribute, Whose::Others)?;
            let owner = user_named(tx, old)?;
            accounts::set_owner(tx, &by.author(), known, owner)?;
        } else if !accounts::restore(&mut details, &change.field, old)?
            || check_parent(tx, Some(known.id), &details).is_err()
        {
            // What it names is gone meanwhile, or stands below this account now.
            details = before;
            undone.keep(change, change.new.as_deref().unwrap_or_default());
            continue;
        }
        undone.restored.push(change.field.clone());
    }
    accounts::update(tx, &by.author(), known, &details)?;
    Ok(undone)
}

/// A record that others have changed or built on does not vanish by undoing.
pub(crate) fn refuse_if_used(tx: &mut Tx, record: RecordRef, entry: &Entry) -> Result<()> {
    let since = log::of_record(tx, record, LOOKED_AT)?;
    if since.iter().any(|later| later.user != entry.user) {
        let why = format!("the {} was changed by a colleague since; delete it instead", record.kind);
        return Err(Error::Conflict(why));
    }
    let using = records::referring(tx, record)?;
    if using.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = using
        .into_iter()
        .map(|user| Ok(format!("{} {}", user.kind, names::of(tx, user)?)))
        .collect::<Result<_>>()?;
    Err(Error::Conflict(format!("the {} is used by {}", record.kind, list.join(", "))))
}

/// Writes an owner as the change log does.
pub(crate) fn owner_text(tx: &mut Tx, owner: Option<UserId>) -> Result<String> {
    Ok(maybe(owner.map(|user| users::uid(tx, user)).transpose()?))
}

/// Reads [`owner_text`] back.
pub(crate) fn user_named(tx: &mut Tx, uid: &str) -> Result<Option<UserId>> {
    let Ok(uid) = Uid::parse(uid) else { return Ok(None) };
    Ok(users::by_uid(tx, uid)?.map(|user| user.id))
}

/// Loads, decides, saves: what every change of an account has in common.
fn change(
    tx: &mut Tx,
    by: &By,
    verb: &str,
    id: AccountId,
    seen: Option<i64>,
    decide: impl FnOnce(&mut AccountDraft) -> Result<()>,
) -> Result<Account> {
    by.may(Right::Write, Whose::Mine)?;
    let known = load(tx, id)?;
    by.may_with(tx, Right::Write, known.record())?;
    Error::if_stale(RecordKind::Account, seen, known.version)?;
    let mut details = known.details.clone();
    decide(&mut details)?;
    let details = entered::account(&details)?;
    check_parent(tx, Some(id), &details)?;
    may_name_parent(tx, by, known.details.parent, &details)?;
    check_domains(tx, &details)?;
    if accounts::update(tx, &by.author(), &known, &details)? {
        by.note(tx, verb)?;
    }
    load(tx, id)
}

fn load(tx: &mut Tx, id: AccountId) -> Result<Account> {
    accounts::by_id(tx, id)?.ok_or_else(|| Error::no_such(RecordKind::Account, id.0))
}

/// The parent exists, and is not below the account itself.
fn check_parent(tx: &mut Tx, id: Option<AccountId>, details: &AccountDraft) -> Result<()> {
    let Some(uid) = details.parent else { return Ok(()) };
    let parent = accounts::by_uid(tx, uid)?.ok_or_else(|| Error::no_such(RecordKind::Account, uid))?;
    let mut above = accounts::parents(tx, parent.id, DEEPEST)?;
    if above.len() == DEEPEST {
        return Err(Error::invalid("parent", format_args!("must not stand more than {DEEPEST} deep")));
    }
    above.push(parent.id);
    if id.is_some_and(|id| above.contains(&id)) {
        return Err(Error::invalid(
            "parent",
            format_args!("{} stands below this account", parent.details.name),
        ));
    }
    Ok(())
}

/// A parent that comes new is one that the actor may see.
fn may_name_parent(tx: &mut Tx, by: &By, known: Option<Uid>, details: &AccountDraft) -> Result<()> {
    let Some(uid) = details.parent.filter(|uid| Some(*uid) != known) else { return Ok(()) };
    let parent = accounts::by_uid(tx, uid)?;
    whose::may_name(tx, by, parent.map(|parent| parent.id), None)
}

/// The company is not its own client.
fn check_domains(tx: &mut Tx, details: &AccountDraft) -> Result<()> {
    if details.domains.is_empty() {
        return Ok(());
    }
    let own = users::company_domains(tx)?;
    match details.domains.iter().find(|domain| own.contains(domain)) {
        Some(domain) => Err(Error::invalid("domains", format_args!("{domain} is the company's own domain"))),
        None => Ok(()),
    }
}
