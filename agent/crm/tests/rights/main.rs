//! Every verb of the business × every role × whose record: who may do what, exactly.
//!
//! The verbs are read from the sources, so that a new one without a row fails here and says what to write.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod beside;
mod site;
mod sources;
mod table;

use crmweb_crm::{By, Error};
use crmweb_model::rights::{Actor, Grants, Right, Role, Scope};
use crmweb_support::both_engines;
use site::{House, NOW, Site};
use std::collections::BTreeSet;
use table::Call;

/// The roles, in the order of the groups of a row.
const ROLES: [&str; 6] =
    ["user", "leader", "administrator", "a role for one's own", "one for one's team", "none"];
/// Whose records, in the order of the letters of a group.
const WHOSE: [&str; 3] = ["mine", "my team's", "another's"];

/// The one who acts, in each of the roles.
fn actors(house: &House) -> [Actor; 6] {
    let scoped = |scope: Scope| -> Grants {
        Right::ALL.into_iter().filter(|right| right.is_scoped()).map(|right| (right, scope)).collect()
    };
    let as_role = |role: Role| Actor::new(house.me, "north", &[role], &Grants::default());
    [
        as_role(Role::User),
        as_role(Role::Leader),
        as_role(Role::Administrator),
        Actor::new(house.me, "north", &[], &scoped(Scope::Own)),
        Actor::new(house.me, "north", &[], &scoped(Scope::Team)),
        Actor::new(house.me, "north", &[], &Grants::default()),
    ]
}

/// What a verb answered: `y` done, `n` denied, `h` as if the record were not there.
fn letter(verb: &str, place: &str, answer: Result<(), Error>) -> char {
    match answer {
        Ok(()) => 'y',
        Err(Error::Denied(_)) => 'n',
        Err(Error::NoSuch { .. } | Error::Unknown(_)) => 'h',
        Err(other) => {
            panic!("{verb}, {place}: the row is not right, or the verb fails: {other} [{}]", other.code())
        }
    }
}

/// Runs a verb that works in a transaction, and takes everything back.
fn in_vain(house: &House, by: By, site: Site, verb: table::InTx) -> Result<(), Error> {
    const DONE: &str = "done, and taken back";
    let answer = house.crm.write(move |tx| {
        verb(tx, &by, &site)?;
        Err::<(), _>(Error::Conflict(DONE.into()))
    });
    match answer {
        Err(Error::Conflict(why)) if why == DONE => Ok(()),
        other => other,
    }
}

#[test]
fn every_verb_has_a_row_and_every_row_a_verb() {
    let verbs = sources::verbs();
    let rows: BTreeSet<String> = table::rows().iter().map(|row| row.verb().to_owned()).collect();
    let missing: Vec<&String> = verbs.iter().filter(|verb| !rows.contains(*verb)).collect();
    assert!(
        missing.is_empty(),
        "no row says who may use {missing:?}. Add to the table of its module in agent/crm/tests/rights/table.rs:\n    \
         tx(\"{0}\", |tx, by, s| done({0}(tx, by, s.account.id)), \"yyy yyy nnn ynn yyn nnn\"),\n\
         six groups: {ROLES:?}; in each, {WHOSE:?}: y done, n denied, h hidden. A verb that takes the Crm has `crm(…)`.",
        missing[0]
    );
    let gone: Vec<&String> =
        rows.iter().filter(|row| !verbs.contains(*row) && !table::READING.contains(&row.as_str())).collect();
    assert!(
        gone.is_empty(),
        "there is no verb {gone:?} any more: remove its row from agent/crm/tests/rights/table.rs"
    );
}

both_engines! {
    fn every_verb_is_allowed_to_exactly_those_who_may(engine: &Engine) {
        let house = House::build(engine);
        let actors = actors(&house);
        let still: Vec<Site> = house.owners().map(|owner| house.site(owner)).collect();
        let mut wrong = Vec::new();
        for row in table::rows() {
            let mut found = Vec::new();
            for (role, actor) in ROLES.iter().zip(&actors) {
                let mut group = String::new();
                for (which, whose) in WHOSE.iter().enumerate() {
                    let by = By::new(actor.clone(), NOW);
                    let answer = match row.call {
                        Call::Tx(verb) => in_vain(&house, by, still[which].clone(), verb),
                        // It commits: each has records of its own.
                        Call::Crm(verb) => verb(&house.crm, &by, &house.site(house.owners().nth(which).unwrap())),
                    };
                    group.push(letter(row.name, &format!("{role}, {whose}"), answer));
                }
                found.push(group);
            }
            let found = found.join(" ");
            if found != row.expected {
                wrong.push(format!("{:<45} {} is expected,\n{:<45} {found} is so", row.name, row.expected, ""));
            }
        }
        assert!(wrong.is_empty(), "six groups: {ROLES:?}; in each, {WHOSE:?}\n{}", wrong.join("\n"));
    }
}
