//! The gate: nobody gets past it but paired clients of this machine's user, and whoever signed in. It is the outermost layer, and it asks in
//! this order:
//!
//! 1. `host`: is this server meant? (400, 421)
//! 2. `body`: is the body too large? (413; while it is read also 408)
//! 3. `origin`: does a page ask that may? (403)
//! 4. `body`: is it JSON, or a mail or file where those are taken? (415)
//! 5. `credential`: which client is it? (401, 429)
//! 6. `access`: may it do that? (403)
//!
//! Nothing of a request is read that has not passed all of it. A file is read behind it, piece by piece.

pub(crate) mod access;
mod acting;
mod body;
mod credential;
mod host;
mod origin;
mod refusal;
mod secured;
#[cfg(test)]
mod tests;
mod throttle;

use crate::app::App;
use crate::caller::{Caller, Scope, Through};
use crate::clients;
use access::Access;
use acting::{Acted, Acting};
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use body::Bodies;
use crmweb_model::time::Millis;
use crmweb_store::credentials::{Credential, What};
use crmweb_store::index::clients::Client;
use crmweb_store::users::User;
use futures_util::FutureExt;
pub(crate) use origin::is_extension;
use refusal::Refusal;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;
use throttle::Throttle;
use tower::ServiceExt;

/// What the gate has found out about a request; in every request it lets through.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The own name under which this server was asked, such as `localhost:27480`.
    pub host: String,
    /// The web origin of the page that asks; `None`: a program, or a page of our own that need not say so.
    pub origin: Option<String>,
}

/// The network address of whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// The gate and what is behind it. Cloning it is cheap.
#[derive(Clone)]
pub struct Gate(Arc<Walls>);

struct Walls {
    app: App,
    inside: Router,
    names: [String; 3],
    throttle: Throttle,
    acting: Acting,
    bodies: Bodies,
}

impl Gate {
    /// Puts the gate in front of `inside`, for a server on `port` of this machine.
    pub fn new(app: App, inside: Router, port: u16) -> Gate {
        Gate(Arc::new(Walls {
            app,
            inside,
            names: host::names(port),
            throttle: Throttle::default(),
            acting: Acting::default(),
            bodies: Bodies::default(),
        }))
    }

    /// Answers a request, or says why not.
    pub async fn pass(&self, request: Request) -> Response {
        let access = access::needed(request.method(), request.uri().path());
        let page = matches!(access, Access::Page);
        let chunked = request.headers().contains_key(header::TRANSFER_ENCODING);
        let answered = AssertUnwindSafe(self.answer(request, access)).catch_unwind().await;
        let mut response = answered.unwrap_or_else(|_| {
            tracing::error!("a request failed inside the program");
            Refusal::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "api.crashed",
                "the request failed inside the agent",
            )
            .into_response()
        });
        secured::secure(&mut response, page);
        if chunked {
            // A length beside it has been ignored; what follows might be meant as its body (RFC 9112 §6.3).
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    async fn answer(&self, request: Request, access: Access) -> Response {
        match self.examine(request, access).await {
            // The place for a large body is kept until it has been worked through.
            Ok((request, _place)) => match self.0.inside.clone().oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            },
            Err(refusal) => refusal.into_response(),
        }
    }

    async fn examine(&self, request: Request, access: Access) -> Result<(Request, body::Place<'_>), Refusal> {
        let walls = &*self.0;
        let (mut parts, body) = request.into_parts();
        let host = host::check(&parts, &walls.names)?;
        let limit = body::limit(&parts);
        body::check_length(&parts.headers, limit)?;
        let origin = origin::check(&parts, &host, access, &walls.app)?;
        body::check_type(&parts)?;
        match access {
            Access::Page | Access::Open | Access::Pairing | Access::SignIn => {}
            Access::Client(scopes) | Access::Person(scopes) => {
                let (bound_to, caller) = self.caller(&parts.headers).await?;
                if origin.as_ref().is_some_and(|origin| *origin != bound_to) {
                    return Err(Refusal::forbidden("this client belongs to another page"));
                }
                if let Some(missing) = scopes.iter().find(|scope| !caller.scopes.contains(scope)) {
                    let detail = format!("this client may not do that: it lacks {}", missing.as_str());
                    return Err(Refusal::forbidden(&detail));
                }
                if matches!(access, Access::Person(_)) && caller.through == Through::Token {
                    return Err(Refusal::forbidden("this is for people: sign in, or use a paired client"));
                }
                parts.extensions.insert(caller);
            }
        }
        parts.extensions.insert(Asked { host, origin });
        let (body, place) = if access::is_upload(&parts.method, parts.uri.path()) {
            walls.bodies.pass(body, limit).await?
        } else {
            walls.bodies.collect(body, limit).await?
        };
        Ok((Request::from_parts(parts, body), place))
    }

    /// Finds out who asks, and the origin that is bound to. Whatever is wrong with the credential, the answer is the
    /// same.
    async fn caller(&self, headers: &HeaderMap) -> Result<(String, Caller), Refusal> {
        let Walls { app, throttle, .. } = &*self.0;
        if let Some(token) = credential::token(headers) {
            if let Some(client) = app.clients().by_token(token) {
                return self.paired(&client).await;
            }
            let now = app.machine.now();
            let known = app.credentials().by_token(app.crm.store(), token, now).await?;
            if let Some(known) = known {
                return self.signed_in(&known, now).await;
            }
        }
        let tried = headers.contains_key(header::AUTHORIZATION);
        Err(if tried && throttle.is_over(Instant::now()) {
            Refusal::too_many()
        } else {
            Refusal::unauthorized()
        })
    }

    async fn paired(&self, client: &Client) -> Result<(String, Caller), Refusal> {
        let user = self.user(Acted::Uid(client.user)).await?;
        self.note_seen(client);
        let caller = Caller {
            user,
            through: Through::Pairing,
            client: client.uid,
            kind: client.kind.clone(),
            name: client.name.clone(),
            scopes: clients::scopes(client),
        };
        Ok((client.origin.clone(), caller))
    }

    async fn signed_in(&self, known: &Credential, now: Millis) -> Result<(String, Caller), Refusal> {
        let user = self.user(Acted::Id(known.user)).await?;
        self.0.app.credentials().note_seen(self.0.app.crm.store(), known, now);
        let caller = Caller {
            user,
            through: match known.what {
                What::Session => Through::Session,
                What::Token => Through::Token,
            },
            client: known.uid,
            kind: known.kind.clone(),
            name: known.name.clone(),
            scopes: known.scopes.iter().filter_map(|name| Scope::from_name(name)).collect(),
        };
        Ok((known.origin.clone(), caller))
    }

    async fn user(&self, acted: Acted) -> Result<User, Refusal> {
        let user = self.0.acting.user(self.0.app.crm.store(), acted).await.map_err(Refusal::from)?;
        user.ok_or_else(Refusal::unauthorized)
    }

    /// Stores once in a while that a client is in use; nobody waits for it.
    fn note_seen(&self, client: &Client) {
        let app = &self.0.app;
        let now = app.machine.now();
        if app.clients().note_seen(client, now) {
            let (index, uid) = (app.index.clone(), client.uid);
            tokio::spawn(async move {
                let noted =
                    index.write_async(move |tx| crmweb_store::index::clients::note_seen(tx, uid, now)).await;
                if let Err(e) = noted {
                    tracing::warn!(code = e.code(), "the use of a client could not be noted");
                }
            });
        }
    }
}
