//! Filters as they are typed: `city = Cluj and not importance = low`.
//!
//! `=` `!=` `<` `<=` `>` `>=`, `~` (contains), `^=` (starts with), `in (a, b)`, `between a , b`, `within last 30 days`,
//! `is empty`, `is filled`; `any incidents (…)`, `no contacts (…)`; `no activity since 90 days`,
//! `any activity (call, meeting) since 2026-01-01`; `tag ID`, `group ID`; `and`, `or`, `not`, parentheses.

use super::text_words::{Placed, Token, words};
use super::{DEEPEST, Filter, LONGEST_VALUE, MOST_NODES, Op, Quantity};

/// A typed text that is no filter, and where it stops being one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct NotAFilter {
    /// The place, in characters from 0.
    pub at: usize,
    /// What is wrong and what would be right.
    pub why: String,
}

impl NotAFilter {
    pub(super) fn new(at: usize, why: impl Into<String>) -> NotAFilter {
        NotAFilter { at, why: why.into() }
    }
}

type Result<T> = std::result::Result<T, NotAFilter>;

/// The longest typed filter, in characters.
const LONGEST: usize = 10_000;

/// Reads a typed filter; an empty one means every record.
pub fn parse(typed: &str) -> Result<Filter> {
    if typed.chars().count() > LONGEST {
        return Err(NotAFilter::new(LONGEST, format!("a typed filter has at most {LONGEST} characters")));
    }
    let end = typed.chars().count();
    let mut reader = Reader { words: words(typed)?, next: 0, end, nodes: 0 };
    if reader.words.is_empty() {
        return Ok(Filter::everything());
    }
    let filter = reader.either(1)?;
    match reader.peek() {
        None => Ok(filter),
        Some(_) => Err(reader.wrong("expected and, or, or the end")),
    }
}

struct Reader {
    words: Vec<Placed>,
    next: usize,
    end: usize,
    nodes: usize,
}

impl Reader {
    fn peek(&self) -> Option<&Token> {
        self.words.get(self.next).map(|placed| &placed.token)
    }

    fn wrong(&self, why: impl Into<String>) -> NotAFilter {
        NotAFilter::new(self.words.get(self.next).map_or(self.end, |placed| placed.at), why)
    }

