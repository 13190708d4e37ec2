//! The resources, one file each: what is asked, one verb, what is answered.

pub mod accounts;
pub mod asked;
pub mod attach;
pub mod bulk;
pub mod clients;
pub mod contacts;
pub mod corrections;
mod customers;
pub mod fields;
pub mod find;
pub mod guess;
pub mod lists;
pub mod log;
pub mod mails;
pub mod never_log;
pub mod panel;
pub mod records;
pub mod views;
pub mod work;

use crate::app::App;
use crate::problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Returns the routes of all resources, behind the gate.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(panel::panel))
        .routes(routes!(mails::list))
        .routes(routes!(mails::text))
        .routes(routes!(mails::eml))
        .routes(routes!(log::draft))
        .routes(routes!(log::log))
        .routes(routes!(attach::preview))
        .routes(routes!(attach::attach))
        .routes(routes!(clients::add))
        .routes(routes!(guess::guess))
        .routes(routes!(never_log::add))
        .routes(routes!(never_log::remove))
        .routes(routes!(corrections::correct))
        .routes(routes!(corrections::choose))
        .routes(routes!(corrections::undo))
        .routes(routes!(find::find))
        .routes(routes!(contacts::get, contacts::change))
        .routes(routes!(contacts::add))
        .routes(routes!(contacts::record))
        .routes(routes!(contacts::history))
        .routes(routes!(accounts::get, accounts::change))
        .routes(routes!(accounts::add))
        .routes(routes!(accounts::record))
        .routes(routes!(accounts::history))
        .routes(routes!(records::get, records::change, records::delete))
        .routes(routes!(records::add))
        .routes(routes!(fields::list, fields::add))
        .routes(routes!(fields::change, fields::remove))
        .routes(routes!(lists::query))
        .routes(routes!(lists::rows))
        .routes(routes!(bulk::edit))
        .routes(routes!(views::list, views::add))
        .routes(routes!(views::get, views::change, views::delete))
        .routes(routes!(views::first))
        .routes(routes!(work::list))
        .routes(routes!(work::stage))
        .routes(routes!(work::complete))
        .layer(axum::middleware::map_response(problem::told))
}
