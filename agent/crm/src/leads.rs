//! Leads: worked on, qualified or not, and made clients (SPEC C3).

mod carry;
mod convert;

pub(crate) use carry::unshare;
pub use convert::{Conversion, Converted, Into, Planned, Preview, Step, convert, preview};

use crate::deed::By;
use crate::error::{Error, Result};
use crate::records::{self, Record};
use crate::work;
use crmweb_model::catalogue::Kind;
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::Right;
use crmweb_store::Tx;
use crmweb_store::catalogued::Sheet;
use crmweb_store::fields::Texts;

const KIND: RecordKind = RecordKind::Lead;
/// What the change log calls history that went along into another record.
pub(crate) const SHARED: &str = "shared";
/// What the deed of a conversion is called.
pub(crate) const CONVERTED: &str = "convert_lead";

/// How far a lead is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    New,
    Working,
    Qualified,
    Disqualified,
    Converted,
}

impl Status {
    fn of(lead: &Sheet) -> Status {
        match lead.text("status") {
            "working" => Status::Working,
            "qualified" => Status::Qualified,
            "disqualified" => Status::Disqualified,
            "converted" => Status::Converted,
            _ => Status::New,
        }
    }

    /// Returns why a lead does not go from here to `to`; `None` when it does.
    fn refuses(self, to: Status) -> Option<&'static str> {
        match (self, to) {
            (Status::Converted, _) => {
                Some("became a client already; work with the client, or undo the conversion")
            }
            (Status::Disqualified, Status::Qualified | Status::Disqualified | Status::Converted) => {
                Some("is disqualified; reopen it first")
            }
            _ => None,
        }
    }
}

/// Begins to work on a lead.
pub fn start(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<Record> {
    let (_, lead) = load(tx, by, uid, seen)?;
    if Status::of(&lead) != Status::New {
        return Err(Error::Conflict("the lead is not new; reopen it to work on it again".into()));
    }
    change(tx, by, (uid, seen), "start_lead", Status::Working, &[("status", "working")])
}

/// Says that a lead is worth the company's work.
pub fn qualify(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<Record> {
    change(tx, by, (uid, seen), "qualify", Status::Qualified, &[("status", "qualified"), ("reason", "")])
}

/// Says that a lead is not worth the company's work, and why.
pub fn disqualify(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>, reason: &str) -> Result<Record> {
    let reason = work::name("reason", reason)?;
    let texts = [("status", "disqualified"), ("reason", reason.as_str())];
    change(tx, by, (uid, seen), "disqualify", Status::Disqualified, &texts)
}

/// Takes a lead up again that was qualified or disqualified.
pub fn reopen(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<Record> {
    change(tx, by, (uid, seen), "reopen_lead", Status::Working, &[("status", "working"), ("reason", "")])
}

/// Loads, asks, decides, saves: what each step of a lead has in common.
fn change(
    tx: &mut Tx,
    by: &By,
    (uid, seen): (Uid, Option<i64>),
    verb: &str,
    to: Status,
    texts: &[(&'static str, &str)],
) -> Result<Record> {
    let (kind, lead) = load(tx, by, uid, seen)?;
    refuse(&lead, to)?;
    let texts: Texts = texts.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
    by.note(tx, verb)?;
    records::change(tx, by, kind, &lead, &texts, "changed")?;
    records::get(tx, by, KIND, uid)
}

/// Loads a lead that the actor may change.
fn load(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<(&'static Kind, Sheet)> {
    let kind = records::kind(KIND)?;
    let lead = records::find(tx, by, kind, uid)?;
    by.may_with(tx, Right::Write, lead.record)?;
    Error::if_stale(KIND, seen, lead.version)?;
    Ok((kind, lead))
}

fn refuse(lead: &Sheet, to: Status) -> Result<()> {
    match Status::of(lead).refuses(to) {
        None => Ok(()),
        Some(why) => Err(Error::Conflict(format!("the lead {why}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::Status::{self, Converted, Disqualified, New, Qualified, Working};

    #[test]
    fn a_lead_goes_only_where_it_can() {
        let all: [Status; 4] = [Working, Qualified, Disqualified, Converted];
        for (from, allowed) in [
            (New, &all[..]),
            (Working, &all[..]),
            (Qualified, &all[..]),
            (Disqualified, &[Working][..]),
            (Converted, &[][..]),
        ] {
            for to in all {
                assert_eq!(from.refuses(to).is_none(), allowed.contains(&to), "{from:?} to {to:?}");
            }
        }
    }
}
