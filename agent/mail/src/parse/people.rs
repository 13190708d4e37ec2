//! Everybody in a mail's headers.

use super::fields::Header;
use super::guarded;
use super::words::{self, Defects};
use crmweb_model::address::Address;
use crmweb_model::mail::{Part, Person};
use mail_parser::parsers::MessageStream;
use mail_parser::{Addr, HeaderValue};
use std::collections::HashSet;

/// The most people of one mail.
const MAX_PEOPLE: usize = 500;
/// The longest display name, in characters.
const MAX_NAME: usize = 200;

/// Returns the people in header order; an address once per part, `Sender` and `Reply-To` only when they are somebody else.
pub(super) fn of(header: &Header<'_>, hint: Option<&str>, defects: &mut Defects) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    let mut seen: HashSet<(Part, Address)> = HashSet::new();
    for (name, value) in header.iter() {
        let Some(part) = part(name) else { continue };
        for (name, address) in list(value, hint, defects) {
            if people.len() >= MAX_PEOPLE {
                return people;
            }
            if seen.insert((part, address.clone())) {
                people.push(Person { part, address, name });
            }
        }
    }
    people.retain(|p| {
        !matches!(p.part, Part::Sender | Part::ReplyTo) || !seen.contains(&(Part::From, p.address.clone()))
    });
    people
}

fn part(name: &[u8]) -> Option<Part> {
    let is = |text: &str| name.eq_ignore_ascii_case(text.as_bytes());
    match name.len() {
        2 if is("to") => Some(Part::To),
        2 if is("cc") => Some(Part::Cc),
        3 if is("bcc") => Some(Part::Bcc),
        4 if is("from") => Some(Part::From),
        6 if is("sender") => Some(Part::Sender),
        8 if is("reply-to") => Some(Part::ReplyTo),
        _ => None,
    }
}

/// Reads an address list: display name (may be empty) and address of each that has one.
pub(super) fn list(value: &[u8], hint: Option<&str>, defects: &mut Defects) -> Vec<(String, Address)> {
    let text = words::utf8(value, hint, defects);
    // The blank keeps the reader from trying every `=?` again, to the end each time.
    let mut flat =
        if text.contains("=?") { words::quote_words(&text, "= ?", defects) } else { text.into_owned() };
    // Folds and tabs are blanks; the reader stops at the first line that does not go on.
    flat = flat.replace(['\r', '\n', '\t'], " ");
    let entries = guarded(|| entries(&flat)).unwrap_or_else(|| plain_entries(&flat));
    entries.into_iter().filter_map(|(name, address)| person(&name, &address, defects)).collect()
}

fn entries(flat: &str) -> Vec<(String, String)> {
    let line = format!("{flat}\n");
    let pair =
        |a: Addr<'_>| (a.name.unwrap_or_default().into_owned(), a.address.unwrap_or_default().into_owned());
    match MessageStream::new(line.as_bytes()).parse_address() {
        HeaderValue::Address(mail_parser::Address::List(list)) => list.into_iter().map(pair).collect(),
        HeaderValue::Address(mail_parser::Address::Group(groups)) => {
            groups.into_iter().flat_map(|g| g.addresses).map(pair).collect()
        }
        _ => Vec::new(),
    }
}

/// The plain reading of a list that the parser gave up on: whatever looks like an address.
fn plain_entries(flat: &str) -> Vec<(String, String)> {
    let ends =
        |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '"' | '(' | ')' | '[' | ']');
    flat.split(ends).filter(|t| t.contains('@')).map(|t| (String::new(), t.to_owned())).collect()
}

fn person(name: &str, address: &str, defects: &mut Defects) -> Option<(String, Address)> {
    let mut folded = repaired(address);
    let mut name = name;
    if folded.is_none() && address.starts_with('@') {
        // A quoted local part is taken for the name.
        folded = repaired(&format!("{name}{address}"));
        name = "";
    }
    if folded.is_none() {
        // `From: ana@firma.ro <>` and `'ana@firma.ro'`: the address stands where the name should.
        folded = name.split([' ', ',', '<', '>', '(', ')']).filter(|t| t.contains('@')).find_map(repaired);
        if folded.is_some() && !name.contains(' ') {
            name = "";
        }
    }
    let address = folded?;
    let shown = words::one_line(name, MAX_NAME, defects);
    let shown = unquoted(&shown);
    let repeats = shown.eq_ignore_ascii_case(address.as_str());
    Some((if repeats { String::new() } else { shown.to_owned() }, address))
}

