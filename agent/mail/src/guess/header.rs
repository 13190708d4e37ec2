//! What the display name and the address say of a sender, before the mail is read.

use super::company;
use super::lines::{compact, pieces, trimmed};
use super::names::{self, Name};
use super::positions::{department, is_role, is_title, is_trade};
use super::web::Site;
use super::wordlists::{is_family, is_given};
use super::{Guess, Guessed, Source, lines};
use crmweb_model::address::Address;

/// What the header says.
#[derive(Debug, Default)]
pub(super) struct Header {
    pub(super) guess: Guess,
    /// The name as it is read, for comparing.
    pub(super) name: Name,
    /// The folded words of the name.
    pub(super) words: Vec<String>,
    /// The local part of the address.
    pub(super) local: String,
}

/// Reads display name and address.
pub(super) fn read(display: &str, address: &Address, site: &Site) -> Header {
    let mut header = Header { local: address.local().to_owned(), ..Header::default() };
    let display = lines::clean(&display.replace('\n', " "));
    let display = display.split(" via ").next().unwrap_or_default();
    if !display.contains('@') || display.contains(" @ ") {
        for (piece, bracketed) in parts(display) {
            header.piece(&piece, bracketed, site);
        }
    }
    if header.words.is_empty() {
        let spelled = display.split('@').next().unwrap_or_default();
        let joined = !spelled.contains(' ') && spelled.contains(['.', '_']);
        let from_name = joined.then(|| names::from_local(&spelled.to_lowercase(), false)).flatten();
        match from_name.filter(|_| !display.contains('@')) {
            Some(name) => header.set(name, Source::Name),
            None => {
                let private = site.label.is_empty();
                let name = names::from_local(address.local(), private);
                if let Some(name) = name.filter(|n| header.guess.company.is_empty() || n.is_whole()) {
                    header.set(name, Source::Address);
                }
            }
        }
    }
    header
}

impl Header {
    fn piece(&mut self, piece: &str, bracketed: bool, site: &Site) {
        let guess = &mut self.guess;
        if let Some(name) = company::with_form(piece) {
            guess.company = Guessed::of(name, Source::Name);
        } else if is_title(piece) && !self.words.is_empty() {
            guess.title = Guessed::of(piece, Source::Name);
        } else if let Some(found) = department(piece).filter(|_| !self.words.is_empty()) {
            guess.department = Guessed::of(found, Source::Name);
        } else if let Some(name) = self.person(piece, bracketed, site) {
            self.set(name, Source::Name);
        } else if !bracketed && is_company(piece, !self.words.is_empty(), &self.local)
            || company::is_of_domain(piece, &site.label)
        {
            self.guess.company = std::mem::take(&mut self.guess.company).or(Guessed::of(piece, Source::Name));
        }
    }

    fn person(&self, piece: &str, bracketed: bool, site: &Site) -> Option<Name> {
        if bracketed || !self.words.is_empty() {
            return None;
        }
        let name = names::read(piece, &self.local)?;
        let words = name.words();
        let local = compact(&self.local);
        let addressed = words.iter().any(|w| w.len() > 2 && local.contains(w.as_str()));
        let usual = words.iter().any(|w| is_given(w) || is_family(w));
        // `Ilinca Dragomir` of ilinca.studio, `Ana Popescu` of anapopescu.ro.
        let own = is_given(&site.label) || words.iter().all(|w| is_given(w) || is_family(w));
        let of_domain = company::is_of_domain(piece, &site.label) && !addressed && !(own && name.is_whole());
        let of_role = has_role(&self.local) && !usual;
        (name.is_whole() || usual || addressed).then_some(name).filter(|_| !of_domain && !of_role)
    }

    fn set(&mut self, name: Name, source: Source) {
        self.guess.salutation = Guessed::of(name.salutation.as_str(), source);
        self.guess.first_name = Guessed::of(name.first.as_str(), source);
        self.guess.last_name = Guessed::of(name.last.as_str(), source);
        self.words = name.words();
        self.name = name;
    }
}

/// Says whether a mailbox is one of a role: `comenzi.brutaria`.
fn has_role(local: &str) -> bool {
    local.split(['.', '_', '-', '+']).any(is_role)
}

/// Beside a person's name, or over a role's address, other words are the company's.
fn is_company(piece: &str, named: bool, local: &str) -> bool {
    let count = piece.split(' ').count();
    let pronouns = piece.contains('/') && piece.len() < 15;
    let words = lines::words(piece);
    let role = words.iter().all(|w| is_role(w));
    piece.starts_with(char::is_alphanumeric)
        && count <= 6
        && piece.len() > 2
        && !pronouns
        && !role
        && (named
            || words.iter().any(|w| is_trade(w))
            || has_role(local) && !words.iter().any(|w| is_role(w)))
}

/// The display name in parts; `true` for one in brackets. A company behind a comma is a part of its own.
fn parts(display: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let mut rest = display;
    while let Some((before, behind)) = rest.split_once(['(', '[']) {
        let (inner, after) = behind.split_once([')', ']']).unwrap_or((behind, ""));
        found.push((before.to_owned(), false));
        found.push((inner.to_owned(), true));
        rest = after;
    }
    found.push((rest.to_owned(), false));
    let mut out = Vec::new();
    for (text, bracketed) in found {
        for piece in pieces(&text.replace(" @ ", " | ")) {
            match piece.rsplit_once(',').filter(|(before, after)| splits(before, after)) {
                Some((before, after)) => {
                    out.push((trimmed(before).to_owned(), bracketed));
                    out.push((trimmed(after).to_owned(), bracketed));
                }
                None => out.push((piece.to_owned(), bracketed)),
            }
        }
    }
    // A person first, so that what is beside is known to be the company.
    out.sort_by_key(|(text, bracketed)| {
        *bracketed || names::read(text, "").is_none_or(|n| !n.words().iter().any(|w| is_given(w)))
    });
    out
}

fn splits(before: &str, after: &str) -> bool {
    let after = trimmed(after);
    company::with_form(after).is_some() && before.contains(' ') || is_title(after) && before.contains(' ')
}
