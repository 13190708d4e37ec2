//! Character references of HTML: all numbers, and the names that mail uses.

/// Decodes the reference at the start of `text` (which begins with `&`): the character and the length taken.
pub(super) fn decode(text: &str) -> Option<(char, usize)> {
    let inner = text.get(1..)?;
    let length = inner
        .bytes()
        .take(10)
        .position(|b| !b.is_ascii_alphanumeric() && b != b'#')
        .unwrap_or(inner.len().min(10));
    let name = inner.get(..length).filter(|n| !n.is_empty())?;
    let semicolon = usize::from(inner.as_bytes().get(length) == Some(&b';'));
    let c = match name.strip_prefix('#') {
        Some(number) => numeric(number)?,
        None => named(name).filter(|c| semicolon == 1 || matches!(c, '\u{a0}' | '&' | '<' | '>' | '"'))?,
    };
    Some((c, 1 + length + semicolon))
}

fn numeric(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    // Numbers of windows-1252 are written as if they were Unicode.
    if (0x80..0xA0).contains(&code) {
        let byte = [u8::try_from(code).ok()?];
        return encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte).0.chars().next();
    }
    char::from_u32(code).filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
}

/// Names of U+00A0 to U+00FF, in order.
const LATIN: &[&str] = &[
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo",
    "not", "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot",
    "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",
    "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute",
    "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash",
    "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute", "THORN", "szlig", "agrave", "aacute", "acirc", "atilde",
    "auml", "aring", "aelig", "ccedil", "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc",
    "iuml", "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave",
    "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml",
];

const OTHERS: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("euro", '€'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("hellip", '…'),
    ("bull", '•'),
    ("trade", '™'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("abreve", 'ă'),
    ("Abreve", 'Ă'),
    ("scedil", 'ş'),
    ("Scedil", 'Ş'),
    ("tcedil", 'ţ'),
    ("Tcedil", 'Ţ'),
    ("scaron", 'š'),
    ("Scaron", 'Š'),
    ("zcaron", 'ž'),
    ("ccaron", 'č'),
    ("cacute", 'ć'),
    ("sacute", 'ś'),
    ("nacute", 'ń'),
    ("zacute", 'ź'),
    ("zdot", 'ż'),
    ("lstrok", 'ł'),
    ("Lstrok", 'Ł'),
    ("aogon", 'ą'),
    ("eogon", 'ę'),
    ("odblac", 'ő'),
    ("udblac", 'ű'),
    ("oelig", 'œ'),
    ("OElig", 'Œ'),
    ("Yuml", 'Ÿ'),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("larr", '←'),
    ("rarr", '→'),
    ("uarr", '↑'),
    ("darr", '↓'),
    ("check", '✓'),
    ("minus", '−'),
    ("le", '≤'),
    ("ge", '≥'),
    ("ne", '≠'),
    ("tilde", '˜'),
    ("circ", 'ˆ'),
    ("dagger", '†'),
    ("permil", '‰'),
];

fn named(name: &str) -> Option<char> {
    let other = OTHERS.iter().find(|(n, _)| *n == name).map(|(_, c)| *c);
    other.or_else(|| {
        let place = LATIN.iter().position(|n| *n == name)?;
        char::from_u32(0xA0 + u32::try_from(place).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn references_as_mailers_write_them() {
        for (text, decoded) in [
            ("&amp;x", Some(('&', 5))),
            ("&auml;", Some(('ä', 6))),
            ("&yuml;", Some(('ÿ', 6))),
            ("&nbsp", Some(('\u{a0}', 5))),
            ("&#537;", Some(('ș', 6))),
            ("&#x219;", Some(('ș', 7))),
            ("&#150;", Some(('–', 6))),
            ("&#0;", None),
            ("&#1;", None),
            ("&copy=1", None),
            ("&nosuch;", None),
            ("& x", None),
            ("&", None),
            ("&é", None),
        ] {
            assert_eq!(decode(text), decoded, "{text}");
        }
    }
}
