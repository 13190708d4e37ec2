//! Stories of documents: files with their versions, and whom they belong to.

use crate::house::{House, by};
use crmweb_crm::documents::{self, Attachment, Document, NewDocument};
use crmweb_crm::{By, Error, Result, in_front, records, undo};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_store::documents::Asked;
use crmweb_support::both_engines;
use std::io::Read;

fn new(file_name: &str) -> NewDocument {
    NewDocument { file_name: file_name.into(), ..NewDocument::default() }
}

fn add(house: &House, by: &By, new: NewDocument, content: &[u8]) -> Document {
    try_add(house, by, new, content).unwrap()
}

fn try_add(house: &House, by: &By, new: NewDocument, content: &[u8]) -> Result<Document> {
    let (received, by) = (house.crm.receive_all(content)?, by.clone());
    house.crm.keep(received, move |tx, bytes| documents::add_document(tx, &by, &new, bytes))
}

fn version(house: &House, by: &By, of: Uid, name: &str, content: &[u8]) -> (Document, bool) {
    let (received, by, name) = (house.crm.receive_all(content).unwrap(), by.clone(), name.to_owned());
    let work = move |tx: &mut crmweb_store::Tx, bytes: &documents::Bytes| {
        documents::add_version(tx, &by, of, &name, "", bytes)
    };
    house.crm.keep::<_, Error>(received, work).unwrap()
}

fn get(house: &House, uid: Uid) -> Document {
    let by = by(&house.ana);
    house.read(move |tx| documents::get(tx, &by, uid))
}

fn content(house: &House, document: &Document) -> Vec<u8> {
    let newest = &document.versions[0];
    let mut content = Vec::new();
    house.crm.open_document(&newest.sha256, newest.size).unwrap().read_to_end(&mut content).unwrap();
    content
}

/// The files below the folder of documents, by their size.
fn on_disk(house: &House) -> Vec<u64> {
    fn below(folder: &std::path::Path, sizes: &mut Vec<u64>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type().unwrap().is_dir() {
                true => below(&entry.path(), sizes),
                false => sizes.push(entry.metadata().unwrap().len()),
            }
        }
    }
    let mut sizes = Vec::new();
    below(&house.crm.blobs().root().join("documents"), &mut sizes);
    sizes.sort_unstable();
    sizes
}

