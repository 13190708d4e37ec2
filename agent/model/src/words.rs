//! Text folded for comparing and for searching: one analyser for every engine.
//!
//! Romanian (ș/ş, ț/ţ, ă, â, î), German (ä/ae, ö/oe, ü/ue, ß/ss) and everything Latin lose their marks, so that
//! what is typed without diacritics finds what is written with them.

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;
use std::ops::Range;

/// Folds `text` for comparing: lower case, no diacritics, white space run together, ends trimmed.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            space = !folded.is_empty();
        } else {
            if std::mem::take(&mut space) {
                folded.push(' ');
            }
            fold_char(c, &mut folded);
        }
    }
    folded
}

/// Like [`fold`], with the ends left as they are, and for each byte of the folded text where in `text` it came from;
/// one place more stands for the end.
pub fn fold_places(text: &str) -> (String, Vec<usize>) {
    let (mut folded, mut places) = (String::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
    for (at, c) in text.char_indices() {
        match c.is_whitespace() {
            true if folded.ends_with(' ') => {}
            true => folded.push(' '),
            false => fold_char(c, &mut folded),
        }
        places.resize(folded.len(), at);
    }
    places.push(text.len());
    (folded, places)
}

/// Appends the folded form of one character.
fn fold_char(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
    } else if let Some(letter) = bare(c) {
        out.push(letter);
    } else {
        c.to_lowercase().for_each(|lower| fold_lower(lower, out));
    }
}

/// Appends the folded form of a character that is in lower case.
fn fold_lower(lower: char, out: &mut String) {
    match lower {
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'þ' => out.push_str("th"),
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
        other => out.push(bare(other).unwrap_or(other)),
    }
}

/// Returns the plain letter under a lower-case letter with a mark.
fn bare(lower: char) -> Option<char> {
    Some(match lower {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' | 'ä' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ö' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ŧ' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ü' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        _ => return None,
    })
}

/// The longest word that is indexed, in bytes; longer ones are somebody's base64.
const LONGEST_WORD: usize = 40;

/// Calls `found` with each word of `text`, folded and cut to its stem-like root; a word has two letters or digits
/// at least.
pub fn each_word(text: &str, mut found: impl FnMut(&str)) {
    let mut word = String::with_capacity(2 * LONGEST_WORD);
    let mut end = |word: &str| {
        if word.len() >= 2 && word.len() <= LONGEST_WORD {
            found(root(word));
        }
    };
    let mut rest = text;
    while let Some(first) = rest.bytes().next() {
        let plain = rest.bytes().position(|b| !is_plain(b)).unwrap_or(rest.len());
        let after = rest.as_bytes().get(plain).copied().unwrap_or(b' ');
        if plain > 0 && word.is_empty() && !after.is_ascii_uppercase() && after.is_ascii() {
            // Nearly every word of nearly every text: nothing in it has to change.
            end(&rest[..plain]);
            rest = rest.get(plain + 1..).unwrap_or_default();
        } else if first.is_ascii_alphanumeric() {
            let run = rest.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len());
            // One byte too long is enough to tell.
            let kept = run.min((LONGEST_WORD + 1).saturating_sub(word.len()));
            let start = word.len();
            word.push_str(&rest[..kept]);
            word[start..].make_ascii_lowercase();
            rest = &rest[run..];
        } else if first.is_ascii() {
            end(&word);
            word.clear();
            rest = &rest[1..];
        } else if let Some(c) = rest.chars().next() {
            if let Some(letter) = bare(c).filter(|_| word.len() <= LONGEST_WORD) {
                word.push(letter);
            } else if !c.is_alphanumeric() && !is_mark(c) {
                end(&word);
                word.clear();
            } else if word.len() <= LONGEST_WORD {
                fold_char(c, &mut word);
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    end(&word);
}

/// Tells whether a byte stands in a folded word as it is.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Endings of Romanian, German and English nouns and verbs, folded, longest first, by their last letter.
fn endings(last: u8) -> &'static [&'static str] {
    match last {
        b'a' => &["a"],
        b'd' => &["ed"],
        b'e' => &["iile", "ile", "ele", "le", "e"],
        b'g' => &["ing", "ung"],
        b'i' => &["ului", "ii", "ei", "i"],
        b'l' => &["ul"],
        b'm' => &["em"],
        b'n' => &["ungen", "ern", "en", "n"],
        b'r' => &["ilor", "elor", "lor", "er"],
        b's' => &["ies", "es", "s"],
        b'u' => &["u"],
        b'y' => &["ingly"],
        _ => &[],
    }
}

/// Returns the part of a folded word that its forms share; at least four letters stay.
///
/// One rule for three languages, because a mail does not say which it is in and many mix them.
pub fn root(word: &str) -> &str {
    let Some(last) = word.bytes().last() else { return word };
    let endings = endings(last);
    if word.len() < 5 || endings.is_empty() || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word;
    }
    endings.iter().filter_map(|ending| word.strip_suffix(ending)).find(|rest| rest.len() >= 4).unwrap_or(word)
}

