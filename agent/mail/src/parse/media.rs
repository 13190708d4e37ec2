//! What one part of a mail is: `Content-Type`, `Content-Disposition` and their kin (RFC 2045, 2183, 2231).

use super::fields::Header;
use super::guarded;
use super::transfer::Transfer;
use super::words::{self, Defects};
use mail_parser::parsers::MessageStream;
use mail_parser::{ContentType, HeaderValue};

/// The longest file name, in characters.
const MAX_NAME: usize = 200;
/// The longest value with parameters that is read, in bytes.
const MAX_VALUE: usize = 16 * 1024;

/// The facts of a part's own header.
#[derive(Debug, Default)]
pub(super) struct Media {
    /// `type/subtype`, lower case; `text/plain` when nothing usable is said.
    pub(super) media_type: String,
    /// The charset, as written.
    pub(super) charset: Option<String>,
    /// What separates the parts of a multipart.
    pub(super) boundary: Option<String>,
    /// The kind of report of a `multipart/report`, lower case.
    pub(super) report: Option<String>,
    /// Text whose lines flow (RFC 3676), and whether the blank that joins them goes.
    pub(super) flowed: Option<bool>,
    /// The file name, made safe.
    pub(super) name: Option<String>,
    /// Said to be an attachment (`Some(true)`), said to be inline (`Some(false)`).
    pub(super) attached: Option<bool>,
    /// Can be shown by reference (`Content-ID`).
    pub(super) has_id: bool,
    /// How the content is encoded.
    pub(super) transfer: Transfer,
}

impl Media {
    /// Reads a part's header; `fallback` is the type of a part that says nothing.
    pub(super) fn of(header: &Header<'_>, fallback: &str, defects: &mut Defects) -> Media {
        let mut media = Media { media_type: fallback.to_owned(), ..Media::default() };
        let mut name = None;
        if let Some(value) = header.first("content-type") {
            let (kind, parameters) = structured(value, defects);
            if let Some((main, sub)) = kind.split_once('/')
                && !main.is_empty()
                && !sub.is_empty()
            {
                media.media_type = kind.chars().filter(|c| !c.is_control()).take(100).collect();
            }
            name = media.take_parameters(parameters);
        }
        if let Some(value) = header.first("content-disposition") {
            let (kind, parameters) = structured(value, defects);
            media.attached = match kind.as_str() {
                "inline" => Some(false),
                "" => None,
                _ => Some(true),
            };
            name = parameters.into_iter().find(|(n, _)| n == "filename").map(|(_, v)| v).or(name);
        }
        media.name = name.map(|n| file_name(&n, defects)).filter(|n| !n.is_empty());
        media.has_id = header.first("content-id").is_some();
        media.transfer = header
            .first("content-transfer-encoding")
            .map_or(Transfer::Plain, |v| Transfer::named(first_word(v)));
        media
    }

    fn take_parameters(&mut self, parameters: Vec<(String, String)>) -> Option<String> {
        let mut name = None;
        let mut delsp = false;
        let mut flowed = false;
        for (key, value) in parameters {
            match key.as_str() {
                "charset" => self.charset = Some(value),
                "boundary" if !value.is_empty() => self.boundary = Some(value.trim_end().to_owned()),
                "report-type" => self.report = Some(value.to_ascii_lowercase()),
                "format" => flowed = value.eq_ignore_ascii_case("flowed"),
                "delsp" => delsp = value.eq_ignore_ascii_case("yes"),
                "name" => name = Some(value),
                _ => {}
            }
        }
        self.flowed = flowed.then_some(delsp);
        name
    }

    /// Says whether this is a multipart.
    pub(super) fn is_multipart(&self) -> bool {
        self.media_type.starts_with("multipart/")
    }

    /// Says whether this is text that can be a mail's body.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.media_type.as_str(), "text/plain" | "text/html")
    }

    /// The file name, or one made from the type.
    pub(super) fn shown_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| match self.media_type.as_str() {
            "message/rfc822" => "message.eml".to_owned(),
            "text/calendar" => "invite.ics".to_owned(),
            "text/vcard" | "text/x-vcard" => "contact.vcf".to_owned(),
            "text/plain" => "attachment.txt".to_owned(),
            "image/jpeg" => "image.jpg".to_owned(),
            other => match other.split_once('/') {
                Some((main, sub)) if sub.len() <= 4 && sub.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                    format!("{}.{sub}", if main == "image" { "image" } else { "attachment" })
                }
                _ => "attachment.bin".to_owned(),
            },
        })
    }
}

