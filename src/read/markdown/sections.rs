//! Sections: which blocks of a body are changes of a type, which say how to migrate, which are prose.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::Dialect;
use super::events::{Piece, end_of};
use super::raw::{self, Raw};
use super::summary::plain;
use crate::base::{Span, misspelt};
use crate::model::{ChangeType, usual_type};

/// What the blocks of a body are, as ranges of its pieces in the author's order.
#[derive(Debug, Default)]
pub struct Sections {
    /// Everything but the migration sections.
    pub all: Vec<Range<usize>>,
    /// Of these, what stands outside the sections of types.
    pub intro: Vec<Range<usize>>,
    pub migration: Vec<Range<usize>>,
    pub changes: Vec<Item>,
    /// Where the headings of the changes start.
    pub heads: Vec<usize>,
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
    /// The sub-heading in front of it, and what stands between them.
    pub lead: Vec<Range<usize>>,
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

/// Splits `pieces` at the headings that name a type, breaking changes or migration.
pub fn split(pieces: &[Piece<'_>], dialect: &Dialect<'_>) -> Sections {
    let mut splitter =
        Splitter { pieces, dialect, sections: Sections::default(), open: Vec::new(), blocks: Vec::new() };
    let mut at = 0;
    while at < pieces.len() {
        let block = at..end_of(pieces, at);
        at = block.end;
        match &pieces[block.start].event {
            Event::Start(Tag::Heading { level, .. }) => splitter.heading(*level as u8, block),
            _ => splitter.blocks.push(block),
        }
    }
    splitter.flush();
    splitter.sections
}

/// Sections on their way.
struct Splitter<'p, 'a> {
    pieces: &'p [Piece<'a>],
    dialect: &'p Dialect<'p>,
    sections: Sections,
    /// The sections that are open, each in the one before, with the levels of their headings.
    open: Vec<(u8, Section)>,
    /// What the innermost holds so far.
    blocks: Vec<Range<usize>>,
}

impl Splitter<'_, '_> {
    fn heading(&mut self, level: u8, block: Range<usize>) {
        let Dialect { types, .. } = self.dialect;
        let text = plain(&self.pieces[block.clone()]);
        let outer = self.open.iter().take_while(|(above, _)| *above < level).count();
        let in_migration = self.open[..outer].iter().any(|(_, section)| *section == Section::Migration);
        let section = named(&text, types, self.open[..outer].last()).filter(|_| !in_migration);
        if section.is_some() || outer < self.open.len() {
            self.flush();
            self.open.truncate(outer);
        }
        match section {
            Some(section) => {
                if section != Section::Migration {
                    self.sections.heads.push(block.start);
                    push(&mut self.sections.all, block);
                }
                self.open.push((level, section));
            }
            None => {
                if !in_migration && let Some(meant) = meant(&text, types).map(str::to_owned) {
                    let span = self.pieces[block.start].span;
                    self.sections.misspelt.push(Misspelt { span, heading: text, meant });
                }
                self.blocks.push(block);
            }
        }
    }

    /// Sorts in what the innermost section holds.
    fn flush(&mut self) {
        let blocks = std::mem::take(&mut self.blocks);
        let sections = &mut self.sections;
        match self.open.last() {
            Some((_, Section::Migration)) => blocks.into_iter().for_each(|block| push(&mut sections.migration, block)),
            Some((_, Section::Changes { kind, breaking })) => {
                blocks.iter().for_each(|block| push(&mut sections.all, block.clone()));
                let (kind, breaking) = (kind.clone(), *breaking);
                self.changes(&kind, breaking, &blocks);
            }
            None => {
                for block in blocks {
                    push(&mut sections.all, block.clone());
                    push(&mut sections.intro, block);
                }
            }
        }
    }

    /// The items of the lists are changes, and so is what stands before the first; without lists,
    /// the paragraphs are. Other blocks belong to the change before them, sub-headings and what is
    /// between them and a change to the change behind them.
    fn changes(&mut self, kind: &str, breaking: bool, blocks: &[Range<usize>]) {
        let blocks = self.whole(blocks);
        let mut changes: Vec<Item> = Vec::new();
        let mut lead = Vec::new();
        let item = |lead, ranges| Item { kind: kind.to_owned(), breaking, lead, ranges };
        for part in blocks.chunk_by(|_, next| !self.is_heading(next)) {
            let lists = part.iter().any(|block| self.is_list(block));
            for block in part.iter().filter(|block| !self.is_aside(block)) {
                if self.is_list(block) {
                    let items = items(self.pieces, block.clone());
                    changes.extend(items.map(|range| item(std::mem::take(&mut lead), vec![range])));
                } else if self.is_heading(block) || (!lead.is_empty() && (lists || !self.is_paragraph(block))) {
                    push(&mut lead, block.clone());
                } else if let Some(change) =
                    changes.last_mut().filter(|_| lead.is_empty() && (lists || !self.is_paragraph(block)))
                {
                    push(&mut change.ranges, block.clone());
                } else {
                    changes.push(item(std::mem::take(&mut lead), vec![block.clone()]));
                }
            }
        }
        match changes.last_mut() {
            Some(change) => lead.into_iter().for_each(|range| push(&mut change.ranges, range)),
            None if lead.is_empty() => {}
            None => changes.push(item(Vec::new(), lead)),
        }
        self.sections.changes.append(&mut changes);
    }

