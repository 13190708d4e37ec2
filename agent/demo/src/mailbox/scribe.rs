//! Writes all the mails of a mailbox, one unit (a conversation, a newsletter, a bounce with its original…) at a time.

use std::rc::Rc;

use super::Options;
use super::letter::Letter;
use super::people::{Person, Society, household, some_language};
use super::truth::Kind;
use super::vocabulary::{Language, PRODUCTS, PROJECTS, Topic, fill};
use crate::random::Random;

const DAY: i64 = 86_400;
/// So many earlier mails are candidates for a copy in a second folder.
const REMEMBERED: usize = 500;

/// A sender of newsletters.
#[derive(Debug)]
pub(crate) struct Publisher {
    pub name: String,
    pub address: String,
    pub list_id: String,
    pub language: &'static Language,
}

/// What a conversation is about.
#[derive(Debug, Clone)]
pub(crate) struct Matter {
    pub topic: &'static Topic,
    pub language: &'static Language,
    pub project: &'static str,
    pub product: &'static str,
    pub city: &'static str,
    pub amount: String,
    pub day: String,
}

impl Matter {
    pub fn fill(&self, pattern: &str) -> String {
        let values = [
            ("project", self.project),
            ("product", self.product),
            ("city", self.city),
            ("amount", self.amount.as_str()),
            ("day", self.day.as_str()),
        ];
        fill(pattern, &values)
    }

    pub fn subject(&self) -> String {
        self.fill(self.topic.subject)
    }
}

/// The people, the time and the numbers that the mails are made from.
#[derive(Debug)]
pub(crate) struct Scribe {
    pub random: Random,
    pub seed: u64,
    pub since: i64,
    pub until: i64,
    pub owner: Rc<Person>,
    pub colleagues: Vec<Rc<Person>>,
    pub society: Society,
    pub publishers: Vec<Publisher>,
    pub serial: usize,
    pub threads: usize,
    /// Malformed mails so far.
    pub damaged: usize,
    /// Random bytes that attachments are padded from.
    pub pool: Vec<u8>,
    pub largest_attachment: usize,
    /// How many bytes the mails written so far lack to the wanted average size, if one is wanted.
    pub lacking: Option<i64>,
    /// Running sums of how often each correspondent writes.
    shares: Vec<f64>,
    /// Companies whose mail the owner files in a folder.
    filed: Vec<usize>,
    recent: Vec<Rc<Letter>>,
}

impl Scribe {
    pub fn new(options: &Options) -> Self {
        let mut random = Random::new("mailbox", options.seed);
        let largest = options.max_attachment_kb.max(1) * 1024;
        let pool = random.bytes(largest + 4096);
        let (owner, colleagues) =
            household(&options.owner_name, &options.owner_address, &options.owner_company, &mut random);
        let count = match options.correspondents {
            0 => (options.messages / 25).clamp(8, 2000),
            count => count,
        };
        let society = Society::of(count, &mut random);
        let mut total = 0.0;
        let share = |rank: usize| {
            let rank = (rank + 2) as f64;
            total += 1.0 / (rank.sqrt() * rank.sqrt().sqrt());
            total
        };
        let shares = (0..society.people.len()).map(share).collect();
        let filed = (0..society.companies.len()).step_by(9).take(12).collect();
        let until = options.until.as_second();
        let mut scribe = Self {
            random,
            seed: options.seed,
            since: until - (options.years * 365.25 * DAY as f64) as i64,
            until,
            owner,
            colleagues,
            society,
            publishers: Vec::new(),
            serial: 0,
            threads: 0,
            damaged: 0,
            pool,
            largest_attachment: largest,
            lacking: options.average_bytes.map(|_| 0),
            shares,
            filed,
            recent: Vec::new(),
        };
        scribe.publishers = (0..(count / 12).max(3)).map(|number| scribe.publisher(number)).collect();
        scribe
    }

    /// One unit of mail, at most `most` mails; sometimes none.
    pub fn unit(&mut self, most: usize) -> Vec<Rc<Letter>> {
        type Unit = fn(&mut Scribe) -> Vec<Letter>;
        const UNITS: [(Unit, usize); 12] = [
            (Scribe::conversation, 300),
            (Scribe::newsletter, 220),
            (Scribe::notification, 150),
            (Scribe::list, 15),
            (Scribe::invite, 45),
            (Scribe::bounce, 20),
            (Scribe::receipt, 10),
            (Scribe::spam, 40),
            (Scribe::draft, 8),
            (Scribe::malformed, 20),
            (Scribe::duplicate, 20),
            (Scribe::internal, 18),
        ];
        let (unit, _) = UNITS[self.random.weighted(UNITS.iter().map(|(_, weight)| *weight))];
        let mut letters = unit(self);
        letters.truncate(most);
        letters.into_iter().map(|letter| self.remember(letter)).collect()
    }

