//! Who somebody unknown probably is.

use super::clients::attaches;
use super::panel::{Composed, PanelView};
use crate::app::App;
use crate::problem::Problem;
use crate::shape::Named;
use crmweb_crm::guess::{self, Guess, Guessed, Seen};
use crmweb_model::domains::is_public;
use crmweb_store::index::people::Who;
use serde::Serialize;
use utoipa::ToSchema;

/// What can be guessed of somebody unknown, each value with where it comes from.
#[derive(Debug, Serialize, ToSchema)]
pub struct GuessView {
    /// Given name.
    pub first_name: GuessedView,
    /// Family name.
    pub last_name: GuessedView,
    /// Position.
    pub title: GuessedView,
    /// Phones.
    pub phones: Vec<GuessedPhone>,
    /// Company.
    pub company: GuessedView,
    /// Mail domain of the company; empty for a public one.
    pub domain: GuessedView,
    /// Web site.
    pub web: GuessedView,
    /// VAT number.
    pub vat_number: GuessedView,
    /// Registration number.
    pub registration_number: GuessedView,
    /// Street and number.
    pub street: GuessedView,
    /// City.
    pub city: GuessedView,
    /// An account that has the domain already.
    pub account: Option<Named>,
    /// Mails of the private index that the address would attach.
    pub attaches: u64,
    /// The same for the whole domain.
    pub attaches_domain: u64,
}

/// A guessed value.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct GuessedView {
    /// The value; empty when there is no guess.
    pub value: String,
    /// `name`, `address`, `signature`, `vcard` or `domain`.
    pub source: String,
}

/// A guessed phone number.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GuessedPhone {
    /// `phone`, `mobile` or `fax`.
    pub kind: String,
    /// As written.
    pub number: String,
    /// Where it comes from.
    pub source: String,
}

/// Completes a panel that shows somebody unknown.
pub async fn complete(app: &App, composed: Composed) -> Result<PanelView, Problem> {
    let mut composed = composed;
    let Some((person, text)) = composed.unknown.take() else { return Ok(composed.placed()) };
    let address = person.address.clone();
    let at_domain = if is_public(address.domain()) {
        0
    } else {
        attaches(app, vec![Who::Domain(address.domain().to_owned())]).await?
    };
    let attached = attaches(app, vec![Who::Address(address.to_string())]).await?;
    let seen = Seen { name: &person.name, address: &address, text: &text, vcard: None };
    let guess = guess::sender(&seen);
    let mut view = composed.placed();
    let shown = usize::try_from(view.shown).ok().and_then(|at| view.participants.get(at));
    let account = shown.and_then(|participant| participant.record.clone());
    view.guess = Some(GuessView { account, attaches: attached, attaches_domain: at_domain, ..of(guess) });
    Ok(view)
}

fn of(guess: Guess) -> GuessView {
    let value =
        |guessed: Guessed| GuessedView { value: guessed.value, source: guessed.source.as_str().to_owned() };
    GuessView {
        first_name: value(guess.first_name),
        last_name: value(guess.last_name),
        title: value(guess.title),
        phones: guess
            .phones
            .into_iter()
            .map(|(kind, number, source)| GuessedPhone {
                kind: kind.to_string(),
                number,
                source: source.as_str().to_owned(),
            })
            .collect(),
        company: value(guess.company),
        domain: value(guess.domain),
        web: value(guess.web),
        vat_number: value(guess.vat_number),
        registration_number: value(guess.registration_number),
        street: value(guess.street),
        city: value(guess.city),
        account: None,
        attaches: 0,
        attaches_domain: 0,
    }
}
