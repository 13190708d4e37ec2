//! `person …`: what is stored of somebody counted, handed over, erased.

use super::Context;
use crate::args::papers::{Erase, Export, Person as Args, Whom};
use crate::failure::{Exit, Failure, Result};
use crate::paint::{Ink, Page};
use crmweb_crm::persons::{self, Count, Who, erase, export};
use crmweb_crm::records;
use crmweb_model::record::RecordKind;
use serde_json::{Map, Value, json};
use std::fs::File;
use std::io::{BufWriter, Write};

/// Carries out `person …`.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match args {
        Args::Data(whom) => data(context, whom),
        Args::Export(args) => export(context, args),
        Args::Erase(args) => erase(context, args),
    }
}

fn who(context: &Context, whom: &Whom) -> Result<Who> {
    let kind = match whom.kind.as_str() {
        "contact" => RecordKind::Contact,
        "lead" => RecordKind::Lead,
        kind => return Ok(Who::read(kind, &whom.person)?),
    };
    let (by, text) = (context.asker.by(), whom.person.clone());
    let found = context.agent.crm.read(move |tx| records::named(tx, &by, records::kind(kind)?, &text))?;
    Ok(Who::Record(kind, found.uid))
}

fn data(context: &Context, whom: &Whom) -> Result<Exit> {
    let (who, by) = (who(context, whom)?, context.asker.by());
    let data = persons::personal_data(&context.agent.crm, &by, &who)?;
    let value = json!({ "name": data.name, "holds": counts(&data.holds), "stays": counts(&data.stays),
                        "has_namesake": data.has_namesake });
    context.output.answer(&value, |page| {
        page.title(&data.name, "");
        table(page, &data.holds);
        if data.stays.iter().any(|count| count.count > 0) {
            page.title("Stays after erasing", "without telling who it was");
            table(page, &data.stays);
        }
        if data.has_namesake {
            page.line(
                "Somebody else is called the same: other texts are searched for addresses and phones only.",
            );
        }
    })?;
    Ok(Exit::Done)
}

fn export(context: &Context, args: &Export) -> Result<Exit> {
    let (who, by) = (who(context, &args.whom)?, context.asker.by());
    let failed = |e| Failure::from(crmweb_store::Error::file("write", &args.file)(e));
    let mut out = BufWriter::new(File::create_new(&args.file).map_err(failed)?);
    let done = export::export_person(&context.agent.crm, &by, &who, &mut out);
    let done = done.and_then(|done| {
        out.flush().map_err(crmweb_store::Error::file("write", &args.file))?;
        Ok(done)
    });
    if done.is_err() {
        drop(std::fs::remove_file(&args.file));
    }
    let done = done?;
    let parts: Map<String, Value> =
        done.parts.iter().map(|(part, count)| (part.clone(), json!(count))).collect();
    let value = json!({ "file": args.file, "parts": parts, "left_out": done.left_out });
    context.output.answer(&value, |page| {
        page.line(&format!("Written to {}.", args.file.display()));
        let rows = done.parts.iter().filter(|(_, count)| *count > 0);
        let row = |(part, count): &(String, u64)| {
            vec![(Ink::Plain, part.replace('_', " ")), (Ink::Bold, count.to_string())]
        };
        page.table(0, &rows.map(row).collect::<Vec<_>>());
        if done.left_out > 0 {
            page.line(&format!("Left out, because you may not see them: {}.", done.left_out));
        }
    })?;
    Ok(Exit::Done)
}

fn erase(context: &Context, args: &Erase) -> Result<Exit> {
    let (who, by) = (who(context, &args.whom)?, context.asker.by());
    let done = erase::erase_person(&context.agent.crm, &by, &who, &args.confirm)?;
    let value = json!({ "number": done.number, "before": counts(&done.before), "after": counts(&done.after),
                        "stays": counts(&done.stays) });
    context.output.answer(&value, |page| {
        page.title(&format!("erased: person {}", done.number), "");
        table(page, &done.before);
        page.line(
            "Of this nothing is left. What the mail server holds is still there: the mailbox is only read.",
        );
    })?;
    Ok(Exit::Done)
}

fn counts(counts: &[Count]) -> Map<String, Value> {
    counts.iter().map(|count| (count.what.to_owned(), json!(count.count))).collect()
}

fn table(page: &mut Page, counts: &[Count]) {
    let there = counts.iter().filter(|count| count.count > 0);
    let row = |count: &Count| {
        vec![(Ink::Plain, count.what.replace('_', " ")), (Ink::Bold, count.count.to_string())]
    };
    page.table(0, &there.map(row).collect::<Vec<_>>());
}
