//! Mail in bulk for measurements: 19 KB on average, of which 2 KB new text, 6 KB quotes and the rest attachments.
//!
//! The words follow Zipf's law over a vocabulary of some ten thousand, because an index of random words says nothing
//! about one of real text.

mod words;

use crate::mailbox::{NameStyle, attachment_part, mailbox_address, multipart, rfc_date, subject_text};
use crate::random::Random;
use words::Vocabulary;

/// The average size of a mail, in bytes.
const AVERAGE: usize = 19_000;
/// New text in a mail, in bytes: between half of it and one and a half.
const NEW_TEXT: usize = 1_900;
/// Quotes longer than this are cut, as people do.
const LONGEST_QUOTE: usize = 6_900;
const MINUTE: i64 = 60;

/// One mail for measurements.
#[derive(Debug, Clone)]
pub struct BenchMail {
    /// Unique, without angle brackets.
    pub message_id: String,
    /// Position of the correspondent in the given list.
    pub correspondent: usize,
    /// Whether the owner sent it.
    pub outgoing: bool,
    /// Seconds since 1970; later mails are later.
    pub date: i64,
    /// The subject.
    pub subject: String,
    /// The whole mail; line ends are LF.
    pub raw: Vec<u8>,
}

/// The state of the conversation with one correspondent.
#[derive(Debug, Default, Clone)]
struct Talk {
    subject: String,
    parents: Vec<String>,
    shown: String,
}

/// An endless supply of such mails, cut at the wanted number.
#[derive(Debug)]
pub struct BenchCorpus {
    random: Random,
    owner: (String, String),
    people: Vec<(String, String)>,
    talks: Vec<Talk>,
    vocabularies: [Vocabulary; 3],
    /// Random bytes that attachments are cut from.
    pool: Vec<u8>,
    number: usize,
    count: usize,
    /// Bytes that the mails so far lack to the average.
    lacking: i64,
}

/// Mails between the owner and these (name, address) correspondents, each as often as the others; the same arguments
/// give the same mails. Nothing without correspondents.
pub fn bench_corpus(count: usize, owner: (&str, &str), correspondents: &[(String, String)]) -> BenchCorpus {
    let mut random = Random::new("bench", 1);
    let pool = random.bytes(256 * 1024);
    BenchCorpus {
        owner: (owner.0.to_owned(), owner.1.to_owned()),
        people: correspondents.to_vec(),
        talks: vec![Talk::default(); correspondents.len()],
        vocabularies: words::vocabularies(&mut random),
        pool,
        number: 0,
        count: if correspondents.is_empty() { 0 } else { count },
        lacking: 0,
        random,
    }
}

impl Iterator for BenchCorpus {
    type Item = BenchMail;

    fn next(&mut self) -> Option<BenchMail> {
        if self.number == self.count {
            return None;
        }
        let mail = self.mail();
        self.number += 1;
        self.lacking += AVERAGE as i64 - mail.raw.len() as i64;
        Some(mail)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.count - self.number, Some(self.count - self.number))
    }
}

impl BenchCorpus {
    fn mail(&mut self) -> BenchMail {
        // In turn through a shuffled order: a prime step visits everybody.
        let correspondent = self.number.wrapping_mul(7919) % self.people.len();
        let outgoing = self.random.chance(0.35);
        let date = 1_500_000_000 + self.number as i64 * MINUTE;
        let language = [0, 0, 1, 2][correspondent % 4];
        let person = self.people[correspondent].clone();
        let message_id = format!("bench.{}.{:x}@{}", self.number, self.random.next(), domain(&person.1));

        if self.talks[correspondent].parents.is_empty() || self.random.chance(0.06) {
            let subject = self.vocabularies[language].words(&mut self.random, 4);
            self.talks[correspondent] = Talk { subject, ..Talk::default() };
        }
        let length = NEW_TEXT / 2 + self.random.below(NEW_TEXT);
        let own = self.vocabularies[language].text(&mut self.random, length);
        let talk = &mut self.talks[correspondent];
        let (from, to) = if outgoing { (&self.owner, &person) } else { (&person, &self.owner) };
        let subject =
            if talk.parents.is_empty() { talk.subject.clone() } else { format!("Re: {}", talk.subject) };
        let text = if talk.shown.is_empty() {
            own
        } else {
            format!("{own}\n{} <{}>:\n{}", to.0, to.1, quoted(&talk.shown))
        };

        let mut head = format!(
            "Date: {}\nFrom: {}\nTo: {}\nSubject: {}\nMessage-ID: <{message_id}>\n",
            rfc_date(date, 2),
            mailbox_address(from),
            mailbox_address(to),
            subject_text(&subject),
        );
        if let Some(parent) = talk.parents.last() {
            let known = &talk.parents[talk.parents.len().saturating_sub(8)..];
            let known: Vec<String> = known.iter().map(|id| format!("<{id}>")).collect();
            head.push_str(&format!("In-Reply-To: <{parent}>\nReferences: {}\n", known.join("\n ")));
        }
        head.push_str("MIME-Version: 1.0\n");
        talk.parents.push(message_id.clone());
        let mut raw = head.into_bytes();
        raw.extend_from_slice(&self.body(&text));
        self.talks[correspondent].shown = text;
        BenchMail { message_id, correspondent, outgoing, date, subject, raw }
    }

    fn body(&mut self, text: &str) -> Vec<u8> {
        let head = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n";
        let text = [head.as_bytes(), text.as_bytes(), b"\n"].concat();
        // An attachment where the mails so far are too small: every third mail or so.
        let lacking = self.lacking + AVERAGE as i64 - text.len() as i64;
        if lacking < 30_000 {
            return text;
        }
        let size = (lacking as usize * 3 / 4).min(self.pool.len() - 1);
        let start = self.random.below(self.pool.len() - size);
        let name = format!("document-{}.pdf", self.number);
        let data = &self.pool[start..start + size];
        let file = attachment_part(&name, "application/pdf", data, NameStyle::Rfc2231, None);
        multipart("mixed", &[text, file], &format!("=_bench_{}", self.number), "")
    }
}

/// The text as a quote, one level deeper, without its oldest part.
fn quoted(text: &str) -> String {
    let mut quote = String::with_capacity(text.len() + text.len() / 20);
    for line in text.lines() {
        if quote.len() > LONGEST_QUOTE {
            break;
        }
        quote.push_str(if line.starts_with('>') { ">" } else { "> " });
        quote.push_str(line);
        quote.push('\n');
    }
    quote
}

fn domain(address: &str) -> &str {
    address.split('@').nth(1).unwrap_or("bench.example")
}
