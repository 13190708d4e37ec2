//! The words before and between the parts of a signature: what a part is called, and what joins it to the next.

use super::lines::trimmed;
use super::names::{self, Name};
use super::positions::is_title;
use super::wordlists::is_given;
use crmweb_model::words::fold;

/// `Notar public Irina Oprea`: a position and a usual name behind it.
pub(super) fn titled_name<'a>(part: &'a str, local: &str) -> Option<(&'a str, &'a str)> {
    if part.len() > 80 {
        return None;
    }
    let cuts: Vec<usize> = part.match_indices(' ').take(6).map(|(at, _)| at).collect();
    cuts.iter().rev().map(|at| (&part[..*at], &part[at + 1..])).find(|(title, name)| {
        let person = names::read(name, local).filter(Name::is_whole);
        is_title(title) && person.is_some_and(|n| n.words().iter().any(|w| is_given(w)))
    })
}

/// What stands before a company, without the word that joins them: `Head of Sales at`.
pub(super) fn without_joint(before: &str) -> &str {
    let joints = [" at", " la", " bei", " der", " of", " @", " von", " în cadrul", " in cadrul", " for"];
    joints.iter().find_map(|j| before.strip_suffix(j)).unwrap_or(before)
}

/// The piece without its label; `None` when the label says that it is about something else.
pub(super) fn without_label(piece: &str) -> Option<&str> {
    // `Inh. Josef Huber` names who owns the house.
    if piece.starts_with("Inh. ") {
        return None;
    }
    let Some((label, rest)) = piece.split_once(':') else { return Some(piece) };
    let folded = fold(label);
    let known = [
        "nume",
        "name",
        "functia",
        "functie",
        "position",
        "title",
        "titel",
        "firma",
        "company",
        "companie",
        "compania",
        "societatea",
        "denumire",
        "unternehmen",
        "departament",
        "abteilung",
        "department",
        "contact",
        "persoana de contact",
        "ansprechpartner",
    ];
    if known.contains(&folded.as_str()) { Some(trimmed(rest)).filter(|r| !r.is_empty()) } else { None }
}

/// The part without `Adresa:` before it.
pub(super) fn without_place_label(part: &str) -> &str {
    let Some((label, rest)) = part.split_once(':') else { return part };
    let known = [
        "adresa",
        "adr",
        "adr.",
        "sediu",
        "sediul",
        "sediul social",
        "sediu social",
        "punct de lucru",
        "address",
        "anschrift",
        "adresse",
        "sitz",
        "a",
        "oras",
        "localitate",
        "punctul de lucru",
        "office",
        "birou",
        "hausanschrift",
        "postanschrift",
        "headquarters",
        "sediul central",
        "showroom",
        "depozit",
        "fabrica",
        "firmensitz",
        "registered office",
    ];
    if known.contains(&fold(label).as_str()) { rest.trim() } else { part }
}
