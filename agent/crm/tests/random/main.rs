//! The same random deeds on both engines leave the same state: fields, versions, the change log, histories.
//!
//! Deeds are drawn as data and name records and earlier deeds by their numbers, so that one list runs on each engine.
//! A run that differs is told by its seed, and runs again by it: `SEED=7 cargo nextest run -p crmweb-crm --test random`.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod deeds;
#[path = "../work/house.rs"]
#[expect(dead_code, reason = "the house serves other stories too")]
mod house;
mod side;

use crmweb_support::{on_postgres, on_sqlite};
use deeds::{Dice, draw};
use side::Side;

/// Deeds per seed.
const DEEDS: usize = 250;

fn same_on_both(seed: u64) {
    let Some(postgres) = on_postgres() else { return };
    let sqlite = on_sqlite();
    let (mut one, mut other) = (Side::build(&sqlite), Side::build(&postgres));
    let mut dice = Dice::new(seed);
    let mut done = 0;
    for number in 0..DEEDS {
        assert_eq!(one.kinds(), other.kinds(), "seed {seed}, deed {number}");
        let deed = draw(&mut dice, number, &one.kinds());
        let (first, second) = (one.carry_out(&deed), other.carry_out(&deed));
        assert_eq!(first, second, "seed {seed}, deed {number}: {deed:?}");
        done += usize::from(first.is_ok());
    }
    assert!(done > DEEDS / 3, "seed {seed}: only {done} deeds were carried out");
    let (first, second) = (one.state(), other.state());
    assert!(first.len() > 100, "seed {seed}: the state is seen");
    for (a, b) in first.iter().zip(&second) {
        assert_eq!(a, b, "seed {seed}");
    }
    assert_eq!(first.len(), second.len(), "seed {seed}");
}

#[test]
fn random_deeds_leave_the_same_state_on_both_engines() {
    match std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()) {
        Some(seed) => same_on_both(seed),
        None => (1..=4).for_each(same_on_both),
    }
}
