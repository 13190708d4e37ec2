//! The resources, one file each: what is asked, one verb, what is answered.

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;

/// Returns the routes of all resources, behind the gate.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
