//! Several records of one client made one: a preview, the merge in small steps, and its undo (SPEC C4).
//!
//! First the winner takes its values, then what refers to the losers moves, at last the losers go: each step a change in
//! the log, so that undoing takes the newest back first. A loser's own fields are never touched.

mod back;
mod proposal;
mod steps;

pub(crate) use back::{give_back, read, restore};
pub use proposal::{Preview, Proposed, Value};
pub(crate) use steps::called;

use crate::crm::Crm;
use crate::deed::By;
use crate::duplicates::looked_through;
use crate::error::{Error, Result};
use crate::records::{self, Record, Typed};
use crmweb_model::catalogue::Kind;
use crmweb_model::ids::Uid;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::{Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::catalogued::Sheet;
use crmweb_store::engine::Durability;
use crmweb_store::merges::carried;
use crmweb_store::merges::{self, Merge, references};
use crmweb_store::owner::Urgency;
use crmweb_store::{Tx, refs, users};

/// The most records that go into one at once.
const MOST: usize = 20;
/// What the change log calls the loser's end.
pub(crate) const MERGED: &str = "merged";
/// What the change log calls rows that moved to the winner.
pub(crate) const TOOK_OVER: &str = "took_over";

/// Shows what merging would do; nothing changes.
pub fn preview(tx: &mut Tx, by: &By, kind: RecordKind, winner: Uid, losers: &[Uid]) -> Result<Preview> {
    let (of, winner, losers) = check(tx, by, kind, winner, losers)?;
    let fields = proposal::of(tx, of, &winner, &losers)?;
    let mut moves = Vec::new();
    let mut note = |what: String, count: i64| match moves.iter_mut().find(|(known, _)| *known == what) {
        Some((_, sum)) => *sum += count,
        None if count > 0 => moves.push((what, count)),
        None => {}
    };
    for loser in &losers {
        for table in carried::ALL {
            note(called(table), carried::count(tx, table, loser.record, winner.record)?);
        }
        for (of, field) in references::fields(kind) {
            note(of.plural.to_owned(), references::count(tx, (of, field), loser.record)?);
        }
    }
    Ok(Preview { winner: winner.uid, losers: losers.iter().map(|loser| loser.uid).collect(), fields, moves })
}

/// Makes `losers` part of `winner`: fields take the proposed values or those of `choices`, and all that referred to the
/// losers refers to the winner. `seen` is the winner's version. Repeating an interrupted merge completes it.
pub fn merge(
    crm: &Crm,
    by: &By,
    kind: RecordKind,
    winner: (Uid, Option<i64>),
    losers: &[Uid],
    choices: &[Typed],
) -> Result<Record> {
    for merge in begin(crm, by, kind, winner, losers, choices)? {
        run(crm, by, merge)?;
    }
    let (by, winner) = (by.clone(), winner.0);
    crm.read(move |tx| records::get(tx, &by, kind, winner))
}

/// The first step of [`merge`]; returns what is left to do, which [`resume`] completes too.
pub fn begin(
    crm: &Crm,
    by: &By,
    kind: RecordKind,
    winner: (Uid, Option<i64>),
    losers: &[Uid],
    choices: &[Typed],
) -> Result<Vec<Merge>> {
    by.may(Right::Merge, Whose::Mine)?;
    let (by, losers, choices) = (by.clone(), losers.to_vec(), choices.to_vec());
    crm.write(move |tx| {
        let begun = merges::unfinished_of(tx, &by.mutation.to_string())?;
        if begun.is_empty() { start(tx, &by, kind, winner, &losers, &choices) } else { Ok(begun) }
    })
}

/// Completes the merges that an interruption left half done; returns how many.
pub fn resume(crm: &Crm, now: Millis) -> Result<usize> {
    let waiting = crm.read(move |tx| {
        let mut waiting = Vec::new();
        for merge in merges::unfinished(tx)? {
            let user = users::by_id(tx, merge.user)?;
            if let (Some(user), Ok(mutation)) = (user, Uid::parse(&merge.mutation)) {
                waiting.push((By { mutation, ..By::new(user.actor(), now) }, merge));
            }
        }
        Ok(waiting)
    })?;
    let mut resumed = 0;
    for (by, merge) in waiting {
        let loser = merge.loser;
        match run(crm, &by, merge) {
            Ok(()) => resumed += 1,
            // The others must not wait for one that cannot go on.
            Err(error) => {
                tracing::error!(code = error.code(), %error, ?loser, "a merge could not be completed")
            }
        }
    }
    Ok(resumed)
}

/// Says where a record is that went into another one.
pub fn redirect(tx: &mut Tx, kind: RecordKind, uid: Uid) -> Result<()> {
    let Ok(of) = records::kind(kind) else { return Ok(()) };
    let Some(gone) = crmweb_store::catalogued::by_uid(tx, of, uid)? else { return Ok(()) };
    match merges::winner_of(tx, gone.record)? {
        Some(winner) => {
            let into = refs::uid(tx, winner)?.ok_or_else(|| Error::no_such(kind, uid))?;
            Err(Error::Merged { kind, what: uid, into })
        }
        None => Ok(()),
    }
}

/// The first step and, of a small merge, all the others: one transaction.
fn start(
    tx: &mut Tx,
    by: &By,
    kind: RecordKind,
    (winner, seen): (Uid, Option<i64>),
    losers: &[Uid],
    choices: &[Typed],
) -> Result<Vec<Merge>> {
    let (of, winner, losers) = check(tx, by, kind, winner, losers)?;
    Error::if_stale(kind, seen, winner.version)?;
    by.note(tx, "merge")?;
    let values = proposal::values(tx, of, &winner, &losers, choices)?;
    if !values.is_empty() {
        records::edit(tx, by, kind, winner.uid, None, &values)?;
    }
    let mut begun = Vec::new();
    for loser in &losers {
        let author = by.author();
        if !merges::begin(tx, &author, loser.record, winner.record)? {
            return Err(Error::Conflict(format!("the {kind} {} is being merged already", loser.uid)));
        }
        let merge = Merge {
            loser: loser.record,
            winner: winner.record,
            mutation: by.mutation.to_string(),
            user: by.actor.user,
            at: by.at,
        };
        begun.push(merge);
    }
    // A small merge is done here and now; one transaction holds the writer for one step only.
    if let [only] = begun.as_slice()
        && steps::step(tx, by, only)?
    {
        begun.clear();
    }
    Ok(begun)
}

fn run(crm: &Crm, by: &By, merge: Merge) -> Result<()> {
    loop {
        let (by, merge) = (by.clone(), merge.clone());
        let done = crm.store().write_as(Urgency::Background, Durability::Normal, move |tx| {
            // Undone meanwhile, by somebody who did not wait.
            let wanted = merges::unfinished_of(tx, &merge.mutation)?.contains(&merge);
            if wanted { steps::step(tx, &by, &merge) } else { Ok(true) }
        })?;
        if done {
            return Ok(());
        }
    }
}

/// Loads the records and asks for the rights: the winner and all losers.
fn check(
    tx: &mut Tx,
    by: &By,
    kind: RecordKind,
    winner: Uid,
    losers: &[Uid],
) -> Result<(&'static Kind, Sheet, Vec<Sheet>)> {
    let of = looked_through(kind)?;
    let winner = records::find(tx, by, of, winner)?;
    by.may_with(tx, Right::Merge, winner.record)?;
    if losers.is_empty() || losers.len() > MOST {
        return Err(Error::invalid("losers", format_args!("must be 1 to {MOST}")));
    }
    let mut sheets: Vec<Sheet> = Vec::new();
    for uid in losers {
        let loser = records::find(tx, by, of, *uid)?;
        by.may_with(tx, Right::Merge, loser.record)?;
        if loser.record == winner.record || sheets.iter().any(|known| known.record == loser.record) {
            return Err(Error::invalid("losers", "must not name a record twice"));
        }
        sheets.push(loser);
    }
    let is_client = |sheet: &&Sheet| kind == RecordKind::Lead && sheet.text("status") == "converted";
    if let Some(lead) = std::iter::once(&winner).chain(&sheets).find(is_client) {
        let why = format!("the lead {} became a client; merge the clients instead", lead.uid);
        return Err(Error::Conflict(why));
    }
    Ok((of, winner, sheets))
}

/// Names a record in the change log.
pub(crate) fn written(record: RecordRef) -> String {
    format!("{}:{}", record.kind, record.id)
}
