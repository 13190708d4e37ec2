//! Activities: added, read, changed, deleted.

use crate::app::App;
use crate::body::{Body, Changes};
use crate::caller::Caller;
use crate::deed::Deed;
use crate::etag;
use crate::problem::Problem;
use crate::shape::work::ActivityFields;
use crate::shape::{Named, Ref, UserName};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use crmweb_crm::{By, Error, activities};
use crmweb_model::draft::ActivityDraft;
use crmweb_model::ids::{ActivityId, Uid, UserId};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Actor;
use crmweb_store::activities::Activity;
use crmweb_store::{Tx, client_page, links, refs};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Adds an activity.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddActivity {
    /// What it is.
    pub activity: ActivityFields,
    /// Who has to do it; null is oneself.
    #[schema(value_type = Option<String>)]
    pub assignee: Option<Uid>,
    /// To what it belongs: contacts, accounts, leads, opportunities, incidents, campaigns, mails.
    #[serde(default)]
    pub links: Vec<Ref>,
}

/// An activity.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActivityRecord {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// Goes up with every change; also the ETag.
    pub version: i64,
    /// What people entered.
    #[serde(flatten)]
    pub fields: ActivityFields,
    /// When it happened or is planned, in ms since 1970; of a series, when it is planned next.
    pub when: i64,
    /// What came out of it.
    pub outcome: String,
    /// When it was done, in ms since 1970.
    pub done_at: Option<i64>,
    /// Who wrote it down.
    pub author: Option<UserName>,
    /// Who has to do it, or did.
    pub assignee: Option<UserName>,
    /// The series of which it was an occurrence.
    #[schema(value_type = Option<String>)]
    pub series: Option<Uid>,
    /// The local time it had in the series.
    pub occurrence: Option<String>,
    /// To what it belongs.
    pub links: Vec<Named>,
    /// The deed that made it so, for undoing it.
    #[schema(value_type = Option<String>)]
    pub mutation: Option<Uid>,
}

impl ActivityRecord {
    /// Shows an activity to `viewer`.
    pub fn of(
        tx: &mut Tx,
        activity: Activity,
        viewer: &Actor,
        mutation: Option<Uid>,
    ) -> crmweb_crm::Result<ActivityRecord> {
        let users = [activity.author, activity.assignee].into_iter().flatten().collect();
        let people = client_page::people(tx, users)?;
        let name = |id: Option<UserId>| id.and_then(|id| people.get(&id)).map(UserName::from);
        let named =
            |shown: links::Shown| Named { kind: shown.link.record.kind, uid: shown.uid, name: shown.name };
        let links = activities::shown(tx, viewer, &activity)?.into_iter().map(named).collect();
        let series = match activity.planning.series {
            Some(ActivityId(id)) => refs::uid(tx, RecordRef::new(RecordKind::Activity, id))?,
            None => None,
        };
        Ok(ActivityRecord {
            uid: activity.uid,
            version: activity.version,
            fields: activities::draft_of(tx, &activity)?.into(),
            when: activity.at.0,
            outcome: activity.planning.outcome.clone(),
            done_at: activity.done_at.map(|at| at.0),
            author: name(activity.author),
            assignee: name(activity.assignee),
            series,
            occurrence: activity.planning.occurrence,
            links,
            mutation,
        })
    }
}

/// Returns an activity that is no mail.
#[utoipa::path(get, path = "/api/v1/activities/{uid}", tag = "activities", params(("uid" = String, Path)),
    responses((status = 200, body = ActivityRecord), (status = 404, body = Problem)))]
pub async fn get(State(app): State<App>, caller: Caller, Path(uid): Path<Uid>) -> Result<Response, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let record = app.crm.store().read_async(move |tx| shown(tx, &by, uid)).await?;
    Ok(etag::tagged(record.version, &record))
}

fn shown(tx: &mut Tx, by: &By, uid: Uid) -> crmweb_crm::Result<ActivityRecord> {
    by.may(crmweb_model::rights::Right::Read, crmweb_model::rights::Whose::Mine)?;
    let found = activities::find(tx, by, uid)?;
    ActivityRecord::of(tx, found, &by.actor, None)
}

/// Adds an activity of any kind but a mail.
#[utoipa::path(post, path = "/api/v1/activities", tag = "activities", request_body = AddActivity,
    responses((status = 201, body = ActivityRecord), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn add(State(app): State<App>, deed: Deed, body: Body<AddActivity>) -> Result<Response, Problem> {
    let AddActivity { activity, assignee, links } = body.value;
    let draft = ActivityDraft::from(activity);
    deed.once(&app, &body.content, StatusCode::CREATED, move |tx, by| {
        let links = links.into_iter().map(|link| link.find(tx)).collect::<crmweb_crm::Result<Vec<_>>>()?;
        let added = activities::add(tx, by, &draft, assignee, &links)?;
        ActivityRecord::of(tx, added, &by.actor, Some(by.mutation))
    })
    .await
}

/// Changes fields of an activity, of a series in all its occurrences; those that are left out stay.
#[utoipa::path(patch, path = "/api/v1/activities/{uid}", tag = "activities", params(("uid" = String, Path)),
    request_body = ActivityFields,
    responses((status = 200, body = ActivityRecord), (status = 412, body = Problem), (status = 422, body = Problem),
              (status = 428, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
    body: Body<Changes>,
) -> Result<Response, Problem> {
    let (seen, by) = (etag::seen(&headers)?, deed.by(&app));
    let before = app.crm.store().read_async(move |tx| shown(tx, &by, uid)).await?;
    let version = before.version;
    let draft = ActivityDraft::from(body.value.apply(&before.fields)?);
    let answer = deed
        .once(&app, &body.content, StatusCode::OK, move |tx, by| {
            // The version asked for, and the one the change was merged into: both must still hold.
            Error::if_stale(RecordKind::Activity, Some(seen), version)?;
            let changed = activities::edit(tx, by, uid, Some(version), &draft)?;
            ActivityRecord::of(tx, changed, &by.actor, Some(by.mutation))
        })
        .await;
    match answer {
        Err(mut problem) if problem.code == "crm.stale" => {
            let by = deed.by(&app);
            let now = app.crm.store().read_async(move |tx| shown(tx, &by, uid)).await?;
            problem.current = serde_json::to_value(now).ok().map(Box::new);
            Err(problem)
        }
        answer => answer,
    }
}

/// Deletes an activity.
#[utoipa::path(delete, path = "/api/v1/activities/{uid}", tag = "activities", params(("uid" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub async fn remove(
    State(app): State<App>,
    deed: Deed,
    Path(uid): Path<Uid>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let seen = etag::seen(&headers)?;
    let content = crate::body::content(&format!("DELETE activity {uid} {seen}"), &[]);
    deed.once(&app, &content, StatusCode::NO_CONTENT, move |tx, by| {
        activities::delete(tx, by, uid, Some(seen))
    })
    .await
}
