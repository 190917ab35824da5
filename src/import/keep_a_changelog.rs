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

/// What is said of words between releases, without any item: welcome, thanks, a list of the conventions.
pub const WORDS_ALONE: &str = "this belongs to no release";

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
    /// The words of its heading, and where its first link leads.
    fn label(&self) -> (&str, Option<&str>) {
        match (&self.heading, self.blocks.first().map(|block| &block.kind)) {
            (Some(_), Some(BlockKind::Heading { text, link, .. })) => (text, link.as_deref()),
            (Some(_), Some(BlockKind::Paragraph { text })) => (text, None),
            _ => ("", None),
        }
    }

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
        let place = self.place(&part.blocks[0]);
        let (label, link) = part.label();
        let blocks = &part.blocks[usize::from(part.heading.is_some())..];
        let mut heading = heading.clone();
        if heading.date.is_none() && !heading.unreleased {
            heading.date = date_in_text(blocks, self.text);
        }
        let name = heading.version.clone().unwrap_or_else(|| match heading.date {
            Some(date) if !heading.unreleased => date.iso_day(),
            _ => Version::UNRELEASED.to_owned(),
        });
        let key = Version::new(&name).as_str().to_lowercase();
        if !self.known.insert(key.clone()) {
            let fault = Diagnostic::warning("version-twice", format!("{name} has a heading for the second time"));
            diagnostics.push(fault.at(place.clone()).help("it becomes an entry in that release"));
            let count = (2..).find(|count| self.known.insert(format!("{key} ({count})"))).unwrap_or(2);
            let title = if label.is_empty() { &name } else { label };
            let fields = EntryFields {
                title: Some(here(title.to_owned())),
                version: Some(here(name.clone())),
                ..self.entry(&heading, &format!("{name} ({count})"))
            };
            let fields = DraftFields::Entry(Box::new(fields));
            return Draft { fields, body: self.body(blocks, part.level), name: title.to_owned(), place: Some(place) };
        }
        if heading.version.is_none() && !heading.unreleased {
            let fields = DraftFields::Entry(Box::new(self.entry(&heading, &name)));
            return Draft { fields, body: self.body(blocks, part.level), name, place: Some(place) };
        }
        let (yanked, blocks) = yanked(&heading, blocks);
        let body = self.body(blocks, part.level);
        let web = link.filter(|link| link.starts_with("https://") || link.starts_with("http://"));
        let (compare, other) = web.map_or((None, None), |link| match link.contains("/compare/") {
            true => (Some(link.to_owned()), None),
            false => (None, Some(("url".to_owned(), OptionValue::Text(link.to_owned())))),
        });
        let fields = DraftFields::Release(Box::new(ReleaseFields {
            version: Some(here(name.clone())),
            product: self.product.map(|product| here(product.to_owned())),
            date: heading.date.filter(|_| !heading.unreleased).map(here),
            title: heading.title.map(here),
            yanked,
            compare_url: compare.filter(|_| !heading.unreleased),
            source: Some(self.origin(&name)),
            extra: other.into_iter().collect(),
            ..ReleaseFields::default()
        }));
        Draft { fields, body, name, place: Some(place) }
    }

    /// What is told under a heading, when it is no release of its own.
    fn entry(&self, heading: &ReleaseHeading, mark: &str) -> EntryFields {
        EntryFields {
            date: heading.date.map(here),
            product: self.product.map(|product| here(product.to_owned())),
            source: Some(self.origin(mark)),
            ..EntryFields::default()
        }
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
            (_, _, 0) => WORDS_ALONE.to_owned(),
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

/// Whether a release was taken back, by its heading, its first paragraph or a section; and its blocks, without a
/// paragraph that says nothing but why (`Yanked: it broke (use 1.2.1)`).
fn yanked<'b>(heading: &ReleaseHeading, blocks: &'b [Block]) -> (Option<Yanked>, &'b [Block]) {
    const SAID: [&str; 7] = [
        "yanked",
        "this release has been yanked",
        "this version has been yanked",
        "this release was yanked",
        "this version was yanked",
        "version yanked",
        "release yanked",
    ];
    let first = blocks.first().map(|block| &block.kind);
    let words = if let Some(BlockKind::Paragraph { text }) = first { text.trim() } else { "" };
    let has_links = blocks.first().is_some_and(|block| block.labels.len() + block.targets.len() > 0);
    if let Some((name, reason)) = words.split_once(':')
        && name.eq_ignore_ascii_case("yanked")
        && !has_links
    {
        return (Some(because(reason)), &blocks[1..]);
    }
    let lower = words.to_lowercase();
    let lower = lower.strip_prefix("note:").unwrap_or(&lower).trim_start();
    let is_section =
        |block: &Block| matches!(&block.kind, BlockKind::Heading { text, .. } if text.eq_ignore_ascii_case("yanked"));
    let is_yanked =
        heading.yanked || SAID.iter().any(|start| lower.starts_with(start)) || blocks.iter().any(is_section);
    (is_yanked.then(|| Yanked { reason: heading.reason.clone(), instead: None }), blocks)
}

