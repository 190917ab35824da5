//! HTML as tags and texts, for what is well formed or nearly so; nothing stops it, whatever it reads.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr3};

/// A piece of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token<'h> {
    /// `<p class="a">`; the name as written, and what stands behind it.
    Start(&'h str, Attributes<'h>),
    /// `</p>`
    End(&'h str),
    /// With its character references.
    Text(&'h str),
}

/// The attributes of a tag, as they were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attributes<'h>(&'h str);

/// Elements whose inside no reader sees as text.
const UNSEEN: [&str; 11] =
    ["script", "style", "template", "noscript", "iframe", "object", "svg", "math", "textarea", "select", "title"];

/// The tokens of `html`, without comments and without what stands inside of elements that show no text.
pub fn tokens(html: &str) -> Tokens<'_> {
    Tokens { rest: html }
}

pub struct Tokens<'h> {
    rest: &'h str,
}

impl<'h> Iterator for Tokens<'h> {
    type Item = Token<'h>;

    fn next(&mut self) -> Option<Token<'h>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            if !is_markup(self.rest) {
                // A `<` that begins nothing is text.
                let end = memchr_iter(b'<', self.rest.as_bytes()).find(|at| is_markup(&self.rest[*at..]));
                let (text, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
                self.rest = rest;
                return Some(Token::Text(text));
            }
            if let Some(inside) = self.rest.strip_prefix("<!--") {
                self.rest = inside.split_once("-->").map_or("", |(_, rest)| rest);
                continue;
            }
            let (tag, rest) = self.rest.split_at(tag_end(self.rest));
            self.rest = rest;
            let inside = tag.trim_start_matches('<').trim_end_matches('>');
            if let Some(name) = inside.strip_prefix('/') {
                return Some(Token::End(name.trim()));
            }
            if inside.starts_with(['!', '?']) {
                continue;
            }
            let inside = inside.strip_suffix('/').unwrap_or(inside);
            let (name, attributes) = inside.split_at(inside.find(|c: char| c.is_whitespace()).unwrap_or(inside.len()));
            if UNSEEN.iter().any(|unseen| name.eq_ignore_ascii_case(unseen)) {
                self.rest = behind(self.rest, name);
                continue;
            }
            return Some(Token::Start(name, Attributes(attributes)));
        }
    }
}

impl Tokens<'_> {
    /// Appends the text before the next tag that is no `span`, of which highlighted code has very many.
    pub fn code_into(&mut self, out: &mut String) {
        loop {
            let end = memchr(b'<', self.rest.as_bytes()).unwrap_or(self.rest.len());
            let (text, behind) = self.rest.split_at(end);
            out.push_str(&decoded(text));
            if let Some(rest) = behind.strip_prefix("</span>") {
                self.rest = rest;
                continue;
            }
            self.rest = behind;
            let name = behind.strip_prefix("</").or_else(|| behind.strip_prefix('<'));
            if !name.and_then(|name| name.strip_prefix("span")).is_some_and(|rest| rest.starts_with([' ', '>'])) {
                return;
            }
            self.rest = &behind[tag_end(behind)..];
        }
    }
}

/// Whether a tag, a comment or a declaration begins here.
fn is_markup(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next() == Some(b'<') && bytes.next().is_some_and(|next| next.is_ascii_alphabetic() || b"/!?".contains(&next))
}

/// The end of the tag that `html` begins with; a `>` inside of quotes does not end it.
pub fn tag_end(html: &str) -> usize {
    let mut rest = html.as_bytes();
    while let Some(at) = memchr3(b'>', b'"', b'\'', rest) {
        let (found, behind) = (rest[at], &rest[at + 1..]);
        if found == b'>' {
            return html.len() - behind.len();
        }
        rest = memchr(found, behind).map_or(&[], |end| &behind[end + 1..]);
    }
    html.len()
}

/// What stands behind the end of the element `name`; nothing when it does not end.
fn behind<'h>(html: &'h str, name: &str) -> &'h str {
    let ends = html.match_indices("</").find(|(at, _)| {
        let rest = &html[at + 2..];
        rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
    });
    ends.map_or("", |(at, _)| &html[at + tag_end(&html[at..])..])
}

impl<'h> Attributes<'h> {
    /// The value of the attribute `name`, with its character references; of one without a value the empty text.
    pub fn get(self, name: &str) -> Option<&'h str> {
        let mut rest = self.0.trim_start();
        while !rest.is_empty() {
            let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
            let (known, behind) = rest.split_at(end);
            let behind = behind.trim_start();
            let (value, next) = match behind.strip_prefix('=') {
                Some(value) => cut_value(value.trim_start()),
                None => ("", behind),
            };
            if known.eq_ignore_ascii_case(name) {
                return Some(value);
            }
            // A stray quote is no name; it must not be met again.
            rest = if next.len() == rest.len() { next.get(1..).unwrap_or_default() } else { next }.trim_start();
        }
        None
    }

    pub fn has_class(self, class: &str) -> bool {
        self.get("class").is_some_and(|classes| classes.split_ascii_whitespace().any(|known| known == class))
    }
}

fn cut_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    text.split_at(text.find(|c: char| c.is_whitespace()).unwrap_or(text.len()))
}

/// `text` with the character references that HTML needs, and numbered ones, as characters; others stay.
pub fn decoded(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let name = rest[at + 1..].split_once(';').map_or("", |(name, _)| name);
        match character(name) {
            Some(character) => {
                out.push(character);
                rest = &rest[at + name.len() + 2..];
            }
            None => {
                out.push('&');
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    out.into()
}

fn character(name: &str) -> Option<char> {
    let number = |text: &str, radix| u32::from_str_radix(text, radix).ok().and_then(char::from_u32);
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => match name.strip_prefix('#')? {
            hex if hex.starts_with(['x', 'X']) => number(&hex[1..], 16)?,
            decimal => number(decimal, 10)?,
        },
    };
    (!character.is_control() || character == '\n').then_some(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_falls_apart_into_tags_and_texts() {
        let html =
            "a < b<p class='x y' data-a=\"1 > 0\" hidden>c&amp;d<!-- no --><br/></P><script>if (a</b) x()</script>e";
        let all: Vec<Token> = tokens(html).collect();
        let [Token::Text("a < b"), Token::Start("p", attributes), Token::Text("c&amp;d"), rest @ ..] = &all[..] else {
            panic!("{all:?}")
        };
        assert!(attributes.has_class("y") && !attributes.has_class("x y"));
        assert_eq!((attributes.get("data-a"), attributes.get("hidden")), (Some("1 > 0"), Some("")));
        assert_eq!(attributes.get("class"), Some("x y"));
        assert!(matches!(rest, [Token::Start("br", _), Token::End("P"), Token::Text("e")]), "{rest:?}");
    }

    #[test]
    fn what_never_ends_is_the_end() {
        for html in ["<p class=\"a", "<!-- a", "<script>a</p>", "<a href='", "<p \" \" x>", "</", "<"] {
            let count = tokens(html).filter(|token| matches!(token, Token::Text(text) if text.contains('a'))).count();
            assert_eq!(count, 0, "{html}");
        }
        let Some(Token::Start(_, attributes)) = tokens("<p = \" == x>").next() else { panic!("no tag") };
        assert_eq!(attributes.get("y"), None);
    }

    #[test]
    fn character_references_become_characters() {
        assert_eq!(decoded("&lt;a&gt; &amp;amp; &#233;&#x4e2d; &copy; & &#0; &;"), "<a> &amp; é中 &copy; & &#0; &;");
    }
}
