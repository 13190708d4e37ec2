//! Opportunities moved, won and lost; lines of opportunities and sales.

use super::records::named;
use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::etag;
use crate::problem::Problem;
use crate::shape::client::MoneyView;
use crate::shape::fields::day;
use crate::shape::{Named, UserName};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use crmweb_crm::By;
use crmweb_crm::lines::{self, TypedLine};
use crmweb_crm::opportunities::{self, Move, SaleChoice};
use crmweb_model::ids::Uid;
use crmweb_model::money::Money;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_store::client_page;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Moves an opportunity.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageMoveRequest {
    /// The stage, by id, or by name in the pipeline in which the opportunity is.
    pub stage: String,
    /// Why it is lost; needed then. The reasons of the company: `GET /api/v1/settings/lost_reasons`.
    #[serde(default)]
    pub reason: String,
    /// What else there is to say about the loss.
    #[serde(default)]
    pub note: String,
    /// What becomes of its sale. Left out: won makes one, otherwise it stays.
    pub sale: Option<SaleFields>,
}

/// What becomes of the sale.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum SaleFields {
    /// Makes one, unless there is one.
    Make {
        /// The day, as `2026-11-23`; today when left out.
        sold_on: Option<String>,
        /// The contract, a document.
        #[schema(value_type = Option<String>)]
        contract: Option<Uid>,
    },
    /// Makes none.
    None,
    /// Deletes the one there is; for an opportunity that is open again.
    Delete,
}

/// An opportunity that was moved.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovedView {
    /// Its version now.
    pub version: i64,
    /// Its sale.
    #[schema(value_type = Option<String>)]
    pub sale: Option<Uid>,
    /// The deed, for undoing it.
    #[schema(value_type = String)]
    pub mutation: Uid,
}

/// Moves an opportunity to a stage: won with its sale, lost with its reason.
#[utoipa::path(post, path = "/api/v1/opportunities/{uid}/move", tag = "pipelines", operation_id = "opportunity_move",
    params(("uid" = String, Path)), request_body = StageMoveRequest,
    responses((status = 200, body = MovedView), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn move_to(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<StageMoveRequest>,
) -> Result<Response, Problem> {
    let seen = etag::seen(&headers)?;
    let StageMoveRequest { stage, reason, note, sale } = body.value;
    let sale = match sale {
        None => SaleChoice::Usual,
        Some(SaleFields::Make { sold_on, contract }) => {
            SaleChoice::Made { sold_on: day("sold_on", sold_on)?, contract }
        }
        Some(SaleFields::None) => SaleChoice::Without,
        Some(SaleFields::Delete) => SaleChoice::Deleted,
    };
    let asked = Move { to: stage, reason, note, sale };
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let moved = opportunities::move_to(tx, by, uid, Some(seen), &asked)?;
        Ok(MovedView { version: moved.opportunity.version, sale: moved.sale, mutation: by.mutation })
    })
    .await
}

/// Where an opportunity was.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageHistory {
    /// The stages it came to, oldest first.
    pub items: Vec<CameView>,
}

/// An opportunity came to a stage.
#[derive(Debug, Serialize, ToSchema)]
pub struct CameView {
    /// The stage.
    pub stage: Named,
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
    /// Who moved it.
    pub by: Option<UserName>,
    /// How long it stayed, in milliseconds; null when it is there now.
    pub stayed: Option<i64>,
}

/// Returns where an opportunity was from its beginning.
#[utoipa::path(get, path = "/api/v1/opportunities/{uid}/stages", tag = "pipelines", operation_id = "stage_history",
    params(("uid" = String, Path)), responses((status = 200, body = StageHistory), (status = 404, body = Problem)))]
pub async fn stages(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
) -> Result<Json<StageHistory>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let found = app.crm.store().read_async(move |tx| {
        let came = opportunities::stage_history(tx, &by, uid)?;
        let people = client_page::people(tx, came.iter().filter_map(|it| it.by).collect())?;
        let mut items = Vec::with_capacity(came.len());
        for it in came {
            let stage = Named::of(tx, RecordRef::new(RecordKind::Stage, it.stage.0))?;
            let by = it.by.and_then(|id| people.get(&id)).map(UserName::from);
            items.push(CameView { stage, at: it.at.0, by, stayed: it.stayed });
        }
        Ok::<_, crmweb_crm::Error>(StageHistory { items })
    });
    Ok(Json(found.await?))
}

