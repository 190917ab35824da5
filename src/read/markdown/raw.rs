//! Raw HTML inside of markdown: tags that may stay, written anew and balanced.
//!
//! A chunk of raw HTML is read as a browser's tokenizer would (HTML standard, 13.2.5). Only tags
//! of the list below are written, each closed where the markdown around it ends, so that no chunk
//! can swallow what follows, and depth is known. Attributes are the business of [`super::sanitize`].

use super::marks;

/// How deep raw HTML may nest: sanitising costs the square of it.
const DEEPEST: usize = 256;

/// How many elements of [`FORMATTING`] may be open: browsers open them again in each block.
const MOST_FORMATTING: usize = 16;

/// Elements that may stay, in order.
pub const TAGS: [&str; 70] = [
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];
const VOID: [&str; 6] = ["br", "col", "hr", "img", "source", "wbr"];
const FORMATTING: [&str; 9] = ["a", "b", "code", "em", "i", "s", "small", "strong", "u"];
/// Elements whose content is no HTML, or not ours to show.
const OPAQUE: [&str; 13] = [
    "iframe",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "plaintext",
    "script",
    "style",
    "svg",
    "template",
    "textarea",
    "xmp",
];
/// Elements that end a paragraph.
const BLOCKS: [&str; 23] = [
    "article",
    "aside",
    "blockquote",
    "details",
    "div",
    "dl",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

/// Elements that hold blocks, and end only where their end tag is.
const CONTAINERS: [&str; 13] = [
    "article",
    "aside",
    "blockquote",
    "details",
    "div",
    "dl",
    "figure",
    "footer",
    "header",
    "ol",
    "section",
    "table",
    "ul",
];
/// Elements that show something without text in them.
const MEDIA: [&str; 2] = ["<img", "<video"];

/// The open elements of raw HTML.
#[derive(Default)]
pub struct Raw {
    open: Vec<&'static str>,
    formatting: usize,
    /// Whether any tag was written.
    pub any: bool,
    /// Whether a tag was left out because it would nest too deep.
    pub too_deep: bool,
}

impl Raw {
    /// What [`Raw::close`] takes to close all that is opened from here on.
    pub fn mark(&self) -> usize {
        self.open.len()
    }

    /// Closes what was opened since `mark`.
    pub fn close(&mut self, mark: usize, out: &mut String) {
        while self.open.len() > mark {
            self.pop(out);
        }
    }

    /// Whether an element is open that more blocks belong to.
    pub fn holds(&self) -> bool {
        self.open.iter().any(|open| CONTAINERS.contains(open))
    }

    /// Writes the chunk `html`; closing tags reach back to `mark`.
    pub fn push(&mut self, html: &str, mark: usize, out: &mut String) {
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            push_text(out, &rest[..at]);
            rest = self.markup(&rest[at..], mark, out);
        }
        push_text(out, rest);
    }

    /// Takes what starts with `<`; returns what follows it.
    fn markup<'a>(&mut self, text: &'a str, mark: usize, out: &mut String) -> &'a str {
        let behind = |end: &str| text[2..].find(end).map_or("", |at| &text[2 + at + end.len()..]);
        match text.as_bytes() {
            [b'<', b'!', b'-', b'-', ..] => behind("-->"),
            [b'<', b'!' | b'?', ..] => behind(">"),
            [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => match Tag::read(&text[2..]) {
                Some((tag, rest)) => {
                    self.end(&tag.name, mark, out);
                    rest
                }
                None => text_bracket(text, out),
            },
            [b'<', letter, ..] if letter.is_ascii_alphabetic() => match Tag::read(&text[1..]) {
                Some((tag, rest)) if OPAQUE.contains(&tag.name.as_str()) => behind_element(rest, &tag.name),
                Some((tag, rest)) => {
                    self.start(&tag, mark, out);
                    rest
                }
                None => text_bracket(text, out),
            },
            _ => text_bracket(text, out),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, mark: usize, out: &mut String) {
        let Ok(index) = TAGS.binary_search(&tag.name.as_str()) else { return };
        let name = TAGS[index];
        while self.open.len() > mark && self.open.last().is_some_and(|open| ends_before(open, name)) {
            self.pop(out);
        }
        let is_void = VOID.contains(&name);
        if !is_void {
            if self.open.len() >= DEEPEST {
                self.too_deep = true;
                return;
            }
            if FORMATTING.contains(&name) {
                if self.formatting >= MOST_FORMATTING {
                    return;
                }
                self.formatting += 1;
            }
            self.open.push(name);
        }
        self.any = true;
        tag.write(name, out);
    }

    fn end(&mut self, name: &str, mark: usize, out: &mut String) {
        let since = self.open.get(mark..).unwrap_or_default();
        if let Some(at) = since.iter().rposition(|open| *open == name) {
            self.close(mark + at, out);
        }
    }

    fn pop(&mut self, out: &mut String) {
        if let Some(name) = self.open.pop() {
            self.formatting -= usize::from(FORMATTING.contains(&name));
            out.push_str("</");
            out.push_str(name);
            out.push('>');
        }
    }
}

