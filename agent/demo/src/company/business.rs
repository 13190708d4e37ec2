//! Sales, complaints and work with the clients.

use jiff::ToSpan;
use jiff::civil::Date;

use super::goods::{MAINTENANCE, MOUNTING};
use super::{Company, Incident, OfferLine, Opportunity, Priority, Product, Stage, Task, trouble};
use crate::mailbox::PRODUCTS;
use crate::random::Random;

/// Where sales are, in turn: one of each first, so that all are there however few clients there are.
const STAGES: [Stage; 16] = {
    use Stage::{Identified, Lost, Negotiation, Proposal, Qualified, Won};
    [
        Identified,
        Qualified,
        Proposal,
        Negotiation,
        Won,
        Lost,
        Won,
        Proposal,
        Identified,
        Won,
        Qualified,
        Negotiation,
        Lost,
        Won,
        Proposal,
        Qualified,
    ]
};

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

const TASKS: [&str; 7] = [
    "Telefon de verificare după livrare",
    "Trimite catalogul actualizat",
    "Pregătește oferta",
    "Programează vizita tehnicianului",
    "Verifică plata facturii",
    "Felicitare de aniversare a colaborării",
    "Cere fișa tehnică de la furnizor",
];

/// What runs, breaks and is looked after.
pub(super) const MACHINES: [&str; 3] = ["DX-200", "Motor M7", "Panel P12"];

/// Why sales are lost, in the words of the company.
const REASONS: [&str; 5] = ["Preț", "Concurență", "Fără buget", "Nu mai e nevoie", "Fără răspuns"];

/// Fills the company's opportunities, incidents and tasks, as they stand on the day `today`; oldest first.
pub(super) fn conduct(company: &mut Company, today: Date, random: &mut Random) {
    let team = |company: &Company, name: &str| -> Vec<usize> {
        let all = 0..company.colleagues.len();
        let named: Vec<usize> = all.clone().filter(|&one| company.colleagues[one].team == name).collect();
        if named.is_empty() { all.collect() } else { named }
    };
    let (sellers, support) = (team(company, super::SALES), team(company, super::SUPPORT));
    // About as much to do, however few clients there are.
    let each = |wanted: usize| (wanted / company.accounts.len().max(1)).max(1);
    let (sales_each, troubles_each) = (each(30), each(25));
    for account in 0..company.accounts.len() {
        let contacts: Vec<usize> = (0..company.contacts.len())
            .filter(|&contact| company.contacts[contact].account == account)
            .collect();
        let somebody = |random: &mut Random| (!contacts.is_empty()).then(|| *random.one(&contacts));
        let country = company.accounts[account].country.clone();
        for _ in 0..sales_each + *random.one(&[0, 0, 0, 1, 2]) {
            let contact = somebody(random);
            let owner = if random.chance(0.5) { 0 } else { *random.one(&sellers) };
            let number = company.opportunities.len();
            let stage = (number, STAGES[number % STAGES.len()]);
            let one = opportunity(stage, country != "RO", &company.products, today, random);
            company.opportunities.push(Opportunity { account, contact, owner, ..one });
        }
        for _ in 0..(troubles_each + *random.one(&[0, 1, 1, 2, 2])).saturating_sub(1) {
            let contact = somebody(random);
            let assignee = *random.one(&support);
            let alike =
                |it: &&Incident| trouble::same_language(&company.accounts[it.account].country, &country);
            let number = company.incidents.iter().filter(alike).count();
            let one = trouble::incident(number, &country, today, random);
            company.incidents.push(Incident { account, contact, assignee, ..one });
        }
        for _ in 0..*random.one(&[0, 1, 1, 2]) {
            let due = days(today, random.between(0, 24) as i64 - 9);
            let done = due < today && random.chance(0.8);
            let title = random.pick(&TASKS).to_owned();
            let assignee = random.below(company.colleagues.len());
            company.tasks.push(Task { account, assignee, title, due, done });
        }
    }
    company.opportunities.sort_by_key(|opportunity| opportunity.closes);
    company.incidents.sort_by_key(|incident| incident.opened);
    company.tasks.sort_by_key(|task| task.due);
    // Of what is open, the newest is critical and the oldest waits for its client.
    let mut open = company.incidents.iter_mut().filter(|incident| incident.solution.is_none());
    if let Some(newest) = open.next_back() {
        newest.priority = Priority::Critical;
    }
    if let Some(oldest) = open.next() {
        oldest.waiting = true;
    }
}

fn opportunity(
    (number, stage): (usize, Stage),
    foreign: bool,
    products: &[Product],
    today: Date,
    random: &mut Random,
) -> Opportunity {
    let open = !matches!(stage, Stage::Won | Stage::Lost);
    let distance = match (open, number % 6) {
        // Some open ones are past their date: forgotten.
        (true, 2) => -(random.between(2, 9) as i64),
        (true, _) => random.between(4, 105) as i64,
        // Half of what is decided was so lately.
        (false, 4 | 5) => -(random.between(3, 40) as i64),
        (false, _) => -(random.between(41, 300) as i64),
    };
    let currency = if foreign { "EUR" } else { "RON" };
    let pattern = random.pick(&TITLES);
    let machine = pattern.contains("utilaje") || pattern.contains("Mentenanță");
    let named = if machine { random.pick(&MACHINES) } else { random.pick(&PRODUCTS) };
    let wanted = random.between(6, 240) as i64 * 50_000;
    let lines = offered(pattern, named, wanted, foreign, products);
    let amount = lines.iter().map(OfferLine::total).sum();
    // Nobody has counted yet what is wanted.
    let lines = if stage == Stage::Identified { Vec::new() } else { lines };
    Opportunity {
        account: 0,
        contact: None,
        owner: 0,
        title: pattern.replace("{}", named),
        maintenance: pattern.starts_with("Mentenanță"),
        stage,
        amount,
        currency: currency.to_owned(),
        lines,
        closes: days(today, distance),
        next_step: (open && random.chance(0.8)).then(|| random.pick(&NEXT_STEPS).to_owned()),
        lost_reason: (stage == Stage::Lost).then(|| random.pick(&REASONS).to_owned()),
    }
}

/// Lines that come to about `wanted` bani: the product, and the work that goes with it.
fn offered(pattern: &str, named: &str, wanted: i64, foreign: bool, products: &[Product]) -> Vec<OfferLine> {
    let line = |product: &Product, quantity: i64, discount: i64| OfferLine {
        code: product.code.clone(),
        quantity,
        price: product.price / if foreign { 5 } else { 1 },
        discount,
    };
    let by_code = |code: &str| products.iter().find(|product| product.code == code);
    if pattern.starts_with("Mentenanță") {
        let machines = (wanted / 4_000_000).clamp(1, 6);
        return by_code(MAINTENANCE).map(|it| line(it, 12 * machines, 0)).into_iter().collect();
    }
    let Some(product) = products.iter().find(|product| product.name == named) else { return Vec::new() };
    let quantity = (wanted / product.price).clamp(1, 1_200);
    let discount = if quantity >= 40 { 5 } else { 0 };
    let mut lines = vec![line(product, quantity, discount)];
    if pattern.contains("utilaje") || pattern.contains("pilot") {
        lines.extend(by_code(MOUNTING).map(|it| line(it, 8 * (1 + quantity / 20).min(5), 0)));
    }
    lines
}

/// The day so many days later; the same one beyond the calendar's end.
pub(super) fn days(today: Date, count: i64) -> Date {
    today.checked_add(count.days()).unwrap_or(today)
}
