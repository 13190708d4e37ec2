//! What the lines of a signature say: each is relieved of what has a form of its own, and what is left is name,
//! position, department or company.

use super::block::without_closing;
use super::company;
use super::header::Header;
use super::labels::{titled_name, without_joint, without_label};
use super::lines::{pieces, trimmed, words};
use super::names::{self, Name};
use super::place::Place;
use super::positions::{department, is_title};
use super::web::{Site, take_addresses, take_site};
use super::wordlists::{is_city, is_given};
use super::{Guess, Guessed, Source, marks, phones, register};
use crmweb_model::record::PhoneKind;
use crmweb_model::words::fold;

/// Reads the lines of the author's signature.
pub(super) fn read(lines: &[String], header: &Header, site: &Site) -> Guess {
    let mut reader = Reader::new(header, site);
    for line in lines.iter().filter(|l| !l.is_empty()) {
        reader.line(line);
    }
    reader.finish()
}

struct Reader<'a> {
    header: &'a Header,
    site: &'a Site,
    guess: Guess,
    place: Place,
    court: String,
    /// A label that stood alone on the line before.
    label: String,
    /// Lines with something on them so far, below the closing formula.
    seen: usize,
    /// The author's name was found.
    named: bool,
    /// The lines are about somebody else who signs too.
    other: bool,
    /// Somebody else signs, and the author does not.
    foreign: bool,
    /// Two people side by side: how many, and which of them is the author.
    columns: Option<(usize, usize)>,
    /// The site is surely the company's.
    owned: bool,
}