/// Whether the chunk `html` is more than tags around something else; when it is `trusted`, any
/// element that sanitised HTML cannot have counts too.
pub fn shows(html: &str, trusted: bool) -> bool {
    let mut out = String::new();
    Raw::default().push(html, 0, &mut out);
    let is_text = |part: &str| !part.split('<').next().unwrap_or_default().trim().is_empty();
    let is_foreign = |tag: &str| {
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        end > 0 && TAGS.binary_search(&tag[..end].to_ascii_lowercase().as_str()).is_err()
    };
    out.split('>').any(is_text)
        || MEDIA.iter().any(|tag| out.contains(tag))
        || (trusted && html.split('<').skip(1).any(is_foreign))
}

/// Whether `open` has no end tag of its own where `next` starts (HTML standard, 13.1.2.4).
fn ends_before(open: &str, next: &str) -> bool {
    match open {
        "p" => BLOCKS.contains(&next),
        "li" => next == "li",
        "dt" | "dd" => matches!(next, "dt" | "dd"),
        "td" | "th" => matches!(next, "td" | "th" | "tr" | "tbody" | "tfoot"),
        "tr" => matches!(next, "tr" | "tbody" | "tfoot"),
        "thead" | "tbody" => matches!(next, "tbody" | "tfoot"),
        _ => false,
    }
}

fn text_bracket<'a>(text: &'a str, out: &mut String) -> &'a str {
    out.push_str("&lt;");
    &text[1..]
}

/// What follows the end of the element `name`; nothing when it has none.
fn behind_element<'a>(text: &'a str, name: &str) -> &'a str {
    let ends = text.match_indices("</").map(|(at, _)| &text[at + 2..]);
    let mut ends = ends.filter(|end| end.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
    ends.next().map_or("", |end| end.find('>').map_or("", |at| &end[at + 1..]))
}

/// Text between tags keeps its character references, save those of marks.
fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find("&#") {
        out.push_str(&marks::neutral(&rest[..at]));
        let reference = &rest[at..];
        let end = reference[2..].find(|c: char| !c.is_ascii_alphanumeric()).map_or(reference.len(), |end| end + 2);
        match is_mark_reference(&reference[2..end]) {
            true => out.push_str("&#xFFFD"),
            false => out.push_str(&reference[..end]),
        }
        rest = &reference[end..];
    }
    out.push_str(&marks::neutral(rest));
}

/// Whether the inside of a numeric character reference (`xFDD0`, `64976`) stands for a mark. What
/// follows its digits does not belong to it.
fn is_mark_reference(inside: &str) -> bool {
    let (digits, radix) = match inside.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (inside, 10),
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let number = u32::from_str_radix(&digits[..end], radix).ok();
    number.and_then(char::from_u32).is_some_and(marks::is_mark)
}

/// A tag as the tokenizer reads it.
struct Tag<'a> {
    name: String,
    attributes: Vec<(&'a str, Option<&'a str>)>,
}

