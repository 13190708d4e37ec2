//! Killed at twenty moments of a first sync (SIGKILL), at some with the end of the index's journal lost, the program
//! goes on each time and ends with the same rows.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod papers;
mod rows;

use crmweb_demo::{Options, Sample, required};
use crmweb_support::{Engine, Location, both_engines, eventually, workspace_program};
use rows::Rows;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(180);
/// Moments at which the program is killed.
const KILLS: u64 = 20;

/// A data directory of the sample's company, worked on by the program alone.
struct Desk<'s> {
    sample: &'s Sample,
    place: tempfile::TempDir,
    database: Location,
    password: String,
    program: PathBuf,
}

impl<'s> Desk<'s> {
    /// Names all clients of the sample and adds its mailbox; nothing is synced.
    fn set_up(sample: &'s Sample, engine: &Engine) -> Desk<'s> {
        let place = tempfile::Builder::new().prefix("crmweb-crash-").tempdir().unwrap();
        let mut password = String::new();
        let database = match engine.location() {
            Location::Sqlite(_) => Location::Sqlite(place.path().join("crm.sqlite")),
            Location::Postgres(url) => {
                let (bare, secret) = without_password(url);
                let text = format!("database = {bare:?}\n");
                std::fs::write(place.path().join("config.toml"), text).unwrap();
                password = secret;
                Location::Postgres(url.clone())
            }
        };
        let desk =
            Desk { sample, place, database, password, program: workspace_program("crmweb-cli", "crmweb") };
        desk.name_the_clients();
        let server = &sample.dovecot;
        let port = server.imaps_port().to_string();
        let certificate = server.certificate().display().to_string();
        let add =
            ["mailbox", "add", &sample.truth.owner.address, "--host", server.host(), "--port", &port, "--ca"];
        let how = [certificate.as_str(), "--login", sample.user(), "--secret-file", "--password-stdin"];
        desk.run(&[&add[..], &how].concat(), Sample::PASSWORD);
        desk.run(&["company", "domain", "add", &sample.truth.owner.domain], "");
        desk
    }

    fn name_the_clients(&self) {
        let company = &self.sample.company;
        for account in &company.accounts {
            self.run(&["account", "add", &account.name, "--domain", &account.domain], "");
        }
        for contact in &company.contacts {
            let account = &company.accounts[contact.account].name;
            let mut words = vec!["contact", "add", &contact.name, "--account", account];
            contact.addresses.iter().for_each(|address| words.extend(["--address", address]));
            self.run(&words, "");
        }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(words)
            .env("CRMWEB_DATA", self.place.path())
            .env("PGPASSWORD", &self.password)
            .env("USER", "ana");
        command
    }

    #[track_caller]
    fn run(&self, words: &[&str], input: &str) {
        let mut command = self.command(words);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdin.take().map(|mut stdin| stdin.write_all(input.as_bytes())));
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn rows(&self) -> Rows<'_> {
        Rows { database: &self.database, index: self.place.path().join("mailindex.sqlite") }
    }

    /// Kills a sync as soon as so much of its work is stored; `false` when it ended before.
    fn killed_at(&self, work: u64) -> bool {
        let mut watch = self.rows().watch();
        let mut command = self.command(&["sync", "--once", "--quiet"]);
        let mut sync =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut ended = false;
        eventually("the moment to kill", LONG, || {
            ended = sync.try_wait().unwrap().is_some();
            (ended || watch.work_done() >= work).then_some(())
        });
        sync.kill().ok();
        sync.wait().unwrap();
        !ended
    }

    /// Takes the last quarter of the mail index's journal away, as a power cut may.
    fn lose_the_tail(&self) {
        let journal = self.place.path().join("mailindex.sqlite-wal");
        if let Ok(file) = std::fs::File::options().write(true).open(&journal) {
            let length = file.metadata().unwrap().len();
            file.set_len(length - length / 4).unwrap();
        }
    }
}

/// Splits a URL with a password into one without and the password.
fn without_password(url: &str) -> (String, String) {
    let (scheme, rest) = url.split_once("://").expect("a URL");
    let (user, place) = rest.rsplit_once('@').expect("a user");
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    (format!("{scheme}://{user}@{place}"), password.to_owned())
}

both_engines! {
    fn killed_at_twenty_moments_of_a_sync_the_program_ends_with_the_same_rows(engine: &Engine) {
        if !required("dovecot") {
            return;
        }
        let place = tempfile::tempdir().unwrap();
        let options = Options { messages: 240, correspondents: 10, ..Options::default() };
        let sample = Sample::create(place.path(), &options).unwrap();

        let other = match engine.location() {
            Location::Sqlite(_) => crmweb_support::on_sqlite(),
            Location::Postgres(_) => crmweb_support::on_postgres().expect("it was there a moment ago"),
        };
        let whole = Desk::set_up(&sample, &other);
        whole.run(&["sync", "--once"], "");
        let expected = whole.rows().business();
        assert!(expected.len() > 200, "{expected:#?}");

        let killed = Desk::set_up(&sample, engine);
        let all = whole.rows().watch().work_done();
        let mut kills = 0;
        for kill in 0..KILLS {
            kills += u64::from(killed.killed_at(all * kill / KILLS));
            if kill % 3 == 2 {
                killed.lose_the_tail();
            }
        }
        assert!(kills > KILLS / 2, "only {kills} of {KILLS} came in time");
        killed.run(&["sync", "--once"], "");
        let found = killed.rows().business();
        for (expected, found) in expected.iter().zip(&found) {
            assert_eq!(expected, found);
        }
        assert_eq!(expected.len(), found.len());
        killed.run(&["coverage"], "");
        killed.run(&["doctor", "--all"], "");
    }
}
