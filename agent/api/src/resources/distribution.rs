//! Records shared out evenly among colleagues.

use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::problem::Problem;
use crate::shape::{Named, Ref};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use crmweb_crm::distribute::{self, Share};
use crmweb_crm::{By, Error};
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_store::{Tx, refs};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Records and the colleagues who shall get them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DistributionRequest {
    /// Accounts, contacts, leads, opportunities.
    pub records: Vec<Ref>,
    /// The colleagues, by their ids: each record goes to whoever has the least work of its kind.
    #[schema(value_type = Vec<String>)]
    pub to: Vec<Uid>,
}

/// Who gets what.
#[derive(Debug, Serialize, ToSchema)]
pub struct Distribution {
    /// Each record with the colleague who gets it.
    pub items: Vec<ShareView>,
    /// The deed, for undoing it; null for a preview.
    #[schema(value_type = Option<String>)]
    pub mutation: Option<Uid>,
}

/// A record and who gets it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShareView {
    /// The record.
    pub record: Named,
    /// The colleague.
    pub to: Named,
}

/// Shows who would get what.
#[utoipa::path(post, path = "/api/v1/distribution/preview", tag = "distribution", operation_id = "distribution_preview",
    request_body = DistributionRequest,
    responses((status = 200, body = Distribution), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn preview(
    State(app): State<App>,
    caller: Caller,
    body: Body<DistributionRequest>,
) -> Result<Json<Distribution>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let items = app
        .crm
        .store()
        .read_async(move |tx| {
            let (records, to) = body.value.find(tx)?;
            let shares = distribute::shared_out(tx, &by, &records, &to)?;
            views(tx, shares)
        })
        .await?;
    Ok(Json(Distribution { items, mutation: None }))
}

/// Gives records to colleagues, evenly; only who distributes may.
#[utoipa::path(post, path = "/api/v1/distribution", tag = "distribution", request_body = DistributionRequest,
    responses((status = 200, body = Distribution), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn distribute(
    State(app): State<App>,
    deed: Deed,
    body: Body<DistributionRequest>,
) -> Result<Response, Problem> {
    let asked = body.value;
    deed.over(&app, &body.content, StatusCode::OK, move |crm, by| {
        let (records, to) = crm.read(move |tx| asked.find(tx))?;
        let shares = distribute::share_out(crm, by, &records, &to)?;
        let items = crm.read(move |tx| views(tx, shares))?;
        Ok(Distribution { items, mutation: Some(by.mutation) })
    })
    .await
}

impl DistributionRequest {
    fn find(&self, tx: &mut Tx) -> crmweb_crm::Result<(Vec<RecordRef>, Vec<UserId>)> {
        let records = self.records.iter().map(|one| one.find(tx)).collect::<Result<_, _>>()?;
        let mut to = Vec::new();
        for uid in &self.to {
            let user = refs::find(tx, RecordKind::User, *uid)?;
            to.push(UserId(user.ok_or_else(|| Error::no_such(RecordKind::User, uid))?.id));
        }
        Ok((records, to))
    }
}

fn views(tx: &mut Tx, shares: Vec<Share>) -> crmweb_crm::Result<Vec<ShareView>> {
    let view = |share: Share| {
        let to = RecordRef::new(RecordKind::User, share.to.0);
        Ok(ShareView { record: Named::of(tx, share.record)?, to: Named::of(tx, to)? })
    };
    shares.into_iter().map(view).collect()
}