    fn is(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(known)) if known.eq_ignore_ascii_case(word))
    }

    fn take(&mut self, word: &str) -> bool {
        let is = self.is(word);
        self.next += usize::from(is);
        is
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let is = matches!(self.peek(), Some(Token::Sign(known)) if *known == sign);
        self.next += usize::from(is);
        is
    }

    fn need_sign(&mut self, sign: &str) -> Result<()> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.wrong(format!("expected {sign}"))) }
    }

    fn either(&mut self, depth: usize) -> Result<Filter> {
        let mut any = vec![self.both(depth + 1)?];
        while self.take("or") {
            any.push(self.both(depth + 1)?);
        }
        Ok(if any.len() == 1 { any.swap_remove(0) } else { Filter::Any(any) })
    }

    fn both(&mut self, depth: usize) -> Result<Filter> {
        let mut all = vec![self.one(depth)?];
        while self.take("and") {
            all.push(self.one(depth)?);
        }
        Ok(if all.len() == 1 { all.swap_remove(0) } else { Filter::All(all) })
    }

    fn one(&mut self, depth: usize) -> Result<Filter> {
        self.nodes += 1;
        if depth > 2 * DEEPEST || self.nodes > MOST_NODES {
            return Err(self.wrong("this filter has too many conditions, or too many in each other"));
        }
        if self.take("not") {
            return Ok(Filter::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.take_sign("(") {
            let inner = self.either(depth + 1)?;
            self.need_sign(")")?;
            return Ok(inner);
        }
        if self.take("tag") {
            return Ok(Filter::Tag(self.value()?));
        }
        if self.take("group") {
            return Ok(Filter::Group(self.value()?));
        }
        if self.is("any") || self.is("no") {
            let none = self.take("no") || !self.take("any");
            return if self.take("activity") { self.activity(none) } else { self.related(none, depth) };
        }
        self.field()
    }

    fn related(&mut self, none: bool, depth: usize) -> Result<Filter> {
        let relation = self.name("expected what is related: contacts, incidents, activity")?;
        let mut of = Filter::everything();
        if self.take_sign("(") {
            of = self.either(depth + 1)?;
            self.need_sign(")")?;
        }
        Ok(Filter::Related { relation, none, of: Box::new(of) })
    }

    fn activity(&mut self, none: bool) -> Result<Filter> {
        let kinds = if self.take_sign("(") { self.rest_of_list()? } else { Vec::new() };
        let since = if self.take("since") { self.value()? } else { String::new() };
        let quantity = if none { Quantity::None } else { Quantity::AtLeast(1) };
        Ok(Filter::Activity { kinds, since, quantity })
    }

    fn field(&mut self) -> Result<Filter> {
        let field = self.name("expected a field, not, any, no, tag or group")?;
        let signs = [
            ("=", Op::Is),
            ("!=", Op::IsNot),
            ("<=", Op::AtMost),
            (">=", Op::AtLeast),
            ("<", Op::Less),
            (">", Op::Greater),
            ("~", Op::Contains),
            ("^=", Op::StartsWith),
        ];
        for (sign, op) in signs {
            if self.take_sign(sign) {
                return Ok(Filter::Field { field, op, value: vec![self.value()?] });
            }
        }
        if self.take("in") {
            self.need_sign("(")?;
            let value = self.rest_of_list()?;
            return Ok(Filter::Field { field, op: Op::OneOf, value });
        }
        if self.take("within") {
            return Ok(Filter::Field { field, op: Op::Within, value: vec![self.value()?] });
        }
        if self.take("between") {
            let first = self.value()?;
            self.need_sign(",")?;
            let value = vec![first, self.value()?];
            return Ok(Filter::Field { field, op: Op::Between, value });
        }
        if self.take("is") {
            let op =
                if self.take("empty") { Some(Op::Empty) } else { self.take("filled").then_some(Op::Filled) };
            let op = op.ok_or_else(|| self.wrong("expected empty or filled"))?;
            return Ok(Filter::Field { field, op, value: Vec::new() });
        }
        Err(self.wrong("expected =, !=, <, <=, >, >=, ~, ^=, in, within, between or is"))
    }

    fn name(&mut self, expected: &str) -> Result<String> {
        match self.peek() {
            Some(Token::Word(word)) => {
                let word = word.clone();
                self.next += 1;
                Ok(word)
            }
            _ => Err(self.wrong(expected)),
        }
    }

    fn rest_of_list(&mut self) -> Result<Vec<String>> {
        let mut list = vec![self.value()?];
        while self.take_sign(",") {
            list.push(self.value()?);
        }
        self.need_sign(")")?;
        Ok(list)
    }

    /// A quoted text, or bare words until `and`, `or` or a sign.
    fn value(&mut self) -> Result<String> {
        let mut words: Vec<String> = Vec::new();
        if let Some(Token::Quoted(text)) = self.peek() {
            words.push(text.clone());
            self.next += 1;
        } else {
            while !(self.is("and") || self.is("or") || words.len() == 1 && self.is("since"))
                && let Some(Token::Word(word)) = self.peek()
            {
                words.push(word.clone());
                self.next += 1;
            }
        }
        let value = words.join(" ");
        if words.is_empty() {
            return Err(self.wrong(
                "expected a value; one of several words that has and or or in it stands in quotation marks",
            ));
        }
        if value.contains('\0') || value.chars().count() > LONGEST_VALUE {
            return Err(
                self.wrong(format!("a value has at most {LONGEST_VALUE} characters, none of them zero"))
            );
        }
        Ok(value)
    }
}
