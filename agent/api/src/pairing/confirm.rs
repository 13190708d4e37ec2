//! `POST /edge/v1/pair/confirm`: the code comes in, the token goes out, once.

use super::code::{Code, token};
use super::{Ended, Offer, Refused};
use crate::app::App;
use crate::body::Body;
use crate::caller::Scope;
use crate::clients::{self, Kind};
use crate::gate::{Asked, is_extension};
use crate::problem::Problem;
use crate::session::{self, Session};
use axum::Json;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use crmweb_model::ids::Uid;
use crmweb_store::index::clients::Client;
use crmweb_store::users;
use serde::{Deserialize, Serialize};
use std::time::Instant;
use utoipa::ToSchema;

/// The longest name of a client, in characters.
const LONGEST_NAME: usize = 60;

/// What a client says to be paired.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PairRequest {
    /// The code as the command line shows it; case and `-` do not matter.
    code: String,
    /// What the client is: `browser`, `outlook`, `thunderbird`, `desktop`.
    kind: String,
    /// What people shall call it, such as `Firefox on pc-ana`.
    name: String,
}

/// What a paired client keeps.
#[derive(Serialize, ToSchema)]
pub struct PairAnswer {
    /// The credential, told this once: `Authorization: Bearer …`.
    token: String,
    /// Who it is from now on.
    #[serde(flatten)]
    session: Session,
}

