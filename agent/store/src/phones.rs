//! Phone numbers as people wrote them, and the digits by which they are found.

use crate::engine::Tx;
use crate::error::Result;
use crate::fields::damaged;
use crmweb_model::draft::Phone;
use crmweb_model::record::PhoneKind;

/// Whose phones.
#[derive(Clone, Copy)]
pub(crate) enum Of {
    Account(i64),
    Contact(i64),
}

/// Returns the digits of a number; international ones (`+40…`, `0040…`) without their prefix.
pub fn number_key(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    digits.strip_prefix("00").map(str::to_owned).unwrap_or(digits)
}

pub(crate) fn load(tx: &mut Tx, of: Of) -> Result<Vec<Phone>> {
    let (sql, id) = match of {
        Of::Account(id) => {
            ("SELECT kind, number FROM account_phones WHERE account_id = ?1 ORDER BY position", id)
        }
        Of::Contact(id) => {
            ("SELECT kind, number FROM contact_phones WHERE contact_id = ?1 ORDER BY position", id)
        }
    };
    tx.query(sql, &[&id], |r| {
        let kind: String = r.get(0)?;
        let kind = PhoneKind::from_name(&kind).ok_or_else(|| damaged("kind of phone", &kind))?;
        Ok(Phone { kind, number: r.get(1)? })
    })
}

pub(crate) fn replace(tx: &mut Tx, of: Of, phones: &[Phone]) -> Result<()> {
    let (clear, add, id) = match of {
        Of::Account(id) => (
            "DELETE FROM account_phones WHERE account_id = ?1",
            "INSERT INTO account_phones (account_id, position, kind, number, number_key) VALUES (?1, ?2, ?3, ?4, ?5)",
            id,
        ),
        Of::Contact(id) => (
            "DELETE FROM contact_phones WHERE contact_id = ?1",
            "INSERT INTO contact_phones (contact_id, position, kind, number, number_key) VALUES (?1, ?2, ?3, ?4, ?5)",
            id,
        ),
    };
    tx.execute(clear, &[&id])?;
    for (position, phone) in (0_i64..).zip(phones) {
        tx.execute(add, &[&id, &position, &phone.kind.as_str(), &phone.number, &number_key(&phone.number)])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::number_key;

    #[test]
    fn a_number_is_found_however_it_is_written() {
        for (written, key) in [
            ("+40 (712) 345-678", "40712345678"),
            ("0040 712 345 678", "40712345678"),
            ("0712.345.678", "0712345678"),
            ("ask Ana", ""),
        ] {
            assert_eq!(number_key(written), key);
        }
    }
}
