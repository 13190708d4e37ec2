//! VAT numbers: what they look like in each country, and the checksums that tell them from other digits.

/// Says whether `body` (digits and letters, no blanks) is a VAT number of `country`; `None` when the country has no
/// checksum that is known here and its shape is right.
pub(super) fn check(country: &str, body: &str) -> Option<bool> {
    let digits: Vec<u32> = body.chars().filter_map(|c| c.to_digit(10)).collect();
    let all = digits.len() == body.len();
    let right = match country {
        "RO" => all && romanian(&digits),
        "DE" => all && digits.len() == 9 && iso7064(&digits),
        "AT" => body.starts_with('U') && digits.len() == 8 && body.len() == 9 && austrian(&digits),
        "FR" => all && digits.len() == 11 && french(&digits),
        "IT" => all && digits.len() == 11 && luhn(&digits),
        "NL" => body.len() == 12 && body.as_bytes()[9] == b'B' && digits.len() == 11 && dutch(&digits, body),
        "PL" => {
            all && digits.len() == 10 && weighted(&digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == digits[9]
        }
        "HU" => {
            all && digits.len() == 8
                && (10 - weighted(&digits, &[9, 7, 3, 1, 9, 7, 3]) % 10) % 10 == digits[7]
        }
        "BG" => all && (digits.len() == 9 && bulgarian(&digits) || digits.len() == 10),
        "BE" => all && digits.len() == 10 && number(&digits[..8]) % 97 == 97 - number(&digits[8..]),
        "HR" => all && digits.len() == 11 && iso7064(&digits),
        "SK" => all && digits.len() == 10 && number(&digits).is_multiple_of(11),
        "LU" => all && digits.len() == 8 && number(&digits[..6]) % 89 == number(&digits[6..]),
        "CZ" => return (all && (8..=10).contains(&digits.len())).then_some(true).or(Some(false)),
        "EL" | "PT" | "EE" => return shape(all && digits.len() == 9),
        "SI" | "FI" | "DK" | "MT" => return shape(all && digits.len() == 8),
        "SE" => return shape(all && digits.len() == 12),
        "ES" | "CY" => return shape(body.len() == 9 && digits.len() >= 7),
        "IE" => return shape((8..=9).contains(&body.len()) && digits.len() >= 7),
        "LV" => return shape(all && digits.len() == 11),
        "LT" => return shape(all && matches!(digits.len(), 9 | 12)),
        "GB" => return shape(all && matches!(digits.len(), 9 | 12)),
        _ => false,
    };
    Some(right)
}

/// Countries and how long the rest of their numbers can be.
pub(super) const COUNTRIES: &[(&str, usize, usize)] = &[
    ("RO", 2, 10),
    ("DE", 9, 9),
    ("AT", 9, 9),
    ("FR", 11, 11),
    ("IT", 11, 11),
    ("NL", 12, 12),
    ("PL", 10, 10),
    ("HU", 8, 8),
    ("BG", 9, 10),
    ("BE", 10, 10),
    ("HR", 11, 11),
    ("SK", 10, 10),
    ("LU", 8, 8),
    ("CZ", 8, 10),
    ("EL", 9, 9),
    ("PT", 9, 9),
    ("EE", 9, 9),
    ("SI", 8, 8),
    ("FI", 8, 8),
    ("DK", 8, 8),
    ("MT", 8, 8),
    ("SE", 12, 12),
    ("ES", 9, 9),
    ("CY", 9, 9),
    ("IE", 8, 9),
    ("LV", 11, 11),
    ("LT", 9, 12),
    ("GB", 9, 12),
];

fn shape(right: bool) -> Option<bool> {
    if right { None } else { Some(false) }
}

fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(d, w)| d * w).sum()
}

fn number(digits: &[u32]) -> u64 {
    digits.iter().fold(0, |n, d| n * 10 + u64::from(*d))
}

/// The CUI: two to ten digits, the last one the check (weights 753217532 from the right).
pub(super) fn romanian(digits: &[u32]) -> bool {
    let Some((check, rest)) = digits.split_last() else { return false };
    if !(2..=10).contains(&digits.len()) || digits[0] == 0 {
        return false;
    }
    let sum: u32 = rest.iter().rev().zip([2, 3, 5, 7, 1, 2, 3, 5, 7]).map(|(d, w)| d * w).sum();
    sum * 10 % 11 % 10 == *check
}

/// ISO 7064 MOD 11,10.
fn iso7064(digits: &[u32]) -> bool {
    let Some((check, rest)) = digits.split_last() else { return false };
    let product = rest.iter().fold(10, |product, d| {
        let sum = (d + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    digits[0] > 0 && (11 - product) % 10 == *check
}

fn austrian(digits: &[u32]) -> bool {
    let sum: u32 = digits[..7].iter().zip([1, 2, 1, 2, 1, 2, 1]).map(|(d, w)| d * w / 10 + d * w % 10).sum();
    (96 - sum) % 10 == digits[7]
}

fn french(digits: &[u32]) -> bool {
    let company = number(&digits[2..]);
    luhn(&digits[2..]) && (12 + 3 * (company % 97)) % 97 == number(&digits[..2])
}

fn luhn(digits: &[u32]) -> bool {
    let doubled = |d: u32| if d > 4 { d * 2 - 9 } else { d * 2 };
    let sum: u32 =
        digits.iter().rev().enumerate().map(|(n, d)| if n % 2 == 1 { doubled(*d) } else { *d }).sum();
    sum.is_multiple_of(10) && digits.iter().any(|d| *d > 0)
}

/// The old numbers have the check of the citizen's number, the new ones MOD 97 over all of it (N is 23, L is 21, B is 11).
fn dutch(digits: &[u32], body: &str) -> bool {
    let old = weighted(digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == digits[8];
    let spelled = format!("2321{}", body.replace('B', "11"));
    let rest = spelled.chars().filter_map(|c| c.to_digit(10)).fold(0, |n, d| (n * 10 + d) % 97);
    old || rest == 1
}

fn bulgarian(digits: &[u32]) -> bool {
    let first = weighted(digits, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11;
    let check = if first == 10 { weighted(digits, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10 } else { first };
    check == digits[8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_tell_numbers_from_digits() {
        for (country, body) in [
            ("RO", "14399840"),
            ("RO", "1590082"),
            ("DE", "136695976"),
            ("AT", "U13585627"),
            ("FR", "40303265045"),
            ("IT", "00743110157"),
            ("NL", "004495445B01"),
            ("NL", "123456789B13"),
            ("PL", "8567346215"),
            ("HU", "12892312"),
            ("BG", "175074752"),
            ("BE", "0776091951"),
            ("HR", "33392005961"),
            ("SK", "2022749619"),
            ("LU", "15027442"),
        ] {
            assert_eq!(check(country, body), Some(true), "{country}{body}");
            let mistyped = |c: char| char::from(b'0' + (c as u8 - b'0' + 1) % 10);
            let wrong: String =
                body.chars().enumerate().map(|(n, c)| if n == 3 { mistyped(c) } else { c }).collect();
            assert_eq!(check(country, &wrong), Some(false), "{country}{wrong}");
        }
        assert_eq!(check("SE", "556188840401"), None);
        assert_eq!(check("SE", "55618884040"), Some(false));
        assert_eq!(check("XX", "1"), Some(false));
    }
}
