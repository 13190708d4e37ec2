//! Texts as long as those of a company.

use crate::chance::Chance;

const WORDS: [&str; 16] = [
    "oferta",
    "factura",
    "comanda",
    "imprimanta",
    "livrare",
    "contract",
    "garantie",
    "Termin",
    "Angebot",
    "Rechnung",
    "meeting",
    "invoice",
    "delivery",
    "quote",
    "support",
    "prezentare",
];

pub fn uid(kind: i64, id: i64) -> String {
    format!("019ab9c2-7f3e-7c1a-9d5{kind:x}-{id:012x}")
}

pub fn words(chance: &mut Chance, count: usize) -> String {
    let mut text = String::with_capacity(count * 9);
    for n in 0..count {
        if n > 0 {
            text.push(' ');
        }
        text.push_str(WORDS[chance.below(WORDS.len() as i64) as usize]);
    }
    text
}
