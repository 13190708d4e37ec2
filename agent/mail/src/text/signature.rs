//! Where the text ends and the signature begins.

use super::{fold, is_blank, mark};

/// The most lines below a closing formula, and how long they may be, in characters.
const MAX_LINES: usize = 8;
const MAX_LINE: usize = 80;

/// Closing formulas that may go on in the same line, folded.
const CLOSINGS: &[&str] = &[
    "cu stima",
    "cu deosebita stima",
    "cu respect",
    "cu deosebit respect",
    "cu consideratie",
    "cu drag",
    "numai bine",
    "toate cele bune",
    "o zi buna",
    "o zi frumoasa",
    "va doresc o zi",
    "mit freundlichen grussen",
    "mit freundlichen gruessen",
    "mit freundlichem gruss",
    "freundliche grusse",
    "viele grusse",
    "liebe grusse",
    "beste grusse",
    "herzliche grusse",
    "schone grusse",
    "mit besten grussen",
    "mit herzlichen grussen",
    "hochachtungsvoll",
    "best regards",
    "kind regards",
    "kindest regards",
    "warm regards",
    "with regards",
    "with kind regards",
    "with best regards",
    "best wishes",
    "yours sincerely",
    "sincerely yours",
    "yours faithfully",
    "yours truly",
    "all the best",
    "udvozlettel",
    "szivelyes udvozlettel",
    "tisztelettel",
    "koszonettel",
    "z powazaniem",
    "serdecznie pozdrawiam",
    "z wyrazami szacunku",
    "bien cordialement",
    "meilleures salutations",
    "sinceres salutations",
    "bien a vous",
    "cordiali saluti",
    "distinti saluti",
    "un saludo",
    "с уважением",
    "met vriendelijke groet",
    "s pozdravem",
    "よろしくお願いいたします",
    "よろしくお願いします",
];

/// Closing formulas that are ordinary words otherwise: they stand alone or before a comma.
const SHORT_CLOSINGS: &[&str] = &[
    "regards",
    "best",
    "cheers",
    "sincerely",
    "respectfully",
    "br",
    "rgds",
    "mfg",
    "lg",
    "vg",
    "gruss",
    "grusse",
    "udv",
    "pozdrawiam",
    "pozdrowienia",
    "cordialement",
    "salutations",
    "saludos",
    "atentamente",
    "saluti",
    "stima",
    "groeten",
    "bis bald",
    "respectueusement",
];

/// Thanks that close a mail. They are part of the text; what stands below is not.
const THANKS: &[&str] = &[
    "multumesc",
    "va multumesc",
    "multumim",
    "va multumim",
    "multumesc anticipat",
    "thanks",
    "thank you",
    "many thanks",
    "thanks in advance",
    "danke",
    "vielen dank",
    "danke im voraus",
    "merci",
    "merci d'avance",
    "koszonom",
    "dziekuje",
    "grazie",
    "gracias",
    "спасибо",
];

/// Footers that telephones and programs add, folded.
const FOOTERS: &[&str] = &[
    "sent from my ",
    "sent from mail for ",
    "sent from outlook",
    "sent from yahoo",
    "sent from the ",
    "sent from proton",
    "sent with proton",
    "sent via ",
    "get outlook for",
    "trimis de pe ",
    "trimis din ",
    "von meinem ",
    "gesendet von ",
    "gesendet mit ",
    "diese nachricht wurde von meinem",
    "envoye de mon ",
    "envoye depuis ",
    "envoye a partir de",
    "wyslane z ",
    "wyslano z ",
    "elkuldve az ",
    "elkuldve a ",
    "az en iphone",
    "отправлено с ",
    "отправлено из ",
    "iphoneから送信",
    "inviato da ",
    "enviado desde ",
    "verstuurd vanaf ",
    "obtineti outlook",
    "outlook fur ",
    "holen sie sich outlook",
    "descarca outlook",
];

/// Words of the paragraph about confidentiality and trees that companies append.
const DISCLAIMERS: &[&str] = &[
    "confiden",
    "vertraulich",
    "bizalmas",
    "poufn",
    "disclaimer",
    "privileged",
    "think before",
    "before printing",
    "mediul inconjurator",
];

/// Cuts a segment into text and signature.
pub(super) fn cut<'a>(lines: &[&'a str]) -> (Vec<&'a str>, Vec<&'a str>) {
    if let Some(start) = lines.iter().position(|l| *l == mark::SIGNATURE) {
        let end = lines[start..].iter().position(|l| *l == mark::SIGNED).map_or(lines.len(), |n| start + n);
        let below: Vec<&str> = lines[end..].iter().copied().filter(|l| !is_blank(l)).collect();
        // What the program calls the signature; a formula above belongs to it, text below does not.
        let above = if below.is_empty() { beginning(&lines[..start]) } else { start };
        let text = lines[..above].iter().chain(&lines[end..]).copied().collect();
        return (text, lines[above..end].to_vec());
    }
    let start = beginning(lines);
    (lines[..start].to_vec(), lines[start..].to_vec())
}

