//! Positions and departments, in Romanian, German and English.

use super::lines::{trimmed, words};
use super::wordlists::Words;
use crmweb_model::words::fold;
use std::sync::LazyLock;

/// Words that make a text a position, folded.
const WORDS: &str = "\
     ceo cto cfo coo cio cmo cso vp svp owner founder cofounder partner president presedinte presedinta \
     vicepresedinte chairman head lead chief officer secretary buyer planner advisor adviser agent broker \
     architect arhitect arhitecta architekt architektin avocat avocata notar lawyer attorney engineer \
     inginer ingineri ingenieur ingenieurin economist contabil contabila jurist juristin consilier \
     consiliera sef sefa responsabil responsabila coordonator coordonatoare coordinator koordinator \
     koordinatorin specialist specialista spezialist spezialistin expert experta analist analyst consultant \
     consultanta reprezentant reprezentanta representative dispecer programator developer designer tehnician \
     technician techniker operator supervizor supervisor administrator asociat associate fondator grunder \
     grunderin asistent asistenta assistant assistent assistenz secretar secretara sekretarin referent \
     referentin magaziner gestionar medic profesor profesoara lector accountant controller executive trainee \
     intern praktikant praktikantin azubi disponent disponentin vanzator merchandiser recruiter editor \
     redactor redakteur maistru kaufmann kauffrau diriginte dir resp mgr rechtsanwalt rechtsanwaltin \
     steuerberater steuerberaterin prokurist prokuristin inhaber inhaberin vorstand buchhalter buchhalterin \
     vertreter vertreterin proprietar lider trainer formator auditor inspector psiholog farmacist doktorand \
     manager managerin managing director directoare directorin direktor direktorin meister dispatcher decan \
     primar viceprimar prorector rector producer geschaftsleitung dg gf teamassistenz betreuer betreuerin \
     kundenbetreuer kundenbetreuerin mitarbeiter mitarbeiterin curator librarian bibliotecar functionar \
     receptioner coach";

/// Parts of German compounds that are positions, folded.
const PARTS: &str = "\
     leiter geschaftsfuhr sachbearbeit berater entwickler ingenieur techniker referent assistent verkaufer \
     einkaufer manager burgermeister werkmeister leitung kaufer gesellschafter geschaeftsfuehr disponent \
     architekt";

/// Says whether a text is a position: a few words, one of which says so.
pub(super) fn is_title(text: &str) -> bool {
    let count = text.split_whitespace().count();
    let sentence = text.ends_with(['.', '!', '?']) && count > 3;
    if count > 9 || text.chars().count() > 90 || sentence || text.contains('@') {
        return false;
    }
    if text.bytes().filter(u8::is_ascii_digit).count() > 2 {
        return false;
    }
    let words = words(text);
    !is_slogan(&words) && words.iter().any(|w| says_title(w))
}

/// `Ihr Partner für Werkzeuge`, `Your expert in tools`.
fn is_slogan(words: &[String]) -> bool {
    let addressed =
        ["ihr", "ihre", "your", "wir", "we", "noi", "partenerul", "the", "der", "die", "das", "va"];
    let praised = ["partner", "expert", "spezialist", "specialist", "lider", "meister"];
    let is = |w: &String, list: &[&str]| list.contains(&w.as_str());
    words.first().is_some_and(|w| is(w, &addressed))
        || words.iter().any(|w| is(w, &praised))
            && words.iter().any(|w| is(w, &["fur", "for", "pentru", "ihr", "your"]))
}

/// Says whether one folded word makes a position.
pub(super) fn says_title(word: &str) -> bool {
    static TITLES: Words = LazyLock::new(|| WORDS.split_whitespace().collect());
    TITLES.contains(word) || word.len() > 5 && PARTS.split_whitespace().any(|p| word.contains(p))
}

/// Names of departments, folded.
const DEPARTMENTS: &str = "\
     vanzari, sales, einkauf, vertrieb, verkauf, purchasing, procurement, marketing, contabilitate, \
     financiar, financiar-contabil, financiar contabil, buchhaltung, finanzbuchhaltung, personal, \
     personalabteilung, resurse umane, human resources, hr, it, customer service, customer support, \
     customer care, kundenservice, kundendienst, logistica, logistik, logistics, achizitii, aprovizionare, \
     export, import, productie, produktion, production, juridic, legal, finance, accounting, technik, \
     technical support, suport tehnic, relatii clienti, relatii cu clientii, versand, disposition, service, \
     auftragsabwicklung, innendienst, aussendienst, vertriebsinnendienst, qualitatssicherung, operations, \
     business development, vanzari si marketing, sales & marketing, vertrieb & marketing, \
     vertrieb und marketing, research & development, r&d, entwicklung, forschung und entwicklung, calitate, \
     mentenanta, tehnic, comercial, rechnungswesen, it-abteilung, secretariat, sekretariat, zentraleinkauf, \
     strategischer einkauf, materialwirtschaft, public relations, relatii publice, investitii, proiecte, \
     projektmanagement";

