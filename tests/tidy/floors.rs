//! Imports go down only: who may use what, by the manifests and by the paths in the sources.

use crate::source::{Finding, NamePath};
use crate::tree::{Modules, Tree};

/// A crate below `agent/` and its walls.
struct Floor {
    name: &'static str,
    /// The crates of this workspace that it may use.
    ours: &'static [&'static str],
    /// The only foreign crates it may use; empty: any but `never`.
    only: &'static [&'static str],
    /// Foreign crates it must not use.
    never: &'static [&'static [&'static str]],
    /// Paths that its code must not name.
    paths: &'static [&'static str],
}

/// Crates that only some files of a crate may name.
struct Corner {
    floor: &'static str,
    names: &'static [&'static str],
    /// What the file's path inside `src/` starts with.
    files: &'static [&'static str],
}

const DATABASES: &[&str] =
    &["rusqlite", "libsqlite3-sys", "postgres", "tokio-postgres", "postgres-types", "sea-query", "sqlx"];
const WEB_SERVER: &[&str] = &[
    "axum",
    "axum-core",
    "axum-extra",
    "axum-server",
    "hyper",
    "hyper-util",
    "http-body-util",
    "tower",
    "tower-http",
    "utoipa",
    "utoipa-axum",
];
const WIRES: &[&str] = &["imap", "imap-proto", "lettre"];
const PARSER: &[&str] = &["mail-parser"];
const SOCKETS: &[&str] = &[
    "std::net::TcpStream",
    "std::net::TcpListener",
    "std::net::UdpSocket",
    "std::os::unix::net",
    "tokio::net",
    "rustix::net",
];
const OUTSIDE_WORLD: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::os",
    "std::time::SystemTime",
    "std::time::Instant",
];

#[rustfmt::skip]
const HOUSE: &[Floor] = &[
    Floor {
        name: "model",
        ours: &[],
        only: &["hashbrown", "jiff", "phonenumber", "psl", "rrule", "rust-stemmers", "serde", "sha2", "stop-words", "thiserror", "unicode-normalization", "uuid"],
        never: &[],
        paths: OUTSIDE_WORLD,
    },
    Floor { name: "store", ours: &["model"], only: &[], never: &[WEB_SERVER, WIRES, PARSER], paths: &[] },
    Floor { name: "mail", ours: &["model"], only: &[], never: &[WEB_SERVER, DATABASES], paths: &[] },
    Floor { name: "crm", ours: &["store", "mail", "model"], only: &[], never: &[WEB_SERVER, DATABASES, WIRES, PARSER], paths: SOCKETS },
    Floor { name: "sync", ours: &["mail", "store", "crm", "model"], only: &[], never: &[WEB_SERVER, DATABASES, PARSER], paths: &[] },
    Floor { name: "link", ours: &["mail", "store", "crm", "model"], only: &[], never: &[WEB_SERVER, DATABASES, WIRES, PARSER], paths: &[] },
    Floor { name: "api", ours: &["crm", "link", "sync", "store", "model"], only: &[], never: &[DATABASES, WIRES, PARSER], paths: &[] },
    Floor { name: "demo", ours: &["mail", "model"], only: &[], never: &[WEB_SERVER, DATABASES], paths: &[] },
    Floor {
        name: "cli",
        ours: &["api", "sync", "link", "demo", "crm", "mail", "store", "model"],
        only: &[],
        never: &[],
        paths: &[],
    },
];

const CORNERS: &[Corner] = &[
    Corner { floor: "mail", names: &["mail_parser"], files: &["parse"] },
    Corner { floor: "mail", names: &["imap", "imap_proto"], files: &["wire/"] },
    Corner { floor: "mail", names: &["lettre"], files: &["compose", "smtp"] },
];

/// Everything that is imported from a floor where it does not belong.
pub fn imports(tree: &Tree, modules: &Modules) -> Vec<Finding> {
    let mut findings = manifests(tree);
    for source in &modules.sources {
        let Some((floor, file)) =
            source.path.strip_prefix("agent/").and_then(|path| path.split_once("/src/"))
        else {
            continue;
        };
        let Some(floor) = HOUSE.iter().find(|known| known.name == floor) else { continue };
        for path in source.paths().iter().filter(|path| !path.test) {
            if let Some(why) = wrong_path(floor, file, path) {
                findings.push(Finding::new(&source.path, path.line, why));
            }
        }
    }
    findings
}

fn manifests(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in &tree.files {
        let Some(folder) = path.strip_prefix("agent/").and_then(|rest| rest.strip_suffix("/Cargo.toml"))
        else {
            continue;
        };
        let Some(floor) = HOUSE.iter().find(|floor| floor.name == folder) else {
            findings.push(Finding::new(path, 0, "this crate has no floor in tests/tidy/floors.rs"));
            continue;
        };
        let manifest: toml::Table = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut tables: Vec<&toml::Value> = manifest.get("dependencies").into_iter().collect();
        let targets = manifest.get("target").and_then(toml::Value::as_table).into_iter().flatten();
        tables.extend(targets.filter_map(|(_, target)| target.get("dependencies")));
        for (name, value) in tables.into_iter().filter_map(toml::Value::as_table).flatten() {
            let name = value.get("package").and_then(toml::Value::as_str).unwrap_or(name);
            if let Some(why) = wrong_crate(floor, name) {
                let line = text.lines().position(|line| line.starts_with(name)).map_or(0, |line| line + 1);
                findings.push(Finding::new(path, line, why));
            }
        }
    }
    findings
}

fn wrong_crate(floor: &Floor, name: &str) -> Option<String> {
    let wrong = match name.strip_prefix("crmweb-") {
        Some(ours) => !floor.ours.contains(&ours),
        None if !floor.only.is_empty() => !floor.only.contains(&name),
        None => floor.never.iter().any(|group| group.contains(&name)),
    };
    wrong.then(|| format!("{} must not use {name}", floor.name))
}

