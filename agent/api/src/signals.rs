//! What goes on on this machine: how the mailboxes fare, and that a client was signed out. Never stored.

use crate::app::App;
use crate::caller::{Caller, Scope};
use crate::events;
use crate::problem::Problem;
use crate::stream::{self, Source, Turn};
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use crmweb_store::index::mailboxes::{self, Mailbox};
use futures_util::Stream;
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::watch;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How often is looked although nobody told of a change.
const LOOK: Duration = Duration::from_secs(1);

/// How a mailbox fares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MailboxView {
    /// Its address.
    pub address: String,
    /// `ok`, `syncing`, `error` or `paused`.
    pub state: &'static str,
    /// What went wrong, for people.
    pub error: Option<String>,
    /// The last complete look at every folder, in ms since 1970.
    pub synced_at: Option<i64>,
}

/// Describes how a mailbox fares now.
pub(crate) fn view(app: &App, mailbox: &Mailbox) -> MailboxView {
    let state = match &mailbox.fault {
        _ if mailbox.paused => "paused",
        _ if app.machine.is_busy(mailbox.id) => "syncing",
        Some(_) => "error",
        None => "ok",
    };
    MailboxView {
        address: mailbox.account.address.to_string(),
        state,
        error: mailbox.fault.as_ref().filter(|_| state == "error").map(|fault| fault.text.clone()),
        synced_at: mailbox.synced_at.map(|at| at.0),
    }
}

/// Watches the mailboxes.
struct Watcher {
    app: App,
    /// The client may know of the mailboxes at all.
    private: bool,
    told: BTreeMap<String, MailboxView>,
    ready: VecDeque<Event>,
    changes: watch::Receiver<u64>,
}

/// Returns the route.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(signals))
}

/// Streams how the mailboxes fare (`event: sync`), and that this client was signed out (`event: signed-out`).
#[utoipa::path(get, path = "/edge/v1/signals", tag = "events",
    responses((status = 200, body = MailboxView, content_type = "text/event-stream"), (status = 401, body = Problem)))]
async fn signals(
    State(app): State<App>,
    caller: Caller,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let watcher = Watcher {
        private: caller.scopes.contains(&Scope::MailPrivate),
        told: BTreeMap::new(),
        ready: VecDeque::new(),
        changes: app.mailbox_changes(),
        app: app.clone(),
    };
    Sse::new(stream::of(&app, &caller, watcher)).keep_alive(KeepAlive::new().interval(events::ALIVE))
}

impl Watcher {
    async fn look(&mut self) -> crmweb_store::Result<()> {
        let all = self.app.index.read_async(mailboxes::all).await?;
        let now: BTreeMap<String, MailboxView> = all
            .iter()
            .map(|mailbox| view(&self.app, mailbox))
            .map(|view| (view.address.clone(), view))
            .collect();
        for (address, view) in &now {
            if self.told.get(address) != Some(view) {
                self.ready.extend(Event::default().event("sync").json_data(view).ok());
            }
        }
        self.told = now;
        Ok(())
    }
}

impl Source for Watcher {
    async fn turn(&mut self) -> Turn {
        if let Some(event) = self.ready.pop_front() {
            return Turn::Say(event);
        }
        self.changes.mark_unchanged();
        if self.private
            && let Err(e) = self.look().await
        {
            tracing::warn!(code = e.code(), "the mailboxes cannot be read at the moment");
        }
        if self.ready.is_empty() {
            // A fault is told before it is stored: it is seen at the next look.
            drop(tokio::time::timeout(LOOK, self.changes.changed()).await);
        }
        Turn::Again
    }

    fn farewell(&self) -> Option<Event> {
        Some(Event::default().event("signed-out").data("{}"))
    }
}
