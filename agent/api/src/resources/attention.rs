//! What needs attention.

use super::asked::{AttentionAsked, WhoseAsked};
use crate::app::App;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::shape::{Named, UserName};
use axum::Json;
use axum::extract::{Query, State};
use crmweb_crm::{By, attention};
use crmweb_store::client_page;
use serde::Serialize;
use utoipa::ToSchema;

/// What needs attention, the most urgent first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Attention {
    /// The records.
    pub items: Vec<UrgentView>,
}

/// A record that needs attention.
#[derive(Debug, Serialize, ToSchema)]
pub struct UrgentView {
    /// The record.
    pub record: Named,
    /// Who looks after it.
    pub owner: Option<UserName>,
    /// Why, the most urgent first.
    pub flags: Vec<BrokenRule>,
}

/// A rule that was broken.
#[derive(Debug, Serialize, ToSchema)]
pub struct BrokenRule {
    /// `critical_incident`, `solution_overdue`, `response_overdue`, `response_due`, `solution_due`, `activity_overdue`,
    /// `past_expected_close`, `nothing_planned`, `opportunity_quiet` or `quiet`.
    pub rule: &'static str,
    /// What was found: minutes, days, or how many, as the rule says.
    pub value: i64,
    /// What the rule allows.
    pub threshold: i64,
}

/// Lists what needs attention.
#[utoipa::path(get, path = "/api/v1/attention", tag = "records", operation_id = "attention", params(AttentionAsked),
    responses((status = 200, body = Attention), (status = 403, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<AttentionAsked>,
) -> Result<Json<Attention>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let whose = asked.whose.unwrap_or(WhoseAsked::Mine).into();
    let found = app.crm.store().read_async(move |tx| {
        let urgent = attention::list(tx, &by, whose)?;
        let people = client_page::people(tx, urgent.iter().filter_map(|it| it.owner).collect())?;
        Ok::<_, crmweb_crm::Error>((urgent, people))
    });
    let (urgent, people) = found.await?;
    let view = |it: attention::Urgent| UrgentView {
        record: Named { kind: it.kind, uid: it.uid, name: it.name },
        owner: it.owner.and_then(|id| people.get(&id)).map(UserName::from),
        flags: it
            .flags
            .iter()
            .map(|it| BrokenRule { rule: it.rule.as_str(), value: it.value, threshold: it.threshold })
            .collect(),
    };
    Ok(Json(Attention { items: urgent.into_iter().map(view).collect() }))
}
