//! Bodies that are none of ours: each gets its exact answer, and nothing happens.

use crate::house::house;
use axum::http::Method;
use crmweb_model::ids::Uid;
use crmweb_support::on_sqlite;

#[test]
fn malformed_bodies_are_told_apart_from_wrong_ones() {
    let engine = on_sqlite();
    let house = house(&engine);
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    for (body, status) in [
        (b"{".as_slice(), 400),
        (b"", 400),
        (br#"{"source": {}} trailing"#, 400),
        (b"\xff\xfe", 400),
        (br#"{"source": {"mail": NaN}}"#, 400),
        (br#"{"source": {"entry": "\ud800"}}"#, 400),
        (deep.as_bytes(), 422),
        (b"[]", 422),
        (br#"{"source": {}, "sauce": 1}"#, 422),
        (br#"{"source": {}, "source": {}}"#, 422),
        (br#"{"source": {"mail": "not an id"}}"#, 422),
        (br#"{"source": {}}"#, 422),
        (br#"{"source": {"entry": "1", "mail": "019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11"}}"#, 422),
        (br#"{"source": {"mail": "019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11"}}"#, 404),
        (br#"{"source": {"facts": {"subject": "x", "at": 1e999}}}"#, 400),
    ] {
        let answer = house.send(Method::POST, "/edge/v1/panel", &[], Some(body.to_vec()));
        let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
        assert_eq!(answer.status.as_u16(), status, "{shown}: {}", answer.json);
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{shown}");
    }
}

#[test]
fn a_change_names_each_field_once_and_only_those_there_are() {
    let engine = on_sqlite();
    let house = house(&engine);
    let firma = house.account("Brutăria Veche", "firma.example");
    let path = format!("/api/v1/accounts/{firma}");
    for (body, status) in [
        (r#"{"industry": "a", "industry": "b"}"#, 422),
        (r#"{"uid": "x"}"#, 422),
        (r#"{"owner": "x"}"#, 422),
        (r#"{"version": 7}"#, 422),
        (r#"{"employees": "many"}"#, 422),
        (r#"{"employees": 12}"#, 200),
    ] {
        let key = Uid::create().to_string();
        let headers = [("idempotency-key", key.as_str()), ("if-match", "\"1\"")];
        let answer = house.send(Method::PATCH, &path, &headers, Some(body.as_bytes().to_vec()));
        assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.json);
    }
}

#[test]
fn a_change_without_a_key_is_refused() {
    let engine = on_sqlite();
    let house = house(&engine);
    for headers in [vec![], vec![("idempotency-key", "7")]] {
        let answer = house.send(Method::POST, "/api/v1/undo", &headers, Some(b"{}".to_vec()));
        assert_eq!(answer.code(), (400, "api.idempotency"));
    }
}
