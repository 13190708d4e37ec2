//! `company domain …`: the company's own mail domains.

use super::Context;
use crate::args::people::{Company, Domain};
use crate::failure::{Exit, Failure, Result};
use crmweb_store::users;
use serde_json::json;

/// Carries out `company …`.
pub fn run(context: &Context, args: &Company) -> Result<Exit> {
    let Company::Domain(args) = args;
    let known = context.agent.crm.read(|tx| Ok(users::company_domains(tx)?))?;
    match args {
        Domain::List => {
            context.output.answer(&json!({ "domains": known }), |page| {
                if known.is_empty() {
                    page.line("No domain of your own yet: crmweb company domain add firma.ro");
                }
                known.iter().for_each(|domain| page.line(domain));
            })?;
            Ok(Exit::Done)
        }
        Domain::Add(args) => {
            let mut wanted = known;
            wanted.push(args.domain.clone());
            set(context, wanted)
        }
        Domain::Remove(args) => {
            let gone = args.domain.trim().trim_start_matches('@').to_lowercase();
            if !known.contains(&gone) {
                return Err(Failure::not_found(format!("{gone} is no domain of the company"))
                    .hinting("`crmweb company domain list` shows them."));
            }
            set(context, known.into_iter().filter(|domain| *domain != gone).collect())
        }
    }
}

fn set(context: &Context, wanted: Vec<String>) -> Result<Exit> {
    let by = context.asker.by();
    let mutation = by.mutation.to_string();
    let domains =
        context.agent.crm.write(move |tx| crmweb_crm::users::set_company_domains(tx, &by, &wanted))?;
    context.output.answer(&json!({ "domains": domains, "mutation": mutation }), |page| {
        page.line(&match domains.as_slice() {
            [] => "The company has no mail domain of its own now.".to_owned(),
            domains => format!("Everybody at {} is a colleague.", domains.join(", ")),
        });
    })?;
    Ok(Exit::Done)
}
