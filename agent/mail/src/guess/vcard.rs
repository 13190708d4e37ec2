//! Visiting cards: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), as telephones and mail programs write them.

use super::names::{self, Name};
use super::{Guess, Guessed, Source};
use crmweb_model::address::Address;
use crmweb_model::domains;
use crmweb_model::record::PhoneKind;
use encoding_rs::Encoding;

/// The most cards of a file and properties of a card, and the longest property, in bytes.
const MAX_CARDS: usize = 50;
const MAX_PROPERTIES: usize = 300;
const MAX_LENGTH: usize = 2_000;
/// The most lines of a file.
const MAX_LINES: usize = 3_000;

/// Reads the sender's own card; cards of other people that came along say nothing.
///
/// A card is the sender's when it has the address, the name that is `known`, or the company's domain and no address
/// of somebody else.
pub(super) fn read(file: &str, address: &Address, known: &Guess) -> Guess {
    let cards = cards(file);
    let owns = |card: &&Card| card.addresses.iter().any(|a| a.eq_ignore_ascii_case(address.as_str()));
    let named = |card: &&Card| names::same(&card.guess, known) && same_family(&card.guess, known);
    let unnamed = known.first_name.is_empty() && known.last_name.is_empty();
    let found = cards.iter().find(owns).or_else(|| cards.iter().find(named)).or_else(|| {
        let only = cards.first().filter(|_| cards.len() == 1)?;
        (only.addresses.is_empty() && (unnamed || !only.is_named())).then_some(only)
    });
    found.map(|card| card.guess.clone()).unwrap_or_default()
}

fn same_family(a: &Guess, b: &Guess) -> bool {
    a.last_name.is_empty()
        || b.last_name.is_empty()
        || super::lines::compact(&a.last_name.value) == super::lines::compact(&b.last_name.value)
}

#[derive(Debug, Default)]
struct Card {
    guess: Guess,
    addresses: Vec<String>,
    full: String,
}

impl Card {
    fn is_named(&self) -> bool {
        !self.guess.first_name.is_empty() || !self.guess.last_name.is_empty()
    }
}

fn cards(file: &str) -> Vec<Card> {
    let mut cards = Vec::new();
    let mut open: Option<Card> = None;
    let mut count = 0;
    for line in unfolded(file) {
        let Some((head, value)) = line.split_once(':') else { continue };
        let mut parameters = head.split(';');
        let name = parameters
            .next()
            .unwrap_or_default()
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_uppercase();
        match name.as_str() {
            "BEGIN" => {
                open = Some(Card::default());
                count = 0;
            }
            "END" => cards.extend(open.take().map(finished)),
            _ if count >= MAX_PROPERTIES => {}
            name => {
                count += 1;
                if let Some(card) = &mut open {
                    property(card, name, &parameters.take(20).collect::<Vec<_>>(), value);
                }
            }
        }
        if cards.len() >= MAX_CARDS {
            break;
        }
    }
    cards.extend(open.map(finished));
    cards
}

/// The logical lines: folded ones joined, quoted-printable ones with their soft breaks.
fn unfolded(file: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut soft = false;
    for line in file.lines().take(MAX_LINES) {
        let folded = line.starts_with([' ', '\t']);
        match lines.last_mut() {
            Some(last) if soft || folded => {
                if last.len() < MAX_LENGTH {
                    let line = if folded { &line[1..] } else { line };
                    if soft {
                        last.pop();
                    }
                    last.push_str(&line[..line.floor_char_boundary(MAX_LENGTH)]);
                }
            }
            _ => lines.push(line[..line.floor_char_boundary(MAX_LENGTH)].to_owned()),
        }
        soft = lines.last().is_some_and(|l| l.ends_with('=') && is_quoted(l));
    }
    lines
}

fn is_quoted(line: &str) -> bool {
    line.split(':').next().is_some_and(|head| head.to_ascii_uppercase().contains("QUOTED-PRINTABLE"))
}

