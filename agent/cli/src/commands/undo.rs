//! `undo`: takes back everything one command did.

use super::Context;
use crate::args::history::Undo;
use crate::failure::{Exit, Result};
use crate::paint::{Ink, count};
use crmweb_model::privacy::SkipReason;
use crmweb_store::index::entries::{Decision, Verdict};
use crmweb_store::index::known;
use serde_json::json;

/// Carries out `undo`.
pub fn run(context: &Context, args: &Undo) -> Result<Exit> {
    let undone = crmweb_crm::undo::undo(&context.agent.crm, &context.asker.by(), args.mutation.clone())?;
    let now = context.asker.at;
    let (retracted, held, was_held) = (undone.retracted.clone(), undone.held.clone(), undone.verb == "share");
    context.agent.index.write(move |tx| {
        let unmatched = |_| Verdict::of(Decision::Skipped(SkipReason::Unmatched), "");
        known::decide_mails(tx, &retracted, unmatched, now)?;
        let again =
            |mail| Verdict::of(if was_held { Decision::Held(mail) } else { Decision::Linked(mail) }, "");
        known::decide_mails(tx, &held, again, now)
    })?;
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
