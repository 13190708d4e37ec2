//! The words of the mailbox: names, companies and sentences in eight languages, and the charsets common for them.
//!
//! Placeholders in sentences: {project} {product} {amount} {day} {city}.

mod english;
mod german;
mod others;
mod romanian;

/// How the body of a mail travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transfer {
    Seven,
    Eight,
    Quoted,
    Base64,
}

/// Who begins to write about something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Starter {
    Client,
    Owner,
    Either,
}

/// What a conversation is about: its subject, and what the two sides say in turn.
#[derive(Debug)]
pub(crate) struct Topic {
    pub subject: &'static str,
    pub starter: Starter,
    pub turns: &'static [&'static str],
}

/// The business of a company: its word in the name and the industry it stands for.
#[derive(Debug)]
pub(crate) struct Sector {
    pub word: &'static str,
    pub industry: &'static str,
}

/// One language with its country.
#[derive(Debug)]
pub(crate) struct Language {
    /// ISO 639-1.
    pub code: &'static str,
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
    /// Share of the companies that use it, in percent.
    pub weight: usize,
    /// Charset, transfer encoding and weight.
    pub charsets: &'static [(&'static str, Transfer, usize)],
    pub firsts: &'static [&'static str],
    pub lasts: &'static [&'static str],
    /// Whether the family name comes first.
    pub last_first: bool,
    pub roles: &'static [&'static str],
    pub sectors: &'static [Sector],
    pub brands: &'static [&'static str],
    pub forms: &'static [&'static str],
    /// "Moara Veche SRL" rather than "Nordwind Logistik GmbH".
    pub sector_first: bool,
    pub cities: &'static [&'static str],
    pub topics: &'static [Topic],
    /// What fits under any text.
    pub general: &'static [&'static str],
    /// What one writes who gets no answer.
    pub nudges: &'static [&'static str],
    /// Sentences of newsletters.
    pub news: &'static [&'static str],
    /// {first}
    pub hello: &'static str,
    pub bye: &'static str,
    /// Attribution of a quote: {date} {name}
    pub wrote: &'static str,
    /// Labels From, Sent, To, Subject over Outlook's quotes.
    pub outlook: [&'static str; 4],
    pub reply: &'static str,
    /// {subject}
    pub away_subject: &'static str,
    /// {day}
    pub away: &'static str,
    /// Digits for `#`; reserved for fiction where the country has such numbers.
    pub phone: &'static str,
    pub from_phone: &'static str,
    /// Hours east of Greenwich.
    pub zone: i8,
}

/// All languages, the commonest first.
pub(crate) static LANGUAGES: [&Language; 8] = [
    &romanian::ROMANIAN,
    &german::GERMAN,
    &english::ENGLISH,
    &others::HUNGARIAN,
    &others::POLISH,
    &others::FRENCH,
    &others::RUSSIAN,
    &others::JAPANESE,
];

pub(crate) static ROMANIAN: &Language = &romanian::ROMANIAN;
pub(crate) static AMONG_COLLEAGUES: &[Topic] = romanian::AMONG_COLLEAGUES;
pub(crate) static ENGLISH: &Language = &english::ENGLISH;

/// Mail domains of nobody's company.
pub const FREE_MAIL_DOMAINS: [&str; 3] = ["postafree.example", "freemail.example", "webmail.example"];

pub(crate) const PROJECTS: [&str; 10] =
    ["Atlas", "Boreal", "Cobalt", "Delta", "Ecou", "Făgăraș", "Gamma", "Horizon", "Iris", "Junior"];
pub(crate) const PRODUCTS: [&str; 9] = [
    "DX-200",
    "Palet 80x120",
    "FlexiPack 3",
    "LED-40W",
    "Motor M7",
    "Panel P12",
    "Kit K-55",
    "Masa Oslo",
    "Raft R4",
];

/// Fills the placeholders of a sentence.
pub(crate) fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut text = pattern.to_owned();
    for (name, value) in values {
        let mark = format!("{{{name}}}");
        if text.contains(&mark) {
            text = text.replace(&mark, value);
        }
    }
    text
}

/// ASCII letters, digits and separators for an address, a domain or a PDF: accents dropped, Cyrillic spelled out,
/// other scripts left out.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            'ă' | 'â' | 'á' | 'à' | 'ą' => folded.push('a'),
            'ä' => folded.push_str("ae"),
            'ö' => folded.push_str("oe"),
            'ü' => folded.push_str("ue"),
            'ß' => folded.push_str("ss"),
            'Ä' => folded.push_str("Ae"),
            'Ö' => folded.push_str("Oe"),
            'Ü' => folded.push_str("Ue"),
            'Ă' | 'Â' | 'Á' | 'À' => folded.push('A'),
            'é' | 'è' | 'ê' | 'ë' | 'ę' => folded.push('e'),
            'É' | 'È' => folded.push('E'),
            'î' | 'ï' | 'í' => folded.push('i'),
            'Î' => folded.push('I'),
            'ó' | 'ô' | 'ő' => folded.push('o'),
            'ú' | 'ű' => folded.push('u'),
            'ș' | 'ş' | 'ś' => folded.push('s'),
            'Ș' | 'Ş' | 'Ś' => folded.push('S'),
            'ț' | 'ţ' => folded.push('t'),
            'Ț' | 'Ţ' => folded.push('T'),
            'ł' => folded.push('l'),
            'Ł' => folded.push('L'),
            'ń' => folded.push('n'),
            'ç' | 'ć' => folded.push('c'),
            'ź' | 'ż' => folded.push('z'),
            '\'' | '’' => {}
            sign if sign.is_ascii_alphanumeric() || matches!(sign, ' ' | '-' | '_' | '.' | ',' | ':') => {
                folded.push(sign);
            }
            sign => folded.push_str(others::latin(sign)),
        }
    }
    folded
}
