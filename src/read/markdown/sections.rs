//! Sections: which blocks of a body are changes of a type, which say how to migrate, which are prose.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::events::{Piece, end_of};
use super::summary::plain;
use crate::base::{Span, misspelt};
use crate::model::ChangeType;

/// What the blocks of a body are, as ranges of its pieces in the author's order.
#[derive(Debug, Default)]
pub struct Sections {
    /// Everything but the migration sections.
    pub all: Vec<Range<usize>>,
    /// Of these, what stands outside the sections of types.
    pub intro: Vec<Range<usize>>,
    pub migration: Vec<Range<usize>>,
    pub changes: Vec<Item>,
    pub misspelt: Vec<Misspelt>,
}

/// A heading that is nearly one of a section.
#[derive(Debug)]
pub struct Misspelt {
    pub span: Span,
    pub heading: String,
    pub meant: String,
}

/// One change.
#[derive(Debug)]
pub struct Item {
    /// The id of a configured type.
    pub kind: String,
    /// Whether its section is headed so.
    pub breaking: bool,
    pub ranges: Vec<Range<usize>>,
}

/// What a heading opens.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Section {
    Changes { kind: String, breaking: bool },
    Migration,
}

/// Headings of changes that break something, unless a configured type has that name.
const BREAKING: [&str; 5] = [
    "breaking changes",
    "breaking change",
    "breaking",
    "backwards incompatible changes",
    "backward incompatible changes",
];

/// Headings of what to do.
const MIGRATION: [&str; 10] = [
    "migration",
    "migrating",
    "migration guide",
    "migration notes",
    "upgrading",
    "upgrade",
    "upgrade notes",
    "upgrade guide",
    "upgrade instructions",
    "how to upgrade",
];

/// Headings without a type that are worth a look when they are misspelt.
const MISSPELT: [&str; 3] = ["Breaking changes", "Breaking", "Migration"];

/// Splits `pieces` at the headings that name one of `types`, breaking changes or migration.
pub fn split(pieces: &[Piece<'_>], types: &[ChangeType]) -> Sections {
    let mut sections = Sections::default();
    let mut open: Vec<(u8, Section)> = Vec::new();
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let block = at..end_of(pieces, at);
        at = block.end;
        if let Event::Start(Tag::Heading { level, .. }) = &pieces[block.start].event {
            let level = *level as u8;
            sections.take(pieces, open.last(), std::mem::take(&mut blocks));
            while open.last().is_some_and(|(above, _)| *above >= level) {
                open.pop();
            }
            let in_migration = open.iter().any(|(_, section)| *section == Section::Migration);
            if let Some(section) = named(&plain(&pieces[block.clone()]), types, open.last()).filter(|_| !in_migration) {
                if section != Section::Migration {
                    push(&mut sections.all, block);
                }
                open.push((level, section));
                continue;
            }
            let heading = plain(&pieces[block.clone()]);
            if !in_migration && let Some(meant) = meant(&heading, types).map(str::to_owned) {
                sections.misspelt.push(Misspelt { span: pieces[block.start].span, heading, meant });
            }
            // A heading inside of a section of changes groups them, and is not one.
            match open.last() {
                Some((_, Section::Migration)) => push(&mut sections.migration, block),
                Some((_, Section::Changes { .. })) => push(&mut sections.all, block),
                None => {
                    push(&mut sections.all, block.clone());
                    push(&mut sections.intro, block);
                }
            }
            continue;
        }
        blocks.push(block);
    }
    sections.take(pieces, open.last(), blocks);
    sections
}

/// Whether a heading of this text opens a section.
pub fn is_named(heading: &str, types: &[ChangeType]) -> bool {
    named(heading, types, None).is_some()
}

/// The heading of a section that `heading` was probably meant to be.
pub fn meant<'t>(heading: &str, types: &'t [ChangeType]) -> Option<&'t str> {
    let titles = types.iter().map(|kind| kind.title.as_str());
    let others = types.iter().flat_map(|kind| kind.aliases.iter().map(String::as_str).chain([kind.id.as_str()]));
    misspelt(&bare(heading), titles.chain(others).chain(MISSPELT))
}

fn named(heading: &str, types: &[ChangeType], within: Option<&(u8, Section)>) -> Option<Section> {
    let name = bare(heading);
    let is = |known: &str| same(known, &name) || (!is_bare(known) && same(&bare(known), &name));
    let kind = types.iter().find(|kind| is(&kind.id) || is(&kind.title) || kind.aliases.iter().any(|alias| is(alias)));
    let in_breaking = matches!(within, Some((_, Section::Changes { breaking: true, .. })));
    if let Some(kind) = kind {
        return Some(Section::Changes { kind: kind.id.clone(), breaking: in_breaking });
    }
    if BREAKING.iter().any(|known| same(known, &name)) {
        let kind = types.iter().find(|kind| kind.id == "changed").or(types.first())?;
        return Some(Section::Changes { kind: kind.id.clone(), breaking: true });
    }
    MIGRATION.iter().any(|known| same(known, &name)).then_some(Section::Migration)
}

