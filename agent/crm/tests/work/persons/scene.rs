//! A person of whom much is stored, and what must be nowhere once the person is erased.

use crate::house::{House, NOW, by, incident, opportunity, task};
use crmweb_crm::documents::{self, NewDocument};
use crmweb_crm::persons::Count;
use crmweb_crm::records;
use crmweb_crm::{activities, custom_fields, from_mail, incidents, opportunities};
use crmweb_model::catalogue::custom::Holds;
use crmweb_model::draft::ContactDraft;
use crmweb_model::ids::Uid;
use crmweb_model::record::{ActivityKind, RecordKind, RecordRef};
use crmweb_store::custom::Definition;
use crmweb_store::requests::{self, Answered};
use crmweb_store::{contacts, mails};
use crmweb_support::{Engine, Location};
use std::path::{Path, PathBuf};

/// What must be nowhere afterwards: parts of names, addresses and texts that nothing else has.
const TRACES: [&str; 8] = [
    "Quixotescu",
    "quixotescu",
    "zebedeu",
    "quix.example",
    "712 000 333",
    "xyzzytext",
    "Xyzzysubject",
    "plughfile",
];

pub struct Scene {
    pub house: House,
    pub zebedeu: Uid,
    pub other: Uid,
    pub shared: Uid,
    pub incident: Uid,
}

pub fn scene(engine: &Engine) -> Scene {
    let house = House::build(engine);
    let person = |first: &str, last: &str, address: &str| ContactDraft {
        first_name: first.into(),
        last_name: last.into(),
        addresses: vec![address.into()],
        phones: vec![crmweb_model::record::Phone {
            kind: crmweb_model::record::PhoneKind::Mobile,
            number: if first == "Zebedeu" { "+40 712 000 333" } else { "+40 722 111 444" }.into(),
        }],
        ..ContactDraft::default()
    };
    let ana = by(&house.ana);
    let (zebedeu, other) = house.write({
        let ana = ana.clone();
        move |tx| {
            let zebedeu = person("Zebedeu", "Quixotescu", "old.zebedeu@quix.example");
            let other = person("Maria", "Altescu", "maria@alt.example");
            let zebedeu = contacts::insert(tx, &ana.author(), Uid::create(), &zebedeu)?;
            let other = contacts::insert(tx, &ana.author(), Uid::create(), &other)?;
            Ok((zebedeu, other))
        }
    });
    let uid =
        |kind, id| house.read(move |tx| Ok(crmweb_store::refs::uid(tx, RecordRef::new(kind, id))?)).unwrap();
    let (zebedeu_uid, other_uid) = (uid(RecordKind::Contact, zebedeu.0), uid(RecordKind::Contact, other.0));
    house.write({
        let ana = ana.clone();
        let new = vec![("addresses".to_owned(), "zebedeu@quix.example\nz.q@quix.example".to_owned())];
        move |tx| records::edit(tx, &ana, RecordKind::Contact, zebedeu_uid, None, &new)
    });
    let only = house.receive_raw(
        "From: Zebedeu Quixotescu <zebedeu@quix.example>\r\nTo: ana@noi.example\r\nSubject: Xyzzysubject\r\n\
         Message-ID: <only@quix.example>\r\n\r\nxyzzytext, tel +40 712-000-333\r\n",
    );
    let shared = house.receive_raw(
        "From: Maria <maria@alt.example>\r\nTo: ana@noi.example, Zebedeu Quixotescu <zebedeu@quix.example>\r\n\
         Subject: Kept for Maria\r\nMessage-ID: <shared@alt.example>\r\n\r\nStays. Zebedeu Quixotescu agrees.\r\n",
    );
    let mail = house.read(move |tx| Ok(mails::by_uid(tx, only)?.unwrap().id));
    let incident_uid = house.write({
        let ana = ana.clone();
        move |tx| Ok(from_mail::incident(tx, &ana, mail, None)?.uid)
    });
    house.write({
        let (ana, mut deal) = (ana.clone(), opportunity(&house));
        deal.contacts = vec![zebedeu_uid];
        deal.description = "xyzzytext of Zebedeu Quixotescu".into();
        let mut ticket = incident(&house);
        ticket.contact = Some(other_uid);
        ticket.description = "Maria says that ZEBEDEU  QUIXOTESCU knows".into();
        let (firma, firma_uid) = (house.firma, house.firma_uid);
        move |tx| {
            opportunities::log(tx, &ana, &deal)?;
            incidents::log(tx, &ana, &ticket)?;
            let on = [RecordRef::new(RecordKind::Contact, zebedeu.0)];
            activities::add(tx, &ana, &task("call Zebedeu Quixotescu"), None, &on)?;
            let mut note = task("xyzzytext");
            note.kind = ActivityKind::Note;
            activities::add(tx, &ana, &note, None, &[on[0], RecordRef::new(RecordKind::Account, firma.0)])?;
            let both = [on[0], RecordRef::new(RecordKind::Contact, other.0)];
            activities::add(tx, &ana, &task("Maria meets Zebedeu Quixotescu"), None, &both)?;
            let text = "ask zebedeu@quix.example or 0040712000333".to_owned();
            records::edit(tx, &ana, RecordKind::Account, firma_uid, None, &[("description".into(), text)])?;
            let answer = r#"{"name":"Zebedeu Quixotescu"}"#.to_owned();
            let answered = Answered { content: "c".into(), status: 201, answer };
            requests::keep(tx, ana.actor.user, Uid::create(), &answered, NOW)?;
            Ok(())
        }
    });
    elsewhere(&house);
    for (name, links) in [
        ("plughfile.pdf", vec![(RecordKind::Contact, zebedeu_uid)]),
        ("both.pdf", vec![(RecordKind::Contact, zebedeu_uid), (RecordKind::Account, house.firma_uid)]),
    ] {
        let new = NewDocument { file_name: name.into(), links, ..NewDocument::default() };
        let (file, ana) =
            (house.crm.receive_all(format!("bytes of {name}").as_bytes()).unwrap(), ana.clone());
        house
            .crm
            .keep::<_, crmweb_crm::Error>(file, move |tx, bytes| {
                documents::add_document(tx, &ana, &new, bytes)
            })
            .unwrap();
    }
    Scene { house, zebedeu: zebedeu_uid, other: other_uid, shared, incident: incident_uid }
}