both_engines! {
    fn a_contract_goes_through_its_versions_and_an_old_one_becomes_the_newest(engine: &Engine) {
        let house = House::build(engine);
        let ana = by(&house.ana);
        let draft = add(&house, &ana, new("contract.docx"), b"draft");
        assert_eq!((draft.record.text("name"), draft.record.text("kind")), ("contract.docx", "other"));
        assert_eq!(draft.versions[0].media_type, crmweb_model::files::media_type("x.docx"));

        let (second, added) = version(&house, &ana, draft.record.uid, "contract-signed.pdf", b"signed");
        assert!(added && second.record.version > draft.record.version);
        let numbers: Vec<i64> = second.versions.iter().map(|version| version.number).collect();
        assert_eq!((numbers, content(&house, &second).as_slice()), (vec![2, 1], &b"signed"[..]));
        assert_eq!(second.record.text("versions"), "2");

        let (same, added) = version(&house, &ana, draft.record.uid, "again.pdf", b"signed");
        assert_eq!((added, same.versions.len(), same.record.version), (false, 2, second.record.version));

        let (uid, seen, dan) = (draft.record.uid, second.record.version, by(&house.dan));
        let stale = house.refused({
            let dan = dan.clone();
            move |tx| documents::restore_version(tx, &dan, uid, 1, Some(seen - 1))
        });
        assert_eq!(stale.code(), "crm.stale");
        let restored = house.write(move |tx| documents::restore_version(tx, &dan, uid, 1, Some(seen)));
        assert_eq!((restored.versions[0].number, restored.versions[0].remark.as_str()), (3, "as version 1"));
        assert_eq!(content(&house, &restored), b"draft");
        // Three versions, two contents.
        assert_eq!(on_disk(&house), [5, 6]);

        assert_eq!(undo::undo(&house.crm, &by(&house.dan), None).unwrap().verb, "restore_version");
        let undone = get(&house, uid);
        assert_eq!((undone.versions.len(), content(&house, &undone).as_slice()), (2, &b"signed"[..]));
    }

    fn two_documents_of_the_same_bytes_share_one_file_until_nobody_names_it(engine: &Engine) {
        let house = House::build(engine);
        let ana = by(&house.ana);
        let first = add(&house, &ana, new("a.pdf"), b"the same");
        let second = add(&house, &by(&house.ana), new("b.pdf"), b"the same");
        assert_eq!(first.versions[0].sha256, second.versions[0].sha256);
        assert_eq!(on_disk(&house), [8]);

        // What a verb refuses leaves nothing: no row, no bytes, nothing half.
        let wrong = NewDocument { links: vec![(RecordKind::Account, Uid::create())], ..new("c.pdf") };
        assert_eq!(try_add(&house, &ana, wrong, b"refused").unwrap_err().code(), "crm.not-found");
        let taken = NewDocument { fields: vec![("kind".into(), "spell".into())], ..new("c.pdf") };
        assert_eq!(try_add(&house, &ana, taken, b"the same").unwrap_err().code(), "crm.invalid");
        assert_eq!(on_disk(&house), [8]);
        assert_eq!(content(&house, &first), b"the same");

        // A version taken back leaves bytes that the next start of the program removes.
        version(&house, &by(&house.ana), first.record.uid, "", b"another");
        undo::undo(&house.crm, &by(&house.ana), None).unwrap();
        let again = crmweb_crm::Crm::new(house.crm.store().clone(), house.crm.blobs().clone());
        drop(again.receive().unwrap());
        assert_eq!(on_disk(&house), [8]);
    }

    fn a_document_belongs_to_records_and_is_found_by_its_keywords(engine: &Engine) {
        let house = House::build(engine);
        let ana = by(&house.ana);
        let offer = NewDocument {
            fields: vec![
                ("name".into(), "Ofertă imprimante".into()),
                ("kind".into(), "offer".into()),
                ("keywords".into(), "Țevi\npompe".into()),
            ],
            links: vec![(RecordKind::Account, house.firma_uid)],
            ..new("oferta.pdf")
        };
        let offer = add(&house, &ana, offer, b"offer");
        add(&house, &ana, new("other.txt"), b"other");
        let (uid, firma, ion) = (offer.record.uid, house.firma_uid, house.ion_uid);
        let linked = house.write({
            let ana = by(&house.ana);
            move |tx| documents::link(tx, &ana, uid, RecordKind::Contact, ion)
        });
        assert_eq!(linked.links.len(), 2);

        let found = |asked: Asked, keyword: Option<&str>| {
            let (by, keyword) = (by(&house.dan), keyword.map(str::to_owned));
            let found = house.read(move |tx| {
                documents::list(tx, &by, Asked { limit: 10, ..asked }, keyword.as_deref())
            });
            found.into_iter().map(|line| line.name).collect::<Vec<_>>()
        };
        let of = |record| Asked { of: Some(record), ..Asked::default() };
        let text = |text: &str| Asked { text: text.into(), ..Asked::default() };
        assert_eq!(found(Asked::default(), None), ["other.txt", "Ofertă imprimante"]);
        assert_eq!(found(Asked::default(), Some("TEVI")), ["Ofertă imprimante"]);
        assert_eq!(found(Asked::default(), Some("tev")), [""; 0]);
        assert_eq!(found(text("oferta IMPR"), None), ["Ofertă imprimante"]);
        assert_eq!(found(text("%"), None), [""; 0]);
        assert_eq!(found(of(linked.links[0]), None), ["Ofertă imprimante"]);

        let left = house.write({
            let ana = by(&house.ana);
            move |tx| documents::unlink(tx, &ana, uid, RecordKind::Account, firma)
        });
        assert_eq!(left.links.len(), 1);
        undo::undo(&house.crm, &by(&house.ana), None).unwrap();
        assert_eq!(get(&house, uid).links.len(), 2);
        let wrong = by(&house.ana);
        let user = house.dan_uid;
        let refused = house.refused(move |tx| documents::link(tx, &wrong, uid, RecordKind::User, user));
        assert_eq!(refused.code(), "crm.invalid");

        // Deleted it leaves the lists, and comes back with its files.
        house.write({
            let ana = by(&house.ana);
            move |tx| records::delete(tx, &ana, RecordKind::Document, uid, None)
        });
        assert_eq!(found(Asked::default(), None), ["other.txt"]);
        undo::undo(&house.crm, &by(&house.ana), None).unwrap();
        assert_eq!(content(&house, &get(&house, uid)), b"offer");
    }

    fn only_those_with_the_right_add_and_set_how_large_a_file_may_be(engine: &Engine) {
        let house = House::build(engine);
        let admin = by(&house.admin());
        let refused = try_add(&house, &admin, new("a.pdf"), b"x").unwrap_err();
        assert_eq!(refused.code(), "crm.denied");
        let ana = by(&house.ana);
        assert_eq!(house.refused(move |tx| documents::set_largest(tx, &ana, 10)).code(), "crm.denied");
        house.write(move |tx| documents::set_largest(tx, &admin, 10));
        let large = try_add(&house, &by(&house.ana), new("a.pdf"), b"elevenbytes").unwrap_err();
        assert!(large.to_string().contains("at most 10 bytes"), "{large}");
        let hostile = add(&house, &by(&house.ana), new("../../\u{202e}nul.txt\0"), b"x");
        assert_eq!(hostile.versions[0].file_name, "_nul.txt");
        assert_eq!(on_disk(&house), [1]);
    }

    fn damaged_bytes_are_told_and_never_given_out(engine: &Engine) {
        let house = House::build(engine);
        let document = add(&house, &by(&house.ana), new("a.pdf"), b"good bytes");
        let newest = &document.versions[0];
        let file = walk(&house.crm.blobs().root().join("documents"));
        std::fs::write(&file, b"bad  bytes").unwrap();
        let told = house.crm.open_document(&newest.sha256, newest.size).unwrap_err();
        assert_eq!(told.code(), "store.damaged");
        // The same file again mends it.
        version(&house, &by(&house.ana), document.record.uid, "", b"good bytes");
        assert_eq!(content(&house, &document), b"good bytes");
    }

    fn a_file_of_a_mail_becomes_a_document_only_for_those_who_see_all_of_the_mail(engine: &Engine) {
        let house = House::build(engine);
        let mail = house.receive_raw(
            "From: Ion Pop <ion@firma.example>\r\nTo: ana@noi.example\r\nSubject: Contract\r\nMessage-ID: <c@x>\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhere\r\n--b\r\n\
             Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"contract.pdf\"\r\n\r\n\
             signed\r\n--b--\r\n",
        );
        let raw = house.crm.whole_mail(&by(&house.ana), mail).unwrap().unwrap();
        let file = Attachment::of(&raw, 1).unwrap();
        assert_eq!(Attachment::of(&raw, 2).unwrap_err().code(), "crm.not-found");
        let to = NewDocument { links: vec![(RecordKind::Contact, house.ion_uid)], ..NewDocument::default() };
        let saved = documents::save_attachment(&house.crm, &by(&house.ana), file, to).unwrap();
        assert_eq!(saved.record.text("name"), "contract.pdf");
        assert_eq!(content(&house, &saved), b"signed");

        let ana = by(&house.ana);
        house.write(move |tx| crmweb_crm::hold::hold(tx, &ana, mail, crmweb_crm::hold::Reach::Mail, true));
        let dan = house.dan.clone();
        assert!(house.refused(move |tx| in_front::mail(tx, &dan, mail)).code() == "crm.not-found");
        assert_eq!(house.crm.whole_mail(&by(&house.dan), mail).unwrap_err().code(), "crm.not-found");
    }
}

/// The only file below a folder.
fn walk(folder: &std::path::Path) -> std::path::PathBuf {
    let mut at = folder.to_path_buf();
    while at.is_dir() {
        let mut inside = std::fs::read_dir(&at).unwrap().flatten().map(|entry| entry.path());
        at = inside.find(|path| !path.ends_with("incoming")).unwrap();
    }
    at
}
