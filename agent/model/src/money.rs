//! Money: minor units with a currency.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount in the smallest unit of its currency.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// In hundredths for most currencies.
    pub minor: i64,
    /// ISO 4217 code, upper case.
    pub currency: String,
}

/// A text that is no amount.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is not an amount; write it as 1200.50 EUR")]
pub struct NotMoney(pub String);

/// Digits after the point (ISO 4217); nearly all have two.
fn digits(currency: &str) -> u32 {
    match currency {
        "JPY" | "KRW" | "HUF" | "ISK" | "CLP" | "VND" => 0,
        "BHD" | "JOD" | "KWD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

impl Money {
    /// Reads `1200.50 EUR`, `1200,50 RON`, `300 EUR`.
    pub fn parse(text: &str) -> Result<Money, NotMoney> {
        let no = || NotMoney(text.chars().take(60).collect());
        let (number, currency) = text.trim().rsplit_once(' ').ok_or_else(no)?;
        let currency = currency.to_ascii_uppercase();
        if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(no());
        }
        let number = number.trim().replace([' ', '\u{a0}'], "").replace(',', ".");
        let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
        let places = digits(&currency) as usize;
        if part.len() > places || !part.bytes().all(|b| b.is_ascii_digit()) {
            return Err(no());
        }
        let minor = format!("{whole}{part:0<places$}").parse().map_err(|_| no())?;
        Ok(Money { minor, currency })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = digits(&self.currency) as usize;
        let scale = 10_u64.pow(places as u32);
        let (sign, size) = (if self.minor < 0 { "-" } else { "" }, self.minor.unsigned_abs());
        match places {
            0 => write!(f, "{sign}{size} {}", self.currency),
            _ => write!(f, "{sign}{}.{:0places$} {}", size / scale, size % scale, self.currency),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_and_write_as_people_do() {
        for (text, minor, shown) in [
            ("1200.50 EUR", 120_050, "1200.50 EUR"),
            ("1200,5 ron", 120_050, "1200.50 RON"),
            ("300 EUR", 30_000, "300.00 EUR"),
            ("12 000 JPY", 12_000, "12000 JPY"),
            ("-0.05 EUR", -5, "-0.05 EUR"),
        ] {
            let money = Money::parse(text).unwrap();
            assert_eq!((money.minor, money.to_string().as_str()), (minor, shown), "{text}");
        }
        for text in ["", "12", "12 EURO", "1.234 EUR", "x EUR", "1.2.3 EUR", "99999999999999999999 EUR"] {
            assert!(Money::parse(text).is_err(), "{text}");
        }
    }
}
