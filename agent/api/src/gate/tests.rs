//! The order of the gate: each request below has everything wrong that the rows after it have, so that the first
//! question decides.

use super::*;
use crate::app::{Machine, Parts, Unreachable};
use crate::clients::{Kind, hash};
use axum::body::Body;
use axum::http::Method;
use crmweb_crm::{Crm, fresh};
use crmweb_model::ids::Uid;
use crmweb_model::time::Millis;
use crmweb_store::blobs::Blobs;
use crmweb_store::index::EntryId;
use crmweb_store::users::{NewUser, User};
use crmweb_store::{Location, Store, schema};

const PORT: u16 = 27_480;
const NOW: Millis = Millis(1_795_000_000_000);
const OWN: &str = "http://localhost:27480";
const EXTENSION: &str = "moz-extension://6d2c5a38-9d3e-4f6a-8f3b-0d3f5a3c1f11";

struct Still;

impl Machine for Still {
    fn now(&self) -> Millis {
        NOW
    }

    fn keys_changed(&self) {}

    fn fetch(&self, _: EntryId) -> Result<Vec<u8>, Unreachable> {
        Err(Unreachable { code: "sync.offline", reason: "there is no server".into() })
    }
}

struct House {
    gate: Gate,
    app: App,
    user: User,
    _place: tempfile::TempDir,
}

impl House {
    fn build() -> House {
        let place = tempfile::tempdir().unwrap();
        let open = |name: &str, schema: &schema::Schema| {
            let location = Location::File(place.path().join(name));
            schema::prepare(&location, schema).unwrap();
            Store::open(&location).unwrap()
        };
        let blobs = Blobs::open(&place.path().join("blobs")).unwrap();
        let crm = Crm::new(open("crm.sqlite", &schema::CRM), blobs);
        let first = NewUser { login: "ana".into(), name: "Ana".into(), ..NewUser::default() };
        let user = crm.write(move |tx| fresh::install(tx, NOW, &first)).unwrap();
        let index = open("index.sqlite", &schema::MAIL_INDEX);
        let app = App::new(Parts { crm, index, machine: Arc::new(Still) });
        let gate = Gate::new(app.clone(), crate::server::router(app.clone()), PORT);
        House { gate, app, user, _place: place }
    }

    /// Pairs a client with these scopes and returns its token.
    async fn pair(&self, kind: Kind, scopes: &[Scope], origin: &str) -> (Uid, String) {
        let token = crate::pairing::code::token().unwrap();
        let client = Client {
            uid: Uid::create(),
            kind: kind.as_str().into(),
            name: "a client".into(),
            user: self.user.uid,
            scopes: scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            origin: origin.into(),
            token_hash: hash(&token),
            created_at: NOW,
            seen_at: NOW,
        };
        let uid = client.uid;
        self.app.clients().add(&self.app.index, client).await.unwrap();
        (uid, token)
    }

    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, HeaderMap) {
        let mut request = axum::http::Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.gate.pass(request.body(Body::from(body.to_owned())).unwrap()).await;
        (response.status().as_u16(), response.headers().clone())
    }
}

