//! Which record of a kind somebody means.

use super::find;
use crate::deed::By;
use crate::error::{Error, Result};
use crmweb_model::catalogue::Kind;
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::words::fold;
use crmweb_store::catalogued::{self, Sheet};
use crmweb_store::{Tx, refs, stages, users};

/// The most records that are named when a text fits several.
const SHOWN: usize = 8;

/// Finds the one record of a kind that `text` names: its id, its title, or the beginning of it.
pub fn named(tx: &mut Tx, by: &By, kind: &'static Kind, text: &str) -> Result<Sheet> {
    let text = text.trim();
    if let Ok(uid) = Uid::parse(text) {
        return find(tx, by, kind, uid);
    }
    let mut fitting = Vec::new();
    for (_, uid) in catalogued::called(tx, kind, text, 1 + SHOWN as i64)? {
        match find(tx, by, kind, uid) {
            Ok(sheet) => fitting.push(sheet),
            Err(Error::NoSuch { .. } | Error::Denied(_)) => {}
            Err(e) => return Err(e),
        }
    }
    let exactly = |sheet: &&Sheet| fold(&catalogued::title(kind, &sheet.texts)) == fold(text);
    if let [only] = fitting.iter().filter(exactly).collect::<Vec<_>>()[..] {
        return Ok(only.clone());
    }
    match fitting.len() {
        0 => Err(Error::no_such(kind.kind, format_args!("{text:?}"))),
        1 => Ok(fitting.remove(0)),
        _ => {
            let titles = fitting.iter().take(SHOWN);
            let titles: Vec<String> =
                titles.map(|it| format!("{} ({})", catalogued::title(kind, &it.texts), it.uid)).collect();
            Err(Error::Conflict(format!("{text:?} may be any of: {}", titles.join("; "))))
        }
    }
}

/// Finds what a reference names, of any kind that a field can name; `me` is the actor.
pub fn reference(tx: &mut Tx, by: &By, kind: RecordKind, text: &str) -> Result<Uid> {
    let text = text.trim();
    let gone = || Error::no_such(kind, format_args!("{text:?}"));
    match kind {
        RecordKind::User => {
            let user = match (text, Uid::parse(text)) {
                ("me", _) => users::by_id(tx, by.actor.user)?,
                (_, Ok(uid)) => users::by_uid(tx, uid)?,
                _ => users::by_login(tx, &fold(text))?,
            };
            Ok(user.ok_or_else(gone)?.uid)
        }
        RecordKind::Stage => match Uid::parse(text) {
            Ok(uid) => Ok(refs::find(tx, kind, uid)?.map(|_| uid).ok_or_else(gone)?),
            Err(_) => Ok(stages::by_name(tx, stages::SALES, text)?.ok_or_else(gone)?.uid),
        },
        kind => Ok(named(tx, by, super::kind(kind)?, text)?.uid),
    }
}
