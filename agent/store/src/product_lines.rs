//! What is offered in an opportunity or was sold, line by line.

use crate::engine::Tx;
use crate::error::{Error, Result};
use crate::fields::damaged;
use crate::refs;
use crmweb_model::ids::Uid;
use crmweb_model::lines::Line;
use crmweb_model::money::Money;
use crmweb_model::record::{RecordKind, RecordRef};

/// Lists the lines of an opportunity or sale in order.
pub fn list(tx: &mut Tx, record: RecordRef) -> Result<Vec<Line>> {
    tx.query(
        "SELECT p.uid, l.name, l.quantity, l.unit, l.price, l.currency, l.discount
         FROM product_lines l
         LEFT JOIN products p ON p.id = l.product_id
         WHERE l.record_kind = ?1 AND l.record_id = ?2
         ORDER BY l.position",
        &[&record.kind.as_str(), &record.id],
        |r| {
            let product: Option<String> = r.get(0)?;
            let product = product.map(|uid| Uid::parse(&uid).map_err(|_| damaged("id of a product", &uid)));
            Ok(Line {
                product: product.transpose()?,
                name: r.get(1)?,
                quantity: r.get(2)?,
                unit: r.get(3)?,
                price: Money { minor: r.get(4)?, currency: r.get(5)? },
                discount: r.get(6)?,
            })
        },
    )
}

/// Replaces the lines of an opportunity or sale.
pub fn replace(tx: &mut Tx, record: RecordRef, lines: &[Line]) -> Result<()> {
    let kind = record.kind.as_str();
    tx.execute("DELETE FROM product_lines WHERE record_kind = ?1 AND record_id = ?2", &[&kind, &record.id])?;
    for (position, line) in (0_i64..).zip(lines) {
        let product = match line.product {
            Some(uid) => refs::find(tx, RecordKind::Product, uid)?.map(|product| product.id),
            None => None,
        };
        tx.execute(
            "INSERT INTO product_lines
                 (record_kind, record_id, position, product_id, name, quantity, unit, price, currency, discount)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            &[
                &kind,
                &record.id,
                &position,
                &product,
                &line.name,
                &line.quantity,
                &line.unit,
                &line.price.minor,
                &line.price.currency,
                &line.discount,
            ],
        )?;
    }
    Ok(())
}

/// Writes lines for the change log, one a line.
pub fn to_text(lines: &[Line]) -> Result<String> {
    let written: std::result::Result<Vec<String>, _> = lines.iter().map(serde_json::to_string).collect();
    written.map(|lines| lines.join("\n")).map_err(|e| Error::Damaged(e.to_string()))
}

/// Reads [`to_text`] back.
pub fn from_text(text: &str) -> Result<Vec<Line>> {
    text.lines()
        .map(|line| serde_json::from_str(line).map_err(|_| damaged("line of products", line)))
        .collect()
}
