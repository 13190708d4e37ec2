//! Delivery reports and receipts: whom a mail did not reach, and which mail it was (RFC 3464, RFC 8098, and what came before them).

use super::body::{self, Leaves};
use super::fields::Header;
use super::ids;
use super::mime::Tree;
use super::words;
use crmweb_model::address::Address;
use crmweb_model::mail::{Bounce, Envelope, Nature};

/// The most recipients of one report.
const MAX_BOUNCES: usize = 100;
/// How much of a report's text is searched, in bytes.
const MAX_SEARCHED: usize = 64 * 1024;

/// What a report says.
#[derive(Default)]
pub(super) struct Report {
    pub(super) bounces: Vec<Bounce>,
    /// Message-ID of the mail the report is about.
    pub(super) about: Option<String>,
    receipt: bool,
    /// A machine-readable part says that this is a delivery report.
    certain: bool,
    /// It tells of a delivery that went well.
    delivered: bool,
}

impl Report {
    /// Reads the report in a mail; empty for mail that is none.
    pub(super) fn of(tree: &Tree<'_>, leaves: &Leaves, envelope: &Envelope, text: &str) -> Report {
        let mut report = Report::default();
        let is_report = tree.parts[0].media.media_type == "multipart/report";
        if !is_report
            && leaves.reports.is_empty()
            && !matches!(envelope.nature, Nature::Bounce | Nature::Receipt)
        {
            return report;
        }
        for part in leaves.reports.iter().map(|i| &tree.parts[*i]) {
            let content = body::content(part);
            match part.media.media_type.as_str() {
                "message/disposition-notification" => report.take_receipt(&content),
                "text/rfc822-headers" | "message/global-headers" => report.take_original(&content),
                _ => report.take_status(&content),
            }
        }
        for part in leaves.attachments.iter().map(|i| &tree.parts[*i]) {
            if part.media.media_type == "message/rfc822" && report.about.is_none() {
                report.take_original(&body::content(part));
            }
        }
        if !report.delivered && report.nature(envelope.nature) == Nature::Bounce {
            if report.bounces.is_empty() {
                report.take_failed_recipients(&tree.parts[0].header, text);
            }
            if report.bounces.is_empty() {
                report.search(text, envelope);
            }
        }
        report
    }

    /// The nature after the parts were seen.
    pub(super) fn nature(&self, declared: Nature) -> Nature {
        match () {
            () if self.receipt && !self.certain => Nature::Receipt,
            () if self.certain => Nature::Bounce,
            () => declared,
        }
    }

    fn take_receipt(&mut self, content: &[u8]) {
        self.receipt = true;
        let (header, _) = Header::read(content);
        self.about = header.first("original-message-id").and_then(|v| ids::all(v).into_iter().next());
    }

    fn take_original(&mut self, content: &[u8]) {
        let (header, _) = Header::read(content);
        self.about = ids::own(&header).or(self.about.take());
    }

    /// Reads the groups of fields of a `message/delivery-status` (RFC 3464 §2).
    fn take_status(&mut self, content: &[u8]) {
        self.certain = true;
        let mut rest = content;
        while !rest.is_empty() && self.bounces.len() < MAX_BOUNCES {
            let (group, length) = Header::read(rest);
            // What is no field at all is passed over line by line.
            let line = memchr::memchr(b'\n', rest).map_or(rest.len(), |n| n + 1);
            rest = &rest[if length == 0 { line } else { length }..];
            let action = word(&group, "action");
            let status = word(&group, "status");
            if matches!(action.as_str(), "delivered" | "relayed" | "expanded") {
                self.delivered = true;
                continue;
            }
            // The original recipient is who was written to; the final one is where it was forwarded.
            let named = ["original-recipient", "final-recipient", "x-actual-recipient"].iter();
            let Some(address) = named.filter_map(|n| group.first(n)).find_map(recipient) else { continue };
            let permanent = action != "delayed" && (action == "failed" || status.starts_with('5'));
            if action.is_empty() && status.is_empty() {
                continue;
            }
            self.add(address, status, permanent);
        }
    }

    fn take_failed_recipients(&mut self, header: &Header<'_>, text: &str) {
        let mut reason = Reason::default();
        text.lines().take(200).take_while(|l| !is_original(l)).for_each(|l| {
            reason.take(l);
        });
        for value in header.all("x-failed-recipients") {
            for (_, address) in super::people::list(value, None, &mut Vec::new()) {
                self.add(address, reason.status.clone(), !reason.status.starts_with('4'));
            }
        }
    }

    /// Searches the text of a report that no machine can read for addresses near a reason.
    fn search(&mut self, text: &str, envelope: &Envelope) {
        let text = &text[..text.floor_char_boundary(MAX_SEARCHED)];
        let own: Vec<&Address> = envelope.people.iter().map(|p| &p.address).collect();
        let (mut near, mut named): (Vec<Address>, Vec<Address>) = Default::default();
        let mut reason = Reason::default();
        let mut distance = usize::MAX;
        for line in text.lines().filter(|l| !l.trim().is_empty()) {
            if is_original(line) {
                break;
            }
            distance = if reason.take(line) { 0 } else { distance.saturating_add(1) };
            let introduces = line.trim_start().starts_with('<') || line.trim_end().ends_with(':');
            let list = if is_label(line) || (distance > 3 && !introduces) { &mut named } else { &mut near };
            for address in addresses(line) {
                let daemon = matches!(
                    address.local(),
                    "postmaster" | "mailer-daemon" | "abuse" | "support" | "helpdesk" | "root"
                );
                if !daemon && !own.contains(&&address) && !list.contains(&address) && list.len() < MAX_BOUNCES
                {
                    list.push(address);
                }
            }
        }
        if reason.failed {
            let permanent = !reason.temporary || reason.status.starts_with('5');
            for address in if near.is_empty() { named } else { near } {
                self.add(address, reason.status.clone(), permanent);
            }
        }
    }

