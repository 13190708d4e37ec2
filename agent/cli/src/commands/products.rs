//! `product …`: the catalogue browsed.

use super::Context;
use crate::args::papers::{Product as Args, Products};
use crate::failure::{Exit, Result};
use crate::paint::{Ink, Page};
use crmweb_crm::products::{self, Branch};
use crmweb_crm::records;
use crmweb_model::record::RecordKind;
use crmweb_store::products::{Asked, Line};
use serde_json::{Value, json};

/// Carries out `product …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::Tree => {
            let by = context.asker.by();
            let tree = context.agent.crm.read(move |tx| products::tree(tx, &by))?;
            let values: Vec<Value> = tree.iter().map(value).collect();
            context.output.answer(&json!({ "categories": values }), |page| {
                if tree.is_empty() {
                    page.line("No category yet: crmweb record add categories name=Pumps");
                }
                tree.iter().for_each(|branch| write(page, branch, 0));
            })?;
        }
        Args::List(args) => list(context, args)?,
    }
    Ok(Exit::Done)
}

fn value(branch: &Branch) -> Value {
    let branches: Vec<Value> = branch.branches.iter().map(value).collect();
    json!({ "uid": branch.uid, "name": branch.name, "products": branch.products, "below": branch.below,
            "branches": branches })
}

fn write(page: &mut Page, branch: &Branch, depth: usize) {
    page.indented(2 * depth, Ink::Plain, &format!("{} ({})", branch.name, branch.below));
    branch.branches.iter().for_each(|below| write(page, below, depth + 1));
}

fn list(context: &Context, args: &Products) -> Result<()> {
    let (by, args) = (context.asker.by(), args.clone());
    let found = context.agent.crm.read(move |tx| {
        let category = match &args.category {
            Some(text) => Some(records::named(tx, &by, records::kind(RecordKind::Category)?, text)?.uid),
            None => None,
        };
        let limit = i64::from(args.limit);
        let asked = Asked { state: args.state, code: args.code, text: args.text, limit, ..Asked::default() };
        products::list(tx, &by, category, asked)
    })?;
    let price = |line: &Line| line.price.as_ref().map(ToString::to_string).unwrap_or_default();
    let values: Vec<Value> = found
        .iter()
        .map(|line| {
            json!({ "uid": line.uid, "code": line.code, "name": line.name, "state": line.state,
                    "unit": line.unit, "price": price(line) })
        })
        .collect();
    context.output.answer(&json!({ "products": values }), |page| {
        if found.is_empty() {
            page.line("No product.");
        }
        let row = |line: &Line| {
            vec![
                (Ink::Dim, line.code.clone()),
                (Ink::Plain, line.name.clone()),
                (Ink::Bold, price(line)),
                (Ink::Dim, line.state.replace('_', " ")),
            ]
        };
        page.table(1, &found.iter().map(row).collect::<Vec<_>>());
    })
}
