//! Mail as people's programs send it, and what is read from it: each `.eml` beside the facts expected of it.
//!
//! A new fixture gets its `.golden` file by `BLESS=1 cargo nextest run -p crmweb-mail`; read it before committing it.
#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

use crmweb_mail::parse;
use crmweb_model::mail::Mail;
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "eml"))
        .collect();
    found.sort();
    found
}

#[test]
fn every_fixture_reads_as_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    let found = fixtures();
    assert!(found.len() >= 79, "the fixtures are missing");
    for path in found {
        let facts = render(&parse::mail(&std::fs::read(&path).unwrap(), false));
        let golden = path.with_extension("golden");
        if bless && !golden.exists() {
            std::fs::write(&golden, &facts).unwrap();
        }
        let expected = std::fs::read_to_string(&golden).unwrap_or_default();
        if facts != expected {
            wrong.push(format!("{}:\n--- expected\n{expected}\n--- read\n{facts}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_header_alone_gives_the_same_envelope() {
    for path in fixtures() {
        let raw = std::fs::read(&path).unwrap();
        let end = raw.windows(4).position(|w| w == b"\r\n\r\n").map_or(raw.len(), |n| n + 4);
        let (mut envelope, _) = parse::envelope(&raw[..end]);
        let mail = parse::mail(&raw, false);
        envelope.nature = mail.envelope.nature;
        assert_eq!(envelope, mail.envelope, "{}", path.display());
    }
}

#[test]
fn what_is_listed_as_an_attachment_can_be_read() {
    for path in fixtures() {
        let raw = std::fs::read(&path).unwrap();
        let mail = parse::mail(&raw, false);
        for (index, listed) in mail.attachments.iter().enumerate() {
            assert_eq!(
                parse::attachment(&raw, index).unwrap().len() as u64,
                listed.size,
                "{} {}",
                path.display(),
                listed.name
            );
        }
        assert_eq!(parse::attachment(&raw, mail.attachments.len()), None);
    }
}

fn render(mail: &Mail) -> String {
    let mut out = String::new();
    let envelope = &mail.envelope;
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            writeln!(out, "{name}: {value}").unwrap();
        }
    };
    line("subject", envelope.subject.clone());
    for person in &envelope.people {
        line(person.part.as_str(), format!("{} <{}>", person.name, person.address).trim().to_owned());
    }
    line("date", envelope.date.map(|d| d.to_rfc3339()).unwrap_or_default());
    line("id", envelope.message_id.clone().unwrap_or_default());
    line("answers", envelope.in_reply_to.clone().unwrap_or_default());
    line("references", envelope.references.join(" "));
    line("nature", envelope.nature.as_str().to_owned());
    line("sensitivity", envelope.sensitivity.clone().unwrap_or_default());
    line("list", envelope.list_id.clone().unwrap_or_default());
    line("about", mail.about.clone().unwrap_or_default());
    for bounce in &mail.bounces {
        line(
            "bounce",
            format!(
                "{} {} {}",
                bounce.address,
                bounce.status,
                if bounce.permanent { "permanent" } else { "temporary" }
            ),
        );
    }
    for attachment in &mail.attachments {
        let place = if attachment.inline { "inline" } else { "attached" };
        line(
            "attachment",
            format!(
                "{:?} {} {} {place} {}",
                attachment.name,
                attachment.media_type,
                attachment.size,
                &attachment.sha256[..12]
            ),
        );
    }
    line("defects", mail.defects.iter().map(|d| d.as_str()).collect::<Vec<_>>().join(" "));
    for (name, text) in [("text", &mail.text), ("quoted", &mail.quoted), ("signature", &mail.signature)] {
        if !text.is_empty() {
            let shown = if text.len() > 2_000 {
                format!("{}… ({} bytes)", &text[..60], text.len())
            } else {
                text.clone()
            };
            writeln!(out, "--- {name}\n{shown}").unwrap();
        }
    }
    out
}
