//! A data directory that is full, in use, read-only, damaged or too new.

use crate::terminal::{Terminal, carry_out};
use crmweb_store::Location;
use crmweb_store::datadir::DataDir;
use crmweb_support::missing;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

#[track_caller]
fn refused(terminal: &Terminal, words: &[&str], code: &str, status: i32) -> String {
    let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
    let answer = terminal.run(&words);
    let (found, message, hint) = answer.error();
    assert_eq!((found.as_str(), answer.status), (code, status), "{:?}: {answer:?}", words[0]);
    assert!(!hint.is_empty(), "{code} says nothing about what to do");
    message
}

#[test]
fn a_directory_that_another_process_works_on_is_left_to_it() {
    let terminal = Terminal::new();
    let lock = DataDir::take(&terminal.data()).unwrap();
    let message = refused(&terminal, &["account", "list"], "store.in-use", 75);
    assert!(message.contains(&format!("process {}", std::process::id())), "{message}");
    drop(lock);
    terminal.done(&["account", "list"]);
}

#[test]
fn two_commands_at_once_wait_for_each_other() {
    let terminal = Terminal::new();
    terminal.done(&["account", "list"]);
    std::thread::scope(|scope| {
        for i in 0..4 {
            let terminal = &terminal;
            scope.spawn(move || terminal.done(&["account", "add", &format!("Client {i}")]));
        }
    });
    assert_eq!(terminal.json(&["account", "list"])["accounts"].as_array().unwrap().len(), 4);
}

#[test]
fn a_database_of_a_newer_program_is_refused_untouched() {
    let terminal = Terminal::new();
    terminal.done(&["account", "add", "Moldo Trans"]);
    for file in ["crm.sqlite", "mailindex.sqlite"] {
        let location = Location::File(terminal.data().join(file));
        let was = set_schema(&location, 900, 900);
        let before = terminal.files();
        let message = refused(&terminal, &["account", "list"], "store.newer-schema", 78);
        assert!(message.contains("900"), "{message}");
        assert!(terminal.files() == before, "{file} was changed");
        let doctor = terminal.run(&["doctor", "--json"]);
        assert_eq!(doctor.status, 1);
        assert!(doctor.out.contains("store.newer-schema"), "{doctor:?}");
        set_schema(&location, was.0, was.1);
    }
    terminal.done(&["account", "show", "Moldo Trans"]);
}

fn set_schema(location: &Location, version: i64, compatible_from: i64) -> (i64, i64) {
    let mut db = location.open().unwrap();
    let was = db
        .write(crmweb_store::engine::Durability::Full, |tx| {
            let was = tx.query_one("SELECT version, compatible_from FROM schema", &[], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })?;
            tx.execute(
                "UPDATE schema SET version = ?1, compatible_from = ?2",
                &[&version, &compatible_from],
            )?;
            Ok::<_, crmweb_store::Error>(was)
        })
        .unwrap();
    db.batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    was
}

#[test]
fn a_broken_configuration_is_named_with_its_line_and_nothing_is_created() {
    let terminal = Terminal::new();
    fs::create_dir(terminal.data()).unwrap();
    let file = terminal.data().join("config.toml");
    for (text, code, told) in [
        ("log = 'info'\ndatabse = 'x'\n", "config.broken", "line 2"),
        ("database = \n", "config.broken", "line 1"),
        ("database = 'postgres://ana:hunter2@127.0.0.1/crm'", "config.password", "line 1"),
    ] {
        fs::write(&file, text).unwrap();
        let message = refused(&terminal, &["account", "list"], code, 78);
        assert!(message.contains(told) && !message.contains("hunter2"), "{message}");
        let names: Vec<_> = fs::read_dir(terminal.data()).unwrap().flatten().map(|e| e.file_name()).collect();
        assert_eq!(names, ["config.toml"]);
    }
    fs::remove_file(&file).unwrap();
    terminal.done(&["account", "list"]);
}

