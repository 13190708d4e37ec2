//! The panel and its API while this process serves them.

use crate::agent::Agent;
use crate::failure::{Failure, Result};
use crate::machine::Host;
use crate::place::Api;
use crate::port_holder;
use crmweb_api::server::{BindError, Listeners, PORT, Server};
use crmweb_api::{App, Parts};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The file in the data directory that names the port while it is served.
const PORT_FILE: &str = "api.port";

/// What is configured, and what is served at present.
pub struct Serving {
    configured: Api,
    served: Mutex<Option<Served>>,
}

/// A served API, for the commands carried out meanwhile.
#[derive(Clone)]
pub struct Served {
    /// What the API works with.
    pub app: App,
    /// Where browsers find it, such as `http://localhost:27480`.
    pub address: String,
}

/// A running API; it ends when this is dropped.
pub struct Running {
    agent: Arc<Agent>,
    server: Option<Server>,
    file: PathBuf,
}

impl Serving {
    /// Nothing is served yet.
    pub fn new(configured: Api) -> Serving {
        Serving { configured, served: Mutex::default() }
    }

    /// Returns the port to serve: the one chosen, the configured one, or that of every installation.
    pub fn port(&self, chosen: Option<u16>) -> u16 {
        chosen.or(self.configured.port).unwrap_or(PORT)
    }

    /// Returns what is served at present.
    pub fn now(&self) -> Option<Served> {
        self.served.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_now(&self, served: Option<Served>) {
        *self.served.lock().unwrap_or_else(PoisonError::into_inner) = served;
    }
}

/// Binds the port, or says who has it.
pub fn bind(port: u16) -> Result<Listeners> {
    Listeners::bind(port).map_err(|e| {
        let failure = Failure::of(e.code(), &e);
        let BindError::InUse { at } = e else { return failure };
        match port_holder::of(at) {
            Some(holder) => Failure {
                message: format!("port {} of {} is in use by {holder}", at.port(), at.ip()),
                ..failure
            },
            None => failure,
        }
    })
}

/// Serves the API of `agent` on sockets that are bound already.
pub fn start(agent: &Arc<Agent>, listeners: Listeners) -> Result<Running> {
    let file = agent.directory().join(PORT_FILE);
    let port = listeners.port();
    let app = App::new(Parts {
        crm: agent.crm.clone(),
        index: agent.index.clone(),
        machine: Arc::new(Host::of(agent)?),
    });
    let server = Server::start(app.clone(), listeners).map_err(|e| Failure::of(e.code(), &e))?;
    write_private(&file, &format!("{port}\n")).map_err(crmweb_store::Error::file("write", &file))?;
    agent.news.tell(Some(Arc::new({
        let app = app.clone();
        move || app.mailbox_changed()
    })));
    agent.serving.is_now(Some(Served { app, address: server.address() }));
    Ok(Running { agent: Arc::clone(agent), server: Some(server), file })
}

impl Running {
    /// Returns where browsers find it, such as `http://localhost:27480`.
    pub fn address(&self) -> String {
        self.server.as_ref().map(Server::address).unwrap_or_default()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.file));
        self.agent.news.tell(None);
        self.agent.serving.is_now(None);
        drop(self.server.take());
    }
}

/// Writes a file that only its owner may read; what stood there is replaced whole.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    drop(std::fs::remove_file(path));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}
