//! Where the data are, and what the user has configured there.

use crate::failure::{Failure, Result};
use crmweb_store::Location;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// A data directory and its configuration; nothing is created or locked yet.
#[derive(Clone, Debug)]
pub struct Place {
    /// The data directory.
    pub directory: PathBuf,
    /// What `config.toml` in it says.
    pub config: Config,
}

/// The configuration: every key may be left out.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// URL of a PostgreSQL database without its password; without it the data are in a file.
    pub database: Option<String>,
    /// What is written to the log: `error`, `warn`, `info`, `debug`, or a filter such as `crmweb_sync=debug`.
    pub log: Option<String>,
    /// The panel and its API.
    pub api: Api,
}

/// What is configured of the panel and its API.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Api {
    /// Its port on this machine; 0 is any free one.
    pub port: Option<u16>,
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let database = self.database.as_ref().map(|_| "…");
        let mut shown = f.debug_struct("Config");
        shown.field("database", &database).field("log", &self.log).field("api", &self.api).finish()
    }
}

impl Place {
    /// Finds the data directory (`chosen`, else `$CRMWEB_DATA`, else the user's own) and reads its configuration.
    pub fn find(chosen: Option<&Path>) -> Result<Place> {
        let directory = directory(chosen)?;
        let file = directory.join("config.toml");
        let config = match std::fs::read_to_string(&file) {
            Ok(text) => read(&text, &file)?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Config::default(),
            Err(e) if e.kind() == std::io::ErrorKind::InvalidData => {
                return Err(Failure::new("config.broken", format!("{} is not UTF-8 text", file.display())));
            }
            Err(e) => return Err(crmweb_store::Error::file("read", file)(e).into()),
        };
        Ok(Place { directory, config })
    }

    /// Returns where the crm is: the configured server, or `file`.
    pub fn database(&self, file: PathBuf) -> Location {
        let Some(url) = &self.config.database else { return Location::File(file) };
        match std::env::var("PGPASSWORD") {
            Ok(password) if !password.is_empty() => Location::Server(with_password(url, &password)),
            _ => Location::Server(url.clone()),
        }
    }
}

fn directory(chosen: Option<&Path>) -> Result<PathBuf> {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let found = match chosen {
        Some(path) => Some(path.to_path_buf()),
        None => named("CRMWEB_DATA").or_else(|| data_home(&named).map(|home| home.join("crmweb"))),
    };
    let found =
        found.ok_or_else(|| Failure::new("config.data", "there is no home directory to keep the data in"))?;
    std::path::absolute(&found).map_err(|e| crmweb_store::Error::file("find", found)(e).into())
}

/// The folder for the data of programs, as each system has it.
fn data_home(named: &impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    if cfg!(windows) {
        named("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        named("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        // A relative path is to be ignored (XDG Base Directory Specification).
        let xdg = named("XDG_DATA_HOME").filter(|path| path.is_absolute());
        xdg.or_else(|| named("HOME").map(|home| home.join(".local/share")))
    }
}

fn read(text: &str, file: &Path) -> Result<Config> {
    let config: Config = toml::from_str(text).map_err(|e| {
        let line =
            e.span().map_or(1, |span| text.get(..span.start).unwrap_or(text).matches('\n').count() + 1);
        Failure::new("config.broken", format!("{}, line {line}: {}", file.display(), e.message()))
    })?;
    let line_of =
        |key: &str| text.lines().position(|line| line.trim_start().starts_with(key)).map_or(1, |at| at + 1);
    if let Some(url) = &config.database {
        let broken = |what: &str| {
            let place = format!("{}, line {}", file.display(), line_of("database"));
            Failure::new("config.broken", format!("{place}: {what}"))
        };
        let rest = ["postgres://", "postgresql://"].iter().find_map(|scheme| url.strip_prefix(scheme));
        let rest =
            rest.ok_or_else(|| broken("the database is a URL such as \"postgres://crm@db.example/crm\""))?;
        if holds_password(rest) {
            let place = format!("{}, line {}", file.display(), line_of("database"));
            return Err(Failure::new(
                "config.password",
                format!("{place}: a password does not belong into a file"),
            ));
        }
    }
    if let Some(log) = &config.log
        && tracing_subscriber::EnvFilter::try_new(log).is_err()
    {
        let place = format!("{}, line {}", file.display(), line_of("log"));
        let what = format!("{log:?} is no log level; write error, warn, info or debug");
        return Err(Failure::new("config.broken", format!("{place}: {what}")));
    }
    Ok(config)
}

/// Whether the rest of a URL after `//` holds a password: `user:password@`, or `?password=`.
fn holds_password(rest: &str) -> bool {
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
    let query = rest.split_once('?').map_or("", |(_, query)| query);
    user.contains(':') || query.split('&').any(|pair| pair.to_ascii_lowercase().starts_with("password="))
}

/// Adds a password to a URL that has none, in the form the driver undoes (RFC 3986 §2.1).
fn with_password(url: &str, password: &str) -> String {
    use std::fmt::Write;
    let mut escaped = String::new();
    for byte in password.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => escaped.push(char::from(byte)),
            _ => drop(write!(escaped, "%{byte:02X}")),
        }
    }
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}password={escaped}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> (String, String) {
        let failure = read(text, Path::new("config.toml")).unwrap_err();
        (failure.code, failure.message)
    }

    #[test]
    fn a_broken_configuration_is_named_with_its_line() {
        for (text, line) in [
            ("databse = 'x'", "line 1"),
            ("log = 'info'\n\ndatabase = ", "line 3"),
            ("log = 'info'\ndatabase = 'mysql://x'", "line 2"),
            ("# fine\nlog = 'crmweb=loud='", "line 2"),
            ("log = 5", "line 1"),
            ("[api]\nport = 70000", "line 2"),
            ("[api]\nhost = '0.0.0.0'", "line 2"),
        ] {
            let (code, message) = code(text);
            assert_eq!(code, "config.broken", "{text}");
            assert!(message.contains(line), "{text}: {message}");
        }
        assert_eq!(read("", Path::new("x")).unwrap(), Config::default());
        read("database = 'postgres://ana@db.example:5432/crm?sslmode=disable'\nlog='debug'", Path::new("x"))
            .unwrap();
    }

    #[test]
    fn a_password_in_the_configuration_is_refused_and_not_repeated() {
        for url in ["postgres://ana:secret@db/crm", "postgresql://db/crm?user=a&password=secret"] {
            let (code, message) = code(&format!("database = '{url}'"));
            assert_eq!(code, "config.password");
            assert!(!message.contains("secret"), "{message}");
        }
    }

    #[test]
    fn a_password_of_any_letters_comes_into_the_url() {
        assert_eq!(
            with_password("postgres://a@b/c", "pä:@ /"),
            "postgres://a@b/c?password=p%C3%A4%3A%40%20%2F"
        );
        assert_eq!(with_password("postgres://a@b/c?x=1", "p"), "postgres://a@b/c?x=1&password=p");
    }
}
