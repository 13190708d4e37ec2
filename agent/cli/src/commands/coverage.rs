//! `coverage`: the proof that no mail is missing.

use super::Context;
use crate::args::mailbox::Coverage;
use crate::failure::{Exit, Failure, Result};
use crate::paint::{Ink, Page, count, grouped};
use crmweb_store::index::coverage::FolderCoverage;
use crmweb_store::index::mailboxes::Mailbox;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Carries out `coverage`.
pub fn run(context: &Context, args: &Coverage) -> Result<Exit> {
    let named = Vec::from_iter(args.mailbox.clone());
    let mut found = Vec::new();
    for mailbox in context.agent.mailboxes(&named)? {
        let folders =
            crmweb_sync::coverage::coverage(&context.agent.index, mailbox.id).map_err(Failure::from)?;
        found.push((mailbox, folders));
    }
    let complete = found.iter().all(|(_, folders)| folders.iter().all(FolderCoverage::is_complete));
    let values: Vec<Value> = found.iter().map(|(mailbox, folders)| view(mailbox, folders)).collect();
    context.output.answer(&json!({ "complete": complete, "mailboxes": values }), |page| {
        if found.is_empty() {
            page.line("There is no mailbox yet.");
        }
        for (mailbox, folders) in &found {
            write(page, mailbox, folders);
        }
    })?;
    Ok(if complete { Exit::Done } else { Exit::Findings })
}

fn view(mailbox: &Mailbox, folders: &[FolderCoverage]) -> Value {
    let folder = |f: &FolderCoverage| {
        let skipped: BTreeMap<&str, u64> =
            f.skipped.iter().map(|(reason, n)| (reason.as_str(), *n)).collect();
        json!({
            "folder": f.folder.name, "role": f.folder.role.as_str(), "server_count": f.folder.server_count,
            "linked": f.linked, "held": f.held, "skipped": skipped, "pending": f.pending, "unseen": f.unseen,
            "complete": f.is_complete(),
        })
    };
    json!({
        "mailbox": mailbox.account.address, "synced_at": mailbox.synced_at.map(crate::view::moment),
        "folders": folders.iter().map(folder).collect::<Vec<_>>(),
    })
}

/// Writes the account of one mailbox.
pub fn write(page: &mut Page, mailbox: &Mailbox, folders: &[FolderCoverage]) {
    let synced =
        mailbox.synced_at.map_or("not synced yet".into(), |at| format!("as of {}", crate::when::moment(at)));
    page.title(mailbox.account.address.as_str(), &synced);
    let head = |text: &str| (Ink::Dim, text.to_owned());
    let mut rows =
        vec![vec![head("folder"), head("server"), head("history"), head("held"), head("left out"), head("")]];
    let number = |n: u64| format!("{:>7}", grouped(n));
    for f in folders {
        let left_out: u64 = f.skipped.values().sum();
        let reasons: Vec<String> = f
            .skipped
            .iter()
            .filter(|(_, n)| **n > 0)
            .map(|(r, n)| format!("{} {n}", r.as_str().replace('_', " ")))
            .collect();
        let (ink, rest) = match f.is_complete() {
            true => (Ink::Dim, reasons.join(", ")),
            false => {
                (Ink::Yellow, format!("{} pending, {} unseen, {}", f.pending, f.unseen, reasons.join(", ")))
            }
        };
        rows.push(vec![
            (Ink::Plain, f.folder.name.clone()),
            (Ink::Plain, number(f.folder.server_count)),
            (Ink::Plain, number(f.linked)),
            (Ink::Plain, number(f.held)),
            (Ink::Plain, number(left_out)),
            (ink, rest),
        ]);
    }
    page.table(5, &rows);
    let server: u64 = folders.iter().map(|f| f.folder.server_count).sum();
    let accounted: u64 = folders.iter().map(FolderCoverage::accounted).sum();
    let verdict =
        format!("  {} on the server, {} accounted for", count(server, "mail", "mails"), grouped(accounted));
    let ink = if server == accounted { Ink::Green } else { Ink::Yellow };
    page.indented(0, ink, &verdict);
}
