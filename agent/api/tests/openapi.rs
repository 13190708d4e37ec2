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
