//! A line of a signature made plain, and cut where its writers cut it.

use crate::text;
use crmweb_model::words::fold;
use std::ops::Range;

/// The longest line that is read, in bytes; a longer one is prose.
const MAX_LINE: usize = 400;
/// The longest value, in characters.
const MAX_VALUE: usize = 120;

/// Marks between the parts of a line; what was taken out of a line leaves the first of them.
pub(super) const MARKS: &[char] =
    &['|', '•', '·', '▪', '●', '■', '◆', '♦', '◦', '‣', '∙', '»', '¦', '│', '\t', '★', '►', '➤', '✦'];

/// Makes a line plain: no markup left over from HTML, no emphasis, one kind of blank, marks joined to their letters.
pub(super) fn clean(line: &str) -> String {
    let line = &line[..line.floor_char_boundary(MAX_LINE)];
    let has_markup = ["&nbsp", "&amp;", "&#", "</", "<br", "<td"].iter().any(|m| line.contains(m));
    let html = has_markup.then(|| text::from_html(line).replace('\n', " | "));
    let line = html.as_deref().unwrap_or(line);
    let mut out = String::with_capacity(line.len());
    let mut picture = false;
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '[' if starts_picture(rest.clone()) => picture = true,
            ']' if picture => {
                picture = false;
                out.push('|');
            }
            _ if picture => {}
            '*' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => {}
            '\u{a0}' | '\u{202f}' | '\u{2000}'..='\u{200a}' => out.push(' '),
            '\u{2010}' | '\u{2011}' => out.push('-'),
            '\u{300}'..='\u{36f}' => compose(&mut out, c),
            c if c.is_control() && c != '\t' => {}
            c => out.push(c),
        }
    }
    out.trim_matches(|c: char| c.is_whitespace() || matches!(c, '_' | '=' | '~' | '#' | '>')).to_owned()
}

fn starts_picture(rest: impl Iterator<Item = char>) -> bool {
    let start: String = rest.take(6).collect::<String>().to_ascii_lowercase();
    ["cid:", "image", "img", "logo", "http", "bild", "foto"].iter().any(|p| start.starts_with(p))
}

/// Joins a mark that stands alone (as macOS writes file names and some mail) to the letter before it.
fn compose(out: &mut String, mark: char) {
    let (letters, composed) = match mark {
        '\u{306}' => ("aAgG", "ăĂğĞ"),
        '\u{302}' => ("aAiIeEoOuU", "âÂîÎêÊôÔûÛ"),
        '\u{326}' => ("sStT", "șȘțȚ"),
        '\u{327}' => ("sStTcC", "şŞţŢçÇ"),
        '\u{308}' => ("aAoOuUeEiI", "äÄöÖüÜëËïÏ"),
        '\u{301}' => ("aAeEiIoOuUsSzZcCnN", "áÁéÉíÍóÓúÚśŚźŹćĆńŃ"),
        '\u{300}' => ("aAeEiIoOuU", "àÀèÈìÌòÒùÙ"),
        '\u{30b}' => ("oOuU", "őŐűŰ"),
        '\u{30c}' => ("sSzZcCrReE", "šŠžŽčČřŘěĚ"),
        '\u{303}' => ("nNaAoO", "ñÑãÃõÕ"),
        '\u{328}' => ("aAeE", "ąĄęĘ"),
        '\u{30a}' => ("aAuU", "åÅůŮ"),
        _ => return,
    };
    let place = out.chars().next_back().and_then(|last| letters.chars().position(|l| l == last));
    if let Some(joined) = place.and_then(|n| composed.chars().nth(n)) {
        out.pop();
        out.push(joined);
    }
}

/// Replaces one range by a mark.
pub(super) fn blank_one(line: &mut String, start: usize, length: usize) {
    line.replace_range(start..start + length, "|");
}

/// Replaces the ranges (in order, apart) by a mark, so that what stood around them stays apart.
pub(super) fn blank(line: &mut String, taken: &[Range<usize>]) {
    for range in taken.iter().rev() {
        line.replace_range(range.clone(), "|");
    }
}

/// The parts of a line as marks, wide gaps and dashes between blanks cut it; never empty ones.
pub(super) fn pieces(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for piece in line.split(MARKS) {
        let mut rest = piece;
        while let Some((at, length)) = cut(rest) {
            found.push(&rest[..at]);
            rest = &rest[at + length..];
        }
        found.push(rest);
    }
    found.into_iter().map(trimmed).filter(|p| !p.is_empty()).collect()
}

fn cut(piece: &str) -> Option<(usize, usize)> {
    [" - ", " – ", " — ", "  ", " // ", " / "].iter().filter_map(|m| Some((piece.find(m)?, m.len()))).min()
}

/// A part without what holds it to its neighbours.
pub(super) fn trimmed(piece: &str) -> &str {
    piece.trim_matches(|c: char| {
        c.is_whitespace()
            || c > '\u{2190}' && !c.is_alphanumeric()
            || matches!(c, ',' | ';' | '-' | '–' | '—' | '/' | '"' | '„' | '”' | '“' | '\'' | '<' | '>' | ':')
    })
}

/// The value on one line and of bounded length.
pub(super) fn bounded(value: &str) -> String {
    let mut out = String::new();
    for word in value.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if out.len() > MAX_VALUE * 4 {
            break;
        }
    }
    let end = out.char_indices().nth(MAX_VALUE).map_or(out.len(), |(at, _)| at);
    out.truncate(end);
    out
}

/// The words of a text, folded, letters and digits only; `S.R.L.` is one word.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| {
        c.is_whitespace() || matches!(c, '/' | ',' | '&' | '(' | ')' | ':' | '-' | '–' | ';')
    })
    .map(|w| fold(w).replace(|c: char| !c.is_alphanumeric(), ""))
    .filter(|w| !w.is_empty())
    .collect()
}

/// The letters and digits of a text, folded and run together.
pub(super) fn compact(text: &str) -> String {
    let mut folded = fold(text);
    folded.retain(char::is_alphanumeric);
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_lose_their_leftovers() {
        for (line, plain) in [
            ("  *Ana Popescu*  ", "Ana Popescu"),
            ("[cid:image001.png@01DC] Radu SRL", "| Radu SRL"),
            ("[image: Logo]", "|"),
            ("Radu&nbsp;&amp;&nbsp;Fiii SRL<br>", "Radu & Fiii SRL"),
            ("S\u{326}tefan Mu\u{308}ller", "Ștefan Müller"),
            ("Tel.\u{a0}0722\u{200b}", "Tel. 0722"),
            ("______________", ""),
        ] {
            assert_eq!(clean(line), plain, "{line}");
        }
    }

    #[test]
    fn lines_fall_into_pieces() {
        assert_eq!(
            pieces("Ana Pop | Director – Radu SRL  Brașov"),
            ["Ana Pop", "Director", "Radu SRL", "Brașov"]
        );
        assert_eq!(pieces("Ana-Maria • ; "), ["Ana-Maria"]);
    }
}
