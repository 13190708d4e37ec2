//! How each mailer signs, quotes and makes HTML.

use super::dates::short_date;
use super::letter::Letter;
use super::mime::html_escape;
use super::people::{Mailer, Person};
use super::vocabulary::fill;

/// A plain text in its three parts.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub text: String,
    pub signature: String,
    pub quote: String,
    /// Whether the answer stands under the quote.
    pub below: bool,
}

impl Written {
    /// The whole plain text.
    pub fn plain(&self) -> String {
        let own = [self.text.as_str(), self.signature.as_str()];
        let order: Vec<&str> = match self.below {
            true => [self.quote.as_str()].into_iter().chain(own).collect(),
            false => own.into_iter().chain([self.quote.as_str()]).collect(),
        };
        order.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    /// The whole text as HTML with the marks this mailer puts around a quote; `image` goes under the signature.
    pub fn html(&self, mailer: Mailer, image: &str) -> String {
        let quote = match mailer {
            _ if self.quote.is_empty() => String::new(),
            Mailer::Gmail => format!(
                "<div class=\"gmail_quote\"><blockquote class=\"gmail_quote\" style=\"border-left:1px solid\">\n{}\
                 </blockquote></div>\n",
                paragraphs(&self.quote)
            ),
            Mailer::Outlook => {
                format!("<hr><div id=\"divRplyFwdMsg\" dir=\"ltr\"></div>\n{}", paragraphs(&self.quote))
            }
            _ => format!("<blockquote type=\"cite\">\n{}</blockquote>\n", paragraphs(&self.quote)),
        };
        let own = format!("{}{}{image}", paragraphs(&self.text), paragraphs(&self.signature));
        page(&if self.below { format!("{quote}{own}") } else { format!("{own}{quote}") })
    }
}

/// An HTML document around this body.
pub(crate) fn page(body: &str) -> String {
    format!("<html><head><style>p{{margin:0 0 1em}}</style></head><body>\n{body}</body></html>\n")
}

/// Text as HTML paragraphs.
pub(crate) fn paragraphs(text: &str) -> String {
    text.split("\n\n")
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| format!("<p>{}</p>\n", html_escape(paragraph).replace('\n', "<br>\n")))
        .collect()
}

/// The signature of this person's mailer.
pub(crate) fn signature(person: &Person) -> String {
    if person.mailer == Mailer::Phone {
        return person.language.from_phone.to_owned();
    }
    let mut lines = vec![person.name.clone()];
    if !person.role.is_empty() {
        lines.push(person.role.clone());
    }
    if let Some((company, domain)) = &person.company {
        lines.extend([company.clone(), format!("Tel. {}", person.phone), format!("www.{domain}")]);
    }
    let head = if person.mailer == Mailer::Thunderbird { "-- " } else { person.language.bye };
    format!("{head}\n{}", lines.join("\n"))
}

/// The previous letter as this person's mailer quotes it.
pub(crate) fn quote(person: &Person, previous: &Letter) -> String {
    let language = person.language;
    let author = &previous.author;
    let date = short_date(previous.date, language.zone, language.code == "en");
    if person.mailer == Mailer::Outlook {
        let [from, sent, to, subject] = language.outlook;
        let recipient = previous.to.first().map_or("", String::as_str);
        return format!(
            "________________________________\n{from}: {} <{}>\n{sent}: {date}\n{to}: {recipient}\n{subject}: {}\n\n{}",
            author.name, previous.from, previous.subject, previous.shown
        );
    }
    let name = match person.mailer {
        Mailer::Gmail | Mailer::Apple => format!("{} <{}>", author.name, previous.from),
        _ => author.name.clone(),
    };
    let mut quoted = fill(language.wrote, &[("date", &date), ("name", &name)]);
    for line in previous.shown.split('\n') {
        // One mark more; a line that is a quote already gets no second blank.
        quoted.push_str(if line.starts_with('>') { "\n>" } else { "\n> " });
        quoted.push_str(line);
    }
    quoted
}
