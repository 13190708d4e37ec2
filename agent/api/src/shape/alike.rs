//! Records that may be the same, as JSON.

use super::Named;
use crmweb_crm::duplicates::Candidate;
use crmweb_model::likeness::{Likeness, Reason};
use serde::Serialize;
use utoipa::ToSchema;

/// A record that may be the one meant.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Alike {
    /// The record.
    pub record: Named,
    /// What tells it from others of the same name.
    pub detail: String,
    /// How much it resembles, from 1 to 100.
    pub score: i64,
    /// It is taken for the same until somebody says otherwise.
    pub certain: bool,
    /// Why, the strongest first.
    pub reasons: Vec<AlikeReason>,
}

/// Why two records may be the same.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AlikeReason {
    /// `address`, `vat_number`, `registration_number`, `phone`, `person`, `company` or `domain`.
    pub what: String,
    /// What both have, folded.
    pub value: String,
    /// In words.
    pub why: String,
}

impl From<Candidate> for Alike {
    fn from(it: Candidate) -> Alike {
        let record = Named { kind: it.record.kind, uid: it.uid, name: it.name };
        let certain = it.likeness.is_certain();
        Alike { record, detail: it.detail, score: it.likeness.score, certain, reasons: reasons(it.likeness) }
    }
}

/// Shows why.
pub fn reasons(likeness: Likeness) -> Vec<AlikeReason> {
    let shown = |it: Reason| AlikeReason { what: it.of.as_str().into(), value: it.value, why: it.why };
    likeness.reasons.into_iter().map(shown).collect()
}
