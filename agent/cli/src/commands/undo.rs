//! `undo`: takes back everything one command did.

use super::Context;
use crate::args::history::Undo;
use crate::failure::{Exit, Result};
use crate::paint::{Ink, count};
use serde_json::json;

/// Carries out `undo`.
pub fn run(context: &Context, args: &Undo) -> Result<Exit> {
    let undone = crmweb_crm::undo::undo(&context.agent.crm, &context.asker.by(), args.mutation.clone())?;
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
