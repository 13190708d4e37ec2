//! `mail show` and `mail save`: a mail as far as the one who asks may see it.

use super::Context;
use crate::args::mail::{Save, Show};
use crate::failure::{Exit, Failure, Result};
use crate::paint::{Ink, Page, count};
use crate::view::{Names, moment};
use crate::{find, when};
use crmweb_crm::{from_mail, why};
use crmweb_model::address::Address;
use crmweb_model::ids::UserId;
use crmweb_model::mail::{Mail, Part, Person};
use crmweb_model::privacy::ShareLevel;
use crmweb_store::logged::Logged;
use crmweb_store::mails::{self, Capture, Stored};
use crmweb_store::{links, mailboxes};
use serde_json::{Value, json};
use std::io::Write;

/// A mail with everything that is shown of it.
struct Shown {
    stored: Stored,
    level: ShareLevel,
    mail: Mail,
    reasons: Vec<(String, String)>,
    captures: Vec<(String, Capture)>,
    logged: Vec<Logged>,
    names: Names,
}

fn load(context: &Context, text: &str) -> Result<Shown> {
    let (crm, viewer, actor) = (&context.agent.crm, context.asker.user.id, context.asker.actor.clone());
    let stored = find::mail(context, text)?;
    let known = stored.clone();
    let (captures, reasons, logged, people, names) = crm.read(move |tx| {
        let mut captures = Vec::new();
        for capture in mails::captures(tx, known.id)? {
            let address =
                mailboxes::by_id(tx, capture.mailbox)?.map(|m| m.address.to_string()).unwrap_or_default();
            captures.push((address, capture));
        }
        let mut reasons = Vec::new();
        for link in links::of_activity(tx, known.activity)? {
            let hidden = link.refused || link.only_for.is_some_and(|user| user != viewer);
            if !hidden {
                reasons.push((crmweb_store::names::of(tx, link.record)?, why::of_link(tx, &link)?));
            }
        }
        let logged = from_mail::logged_from(tx, &actor, known.id)?;
        let people = mails::people_of(tx, known.id)?;
        Ok((captures, reasons, logged, people, Names::load(tx)?))
    })?;
    let level = level(captures.iter().map(|(_, capture)| capture), viewer);
    let mail = if level == ShareLevel::Everything {
        crmweb_mail::parse::mail(&crm.file(&stored)?, stored.truncated)
    } else {
        envelope_alone(people)
    };
    Ok(Shown { stored, level, mail, reasons, captures, logged, names })
}

/// What is left of a mail that a colleague shares in part: who wrote to whom.
fn envelope_alone(people: Vec<(Address, Part, String)>) -> Mail {
    let mut mail = Mail::default();
    mail.envelope.people =
        people.into_iter().map(|(address, part, name)| Person { part, address, name }).collect();
    mail
}

/// How much of a mail somebody sees: all through an own or shared copy, else what colleagues grant.
fn level<'c>(captures: impl Iterator<Item = &'c Capture>, viewer: UserId) -> ShareLevel {
    let granted = captures.map(|capture| match capture.user {
        None => ShareLevel::Everything,
        Some(user) if user == viewer => ShareLevel::Everything,
        Some(_) if capture.held => ShareLevel::Nothing,
        Some(_) => capture.share,
    });
    granted.max().unwrap_or(ShareLevel::Nothing)
}

/// Carries out `mail show`.
pub fn show(context: &Context, args: &Show) -> Result<Exit> {
    let shown = load(context, &args.mail)?;
    context.output.answer(&shown.view(args.quoted), |page| shown.write(page, args.quoted))?;
    Ok(Exit::Done)
}

impl Shown {
    fn subject(&self) -> &str {
        if self.level >= ShareLevel::Subject { &self.stored.subject } else { "" }
    }

    fn view(&self, quoted: bool) -> Value {
        let people: Vec<Value> = self.mail.envelope.people.iter().map(|p| json!(p)).collect();
        let links: Vec<Value> =
            self.reasons.iter().map(|(name, why)| json!({ "name": name, "why": why })).collect();
        let captures: Vec<Value> = self
            .captures
            .iter()
            .map(|(mailbox, c)| json!({ "mailbox": mailbox, "owner": self.names.of(c.user), "share": c.share, "held": c.held }))
            .collect();
        let logged: Vec<Value> = self
            .logged
            .iter()
            .map(|l| json!({ "kind": l.record.kind, "label": l.label, "by": self.names.of(l.by), "at": moment(l.at) }))
            .collect();
        let mut value = json!({
            "uid": self.stored.uid, "message_id": self.mail.envelope.message_id, "subject": self.subject(),
            "at": moment(self.stored.at), "level": self.level, "people": people, "text": self.mail.text,
            "attachments": self.mail.attachments, "nature": self.mail.envelope.nature, "defects": self.mail.defects,
            "size": self.mail.size, "truncated": self.stored.truncated, "links": links, "captures": captures,
            "logged": logged,
        });
        if quoted {
            value["quoted"] = json!(self.mail.quoted);
            value["signature"] = json!(self.mail.signature);
        }
        value
    }

