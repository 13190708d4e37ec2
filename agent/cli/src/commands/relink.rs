//! `relink`: decides anew whose the mail is.

use super::{Context, attach};
use crate::args::mail::Relink;
use crate::failure::{Exit, Failure, Result};
use crate::paint::count;
use crmweb_model::address::Address;
use crmweb_store::index::people::Who;
use crmweb_sync::relink::{self, Touched};
use serde_json::json;
use std::collections::HashSet;

/// Carries out `relink`.
pub fn run(context: &Context, args: &Relink) -> Result<Exit> {
    let key = args.key.as_deref().map(key).transpose()?;
    if args.dry_run {
        return dry(context, key.as_ref());
    }
    let agent = context.agent;
    let mailboxes = agent.mailboxes(&[])?;
    for mailbox in &mailboxes {
        agent.setup.refresh_keys(mailbox)?;
    }
    let mut changed = 0;
    if let Some(Who::Address(text)) = &key
        && let Ok(address) = Address::parse(text)
    {
        changed = crmweb_crm::relink::by_address(&agent.crm, &context.asker.by(), &address)?;
    }
    let touched =
        Touched { everything: key.is_none(), people: key.into_iter().collect(), taken_back: HashSet::new() };
    let setup = &agent.setup;
    let relinked =
        relink::reconsider(&setup.index, &setup.ring.keys(), &*setup.memory, &touched, &*setup.clock)?;
    let mut waiting = Vec::new();
    if relinked.wanted > 0 {
        context.output.remark(&format!("This attaches {}.", count(relinked.wanted, "mail", "mails")));
        waiting = attach::fetch(context, &mailboxes);
    }
    let value = json!({
        "attached": relinked.wanted, "changed": changed, "left_out": relinked.left_out,
        "taken_back": relinked.taken_back, "waiting": waiting,
    });
    context.output.answer(&value, |page| {
        page.line(&format!(
            "{} attached, {} elsewhere now, {} taken back.",
            count(relinked.wanted, "mail", "mails"),
            count(changed as u64, "mail", "mails"),
            count(relinked.taken_back, "mail", "mails"),
        ));
        waiting
            .iter()
            .for_each(|text| page.line(&format!("To be attached when the mailbox can be reached: {text}")));
    })?;
    Ok(if waiting.is_empty() { Exit::Done } else { Exit::Findings })
}

/// Says how much the mail outside the crm with this address or domain is.
fn dry(context: &Context, key: Option<&Who>) -> Result<Exit> {
    let Some(who) = key else {
        return Err(Failure::usage("--dry-run needs an address or domain to count for"));
    };
    let attaches = relink::count(&context.agent.index, who)?;
    context.output.answer(&json!({ "attaches": attaches }), |page| {
        page.line(&format!("Knowing it would attach {}.", count(attaches, "mail", "mails")));
    })?;
    Ok(Exit::Done)
}

fn key(text: &str) -> Result<Who> {
    if text.contains('@') && !text.starts_with('@') {
        let address = Address::parse(text).map_err(|e| Failure::of("crm.invalid", &e))?;
        return Ok(Who::Address(address.as_str().to_owned()));
    }
    Ok(Who::Domain(text.trim_start_matches('@').to_lowercase()))
}
