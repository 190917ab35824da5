//! CHANGELOG.md: Keep a Changelog 0.3 to 2.0, and what else people and tools write.
//!
//! A heading that names a version opens a release, and everything up to the next one is its text, word for word:
//! sections keep their titles, items their nested lists, code and tables. What belongs to no release is told.

use std::collections::{BTreeMap, BTreeSet};

use super::Given;
use super::dates::day_in;
use super::heading::{ReleaseHeading, is_pointer, release_heading};
use super::links::Forge;
use super::text::{Lines, text};
use crate::base::{At, Date, Diagnostic, Reported, Source, Span};
use crate::model::{Draft, DraftFields, EntryFields, OptionValue, Origin, ReleaseFields, Version, Yanked};
use crate::read::{Block, BlockKind, Definition, blocks, rewritten};

pub fn read(given: &Given<'_>) -> Reported<Vec<Draft>> {
    let mut all = Reported::new(Vec::new(), Vec::new());
    for (path, content) in given.files.iter() {
        if let Some(source) = text(path, content).take(&mut all.diagnostics) {
            all.value.append(&mut changelog(&source, given).take(&mut all.diagnostics));
        }
    }
    all
}

/// The releases that a changelog tells of.
pub fn changelog(source: &Source, given: &Given<'_>) -> Reported<Vec<Draft>> {
    let mut diagnostics = Vec::new();
    let offset = front_matter(&source.text);
    let text = &source.text[offset..];
    let (blocks, definitions) = blocks(text);
    let definitions: BTreeMap<String, &Definition> =
        definitions.iter().map(|it| (it.label.to_lowercase(), it)).collect();
    let parts = parts(&blocks);
    let forge = Forge::of(given.repository, text);
    let product = given.product;
    let mut writer = Writer {
        lines: Lines::of(source),
        offset,
        text,
        definitions,
        product,
        forge,
        known: BTreeSet::new(),
        lost: None,
    };
    let mut drafts = Vec::new();
    for part in &parts {
        match &part.heading {
            Some(heading) => drafts.push(writer.release(part, heading, &mut diagnostics)),
            // Without any heading of a release, what there is waits for its version.
            None if parts.len() == 1 && part.has_items() => {
                let heading = ReleaseHeading { unreleased: true, ..ReleaseHeading::default() };
                drafts.push(writer.release(part, &heading, &mut diagnostics));
            }
            None => diagnostics.extend(writer.left_out(part)),
        }
    }
    diagnostics.extend(writer.lost.take());
    if drafts.is_empty() {
        let fault = Diagnostic::error("nothing-to-import", format!("{} tells of no release", source.path));
        let help = "a release is a heading with its version, such as `## [1.2.0] - 2026-05-04`";
        diagnostics.push(fault.at(source.place(Span::default())).help(help));
    }
    Reported::new(drafts, diagnostics)
}

/// How many bytes of front matter stand in front.
fn front_matter(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("---\n") else { return 0 };
    let end = rest.find("\n---\n").map(|at| at + "---\n\n---\n".len());
    end.filter(|end| !text[..*end].contains("\n\n")).unwrap_or(0)
}

/// The blocks from one release to the next, or between releases.
struct Part<'b> {
    heading: Option<ReleaseHeading>,
    /// The block of the heading, and what follows it.
    blocks: &'b [Block],
    /// The level of its own heading.
    level: u8,
}

impl Part<'_> {
    fn has_items(&self) -> bool {
        self.blocks.iter().any(|block| matches!(block.kind, BlockKind::List { .. }))
    }
}

/// A heading, or what may be one.
struct Candidate<'b> {
    /// Its block.
    at: usize,
    level: u8,
    text: &'b str,
    release: Option<ReleaseHeading>,
}