    fn remember(&mut self, letter: Letter) -> Rc<Letter> {
        let letter = Rc::new(letter);
        let copied =
            !matches!(letter.kind, Kind::Duplicate | Kind::Spam | Kind::Draft) && !letter.id.is_empty();
        if copied && self.recent.len() < REMEMBERED {
            self.recent.push(Rc::clone(&letter));
        } else if copied {
            let place = self.random.below(REMEMBERED);
            self.recent[place] = Rc::clone(&letter);
        }
        letter
    }

    /// A byte-identical copy of an earlier mail in another folder.
    fn duplicate(&mut self) -> Vec<Letter> {
        if self.recent.is_empty() {
            return Vec::new();
        }
        // Taken out: nothing is copied twice.
        let original = self.recent.swap_remove(self.random.below(self.recent.len()));
        let mut copy = Letter::clone(&original);
        let folders: Vec<&str> =
            ["INBOX", "Archive", "Trash"].into_iter().filter(|folder| *folder != copy.folder).collect();
        let folder = self.random.pick(&folders).to_owned();
        copy.kind = Kind::Duplicate;
        copy.detail = std::mem::replace(&mut copy.folder, folder);
        vec![copy]
    }

    fn publisher(&mut self, number: usize) -> Publisher {
        let language = some_language(&mut self.random);
        let (brand, sector) = (self.random.pick(language.brands), self.random.one(language.sectors));
        Publisher {
            name: format!("{brand} {} News", sector.word),
            address: format!("newsletter@news{number}.example"),
            list_id: format!("list{number}.news{number}.example"),
            language,
        }
    }

    /// One of the correspondents, a few of them very often.
    pub fn somebody(&mut self) -> Rc<Person> {
        let place = self.random.unit() * self.shares.last().copied().unwrap_or(0.0);
        let number = self.shares.partition_point(|share| *share <= place).min(self.society.people.len() - 1);
        Rc::clone(&self.society.people[number])
    }

    /// One of the correspondents, all of them equally often.
    pub fn anybody(&mut self) -> Rc<Person> {
        Rc::clone(self.random.one(&self.society.people))
    }

    pub fn new_thread(&mut self) -> usize {
        self.threads += 1;
        self.threads
    }

    /// A matter to write about in this language on this date.
    pub fn matter(&mut self, language: &'static Language, date: i64) -> Matter {
        let random = &mut self.random;
        let soon = super::dates::wall(date + random.between(3, 30) as i64 * DAY, 0);
        Matter {
            topic: random.one(language.topics),
            language,
            project: random.pick(&PROJECTS),
            product: random.pick(&PRODUCTS),
            city: random.pick(language.cities),
            amount: (random.between(12, 99) * random.one(&[10, 50, 100, 500])).to_string(),
            day: format!("{:02}.{:02}", soon.day(), soon.month()),
        }
    }

    /// What is said in this turn of a conversation about the matter; none: a reminder of what was said before.
    pub fn turn(&mut self, matter: &Matter, turn: Option<usize>) -> String {
        let language = matter.language;
        let line = match turn.map(|turn| matter.topic.turns.get(turn)) {
            Some(Some(line)) => line,
            Some(None) => return matter.fill(self.random.pick(language.general)),
            None => self.random.pick(language.nudges),
        };
        let mut text = matter.fill(line);
        if self.random.chance(0.6) {
            text.push_str("\n\n");
            text.push_str(&matter.fill(self.random.pick(language.general)));
        }
        text
    }

    /// A moment in the period, later ones more often, mostly in working hours.
    pub fn some_date(&mut self) -> i64 {
        let place = self.random.unit();
        let place = if self.random.chance(0.6) { place.sqrt() } else { place };
        let date = self.since + ((self.until - self.since) as f64 * place) as i64;
        let hour = match self.random.chance(0.9) {
            true => self.random.between(7, 18),
            false => self.random.below(24),
        };
        let date = date - date.rem_euclid(DAY) + (hour * 3600 + self.random.below(3600)) as i64;
        if date > self.until - 60 { date - DAY } else { date }
    }

    /// Where the owner keeps a received mail.
    pub fn folder_for(&mut self, person: &Person, date: i64) -> String {
        if let Some(company) = person.company_number.filter(|number| self.filed.contains(number)) {
            let name = self.society.companies[company].name.replace('/', "-").replace('.', "");
            return format!("Clienți/{name}");
        }
        if self.until - date > 2 * 365 * DAY && self.random.chance(0.7) {
            return format!("Archive/{}", super::dates::wall(date, 0).year());
        }
        let folder = if self.random.chance(0.01) { "Trash" } else { "INBOX" };
        folder.to_owned()
    }
}