#[test]
fn a_database_server_that_is_away_is_told_with_what_to_do() {
    let terminal = Terminal::new();
    fs::create_dir(terminal.data()).unwrap();
    let port = crmweb_support::free_port();
    fs::write(
        terminal.data().join("config.toml"),
        format!("database = 'postgres://ana@127.0.0.1:{port}/crm'"),
    )
    .unwrap();
    refused(&terminal, &["account", "list"], "store.unreachable", 69);
}

#[test]
fn a_damaged_database_is_told_and_left_as_it_is() {
    let nonsense = b"this is no database at all, not by far, and more of it".repeat(20);
    for (from, code) in [(0, "store.foreign-database"), (100, "store.corrupt")] {
        let terminal = Terminal::new();
        terminal.done(&["account", "add", "Moldo Trans"]);
        let file = terminal.data().join("crm.sqlite");
        let whole = fs::read(&file).unwrap();
        for journal in ["crm.sqlite-wal", "crm.sqlite-shm"] {
            drop(fs::remove_file(terminal.data().join(journal)));
        }
        let damaged = [&whole[..from], &nonsense, &whole[from + nonsense.len()..]].concat();
        fs::write(&file, &damaged).unwrap();
        refused(&terminal, &["account", "list"], code, 65);
        assert!(fs::read(&file).unwrap() == damaged, "the damaged file was changed");
        let doctor = terminal.run(&["doctor"]);
        assert_eq!(doctor.status, 1, "{doctor:?}");
        assert!(doctor.out.contains(code), "{doctor:?}");
    }
}

#[test]
fn a_full_disk_loses_nothing() {
    let terminal = Terminal::new();
    let data = terminal.data();
    let Some(_disk) = SmallDisk::mount(&data) else {
        return missing("a disk of eight megabytes", "mount needs root");
    };
    terminal.done(&["account", "add", "Moldo Trans"]);
    let ballast = terminal.data().join("ballast");
    drop(fs::write(&ballast, vec![0; 16 << 20])); // until it is full
    let long = "x".repeat(90_000);
    let words = ["account", "add", "Brutăria Veche", "--description", &long];
    let message = refused(&terminal, &words, "store.disk-full", 74);
    assert!(message.len() < 1_000, "{message}");
    fs::remove_file(&ballast).unwrap();
    assert_eq!(terminal.json(&["account", "list"])["accounts"].as_array().unwrap().len(), 1);
    assert_eq!(terminal.json(&["doctor", "--offline"])["healthy"], true);
    terminal.done(&words);
}

/// A disk of eight megabytes, until dropped.
struct SmallDisk<'a>(&'a Path);

impl SmallDisk<'_> {
    fn mount(place: &Path) -> Option<SmallDisk<'_>> {
        fs::create_dir_all(place).unwrap();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"]).arg(place).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(SmallDisk(place))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.0).output());
    }
}

#[test]
fn a_directory_that_cannot_be_written_is_told() {
    let terminal = Terminal::new();
    terminal.done(&["account", "add", "Moldo Trans"]);
    // Root may write everywhere; somebody else reads the same directory.
    let beside = terminal.beside();
    let program = beside.join("crmweb");
    fs::copy(env!("CARGO_BIN_EXE_crmweb"), &program).unwrap();
    for path in [beside, &terminal.data()] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let root = rustix::process::geteuid().is_root();
    if !root {
        fs::set_permissions(terminal.data(), fs::Permissions::from_mode(0o555)).unwrap();
    }
    let before = terminal.files();
    let mut command = if root { Command::new("setpriv") } else { Command::new(&program) };
    if root {
        command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]).arg(&program);
    }
    command.args(["account", "list", "--json", "--data"]).arg(terminal.data()).env("USER", "nobody");
    let answer = carry_out(&mut command, "");
    let (code, message, hint) = answer.error();
    assert_eq!((code.as_str(), answer.status), ("store.not-writable", 73), "{message}");
    assert!(hint.contains("--data"), "{hint}");
    assert!(terminal.files() == before);
    if !root {
        fs::set_permissions(terminal.data(), fs::Permissions::from_mode(0o755)).unwrap();
    }
    terminal.done(&["account", "show", "Moldo Trans"]);
}