/// Splits a changelog at the headings of releases, and at those that point elsewhere.
fn parts(blocks: &[Block]) -> Vec<Part<'_>> {
    let candidates = candidates(blocks);
    let usual = usual_level(&candidates);
    let mut starts: Vec<(usize, u8, Option<ReleaseHeading>)> = vec![(0, 0, None)];
    for Candidate { at, level, text, release } in candidates {
        let is_pointer = level == usual && is_pointer(text);
        match release.filter(|it| !is_pointer && (level == usual || is_beyond_doubt(it, level, usual))) {
            Some(release) => starts.push((at, level, Some(release))),
            None if is_pointer || level < usual => starts.push((at, level, None)),
            None => {}
        }
    }
    let ends: Vec<usize> = starts.iter().skip(1).map(|start| start.0).chain([blocks.len()]).collect();
    let parts = starts.into_iter().zip(ends).filter(|(start, end)| start.0 < *end);
    parts.map(|((at, level, heading), end)| Part { heading, blocks: &blocks[at..end], level }).collect()
}

/// Whether a heading that is not of the level of most releases opens one all the same.
fn is_beyond_doubt(release: &ReleaseHeading, level: u8, usual: u8) -> bool {
    let is_dated = release.date.is_some() && release.version.is_some();
    release.is_plain && (is_dated || (release.unreleased && level < usual))
}

/// The headings; where none of them opens a release, paragraphs that do.
fn candidates(blocks: &[Block]) -> Vec<Candidate<'_>> {
    let headings = blocks.iter().enumerate().filter_map(|(at, block)| match &block.kind {
        BlockKind::Heading { level, text, .. } => {
            Some(Candidate { at, level: *level, text, release: release_heading(text) })
        }
        _ => None,
    });
    let headings: Vec<Candidate<'_>> = headings.collect();
    if headings.iter().any(|heading| heading.release.is_some()) {
        return headings;
    }
    let paragraphs = blocks.iter().enumerate().filter_map(|(at, block)| match &block.kind {
        BlockKind::Paragraph { text } => {
            let release =
                release_heading(text).filter(|it| it.is_plain && it.date.is_some() && it.version.is_some())?;
            Some(Candidate { at, level: 2, text, release: Some(release) })
        }
        _ => None,
    });
    paragraphs.collect()
}

/// The level that most headings of releases have; the upper one of two.
fn usual_level(candidates: &[Candidate<'_>]) -> u8 {
    let mut counts = [0; 7];
    for Candidate { level, release, .. } in candidates {
        if release.as_ref().is_some_and(|release| release.is_plain || release.date.is_some()) {
            counts[usize::from(*level)] += 1;
        }
    }
    let most = (1..=6).rev().max_by_key(|level| counts[usize::from(*level)]).unwrap_or(2);
    if counts[usize::from(most)] == 0 { 2 } else { most }
}

/// Writes drafts from parts of one text.
struct Writer<'a> {
    lines: Lines<'a>,
    /// Where `text` begins in the source.
    offset: usize,
    text: &'a str,
    /// By their labels in lower case.
    definitions: BTreeMap<String, &'a Definition>,
    product: Option<&'a str>,
    /// Where relative links lead.
    forge: Forge,
    /// That relative links lead nowhere, told at the first.
    lost: Option<Diagnostic>,
    /// The versions that were told of.
    known: BTreeSet<String>,
}

