//! Stylesheets: the references in them (`url(…)`, the texts of `@import`), and their shorter form.

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

/// The same stylesheet without comments and without the blanks that mean nothing. Texts and addresses stay as they are, and
/// so does a comment that opens with `/*!`, as licences do.
pub(super) fn compact(css: &str) -> String {
    let bytes = css.as_bytes();
    let mut out = String::with_capacity(css.len());
    let (mut at, mut is_apart) = (0, false);
    while at < bytes.len() {
        let rest = &bytes[at..];
        let end = if rest[0].is_ascii_whitespace() {
            (at, is_apart) = (at + 1, true);
            continue;
        } else if rest.starts_with(b"/*") {
            let end = find(bytes, at + 2, b"*/").map_or(bytes.len(), |end| end + 2);
            if !rest.starts_with(b"/*!") {
                // Between two names it parts them, as in `a/**/b`, without being a blank.
                let parts =
                    out.bytes().last().is_some_and(is_of_name) && bytes.get(end).copied().is_some_and(is_of_name);
                out.push_str(if parts && !is_apart { "/**/" } else { "" });
                at = end;
                continue;
            }
            end
        } else if rest[0] == b'"' || rest[0] == b'\'' {
            (end_of_text(bytes, at) + 1).min(bytes.len())
        } else if begins(rest, b"url(") && !is_name(bytes, at) {
            (inside_url(bytes, at + 4).end + 1).min(bytes.len())
        } else {
            // What is escaped belongs to its backslash, be it a blank.
            at + css[at..].chars().take(1 + usize::from(rest[0] == b'\\')).map(char::len_utf8).sum::<usize>()
        };
        if is_apart && !is_blank_idle(out.bytes().last(), rest[0]) {
            out.push(' ');
        }
        if rest[0] == b'}' && out.ends_with(';') {
            out.pop();
        }
        out.push_str(&css[at..end]);
        (at, is_apart) = (end, false);
    }
    out.push('\n');
    out
}

/// Whether a blank between these two says nothing. One before `:` or `(`, or around `+`, does: `a :hover`, `and (`, `1px + 2px`.
fn is_blank_idle(before: Option<u8>, after: u8) -> bool {
    before.is_none_or(|before| b"{};,".contains(&before))
        || b"{};,".contains(&after)
        || (before == Some(b':') && after != b'}')
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_".contains(&byte) || byte >= 0x80
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
    fn a_stylesheet_is_shorter_and_means_the_same() {
        for (css, short) in [
            ("a {\n  color: red;\n  margin: 0 1px;\n}\n\nb > c, d { e: f }", "a{color:red;margin:0 1px}b > c,d{e:f}"),
            ("a :hover { width: calc(1px + 2px) }", "a :hover{width:calc(1px + 2px)}"),
            ("@media screen and (a: b) { c { d: e; } }", "@media screen and (a:b){c{d:e}}"),
            ("a { content: \"  /* no; */ } \"; b: ' ; ' }", "a{content:\"  /* no; */ } \";b:' ; '}"),
            ("a { b: url( x  y.png ) no-repeat, url('c  d') }", "a{b:url( x  y.png ) no-repeat,url('c  d')}"),
            ("/* one */ a/* two */b /* three */ c { }", "a/**/b c{}"),
            (".a\\  b { } .\\31 0 { }", ".a\\  b{}.\\31 0{}"),
            ("/*! licence */ a { }", "/*! licence */ a{}"),
            ("a { --x: ; --y: é; }", "a{--x:;--y:é}"),
            ("a[title=\"b\"] [c] { d: e !important }", "a[title=\"b\"] [c]{d:e !important}"),
            ("a { b: \"never ends", "a{b:\"never ends"),
            ("a { b: url(never ends", "a{b:url(never ends"),
            ("/* never ends", ""),
        ] {
            assert_eq!(compact(css), format!("{short}\n"), "{css}");
        }
    }

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