/// A heading's text without `[…]`, `:emoji:`, and signs before and behind the words.
fn bare(heading: &str) -> String {
    let mut text = heading.to_owned();
    while let Some(start) = text.find('[')
        && let Some(length) = text[start..].find(']')
    {
        text.replace_range(start..=start + length, " ");
    }
    let words =
        text.split_whitespace().filter(|word| !(word.len() > 2 && word.starts_with(':') && word.ends_with(':')));
    words.collect::<Vec<_>>().join(" ").trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// Whether [`bare`] would leave `name` as it is, told cheaply.
fn is_bare(name: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    is_word(name.chars().next()) && is_word(name.chars().next_back()) && !name.contains(['[', ':'])
}

fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || (!(a.is_ascii() && b.is_ascii()) && a.to_lowercase() == b.to_lowercase())
}

impl Sections {
    /// Sorts in the blocks that follow a heading.
    fn take(&mut self, pieces: &[Piece<'_>], section: Option<&(u8, Section)>, blocks: Vec<Range<usize>>) {
        match section {
            Some((_, Section::Migration)) => blocks.into_iter().for_each(|block| push(&mut self.migration, block)),
            Some((_, Section::Changes { kind, breaking })) => {
                blocks.iter().for_each(|block| push(&mut self.all, block.clone()));
                self.changes(pieces, kind, *breaking, blocks);
            }
            None => {
                for block in blocks {
                    push(&mut self.all, block.clone());
                    push(&mut self.intro, block);
                }
            }
        }
    }

    /// The items of the lists are changes, and so is what stands before the first; without lists,
    /// the paragraphs are. Other blocks belong to the change before them.
    fn changes(&mut self, pieces: &[Piece<'_>], kind: &str, breaking: bool, blocks: Vec<Range<usize>>) {
        let is_list = |block: &Range<usize>| matches!(pieces[block.start].event, Event::Start(Tag::List(_)));
        let is_paragraph = |block: &Range<usize>| matches!(pieces[block.start].event, Event::Start(Tag::Paragraph));
        let lists = blocks.iter().any(is_list);
        let before = self.changes.len();
        let item = |ranges| Item { kind: kind.to_owned(), breaking, ranges };
        for block in blocks {
            if is_list(&block) {
                self.changes.extend(items(pieces, block).map(|range| item(vec![range])));
            } else if is_aside(&pieces[block.start].event) {
                // Shown by what refers to it, or not at all.
            } else if let Some(change) = self.changes[before..].last_mut().filter(|_| lists || !is_paragraph(&block)) {
                push(&mut change.ranges, block);
            } else {
                self.changes.push(item(vec![block]));
            }
        }
    }
}

fn is_aside(event: &Event<'_>) -> bool {
    matches!(event, Event::Start(Tag::FootnoteDefinition(_)) | Event::Rule | Event::Html(_))
}

/// The insides of the items of the list that takes `block`.
fn items<'p>(pieces: &'p [Piece<'_>], block: Range<usize>) -> impl Iterator<Item = Range<usize>> + 'p {
    let mut at = block.start + 1;
    std::iter::from_fn(move || {
        let end = (at + 1 < block.end).then(|| end_of(pieces, at))?;
        let inside = at + 1..end - 1;
        at = end;
        Some(inside)
    })
}

/// Ranges that touch become one.
fn push(ranges: &mut Vec<Range<usize>>, range: Range<usize>) {
    match ranges.last_mut() {
        Some(last) if last.end == range.start => last.end = range.end,
        _ => ranges.push(range),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_however_they_are_dressed() {
        let types = ChangeType::defaults();
        for heading in
            ["Added", "added:", "✨ Added", ":sparkles: Added", "ADDED", "New features", "Added [2.0]", "**Added**"]
        {
            assert!(is_named(heading, &types), "{heading}");
        }
        for heading in ["Breaking Changes", "⚠️ BREAKING", "Migration", "Upgrade notes:"] {
            assert!(is_named(heading, &types), "{heading}");
        }
        for heading in ["Added value", "2.0.0", "", "🎉", "Migrations of birds"] {
            assert!(!is_named(heading, &types), "{heading}");
        }
        let own = [ChangeType { id: "neu".into(), title: "ÄNDERUNGEN".into(), aliases: vec!["🚀 C++".into()] }];
        assert!(is_named("Änderungen", &own) && is_named("C++", &own));
    }
}
