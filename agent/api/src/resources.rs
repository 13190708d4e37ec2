//! The resources, one file each: what is asked, one verb, what is answered.

pub mod accounts;
pub mod activities;
mod activity_verbs;
pub mod asked;
pub mod attach;
pub mod attachments;
pub mod attention;
pub mod audit;
pub mod board;
pub mod bulk;
pub mod calendar;
pub mod claims;
pub mod clients;
pub mod company;
pub mod contacts;
pub mod corrections;
pub mod credentials;
mod customers;
pub mod deals;
pub mod distribution;
pub mod documents;
pub mod duplicates;
pub mod fields;
pub mod find;
pub mod groups;
pub mod guess;
pub mod incidents;
pub mod kinds;
pub mod leads;
pub mod lists;
pub mod log;
pub mod mails;
pub mod merges;
pub mod never_log;
pub mod outbox;
pub mod panel;
pub mod password;
pub mod persons;
pub mod pipelines;
pub mod products;
pub mod records;
pub mod roles;
pub mod second_factor;
pub mod settings;
pub mod sign_in;
pub mod solutions;
pub mod tags;
pub mod templates;
pub mod users;
pub mod views;
pub mod webhooks;
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
        .routes(routes!(documents::list, documents::add))
        .routes(routes!(documents::get))
        .routes(routes!(documents::add_version))
        .routes(routes!(documents::content))
        .routes(routes!(documents::restore))
        .routes(routes!(documents::link))
        .routes(routes!(documents::unlink))
        .routes(routes!(attachments::save))
        .routes(routes!(persons::data))
        .routes(routes!(persons::export))
        .routes(routes!(persons::erase))
        .routes(routes!(records::get, records::change, records::delete))
        .routes(routes!(records::add))
        .routes(routes!(fields::list, fields::add))
        .routes(routes!(fields::change, fields::remove))
        .routes(routes!(leads::status))
        .routes(routes!(leads::preview))
        .routes(routes!(leads::convert))
        .routes(routes!(leads::explain))
        .routes(routes!(duplicates::check))
        .routes(routes!(duplicates::list, duplicates::search))
        .routes(routes!(duplicates::distinct))
        .routes(routes!(merges::preview))
        .routes(routes!(merges::merge))
        .routes(routes!(tags::list, tags::add))
        .routes(routes!(tags::change, tags::remove))
        .routes(routes!(tags::records))
        .routes(routes!(tags::on))
        .routes(routes!(groups::list, groups::change))
        .routes(routes!(distribution::preview))
        .routes(routes!(distribution::distribute))
        .routes(routes!(products::tree))
        .routes(routes!(products::list))
        .routes(routes!(lists::query))
        .routes(routes!(lists::rows))
        .routes(routes!(bulk::edit))
        .routes(routes!(views::list, views::add))
        .routes(routes!(views::get, views::change, views::delete))
        .routes(routes!(views::first))
        .routes(routes!(work::list))
        .routes(routes!(work::stage))
        .routes(routes!(sign_in::sign_in))
        .routes(routes!(sign_in::sign_out))
        .routes(routes!(credentials::sessions))
        .routes(routes!(credentials::revoke_session))
        .routes(routes!(credentials::tokens, credentials::add_token))
        .routes(routes!(credentials::revoke_token))
        .routes(routes!(password::change))
        .routes(routes!(password::give))
        .routes(routes!(second_factor::show, second_factor::begin))
        .routes(routes!(second_factor::remove))
        .routes(routes!(second_factor::confirm))
        .routes(routes!(second_factor::remove_of))
        .routes(routes!(users::list, users::add))
        .routes(routes!(users::get, users::change))
        .routes(routes!(users::roles))
        .routes(routes!(users::activate))
        .routes(routes!(users::deactivate))
        .routes(routes!(users::add_address))
        .routes(routes!(users::remove_address))
        .routes(routes!(roles::list, roles::add))
        .routes(routes!(roles::get, roles::change, roles::remove))
        .routes(routes!(company::domains, company::set_domains))
        .merge(activities())
        .routes(routes!(audit::list))
        .routes(routes!(audit::restore))
        .routes(routes!(audit::mine))
        .routes(routes!(webhooks::list, webhooks::add))
        .routes(routes!(webhooks::get, webhooks::change, webhooks::remove))
        .routes(routes!(webhooks::rotate))
        .routes(routes!(webhooks::test))
        .routes(routes!(webhooks::deliveries))
        .routes(routes!(webhooks::redeliver))
        .routes(routes!(webhooks::internal_targets, webhooks::set_internal_targets))
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
        .routes(routes!(settings::get, settings::set))
        .layer(axum::middleware::map_response(problem::told))
}

/// Activities, their kinds and calendar, and what is said about them.
fn activities() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(activities::add))
        .routes(routes!(activities::get, activities::change, activities::remove))
        .routes(routes!(activity_verbs::complete))
        .routes(routes!(activity_verbs::cancel))
        .routes(routes!(activity_verbs::reopen))
        .routes(routes!(activity_verbs::assign))
        .routes(routes!(activity_verbs::move_to))
        .routes(routes!(activity_verbs::link))
        .routes(routes!(activity_verbs::unlink))
        .routes(routes!(kinds::list, kinds::add))
        .routes(routes!(kinds::change, kinds::remove))
        .routes(routes!(calendar::calendar))
        .routes(routes!(calendar::agenda))
        .routes(routes!(outbox::list))
        .routes(routes!(outbox::cancel))
        .routes(routes!(claims::list, claims::claim))
        .routes(routes!(claims::release))
        .routes(routes!(claims::recent))
        .routes(routes!(claims::before))
        .routes(routes!(claims::anyway))
}
