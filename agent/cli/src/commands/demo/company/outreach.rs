//! What is said to many: campaigns, and templates in the languages of the clients.

use super::{House, add};
use crmweb_crm::Result;
use crmweb_model::record::RecordKind;
use crmweb_store::Tx;

/// The family of the templates that go with an offer.
const OFFER: &str = "oferta";

/// Adds the campaigns: one finished, one that runs, one that is planned.
pub fn campaign(tx: &mut Tx, house: &mut House) -> Result<()> {
    let leader = house.leader(crmweb_demo::SALES);
    let rows = [
        (
            ["Târgul Indagra", "fair", "finished", "20 de prospecți noi", "18000 RON"],
            "Stand de 24 mp; demonstrații cu DX-200 de trei ori pe zi.",
            (-50, -46),
        ),
        (
            [
                "Reduceri de toamnă la rafturi",
                "mail",
                "active",
                "15 comenzi de Raft R4 și Raft R6",
                "2500 RON",
            ],
            "Mail clienților care au depozit; telefon după o săptămână.",
            (-12, 18),
        ),
        (
            ["Ziua porților deschise", "event", "planned", "25 de clienți vizitează atelierul", "9000 RON"],
            "Invitație personală, confirmare prin telefon, tur în două grupe.",
            (24, 24),
        ),
    ];
    for ([name, kind, status, goal, budget], strategy, (from, to)) in rows {
        let (starts, ends) = (house.day(from).to_string(), house.day(to).to_string());
        let fields = [
            ("name", name),
            ("kind", kind),
            ("status", status),
            ("goal", goal),
            ("strategy", strategy),
            ("budget", budget),
            ("expected_response", "15"),
            ("starts_on", &starts),
            ("ends_on", &ends),
        ];
        let added = add(tx, &house.ago(leader, 70), RecordKind::Campaign, &fields)?;
        house.campaigns.push(added.uid);
    }
    Ok(())
}

/// Adds the templates.
pub fn write_templates(tx: &mut Tx, house: &mut House) -> Result<()> {
    let rows = [
        (
            ["Ofertă", "offer", "ro", OFFER, "Oferta noastră: {{opportunity.name}}"],
            "Bună ziua, {{contact.first_name|stimată echipă}},\n\nVă mulțumim pentru interes. Oferta pentru \
             {{account.name|firma dumneavoastră}} este de {{opportunity.amount|valoarea discutată}} fără TVA și este \
             valabilă până la {{opportunity.expected_close|sfârșitul lunii}}.\n\nCu stimă,\n{{user.name}}\n",
        ),
        (
            ["Offer", "offer", "en", OFFER, "Our offer: {{opportunity.name}}"],
            "Dear {{contact.first_name|all}},\n\nthank you for your interest. Our offer for \
             {{account.name|your company}} comes to {{opportunity.amount|the amount we discussed}} without VAT and \
             stands until {{opportunity.expected_close|the end of the month}}.\n\nKind regards,\n{{user.name}}\n",
        ),
        (
            ["Angebot", "offer", "de", OFFER, "Unser Angebot: {{opportunity.name}}"],
            "Guten Tag {{contact.first_name|zusammen}},\n\nvielen Dank für Ihr Interesse. Unser Angebot für \
             {{account.name|Ihre Firma}} beträgt {{opportunity.amount|den besprochenen Betrag}} ohne MwSt. und gilt \
             bis {{opportunity.expected_close|Monatsende}}.\n\nMit freundlichen Grüßen\n{{user.name}}\n",
        ),
        (
            ["Confirmare incident", "reply", "ro", "incident", "[{{incident.number}}] {{incident.subject}}"],
            "Bună ziua, {{contact.first_name|stimată echipă}},\n\nAm înregistrat sesizarea dumneavoastră cu numărul \
             {{incident.number}}. Vă răspundem cel mai târziu mâine.\n\n{{user.name}}, {{user.team}}\n",
        ),
        (
            [
                "Invitație ziua porților deschise",
                "mailing",
                "ro",
                "invitatie",
                "Vă invităm în atelierul nostru",
            ],
            "Bună ziua, {{contact.first_name|stimată echipă}},\n\nVă invităm la ziua porților deschise. Confirmați, vă \
             rog, până vineri.\n\n{{user.name}}\n",
        ),
    ];
    for ([name, purpose, language, family, subject], text) in rows {
        let fields = [
            ("name", name),
            ("purpose", purpose),
            ("language", language),
            ("family", family),
            ("subject", subject),
            ("text", text),
        ];
        add(tx, &house.ago(0, 100), RecordKind::Template, &fields)?;
    }
    Ok(())
}
