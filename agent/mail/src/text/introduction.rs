//! The line that introduces a quote: `On Sunday, Ana Pop wrote:`, in the languages of our users, wrapped or not.

use super::{fold, is_blank};

/// The longest line, or run of wrapped lines, that can introduce a quote, in bytes.
const MAX_INTRODUCTION: usize = 400;

/// The first of the lines that introduce the quote beginning at `at`; `at` itself when there are none.
pub(super) fn above(lines: &[&str], quoted: &[bool], at: usize) -> usize {
    if at == 0 || quoted[at - 1] {
        return at;
    }
    let blank = lines[..at].iter().rev().take(3).take_while(|l| is_blank(l)).count();
    let Some(last) = (at - blank).checked_sub(1).filter(|last| !quoted[*last]) else { return at };
    if let Some(start) = ending_at(lines, last).filter(|start| !quoted[*start]) {
        return start;
    }
    // A language that is not known here: `2026-11-23 14:05 Name:` says enough above a quote.
    let line = lines[last].trim();
    let dated = has_year(line) || has_time(line) || line.contains('@');
    if !line.ends_with([':', '：']) || line.len() > MAX_INTRODUCTION || !dated || shares_line(line) {
        return at;
    }
    // The address alone was wrapped: `2026-11-23 14:05 Ana <` and `ana@firma.ro>:`.
    let wrapped = line.ends_with(">:")
        && !line.contains('<')
        && last > 0
        && !quoted[last - 1]
        && lines[last - 1].contains('<');
    if wrapped { last - 1 } else { last }
}

/// An introduction that ends at this line, and tells by itself that all below is quoted.
pub(super) fn ending_unmarked(lines: &[&str], at: usize) -> Option<usize> {
    if lines[at + 1..].iter().find(|l| !is_blank(l)).is_none_or(|next| next.starts_with('>')) {
        return None;
    }
    let start = ending_at(lines, at)?;
    let whole = lines[start..=at].join(" ");
    (has_year(&whole) && has_time(&whole) || whole.contains('@') && (has_time(&whole) || has_year(&whole)))
        .then_some(start)
}

/// Words that end or stand in an introduction, folded; en, de, ro, fr, hu, pl, it, es, pt, nl, ru, cs, sv, da, fi.
const WROTE: &[&str] = &[
    "wrote:",
    "writes:",
    "wrote :",
    " schrieb",
    "a scris:",
    "a scris :",
    " scrie:",
    "a ecrit :",
    "a ecrit:",
    " irta:",
    "napisal(a):",
    "napisal:",
    "napisala:",
    " pisze:",
    "ha scritto:",
    "escribio:",
    "escreveu:",
    "schreef:",
    "schreef ",
    "пишет:",
    "написал(а):",
    "написал:",
    "написала:",
    "napsal(a):",
    "napsal:",
    "skrev:",
    "skrev ",
    "kirjoitti:",
    "написа:",
    "geschreven:",
];

/// The first line of an introduction that ends at `last`, over up to three lines.
fn ending_at(lines: &[&str], last: usize) -> Option<usize> {
    if !lines[last].trim_end().ends_with([':', '：']) {
        return None;
    }
    let mut whole = String::new();
    for start in (last.saturating_sub(2)..=last).rev() {
        let line = lines[start].trim();
        if line.is_empty() || line.starts_with('>') || whole.len() + line.len() > MAX_INTRODUCTION {
            return None;
        }
        whole = if whole.is_empty() { fold(line) } else { format!("{} {whole}", fold(line)) };
        let says = WROTE.iter().any(|w| whole.contains(w));
        let complete = has_year(&whole) || has_time(&whole) || whole.contains('@');
        let dated = start == last || has_year(line) || has_time(line) || line.contains('@');
        let begins = (start == 0 || is_blank(lines[start - 1])) && dated || starts_introduction(&whole);
        if start == last && shares_line(line) {
            return None;
        }
        if says && complete && begins {
            return Some(start);
        }
        // `Ana Pop wrote:` without a date, alone on its line.
        if says && start == last && begins && whole.len() <= 80 && !starts_introduction(&whole) {
            return Some(start);
        }
    }
    None
}

fn starts_introduction(whole: &str) -> bool {
    whole.starts_with(|c: char| c.is_ascii_digit()) && (has_year(whole) || has_time(whole))
        || [
            "on ", "am ", "in ", "pe ", "le ", "il ", "el ", "op ", "w dniu ", "dne ", "den ", "at ", "la ",
            "em ", "pa ",
        ]
        .iter()
        .any(|p| whole.starts_with(p))
}

/// Says whether an answer stands in one line with the introduction: `Yes. On Wed, 4 Apr 2012 … wrote:`.
fn shares_line(line: &str) -> bool {
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    line.match_indices("On ")
        .any(|(at, on)| at > 0 && days.iter().any(|d| line[at + on.len()..].starts_with(d)))
}

fn has_year(text: &str) -> bool {
    let digits =
        |b: &&[u8]| b.iter().all(u8::is_ascii_digit) && (b.starts_with(b"19") || b.starts_with(b"20"));
    text.as_bytes().windows(4).any(|w| digits(&w))
}

fn has_time(text: &str) -> bool {
    text.as_bytes().windows(4).any(|w| {
        w[0].is_ascii_digit() && matches!(w[1], b':' | b'.') && w[2].is_ascii_digit() && w[3].is_ascii_digit()
    })
}
