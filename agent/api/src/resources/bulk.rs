//! The same change made to many records.

use crate::app::App;
use crate::body::Body;
use crate::deed::Deed;
use crate::problem::Problem;
use crate::resources::records::named;
use crate::shape::lists::LayoutView;
use crate::shape::values::Types;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::bulk_edit::{self as verb, Outcome, Selection};
use crmweb_crm::lists::Asked;
use crmweb_model::ids::Uid;
use crmweb_model::view::Layout;
use crmweb_store::query::Effort;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A change of many records.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkAsked {
    /// These records; or `list`.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    pub records: Option<Vec<Uid>>,
    /// All records that this list shows.
    #[serde(default)]
    pub list: Option<LayoutView>,
    /// Where the reader is, as `Europe/Bucharest`: "today" in a filter is theirs.
    #[serde(default)]
    pub zone: Option<String>,
    /// The fields and their new values; `owner` needs the right to distribute.
    #[schema(value_type = Object)]
    pub changes: Map<String, Value>,
}

/// What a bulk edit did.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkDone {
    /// So many records have changed.
    pub changed: usize,
    /// So many had these values already.
    pub unchanged: usize,
    /// So many were left as they are.
    pub refused: usize,
    /// Why, for the first hundred of them.
    pub reasons: Vec<Refusal>,
    /// The deed, for undoing all of it.
    #[schema(value_type = String)]
    pub mutation: Uid,
}

/// Why a record was left as it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Refusal {
    /// The record.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// Why.
    pub reason: String,
}

impl BulkDone {
    fn of(outcome: Outcome, mutation: Uid) -> BulkDone {
        let Outcome { changed, unchanged, refused, reasons } = outcome;
        let reasons = reasons.into_iter().map(|(uid, reason)| Refusal { uid, reason }).collect();
        BulkDone { changed, unchanged, refused, reasons, mutation }
    }
}

/// Changes the same fields of many records, as one deed. Repeated under its key it completes what was interrupted.
#[utoipa::path(post, path = "/api/v1/bulk/{kind}", tag = "lists", operation_id = "bulk_edit",
    params(("kind" = String, Path)), request_body = BulkAsked,
    responses((status = 200, body = BulkDone), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn edit(
    State(app): State<App>,
    deed: Deed,
    Path(kind): Path<String>,
    body: Body<BulkAsked>,
) -> Result<Response, Problem> {
    let (kind, BulkAsked { records, list, zone, changes }) = (named(&kind)?, body.value);
    let zone = super::lists::zone(zone)?;
    let selection = match (records, list) {
        (Some(records), None) => Selection::Records(records),
        (None, Some(list)) => {
            // Whatever the list shows, its records are changed in one order.
            let layout = Layout::new(&[], list.layout()?.filter);
            let effort = Effort::default();
            Selection::List(Box::new(Asked { kind: kind.kind, layout, zone, kept: false, effort }))
        }
        _ => return Err(Problem::invalid("either records or a list are needed")),
    };
    deed.over(&app, &body.content, StatusCode::OK, move |crm, by| {
        let typed = crm.read(move |tx| Types::of(tx, kind)?.read(&changes))?;
        let outcome = verb::bulk_edit(crm, by, kind.kind, selection, &typed)?;
        Ok(BulkDone::of(outcome, by.mutation))
    })
    .await
}
