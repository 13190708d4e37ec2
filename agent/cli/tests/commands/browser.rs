//! The panel in a real browser, on a real agent with a real mail server: what `addin/e2e/agent` tells, flow by flow.

use crate::company::Office;
use crmweb_support::{free_port, missing};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The agent that the browser talks to, started and killed by commands that the flows use too.
struct Agent {
    start: String,
    stop: String,
}

impl Agent {
    fn of(office: &Office, port: u16) -> Agent {
        let folder = office.terminal.beside().display();
        let program = env!("CARGO_BIN_EXE_crmweb");
        let start = format!(
            "cd '{folder}' && rm -f data/api.port && \
             (CRMWEB_DATA=data setsid '{program}' serve --port {port} >>agent.log 2>&1 & echo $! >agent.pid) && \
             until [ -s data/api.port ]; do sleep 0.1; done"
        );
        let stop = format!("cd '{folder}' && kill -9 $(cat agent.pid)");
        Agent { start, stop }
    }

    fn run(command: &str) -> bool {
        Command::new("sh").args(["-c", command]).status().unwrap().success()
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        Agent::run(&self.stop);
    }
}

#[test]
fn a_person_works_with_the_panel_in_a_browser() {
    let addin = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../addin");
    let playwright = addin.join("node_modules/.bin/playwright");
    let pages = is_there("the panel", &playwright, "scripts/pages builds it");
    if !pages || !is_there("chromium", &chromium(), "it is not installed") {
        return;
    }
    let Some(office) = Office::open(240) else { return };
    office.follow();
    office.name_a_client();
    office.terminal.done(&["sync", "--once"]);
    let port = free_port();
    let agent = Agent::of(&office, port);
    assert!(Agent::run(&agent.start), "the agent does not start");
    let code = office.terminal.json(&["pair", "--no-wait"])["code"].as_str().unwrap().to_owned();
    let told = Command::new(playwright)
        .args(["test", "--project", "agent", "--reporter", "list"])
        .current_dir(&addin)
        .env("CRMWEB_URL", format!("http://localhost:{port}"))
        .env("CRMWEB_CODE", &code)
        .env("CRMWEB_START", &agent.start)
        .env("CRMWEB_STOP", &agent.stop)
        .env("CHROMIUM", chromium())
        .output()
        .unwrap();
    let log = fs::read_to_string(office.terminal.beside().join("agent.log")).unwrap_or_default();
    let (out, err) = (String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
    println!("{out}");
    assert!(told.status.success(), "{out}\n{err}\nthe agent said:\n{log}");
    assert!(!out.contains("skipped"), "no flow may be left out: {out}");
}

fn chromium() -> PathBuf {
    std::env::var_os("CHROMIUM").map_or_else(|| "/usr/bin/chromium".into(), PathBuf::from)
}

fn is_there(what: &str, path: &Path, why: &str) -> bool {
    if !path.exists() {
        missing(what, why);
    }
    path.exists()
}
