//! People writing to each other: conversations, colleagues, drafts, out-of-office answers.

use std::rc::Rc;

use super::files;
use super::letter::{Envelope, Flags, Letter};
use super::mime::header_text;
use super::people::{Mailer, Person};
use super::scribe::{Matter, Scribe};
use super::style::{Written, quote, signature};
use super::truth::Kind;
use super::vocabulary::{AMONG_COLLEAGUES, Starter, fill};

const DAY: i64 = 86_400;
const LONGEST_THREAD: usize = 25;
const ONE_TO_THREE: [usize; 5] = [1, 1, 1, 2, 3];

impl Scribe {
    /// A thread with a correspondent, sometimes with others of the company.
    pub(super) fn conversation(&mut self) -> Vec<Letter> {
        let person = self.somebody();
        let others = match person.company_number {
            Some(company) if self.random.chance(0.25) => {
                let people = self.random.sample(&self.society.companies[company].people, 3);
                let numbers = people.into_iter().filter(|number| Some(**number) != person.number);
                numbers.map(|&number| Rc::clone(&self.society.people[number])).collect()
            }
            _ => Vec::new(),
        };
        let date = self.some_date();
        let matter = self.matter(person.language, date);
        self.thread(Kind::Conversation, &person, &others, &matter, date)
    }

    /// A thread with a colleague.
    pub(super) fn internal(&mut self) -> Vec<Letter> {
        let colleague = Rc::clone(self.random.one(&self.colleagues));
        let topic = self.random.one(AMONG_COLLEAGUES);
        let date = self.some_date();
        let matter = Matter { topic, ..self.matter(colleague.language, date) };
        self.thread(Kind::Internal, &colleague, &[], &matter, date)
    }

    fn thread(
        &mut self,
        kind: Kind,
        person: &Rc<Person>,
        others: &[Rc<Person>],
        matter: &Matter,
        mut date: i64,
    ) -> Vec<Letter> {
        let mut from_owner = match matter.topic.starter {
            Starter::Owner => true,
            Starter::Client => false,
            Starter::Either => self.random.chance(0.5),
        };
        // Whose turn it is; a second mail in a row is a reminder.
        let (mut turn, mut answers) = (0, true);
        let subject = matter.subject();
        let number = self.new_thread();
        let length = (1 + self.random.around(2)).min(LONGEST_THREAD);
        // Most end when all is said.
        let length = if self.random.chance(0.05) { length } else { length.min(matter.topic.turns.len() + 1) };
        let mut letters: Vec<Letter> = Vec::new();
        let mut last: Option<usize> = None;
        while letters.len() < length && date <= self.until {
            let author = match from_owner {
                true => Rc::clone(&self.owner),
                false if others.is_empty() || self.random.chance(0.6) => Rc::clone(person),
                false => Rc::clone(self.random.one(others)),
            };
            let to = [if from_owner { Rc::clone(person) } else { Rc::clone(&self.owner) }];
            let circle = [person].into_iter().chain(others).filter(|_| !others.is_empty());
            let cc: Vec<Rc<Person>> = circle
                .filter(|other| !Rc::ptr_eq(other, &to[0]) && !Rc::ptr_eq(other, &author))
                .map(Rc::clone)
                .collect();

            let shown =
                if last.is_some() { format!("{}{subject}", author.language.reply) } else { subject.clone() };
            let mut letter = self.letter(kind, &author, date, shown);
            letter.thread = number;
            if let Some(previous) = last.map(|last| &mut letters[last]) {
                letter.parents = [previous.parents.as_slice(), std::slice::from_ref(&previous.id)].concat();
                previous.flags.answered |= from_owner && previous.folder != "Sent";
            }
            let greeting = fill(person.language.hello, &[("first", &to[0].first)]);
            let written = Written {
                text: format!("{greeting}\n\n{}", self.turn(matter, answers.then_some(turn))),
                signature: signature(&author),
                quote: last.map_or(String::new(), |last| quote(&author, &letters[last])),
                below: author.mailer == Mailer::Thunderbird && self.random.chance(0.5),
            };
            self.address(&mut letter, &author, &to, &cc, from_owner);
            letter.attachments = self.attachments(&subject);
            let extra = match author.mailer {
                Mailer::Outlook => vec![format!("Thread-Topic: {}", header_text(&subject, "utf-8", false))],
                _ => Vec::new(),
            };
            self.write(&mut letter, &Envelope { to: &to, cc: &cc, extra }, &written, None);

            let away = from_owner && kind == Kind::Conversation && self.random.chance(0.05);
            let away = away.then(|| self.away(person, &letter));
            last = Some(letters.len());
            letters.push(letter);
            letters.extend(away);
            date += (self.random.around(90_000) as i64).min(30 * DAY) + 300;
            answers = self.random.chance(0.88);
            if answers {
                from_owner = !from_owner;
                turn += 1;
            }
        }
        letters
    }

