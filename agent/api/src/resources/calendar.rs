//! The calendar and the agenda.

use super::asked::{AgendaAsked, CalendarAsked};
use crate::app::App;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::shape::UserName;
use axum::Json;
use axum::extract::{Query, State};
use crmweb_crm::calendar::{self, Item, Whom};
use crmweb_crm::{By, agenda};
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::{ActivityKind, ActivityStatus, Priority, RecordKind, RecordRef};
use crmweb_model::time::Millis;
use crmweb_store::client_page::Person;
use crmweb_store::{Tx, client_page, refs};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A part of the calendar.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarView {
    /// What is planned, soonest first, at most a thousand.
    pub items: Vec<CalendarItem>,
    /// There is more.
    pub more: bool,
}

/// Something in the calendar.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarItem {
    /// The activity or series; null for a colleague's private time.
    pub activity: Option<Planned>,
    /// When it begins, in ms since 1970.
    pub from: i64,
    /// When it ends; the same moment for what only has a time.
    pub until: i64,
    /// It takes whole days.
    pub all_day: bool,
    /// Whose days it is in, of those asked for.
    pub users: Vec<UserName>,
}

/// What is planned.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Planned {
    /// The id of the activity or series.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// Its version.
    pub version: i64,
    /// What it is.
    #[schema(value_type = String)]
    pub kind: ActivityKind,
    /// The administrator's kind that it is.
    #[schema(value_type = Option<String>)]
    pub custom: Option<Uid>,
    /// What it is about.
    pub subject: String,
    /// Where.
    pub place: String,
    /// How far it is.
    #[schema(value_type = String)]
    pub status: ActivityStatus,
    /// How urgent.
    #[schema(value_type = String)]
    pub priority: Priority,
    /// The planned local time; of a series, it names the occurrence.
    pub planned: Option<String>,
    /// The zone of the planned time.
    pub zone: Option<String>,
    /// It is one of a series.
    pub repeats: bool,
    /// Nobody else sees it.
    pub private: bool,
}

/// Lists what is planned for oneself, the team or a colleague.
#[utoipa::path(get, path = "/api/v1/calendar", tag = "activities", params(CalendarAsked),
    responses((status = 200, body = CalendarView), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn calendar(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<CalendarAsked>,
) -> Result<Json<CalendarView>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let whom = match asked.who.as_deref() {
        None | Some("me") => Whom::Me,
        Some("team") => Whom::Team,
        Some(uid) => {
            Whom::Colleague(Uid::parse(uid).map_err(|_| Problem::invalid("who: me, team or a user's id"))?)
        }
    };
    let (from, to) = (Millis(asked.from), Millis(asked.to));
    let view = app
        .crm
        .store()
        .read_async(move |tx| {
            let days = calendar::calendar(tx, &by, whom, from, to)?;
            let users = client_page::people(tx, days.items.iter().flat_map(|it| it.users.clone()).collect())?;
            let items = days
                .items
                .into_iter()
                .map(|item| shown(tx, item, &users))
                .collect::<crmweb_crm::Result<_>>()?;
            Ok::<_, crmweb_crm::Error>(CalendarView { items, more: days.more })
        })
        .await?;
    Ok(Json(view))
}

fn shown(tx: &mut Tx, item: Item, users: &BTreeMap<UserId, Person>) -> crmweb_crm::Result<CalendarItem> {
    let planned = match item.busy {
        true => None,
        false => Some(planned(tx, &item.activity, Some(item.start.to_string()))?),
    };
    Ok(CalendarItem {
        activity: planned,
        from: item.from.0,
        until: item.until.0,
        all_day: item.start.is_day(),
        users: item.users.iter().filter_map(|id| users.get(id)).map(UserName::from).collect(),
    })
}

fn planned(
    tx: &mut Tx,
    activity: &crmweb_store::activities::Activity,
    start: Option<String>,
) -> crmweb_crm::Result<Planned> {
    let custom = match activity.planning.custom {
        Some(id) => refs::uid(tx, RecordRef::new(RecordKind::ActivityKind, id.0))?,
        None => None,
    };
    Ok(Planned {
        uid: activity.uid,
        version: activity.version,
        kind: activity.kind,
        custom,
        subject: activity.subject.clone(),
        place: activity.planning.place.clone(),
        status: activity.status,
        priority: activity.priority,
        planned: start,
        zone: activity.zone.clone(),
        repeats: activity.planning.rule.is_some(),
        private: activity.private_to.is_some(),
    })
}

/// What one has to do.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgendaView {
    /// Should be done by now.
    pub overdue: Vec<ToDo>,
    /// Later today.
    pub today: Vec<ToDo>,
    /// After today, until Sunday.
    pub week: Vec<ToDo>,
    /// Without a time.
    pub someday: Vec<ToDo>,
    /// There is more than is listed.
    pub more: bool,
}

/// Something to do.
#[derive(Debug, Serialize, ToSchema)]
pub struct ToDo {
    /// What.
    pub activity: Planned,
    /// When it is planned, in ms since 1970; of what has no time, when it was written down.
    pub at: i64,
}

/// Lists what one has to do: late, today, this week, some day.
#[utoipa::path(get, path = "/api/v1/agenda", tag = "activities", params(AgendaAsked),
    responses((status = 200, body = AgendaView), (status = 422, body = Problem)))]
pub async fn agenda(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<AgendaAsked>,
) -> Result<Json<AgendaView>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let view = app
        .crm
        .store()
        .read_async(move |tx| {
            let agenda = agenda::agenda(tx, &by, &asked.zone)?;
            Ok::<_, crmweb_crm::Error>(AgendaView {
                overdue: to_do(tx, agenda.overdue)?,
                today: to_do(tx, agenda.today)?,
                week: to_do(tx, agenda.week)?,
                someday: to_do(tx, agenda.someday)?,
                more: agenda.more,
            })
        })
        .await?;
    Ok(Json(view))
}

fn to_do(tx: &mut Tx, list: Vec<agenda::ToDo>) -> crmweb_crm::Result<Vec<ToDo>> {
    let show = |it: agenda::ToDo| {
        let activity = planned(tx, &it.activity, it.start.map(|start| start.to_string()))?;
        Ok(ToDo { activity, at: it.at.0 })
    };
    list.into_iter().map(show).collect()
}
