//! Mail that must not be logged: entries of one's own list and of the company's (SPEC M8).

use crate::deed::By;
use crate::entered;
use crate::error::{Error, Result};
use crmweb_model::domains::{Unfit, company_domain};
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::privacy::NeverLog;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Right, Whose};
use crmweb_model::words::fold;
use crmweb_store::Tx;
use crmweb_store::never_log::{self, Entry};

/// Whose list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// The actor's own, which nobody else sees.
    Mine,
    /// The company's, which holds for everybody.
    Company,
}

/// Adds an entry; an equal one that is there already is returned. Mail logged before stays until it is removed.
pub fn add_never_log(tx: &mut Tx, by: &By, list: List, what: &NeverLog) -> Result<Entry> {
    let user = may_change(by, list)?;
    let what = folded(what)?;
    Ok(never_log::add(tx, &by.author(), user, &what)?)
}

/// Removes an entry; of other users' lists there is none.
pub fn remove_never_log(tx: &mut Tx, by: &By, uid: Uid) -> Result<()> {
    let gone = || Error::no_such(RecordKind::NeverLog, uid);
    by.may(Right::Read, Whose::Mine)?;
    let entry = never_log::by_uid(tx, uid)?.ok_or_else(gone)?;
    match entry.user {
        Some(user) if user != by.actor.user => return Err(gone()),
        Some(_) => may_change(by, List::Mine)?,
        None => may_change(by, List::Company)?,
    };
    Ok(never_log::remove(tx, &by.author(), &entry)?)
}

/// Lists the entries of one's own list, or of the company's, which everybody may see.
pub fn never_log(tx: &mut Tx, by: &By, list: List) -> Result<Vec<Entry>> {
    by.may(Right::Read, Whose::Mine)?;
    let user = match list {
        List::Mine => Some(by.actor.user),
        List::Company => None,
    };
    Ok(never_log::list(tx, user)?)
}

fn may_change(by: &By, list: List) -> Result<Option<UserId>> {
    match list {
        List::Mine => by.may(Right::Read, Whose::Mine)?,
        List::Company => by.may(Right::Settings, Whose::Others)?,
    }
    Ok(match list {
        List::Mine => Some(by.actor.user),
        List::Company => None,
    })
}

/// Folds an entry as the check of a mail expects it; one that would cover everything is refused.
pub fn folded(what: &NeverLog) -> Result<NeverLog> {
    Ok(match what {
        NeverLog::Address(address) => NeverLog::Address(address.clone()),
        NeverLog::Domain(domain) => NeverLog::Domain(match company_domain(domain) {
            Ok(folded) | Err(Unfit::Provider(folded)) => folded,
            Err(e @ Unfit::Suffix(_)) => return Err(Error::invalid("domain", e)),
        }),
        NeverLog::Folder(name) => NeverLog::Folder(filled("folder", entered::line("folder", name, 500)?)?),
        NeverLog::Keyword(word) => {
            let word = fold(&entered::short("keyword", word)?);
            if word.chars().count() < 3 {
                return Err(Error::invalid("keyword", "must have at least three letters"));
            }
            NeverLog::Keyword(word)
        }
        NeverLog::Sensitivity(mark) => {
            let mark = entered::line("sensitivity", mark, 50)?.to_lowercase();
            NeverLog::Sensitivity(filled("sensitivity", mark)?)
        }
    })
}

fn filled(field: &'static str, text: String) -> Result<String> {
    if text.is_empty() { Err(Error::invalid(field, "must not be empty")) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_folded_and_none_covers_everything() {
        let domain = |text: &str| folded(&NeverLog::Domain(text.into()));
        assert_eq!(domain("@Spital.RO").unwrap(), NeverLog::Domain("spital.ro".into()));
        assert_eq!(domain("gmail.com").unwrap(), NeverLog::Domain("gmail.com".into()));
        assert!(domain("ro").is_err() && domain("").is_err());
        let keyword = |text: &str| folded(&NeverLog::Keyword(text.into()));
        assert_eq!(keyword(" Analize  MEDICALE").unwrap(), NeverLog::Keyword("analize medicale".into()));
        assert!(keyword(" ș ").is_err());
        assert_eq!(
            folded(&NeverLog::Sensitivity("Private".into())).unwrap(),
            NeverLog::Sensitivity("private".into())
        );
        assert!(folded(&NeverLog::Folder("\t".into())).is_err());
    }
}
