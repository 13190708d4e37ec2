//! What people enter of an incident, an opportunity or an activity, as JSON.

use super::client::MoneyView;
use super::fields::day;
use crmweb_model::draft::{ActivityDraft, Attendee, IncidentDraft, OpportunityDraft, Plan, Reminder};
use crmweb_model::ids::Uid;
use crmweb_model::money::Money;
use crmweb_model::record::{
    ActivityKind, ActivityStatus, Channel, Direction, Priority, RecordKind, ReminderWay,
};
use crmweb_model::time::Millis;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What people enter of an incident.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IncidentFields {
    /// What it is about; must not be empty.
    pub subject: String,
    /// What happened.
    #[serde(default)]
    pub description: String,
    /// The account.
    #[schema(value_type = Option<String>)]
    pub account: Option<Uid>,
    /// The contact.
    #[schema(value_type = Option<String>)]
    pub contact: Option<Uid>,
    /// The product, by name.
    #[serde(default)]
    pub product: String,
    /// The category.
    #[serde(default)]
    pub category: String,
    /// `low`, `normal`, `high` or `critical`.
    #[schema(value_type = String)]
    pub priority: Priority,
    /// `mail`, `phone`, `fax`, `letter`, `web` or `in_person`.
    #[schema(value_type = String)]
    pub channel: Channel,
    /// The queue; empty for none.
    #[serde(default)]
    pub queue: String,
}

/// What people enter of an opportunity.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpportunityFields {
    /// Its name; must not be empty.
    pub name: String,
    /// The account.
    #[schema(value_type = Option<String>)]
    pub account: Option<Uid>,
    /// The contacts, the main one first.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub contacts: Vec<Uid>,
    /// The stage by name; null is the first of the pipeline.
    pub stage: Option<String>,
    /// What kind of business.
    #[serde(default)]
    pub business_type: String,
    /// How much.
    pub amount: Option<MoneyView>,
    /// In percent; null is the stage's.
    pub probability: Option<i64>,
    /// When it should be decided, as `2026-11-23`.
    pub expected_close: Option<String>,
    /// Where it came from.
    #[serde(default)]
    pub source: String,
    /// The main competitor.
    #[serde(default)]
    pub competitor: String,
    /// Free text.
    #[serde(default)]
    pub description: String,
    /// What has to be done next.
    #[serde(default)]
    pub next_step: String,
}

/// Somebody who takes part.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttendeeFields {
    /// `contact` or `user`.
    #[schema(value_type = String)]
    pub kind: RecordKind,
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
}

/// A reminder.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReminderFields {
    /// How many minutes before.
    pub minutes: i64,
    /// `mail` or `desktop`.
    #[schema(value_type = String)]
    pub way: ReminderWay,
}

/// What people enter of a task, note or call.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivityFields {
    /// `task`, `note`, `call`, …
    #[schema(value_type = String)]
    pub kind: ActivityKind,
    /// What it is about.
    pub subject: String,
    /// Free text.
    #[serde(default)]
    pub body: String,
    /// `planned` or `done`, …
    #[schema(value_type = String)]
    pub status: ActivityStatus,
    /// `low`, `normal`, `high` or `critical`.
    #[schema(value_type = String)]
    pub priority: Priority,
    /// `in`, `out` or `none`.
    #[schema(value_type = String)]
    pub direction: Direction,
    /// When it happened, in milliseconds since 1970 UTC; null is now.
    pub at: Option<i64>,
    /// The planned local time, as `2026-11-24T10:00` or a day.
    pub planned: Option<String>,
    /// The zone of the planned time, as `Europe/Bucharest`.
    pub zone: Option<String>,
    /// When it ends, in the same zone: a time, or the last day.
    #[serde(default)]
    pub ends: Option<String>,
    /// Where.
    #[serde(default)]
    pub place: String,
    /// By which rule it happens again, as `FREQ=WEEKLY;BYDAY=MO` (RFC 5545).
    #[serde(default)]
    pub rule: Option<String>,
    /// Who does it is reminded of it.
    #[serde(default)]
    pub reminders: Vec<ReminderFields>,
    /// Who takes part, beside the one who has it.
    #[serde(default)]
    pub attendees: Vec<AttendeeFields>,
    /// Nobody else sees it.
    #[serde(default)]
    pub private: bool,
    /// The administrator's kind that it is.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub custom: Option<Uid>,
}

