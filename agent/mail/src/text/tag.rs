//! Tags of HTML, read without trusting them.

/// The longest tag whose quotation marks are respected, in bytes.
const MAX_TAG: usize = 16 * 1024;

/// Returns the name at the start of a tag.
pub(super) fn name(tag: &str) -> &str {
    &tag[..tag.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(tag.len())]
}

/// The length of the tag at the start, a `>` in quotation marks not ending it.
pub(super) fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, b) in rest.bytes().enumerate().take(MAX_TAG) {
        match (b, quote) {
            (b'>', None) => return Some(at + 1),
            (b'"' | b'\'', None) => quote = Some(b),
            (b, Some(q)) if b == q => quote = None,
            _ => {}
        }
    }
    None
}

/// Where `</name` is, in any case.
pub(super) fn closing(rest: &str, name: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let is_it = |at: &usize| {
        bytes.get(at + 2..at + 2 + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
    };
    memchr::memmem::find_iter(bytes, b"</").find(is_it)
}

pub(super) fn is_void(name: &str) -> bool {
    [
        "img", "br", "hr", "input", "meta", "link", "col", "area", "base", "wbr", "body", "html", "p", "td",
        "tr", "li",
    ]
    .iter()
    .any(|v| name.eq_ignore_ascii_case(v))
}

pub(super) fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h' | b'H', b'1'..=b'6'])
}

pub(super) fn is_hidden(tag: &str) -> bool {
    if memchr::memmem::find(tag.as_bytes(), b"one").is_none() {
        return false;
    }
    let Some(style) = attribute(tag, "style") else { return false };
    let packed: String =
        style.chars().take(1_000).filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
    packed.contains("display:none")
}

/// Returns the value of an attribute, without its quotation marks.
pub(super) fn attribute<'t>(tag: &'t str, wanted: &str) -> Option<&'t str> {
    let mut rest = &tag[name(tag).len()..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/' || c == '>');
        if rest.is_empty() {
            return None;
        }
        let end =
            rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        let key = &rest[..end];
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let body = quote.map_or(after, |_| &after[1..]);
            let stop = match quote {
                Some(q) => body.find(q),
                None => body.find(|c: char| c.is_whitespace() || c == '>'),
            };
            let stop = stop.unwrap_or(body.len());
            value = &body[..stop];
            rest = body.get(stop + usize::from(quote.is_some())..).unwrap_or_default();
        } else if end == 0 {
            rest = rest.get(rest.chars().next().map_or(1, char::len_utf8)..).unwrap_or_default();
        }
        if key.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
    }
}
