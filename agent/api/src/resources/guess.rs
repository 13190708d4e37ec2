//! Who somebody unknown probably is.

use super::clients::attaches;
use super::panel::{Composed, PanelView};
use crate::app::App;
use crate::body::Body;
use crate::caller::Caller;
use crate::deed::blocking;
use crate::problem::Problem;
use crate::shape::Named;
use crate::source::MailSource;
use axum::Json;
use axum::extract::State;
use crmweb_crm::guess::{self, Guess, Guessed, Seen};
use crmweb_crm::in_front::{self, Standing};
use crmweb_model::address::Address;
use crmweb_model::domains::is_public;
use crmweb_model::mail::{Part, Person};
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Actor;
use crmweb_store::Tx;
use crmweb_store::index::people::Who;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What can be guessed of somebody unknown, each value with where it comes from.
#[derive(Debug, Serialize, ToSchema)]
pub struct GuessView {
    /// Salutation and academic title.
    pub salutation: GuessedView,
    /// Given name.
    pub first_name: GuessedView,
    /// Family name.
    pub last_name: GuessedView,
    /// Position.
    pub title: GuessedView,
    /// Department.
    pub department: GuessedView,
    /// Language: `ro`, `de` or `en`.
    pub language: GuessedView,
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
    /// Postal code.
    pub postal_code: GuessedView,
    /// City.
    pub city: GuessedView,
    /// Country.
    pub country: GuessedView,
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

/// Asks who somebody in a mail is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GuessRequest {
    /// The mail; one of the private index is fetched from its server.
    pub source: MailSource,
    /// The address.
    pub address: String,
}

/// Guesses who somebody in a mail is from the whole of it: signature and visiting card included. Nothing is stored.
#[utoipa::path(post, path = "/edge/v1/guess", tag = "clients", request_body = GuessRequest,
    responses((status = 200, body = GuessView), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn guess(
    State(app): State<App>,
    caller: Caller,
    body: Body<GuessRequest>,
) -> Result<Json<GuessView>, Problem> {
    let GuessRequest { source, address } = body.value;
    let address = Address::parse(&address).map_err(|e| Problem::invalid(format!("address: {e}")))?;
    let front = source.find(&app, &caller).await?;
    let named = front.people.iter().find(|person| person.address == address).cloned();
    let person = named.unwrap_or(Person { part: Part::Cc, address: address.clone(), name: String::new() });
    let entry = front.recent.as_ref().map(|recent| recent.entry);
    let guessed = match entry {
        Some(entry) => {
            let (machine, address) = (app.machine.clone(), address.clone());
            let fetched = blocking(move || Ok(machine.fetch(entry))).await?;
            // What is known without the text is better than nothing.
            fetched.ok().map(|raw| guess::from_mail(&raw, &address))
        }
        None => None,
    };
    let text = match &front.seen {
        Some(seen) => {
            let seen = seen.clone();
            app.crm.store().read_async(move |tx| in_front::text(tx, &seen)).await?
        }
        None => front.text.clone(),
    };
    let guessed = guessed.unwrap_or_else(|| from_text(&person, &text));
    let viewer = caller.user.actor();
    let account = app.crm.store().read_async(move |tx| employer(tx, &viewer, &person)).await?;
    Ok(Json(counted(&app, &address, account, guessed).await?))
}

/// The account that the domain of somebody belongs to.
fn employer(tx: &mut Tx, viewer: &Actor, person: &Person) -> crmweb_crm::Result<Option<Named>> {
    let found = in_front::participants(tx, viewer, std::slice::from_ref(person))?;
    match found.first().map(|participant| &participant.standing) {
        Some(Standing::Account { account, .. }) => {
            Ok(Some(Named::of(tx, RecordRef::new(RecordKind::Account, account.0))?))
        }
        _ => Ok(None),
    }
}

fn from_text(person: &Person, text: &str) -> Guess {
    let text = if person.part == Part::From { text } else { "" };
    guess::sender(&Seen { name: &person.name, address: &person.address, text, vcard: None })
}

/// Completes a panel that shows somebody unknown.
pub async fn complete(app: &App, mut composed: Composed) -> Result<PanelView, Problem> {
    let Some((person, text)) = composed.unknown.take() else { return Ok(composed.placed()) };
    let mut view = composed.placed();
    let shown = usize::try_from(view.shown).ok().and_then(|at| view.participants.get(at));
    let account = shown.and_then(|participant| participant.record.clone());
    view.guess = Some(counted(app, &person.address, account, from_text(&person, &text)).await?);
    Ok(view)
}

async fn counted(
    app: &App,
    address: &Address,
    account: Option<Named>,
    guess: Guess,
) -> Result<GuessView, Problem> {
    let at_domain = match is_public(address.domain()) {
        true => 0,
        false => attaches(app, vec![Who::Domain(address.domain().to_owned())]).await?,
    };
    let attached = attaches(app, vec![Who::Address(address.to_string())]).await?;
    Ok(GuessView { account, attaches: attached, attaches_domain: at_domain, ..of(guess) })
}

fn of(guess: Guess) -> GuessView {
    let value =
        |guessed: Guessed| GuessedView { value: guessed.value, source: guessed.source.as_str().to_owned() };
    GuessView {
        salutation: value(guess.salutation),
        department: value(guess.department),
        language: value(guess.language),
        postal_code: value(guess.postal_code),
        country: value(guess.country),
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