/// A line as it is typed: what is left out is the product's.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineFields {
    /// The product in the catalogue.
    #[schema(value_type = Option<String>)]
    pub product: Option<Uid>,
    /// What it is called here.
    #[serde(default)]
    pub name: String,
    /// How much, in thousandths of the unit.
    pub quantity: i64,
    /// What is counted.
    #[serde(default)]
    pub unit: String,
    /// What one costs.
    pub price: Option<MoneyView>,
    /// What is taken off, in hundredths of a percent.
    #[serde(default)]
    pub discount: i64,
}

/// The lines of an opportunity or sale.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinesRequest {
    /// All of them, in order.
    pub items: Vec<LineFields>,
}

/// The lines of an opportunity or sale, with what they come to.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinesView {
    /// The version of the record; also the ETag.
    pub version: i64,
    /// The lines, in order.
    pub items: Vec<LineView>,
    /// What they come to.
    pub total: Option<MoneyView>,
    /// The amount of the record: the total, unless somebody typed another one.
    pub amount: Option<MoneyView>,
}

/// A line.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineView {
    /// The product in the catalogue.
    #[schema(value_type = Option<String>)]
    pub product: Option<Uid>,
    /// What it is called here.
    pub name: String,
    /// In thousandths of the unit.
    pub quantity: i64,
    /// What is counted.
    pub unit: String,
    /// What one costs.
    pub price: MoneyView,
    /// In hundredths of a percent.
    pub discount: i64,
    /// What the line comes to, in the smallest unit.
    pub amount: i64,
}

impl From<lines::Lines> for LinesView {
    fn from(it: lines::Lines) -> LinesView {
        let line = |line: crmweb_model::lines::Line| LineView {
            amount: line.amount(),
            product: line.product,
            name: line.name,
            quantity: line.quantity,
            unit: line.unit,
            price: line.price.into(),
            discount: line.discount,
        };
        LinesView {
            version: it.version,
            items: it.items.into_iter().map(line).collect(),
            total: it.total.map(MoneyView::from),
            amount: it.amount.map(MoneyView::from),
        }
    }
}

/// Returns the lines of an opportunity or sale.
#[utoipa::path(get, path = "/api/v1/records/{kind}/{uid}/lines", tag = "records", operation_id = "lines_get",
    params(("kind" = String, Path, description = "`opportunities` or `sales`"), ("uid" = String, Path)),
    responses((status = 200, body = LinesView), (status = 404, body = Problem)))]
pub async fn lines(
    State(app): State<App>,
    caller: Caller,
    Path((kind, uid)): Path<(String, Uid)>,
) -> Result<Response, Problem> {
    let (kind, by) = (named(&kind)?.kind, By::new(caller.user.actor(), app.machine.now()));
    let found = app.crm.store().read_async(move |tx| lines::get(tx, &by, kind, uid)).await?;
    Ok(etag::tagged(found.version, &LinesView::from(found)))
}

/// Gives an opportunity or sale other lines: these, in this order.
#[utoipa::path(post, path = "/api/v1/records/{kind}/{uid}/lines", tag = "records", operation_id = "lines_set",
    params(("kind" = String, Path), ("uid" = String, Path)), request_body = LinesRequest,
    responses((status = 200, body = LinesView), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn set_lines(
    State(app): State<App>,
    deed: Deed,
    Path((kind, uid)): Path<(String, Uid)>,
    headers: HeaderMap,
    body: Body<LinesRequest>,
) -> Result<Response, Problem> {
    let (kind, seen) = (named(&kind)?.kind, etag::seen(&headers)?);
    let typed: Vec<TypedLine> = body.value.items.into_iter().map(TypedLine::from).collect();
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        Ok(LinesView::from(lines::set(tx, by, kind, uid, Some(seen), &typed)?))
    })
    .await
}

impl From<LineFields> for TypedLine {
    fn from(it: LineFields) -> TypedLine {
        TypedLine {
            product: it.product,
            name: it.name,
            quantity: it.quantity,
            unit: it.unit,
            price: it.price.map(Money::from),
            discount: it.discount,
        }
    }
}
