//! Documents: files that come and go piece by piece.

use crate::house::{House, house};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, StatusCode};
use crmweb_api::Scope;
use crmweb_model::ids::Uid;
use crmweb_store::blobs::sha256_hex;
use crmweb_support::{both_engines, on_sqlite};
use futures_util::stream;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::convert::Infallible;

const MIB: usize = 1 << 20;

fn upload(house: &House, path: &str, key: &Uid, body: Body) -> (StatusCode, Value) {
    let key = key.to_string();
    let request = house.request(&Scope::ALL, Method::POST, path, &[("idempotency-key", &key)], body);
    house.ask(request, async |response| {
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, MIB).await.unwrap();
        (parts.status, serde_json::from_slice(&bytes).unwrap_or_default())
    })
}

fn add(house: &House, path: &str, content: &[u8]) -> Value {
    let (status, json) = upload(house, path, &Uid::create(), Body::from(content.to_vec()));
    assert_eq!(status, StatusCode::CREATED, "{json}");
    json
}

fn download(house: &House, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, Vec<u8>) {
    let request = house.request(&[Scope::PanelRead], Method::GET, path, headers, Body::empty());
    house.ask(request, async |response| {
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, axum::body::to_bytes(body, MIB).await.unwrap().to_vec())
    })
}

fn content(document: &Value, number: i64) -> String {
    format!("/api/v1/documents/{}/versions/{number}/content", document["uid"].as_str().unwrap())
}

both_engines! {
    fn a_file_goes_in_once_and_comes_out_whole_or_in_parts(engine: &Engine) {
        let house = house(engine);
        let account = house.account("Firma", "firma.example");
        let path = format!(
            "/api/v1/documents?file_name=..%2Fofert%C4%83%20%22x%22%0D%0A.pdf&kind=offer&keywords=pompe%0Afiltre&links=account:{account}"
        );
        let key = Uid::create();
        let (status, first) = upload(&house, &path, &key, Body::from("twelve bytes"));
        assert_eq!((status, first["versions"][0]["size"].as_i64()), (StatusCode::CREATED, Some(12)), "{first}");
        assert_eq!(first["links"][0]["name"], "Firma");
        assert_eq!(first["keywords"], json!(["pompe", "filtre"]));
        let (status, again) = upload(&house, &path, &key, Body::from("twelve bytes"));
        assert_eq!((status, &again["uid"]), (StatusCode::CREATED, &first["uid"]));
        let (status, other) = upload(&house, &path, &key, Body::from("other  bytes"));
        assert_eq!((status, other["code"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("api.idempotency")));
        assert_eq!(house.files(), [12]);

        let sha256 = sha256_hex(b"twelve bytes");
        let tag = format!("\"{sha256}\"");
        let (status, headers, bytes) = download(&house, &content(&first, 1), &[]);
        assert_eq!((status, bytes.as_slice()), (StatusCode::OK, &b"twelve bytes"[..]));
        for (name, value) in [
            ("content-length", "12"),
            ("content-type", "application/pdf"),
            ("content-disposition", "attachment; filename*=UTF-8''ofert%C4%83%20x.pdf"),
            ("etag", tag.as_str()),
            ("accept-ranges", "bytes"),
        ] {
            assert_eq!(headers[name], value, "{name}");
        }
        for (range, status, bytes, told) in [
            ("bytes=0-5", 206, &b"twelve"[..], "bytes 0-5/12"),
            ("bytes=-5", 206, b"bytes", "bytes 7-11/12"),
            ("bytes=7-", 206, b"bytes", "bytes 7-11/12"),
            ("bytes=12-", 416, b"", "bytes */12"),
        ] {
            let (found, headers, part) = download(&house, &content(&first, 1), &[("range", range)]);
            assert_eq!((found.as_u16(), headers["content-range"].to_str().unwrap()), (status, told), "{range}");
            if status == 206 {
                assert_eq!(part, bytes);
            }
        }
        let changed = [("range", "bytes=0-5"), ("if-range", "\"another\"")];
        assert_eq!(download(&house, &content(&first, 1), &changed).0, StatusCode::OK);
        let known = download(&house, &content(&first, 1), &[("if-none-match", &tag)]);
        assert_eq!((known.0, known.2.len()), (StatusCode::NOT_MODIFIED, 0));

        let versions = format!("/api/v1/documents/{}/versions?remark=better", first["uid"].as_str().unwrap());
        let second = add(&house, &versions, b"second");
        assert_eq!((&second["versions"][0]["number"], &second["unchanged"]), (&json!(2), &json!(false)));
        assert_eq!(add(&house, &versions, b"second")["unchanged"], json!(true));
        let restore = format!("/api/v1/documents/{}/versions/1/restore", first["uid"].as_str().unwrap());
        let version = format!("\"{}\"", second["version"]);
        let headers = [("idempotency-key", &*Uid::create().to_string()), ("if-match", &*version)];
        let third = house.send(Method::POST, &restore, &headers, Some(b"{}".to_vec())).ok();
        assert_eq!(third["versions"][0]["sha256"], json!(sha256));
        let gone = house.get(&content(&first, 9));
        assert_eq!(gone.code(), (404, "crm.not-found"));

        let list = house.get(&format!("/api/v1/documents?of=account:{account}&keyword=POMPE&q=oferta")).ok();
        assert_eq!(list["items"][0]["file_name"], "ofertă x.pdf", "{list}");
        add(&house, "/api/v1/documents?file_name=last.txt", b"");
        let page = house.get("/api/v1/documents?limit=1").ok();
        assert_eq!(page["items"][0]["name"], "last.txt");
        let next = page["next"].as_str().unwrap();
        let page = house.get(&format!("/api/v1/documents?limit=1&cursor={next}")).ok();
        assert_eq!(page["items"][0]["uid"], first["uid"]);
    }

    fn a_file_that_is_too_large_cut_off_or_refused_leaves_nothing(engine: &Engine) {
        let house = house(engine);
        let by = house.by();
        house.crm.write(move |tx| crmweb_crm::documents::set_largest(tx, &by, 100)).unwrap();
        let path = "/api/v1/documents?file_name=a.txt";
        let (status, problem) = upload(&house, path, &Uid::create(), Body::from(vec![7; 101]));
        assert_eq!((status, problem["code"].as_str()), (StatusCode::PAYLOAD_TOO_LARGE, Some("api.too-large")));
        let endless = stream::repeat(Ok::<_, Infallible>(Bytes::from_static(&[7; 30])));
        let (status, _) = upload(&house, path, &Uid::create(), Body::from_stream(endless));
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        let cut = stream::iter([Ok(Bytes::from_static(b"half")), Err(std::io::Error::other("gone"))]);
        let (status, problem) = upload(&house, path, &Uid::create(), Body::from_stream(cut));
        assert_eq!((status, problem["code"].as_str()), (StatusCode::BAD_REQUEST, Some("api.invalid")));
        let (status, problem) =
            upload(&house, "/api/v1/documents?file_name=a&kind=spell", &Uid::create(), Body::from("x"));
        assert_eq!((status, problem["code"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("crm.invalid")));
        assert_eq!(house.files(), [0; 0]);
        assert_eq!(house.get("/api/v1/documents").ok()["items"], json!([]));

        let document = add(&house, path, b"good");
        let folder = house.crm.blobs().root().join("documents");
        damage(&folder);
        let (status, _, _) = download(&house, &content(&document, 1), &[]);
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    }

    fn a_file_of_a_mail_is_saved_in_one_call_from_the_records_or_from_the_server(engine: &Engine) {
        let house = house(engine);
        house.contact("Radu Ionescu", "radu@firma.example", None);
        let entry = house.stays_private("p@x", "stranger@else.example", "Privat");
        let whole = with_file("p@x", "stranger@else.example");
        house.post.mails.lock().unwrap().insert(crmweb_store::index::EntryId(entry.parse().unwrap()), whole);
        let save = |source: Value, number: usize| {
            house.post("/edge/v1/attachments", &json!({ "source": source, "number": number, "kind": "contract" }))
        };
        let saved = save(json!({ "entry": entry }), 1).ok();
        assert_eq!((&saved["name"], &saved["kind"]), (&json!("contract.pdf"), &json!("contract")));
        assert_eq!(download(&house, &content(&saved, 1), &[]).2, b"signed");

        let by = house.by();
        let handed = crmweb_crm::hand_in::Handed::Whole(with_file("c@x", "radu@firma.example"));
        let mail = match crmweb_crm::hand_in::hand_in(&house.crm, &by, handed, false).unwrap() {
            crmweb_crm::seam::Recorded::Linked { mail, .. } => mail,
            other => panic!("not linked: {other:?}"),
        };
        let saved = save(json!({ "mail": mail }), 1).ok();
        assert_eq!(download(&house, &content(&saved, 1), &[]).2, b"signed");
        assert_eq!(house.files(), [6]);
        assert_eq!(save(json!({ "mail": mail }), 2).code(), (404, "crm.not-found"));
        assert_eq!(save(json!({ "mail": mail }), 0).code(), (404, "crm.not-found"));
        let plain = house.arrives("d@x", "radu@firma.example", "Fara");
        assert_eq!(save(json!({ "mail": plain }), 1).code(), (404, "crm.not-found"));
    }
}

fn with_file(id: &str, from: &str) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: ana@us.example\r\nSubject: Contract\r\nMessage-ID: <{id}>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhere\r\n--b\r\nContent-Type: application/pdf\r\n\
         Content-Disposition: attachment; filename=\"contract.pdf\"\r\n\r\nsigned\r\n--b--\r\n"
    )
    .into_bytes()
}

