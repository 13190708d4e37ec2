//! Leads with scores made by rules: new ones, one qualified, one not worth the work, one that became a client.

use super::{House, add};
use crate::failure::Result;
use crmweb_crm::leads::{self, Conversion, Into};
use crmweb_crm::{Crm, records};
use crmweb_demo::{SALES, vat_number};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_store::Tx;

/// Rules of the score: name, subject, comparison, value, points.
const RULES: [[&str; 5]; 6] = [
    ["Buget de peste 50.000 lei", "budget", "at_least", "50000 RON", "30"],
    ["Firmă de peste 50 de oameni", "employees", "at_least", "50", "20"],
    ["Decide singur", "position", "contains", "Director", "15"],
    ["Venit de la târg", "source", "is", "Târg", "10"],
    ["Are telefon", "phones", "filled", "", "5"],
    ["Fără adresă de mail", "addresses", "empty", "", "-20"],
];

/// First name, last name, company, position, city, source, budget, employees, what is wanted, language.
type Row = [&'static str; 10];

const LEADS: [Row; 9] = [
    [
        "Ilinca",
        "Drăgulescu",
        "Lăptăria Țibleș SRL",
        "Director general",
        "Baia Mare",
        "Târg",
        "120000 RON",
        "85",
        "Linie de dozare pentru iaurt, două pompe DX-200",
        "ro",
    ],
    [
        "Șerban",
        "Oțoiu",
        "Depozit Șiret SRL",
        "Responsabil logistică",
        "Bacău",
        "Târg",
        "64000 RON",
        "60",
        "Rafturi pentru un depozit nou de 800 mp",
        "ro",
    ],
    [
        "Mădălina",
        "Țăranu",
        "Hotel Piatra Craiului SA",
        "Director comercial",
        "Brașov",
        "Site",
        "38000 RON",
        "42",
        "Iluminat LED pentru parcare și recepție",
        "ro",
    ],
    [
        "Horațiu",
        "Pîrvulescu",
        "Conserve Jiul SRL",
        "Inginer de proiect",
        "Craiova",
        "Recomandare",
        "90000 RON",
        "140",
        "Înlocuirea motoarelor de pe banda 2",
        "ro",
    ],
    [
        "Anamaria",
        "Șuteu",
        "Cofetăria Albăstrea SRL",
        "Administrator",
        "Arad",
        "Site",
        "4000 RON",
        "6",
        "O masă de lucru",
        "ro",
    ],
    [
        "Käthe",
        "Brandner",
        "Brandner Fördertechnik GmbH",
        "Einkauf",
        "Graz",
        "Târg",
        "22000 EUR",
        "75",
        "Paletten und Regale für das Lager in Graz",
        "de",
    ],
    [
        "Owen",
        "Hartnell",
        "Hartnell Packaging Ltd",
        "Operations Director",
        "Bristol",
        "Recomandare",
        "15000 EUR",
        "30",
        "FlexiPack 3 by the pallet, monthly",
        "en",
    ],
    [
        "Costin",
        "Văcărescu",
        "Studio Mătase SRL",
        "",
        "Iași",
        "Telefon",
        "",
        "2",
        "A întrebat de prețuri pentru acasă",
        "ro",
    ],
    [
        "Ruxandra",
        "Făgețan",
        "Fabrica de Cherestea Gurghiu SA",
        "Director tehnic",
        "Reghin",
        "Târg",
        "210000 RON",
        "190",
        "Motor M7 pentru gatere, cu montaj",
        "ro",
    ],
];

/// The lead that is qualified, the one that is not worth the work, and the one that becomes a client.
const QUALIFIED: usize = 3;
const REFUSED: usize = 7;
const CONVERTED: usize = 8;

/// Adds the rules, then the leads.
pub fn collect(tx: &mut Tx, house: &mut House) -> crmweb_crm::Result<()> {
    for [name, subject, comparison, value, points] in RULES {
        let fields = [
            ("name", name),
            ("subject", subject),
            ("comparison", comparison),
            ("value", value),
            ("points", points),
        ];
        add(tx, &house.ago(0, 80), RecordKind::ScoreRule, &fields)?;
    }
    for (number, row) in LEADS.iter().enumerate() {
        let uid = collect_one(tx, house, number, row)?;
        let owner = owner(house, number);
        let [early, middle, late] = [20, 9, 3].map(|days| house.ago(owner, days));
        match number {
            QUALIFIED => {
                leads::start(tx, &middle, uid, None)?;
                leads::qualify(tx, &late, uid, None)?;
            }
            REFUSED => {
                leads::disqualify(
                    tx,
                    &middle,
                    uid,
                    None,
                    "Cumpără pentru acasă; l-am îndrumat la un magazin",
                )?;
            }
            CONVERTED => {
                leads::start(tx, &early, uid, None)?;
                leads::qualify(tx, &middle, uid, None)?;
                house.ready_lead = Some(uid);
            }
            0 | 5 => {
                leads::start(tx, &late, uid, None)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn collect_one(tx: &mut Tx, house: &House, number: usize, row: &Row) -> crmweb_crm::Result<Uid> {
    let [first, last, company, position, city, source, budget, employees, wanted, language] = *row;
    let country = match language {
        "de" => "AT",
        "en" => "GB",
        _ => "RO",
    };
    let domain = format!("{}.example", company.split(' ').take(2).collect::<Vec<_>>().join("-"));
    let domain = crmweb_model::words::fold(&domain);
    let address = match position {
        "" => String::new(),
        _ => format!("{}@{domain}", crmweb_model::words::fold(first)),
    };
    let phone = match country {
        "AT" => format!("mobile +43 660 123 45{number:02}"),
        "GB" => format!("mobile +44 7700 900 1{number:02}"),
        _ => format!("mobile +40 7{number}4 555 1{number:02}"),
    };
    let vat = if country == "RO" { vat_number("RO", 1_000_003 * (number as u64 + 7)) } else { String::new() };
    let campaign = if source == "Târg" { house.campaigns.first() } else { None };
    let fields = [
        ("first_name", first),
        ("last_name", last),
        ("company", company),
        ("position", position),
        ("addresses", &address),
        ("phones", &phone),
        ("vat_number", &vat),
        ("city", city),
        ("country", country),
        ("language", language),
        ("source", source),
        ("budget", budget),
        ("employees", employees),
        ("description", wanted),
        ("campaign", &campaign.map(ToString::to_string).unwrap_or_default()),
    ];
    let by = house.ago(owner(house, number), 46 - number as i64 * 2);
    Ok(add(tx, &by, RecordKind::Lead, &fields)?.uid)
}

/// Makes the lead that was worth it a client with its business; this needs transactions of its own.
pub fn decide(crm: &Crm, house: &House) -> Result<()> {
    let Some(lead) = house.ready_lead else { return Ok(()) };
    let how = Conversion {
        account: Into::New,
        contact: Into::New,
        opportunity: Some("Motor M7 pentru gatere, cu montaj".into()),
    };
    let by = house.ago(owner(house, CONVERTED), 2);
    let made = leads::convert(crm, &by, lead, None, &how)?;
    let Some(opportunity) = made.opportunity else { return Ok(()) };
    let told = [("expected_close", house.day(40).to_string()), ("next_step", "Măsurători la gatere".into())];
    let typed = told.map(|(field, text): (&str, String)| (field.to_owned(), text));
    crm.write(move |tx| records::edit(tx, &by, RecordKind::Opportunity, opportunity, None, &typed))?;
    Ok(())
}

/// Who of those who sell has the lead with this number.
fn owner(house: &House, number: usize) -> usize {
    let sellers = house.team(SALES);
    sellers[number % sellers.len()]
}
