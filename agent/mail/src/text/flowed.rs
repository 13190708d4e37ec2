//! Text whose lines were broken for the way only (RFC 3676).

/// Joins flowed lines to paragraphs; `delsp` tells that the blank at a line's end belongs to the break. Quote marks stay.
pub fn unflow(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|b| *b == b'>').count();
        let content = &line[depth..];
        let content = content.strip_prefix(' ').unwrap_or(content);
        let fixed = content == "-- ";
        if open == Some(depth) && !fixed {
            // Goes on in the same paragraph.
        } else {
            if !out.is_empty() {
                out.push('\n');
            }
            out.extend(std::iter::repeat_n('>', depth));
            if depth > 0 {
                out.push(' ');
            }
        }
        let flows = content.ends_with(' ') && !fixed;
        out.push_str(if flows && delsp { &content[..content.len() - 1] } else { content });
        open = flows.then_some(depth);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::unflow;

    #[test]
    fn flowed_lines_become_paragraphs() {
        assert_eq!(unflow("one \ntwo\nthree", false), "one two\nthree");
        assert_eq!(unflow("> one \n> two\nnew \n> old", false), "> one two\nnew \n> old");
        assert_eq!(unflow("text \n-- \nAna", false), "text \n-- \nAna");
        assert_eq!(unflow("wo \nrd", true), "word");
        assert_eq!(unflow(" >From here", false), ">From here");
        assert_eq!(unflow(">> deep \n>> er\n\nx", false), ">> deep er\n\nx");
    }
}
