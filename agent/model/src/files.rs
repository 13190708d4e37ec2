//! Names and types of files that came from somewhere else.

/// The longest name of a file, in characters: what disks and zip programs take in any alphabet.
pub const LONGEST_NAME: usize = 120;
/// What a file is called of whose name nothing is left.
const UNNAMED: &str = "file";
/// Names that Windows gives to devices, whatever ending they have.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Types that a browser may be told, by the ending of a name. None of them runs anything.
const TYPES: [(&str, &str); 27] = [
    ("pdf", "application/pdf"),
    ("txt", "text/plain; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("md", "text/plain; charset=utf-8"),
    ("json", "application/json"),
    ("rtf", "application/rtf"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("doc", "application/msword"),
    ("xls", "application/vnd.ms-excel"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("zip", "application/zip"),
    ("eml", "message/rfc822"),
    ("ics", "text/calendar; charset=utf-8"),
    ("vcf", "text/vcard; charset=utf-8"),
    ("mp4", "video/mp4"),
];

/// Returns a name that is safe on every disk and in every header: no path, no control, direction or invisible
/// characters, no name of a device, not hidden, at most [`LONGEST_NAME`] characters, never empty.
pub fn safe_name(written: &str) -> String {
    // What is beyond is cut anyway; a name of a megabyte costs no more than one of a line.
    let end = written.char_indices().rev().nth(8 * LONGEST_NAME).map_or(0, |(at, _)| at);
    let base = written[end..].rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let clean: String = base.chars().filter(|c| !is_odd(*c)).collect();
    let clean = clean.trim().trim_start_matches('.').trim_end_matches(['.', ' ']).trim();
    let short = shortened(clean);
    let stem = short.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    match stem.as_str() {
        "" if short.is_empty() => UNNAMED.to_owned(),
        stem if is_device(stem) => format!("_{short}"),
        _ => short,
    }
}

/// Returns the type under which a file of this name is handed out; what is not known is bytes.
pub fn media_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    TYPES.iter().find(|(known, _)| *known == ending).map_or("application/octet-stream", |(_, named)| named)
}

/// Returns a name as RFC 8187 writes it in a header: bytes of UTF-8, all but letters, digits and a few marks escaped.
pub fn header_name(name: &str) -> String {
    use std::fmt::Write;
    let mut written = String::with_capacity(name.len() + 8);
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                written.push(char::from(byte))
            }
            _ => drop(write!(written, "%{byte:02X}")),
        }
    }
    written
}

fn is_odd(c: char) -> bool {
    c.is_control()
        || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*')
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{e0000}'..='\u{e007f}')
}

fn is_device(stem: &str) -> bool {
    let numbered =
        |start: &str| stem.strip_prefix(start).is_some_and(|n| n.chars().count() == 1 && is_number(n));
    DEVICES.contains(&stem) || numbered("com") || numbered("lpt")
}

fn is_number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³'))
}

/// Cuts a long name before its ending.
fn shortened(name: &str) -> String {
    let length = name.chars().count();
    if length <= LONGEST_NAME {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending).filter(|e| e.chars().count() <= 10);
    let kept = LONGEST_NAME - ending.map_or(0, |e| e.chars().count() + 1);
    let stem: String = name.chars().take(kept).collect();
    ending.map_or(stem.clone(), |ending| format!("{stem}.{ending}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_safe() {
        for (written, safe) in [
            ("ofertă.pdf", "ofertă.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ana\\x.pdf", "x.pdf"),
            ("exe\u{202e}fdp.exe", "exefdp.exe"),
            ("a\u{2066}b\u{200b}c\r\nSet-Cookie: x.txt", "abcSet-Cookie x.txt"),
            (".htaccess", "htaccess"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("COM1.tar.gz", "_COM1.tar.gz"),
            ("com10.txt", "com10.txt"),
            ("lpt².txt", "_lpt².txt"),
            ("contract.pdf", "contract.pdf"),
            ("offer. ", "offer"),
            ("..", "file"),
            ("/", "file"),
            ("\0\u{202e}", "file"),
        ] {
            assert_eq!(safe_name(written), safe, "{written:?}");
        }
        let long = safe_name(&format!("{}.pdf", "ă".repeat(500_000)));
        assert_eq!((long.chars().count(), long.ends_with("ă.pdf")), (LONGEST_NAME, true));
    }

    #[test]
    fn a_browser_is_told_only_types_that_run_nothing() {
        for (name, named) in [
            ("Ofertă.PDF", "application/pdf"),
            ("x.html", "application/octet-stream"),
            ("x.svg", "application/octet-stream"),
            ("x.xhtml", "application/octet-stream"),
            ("x.js", "application/octet-stream"),
            ("x", "application/octet-stream"),
            ("x.pdf.exe", "application/octet-stream"),
        ] {
            assert_eq!(media_type(name), named, "{name}");
        }
        assert!(TYPES.iter().all(|(_, named)| !named.contains("html") && !named.contains("script")));
    }

    #[test]
    fn a_name_in_a_header_breaks_out_of_nothing() {
        assert_eq!(header_name("ofertă 1.pdf"), "ofert%C4%83%201.pdf");
        assert_eq!(header_name("a\"; x=\r\n'"), "a%22%3B%20x%3D%0D%0A%27");
    }
}
