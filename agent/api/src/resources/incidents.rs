//! Incidents from any channel: logged, waiting, handed on, in queues; and who calls.

use super::asked::{CallersAsked, QueueAsked};
use super::clients::{EmployerFields, attaches, employer, follow, keys};
use super::work::Changed;
use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::etag;
use crate::problem::Problem;
use crate::resources::find::{FoundRecord, FoundRecords};
use crate::shape::fields::ContactFields;
use crate::shape::work::IncidentFields;
use crate::shape::{Named, UserName};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use crmweb_crm::incidents::{self, HandTo, Place, Stranger};
use crmweb_crm::{By, callers as who_calls};
use crmweb_model::draft::IncidentDraft;
use crmweb_model::ids::Uid;
use crmweb_model::record::{IncidentStatus, Priority, RecordKind};
use crmweb_store::client_page;
use crmweb_store::incidents::Incident;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Logs an incident, of a client that is known or of one that becomes known along.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IncidentRequest {
    /// The incident.
    pub incident: IncidentFields,
    /// Somebody who is not known yet.
    pub new_client: Option<StrangerFields>,
}

/// Somebody who is not known yet.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StrangerFields {
    /// The person.
    pub contact: ContactFields,
    /// Where the person works.
    pub account: Option<EmployerFields>,
    /// What the person is there.
    #[serde(default)]
    pub title: String,
}

/// An incident that was logged.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentLogged {
    /// The incident.
    pub record: Named,
    /// Who is known now.
    pub added: Vec<Named>,
    /// When the first answer is due, in milliseconds since 1970 UTC.
    pub respond_by: Option<i64>,
    /// When the solution is due.
    pub solve_by: Option<i64>,
    /// The deed, for undoing it.
    #[schema(value_type = String)]
    pub mutation: Uid,
}

/// Logs an incident from any channel.
#[utoipa::path(post, path = "/api/v1/incidents", tag = "incidents", operation_id = "incident_log",
    request_body = IncidentRequest,
    responses((status = 201, body = IncidentLogged), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<App>,
    deed: Deed,
    body: Body<IncidentRequest>,
) -> Result<Response, Problem> {
    let IncidentRequest { incident, new_client } = body.value;
    let draft = IncidentDraft::from(incident);
    let mut known = Vec::new();
    let stranger = match new_client {
        None => None,
        Some(StrangerFields { contact, account, title }) => {
            known = keys(&contact, account.as_ref());
            Some(Stranger { contact: contact.draft()?, employer: employer(account)?, title })
        }
    };
    attaches(&app, known.clone()).await?;
    let answer = deed
        .once(&app, &body.content, StatusCode::CREATED, move |tx, by| {
            let mut added = Vec::new();
            let logged = match stranger {
                None => incidents::log(tx, by, &draft)?,
                Some(stranger) => {
                    let (logged, new) = incidents::log_of_stranger(tx, by, &draft, &stranger)?;
                    for record in new.records() {
                        added.push(Named::of(tx, record)?);
                    }
                    logged
                }
            };
            Ok(IncidentLogged {
                record: Named::of(tx, logged.record())?,
                added,
                respond_by: logged.respond_by.map(|at| at.0),
                solve_by: logged.solve_by.map(|at| at.0),
                mutation: by.mutation,
            })
        })
        .await?;
    if !known.is_empty() {
        follow(&app, &deed, known);
    }
    Ok(answer)
}

/// What is noted of an incident.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum StatusRequest {
    /// The client has to answer: due times stand still.
    Wait {},
    /// The client has answered.
    Resume {},
    /// There is a solution.
    Solve {
        /// What solved it.
        solution: String,
    },
    /// It is finished.
    Close {},
    /// It is open again.
    Reopen {},
}

/// Notes how far an incident is.
#[utoipa::path(post, path = "/api/v1/incidents/{uid}/status", tag = "incidents", operation_id = "incident_status",
    params(("uid" = String, Path)), request_body = StatusRequest,
    responses((status = 200, body = Changed), (status = 409, body = Problem), (status = 412, body = Problem)))]
pub async fn status(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<StatusRequest>,
) -> Result<Response, Problem> {
    let (seen, asked) = (Some(etag::seen(&headers)?), body.value);
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let changed = match asked {
            StatusRequest::Wait {} => incidents::wait(tx, by, uid, seen)?,
            StatusRequest::Resume {} => incidents::resume(tx, by, uid, seen)?,
            StatusRequest::Solve { solution } => incidents::solve(tx, by, uid, seen, &solution)?,
            StatusRequest::Close {} => incidents::close(tx, by, uid, seen)?,
            StatusRequest::Reopen {} => incidents::reopen(tx, by, uid, seen)?,
        };
        Ok(Changed { version: changed.version, mutation: by.mutation })
    })
    .await
}

/// To whom an incident is handed: a user, or a queue by its id or name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandRequest {
    /// A colleague.
    #[schema(value_type = Option<String>)]
    pub user: Option<Uid>,
    /// A queue; the empty one is nobody's.
    pub queue: Option<String>,
}