/// Room is made beforehand for the words of a text of this length, in bytes.
const LONG: usize = 16 << 10;

/// Returns the distinct words of `texts`, in order of appearance, separated by spaces: the text both engines index.
pub fn tokens(texts: &[&str]) -> String {
    let hasher = DefaultHashBuilder::default();
    // A text of some length has a new word in every ten letters or so.
    let length: usize = texts.iter().map(|text| text.len()).sum();
    let mut seen: HashTable<Range<usize>> = HashTable::with_capacity(length.min(LONG) / 10);
    let mut out = String::with_capacity(length.min(LONG));
    for text in texts {
        each_word(text, |word| {
            let hash = |word: &str| hasher.hash_one(word.as_bytes());
            let is_word = |place: &Range<usize>| out[place.clone()] == *word;
            if let Entry::Vacant(new) = seen.entry(hash(word), is_word, |place| hash(&out[place.clone()])) {
                let start = out.len() + usize::from(!out.is_empty());
                new.insert(start..start + word.len());
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(word);
            }
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diacritics_case_and_space_do_not_tell_texts_apart() {
        for (a, b) in [
            ("Ștefan  Țurcanu", "stefan turcanu"),
            ("Ştefan Ţurcanu", "Ștefan Țurcanu"),
            ("Brutăria Veche\t SRL ", "brutaria veche srl"),
            ("Groß & Söhne", "gross & sohne"),
            ("ÎNTÂLNIRE", "intalnire"),
            ("s\u{326}tiut\u{ad}", "stiut"),
        ] {
            assert_eq!(fold(a), fold(b));
        }
    }

    #[test]
    fn forms_of_a_word_share_their_root() {
        for (a, b) in [
            ("factura", "facturile"),
            ("factura", "facturii"),
            ("factura", "facturilor"),
            ("ofertă", "ofertele"),
            ("contractul", "contractului"),
            ("Rechnung", "Rechnungen"),
            ("Lieferung", "Lieferungen"),
            ("invoice", "invoices"),
            ("delivery", "delivery"),
        ] {
            assert_eq!(tokens(&[a]), tokens(&[b]), "{a} / {b}");
        }
        assert_ne!(tokens(&["contract"]), tokens(&["contabil"]));
    }

    #[test]
    fn the_longest_ending_goes_when_four_letters_stay() {
        for (word, root_of) in [
            ("facturilor", "factur"),
            ("seemingly", "seem"),
            ("kingly", "kingly"),
            ("testul", "test"),
            ("rates", "rate"),
            ("ales", "ales"),
            ("șes", "șes"),
            ("dx200s", "dx200s"),
            ("", ""),
        ] {
            assert_eq!(root(word), root_of, "{word}");
        }
    }

    #[test]
    fn only_words_are_indexed() {
        assert_eq!(tokens(&["a -- DX-200, DX-200!", "http://x.ro/?q=1"]), "dx 200 http ro");
        assert_eq!(tokens(&[&"A".repeat(5_000)]), "");
        assert_eq!(tokens(&[&"Ă".repeat(41)]), "");
        assert_eq!(tokens(&[&"Ăa".repeat(20)]), "a".repeat(39));
        assert_eq!(tokens(&["ștIința,ștIința știUt \u{301}e"]), "stiint stiut");
        assert_eq!(tokens(&["Предложение 見積書"]), "предложение 見積書");
    }
}
