//! `GET /api/v1/events`: what changes in the records, as it changes, out of the change log.
//!
//! A client that comes back with the last number it saw misses nothing; one whose number belongs to another life of the
//! database is told to start over.

mod change;
#[cfg(test)]
mod tests;

use crate::app::App;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::stream::{self, Turn};
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use change::Change;
use crmweb_crm::Result;
use crmweb_model::ids::UserId;
use crmweb_model::rights::{Right, Whose};
use crmweb_store::{Tx, log, settings, users};
use futures_util::Stream;
use serde::Deserialize;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::watch;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How many entries are read at a time.
const BATCH: i64 = 200;
/// How long further commits are gathered before the log is read again.
const GATHER: Duration = Duration::from_millis(20);
/// How often the log is read although nobody committed here.
const LOOK: Duration = Duration::from_secs(1);
/// The same where others commit too (PostgreSQL).
const LOOK_FOR_OTHERS: Duration = Duration::from_millis(500);
/// How often an idle stream says that it is alive.
pub(crate) const ALIVE: Duration = Duration::from_secs(15);

/// Returns the route.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(events))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Known {
    /// The life of the database that the client knows (`Session.epoch`); with another one it is told to start over.
    epoch: Option<String>,
}

/// Streams the changes of records: `event: change` with its number as `id`; `event: reset` says to drop what is
/// remembered. `Last-Event-ID` goes on after that number.
#[utoipa::path(get, path = "/api/v1/events", tag = "events", params(("Last-Event-ID" = Option<i64>, Header, description = "go on after this number")),
    responses((status = 200, body = Change, content_type = "text/event-stream"), (status = 401, body = Problem),
              (status = 403, body = Problem)))]
async fn events(
    State(app): State<App>,
    caller: Caller,
    Query(known): Query<Known>,
    headers: HeaderMap,
) -> std::result::Result<Sse<impl Stream<Item = std::result::Result<Event, Infallible>>>, Problem> {
    caller.user.actor().may(Right::Read, Whose::Mine).map_err(crmweb_crm::Error::from)?;
    let seen = headers.get("last-event-id").map(|id| id.to_str().ok().and_then(|id| id.parse().ok()));
    let follower = Follower::start(&app, &caller, seen, known.epoch).await?;
    let events = stream::of(&app, &caller, follower);
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE)))
}

/// One reader of the log.
struct Follower {
    app: App,
    viewer: UserId,
    epoch: String,
    /// The last entry that was read.
    at: i64,
    look: Duration,
    commits: watch::Receiver<u64>,
    ready: VecDeque<Event>,
}

/// What a reading of the log has found.
struct Found {
    /// The viewer may still see records.
    welcome: bool,
    epoch: String,
    newest: i64,
    changes: Vec<Change>,
}

impl Follower {
    /// Goes on after `seen`, or begins now. `Some(None)` is a number that cannot be read.
    async fn start(
        app: &App,
        caller: &Caller,
        seen: Option<Option<i64>>,
        known: Option<String>,
    ) -> Result<Follower> {
        // Before the log is read: what is committed in between is seen as a change.
        let commits = app.crm.store().commits();
        let (newest, epoch, shared) = app.crm.store().read_async(begin).await?;
        let other_life = known.is_some_and(|known| known != epoch);
        let mut ready = VecDeque::new();
        let at = match seen {
            Some(Some(seen)) if (0..=newest).contains(&seen) && !other_life => seen,
            None if !other_life => newest,
            _ => {
                ready.push_back(reset(newest));
                newest
            }
        };
        if ready.is_empty() {
            // The client learns where it stands before anything has changed.
            ready.push_back(Event::default().id(at.to_string()));
        }
        Ok(Follower {
            app: app.clone(),
            viewer: caller.user.id,
            epoch,
            at,
            look: if shared { LOOK_FOR_OTHERS } else { LOOK },
            commits,
            ready,
        })
    }

    async fn read(&mut self) -> Result<bool> {
        self.commits.mark_unchanged();
        let (viewer, at) = (self.viewer, self.at);
        let found = self.app.crm.store().read_async(move |tx| look(tx, viewer, at)).await?;
        if !found.welcome {
            return Ok(false);
        }
        if found.epoch != self.epoch || found.newest < self.at {
            (self.epoch, self.at) = (found.epoch, found.newest);
            self.ready.push_back(reset(self.at));
            return Ok(true);
        }
        self.at = found.newest;
        for change in found.changes {
            let event = Event::default().event("change").id(change.seq.to_string());
            match event.json_data(&change) {
                Ok(event) => self.ready.push_back(event),
                Err(e) => tracing::error!("a change cannot be told: {e}"),
            }
        }
        Ok(true)
    }
}

impl stream::Source for Follower {
    async fn turn(&mut self) -> Turn {
        if let Some(event) = self.ready.pop_front() {
            return Turn::Say(event);
        }
        let before = self.at;
        match self.read().await {
            Ok(false) => return Turn::End,
            Ok(true) if self.at != before => return Turn::Again,
            Ok(true) if !self.ready.is_empty() => return Turn::Again,
            Ok(true) => {}
            Err(e) => tracing::warn!(code = e.code(), "the change log cannot be read at the moment"),
        }
        match tokio::time::timeout(self.look, self.commits.changed()).await {
            Ok(Ok(())) => tokio::time::sleep(GATHER).await,
            // The database is closed.
            Ok(Err(_)) => return Turn::End,
            Err(_) => {}
        }
        Turn::Again
    }
}

/// Where the log ends, in which life of the database, and whether others write it too.
fn begin(tx: &mut Tx) -> Result<(i64, String, bool)> {
    Ok((log::newest(tx)?, settings::epoch(tx)?, tx.is_postgres()))
}

/// Reads the log after `at`. The newest place is the last one read, so that nothing is left out.
fn look(tx: &mut Tx, viewer: UserId, at: i64) -> Result<Found> {
    let user = users::by_id(tx, viewer)?.filter(|user| user.active);
    let viewer = user.map(|user| user.actor()).filter(|viewer| viewer.may(Right::Read, Whose::Mine).is_ok());
    let welcome = viewer.is_some();
    let epoch = settings::epoch(tx)?;
    let entries = if welcome { log::after(tx, at, BATCH)? } else { Vec::new() };
    let newest = match entries.last() {
        Some(last) => last.seq,
        None => log::newest(tx)?,
    };
    let mut changes = Vec::with_capacity(entries.len());
    for entry in &entries {
        if let Some(viewer) = &viewer {
            changes.extend(change::of(tx, viewer, entry)?);
        }
    }
    Ok(Found { welcome, epoch, newest, changes: change::together(changes) })
}

fn reset(newest: i64) -> Event {
    Event::default().event("reset").id(newest.to_string()).data("{}")
}
