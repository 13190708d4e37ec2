//! One mail in the making.

use std::rc::Rc;

use super::dates::rfc_date;
use super::files::{File, png};
use super::mime::{NameStyle, attachment_part, header_text, mailbox, multipart, text_part};
use super::people::{Mailer, Person};
use super::scribe::Scribe;
use super::style::Written;
use super::truth::Kind;
use super::vocabulary::Transfer;

/// What the owner has done with a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Flags {
    pub seen: bool,
    pub answered: bool,
    pub draft: bool,
}

/// Who wrote to whom, for the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    ToOwner,
    FromOwner,
}

/// A mail with everything known about it.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub kind: Kind,
    pub folder: String,
    pub date: i64,
    pub author: Rc<Person>,
    pub from: String,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub subject: String,
    pub id: String,
    pub parents: Vec<String>,
    pub thread: usize,
    pub charset: &'static str,
    pub attachments: Vec<File>,
    pub flags: Flags,
    pub detail: String,
    pub text: String,
    pub signature: String,
    /// The plain text as a reader sees it, for quoting.
    pub shown: String,
    /// Correspondents by number.
    pub notes: Vec<(usize, Way)>,
    pub newsletter: Option<usize>,
    pub raw: Vec<u8>,
}

impl Letter {
    /// Notes that it came from `person`.
    pub fn received_from(&mut self, person: &Person) {
        self.notes.extend(person.number.map(|number| (number, Way::ToOwner)));
    }

    /// Notes that the owner sent it to `person`.
    pub fn sent_to(&mut self, person: &Person) {
        self.notes.extend(person.number.map(|number| (number, Way::FromOwner)));
    }
}

/// Headers that only some mails have, and the people it goes to.
#[derive(Debug, Default)]
pub(crate) struct Envelope<'a> {
    pub to: &'a [Rc<Person>],
    pub cc: &'a [Rc<Person>],
    pub extra: Vec<String>,
}

impl Scribe {
    /// A letter of `author`, still without content, with a Message-ID in the style of the mailer.
    pub fn letter(&mut self, kind: Kind, author: &Rc<Person>, date: i64, subject: String) -> Letter {
        let id = self.new_id(author, date);
        Letter {
            kind,
            folder: "INBOX".to_owned(),
            date,
            author: Rc::clone(author),
            from: author.address().to_owned(),
            to: Vec::new(),
            cc: Vec::new(),
            subject,
            id,
            parents: Vec::new(),
            thread: 0,
            charset: author.charset,
            attachments: Vec::new(),
            flags: Flags { seen: true, ..Flags::default() },
            detail: String::new(),
            text: String::new(),
            signature: String::new(),
            shown: String::new(),
            notes: Vec::new(),
            newsletter: None,
            raw: Vec::new(),
        }
    }

    /// Finishes a letter as its author's mailer sends it: headers, then the text, HTML and attachments.
    pub fn write(
        &mut self,
        letter: &mut Letter,
        envelope: &Envelope<'_>,
        written: &Written,
        html: Option<&str>,
    ) {
        let content = self.content(letter, written, html);
        letter.text.clone_from(&written.text);
        letter.signature.clone_from(&written.signature);
        letter.shown = written.plain();
        self.seal(letter, envelope, &content);
    }

    /// Finishes a letter with this content (its headers and body).
    pub fn seal(&mut self, letter: &mut Letter, envelope: &Envelope<'_>, content: &[u8]) {
        let author = Rc::clone(&letter.author);
        let charset = author.charset;
        let quoted = matches!(author.mailer, Mailer::Outlook | Mailer::Thunderbird) || charset != "utf-8";
        let people = |people: &[Rc<Person>]| {
            let boxes = people.iter().map(|person| mailbox(&person.name, person.address(), charset, quoted));
            boxes.collect::<Vec<_>>().join(",\n ")
        };
        let mut head = Vec::new();
        if !author.owner {
            let host = letter.from.split('@').next_back().unwrap_or("localhost");
            head.push(format!("Return-Path: <{}>", letter.from));
            head.push(format!(
                "Received: from mail.{host} (mail.{host} [192.0.2.{}])\n\tby mx.{} with ESMTPS; {}",
                self.random.between(1, 254),
                self.owner.domain(),
                rfc_date(letter.date + 2, 0)
            ));
        }
        head.push(format!("Date: {}", rfc_date(letter.date, author.language.zone)));
        head.push(format!("From: {}", mailbox(&author.name, &letter.from, charset, quoted)));
        head.push(format!("To: {}", people(envelope.to)));
        if !envelope.cc.is_empty() {
            head.push(format!("Cc: {}", people(envelope.cc)));
        }
        head.push(format!("Subject: {}", header_text(&letter.subject, charset, quoted)));
        head.push(format!("Message-ID: <{}>", letter.id));
        if let Some(parent) = letter.parents.last() {
            head.push(format!("In-Reply-To: <{parent}>"));
            // Some mailers leave the second one out.
            if author.mailer != Mailer::Phone {
                let known = &letter.parents[letter.parents.len().saturating_sub(12)..];
                let ids: Vec<String> = known.iter().map(|id| format!("<{id}>")).collect();
                head.push(format!("References: {}", ids.join("\n ")));
            }
        }
        head.extend(envelope.extra.iter().cloned());
        head.extend(agent(&author).map(str::to_owned));
        head.push("MIME-Version: 1.0\n".to_owned());

        letter.to = envelope.to.iter().map(|person| person.address().to_owned()).collect();
        letter.cc = envelope.cc.iter().map(|person| person.address().to_owned()).collect();
        letter.raw = head.join("\n").into_bytes();
        letter.raw.extend_from_slice(content);
    }