/// `it broke (use 1.2.1)`
fn because(words: &str) -> Yanked {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = words.strip_suffix(')').and_then(|words| words.rsplit_once("(use "));
    let (reason, instead) = told.map_or((words.as_str(), None), |(reason, version)| (reason.trim(), Some(version)));
    Yanked {
        reason: Some(reason.to_owned()).filter(|reason| !reason.is_empty()),
        instead: instead.map(|version| here(version.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::SitePath;
    use crate::model::Config;

    fn drafts(text: &str) -> Reported<Vec<Draft>> {
        let files = crate::base::Tree::new();
        let config = Config::new("Acme", "https://example.com");
        let source = Source::new(SitePath::new("CHANGELOG.md").unwrap(), text);
        changelog(&source, &Given { files: &files, product: None, repository: None, config: &config })
    }

    /// Each draft as `line version date`, what else is told of it, and its body.
    fn told(text: &str) -> Vec<String> {
        let told = drafts(text).value.into_iter().map(|draft| {
            let line = draft.place.map_or(0, |place| place.line);
            let day = |date: &Option<At<Date>>| date.as_ref().map_or("-".to_owned(), |at| at.value.iso_day());
            let what = match draft.fields {
                DraftFields::Release(it) => format!(
                    "{} {}{}{}",
                    it.version.map_or_else(String::new, |at| at.value),
                    day(&it.date),
                    it.title.map_or_else(String::new, |at| format!(" “{}”", at.value)),
                    it.yanked.map_or_else(String::new, |it| format!(
                        " yanked {} {}",
                        it.reason.unwrap_or_default(),
                        it.instead.map_or_else(String::new, |at| at.value)
                    )),
                ),
                DraftFields::Entry(it) => format!("entry {}", day(&it.date)),
                DraftFields::RoadmapItem(_) => "item".to_owned(),
            };
            format!("{line} {what}: {}", draft.body.trim_end().replace('\n', "|"))
        });
        told.collect()
    }

    #[test]
    fn releases_are_told_however_they_are_headed() {
        for (text, releases) in [
            ("# Changelog\n## [Unreleased]\n- a\n", &["2 unreleased -: - a"][..]),
            ("# 2.0\n## Added\n- a\n# 1.0\n- b\n", &["1 2.0 -: ## Added|- a", "4 1.0 -: - b"]),
            ("v1.1 / 2020-01-02\n===\n  * a\n  * b\n", &["1 v1.1 2020-01-02:   * a|  * b"]),
            (
                "## v1\n### v1.1 - 2020-01-02\na\n## v0\n### v0.9 - 2019-01-02\nb\n",
                &["2 v1.1 2020-01-02: a", "5 v0.9 2019-01-02: b"],
            ),
            ("## 1.1\n## Fixed things\n- a\n", &["1 1.1 -: ## Fixed things|- a"]),
            ("## 1.1\n_May 4th, 2020_\n", &["1 1.1 2020-05-04: _May 4th, 2020_"]),
            ("## 1.1\nYanked: it broke (use 1.2)\n\nb\n", &["1 1.1 - yanked it broke 1.2: b"]),
            ("## 1.1\nYanked: see [x](https://a.example)\n", &["1 1.1 - yanked  : Yanked: see [x](https://a.example)"]),
            ("## 1.1\n### Yanked\nb\n", &["1 1.1 - yanked  : ## Yanked|b"]),
            ("## 1.1\nThe word yanked in prose.\n", &["1 1.1 -: The word yanked in prose."]),
            ("## 1.1\na\n## 1.1\nb\n", &["1 1.1 -: a", "3 entry -: b"]),
            ("## 2020-05-04\n- a\n", &["1 entry 2020-05-04: - a"]),
            ("- a\n- b\n", &["1 unreleased -: - a|- b"]),
            (
                "v1.1 - May 4, 2020\n\n* a\n\nv1.0 - May 3, 2020\n\n* b\n",
                &["1 v1.1 2020-05-04: * a", "5 v1.0 2020-05-03: * b"],
            ),
            ("---\ntitle: x\n---\n## 1.1\n<!-- ## 1.0 -->\na\n", &["4 1.1 -: a"]),
            (
                "## 1.1\n[a]\n## 1.0\n[b]\n\n[a]: /1\n[b]: https://b.example\n",
                &["1 1.1 -: [a]||[a]: /1", "3 1.0 -: [b]||[b]: https://b.example"],
            ),
            ("```\n## 1.1\n```\n", &[]),
        ] {
            assert_eq!(told(text), releases, "{text}");
        }
    }

    #[test]
    fn what_belongs_to_no_release_is_told() {
        let told = |text: &str| {
            drafts(text).diagnostics.into_iter().map(|it| (it.code, it.place.map(|it| it.line))).collect::<Vec<_>>()
        };
        assert_eq!(told("# Changelog\n\n## 1.0\n- a\n"), []);
        assert_eq!(
            told("# Changelog\n\nHello.\n\n## 1.0\n- a\n\n## 0.9.x\n\nSee there.\n"),
            [("not-imported", Some(1)), ("not-imported", Some(8))]
        );
        assert_eq!(told("Hello.\n"), [("not-imported", Some(1)), ("nothing-to-import", Some(1))]);
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(
            text in r"(#{1,3} ?|- |  \* |\[|\]|: |v?[0-9]\.[0-9]|2020-01-02|YANKED|yanked: |\(use |===|---|```|<!--|-->|\n|\n|é|İ|K|\PC){0,60}"
        ) {
            drafts(&text);
        }
    }
}