/// Pairs a client.
#[utoipa::path(post, path = "/edge/v1/pair/confirm", tag = "session", security(()), request_body = PairRequest,
    responses((status = 201, body = PairAnswer), (status = 403, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn confirm(
    State(app): State<App>,
    Extension(asked): Extension<Asked>,
    Body { value: request, .. }: Body<PairRequest>,
) -> Result<(StatusCode, Json<PairAnswer>), Problem> {
    let name = name(&request.name)?;
    let kind = Kind::from_name(&request.kind)
        .ok_or_else(|| Problem::unfit("kind", "must be browser, outlook, thunderbird or desktop"))?;
    let origin = bound_to(kind, &asked)?;
    let typed = Code::typed(&request.code);
    let (window, offer) = app.pairing().take(&typed, kind, Instant::now()).map_err(refused)?;
    let paired = pair(&app, offer, kind, name, origin).await;
    let ended = match &paired {
        Ok((_, client)) => Ended::Used { client: client.uid, name: client.name.clone() },
        Err(_) => Ended::Failed,
    };
    app.pairing().tell(window, ended);
    let (token, client) = paired?;
    tracing::info!(client = %client.uid, kind = client.kind, "a client was paired");
    let user = app.crm.store().read_async(move |tx| users::by_uid(tx, client.user)).await?;
    let user = user.ok_or_else(Problem::unauthorized)?;
    let session = session::of(&app, user, session::ClientView::from(&client)).await?;
    Ok((StatusCode::CREATED, Json(PairAnswer { token, session })))
}

async fn pair(
    app: &App,
    offer: Offer,
    kind: Kind,
    name: String,
    origin: String,
) -> Result<(String, Client), Problem> {
    let token = token().map_err(|e| {
        tracing::error!("{e}");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, e.code(), e.to_string())
    })?;
    let scopes = if offer.read_only { &[Scope::PanelRead][..] } else { kind.scopes() };
    let now = app.machine.now();
    let client = Client {
        uid: Uid::create(),
        kind: kind.as_str().into(),
        name,
        user: offer.user,
        scopes: scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
        origin,
        token_hash: clients::hash(&token),
        created_at: now,
        seen_at: now,
    };
    app.clients().add(&app.index, client.clone()).await?;
    Ok((token, client))
}

/// Finds the origin a token belongs to: the page that asks, and a page of ours for what runs in one.
pub(crate) fn bound_to(kind: Kind, asked: &Asked) -> Result<String, Problem> {
    let extension = asked.origin.as_deref().is_some_and(is_extension);
    match kind {
        Kind::Browser | Kind::Outlook if extension => {
            Err(Problem::unfit("kind", "an extension is thunderbird"))
        }
        Kind::Browser | Kind::Outlook => {
            Ok(asked.origin.clone().unwrap_or_else(|| format!("http://{}", asked.host)))
        }
        Kind::Thunderbird if extension || asked.origin.is_none() => {
            Ok(asked.origin.clone().unwrap_or_default())
        }
        Kind::Desktop if asked.origin.is_none() => Ok(String::new()),
        Kind::Thunderbird | Kind::Desktop => Err(Problem::unfit("kind", "a page is browser or outlook")),
    }
}

/// Accepts what people can read and nothing that changes how other text reads.
pub(crate) fn name(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let odd = |c: char| {
        c.is_control()
            || matches!(c, '<' | '>' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(c, '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    };
    match text {
        "" => Err(Problem::unfit("name", "must not be empty")),
        _ if text.chars().nth(LONGEST_NAME).is_some() => {
            Err(Problem::unfit("name", &format!("must be at most {LONGEST_NAME} characters")))
        }
        _ if text.contains(odd) => Err(Problem::unfit("name", "must be plain text")),
        _ => Ok(text.into()),
    }
}

fn refused(why: Refused) -> Problem {
    let (status, code, detail) = match why {
        Refused::NoWindow => {
            (StatusCode::CONFLICT, "pair.no-window", "no pairing is under way; start it with `crmweb pair`")
        }
        Refused::Wrong => (StatusCode::FORBIDDEN, "pair.code-wrong", "this is not the code"),
        Refused::Dead => {
            (StatusCode::FORBIDDEN, "pair.code-dead", "this code is used up; get another with `crmweb pair`")
        }
        Refused::OtherKind => return Problem::unfit("kind", "the code is for a client of another kind"),
        Refused::Closed => (
            StatusCode::TOO_MANY_REQUESTS,
            "pair.closed",
            "too many wrong codes; get another with `crmweb pair`",
        ),
    };
    Problem::new(status, code, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_could_deceive_is_refused() {
        for good in ["Firefox", "Ana's laptop & phone", "  Brutăria ", "パネル", &"x".repeat(60)] {
            assert!(name(good).is_ok(), "{good}");
        }
        assert_eq!(name("  Brutăria ").unwrap(), "Brutăria");
        for bad in [
            "",
            "   ",
            "<b>Firefox</b>",
            "Fire\u{202e}xof",
            "Fire\u{2066}fox",
            "Fire\u{200b}fox",
            "Fire\0fox",
            "Fire\nfox",
            &"x".repeat(61),
            &"x".repeat(10_000),
        ] {
            let refused = name(bad).unwrap_err();
            assert_eq!((refused.status, refused.fields.len()), (422, 1), "{bad:?}");
        }
    }

    #[test]
    fn a_token_belongs_to_the_page_that_asked_for_it() {
        let extension = "moz-extension://6d2c5a38-9d3e-4f6a-8f3b-0d3f5a3c1f11";
        let asked = |origin: Option<&str>| Asked {
            host: "localhost:27480".into(),
            origin: origin.map(str::to_owned),
        };
        let own = "http://localhost:27480";
        for (kind, origin, expected) in [
            (Kind::Browser, None, Some(own)),
            (Kind::Browser, Some(own), Some(own)),
            (Kind::Browser, Some(extension), None),
            (Kind::Outlook, Some(extension), None),
            (Kind::Thunderbird, Some(extension), Some(extension)),
            (Kind::Thunderbird, None, Some("")),
            (Kind::Thunderbird, Some(own), None),
            (Kind::Desktop, None, Some("")),
            (Kind::Desktop, Some(own), None),
        ] {
            let found = bound_to(kind, &asked(origin)).ok();
            assert_eq!(found.as_deref(), expected, "{kind:?} {origin:?}");
        }
    }
}
