//! Records found while their name is typed.

use super::asked::FindAsked;
use crate::app::App;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::shape::Named;
use axum::Json;
use axum::extract::{Query, State};
use crmweb_crm::find;
use crmweb_model::record::RecordKind;
use serde::Serialize;
use utoipa::ToSchema;

/// Records that may be meant.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundRecords {
    /// The records, the best first.
    pub items: Vec<FoundRecord>,
}

/// A record that may be meant.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundRecord {
    /// The record.
    pub record: Named,
    /// What tells it from others of the same name.
    pub detail: String,
}

/// Finds records while their name is typed.
#[utoipa::path(get, path = "/api/v1/find", tag = "records", params(FindAsked),
    responses((status = 200, body = FoundRecords), (status = 422, body = Problem)))]
pub async fn find(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<FindAsked>,
) -> Result<Json<FoundRecords>, Problem> {
    let viewer = caller.user.actor();
    let kinds = asked.kinds.as_deref().unwrap_or("account,contact,opportunity,incident");
    let kind = |name: &str| {
        RecordKind::from_name(name.trim()).ok_or_else(|| Problem::invalid(format!("kinds: {name:?} is none")))
    };
    let kinds: Vec<RecordKind> = kinds.split(',').map(kind).collect::<Result<_, _>>()?;
    let limit = asked.limit.unwrap_or(10);
    let items = app
        .crm
        .store()
        .read_async(move |tx| {
            let found = find::suggest(tx, &viewer, &asked.q, &kinds, limit)?;
            let mut items = Vec::with_capacity(found.len());
            for one in found {
                items.push(FoundRecord { record: Named::of(tx, one.record)?, detail: one.detail });
            }
            Ok::<_, crmweb_crm::Error>(items)
        })
        .await?;
    Ok(Json(FoundRecords { items }))
}
