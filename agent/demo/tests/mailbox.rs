//! The generated mailbox and the truth about it.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use crmweb_demo::{DAMAGES, DemoError, Kind, Options, TrueMail, Truth, directory_of, generate};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

const MAILS: usize = 1000;
/// Changes whenever the generator does: then look at the difference, and pin the new one.
const PINNED: &str = "be6fdc4511747b557f84066c596d01afa0363958af7a7d7b1b64b7d19dadfeda";

fn mailbox(seed: u64) -> (TempDir, Truth) {
    let directory = TempDir::new().unwrap();
    let options = Options { messages: MAILS, seed, max_attachment_kb: 20, ..Options::default() };
    let truth = generate(&directory.path().join("Maildir"), &options).unwrap();
    (directory, truth)
}

fn path(directory: &TempDir, mail: &TrueMail) -> PathBuf {
    directory.path().join("Maildir").join(directory_of(&mail.folder)).join("cur").join(&mail.file)
}

fn digest(root: &Path) -> String {
    fn walk(path: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, files) } else { files.push(path) }
        }
    }
    let mut files = Vec::new();
    walk(root, &mut files);
    files.sort();
    let mut sum = Sha256::new();
    for file in files {
        sum.update(file.strip_prefix(root).unwrap().to_string_lossy().as_bytes());
        sum.update([0]);
        sum.update(fs::read(file).unwrap());
    }
    sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let (first, truth) = mailbox(7);
    let (again, same) = mailbox(7);
    assert_eq!(truth, same);
    assert_eq!(digest(first.path()), digest(again.path()));
    let (other, _) = mailbox(8);
    assert_ne!(digest(first.path()), digest(other.path()));
    assert_eq!(digest(first.path()), PINNED);
}

#[test]
fn a_maildir_with_mail_is_left_alone() {
    let (directory, _) = mailbox(7);
    let again = generate(&directory.path().join("Maildir"), &Options::default());
    assert!(matches!(again, Err(DemoError::NotEmpty(_))));
}

#[test]
fn the_truth_adds_up() {
    let (directory, truth) = mailbox(7);
    assert_eq!(truth.messages.len(), MAILS);
    assert_eq!(truth.folders.values().map(|folder| folder.messages).sum::<usize>(), MAILS);
    assert_eq!(truth.kinds().values().sum::<usize>(), MAILS);
    assert_eq!(truth.kinds().len(), 14, "{:?}", truth.kinds());
    for (folder, count) in &truth.folders {
        assert_eq!(truth.in_folder(folder).count(), count.messages, "{folder}");
        assert_eq!(truth.in_folder(folder).filter(|mail| !mail.seen).count(), count.unseen, "{folder}");
        let files = fs::read_dir(directory.path().join("Maildir").join(directory_of(folder)).join("cur"));
        assert_eq!(files.unwrap().count(), count.messages, "{folder}");
    }
    for folder in ["INBOX", "Sent", "Drafts", "Junk", "Trash"] {
        assert!(truth.folders.contains_key(folder), "{folder}");
    }
    assert!(truth.folders.keys().any(|folder| folder.starts_with("Clienți/")));
    assert!(truth.folders.keys().any(|folder| folder.starts_with("Archive/20")));
    let bytes: u64 = truth.messages.iter().map(|mail| mail.size as u64).sum();
    assert_eq!(bytes, truth.bytes);
}

#[test]
fn every_correspondent_is_counted_from_the_mails() {
    let (_, truth) = mailbox(7);
    for person in &truth.correspondents {
        let uncounted = |mail: &&TrueMail| {
            mail.kind == Kind::Duplicate
                || matches!(mail.detail.as_str(), "no-headers" | "from-without-address")
        };
        let mails = || truth.messages.iter().filter(|mail| !uncounted(mail));
        let received = mails().filter(|mail| person.addresses.contains(&mail.from)).count();
        let to_them =
            |mail: &&TrueMail| mail.to.iter().chain(&mail.cc).any(|to| person.addresses.contains(to));
        let sent = mails().filter(|mail| mail.folder == "Sent").filter(to_them).count();
        // A copy may be what lies in Sent, never the only one.
        assert_eq!((received, sent), (person.received, person.sent), "{}", person.name);
        assert!(person.first_mail <= person.last_mail && person.first_mail > 0);
    }
    let members: usize = truth.companies.iter().map(|company| company.people).sum();
    assert_eq!(members, truth.correspondents.iter().filter(|person| person.company.is_some()).count());
}

