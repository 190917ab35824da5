//! The blocks of a markdown text, and its sections with the number of their items.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd};

/// A heading in front of a release's own file that says nothing: the reader takes it off, and no heading behind it for
/// the release's title.
pub const PREAMBLE: &str = "Release notes";

/// A block that stands in no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Bytes of the text, from the start of a line.
    pub range: Range<usize>,
    pub kind: BlockKind,
    /// The labels of reference links in it.
    pub labels: Vec<String>,
    /// Where its other links and its pictures lead, each once.
    pub targets: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    Heading {
        level: u8,
        /// Without markup.
        text: String,
        /// Where its first link leads.
        link: Option<String>,
        /// What stands between the marks, as written.
        inner: Range<usize>,
    },
    Paragraph {
        /// Without markup.
        text: String,
    },
    List {
        items: usize,
        /// Items of the lists in it.
        nested: usize,
    },
    /// Raw HTML.
    Html,
    Rule,
    Other,
}

/// The sections of a text, each with a heading, and what stands before the first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    /// Items of lists before the first heading.
    pub items_outside: usize,
    /// Items of lists in items, of the whole text.
    pub nested: usize,
    pub sections: Vec<Section>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Without markup.
    pub name: String,
    /// Items of its lists; those of lists inside of items do not count.
    pub items: usize,
}

impl Outline {
    /// Items of all lists.
    pub fn items(&self) -> usize {
        self.items_outside + self.sections.iter().map(|section| section.items).sum::<usize>()
    }
}

/// The sections of a markdown text.
pub fn outline(markdown: &str) -> Outline {
    let mut outline = Outline::default();
    for block in blocks(markdown).0 {
        match block.kind {
            BlockKind::Heading { text, .. } => outline.sections.push(Section { name: text, items: 0 }),
            BlockKind::List { items, nested } => {
                outline.nested += nested;
                match outline.sections.last_mut() {
                    Some(section) => section.items += items,
                    None => outline.items_outside += items,
                }
            }
            _ => {}
        }
    }
    outline
}

/// A definition of a reference link: `[label]: address "title"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    pub label: String,
    /// Where it leads.
    pub target: String,
    /// The line that says so.
    pub text: String,
}

/// The blocks of a text in order, and its definitions of reference links, those that count.
pub fn blocks(text: &str) -> (Vec<Block>, Vec<Definition>) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut events = Parser::new_ext(text, options).into_offset_iter();
    let mut blocks = Vec::new();
    while let Some((event, range)) = events.next() {
        let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let mut block =
            Block { range: start..range.end, kind: BlockKind::Other, labels: Vec::new(), targets: Vec::new() };
        block.kind = match event {
            Event::Start(tag) => inside(&tag, &mut events, &mut block),
            Event::Html(_) => BlockKind::Html,
            Event::Rule => BlockKind::Rule,
            _ => BlockKind::Other,
        };
        if matches!(block.kind, BlockKind::List { .. }) {
            block.range.end = without_definitions(text, &block.range);
        }
        blocks.push(block);
    }
    let mut definitions: Vec<(usize, Definition)> = events
        .reference_definitions()
        .iter()
        .map(|(label, definition)| {
            let title = definition.title.as_ref().map(|title| title.replace('"', "\\\""));
            let title = title.map_or(String::new(), |title| format!(" \"{title}\""));
            let text = format!("[{label}]: {}{title}", destination(&definition.dest));
            let target = definition.dest.to_string();
            (definition.span.start, Definition { label: label.to_owned(), target, text })
        })
        .collect();
    definitions.sort_by_key(|(start, _)| *start);
    (blocks, definitions.into_iter().map(|(_, definition)| definition).collect())
}

/// Where a list ends: the parser counts the definitions behind it as its own.
fn without_definitions(text: &str, list: &Range<usize>) -> usize {
    let mut end = list.end;
    loop {
        let rest = text[list.start..end].trim_end();
        let line = rest.rfind('\n').map_or(0, |at| at + 1);
        let last = rest[line..].strip_prefix(' ').unwrap_or(&rest[line..]);
        if !(last.starts_with('[') && last.contains("]:")) {
            return end;
        }
        end = list.start + line;
    }
}

/// An address as a definition has it.
fn destination(address: &str) -> String {
    match address.is_empty() || address.contains(char::is_whitespace) {
        true => format!("<{address}>"),
        false => address.to_owned(),
    }
}

