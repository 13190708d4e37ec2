//! Opportunities: logged, moved through the pipeline, won or lost (SPEC O1, O2).

mod fields;
mod moving;

pub(crate) use moving::carry;
pub use moving::{Move, Moved, SaleChoice, move_stage, move_to};

use self::fields::{set, texts};
use crate::deed::By;
use crate::error::{Error, Result};
use crate::lines;
use crate::restore::not_restorable;
use crate::undoing;
use crate::whose;
use crate::work::{self, Gone, Undone};
use crmweb_model::draft::OpportunityDraft;
use crmweb_model::ids::{ContactId, OpportunityId, Uid};
use crmweb_model::lines::LARGEST_AMOUNT;
use crmweb_model::money::Money;
use crmweb_model::record::{Outcome, RecordKind};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::fields::{changes, created};
use crmweb_store::log::{self, Entry};
use crmweb_store::opportunities::{self, Opportunity};
use crmweb_store::stage_moves::{self, Came};
use crmweb_store::stages::{self, Stage};
use crmweb_store::{Tx, logged, pipelines};

const KIND: RecordKind = RecordKind::Opportunity;

/// The most contacts of one opportunity.
const MOST_CONTACTS: usize = 100;

/// Logs an opportunity, for which its author answers.
///
/// Without an account, the one where the main contact works is taken; without a stage, the first of the pipeline.
pub fn log(tx: &mut Tx, by: &By, draft: &OpportunityDraft) -> Result<Opportunity> {
    by.may(Right::Write, Whose::Mine)?;
    let stage = match draft.stage.as_deref() {
        Some(name) => {
            let code = pipelines::usual(tx)?.map_or_else(|| stages::SALES.to_owned(), |it| it.code);
            moving::named(tx, &code, name)?
        }
        None => first_stage(tx)?,
    };
    if stage.outcome != Outcome::Open {
        return Err(Error::invalid("stage", "must be one that is not won or lost yet"));
    }
    let mut new = Opportunity {
        id: OpportunityId(0),
        uid: Uid::create(),
        version: 1,
        name: String::new(),
        account: None,
        contacts: Vec::new(),
        stage: stage.id,
        outcome: stage.outcome,
        business_type: String::new(),
        amount: None,
        probability: stage.probability,
        expected_close: None,
        source: String::new(),
        competitor: String::new(),
        description: String::new(),
        next_step: String::new(),
        lost_reason: String::new(),
        lost_note: String::new(),
        author: Some(by.actor.user),
        owner: Some(by.actor.user),
        created_at: by.at,
        updated_at: by.at,
        closed_at: None,
        deleted_at: None,
    };
    fill(tx, by, &mut new, draft)?;
    if let (None, Some(contact)) = (new.account, new.contacts.first()) {
        new.account = logged::main_account(tx, *contact)?;
    }
    let stored = opportunities::insert(tx, new)?;
    let first = created(&texts(tx, &stored)?);
    log::append(tx, &by.author(), stored.record(), "created", &first)?;
    stage_moves::note(tx, &by.author(), stored.id, stored.stage)?;
    by.note(tx, "log_opportunity")?;
    Ok(stored)
}

/// Finds an opportunity that is not deleted.
pub fn find(tx: &mut Tx, uid: Uid) -> Result<Opportunity> {
    let found = opportunities::by_uid(tx, uid)?.filter(|opportunity| opportunity.deleted_at.is_none());
    found.ok_or_else(|| Error::no_such(KIND, uid))
}

/// Returns what people entered of an opportunity, for the form that edits it.
pub fn draft_of(tx: &mut Tx, opportunity: &Opportunity) -> Result<OpportunityDraft> {
    let mut contacts = Vec::new();
    for contact in &opportunity.contacts {
        contacts.extend(work::uid(tx, RecordKind::Contact, Some(contact.0))?);
    }
    Ok(OpportunityDraft {
        name: opportunity.name.clone(),
        account: work::uid(tx, RecordKind::Account, opportunity.account.map(|a| a.0))?,
        contacts,
        stage: Some(stages::load(tx, opportunity.stage)?.name),
        business_type: opportunity.business_type.clone(),
        amount: opportunity.amount.clone(),
        probability: Some(opportunity.probability),
        expected_close: opportunity.expected_close.clone(),
        source: opportunity.source.clone(),
        competitor: opportunity.competitor.clone(),
        description: opportunity.description.clone(),
        next_step: opportunity.next_step.clone(),
    })
}

