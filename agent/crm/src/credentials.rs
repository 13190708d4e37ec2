//! Sessions and tokens: made, listed, revoked (SPEC U2).

use crate::deed::By;
use crate::entered;
use crate::error::{Error, Result};
use crate::seal::random;
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::rights::{Right, Whose};
use crmweb_model::time::Millis;
use crmweb_store::credentials::{self, Credential, What};
use crmweb_store::log::{self, FieldChange};
use crmweb_store::users::{self, User};
use crmweb_store::{Tx, blobs::sha256_hex};
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

/// A session that nobody uses ends.
pub const IDLE: i64 = 30 * Millis::DAY;
/// A session ends however much it is used.
pub const LONGEST: i64 = 90 * Millis::DAY;
/// How long a use is not noted again.
pub const NOTED: i64 = 3_600 * Millis::SECOND;
/// The most tokens of one user.
const MOST_TOKENS: usize = 100;
/// Expired rows forgotten with each new session.
const SWEPT: i64 = 100;
/// What a token may be used for.
pub const TOKEN_SCOPES: [&str; 2] = ["panel.read", "panel.write"];

/// A credential as its program keeps it: 256 bits. Its `Debug` shows nothing.
#[derive(Clone)]
pub struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// Returns the text, to be told once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn create() -> Result<Token> {
        Ok(Token(BASE64URL_NOPAD.encode(&random::<32>()?)))
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

/// The program that somebody signs in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// What it is: `browser`, `outlook`, `thunderbird`, `desktop`.
    pub kind: String,
    /// What people call it.
    pub name: String,
    /// The web origin it is bound to; empty: it is no web page.
    pub origin: String,
    /// What it may be used for.
    pub scopes: Vec<String>,
}

/// What is told of a new token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    /// What people call it.
    pub name: String,
    /// It may change what its user may change; otherwise it only reads.
    pub writes: bool,
    /// From when on it is good no more; `None`: never.
    pub expires_at: Option<Millis>,
}

/// A session or token with the user it acts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The session or token.
    pub credential: Credential,
    /// Its user.
    pub user: User,
}

/// Tells whether a credential still lets in.
pub fn is_good(credential: &Credential, now: Millis) -> bool {
    let idle = credential.what == What::Session && credential.seen_at.plus(IDLE) <= now;
    !idle && credential.expires_at.is_none_or(|at| now < at)
}

/// Opens a session for a user who has signed in.
pub(crate) fn open_session(tx: &mut Tx, user: &User, door: &Door, at: Millis) -> Result<(Credential, Token)> {
    credentials::sweep(tx, at, at.plus(-IDLE), SWEPT)?;
    let token = Token::create()?;
    let session = Credential {
        uid: Uid::create(),
        user: user.id,
        what: What::Session,
        kind: door.kind.clone(),
        name: door.name.clone(),
        scopes: door.scopes.clone(),
        origin: door.origin.clone(),
        hash: token.hash(),
        created_at: at,
        seen_at: at,
        expires_at: Some(at.plus(LONGEST)),
    };
    credentials::insert(tx, &session)?;
    Ok((session, token))
}

/// Makes a token for a program of the actor's; it can do what the actor can, at most.
pub fn add_token(tx: &mut Tx, by: &By, new: &NewToken) -> Result<(Credential, Token)> {
    by.may(Right::Read, Whose::Mine)?;
    let name = entered::name("name", &new.name)?;
    if new.expires_at.is_some_and(|at| at <= by.at) {
        return Err(Error::invalid("expires_at", "must be in the future"));
    }
    let known = credentials::list(tx, What::Token, Some(by.actor.user))?;
    if known.iter().any(|token| token.name == name && is_good(token, by.at)) {
        return Err(Error::Conflict(format!("you have a token {name:?} already")));
    }
    if known.len() >= MOST_TOKENS {
        return Err(Error::Conflict(format!("you have {MOST_TOKENS} tokens already; revoke one")));
    }
    let token = Token::create()?;
    let scopes = if new.writes { &TOKEN_SCOPES[..] } else { &TOKEN_SCOPES[..1] };
    let stored = Credential {
        uid: Uid::create(),
        user: by.actor.user,
        what: What::Token,
        kind: "api".into(),
        name,
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        origin: String::new(),
        hash: token.hash(),
        created_at: by.at,
        seen_at: by.at,
        expires_at: new.expires_at,
    };
    credentials::insert(tx, &stored)?;
    note(tx, by, &stored, None, Some(stored.name.clone()))?;
    Ok((stored, token))
}

/// Lists one's own sessions or tokens, or with the right to manage users those of `everybody`.
pub fn list(tx: &mut Tx, by: &By, what: What, everybody: bool) -> Result<Vec<Listed>> {
    match everybody {
        true => by.may(Right::Users, Whose::Others)?,
        false => by.may(Right::Read, Whose::Mine)?,
    }
    let known = users::list(tx)?;
    let found = credentials::list(tx, what, (!everybody).then_some(by.actor.user))?;
    let good = found.into_iter().filter(|credential| is_good(credential, by.at));
    let listed = good.filter_map(|credential| {
        let user = known.iter().find(|user| user.id == credential.user)?.clone();
        Some(Listed { credential, user })
    });
    Ok(listed.collect())
}

/// Revokes a session or token: one's own, or with the right to manage users anybody's.
pub fn revoke(tx: &mut Tx, by: &By, what: What, uid: Uid) -> Result<Credential> {
    by.may(Right::Read, Whose::Mine)?;
    let found = credentials::by_uid(tx, uid)?.filter(|credential| credential.what == what);
    let may_all = by.may(Right::Users, Whose::Others).is_ok();
    let found = found.filter(|credential| may_all || credential.user == by.actor.user);
    let found = found.ok_or_else(|| Error::Unknown(format!("{} {uid}", what.as_str())))?;
    credentials::remove(tx, uid)?;
    note(tx, by, &found, Some(found.name.clone()), None)?;
    Ok(found)
}

/// Tells the log of a user's door that opened or closed.
fn note(tx: &mut Tx, by: &By, of: &Credential, old: Option<String>, new: Option<String>) -> Result<()> {
    let change = FieldChange::new(of.what.as_str(), old, new);
    log::append(tx, &by.author(), users::record(of.user), SECRET, &[change])?;
    Ok(())
}

/// The verb of entries of the change log about how a user signs in; nobody else hears of them.
pub const SECRET: &str = "sign_in_changed";

/// Hashes what a user of that name typed, with whom it belongs to: equal codes of two users do not look alike.
pub(crate) fn hash_for(user: Uid, typed: &str) -> String {
    sha256_hex(format!("{user} {typed}").as_bytes())
}

/// Says that there is no such user.
pub(crate) fn no_user(id: i64) -> Error {
    Error::no_such(RecordKind::User, id)
}
