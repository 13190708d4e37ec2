//! Text made comparable: lower case, without the marks that people leave out or write in two ways.

/// Returns the text in lower case with Latin letters bare of their marks (ș and ş are s, ß is ss); other scripts stay.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let plain = rest.bytes().position(|b| !b.is_ascii()).unwrap_or(rest.len());
        if plain > 0 {
            let start = out.len();
            out.push_str(&rest[..plain]);
            out[start..].make_ascii_lowercase();
            rest = &rest[plain..];
        } else {
            c.to_lowercase().for_each(|c| fold_char(c, &mut out));
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Appends the folded form of a lower-case character.
fn fold_char(c: char, out: &mut String) {
    match c {
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        '\u{a0}' | '\u{202f}' | '\u{2009}' => out.push(' '),
        '’' | '‘' => out.push('\''),
        // Marks that stand as characters of their own.
        '\u{300}'..='\u{36f}' => {}
        c => out.push(bare(c)),
    }
}

fn bare(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => 'i',
        'ķ' => 'k',
        'ł' | 'ľ' | 'ļ' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn spellings_of_one_word_fold_to_one() {
        for (text, folded) in [
            ("Cu STIMĂ", "cu stima"),
            ("Răspuns", "raspuns"),
            ("preţ preț", "pret pret"),
            ("Grüßen", "grussen"),
            ("e\u{301}crit\u{a0}:", "ecrit :"),
            ("С уважением", "с уважением"),
        ] {
            assert_eq!(super::fold(text), folded);
        }
    }
}
