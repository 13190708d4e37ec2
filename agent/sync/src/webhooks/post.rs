//! The way out: one POST to a checked address, without redirects, within a deadline.

use crmweb_crm::webhooks::target::{Target, is_public};
use crmweb_model::time::Millis;
use crmweb_store::webhooks::deliveries::Attempt;
use std::io::Read;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use ureq::config::Config;
use ureq::http::{HeaderMap, Uri};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

/// How long one telling may take in all.
pub const DEADLINE: Duration = Duration::from_secs(10);
/// How much of an answer is read, in bytes.
const READ_AT_MOST: u64 = 64 * 1024;
/// How much of an answer is kept, in characters.
const KEPT: usize = 500;

/// What is sent beside the body.
pub struct Headers<'a> {
    /// `webhook-id`.
    pub id: &'a str,
    /// `webhook-timestamp`, in seconds since 1970.
    pub timestamp: i64,
    /// `webhook-signature`: one or more, separated by spaces.
    pub signature: &'a str,
}

/// The ways out: one into the world, one to internal targets.
#[derive(Debug, Default)]
pub struct Post {
    world: OnceLock<Agent>,
    inside: OnceLock<Agent>,
}

impl Post {
    /// Sends a body; returns how it went, and how long the target asks to be left alone, in ms.
    pub fn send(
        &self,
        target: &Target,
        headers: &Headers,
        body: &str,
        now: Millis,
    ) -> (Attempt, Option<i64>) {
        let agent = match target.internal {
            true => self.inside.get_or_init(|| agent(true)),
            false => self.world.get_or_init(|| agent(false)),
        };
        let begun = Instant::now();
        let answered = agent
            .post(&target.url)
            .header("content-type", "application/json")
            .header("webhook-id", headers.id)
            .header("webhook-timestamp", headers.timestamp.to_string())
            .header("webhook-signature", headers.signature)
            .send(body);
        let mut attempt = Attempt::default();
        let mut asked = None;
        match answered {
            Ok(mut response) => {
                attempt.status = Some(i64::from(response.status().as_u16()));
                asked = retry_after(response.headers(), now);
                let mut bytes = Vec::new();
                // What was read counts, although the rest does not come.
                let _ = response.body_mut().as_reader().take(READ_AT_MOST).read_to_end(&mut bytes);
                attempt.answer = beginning(&String::from_utf8_lossy(&bytes));
            }
            Err(e) => attempt.error = beginning(&why(&e)),
        }
        attempt.took = i64::try_from(begun.elapsed().as_millis()).ok();
        (attempt, asked)
    }
}

fn agent(internal: bool) -> Agent {
    let roots: Vec<Certificate<'static>> = rustls_native_certs::load_native_certs()
        .certs
        .iter()
        .map(|root| Certificate::from_der(root).to_owned())
        .collect();
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&roots))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        // A proxy would resolve the name again, unchecked.
        .proxy(None)
        .timeout_global(Some(DEADLINE))
        .max_idle_connections(0)
        .max_response_header_size(32 * 1024)
        .user_agent(concat!("crmweb/", env!("CARGO_PKG_VERSION")))
        .tls_config(tls)
        .build();
    Agent::with_parts(config, DefaultConnector::default(), Checked { internal })
}

/// Resolves names, and lets nothing through that is not out in the world; it is these very addresses that are connected
/// to, so that a name cannot mean another one a moment later.
#[derive(Debug)]
struct Checked {
    internal: bool,
}

impl Resolver for Checked {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        match found.iter().find(|address| !self.internal && !is_public(address.ip())) {
            None => Ok(found),
            Some(inside) => Err(Error::Other(Box::new(Inside(inside.ip().to_string())))),
        }
    }
}

/// A name that leads into this machine or network.
#[derive(Debug, thiserror::Error)]
#[error(
    "its name leads to {0}, which is not out in the world; an administrator can allow it as an internal target"
)]
struct Inside(String);

fn why(e: &Error) -> String {
    match e {
        Error::Timeout(_) => format!("no answer within {} s", DEADLINE.as_secs()),
        Error::HostNotFound => "its name is not known".into(),
        Error::Io(e) => e.to_string(),
        Error::Rustls(e) => format!("TLS failed: {e}"),
        Error::Other(e) => e.to_string(),
        other => other.to_string(),
    }
}

/// `Retry-After`, in seconds or as a date (RFC 9110 §10.2.3).
fn retry_after(headers: &HeaderMap, now: Millis) -> Option<i64> {
    let value = headers.get("retry-after")?.to_str().ok()?.trim();
    match value.parse::<u32>() {
        Ok(seconds) => Some(i64::from(seconds) * Millis::SECOND),
        Err(_) => Millis::from_rfc2822(value).map(|at| (at.0 - now.0).max(0)),
    }
}

/// How a foreign text begins, fit to be stored and shown.
fn beginning(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).take(KEPT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_may_ask_in_seconds_or_by_a_date() {
        let now = Millis(1_445_412_000_000);
        for (value, asked) in [
            ("120", Some(120_000)),
            (" 0 ", Some(0)),
            ("Wed, 21 Oct 2015 07:28:00 GMT", Some(480_000)),
            ("Wed, 21 Oct 2015 07:00:00 GMT", Some(0)),
            ("-5", None),
            ("soon", None),
            ("99999999999999", None),
        ] {
            let headers: HeaderMap =
                [("retry-after".parse().unwrap(), value.parse().unwrap())].into_iter().collect();
            assert_eq!(retry_after(&headers, now), asked, "{value}");
        }
    }

    #[test]
    fn a_name_that_leads_into_this_machine_is_not_connected_to() {
        // Whatever the list says now, the name resolves to loopback: no socket is opened.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let place = format!("localhost:{}", listener.local_addr().unwrap().port());
        let target = Target { url: format!("http://{place}/"), place, internal: false };
        let headers = Headers { id: "x", timestamp: 1, signature: "v1,x" };
        let (attempt, _) = Post::default().send(&target, &headers, "{}", Millis(0));
        assert!(attempt.error.contains("not out in the world"), "{attempt:?}");
        listener.set_nonblocking(true).unwrap();
        assert!(listener.accept().is_err(), "nobody has knocked");
    }
}
