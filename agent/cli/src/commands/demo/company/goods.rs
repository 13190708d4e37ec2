//! The catalogue: a tree of categories and what is sold.

use super::{House, add};
use crmweb_crm::Result;
use crmweb_model::money::Money;
use crmweb_model::record::RecordKind;
use crmweb_store::Tx;
use std::collections::BTreeMap;

/// Enters the categories and products, as the leader of a team does.
pub fn stock(tx: &mut Tx, house: &mut House) -> Result<()> {
    let leader = house.leader(crmweb_demo::SALES);
    let mut categories = BTreeMap::new();
    for category in &house.company.categories {
        let parent = category.parent.as_ref().and_then(|name| categories.get(name));
        let parent = parent.map(ToString::to_string).unwrap_or_default();
        let fields = [("name", category.name.as_str()), ("parent", &parent)];
        let added = add(tx, &house.ago(leader, 390), RecordKind::Category, &fields)?;
        categories.insert(category.name.clone(), added.uid);
    }
    for product in &house.company.products {
        let category = categories.get(&product.category).map(ToString::to_string).unwrap_or_default();
        let price = Money { minor: product.price, currency: "RON".into() }.to_string();
        let fields = [
            ("code", product.code.as_str()),
            ("name", &product.name),
            ("category", &category),
            ("description", &product.description),
            ("price", &price),
            ("unit", &product.unit),
            ("state", &product.state),
        ];
        let added = add(tx, &house.ago(leader, 380), RecordKind::Product, &fields)?;
        house.products.insert(product.code.clone(), added.uid);
    }
    Ok(())
}
