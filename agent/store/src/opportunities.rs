//! Opportunities: possible sales.

use crate::engine::{Row, Tx};
use crate::error::{Error, Result};
use crate::refs::{read_uid, read_word};
use crmweb_model::ids::{AccountId, ContactId, OpportunityId, StageId, Uid, UserId};
use crmweb_model::money::Money;
use crmweb_model::record::{Outcome, RecordKind, RecordRef};
use crmweb_model::time::{Day, Millis};
use crmweb_model::words::fold;

/// A possible sale as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opportunity {
    /// Its key; given by [`insert`].
    pub id: OpportunityId,
    /// Its id outside.
    pub uid: Uid,
    /// Goes up with every change.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub account: Option<AccountId>,
    /// With whom, the main one first.
    pub contacts: Vec<ContactId>,
    /// Where it stands in the pipeline.
    pub stage: StageId,
    /// How that stage ends it.
    pub outcome: Outcome,
    /// What kind of business.
    pub business_type: String,
    /// How much.
    pub amount: Option<Money>,
    /// In percent.
    pub probability: i64,
    /// When it should be decided.
    pub expected_close: Option<Day>,
    /// Where it came from.
    pub source: String,
    /// The main competitor.
    pub competitor: String,
    /// Free text.
    pub description: String,
    /// What has to be done next.
    pub next_step: String,
    /// Why it was lost; one of the company's reasons, or a text of one's own.
    pub lost_reason: String,
    /// What else there is to say about it.
    pub lost_note: String,
    /// Who logged it.
    pub author: Option<UserId>,
    /// Who answers for it.
    pub owner: Option<UserId>,
    /// When it was logged.
    pub created_at: Millis,
    /// When it last changed.
    pub updated_at: Millis,
    /// When it was won or lost.
    pub closed_at: Option<Millis>,
    /// When it was deleted.
    pub deleted_at: Option<Millis>,
}

impl Opportunity {
    /// Points at it.
    pub fn record(&self) -> RecordRef {
        RecordRef::new(RecordKind::Opportunity, self.id.0)
    }
}

const SELECT: &str =
    "SELECT o.id, o.uid, o.version, o.name, o.account_id, o.stage_id, o.outcome, o.business_type, o.amount,
            o.currency, o.probability, o.expected_close, o.source, o.competitor, o.description, o.next_step,
            o.author_id, o.owner_id, o.created_at, o.updated_at, o.closed_at, o.deleted_at,
            o.lost_reason, o.lost_note
     FROM opportunities o";