    fn write(&self, page: &mut Page, quoted: bool) {
        page.title(if self.subject().is_empty() { "(no subject)" } else { self.subject() }, "");
        for part in [Part::From, Part::Sender, Part::ReplyTo, Part::To, Part::Cc, Part::Bcc] {
            let people = self.mail.envelope.people.iter().filter(|p| p.part == part);
            let people: Vec<String> = people
                .map(|p| {
                    if p.name.is_empty() {
                        p.address.to_string()
                    } else {
                        format!("{} <{}>", p.name, p.address)
                    }
                })
                .collect();
            page.field(&part.as_str().replace('_', "-"), &people.join(", "));
        }
        page.field("date", &when::moment(self.stored.at));
        page.field("id", &self.stored.uid.to_string());
        if self.level < ShareLevel::Everything {
            page.field("shared", &format!("{} only", self.level.as_str()));
        }
        if !self.mail.defects.is_empty() {
            let defects: Vec<String> =
                self.mail.defects.iter().map(|d| d.as_str().replace('_', " ")).collect();
            page.field("defects", &defects.join(", "));
        }
        page.gap();
        page.indented(2, Ink::Plain, &paragraphs(&self.mail.text));
        if quoted {
            page.gap();
            page.indented(2, Ink::Dim, &paragraphs(&self.mail.signature));
            page.gap();
            page.indented(2, Ink::Dim, &paragraphs(&self.mail.quoted));
        } else if !self.mail.quoted.is_empty() {
            let lines = self.mail.quoted.lines().count() as u64;
            page.gap();
            page.indented(
                2,
                Ink::Dim,
                &format!("… {} quoted; --quoted shows them", count(lines, "line", "lines")),
            );
        }
        self.write_rest(page);
    }

    fn write_rest(&self, page: &mut Page) {
        if !self.mail.attachments.is_empty() {
            page.title("Attachments", "");
            let rows = self.mail.attachments.iter().enumerate().map(|(i, file)| {
                let inline = if file.inline { "in the text" } else { "" };
                vec![
                    (Ink::Dim, (i + 1).to_string()),
                    (Ink::Plain, file.name.clone()),
                    (Ink::Dim, size(file.size)),
                    (Ink::Dim, inline.to_owned()),
                ]
            });
            page.table(1, &rows.collect::<Vec<_>>());
        }
        page.title("Belongs to", if self.reasons.is_empty() { "nobody" } else { "" });
        for (_, why) in &self.reasons {
            page.indented(2, Ink::Plain, why);
        }
        for logged in &self.logged {
            let by = self.names.of(logged.by);
            page.indented(
                2,
                Ink::Plain,
                &format!("{} logged from it by {by}: {}", logged.record.kind, logged.label),
            );
        }
        page.title("Copies", "");
        for (mailbox, capture) in &self.captures {
            let shared = match (capture.user, capture.held) {
                (None, _) => "everybody's".to_owned(),
                (Some(user), true) => format!("{}, held back", self.names.of(Some(user))),
                (Some(user), false) => {
                    format!("{}, shares {}", self.names.of(Some(user)), capture.share.as_str())
                }
            };
            page.indented(2, Ink::Plain, &format!("{mailbox} ({shared})"));
        }
    }
}

/// Keeps single empty lines between paragraphs.
fn paragraphs(text: &str) -> String {
    text.lines().map(|line| if line.trim().is_empty() { " " } else { line }).collect::<Vec<_>>().join("\n")
}

/// Returns a size for people.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes / 1024),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}

/// Carries out `mail save`.
pub fn save(context: &Context, args: &Save) -> Result<Exit> {
    let shown = load(context, &args.mail)?;
    if shown.level < ShareLevel::Everything {
        return Err(Failure::new("crm.denied", "your colleague shares only a part of this mail").hinting(""));
    }
    let raw = context.agent.crm.file(&shown.stored)?;
    let (name, content) = match usize::from(args.number).checked_sub(1) {
        None => ("the mail".to_owned(), raw),
        Some(index) => {
            let none = || Failure::not_found(format!("the mail has no attachment {}", args.number));
            let file = shown.mail.attachments.get(index).ok_or_else(none)?;
            (file.name.clone(), crmweb_mail::parse::attachment(&raw, index).ok_or_else(none)?)
        }
    };
    let written = std::fs::File::create_new(&args.file).and_then(|mut file| file.write_all(&content));
    written.map_err(crmweb_store::Error::file("write", &args.file))?;
    context.output.answer(&json!({ "file": args.file, "name": name, "bytes": content.len() }), |page| {
        page.line(&format!("{name} ({}) written to {}.", size(content.len() as u64), args.file.display()));
    })?;
    Ok(Exit::Done)
}
