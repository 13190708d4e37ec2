//! What kind of sender wrote a mail, as far as the header says.

use super::fields::Header;
use super::media::Media;
use crate::text::fold;
use crmweb_model::mail::{Nature, Part, Person};

/// Subjects of automatic answers, folded; ro, de, en, hu, pl, fr and neighbours.
const AWAY: &[&str] = &[
    "raspuns automat",
    "mesaj automat",
    "automatic reply",
    "auto reply",
    "autoreply",
    "auto-reply",
    "auto response",
    "autoresponse",
    "out of office",
    "out of the office",
    "automatic response",
    "automated reply",
    "vacation reply",
    "away from",
    "i am out of",
    "abwesenheitsnotiz",
    "abwesenheitsnachricht",
    "abwesend",
    "abwesenheit",
    "automatische antwort",
    "automatische abwesenheit",
    "automatikus valasz",
    "hazon kivul",
    "szabadsagon",
    "odpowiedz automatyczna",
    "autoodpowiedz",
    "automatyczna odpowiedz",
    "poza biurem",
    "reponse automatique",
    "absence du bureau",
    "absent du bureau",
    "message d'absence",
    "nu sunt la birou",
    "in afara biroului",
    "absent din birou",
    "plecat din birou",
    "in concediu",
    "risposta automatica",
    "respuesta automatica",
    "automatisch antwoord",
    "автоответ",
    "自動応答",
    "自动回复",
];

/// Subjects of delivery reports, folded.
const UNDELIVERED: &[&str] = &[
    "undeliver",
    "delivery status notification",
    "delivery failure",
    "delivery has failed",
    "delivery notification",
    "mail delivery",
    "returned mail",
    "returned to sender",
    "failure notice",
    "failure delivery",
    "mail failed",
    "failed mail",
    "non-delivery",
    "failed delivery",
    "delivery failed",
    "delivery problem",
    "delivery report",
    "message delayed",
    "delivery delayed",
    "delayed mail",
    "delayed delivery",
    "could not be delivered",
    "not delivered",
    "non-delivery",
    "nondeliverable",
    "message status - undeliverable",
    "mail system error",
    "mail failure",
    "mailer-daemon",
    "warning: message",
    "warning: could not send",
    "error sending",
    "delivery error",
    "rejected",
    "nelivrat",
    "nelivrabil",
    "nu a putut fi livrat",
    "livrarea a esuat",
    "stare livrare",
    "unzustellbar",
    "nicht zugestellt",
    "zustellung",
    "unzustellbarkeit",
    "kezbesithetetlen",
    "kezbesites sikertelen",
    "niedostarcz",
    "nie mozna dostarczyc",
    "non remis",
    "echec de la remise",
    "echec de livraison",
    "non distribuable",
    "user unknown",
    "unknown user",
    "no such user",
    "mail error",
    "mail rejected",
    "email error",
    "permanent error",
    "transient error",
    "blocked",
    "refused",
    "problem delivering",
    "mail undelivered",
    "invalid recipient",
];

/// Senders that write delivery reports, by the part before the `@`.
const DAEMONS: &[&str] = &[
    "mailer-daemon",
    "postmaster",
    "mail-daemon",
    "maildaemon",
    "mailerdaemon",
    "mdaemon",
    "mail.system",
    "bounce",
    "bounces",
];

/// What the nature is decided from.
pub(super) struct Clues<'a> {
    pub(super) header: &'a Header<'a>,
    pub(super) media: &'a Media,
    pub(super) subject: &'a str,
    pub(super) people: &'a [Person],
}