/// A value with parameters: what stands before the first `;`, lower case, and the parameters, continuations joined.
fn structured(value: &[u8], defects: &mut Defects) -> (String, Vec<(String, String)>) {
    let text = words::utf8(&value[..value.len().min(MAX_VALUE)], None, defects);
    let text = if text.contains("=?") { words::quote_words(&text, "=?", defects) } else { text.into_owned() };
    let mut line = text.replace(['\r', '\n', '\t'], " ");
    line.push('\n');
    let read = guarded(|| match MessageStream::new(line.as_bytes()).parse_content_type() {
        HeaderValue::ContentType(ContentType { c_type, c_subtype, attributes }) => {
            let kind = c_subtype
                .map_or(c_type.to_ascii_lowercase(), |sub| format!("{c_type}/{sub}").to_ascii_lowercase());
            let pair = |a: mail_parser::Attribute<'_>| (a.name.to_ascii_lowercase(), a.value.into_owned());
            (kind, attributes.unwrap_or_default().into_iter().map(pair).collect())
        }
        _ => (String::new(), Vec::new()),
    });
    read.unwrap_or_else(|| (String::from_utf8_lossy(first_word(value)).to_ascii_lowercase(), Vec::new()))
}

fn first_word(value: &[u8]) -> &[u8] {
    value.split(|b| matches!(b, b';' | b' ' | b'(' | b'\t' | b'\r' | b'\n')).next().unwrap_or_default()
}

/// Makes a file name safe: no path, no control or direction characters, nothing hidden, not longer than disks take.
pub(super) fn file_name(written: &str, defects: &mut Defects) -> String {
    let decoded =
        if written.contains("=?") { words::decode_words(written, defects) } else { written.to_owned() };
    let odd = |c: char| {
        c.is_control()
            || words::is_override(c)
            || matches!(c, '\u{200b}'..='\u{200f}' | '<' | '>' | ':' | '"' | '|' | '?' | '*')
    };
    let base = decoded.rsplit(['/', '\\']).find(|b| !b.trim().is_empty()).unwrap_or_default();
    let clean: String = base.chars().filter(|c| !odd(*c)).collect();
    let clean = clean.trim().trim_start_matches('.').trim_end_matches(['.', ' ']);
    shortened(clean)
}

/// Cuts a long name before its extension.
fn shortened(name: &str) -> String {
    let length = name.chars().count();
    if length <= MAX_NAME {
        return name.to_owned();
    }
    let extension = name.rsplit_once('.').map(|(_, e)| e).filter(|e| e.chars().count() <= 10);
    let kept = MAX_NAME - extension.map_or(0, |e| e.chars().count() + 1);
    let stem: String = name.chars().take(kept).collect();
    extension.map_or(stem.clone(), |e| format!("{stem}.{e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(block: &str) -> Media {
        Media::of(&Header::read(block.as_bytes()).0, "text/plain", &mut Vec::new())
    }

    #[test]
    fn names_are_made_safe() {
        for (written, safe) in [
            ("ofertă.pdf", "ofertă.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ana\\x.pdf", "x.pdf"),
            ("../../x\0.pdf", "x.pdf"),
            ("exe\u{202e}fdp.exe", "exefdp.exe"),
            (".htaccess", "htaccess"),
            ("..", ""),
            ("/", ""),
            ("con?.txt", "con.txt"),
            ("=?utf-8?Q?ofert=C4=83?= =?utf-8?Q?.pdf?=", "ofertă.pdf"),
        ] {
            assert_eq!(file_name(written, &mut Vec::new()), safe, "{written:?}");
        }
        let long = file_name(&format!("{}.pdf", "ă".repeat(900)), &mut Vec::new());
        assert_eq!((long.chars().count(), long.ends_with(".pdf")), (MAX_NAME, true));
    }

    #[test]
    fn parameters_in_all_their_spellings() {
        let part = media("Content-Type: Application/PDF;\r\n name=\"=?utf-8?B?b2ZlcnTEgy5wZGY=?=\"\r\n");
        assert_eq!((part.media_type.as_str(), part.name.as_deref()), ("application/pdf", Some("ofertă.pdf")));
        let part = media(
            "Content-Disposition: attachment;\r\n filename=\"=?utf-8?Q?ofert=C4=83=2Epd?=\r\n =?utf-8?Q?f?=\"\r\n",
        );
        assert_eq!(part.name.as_deref(), Some("ofertă.pdf"));
        let part = media("Content-Disposition: attachment; filename*=UTF-8''ofert%C4%83.pdf\r\n");
        assert_eq!((part.attached, part.name.as_deref()), (Some(true), Some("ofertă.pdf")));
        let part = media("Content-Disposition: inline;\r\n filename*0=\"a\";\r\n filename*1=\"b.txt\"\r\n");
        assert_eq!((part.attached, part.name.as_deref()), (Some(false), Some("ab.txt")));
        let part = media("Content-Type: text/plain; charset=UTF-8; format=flowed; delsp=yes\r\n");
        assert_eq!((part.charset.as_deref(), part.flowed), (Some("UTF-8"), Some(true)));
        let part = media("Content-Type: text\r\nContent-Transfer-Encoding: BASE64 (yes)\r\n");
        assert_eq!((part.media_type.as_str(), part.transfer), ("text/plain", Transfer::Base64));
        let part = media("Content-Type: multipart/mixed; boundary=\"a b:c\"\r\n");
        assert_eq!((part.is_multipart(), part.boundary.as_deref()), (true, Some("a b:c")));
    }
}