/// Gives an opportunity other details; its stage changes only by [`move_stage`], its owner by [`distribute`].
pub fn edit(
    tx: &mut Tx,
    by: &By,
    uid: Uid,
    seen: Option<i64>,
    draft: &OpportunityDraft,
) -> Result<Opportunity> {
    change(tx, by, uid, seen, (Right::Write, "edit_opportunity"), |tx, opportunity| {
        let stage = stages::load(tx, opportunity.stage)?;
        let same = |named: &String| *named == stage.name || *named == stage.uid.to_string();
        if !draft.stage.as_ref().is_none_or(same) {
            return Err(Error::invalid("stage", "move the opportunity to change its stage"));
        }
        opportunity.probability = stage.probability;
        fill(tx, by, opportunity, draft)?;
        if opportunity.amount.is_none() {
            opportunity.amount = lines::total_of(tx, opportunity.record())?;
        }
        Ok(())
    })
}

/// Returns where an opportunity was from its beginning, and how long it stayed.
pub fn stage_history(tx: &mut Tx, by: &By, uid: Uid) -> Result<Vec<Came>> {
    let opportunity = find(tx, uid)?;
    by.may_with(tx, Right::Read, opportunity.record())?;
    Ok(stage_moves::list(tx, opportunity.id)?)
}

/// Lets the amount be what the lines come to.
pub(crate) fn set_amount(tx: &mut Tx, by: &By, uid: Uid, amount: Option<Money>) -> Result<Opportunity> {
    let before = find(tx, uid)?;
    let after = Opportunity { amount, ..before.clone() };
    store(tx, by, &before, after, "changed")
}

/// Gives an opportunity to a colleague; only who distributes may (SPEC U1).
pub fn distribute(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>, to: Option<Uid>) -> Result<Opportunity> {
    change(tx, by, uid, seen, (Right::Distribute, "distribute_opportunity"), |tx, opportunity| {
        opportunity.owner = work::user(tx, to)?;
        Ok(by.may(Right::Distribute, work::whose(tx, by, opportunity.owner)?)?)
    })
}

/// Puts an old value back into one field; stage and owner by their own verbs.
pub(crate) fn restore_value(
    tx: &mut Tx,
    by: &By,
    uid: Uid,
    seen: Option<i64>,
    field: &str,
    old: &str,
) -> Result<i64> {
    let restored = match field {
        "stage" => move_stage(tx, by, uid, seen, old, &by.provenance)?,
        "owner" => distribute(tx, by, uid, seen, Uid::parse(old).ok())?,
        // It follows from the stage.
        "closed_at" => return Err(not_restorable(field)),
        _ => change(tx, by, uid, seen, (Right::Write, "restore_value"), |tx, opportunity| {
            set(tx, opportunity, field, old)?.map_err(|Gone| not_restorable(field))?;
            let draft = draft_of(tx, opportunity)?;
            fill(tx, by, opportunity, &draft)
        })?,
    };
    Ok(restored.version)
}

/// Deletes an opportunity: it leaves the lists, and its conversations no longer belong to it.
pub fn delete(tx: &mut Tx, by: &By, uid: Uid, seen: Option<i64>) -> Result<()> {
    let opportunity = find(tx, uid)?;
    by.may_with(tx, Right::Delete, opportunity.record())?;
    Error::if_stale(KIND, seen, opportunity.version)?;
    remove(tx, by, opportunity)?;
    by.note(tx, "delete_opportunity")
}

/// Undoes what one entry of the change log says was done with an opportunity.
///
/// A value changed since is kept and listed; a new opportunity that others use by now is not taken away.
pub fn undo(tx: &mut Tx, by: &By, entry: &Entry) -> Result<Undone> {
    let missing = || Error::no_such(KIND, entry.record.id);
    let opportunity = opportunities::load(tx, OpportunityId(entry.record.id))?.ok_or_else(missing)?;
    let right = if entry.verb == "created" { Right::Delete } else { Right::Write };
    by.may_with(tx, right, opportunity.record())?;
    match entry.verb.as_str() {
        "created" if opportunity.deleted_at.is_some() => Ok(Undone::default()),
        "created" => {
            undoing::unused(tx, entry, &opportunity.name)?;
            undoing::unlink_all(tx, opportunity.record())?;
            remove(tx, by, opportunity)?;
            Ok(Undone::whole(entry))
        }
        "deleted" => {
            undoing::join_again(tx, entry)?;
            let restored = Opportunity { deleted_at: None, ..opportunity.clone() };
            store(tx, by, &opportunity, restored, "undeleted")?;
            Ok(Undone::whole(entry))
        }
        _ => put_back(tx, by, opportunity, entry),
    }
}