    /// The folder, the flags and who is counted.
    fn address(
        &mut self,
        letter: &mut Letter,
        author: &Rc<Person>,
        to: &[Rc<Person>],
        cc: &[Rc<Person>],
        from_owner: bool,
    ) {
        if from_owner {
            letter.folder = "Sent".to_owned();
            for person in to.iter().chain(cc) {
                letter.sent_to(person);
            }
            return;
        }
        if let Some(second) = author.addresses.get(1).filter(|_| self.random.chance(0.3)) {
            letter.from.clone_from(second);
        }
        letter.folder = self.folder_for(author, letter.date);
        letter.received_from(author);
        letter.flags.seen = self.until - letter.date >= 14 * DAY || self.random.chance(0.5);
    }

    /// The files of one mail: one in eight has some, or, where an average size is wanted, as much as it lacks.
    fn attachments(&mut self, subject: &str) -> Vec<files::File> {
        let mut sizes = Vec::new();
        match self.lacking {
            Some(lacking) if lacking > 20_000 => {
                sizes.push(((lacking as usize) * 3 / 4).min(self.largest_attachment));
            }
            Some(_) => {}
            None if self.random.chance(0.12) => {
                for _ in 0..*self.random.one(&ONE_TO_THREE) {
                    // Each size class (1-2 KB, 2-4 KB…) is as common as the next.
                    let class = self.random.below((self.largest_attachment / 1024).ilog2() as usize + 1);
                    let size = (1024 << class) + self.random.below(1024 << class);
                    sizes.push(size.min(self.largest_attachment));
                }
            }
            None => {}
        }
        let file = |size| {
            let start = self.random.below(self.pool.len().saturating_sub(size).max(1));
            files::about(subject, size, &self.pool[start..], &mut self.random)
        };
        sizes.into_iter().map(file).collect()
    }

    /// The out-of-office answer of `person`.
    fn away(&mut self, person: &Rc<Person>, original: &Letter) -> Letter {
        let date = (original.date + 5).min(self.until);
        let matter = self.matter(person.language, date);
        let subject = fill(person.language.away_subject, &[("subject", &original.subject)]);
        let mut letter = self.letter(Kind::AutoReply, person, date, subject);
        letter.folder = self.folder_for(person, date);
        letter.parents = vec![original.id.clone()];
        letter.thread = original.thread;
        letter.received_from(person);
        let text = matter.fill(person.language.away);
        let written = Written { text, signature: signature(person), ..Written::default() };
        let extra =
            ["Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All", "Precedence: auto_reply"];
        let to = [Rc::clone(&self.owner)];
        let envelope = Envelope { to: &to, cc: &[], extra: extra.map(str::to_owned).into() };
        self.write(&mut letter, &envelope, &written, None);
        letter
    }

    /// A mail that the owner has not sent yet.
    pub(super) fn draft(&mut self) -> Vec<Letter> {
        let (person, date) = (self.anybody(), self.some_date());
        let matter: Matter = self.matter(person.language, date);
        let owner = Rc::clone(&self.owner);
        let mut letter = self.letter(Kind::Draft, &owner, date, matter.subject());
        letter.folder = "Drafts".to_owned();
        letter.flags = Flags { draft: true, ..letter.flags };
        let greeting = fill(person.language.hello, &[("first", &person.first)]);
        let text = format!("{greeting}\n\n{}", self.turn(&matter, Some(0)));
        let extra = vec!["X-Mozilla-Draft-Info: internal/draft; vcard=0".to_owned()];
        let envelope = Envelope { to: &[person], cc: &[], extra };
        self.write(&mut letter, &envelope, &Written { text, ..Written::default() }, None);
        vec![letter]
    }
}