/// The blocks as written, without definitions of reference links. No heading counts as higher than `highest`, and the
/// highest of them get the level `top`.
pub fn rewritten(text: &str, blocks: &[Block], highest: u8, top: u8) -> String {
    let levels = blocks.iter().filter_map(|block| match block.kind {
        BlockKind::Heading { level, .. } => Some(level.max(highest)),
        _ => None,
    });
    let upper = levels.min().unwrap_or(highest);
    let mut out = String::new();
    let mut end = None;
    for block in blocks {
        if let Some(end) = end {
            let gap = text.get(end..block.range.start).unwrap_or_default();
            // What is no blank line between two blocks is definitions.
            let is_blank = gap.chars().all(char::is_whitespace);
            let shown = text[..end].trim_end().len();
            let has_blank_line = !is_blank || text[shown..block.range.start.max(shown)].matches('\n').count() > 1;
            out.push_str(if has_blank_line { "\n" } else { "" });
        }
        match &block.kind {
            BlockKind::Heading { level, inner, .. } => {
                let level = usize::from((level.max(&highest) - upper + top).min(6));
                let words: Vec<&str> = text[inner.clone()].split_whitespace().collect();
                out.push_str(&format!("{} {}", "#".repeat(level), words.join(" ")));
            }
            _ => out.push_str(text[block.range.clone()].trim_end()),
        }
        out.push('\n');
        end = Some(block.range.end);
    }
    out
}

/// Reads up to the end of the block that `tag` begins.
fn inside(tag: &Tag<'_>, events: &mut OffsetIter<'_>, block: &mut Block) -> BlockKind {
    let (mut depth, mut lists, mut quotes) = (1, usize::from(matches!(tag, Tag::List(_))), 0);
    let (mut items, mut nested) = (0, 0);
    let mut text = String::new();
    let mut link = None;
    let mut inner: Option<Range<usize>> = None;
    for (event, range) in events.by_ref() {
        if let Event::End(end) = event {
            depth -= 1;
            match end {
                TagEnd::List(_) => lists -= 1,
                TagEnd::BlockQuote(_) => quotes -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            continue;
        }
        inner = Some(inner.map_or(range.clone(), |known| known.start.min(range.start)..known.end.max(range.end)));
        match event {
            Event::Start(started) => {
                depth += 1;
                match started {
                    Tag::List(_) => lists += 1,
                    Tag::BlockQuote(_) => quotes += 1,
                    Tag::Item if lists == 1 && quotes == 0 => items += 1,
                    Tag::Item => nested += 1,
                    Tag::Link { link_type, dest_url, id, .. } => {
                        link.get_or_insert(dest_url.to_string());
                        block.note(link_type, &id, &dest_url);
                    }
                    Tag::Image { link_type, dest_url, id, .. } => block.note(link_type, &id, &dest_url),
                    _ => {}
                }
            }
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    match tag {
        Tag::Heading { level, .. } => {
            let inner = inner.unwrap_or(block.range.end..block.range.end);
            BlockKind::Heading { level: *level as u8, text: text.trim().to_owned(), link, inner }
        }
        Tag::Paragraph => BlockKind::Paragraph { text },
        Tag::List(_) => BlockKind::List { items, nested },
        Tag::HtmlBlock => BlockKind::Html,
        _ => BlockKind::Other,
    }
}

impl Block {
    fn note(&mut self, link: LinkType, label: &str, target: &str) {
        let (list, text) = match link {
            LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => (&mut self.labels, label),
            _ => (&mut self.targets, target),
        };
        if !list.iter().any(|known| known == text) {
            list.push(text.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_counted_by_section() {
        let told = |text: &str| {
            let outline = outline(text);
            let sections: Vec<String> = outline.sections.iter().map(|it| format!("{} {}", it.name, it.items)).collect();
            format!("{} | {}", outline.items_outside, sections.join(", "))
        };
        for (text, meaning) in [
            ("- a\n- b\n", "2 | "),
            ("## Added\n- a\n  - deep\n- b\n\n### `Fixed` it\n\n1. c\n", "0 | Added 2, Fixed it 1"),
            ("Added\n=====\n  * a\n  * b\n", "0 | Added 2"),
            ("> - quoted\n\n<!--\n## Hidden\n- a\n-->\n```\n# no\n- no\n```\n", "0 | "),
            ("", "0 | "),
        ] {
            assert_eq!(told(text), meaning, "{text}");
        }
    }

    #[test]
    fn headings_move_and_all_else_stays() {
        let text = "Changes\n=======\n  * a\n  * b\n\n[x]: /x\n\n## Deep `one` ##\n```\n# no\n\n```\nEnd\n";
        let whole = "### Changes\n  * a\n  * b\n\n#### Deep `one`\n```\n# no\n\n```\nEnd\n";
        assert_eq!(rewritten(text, &blocks(text).0, 1, 3), whole);
        assert_eq!(rewritten(text, &blocks(text).0, 2, 3), whole.replace("####", "###"));
    }

    #[test]
    fn definitions_are_found_with_who_needs_them() {
        let (blocks, definitions) =
            blocks("# [1.0]\n\n- See [here][A] and [b].\n\n[a]: https://a.example 'x'\n[1.0]: /b\n");
        assert_eq!(blocks[1].range, 9..35);
        let labels: Vec<&str> = blocks.iter().flat_map(|block| &block.labels).map(String::as_str).collect();
        assert_eq!(labels, ["1.0", "A"]);
        let texts: Vec<&str> = definitions.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(texts, ["[a]: https://a.example \"x\"", "[1.0]: /b"]);
    }
}