fn wrong_path(floor: &Floor, file: &str, path: &NamePath) -> Option<String> {
    let first = path.names.first()?;
    let joined = path.names.join("::");
    let corner =
        CORNERS.iter().find(|corner| corner.floor == floor.name && corner.names.contains(&first.as_str()));
    if let Some(corner) = corner {
        let inside = corner.files.iter().any(|start| file.starts_with(start));
        return (!inside).then(|| format!("{first} belongs into {}", corner.files.join(", ")));
    }
    let foreign = first.replace('_', "-");
    let forbidden_crate =
        if foreign.starts_with("crmweb-") || !floor.only.is_empty() && DANGEROUS.contains(&&*foreign) {
            wrong_crate(floor, &foreign).filter(|_| foreign != format!("crmweb-{}", floor.name))
        } else {
            floor
                .never
                .iter()
                .any(|group| group.contains(&&*foreign))
                .then(|| format!("{} must not use {first}", floor.name))
        };
    let named = |ban: &&&str| {
        let below = |long: &str, short: &str| {
            long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        };
        // `use std::time;` brings the clock along; whoever needs a duration names it.
        below(&joined, ban) || path.imported && path.names.len() > 1 && below(ban, &joined)
    };
    forbidden_crate
        .or_else(|| floor.paths.iter().find(named).map(|_| format!("{} must not use {joined}", floor.name)))
}

/// Names of crates that no local module of a pure crate should have either.
const DANGEROUS: &[&str] = &[
    "tokio", "rustix", "libc", "reqwest", "ureq", "hyper", "rusqlite", "postgres", "axum", "imap", "lettre",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        let folder = path.split("/src/").next().unwrap();
        let manifest = format!("{folder}/Cargo.toml");
        let root = format!("{folder}/src/lib.rs");
        let file = path.split("/src/").nth(1).unwrap().to_owned();
        let library = format!("#[path = \"{file}\"] mod this;");
        let tree = Tree::of([(&manifest, "[package]\nname = 'x'"), (&root, &library), (path, text)]);
        imports(&tree, &tree.modules()).into_iter().map(|finding| finding.what).collect()
    }

    fn depends(folder: &str, dependencies: &str) -> Vec<String> {
        let tree = Tree::of([(&*format!("agent/{folder}/Cargo.toml"), dependencies)]);
        imports(&tree, &tree.modules()).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_dependency_on_a_higher_floor_is_found() {
        assert_eq!(
            depends("store", "[dependencies]\ncrmweb-mail.workspace = true"),
            ["store must not use crmweb-mail"]
        );
        assert_eq!(depends("store", "[dependencies]\ncrmweb-model.workspace = true"), [""; 0]);
        assert_eq!(
            depends("crm", "[dependencies]\ndb = { package = 'rusqlite', version = '1' }"),
            ["crm must not use rusqlite"]
        );
        assert_eq!(
            depends("model", "[target.'cfg(unix)'.dependencies]\nrand = '1'"),
            ["model must not use rand"]
        );
        assert_eq!(depends("api", "[dev-dependencies]\ncrmweb-support.workspace = true"), [""; 0]);
        assert_eq!(depends("cellar", "")[0], "this crate has no floor in tests/tidy/floors.rs");
    }

    #[test]
    fn an_import_through_a_wall_is_found() {
        for (path, text, expected) in [
            ("agent/crm/src/leads.rs", "use rusqlite::Connection;", "crm must not use rusqlite"),
            (
                "agent/crm/src/leads.rs",
                "fn f() { std::net::TcpStream::connect(1); }",
                "crm must not use std::net::TcpStream::connect",
            ),
            ("agent/crm/src/leads.rs", "use std::{fmt, net};", "crm must not use std::net"),
            ("agent/sync/src/worker.rs", "fn f(_: axum::Router) {}", "sync must not use axum"),
            ("agent/store/src/mail.rs", "use crmweb_mail::parse;", "store must not use crmweb_mail"),
            ("agent/api/src/gate.rs", "use {imap as i, std::fmt};", "api must not use imap"),
            (
                "agent/model/src/due.rs",
                "use std::time::{Duration, SystemTime};",
                "model must not use std::time::SystemTime",
            ),
            ("agent/model/src/due.rs", "fn f() { std::fs::read(1); }", "model must not use std::fs::read"),
            ("agent/mail/src/quote.rs", "use mail_parser::Message;", "mail_parser belongs into parse"),
            ("agent/mail/src/parse.rs", "use imap::Session;", "imap belongs into wire/"),
            ("agent/mail/src/wire/smtp.rs", "use lettre::Message;", "lettre belongs into compose, smtp"),
        ] {
            let expected = expected.replace("crmweb_mail", "crmweb-mail");
            assert_eq!(found(path, text), [expected], "{path}: {text}");
        }
    }

    #[test]
    fn what_a_floor_may_use_is_not_reported() {
        for (path, text) in [
            (
                "agent/crm/src/leads.rs",
                "use crmweb_store::leads; use std::net::IpAddr; use crate::{imap::X};",
            ),
            ("agent/crm/src/leads.rs", "#[cfg(test)] mod tests { use rusqlite::Connection; }"),
            ("agent/mail/src/parse/headers.rs", "use mail_parser::Message;"),
            ("agent/mail/src/wire/session.rs", "use imap::Session;"),
            ("agent/model/src/due.rs", "use std::time::Duration; use crmweb_model::ids;"),
            ("agent/cli/src/serve.rs", "use axum::Router;"),
        ] {
            assert_eq!(found(path, text), [""; 0], "{path}: {text}");
        }
    }
}
