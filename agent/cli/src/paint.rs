//! Text for a terminal: widths, colours, columns, and nothing a mail could play tricks with.

use crate::failure::Failure;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How a piece of text stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Not at all.
    Plain,
    /// As a title.
    Bold,
    /// Less than the rest.
    Dim,
    /// Good news.
    Green,
    /// Needs attention.
    Yellow,
    /// Wrong.
    Red,
    /// Something to type or to click.
    Cyan,
}

impl Ink {
    /// The SGR parameter (ECMA-48 §8.3.117).
    fn parameter(self) -> &'static str {
        match self {
            Ink::Plain => "",
            Ink::Bold => "1",
            Ink::Dim => "2",
            Ink::Green => "32",
            Ink::Yellow => "33",
            Ink::Red => "31",
            Ink::Cyan => "36",
        }
    }
}

/// A text being written, line by line.
pub struct Page {
    width: usize,
    colour: bool,
    text: String,
}

impl Page {
    /// Starts an empty page of `width` columns.
    pub fn new(width: usize, colour: bool) -> Page {
        Page { width, colour, text: String::new() }
    }

    /// Returns the columns there are.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Returns what was written.
    pub fn into_text(self) -> String {
        self.text
    }

    /// Paints `text` (cleaned) with `ink`.
    pub fn ink(&self, ink: Ink, text: &str) -> String {
        let text = clean(text);
        match ink.parameter() {
            _ if !self.colour || text.is_empty() => text,
            "" => text,
            parameter => format!("\x1b[{parameter}m{text}\x1b[0m"),
        }
    }

    /// Writes a line of plain text, wrapped at words.
    pub fn line(&mut self, text: &str) {
        self.indented(0, Ink::Plain, text);
    }

    /// Writes text wrapped at words, each line moved right by `indent`.
    pub fn indented(&mut self, indent: usize, ink: Ink, text: &str) {
        for paragraph in text.lines() {
            for line in wrap(&clean(paragraph), self.width.saturating_sub(indent)) {
                let line = self.ink(ink, &line);
                self.painted(&format!("{:indent$}{line}", ""));
            }
        }
    }

    /// Writes a line that is painted and fitted already.
    pub fn painted(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// Leaves a line empty, but never two, and none at the top.
    pub fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Writes the title of a part, with a remark in the same line.
    pub fn title(&mut self, title: &str, remark: &str) {
        self.gap();
        let line = format!("{}  {}", self.ink(Ink::Bold, title), self.ink(Ink::Dim, remark));
        self.painted(&line);
    }

    /// Writes `name   value`, the value wrapped beside its name; nothing for an empty value.
    pub fn field(&mut self, name: &str, value: &str) {
        const NAMES: usize = 13;
        for (i, line) in wrap(&clean(value), self.width.saturating_sub(NAMES + 2)).iter().enumerate() {
            let name = if i == 0 { pad(name, NAMES) } else { " ".repeat(NAMES) };
            let name = self.ink(Ink::Dim, &name);
            self.painted(&format!("  {name}{}", clean(line)));
        }
    }

    /// Writes what went wrong, its code, and what to do.
    pub fn failure(&mut self, failure: &Failure) {
        let head = format!("error: {} [{}]", failure.message, failure.code);
        self.indented(0, Ink::Red, &head);
        if !failure.hint.is_empty() {
            self.indented(0, Ink::Plain, &format!("  → {}", failure.hint));
        }
    }

    /// Writes rows as columns; the column `wide` takes what is left, columns of numbers stand right.
    pub fn table(&mut self, wide: usize, rows: &[Vec<(Ink, String)>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |column: usize| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .map(|(_, text)| clean(text).width())
                .max()
                .unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..columns).map(widest).collect();
        let others: usize = widths.iter().enumerate().filter(|(i, _)| *i != wide).map(|(_, w)| w + 2).sum();
        if let Some(width) = widths.get_mut(wide) {
            *width = (*width).min(self.width.saturating_sub(others + 2).max(12));
        }
        let numbers: Vec<bool> = (0..columns).map(|column| is_of_numbers(rows, column)).collect();
        for row in rows {
            let mut line = String::from(" ");
            for (((ink, text), width), number) in row.iter().zip(&widths).zip(&numbers) {
                let text = fit(&clean(text), *width);
                let filled = if *number { pad_left(&text, *width) } else { pad(&text, *width) };
                line.push(' ');
                line.push_str(&self.ink(*ink, &filled));
                line.push(' ');
            }
            self.painted(&line);
        }
    }
}

/// Returns `text` as one line without anything a terminal would obey or that turns the reading direction.
pub fn clean(text: &str) -> String {
    let harmless = |c: char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    text.chars()
        .map(|c| if matches!(c, '\n' | '\t' | '\r') { ' ' } else { c })
        .filter(|c| harmless(*c))
        .collect()
}

/// Returns `text` cut to `width` columns, with `…` where something is missing.
pub fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.into();
    }
    let mut used = 1;
    let mut cut: String = text
        .chars()
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= width
        })
        .collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// Whether a column holds numbers below its heading, or nothing else at all.