fn put_back(tx: &mut Tx, by: &By, opportunity: Opportunity, entry: &Entry) -> Result<Undone> {
    let (back, mut undone) = work::untouched(&entry.fields, &texts(tx, &opportunity)?);
    let mut restored = opportunity.clone();
    for change in back {
        if change.field == "owner" {
            by.may_with(tx, Right::Distribute, opportunity.record())?;
        }
        match set(tx, &mut restored, &change.field, change.old.as_deref().unwrap_or_default())? {
            Ok(()) => undone.restored.push(change.field),
            Err(Gone) => undone.keep(&change, change.new.as_deref().unwrap_or_default()),
        }
    }
    let now = store(tx, by, &opportunity, restored, "changed")?;
    let moved = now.stage != opportunity.stage;
    if moved && !stage_moves::take_back(tx, now.id, &entry.mutation, now.stage)? {
        stage_moves::note(tx, &by.author(), now.id, now.stage)?;
    }
    Ok(undone)
}

fn fill(tx: &mut Tx, by: &By, opportunity: &mut Opportunity, draft: &OpportunityDraft) -> Result<()> {
    let known = (opportunity.account, opportunity.contacts.clone());
    opportunity.name = work::name("name", &draft.name)?;
    opportunity.account = work::account(tx, draft.account)?;
    opportunity.contacts = contacts(tx, &draft.contacts)?;
    let new = opportunity.contacts.iter().copied().filter(|id| !known.1.contains(id));
    whose::may_name(tx, by, opportunity.account.filter(|id| Some(*id) != known.0), new)?;
    opportunity.business_type = work::line("business_type", &draft.business_type)?;
    opportunity.amount = draft.amount.as_ref().map(amount).transpose()?;
    opportunity.expected_close = draft.expected_close.clone();
    opportunity.source = work::line("source", &draft.source)?;
    opportunity.competitor = work::line("competitor", &draft.competitor)?;
    opportunity.description = work::text("description", &draft.description)?;
    opportunity.next_step = work::line("next_step", &draft.next_step)?;
    match draft.probability {
        None => {}
        Some(percent @ 0..=100) => opportunity.probability = percent,
        Some(_) => return Err(Error::invalid("probability", "must be from 0 to 100 percent")),
    }
    Ok(())
}

fn contacts(tx: &mut Tx, named: &[Uid]) -> Result<Vec<ContactId>> {
    if named.len() > MOST_CONTACTS {
        return Err(Error::invalid("contacts", format_args!("must be at most {MOST_CONTACTS}")));
    }
    let mut contacts = Vec::new();
    for uid in named {
        contacts.extend(work::contact(tx, Some(*uid))?.filter(|contact| !contacts.contains(contact)));
    }
    Ok(contacts)
}

fn amount(money: &Money) -> Result<Money> {
    let is_code = money.currency.len() == 3 && money.currency.bytes().all(|b| b.is_ascii_uppercase());
    if is_code && (0..=LARGEST_AMOUNT).contains(&money.minor) {
        return Ok(money.clone());
    }
    Err(Error::invalid("amount", "must not be negative, at most a trillion, in a currency such as EUR"))
}

fn first_stage(tx: &mut Tx) -> Result<Stage> {
    let code = pipelines::usual(tx)?.map_or_else(|| stages::SALES.to_owned(), |it| it.code);
    let open = stages::list(tx, &code)?.into_iter().find(|stage| stage.outcome == Outcome::Open);
    open.ok_or_else(|| Error::Conflict("the pipeline has no stages; an administrator adds them".into()))
}

fn change(
    tx: &mut Tx,
    by: &By,
    uid: Uid,
    seen: Option<i64>,
    (right, verb): (Right, &str),
    alter: impl FnOnce(&mut Tx, &mut Opportunity) -> Result<()>,
) -> Result<Opportunity> {
    let before = find(tx, uid)?;
    by.may_with(tx, right, before.record())?;
    Error::if_stale(KIND, seen, before.version)?;
    let mut after = before.clone();
    alter(tx, &mut after)?;
    let stored = store(tx, by, &before, after, "changed")?;
    by.note(tx, verb)?;
    Ok(stored)
}

/// Saves what changed and notes it; nothing changed, nothing noted.
fn store(
    tx: &mut Tx,
    by: &By,
    before: &Opportunity,
    mut after: Opportunity,
    verb: &str,
) -> Result<Opportunity> {
    let differs = changes(&texts(tx, before)?, &texts(tx, &after)?);
    if differs.is_empty() && before.deleted_at == after.deleted_at {
        return Ok(after);
    }
    after.updated_at = by.at;
    if !opportunities::save(tx, &after)? {
        return Err(work::stale(KIND));
    }
    after.version += 1;
    log::append(tx, &by.author(), after.record(), verb, &differs)?;
    Ok(after)
}

fn remove(tx: &mut Tx, by: &By, opportunity: Opportunity) -> Result<()> {
    let record = opportunity.record();
    let left = undoing::leave_threads(tx, record)?;
    let gone = Opportunity { deleted_at: Some(by.at), updated_at: by.at, ..opportunity };
    if !opportunities::save(tx, &gone)? {
        return Err(work::stale(KIND));
    }
    log::append(tx, &by.author(), record, "deleted", &left)?;
    Ok(())
}
