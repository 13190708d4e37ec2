//! What is offered or sold, line by line, and what it comes to: exact, in minor units.

use crate::ids::Uid;
use crate::money::Money;
use serde::{Deserialize, Serialize};

/// The most lines of one offer or sale.
pub const MOST_LINES: usize = 300;
/// The greatest amount of one price, line or sum, in minor units: a trillion of most currencies.
pub const LARGEST_AMOUNT: i64 = 100_000_000_000_000;
/// The greatest quantity, in thousandths: a billion.
const LARGEST_QUANTITY: i64 = 1_000_000_000_000;
/// All of it, in hundredths of a percent.
const WHOLE: i64 = 10_000;

/// A product with quantity and price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The product in the catalogue, if it stands there.
    pub product: Option<Uid>,
    /// What it is called here.
    pub name: String,
    /// How much, in thousandths of the unit.
    pub quantity: i64,
    /// What is counted: `buc`, `kg`, `h`.
    #[serde(default)]
    pub unit: String,
    /// What one costs.
    pub price: Money,
    /// What is taken off, in hundredths of a percent.
    #[serde(default)]
    pub discount: i64,
}

/// Why lines cannot be accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// There are too many.
    #[error("must be at most {MOST_LINES}")]
    TooMany,
    /// One of them holds an impossible number; counted from 1.
    #[error("line {0}: {1}")]
    Line(usize, &'static str),
    /// They are in several currencies, which cannot be added.
    #[error("must all be in one currency, not in {0} and {1}")]
    Currencies(String, String),
    /// They come to more than can be kept.
    #[error("come to more than a trillion")]
    TooMuch,
}

impl Line {
    /// Returns what the line comes to, in minor units: quantity times price less the discount, rounded half away from
    /// zero.
    pub fn amount(&self) -> i64 {
        let left = i128::from(WHOLE - self.discount);
        let exact = i128::from(self.quantity) * i128::from(self.price.minor) * left;
        i64::try_from(rounded(exact, 1_000 * i128::from(WHOLE))).unwrap_or(i64::MAX)
    }

    fn check(&self) -> Result<(), &'static str> {
        let code = &self.price.currency;
        if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err("the price must be in a currency such as EUR");
        }
        if self.name.trim().is_empty() {
            return Err("the name must not be empty");
        }
        if !(1..=LARGEST_QUANTITY).contains(&self.quantity) {
            return Err("the quantity must be more than nothing and at most a billion");
        }
        if !(0..=LARGEST_AMOUNT).contains(&self.price.minor) {
            return Err("the price must not be negative, and at most a trillion");
        }
        if !(0..=WHOLE).contains(&self.discount) {
            return Err("the discount must be from 0 to 100 percent");
        }
        if self.amount() > LARGEST_AMOUNT { Err("comes to more than a trillion") } else { Ok(()) }
    }
}

/// Divides, rounding half away from zero.
fn rounded(value: i128, by: i128) -> i128 {
    let half = by / 2;
    if value >= 0 { (value + half) / by } else { (value - half) / by }
}

/// Returns what the lines come to; `None` without lines.
pub fn total(lines: &[Line]) -> Result<Option<Money>, Unfit> {
    if lines.len() > MOST_LINES {
        return Err(Unfit::TooMany);
    }
    let mut sum: Option<Money> = None;
    for (number, line) in (1..).zip(lines) {
        line.check().map_err(|why| Unfit::Line(number, why))?;
        let sum = sum.get_or_insert_with(|| Money { minor: 0, currency: line.price.currency.clone() });
        if sum.currency != line.price.currency {
            return Err(Unfit::Currencies(sum.currency.clone(), line.price.currency.clone()));
        }
        sum.minor += line.amount();
        if sum.minor > LARGEST_AMOUNT {
            return Err(Unfit::TooMuch);
        }
    }
    Ok(sum)
}

/// Returns a sum weighted by a probability in percent, rounded half away from zero.
pub fn weighted(minor: i64, percent: i64) -> i64 {
    i64::try_from(rounded(i128::from(minor) * i128::from(percent), 100)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(quantity: i64, price: &str, discount: i64) -> Line {
        Line {
            product: None,
            name: "Pompă".into(),
            quantity,
            unit: "buc".into(),
            price: Money::parse(price).unwrap(),
            discount,
        }
    }

    #[test]
    fn a_line_is_rounded_half_away_from_zero() {
        for (quantity, price, discount, amount) in [
            (1_000, "10.00 EUR", 0, 1_000),
            (2_500, "12.00 EUR", 0, 3_000),
            (2_500, "12.00 EUR", 500, 2_850),
            (1, "5.00 EUR", 0, 1), // half a cent
            (1, "4.99 EUR", 0, 0), // just below
            (333, "0.01 EUR", 0, 0),
            (500, "0.01 EUR", 0, 1),
            (1_500, "0.01 EUR", 0, 2),
            (1_000, "99.99 EUR", 3_333, 6_666), // 66.6633…
            (1_000, "0.03 EUR", 5_000, 2),      // 1.5
            (1_000, "100.00 EUR", 10_000, 0),
            (3_000, "7 JPY", 1_000, 19), // 18.9
            (1_000_000_000_000, "1000.00 EUR", 0, 100_000_000_000_000),
        ] {
            assert_eq!(line(quantity, price, discount).amount(), amount, "{quantity} × {price} − {discount}");
        }
    }

    #[test]
    fn a_sum_is_that_of_the_rounded_lines_in_one_currency() {
        let thirds = [line(1, "5.00 RON", 0), line(1, "5.00 RON", 0), line(1, "5.00 RON", 0)];
        assert_eq!(total(&thirds).unwrap().unwrap().to_string(), "0.03 RON");
        assert_eq!(total(&[]).unwrap(), None);
        let mixed = [line(1_000, "1.00 RON", 0), line(1_000, "1.00 EUR", 0)];
        assert_eq!(total(&mixed).unwrap_err().to_string(), "must all be in one currency, not in RON and EUR");
    }

    #[test]
    fn what_no_offer_holds_is_refused_with_its_line() {
        let good = line(1_000, "1.00 EUR", 0);
        for (bad, why) in [
            (line(0, "1.00 EUR", 0), "the quantity must be more than nothing and at most a billion"),
            (line(i64::MAX, "1.00 EUR", 0), "the quantity must be more than nothing and at most a billion"),
            (line(1_000, "-1.00 EUR", 0), "the price must not be negative, and at most a trillion"),
            (line(1_000, "1.00 EUR", 10_001), "the discount must be from 0 to 100 percent"),
            (line(1_000, "1.00 EUR", -1), "the discount must be from 0 to 100 percent"),
            (line(1_000_000_000_000, "1000000000000 EUR", 0), "comes to more than a trillion"),
            (Line { name: " ".into(), ..good.clone() }, "the name must not be empty"),
        ] {
            assert_eq!(total(&[good.clone(), bad]).unwrap_err(), Unfit::Line(2, why));
        }
        let most = line(1_000, "1000000000000 EUR", 0);
        assert_eq!(total(&[most.clone(), most]).unwrap_err(), Unfit::TooMuch);
        assert_eq!(total(&vec![good; MOST_LINES + 1]).unwrap_err(), Unfit::TooMany);
    }

    #[test]
    fn a_weighted_sum_is_exact() {
        for (minor, percent, sum) in [(100, 33, 33), (50, 25, 13), (-50, 25, -13), (i64::MAX, 100, i64::MAX)]
        {
            assert_eq!(weighted(minor, percent), sum);
        }
    }
}
