//! Signs in to a server that has greeted us.

use super::capabilities::Capabilities;
use super::command::{Command, is_quotable};
use super::connect::Patience;
use super::error::{Result, WireError};
use super::frame::Limits;
use super::guard::{Guard, Wait};
use super::response::Standing;
use super::stream::Stream;
use super::throttle::patience_asked;
use std::cell::Cell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Who signs in, and with what. Its `Debug` shows no secret.
#[derive(Clone)]
pub struct Credentials {
    user: String,
    secret: Secret,
}

#[derive(Clone)]
enum Secret {
    Password(String),
    Token(String),
}

impl Credentials {
    /// Signs in with a password or an app password.
    pub fn password(user: impl Into<String>, password: impl Into<String>) -> Credentials {
        Credentials { user: user.into(), secret: Secret::Password(password.into()) }
    }

    /// Signs in with an OAuth2 access token, by XOAUTH2 or OAUTHBEARER.
    pub fn token(user: impl Into<String>, access_token: impl Into<String>) -> Credentials {
        Credentials { user: user.into(), secret: Secret::Token(access_token.into()) }
    }

    /// Returns the name.
    pub fn user(&self) -> &str {
        &self.user
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}

/// How a secret travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// LOGIN with quoted strings.
    Quoted,
    /// LOGIN with literals.
    Literal,
    /// AUTHENTICATE with a mechanism, which takes any text.
    Sasl(&'static str),
}

/// One LOGIN where the server allows it: AUTHENTICATE is the rarer path, and slower by a round trip.
fn way(offered: &Capabilities, who: &Credentials) -> Result<Way> {
    let refused = |text: &str| Err(WireError::SignInRefused { text: text.into() });
    let (Secret::Password(secret) | Secret::Token(secret)) = &who.secret;
    // Parts of a SASL message end in NUL or ^A.
    if who.user.contains(['\0', '\x01']) || secret.contains(['\0', '\x01']) {
        return refused("a name or password cannot contain this control character");
    }
    if let Secret::Token(_) = &who.secret {
        return match (offered.has("AUTH=XOAUTH2"), offered.has("AUTH=OAUTHBEARER")) {
            (true, _) => Ok(Way::Sasl("XOAUTH2")),
            (_, true) => Ok(Way::Sasl("OAUTHBEARER")),
            (false, false) => refused("the server takes no access tokens"),
        };
    }
    let (login, plain) = (!offered.has("LOGINDISABLED"), offered.has("AUTH=PLAIN"));
    let simple = is_quotable(who.user.as_bytes()) && is_quotable(secret.as_bytes());
    match (login, plain) {
        (true, _) if simple => Ok(Way::Quoted),
        (_, true) => Ok(Way::Sasl("PLAIN")),
        (true, false) => Ok(Way::Literal),
        (false, false) => refused("the server takes no passwords on this connection"),
    }
}

type SignedIn = imap::Session<Guard<Stream>>;

/// Signs in on a guard whose greeting was read; the crate's session comes back.
pub(super) fn sign_in(guard: &Guard<Stream>, who: &Credentials, patience: &Patience) -> Result<SignedIn> {
    let way = way(&offered(guard, patience)?, who)?;
    let (Secret::Password(secret) | Secret::Token(secret)) = &who.secret;
    let (user, secret) = (who.user.as_str(), secret.as_str());
    {
        let mut core = guard.core();
        core.begin("the sign-in", Wait::of(patience.command), Limits::default());
        // What the server can do may differ once it knows us.
        core.heard.capabilities = None;
        match way {
            Way::Quoted => {}
            Way::Sasl(_) => core.expect_challenges(),
            Way::Literal => {
                let login = Command::new("LOGIN ").literal(user.as_bytes()).words(" ");
                if let Err(parts) = login.literal(secret.as_bytes()).finish() {
                    core.say_instead(parts);
                }
            }
        }
    }
    let client = imap::Client::new(guard.clone());
    let attempt = catch_unwind(AssertUnwindSafe(|| match way {
        Way::Quoted => client.login(user, secret).map_err(drop),
        Way::Literal => client.login("", "").map_err(drop),
        Way::Sasl(mechanism) => {
            client.authenticate(mechanism, &Sasl::new(mechanism, user, secret)).map_err(drop)
        }
    }));
    match attempt {
        Ok(Ok(session)) => Ok(session),
        Ok(Err(())) => Err(refusal(guard)),
        Err(_) => Err(WireError::Crashed { during: "the sign-in" }),
    }
}

/// What the greeting, or else CAPABILITY, offers before the sign-in.
fn offered(guard: &Guard<Stream>, patience: &Patience) -> Result<Capabilities> {
    let mut core = guard.core();
    if core.heard.capabilities.is_none() {
        core.begin("the sign-in", Wait::of(patience.command), Limits::default());
        core.exchange("c1", "CAPABILITY")?;
    }
    Ok(Capabilities::new(core.heard.capabilities.clone().unwrap_or_default()))
}

fn refusal(guard: &Guard<Stream>) -> WireError {
    let mut core = guard.core();
    if let Some(failure) = core.failure.take() {
        return failure;
    }
    match &core.heard.result {
        Some(said) if said.standing != Standing::Ok => {
            patience_asked(said).unwrap_or_else(|| WireError::SignInRefused { text: said.text.clone() })
        }
        _ => WireError::Protocol { during: "the sign-in", text: "no result".into() },
    }
}

/// PLAIN (RFC 4616), XOAUTH2 (Google, Microsoft), OAUTHBEARER (RFC 7628): one message; a second challenge is the
/// reason of a refusal and is to be acknowledged.
struct Sasl {
    message: String,
    acknowledgement: &'static str,
    sent: Cell<bool>,
}

impl Sasl {
    fn new(mechanism: &str, user: &str, secret: &str) -> Sasl {
        let (message, acknowledgement) = match mechanism {
            "XOAUTH2" => (format!("user={user}\x01auth=Bearer {secret}\x01\x01"), ""),
            "OAUTHBEARER" => {
                let user = user.replace('=', "=3D").replace(',', "=2C");
                (format!("n,a={user},\x01auth=Bearer {secret}\x01\x01"), "\x01")
            }
            _ => (format!("\0{user}\0{secret}"), ""),
        };
        Sasl { message, acknowledgement, sent: Cell::new(false) }
    }
}

impl imap::Authenticator for Sasl {
    type Response = String;