impl<'a> Reader<'a> {
    fn new(header: &'a Header, site: &'a Site) -> Reader<'a> {
        Reader {
            header,
            site,
            guess: Guess::default(),
            place: Place::default(),
            court: String::new(),
            label: String::new(),
            seen: 0,
            named: false,
            other: false,
            foreign: false,
            columns: None,
            owned: false,
        }
    }

    fn line(&mut self, line: &str) {
        let line = if self.seen < 3 && !self.named { without_closing(line) } else { line };
        // `Mobil:` alone is the label of the next line.
        if line.len() <= 20 && line.ends_with(':') {
            self.label = line.to_owned();
            return;
        }
        let label = std::mem::take(&mut self.label);
        let mut line = self.column(format!("{label} {line}").trim());
        if line.is_empty() {
            return;
        }
        take_addresses(&mut line);
        let site = take_site(&mut line, self.site);
        if let Some((found, owned)) = site.filter(|(_, o)| self.guess.web.is_empty() || *o && !self.owned) {
            self.guess.web = Guessed::of(found, Source::Signature);
            self.owned = owned;
        }
        marks::take_accounts(&mut line);
        if let Some(court) = register::court(&line).filter(|_| self.court.is_empty()) {
            self.court = court;
        }
        if let Some(number) = register::take_registration(&mut line) {
            let kept = std::mem::take(&mut self.guess.registration_number);
            self.guess.registration_number = kept.or(Guessed::of(number, Source::Signature));
        }
        if let Some(number) = marks::take_vat(&mut line) {
            self.guess.vat_number =
                std::mem::take(&mut self.guess.vat_number).or(Guessed::of(number, Source::Signature));
        }
        let phones = phones::take(&mut line);
        self.place.take(&mut line);
        for piece in pieces(&line) {
            self.piece(piece);
        }
        for (kind, number) in phones {
            let theirs = self.other || self.foreign && kind == PhoneKind::Mobile;
            if !theirs {
                self.guess.add_phone((kind, number, Source::Signature));
            }
        }
        self.seen += 1;
    }

    /// The author's column of a line that two people share.
    fn column(&mut self, line: &str) -> String {
        let parts = pieces(line);
        if let Some((count, mine)) = self.columns {
            return if parts.len() == count { parts[mine].to_owned() } else { line.to_owned() };
        }
        let people: Vec<Option<Name>> =
            parts.iter().map(|p| self.read_name(p).filter(Name::is_whole)).collect();
        let usual = |n: &Option<Name>| n.as_ref().is_some_and(|n| n.words().iter().any(|w| is_given(w)));
        if parts.len() < 2 || parts.len() > 3 || !people.iter().all(usual) {
            return line.to_owned();
        }
        let mine = people.iter().flatten().position(|n| self.is_author(n)).unwrap_or(0);
        self.columns = Some((parts.len(), mine));
        parts[mine].to_owned()
    }

    /// What has a form of its own is out of the piece; sorts what is left of it.
    fn piece(&mut self, piece: &str) {
        let Some(piece) = without_label(piece) else { return };
        if let Some(name) = company::with_form(piece) {
            let at = piece.find(name).unwrap_or(0);
            let (before, behind) = (trimmed(&piece[..at]), trimmed(&piece[at + name.len()..]));
            self.words_of(without_joint(before));
            self.company(name);
            return self.words_of(behind);
        }
        self.words_of(piece);
    }

    /// A piece without legal form, in which commas part name, position and department.
    fn words_of(&mut self, piece: &str) {
        if piece.len() > 120 {
            return;
        }
        if self.guess.company.is_empty() && company::is_institution(piece) {
            return self.company(piece);
        }
        if self.name(piece) {
            return;
        }
        let mut titled = false;
        for part in piece.split(',').map(trimmed).filter(|p| !p.is_empty()) {
            let goes_on = titled && part.split(' ').count() <= 3 && !self.other;
            let before = self.guess.title.value.clone();
            if !self.sort(part) && goes_on && names::read(part, "").is_none_or(|n| !n.is_whole()) {
                self.guess.title = Guessed::of(format!("{before}, {part}"), Source::Signature);
            } else {
                titled = before != self.guess.title.value;
            }
        }
    }

    /// Finds the place of one part; says whether it has one.
    fn sort(&mut self, part: &str) -> bool {
        if self.name(part) {
            return true;
        }
        if let Some((title, name)) = titled_name(part, &self.header.local) {
            self.title(title);
            return self.name(name);
        }
        let of_domain =
            company::is_of_domain(part, &self.site.label) && part.starts_with(char::is_alphanumeric);
        let house = self.guess.company.is_empty() && company::is_institution(part);
        if of_domain && part.len() > 2 || house {
            self.company(part);
        } else if is_title(part) && part.starts_with(char::is_alphabetic) {
            self.title(part);
        } else if let Some(found) = department(part) {
            if !self.other && self.guess.department.is_empty() {
                self.guess.department = Guessed::of(found, Source::Signature);
            }
        } else {
            return false;
        }
        true
    }

    fn title(&mut self, title: &str) {
        if !self.other && self.guess.title.is_empty() {
            self.guess.title = Guessed::of(title, Source::Signature);
        }
    }

    fn company(&mut self, name: &str) {
        let known = &self.guess.company.value;
        let label = &self.site.label;
        let better =
            known.is_empty() || !company::is_of_domain(known, label) && company::is_of_domain(name, label);
        // The same name with its legal form.
        let longer = name.len() > known.len() && fold(name).starts_with(&fold(known));
        if better || longer {
            self.guess.company = Guessed::of(name, Source::Signature);
        }
        self.other = false;
    }

    /// Takes a part as a person's name; says whether it is one.
    fn name(&mut self, part: &str) -> bool {
        let Some(name) = self.read_name(part) else { return false };
        if self.is_author(&name) {
            self.other = false;
            self.foreign = false;
            // "Ana" above the delimiter, the whole name below.
            if !self.named || self.guess.last_name.is_empty() && name.is_whole() {
                self.named = true;
                self.keep(name);
            }
            return true;
        }
        let usual = name.words().iter().any(|w| is_given(w));
        let unlikely = is_city(&fold(part))
            || company::is_of_domain(part, &self.site.label)
            || department(part).is_some();
        let enough = name.is_whole() || self.seen == 0 && usual;
        if unlikely || !enough {
            return false;
        }
        if self.named || self.header.name.is_whole() {
            self.foreign |= usual && !self.named;
            self.other |= usual;
            return usual;
        }
        if self.seen == 0 || usual && self.seen < 4 {
            self.named = true;
            self.keep(name);
            return true;
        }
        false
    }

    /// A name whose words begin large, or that is the author's.
    fn read_name(&self, part: &str) -> Option<Name> {
        let name = names::read(part, &self.header.local)?;
        let large = name.first.split(' ').chain(name.last.split(' ').rev().take(1)).all(|w| {
            let spelled = part.split([' ', ',']).any(|p| {
                p == w || p.chars().count() > 1 && fold(p) == fold(w) && p.starts_with(char::is_uppercase)
            });
            w.is_empty() || spelled
        });
        (large || self.is_author(&name)).then_some(name)
    }

    /// Says whether the name is the author's: a given name in common, or the initial with the family name. Relatives
    /// share only the latter.
    fn is_author(&self, name: &Name) -> bool {
        let (known, given) = (&self.header.words, words(&name.first));
        let shared = |words: &[String]| words.iter().any(|w| w.len() > 1 && known.contains(w));
        let alone = !name.is_whole() || !self.header.name.is_whole();
        let first = |w: &str| w.chars().next();
        let initial = |w: &String| known.iter().any(|k| k.len().min(w.len()) == 1 && first(k) == first(w));
        shared(&given) || shared(&words(&name.last)) && (alone || given.iter().any(initial))
    }

    /// Keeps the signed name, when it says more than the header's.
    fn keep(&mut self, mut name: Name) {
        // The header tells the order where the name does not.
        let header = &self.header.name;
        let turned = words(&name.first) == words(&header.last) && words(&name.last) == words(&header.first);
        if turned && header.is_whole() {
            std::mem::swap(&mut name.first, &mut name.last);
        }
        let signed = name.words();
        let known = &self.header.words;
        let bare = signed == *known && self.header.name.last.len() > name.last.len();
        if signed.len() < known.len() || bare {
            self.guess.salutation = Guessed::of(name.salutation, Source::Signature);
            return;
        }
        self.guess.salutation = Guessed::of(name.salutation, Source::Signature);
        self.guess.first_name = Guessed::of(name.first, Source::Signature);
        self.guess.last_name = Guessed::of(name.last, Source::Signature);
    }

    fn finish(self) -> Guess {
        let of = |text: String| Guessed::of(text, Source::Signature);
        let mut guess = self.guess;
        if self.foreign && !self.named {
            guess.title = Guessed::default();
            guess.department = Guessed::default();
        }
        let number = &guess.registration_number.value;
        if number.starts_with("HR") && !self.court.is_empty() {
            guess.registration_number = of(format!("{number} ({})", self.court));
        }
        guess.street = of(self.place.street);
        guess.postal_code = of(self.place.postal_code);
        guess.city = of(self.place.city);
        guess.country = of(self.place.country);
        guess
    }
}
