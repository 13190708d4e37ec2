//! Web sites and mail addresses of a signature, and how a host is related to the sender's domain.

use super::lines::{self, blank};
use crmweb_model::address::Address;
use crmweb_model::domains;

/// The sender's domain, as it can be compared with names and hosts.
#[derive(Debug, Default)]
pub(super) struct Site {
    /// The part that is a name: `radu-construct` of `mail.radu-construct.ro`; empty for public providers.
    pub(super) label: String,
    /// The last part: `ro`; also of public providers.
    pub(super) top: String,
}

impl Site {
    /// Reads the domain of an address.
    pub(super) fn of(address: &Address) -> Site {
        let host = address.domain();
        let top = host.rsplit('.').next().unwrap_or_default().to_owned();
        let label =
            domains::company_domain(host).map_or_else(|_| String::new(), |host| label(&host).to_owned());
        Site { label, top }
    }

    /// Says whether a host is of the same company: `www.radu.com` of `ana@radu.ro`.
    fn owns(&self, host: &str) -> bool {
        !self.label.is_empty() && lines::compact(label(host)) == lines::compact(&self.label)
    }
}

/// The part of a host that is a name.
fn label(host: &str) -> &str {
    let mut parts = host.trim_start_matches("www.").rsplit('.');
    let top = parts.next().unwrap_or_default();
    let second = parts.next().unwrap_or(top);
    let shared =
        top.len() == 2 && ["co", "com", "org", "net", "ac", "gov", "edu", "or", "gv"].contains(&second);
    if shared { parts.next().unwrap_or(second) } else { second }
}

/// Hosts that are no company's own site: networks, shorteners, and what counts clicks.
const OTHERS: &[&str] = &[
    "linkedin",
    "facebook",
    "fb",
    "instagram",
    "twitter",
    "x",
    "youtube",
    "youtu",
    "xing",
    "tiktok",
    "wa",
    "t",
    "goo",
    "bit",
    "google",
    "calendly",
    "microsoft",
    "zoom",
    "aka",
    "outlook",
    "urldefense",
    "list-manage",
    "sendgrid",
    "hubspot",
    "apple",
    "whatsapp",
    "telegram",
    "pinterest",
    "vimeo",
    "github",
    "trustpilot",
    "mailchimp",
    "gmail",
    "yahoo",
    "mailtrack",
    "exclaimer",
    "w3",
    "anaf",
    "avg",
    "avast",
    "skype",
    "booking",
    "tripadvisor",
    "office",
    "live",
    "sharepoint",
    "docusign",
    "dropbox",
    "wetransfer",
    "proofpoint",
    "mimecast",
];

/// Takes the mail addresses out of a line.
pub(super) fn take_addresses(line: &mut String) {
    let taken: Vec<_> =
        tokens(line).filter(|(_, t)| t.len() > 3 && t.contains('@') && t.contains('.')).collect();
    let ranges: Vec<_> = taken.iter().map(|(at, t)| *at..at + t.len()).collect();
    blank(line, &ranges);
}

/// Takes the web sites out of a line; the first that can be the company's, and whether it surely is.
pub(super) fn take_site(line: &mut String, site: &Site) -> Option<(String, bool)> {
    let mut found: Option<(String, bool)> = None;
    let mut ranges = Vec::new();
    for (at, token) in tokens(line) {
        let token = token.trim_end_matches(['.', ',', ';', ':', '!', '-', '"', '\'']);
        let lower = token.to_ascii_lowercase();
        let bare = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
        let marked = bare.is_some() || lower.starts_with("www.");
        let host = bare.unwrap_or(&lower).split(['/', '?', '#', ':']).next().unwrap_or_default();
        let is_host = host.contains('.')
            && host.len() > 3
            && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
            && host.rsplit('.').next().is_some_and(|t| t.len() >= 2 && t.chars().all(char::is_alphabetic));
        let owned = is_host && site.owns(host);
        let labelled = is_host && is_labelled(&line[..at]);
        if !(marked || owned || labelled) {
            continue;
        }
        ranges.push(at..at + token.len());
        let path = &lower[lower.find(host).unwrap_or(0) + host.len()..];
        let plain = !path.contains(['?', '=', '%']) && path.len() <= 24;
        let foreign = OTHERS.contains(&label(host))
            || ["click.", "track.", "links.", "email."].iter().any(|p| host.starts_with(p));
        if is_host && !foreign && (plain || owned) && found.as_ref().is_none_or(|f| owned && !f.1) {
            let end = if plain { token.len() } else { token.len() - path.len() };
            found = Some((token.get(..end).unwrap_or(token).trim_end_matches('/').to_owned(), owned));
        }
    }
    blank(line, &ranges);
    found
}

fn is_labelled(before: &str) -> bool {
    let word =
        before.trim_end_matches([' ', ':', '.', '-']).rsplit([' ', '|', ',']).next().unwrap_or_default();
    ["web", "website", "site", "internet", "w", "homepage", "url"]
        .contains(&word.to_ascii_lowercase().as_str())
}

/// The words of a line with their places, as addresses are set apart.
fn tokens(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let apart = |c: char| c.is_whitespace() || "<>[](){}|,;•·".contains(c);
    let mut at = 0;
    line.split_inclusive(apart).filter_map(move |token| {
        let start = at;
        at += token.len();
        let token = token.trim_end_matches(apart);
        (!token.is_empty()).then_some((start, token))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_companys_own_site_is_preferred() {
        let address = Address::parse("ana@mail.radu-construct.ro").unwrap();
        let site = Site::of(&address);
        assert_eq!(site.label, "radu-construct");
        for (line, found) in [
            ("www.raduconstruct.ro", Some(("www.raduconstruct.ro", true))),
            ("https://www.radu-construct.com/", Some(("https://www.radu-construct.com", true))),
            ("E: ana@radu-construct.ro W: radu-construct.ro", Some(("radu-construct.ro", true))),
            ("www.altceva.ro | www.radu-construct.ro", Some(("www.radu-construct.ro", true))),
            ("https://www.linkedin.com/in/ana", None),
            ("https://radu-construct.ro/?utm_source=mail", Some(("https://radu-construct.ro", true))),
            ("https://promo.example/x?id=1", None),
            ("Web: grup.example", Some(("grup.example", false))),
            ("Str. Lungă nr.5", None),
        ] {
            let mut line = line.to_owned();
            take_addresses(&mut line);
            assert_eq!(take_site(&mut line, &site), found.map(|(t, o)| (t.to_owned(), o)), "{line}");
        }
    }
}