#[tokio::test]
async fn the_gate_asks_in_its_order() {
    let house = House::build();
    let (_, reader) = house.pair(Kind::Browser, &[Scope::PanelRead], OWN).await;
    let (bearer, huge) = (format!("Bearer {reader}"), (41 << 20).to_string());
    // What is wrong with a request, in the order in which it is found out.
    let faults: [(&str, &str, &str, u16); 6] = [
        ("host", "localhost:27480", "evil.example:27480", 421),
        ("content-length", "2", &huge, 413),
        ("origin", OWN, "https://evil.example", 403),
        ("content-type", "application/json", "text/plain", 415),
        ("authorization", &bearer, "Bearer nothing", 401),
        // The token is right, but only for reading.
        ("x-nothing", "", "", 403),
    ];
    for (first, (_, _, _, expected)) in faults.iter().enumerate() {
        let wrong_from = |at: usize| at >= first;
        let headers: Vec<(&str, &str)> = faults
            .iter()
            .enumerate()
            .map(|(at, (name, right, wrong, _))| (*name, if wrong_from(at) { *wrong } else { *right }))
            .collect();
        let (status, answered) = house.ask("POST", "/edge/v1/log", &headers, "{}").await;
        assert_eq!(status, *expected, "{headers:?}");
        assert_eq!(answered["x-content-type-options"], "nosniff");
        assert_eq!(answered["cross-origin-resource-policy"], "same-origin");
        assert_eq!(answered["cache-control"], "no-store");
        assert!(!answered.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
    }
}

#[tokio::test]
async fn a_request_that_is_right_in_everything_comes_through() {
    let house = House::build();
    let (uid, token) = house.pair(Kind::Browser, Kind::Browser.scopes(), OWN).await;
    let bearer = format!("Bearer {token}");
    let headers = [("host", "localhost:27480"), ("authorization", bearer.as_str())];
    assert_eq!(house.ask("GET", "/edge/v1/session", &headers, "").await.0, 200);
    for host in ["LOCALHOST:27480", "127.0.0.1:27480", "[::1]:27480"] {
        let headers = [("host", host), ("authorization", bearer.as_str())];
        assert_eq!(house.ask("GET", "/edge/v1/session", &headers, "").await.0, 200, "{host}");
    }
    house.app.clients().revoke_async(&house.app.index, uid).await.unwrap();
    assert_eq!(house.ask("GET", "/edge/v1/session", &headers, "").await.0, 401);
}

#[tokio::test]
async fn a_user_who_was_deactivated_is_out_with_the_next_request() {
    let house = House::build();
    let (_, token) = house.pair(Kind::Desktop, Kind::Desktop.scopes(), "").await;
    let bearer = format!("Bearer {token}");
    let headers = [("host", "localhost:27480"), ("authorization", bearer.as_str())];
    assert_eq!(house.ask("GET", "/edge/v1/session", &headers, "").await.0, 200);
    let (known, user) = (house.user.clone(), User { active: false, ..house.user.clone() });
    let author = crmweb_store::log::Author {
        user: None,
        at: NOW,
        mutation: Uid::create(),
        provenance: "typed".into(),
    };
    house
        .app
        .crm
        .store()
        .write_async(move |tx| crmweb_store::users::update(tx, &author, &known, &user))
        .await
        .unwrap();
    assert_eq!(house.ask("GET", "/edge/v1/session", &headers, "").await.0, 401);
}

#[tokio::test]
async fn an_extension_asks_across_origins_only_when_paired_and_only_with_its_own_token() {
    let house = House::build();
    let preflight = [
        ("host", "127.0.0.1:27480"),
        ("origin", EXTENSION),
        ("access-control-request-method", "POST"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "cors"),
    ];
    let (status, headers) = house.ask("OPTIONS", "/edge/v1/panel", &preflight, "").await;
    assert_eq!(status, 403);
    assert!(headers.keys().all(|name| !name.as_str().starts_with("access-control")));
    let (_, own) = house.pair(Kind::Thunderbird, Kind::Thunderbird.scopes(), EXTENSION).await;
    let (_, other) = house.pair(Kind::Browser, Kind::Browser.scopes(), OWN).await;
    let (status, headers) = house.ask("OPTIONS", "/edge/v1/panel", &preflight, "").await;
    assert_eq!(status, 204);
    assert_eq!(headers["access-control-allow-origin"], EXTENSION);
    assert_eq!(headers["vary"], "Origin");
    assert!(!headers.contains_key("access-control-allow-credentials"));
    for (token, expected) in [(own, 200), (other, 403)] {
        let bearer = format!("Bearer {token}");
        let headers =
            [("host", "127.0.0.1:27480"), ("origin", EXTENSION), ("authorization", bearer.as_str())];
        let (status, answered) = house.ask("GET", "/edge/v1/session", &headers, "").await;
        assert_eq!(status, expected);
        assert!(!answered.contains_key("access-control-allow-origin"));
    }
}

#[tokio::test]
async fn pages_may_be_opened_from_a_link_but_not_used_by_other_pages() {
    let house = House::build();
    for (headers, expected) in [
        (
            &[("sec-fetch-site", "none"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")][..],
            200,
        ),
        (
            &[
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-mode", "navigate"),
                ("sec-fetch-dest", "document"),
            ],
            200,
        ),
        (
            &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")],
            403,
        ),
        (
            &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "script")],
            403,
        ),
        (&[("sec-fetch-site", "same-site"), ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")], 403),
        (&[("origin", "https://evil.example")], 403),
        (&[("origin", OWN), ("sec-fetch-site", "same-origin")], 200),
        (&[], 200),
    ] {
        let all: Vec<_> = [("host", "localhost:27480")].iter().chain(headers).copied().collect();
        assert_eq!(house.ask("GET", "/panel", &all, "").await.0, expected, "{headers:?}");
    }
}

#[test]
fn every_route_of_the_api_is_behind_the_gate() {
    let paths = crate::server::description().paths.paths;
    assert!(paths.len() > 5);
    for path in paths.keys() {
        assert!(path.starts_with("/api/v1/") || path.starts_with("/edge/v1/"), "{path}");
        let open = matches!(access::needed(&Method::GET, path), Access::Open | Access::Pairing);
        let known = ["/edge/v1/hello", "/edge/v1/pair/confirm"].contains(&path.as_str());
        assert_eq!(open, known, "{path}");
        assert_ne!(access::needed(&Method::POST, path), Access::Page, "{path}");
    }
}

#[tokio::test]
async fn a_file_is_let_through_piece_by_piece_and_nothing_else_is() {
    let house = House::build();
    let (_, token) = house.pair(Kind::Browser, &Scope::ALL, OWN).await;
    let bearer = format!("Bearer {token}");
    let key = Uid::create().to_string();
    let ask = async |path: &str, media: &str, length: &str, body: String| {
        let headers = [
            ("host", "localhost:27480"),
            ("origin", OWN),
            ("content-type", media),
            ("content-length", length),
            ("authorization", &bearer),
            ("idempotency-key", &key),
        ];
        house.ask("POST", path, &headers, &body).await.0
    };
    let (bytes, two) = ("application/octet-stream", (2 << 20).to_string());
    let large = "x".repeat(2 << 20);
    assert_eq!(ask("/api/v1/documents?file_name=a.txt", bytes, &two, large.clone()).await, 201);
    assert_eq!(ask("/api/v1/documents?file_name=a.txt", "text/plain", "1", "x".into()).await, 415);
    assert_eq!(ask("/api/v1/documents?file_name=a.txt", "multipart/form-data", "1", "x".into()).await, 415);
    assert_eq!(ask("/api/v1/documents?file_name=a.txt", bytes, "1073741825", "x".into()).await, 413);
    assert_eq!(ask("/api/v1/contacts", bytes, "1", "x".into()).await, 415);
    assert_eq!(ask("/api/v1/contacts", "application/json", &two, large).await, 413);
}
