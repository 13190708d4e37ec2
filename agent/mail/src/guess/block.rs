//! Which lines of a mail are the signature of its author, and which are what the author wrote.

use super::lines;
use crate::text;
use crmweb_model::words::fold;

/// The most lines of a signature, and how long one may be below a closing formula, in characters.
const MAX_LINES: usize = 40;
const MAX_LINE: usize = 120;
/// How many lines of a mail are read, and how much of one, in bytes.
const MAX_READ: usize = 3_000;
const MAX_PROSE: usize = 1_000;

/// What the author wrote, and how it is signed.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// The new text, without signature.
    pub(super) text: String,
    /// The lines of the signature, made plain; a blank one parts paragraphs.
    pub(super) signature: Vec<String>,
}

/// Reads a mail's text; `words` are the words of the author's name, folded.
pub(super) fn read(mail: &str, words: &[String]) -> Written {
    let split = text::split(&own(mail), false);
    let new = split.text.strip_prefix('x').unwrap_or(&split.text).trim_start();
    let mut signature = plain(split.signature.lines());
    let mut text = new.to_owned();
    if signature.iter().all(|l| l.is_empty() || closes(l)) {
        let lines: Vec<&str> = new.lines().collect();
        let start = below_closing(&lines).or_else(|| from_name(&lines, words));
        if let Some(start) = start {
            signature = plain(lines[start..].iter().copied().chain(split.signature.lines()));
            text = lines[..start].join("\n");
        }
    }
    Written { text, signature }
}

/// The mail up to the copy of a forwarded one, under a line that makes a copy at the very top count as quoted: nothing
/// of it is signed by the author.
fn own(mail: &str) -> String {
    let mut own = String::with_capacity(mail.len() + 8);
    own.push_str("x\n\n");
    for line in mail.lines().take(MAX_READ).take_while(|l| !is_copy(l.trim())) {
        own.push_str(&line[..line.floor_char_boundary(MAX_PROSE)]);
        own.push('\n');
    }
    own
}

/// `---------- Forwarded message ---------` and `Begin forwarded message:`.
fn is_copy(line: &str) -> bool {
    let dashed = line.starts_with("---") && line.ends_with("---") && line.contains(char::is_alphabetic);
    if dashed || line.len() > 80 || !line.ends_with(':') {
        return dashed;
    }
    let folded = fold(line);
    let words =
        ["forwarded", "redirection", "inaintat", "weitergeleitet", "transfere", "tovabbit", "przekaz"];
    words.iter().any(|w| folded.contains(w))
}

/// A closing formula with more lines below than a text would be cut at, when they are lines of a signature.
fn below_closing(lines: &[&str]) -> Option<usize> {
    let mut below = 0;
    for (at, line) in lines.iter().enumerate().rev().filter(|(_, l)| !l.trim().is_empty()).take(MAX_LINES) {
        if line.len() <= 80 && opens(line) {
            return (below > 0 && says_something(&lines[at + 1..])).then_some(at);
        }
        // Prose below a formula: the formula was in the text. Disclaimers are long, and end a signature.
        below = if ends_signature(&fold(line)) { 0 } else { below + 1 };
        if line.chars().count() > MAX_LINE && below > 0 {
            return None;
        }
    }
    None
}

/// The line that is the author's name, alone above a few short lines: people sign without any formula.
fn from_name(lines: &[&str], words: &[String]) -> Option<usize> {
    if words.len() < 2 {
        return None;
    }
    let tail = lines.iter().enumerate().rev().filter(|(_, l)| !l.trim().is_empty()).take(MAX_LINES / 2);
    for (at, line) in tail {
        if line.chars().count() > MAX_LINE && !ends_signature(&fold(line)) {
            return None;
        }
        let named = lines::words(lines::pieces(line).first().copied().unwrap_or_default());
        let starts = at == 0 || lines[at - 1].trim().is_empty();
        if starts && named.len() <= words.len() + 2 && words.iter().all(|w| named.contains(w)) {
            return Some(at);
        }
    }
    None
}

fn says_something(lines: &[&str]) -> bool {
    lines
        .iter()
        .any(|l| l.contains('@') || l.contains("www.") || l.bytes().filter(u8::is_ascii_digit).count() > 7)
}

/// Closing formulas that are too short or too rare to cut a text at, but open a signature.
const RARE: &[&str] = &[
    "cu prietenie",
    "cu multumiri",
    "cu aleasa consideratie",
    "salutari",
    "spor",
    "o seara frumoasa",
    "o saptamana frumoasa",
    "un weekend placut",
    "thanks and regards",
    "thanks & regards",
    "thank you and best regards",
    "warmest regards",
    "many thanks and best regards",
    "with appreciation",
    "sonnige grusse",
    "freundlichst",
    "mit freundlichen grussen aus",
    "gruesse",
    "viele gruesse",
    "beste gruesse",
    "freundliche gruesse",
    "liebe gruesse",
];

