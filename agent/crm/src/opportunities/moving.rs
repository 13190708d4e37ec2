//! An opportunity moved through its pipeline: won with its sale, lost with its reason, open again.

use super::{KIND, find, store};
use crate::company::{self, LostReasons};
use crate::deed::By;
use crate::error::{Error, Result};
use crate::{lines, records, work};
use crmweb_model::catalogue::Kind;
use crmweb_model::ids::{OpportunityId, Uid};
use crmweb_model::record::{Outcome, RecordKind};
use crmweb_model::rights::Right;
use crmweb_model::time::Day;
use crmweb_store::fields::{Texts, maybe};
use crmweb_store::opportunities::{self, Opportunity};
use crmweb_store::stages::{self, Stage};
use crmweb_store::{Tx, catalogued, deals, stage_moves};

/// Where an opportunity is moved, and what goes with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Move {
    /// The stage, by its id, or by its name in the pipeline in which the opportunity is.
    pub to: String,
    /// Why it is lost: one of the company's reasons, or another one.
    pub reason: String,
    /// What else there is to say about the loss.
    pub note: String,
    /// What becomes of the sale.
    pub sale: SaleChoice,
}

/// What becomes of the sale when an opportunity is won, or open again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SaleChoice {
    /// Won: a sale is made unless there is one. Open again or lost after all: it stays.
    #[default]
    Usual,
    /// Won: a sale is made unless there is one, of this day and with this contract.
    Made {
        /// The day; `None` is today.
        sold_on: Option<Day>,
        /// The contract, a document.
        contract: Option<Uid>,
    },
    /// Won: no sale is made, as when invoices bring it.
    Without,
    /// Open again or lost after all: the sale is deleted.
    Deleted,
}

/// An opportunity that was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The opportunity.
    pub opportunity: Opportunity,
    /// Its sale.
    pub sale: Option<Uid>,
}

/// Moves an opportunity to another stage, with that stage's probability. What is lost needs a reason.
pub fn move_to(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>, asked: &Move) -> Result<Moved> {
    let before = find(tx, uid)?;
    by.may_with(tx, Right::Write, before.record())?;
    Error::if_stale(KIND, seen, before.version)?;
    let from = stages::load(tx, before.stage)?;
    let to = named(tx, &from.pipeline, &asked.to)?;
    let mut after = placed(before.clone(), &to, by);
    if to.outcome == Outcome::Lost {
        let reason = work::line("reason", &asked.reason)?;
        if reason.is_empty() && before.lost_reason.is_empty() {
            return Err(Error::invalid("reason", "must say why the opportunity is lost"));
        }
        if !reason.is_empty() {
            after.lost_reason = company::get::<LostReasons>(tx)?.written(reason);
        }
        after.lost_note = work::text("note", &asked.note)?;
    }
    let after = store(tx, by, &before, after, "changed")?;
    by.note(tx, "move_opportunity")?;
    if before.stage != after.stage {
        stage_moves::note(tx, &by.author(), after.id, after.stage)?;
    }
    let sale = sale(tx, by, &after, &asked.sale)?;
    Ok(Moved { opportunity: after, sale })
}

/// Moves an opportunity by its name, as [`move_to`] does with the usual choices.
pub fn move_stage(
    tx: &mut Tx,
    by: &By,
    uid: Uid,
    seen: Option<i64>,
    to: &str,
    reason: &str,
) -> Result<Opportunity> {
    let asked = Move { to: to.into(), reason: reason.into(), ..Move::default() };
    Ok(move_to(tx, by, uid, seen, &asked)?.opportunity)
}

/// Moves whatever is at a stage that is taken away to another one that ends it alike; a deleted one too.
pub(crate) fn carry(tx: &mut Tx, by: &By, id: OpportunityId, to: &Stage) -> Result<()> {
    let missing = || Error::no_such(KIND, id.0);
    let before = opportunities::load(tx, id)?.ok_or_else(missing)?;
    if before.deleted_at.is_some() {
        return Ok(stages::move_deleted(tx, id, to)?);
    }
    let after = Opportunity { stage: to.id, outcome: to.outcome, ..before.clone() };
    store(tx, by, &before, after, "changed")?;
    Ok(stage_moves::note(tx, &by.author(), id, to.id)?)
}

