//! Which folder is for what, and which are followed.

use crmweb_mail::mutf7;
use crmweb_mail::wire::{FolderListing, SpecialUse};
use crmweb_model::privacy::SkipReason;
use crmweb_model::words::fold;
use crmweb_store::index::folders::{Listed, Role};

/// Names that mail programs and servers give, folded, by language.
#[rustfmt::skip]
const NAMES: [(Role, &[&str]); 7] = [
    (Role::Sent, &[
        "sent", "sent items", "sent messages", "sent mail", "sent-mail", "sentmail", // en
        "trimise", "elemente trimise", "mesaje trimise", "mail trimis", "trimis", // ro
        "gesendet", "gesendete elemente", "gesendete objekte", "gesendete nachrichten", "postausgang gesendet", // de
        "elkuldott", "elkuldott elemek", "elkuldott uzenetek", // hu
        "wyslane", "elementy wyslane", "wyslana poczta", // pl
        "envoyes", "elements envoyes", "messages envoyes", // fr
        "enviados", "elementos enviados", "mensajes enviados", "itens enviados", // es, pt
        "posta inviata", "inviata", "inviati", "elementi inviati", // it
        "verzonden", "verzonden items", "verzonden berichten", // nl
        "odeslane", "odeslana posta", "odoslane", // cs, sk
        "skickat", "sendt", "sendte elementer", "lahetetyt", // sv, da, no, fi
        "отправленные", "изпратени", "надіслані", "απεσταλμενα", "gonderilmis ogeler", // ru, bg, uk, el, tr
    ]),
    (Role::Drafts, &[
        "drafts", "draft", "ciorne", "schite", "entwurfe", "entwuerfe", "piszkozatok", "wersje robocze", "kopie robocze",
        "szkice", "brouillons", "borradores", "rascunhos", "bozze", "concepten", "koncepty", "rozepsane", "utkast",
        "kladder", "luonnokset", "черновики", "чернови", "чернетки", "προχειρα", "taslaklar",
    ]),
    (Role::Junk, &[
        "junk", "junk e-mail", "junk email", "junk mail", "spam", "bulk mail", "bulk", // en
        "mesaje nedorite", "e-mail nedorit", "posta nedorita", "nedorite", // ro
        "spamverdacht", "junk-e-mail", "unerwunscht", "unerwuenscht", "werbung", // de
        "levelszemet", "wiadomosci-smieci", "courrier indesirable", "indesirables", "correo no deseado", "lixo eletronico",
        "posta indesiderata", "ongewenste e-mail", "ongewenst", "nevyzadana posta", "skrappost", "uonsket e-post",
        "roskaposti", "спам", "нежелательная почта", "onemsiz e-posta",
    ]),
    (Role::Trash, &[
        "trash", "deleted", "deleted items", "deleted messages", "bin", // en
        "gunoi", "cos de gunoi", "cosul de gunoi", "cos", "elemente sterse", "mesaje sterse", "sterse", // ro
        "papierkorb", "geloscht", "geloschte elemente", "geloeschte elemente", "geloschte objekte", // de
        "torolt elemek", "kuka", "lomtar", "kosz", "elementy usuniete", "usuniete", "corbeille", "elements supprimes",
        "papelera", "elementos eliminados", "lixeira", "itens excluidos", "cestino", "posta eliminata", "prullenbak",
        "verwijderde items", "kos", "odstranena posta", "papperskorg", "papirkurv", "slettet", "roskakori", "корзина",
        "удаленные", "кошче", "кошик", "cop kutusu", "silinmis ogeler",
    ]),
    (Role::Outbox, &[
        "outbox", "outgoing", "de trimis", "mesaje de trimis", "postausgang", "unsent messages", "gesendet werden", "kimeno",
        "postazott uzenetek", "skrzynka nadawcza", "boite d'envoi", "bandeja de salida", "posta in uscita", "postvak uit",
        "исходящие",
    ]),
    (Role::Archive, &[
        "archive", "archives", "arhiva", "arhive", "archiv", "archivum", "archiwum", "archivo", "archivio", "archief", "архив",
    ]),
    (Role::All, &["all mail", "toate mesajele", "alle nachrichten", "important", "starred", "flagged"]),
];

/// Reads the server's list: folders that can be opened, with their role and what is usual for it.
///
/// What the server says by SPECIAL-USE counts first, then names people know.
pub fn listed(folders: &[FolderListing]) -> Vec<Listed> {
    let mut listed: Vec<(Listed, bool)> = folders
        .iter()
        .filter(|folder| folder.selectable)
        .map(|folder| {
            let name = mutf7::decode(folder.name.wire());
            let said = said(folder);
            let role = said.unwrap_or_else(|| guessed(&name, folder.delimiter));
            (Listed { raw_name: folder.name.wire().to_vec(), name, role, skip: None }, said.is_some())
        })
        .collect();
    // Another folder called Sent is then the user's own.
    if listed.iter().any(|(folder, said)| *said && folder.role == Role::Sent) {
        for (folder, _) in listed.iter_mut().filter(|(folder, said)| !said && folder.role == Role::Sent) {
            folder.role = Role::Other;
        }
    }
    listed.into_iter().map(|(folder, _)| Listed { skip: usually_skipped(folder.role), ..folder }).collect()
}

