//! What a response of the server says. Everything is read leniently: an unknown response, item or value is
//! stepped over, a known one with a strange value counts as not said.

use super::error::tidy;
use super::folder::{FolderListing, FolderName, Snapshot, SpecialUse};
use super::frame::{Frame, Text};
use super::scan::Scan;
use super::skeleton::{Flags, internal_date};
use super::uidset::{Uid, UidSet};
use crmweb_model::time::Millis;

#[derive(Debug)]
pub(super) enum Response {
    /// `+`: the server waits for more of the command.
    Continue(Vec<u8>),
    /// The result of the command with this tag.
    Result(Vec<u8>, Condition),
    /// An untagged OK, NO, BAD, BYE or PREAUTH.
    Condition(Condition),
    Capability(Vec<String>),
    Exists(u32),
    Expunge,
    Vanished(UidSet),
    Search(Vec<u32>),
    List(FolderListing),
    Status(FolderName, Snapshot),
    Fetch(Box<Fetched>),
    /// Something we have no use for.
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Ok,
    No,
    Bad,
    Bye,
    Preauth,
}

/// A condition: how things stand, the response code, and words for people.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub standing: Standing,
    pub code: Option<Code>,
    /// All that was said, the code included, tidied.
    pub text: String,
}

/// A response code: `[UIDNEXT 12]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Code {
    /// In capitals.
    pub name: String,
    pub value: String,
}

/// One FETCH response; servers may spread one mail over several.
#[derive(Debug, Default)]
pub(super) struct Fetched {
    pub uid: Option<Uid>,
    pub flags: Option<Flags>,
    pub internal_date: Option<Millis>,
    pub size: Option<u64>,
    /// `BODY[HEADER…]`; NIL is the inner `None`.
    pub header: Option<Option<Text>>,
    /// `BODY[]`; NIL is the inner `None`.
    pub body: Option<Option<Text>>,
}

impl Response {
    pub(super) fn read(frame: Frame) -> Response {
        let mut scan = Scan::new(frame);
        if scan.take(b'+') {
            scan.spaces();
            return Response::Continue(scan.rest().to_vec());
        }
        let tag = scan.word();
        scan.spaces();
        let word = scan.word();
        let standing = standing(&word);
        if tag != b"*" {
            return match standing {
                Some(standing) => Response::Result(tag, Condition::read(standing, scan.rest())),
                None => Response::Other,
            };
        }
        if let Some(standing) = standing {
            return Response::Condition(Condition::read(standing, scan.rest()));
        }
        let number = std::str::from_utf8(&word).ok().and_then(|w| w.parse::<u32>().ok());
        let name = if number.is_some() {
            scan.spaces();
            scan.word()
        } else {
            word
        };
        match (name.to_ascii_uppercase().as_slice(), number) {
            (b"EXISTS", Some(n)) => Response::Exists(n),
            (b"EXPUNGE", Some(_)) => Response::Expunge,
            (b"FETCH", Some(_)) => Response::Fetch(Box::new(fetched(scan))),
            (b"CAPABILITY", None) => Response::Capability(capabilities(scan.rest())),
            (b"VANISHED", None) => Response::Vanished(vanished(scan)),
            (b"SEARCH", None) => Response::Search(numbers(scan.rest())),
            (b"LIST" | b"XLIST", None) => listing(scan).map_or(Response::Other, Response::List),
            (b"STATUS", None) => status(scan).map_or(Response::Other, |(name, s)| Response::Status(name, s)),
            _ => Response::Other,
        }
    }
}

impl Condition {
    pub(super) fn read(standing: Standing, rest: &[u8]) -> Condition {
        let rest = rest.trim_ascii();
        Condition { standing, code: Code::read(rest), text: tidy(rest) }
    }

    /// Returns the code's name.
    pub(super) fn code_name(&self) -> Option<&str> {
        self.code.as_ref().map(|code| code.name.as_str())
    }
}

impl Code {
    fn read(rest: &[u8]) -> Option<Code> {
        let inside = rest.strip_prefix(b"[")?;
        let inside = &inside[..inside.iter().position(|b| *b == b']')?];
        let inside = String::from_utf8_lossy(inside);
        let (name, value) = inside.split_once(' ').unwrap_or((&inside, ""));
        // CAPABILITY is the longest there is a use for.
        (name.len() <= 40 && value.len() <= 8_192)
            .then(|| Code { name: name.to_uppercase(), value: value.trim().to_owned() })
    }

    pub(super) fn number<N: std::str::FromStr>(&self) -> Option<N> {
        self.value.parse().ok()
    }
}

