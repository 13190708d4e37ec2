//! Where a page of a list ended, as a text that means nothing to anybody else and fits this list only.

use super::Asked;
use crate::error::{Error, Result};
use base64_simd::URL_SAFE_NO_PAD;
use crmweb_model::ids::Uid;
use crmweb_store::blobs::sha256_hex;
use crmweb_store::query::{Place, Value};
use serde::{Deserialize, Serialize};

/// What a cursor holds.
#[derive(Serialize, Deserialize)]
struct Held {
    /// The list it belongs to.
    l: String,
    /// What ordered the last record.
    v: Vec<Part>,
    /// The last record.
    u: String,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Part {
    Number(i64),
    Text(String),
    Nothing(()),
}

/// The longest cursor: five texts of 200 characters, and some.
const LONGEST: usize = 16_000;

/// Tells lists apart: by what they list, which records, in which order.
pub(super) fn mark(asked: &Asked) -> String {
    let order = serde_json::to_string(&(&asked.layout.filter, &asked.layout.sort)).unwrap_or_default();
    let zone = asked.zone.iana_name().unwrap_or_default();
    sha256_hex(format!("{} {zone} {order}", asked.kind).as_bytes())[..16].to_owned()
}

/// Writes a cursor.
pub(super) fn write(place: &Place, mark: &str) -> String {
    let part = |value: &Value| match value {
        Value::Nothing => Part::Nothing(()),
        Value::Number(number) => Part::Number(*number),
        Value::Text(text) => Part::Text(text.clone()),
    };
    let held = Held { l: mark.into(), v: place.values.iter().map(part).collect(), u: place.uid.clone() };
    URL_SAFE_NO_PAD.encode_to_string(serde_json::to_vec(&held).unwrap_or_default())
}

/// Reads a cursor of the list `mark`.
pub(super) fn read(text: &str, mark: &str) -> Result<Place> {
    let bytes = Some(text).filter(|text| text.len() <= LONGEST);
    let bytes = bytes.and_then(|text| URL_SAFE_NO_PAD.decode_to_vec(text).ok());
    let held: Option<Held> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let held = held.filter(|held| held.l == mark && Uid::parse(&held.u).is_ok()).ok_or(Error::Cursor)?;
    let value = |part| match part {
        Part::Nothing(()) => Value::Nothing,
        Part::Number(number) => Value::Number(number),
        Part::Text(text) => Value::Text(text.replace('\0', "")),
    };
    Ok(Place { values: held.v.into_iter().map(value).collect(), uid: held.u })
}