/// Hands an incident on.
#[utoipa::path(post, path = "/api/v1/incidents/{uid}/hand", tag = "incidents", operation_id = "incident_hand",
    params(("uid" = String, Path)), request_body = HandRequest,
    responses((status = 200, body = Changed), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn hand_on(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<HandRequest>,
) -> Result<Response, Problem> {
    let seen = etag::seen(&headers)?;
    let to = match body.value {
        HandRequest { user: Some(user), queue: None } => HandTo::User(user),
        HandRequest { user: None, queue: Some(queue) } => HandTo::Queue(queue),
        _ => return Err(Problem::invalid("names a user, or a queue")),
    };
    deed.once(&app, &body.content, StatusCode::OK, move |tx, by| {
        let changed = incidents::hand_on(tx, by, uid, Some(seen), &to)?;
        Ok(Changed { version: changed.version, mutation: by.mutation })
    })
    .await
}

/// Who had an incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct Handed {
    /// Oldest first.
    pub items: Vec<HadView>,
}

/// Somebody came to have an incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct HadView {
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
    /// Who handed it on.
    pub by: Option<UserName>,
    /// The id of the colleague who had it from then on; empty for nobody.
    pub assignee: String,
    /// The id of the queue it was in from then on; empty for none.
    pub queue: String,
}

/// Returns who had an incident.
#[utoipa::path(get, path = "/api/v1/incidents/{uid}/handed", tag = "incidents", operation_id = "incident_handed",
    params(("uid" = String, Path)), responses((status = 200, body = Handed), (status = 404, body = Problem)))]
pub async fn handed(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
) -> Result<Json<Handed>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let found = app.crm.store().read_async(move |tx| {
        let had = incidents::handed(tx, &by, uid)?;
        let people = client_page::people(tx, had.iter().filter_map(|it| it.by).collect())?;
        let view = |it: incidents::Had| HadView {
            at: it.at.0,
            by: it.by.and_then(|id| people.get(&id)).map(UserName::from),
            assignee: it.assignee,
            queue: it.queue,
        };
        Ok::<_, crmweb_crm::Error>(Handed { items: had.into_iter().map(view).collect() })
    });
    Ok(Json(found.await?))
}

/// Incidents of a queue, the first to be solved first.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueuePage {
    /// The incidents.
    pub items: Vec<Waiting>,
    /// Where the list goes on; null at its end.
    pub next: Option<String>,
}

/// An incident in a queue.
#[derive(Debug, Serialize, ToSchema)]
pub struct Waiting {
    /// The incident.
    pub record: Named,
    /// Its version.
    pub version: i64,
    /// How urgent.
    #[schema(value_type = String)]
    pub priority: Priority,
    /// How far it is.
    #[schema(value_type = String)]
    pub status: IncidentStatus,
    /// Who has it.
    pub assignee: Option<UserName>,
    /// When the first answer is due, in milliseconds since 1970 UTC.
    pub respond_by: Option<i64>,
    /// When the solution is due.
    pub solve_by: Option<i64>,
    /// When it was logged.
    pub created_at: i64,
}

/// Lists the open incidents of a queue.
#[utoipa::path(get, path = "/api/v1/queues/{uid}/incidents", tag = "incidents", operation_id = "queue_incidents",
    params(("uid" = String, Path), QueueAsked),
    responses((status = 200, body = QueuePage), (status = 404, body = Problem)))]
pub async fn of_queue(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<Uid>,
    Query(asked): Query<QueueAsked>,
) -> Result<Json<QueuePage>, Problem> {
    let after = asked.cursor.as_deref().map(place).transpose()?;
    let by = By::new(caller.user.actor(), app.machine.now());
    let found = app.crm.store().read_async(move |tx| {
        let (page, next) = incidents::of_queue(tx, &by, uid, after, asked.limit.unwrap_or(50))?;
        let people = client_page::people(tx, page.iter().filter_map(|it| it.assignee).collect())?;
        let view = |it: Incident| Waiting {
            record: Named {
                kind: RecordKind::Incident,
                uid: it.uid,
                name: format!("{} {}", it.label(), it.subject),
            },
            version: it.version,
            priority: it.priority,
            status: it.status,
            assignee: it.assignee.and_then(|id| people.get(&id)).map(UserName::from),
            respond_by: it.respond_by.map(|at| at.0),
            solve_by: it.solve_by.map(|at| at.0),
            created_at: it.created_at.0,
        };
        let next = next.map(|place| format!("{}.{}", place.solve_by, place.id));
        Ok::<_, crmweb_crm::Error>(QueuePage { items: page.into_iter().map(view).collect(), next })
    });
    Ok(Json(found.await?))
}

fn place(cursor: &str) -> Result<Place, Problem> {
    let read = || {
        let (solve_by, id) = cursor.split_once('.')?;
        Some(Place { solve_by: solve_by.parse().ok()?, id: id.parse().ok()? })
    };
    read().ok_or_else(|| Problem::invalid("this cursor is none of ours"))
}

/// Finds who calls: contacts, accounts and leads with a phone number.
#[utoipa::path(get, path = "/api/v1/callers", tag = "incidents", operation_id = "callers", params(CallersAsked),
    responses((status = 200, body = FoundRecords), (status = 422, body = Problem)))]
pub async fn callers(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<CallersAsked>,
) -> Result<Json<FoundRecords>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let found = app.crm.store().read_async(move |tx| {
        let mut items = Vec::new();
        for it in who_calls::find(tx, &by, &asked.number)? {
            items.push(FoundRecord { record: Named::of(tx, it.record)?, detail: it.detail });
        }
        Ok::<_, crmweb_crm::Error>(FoundRecords { items })
    });
    Ok(Json(found.await?))
}
