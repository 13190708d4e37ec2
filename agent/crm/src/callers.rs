//! Who calls (SPEC I1): the client of a phone number, however it is written.

use crate::deed::By;
use crate::error::{Error, Result};
use crate::find::Suggestion;
use crate::whose;
use crmweb_model::rights::{Right, Whose};
use crmweb_store::phones::number_key;
use crmweb_store::{Tx, callers, names, suggestions};

/// Digits that a number has at least; what is shorter is an extension.
const SHORTEST: usize = 6;
/// Digits that a number has at most (ITU-T E.164 §6).
const LONGEST: usize = 15;
/// Country calling codes of Europe and its neighbours: a number at home may be kept with any of them.
const COUNTRIES: [&str; 46] = [
    "40", "373", "49", "43", "41", "39", "33", "34", "351", "31", "32", "352", "44", "353", "45", "46", "47",
    "358", "354", "48", "420", "421", "36", "386", "385", "381", "382", "387", "389", "383", "355", "359",
    "30", "357", "356", "90", "380", "375", "370", "371", "372", "7", "1", "972", "995", "374",
];

/// Finds the contacts, accounts and leads with a phone number that the actor may see, people first.
pub fn find(tx: &mut Tx, by: &By, number: &str) -> Result<Vec<Suggestion>> {
    by.may(Right::Read, Whose::Mine)?;
    let digits = number_key(number);
    if !(SHORTEST..=LONGEST + 2).contains(&digits.len()) {
        return Err(Error::invalid("number", "must be a phone number of 6 to 15 digits"));
    }
    let mut found = Vec::new();
    let callers = callers::by_numbers(tx, &written(&digits))?;
    for record in whose::seen(tx, &by.actor, callers, |record| *record)? {
        let name = names::of(tx, record)?;
        found.push(Suggestion { record, name, detail: suggestions::detail(tx, record)? });
    }
    Ok(found)
}

/// The ways in which the digits of a number may be kept: at home with a 0, from abroad with a country.
fn written(digits: &str) -> Vec<String> {
    let mut ways = vec![digits.to_owned()];
    if let Some(home) = digits.strip_prefix('0') {
        ways.push(home.to_owned());
        ways.extend(COUNTRIES.iter().map(|country| format!("{country}{home}")));
        // +40 (0) 712 …
        ways.extend(COUNTRIES.iter().map(|country| format!("{country}0{home}")));
    } else {
        for home in COUNTRIES.iter().filter_map(|country| digits.strip_prefix(country)) {
            let home = home.trim_start_matches('0');
            if home.len() >= SHORTEST {
                ways.extend([home.to_owned(), format!("0{home}"), digits.to_owned()]);
            }
        }
    }
    ways.sort();
    ways.dedup();
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_looked_for_as_at_home_and_from_abroad() {
        for (calls, kept, found) in [
            ("40712345678", "0712345678", true),
            ("0712345678", "40712345678", true),
            ("0712345678", "400712345678", true),
            ("0712345678", "0712345678", true),
            ("40712345678", "712345678", true),
            ("0712345678", "0712345679", false),
            ("49891234567", "0891234567", true),
            ("0712345678", "0012345678", false),
        ] {
            assert_eq!(written(calls).contains(&kept.to_owned()), found, "{calls} {kept}");
        }
    }
}
