//! `undo`: takes back everything one command did.

use super::Context;
use crate::args::history::Undo;
use crate::failure::{Exit, Result};
use crate::output::Step;
use crate::paint::{Ink, count};
use crate::when;
use crmweb_crm::deeds::{self, Deed};
use serde_json::{Value, json};

/// Carries out `undo`.
pub fn run(context: &Context, args: &Undo) -> Result<Exit> {
    if args.list {
        return list(context);
    }
    let mut tell = |done: i64, of: i64| {
        if of > LARGE {
            context.output.step(&Step {
                what: "undo".into(),
                doing: "taking back".into(),
                done: u64::try_from(done).unwrap_or(0),
                of: u64::try_from(of).unwrap_or(0),
            });
        }
    };
    let (crm, by) = (&context.agent.crm, context.asker.by());
    let undone = crmweb_crm::undo::undo_telling(crm, &by, args.mutation.clone(), &mut tell);
    context.output.steps_over();
    let undone = undone?;
    crmweb_sync::undone::note(&context.agent.index, &undone, context.asker.at)?;
    let value = json!({ "verb": undone.verb, "restored": undone.restored, "kept": undone.kept });
    context.output.answer(&value, |page| {
        let verb = undone.verb.replace('_', " ");
        page.line(&format!("Taken back: {verb} ({}).", count(undone.restored as u64, "change", "changes")));
        for kept in &undone.kept {
            page.indented(2, Ink::Yellow, &format!("kept: {kept}"));
        }
    })?;
    Ok(Exit::Done)
}

/// Deeds of more changes show how far taking them back is.
const LARGE: i64 = 200;

fn list(context: &Context) -> Result<Exit> {
    let by = context.asker.by();
    let deeds = context.agent.crm.read(move |tx| deeds::deeds(tx, &by))?;
    let values: Vec<Value> = deeds.iter().map(view).collect();
    context.output.answer(&json!({ "deeds": values }), |page| {
        if deeds.is_empty() {
            page.line("You have done nothing yet that could be taken back.");
        }
        let rows: Vec<_> = deeds
            .iter()
            .map(|deed| {
                let names: Vec<&str> = deed.records.iter().map(|record| record.name.as_str()).collect();
                let state = match (deed.undone, deed.half_undone) {
                    (true, _) => "taken back",
                    (false, true) => "taken back in part",
                    (false, false) => "",
                };
                vec![
                    (Ink::Dim, when::short(context.asker.at, deed.at)),
                    (Ink::Bold, deed.verb.replace('_', " ")),
                    (Ink::Plain, names.join(", ")),
                    (Ink::Yellow, state.into()),
                    (Ink::Dim, deed.uid.clone()),
                ]
            })
            .collect();
        page.table(2, &rows);
    })?;
    Ok(Exit::Done)
}

fn view(deed: &Deed) -> Value {
    let records: Vec<Value> = deed
        .records
        .iter()
        .map(|r| json!({ "kind": r.kind.as_str(), "uid": r.uid.to_string(), "name": r.name }))
        .collect();
    json!({
        "mutation": deed.uid, "verb": deed.verb, "at": crate::view::moment(deed.at), "undone": deed.undone,
        "half_undone": deed.half_undone, "changes": deed.changes, "records": records,
    })
}
