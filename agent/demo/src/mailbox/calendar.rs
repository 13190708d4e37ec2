//! Meeting invitations and the owner's answers (RFC 5546, RFC 6047).

use std::rc::Rc;

use super::dates::calendar_date;
use super::letter::{Envelope, Letter};
use super::mime::{NameStyle, attachment_part, base64_lines, multipart, text_part};
use super::people::Person;
use super::scribe::{Matter, Scribe};
use super::truth::Kind;
use super::vocabulary::{Transfer, fill};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// A planned meeting.
struct Meeting {
    uid: String,
    summary: String,
    organizer: Rc<Person>,
    start: i64,
}

impl Scribe {
    /// A meeting invitation, and mostly the owner's answer.
    pub(super) fn invite(&mut self) -> Vec<Letter> {
        let (person, date) = (self.somebody(), self.some_date());
        let meeting = person.language.topics.iter().find(|topic| topic.subject.contains("{city}"));
        let matter = self.matter(person.language, date);
        let matter = Matter { topic: meeting.unwrap_or(matter.topic), ..matter };
        let start = date + self.random.between(1, 19) as i64 * DAY;
        let meeting = Meeting {
            uid: format!("event-{}-{}@{}", self.seed, self.serial, person.domain()),
            summary: matter.subject(),
            organizer: Rc::clone(&person),
            start: start - start.rem_euclid(HOUR),
        };
        let thread = self.new_thread();
        let owner = Rc::clone(&self.owner);

        let mut invitation = self.letter(Kind::Invite, &person, date, meeting.summary.clone());
        invitation.folder = self.folder_for(&person, date);
        invitation.received_from(&person);
        let greeting = fill(person.language.hello, &[("first", &owner.first)]);
        let text = format!("{greeting}\n\n{}", self.turn(&matter, Some(0)));
        let answered = self.random.chance(0.7) && date + HOUR < self.until;
        invitation.flags.answered = answered;
        self.schedule(&mut invitation, text, thread, &meeting, &owner, "REQUEST");
        if !answered {
            return vec![invitation];
        }

        let subject = format!("Accepted: {}", meeting.summary);
        let mut answer = self.letter(Kind::InviteReply, &owner, date + HOUR, subject);
        answer.folder = "Sent".to_owned();
        answer.parents = vec![invitation.id.clone()];
        answer.sent_to(&person);
        let text = format!("{}: OK", owner.name);
        self.schedule(&mut answer, text, thread, &meeting, &person, "REPLY");
        vec![invitation, answer]
    }

    /// Finishes a letter that carries the meeting, as a part and as a file.
    fn schedule(
        &mut self,
        letter: &mut Letter,
        text: String,
        thread: usize,
        meeting: &Meeting,
        to: &Rc<Person>,
        method: &str,
    ) {
        letter.thread = thread;
        letter.detail.clone_from(&meeting.uid);
        letter.charset = "utf-8";
        letter.text = text;
        let ics = meeting.calendar(method, self.owner.address());
        let mut part = format!(
            "Content-Type: text/calendar; charset=utf-8; method={method}\nContent-Transfer-Encoding: base64\n\n"
        )
        .into_bytes();
        part.extend_from_slice(&base64_lines(ics.as_bytes()));
        let text = text_part(&letter.text, "utf-8", Transfer::Quoted, "plain");
        let body = multipart("alternative", &[text, part], &self.boundary(), "");
        let file = attachment_part("invite.ics", "application/ics", ics.as_bytes(), NameStyle::Rfc2231, None);
        let content = multipart("mixed", &[body, file], &self.boundary(), "");
        self.seal(letter, &Envelope { to: &[Rc::clone(to)], ..Envelope::default() }, &content);
    }
}

impl Meeting {
    fn calendar(&self, method: &str, attendee: &str) -> String {
        let status = if method == "REQUEST" { "NEEDS-ACTION" } else { "ACCEPTED" };
        let lines = [
            "BEGIN:VCALENDAR".to_owned(),
            "PRODID:-//crmweb//demo//EN".to_owned(),
            "VERSION:2.0".to_owned(),
            format!("METHOD:{method}"),
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}", self.uid),
            format!("DTSTAMP:{}", calendar_date(self.start - self.start.rem_euclid(DAY))),
            format!("DTSTART:{}", calendar_date(self.start)),
            format!("DTEND:{}", calendar_date(self.start + HOUR)),
            format!("SUMMARY:{}", self.summary.replace(',', "\\,").replace(';', "\\;")),
            format!("ORGANIZER;CN=\"{}\":mailto:{}", self.organizer.name, self.organizer.address()),
            format!("ATTENDEE;PARTSTAT={status};RSVP=TRUE:mailto:{attendee}"),
            "SEQUENCE:0".to_owned(),
            "END:VEVENT".to_owned(),
            "END:VCALENDAR\r\n".to_owned(),
        ];
        lines.join("\r\n")
    }
}
