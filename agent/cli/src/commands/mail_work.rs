//! `mail hold|share|remove|restore|correct`: what becomes of a mail.

use super::Context;
use crate::args::mail::{Correct, Reached};
use crate::failure::{Exit, Failure, Result};
use crate::find;
use crate::paint::{Ink, count};
use crate::view::Names;
use crmweb_crm::hold::{self as verbs, Reach};
use crmweb_model::ids::Uid;
use crmweb_model::privacy::SkipReason;
use crmweb_model::record::RecordKind;
use crmweb_store::index::entries::{Basis, Decision, Verdict};
use crmweb_store::index::known;
use serde_json::json;
use std::collections::BTreeSet;

fn reach(args: &Reached) -> Reach {
    if args.thread { Reach::Thread } else { Reach::Mail }
}

/// Holds mail back from colleagues, or shares it again.
pub fn hold(context: &Context, args: &Reached, held: bool) -> Result<Exit> {
    let mail = find::mail(context, &args.mail)?;
    let (by, reach) = (context.asker.by(), reach(args));
    let mutation = by.mutation.to_string();
    let changed = context.agent.crm.write(move |tx| verbs::hold(tx, &by, mail.uid, reach, held))?;
    note(context, &changed, move |mail| {
        Verdict::of(if held { Decision::Held(mail) } else { Decision::Linked(mail) }, "")
    })?;
    context.output.answer(&json!({ "mails": changed, "held": held, "mutation": mutation }), |page| {
        let mails = count(changed.len() as u64, "mail", "mails");
        page.line(&match (changed.is_empty(), held) {
            (true, true) => "Nothing to hold back: you have no copy of your own that was shared.".to_owned(),
            (true, false) => "Nothing to share: you hold nothing of it back.".to_owned(),
            (false, true) => format!("{mails} held back: colleagues see nothing of your copy."),
            (false, false) => format!("{mails} shared again, as far as your mailbox shares."),
        });
    })?;
    Ok(Exit::Done)
}

/// Takes one's copy of mail out for good.
pub fn remove(context: &Context, args: &Reached) -> Result<Exit> {
    let mail = find::mail(context, &args.mail)?;
    let by = context.asker.by();
    let mutation = by.mutation.to_string();
    let removed = verbs::remove(&context.agent.crm, &by, mail.uid, reach(args))?;
    note(context, &removed.mails, |_| {
        Verdict::of(Decision::Skipped(SkipReason::NeverLogMine), "you took it out")
    })?;
    let keepers = removed.keepers.clone();
    let names: Vec<String> = context.agent.crm.read(move |tx| {
        let names = Names::load(tx)?;
        Ok(keepers.into_iter().map(|user| names.of(Some(user))).collect())
    })?;
    let value = json!({ "mails": removed.mails, "kept_by": names, "mutation": mutation });
    context.output.answer(&value, |page| {
        let mails = count(removed.mails.len() as u64, "mail", "mails");
        page.line(&format!(
            "{mails} taken out of the customer memory; no sync brings them back. Your mailbox keeps them."
        ));
        page.line("Should one come back after all: crmweb mail restore MESSAGE-ID");
        if !names.is_empty() {
            page.line(&format!("Copies of their own are kept by {}.", names.join(", ")));
        }
    })?;
    Ok(Exit::Done)
}

/// Lets a mail that was taken out come back with the next sync.
pub fn restore(context: &Context, message_id: &str) -> Result<Exit> {
    let id = message_id.trim().trim_start_matches('<').trim_end_matches('>').to_owned();
    let copies = context.agent.index.read({
        let id = id.clone();
        move |tx| known::copies(tx, &id)
    })?;
    let by = context.asker.by();
    let identities: BTreeSet<String> = copies.iter().map(|(_, identity)| identity.clone()).collect();
    let restored = context.agent.crm.write(move |tx| {
        let mut restored = BTreeSet::new();
        for identity in identities {
            if verbs::restore(tx, &by, &identity)? {
                restored.insert(identity);
            }
        }
        Ok(restored)
    })?;
    if restored.is_empty() {
        return Err(Failure::not_found(format!("no mail {id} was taken out by you")));
    }
    let now = context.asker.at;
    context.agent.index.write(move |tx| {
        for (copy, _) in copies.iter().filter(|(_, identity)| restored.contains(identity)) {
            known::decide(tx, *copy, &Verdict::of(Decision::Wanted(Basis::Replay), "you want it back"), now)?;
        }
        Ok::<_, crmweb_store::Error>(())
    })?;
    context.output.answer(&json!({ "message_id": id }), |page| {
        page.line("It comes back with the next sync.");
    })?;
    Ok(Exit::Done)
}

/// The private index has to tell the same story as the crm.
fn note(context: &Context, mails: &[Uid], verdict: impl Fn(Uid) -> Verdict + Send + 'static) -> Result<()> {
    let (mails, now) = (mails.to_vec(), context.asker.at);
    context.agent.index.write(move |tx| known::decide_mails(tx, &mails, verdict, now))?;
    Ok(())
}

/// Corrects whom a mail belongs to.
pub fn correct(context: &Context, args: &Correct) -> Result<Exit> {
    let crm = &context.agent.crm;
    let mail = find::mail(context, &args.mail)?;
    let from = find::record(context, &args.from)?;
    let to = match args.to.trim() {
        "nobody" => None,
        text => Some(find::record(context, text)?),
    };
    let done = crmweb_crm::correct::correct(crm, &context.asker.by(), mail.uid, from, to)?;
    let value = json!({
        "mail": mail.uid, "taught": done.taught.as_ref().map(ToString::to_string), "others": done.others,
        "why": done.why, "mutation": done.mutation,
    });
    context.output.answer(&value, |page| {
        page.line(&match to {
            None => "The mail belongs to nobody there any more.".to_owned(),
            Some(record) if record.kind == RecordKind::Account => {
                "The mail belongs to that account now.".to_owned()
            }
            Some(record) => format!("The mail belongs to that {} now.", record.kind),
        });
        if let Some(address) = &done.taught {
            page.line(&format!(
                "From now on so does all mail of {address}; {} of the past went along.",
                count(done.others as u64, "mail", "mails")
            ));
        }
        page.indented(2, Ink::Dim, &done.why);
        page.indented(0, Ink::Dim, &format!("Take it back: crmweb undo {}", done.mutation));
    })?;
    Ok(Exit::Done)
}
