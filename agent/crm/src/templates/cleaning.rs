//! HTML of a template made harmless: nothing runs, and nothing tells others that a mail was opened.

use ammonia::Builder;
use std::borrow::Cow;
use std::collections::HashSet;

/// What a style may say.
const STYLES: [&str; 30] = [
    "color",
    "background-color",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "line-height",
    "text-align",
    "text-decoration",
    "vertical-align",
    "width",
    "height",
    "max-width",
    "margin",
    "margin-top",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "padding",
    "padding-top",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "border",
    "border-top",
    "border-bottom",
    "border-collapse",
    "border-spacing",
    "white-space",
];

/// Returns HTML without scripts, forms, frames and pictures from elsewhere.
pub(super) fn clean(html: &str) -> String {
    if html.trim().is_empty() {
        return String::new();
    }
    Builder::default()
        .add_tags(["font"])
        .add_tag_attributes("font", ["color", "face", "size"])
        .add_tag_attributes("table", ["border", "cellpadding", "cellspacing", "width", "bgcolor"])
        .add_tag_attributes("td", ["width", "valign", "bgcolor"])
        .add_generic_attributes(["style"])
        .filter_style_properties(HashSet::from(STYLES))
        .add_url_schemes(["cid", "data"])
        .attribute_filter(harmless)
        .clean(html)
        .to_string()
}

/// Pictures come with the mail; links lead to pages, addresses and phones.
fn harmless<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let lower = value.trim_start().to_ascii_lowercase();
    let starts = |heads: &[&str]| heads.iter().any(|head| lower.starts_with(head));
    let fits = match (element, attribute) {
        ("img", "src") => {
            starts(&["cid:", "data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp"])
        }
        (_, "href") => starts(&["https:", "http:", "mailto:", "tel:", "#"]),
        (_, "src" | "cite" | "background" | "longdesc" | "srcset") => false,
        (_, "style") => !lower.contains("url(") && !lower.contains("expression") && !lower.contains('\\'),
        _ => true,
    };
    fits.then_some(Cow::Borrowed(value))
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn what_runs_or_tells_is_taken_out_and_the_rest_stays() {
        for (typed, kept) in [
            ("<p>Bună {{contact.first_name|dle}},</p>", "<p>Bună {{contact.first_name|dle}},</p>"),
            ("<b onclick=\"x()\">a</b><script>x()</script>", "<b>a</b>"),
            ("<img src=\"https://t.example/p.gif\" width=\"1\">", "<img width=\"1\">"),
            ("<img src=\"cid:logo\">", "<img src=\"cid:logo\">"),
            ("<img src=\"data:image/svg+xml,<svg onload=x>\">", "<img>"),
            ("<a href=\"javascript:x()\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
            ("<a href=\"data:text/html,x\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
            ("<p style=\"color:red;background:url(https://t.example)\">a</p>", "<p>a</p>"),
            ("<p style=\"color:red;position:fixed\">a</p>", "<p style=\"color:red\">a</p>"),
            ("<iframe src=\"x\"></iframe><form><input></form><style>p{}</style>", ""),
            (
                "<table background=\"https://t.example\"><tbody><tr><td>1</td></tr></tbody></table>",
                "<table><tbody><tr><td>1</td></tr></tbody></table>",
            ),
            ("<svg><script>x</script></svg>", ""),
            ("  ", ""),
        ] {
            assert_eq!(clean(typed), kept, "{typed}");
            assert_eq!(clean(kept), kept, "clean stays clean");
        }
    }
}