    /// `blocks`, with all from raw HTML that shows something and stays open up to where it is closed
    /// as one: a `<details>` with a list in it is not taken apart.
    fn whole(&self, blocks: &[Range<usize>]) -> Vec<Range<usize>> {
        let mut whole: Vec<Range<usize>> = Vec::new();
        let mut raw = Raw::default();
        for block in blocks {
            let is_inside = raw.holds();
            if let Event::Html(html) = &self.pieces[block.start].event
                && (is_inside || self.shows(html))
            {
                if !is_inside {
                    raw = Raw::default();
                }
                raw.push(html, 0, &mut String::new());
            }
            match whole.last_mut() {
                Some(last) if is_inside => last.end = block.end,
                _ => whole.push(block.clone()),
            }
        }
        whole
    }

    fn shows(&self, html: &str) -> bool {
        raw::shows(html, self.dialect.options.unsafe_html)
    }

    /// Whether `block` shows nothing of itself: notes are shown by what refers to them.
    fn is_aside(&self, block: &Range<usize>) -> bool {
        match &self.pieces[block.start].event {
            Event::Start(Tag::FootnoteDefinition(_)) | Event::Rule => true,
            Event::Html(html) => !self.shows(html),
            _ => false,
        }
    }

    fn is_list(&self, block: &Range<usize>) -> bool {
        matches!(self.pieces[block.start].event, Event::Start(Tag::List(_)))
    }

    fn is_paragraph(&self, block: &Range<usize>) -> bool {
        matches!(self.pieces[block.start].event, Event::Start(Tag::Paragraph))
    }

    fn is_heading(&self, block: &Range<usize>) -> bool {
        matches!(self.pieces[block.start].event, Event::Start(Tag::Heading { .. }))
    }
}

/// Whether a heading of this text opens a section.
pub fn is_named(heading: &str, types: &[ChangeType]) -> bool {
    named(heading, types, None).is_some()
}

/// The heading of a section that `heading` was probably meant to be: a misspelt one, or one in a language that is not
/// that of the text.
pub fn meant<'t>(heading: &str, types: &'t [ChangeType]) -> Option<&'t str> {
    let titles = types.iter().map(|kind| kind.title.as_str());
    let others = types.iter().flat_map(|kind| kind.aliases.iter().map(String::as_str).chain([kind.id.as_str()]));
    let bare = bare(heading);
    let of_language = || {
        let id = usual_type(&bare)?;
        types.iter().find(|kind| kind.id == id).map(|kind| kind.title.as_str())
    };
    misspelt(&bare, titles.chain(others).chain(MISSPELT)).or_else(of_language)
}

fn named(heading: &str, types: &[ChangeType], within: Option<&(u8, Section)>) -> Option<Section> {
    let name = bare(heading).to_lowercase();
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

/// Whether `name`, in whatever case, is `lower`, which is in lower case.
fn same(name: &str, lower: &str) -> bool {
    name.eq_ignore_ascii_case(lower) || (!name.is_ascii() && name.to_lowercase() == lower)
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
    use crate::model::Bump;

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
        for (heading, type_title) in
            [("Hinzugefügt", Some("Added")), ("修正:", Some("Fixed")), ("Addded", Some("Added")), ("Neues Haus", None)]
        {
            assert_eq!(meant(heading, &types), type_title, "{heading}");
            assert!(!is_named(heading, &types), "{heading}");
        }
        for heading in ["Added value", "2.0.0", "", "🎉", "Migrations of birds"] {
            assert!(!is_named(heading, &types), "{heading}");
        }
        let own = [ChangeType {
            id: "neu".into(),
            title: "ÄNDERUNGEN".into(),
            aliases: vec!["🚀 C++".into()],
            bump: Bump::Patch,
        }];
        assert!(is_named("Änderungen", &own) && is_named("C++", &own));
    }
}
