//! The server: both loopback addresses, HTTP/1.1, and a thread of its own for everything that is async.

pub mod bind;
mod connections;
mod patient;

use crate::app::App;
use crate::gate::Gate;
use crate::{events, pages, resources, session, signals};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
pub use bind::{BindError, Listeners};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::watch;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, Info, OpenApi, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;

/// The port of every installation, unless it is configured.
pub const PORT: u16 = 27_480;
/// Where the description of the API is.
const DESCRIPTION: &str = "/api/v1/openapi.json";
/// How long requests under way may still take when the server ends.
const FAREWELL: Duration = Duration::from_secs(5);

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The clients cannot be read.
    #[error(transparent)]
    Store(#[from] crmweb_store::Error),
    /// The system gives no thread or no socket.
    #[error("cannot start the server")]
    System(#[source] std::io::Error),
}

impl ServeError {
    /// Returns the stable code of the fault.
    pub fn code(&self) -> &'static str {
        match self {
            ServeError::Store(e) => e.code(),
            ServeError::System(_) => "api.system",
        }
    }
}

/// A running server. Dropping it ends all streams, lets requests under way finish, and closes its sockets.
pub struct Server {
    app: App,
    port: u16,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves `app` on sockets that are bound already.
    pub fn start(app: App, listeners: Listeners) -> Result<Server, ServeError> {
        app.clients().load(&app.index)?;
        let port = listeners.port();
        let gate = Gate::new(app.clone(), router(app.clone()), port);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("api")
            .enable_all()
            .build()
            .map_err(ServeError::System)?;
        let (stop, stopping) = watch::channel(false);
        let serve = move || {
            runtime.block_on(connections::serve(gate, listeners, stopping, FAREWELL));
            runtime.shutdown_timeout(Duration::from_secs(1));
        };
        let thread =
            std::thread::Builder::new().name("api".into()).spawn(serve).map_err(ServeError::System)?;
        Ok(Server { app, port, stop, thread: Some(thread) })
    }

    /// Returns what is served.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Returns the address for people and browsers.
    pub fn address(&self) -> String {
        format!("http://localhost:{}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.app.end();
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// Returns everything behind the gate.
pub fn router(app: App) -> Router {
    let (routes, description) = all().split_for_parts();
    let description = description.to_json().unwrap_or_default();
    let described = get(move || {
        let description = description.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], description).into_response() }
    });
    // The gate has read the body already, under its own limits.
    routes
        .route(DESCRIPTION, described)
        .fallback(pages::serve)
        .layer(DefaultBodyLimit::disable())
        .with_state(app)
}

/// Returns the description of the API.
pub fn description() -> OpenApi {
    all().split_for_parts().1
}

fn all() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(about())
        .merge(session::routes())
        .merge(events::routes())
        .merge(signals::routes())
        .merge(resources::routes())
}

/// What holds for all of it: every request carries a token, unless it says otherwise.
fn about() -> OpenApi {
    let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    OpenApiBuilder::new()
        .info(Info::new("CRMWeb Companion", env!("CARGO_PKG_VERSION")))
        .components(Some(ComponentsBuilder::new().security_scheme("token", token).build()))
        .security(Some([SecurityRequirement::new("token", [""; 0])]))
        .build()
}
