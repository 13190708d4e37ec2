//! A wrong link corrected: the mail goes where it belongs, and the product learns from it (SPEC M6).

use crate::crm::Crm;
use crate::deed::By;
use crate::error::{Error, Result};
use crate::facts::Known;
use crate::undo_entry::target_text;
use crate::{relink, retract, why};
use crmweb_model::address::Address;
use crmweb_model::ids::{ActivityId, Uid};
use crmweb_model::matching::Rule;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::links::{self, Link};
use crmweb_store::log::{self, FieldChange};
use crmweb_store::{Tx, rules};
use std::collections::BTreeMap;

/// What a correction did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// The deed, for undoing it.
    pub mutation: Uid,
    /// The address it taught something about; `None` when it concerns this mail alone.
    pub taught: Option<Address>,
    /// How many other mails went along.
    pub others: usize,
    /// Why the mail is now where it is.
    pub why: String,
}

/// Says that `mail` does not belong to `from` but to `to` (or to nobody).
///
/// When the wrong link came from somebody's address, every mail of that address goes along, the past ones too.
pub fn correct(crm: &Crm, by: &By, mail: Uid, from: RecordRef, to: Option<RecordRef>) -> Result<Corrected> {
    by.may(Right::Link, Whose::Others)?;
    let deed = by.clone();
    let (activity, taught) = crm.write(move |tx| {
        deed.note(tx, "correct")?;
        let stored = retract::stored(tx, mail)?;
        let present = links::of_activity(tx, stored.activity)?;
        let wrong = present.iter().find(|link| link.record == from && !link.refused);
        let wrong =
            wrong.ok_or_else(|| Error::Conflict("the mail does not belong there (any more)".into()))?;
        let taught = teaches(wrong);
        match &taught {
            Some(address) => {
                teach(tx, &deed, address, to)?;
                let mut known = Known::load(tx)?;
                relink::decide_again(tx, &mut known, &deed.author(), &stored, deed.at)?;
            }
            None => {
                let wanted = by_hand(&present, wrong, to, &deed);
                relink::apply(tx, &deed.author(), &stored, &present, wanted)?;
            }
        }
        Ok((stored.activity, taught))
    })?;
    let others = match &taught {
        Some(address) => relink::by_address(crm, by, address)?,
        None => 0,
    };
    let why = crm.read(move |tx| reason(tx, activity))?;
    Ok(Corrected { mutation: by.mutation, taught, others, why })
}

/// Chooses among several contacts with one address, for this mail and all others of that address.
pub fn choose(crm: &Crm, by: &By, address: &Address, to: RecordRef) -> Result<usize> {
    by.may(Right::Link, Whose::Others)?;
    let (deed, taught) = (by.clone(), address.clone());
    crm.write(move |tx| {
        deed.note(tx, "choose")?;
        teach(tx, &deed, &taught, Some(to))
    })?;
    relink::by_address(crm, by, address)
}

/// The address a wrong link rests on, when it came from one.
fn teaches(link: &Link) -> Option<Address> {
    match link.rule {
        Rule::Taught
        | Rule::Address
        | Rule::AccountAddress
        | Rule::Employer
        | Rule::Domain
        | Rule::Ambiguous => Address::parse(&link.evidence).ok(),
        Rule::ByHand | Rule::IncidentNumber | Rule::Converted | Rule::Thread => None,
    }
}

fn teach(tx: &mut Tx, by: &By, address: &Address, to: Option<RecordRef>) -> Result<()> {
    let before = rules::of(tx, address)?;
    let id = rules::set(tx, address, to, by.actor.user, by.at)?;
    let field = FieldChange::new(address.as_str(), before.map(target_text), Some(target_text(to)));
    log::append(tx, &by.author(), RecordRef::new(RecordKind::MatchRule, id), "taught", &[field])?;
    Ok(())
}

/// The links of a mail after a correction that concerns it alone.
fn by_hand(present: &[Link], wrong: &Link, to: Option<RecordRef>, by: &By) -> BTreeMap<RecordRef, Link> {
    let mut wanted: BTreeMap<RecordRef, Link> =
        present.iter().map(|link| (link.record, link.clone())).collect();
    let said = |record: RecordRef, refused: bool| Link {
        record,
        rule: Rule::ByHand,
        evidence: String::new(),
        refused,
        only_for: None,
        made_by: Some(by.actor.user),
        made_at: by.at,
    };
    wanted.insert(wrong.record, said(wrong.record, true));
    if let Some(to) = to {
        wanted.insert(to, said(to, false));
    }
    wanted
}

fn reason(tx: &mut Tx, activity: ActivityId) -> Result<String> {
    let why = why::of_activity(tx, activity)?;
    Ok(if why.is_empty() { "it belongs to nobody".into() } else { why })
}
