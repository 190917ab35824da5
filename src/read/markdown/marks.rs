//! Marks: characters that stand for holes while HTML is still one string.
//!
//! Unicode sets U+FDD0 to U+FDEF aside for use inside a program (The Unicode Standard, 23.7,
//! "Noncharacters"). No text from outside keeps one: [`escape_text`], [`escape_attribute`] and
//! [`neutral`] replace them. So marks go through a sanitiser unharmed, and cannot be forged.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, InlineStr};

use super::ids::Ids;
use crate::base::scan;
use crate::model::{Hole, Html, HtmlBuilder, Word};

/// Where the prefix of ids goes.
pub const ID: char = '\u{FDD0}';
/// In front of the digit of a heading's level.
pub const LEVEL: char = '\u{FDD1}';
/// Opens the number of a link.
pub const LINK: char = '\u{FDD2}';
/// Opens an address, as an escaped attribute value, that is still to become a link.
pub const ADDRESS: char = '\u{FDD3}';
/// Opens the number of a word.
pub const WORD: char = '\u{FDD5}';
/// Opens the number of a picture, as the value of an attribute [`SIZE_OF`]; all of that attribute becomes a hole.
pub const SIZE: char = '\u{FDD6}';
/// What stands before a [`SIZE`] and its number; a quotation mark ends it.
const SIZE_OF: &str = " width=\"";
/// Closes what [`LINK`], [`ADDRESS`], [`WORD`] and [`SIZE`] open.
pub const END: char = '\u{FDD4}';

/// The first byte of every mark in UTF-8.
const MARK_START: u8 = 0xEF;

/// What takes the place of a mark in text from outside.
const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;

/// Whether `c` is kept for use inside a program.
pub fn is_mark(c: char) -> bool {
    ('\u{FDD0}'..='\u{FDEF}').contains(&c)
}

/// The mark that stands for the address of link `index`.
pub fn link(index: u16) -> CowStr<'static> {
    let mark = format!("{LINK}{index}{END}");
    InlineStr::try_from(mark.as_str()).map_or_else(|_| mark.into(), CowStr::Inlined)
}

/// The attributes that stand for the size of the picture whose address is the mark `link`.
pub fn size(link: &str) -> String {
    format!("{SIZE_OF}{}\"", link.replace(LINK, SIZE.encode_utf8(&mut [0; 4])))
}

/// The mark that stands for `word`.
pub fn word(word: Word) -> String {
    format!("{WORD}{}{END}", word.number())
}

/// `text` without marks.
pub fn neutral(text: &str) -> Cow<'_, str> {
    match text.contains(is_mark) {
        true => text.replace(is_mark, "\u{FFFD}").into(),
        false => text.into(),
    }
}

/// `text` behind what `out` holds, as character data.
pub fn escape_text(out: &mut String, text: &str) {
    escape(out, text, false);
}

/// `text` behind what `out` holds, as the inside of an attribute value in double quotes.
pub fn escape_attribute(out: &mut String, text: &str) {
    escape(out, text, true);
}

fn escape(out: &mut String, text: &str, quotes: bool) {
    let is_special =
        |byte| (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == MARK_START) | ((byte == b'"') & quotes);
    let mut rest = text;
    while let Some(at) = scan::first(rest.as_bytes(), is_special) {
        let (before, special) = rest.split_at(at);
        let mut chars = special.chars();
        out.push_str(before);
        match chars.next() {
            Some('&') => out.push_str("&amp;"),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            Some('"') => out.push_str("&quot;"),
            Some(c) => out.push(if is_mark(c) { REPLACEMENT } else { c }),
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

/// What a marked text becomes.
pub struct Cut {
    pub html: Html,
    /// The ids in it, in order.
    pub anchors: Vec<String>,
}

/// How marks are read.
pub struct Cutting<'a> {
    /// Ids and heading levels were the author's own: equal ids are told apart, and every heading's
    /// level is a hole.
    pub foreign: bool,
    /// The hole of an address that stood between [`ADDRESS`] and [`END`] (unescaped), and whether
    /// it is an image's; `None` when nothing may stand there.
    pub address: &'a mut dyn FnMut(&str, bool) -> Option<u16>,
}

/// Makes holes of the marks in `text`.
pub fn cut(text: &str, cutting: Cutting<'_>) -> Cut {
    let mut cut = Cut { html: Html::default(), anchors: Vec::new() };
    let mut builder = HtmlBuilder::with_capacity(text.len());
    let mut ids = Ids::default();
    let mut from = 0;
    while let Some((at, found)) = next(text, from, cutting.foreign) {
        let before = &text[from..at];
        let is_size = matches!(found.kind, Kind::Bracket(SIZE));
        builder.push_str(before.strip_suffix(SIZE_OF).filter(|_| is_size).unwrap_or(before));
        from = at + found.width;
        match found.kind {
            Kind::Id => {
                builder.push_hole(Hole::Id);
                if text[..at].ends_with(" id=\"") {
                    let id = &text[from..from + text[from..].find('"').unwrap_or(0)];
                    let unique = if cutting.foreign { ids.unique(id) } else { id.to_owned() };
                    from += id.len();
                    builder.push_str(&unique);
                    cut.anchors.push(unescaped(&unique).into_owned());
                }
            }
            Kind::Level(level) => builder.push_hole(Hole::Level(level)),
            Kind::Bracket(mark) => {
                let inside = &text[from..from + text[from..].find(END).unwrap_or(0)];
                from += inside.len();
                let hole = match mark {
                    LINK => inside.parse().ok().map(Hole::Link),
                    SIZE => {
                        from += END.len_utf8() + usize::from(text[from..].starts_with(&format!("{END}\"")));
                        inside.parse().ok().map(Hole::Size)
                    }
                    WORD => inside.parse().ok().and_then(Word::numbered).map(Hole::Word),
                    _ => {
                        let is_image = !text[..at].ends_with("href=\"");
                        (cutting.address)(&unescaped(inside), is_image).map(Hole::Link)
                    }
                };
                if let Some(hole) = hole {
                    builder.push_hole(hole);
                }
            }
            Kind::Stray => {}
        }
    }
    builder.push_str(&text[from..]);
    cut.html = builder.build();
    cut
}

struct Found {
    kind: Kind,
    /// How many bytes of the text it takes.
    width: usize,
}

enum Kind {
    Id,
    Level(u8),
    Bracket(char),
    Stray,
}

/// The next mark at or behind `from`; with `headings`, a heading's digit counts as one.
fn next(text: &str, from: usize, headings: bool) -> Option<(usize, Found)> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += scan::first(bytes.get(at..)?, |byte| (byte == MARK_START) | ((byte == b'<') & headings))?;
        let byte = bytes[at];
        if byte == MARK_START {
            let mark = text[at..].chars().next().filter(|c| is_mark(*c));
            let width = LEVEL.len_utf8();
            let kind = match mark {
                Some(ID) => Some(Kind::Id),
                Some(LEVEL) => bytes.get(at + width).and_then(|digit| level(*digit)).map(Kind::Level),
                Some(mark @ (LINK | ADDRESS | WORD | SIZE)) => Some(Kind::Bracket(mark)),
                Some(_) => Some(Kind::Stray),
                None => None,
            };
            if let Some(kind) = kind {
                let digit = usize::from(matches!(kind, Kind::Level(_)));
                return Some((at, Found { kind, width: width + digit }));
            }
        }
        if headings && byte == b'<' {
            let name = at + 1 + usize::from(bytes.get(at + 1) == Some(&b'/'));
            let ends = |end: Option<&u8>| matches!(end, Some(b' ' | b'>'));
            if bytes.get(name) == Some(&b'h')
                && ends(bytes.get(name + 2))
                && let Some(level) = bytes.get(name + 1).and_then(|digit| level(*digit))
            {
                return Some((name + 1, Found { kind: Kind::Level(level), width: 1 }));
            }
        }
        at += 1;
    }
}