/// Why a folder of this role is left out when the user says nothing.
pub fn usually_skipped(role: Role) -> Option<SkipReason> {
    match role {
        Role::Inbox | Role::Sent | Role::Archive | Role::Other => None,
        Role::Drafts | Role::Outbox => Some(SkipReason::Draft),
        Role::Junk => Some(SkipReason::Junk),
        Role::Trash => Some(SkipReason::Trash),
        Role::All => Some(SkipReason::Copy),
    }
}

fn said(folder: &FolderListing) -> Option<Role> {
    if folder.name.wire().eq_ignore_ascii_case(b"INBOX") {
        return Some(Role::Inbox);
    }
    folder.uses.first().map(|special| match special {
        SpecialUse::Sent => Role::Sent,
        SpecialUse::Drafts => Role::Drafts,
        SpecialUse::Junk => Role::Junk,
        SpecialUse::Trash => Role::Trash,
        SpecialUse::Archive => Role::Archive,
        SpecialUse::All | SpecialUse::Flagged | SpecialUse::Important => Role::All,
    })
}

/// A folder at the top, or right below INBOX or `[Gmail]`, is what its name says; below those it is the user's.
fn guessed(name: &str, delimiter: Option<u8>) -> Role {
    let levels: Vec<&str> = match delimiter {
        Some(delimiter) => name.split(char::from(delimiter)).collect(),
        None => vec![name],
    };
    let last = match levels.as_slice() {
        [last] => last,
        [parent, last]
            if parent.eq_ignore_ascii_case("INBOX") || parent.starts_with('[') || *parent == "Mail" =>
        {
            last
        }
        _ => return Role::Other,
    };
    let last = fold(last);
    NAMES.iter().find(|(_, names)| names.contains(&last.as_str())).map_or(Role::Other, |(role, _)| *role)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crmweb_mail::wire::FolderName;

    fn folder(name: &str, uses: &[SpecialUse]) -> FolderListing {
        FolderListing {
            name: FolderName::typed(name),
            delimiter: Some(b'/'),
            uses: uses.to_vec(),
            selectable: true,
        }
    }

    fn roles(folders: &[FolderListing]) -> Vec<(String, Role, Option<SkipReason>)> {
        listed(folders).into_iter().map(|f| (f.name, f.role, f.skip)).collect()
    }

    #[test]
    fn a_folder_is_known_by_its_name_in_many_languages() {
        for (name, role) in [
            ("inbox", Role::Inbox),
            ("Trimise", Role::Sent),
            ("Elemente trimise", Role::Sent),
            ("Gesendete Elemente", Role::Sent),
            ("INBOX/Sent Items", Role::Sent),
            ("[Gmail]/Mesaje trimise", Role::Sent),
            ("Elküldött elemek", Role::Sent),
            ("Wysłane", Role::Sent),
            ("Envoyés", Role::Sent),
            ("Отправленные", Role::Sent),
            ("Ciorne", Role::Drafts),
            ("Entwürfe", Role::Drafts),
            ("Coș de gunoi", Role::Trash),
            ("Coş de gunoi", Role::Trash),
            ("Papierkorb", Role::Trash),
            ("Elemente șterse", Role::Trash),
            ("Spam", Role::Junk),
            ("Mesaje nedorite", Role::Junk),
            ("De trimis", Role::Outbox),
            ("Arhivă", Role::Archive),
            ("Clienți", Role::Other),
            ("Clienți/Trimise", Role::Other),
            ("INBOX/Clienți", Role::Other),
        ] {
            assert_eq!(listed(&[folder(name, &[])])[0].role, role, "{name}");
        }
    }

    #[test]
    fn what_the_server_says_counts_more_than_a_name() {
        let folders = [
            folder("Sent", &[]),
            folder("Ausgang 2", &[SpecialUse::Sent]),
            folder("Alle", &[SpecialUse::All]),
        ];
        assert_eq!(
            roles(&folders),
            [
                ("Sent".into(), Role::Other, None),
                ("Ausgang 2".into(), Role::Sent, None),
                ("Alle".into(), Role::All, Some(SkipReason::Copy)),
            ]
        );
    }

    #[test]
    fn drafts_junk_trash_and_mirrors_are_left_out_and_folders_of_folders_are_none() {
        let mut parent = folder("Clienți", &[]);
        parent.selectable = false;
        let folders = [parent, folder("Drafts", &[]), folder("Junk", &[]), folder("Trash", &[])];
        let skips: Vec<_> = listed(&folders).into_iter().map(|f| f.skip).collect();
        assert_eq!(skips, [Some(SkipReason::Draft), Some(SkipReason::Junk), Some(SkipReason::Trash)]);
    }
}
