//! Leads on their way: worked on, qualified or not, made clients.

use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::etag;
use crate::problem::Problem;
use crate::shape::alike::Alike;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use crmweb_crm::leads::{self, Conversion, Into as Target, Planned, Preview};
use crmweb_crm::{By, Error, score};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::scoring::Point;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a lead goes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeadStatus {
    /// `working`, `qualified` or `disqualified`.
    pub status: String,
    /// Why; needed when it is disqualified.
    #[serde(default)]
    pub reason: String,
}

/// A lead after a step.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadStep {
    /// Its version now.
    pub version: i64,
    /// Its status now.
    pub status: String,
    /// The deed, for undoing it.
    #[schema(value_type = String)]
    pub mutation: Uid,
}

/// What a lead becomes. Each of account and contact is `new`, `none`, or the id of one that is there.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConversionRequest {
    /// The company.
    #[serde(default = "anew")]
    pub account: String,
    /// The person.
    #[serde(default = "anew")]
    pub contact: String,
    /// The name of the opportunity, empty for the usual one; null for none.
    pub opportunity: Option<String>,
}

fn anew() -> String {
    "new".into()
}

/// What converting would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConversionPreview {
    /// The lead's version on which this was decided: what `If-Match` wants.
    pub version: i64,
    /// The records, account first.
    pub records: Vec<ConversionPartView>,
}

/// A record a lead becomes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConversionPartView {
    /// `account`, `contact` or `opportunity`.
    #[schema(value_type = String)]
    pub kind: RecordKind,
    /// One that is there; null for a new one.
    #[schema(value_type = Option<String>)]
    pub known: Option<Uid>,
    /// What goes where, field by field.
    pub fields: Vec<CarriedView>,
    /// Records that may be the same.
    pub candidates: Vec<Alike>,
    /// What of the history it takes over.
    pub history: Vec<Moved>,
}

/// A value on its way.
#[derive(Debug, Serialize, ToSchema)]
pub struct CarriedView {
    /// The field of the lead.
    pub from: String,
    /// The field of the record.
    pub to: String,
    /// What stands there now.
    pub before: String,
    /// What will stand there.
    pub after: String,
}

/// How much of something goes along.
#[derive(Debug, Serialize, ToSchema)]
pub struct Moved {
    /// What: `history`, `documents`, `opportunities`, ….
    pub what: String,
    /// How many.
    pub count: i64,
}

impl Moved {
    /// Shows counts.
    pub fn all(counts: Vec<(String, i64)>) -> Vec<Moved> {
        counts.into_iter().map(|(what, count)| Moved { what, count }).collect()
    }
}

/// What a lead became.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConvertedView {
    /// The account.
    #[schema(value_type = Option<String>)]
    pub account: Option<Uid>,
    /// The contact.
    #[schema(value_type = Option<String>)]
    pub contact: Option<Uid>,
    /// The opportunity.
    #[schema(value_type = Option<String>)]
    pub opportunity: Option<Uid>,
    /// The lead's version now.
    pub version: i64,
    /// The deed, for undoing it.
    #[schema(value_type = String)]
    pub mutation: Uid,
}

/// Moves a lead on: work on it, qualify it, disqualify it, or take it up again.
#[utoipa::path(post, path = "/api/v1/leads/{uid}/status", tag = "leads", params(("uid" = String, Path)),
    request_body = LeadStatus,
    responses((status = 200, body = LeadStep), (status = 409, body = Problem), (status = 412, body = Problem),
              (status = 422, body = Problem)))]
pub async fn status(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<LeadStatus>,
) -> Result<Response, Problem> {
    let (seen, LeadStatus { status, reason }) = (Some(etag::seen(&headers)?), body.value);
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let lead = match status.as_str() {
            "working" => leads::reopen(tx, by, uid, seen)?,
            "qualified" => leads::qualify(tx, by, uid, seen)?,
            "disqualified" => leads::disqualify(tx, by, uid, seen, &reason)?,
            _ => return Err(Error::invalid("status", "must be working, qualified or disqualified")),
        };
        let status = lead.text("status").to_owned();
        Ok(LeadStep { version: lead.version, status, mutation: by.mutation })
    })
    .await
}

