//! The panel while the agent runs: pairing, private mail read from its server, clients whose mail follows.

use crate::company::Office;
use crate::terminal::{LONG, Terminal};
use crmweb_model::ids::Uid;
use crmweb_support::{Program, eventually};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

/// A paired panel.
struct Panel {
    port: u16,
    token: String,
}

impl Panel {
    /// Pairs with the agent that serves on `data`.
    fn pair(data: &Path, code: &str) -> Panel {
        let port = eventually("the agent to serve", LONG, || {
            std::fs::read_to_string(data.join("api.port")).ok()?.trim().parse().ok()
        });
        let mut panel = Panel { port, token: String::new() };
        let body = json!({ "code": code, "kind": "desktop", "name": "a test" });
        let (status, session) = panel.ask("POST", "/edge/v1/pair/confirm", Some(&body));
        assert_eq!(status, 201, "{session}");
        panel.token = session["token"].as_str().unwrap().to_owned();
        panel
    }

    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        let text = body.map(Value::to_string).unwrap_or_default();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Bearer {}\r\nIdempotency-Key: {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.port,
            self.token,
            Uid::create(),
            text.len()
        );
        stream.write_all(format!("{head}{text}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }
}

fn serve(terminal: &Terminal) -> Program {
    let agent = terminal.start(&["serve", "--port", "0"]);
    agent.line("the agent to serve", LONG, |line| line.contains("The panel is at"));
    agent
}

#[test]
fn private_mail_is_read_from_its_server_and_enters_the_history_with_its_sender() {
    let Some(mut office) = Office::open(80) else { return };
    office.follow();
    let terminal = &office.terminal;
    terminal.done(&["sync", "--once"]);
    let _agent = serve(terminal);
    let code = terminal.json(&["pair", "--no-wait"])["code"].as_str().unwrap().to_owned();
    let panel = Panel::pair(&terminal.data(), &code);
    let (status, list) = panel.ask("GET", "/edge/v1/mails?limit=80", None);
    assert_eq!(status, 200, "{list}");
    let people: Vec<&String> = office.sample.company.contacts.iter().flat_map(|c| &c.addresses).collect();
    let mails = list["items"].as_array().unwrap();
    let mail = mails.iter().find(|mail| {
        let from = mail["from"]["address"].as_str().unwrap_or_default();
        mail["reason_code"] == "unmatched" && people.iter().any(|address| *address == from)
    });
    let mail = mail.unwrap_or_else(|| panic!("a mail of somebody unknown: {list}"));
    let (sender, entry) = (mail["from"]["address"].as_str().unwrap(), mail["entry"].as_str().unwrap());
    let (status, text) = panel.ask("GET", &format!("/edge/v1/mails/{entry}/text"), None);
    assert_eq!(status, 200, "{text}");
    assert!(!text["text"].as_str().unwrap().trim().is_empty(), "{text}");

    let client = json!({
        "contact": { "last_name": "Necunoscut", "addresses": [sender] }, "account": null, "title": "",
    });
    let (status, added) = panel.ask("POST", "/api/v1/clients", Some(&client));
    assert_eq!(status, 201, "{added}");
    eventually("the mail in the history", LONG, || {
        let who = terminal.json(&["who", sender]);
        (who["counts"]["history"].as_u64()? > 0).then_some(())
    });
    let (status, text) = panel.ask("GET", "/edge/v1/mails/999999/text", None);
    assert_eq!(status, 404, "{text}");

    let other = mails.iter().find(|mail| mail["place"] == "private" && mail["from"]["address"] != sender);
    let path = format!("/edge/v1/mails/{}/text", other.unwrap()["entry"].as_str().unwrap());
    assert_eq!(panel.ask("GET", &path, None).0, 200);
    office.sample.dovecot.stop();
    let (status, offline) = panel.ask("GET", &path, None);
    assert_eq!((status, &offline["code"]), (503, &json!("sync.offline")), "{offline}");
}

#[test]
fn the_demo_ends_with_its_panel_and_a_code_that_opens_it() {
    if !crmweb_demo::required("dovecot") {
        return;
    }
    let terminal = Terminal::new();
    let words = ["demo", "--messages", "100", "--dir", "demo", "--serve", "--port", "0"];
    let mut demo = terminal.start(&words);
    let line = demo.line("the code", LONG, |line| line.contains("and enter the code"));
    assert!(line.starts_with("open http://localhost:") && line.contains("/panel"), "{line}");
    let code = line.split_whitespace().last().unwrap();
    let panel = Panel::pair(&terminal.beside().join("demo/data"), code);
    demo.line("who came", LONG, |line| line.contains("a test is paired"));
    let (status, session) = panel.ask("GET", "/edge/v1/session", None);
    assert_eq!((status, &session["user"]["login"]), (200, &json!("ana")));
    assert_eq!(session["mailboxes"].as_array().unwrap().len(), 1);
    demo.ask_to_end();
    assert!(demo.ends(LONG).success());
}
