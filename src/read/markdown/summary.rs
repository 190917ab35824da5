//! Plain text of markdown, and the first sentence of it.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::events::{MORE, Piece, end_of};

/// The longest summary, in characters: about what a feed reader or a search engine shows.
const LONGEST: usize = 240;
/// The longest excerpt that an author may set, in characters.
const LONGEST_EXCERPT: usize = 600;

/// What `pieces` say, without markup, pictures and notes; blanks in a row become one.
pub fn plain(pieces: &[Piece<'_>]) -> String {
    let mut text = String::new();
    let mut images = 0_usize;
    for piece in pieces {
        match &piece.event {
            Event::Start(Tag::Image { .. }) => images += 1,
            Event::End(TagEnd::Image) => images = images.saturating_sub(1),
            Event::Text(part) | Event::Code(part) if images == 0 => text.push_str(part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_) | TagEnd::TableCell) => text.push(' '),
            _ => {}
        }
    }
    squeezed(&text)
}

fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The text before the excerpt's mark; else the first sentence of the first paragraph or list
/// item, of quotes only when there is nothing else.
pub fn summary(pieces: &[Piece<'_>]) -> String {
    let more = pieces.iter().position(|piece| matches!(&piece.event, Event::Html(html) if **html == *MORE));
    if let Some(more) = more {
        return cut(&plain_paragraphs(&pieces[..more]), LONGEST_EXCERPT);
    }
    let text = first_text(pieces, false).or_else(|| first_text(pieces, true)).unwrap_or_default();
    cut(first_sentence(&text), LONGEST)
}

/// All that `pieces` say, cut: a summary of what has no paragraph.
pub fn whole(pieces: &[Piece<'_>]) -> String {
    cut(&plain(pieces), LONGEST)
}

/// The paragraphs and items of `pieces`, without headings and code.
fn plain_paragraphs(pieces: &[Piece<'_>]) -> String {
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        if is_skipped(&piece.event, false) {
            at = end_of(pieces, at);
        } else {
            kept.push(piece.clone());
            at += 1;
        }
    }
    plain(&kept)
}

fn is_skipped(event: &Event<'_>, quotes: bool) -> bool {
    match event {
        Event::Start(Tag::BlockQuote(_)) => !quotes,
        Event::Start(Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::Table(_) | Tag::FootnoteDefinition(_)) => true,
        _ => false,
    }
}

fn first_text(pieces: &[Piece<'_>], quotes: bool) -> Option<String> {
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        if is_skipped(&piece.event, quotes) {
            at = end_of(pieces, at);
            continue;
        }
        let is_block = matches!(&piece.event, Event::Start(tag) if !is_inline(tag));
        let end = match &piece.event {
            Event::Start(Tag::Paragraph) => end_of(pieces, at),
            Event::Start(_) if is_block => at,
            Event::End(_) | Event::Rule | Event::Html(_) => at,
            _ => at + pieces[at..].iter().take_while(|piece| !ends_inline(&piece.event)).count(),
        };
        let text = plain(&pieces[at..end]);
        if !text.is_empty() {
            return Some(text);
        }
        at = end.max(at + 1);
    }
    None
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

fn ends_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => !is_inline(tag),
        Event::End(end) => {
            !matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
        }
        Event::Html(_) | Event::Rule => true,
        _ => false,
    }
}

/// Words in front of a full stop that ends no sentence.
const ABBREVIATIONS: [&str; 27] = [
    "approx", "bzw", "ca", "cf", "co", "corp", "dr", "e.g", "eg", "fig", "i.e", "ie", "inc", "incl", "jr", "ltd",
    "max", "min", "mr", "mrs", "ms", "no", "prof", "st", "u.s", "vs", "z.b",
];

/// `text` up to the end of its first sentence.
pub fn first_sentence(text: &str) -> &str {
    for (at, c) in text.char_indices() {
        let behind = &text[at + c.len_utf8()..];
        let ends = match c {
            '。' | '！' | '？' | '．' => true,
            '!' | '?' | '…' => is_gap(behind),
            '.' => is_gap(behind) && !is_abbreviation(&text[..at]) && !continues(behind),
            _ => false,
        };
        if ends {
            let closing = behind.len() - behind.trim_start_matches(is_closing).len();
            return &text[..at + c.len_utf8() + closing];
        }
    }
    text
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | ')' | ']' | '»' | '」' | '』' | '）')
}

/// Whether nothing, or a blank, follows closing quotes and brackets.
fn is_gap(behind: &str) -> bool {
    let behind = behind.trim_start_matches(is_closing);
    behind.is_empty() || behind.starts_with(char::is_whitespace)
}

/// Whether what follows goes on in lower case.
fn continues(behind: &str) -> bool {
    behind.trim_start_matches(is_closing).trim_start().starts_with(char::is_lowercase)
}

fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[')).next().unwrap_or(before);
    let is_initial = word.chars().count() == 1 && word.starts_with(char::is_uppercase);
    is_initial || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

/// At most `limit` characters of `text`, cut between words, with `…` where it was cut.
fn cut(text: &str, limit: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(limit) else { return text.to_owned() };
    let kept = &text[..end];
    let word = kept.rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}…", kept[..word].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Markdown;
    use crate::read::markdown::events::parse;

    #[test]
    fn a_sentence_ends_where_readers_see_it_end() {
        for (text, sentence) in [
            ("One. Two.", "One."),
            ("Since 1.2.3 it works. Two.", "Since 1.2.3 it works."),
            ("Works with e.g. Node.js 20. Two.", "Works with e.g. Node.js 20."),
            ("See Fig. 3 vs. Table 1. Two.", "See Fig. 3 vs. Table 1."),
            ("By A. Writer. Two.", "By A. Writer."),
            ("Really? Yes.", "Really?"),
            ("He said “stop.” Two.", "He said “stop.”"),
            ("(All of it.) Two.", "(All of it.)"),
            ("Ends with etc. and goes on. Two.", "Ends with etc. and goes on."),
            ("高速になりました。次の文。", "高速になりました。"),
            ("No end", "No end"),
            ("", ""),
        ] {
            assert_eq!(first_sentence(text), sentence, "{text}");
        }
    }

    #[test]
    fn summaries_are_plain() {
        let long = "word ".repeat(80);
        for (markdown, text) in [
            ("# Title\n\nThe *first* [one](x) `is`. Next.", "The first one is."),
            ("![alt](a.png)\n\nText here.", "Text here."),
            ("> [!NOTE]\n> Aside.\n\nText\nhere.", "Text here."),
            ("> Only a quote. More.", "Only a quote."),
            ("- **Item** one. Two\n- Item two", "Item one."),
            ("```\ncode\n```\n\nText.", "Text."),
            ("One. Two.\n\n<!-- more -->\n\nThree.", "One. Two."),
            ("One <!--more--> two.", "One"),
            ("| a |\n|---|\n| b |\n", ""),
            ("", ""),
        ] {
            assert_eq!(summary(&parse(markdown, 0, &Markdown::default()).pieces), text, "{markdown}");
        }
        let cut = summary(&parse(&long, 0, &Markdown::default()).pieces);
        assert!(cut.ends_with("word…") && cut.chars().count() <= LONGEST + 1, "{cut}");
    }
}