impl<'a> Tag<'a> {
    /// Reads from the first letter of the name; `None` when the tag does not end.
    fn read(text: &'a str) -> Option<(Self, &'a str)> {
        let end = text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))?;
        let mut tag = Self { name: text[..end].to_ascii_lowercase(), attributes: Vec::new() };
        let mut rest = &text[end..];
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if let Some(behind) = rest.strip_prefix('>') {
                return Some((tag, behind));
            }
            // An equals sign in front belongs to the name.
            let first = rest.chars().next()?.len_utf8();
            let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
            let end = first + rest[first..].find(is_end)?;
            let name = &rest[..end];
            rest = rest[end..].trim_start_matches(|c: char| c.is_ascii_whitespace());
            let value = match rest.strip_prefix('=') {
                Some(value) => {
                    let (value, behind) = attribute_value(value)?;
                    rest = behind;
                    Some(value)
                }
                None => None,
            };
            tag.attributes.push((name, value));
        }
    }

    fn write(&self, name: &str, out: &mut String) {
        out.push('<');
        out.push_str(name);
        for (name, value) in &self.attributes {
            if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
                continue;
            }
            out.push(' ');
            out.push_str(name);
            if let Some(value) = value {
                out.push_str("=\"");
                let value = value.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
                push_text(out, &value);
                out.push('"');
            }
        }
        out.push('>');
    }
}

/// The value that starts behind an equals sign, and what follows it.
fn attribute_value(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(|c: char| c.is_ascii_whitespace());
    match text.chars().next()? {
        quote @ ('"' | '\'') => {
            let end = 1 + text[1..].find(quote)?;
            Some((&text[1..end], &text[end + 1..]))
        }
        _ => {
            let end = text.find(|c: char| c.is_ascii_whitespace() || c == '>')?;
            Some(text.split_at(end))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(html: &str) -> String {
        let mut raw = Raw::default();
        let mut out = String::new();
        raw.push(html, 0, &mut out);
        raw.close(0, &mut out);
        out
    }

    #[test]
    fn lists_are_in_order() {
        assert!(TAGS.is_sorted());
    }

    #[test]
    fn tags_are_balanced_and_known() {
        for (html, out) in [
            ("<b>x", "<b>x</b>"),
            ("x</b>", "x"),
            ("<b><i>x</b>y</i>", "<b><i>x</i></b>y"),
            ("<DIV  Title='a\"b<'>x</div >", "<div Title=\"a&quot;b&lt;\">x</div>"),
            ("<a href=x>y</a>", "<a href=\"x\">y</a>"),
            ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
            ("<p>a<p>b", "<p>a</p><p>b</p>"),
            (
                "<table><tr><td>a<td>b<tr><td>c</table>",
                "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
            ),
            ("a<br/>b<img src=x>", "a<br>b<img src=\"x\">"),
            ("<script>if (a<b) x</script>y", "y"),
            ("<script>x", ""),
            ("<svg><style><img></style></svg>z", "z"),
            ("<form><input>x</form>", "x"),
            ("<blink>x</blink>", "x"),
            ("a<!-- b --!> c -->d<!doctype x>e<?php ?>f", "adef"),
            ("a < b <3 <", "a &lt; b &lt;3 &lt;"),
            ("<div title=\"x", "&lt;div title=\"x"),
            ("<b a\"b=1 on:x=2 @c>x", "<b>x</b>"),
            ("&amp; &#xFDD0; &#64976 \u{FDD2}", "&amp; &#xFFFD; &#xFFFD \u{FFFD}"),
        ] {
            assert_eq!(written(html), out, "{html}");
        }
    }

    #[test]
    fn tags_alone_show_nothing() {
        for html in
            ["<div>", "</details>", "<p> </p>\n", "<br>", "<script>x</script>", "<!-- x -->", "<i title=\"x > y\">"]
        {
            assert!(!shows(html, false), "{html}");
        }
        for html in
            ["x", "<p>x", "<img src=a>", "<VIDEO src=a></VIDEO>", "<details><summary>x</summary>", "<b></b>&amp;"]
        {
            assert!(shows(html, false), "{html}");
        }
        for (html, is_shown) in [("<iframe src=a></iframe>", true), ("</iframe>", false), ("<div>", false)] {
            assert_eq!(shows(html, true), is_shown, "{html}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let mut raw = Raw::default();
        let mut out = String::new();
        raw.push(&"<div>".repeat(10_000), 0, &mut out);
        assert!(raw.too_deep);
        assert_eq!(raw.mark(), DEEPEST);
        assert_eq!(written(&"<b>".repeat(100)).matches("<b>").count(), MOST_FORMATTING);
    }
}
