//! The agent: everything that works on one data directory, opened once per process.

use crate::clock;
use crate::failure::{Failure, Result};
use crate::followers::Followers;
use crate::news::News;
use crate::place::Place;
use crate::serving::Serving;
use crmweb_crm::local::Local;
use crmweb_crm::{By, Crm, fresh};
use crmweb_model::address::Address;
use crmweb_model::rights::Actor;
use crmweb_model::words::fold;
use crmweb_store::blobs::Blobs;
use crmweb_store::datadir::DataDir;
use crmweb_store::index::mailboxes::{self, Mailbox};
use crmweb_store::schema::{self, CRM, MAIL_INDEX};
use crmweb_store::users::{self, NewUser, User};
use crmweb_store::{Location, Store};
use crmweb_sync::connect::ImapConnector;
use crmweb_sync::secrets::Secrets;
use crmweb_sync::{Setup, SystemClock};
use std::path::Path;
use std::sync::Arc;

/// An open data directory.
pub struct Agent {
    // Dropped first: the databases are closed before the lock goes.
    /// The customer memory.
    pub crm: Crm,
    /// The private mail index.
    pub index: Store,
    /// What following mailboxes needs, shared by all of them.
    pub setup: Arc<Setup>,
    /// How the syncs go.
    pub news: Arc<News>,
    /// The mailboxes that are followed now.
    pub followers: Followers,
    /// The passwords of the mailboxes.
    pub secrets: Arc<Secrets>,
    /// The panel and its API, while they are served.
    pub serving: Serving,
    /// Where the crm's database is.
    pub database: Location,
    data: DataDir,
}

impl Agent {
    /// Takes the data directory and brings its databases up to date.
    pub fn open(place: &Place) -> Result<Agent> {
        Agent::open_for(place, first_user())
    }

    /// Like [`Agent::open`]; a new crm belongs to `first`.
    pub fn open_for(place: &Place, first: NewUser) -> Result<Agent> {
        let data = DataDir::take(&place.directory)?;
        let database = place.database(data.crm_file());
        let index = Location::File(data.mail_index_file());
        // The schema of both is checked before either is touched by a migration of the other.
        schema::prepare(&database, &CRM)?;
        schema::prepare(&index, &MAIL_INDEX)?;
        let crm = Crm::new(Store::open(&database)?, Blobs::open(&data.blobs())?);
        crm.write(move |tx| fresh::install(tx, clock::now(), &first))?;
        let memory = Arc::new(Local::new(crm.clone(), clock::now));
        let (index, news) = (Store::open(&index)?, Arc::new(News::default()));
        let mut setup = Setup::new(index.clone(), memory, Arc::new(SystemClock), news.clone())?;
        setup.quarantine = Some(Blobs::open(&data.path().join("quarantine"))?);
        let secrets = Arc::new(Secrets::new(data.path()));
        Ok(Agent {
            index,
            setup: Arc::new(setup),
            news,
            followers: Followers::default(),
            secrets,
            serving: Serving::new(place.config.api.clone()),
            crm,
            database,
            data,
        })
    }

    /// Returns the data directory.
    pub fn directory(&self) -> &Path {
        self.data.path()
    }

    /// Returns the lock and places of the data directory.
    pub fn data(&self) -> &DataDir {
        &self.data
    }

    /// Returns the mailboxes on this machine, those named or all, by address.
    pub fn mailboxes(&self, named: &[String]) -> Result<Vec<Mailbox>> {
        let all = self.index.read(mailboxes::all)?;
        if named.is_empty() {
            return Ok(all);
        }
        let wanted = |name: &String| {
            let address = Address::parse(name).map_err(|e| Failure::of("crm.invalid", &e))?;
            all.iter().find(|mailbox| mailbox.account.address == address).cloned().ok_or_else(|| {
                Failure::not_found(format!("there is no mailbox {address}"))
                    .hinting("`crmweb mailbox list` shows the mailboxes.")
            })
        };
        named.iter().map(wanted).collect()
    }

    /// Returns what connects to a mailbox.
    pub fn connector(&self, mailbox: &Mailbox) -> ImapConnector {
        ImapConnector::new(mailbox.account.clone(), Arc::clone(&self.secrets))
    }

    /// Finds out who acts: the user named, or the only one there is.
    pub fn user(&self, login: Option<&str>) -> Result<User> {
        let login = login.map(fold);
        let everybody = self.crm.read(|tx| Ok(users::list(tx)?))?;
        let mut active = everybody.into_iter().filter(|user| user.active);
        match login {
            Some(login) => active.find(|user| user.login == login).ok_or_else(|| {
                Failure::not_found(format!("there is no active user {login}"))
                    .hinting("`crmweb user list` shows the users.")
            }),
            None => {
                match (active.next(), active.next()) {
                    (Some(only), None) => Ok(only),
                    (None, _) => Err(Failure::new("crm.denied", "there is no active user")),
                    (Some(_), Some(_)) => Err(Failure::usage("there are several users")
                        .hinting("Say which one you are: --as LOGIN.")),
                }
            }
        }
    }
}

/// The user of a new installation: whoever runs it.
fn first_user() -> NewUser {
    let named = |name: &str| std::env::var(name).ok().filter(|text| !text.trim().is_empty());
    let name = named("USER")
        .or_else(|| named("LOGNAME"))
        .or_else(|| named("USERNAME"))
        .unwrap_or_else(|| "me".into());
    let login: String =
        fold(&name).chars().filter(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-')).collect();
    let login = if login.is_empty() { "me".into() } else { login };
    NewUser {
        name,
        login,
        team: String::new(),
        language: "en".into(),
        roles: Vec::new(),
        further: Vec::new(),
        addresses: Vec::new(),
    }
}

/// Who asked for a command, and when.
pub struct Asker {
    /// The user.
    pub user: User,
    /// The user, as the verbs ask for it.
    pub actor: Actor,
    /// When the command began.
    pub at: crmweb_model::time::Millis,
}

impl Asker {
    /// Finds out who acts.
    pub fn of(agent: &Agent, login: Option<&str>) -> Result<Asker> {
        let user = agent.user(login)?;
        Ok(Asker { actor: user.actor(), user, at: clock::now() })
    }

    /// Starts a deed.
    pub fn by(&self) -> By {
        By::new(self.actor.clone(), self.at)
    }
}