/// Says whether a signature begins at or right below this line.
fn opens(line: &str) -> bool {
    closes(line) || !text::split(&format!("{line}\nx"), false).signature.is_empty()
}

/// Says whether the line is a closing formula and nothing else.
pub(super) fn closes(line: &str) -> bool {
    let folded = fold(line);
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
    !bare.is_empty() && bare.len() < 60 && (RARE.contains(&bare) || text::split(line, false).text.is_empty())
}

/// The line without the closing formula it begins with: `Cu stimă, Ana Pop`.
pub(super) fn without_closing(line: &str) -> &str {
    if line.len() > 200 {
        return line;
    }
    let mut rest = line;
    let ends: Vec<usize> = line
        .char_indices()
        .filter(|(_, c)| c.is_whitespace() || matches!(c, ',' | '!' | '.' | '/' | '|'))
        .map(|(at, _)| at)
        .chain([line.len()])
        .take(8)
        .collect();
    // The shortest beginning that is a formula by itself; then the next formula, of a bilingual line.
    let mut start = 0;
    for end in ends {
        let head = lines::trimmed(&line[start..end]);
        // One word is a formula only before a comma or alone.
        let apart = line[end..].is_empty() || line[end..].starts_with([',', '!']);
        if (head.contains(' ') || apart && head.len() > 1) && closes(head) {
            start = end;
            rest = &line[end..];
        }
    }
    rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(' && c != '+')
}

/// The lines made plain, up to what companies and programs append.
fn plain<'a>(signature: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in signature.take(MAX_LINES * 2) {
        let folded = fold(line);
        if ends_signature(&folded) {
            break;
        }
        if !is_passed_over(&folded) && line.len() <= 400 {
            out.push(lines::clean(line));
        }
        if out.len() >= MAX_LINES {
            break;
        }
    }
    out
}

/// What begins the paragraph that nobody reads, folded: nothing of the author comes below it.
const ENDS: &[&str] = &[
    "confidential",
    "vertraulich",
    "disclaimer",
    "privileged",
    "acest mesaj",
    "acest e-mail",
    "acest email",
    "prezentul mesaj",
    "prezentul e-mail",
    "informatiile continute",
    "informatiile transmise",
    "this e-mail",
    "this email",
    "this message",
    "the information contained",
    "diese e-mail",
    "diese nachricht",
    "dieses e-mail",
    "der inhalt dieser",
    "think before",
    "before printing",
    "mediul inconjurator",
    "bevor sie diese",
    "inainte de a tipari",
    "unsubscribe",
    "dezabon",
    "abmelden",
    "newsletter abbestellen",
    "you received this",
    "you are receiving",
    "primiti acest",
    "sie erhalten diese",
    "to view this discussion",
];

fn ends_signature(folded: &str) -> bool {
    ENDS.iter().any(|w| folded.contains(w))
}

/// Lines that programs add, or that are about something else.
fn is_passed_over(folded: &str) -> bool {
    let starts = [
        "sent from",
        "trimis de pe",
        "trimis din",
        "gesendet von",
        "gesendet mit",
        "von meinem",
        "get outlook",
        "obtineti outlook",
        "outlook fur",
        "holen sie sich",
        "p.s.",
        "ps:",
    ];
    let about =
        ["datenschutz", "privacy", "gdpr", "virus", "avast", "follow us", "folgen sie", "urmariti-ne"];
    starts.iter().any(|s| folded.starts_with(s)) || about.iter().any(|s| folded.contains(s))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_not_part_of_the_name() {
        for (line, rest) in [
            ("Cu stimă, Ana Pop", "Ana Pop"),
            ("Cu stimă Ana Pop", "Ana Pop"),
            ("Best regards / Cu stimă", ""),
            ("Mit freundlichen Grüßen", ""),
            ("Best, Tom Hall", "Tom Hall"),
            ("Ana Pop", "Ana Pop"),
        ] {
            assert_eq!(without_closing(line), rest, "{line}");
        }
    }

    #[test]
    fn the_copy_of_a_forwarded_mail_is_not_the_authors() {
        let mail = "Vezi mai jos.\n\n---------- Forwarded message ---------\nFrom: X\n\nCu stimă,\nIon Pop";
        assert!(read(mail, &[]).signature.is_empty());
        let mail = "From: Ion Pop <ion@x.ro>\nSent: Monday\nTo: Ana\nSubject: Oferta\n\nCu stimă,\nIon Pop";
        assert!(read(mail, &[]).signature.is_empty());
    }
}