/// The department that a text names, without the word for it.
pub(super) fn department(text: &str) -> Option<&str> {
    if text.len() > 80 || text.split(' ').count() > 7 {
        return None;
    }
    let folded = fold(text);
    if DEPARTMENTS.split(", ").any(|d| d == folded) {
        return Some(text);
    }
    let before = [
        "departamentul de ",
        "departamentul ",
        "departament ",
        "dep. ",
        "dept. ",
        "dept ",
        "compartimentul ",
        "compartiment ",
        "abteilung ",
        "abt. ",
        "department of ",
        "department ",
        "directia ",
        "divizia ",
        "bereich ",
        "fachbereich ",
        "geschaftsbereich ",
        "serviciul ",
        "biroul ",
    ];
    let after = [" department", " dept.", " dept", " division", " team", "-abteilung", "-team"];
    let part = match () {
        () if let Some(word) = before.iter().find(|b| folded.starts_with(**b)) => {
            let skipped = word.split(' ').filter(|w| !w.is_empty()).count();
            text.splitn(skipped + 1, ' ').nth(skipped)
        }
        () if let Some(word) = after.iter().find(|a| folded.ends_with(**a)) => {
            let characters = text.chars().count().checked_sub(word.chars().count())?;
            text.char_indices().nth(characters).map(|(at, _)| &text[..at])
        }
        () => None,
    }?;
    let part = trimmed(part);
    part.starts_with(char::is_alphabetic).then_some(part)
}

/// Trades and kinds of house: words of companies' names, folded; German ones also as the beginning of a compound.
const TRADES: &str = "\
     dachdecker schreiner tischler zimmerei malerbetrieb backerei metzgerei gartnerei gartenbau spedition autohaus \
     elektro sanitar gasthof gasthaus weingut brauerei druckerei apotheke tierarzt physiotherapie steuerkanzlei \
     ingenieurburo architekturburo immobilien versicherung holzbau metallbau stahlbau maschinenbau tiefbau hochbau \
     bauunternehmen hausverwaltung fahrschule buchhandlung brutaria cofetaria farmacia tipografia magazinul florarie \
     floraria pensiunea ferma crama atelierul atelier service-auto construct constructii instalatii transport \
     transporturi consulting construction logistics solutions group grup trading clinica cabinet salon editura \
     agentia asociatia fundatia primaria scoala gradinita librarie libraria restaurantul hotel motel vulcanizare \
     mobila tamplarie croitorie contabilitate electric industries systems technologies media";

/// Says whether a folded word is one of a company's name.
pub(super) fn is_trade(word: &str) -> bool {
    static ALL: Words = LazyLock::new(|| TRADES.split_whitespace().collect());
    let compound = ["dachdecker", "schreiner", "tischler", "elektro", "gartner", "metzger"];
    ALL.contains(word) || compound.iter().any(|c| word.strip_prefix(c).is_some_and(|r| r.ends_with("ei")))
}

/// Words of mailboxes and senders that are no person, folded.
const ROLES: &str = "\
     dispatch office contact kontakt info sales vanzari vertrieb comenzi orders order bestellung support suport \
     noreply reply donotreply newsletter marketing buchhaltung contabilitate facturi factura facturare \
     rechnung rechnungen invoice invoices billing hello team echipa secretariat receptie reception achizitii \
     einkauf verkauf admin webmaster postmaster mailer daemon hr jobs cariere bewerbung service comercial \
     dispecerat logistica logistik export import mail email post notifications notification notificari alert \
     alerts news shop magazin store ticket tickets helpdesk help clienti relatii kundenservice kundendienst \
     customer customers zentrale sekretariat verwaltung buero buro birou privacy dpo press presa events \
     rezervari booking reservations accounts accounting it system server no anfrage anfragen oferte oferta \
     angebote tehnic depozit transport productie juridic director manager secretary hotel restaurant cabinet \
     praxis kanzlei scanner scan fax printer bot automat livrari curier retur";

/// Says whether a folded word is a role and no name.
pub(super) fn is_role(word: &str) -> bool {
    static ALL: Words = LazyLock::new(|| ROLES.split_whitespace().collect());
    ALL.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_told_from_other_lines() {
        for text in [
            "Director vânzări",
            "Geschäftsführer",
            "Head of Purchasing",
            "Vertriebsleiterin Süd",
            "CEO & Founder",
            "Șef serviciu",
            "Dir. comercial",
            "Senior Key Account Manager",
        ] {
            assert!(is_title(text), "{text}");
        }
        for text in [
            "Ana Popescu",
            "Brașov",
            "Ich bin der Leiter und habe gestern mit Ihnen über das Angebot gesprochen.",
            "Einkauf",
        ] {
            assert!(!is_title(text), "{text}");
        }
    }

    #[test]
    fn departments_lose_the_word_for_them() {
        for (text, department_is) in [
            ("Departament Vânzări", Some("Vânzări")),
            ("Departamentul de Achiziții", Some("Achiziții")),
            ("Abteilung Einkauf", Some("Einkauf")),
            ("Sales Department", Some("Sales")),
            ("Buchhaltung", Some("Buchhaltung")),
            ("Radu", None),
        ] {
            assert_eq!(department(text), department_is, "{text}");
        }
    }
}
