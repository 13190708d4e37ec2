//! The data of a person through the API.

use crate::house::house;
use axum::body::Body;
use axum::http::{Method, StatusCode};
use crmweb_api::Scope;
use crmweb_model::ids::Uid;
use crmweb_support::both_engines;
use serde_json::json;

both_engines! {
    fn the_data_of_a_person_are_counted_handed_over_and_erased(engine: &Engine) {
        let house = house(engine);
        let radu = house.contact("Radu Ionescu", "radu@firma.example", None);
        house.arrives("a@x", "radu@firma.example", "Oferta");
        let path = |what: &str| format!("/api/v1/persons/contact/{radu}/{what}");
        let data = house.get(&path("data")).ok();
        assert_eq!((&data["name"], &data["has_namesake"]), (&json!("Radu Ionescu"), &json!(false)));
        assert!(data["holds"].as_array().unwrap().contains(&json!({ "what": "mails", "count": 1 })), "{data}");

        let request = house.request(&[Scope::PanelRead], Method::GET, &path("export"), &[], Body::empty());
        let (status, headers, bytes) = house.ask(request, async |response| {
            let (parts, body) = response.into_parts();
            (parts.status, parts.headers, axum::body::to_bytes(body, 1 << 20).await.unwrap())
        });
        assert_eq!((status, headers["content-type"].to_str().unwrap()), (StatusCode::OK, "application/zip"));
        assert_eq!(headers["content-disposition"], "attachment; filename*=UTF-8''Radu%20Ionescu.zip");
        assert!(bytes.starts_with(b"PK\x03\x04") && bytes.windows(4).any(|part| part == b"PK\x05\x06"));

        let wrong = house.post(&path("erase"), &json!({ "confirm": "Radu" }));
        assert_eq!(wrong.code(), (422, "crm.invalid"));
        let key = Uid::create().to_string();
        let erase = || {
            let body = json!({ "confirm": "Radu Ionescu" }).to_string();
            house.send(Method::POST, &path("erase"), &[("idempotency-key", &key)], Some(body.into()))
        };
        let done = erase().ok();
        assert_eq!(done["number"], json!(1));
        assert!(done["after"].as_array().unwrap().iter().all(|count| count["count"] == json!(0)), "{done}");
        assert_eq!(erase().ok(), done);
        assert_eq!(house.get(&path("data")).code(), (404, "crm.not-found"));
        assert_eq!(house.get("/api/v1/persons/account/x/data").code(), (422, "crm.invalid"));
        assert_eq!(house.get("/api/v1/persons/address/no-address/data").code(), (422, "crm.invalid"));
    }
}
