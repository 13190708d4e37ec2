//! `mail where`: where a mail is, and what was decided about it.

use super::Context;
use crate::args::mail::Where;
use crate::failure::{Exit, Failure, Result};
use crate::paint::Ink;
use crate::view::moment;
use crate::when;
use crmweb_store::index::coverage::Whereabouts;
use crmweb_store::mails;
use crmweb_sync::coverage::{locate, sentence};
use serde_json::{Value, json};

/// Carries out `mail where`; the exit status is 1 when the mail is nowhere.
pub fn run(context: &Context, args: &Where) -> Result<Exit> {
    let bare = args.message_id.trim().trim_start_matches('<').trim_end_matches('>').to_owned();
    let places = locate(&context.agent.index, &bare).map_err(Failure::from)?;
    let asked = bare.clone();
    let stored = context.agent.crm.read(move |tx| Ok(mails::by_message_id(tx, &asked)?))?;
    let value = json!({
        "message_id": bare,
        "places": places.iter().map(view).collect::<Vec<_>>(),
        "mails": stored.iter().map(|mail| mail.uid).collect::<Vec<_>>(),
    });
    context.output.answer(&value, |page| {
        if let Some(place) = places.first() {
            page.title(&place.subject, &format!("{}, {}", place.author, when::moment(place.sent_at)));
        }
        for place in &places {
            page.indented(2, Ink::Plain, &sentence(place));
        }
        for mail in &stored {
            page.indented(2, Ink::Plain, &format!("in the customer memory: {} ({})", mail.subject, mail.uid));
        }
        if places.is_empty() && stored.is_empty() {
            page.line("In no folder that is followed, and not in the customer memory.");
            page.indented(
                0,
                Ink::Dim,
                "`crmweb sync --once` looks again; `crmweb coverage` accounts for every folder.",
            );
        }
    })?;
    Ok(if places.is_empty() && stored.is_empty() { Exit::Findings } else { Exit::Done })
}

fn view(place: &Whereabouts) -> Value {
    json!({
        "mailbox": place.mailbox, "folder": place.folder_name, "uid": place.uid, "subject": place.subject,
        "from": place.author, "at": moment(place.sent_at), "flags": place.flags, "decision": place.decision,
        "reason": place.reason.map(|reason| reason.as_str()), "why": place.why, "mail": place.mail,
    })
}
