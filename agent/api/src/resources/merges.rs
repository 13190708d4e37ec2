//! Several records of one client made one.

use super::leads::Moved;
use super::records::{RecordView, named};
use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::etag;
use crate::problem::Problem;
use crate::shape::values::Types;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use crmweb_crm::merge::{self, Preview};
use crmweb_crm::{By, Error};
use crmweb_model::ids::Uid;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// Which records become one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeRequest {
    /// The record that stays.
    #[schema(value_type = String)]
    pub winner: Uid,
    /// The records that go into it.
    #[schema(value_type = Vec<String>)]
    pub losers: Vec<Uid>,
    /// Values chosen instead of the proposed ones; a preview takes none.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub fields: Map<String, Value>,
}

/// What merging would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergePreview {
    /// The fields that any of the records has, in the order of the form.
    pub fields: Vec<MergeField>,
    /// What moves to the record that stays.
    pub moves: Vec<Moved>,
}

/// A field with the values of all records.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergeField {
    /// The field.
    pub field: String,
    /// The value each record has; empty ones are left out.
    pub values: Vec<MergeValue>,
    /// What the merged record gets unless `fields` says otherwise.
    #[schema(value_type = Object)]
    pub proposed: Value,
    /// The records do not agree.
    pub differs: bool,
}

/// The value that one record has.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergeValue {
    /// The record.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// Its value.
    #[schema(value_type = Object)]
    pub value: Value,
}

/// Shows what merging would do: every value, the proposed one, and what moves.
#[utoipa::path(post, path = "/api/v1/merges/{kind}/preview", tag = "duplicates", request_body = MergeRequest,
    params(("kind" = String, Path, description = "`accounts`, `contacts` or `leads`")),
    responses((status = 200, body = MergePreview), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn preview(
    State(app): State<App>,
    caller: Caller,
    Path(kind): Path<String>,
    body: Body<MergeRequest>,
) -> Result<Json<MergePreview>, Problem> {
    let (kind, asked) = (named(&kind)?, body.value);
    let by = By::new(caller.user.actor(), app.machine.now());
    let shown = app
        .crm
        .store()
        .read_async(move |tx| {
            let shown = merge::preview(tx, &by, kind.kind, asked.winner, &asked.losers)?;
            Ok::<_, Error>(view(&Types::of(tx, kind)?, shown))
        })
        .await?;
    Ok(Json(shown))
}

/// Makes several records one. Whoever asks for the others is told where they are (410 with `merged_into`); undoing
/// brings them back.
#[utoipa::path(post, path = "/api/v1/merges/{kind}", tag = "duplicates", request_body = MergeRequest,
    params(("kind" = String, Path)),
    responses((status = 200, body = RecordView), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn merge(
    State(app): State<App>,
    deed: Deed,
    Path(kind): Path<String>,
    headers: HeaderMap,
    body: Body<MergeRequest>,
) -> Result<Response, Problem> {
    let (kind, seen, asked) = (named(&kind)?, etag::seen(&headers)?, body.value);
    let answer = deed
        .over(&app, &body.content, StatusCode::OK, move |crm, by| {
            let fields = asked.fields;
            let choices = crm.read(move |tx| Types::of(tx, kind)?.read(&fields))?;
            let winner = (asked.winner, Some(seen));
            let merged = merge::merge(crm, by, kind.kind, winner, &asked.losers, &choices)?;
            Ok(crm.read(move |tx| RecordView::of(tx, merged))?)
        })
        .await?;
    app.machine.keys_changed();
    Ok(answer)
}

fn view(types: &Types, shown: Preview) -> MergePreview {
    let value = |field: &str, text: String| types.one(field, &text);
    let fields = shown.fields.into_iter().map(|it| MergeField {
        values: it
            .values
            .into_iter()
            .map(|held| MergeValue { uid: held.of, value: value(&it.field, held.text) })
            .collect(),
        proposed: value(&it.field, it.proposed),
        differs: it.differs,
        field: it.field,
    });
    MergePreview { fields: fields.collect(), moves: Moved::all(shown.moves) }
}