/// Reads an address; one with stray blanks or quotation marks is mended first.
fn repaired(text: &str) -> Option<Address> {
    if !text.contains('@') {
        return None;
    }
    Address::parse(text).ok().or_else(|| {
        let mended: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '"' | '\''))
            .collect();
        Address::parse(&mended).ok()
    })
}

/// A name without the quotation marks that Outlook leaves around it.
fn unquoted(name: &str) -> &str {
    let inner = |quote: char| name.strip_prefix(quote).and_then(|n| n.strip_suffix(quote));
    inner('\'').or_else(|| inner('"')).unwrap_or(name).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Vec<(String, String)> {
        let people = list(value.as_bytes(), None, &mut Vec::new());
        people.into_iter().map(|(name, address)| (name, address.as_str().to_owned())).collect()
    }

    #[test]
    fn address_lists_as_people_write_them() {
        let one = |name: &str, address: &str| (name.to_owned(), address.to_owned());
        for (written, expected) in [
            ("Ana Pop <Ana@Firma.RO>", vec![one("Ana Pop", "ana@firma.ro")]),
            ("ana@firma.ro", vec![one("", "ana@firma.ro")]),
            ("\"Pop, Ana\" <ana@firma.ro>, b@x.ro", vec![one("Pop, Ana", "ana@firma.ro"), one("", "b@x.ro")]),
            ("'Ana Pop' <ana@firma.ro>", vec![one("Ana Pop", "ana@firma.ro")]),
            ("'ana@firma.ro' <ana@firma.ro>", vec![one("", "ana@firma.ro")]),
            ("ana@firma.ro (Ana Pop)", vec![one("Ana Pop", "ana@firma.ro")]),
            ("a@x.ro; b@x.ro", vec![one("", "a@x.ro"), one("", "b@x.ro")]),
            ("echipa: a@x.ro, B <b@x.ro>;", vec![one("", "a@x.ro"), one("B", "b@x.ro")]),
            ("undisclosed-recipients:;", vec![]),
            ("=?utf-8?Q?Pop=2C_=C8=98tefan?= <s@x.ro>", vec![one("Pop, Ștefan", "s@x.ro")]),
            ("=?utf-8?B?w4k=?= =?utf-8?Q?a?= <s@x.ro>", vec![one("Éa", "s@x.ro")]),
            ("\"=?utf-8?Q?=C8=98tefan?=\" <s@x.ro>", vec![one("Ștefan", "s@x.ro")]),
            ("Somebody", vec![]),
            ("", vec![]),
            ("<>", vec![]),
            ("Ana <ana @ firma.ro>", vec![one("Ana", "ana@firma.ro")]),
            ("\"ana\"@firma.ro", vec![one("", "ana@firma.ro")]),
            ("Ana\r\n Pop\r\n\t<ana@firma.ro>", vec![one("Ana Pop", "ana@firma.ro")]),
            ("Ștefan Țurcanu <s@x.ro>", vec![one("Ștefan Țurcanu", "s@x.ro")]),
            ("a@x.ro, a@x.ro", vec![one("", "a@x.ro"), one("", "a@x.ro")]),
            ("A\u{202e}B <a@x.ro>", vec![one("AB", "a@x.ro")]),
        ] {
            assert_eq!(read(written), expected, "{written}");
        }
    }

    #[test]
    fn a_list_the_parser_refuses_is_still_searched_for_addresses() {
        assert_eq!(
            plain_entries("A <a@x.ro>; junk, b@x.ro"),
            [(String::new(), "a@x.ro".into()), (String::new(), "b@x.ro".into())]
        );
    }

    #[test]
    fn a_hostile_list_ends_soon() {
        for text in ["=?", "(", "\"", "<", "a@b.ro,", "\\", "=?utf-8?q?", "@", ":", ";"] {
            let value = text.repeat(128 * 1024 / text.len());
            list(value.as_bytes(), None, &mut Vec::new());
        }
    }
}
