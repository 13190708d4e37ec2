//! The business with clients as plain data: sales, complaints, work.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A possible or past sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opportunity {
    /// Position of the account in [`super::Company::accounts`].
    pub account: usize,
    /// Position of the contact in [`super::Company::contacts`], if one is known.
    pub contact: Option<usize>,
    /// Position of the responsible one in [`super::Company::colleagues`].
    pub owner: usize,
    /// One line.
    pub title: String,
    /// It is about looking after what was sold, which has stages of its own.
    pub maintenance: bool,
    /// How far it is.
    pub stage: Stage,
    /// In minor units of the currency (bani, cents).
    pub amount: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// What is offered; nothing while nobody has counted.
    pub lines: Vec<OfferLine>,
    /// When it was closed or is expected to.
    pub closes: Date,
    /// What to do next; nothing once it is closed, and sometimes forgotten before.
    pub next_step: Option<String>,
    /// Why it was lost.
    pub lost_reason: Option<String>,
}

/// A line of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferLine {
    /// The code of the product.
    pub code: String,
    /// How many, in the unit of the product.
    pub quantity: i64,
    /// What one costs, in minor units of the opportunity's currency.
    pub price: i64,
    /// What is taken off, in percent.
    pub discount: i64,
}

impl OfferLine {
    /// What the line comes to, in minor units.
    pub fn total(&self) -> i64 {
        self.quantity * self.price * (100 - self.discount) / 100
    }
}

/// How far a sale is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// First contact.
    Identified,
    /// The need is clear.
    Qualified,
    /// An offer is out.
    Proposal,
    /// Terms are being discussed.
    Negotiation,
    /// Sold.
    Won,
    /// Not sold.
    Lost,
}

/// A complaint or a question of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Position of the account in [`super::Company::accounts`].
    pub account: usize,
    /// Position of the contact in [`super::Company::contacts`], if one is known.
    pub contact: Option<usize>,
    /// Position of the responsible one in [`super::Company::colleagues`].
    pub assignee: usize,
    /// One line.
    pub title: String,
    /// What the client says.
    pub description: String,
    /// One word: Defect, Transport, Facturare, Documente.
    pub category: String,
    /// How it reached the company: phone, mail, web, …
    pub channel: String,
    /// The name of the product, if it is about one.
    pub product: Option<String>,
    /// How urgent it is.
    pub priority: Priority,
    /// How it was solved; none while it is open.
    pub solution: Option<String>,
    /// The client has to answer first.
    pub waiting: bool,
    /// The day it was reported.
    pub opened: Date,
}

/// How urgent something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Priority {
    /// When there is time.
    Low,
    /// As usual.
    Normal,
    /// Before most others.
    High,
    /// At once: work stands still.
    Critical,
}

/// Something to be done for a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Position of the account in [`super::Company::accounts`].
    pub account: usize,
    /// Position of the responsible one in [`super::Company::colleagues`].
    pub assignee: usize,
    /// One line.
    pub title: String,
    /// The day it is due.
    pub due: Date,
    /// Whether it is done.
    pub done: bool,
}
