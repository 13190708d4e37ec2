//! Texts with gaps: `Dear {{contact.first_name|client}}` (SPEC S3).
//!
//! A gap names a field of the catalogue and, after `|`, what stands there when the field is empty. There is nothing
//! else: no conditions, no loops, and a value is never read as a template again.

use crate::catalogue::{self, custom::PREFIX};
use crate::record::RecordKind;

/// The most gaps of one text.
const MOST_GAPS: usize = 500;
/// The longest value, in characters; longer ones are cut.
const LONGEST_VALUE: usize = 5_000;

/// Kinds of record whose fields a template may name.
pub const KINDS: [RecordKind; 5] = [
    RecordKind::Contact,
    RecordKind::Account,
    RecordKind::Lead,
    RecordKind::Opportunity,
    RecordKind::Incident,
];

/// What a template may say of the user who sends it.
pub const OF_USER: [&str; 3] = ["name", "address", "team"];

/// What a gap asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The day of sending.
    Today,
    /// One of [`OF_USER`].
    User(String),
    /// A field of a record; `name` is what people call it.
    Field(RecordKind, String),
}

/// A place to be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// What it asks for.
    pub wanted: Wanted,
    /// How the template names it.
    pub path: String,
    /// What stands there when there is no value.
    pub fallback: String,
    /// Where it stands.
    pub place: Place,
}

/// A place in a text, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, character {}", self.line, self.column)
    }
}

/// Why a text cannot be a template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A gap has no end.
    #[error("{0}: {{{{ has no }}}}")]
    Open(Place),
    /// A gap names nothing that is known.
    #[error("{0}: there is no field {1:?}")]
    Unknown(Place, String),
    /// A gap stands inside a tag, where a value could become more than text.
    #[error("{0}: a field cannot stand inside a tag")]
    InTag(Place),
    /// There are too many gaps.
    #[error("must have at most {MOST_GAPS} fields")]
    TooMany,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Gap(Gap),
}

/// A text with gaps, read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

/// What kind of text is written, which decides how values are made harmless.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Into {
    /// A single line, such as a subject: no control characters.
    Line,
    /// Plain text.
    Plain,
    /// HTML: values are text, with their line breaks.
    Html,
}

/// A text with its gaps filled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// The text.
    pub text: String,
    /// The fields that had no value, as the template names them.
    pub fell_back: Vec<String>,
}

