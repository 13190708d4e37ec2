//! An unknown sender made known: the contact and, when it is new too, the account, as one deed (SPEC P4).

use crate::deed::By;
use crate::duplicates::Candidate;
use crate::error::{Error, Result};
use crate::{accounts, contacts, duplicates, whose};
use crmweb_model::address::Address;
use crmweb_model::draft::{AccountDraft, ContactDraft, Position};
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::accounts::Account;
use crmweb_store::contacts::Contact;
use crmweb_store::fields::Texts;
use crmweb_store::keys::{self, what};
use crmweb_store::{Tx, accounts as account_store, contacts as contact_store, names, refs};

/// Where a new contact works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Employer {
    /// Nowhere known.
    None,
    /// At an account that is there.
    Known(Uid),
    /// At an account that is added along.
    New(Box<AccountDraft>),
}

/// A contact that was added, and its account when that was added too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// The contact.
    pub contact: Contact,
    /// The new account.
    pub account: Option<Account>,
}

/// Adds a contact and, when needed, its account. An address that a contact has already is refused: two people at
/// once must not make one client twice.
pub fn add(tx: &mut Tx, by: &By, draft: &ContactDraft, employer: &Employer, title: &str) -> Result<Added> {
    by.may(Right::Write, Whose::Mine)?;
    for typed in &draft.addresses {
        let Ok(address) = Address::parse(typed) else { continue };
        let holders = keys::holders(tx, what::ADDRESS, address.as_str())?;
        if let Some(holder) = holders.iter().find(|record| record.kind == RecordKind::Contact) {
            let seen = whose::sees(tx, &by.actor, *holder)?;
            let name = if seen { names::of(tx, *holder)? } else { "somebody".into() };
            return Err(Error::Conflict(format!("{address} is the address of {name} already")));
        }
    }
    let mut draft = draft.clone();
    let mut account = None;
    let place = match employer {
        Employer::None => None,
        Employer::Known(uid) => {
            refs::find(tx, RecordKind::Account, *uid)?
                .ok_or_else(|| Error::no_such(RecordKind::Account, uid))?;
            Some(*uid)
        }
        Employer::New(new) => {
            let added = accounts::add_account(tx, by, None, new)?;
            let uid = added.uid;
            account = Some(added);
            Some(uid)
        }
    };
    if let Some(uid) = place {
        draft.positions.retain(|position| position.account != uid);
        draft.positions.insert(0, Position { account: uid, title: title.into() });
    }
    let contact = contacts::add_contact(tx, by, None, &draft)?;
    Ok(Added { contact, account })
}

/// Lists who may be there already: for a word of warning, nothing is refused.
pub fn alike(tx: &mut Tx, by: &By, draft: &ContactDraft, employer: &Employer) -> Result<Vec<Candidate>> {
    let typed =
        |texts: Texts| texts.into_iter().map(|(name, text)| (name.to_owned(), text)).collect::<Vec<_>>();
    let contact = typed(contact_store::texts(draft));
    let mut found = duplicates::of_typed(tx, by, RecordKind::Contact, &contact)?;
    if let Employer::New(account) = employer {
        let account = typed(account_store::texts(account));
        found.extend(duplicates::of_typed(tx, by, RecordKind::Account, &account)?);
    }
    Ok(found)
}

impl Added {
    /// Points at the records that are new.
    pub fn records(&self) -> Vec<RecordRef> {
        let account = self.account.as_ref().map(Account::record);
        std::iter::once(self.contact.record()).chain(account).collect()
    }
}
