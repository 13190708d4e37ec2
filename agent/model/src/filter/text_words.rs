//! The words of a typed filter.

use super::text::NotAFilter;

/// What stands at a place of a typed filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A bare word.
    Word(String),
    /// What stands between quotation marks.
    Quoted(String),
    /// `(`, `)`, `,` or a comparison.
    Sign(&'static str),
}

/// A token with its place, in characters from 0.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub token: Token,
    pub at: usize,
}

/// The longer ones first.
const SIGNS: [&str; 11] = ["!=", "<=", ">=", "^=", "=", "<", ">", "~", "(", ")", ","];

/// Splits a typed filter into its words.
pub(super) fn words(typed: &str) -> Result<Vec<Placed>, NotAFilter> {
    let chars: Vec<char> = typed.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if chars[at].is_whitespace() {
            at += 1;
            continue;
        }
        let start = at;
        let token = if let Some(close) = closing(chars[at]) {
            let length = chars[at + 1..].iter().position(|c| *c == close);
            let length =
                length.ok_or_else(|| NotAFilter::new(start, "this quotation mark is never closed"))?;
            at += length + 2;
            Token::Quoted(chars[start + 1..at - 1].iter().collect())
        } else if let Some(sign) = sign(&chars[at..]) {
            at += sign.len();
            Token::Sign(sign)
        } else {
            while at < chars.len() && !chars[at].is_whitespace() && sign(&chars[at..]).is_none() {
                at += 1;
            }
            Token::Word(chars[start..at].iter().collect())
        };
        found.push(Placed { token, at: start });
    }
    Ok(found)
}

fn closing(open: char) -> Option<char> {
    match open {
        '"' => Some('"'),
        '\'' => Some('\''),
        '„' => Some('”'),
        '“' => Some('”'),
        _ => None,
    }
}

fn sign(rest: &[char]) -> Option<&'static str> {
    SIGNS.into_iter().find(|sign| rest.iter().take(sign.len()).copied().eq(sign.chars()))
}
