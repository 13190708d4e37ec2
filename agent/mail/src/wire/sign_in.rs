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
}

impl Credentials {
    /// Signs in with a password or an app password.
    pub fn password(user: impl Into<String>, password: impl Into<String>) -> Credentials {
        Credentials { user: user.into(), secret: Secret::Password(password.into()) }
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

/// How a password travels.
#[derive(Debug, PartialEq, Eq)]
enum Way {
    /// LOGIN with quoted strings.
    Quoted,
    /// LOGIN with literals.
    Literal,
    /// AUTHENTICATE PLAIN, which takes any text.
    Plain,
}

/// One LOGIN where the server allows it: AUTHENTICATE is the rarer path, and slower by a round trip.
fn way(offered: &Capabilities, user: &str, password: &str) -> Result<Way> {
    let refused = |text: &str| Err(WireError::SignInRefused { text: text.into() });
    if user.contains('\0') || password.contains('\0') {
        return refused("a name or password cannot contain the character NUL");
    }
    let (login, plain) = (!offered.has("LOGINDISABLED"), offered.has("AUTH=PLAIN"));
    let simple = is_quotable(user.as_bytes()) && is_quotable(password.as_bytes());
    match (login, plain) {
        (true, _) if simple => Ok(Way::Quoted),
        (_, true) => Ok(Way::Plain),
        (true, false) => Ok(Way::Literal),
        (false, false) => refused("the server takes no passwords on this connection"),
    }
}

type SignedIn = imap::Session<Guard<Stream>>;

/// Signs in on a guard whose greeting was read; the crate's session comes back.
pub(super) fn sign_in(guard: &Guard<Stream>, who: &Credentials, patience: &Patience) -> Result<SignedIn> {
    let Secret::Password(password) = &who.secret;
    let way = way(&offered(guard, patience)?, &who.user, password)?;
    let (user, password) = (who.user.as_str(), password.as_str());
    {
        let mut core = guard.core();
        core.begin("the sign-in", Wait::of(patience.command), Limits::default());
        // What the server can do may differ once it knows us.
        core.heard.capabilities = None;
        match way {
            Way::Quoted => {}
            Way::Plain => core.expect_challenges(),
            Way::Literal => {
                let login = Command::new("LOGIN ").literal(user.as_bytes()).words(" ");
                if let Err(parts) = login.literal(password.as_bytes()).finish() {
                    core.say_instead(parts);
                }
            }
        }
    }
    let client = imap::Client::new(guard.clone());
    let attempt = catch_unwind(AssertUnwindSafe(|| match way {
        Way::Quoted => client.login(user, password),
        Way::Literal => client.login("", ""),
        Way::Plain => client.authenticate("PLAIN", &Plain { user, password }),
    }));
    match attempt {
        Ok(Ok(session)) => Ok(session),
        Ok(Err(_)) => Err(refusal(guard)),
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

/// SASL PLAIN (RFC 4616).
struct Plain<'a> {
    user: &'a str,
    password: &'a str,
}

impl imap::Authenticator for Plain<'_> {
    type Response = String;

    fn process(&self, _challenge: &[u8]) -> String {
        format!("\0{}\0{}", self.user, self.password)
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
            ("IMAP4REV1 AUTH=PLAIN", "țigară", Some(Way::Plain)),
            ("IMAP4REV1", "țigară", Some(Way::Literal)),
            ("IMAP4REV1", "a\r\nA1 DELETE INBOX", Some(Way::Literal)),
            ("LOGINDISABLED AUTH=PLAIN", "secret", Some(Way::Plain)),
            ("LOGINDISABLED", "secret", None),
            ("AUTH=PLAIN", "se\0cret", None),
        ] {
            let offered = Capabilities::new(offered.split(' '));
            assert_eq!(way(&offered, "ana", password).ok(), wanted, "{offered:?} {password:?}");
        }
    }

    #[test]
    fn debug_output_holds_no_password() {
        let shown = format!("{:?}", Credentials::password("ana", "tainic"));
        assert!(shown.contains("ana") && !shown.contains("tainic"), "{shown}");
    }
}
