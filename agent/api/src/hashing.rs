//! Where passwords are hashed: beside the threads that serve, two at a time, because each takes 19 MiB and a core.

use crate::app::App;
use crate::deed::blocking;
use crate::problem::Problem;
use axum::http::StatusCode;
use crmweb_crm::Crm;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Passwords hashed at the same time.
const AT_ONCE: usize = 2;
/// How long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// The places where passwords are hashed.
pub(crate) struct Hashing(Arc<Semaphore>);

impl Default for Hashing {
    fn default() -> Hashing {
        Hashing(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

/// Runs work that hashes a password, when it is its turn.
pub(crate) async fn hashing<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&Crm) -> crmweb_crm::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    let place = timeout(PATIENCE, Arc::clone(&app.hashing().0).acquire_owned()).await;
    // The semaphore is never closed.
    let Ok(Ok(place)) = place else {
        let detail = "too many passwords are being checked; try again in a moment";
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "sign-in.busy", detail));
    };
    let crm = app.crm.clone();
    blocking(move || {
        // Kept until the work is done, also when whoever asked has gone away.
        let _place = place;
        Ok(work(&crm)?)
    })
    .await
}