fn standing(word: &[u8]) -> Option<Standing> {
    Some(match word.to_ascii_uppercase().as_slice() {
        b"OK" => Standing::Ok,
        b"NO" => Standing::No,
        b"BAD" => Standing::Bad,
        b"BYE" => Standing::Bye,
        b"PREAUTH" => Standing::Preauth,
        _ => return None,
    })
}

/// Reads the names of capabilities, in capitals.
pub(super) fn capabilities(text: &[u8]) -> Vec<String> {
    let words = text.split(|b| *b == b' ').filter(|w| !w.is_empty() && w.len() <= 80);
    words.take(200).map(|w| String::from_utf8_lossy(w).to_uppercase()).collect()
}

/// Reads numbers up to the first thing that is none (`(MODSEQ 12)`).
fn numbers(text: &[u8]) -> Vec<u32> {
    let words = text.split(|b| *b == b' ').filter(|w| !w.is_empty());
    words.map_while(|w| std::str::from_utf8(w).ok()?.parse().ok()).collect()
}

fn vanished(mut scan: Scan) -> UidSet {
    scan.spaces();
    if scan.peek() == Some(b'(') {
        scan.skip();
        scan.spaces();
    }
    UidSet::parse(&scan.word())
}

fn listing(mut scan: Scan) -> Option<FolderListing> {
    let attributes: Vec<String> =
        scan.words().iter().map(|w| String::from_utf8_lossy(w).to_ascii_lowercase()).collect();
    let delimiter = scan.string().and_then(|text| text.bytes.first().copied());
    let name = scan.string().filter(|name| !name.bytes.is_empty() && !name.cut)?;
    Some(FolderListing {
        name: FolderName::from_wire(name.bytes),
        delimiter,
        uses: attributes.iter().filter_map(|a| SpecialUse::from_attribute(a)).collect(),
        selectable: !attributes.iter().any(|a| a == "\\noselect" || a == "\\nonexistent"),
    })
}

fn status(mut scan: Scan) -> Option<(FolderName, Snapshot)> {
    let name = scan.string()?;
    scan.spaces();
    let mut snapshot = Snapshot::default();
    if !scan.take(b'(') {
        return None;
    }
    loop {
        scan.spaces();
        let key = scan.word();
        match key.to_ascii_uppercase().as_slice() {
            b"" => break,
            b"MESSAGES" => snapshot.messages = scan.number(),
            b"UIDNEXT" => snapshot.uid_next = scan.number(),
            b"UIDVALIDITY" => snapshot.uid_validity = scan.number(),
            b"HIGHESTMODSEQ" => snapshot.highest_mod_seq = scan.number(),
            _ => scan.skip(),
        }
    }
    Some((FolderName::from_wire(name.bytes), snapshot))
}

fn fetched(mut scan: Scan) -> Fetched {
    let mut fetched = Fetched::default();
    scan.spaces();
    if !scan.take(b'(') {
        return fetched;
    }
    loop {
        scan.spaces();
        let key = scan.until(|b| matches!(b, b' ' | b'(' | b')' | b'['));
        match key.to_ascii_uppercase().as_slice() {
            b"" => return fetched,
            b"UID" => fetched.uid = scan.number().filter(|n| *n > 0).map(Uid),
            b"FLAGS" => fetched.flags = Some(Flags::read(&scan.words())),
            b"INTERNALDATE" => {
                fetched.internal_date = scan.string().and_then(|text| internal_date(&text.bytes));
            }
            b"RFC822.SIZE" => fetched.size = scan.number(),
            b"BODY" if scan.peek() == Some(b'[') => {
                let section = section(&mut scan);
                let value = scan.string();
                if section.is_empty() {
                    fetched.body = Some(value);
                } else if section.to_ascii_uppercase().starts_with(b"HEADER") {
                    fetched.header = Some(value);
                }
            }
            _ => {
                if scan.peek() == Some(b'[') {
                    section(&mut scan);
                }
                scan.skip();
            }
        }
    }
}

/// Takes `[section]` and `<origin>`, returns the section. Names of fields in it may be strings.
fn section(scan: &mut Scan) -> Vec<u8> {
    let mut section = Vec::new();
    scan.take(b'[');
    loop {
        section.extend(scan.until(|b| matches!(b, b']' | b'"')));
        if scan.take(b'"') {
            section.extend(scan.quoted());
        } else if scan.take_literal().is_none() {
            break;
        }
    }
    scan.take(b']');
    scan.until(|b| b == b' ');
    section
}