impl From<IncidentDraft> for IncidentFields {
    fn from(d: IncidentDraft) -> IncidentFields {
        IncidentFields {
            subject: d.subject,
            description: d.description,
            account: d.account,
            contact: d.contact,
            product: d.product,
            category: d.category,
            priority: d.priority,
            channel: d.channel,
            queue: d.queue,
        }
    }
}

impl From<IncidentFields> for IncidentDraft {
    fn from(f: IncidentFields) -> IncidentDraft {
        IncidentDraft {
            subject: f.subject,
            description: f.description,
            account: f.account,
            contact: f.contact,
            product: f.product,
            category: f.category,
            priority: f.priority,
            channel: f.channel,
            queue: f.queue,
        }
    }
}

impl From<OpportunityDraft> for OpportunityFields {
    fn from(d: OpportunityDraft) -> OpportunityFields {
        OpportunityFields {
            name: d.name,
            account: d.account,
            contacts: d.contacts,
            stage: d.stage,
            business_type: d.business_type,
            amount: d.amount.map(MoneyView::from),
            probability: d.probability,
            expected_close: d.expected_close.map(|day| day.to_string()),
            source: d.source,
            competitor: d.competitor,
            description: d.description,
            next_step: d.next_step,
        }
    }
}

impl OpportunityFields {
    /// Reads what was entered.
    pub fn draft(self) -> crmweb_crm::Result<OpportunityDraft> {
        Ok(OpportunityDraft {
            name: self.name,
            account: self.account,
            contacts: self.contacts,
            stage: self.stage,
            business_type: self.business_type,
            amount: self.amount.map(Money::from),
            probability: self.probability,
            expected_close: day("expected_close", self.expected_close)?,
            source: self.source,
            competitor: self.competitor,
            description: self.description,
            next_step: self.next_step,
        })
    }
}

impl From<ActivityDraft> for ActivityFields {
    fn from(d: ActivityDraft) -> ActivityFields {
        ActivityFields {
            kind: d.kind,
            subject: d.subject,
            body: d.body,
            status: d.status,
            priority: d.priority,
            direction: d.direction,
            at: d.at.map(|at| at.0),
            planned: d.planned,
            zone: d.zone,
            ends: d.plan.ends,
            place: d.plan.place,
            rule: d.plan.rule,
            reminders: d
                .plan
                .reminders
                .into_iter()
                .map(|it| ReminderFields { minutes: it.minutes, way: it.way })
                .collect(),
            attendees: d
                .plan
                .attendees
                .into_iter()
                .map(|it| AttendeeFields { kind: it.kind, uid: it.uid })
                .collect(),
            private: d.plan.private,
            custom: d.plan.custom,
        }
    }
}

impl From<ActivityFields> for ActivityDraft {
    fn from(f: ActivityFields) -> ActivityDraft {
        ActivityDraft {
            kind: f.kind,
            subject: f.subject,
            body: f.body,
            status: f.status,
            priority: f.priority,
            direction: f.direction,
            at: f.at.map(Millis),
            planned: f.planned,
            zone: f.zone,
            plan: Plan {
                ends: f.ends,
                place: f.place,
                rule: f.rule,
                reminders: f
                    .reminders
                    .iter()
                    .map(|it| Reminder { minutes: it.minutes, way: it.way })
                    .collect(),
                attendees: f.attendees.iter().map(|it| Attendee { kind: it.kind, uid: it.uid }).collect(),
                private: f.private,
                custom: f.custom,
            },
        }
    }
}
