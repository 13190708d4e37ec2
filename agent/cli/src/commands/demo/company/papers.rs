//! Documents: contracts, offers, data sheets, with their versions and keywords.

use super::House;
use crate::failure::Result;
use crmweb_crm::documents::{self, Bytes, NewDocument};
use crmweb_crm::{By, Crm, Error};
use crmweb_demo::{SALES, Stage, paper};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_store::Tx;

/// How many contracts with clients are filed.
const CONTRACTS: usize = 4;

/// Files the documents.
pub fn file(crm: &Crm, mut house: House) -> Result<House> {
    let leader = house.leader(SALES);
    for (code, name) in [("MOT-M7", "Motor M7"), ("DX-200", "DX-200"), ("LED-40W", "LED-40W")] {
        let new = NewDocument {
            file_name: format!("Fisa tehnica {name}.pdf"),
            fields: said(&format!("Fișă tehnică {name}"), "product_description", &["fișă tehnică", code]),
            remark: "revizia 1".into(),
            links: house.products.get(code).map(|uid| (RecordKind::Product, *uid)).into_iter().collect(),
            ..NewDocument::default()
        };
        let text = format!("Fisa tehnica {name}\nRevizia 1\nPlansa 4: cote de montaj");
        let uid = put(crm, &house.ago(leader, 200), new, &paper(&text))?;
        if code == "MOT-M7" {
            let text = format!("Fisa tehnica {name}\nRevizia 2\nPlansa 4: cote de montaj corectate");
            version(crm, &house.ago(leader, 45), uid, "cotele din planșa 4 corectate", &paper(&text))?;
        }
    }
    let declaration = NewDocument {
        file_name: "Declaratie de conformitate.pdf".into(),
        fields: said("Declarație de conformitate CE", "other", &["conformitate", "CE"]),
        ..NewDocument::default()
    };
    let text = "Declaratie de conformitate CE\nDX-200, Motor M7, Panel P12, LED-40W";
    put(crm, &house.ago(leader, 120), declaration, &paper(text))?;
    let template = NewDocument {
        file_name: "Model de ofertă.txt".into(),
        fields: said("Model de ofertă", "offer_template", &["ofertă", "model"]),
        ..NewDocument::default()
    };
    let text = "Ofertă\n\nProdus, cantitate, preț fără TVA\nTermen de livrare\nValabilitate: 30 de zile\n";
    put(crm, &house.ago(leader, 300), template, text.as_bytes())?;
    contracts(crm, &mut house)?;
    Ok(house)
}

/// A contract with each of the first clients that have bought.
fn contracts(crm: &Crm, house: &mut House) -> Result<()> {
    let won = house.company.opportunities.iter().filter(|it| it.stage == Stage::Won);
    let mut clients: Vec<(usize, usize)> = won.map(|it| (it.account, it.owner)).collect();
    clients.sort_unstable();
    clients.dedup_by_key(|(account, _)| *account);
    for (number, (account, owner)) in clients.into_iter().take(CONTRACTS).enumerate() {
        let Some(uid) = house.account(account) else { continue };
        let name = house.company.accounts[account].name.clone();
        let new = NewDocument {
            file_name: format!("Contract-cadru {}.pdf", number + 1),
            fields: said(&format!("Contract-cadru {name}"), "contract", &["contract", "semnat"]),
            remark: "exemplarul semnat".into(),
            links: vec![(RecordKind::Account, uid)],
            ..NewDocument::default()
        };
        let text =
            format!("Contract-cadru de furnizare\nBeneficiar: {name}\nPenalitati plafonate la 10 la suta");
        let contract = put(crm, &house.ago(owner, 310), new, &paper(&text))?;
        house.contracts.insert(account, contract);
    }
    Ok(())
}

fn said(name: &str, kind: &str, keywords: &[&str]) -> Vec<(String, String)> {
    let fields = [("name", name.to_owned()), ("kind", kind.to_owned()), ("keywords", keywords.join("\n"))];
    fields.map(|(field, text)| (field.to_owned(), text)).to_vec()
}

fn put(crm: &Crm, by: &By, new: NewDocument, content: &[u8]) -> Result<Uid> {
    let (received, by) = (crm.receive_all(content)?, by.clone());
    let work = move |tx: &mut Tx, bytes: &Bytes| documents::add_document(tx, &by, &new, bytes);
    Ok(crm.keep::<_, Error>(received, work)?.record.uid)
}

fn version(crm: &Crm, by: &By, of: Uid, remark: &'static str, content: &[u8]) -> Result<()> {
    let (received, by) = (crm.receive_all(content)?, by.clone());
    let work = move |tx: &mut Tx, bytes: &Bytes| {
        let name = documents::get(tx, &by, of)?.versions.first().map(|it| it.file_name.clone());
        documents::add_version(tx, &by, of, &name.unwrap_or_default(), remark, bytes)
    };
    crm.keep::<_, Error>(received, work)?;
    Ok(())
}
