//! Numbers that only go up.

use crate::engine::Tx;
use crate::error::Result;

/// The counter of incident numbers.
pub const INCIDENTS: &str = "incidents";

/// The number before the first: four digits read as a reference, one digit does not.
const START: i64 = 1_000;

/// Takes the next number of the counter `name`; a number is given once, but one whose transaction failed is not.
pub fn next(tx: &mut Tx, name: &str) -> Result<i64> {
    tx.query_one(
        "INSERT INTO counters (name, value)
         VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET value = counters.value + 1
         RETURNING value",
        &[&name, &(START + 1)],
        |r| r.get(0),
    )
}
