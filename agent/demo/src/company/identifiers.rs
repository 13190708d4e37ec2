//! Tax numbers with right check digits, in the form their countries print them.

/// The tax number of a company in this country, made from `serial`: CUI, USt-IdNr, VAT number, adószám, NIP, TVA,
/// IDNO or corporate number; of any other country, the bare serial.
pub fn vat_number(country: &str, serial: u64) -> String {
    match country {
        "RO" => {
            // Six or seven digits and the check digit; a CUI does not start with 0.
            let body = 100_000 + serial % 9_899_999;
            format!("RO{body}{}", cui_check(&digits(body, 1)))
        }
        "DE" => {
            let body = digits(10_000_000 + serial % 89_999_999, 8);
            format!("DE{}{}", join(&body), iso_7064(&body))
        }
        "GB" => {
            let body = digits(1_000_000 + serial % 8_999_999, 7);
            let sum = weighted(&body, &[8, 7, 6, 5, 4, 3, 2]);
            format!("GB{}{:02}", join(&body), 97 - sum % 97)
        }
        "HU" => {
            let body = digits(1_000_000 + serial % 8_999_999, 7);
            let check = (10 - weighted(&body, &[9, 7, 3, 1, 9, 7, 3]) % 10) % 10;
            format!("HU{}{check}", join(&body))
        }
        "PL" => polish(serial),
        "FR" => {
            let siren = siren(10_000_000 + serial % 89_999_999);
            format!("FR{:02}{siren:09}", (12 + 3 * (siren % 97)) % 97)
        }
        "MD" => {
            let body = digits(100_360_000_000 + serial % 9_999_999, 12);
            format!("{}{}", join(&body), weighted(&body, &[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1]) % 10)
        }
        "JP" => {
            let body = digits(10_000_000_000 + serial % 89_999_999_999, 12);
            let sum = weighted(&body, &[2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]);
            format!("T{}{}", 9 - sum % 9, join(&body))
        }
        _ => serial.to_string(),
    }
}

/// Whether this is a Romanian CUI with a right check digit, with or without the prefix RO.
pub fn valid_cui(number: &str) -> bool {
    let number = number.trim();
    let digits: Option<Vec<u64>> = number
        .strip_prefix("RO")
        .unwrap_or(number)
        .trim()
        .chars()
        .map(|sign| sign.to_digit(10).map(u64::from))
        .collect();
    match digits.as_deref().and_then(<[u64]>::split_last) {
        Some((check, body)) if (1..=9).contains(&body.len()) => cui_check(body) == *check,
        _ => false,
    }
}

fn cui_check(body: &[u64]) -> u64 {
    const KEY: [u64; 9] = [7, 5, 3, 2, 1, 7, 5, 3, 2];
    weighted(body, &KEY[KEY.len() - body.len()..]) * 10 % 11 % 10
}

/// MOD 11,10 of ISO 7064, as German and Croatian tax numbers use it.
fn iso_7064(body: &[u64]) -> u64 {
    let product = body.iter().fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        (2 * if sum == 0 { 10 } else { sum }) % 11
    });
    (11 - product) % 10
}

/// A remainder of 10 has no digit: such numbers are not given out.
fn polish(serial: u64) -> String {
    let mut body = digits(100_000_000 + serial % 899_999_900, 9);
    let check = |body: &[u64]| weighted(body, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11;
    if check(&body) == 10 {
        body[8] = (body[8] + 1) % 10;
    }
    format!("PL{}{}", join(&body), check(&body))
}

/// Eight digits with their Luhn digit.
fn siren(body: u64) -> u64 {
    let sum: u64 = digits(body, 8)
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match digit * if place % 2 == 0 { 2 } else { 1 } {
            doubled if doubled > 9 => doubled - 9,
            single => single,
        })
        .sum();
    body * 10 + (10 - sum % 10) % 10
}

fn weighted(digits: &[u64], weights: &[u64]) -> u64 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

fn digits(number: u64, width: usize) -> Vec<u64> {
    format!("{number:0width$}").bytes().map(|digit| u64::from(digit - b'0')).collect()
}

fn join(digits: &[u64]) -> String {
    digits.iter().map(u64::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::{digits, iso_7064, siren, valid_cui, vat_number, weighted};

    #[test]
    fn check_digits_agree_with_published_examples() {
        // Specimens from the tax authorities' descriptions of the check digits.
        assert!(valid_cui("RO18547290"));
        assert!(valid_cui("18547290"));
        assert!(!valid_cui("RO18547291"));
        assert_eq!(iso_7064(&digits(13_669_597, 8)), 6);
        assert_eq!(siren(73_282_932), 732_829_320);
    }

    #[test]
    fn every_number_made_is_valid() {
        for serial in (0..100_000).step_by(37) {
            assert!(valid_cui(&vat_number("RO", serial)), "{serial}");
            let polish = digits(vat_number("PL", serial)[2..].parse().unwrap(), 10);
            assert_eq!(weighted(&polish[..9], &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11, polish[9], "{serial}");
            assert_eq!(vat_number("GB", serial).len(), 11);
            assert_eq!(vat_number("FR", serial).len(), 13);
            assert_eq!(vat_number("JP", serial).len(), 14);
            assert_eq!(vat_number("MD", serial).len(), 13);
        }
    }
}