impl Clues<'_> {
    /// Decides. A report is told before an answer, an answer before a machine, a machine before a list.
    pub(super) fn nature(&self) -> Nature {
        let subject = fold(self.subject);
        if self.media.media_type == "multipart/report" {
            match self.media.report.as_deref() {
                Some("disposition-notification") => return Nature::Receipt,
                Some("delivery-status") => return Nature::Bounce,
                Some(_) => return Nature::Generated,
                None => return Nature::Bounce,
            }
        }
        if self.media.media_type == "message/disposition-notification" {
            return Nature::Receipt;
        }
        if self.is_bounce(&subject) {
            return Nature::Bounce;
        }
        if self.is_answer(&subject) {
            return Nature::AutoReply;
        }
        match self.word("auto-submitted").as_str() {
            "" | "no" => {}
            _ => return Nature::Generated,
        }
        let precedence = self.word("precedence");
        let listed = [
            "list-id",
            "list-unsubscribe",
            "list-post",
            "x-mailing-list",
            "feedback-id",
            "x-campaign",
            "x-mailchimp-campaign-id",
        ];
        if matches!(precedence.as_str(), "bulk" | "list" | "junk")
            || listed.iter().any(|name| self.header.first(name).is_some())
        {
            return Nature::Bulk;
        }
        if self.null_sender() && self.machine_local() {
            return Nature::Generated;
        }
        Nature::Person
    }

    fn is_bounce(&self, subject: &str) -> bool {
        if self.header.first("x-failed-recipients").is_some()
            || self.media.media_type == "message/delivery-status"
        {
            return true;
        }
        // Nothing but reports is sent under this name, whatever the subject.
        let only_reports = self.authors().any(|p| p.address.local() == "mailer-daemon");
        let suspicious = || self.is_by_daemon() || self.null_sender() || self.is_by_gateway(subject);
        // Who writes is told sooner than which of many words the subject has.
        only_reports || suspicious() && UNDELIVERED.iter().any(|p| subject.contains(p))
    }

    fn is_answer(&self, subject: &str) -> bool {
        let marked = [
            "x-autoreply",
            "x-autorespond",
            "x-autoresponder",
            "x-auto-reply",
            "x-autoreply-from",
            "x-mail-autoreply",
            "x-vacation",
        ];
        if self.word("auto-submitted") == "auto-replied"
            || marked.iter().any(|name| !matches!(self.word(name).as_str(), "" | "no"))
        {
            return true;
        }
        if matches!(self.word("precedence").as_str(), "auto_reply" | "auto-reply") {
            return true;
        }
        beginnings(subject, AWAY).any(|rest| !rest.starts_with(char::is_alphabetic))
    }

    /// Returns the first word of a field, folded.
    fn word(&self, name: &str) -> String {
        let value = self.header.first(name).unwrap_or_default();
        let word = value
            .split(|b| matches!(b, b';' | b' ' | b'\t' | b'(' | b'\r' | b'\n'))
            .next()
            .unwrap_or_default();
        String::from_utf8_lossy(&word[..word.len().min(60)]).to_ascii_lowercase()
    }

    fn null_sender(&self) -> bool {
        self.header.first("return-path").is_some_and(|v| v.trim_ascii() == b"<>")
    }

    fn authors(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(|p| p.part == Part::From || p.part == Part::Sender)
    }

    fn is_by_daemon(&self) -> bool {
        let named = |name: &str| {
            let name = fold(name);
            ["mail delivery", "mailer-daemon", "mailer daemon", "postmaster", "mail system"]
                .iter()
                .any(|n| name.contains(n))
        };
        let raw = self.header.first("from").unwrap_or_default().to_ascii_lowercase();
        self.authors().any(|p| DAEMONS.contains(&p.address.local()) || named(&p.name))
            // `From: Mail Delivery Subsystem <MAILER-DAEMON>` has no address.
            || memchr::memmem::find(&raw, b"mailer-daemon").is_some()
            || memchr::memmem::find(&raw, b"postmaster").is_some()
            || memchr::memmem::find(&raw, b"mail delivery").is_some()
    }

    /// A report by a gateway under a name of its own; an answer to one begins with `Re:`.
    fn is_by_gateway(&self, subject: &str) -> bool {
        let begins = beginnings(subject, UNDELIVERED).next().is_some();
        let names = [
            "ndr",
            "system",
            "admin",
            "gateway",
            "smtp",
            "mta",
            "antivirus",
            "imss",
            "delivery",
            "noreply",
            "no-reply",
        ];
        begins && self.authors().any(|p| names.iter().any(|n| p.address.local().contains(n)))
    }

    fn machine_local(&self) -> bool {
        let locals =
            ["noreply", "no-reply", "donotreply", "do-not-reply", "root", "cron", "daemon", "nobody"];
        self.authors().any(|p| locals.contains(&p.address.local())) || self.is_by_daemon()
    }
}
/// What follows in `subject` on each of `phrases` that it begins with; most begin with another letter.
fn beginnings<'a>(subject: &'a str, phrases: &'static [&'static str]) -> impl Iterator<Item = &'a str> {
    let same_letter = |phrase: &&&str| phrase.as_bytes().first() == subject.as_bytes().first();
    phrases.iter().filter(same_letter).filter_map(|phrase| subject.strip_prefix(phrase))
}
