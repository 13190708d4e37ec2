//! Webhooks and what they were told, as JSON.

use crmweb_crm::webhooks::WebhookDraft;
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_store::webhooks::Webhook;
use crmweb_store::webhooks::deliveries::Delivery;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What people enter of a webhook.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookFields {
    /// What people call it.
    pub name: String,
    /// Where it is told: `https://…`, or `http://…` for internal targets.
    pub url: String,
    /// The kinds of record it wants to hear of; none: all.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// What must have happened, such as `created`; none: anything.
    #[serde(default)]
    pub verbs: Vec<String>,
    /// Whether anything is sent.
    #[serde(default = "yes")]
    pub active: bool,
}

fn yes() -> bool {
    true
}

/// A webhook to be added.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// What people call it.
    pub name: String,
    /// Where it is told: `https://…`, or `http://…` for internal targets.
    pub url: String,
    /// The kinds of record it wants to hear of; none: all.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// What must have happened, such as `created`; none: anything.
    #[serde(default)]
    pub verbs: Vec<String>,
    /// Whether anything is sent.
    #[serde(default = "yes")]
    pub active: bool,
    /// Keep the secret in a file that only its owner may read, instead of the keychain.
    #[serde(default)]
    pub secret_file: bool,
}

impl NewWebhook {
    /// Returns what people enter of it.
    pub fn fields(self) -> WebhookFields {
        let NewWebhook { name, url, kinds, verbs, active, secret_file: _ } = self;
        WebhookFields { name, url, kinds, verbs, active }
    }
}

impl WebhookFields {
    /// Reads the kinds by their names.
    pub fn draft(self) -> crmweb_crm::Result<WebhookDraft> {
        let kind = |name: &String| {
            let unknown =
                || crmweb_crm::Error::invalid("kinds", format_args!("{name:?} is no kind of record"));
            RecordKind::from_name(name).ok_or_else(unknown)
        };
        Ok(WebhookDraft {
            kinds: self.kinds.iter().map(kind).collect::<crmweb_crm::Result<_>>()?,
            name: self.name,
            url: self.url,
            verbs: self.verbs,
            active: self.active,
        })
    }

    /// Returns what people entered of a webhook.
    pub fn of(webhook: &Webhook) -> WebhookFields {
        WebhookFields {
            name: webhook.name.clone(),
            url: webhook.url.clone(),
            kinds: webhook.kinds.iter().map(ToString::to_string).collect(),
            verbs: webhook.verbs.clone(),
            active: webhook.active,
        }
    }
}

/// A webhook.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WebhookView {
    /// Its id.
    pub uid: String,
    /// Its version, for `If-Match`.
    pub version: i64,
    /// What people entered.
    #[serde(flatten)]
    pub fields: WebhookFields,
    /// Why the program deactivated it; empty: it did not.
    pub stopped_because: String,
    /// Where its secret is kept: `keychain` or `file`.
    pub secret_place: &'static str,
    /// When it got another secret, in ms since 1970; the one before is good for a day longer.
    pub rotated_at: Option<i64>,
    /// Since when nothing could be delivered.
    pub failing_since: Option<i64>,
    /// The secret, `whsec_…`: only in the answer that makes it, and only the first time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

impl From<&Webhook> for WebhookView {
    fn from(webhook: &Webhook) -> WebhookView {
        WebhookView {
            uid: webhook.uid.to_string(),
            version: webhook.version,
            fields: WebhookFields::of(webhook),
            stopped_because: webhook.stopped_because.clone(),
            secret_place: webhook.secret_place.as_str(),
            rotated_at: webhook.rotated_at.map(|at| at.0),
            failing_since: webhook.failing_since.map(|at| at.0),
            secret: None,
        }
    }
}

/// The webhooks.
#[derive(Debug, Serialize, ToSchema)]
pub struct Webhooks {
    /// The webhooks, by name.
    pub items: Vec<WebhookView>,
}

/// One telling.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryView {
    /// Its id: the `webhook-id` that is sent.
    pub uid: String,
    /// The change's number in the log; 0: a ping.
    pub seq: i64,
    /// `waiting`, `delivered`, `failed` or `withheld`.
    pub state: &'static str,
    /// How often it was sent.
    pub attempts: i64,
    /// When it was made, in ms since 1970.
    pub created_at: i64,
    /// When it was sent last.
    pub tried_at: Option<i64>,
    /// When it is due, while it waits.
    pub due_at: Option<i64>,
    /// The HTTP status of the last answer.
    pub status: Option<i64>,
    /// How long that took, in ms.
    pub took: Option<i64>,
    /// The first 500 characters of it.
    pub answer: String,
    /// Why there was no answer.
    pub error: String,
}

impl From<&Delivery> for DeliveryView {
    fn from(delivery: &Delivery) -> DeliveryView {
        let waits = delivery.state == crmweb_store::webhooks::deliveries::State::Waiting;
        DeliveryView {
            uid: delivery.uid.to_string(),
            seq: delivery.seq,
            state: delivery.state.as_str(),
            attempts: delivery.attempts,
            created_at: delivery.created_at.0,
            tried_at: delivery.tried_at.map(|at| at.0),
            due_at: waits.then_some(delivery.due_at.0),
            status: delivery.result.status,
            took: delivery.result.took,
            answer: delivery.result.answer.clone(),
            error: delivery.result.error.clone(),
        }
    }
}

/// A page of what a webhook was told.
#[derive(Debug, Serialize, ToSchema)]
pub struct Deliveries {
    /// The deliveries, newest first.
    pub items: Vec<DeliveryView>,
    /// The cursor of the next page; null at the end.
    pub next: Option<String>,
}

/// Which page.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Before {
    /// The cursor of the page before.
    #[param(value_type = Option<String>)]
    pub before: Option<Uid>,
}
