//! `mail list`: mail of the customer memory, or what belongs to nobody known.

use super::Context;
use crate::args::mail::List;
use crate::failure::{Exit, Failure};
use crate::paint::{Ink, count};
use crate::view::moment;
use crate::{find, when};
use crmweb_crm::Error;
use crmweb_crm::{in_front, whose};
use crmweb_model::mail::Part;
use crmweb_model::rights::Right;
use crmweb_model::time::Millis;
use crmweb_store::index::coverage::{self, Whereabouts};
use crmweb_store::timeline::{self, Half};
use crmweb_store::{Tx, links, mails, search};
use serde_json::{Value, json};
use std::collections::HashSet;

/// A mail as a line.
#[derive(Clone, Debug)]
struct Line {
    uid: Option<String>,
    message_id: Option<String>,
    at: Millis,
    from: String,
    subject: String,
    folder: String,
}

/// Carries out `mail list`.
pub fn run(context: &Context, args: &List) -> Result<Exit, Failure> {
    let limit = usize::from(args.limit);
    let lines = match (&args.search, &args.of) {
        (Some(words), whom) => found(context, words, whom.as_deref(), limit)?,
        (None, Some(whom)) => of(context, whom, limit)?,
        (None, None) => on_this_machine(context, args, limit)?,
    };
    let views: Vec<Value> = lines.iter().map(view).collect();
    let now = context.asker.at;
    context.output.answer(&json!({ "mails": views }), |page| {
        if lines.is_empty() {
            page.line("No mail.");
        }
        let rows: Vec<_> = lines
            .iter()
            .map(|line| {
                vec![
                    (Ink::Dim, when::short(now, line.at)),
                    (Ink::Plain, crate::paint::fit(&crate::paint::clean(&line.from), 24)),
                    (Ink::Plain, line.subject.clone()),
                ]
            })
            .collect();
        page.table(2, &rows);
        if !lines.is_empty() {
            page.gap();
            let hint = if args.unmatched {
                "Of nobody known, on this machine only. `crmweb contact add` attaches the mail of an address."
            } else {
                "`crmweb mail show ADDRESS~N` shows one; with --json each has its id."
            };
            page.indented(0, Ink::Dim, &format!("{}. {hint}", count(lines.len() as u64, "mail", "mails")));
        }
    })?;
    Ok(Exit::Done)
}

fn view(line: &Line) -> Value {
    json!({
        "uid": line.uid, "message_id": line.message_id, "at": moment(line.at), "from": line.from,
        "subject": line.subject, "folder": line.folder,
    })
}

/// The most finds looked through for those of one client.
const MOST_FOUND: i64 = 1_000;

fn found(context: &Context, words: &str, whom: Option<&str>, limit: usize) -> Result<Vec<Line>, Failure> {
    let (words, viewer, actor) = (words.to_owned(), context.asker.user.id, context.asker.actor.clone());
    let client = whom.map(|text| find::record(context, text)).transpose()?;
    Ok(context.agent.crm.read(move |tx| {
        // Notes and tasks are found too, and other clients' mail: more are asked for so that these fill the list.
        let most = if client.is_some() { MOST_FOUND } else { limit as i64 * 2 + 20 };
        let activities = search::activities(tx, &words, viewer, most)?;
        let mut lines = Vec::new();
        for activity in activities {
            let wanted = match client {
                Some(client) => {
                    links::of_activity(tx, activity)?.iter().any(|l| l.record == client && !l.refused)
                }
                None => true,
            };
            if wanted
                && let Some(stored) = mails::by_activity(tx, activity)?
                && in_front::seen(tx, &actor, stored.clone())?.is_some()
            {
                lines.push(stored_line(tx, &stored)?);
            }
        }
        lines.truncate(limit);
        Ok(lines)
    })?)
}

fn stored_line(tx: &mut Tx, stored: &mails::Stored) -> Result<Line, Error> {
    let people = mails::people_of(tx, stored.id)?;
    let author = people.into_iter().find(|(_, part, _)| *part == Part::From);
    let from = author.map(|(address, _, name)| if name.is_empty() { address.to_string() } else { name });
    Ok(Line {
        uid: Some(stored.uid.to_string()),
        message_id: None,
        at: stored.at,
        from: from.unwrap_or_default(),
        subject: stored.subject.clone(),
        folder: String::new(),
    })
}

fn of(context: &Context, whom: &str, limit: usize) -> Result<Vec<Line>, Failure> {
    let record = find::record(context, whom)?;
    let (viewer, actor) = (context.asker.user.id, context.asker.actor.clone());
    Ok(context.agent.crm.read(move |tx| {
        whose::may(tx, &actor, Right::Read, record)?;
        let (mut lines, mut after) = (Vec::new(), None);
        while lines.len() < limit {
            let page = timeline::page(tx, record, viewer, Half::History, after, 200)?;
            let Some(last) = page.last() else { break };
            after = Some(timeline::Place { at: last.at, activity: last.activity });
            lines.extend(page.into_iter().filter_map(|item| {
                let mail = item.mail?;
                let from = if mail.from_name.is_empty() { mail.from_address } else { mail.from_name };
                Some(Line {
                    uid: Some(mail.uid),
                    message_id: None,
                    at: item.at,
                    from,
                    subject: item.subject,
                    folder: String::new(),
                })
            }));
        }
        lines.truncate(limit);
        Ok(lines)
    })?)
}

/// Places looked through for the mailbox asked for; copies in other folders take some of them.
const MOST_PLACES: i64 = 2_000;

/// The newest mail of this machine's mailboxes, inside the crm or of nobody known.
fn on_this_machine(context: &Context, args: &List, limit: usize) -> Result<Vec<Line>, Failure> {
    let named = Vec::from_iter(args.mailbox.clone());
    let boxes: HashSet<String> =
        context.agent.mailboxes(&named)?.into_iter().map(|m| m.account.address.to_string()).collect();
    let in_crm = !args.unmatched;
    let places = context.agent.index.read(move |tx| coverage::newest(tx, in_crm, MOST_PLACES))?;
    let mut lines: Vec<Line> =
        places.into_iter().filter(|place| boxes.contains(&place.mailbox)).map(line).collect();
    // A copy in another folder is the same mail.
    lines.dedup_by(|a, b| a.at == b.at && a.subject == b.subject && a.from == b.from);
    lines.truncate(limit);
    Ok(lines)
}

fn line(place: Whereabouts) -> Line {
    Line {
        uid: place.mail.map(|uid| uid.to_string()),
        message_id: place.message_id,
        at: place.sent_at,
        from: place.author,
        subject: place.subject,
        folder: place.folder_name,
    }
}