/// Stores a new opportunity with its contacts and returns it with its key.
pub fn insert(tx: &mut Tx, new: Opportunity) -> Result<Opportunity> {
    let id = tx.query_one(
        "INSERT INTO opportunities
             (uid, name, name_key, account_id, stage_id, outcome, business_type, amount, currency, probability,
              expected_close, source, competitor, description, next_step, author_id, owner_id,
              created_at, updated_at, closed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
         RETURNING id",
        &[
            &new.uid.to_string(),
            &new.name,
            &fold(&new.name),
            &new.account.map(|a| a.0),
            &new.stage.0,
            &new.outcome.as_str(),
            &new.business_type,
            &new.amount.as_ref().map(|m| m.minor),
            &new.amount.as_ref().map_or("", |m| &m.currency),
            &new.probability,
            &new.expected_close.as_ref().map(Day::as_str),
            &new.source,
            &new.competitor,
            &new.description,
            &new.next_step,
            &new.author.map(|u| u.0),
            &new.owner.map(|u| u.0),
            &new.created_at.0,
            &new.updated_at.0,
            &new.closed_at.map(|t| t.0),
        ],
        |r| r.get(0),
    )?;
    let stored = Opportunity { id: OpportunityId(id), version: 1, ..new };
    put_contacts(tx, &stored)?;
    Ok(stored)
}

/// Saves an opportunity that was loaded at `version`; `false` when somebody saved it since, and nothing is written.
pub fn save(tx: &mut Tx, opportunity: &Opportunity) -> Result<bool> {
    let saved = tx.execute(
        "UPDATE opportunities
         SET version = version + 1, name = ?3, name_key = ?4, account_id = ?5, stage_id = ?6, outcome = ?7,
             business_type = ?8, amount = ?9, currency = ?10, probability = ?11, expected_close = ?12, source = ?13,
             competitor = ?14, description = ?15, next_step = ?16, owner_id = ?17, updated_at = ?18,
             closed_at = ?19, deleted_at = ?20, lost_reason = ?21, lost_note = ?22
         WHERE id = ?1 AND version = ?2",
        &[
            &opportunity.id.0,
            &opportunity.version,
            &opportunity.name,
            &fold(&opportunity.name),
            &opportunity.account.map(|a| a.0),
            &opportunity.stage.0,
            &opportunity.outcome.as_str(),
            &opportunity.business_type,
            &opportunity.amount.as_ref().map(|m| m.minor),
            &opportunity.amount.as_ref().map_or("", |m| &m.currency),
            &opportunity.probability,
            &opportunity.expected_close.as_ref().map(Day::as_str),
            &opportunity.source,
            &opportunity.competitor,
            &opportunity.description,
            &opportunity.next_step,
            &opportunity.owner.map(|u| u.0),
            &opportunity.updated_at.0,
            &opportunity.closed_at.map(|t| t.0),
            &opportunity.deleted_at.map(|t| t.0),
            &opportunity.lost_reason,
            &opportunity.lost_note,
        ],
    )?;
    if saved == 1 {
        tx.execute("DELETE FROM opportunity_contacts WHERE opportunity_id = ?1", &[&opportunity.id.0])?;
        put_contacts(tx, opportunity)?;
    }
    Ok(saved == 1)
}

fn put_contacts(tx: &mut Tx, opportunity: &Opportunity) -> Result<()> {
    for (position, contact) in opportunity.contacts.iter().enumerate() {
        tx.execute(
            "INSERT INTO opportunity_contacts (opportunity_id, contact_id, position) VALUES (?1, ?2, ?3)
             ON CONFLICT (opportunity_id, contact_id) DO NOTHING",
            &[&opportunity.id.0, &contact.0, &(position as i64)],
        )?;
    }
    Ok(())
}

/// Loads an opportunity by its key, deleted ones too.
pub fn load(tx: &mut Tx, id: OpportunityId) -> Result<Option<Opportunity>> {
    let found = tx.query_opt(&format!("{SELECT} WHERE o.id = ?1"), &[&id.0], opportunity)?;
    found.map(|o| with_contacts(tx, o)).transpose()
}

/// Loads an opportunity by its id outside, deleted ones too.
pub fn by_uid(tx: &mut Tx, uid: Uid) -> Result<Option<Opportunity>> {
    let found = tx.query_opt(&format!("{SELECT} WHERE o.uid = ?1"), &[&uid.to_string()], opportunity)?;
    found.map(|o| with_contacts(tx, o)).transpose()
}

/// Lists the open opportunities of an account, newest first, without their contacts.
pub fn open_of_account(tx: &mut Tx, account: AccountId, limit: i64) -> Result<Vec<Opportunity>> {
    let sql = format!(
        "{SELECT} WHERE o.account_id = ?1 AND o.outcome = 'open' AND o.deleted_at IS NULL
         ORDER BY o.id DESC LIMIT ?2"
    );
    tx.query(&sql, &[&account.0, &limit], opportunity)
}

/// Lists the open opportunities with a contact, newest first, without their contacts.
pub fn open_of_contact(tx: &mut Tx, contact: ContactId, limit: i64) -> Result<Vec<Opportunity>> {
    let sql = format!(
        "{SELECT}
         JOIN opportunity_contacts c ON c.opportunity_id = o.id
         WHERE c.contact_id = ?1 AND o.outcome = 'open' AND o.deleted_at IS NULL
         ORDER BY o.id DESC LIMIT ?2"
    );
    tx.query(&sql, &[&contact.0, &limit], opportunity)
}

/// Lists the open opportunities for which a user answers, newest first, without their contacts.
pub fn open_of_owner(tx: &mut Tx, owner: UserId, limit: i64) -> Result<Vec<Opportunity>> {
    let sql = format!(
        "{SELECT} WHERE o.owner_id = ?1 AND o.outcome = 'open' AND o.deleted_at IS NULL
         ORDER BY o.id DESC LIMIT ?2"
    );
    tx.query(&sql, &[&owner.0, &limit], opportunity)
}

fn with_contacts(tx: &mut Tx, mut opportunity: Opportunity) -> Result<Opportunity> {
    opportunity.contacts = tx.query(
        "SELECT contact_id FROM opportunity_contacts WHERE opportunity_id = ?1 ORDER BY position, contact_id",
        &[&opportunity.id.0],
        |r| r.get(0).map(ContactId),
    )?;
    Ok(opportunity)
}

fn opportunity(r: &Row) -> Result<Opportunity> {
    let (minor, currency): (Option<i64>, String) = (r.get(8)?, r.get(9)?);
    let close: Option<String> = r.get(11)?;
    Ok(Opportunity {
        id: OpportunityId(r.get(0)?),
        uid: read_uid(r, 1)?,
        version: r.get(2)?,
        name: r.get(3)?,
        account: r.get::<Option<i64>>(4)?.map(AccountId),
        contacts: Vec::new(),
        stage: StageId(r.get(5)?),
        outcome: read_word(r, 6, Outcome::from_name)?,
        business_type: r.get(7)?,
        amount: minor.map(|minor| Money { minor, currency }),
        probability: r.get(10)?,
        expected_close: close
            .map(|day| Day::parse(&day))
            .transpose()
            .map_err(|e| Error::Damaged(e.to_string()))?,
        source: r.get(12)?,
        competitor: r.get(13)?,
        description: r.get(14)?,
        next_step: r.get(15)?,
        author: r.get::<Option<i64>>(16)?.map(UserId),
        owner: r.get::<Option<i64>>(17)?.map(UserId),
        created_at: Millis(r.get(18)?),
        updated_at: Millis(r.get(19)?),
        closed_at: r.get::<Option<i64>>(20)?.map(Millis),
        deleted_at: r.get::<Option<i64>>(21)?.map(Millis),
        lost_reason: r.get(22)?,
        lost_note: r.get(23)?,
    })
}
