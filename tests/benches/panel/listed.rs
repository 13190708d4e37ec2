//! What lists are filtered by: towns, a field of an administrator, tags.

use crate::chance::{Chance, Zipf};
use crate::company::Company;
use crate::row;
use crate::sink::Sink;
use crate::texts::uid;
use crmweb_store::Result;

/// Words of the field `x.tier`, from the rarest.
pub const TIERS: [&str; 3] = ["gold", "silver", "bronze"];
/// Tags: the first is on few contacts, the last on many.
pub const TAGS: i64 = 5;

/// The towns where clients are: a few hold most of them.
pub struct Towns(Zipf, Vec<String>);

impl Towns {
    pub fn new() -> Towns {
        Towns(Zipf::of(300), (0..300).map(|n| format!("town {n}")).collect())
    }

    pub fn draw(&self, chance: &mut Chance) -> &str {
        &self.1[self.0.draw(chance) as usize]
    }
}

pub fn importance(chance: &mut Chance) -> &'static str {
    match chance.below(100) {
        0..=2 => "key",
        3..=14 => "high",
        15..=79 => "normal",
        _ => "low",
    }
}

/// The folded text of a field.
pub fn text(sink: &mut Sink, kind: &str, field: &str, id: i64, key: &str) -> Result<()> {
    row!(sink, "text_keys (record_kind, field, record_id, text_key)", kind, field, id, key);
    Ok(())
}

/// A field of an administrator on two accounts of three, and tags on contacts.
pub fn marks(sink: &mut Sink, company: &Company, chance: &mut Chance) -> Result<()> {
    row!(
        sink,
        "custom_fields (id, uid, record_kind, name, label_ro, label_en, label_de, holds, words, position, created_at,
                updated_at)",
        1,
        uid(9, 1),
        "account",
        "x.tier",
        "Nivel",
        "Tier",
        "Stufe",
        "choice",
        "gold\nsilver\nbronze",
        0,
        0,
        0
    );
    for id in 1..=company.accounts {
        let tier = match chance.below(100) {
            0..=4 => TIERS[0],
            5..=24 => TIERS[1],
            25..=66 => TIERS[2],
            _ => continue,
        };
        row!(sink, "custom_values (field_id, record_id, value, text_key)", 1, id, tier, tier);
    }
    for tag in 1..=TAGS {
        let name = format!("tag {tag}");
        row!(sink, "tags (id, uid, name, name_key, made_at)", tag, uid(10, tag), name.clone(), name, 0);
        for id in (1..=company.contacts).filter(|id| id % 2_000 < 6 * tag * tag * tag) {
            row!(sink, "record_tags (tag_id, record_kind, record_id, made_at)", tag, "contact", id, 0);
        }
    }
    Ok(())
}
