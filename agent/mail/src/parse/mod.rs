//! A mail's bytes to the facts the product works with. Nothing here fails: what cannot be read is named as a [`Defect`].

mod body;
mod bounce;
mod charset;
mod date;
mod fields;
mod ids;
mod media;
mod mime;
mod nature;
mod people;
mod transfer;
mod words;

use crate::text;
use body::Leaves;
use crmweb_model::mail::{Defect, Envelope, Mail, Nature, Part};
use fields::Header;
use media::Media;
use mime::Tree;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The header fields [`envelope`] reads: what a skeleton must fetch.
pub const SKELETON_FIELDS: &[&str] = &[
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Bcc",
    "Subject",
    "Date",
    "Message-ID",
    "X-Microsoft-Original-Message-ID",
    "In-Reply-To",
    "References",
    "Content-Type",
    "Return-Path",
    "Auto-Submitted",
    "Precedence",
    "List-Id",
    "List-Unsubscribe",
    "List-Post",
    "Sensitivity",
    "X-Failed-Recipients",
    "X-Autoreply",
    "X-Autorespond",
    "Feedback-ID",
];

/// The longest subject, in characters.
const MAX_SUBJECT: usize = 1_000;
/// Fields that may stand once (RFC 5322 §3.6).
const ONCE: &[&str] = &[
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "bcc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
];

/// Reads the header block alone, as the skeleton of the history needs it. Never fails.
pub fn envelope(header: &[u8]) -> (Envelope, Vec<Defect>) {
    let cooked = with_line_feeds(header);
    let read = guarded(|| {
        let mut defects = Vec::new();
        let (mut block, _) = Header::read(&cooked);
        if !block.is_of_a_mail() {
            defects.push(Defect::NoHeaders);
            block = Header::default();
        }
        let media = Media::of(&block, "text/plain", &mut defects);
        let envelope = facts(&block, &media, &mut defects);
        (envelope, tidy(defects))
    });
    read.unwrap_or_else(|| (Envelope::default(), vec![Defect::Unreadable]))
}

/// Reads a whole mail; `truncated` tells that only its beginning was fetched. Never fails, never panics.
pub fn mail(raw: &[u8], truncated: bool) -> Mail {
    let cooked = with_line_feeds(raw);
    let mut mail = guarded(|| whole(&cooked)).unwrap_or_else(|| {
        let (envelope, mut defects) = envelope(raw);
        defects.push(Defect::Unreadable);
        Mail { envelope, defects, ..Mail::default() }
    });
    if truncated {
        // What is missing is no fault of the sender.
        mail.defects.retain(|d| !matches!(d, Defect::BadStructure | Defect::BadEncoding));
        mail.defects.push(Defect::Truncated);
    }
    mail.defects = tidy(mail.defects);
    mail.size = raw.len() as u64;
    mail.sha256 = body::hex(&Sha256::digest(raw));
    mail.truncated = truncated;
    mail
}

/// Returns the decoded content of one attachment, by its index in [`Mail::attachments`].
pub fn attachment(raw: &[u8], index: usize) -> Option<Vec<u8>> {
    let cooked = with_line_feeds(raw);
    guarded(|| {
        let tree = Tree::read(&cooked, &mut Vec::new());
        let part = *Leaves::of(&tree).attachments.get(index)?;
        Some(body::content(&tree.parts[part]))
    })
    .flatten()
}

/// Returns the HTML body, if there is one: decoded, and as hostile as it was sent.
pub fn html(raw: &[u8]) -> Option<String> {
    let cooked = with_line_feeds(raw);
    guarded(|| {
        let tree = Tree::read(&cooked, &mut Vec::new());
        let attachments = Leaves::of(&tree).attachments;
        let is_body = |(index, part): &(usize, &mime::Part<'_>)| {
            part.media.media_type == "text/html" && !attachments.contains(index)
        };
        let found = tree.parts.iter().enumerate().find(is_body)?;
        Some(body::decoded_text(found.1, &mut Vec::new()))
    })
    .flatten()
}

