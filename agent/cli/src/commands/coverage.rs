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
fn write(page: &mut Page, mailbox: &Mailbox, folders: &[FolderCoverage]) {
    let synced =
        mailbox.synced_at.map_or("not synced yet".into(), |at| format!("as of {}", crate::when::moment(at)));
    page.title(mailbox.account.address.as_str(), &synced);
    let names = ["folder", "server", "history", "held", "left out", "missing"];
    let mut rows = vec![names.map(|name| (Ink::Dim, name.to_owned())).to_vec()];
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for f in folders {
        for (reason, number) in &f.skipped {
            *reasons.entry(reason.as_str()).or_default() += number;
        }
        let left_out = f.skipped.values().sum();
        let missing = f.folder.server_count.abs_diff(f.accounted() - f.pending);
        let numbers = [f.folder.server_count, f.linked, f.held, left_out].map(|n| (Ink::Plain, grouped(n)));
        let mut row = vec![(Ink::Plain, f.folder.name.clone())];
        row.extend(numbers);
        row.push(if missing == 0 { (Ink::Plain, String::new()) } else { (Ink::Yellow, grouped(missing)) });
        rows.push(row);
    }
    page.table(0, &rows);
    let server: u64 = folders.iter().map(|f| f.folder.server_count).sum();
    let accounted: u64 = folders.iter().map(|f| f.accounted() - f.pending).sum();
    let ink = if server == accounted { Ink::Green } else { Ink::Yellow };
    let verdict =
        format!("{} on the server, {} accounted for", count(server, "mail", "mails"), grouped(accounted));
    page.indented(2, ink, &verdict);
    let reasons = reasons.iter().filter(|(_, number)| **number > 0);
    let reasons: Vec<String> =
        reasons.map(|(name, n)| format!("{} {}", name.replace('_', " "), grouped(*n))).collect();
    if !reasons.is_empty() {
        page.indented(2, Ink::Dim, &format!("left out: {}", reasons.join(", ")));
    }
}
