//! What clients complain of and ask, and how it was solved, in the language of the client.

use jiff::civil::Date;

use super::business::{MACHINES, days};
use super::{Incident, Priority};
use crate::mailbox::PRODUCTS;
use crate::random::Random;

/// What happened: category, title, description and solution; `{}` is a product.
struct Case(&'static str, &'static str, &'static str, &'static str);

const ROMANIAN: [Case; 12] = [
    Case(
        "Defect",
        "{} nu pornește după montaj",
        "Clientul spune că {} nu mai pornește după montaj; siguranța este bună.",
        "Conectorul de alimentare era montat invers. L-am rotit și am verificat tensiunea la borne.",
    ),
    Case(
        "Transport",
        "Lipsă colete cu {}",
        "Au ajuns opt colete din zece, conform avizului.",
        "Cele două colete erau în depozitul din Sibiu; au fost livrate a doua zi.",
    ),
    Case(
        "Transport",
        "Ambalaj deteriorat la {}",
        "Trei cutii cu {} au ajuns cu ambalajul deteriorat, produsele par întregi.",
        "Am trimis ambalaje noi și am anunțat transportatorul; clientul a păstrat produsele.",
    ),
    Case(
        "Facturare",
        "Factură cu adresă greșită",
        "Pe factură apare adresa veche a punctului de lucru.",
        "Am stornat factura și am emis alta cu adresa corectă.",
    ),
    Case(
        "Defect",
        "Zgomot la {}",
        "După două săptămâni de funcționare, {} face zgomot la turație mare.",
        "Rulmentul din spate era uzat. L-am schimbat în garanție și am refăcut ungerea.",
    ),
    Case(
        "Documente",
        "Cerere declarație de conformitate {}",
        "Clientul are nevoie de declarația de conformitate pentru {}.",
        "Am trimis declarația din arhiva de documente, versiunea din acest an.",
    ),
    Case(
        "Facturare",
        "Factura a fost plătită de două ori",
        "Banca a trimis plata de două ori; clientul cere restituirea sau compensarea.",
        "Am compensat suma cu factura următoare și am trimis procesul-verbal de compensare.",
    ),
    Case(
        "Defect",
        "{} se supraîncălzește",
        "{} se oprește după o oră de funcționare; carcasa este fierbinte.",
        "Filtrul de aer era înfundat. L-am curățat și am arătat operatorului cum se face lunar.",
    ),
    Case(
        "Transport",
        "Livrare întârziată {}",
        "{} trebuia să ajungă marți; șantierul stă.",
        "Am trimis comanda cu mașina noastră în aceeași zi și am schimbat transportatorul pe ruta aceasta.",
    ),
    Case(
        "Documente",
        "Cotele din fișa tehnică {} nu se potrivesc",
        "În planșa 4 cotele pentru {} nu se potrivesc cu măsurătorile de pe șantier.",
        "Clientul avea revizia veche a fișei tehnice. Am trimis revizia corectă și am retras-o pe cea veche.",
    ),
    Case(
        "Defect",
        "{} pierde setările la căderi de tensiune",
        "După fiecare cădere de tensiune, {} pornește cu setările din fabrică.",
        "Bateria de rezervă era descărcată. Am înlocuit-o și am salvat din nou setările.",
    ),
    Case(
        "Defect",
        "Scurgere de ulei la {}",
        "Sub {} apare o pată de ulei după fiecare schimb.",
        "Garnitura de pe ax era tăiată la montaj. Am schimbat-o cu cea din Kit K-55.",
    ),
];

const GERMAN: [Case; 2] = [
    Case(
        "Transport",
        "Defekte Lieferung {}",
        "Zwei von zehn {} sind beim Transport zerbrochen, Fotos liegen vor.",
        "Ersatz verschickt, Spedition hat den Schaden übernommen.",
    ),
    Case(
        "Defect",
        "{} schaltet nach zehn Minuten ab",
        "{} läuft an und schaltet nach zehn Minuten ab, Störung 14.",
        "Der Temperaturfühler war lose. Stecker gesichert, Probelauf über zwei Stunden.",
    ),
];

const ENGLISH: [Case; 2] = [
    Case(
        "Defect",
        "{} loses its settings after a power cut",
        "After each power cut {} starts with factory settings.",
        "The backup battery was empty. Replaced it and saved the settings again.",
    ),
    Case(
        "Facturare",
        "VAT number missing on the invoice",
        "The invoice for {} has no VAT number of ours; accounting sends it back.",
        "Cancelled the invoice and issued it again with the number from the VIES record.",
    ),
];

const CHANNELS: [&str; 8] = ["phone", "mail", "mail", "phone", "web", "in_person", "letter", "fax"];

/// Whether two countries write about their troubles in one language here.
pub(super) fn same_language(one: &str, other: &str) -> bool {
    cases(one).as_ptr() == cases(other).as_ptr()
}

fn cases(country: &str) -> &'static [Case] {
    match country {
        "RO" => &ROMANIAN,
        "DE" | "AT" | "CH" => &GERMAN,
        _ => &ENGLISH,
    }
}

/// The incident with this number among those in the language of a country; every fifth one is still open.
pub(super) fn incident(number: usize, country: &str, today: Date, random: &mut Random) -> Incident {
    const PRIORITIES: [Priority; 4] = [Priority::Normal, Priority::Low, Priority::High, Priority::Normal];
    let cases = cases(country);
    let Case(category, title, description, solution) = &cases[number % cases.len()];
    let product = if *category == "Defect" { random.pick(&MACHINES) } else { random.pick(&PRODUCTS) };
    let open = number % 5 == 1;
    let age = if open { random.below(9) } else { 6 + random.around(70).min(400) };
    let about = title.contains("{}") || description.contains("{}");
    Incident {
        account: 0,
        contact: None,
        assignee: 0,
        title: title.replace("{}", product),
        description: description.replace("{}", product),
        category: (*category).to_owned(),
        channel: CHANNELS[number % CHANNELS.len()].to_owned(),
        product: about.then(|| product.to_owned()),
        priority: PRIORITIES[number % PRIORITIES.len()],
        solution: (!open).then(|| (*solution).to_owned()),
        waiting: false,
        opened: days(today, -(age as i64)),
    }
}
