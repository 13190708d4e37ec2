//! Killed while a file comes, or while a person is erased, the program leaves nothing half and goes on.

use crmweb_crm::{By, Crm, contacts, fresh, handover, mailboxes, persons};
use crmweb_model::privacy::ShareLevel;
use crmweb_model::record::ContactDraft;
use crmweb_model::rights::Role;
use crmweb_model::time::Millis;
use crmweb_store::blobs::Blobs;
use crmweb_store::users::NewUser;
use crmweb_store::{Location, Store, schema};
use crmweb_support::{eventually, workspace_program};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(60);
const NOW: Millis = Millis(1_795_507_200_000);

fn start(place: &Path, words: &[&str]) -> Child {
    let mut command = Command::new(workspace_program("crmweb-cli", "crmweb"));
    command.args(words).env("CRMWEB_DATA", place).env("USER", "ana");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn done(place: &Path, words: &[&str]) -> String {
    let output = start(place, words).wait_with_output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type().unwrap().is_dir() {
            true => found.extend(files(&entry.path())),
            false => found.push(entry.path()),
        }
    }
    found
}

#[cfg(unix)]
#[test]
fn killed_while_a_file_comes_nothing_of_it_stays() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let pipe = place.path().join("large.bin");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let documents = data.join("blobs/documents");
    let mut child = start(&data, &["document", "add", pipe.to_str().unwrap()]);
    let mut writer = std::fs::File::options().write(true).open(&pipe).unwrap();
    writer.write_all(&vec![7; 3 << 20]).unwrap();
    eventually("the beginning of the file", LONG, || {
        let part = files(&documents).pop()?;
        (part.metadata().ok()?.len() > 1 << 20).then_some(())
    });
    child.kill().unwrap();
    child.wait().unwrap();
    drop(writer);
    assert_eq!(files(&documents).len(), 1, "the half that came");
    assert!(done(&data, &["document", "list", "--json"]).contains("\"documents\": []"));
    let small = place.path().join("small.txt");
    std::fs::write(&small, "small").unwrap();
    done(&data, &["document", "add", small.to_str().unwrap()]);
    let sizes: Vec<u64> = files(&documents).iter().map(|file| file.metadata().unwrap().len()).collect();
    assert_eq!(sizes, [5]);
}

/// A company with a person in a hundred and twenty mails, in a data directory of the program.
fn company(data: &Path) {
    std::fs::create_dir_all(data).unwrap();
    let location = Location::File(data.join("crm.sqlite"));
    schema::prepare(&location, &schema::CRM).unwrap();
    let crm = Crm::new(Store::open(&location).unwrap(), Blobs::open(&data.join("blobs")).unwrap());
    let mailbox = crm
        .write(|tx| {
            let first = NewUser {
                login: "ana".into(),
                name: "Ana".into(),
                roles: Role::ALL.to_vec(),
                ..NewUser::default()
            };
            let ana = fresh::install(tx, NOW, &first)?;
            let by = By::new(ana.actor(), NOW);
            let zebedeu = ContactDraft {
                first_name: "Zebedeu".into(),
                last_name: "Quixotescu".into(),
                addresses: vec!["zebedeu@quix.example".into()],
                ..ContactDraft::default()
            };
            contacts::add_contact(tx, &by, None, &zebedeu)?;
            let (kind, share) = (mailboxes::Kind::Personal, ShareLevel::Everything);
            Ok(mailboxes::add_mailbox(tx, &by, None, "ana@noi.example", kind, share)?.uid)
        })
        .unwrap();
    let mails = (0..120).map(|n| {
        let raw = format!(
            "From: Zebedeu Quixotescu <zebedeu@quix.example>\r\nTo: ana@noi.example\r\nSubject: Nr {n}\r\n\
             Message-ID: <{n}@quix.example>\r\n\r\nxyzzytext {n}\r\n"
        );
        let mail = crmweb_mail::parse::mail(raw.as_bytes(), false);
        crmweb_crm::seam::HandedMail { mailbox, mail, raw: raw.into_bytes(), received_at: NOW }
    });
    handover::record(&crm, mails.collect(), NOW).unwrap();
}

fn is_left(data: &Path) -> bool {
    let mut paths = files(&data.join("blobs"));
    paths.extend(["crm.sqlite", "crm.sqlite-wal"].map(|name| data.join(name)));
    paths.iter().any(|path| {
        let bytes = std::fs::read(path).unwrap_or_default();
        ["xyzzytext", "Quixotescu", "quix.example"]
            .iter()
            .any(|trace| bytes.windows(trace.len()).any(|part| part == trace.as_bytes()))
    })
}

#[test]
fn killed_while_a_person_is_erased_the_program_completes_it() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    company(&data);
    let name = "Zebedeu Quixotescu";
    let words = ["person", "erase", "contact", name, "--confirm", name];
    let mut watch = Location::File(data.join("crm.sqlite")).open_reader().unwrap();
    let mut child = start(&data, &words);
    eventually("the moment to kill", LONG, || {
        let sql = "SELECT COUNT(*) FROM mails";
        let left = watch.read(|tx| tx.query_one(sql, &[], |r| r.get::<i64>(0))).unwrap_or(120);
        (child.try_wait().unwrap().is_some() || left <= 90).then_some(())
    });
    assert!(child.try_wait().unwrap().is_none(), "it was not killed in the middle");
    child.kill().unwrap();
    child.wait().unwrap();
    drop(watch);
    assert!(is_left(&data));
    // As the agent does when it starts.
    let location = Location::File(data.join("crm.sqlite"));
    let crm = Crm::new(Store::open(&location).unwrap(), Blobs::open(&data.join("blobs")).unwrap());
    assert_eq!(persons::erase::go_on(&crm, NOW).unwrap(), 1);
    assert_eq!(persons::erase::go_on(&crm, NOW).unwrap(), 0);
    drop(crm);
    assert!(!is_left(&data));
}
