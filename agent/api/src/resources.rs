//! The resources, one file each: what is asked, one verb, what is answered.

pub mod accounts;
pub mod asked;
pub mod attach;
pub mod attention;
pub mod board;
pub mod clients;
pub mod company;
pub mod contacts;
pub mod corrections;
mod customers;
pub mod deals;
pub mod fields;
pub mod find;
pub mod guess;
pub mod incidents;
pub mod log;
pub mod mails;
pub mod never_log;
pub mod panel;
pub mod pipelines;
pub mod records;
pub mod solutions;
pub mod templates;
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
        .routes(routes!(work::list))
        .routes(routes!(work::stage))
        .routes(routes!(work::complete))
        .routes(routes!(pipelines::list, pipelines::add))
        .routes(routes!(pipelines::change, pipelines::remove))
        .routes(routes!(pipelines::add_stage))
        .routes(routes!(pipelines::order))
        .routes(routes!(pipelines::change_stage))
        .routes(routes!(pipelines::remove_stage))
        .routes(routes!(board::board))
        .routes(routes!(board::cards))
        .routes(routes!(board::forecast))
        .routes(routes!(deals::move_to))
        .routes(routes!(deals::stages))
        .routes(routes!(deals::lines, deals::set_lines))
        .routes(routes!(incidents::add))
        .routes(routes!(incidents::status))
        .routes(routes!(incidents::hand_on))
        .routes(routes!(incidents::handed))
        .routes(routes!(incidents::of_queue))
        .routes(routes!(incidents::callers))
        .routes(routes!(solutions::list))
        .routes(routes!(solutions::search))
        .routes(routes!(solutions::make_article))
        .routes(routes!(solutions::state))
        .routes(routes!(solutions::helped))
        .routes(routes!(attention::list))
        .routes(routes!(templates::render))
        .routes(routes!(company::get, company::set))
        .layer(axum::middleware::map_response(problem::told))
}