    fn process(&self, _challenge: &[u8]) -> String {
        if self.sent.replace(true) { self.acknowledgement.into() } else { self.message.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_travels_in_a_way_the_server_and_its_characters_allow() {
        for (offered, password, wanted) in [
            ("IMAP4REV1", "secret", Some(Way::Quoted)),
            ("IMAP4REV1", "with \" and \\", Some(Way::Quoted)),
            ("IMAP4REV1 AUTH=PLAIN", "secret", Some(Way::Quoted)),
            ("IMAP4REV1 AUTH=PLAIN", "țigară", Some(Way::Sasl("PLAIN"))),
            ("IMAP4REV1", "țigară", Some(Way::Literal)),
            ("IMAP4REV1", "a\r\nA1 DELETE INBOX", Some(Way::Literal)),
            ("LOGINDISABLED AUTH=PLAIN", "secret", Some(Way::Sasl("PLAIN"))),
            ("LOGINDISABLED", "secret", None),
            ("AUTH=PLAIN", "se\0cret", None),
        ] {
            let offered = Capabilities::new(offered.split(' '));
            assert_eq!(
                way(&offered, &Credentials::password("ana", password)).ok(),
                wanted,
                "{offered:?} {password:?}"
            );
        }
    }

    #[test]
    fn a_token_travels_by_the_mechanism_the_server_has() {
        for (offered, wanted) in [
            ("AUTH=PLAIN AUTH=XOAUTH2 AUTH=OAUTHBEARER", Some(Way::Sasl("XOAUTH2"))),
            ("AUTH=PLAIN AUTH=OAUTHBEARER", Some(Way::Sasl("OAUTHBEARER"))),
            ("AUTH=PLAIN", None),
        ] {
            let offered = Capabilities::new(offered.split(' '));
            assert_eq!(way(&offered, &Credentials::token("ana", "t")).ok(), wanted, "{offered:?}");
        }
    }

    #[test]
    fn debug_output_holds_no_password() {
        let shown = format!("{:?}", Credentials::password("ana", "tainic"));
        assert!(shown.contains("ana") && !shown.contains("tainic"), "{shown}");
    }
}