fn property(card: &mut Card, name: &str, parameters: &[&str], value: &str) {
    let upper: Vec<String> = parameters.iter().map(|p| p.trim().to_ascii_uppercase()).collect();
    let has = |word: &str| upper.iter().any(|p| p.split(['=', ',', '"']).any(|w| w == word));
    if has("BASE64") || has("B") {
        return;
    }
    let charset = upper.iter().find_map(|p| p.strip_prefix("CHARSET="));
    let value = if has("QUOTED-PRINTABLE") { decoded(value, charset) } else { value.to_owned() };
    let parts: Vec<String> = fields(&value);
    let part = |n: usize| parts.get(n).cloned().unwrap_or_default();
    let of = |text: String| Guessed::of(text, Source::VCard);
    let guess = &mut card.guess;
    let first = |field: &mut Guessed, text: String| *field = std::mem::take(field).or(of(text));
    match name {
        "FN" => card.full = part(0),
        "N" => {
            first(&mut guess.last_name, part(0));
            first(&mut guess.first_name, [part(1), part(2)].join(" "));
            first(&mut guess.salutation, part(3));
        }
        "ORG" => {
            first(&mut guess.company, part(0));
            first(&mut guess.department, part(1));
        }
        "TITLE" => first(&mut guess.title, part(0)),
        "ROLE" if guess.title.is_empty() => first(&mut guess.title, part(0)),
        "EMAIL" if card.addresses.len() < 20 => {
            card.addresses.push(value.trim().trim_start_matches("mailto:").to_owned())
        }
        "LANG" => {
            let language: String = value.trim().to_lowercase().chars().take(2).collect();
            if ["ro", "de", "en"].contains(&language.as_str()) {
                first(&mut guess.language, language);
            }
        }
        "URL" if guess.web.is_empty() => first(&mut guess.web, site(&parts)),
        "ADR" if guess.street.is_empty() && guess.city.is_empty() => {
            let street =
                [part(2), part(1)].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(", ");
            guess.street = of(street);
            guess.city = of(part(3));
            guess.postal_code = of(part(5));
            guess.country = of(part(6));
        }
        "TEL" => {
            let number = value
                .trim()
                .trim_start_matches("tel:")
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned();
            let kind = match () {
                () if has("FAX") => PhoneKind::Fax,
                () if has("CELL") || has("IPHONE") => PhoneKind::Mobile,
                () => super::phones::by_plan(&number),
            };
            let digits = number.bytes().filter(u8::is_ascii_digit).count();
            let plain = number.chars().all(|c| c.is_ascii_digit() || " +-./()".contains(c));
            if plain && (4..=16).contains(&digits) && !has("PAGER") {
                guess.add_phone((kind, of(number).value, Source::VCard));
            }
        }
        _ => {}
    }
}

/// A web site that is plainly written; links that count clicks are none.
fn site(parts: &[String]) -> String {
    let whole = parts.join(";").trim().to_owned();
    let host = domains::company_domain(&whole);
    if host.is_ok() && whole.len() <= 80 && !whole.contains('?') {
        whole.trim_end_matches('/').to_owned()
    } else {
        String::new()
    }
}

/// A card whose `N` is missing or says nothing takes the name of `FN`; a company's card has only that.
fn finished(mut card: Card) -> Card {
    let company = card.guess.company.value == card.full;
    let nameless = !card.is_named() && !company;
    if let Some(name) = nameless.then(|| names::read(&card.full, "")).flatten() {
        let Name { salutation, first, last } = name;
        card.guess.salutation = Guessed::of(salutation, Source::VCard);
        card.guess.first_name = Guessed::of(first, Source::VCard);
        card.guess.last_name = Guessed::of(last, Source::VCard);
    }
    card
}

/// The fields of a value: parted by semicolons, with `\,`, `\;` and `\n` written out.
fn fields(value: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut escaped = false;
    for c in value.chars() {
        if c == ';' && !escaped && fields.len() < 10 {
            fields.push(String::new());
        } else if let Some(field) = fields.last_mut() {
            match c {
                'n' | 'N' if escaped => field.push_str(", "),
                '\\' if !escaped => {}
                c => field.push(c),
            }
        }
        escaped = c == '\\' && !escaped;
    }
    fields.iter().map(|f| f.trim().trim_matches(',').trim().to_owned()).collect()
}

/// Undoes quoted-printable; what declares no charset is UTF-8 if it can be.
fn decoded(value: &str, charset: Option<&str>) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let hex = |n: usize| {
            after.get(n).and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok())
        };
        match (byte, hex(0), hex(1)) {
            (b'=', Some(high), Some(low)) => {
                bytes.push(high << 4 | low);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    let declared = charset.and_then(|c| Encoding::for_label(c.as_bytes()));
    let is_utf8 = std::str::from_utf8(&bytes).is_ok();
    let likely = if is_utf8 { encoding_rs::UTF_8 } else { encoding_rs::WINDOWS_1252 };
    declared.unwrap_or(likely).decode(&bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::{decoded, fields, unfolded};

    #[test]
    fn lines_are_unfolded_as_each_version_folds_them() {
        assert_eq!(unfolded("A:1\r\n  2\r\nB:3"), ["A:1 2", "B:3"]);
        assert_eq!(
            unfolded("A;ENCODING=QUOTED-PRINTABLE:x=\r\ny=\r\nz\r\nB:1="),
            ["A;ENCODING=QUOTED-PRINTABLE:xyz", "B:1="]
        );
    }

    #[test]
    fn values_are_written_out() {
        assert_eq!(fields(r"Str. A\, 5;B\;C;x\ny;"), ["Str. A, 5", "B;C", "x, y", ""]);
        assert_eq!(decoded("Bra=C8=99ov", None), "Brașov");
        assert_eq!(decoded("Bra=BAov", Some("ISO-8859-2")), "Braşov");
        assert_eq!(decoded("M=FCller=", None), "Müller=");
    }
}