fn is_of_numbers(rows: &[Vec<(Ink, String)>], column: usize) -> bool {
    let number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == ',');
    let mut texts = rows.iter().skip(usize::from(rows.len() > 1)).filter_map(|row| row.get(column));
    texts.all(|(_, text)| number(text))
}

fn pad_left(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text.width())))
}

/// Returns `text` filled with spaces up to `width` columns.
pub fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Breaks `text` at spaces into lines of at most `width` columns; longer words are cut, the indentation stays.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    let words = text.trim_start_matches(' ');
    let mut line = " ".repeat((text.len() - words.len()).min(width / 2));
    let (mut lines, mut begun) = (Vec::new(), false);
    for word in words.split(' ') {
        if begun && line.width() + 1 + word.width() > width {
            lines.push(std::mem::take(&mut line));
        } else if begun {
            line.push(' ');
        }
        let mut taken = line.width();
        for c in word.chars() {
            let wide = c.width().unwrap_or(0);
            if taken + wide > width {
                lines.push(std::mem::take(&mut line));
                taken = 0;
            }
            line.push(c);
            taken += wide;
        }
        begun = true;
    }
    if !line.trim().is_empty() {
        lines.push(line);
    }
    lines
}

/// Says a number of things in words: `1 mail`, `214 mails`.
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// Returns a number with a thin gap between the thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_cannot_command_the_terminal() {
        let page = Page::new(80, true);
        let painted = page.ink(Ink::Bold, "a\x1b]0;owned\x07\u{202e}b\nc");
        assert_eq!(painted, "\x1b[1ma]0;ownedb c\x1b[0m");
        assert_eq!(Page::new(80, false).ink(Ink::Red, "x"), "x");
    }

    #[test]
    fn text_fits_its_columns() {
        for (text, width, fitted) in
            [("Ofertă", 6, "Ofertă"), ("Ofertă nouă", 8, "Ofertă…"), ("見積書です", 6, "見積…")]
        {
            assert_eq!(fit(text, width), fitted);
            assert!(fit(text, width).width() <= width);
        }
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("abcdefghijklmnop", 8), ["abcdefgh", "ijklmnop"]);
        assert_eq!(wrap("", 8), [""; 0]);
        assert_eq!(wrap("  indented text here", 12), ["  indented", "text here"]);
    }

    #[test]
    fn numbers_read_easily() {
        assert_eq!(count(1, "mail", "mails"), "1 mail");
        assert_eq!(count(1_234_567, "mail", "mails"), "1,234,567 mails");
    }

    #[test]
    fn columns_leave_no_line_longer_than_the_page() {
        let mut page = Page::new(40, false);
        let row = |a: &str, b: &str| vec![(Ink::Plain, a.to_owned()), (Ink::Dim, b.to_owned())];
        page.table(1, &[row("1", &"long ".repeat(30)), row("22", "short")]);
        let text = page.into_text();
        assert!(text.lines().all(|line| line.width() <= 40), "{text}");
        assert!(text.contains('…') && text.contains("short"));
    }
}