/// Shows what converting a lead would do.
#[utoipa::path(post, path = "/api/v1/leads/{uid}/conversion/preview", tag = "leads", params(("uid" = String, Path)),
    request_body = ConversionRequest,
    responses((status = 200, body = ConversionPreview), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn preview(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
    body: Body<ConversionRequest>,
) -> Result<Json<ConversionPreview>, Problem> {
    let how = body.value.read()?;
    let by = By::new(caller.user.actor(), app.machine.now());
    let shown = app.crm.store().read_async(move |tx| leads::preview(tx, &by, uid, &how)).await?;
    Ok(Json(shown.into()))
}

/// Makes a lead an account, a contact and an opportunity, with its whole history.
#[utoipa::path(post, path = "/api/v1/leads/{uid}/conversion", tag = "leads", params(("uid" = String, Path)),
    request_body = ConversionRequest,
    responses((status = 200, body = ConvertedView), (status = 409, body = Problem), (status = 412, body = Problem),
              (status = 422, body = Problem)))]
pub async fn convert(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<ConversionRequest>,
) -> Result<Response, Problem> {
    let (seen, how) = (etag::seen(&headers)?, body.value.read()?);
    let answer = deed
        .over(&app, &body.content, StatusCode::OK, move |crm, by| {
            let made = leads::convert(crm, by, uid, Some(seen), &how)?;
            Ok(ConvertedView {
                account: made.account,
                contact: made.contact,
                opportunity: made.opportunity,
                version: made.lead.version,
                mutation: by.mutation,
            })
        })
        .await?;
    app.machine.keys_changed();
    Ok(answer)
}

impl ConversionRequest {
    fn read(self) -> Result<Conversion, Problem> {
        let target = |field: &'static str, text: &str| match text {
            "new" => Ok(Target::New),
            "none" | "" => Ok(Target::Nothing),
            uid => Uid::parse(uid).map(Target::Known).map_err(|e| Error::invalid(field, e)),
        };
        Ok(Conversion {
            account: target("account", &self.account)?,
            contact: target("contact", &self.contact)?,
            opportunity: self.opportunity,
        })
    }
}

impl From<Preview> for ConversionPreview {
    fn from(shown: Preview) -> ConversionPreview {
        let carried = |step: leads::Step| CarriedView {
            from: step.from,
            to: step.to,
            before: step.before,
            after: step.after,
        };
        let planned = |it: Planned| ConversionPartView {
            kind: it.kind,
            known: it.known,
            fields: it.steps.into_iter().map(carried).collect(),
            candidates: it.candidates.into_iter().map(Alike::from).collect(),
            history: Moved::all(it.history),
        };
        ConversionPreview {
            version: shown.version,
            records: shown.records.into_iter().map(planned).collect(),
        }
    }
}

/// The score of a lead, explained.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScoreView {
    /// The sum.
    pub score: i64,
    /// What speaks for and against, in the order of the rules.
    pub reasons: Vec<ScoreReason>,
}

/// A rule that gives a lead points.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScoreReason {
    /// The rule.
    pub rule: String,
    /// What the lead has.
    pub value: String,
    /// With what it is compared.
    pub threshold: String,
    /// What the rule gives.
    pub points: i64,
    /// In one line: `Budget ≥ 10000.00 EUR: 25000.00 EUR → +20`.
    pub why: String,
}

/// Explains the score of a lead. The rules are records of the kind `score_rules`.
#[utoipa::path(get, path = "/api/v1/leads/{uid}/score", tag = "leads", params(("uid" = String, Path)),
    responses((status = 200, body = ScoreView), (status = 404, body = Problem)))]
pub async fn explain(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
) -> Result<Json<ScoreView>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let found = app.crm.store().read_async(move |tx| score::of(tx, &by, uid)).await?;
    let reason = |point: Point| ScoreReason {
        rule: point.rule,
        value: point.found,
        threshold: point.threshold,
        points: point.points,
        why: point.why,
    };
    Ok(Json(ScoreView { score: found.sum, reasons: found.points.into_iter().map(reason).collect() }))
}