fn whole(raw: &[u8]) -> Mail {
    let mut defects = Vec::new();
    let tree = Tree::read(raw, &mut defects);
    let root = &tree.parts[0];
    let mut envelope = facts(&root.header, &root.media, &mut defects);
    let leaves = Leaves::of(&tree);
    let body = body::text(&tree, &leaves.bodies, &mut defects);
    let report = bounce::Report::of(&tree, &leaves, &envelope, &body);
    envelope.nature = report.nature(envelope.nature);
    let parts = match envelope.nature {
        // A report quotes the mail it is about without any mark; it is all text.
        Nature::Bounce | Nature::Receipt => {
            text::Split { text: body.trim().to_owned(), ..text::Split::default() }
        }
        _ => text::split(&body, text::is_forward(&envelope.subject)),
    };
    let attachments =
        leaves.attachments.iter().map(|i| body::describe(&tree.parts[*i], &mut defects)).collect();
    Mail {
        envelope,
        text: capped(parts.text),
        quoted: capped(parts.quoted),
        signature: capped(parts.signature),
        attachments,
        bounces: report.bounces,
        about: report.about,
        defects,
        ..Mail::default()
    }
}

/// The envelope of a header block.
fn facts(header: &Header<'_>, media: &Media, defects: &mut Vec<Defect>) -> Envelope {
    let hint = media.charset.as_deref();
    let people = people::of(header, hint, defects);
    let subject =
        header.first("subject").map(|v| words::line(v, hint, MAX_SUBJECT, defects)).unwrap_or_default();
    let message_id = ids::own(header);
    let (in_reply_to, references) = ids::parents(header);
    let written = header.first("date").filter(|v| !v.is_empty());
    let date = written.and_then(date::read);
    if !people.iter().any(|p| p.part == Part::From) {
        defects.push(Defect::NoFrom);
    }
    if message_id.is_none() {
        defects.push(Defect::NoMessageId);
    }
    match (written, date) {
        (None, _) => defects.push(Defect::NoDate),
        (Some(_), None) => defects.push(Defect::BadDate),
        _ => {}
    }
    if ONCE.iter().any(|name| header.repeats(name)) {
        defects.push(Defect::RepeatedHeader);
    }
    let nature = nature::Clues { header, media, subject: &subject, people: &people }.nature();
    let sensitivity = header.first("sensitivity").and_then(sensitivity);
    let list_id = header.first("list-id").and_then(|v| list_id(v, defects));
    Envelope { message_id, in_reply_to, references, people, subject, date, nature, sensitivity, list_id }
}

fn sensitivity(value: &[u8]) -> Option<String> {
    let folded = String::from_utf8_lossy(value).trim().to_ascii_lowercase().replace(' ', "-");
    ["private", "personal", "company-confidential"].contains(&folded.as_str()).then_some(folded)
}

fn list_id(value: &[u8], defects: &mut Vec<Defect>) -> Option<String> {
    let text = words::line(value, None, 500, defects);
    let inner = text.rsplit_once('<').map_or(text.as_str(), |(_, id)| id.split('>').next().unwrap_or(id));
    let id = inner.trim().to_lowercase();
    (!id.is_empty()).then(|| id.chars().take(255).collect())
}

/// Old Macintosh programs end lines with CR alone; a mail without any LF is read as theirs.
fn with_line_feeds(raw: &[u8]) -> Cow<'_, [u8]> {
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    if memchr::memchr(b'\n', raw).is_none() && memchr::memchr(b'\r', raw).is_some() {
        return Cow::Owned(raw.iter().map(|b| if *b == b'\r' { b'\n' } else { *b }).collect());
    }
    Cow::Borrowed(raw)
}

/// Runs code that must not take the process down with it; `None` when it panicked.
fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok()
}

fn tidy(mut defects: Vec<Defect>) -> Vec<Defect> {
    defects.sort_unstable();
    defects.dedup();
    defects
}

/// Cuts a text to what is kept, between characters.
fn capped(mut text: String) -> String {
    if text.len() > Mail::MAX_TEXT {
        text.truncate(text.floor_char_boundary(Mail::MAX_TEXT));
    }
    text
}
