//! The description of the API is the one that clients were built from.

use crmweb_api::server;
use std::path::Path;

/// `UPDATE_OPENAPI=1 cargo nextest run -p crmweb-api --test openapi` writes it anew.
#[test]
fn the_description_that_clients_use_is_fresh() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../addin/src/api/openapi.json");
    let now = server::description().to_pretty_json().unwrap() + "\n";
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&file, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == now,
        "addin/src/api/openapi.json is old; run with UPDATE_OPENAPI=1 and look at the difference"
    );
}

#[test]
fn every_operation_says_how_it_fails() {
    let description: serde_json::Value =
        serde_json::from_str(&server::description().to_json().unwrap()).unwrap();
    let paths = description["paths"].as_object().unwrap();
    assert!(paths.len() > 20, "{} paths", paths.len());
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().unwrap() {
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path}");
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!(!summary.is_empty(), "{method} {path} says nothing");
        }
    }
}

/// The description knows a schema by the name of its type alone: of two that are called alike, one would be lost.
#[test]
fn every_schema_has_a_name_of_its_own() {
    fn look(folder: &Path, named: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path, named);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                let derived = text.split("#[derive(").skip(1).filter(|part| {
                    part.split_once(")]").is_some_and(|(traits, _)| traits.contains("ToSchema"))
                });
                let name = |part: &str| {
                    let from = part.find("pub struct ").or_else(|| part.find("pub enum "))?;
                    part[from..].split([' ', '<', '(', ';']).nth(2).map(str::to_owned)
                };
                named.extend(derived.filter_map(name));
            }
        }
    }
    let mut named = Vec::new();
    look(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut named);
    assert!(named.len() > 100, "{}", named.len());
    named.sort();
    let twice: Vec<&[String]> = named.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