impl Template {
    /// Reads a text; names of custom fields are left to whoever knows them (see [`Template::gaps`]).
    pub fn read(text: &str) -> Result<Template, Fault> {
        let (mut parts, mut rest, mut gaps) = (Vec::new(), text, 0);
        while let Some(start) = rest.find("{{") {
            let place = place(text, text.len() - rest.len() + start);
            let inside = &rest[start + 2..];
            let end = inside.find("}}").ok_or(Fault::Open(place))?;
            parts.push(Part::Text(rest[..start].to_owned()));
            parts.push(Part::Gap(gap(&inside[..end], place)?));
            gaps += 1;
            if gaps > MOST_GAPS {
                return Err(Fault::TooMany);
            }
            rest = &inside[end + 2..];
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(Template { parts })
    }

    /// Like [`Template::read`], for HTML that has been cleaned: gaps stand between tags, not in them.
    pub fn read_html(text: &str) -> Result<Template, Fault> {
        let template = Template::read(text)?;
        let mut tag = false;
        for part in &template.parts {
            match part {
                Part::Gap(gap) if tag => return Err(Fault::InTag(gap.place)),
                Part::Gap(_) => {}
                Part::Text(text) => {
                    tag = match (text.rfind('<'), text.rfind('>')) {
                        (Some(open), Some(close)) => open > close,
                        (Some(_), None) => true,
                        (None, Some(_)) => false,
                        (None, None) => tag,
                    }
                }
            }
        }
        Ok(template)
    }

    /// Lists the gaps in order.
    pub fn gaps(&self) -> impl Iterator<Item = &Gap> {
        self.parts.iter().filter_map(|part| match part {
            Part::Gap(gap) => Some(gap),
            Part::Text(_) => None,
        })
    }

    /// Fills the gaps by `value`, which gives the text of each; empty is no value.
    pub fn fill(&self, into: Into, mut value: impl FnMut(&Gap) -> String) -> Filled {
        let mut filled = Filled::default();
        for part in &self.parts {
            match part {
                Part::Text(text) => filled.text.push_str(text),
                Part::Gap(gap) => {
                    let value = value(gap);
                    let empty = value.trim().is_empty();
                    if empty && !filled.fell_back.contains(&gap.path) {
                        filled.fell_back.push(gap.path.clone());
                    }
                    harmless(if empty { &gap.fallback } else { value.trim() }, into, &mut filled.text);
                }
            }
        }
        filled
    }
}

fn gap(inside: &str, place: Place) -> Result<Gap, Fault> {
    let (path, fallback) = inside.split_once('|').unwrap_or((inside, ""));
    let path = path.trim();
    let unknown = || Fault::Unknown(place, path.chars().take(60).collect());
    let wanted = match path.split_once('.') {
        None if path == "today" => Wanted::Today,
        None => return Err(unknown()),
        Some(("user", field)) if OF_USER.contains(&field) => Wanted::User(field.into()),
        Some((kind, field)) => {
            let kind = RecordKind::from_name(kind).filter(|kind| KINDS.contains(kind)).ok_or_else(unknown)?;
            let known = catalogue::of(kind).is_some_and(|it| it.field(field).is_some());
            if !known && field != "name" && !field.starts_with(PREFIX) {
                return Err(unknown());
            }
            Wanted::Field(kind, field.into())
        }
    };
    Ok(Gap { wanted, path: path.into(), fallback: fallback.trim().into(), place })
}

fn place(text: &str, at: usize) -> Place {
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Place { line, column }
}

/// Writes a value as the text it is.
fn harmless(value: &str, into: Into, out: &mut String) {
    for c in value.chars().take(LONGEST_VALUE) {
        match (into, c) {
            (_, '\0') => {}
            (Into::Line, c) if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => out.push(' '),
            (Into::Html, '&') => out.push_str("&amp;"),
            (Into::Html, '<') => out.push_str("&lt;"),
            (Into::Html, '>') => out.push_str("&gt;"),
            (Into::Html, '"') => out.push_str("&quot;"),
            (Into::Html, '\'') => out.push_str("&#39;"),
            (Into::Html, '\r') => {}
            (Into::Html, '\n') => out.push_str("<br>"),
            (_, c) => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, into: Into, value: &str) -> Filled {
        let read = if into == Into::Html { Template::read_html(text) } else { Template::read(text) };
        read.unwrap().fill(into, |_| value.to_owned())
    }

    #[test]
    fn gaps_are_filled_and_empty_ones_fall_back() {
        let text = "Bună {{contact.first_name|dle client}}, {{ today }}!";
        let with = filled(text, Into::Plain, "Ion");
        assert_eq!((with.text.as_str(), with.fell_back.len()), ("Bună Ion, Ion!", 0));
        let without = filled(text, Into::Plain, "  ");
        assert_eq!(without.text, "Bună dle client, !");
        assert_eq!(without.fell_back, ["contact.first_name", "today"]);
        assert_eq!(filled("no gaps }} here", Into::Plain, "x").text, "no gaps }} here");
    }

    #[test]
    fn a_value_is_text_and_nothing_else() {
        for (into, value, text) in [
            (
                Into::Html,
                "<script>x()</script> & \"y\"",
                "&lt;script&gt;x()&lt;/script&gt; &amp; &quot;y&quot;",
            ),
            (Into::Html, "two\r\nlines", "two<br>lines"),
            (Into::Plain, "{{user.name}}", "{{user.name}}"),
            (Into::Html, "{{user.name}}", "{{user.name}}"),
            (Into::Line, "x\r\nBcc: everybody@x.ro", "x  Bcc: everybody@x.ro"),
            (Into::Plain, "two\nlines", "two\nlines"),
            (Into::Plain, "a\0b", "ab"),
        ] {
            assert_eq!(filled("{{account.name}}", into, value).text, text, "{into:?}");
        }
        assert_eq!(filled("{{account.name}}", Into::Plain, &"ă".repeat(9_000)).text.chars().count(), 5_000);
        assert_eq!(filled("{{account.name|<b>}}", Into::Html, "").text, "&lt;b&gt;");
    }

    #[test]
    fn what_is_no_field_is_refused_with_its_place() {
        for (text, fault) in [
            ("a\nbc {{contact.nose}}", "line 2, character 4: there is no field \"contact.nose\""),
            ("ș {{contact.first_name", "line 1, character 3: {{ has no }}"),
            ("{{tomorrow}}", "line 1, character 1: there is no field \"tomorrow\""),
            ("{{user.password}}", "line 1, character 1: there is no field \"user.password\""),
            ("{{product.name}}", "line 1, character 1: there is no field \"product.name\""),
            ("{{}}", "line 1, character 1: there is no field \"\""),
            ("{{ {{today}} }}", "line 1, character 1: there is no field \"{{today\""),
        ] {
            assert_eq!(Template::read(text).unwrap_err().to_string(), fault);
        }
        assert_eq!(Template::read(&"{{today}}".repeat(501)).unwrap_err(), Fault::TooMany);
        assert!(Template::read("{{contact.x.anything}}").is_ok(), "administrators' fields are checked later");
    }

    #[test]
    fn no_gap_stands_inside_a_tag() {
        for (html, fits) in [
            ("<p>{{today}}</p>", true),
            ("<a href=\"{{contact.web}}\">x</a>", false),
            ("<p title='{{today}}'>", false),
            ("<p>a</p>{{today}}<b>{{today}}</b>", true),
            ("<{{today}}>", false),
            ("1 &lt; {{today}}", true),
        ] {
            assert_eq!(Template::read_html(html).is_ok(), fits, "{html}");
        }
    }
}