impl Writer<'_> {
    fn release(&mut self, part: &Part<'_>, heading: &ReleaseHeading, diagnostics: &mut Vec<Diagnostic>) -> Draft {
        let has_heading = part.heading.is_some();
        let mut blocks = &part.blocks[usize::from(has_heading)..];
        let mut heading = heading.clone();
        let place = self.place(&part.blocks[0]);
        let label = match (&part.blocks[0].kind, has_heading) {
            (BlockKind::Heading { text, .. }, true) => text.as_str(),
            _ => "",
        };
        if heading.date.is_none() && !heading.unreleased {
            heading.date = date_in_text(blocks, self.text);
        }
        let mut reason = heading.reason.clone();
        let told = yanked_by(blocks);
        if let Some(told) = &told {
            heading.yanked = true;
            if let Some(words) = told {
                reason.get_or_insert(words.clone());
                blocks = &blocks[1..];
            }
        }
        let body = self.body(blocks, part.level);
        let version = heading.version.clone();
        let name = version.clone().unwrap_or_else(|| match heading.date {
            Some(date) if !heading.unreleased => date.iso_day(),
            _ => Version::UNRELEASED.to_owned(),
        });
        let key = Version::new(&name).as_str().to_lowercase();
        let is_first = self.known.insert(key.clone());
        let product = self.product.map(|product| here(product.to_owned()));
        let draft_fields = if !is_first {
            let count = (2..).find(|count| self.known.insert(format!("{key} ({count})"))).unwrap_or(2);
            let title = if label.is_empty() { name.clone() } else { label.to_owned() };
            DraftFields::Entry(Box::new(EntryFields {
                title: Some(here(title)),
                date: heading.date.map(here),
                version: Some(here(name.clone())),
                product,
                source: Some(self.origin(&format!("{name} ({count})"))),
                ..EntryFields::default()
            }))
        } else if version.is_none() && !heading.unreleased {
            DraftFields::Entry(Box::new(EntryFields {
                date: heading.date.map(here),
                product,
                source: Some(self.origin(&name)),
                ..EntryFields::default()
            }))
        } else {
            let link = match &part.blocks[0].kind {
                BlockKind::Heading { link, .. } if has_heading => link.clone(),
                _ => None,
            };
            let web = link.filter(|link| link.starts_with("https://") || link.starts_with("http://"));
            let (compare, other): (Vec<String>, Vec<String>) =
                web.into_iter().partition(|link| link.contains("/compare/"));
            DraftFields::Release(Box::new(ReleaseFields {
                version: Some(here(name.clone())),
                product,
                date: heading.date.filter(|_| !heading.unreleased).map(here),
                title: heading.title.clone().map(here),
                yanked: heading.yanked.then_some(Yanked { reason, instead: None }),
                compare_url: compare.into_iter().next().filter(|_| !heading.unreleased),
                source: Some(self.origin(&name)),
                extra: other
                    .into_iter()
                    .next()
                    .map(|link| ("url".to_owned(), OptionValue::Text(link)))
                    .into_iter()
                    .collect(),
                ..ReleaseFields::default()
            }))
        };
        if !is_first {
            let fault = Diagnostic::warning("version-twice", format!("{name} has a heading for the second time"));
            diagnostics.push(fault.at(place.clone()).help("it becomes an entry in that release"));
        }
        let name = if is_first { name } else { label.to_owned() };
        Draft { fields: draft_fields, body, name, place: Some(place) }
    }

    /// `changelog:1.2.0`, with the product in front when there is one.
    fn origin(&self, name: &str) -> Origin {
        let mark = match self.product {
            Some(product) => format!("changelog:{product}@{name}"),
            None => format!("changelog:{name}"),
        };
        Origin { mark, hash: String::new() }
    }

    /// The blocks as written, their headings from the second level on, with the definitions that they need.
    fn body(&mut self, blocks: &[Block], level: u8) -> String {
        let blocks = without_ornaments(blocks, self.text);
        let mut body = rewritten(self.text, blocks, level + 1, 2);
        let labels: BTreeSet<String> =
            blocks.iter().flat_map(|block| &block.labels).map(|it| it.to_lowercase()).collect();
        let needed: Vec<&Definition> = labels.iter().filter_map(|label| self.definitions.get(label).copied()).collect();
        if !needed.is_empty() {
            let lines: Vec<&str> = needed.iter().map(|it| it.text.as_str()).collect();
            body.push_str(&format!("\n{}\n", lines.join("\n")));
        }
        let targets = blocks.iter().flat_map(|block| block.targets.iter().map(move |target| (block, target.as_str())));
        let of_definitions = needed.iter().filter_map(|it| Some((blocks.first()?, it.target.as_str())));
        for (block, target) in targets.chain(of_definitions) {
            match self.forge.lead(&mut body, target) {
                Ok(()) => {}
                Err(fault) if self.lost.is_none() => self.lost = Some(fault.at(self.place(block))),
                Err(_) => {}
            }
        }
        body
    }

    /// What to say of a part that belongs to no release.
    fn left_out(&self, part: &Part<'_>) -> Option<Diagnostic> {
        let blocks = without_ornaments(part.blocks, self.text);
        let first = blocks.first()?;
        let items: usize =
            blocks.iter().map(|block| if let BlockKind::List { items, .. } = block.kind { items } else { 0 }).sum();
        let what = match (&first.kind, blocks.len(), items) {
            // A title says nothing that the site does not.
            (BlockKind::Heading { .. }, 1, _) => return None,
            (_, _, 0) => "this belongs to no release".to_owned(),
            (_, _, 1) => "this belongs to no release, and 1 item with it".to_owned(),
            (_, _, items) => format!("this belongs to no release, and {items} items with it"),
        };
        let fault = Diagnostic::warning("not-imported", what).at(self.place(first));
        Some(fault.help("it stays out; `description` in tidings.toml, or a page of your own, may be its place"))
    }

    fn place(&self, block: &Block) -> crate::base::Place {
        let line = self.text[block.range.start..].find('\n').map_or(self.text.len(), |at| block.range.start + at);
        self.lines.place(Span::new(block.range.start, line).shifted(self.offset))
    }
}