fn damage(folder: &std::path::Path) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.file_type().unwrap().is_dir() {
            true => damage(&entry.path()),
            false => std::fs::write(entry.path(), b"evil").unwrap(),
        }
    }
}

/// A line of what the system knows of this process, in KiB.
fn status(name: &str) -> usize {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn two_hundred_megabytes_go_in_and_out_within_little_memory() {
    const SIZE: usize = 200 * MIB;
    let engine = on_sqlite();
    let house = house(&engine);
    let by = house.by();
    house.crm.write(move |tx| crmweb_crm::documents::set_largest(tx, &by, SIZE as u64)).unwrap();
    add(&house, "/api/v1/documents?file_name=warm.txt", b"warm");
    // From here on the highest point is counted anew.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = status("VmRSS");
    let pieces = (0..SIZE / (256 << 10)).map(|n| Ok::<_, Infallible>(Bytes::from(vec![n as u8; 256 << 10])));
    let path = "/api/v1/documents?file_name=large.bin";
    let (done, document) = upload(&house, path, &Uid::create(), Body::from_stream(stream::iter(pieces)));
    assert_eq!(done, StatusCode::CREATED, "{document}");
    let request = house.request(&[Scope::PanelRead], Method::GET, &content(&document, 1), &[], Body::empty());
    let length = house.ask(request, async |response| {
        let (mut body, mut length) = (response.into_body(), 0);
        while let Some(frame) = body.frame().await {
            let piece = frame.unwrap().into_data().unwrap();
            assert_eq!(piece[0], (length / (256 << 10)) as u8);
            length += piece.len();
        }
        length
    });
    assert_eq!(length, SIZE);
    let more = (status("VmHWM") - before) >> 10;
    println!("{more} MiB more");
    assert!(more <= 64, "{more} MiB more");
}
