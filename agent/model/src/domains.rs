//! Mail domains: which of them can stand for a company.

use std::collections::HashSet;
use std::sync::LazyLock;

static PUBLIC: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../data/public_mail_domains.txt").lines();
    lines.map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
});

/// Why a domain cannot stand for an account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Anybody can have a mailbox there.
    #[error("{0} is a public mail provider; add the person's address to the contact instead")]
    Provider(String),
    /// A suffix under which anybody can register (`co.uk`), or no domain at all.
    #[error("{0:?} is not a company's mail domain; write it as firma.ro")]
    Suffix(String),
}

/// Tells whether anybody can have a mailbox at `domain` (folded).
pub fn is_public(domain: &str) -> bool {
    PUBLIC.contains(domain)
}

/// Folds a domain people typed (`@Firma.RO`, `https://www.firma.ro/`) and checks that it can stand for an account.
pub fn company_domain(text: &str) -> Result<String, Unfit> {
    let lower = text.trim().to_lowercase();
    let host = lower.trim_start_matches("https://").trim_start_matches("http://");
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let host = host.trim_start_matches('@').trim_start_matches("www.").trim_end_matches('.');
    let odd = |c: char| c.is_whitespace() || c.is_control() || "@,;<>\"'()\\*".contains(c);
    if host.len() > 253 || host.contains(odd) || psl::domain_str(host).is_none() {
        return Err(Unfit::Suffix(text.chars().take(80).collect()));
    }
    if is_public(host) { Err(Unfit::Provider(host.into())) } else { Ok(host.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_domain_is_read_from_what_people_paste() {
        for (typed, domain) in [
            ("firma.ro", "firma.ro"),
            ("@Firma.RO ", "firma.ro"),
            ("https://www.firma.ro/contact?x=1", "firma.ro"),
            ("vertrieb.müller.de", "vertrieb.müller.de"),
            ("brutaria-veche.example", "brutaria-veche.example"),
        ] {
            assert_eq!(company_domain(typed).as_deref(), Ok(domain));
        }
    }

    #[test]
    fn providers_and_suffixes_stand_for_nobody() {
        assert_eq!(company_domain("Yahoo.ro"), Err(Unfit::Provider("yahoo.ro".into())));
        for text in ["co.uk", "ro", "", "a b.ro", "ana@firma.ro", "*.firma.ro"] {
            assert_eq!(company_domain(text), Err(Unfit::Suffix(text.into())));
        }
    }
}
