//! The words of a text that it is searched by.

use foldhash::{HashSet, HashSetExt};
use pulldown_cmark::{Event, TagEnd};

use super::events::{MORE, Piece};
use super::raw::Raw;
use crate::base::{fold, terms_of_folded};

/// So many different words of one text are kept: more has no text that somebody wrote.
const MOST: usize = 4000;

/// Every word of `pieces` once, as they come, with blanks between: also those of code, of pictures' descriptions and of raw HTML.
pub fn words<'p>(pieces: impl Iterator<Item = &'p Piece<'p>>) -> Box<str> {
    let mut text = String::new();
    for piece in pieces {
        match &piece.event {
            Event::Text(part) | Event::Code(part) => text.push_str(part),
            Event::Html(html) if **html != *MORE => between_tags(html, &mut text),
            Event::SoftBreak | Event::HardBreak | Event::Rule => text.push(' '),
            Event::End(end) if !is_inline(end) => text.push(' '),
            _ => {}
        }
    }
    let text = fold(&text);
    let mut seen = HashSet::with_capacity(text.len() / 16);
    let mut words = String::with_capacity(text.len() / 2);
    terms_of_folded(&text, |word| {
        if seen.len() < MOST && seen.insert(word) {
            words.push_str(if words.is_empty() { "" } else { " " });
            words.push_str(word);
        }
    });
    words.into()
}

fn is_inline(end: &TagEnd) -> bool {
    matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
}

/// What a page shows of raw HTML, with a blank for each tag: nothing of attributes and scripts.
fn between_tags(html: &str, text: &mut String) {
    let mut shown = String::with_capacity(html.len());
    Raw::default().push(html, 0, &mut shown);
    let mut rest = &*shown;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        rest = tag.split_once('>').map_or("", |(_, behind)| behind);
    }
    text.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Markdown;
    use crate::read::markdown::events::parse;

    #[test]
    fn whatever_a_reader_sees_can_be_found() {
        for (markdown, expected) in [
            ("The *fast* fast **Search**.", "the fast search"),
            ("in**side** [link](https://a.example/hidden)", "inside link"),
            ("- one\n- two\n\nthree\nfour", "one two three four"),
            ("```sh\ntidings build\n```\n\n`--dry-run`", "tidings build dry run"),
            ("| a | b |\n|---|---|\n| c | d |", "a b c d"),
            ("![A map](map.png)", "a map"),
            ("<details class=\"x\"><summary>More</summary>text</details>\n", "more text"),
            ("<div title=\"x > hidden\">\n<script>\nhidden\n</script>shown\n</div>\n", "shown"),
            ("One <!-- more --> two.", "one two"),
            ("速い検索", "速い い検 検索 索"),
            ("", ""),
        ] {
            let pieces = parse(markdown, 0, &Markdown::default()).pieces;
            assert_eq!(&*words(pieces.iter()), expected, "{markdown}");
        }
    }
}
