//! What the words around a phone number call it.

use super::lines::MARKS;
use crmweb_model::record::PhoneKind;
use crmweb_model::words::fold;

const FAX: &str = "fax telefax f tfax faks";
const MOBILE: &str = "mobil mobile mob m cell cel celular handy gsm whatsapp cellphone telmobil mobiltelefon mobilfunk \
     funk kom portable c";
const PHONE: &str = "tel telefon telephone phone ph p t office fix birou fon festnetz direct direkt durchwahl dw \
     zentrale call centrala tlf telefonul sediu buro landline hotline switchboard secretariat tf";
/// Words before digits that are no phone.
const NUMBERED: &str = "nr no number nummer comanda order bestellung factura invoice rechnung cui cif iban hrb hra plz cod \
     id konto cont bic swift ref referinta ticket awb steuernummer stnr lot serie seria colet \
     kundennummer auftrag vorgang po isbn autorizatie licenta cnp krs regon siret siren steuer eori ean \
     gln";

/// What a number is called.
#[derive(Default)]
pub(super) struct Label {
    pub(super) kind: Option<PhoneKind>,
    /// The label says that the digits are something else.
    pub(super) other: bool,
    pub(super) start: usize,
}

/// What the words right before a number call it.
pub(super) fn label(before: &str) -> Label {
    let part = before
        .char_indices()
        .rev()
        .take(40)
        .take_while(|(_, c)| *c != ';' && !MARKS.contains(c))
        .last()
        .map_or(before.len(), |(at, _)| at);
    let mut label = Label { start: before.len(), ..Label::default() };
    let mut tel = false;
    let apart =
        |c: char| c.is_whitespace() || matches!(c, '/' | ':' | ',' | '(' | ')' | '.' | '-' | '&' | '+' | '=');
    let mut rest = &before[part..];
    for turn in 0..4 {
        let trimmed = rest.trim_end_matches(apart);
        let word = trimmed.rsplit(apart).next().unwrap_or_default();
        if word.is_empty() {
            break;
        }
        let folded = fold(word);
        let is = |words: &str| has(words, &folded);
        let single = word.len() == 1 && turn > 0;
        let kind = match () {
            () if word.contains(['📱', '📲']) => Some(PhoneKind::Mobile),
            () if word.contains(['📠', '🖷', '℻']) => Some(PhoneKind::Fax),
            () if word.contains(['📞', '☎', '✆', '☏']) => Some(PhoneKind::Phone),
            () if single => None,
            () if is(FAX) => Some(PhoneKind::Fax),
            () if is(MOBILE) => Some(PhoneKind::Mobile),
            () if is(PHONE) => Some(PhoneKind::Phone),
            () => None,
        };
        match kind {
            Some(PhoneKind::Phone) => tel = true,
            Some(kind) => label.kind = label.kind.or(Some(kind)),
            None if is(NUMBERED) && turn == 0 => label.other = true,
            None => break,
        }
        label.start = part + trimmed.len() - word.len();
        rest = &trimmed[..trimmed.len() - word.len()];
    }
    // `Telefon nr.` is a phone, `Tel/Fax` is answered by people.
    if tel {
        label.other = false;
        label.kind = label.kind.filter(|k| *k == PhoneKind::Mobile).or(Some(PhoneKind::Phone));
    }
    if label.other && label.kind.is_none() {
        label.start = before.len();
    }
    label.other &= label.kind.is_none();
    label
}

/// A label in brackets or after a dash behind the number: what it says, and its length.
pub(super) fn behind(after: &str) -> (Option<PhoneKind>, usize) {
    let inner = after.trim_start_matches([' ', '-', '–', '(', ')']);
    let word: &str = inner.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let marked = after.trim_start().starts_with(['(', '-', '–']);
    let folded = fold(word);
    let kind = match () {
        () if !marked || word.len() < 2 => None,
        () if has(FAX, &folded) => Some(PhoneKind::Fax),
        () if has(MOBILE, &folded) => Some(PhoneKind::Mobile),
        () if has(PHONE, &folded) => Some(PhoneKind::Phone),
        () => None,
    };
    let length = after.len() - inner.len() + word.len();
    let closed = usize::from(after[length..].starts_with(')'));
    kind.map_or((None, 0), |kind| (Some(kind), length + closed))
}

fn has(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|w| w == word)
}