    /// Text, perhaps HTML with an inline logo, and attachments.
    fn content(&mut self, letter: &mut Letter, written: &Written, html: Option<&str>) -> Vec<u8> {
        let author = Rc::clone(&letter.author);
        let plain = written.plain();
        let (charset, transfer) = match author.charset {
            "us-ascii" if !plain.is_ascii() => ("utf-8", Transfer::Quoted),
            charset => (charset, author.transfer),
        };
        letter.charset = charset;
        let text = text_part(&plain, charset, transfer, "plain");
        let rich = match html {
            Some(html) => Some(text_part(html, charset, transfer, "html")),
            None if !author.html => None,
            None if author.mailer == Mailer::Outlook && self.random.chance(0.3) => {
                Some(self.with_logo(&author, written, charset, transfer))
            }
            None => Some(text_part(&written.html(author.mailer, ""), charset, transfer, "html")),
        };
        let mut body = match rich {
            Some(rich) => multipart("alternative", &[text, rich], &self.boundary(), ""),
            None => text,
        };
        if !letter.attachments.is_empty() {
            let standard = matches!(author.mailer, Mailer::Thunderbird | Mailer::Apple);
            let style = if standard { NameStyle::Rfc2231 } else { NameStyle::Rfc2047 };
            let files = letter.attachments.iter();
            let files =
                files.map(|file| attachment_part(&file.name, file.media_type, &file.data, style, None));
            let parts: Vec<Vec<u8>> = [body].into_iter().chain(files).collect();
            body = multipart("mixed", &parts, &self.boundary(), "");
        }
        body
    }

    /// HTML with a logo in the signature.
    fn with_logo(
        &mut self,
        author: &Person,
        written: &Written,
        charset: &'static str,
        transfer: Transfer,
    ) -> Vec<u8> {
        let id = format!("logo{}@{}", self.serial, author.domain());
        let image = format!("<img src=\"cid:{id}\" alt=\"logo\">");
        let page = text_part(&written.html(author.mailer, &image), charset, transfer, "html");
        let picture =
            attachment_part("logo.png", "image/png", &png(&mut self.random), NameStyle::Rfc2231, Some(&id));
        multipart("related", &[page, picture], &self.boundary(), "")
    }

    fn new_id(&mut self, author: &Person, date: i64) -> String {
        self.serial += 1;
        let (serial, host) = (self.serial, author.domain());
        let unique = format!("{}.{serial}", self.seed);
        match author.mailer {
            Mailer::Outlook => format!("DB9PR{serial:06X}.{unique}@{host}"),
            Mailer::Gmail => format!("CAF{serial:x}={unique}@mail.gmail.example"),
            Mailer::Apple => format!("{serial:08X}-0000-4000-8000-{unique}@{host}"),
            Mailer::Phone => format!("{serial:X}-{unique}@{host}"),
            Mailer::Thunderbird | Mailer::Machine => format!("{date}.{unique}@{host}"),
        }
    }

    /// A boundary that no other mail has.
    pub fn boundary(&mut self) -> String {
        self.serial += 1;
        format!("=_{}_{}_b", self.seed, self.serial)
    }
}

fn agent(author: &Person) -> Option<&'static str> {
    match author.mailer {
        Mailer::Thunderbird => Some("User-Agent: Mozilla Thunderbird"),
        Mailer::Outlook => Some("X-Mailer: Microsoft Outlook 16.0"),
        Mailer::Apple => Some("X-Mailer: Apple Mail (2.3774)"),
        Mailer::Phone => Some("X-Mailer: iPhone Mail (20H115)"),
        Mailer::Gmail | Mailer::Machine => None,
    }
}
