//! Sales, complaints and work with the clients.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Company, Incident, Opportunity, Priority, Stage, Task};
use crate::mailbox::PRODUCTS;
use crate::random::Random;

const STAGES: [(Stage, usize); 6] = [
    (Stage::Identified, 18),
    (Stage::Qualified, 16),
    (Stage::Proposal, 18),
    (Stage::Negotiation, 12),
    (Stage::Won, 24),
    (Stage::Lost, 12),
];

const TITLES: [&str; 6] = [
    "Livrare {}",
    "Contract anual {}",
    "Extindere cu {}",
    "Înlocuire utilaje cu {}",
    "Mentenanță {}",
    "Proiect pilot {}",
];

const NEXT_STEPS: [&str; 5] = [
    "Trimitem oferta revizuită",
    "Telefon pentru confirmarea cantităților",
    "Vizită la sediul clientului",
    "Așteptăm răspunsul juristului",
    "Stabilim data livrării",
];

/// Title, description and solution; `{}` is a product.
const INCIDENTS: [(&str, &str, &str); 8] = [
    (
        "{} nu pornește după montaj",
        "Clientul spune că {} nu mai pornește după montaj; siguranța este bună.",
        "Conectorul de alimentare era montat invers. L-am rotit și am verificat tensiunea la borne.",
    ),
    (
        "Ambalaj deteriorat la {}",
        "Trei cutii cu {} au ajuns cu ambalajul rupt, produsele par întregi.",
        "Am trimis ambalaje noi și am anunțat transportatorul; clientul a păstrat produsele.",
    ),
    (
        "Lipsă colete cu {}",
        "Au ajuns opt colete din zece, conform avizului.",
        "Cele două colete erau în depozitul din Sibiu; au fost livrate a doua zi.",
    ),
    (
        "Factură cu adresă greșită",
        "Pe factură apare adresa veche a punctului de lucru.",
        "Am stornat factura și am emis alta cu adresa corectă.",
    ),
    (
        "Zgomot la {}",
        "După două săptămâni de funcționare, {} face zgomot la turație mare.",
        "Rulmentul din spate era uzat. L-am schimbat în garanție și am refăcut ungerea.",
    ),
    (
        "Cerere declarație de conformitate {}",
        "Clientul are nevoie de declarația de conformitate pentru {}.",
        "Am trimis declarația din arhiva de documente, versiunea din acest an.",
    ),
    (
        "Defekte Lieferung {}",
        "Zwei von zehn {} sind beim Transport zerbrochen, Fotos liegen vor.",
        "Ersatz verschickt, Spedition hat den Schaden übernommen.",
    ),
    (
        "{} loses its settings after a power cut",
        "After each power cut {} starts with factory settings.",
        "The backup battery was empty. Replaced it and saved the settings again.",
    ),
];

const TASKS: [&str; 7] = [
    "Telefon de verificare după livrare",
    "Trimite catalogul actualizat",
    "Pregătește oferta",
    "Programează vizita tehnicianului",
    "Verifică plata facturii",
    "Felicitare de aniversare a colaborării",
    "Cere fișa tehnică de la furnizor",
];

/// Fills the company's opportunities, incidents and tasks, as they stand on the day `today`.
pub(super) fn conduct(company: &mut Company, today: Date, random: &mut Random) {
    for account in 0..company.accounts.len() {
        let contacts: Vec<usize> = (0..company.contacts.len())
            .filter(|&contact| company.contacts[contact].account == account)
            .collect();
        let somebody = |random: &mut Random| (!contacts.is_empty()).then(|| *random.one(&contacts));
        let foreign = company.accounts[account].country != "RO";
        let staff = company.colleagues.len();
        for _ in 0..*random.one(&[0, 1, 2, 3, 4]) {
            let contact = somebody(random);
            let owner = if random.chance(0.6) { 0 } else { random.below(staff) };
            let stage = match company.opportunities.len() {
                // One of each, however few clients there are.
                number if number < STAGES.len() => STAGES[number].0,
                _ => STAGES[random.weighted(STAGES.iter().map(|(_, weight)| *weight))].0,
            };
            company.opportunities.push(Opportunity {
                account,
                contact,
                owner,
                ..opportunity(stage, foreign, today, random)
            });
        }
        for _ in 0..*random.one(&[0, 0, 1, 1, 2]) {
            let contact = somebody(random);
            let assignee = random.below(staff);
            company.incidents.push(incident(account, contact, assignee, today, random));
        }
        for _ in 0..*random.one(&[0, 1, 1, 2]) {
            let due = days(today, random.between(0, 40) as i64 - 15);
            let done = due < today && random.chance(0.7);
            let title = random.pick(&TASKS).to_owned();
            company.tasks.push(Task { account, assignee: random.below(staff), title, due, done });
        }
    }
}

fn opportunity(stage: Stage, foreign: bool, today: Date, random: &mut Random) -> Opportunity {
    let open = !matches!(stage, Stage::Won | Stage::Lost);
    // Some open ones are past their date: forgotten.
    let distance = if open { random.between(0, 110) as i64 - 12 } else { -(random.between(1, 500) as i64) };
    let currency = if foreign { "EUR" } else { "RON" };
    Opportunity {
        account: 0,
        contact: None,
        owner: 0,
        title: random.pick(&TITLES).replace("{}", random.pick(&PRODUCTS)),
        stage,
        amount: random.between(6, 900) as i64 * 50_000 / if foreign { 5 } else { 1 },
        currency: currency.to_owned(),
        closes: days(today, distance),
        next_step: (open && random.chance(0.8)).then(|| random.pick(&NEXT_STEPS).to_owned()),
    }
}

fn incident(
    account: usize,
    contact: Option<usize>,
    assignee: usize,
    today: Date,
    random: &mut Random,
) -> Incident {
    const PRIORITIES: [Priority; 4] = [Priority::Low, Priority::Normal, Priority::Normal, Priority::High];
    let (title, description, solution) = *random.one(&INCIDENTS);
    let product = random.pick(&PRODUCTS);
    let age = random.around(60).min(900);
    let solved = age > 3 && random.chance(0.75);
    Incident {
        account,
        contact,
        assignee,
        title: title.replace("{}", product),
        description: description.replace("{}", product),
        priority: *random.one(&PRIORITIES),
        solution: solved.then(|| solution.to_owned()),
        opened: days(today, -(age as i64)),
    }
}

/// The day so many days later; the same one beyond the calendar's end.
fn days(today: Date, count: i64) -> Date {
    today.checked_add(count.days()).unwrap_or(today)
}