/// Finds a stage by its id, or by its name in a pipeline.
pub(super) fn named(tx: &mut Tx, pipeline: &str, text: &str) -> Result<Stage> {
    let found = match Uid::parse(text) {
        Ok(uid) => stages::by_uid(tx, uid)?.filter(|stage| !stage.deleted),
        Err(_) => stages::by_name(tx, pipeline, text)?,
    };
    let unknown = || {
        let text: String = text.chars().take(60).collect();
        Error::invalid("stage", format_args!("{text:?} is no stage of the pipeline {pipeline}"))
    };
    found.ok_or_else(unknown)
}

fn placed(opportunity: Opportunity, to: &Stage, by: &By) -> Opportunity {
    let closed_at = match to.outcome {
        Outcome::Open => None,
        Outcome::Won | Outcome::Lost => opportunity.closed_at.or(Some(by.at)),
    };
    let (lost_reason, lost_note) = match to.outcome {
        Outcome::Lost => (opportunity.lost_reason, opportunity.lost_note),
        Outcome::Open | Outcome::Won => Default::default(),
    };
    Opportunity {
        stage: to.id,
        outcome: to.outcome,
        probability: to.probability,
        closed_at,
        lost_reason,
        lost_note,
        ..opportunity
    }
}

/// Makes the sale of what was won, or decides what becomes of it; returns its id.
fn sale(tx: &mut Tx, by: &By, opportunity: &Opportunity, choice: &SaleChoice) -> Result<Option<Uid>> {
    let kind = records::kind(RecordKind::Sale)?;
    let there = deals::sale_of(tx, opportunity.id)?;
    if opportunity.outcome == Outcome::Won {
        return match (there, choice) {
            (Some(sale), _) => Ok(Some(sale)),
            (None, SaleChoice::Usual | SaleChoice::Deleted) => {
                make(tx, by, kind, opportunity, None, None).map(Some)
            }
            (None, SaleChoice::Made { sold_on, contract }) => {
                make(tx, by, kind, opportunity, sold_on.clone(), *contract).map(Some)
            }
            (None, SaleChoice::Without) => Ok(None),
        };
    }
    if let (Some(uid), SaleChoice::Deleted) = (there, choice) {
        records::delete(tx, by, RecordKind::Sale, uid, None)?;
        return Ok(None);
    }
    Ok(there)
}

fn make(
    tx: &mut Tx,
    by: &By,
    kind: &Kind,
    opportunity: &Opportunity,
    sold_on: Option<Day>,
    contract: Option<Uid>,
) -> Result<Uid> {
    let account = work::uid_text(tx, RecordKind::Account, opportunity.account.map(|a| a.0))?;
    if account.is_empty() {
        return Err(Error::invalid(
            "account",
            "must be known before the opportunity is won; the sale is theirs",
        ));
    }
    if let Some(contract) = contract {
        records::find(tx, by, records::kind(RecordKind::Document)?, contract)?;
    }
    let contact = opportunity.contacts.first().map(|c| c.0);
    let texts: Texts = vec![
        ("name", opportunity.name.clone()),
        ("sold_on", maybe(sold_on.or_else(|| Day::of(by.at)))),
        ("account", account),
        ("contact", work::uid_text(tx, RecordKind::Contact, contact)?),
        ("opportunity", opportunity.uid.to_string()),
        ("amount", maybe(opportunity.amount.as_ref())),
        ("contract", maybe(contract)),
    ];
    let uid = Uid::create();
    let made = records::make(tx, by, kind, uid, texts)?;
    lines::copy(tx, by, opportunity.record(), made)?;
    Ok(catalogued::load(tx, kind, made.id)?.map_or(uid, |sheet| sheet.uid))
}