/// The line at which the signature begins; the number of lines when there is none.
fn beginning(lines: &[&str]) -> usize {
    let mut end = lines.len();
    if let Some(start) = delimiter(lines) {
        end = start;
    }
    if let Some(start) = footer(&lines[..end]) {
        end = start;
    }
    closing(&lines[..end]).unwrap_or(end)
}

/// Says whether a line only separates text and signature.
pub(super) fn is_delimiter(line: &str) -> bool {
    matches!(line.trim_end(), "--" | "—" | "---")
}

/// `-- ` alone on a line (RFC 3676 §4.3). Without the blank it may be a line of dashes in the text.
fn delimiter(lines: &[&str]) -> Option<usize> {
    let below = |at: usize| lines[at + 1..].iter().filter(|l| !is_blank(l)).take(50).count();
    let mut candidates = lines.iter().enumerate().rev().take(120).filter(|(_, l)| l.starts_with(['-', '—']));
    let found = candidates.find(|(_, l)| is_delimiter(l))?;
    let exact = *found.1 == "-- ";
    (below(found.0) <= if exact { 40 } else { 12 }).then_some(found.0)
}

/// A telephone's footer among the last lines.
fn footer(lines: &[&str]) -> Option<usize> {
    let last = lines.iter().enumerate().rev().filter(|(_, l)| !is_blank(l)).take(4);
    let is_footer = |line: &str| {
        line.chars().count() <= 120
            && starts_any(fold(line.trim().trim_start_matches(['[', '<'])).as_str(), FOOTERS)
    };
    last.filter(|(_, l)| is_footer(l)).map(|(at, _)| at).last()
}

/// A closing formula with a few short lines below it.
fn closing(lines: &[&str]) -> Option<usize> {
    let mut below = 0;
    for (at, line) in lines.iter().enumerate().rev().filter(|(_, l)| !is_blank(l)).take(MAX_LINES + 20) {
        let length = line.chars().count();
        if length <= MAX_LINE {
            let folded = fold(line.trim());
            let start = if is_closing(&folded) {
                Some(at)
            } else {
                (below > 0 && THANKS.contains(&folded.trim_end_matches([',', '!', '.', ' '])))
                    .then_some(at + 1)
            };
            if start.is_some() {
                return start;
            }
        }
        if length > MAX_LINE && is_disclaimer(line) {
            // Everything below the first line of a disclaimer is part of it.
            below = 0;
            continue;
        }
        below += 1;
        if below > MAX_LINES || (length > MAX_LINE && !has_disclaimer_above(lines, at)) {
            return None;
        }
    }
    None
}

/// Says whether the paragraph around a long line began as a disclaimer.
fn has_disclaimer_above(lines: &[&str], at: usize) -> bool {
    let near = lines[..at].iter().rev().filter(|l| !is_blank(l)).take(6);
    near.filter(|l| l.chars().count() > 40).any(|l| is_disclaimer(l))
}

fn is_disclaimer(line: &str) -> bool {
    let folded = fold(line);
    DISCLAIMERS.iter().any(|w| folded.contains(w))
}

fn is_closing(folded: &str) -> bool {
    let bare =
        folded.trim_end_matches([',', '.', '!', ':', ';', '。', ' ']).trim_start_matches(['-', '*', ' ']);
    // Most lines begin with no formula's letter.
    let Some(first) = bare.bytes().next() else { return false };
    let after = |formula: &&str| {
        (formula.as_bytes().first() == Some(&first)).then(|| bare.strip_prefix(*formula)).flatten()
    };
    SHORT_CLOSINGS
        .iter()
        .filter_map(after)
        .any(|rest| rest.is_empty() || rest.starts_with(',') && rest.len() < 40)
        || CLOSINGS
            .iter()
            .filter_map(after)
            .any(|rest| rest.len() < 40 && !rest.starts_with(char::is_alphanumeric) && !rest.contains('?'))
}

fn starts_any(text: &str, starts: &[&str]) -> bool {
    starts.iter().any(|s| text.starts_with(s))
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn signatures_begin_where_people_say_goodbye() {
        for (text, above) in [
            ("Text.\n-- \nAna", 1),
            ("Text.\n\nCu stimă,\nAna Pop", 2),
            ("Text.\nCU STIMA\nAna Pop", 1),
            ("Text.\nCu stimă, Ana Pop", 1),
            ("Text.\nMit freundlichem Gruß\nJürgen", 1),
            ("Text.\nBest,\nAna", 1),
            ("Text.\nThanks,\nAna", 2),
            ("Text.\nTrimis de pe Samsung", 1),
            ("Text.\nSent from my iPhone\n", 1),
            ("Best of all is this.\nAna", 2),
            ("Regards the offer: no.\nAna", 2),
            ("Cu stimă,\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10", 11),
            ("Thanks.", 1),
            ("Text\n--\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13", 15),
            ("", 0),
        ] {
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!(cut(&lines).0.len(), above, "{text}");
        }
    }
}
