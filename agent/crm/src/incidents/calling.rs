//! An incident of somebody who is not known yet (SPEC I1): client and incident as one deed.

use super::log;
use crate::deed::By;
use crate::error::Result;
use crate::new_client::{self, Added, Employer};
use crmweb_model::draft::{ContactDraft, IncidentDraft};
use crmweb_model::rights::{Right, Whose};
use crmweb_store::Tx;
use crmweb_store::incidents::Incident;

/// Somebody who is not known yet.
#[derive(Clone, Debug)]
pub struct Stranger {
    /// The person.
    pub contact: ContactDraft,
    /// Where the person works.
    pub employer: Employer,
    /// What the person is there.
    pub title: String,
}

/// Adds a client and logs an incident of theirs.
pub fn log_of_stranger(
    tx: &mut Tx,
    by: &By,
    draft: &IncidentDraft,
    stranger: &Stranger,
) -> Result<(Incident, Added)> {
    by.may(Right::Write, Whose::Mine)?;
    by.note(tx, "log_incident")?;
    let added = new_client::add(tx, by, &stranger.contact, &stranger.employer, &stranger.title)?;
    let draft = IncidentDraft { contact: Some(added.contact.uid), account: None, ..draft.clone() };
    Ok((log(tx, by, &draft)?, added))
}
