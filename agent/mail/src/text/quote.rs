//! Which lines of a text are quoted mail.

use super::introduction::{above, ending_unmarked};
use super::{fold, is_blank, mark};

/// Says whether a subject marks a forwarded mail, in the languages of the common programs.
pub fn is_forward(subject: &str) -> bool {
    let head: String = subject.trim_start().chars().take(24).collect();
    let folded = fold(&head);
    let Some((prefix, _)) = folded.split_once(':') else { return false };
    let prefix = prefix.trim();
    [
        "fw",
        "fwd",
        "wg",
        "tr",
        "rv",
        "pd",
        "enc",
        "i",
        "vs",
        "vb",
        "doorst",
        "tovabbitas",
        "redirectionat",
        "trimis mai departe",
    ]
    .contains(&prefix)
}

/// Marks the quoted lines.
pub(super) fn find(lines: &[&str], forwarded: bool) -> Vec<bool> {
    let mut quoted = vec![false; lines.len()];
    let mut written = false;
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        if line.as_bytes().first() == Some(&b'>') && line.as_bytes().last() != Some(&b'<') {
            let start = above(lines, &quoted, at);
            quoted[start..=at].fill(true);
        } else if is_blank(line) && line != mark::QUOTE {
            // Between quoted lines it is theirs, as nothing comes of it otherwise.
        } else if is_forward_line(line) {
            return quoted;
        } else if let Some(start) = (!forwarded).then(|| rest_begins(lines, at)).flatten() {
            // A copy with nothing above it may be a forwarded mail without its mark.
            if written {
                quoted[start..].fill(true);
            }
            return quoted;
        } else if written && let Some(start) = ending_unmarked(lines, at) {
            if lines[..start].iter().zip(&quoted).any(|(l, q)| !q && !is_blank(l)) {
                quoted[start..].fill(true);
                return quoted;
            }
        } else {
            written = true;
        }
        at += 1;
    }
    quoted
}

/// Lines that begin the copy of a forwarded mail, folded and without dashes.
const FORWARD: &[&str] = &[
    "forwarded message",
    "begin forwarded message",
    "mesaj redirectionat",
    "mesaj redirecționat",
    "mesaj inaintat",
    "inceputul mesajului redirectionat",
    "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht",
    "anfang der weitergeleiteten e-mail",
    "message transfere",
    "message reexpedie",
    "debut du message reexpedie",
    "debut du message transfere",
    "tovabbitott uzenet",
    "tovabbitott level",
    "wiadomosc przekazana dalej",
    "przekazana wiadomosc",
    "treść przekazanej wiadomości",
    "poczatek przekazywanej wiadomosci",
    "messaggio inoltrato",
    "mensaje reenviado",
    "forwarded by",
    "doorgestuurd bericht",
    "пересылаемое сообщение",
    "пересланное сообщение",
];

/// Lines that begin the copy of the mail that is answered, folded and without dashes.
const ORIGINAL: &[&str] = &[
    "original message",
    "original appointment",
    "original mail",
    "mesaj original",
    "mesajul original",
    "mesaj initial",
    "ursprungliche nachricht",
    "originalnachricht",
    "original-nachricht",
    "message d'origine",
    "message original",
    "eredeti uzenet",
    "oryginalna wiadomosc",
    "wiadomosc oryginalna",
    "messaggio originale",
    "mensaje original",
    "oorspronkelijk bericht",
    "исходное сообщение",
    "reply message",
    "replied message",
    "ursprungligt meddelande",
    "oprindelig meddelelse",
    "opprinnelig melding",
    "antwort nachricht",
];

fn is_forward_line(line: &str) -> bool {
    let dashed = line.trim_start().starts_with("--");
    if !dashed && !line.trim_end().ends_with(':') || line.len() > 120 {
        return false;
    }
    let folded = fold(line);
    let bare = folded.trim_matches(|c: char| c == '-' || c == ':' || c.is_whitespace());
    FORWARD.iter().any(|f| bare == *f || dashed && bare.starts_with(f))
}

