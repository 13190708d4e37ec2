//! The table: a verb, how it is used on what belongs to somebody, and who may.
//!
//! Six groups: user, leader, administrator, a role with every scoped right for one's own, one for one's team, none.
//! In each: mine, my team's, another's. `y` done, `n` denied, `h` hidden.

mod clients;
mod documents;
mod people;
mod plans;
mod records;
mod told;
mod work;

use crate::site::Site;
use crmweb_crm::{By, Crm, Result};
use crmweb_store::Tx;

/// A verb that works in a transaction.
pub type InTx = fn(&mut Tx, &By, &Site) -> Result<()>;

/// How a verb is called.
#[derive(Clone, Copy)]
pub enum Call {
    /// In a transaction, which is taken back.
    Tx(InTx),
    /// With the whole crm; it commits.
    Crm(fn(&Crm, &By, &Site) -> Result<()>),
}

/// A row.
pub struct Row {
    /// The verb as `module::name`, and after a space what is special about this use of it.
    pub name: &'static str,
    pub call: Call,
    pub expected: &'static str,
}

impl Row {
    pub fn verb(&self) -> &str {
        self.name.split(' ').next().unwrap()
    }
}

/// Ways to read that take a viewer instead of a deed.
pub const READING: [&str; 6] = [
    "attach::reached",
    "find::record",
    "find::suggest",
    "from_mail::prefilled",
    "in_front::mail",
    "record_page::client",
];

// What many rows have in common.
/// Adding something of one's own.
const ADD: &str = "yyy yyy nnn yyy yyy nnn";
/// Changing a record.
const CHANGE: &str = "yyy yyy nnn ynn yyn nnn";
/// Seeing a record.
const SEE: &str = "yyy yyy yyy ynn yyn nnn";
/// What everybody may who may anything.
const ALL: &str = "yyy yyy yyy yyy yyy nnn";
/// What is the administrator's.
const ADMINISTER: &str = "nnn nnn yyy nnn nnn nnn";
/// What concerns the mail of everybody.
const EVERYBODYS: &str = "yyy yyy nnn nnn nnn nnn";

pub fn rows() -> Vec<Row> {
    [clients::rows(), work::rows(), records::rows(), people::rows()]
        .into_iter()
        .chain([plans::rows(), told::rows(), documents::rows()])
        .flatten()
        .collect()
}

fn tx(name: &'static str, call: InTx, expected: &'static str) -> Row {
    Row { name, call: Call::Tx(call), expected }
}

fn crm(name: &'static str, call: fn(&Crm, &By, &Site) -> Result<()>, expected: &'static str) -> Row {
    Row { name, call: Call::Crm(call), expected }
}

/// Leaves only whether it was done.
fn done<T>(answer: Result<T>) -> Result<()> {
    answer.map(drop)
}
