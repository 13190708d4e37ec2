//! A real mailbox becomes client history.

use crate::house::House;
use crate::oracle::{self, Name};
use crmweb_demo::required;
use crmweb_model::ids::MailId;
use crmweb_model::privacy::SkipReason;
use crmweb_model::record::RecordRef;
use crmweb_store::timeline::{self, Half};
use crmweb_store::{links, mails};
use crmweb_support::both_engines;
use crmweb_sync::coverage::coverage;
use std::collections::{BTreeMap, BTreeSet};

const MESSAGES: usize = 2_000;

both_engines! {
    fn every_mail_of_every_client_is_in_the_right_history_exactly_once(engine: &Engine) {
        if !required("dovecot") {
            return;
        }
        let house = House::build(engine, MESSAGES);
        let flags = flags(&house);
        house.sync();
        right_histories(&house);
        nothing_of_strangers(&house);
        every_folder_adds_up(&house);
        assert_eq!(self::flags(&house), flags, "a flag on the server was touched");
        let before = count(&house, "mails");
        let again = house.sync();
        assert_eq!((again.listed, again.delivered.linked, count(&house, "mails")), (0, 0, before));
    }
}

/// Compares the links of every mail with what must be there.
fn right_histories(house: &House) {
    let expected = oracle::expected(house);
    assert!(expected.len() > MESSAGES / 4, "the sample holds too little of its clients: {}", expected.len());
    let found = found(house);
    let with_id = |map: &BTreeMap<Name, BTreeSet<RecordRef>>| -> BTreeMap<Name, BTreeSet<RecordRef>> {
        map.iter().filter(|(name, _)| !name.contains('/')).map(|(n, r)| (n.clone(), r.clone())).collect()
    };
    let (wanted, there) = (with_id(&expected), with_id(&found));
    let wrong: Vec<String> = wanted
        .iter()
        .filter(|(name, records)| there.get(*name) != Some(records))
        .map(|(name, records)| differs(house, name, records, there.get(name)))
        .collect();
    assert!(wrong.is_empty(), "{} of {} mails are wrong:\n{}", wrong.len(), wanted.len(), wrong.join("\n"));
    let surplus: Vec<&Name> = there.keys().filter(|name| !wanted.contains_key(*name)).collect();
    assert!(surplus.is_empty(), "in the crm without a reason: {surplus:?}");
    assert_eq!(found.len(), expected.len(), "mails without Message-ID");
    for contact in &house.contacts {
        let mails = expected.values().filter(|records| records.contains(contact)).count();
        let (record, viewer) = (*contact, house.owner.user);
        let shown =
            house.crm.read(move |tx| Ok(timeline::count_of(tx, record, viewer, Half::History)?)).unwrap();
        assert_eq!(shown, mails as i64, "the history of {contact:?}");
    }
}

fn differs(
    house: &House,
    name: &str,
    wanted: &BTreeSet<RecordRef>,
    there: Option<&BTreeSet<RecordRef>>,
) -> String {
    let mail = house.sample.truth.messages.iter().find(|mail| mail.message_id == name);
    let mail = mail.map(|m| (m.kind, &m.folder, &m.detail, &m.from, &m.to, &m.cc, &m.parents));
    let place = crmweb_sync::coverage::locate(&house.index, name).unwrap();
    let place: Vec<String> = place.iter().map(crmweb_sync::coverage::sentence).collect();
    format!("{name} {mail:?}\n  wanted {wanted:?}\n  found {there:?}\n  {place:?}")
}

/// The records of every mail in the crm.
fn found(house: &House) -> BTreeMap<Name, BTreeSet<RecordRef>> {
    house
        .crm
        .read(|tx| {
            let mut found = BTreeMap::new();
            for (id, message_id) in tx.query("SELECT id, message_id FROM mails ORDER BY id", &[], |r| {
                Ok((r.get::<i64>(0)?, r.get::<Option<String>>(1)?))
            })? {
                let mail = mails::by_id(tx, MailId(id))?.unwrap();
                let links = links::of_activity(tx, mail.activity)?;
                let records: BTreeSet<RecordRef> =
                    links.iter().filter(|l| !l.refused).map(|l| l.record).collect();
                let name = message_id.unwrap_or_else(|| format!("/{id}"));
                assert!(found.insert(name.clone(), records).is_none(), "{name} is there twice");
            }
            Ok(found)
        })
        .unwrap()
}