/// A value whose place nobody needs.
fn here<T>(value: T) -> At<T> {
    At::new(value, Span::default())
}

/// Without what shows nothing before the next release: rules, comments, anchors.
fn without_ornaments<'b>(blocks: &'b [Block], text: &str) -> &'b [Block] {
    let is_ornament = |block: &Block| match block.kind {
        BlockKind::Rule => true,
        BlockKind::Html => {
            let html = text[block.range.clone()].trim();
            let is_anchor = html.starts_with("<a ") && html.trim_end_matches("</a>").ends_with('>');
            (html.starts_with("<!--") && html.ends_with("-->")) || (is_anchor && html.matches('<').count() <= 2)
        }
        _ => false,
    };
    let start = blocks.iter().position(|block| !is_ornament(block)).unwrap_or(blocks.len());
    let end = blocks.iter().rposition(|block| !is_ornament(block)).map_or(start, |last| last + 1);
    &blocks[start..end]
}

/// The day that the first line of a release tells, when it tells nothing else: `Released on 2026-08-14.`, `_May 4th, 2026_`.
fn date_in_text(blocks: &[Block], text: &str) -> Option<Date> {
    const SAID: [&str; 6] = ["released", "release", "published", "current", "stable", "the"];
    const OF_DAYS: [&str; 2] = ["on", "date"];
    let first = text.get(blocks.first()?.range.clone())?.trim_start().lines().next()?;
    let (date, range) = day_in(first)?;
    let others = format!("{} {}", &first[..range.start], &first[range.end..]).to_lowercase();
    let words = || others.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_of_day = |word: &str| OF_DAYS.contains(&word);
    // `Released 2026-08-14` may be about something else; with its month in words it reads as a sentence.
    let is_spelt = first[range].contains(char::is_alphabetic);
    let says_day = is_spelt || words().next().is_none() || words().any(is_of_day);
    (says_day && words().all(|word| SAID.contains(&word) || is_of_day(word))).then_some(date)
}

/// Whether the first paragraph, or a section, says that the release was taken back; and the reason, when the paragraph
/// says nothing else (`Yanked: it broke.`).
fn yanked_by(blocks: &[Block]) -> Option<Option<String>> {
    let first = blocks.first()?;
    if let BlockKind::Paragraph { text } = &first.kind {
        let words = text.trim();
        let lower = words.to_lowercase();
        let lower = lower.strip_prefix("note:").unwrap_or(&lower).trim_start();
        if let Some(reason) = lower.strip_prefix("yanked:").filter(|_| words.len() > 7 && lower.len() == words.len()) {
            return Some(Some(words[words.len() - reason.len()..].trim().to_owned()));
        }
        let starts = [
            "yanked",
            "this release has been yanked",
            "this version has been yanked",
            "this release was yanked",
            "this version was yanked",
            "version yanked",
            "release yanked",
        ];
        if starts.iter().any(|start| lower.starts_with(start)) {
            return Some(None);
        }
    }
    let is_section =
        |block: &Block| matches!(&block.kind, BlockKind::Heading { text, .. } if text.eq_ignore_ascii_case("yanked"));
    blocks.iter().any(is_section).then_some(None)
}
