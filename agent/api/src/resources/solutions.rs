//! Past solutions, and the articles made of them.

use super::asked::SolutionsAsked;
use super::records::RecordView;
use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::problem::Problem;
use crate::resources::activity_verbs::Nothing;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::solutions::{self as verbs, Offered, Question};
use crmweb_crm::{By, articles};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::subject::incident_label;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A question, such as the mail in front of the user.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionRequest {
    /// The subject; may be empty.
    #[serde(default)]
    pub subject: String,
    /// The text.
    pub text: String,
    /// The product, by id, code or name.
    #[serde(default)]
    pub product: String,
    /// The category.
    #[serde(default)]
    pub category: String,
    /// How many, at most 20; 5 when left out.
    pub limit: Option<usize>,
}

/// Past solutions, the best first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Solutions {
    /// The solutions.
    pub items: Vec<SolutionView>,
}

/// A past solution and why it is offered.
#[derive(Debug, Serialize, ToSchema)]
pub struct SolutionView {
    /// `incident` or `article`.
    #[schema(value_type = String)]
    pub kind: RecordKind,
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// The number of an incident, as people write it; empty of an article.
    pub label: String,
    /// The subject or title.
    pub subject: String,
    /// What helped.
    pub solution: String,
    /// How well it fits: the higher, the better.
    pub score: f64,
    /// The words it has in common with the question, as their roots.
    pub words: Vec<String>,
    /// It is about the same product.
    pub same_product: bool,
    /// How many said that it helped.
    pub helpful: i64,
    /// How many said that it did not.
    pub unhelpful: i64,
    /// When it was solved or written, in milliseconds since 1970 UTC.
    pub at: i64,
}

impl From<Offered> for SolutionView {
    fn from(it: Offered) -> SolutionView {
        let solution = it.solution;
        SolutionView {
            kind: solution.record.kind,
            uid: solution.uid,
            label: if solution.number > 0 { incident_label(solution.number) } else { String::new() },
            subject: solution.subject,
            solution: solution.solution,
            score: it.score,
            words: it.words,
            same_product: it.same_product,
            helpful: solution.helpful,
            unhelpful: solution.unhelpful,
            at: solution.at.0,
        }
    }
}

fn answer(found: Vec<Offered>) -> Json<Solutions> {
    Json(Solutions { items: found.into_iter().map(SolutionView::from).collect() })
}

/// Finds past solutions for an incident or for typed words.
#[utoipa::path(get, path = "/api/v1/solutions", tag = "solutions", operation_id = "solutions", params(SolutionsAsked),
    responses((status = 200, body = Solutions), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<SolutionsAsked>,
) -> Result<Json<Solutions>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let limit = asked.limit.unwrap_or(5);
    let found = app.crm.store().read_async(move |tx| match (asked.incident, asked.q) {
        (Some(incident), None) => verbs::for_incident(tx, &by, incident, limit),
        (None, Some(text)) => verbs::find(tx, &by, &Question { text, ..Question::default() }, limit),
        _ => Err(crmweb_crm::Error::invalid("q", "ask by an incident, or by words")),
    });
    Ok(answer(found.await?))
}

/// Finds past solutions for a mail or another text.
#[utoipa::path(post, path = "/api/v1/solutions/search", tag = "solutions", operation_id = "solutions_search",
    request_body = QuestionRequest, responses((status = 200, body = Solutions)))]
pub async fn search(
    State(app): State<App>,
    caller: Caller,
    body: Body<QuestionRequest>,
) -> Result<Json<Solutions>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let QuestionRequest { subject, text, product, category, limit } = body.value;
    let question = Question { subject, text, product, category };
    let found =
        app.crm.store().read_async(move |tx| verbs::find(tx, &by, &question, limit.unwrap_or(5))).await?;
    Ok(answer(found))
}

/// Makes an article of a solved incident.
#[utoipa::path(post, path = "/api/v1/incidents/{uid}/article", tag = "solutions", operation_id = "article_make",
    params(("uid" = String, Path)), request_body = Nothing,
    responses((status = 201, body = RecordView), (status = 409, body = Problem)))]
pub async fn make_article(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<Nothing>,
) -> Result<Response, Problem> {
    deed.once(&app, &body.content, StatusCode::CREATED, move |tx, by| {
        let made = articles::make(tx, by, uid)?;
        RecordView::of(tx, made)
    })
    .await
}

/// What becomes of an article.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleState {
    /// True publishes it, false retires it.
    pub published: bool,
}

/// Publishes or retires an article.
#[utoipa::path(post, path = "/api/v1/articles/{uid}/state", tag = "solutions", operation_id = "article_state",
    params(("uid" = String, Path)), request_body = ArticleState,
    responses((status = 200, body = RecordView), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn state(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<ArticleState>,
) -> Result<Response, Problem> {
    let published = body.value.published;
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let record = match published {
            true => articles::publish(tx, by, uid, None)?,
            false => articles::retire(tx, by, uid, None)?,
        };
        RecordView::of(tx, record)
    })
    .await
}

/// Whether an article helped.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HelpedRequest {
    /// It did.
    pub helped: bool,
}

/// Notes whether an article helped the user; each says so once.
#[utoipa::path(post, path = "/api/v1/articles/{uid}/helped", tag = "solutions", operation_id = "article_helped",
    params(("uid" = String, Path)), request_body = HelpedRequest,
    responses((status = 200, body = RecordView), (status = 404, body = Problem)))]
pub async fn helped(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    body: Body<HelpedRequest>,
) -> Result<Response, Problem> {
    let helped = body.value.helped;
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let record = articles::helped(tx, by, uid, helped)?;
        RecordView::of(tx, record)
    })
    .await
}
