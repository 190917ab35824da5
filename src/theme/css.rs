//! References in stylesheets: `url(…)` and the texts of `@import`.

use crate::base::Span;

/// The spans of all references, in order, without their quotes. Comments and other texts are passed
/// over (CSS Syntax Level 3, section 4).
pub(super) fn references(css: &str) -> Vec<Span> {
    let bytes = css.as_bytes();
    let mut found = Vec::new();
    let (mut at, mut after_import) = (0, false);
    while at < bytes.len() {
        let rest = &css.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            at = find(bytes, at + 2, b"*/").map_or(bytes.len(), |end| end + 2);
        } else if rest[0] == b'"' || rest[0] == b'\'' {
            let end = end_of_text(bytes, at);
            if after_import {
                found.push(Span::new(at + 1, end));
            }
            (at, after_import) = (end + 1, false);
        } else if begins(rest, b"@import") {
            (at, after_import) = (at + 7, true);
        } else if begins(rest, b"url(") && !is_name(bytes, at) {
            let span = inside_url(bytes, at + 4);
            at = span.end + 1;
            found.push(span);
            after_import = false;
        } else {
            after_import &= rest[0].is_ascii_whitespace();
            at += 1;
        }
    }
    found.retain(|span| css.is_char_boundary(span.start) && css.is_char_boundary(span.end) && span.start < span.end);
    found
}

/// What stands in the brackets of a `url(` that was opened before `at`.
fn inside_url(bytes: &[u8], at: usize) -> Span {
    let start = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    match bytes.get(start) {
        Some(b'"' | b'\'') => Span::new(start + 1, end_of_text(bytes, start)),
        _ => {
            let close = find(bytes, start, b")").unwrap_or(bytes.len());
            let blanks = bytes[start..close].iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count();
            Span::new(start, close - blanks)
        }
    }
}

/// Where the text ends whose quote is at `at`.
fn end_of_text(bytes: &[u8], at: usize) -> usize {
    let mut end = at + 1;
    while end < bytes.len() && bytes[end] != bytes[at] && bytes[end] != b'\n' {
        end += if bytes[end] == b'\\' { 2 } else { 1 };
    }
    end.min(bytes.len())
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(what.len()).position(|window| window == what).map(|at| from + at)
}

fn begins(bytes: &[u8], word: &[u8]) -> bool {
    bytes.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Whether the letter before `at` belongs to a longer name, as in `my-url(`.
fn is_name(bytes: &[u8], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_alphanumeric() || b"-_".contains(&bytes[before]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_where_they_count() {
        for (css, found) in [
            ("a{b:url(x.png)}", vec!["x.png"]),
            ("a{b:URL( 'x y.png' )}", vec!["x y.png"]),
            ("@import \"a.css\"; @import url(b.css) screen;", vec!["a.css", "b.css"]),
            ("@font-face{src:url(a.woff2) format('woff2'),url(b.woff)}", vec!["a.woff2", "b.woff"]),
            ("/* url(a) */ b{content:'url(c)'} d{content:\"\\\"url(e)\"}", vec![]),
            ("a{b:my-url(c)}", vec![]),
            ("url(", vec![]),
            ("url('", vec![]),
            ("@import '", vec![]),
            ("'\\", vec![]),
            ("/*", vec![]),
            ("é{b:url(é.png)}", vec!["é.png"]),
        ] {
            let spans = references(css);
            assert_eq!(spans.iter().map(|span| &css[span.start..span.end]).collect::<Vec<_>>(), found, "{css}");
        }
    }
}
