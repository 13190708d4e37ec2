//! Counts what is written, and sums it up as the truth.

use std::collections::BTreeMap;

use super::letter::{Letter, Way};
use super::people::Person;
use super::scribe::Scribe;
use super::truth::{
    Correspondent, FolderCount, Kind, Newsletter, Owner, TrueAttachment, TrueCompany, TrueMail, Truth,
};

#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    received: usize,
    sent: usize,
    first: i64,
    last: i64,
}

/// The counts so far.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    folders: BTreeMap<String, FolderCount>,
    tallies: BTreeMap<usize, Tally>,
    newsletters: BTreeMap<usize, usize>,
    messages: Vec<TrueMail>,
    bytes: u64,
}

impl Ledger {
    pub fn messages(&self) -> usize {
        self.messages.len()
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Counts a letter written to `file`.
    pub fn add(&mut self, letter: &Letter, file: String) {
        let folder = self.folders.entry(letter.folder.clone()).or_default();
        folder.messages += 1;
        folder.unseen += usize::from(!letter.flags.seen);
        self.bytes += letter.raw.len() as u64;
        // A copy is not another mail.
        if letter.kind != Kind::Duplicate {
            for &(person, way) in &letter.notes {
                let tally =
                    self.tallies.entry(person).or_insert(Tally { first: letter.date, ..Tally::default() });
                match way {
                    Way::ToOwner => tally.received += 1,
                    Way::FromOwner => tally.sent += 1,
                }
                tally.first = tally.first.min(letter.date);
                tally.last = tally.last.max(letter.date);
            }
            if let Some(publisher) = letter.newsletter {
                *self.newsletters.entry(publisher).or_default() += 1;
            }
        }
        self.messages.push(entry(letter, file));
    }

    /// Everything counted, with the people and companies it was counted for.
    pub fn truth(self, scribe: &Scribe) -> Truth {
        let mut correspondents: Vec<Correspondent> = self
            .tallies
            .iter()
            .map(|(&number, tally)| known(&scribe.society.people[number], *tally))
            .collect();
        correspondents.sort_by_key(|person| std::cmp::Reverse(person.received + person.sent));
        let newsletters = self.newsletters.iter().map(|(&number, &messages)| {
            let publisher = &scribe.publishers[number];
            Newsletter {
                name: publisher.name.clone(),
                address: publisher.address.clone(),
                list_id: publisher.list_id.clone(),
                messages,
            }
        });
        let owner = &scribe.owner;
        Truth {
            seed: scribe.seed,
            owner: Owner {
                name: owner.name.clone(),
                address: owner.address().to_owned(),
                company: owner.company.clone().map_or(String::new(), |(company, _)| company),
                domain: owner.domain().to_owned(),
            },
            colleagues: scribe.colleagues.iter().map(|person| self.colleague(person)).collect(),
            companies: self.companies(scribe),
            newsletters: newsletters.collect(),
            correspondents,
            folders: self.folders,
            messages: self.messages,
            bytes: self.bytes,
        }
    }

    fn companies(&self, scribe: &Scribe) -> Vec<TrueCompany> {
        let mut companies: Vec<TrueCompany> = Vec::new();
        for company in &scribe.society.companies {
            let tallies: Vec<&Tally> =
                company.people.iter().filter_map(|number| self.tallies.get(number)).collect();
            if tallies.is_empty() {
                continue;
            }
            companies.push(TrueCompany {
                name: company.name.clone(),
                domain: company.domain.clone(),
                language: company.language.code.to_owned(),
                country: company.language.country.to_owned(),
                city: company.city.to_owned(),
                industry: company.industry.to_owned(),
                people: tallies.len(),
                received: tallies.iter().map(|tally| tally.received).sum(),
                sent: tallies.iter().map(|tally| tally.sent).sum(),
            });
        }
        companies.sort_by_key(|company| std::cmp::Reverse(company.received + company.sent));
        companies
    }

    /// A colleague, counted from the mails themselves.
    fn colleague(&self, person: &Person) -> Correspondent {
        let address = person.address();
        let mine = self.messages.iter().filter(|mail| mail.kind == Kind::Internal);
        let mut tally = Tally::default();
        for mail in mine.filter(|mail| mail.from == address || mail.to.iter().any(|to| to == address)) {
            tally.received += usize::from(mail.from == address);
            tally.sent += usize::from(mail.from != address);
            tally.first = if tally.first == 0 { mail.date } else { tally.first.min(mail.date) };
            tally.last = tally.last.max(mail.date);
        }
        known(person, tally)
    }
}

fn known(person: &Person, tally: Tally) -> Correspondent {
    Correspondent {
        name: person.name.clone(),
        first: person.first.clone(),
        last: person.last.clone(),
        addresses: person.addresses.clone(),
        company: person.company.clone().map(|(company, _)| company),
        role: Some(person.role.clone()).filter(|role| !role.is_empty()),
        phone: person.signs_in_full().then(|| person.phone.clone()),
        language: person.language.code.to_owned(),
        received: tally.received,
        sent: tally.sent,
        first_mail: tally.first,
        last_mail: tally.last,
    }
}

fn entry(letter: &Letter, file: String) -> TrueMail {
    let attachments = letter.attachments.iter().map(|file| TrueAttachment {
        name: file.name.clone(),
        media_type: file.media_type.to_owned(),
        bytes: file.data.len(),
    });
    TrueMail {
        folder: letter.folder.clone(),
        file,
        size: letter.raw.len(),
        kind: letter.kind,
        detail: letter.detail.clone(),
        message_id: letter.id.clone(),
        parents: letter.parents.clone(),
        thread: letter.thread,
        date: letter.date,
        from: letter.from.clone(),
        to: letter.to.clone(),
        cc: letter.cc.clone(),
        subject: letter.subject.clone(),
        language: letter.author.language.code.to_owned(),
        charset: letter.charset.to_owned(),
        seen: letter.flags.seen,
        text: letter.text.clone(),
        signature: letter.signature.clone(),
        attachments: attachments.collect(),
    }
}
