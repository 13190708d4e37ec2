//! The company whose clients are asked for: how many there are of everything, and who works where.

use crate::chance::{Chance, Zipf};
use crmweb_model::ids::ContactId;
use crmweb_model::time::Millis;

/// Colleagues, each with a mailbox.
pub const USERS: i64 = 20;
/// The account with a tenth of all activities.
pub const GIANT: i64 = 1;
/// When everything is looked at.
pub const NOW: Millis = Millis(1_795_507_200_000);
/// The first activity was five years before.
pub const SPAN: i64 = 5 * 365 * Millis::DAY;

pub struct Company {
    pub activities: i64,
    pub contacts: i64,
    pub accounts: i64,
    pub incidents: i64,
    pub opportunities: i64,
    ranks: Zipf,
}

impl Company {
    pub fn of(activities: usize) -> Company {
        let activities = activities as i64;
        let contacts = (activities / 5).max(100);
        Company {
            activities,
            contacts,
            accounts: contacts / 4,
            incidents: activities / 50,
            opportunities: activities / 100,
            ranks: Zipf::of(contacts),
        }
    }

    pub fn chance(&self, seed: u64) -> Chance {
        Chance(seed)
    }

    /// A contact, as mail reaches them.
    pub fn any_contact(&self, chance: &mut Chance) -> ContactId {
        // Who is written to most is spread over the whole table.
        ContactId(1 + self.ranks.draw(chance) * 7_919 % self.contacts)
    }

    /// A contact of the whole list, each as likely as the other.
    pub fn equal_contact(&self, chance: &mut Chance) -> ContactId {
        ContactId(1 + chance.below(self.contacts))
    }

    /// Where a contact works: one in a hundred at the giant, the others four to a company.
    pub fn account_of(&self, contact: i64) -> i64 {
        if contact % 100 == 1 { GIANT } else { 2 + contact % (self.accounts - 1) }
    }

    /// Somebody of the giant.
    pub fn of_giant(&self, chance: &mut Chance) -> ContactId {
        ContactId(1 + 100 * chance.below(self.contacts / 100))
    }
}
