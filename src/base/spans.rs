//! Spans of code in a line of plain text: `` `x` `` as in markdown, and nothing else of it.

use std::borrow::Cow;

/// The parts of `text` in order, and whether each is code, then without its backticks. As in CommonMark a span ends
/// with as many backticks as it began with; a backtick without its like stays what it is.
pub fn code_spans(text: &str) -> Vec<(bool, &str)> {
    let mut parts = Vec::new();
    let (mut plain, mut at) = (0, 0);
    while let Some(start) = text[at..].find('`').map(|found| at + found) {
        let ticks = ticks(&text[start..]);
        let inside = start + ticks;
        match closing(&text[inside..], ticks) {
            Some(length) => {
                parts.push((false, &text[plain..start]));
                parts.push((true, bare(&text[inside..inside + length])));
                at = inside + length + ticks;
                plain = at;
            }
            None => at = inside,
        }
    }
    parts.push((false, &text[plain..]));
    parts.retain(|(_, part)| !part.is_empty());
    parts
}

/// `text` where nothing can be code, such as the title of a window or of a feed: without the backticks of its spans.
pub fn plain_text(text: &str) -> Cow<'_, str> {
    match text.contains('`') {
        true => Cow::Owned(code_spans(text).into_iter().map(|(_, part)| part).collect()),
        false => Cow::Borrowed(text),
    }
}

/// `text` as HTML, its spans as code; `escape` makes text safe in HTML.
pub fn code_html(text: &str, escape: impl Fn(&str) -> String) -> String {
    let tagged = |(is_code, part): (bool, &str)| match is_code {
        true => format!("<code>{}</code>", escape(part)),
        false => escape(part),
    };
    code_spans(text).into_iter().map(tagged).collect()
}

/// How many backticks `text` begins with.
fn ticks(text: &str) -> usize {
    text.len() - text.trim_start_matches('`').len()
}

/// Where in `text` the next row of exactly so many backticks begins.
fn closing(text: &str, count: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(start) = text[at..].find('`').map(|found| at + found) {
        let length = ticks(&text[start..]);
        if length == count {
            return Some(start);
        }
        at = start + length;
    }
    None
}

/// Without the blank on both sides that keeps backticks inside apart.
fn bare(code: &str) -> &str {
    let inside = code.strip_prefix(' ').and_then(|rest| rest.strip_suffix(' '));
    inside.filter(|inside| !inside.trim().is_empty()).unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stands_between_backticks() {
        for (text, parts) in [
            ("", &[][..]),
            ("plain", &[(false, "plain")]),
            ("`/v1`", &[(true, "/v1")]),
            ("the `a` and `b`s", &[(false, "the "), (true, "a"), (false, " and "), (true, "b"), (false, "s")]),
            ("``a`b``", &[(true, "a`b")]),
            ("`` ` ``", &[(true, "`")]),
            ("a ` b", &[(false, "a ` b")]),
            ("``a` b", &[(false, "``a` b")]),
            ("é`ü`", &[(false, "é"), (true, "ü")]),
            ("``", &[(false, "``")]),
        ] {
            assert_eq!(code_spans(text), parts, "{text}");
        }
    }

    #[test]
    fn text_is_read_without_the_marks_of_code_or_shown_as_code() {
        for (text, plain, html) in [
            ("a < b", "a < b", "a &lt; b"),
            ("`fold <T>` is *fast*", "fold <T> is *fast*", "<code>fold &lt;T></code> is *fast*"),
            ("``a`b`` ` c", "a`b ` c", "<code>a`b</code> ` c"),
        ] {
            assert_eq!(plain_text(text), plain);
            assert_eq!(code_html(text, |text| text.replace('<', "&lt;")), html);
        }
    }
}