    fn add(&mut self, address: Address, status: String, permanent: bool) {
        if self.bounces.len() < MAX_BOUNCES && !self.bounces.iter().any(|b| b.address == address) {
            self.bounces.push(Bounce { address, status, permanent });
        }
    }
}

/// What the lines of a report say about why.
#[derive(Default)]
struct Reason {
    failed: bool,
    temporary: bool,
    status: String,
}

/// Words of a report on mail that was given up, and on mail still being tried; folded.
const FAILED: &[&str] = &[
    "could not be delivered",
    "couldn't be delivered",
    "not be delivered",
    "undeliverable",
    "unknown user",
    "user unknown",
    "no such user",
    "does not exist",
    "doesn't exist",
    "mailbox full",
    "quota",
    "unavailable",
    "not found",
    "unknown address",
    "unable to deliver",
    "unable to send",
    "failed",
    "failure",
    "rejected",
    "refused",
    "fatal",
    "invalid",
    "not known",
    "no longer",
    "not listed",
    "disabled",
    "unrouteable",
    "550",
    "551",
    "552",
    "553",
    "554",
    "5.1.1",
    "undelivered",
    "unknown",
    "nelivrat",
    "nicht zugestellt",
    "unbekannt",
    "inexistent",
    "n'a pas pu",
    "inconnu",
    "nie istnieje",
    "not delivered",
    "cannot be",
    "delivery error",
    "error",
    "returned",
    "full",
    "did not reach",
    "not reach",
    "not receive",
    "aborted",
    "following recipient",
    "following address",
    "not yet been delivered",
    "n'existe pas",
    "could not",
];
const DELAYED: &[&str] = &[
    "will be retried",
    "will retry",
    "still trying",
    "still being",
    "continue to try",
    "keep trying",
    "temporary",
    "temporarily",
    "delayed",
    "has not been delivered yet",
    "no action is required",
    "warning only",
    "do not need to resend",
    "deferred",
    "not yet been delivered",
    "attempt delivery",
];

impl Reason {
    /// Takes a line; says whether it gives a reason.
    fn take(&mut self, line: &str) -> bool {
        let folded = crate::text::fold(line);
        let delayed = DELAYED.iter().any(|w| folded.contains(w));
        let failed = delayed || FAILED.iter().any(|w| folded.contains(w));
        self.failed |= failed;
        self.temporary |= delayed;
        if self.status.is_empty() {
            let mut words = folded.split(|c: char| !(c.is_ascii_digit() || c == '.'));
            self.status = words.find(|w| is_status(w)).unwrap_or_default().to_owned();
        }
        failed
    }
}

/// Says whether a line is a header field of the mail that came back, or of an example.
fn is_label(line: &str) -> bool {
    let folded = crate::text::fold(line.trim_start());
    ["to:", "cc:", "from:", "subject:", "reply-to:", "sender:", "de la:", "catre:", "von:", "an:"]
        .iter()
        .any(|l| folded.starts_with(l))
}

/// Says whether a word is an enhanced status code (RFC 3463).
fn is_status(word: &str) -> bool {
    let mut parts = word.split('.');
    let class = parts.next().is_some_and(|c| matches!(c, "4" | "5"));
    let mut number = || parts.next().is_some_and(|n| (1..=3).contains(&n.len()));
    class && number() && number() && parts.next().is_none()
}

/// Says whether a line begins the copy of the mail that came back.
fn is_original(line: &str) -> bool {
    let folded = crate::text::fold(line.trim());
    let begins = [
        "received:",
        "return-path:",
        "message-id:",
        "--- below this line",
        "------ this is a copy",
        "mime-version:",
    ];
    begins.iter().any(|b| folded.starts_with(b))
        || (folded.starts_with("--")
            && (folded.contains("original message")
                || folded.contains("unsent message")
                || folded.contains("copy of")))
}

fn addresses(line: &str) -> impl Iterator<Item = Address> + '_ {
    let ends = |c: char| {
        c.is_whitespace()
            || matches!(c, '<' | '>' | '"' | '\'' | '(' | ')' | '[' | ']' | ',' | ';' | ':' | '|' | '=' | '`')
    };
    let trimmed = |t: &str| t.trim_matches(['.', '!', '?', '-']).to_owned();
    line.split(ends)
        .filter(|t| t.contains('@'))
        .map(trimmed)
        .filter_map(|t| Address::parse(&t).ok())
        .filter(|a| a.domain().contains('.'))
}

/// Reads `rfc822; ana@firma.ro`.
fn recipient(value: &[u8]) -> Option<Address> {
    let text = words::line(value, None, 500, &mut Vec::new());
    let bare = text.split_once(';').map_or(text.as_str(), |(_, address)| address);
    let bare = bare.trim().trim_matches(['<', '>', '"']);
    Address::parse(bare).ok().or_else(|| addresses(bare).next())
}

/// Returns the first word of a field, folded.
fn word(group: &Header<'_>, name: &str) -> String {
    let text = words::line(group.first(name).unwrap_or_default(), None, 100, &mut Vec::new());
    text.split([' ', '(', ';']).next().unwrap_or_default().to_ascii_lowercase()
}