/// In a field of an administrator's, a list that is kept, a mail to a colleague and why a deal was lost.
fn elsewhere(house: &House) {
    let (admin, ana, lia) = (by(&house.admin()), by(&house.ana), by(&house.lia));
    let dan = house.dan_uid;
    let (firma, deal) = (house.firma_uid, opportunity(house));
    house.write(move |tx| {
        let assistant = Definition {
            of: RecordKind::Account,
            name: "assistant".into(),
            labels: ["Asistent", "Assistant", "Assistenz"].map(str::to_owned),
            holds: Holds::Line,
            words: Vec::new(),
            needed: false,
            position: 1,
        };
        custom_fields::add_field(tx, &admin, None, &assistant)?;
        let named = [("x.assistant".to_owned(), "Zebedeu Quixotescu".to_owned())];
        records::edit(tx, &ana, RecordKind::Account, firma, None, &named)?;
        let lost = opportunities::log(tx, &ana, &deal)?;
        opportunities::move_stage(tx, &ana, lost.uid, None, "Lost", "Zebedeu Quixotescu said no")?;
        let about = task("ring up Zebedeu Quixotescu");
        activities::add(tx, &lia, &about, Some(dan), &[])?;
        Ok(())
    });
}

pub fn of(counts: &[Count], what: &str) -> u64 {
    counts.iter().find(|count| count.what == what).unwrap_or_else(|| panic!("{what} is not counted")).count
}

/// Where any of the traces still stands: files byte by byte, and each text of a server's database.
pub fn traces(engine: &Engine, house: &House) -> Vec<String> {
    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type().unwrap().is_dir() {
                true => files(&entry.path(), found),
                false => found.push(entry.path()),
            }
        }
    }
    let mut paths = Vec::new();
    files(house.crm.blobs().root(), &mut paths);
    let mut left = Vec::new();
    match engine.location() {
        Location::Sqlite(path) => {
            paths.extend(["", "-wal", "-shm"].map(|end| PathBuf::from(format!("{}{end}", path.display()))));
        }
        Location::Postgres(_) => left.extend(in_server(house)),
    }
    for path in paths {
        let bytes = std::fs::read(&path).unwrap_or_default();
        for trace in TRACES {
            if bytes.windows(trace.len()).any(|part| part == trace.as_bytes()) {
                left.push(format!("{trace} in {}", path.display()));
            }
        }
    }
    left
}

fn in_server(house: &House) -> Vec<String> {
    house.read(|tx| {
        let columns = tx.query(
            "SELECT table_name, column_name FROM information_schema.columns
             WHERE table_schema = current_schema() AND data_type IN ('text', 'tsvector')",
            &[],
            |r| Ok((r.get::<String>(0)?, r.get::<String>(1)?)),
        )?;
        assert!(columns.len() > 100);
        let mut left = Vec::new();
        for (table, column) in columns {
            for trace in TRACES {
                let sql = format!("SELECT COUNT(*) FROM {table} WHERE CAST({column} AS TEXT) LIKE ?1");
                let found: i64 = tx.query_one(&sql, &[&format!("%{trace}%")], |r| r.get(0))?;
                if found > 0 {
                    left.push(format!("{trace} in {table}.{column}"));
                }
            }
        }
        Ok(left)
    })
}
