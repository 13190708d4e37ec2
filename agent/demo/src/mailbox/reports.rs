//! Mail that mail systems write about mail: bounces and read receipts (RFC 3464, RFC 8098).

use std::rc::Rc;

use super::letter::{Envelope, Letter};
use super::mime::{multipart, text_part};
use super::people::Person;
use super::scribe::Scribe;
use super::style::{Written, signature};
use super::truth::Kind;
use super::vocabulary::{ENGLISH, PROJECTS, ROMANIAN, Transfer};

const AUTOMATIC: &str = "Auto-Submitted: auto-replied";

impl Scribe {
    /// A mail of the owner to an address that fails, and the notification of that.
    pub(super) fn bounce(&mut self) -> Vec<Letter> {
        const FAILURES: [(&str, &str, &str); 3] = [
            ("5.1.1", "failed", "550 5.1.1 User unknown"),
            ("5.2.2", "failed", "552 5.2.2 Mailbox full"),
            ("4.4.1", "delayed", "connection timed out"),
        ];
        let (date, thread) = (self.some_date(), self.new_thread());
        let address = format!("plecat{}@{}", self.random.below(1000), self.anybody().domain());
        let target = Person::machine("", &address, ROMANIAN, Transfer::Eight);
        let owner = Rc::clone(&self.owner);
        let project = self.random.pick(&PROJECTS);
        let mut original = self.letter(Kind::Conversation, &owner, date, format!("Noutăți despre {project}"));
        original.folder = "Sent".to_owned();
        original.thread = thread;
        let text = "Bună ziua,\n\nVă trimit noutățile promise.".to_owned();
        let written = Written { text, signature: signature(&owner), ..Written::default() };
        let envelope = Envelope { to: &[target], ..Envelope::default() };
        self.write(&mut original, &envelope, &written, None);

        let (status, action, diagnostic) = *self.random.one(&FAILURES);
        let domain = owner.domain();
        let daemon = format!("MAILER-DAEMON@mx.{domain}");
        let daemon = Person::machine("Mail Delivery System", &daemon, ENGLISH, Transfer::Seven);
        let moment = (date + 20).min(self.until);
        let subject = "Undelivered Mail Returned to Sender".to_owned();
        let mut letter = self.letter(Kind::Bounce, &daemon, moment, subject);
        letter.parents = vec![original.id.clone()];
        letter.thread = thread;
        letter.detail = format!("{address} {status} {action}");
        letter.charset = "us-ascii";
        letter.text = format!("I'm sorry, your message could not be delivered.\n\n<{address}>: {diagnostic}");
        let report = format!(
            "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.{domain}\n\n\
             Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\n\
             Diagnostic-Code: smtp; {diagnostic}\n"
        );
        let returned = [b"Content-Type: message/rfc822\n\n".as_slice(), &original.raw].concat();
        let text = text_part(&letter.text, "us-ascii", Transfer::Seven, "plain");
        let parts = [text, report.into_bytes(), returned];
        let content = multipart("report", &parts, &self.boundary(), " report-type=delivery-status;");
        let envelope = Envelope { to: &[owner], cc: &[], extra: vec![AUTOMATIC.to_owned()] };
        self.seal(&mut letter, &envelope, &content);
        // Nobody answers a report (RFC 3464 §2).
        let sender = format!("Return-Path: <{}>", letter.from);
        letter.raw = [b"Return-Path: <>", &letter.raw[sender.len()..]].concat();
        vec![original, letter]
    }

    /// A notification that a mail has been displayed.
    pub(super) fn receipt(&mut self) -> Vec<Letter> {
        let (person, date) = (self.somebody(), self.some_date());
        let about = format!("{}.receipt{}@{}", self.seed, self.serial, self.owner.domain());
        let subject = format!("Read: {}", self.random.pick(&PROJECTS));
        let mut letter = self.letter(Kind::Receipt, &person, date, subject);
        letter.parents = vec![about.clone()];
        letter.charset = "us-ascii";
        letter.text = "Your message was displayed.".to_owned();
        letter.received_from(&person);
        let report = format!(
            "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;{}\n\
             Original-Message-ID: <{about}>\nDisposition: manual-action/MDN-sent-manually; displayed\n",
            person.address()
        );
        let parts = [text_part(&letter.text, "us-ascii", Transfer::Seven, "plain"), report.into_bytes()];
        let boundary = self.boundary();
        let content = multipart("report", &parts, &boundary, " report-type=disposition-notification;");
        let to = [Rc::clone(&self.owner)];
        let envelope = Envelope { to: &to, cc: &[], extra: vec![AUTOMATIC.to_owned()] };
        self.seal(&mut letter, &envelope, &content);
        vec![letter]
    }
}
