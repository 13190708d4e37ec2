//! The colleagues in their two teams, and what an administrator sets for all of them.

use super::{House, add};
use crmweb_crm::company::{self, LostReasons};
use crmweb_crm::{Error, Result, custom_fields, pipelines, users};
use crmweb_demo::SUPPORT;
use crmweb_model::address::Address;
use crmweb_model::catalogue::custom::Holds;
use crmweb_model::record::{Outcome, RecordKind};
use crmweb_model::rights::Role;
use crmweb_model::words::fold;
use crmweb_store::Tx;
use crmweb_store::custom::Definition;
use crmweb_store::users::NewUser;

/// The second pipeline, beside the one that ships.
pub const MAINTENANCE: &str = "Mentenanță";
/// Its stages.
const STAGES: [(&str, i64, Outcome); 5] = [
    ("Cerere", 20, Outcome::Open),
    ("Ofertă de mentenanță", 50, Outcome::Open),
    ("Așteptăm semnătura", 80, Outcome::Open),
    ("Abonament semnat", 100, Outcome::Won),
    ("Renunțat", 0, Outcome::Lost),
];

const REASONS: [&str; 5] = ["Preț", "Concurență", "Fără buget", "Nu mai e nevoie", "Fără răspuns"];

/// The queues of incidents and what comes into them.
pub const QUEUES: [(&str, &str); 3] = [
    ("Service", "Defecte și documente tehnice"),
    ("Transport", "Colete lipsă, ambalaje deteriorate, întârzieri"),
    ("Facturare", "Facturi greșite și plăți"),
];

/// The custom field of accounts.
pub const LOYALTY: &str = "x.loyalty";
/// Its words.
pub const LEVELS: [&str; 3] = ["Bronz", "Argint", "Aur"];

/// Adds the colleagues, then what they all work with.
pub fn settle(tx: &mut Tx, house: &mut House) -> Result<()> {
    colleagues(tx, house)?;
    let by = |house: &House| house.ago(0, 400);
    company::set(tx, &by(house), &LostReasons(REASONS.map(str::to_owned).to_vec()))?;
    let stages = STAGES.map(|(name, probability, outcome)| pipelines::TypedStage {
        name: name.into(),
        probability,
        outcome,
    });
    pipelines::add(tx, &by(house), MAINTENANCE, &stages)?;
    let support = house.company.colleagues.iter().zip(&house.uids).filter(|(one, _)| one.team == SUPPORT);
    let members: Vec<String> = support.map(|(_, uid)| uid.to_string()).collect();
    for (name, description) in QUEUES {
        let fields = [("name", name), ("description", description), ("members", &members.join("\n"))];
        add(tx, &by(house), RecordKind::Queue, &fields)?;
    }
    let field = Definition {
        of: RecordKind::Account,
        name: LOYALTY.into(),
        labels: ["Program de fidelitate", "Loyalty programme", "Treueprogramm"].map(str::to_owned),
        holds: Holds::Choice,
        words: LEVELS.map(str::to_owned).to_vec(),
        needed: false,
        position: 0,
    };
    custom_fields::add_field(tx, &by(house), None, &field)?;
    Ok(())
}

fn colleagues(tx: &mut Tx, house: &mut House) -> Result<()> {
    for colleague in house.company.colleagues.clone().iter().skip(1) {
        let address = Address::parse(&colleague.address);
        let new = NewUser {
            login: fold(colleague.address.split('@').next().unwrap_or_default()),
            name: colleague.name.clone(),
            team: colleague.team.clone(),
            language: "ro".into(),
            roles: if colleague.leader { vec![Role::User, Role::Leader] } else { vec![Role::User] },
            further: Vec::new(),
            addresses: vec![address.map_err(|e| Error::invalid("addresses", e))?],
        };
        let user = users::add_user(tx, &house.ago(0, 420), &new)?;
        house.actors.push(user.actor());
        house.uids.push(user.uid);
    }
    Ok(())
}