#[test]
fn replies_refer_to_mail_that_is_there() {
    let (_, truth) = mailbox(7);
    let known: HashSet<&str> = truth.messages.iter().map(|mail| mail.message_id.as_str()).collect();
    let kinds = [Kind::Conversation, Kind::Internal, Kind::List, Kind::AutoReply, Kind::Bounce];
    let replies: Vec<&TrueMail> =
        truth.messages.iter().filter(|mail| kinds.contains(&mail.kind) && !mail.parents.is_empty()).collect();
    assert!(replies.len() > 200, "{}", replies.len());
    for reply in replies {
        assert!(reply.parents.iter().all(|parent| known.contains(parent.as_str())), "{}", reply.file);
    }
}

#[test]
fn message_ids_are_unique_but_for_copies() {
    let (directory, truth) = mailbox(7);
    let mut seen: HashMap<&str, &TrueMail> = HashMap::new();
    for mail in truth.messages.iter().filter(|mail| !mail.message_id.is_empty()) {
        let Some(original) = seen.insert(&mail.message_id, mail) else { continue };
        assert_eq!(mail.kind, Kind::Duplicate);
        assert_ne!(mail.folder, original.folder);
        assert_eq!(fs::read(path(&directory, mail)).unwrap(), fs::read(path(&directory, original)).unwrap());
    }
}

#[test]
fn every_damage_language_and_charset_occurs() {
    let directory = TempDir::new().unwrap();
    let options = Options { messages: 2500, max_attachment_kb: 2, ..Options::default() };
    let truth = generate(directory.path(), &options).unwrap();
    let damages = truth.damages();
    assert_eq!(DAMAGES.iter().filter(|damage| !damages.contains_key(*damage)).count(), 0, "{damages:?}");
    let languages: HashSet<&str> = truth.messages.iter().map(|mail| mail.language.as_str()).collect();
    assert_eq!(languages.len(), 8);
    let charsets: HashSet<&str> = truth.messages.iter().map(|mail| mail.charset.as_str()).collect();
    for charset in
        ["us-ascii", "iso-8859-1", "iso-8859-2", "iso-8859-15", "windows-1250", "koi8-r", "iso-2022-jp"]
    {
        assert!(charsets.contains(charset), "{charset}");
    }
}

#[test]
fn an_average_size_is_reached_by_attachments() {
    let directory = TempDir::new().unwrap();
    let options = Options { messages: 1000, average_bytes: Some(30_000), ..Options::default() };
    let truth = generate(directory.path(), &options).unwrap();
    let average = truth.bytes as usize / truth.messages.len();
    assert!((27_000..33_000).contains(&average), "{average}");
}

#[test]
fn the_text_can_be_read_in_the_file() {
    let (directory, truth) = mailbox(7);
    let plain = truth.messages.iter().filter(|mail| mail.kind == Kind::Conversation && mail.folder == "Sent");
    let mut compared = 0;
    for mail in plain {
        // The owner writes UTF-8, 8bit, plain text.
        let raw = fs::read(path(&directory, mail)).unwrap();
        let text = String::from_utf8(raw).unwrap();
        assert!(text.contains(&mail.text), "{}", mail.file);
        assert!(text.contains(&mail.signature), "{}", mail.file);
        compared += 1;
    }
    assert!(compared > 100);
}

#[test]
fn the_truth_survives_json() {
    let (_, truth) = mailbox(7);
    let json = serde_json::to_string(&truth).unwrap();
    assert_eq!(serde_json::from_str::<Truth>(&json).unwrap(), truth);
    assert!(json.contains("\"auto-reply\""));
}