/// Says whether everything from here on is the copy of an older mail; returns where it begins.
fn rest_begins(lines: &[&str], at: usize) -> Option<usize> {
    let line = lines[at];
    if line == mark::QUOTE {
        return Some(at);
    }
    let first = line.trim_start().trim_start_matches('*').chars().next()?;
    match first {
        '-' if is_original_line(line) => Some(at),
        '_' | '-' if is_rule(line) => {
            let next = at + 1 + lines[at + 1..].iter().take(2).take_while(|l| is_blank(l)).count();
            (next < lines.len() && is_header_block(lines, next)).then_some(at)
        }
        _ => is_header_block(lines, at).then_some(at),
    }
}

fn is_original_line(line: &str) -> bool {
    let trimmed = line.trim();
    if !trimmed.starts_with("--") || trimmed.len() > 120 {
        return false;
    }
    let folded = fold(trimmed);
    let bare = folded.trim_matches(|c: char| c == '-' || c.is_whitespace());
    // `---- Ana Pop wrote ----`
    ORIGINAL.contains(&bare)
        || trimmed.ends_with("--")
            && [" wrote", " schrieb", " a scris", " a ecrit"].iter().any(|w| bare.ends_with(w))
}

fn is_rule(line: &str) -> bool {
    let trimmed = line.trim();
    trimmed.len() >= 10 && (trimmed.bytes().all(|b| b == b'_') || trimmed.bytes().all(|b| b == b'-'))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    From,
    Sent,
    To,
    Copy,
    Subject,
}

/// Labels of a quoted header, folded: en, ro, de, fr, hu, pl, it, es, nl, ru, ja.
const LABELS: &[(Label, &[&str])] = &[
    (
        Label::From,
        &[
            "from",
            "de la",
            "expeditor",
            "von",
            "de",
            "felado",
            "kuldo",
            "od",
            "da",
            "van",
            "от",
            "от кого",
            "差出人",
            "fran",
            "fra",
            "expediteur",
        ],
    ),
    (
        Label::Sent,
        &[
            "sent",
            "date",
            "trimis",
            "trimis la",
            "data",
            "gesendet",
            "datum",
            "envoye",
            "elkuldve",
            "datum",
            "wyslano",
            "inviato",
            "enviado",
            "fecha",
            "verzonden",
            "отправлено",
            "дата",
            "送信日時",
            "日時",
            "skickat",
            "sendt",
        ],
    ),
    (
        Label::To,
        &[
            "to",
            "catre",
            "an",
            "a",
            "cimzett",
            "do",
            "para",
            "aan",
            "кому",
            "宛先",
            "destinatar",
            "till",
            "til",
        ],
    ),
    (Label::Copy, &["cc", "kopie", "copie", "dw", "kopia", "cc:", "masolatot kap", "копия", "ccn", "bcc"]),
    (
        Label::Subject,
        &[
            "subject",
            "subiect",
            "betreff",
            "objet",
            "targy",
            "temat",
            "oggetto",
            "asunto",
            "onderwerp",
            "тема",
            "件名",
            "amne",
            "emne",
        ],
    ),
];

fn label(line: &str) -> Option<Label> {
    let line = line.trim_start().trim_start_matches('*');
    let head = &line[..line.floor_char_boundary(40)];
    let (name, _) = head.split_once(':').or_else(|| head.split_once('：'))?;
    let folded = fold(name.trim().trim_end_matches('*').trim_end());
    LABELS.iter().find(|(_, names)| names.contains(&folded.as_str())).map(|(label, _)| *label)
}

/// Says whether a quoted header begins here: a sender, and two of date, addressee and subject close below.
fn is_header_block(lines: &[&str], at: usize) -> bool {
    let Some(first @ (Label::From | Label::Sent)) = label(lines[at]) else { return false };
    let mut seen = vec![first];
    for line in lines[at + 1..].iter().take(10) {
        match label(line) {
            // Another sender: at most, the block begins there.
            Some(found) if found == first => return false,
            Some(found) if !seen.contains(&found) => seen.push(found),
            _ => {}
        }
        if found_enough(&seen) {
            return true;
        }
    }
    false
}

fn found_enough(seen: &[Label]) -> bool {
    seen.contains(&Label::From)
        && [Label::Sent, Label::To, Label::Subject].iter().filter(|l| seen.contains(l)).count() >= 2
}