/// Nobody who is no client appears in the crm.
fn nothing_of_strangers(house: &House) {
    let newsletters: Vec<String> = house.sample.truth.newsletters.iter().map(|n| n.address.clone()).collect();
    assert!(!newsletters.is_empty());
    let there = house.crm.read(move |tx| {
        let mut there = Vec::new();
        for address in newsletters {
            let rows: i64 = tx.query_one(
                "SELECT (SELECT COUNT(*) FROM mail_people WHERE address = ?1)
                      + (SELECT COUNT(*) FROM mails WHERE from_address = ?1)
                      + (SELECT COUNT(*) FROM activity_links WHERE evidence = ?1)",
                &[&address],
                |r| r.get(0),
            )?;
            if rows > 0 {
                there.push(address);
            }
        }
        Ok(there)
    });
    assert_eq!(there.unwrap(), [""; 0]);
    only_their_bytes(house);
}

/// Server count = linked + held + skipped, for every folder; and the server's count is the true one.
fn every_folder_adds_up(house: &House) {
    let folders = coverage(&house.index, house.mailbox).unwrap();
    for folder in &folders {
        assert!(folder.is_complete(), "{folder:?}");
        let known = house.sample.truth.folders.get(&folder.folder.name).map_or(0, |f| f.messages);
        assert_eq!(folder.folder.server_count, known as u64, "{}", folder.folder.name);
    }
    let skipped = |name: &str, reason: SkipReason| {
        let folder = folders.iter().find(|f| f.folder.name == name).unwrap();
        folder.skipped.get(&reason).copied().unwrap_or_default()
    };
    assert_eq!(skipped("Junk", SkipReason::Junk), house.sample.truth.in_folder("Junk").count() as u64);
    assert!(skipped("INBOX", SkipReason::Unmatched) > 0);
    assert!(skipped("INBOX", SkipReason::Quarantined) == 0);
    let all: BTreeSet<&String> = house.sample.truth.folders.keys().collect();
    let shown: BTreeSet<&String> = folders.iter().map(|f| &f.folder.name).collect();
    assert!(shown.is_superset(&all), "folders that nobody accounts for: {:?}", all.difference(&shown));
}

fn count(house: &House, table: &str) -> usize {
    let sql = format!("SELECT COUNT(*) FROM {table}");
    let rows: i64 = house.crm.read(move |tx| Ok(tx.query_one(&sql, &[], |r| r.get(0))?)).unwrap();
    rows as usize
}

/// The packs hold the bytes of every mail and none of any other.
fn only_their_bytes(house: &House) {
    let mails = house.crm.read(|tx| Ok(mails::after(tx, MailId(0), i64::MAX)?)).unwrap();
    mails.iter().for_each(|mail| assert!(house.crm.file(mail).is_ok(), "{}", mail.subject));
    let folders = std::fs::read_dir(house.place.path().join("blobs/packs")).unwrap();
    for pack in folders.flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap()) {
        let pack = pack.unwrap();
        let number: i64 = pack.file_name().to_str().unwrap().strip_suffix(".pack").unwrap().parse().unwrap();
        let mut bytes = std::fs::read(pack.path()).unwrap();
        for place in mails.iter().map(|mail| mail.place).filter(|place| place.pack == number) {
            bytes[place.at as usize..(place.at + place.length) as usize].fill(0);
        }
        assert!(bytes.iter().all(|byte| *byte == 0), "bytes of no mail in {}", pack.path().display());
    }
}

/// Every flag of every message, as the server tells it.
fn flags(house: &House) -> Vec<String> {
    let user = house.sample.user().to_owned();
    let mut dialogue = house.sample.dovecot.dialogue(&user, crmweb_demo::Sample::PASSWORD).unwrap();
    let mut flags = Vec::new();
    for folder in house.sample.truth.folders.keys() {
        let name = String::from_utf8(crmweb_mail::mutf7::encode(folder)).unwrap();
        dialogue.command(&format!("EXAMINE \"{name}\"")).unwrap();
        flags.push(folder.clone());
        // \Recent tells who looked first, not what anybody set.
        let lines = dialogue.command("FETCH 1:* (UID FLAGS)").unwrap();
        flags.extend(
            lines.into_iter().map(|line| line.replace("\\Recent", "").replace("( ", "(").replace(" )", ")")),
        );
    }
    flags
}