fn level(digit: u8) -> Option<u8> {
    (b'1'..=b'6').contains(&digit).then(|| digit - b'0')
}

/// The value of an attribute as the HTML standard serialises it (13.3, "escaping a string").
fn unescaped(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return value.into();
    }
    let value = value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u{A0}");
    value.replace("&amp;", "&").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Address, Fill, Words};

    fn filled(text: &str, foreign: bool) -> (String, Vec<String>) {
        let mut addresses = Vec::new();
        let mut address = |address: &str, _| {
            addresses.push(address.to_owned());
            Some(0)
        };
        let cut = cut(text, Cutting { foreign, address: &mut address });
        let words = Words::new(str::to_owned);
        let edition = crate::model::Edition::default();
        let fill = Fill { base: "/b", edition: &edition, id_prefix: "p-", level: 2, words: &words };
        let picture = Address { text: "/y.png".to_owned(), size: Some((4, 3)) };
        (cut.html.fill(&["/x/".to_owned().into(), picture], fill), cut.anchors)
    }

    #[test]
    fn marks_become_holes() {
        let marked = format!("<h{LEVEL}1 id=\"{ID}a\">T</h{LEVEL}1><a href=\"{LINK}0{END}\"><i href=\"#{ID}a\">")
            + &word(Word::Tip);
        let html = "<h2 id=\"p-a\">T</h2><a href=\"/b/x/\"><i href=\"#p-a\">markdown.tip";
        assert_eq!(filled(&marked, false), (html.to_owned(), vec!["a".to_owned()]));
    }

    #[test]
    fn pictures_keep_their_room() {
        let picture = |index: u16| format!("<img src=\"{link}\"{} alt>", size(&link(index)), link = link(index));
        assert_eq!(filled(&picture(1), false).0, "<img src=\"/b/y.png\" width=\"4\" height=\"3\" alt>");
        assert_eq!(filled(&picture(0), false).0, "<img src=\"/b/x/\" alt>", "a size that is not known is not said");
    }

    #[test]
    fn foreign_headings_move_and_foreign_ids_are_told_apart() {
        let marked = format!("<h1>T</h1><hr><i id=\"{ID}a\"></i><i id=\"{ID}a\"></i>");
        let html = "<h2>T</h2><hr><i id=\"p-a\"></i><i id=\"p-a-2\"></i>";
        assert_eq!(filled(&marked, true).0, html);
    }

    #[test]
    fn broken_marks_are_harmless() {
        for marked in [
            format!("{LINK}"),
            format!("{LINK}x{END}y"),
            format!("{ADDRESS}a"),
            format!("{LEVEL}9"),
            format!(" id=\"{ID}"),
            format!("{END}{END}"),
            format!("{WORD}99{END}"),
            format!("{WORD}1"),
        ] {
            filled(&marked, true);
            filled(&marked, false);
        }
    }

    #[test]
    fn escaping_replaces_marks() {
        let mut out = String::new();
        escape_attribute(&mut out, "a\"<\u{FDD0}é>&");
        assert_eq!(out, "a&quot;&lt;\u{FFFD}é&gt;&amp;");
    }
}
