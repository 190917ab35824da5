//! Where the document as it is differs from the document as it was written.

use std::collections::BTreeMap;

use super::items::{Item, items, kind_titled, paired};
use super::parts::{Line, Section, joined, label, name, parts};
use super::{Edit, What};
use crate::base::{SitePath, matching};
use crate::model::{ChangeOf, Config, DefinitionOf, Passage, Whence};

/// Everything that differs, in the order of the document.
pub fn found(written: &[Passage], edited: &str, config: &Config) -> Vec<Edit> {
    let text: String = written.iter().map(|passage| passage.text.as_str()).collect();
    let edited = edited.strip_prefix('\u{feff}').unwrap_or(edited).replace("\r\n", "\n");
    if text == edited {
        return Vec::new();
    }
    let (before, now) = (parts(&text), parts(&edited));
    let mut finder = Finder { config, edits: Vec::new() };
    if joined(&before.head) != joined(&now.head) {
        let other = now.head.iter().find(|line| !before.head.iter().any(|known| known.text == line.text));
        let line = other.or(now.head.first()).map_or(1, |line| line.number);
        finder.nowhere(line, "what stands above the releases is written anew each time");
    }
    finder.sections(&sections(written), &now.sections);
    finder.definitions(written, &now.definitions);
    let mut edits = finder.edits;
    edits.sort_by_key(|edit| edit.line);
    edits
}

/// A release as it was written, or what is told of one a second time.
#[derive(Debug, Default)]
struct Written {
    release: String,
    heading: String,
    yanked: Option<String>,
    words: Option<(SitePath, String)>,
    items: Vec<(ChangeOf, String)>,
    /// What stands below the heading, line by line, and how many of the lines come before the changes.
    below: String,
    before_changes: usize,
    /// It is no release by itself.
    is_again: bool,
}

/// The written document by its headings of the second level.
fn sections(written: &[Passage]) -> Vec<Written> {
    let mut all: Vec<Written> = Vec::new();
    for passage in written {
        let text = passage.text.trim_matches('\n').to_owned();
        match &passage.whence {
            Whence::Heading { release } => {
                all.push(Written { release: release.clone(), heading: text, ..Written::default() });
                continue;
            }
            Whence::Again { release, path } => {
                let (heading, words) = text.split_once('\n').unwrap_or((text.as_str(), ""));
                let words = Some((path.clone(), words.trim_matches('\n').to_owned()));
                let heading = heading.to_owned();
                all.push(Written { release: release.clone(), heading, words, is_again: true, ..Written::default() });
                continue;
            }
            Whence::Definition { .. } => break,
            _ => {}
        }
        let Some(last) = all.last_mut() else { continue };
        match &passage.whence {
            Whence::Yanked { .. } => last.yanked = Some(text),
            Whence::Words { path, .. } => last.words = Some((path.clone(), text)),
            Whence::Change(of) => last.items.push(((**of).clone(), text)),
            _ => {}
        }
        if matches!(passage.whence, Whence::Kind { .. }) && last.before_changes == 0 {
            last.before_changes = last.below.lines().count();
        }
        if !matches!(passage.whence, Whence::Yanked { .. }) {
            last.below.push_str(&passage.text);
        }
    }
    all
}

struct Finder<'a> {
    config: &'a Config,
    edits: Vec<Edit>,
}

impl Finder<'_> {
    fn push(&mut self, line: usize, what: What) {
        self.edits.push(Edit { line, what });
    }

    fn nowhere(&mut self, line: usize, why: impl Into<String>) {
        self.push(line, What::Nowhere { why: why.into() });
    }

    /// Releases are known by their names; of several with one name, by their order.
    fn sections(&mut self, before: &[Written], now: &[Section<'_>]) {
        let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, section) in now.iter().enumerate().rev() {
            let whole = name(section.heading.text).to_lowercase();
            let is_known = before.iter().any(|it| name(&it.heading).to_lowercase() == whole);
            // `## 1.0.0 (2026-03-02)` is that release, too.
            let short = whole.split_once(" (").map(|(short, _)| short.to_owned()).filter(|_| !is_known);
            places.entry(short.unwrap_or(whole)).or_default().push(at);
        }
        let mut is_known = vec![false; now.len()];
        for written in before {
            let place = places.get_mut(&name(&written.heading).to_lowercase()).and_then(Vec::pop);
            match place.and_then(|at| Some((at, now.get(at)?))) {
                Some((at, section)) => {
                    is_known[at] = true;
                    self.section(written, section);
                }
                None => self.push(0, What::GoneRelease { release: written.release.clone() }),
            }
        }
        for (section, _) in now.iter().zip(is_known).filter(|(_, is_known)| !is_known) {
            let is = format!("{}\n\n{}\n", section.heading.text, joined(&section.lines));
            let name = name(section.heading.text).to_owned();
            self.push(section.heading.number, What::NewRelease { name, is });
        }
    }

    fn section(&mut self, before: &Written, now: &Section<'_>) {
        let release = || before.release.clone();
        if before.heading != now.heading.text && !before.is_again {
            let (was, is) = (before.heading.clone(), now.heading.text.to_owned());
            self.push(now.heading.number, What::Heading { release: release(), was, is });
        }
        let start = now.lines.iter().position(|line| !line.text.is_empty()).unwrap_or(now.lines.len());
        let mut lines = now.lines.get(start..).unwrap_or_default();
        let says = lines.first().filter(|line| line.text.starts_with("Yanked: "));
        if let Some((line, rest)) = says.and(lines.split_first()) {
            lines = rest;
            if before.yanked.as_deref() != Some(line.text) {
                self.push(line.number, What::Yanked { release: release(), is: line.text.to_owned() });
            }
        } else if before.yanked.is_some() {
            self.push(now.heading.number, What::Yanked { release: release(), is: String::new() });
        }
        if before.is_again {
            return self.words(before, lines, now.heading.number);
        }
        let (words, changes) = lines.split_at(self.boundary(before, lines));
        self.words(before, words, now.heading.number);
        self.changes(before, changes);
    }

    /// How many lines come before the changes of entries.
    fn boundary(&self, before: &Written, now: &[Line<'_>]) -> usize {
        let opens = |line: &Line<'_>| {
            line.text.strip_prefix("### ").is_some_and(|title| kind_titled(title, self.config).is_some())
        };
        if before.items.is_empty() && before.words.is_some() {
            return now.len();
        }
        if before.words.is_none() {
            let titled = now.iter().position(|line| line.text.starts_with("### ") && !before.items.is_empty());
            return now.iter().position(opens).into_iter().chain(titled).min().unwrap_or(now.len());
        }
        let was: Vec<&str> = before.below.lines().map(str::trim_end).collect();
        let is: Vec<&str> = now.iter().map(|line| line.text).collect();
        let pairs = matching(&was, &is);
        let first = pairs.iter().find(|(at, _)| *at >= before.before_changes && !was[*at].is_empty());
        let last = pairs.iter().rev().find(|(at, _)| *at < before.before_changes && !was[*at].is_empty());
        let (from, to) = (last.map_or(0, |(_, at)| at + 1), first.map_or(now.len(), |(_, at)| *at));
        let new = now.get(from..to).unwrap_or_default();
        // An entry's changes begin with the heading of a type.
        new.iter().position(opens).map_or(to, |at| from + at)
    }

    fn words(&mut self, before: &Written, now: &[Line<'_>], heading: usize) {
        let is = joined(now);
        match &before.words {
            Some((path, was)) if *was != is => {
                let old: Vec<&str> = was.lines().collect();
                let new = now.iter().find(|line| !line.text.is_empty() && !old.contains(&line.text));
                let line = new.map_or(heading, |line| line.number);
                self.push(line, What::Words { path: path.clone(), was: was.clone(), is });
            }
            None if !is.is_empty() => {
                let line = now.iter().find(|line| !line.text.is_empty()).map_or(heading, |line| line.number);
                self.push(line, What::NewWords { release: before.release.clone(), is });
            }
            _ => {}
        }
    }

    fn changes(&mut self, before: &Written, now: &[Line<'_>]) {
        let (items, strays) = items(now, self.config);
        strays.into_iter().for_each(|(line, why)| self.nowhere(line, why));
        let was: Vec<(&str, &str)> = before.items.iter().map(|(of, text)| (of.kind.as_str(), text.as_str())).collect();
        let is: Vec<(&str, &str)> = items.iter().map(|item| (item.kind.as_str(), item.text.as_str())).collect();
        let pairs = paired(&was, &is);
        let mut is_new = vec![true; items.len()];
        for ((of, text), pair) in before.items.iter().zip(&pairs) {
            let Some(item) = pair.and_then(|at| items.get(at)) else {
                self.push(0, What::GoneChange { of: of.clone(), was: text.clone() });
                continue;
            };
            pair.iter().for_each(|at| is_new[*at] = false);
            if item.text != *text || item.kind != of.kind {
                let Item { line, kind, text: is } = item.clone();
                self.push(line, What::Change { of: of.clone(), was: text.clone(), is, kind });
            }
        }
        // Items below another type stand where that is.
        let stays = |(at, (of, _)): (usize, &(ChangeOf, String))| {
            let place: Option<usize> = pairs[at];
            place.filter(|place| items.get(*place).is_some_and(|item| item.kind == of.kind))
        };
        let order: Vec<usize> = before.items.iter().enumerate().filter_map(stays).collect();
        if let Some(pair) = order.windows(2).find(|pair| pair[0] > pair[1]) {
            let line = pair.get(1).and_then(|at| items.get(*at)).map_or(0, |item| item.line);
            self.nowhere(line, "items stand in the order of their types, importance and files");
        }
        for (item, _) in items.into_iter().zip(is_new).filter(|(_, is_new)| *is_new) {
            let Item { line, kind, text: is } = item;
            self.push(line, What::NewChange { release: before.release.clone(), kind, is });
        }
    }

    /// Where reference links lead.
    fn definitions(&mut self, written: &[Passage], now: &[Line<'_>]) {
        let before: BTreeMap<String, (&DefinitionOf, &str)> = written
            .iter()
            .filter_map(|passage| match &passage.whence {
                Whence::Definition { of } => {
                    Some((label(&passage.text)?.to_lowercase(), (of, passage.text.trim_end())))
                }
                _ => None,
            })
            .collect();
        for line in now {
            let known = label(line.text).and_then(|label| before.get(&label.to_lowercase()));
            let is = line.text.to_owned();
            match known {
                Some((_, was)) if *was == is => {}
                Some((of, was)) => {
                    self.push(line.number, What::Definition { of: (*of).clone(), was: (*was).to_owned(), is });
                }
                None => self.push(line.number, What::NewDefinition { is }),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> SitePath {
        SitePath::new(text).unwrap()
    }

    /// Two releases: one with words of its own and changes of entries, one with a change alone.
    fn written() -> Vec<Passage> {
        let change = |release: &str, name: &str, kind: &str| {
            let path = path(&format!("changelog/{release}/{name}.md"));
            Whence::Change(Box::new(ChangeOf { release: release.to_owned(), path, at: 0, kind: kind.to_owned() }))
        };
        let of = |release: &str| release.to_owned();
        [
            ("# Changelog\n\nAbout.\n\n", Whence::Frame),
            ("## [1.1] - 2026-02-01\n", Whence::Heading { release: of("1.1") }),
            ("\n", Whence::Frame),
            ("Some words.\n\n- more\n", Whence::Words { release: of("1.1"), path: path("changelog/1.1/release.md") }),
            ("\n", Whence::Frame),
            ("### Added\n", Whence::Kind { release: of("1.1") }),
            ("\n", Whence::Frame),
            ("- Faster search in all folders.\n", change("1.1", "search", "added")),
            ("- Another thing (#12)\n", change("1.1", "thing", "added")),
            ("\n", Whence::Frame),
            ("## 1.0 - 2026-01-01\n", Whence::Heading { release: of("1.0") }),
            ("\n", Whence::Frame),
            ("### Fixed\n", Whence::Kind { release: of("1.0") }),
            ("\n", Whence::Frame),
            ("- Crash.\n", change("1.0", "crash", "fixed")),
            ("\n", Whence::Frame),
            ("[1.1]: https://a.example/1\n", Whence::Definition { of: DefinitionOf::Release(of("1.1")) }),
        ]
        .into_iter()
        .map(|(text, whence)| Passage { text: text.to_owned(), whence })
        .collect()
    }

    fn told(from: &str, to: &str) -> Vec<String> {
        let written = written();
        let text: String = written.iter().map(|passage| passage.text.as_str()).collect();
        assert!(text.contains(from), "{from}");
        let edits = found(&written, &text.replacen(from, to, 1), &Config::new("Acme", "https://acme.example"));
        let told = edits.into_iter().map(|Edit { line, what }| {
            let what = match what {
                What::Change { of, is, kind, .. } => format!("{} {kind}: {is}", of.path.file_name()),
                What::NewChange { release, kind, is } => format!("new {release} {kind}: {is}"),
                What::GoneChange { of, .. } => format!("gone {}", of.path.file_name()),
                What::Words { is, .. } => format!("words {is:?}"),
                What::NewWords { release, is } => format!("new words {release} {is:?}"),
                What::Heading { is, .. } => format!("heading {is}"),
                What::Yanked { release, is } => format!("{release} {is}"),
                What::Definition { is, .. } => format!("definition {is}"),
                What::NewDefinition { is } => format!("new definition {is}"),
                What::NewRelease { name, .. } => format!("new release {name}"),
                What::GoneRelease { release } => format!("gone release {release}"),
                What::Nowhere { why } => why,
            };
            format!("{line} {what}")
        });
        told.collect()
    }

    #[test]
    fn each_edit_is_told_with_what_it_belongs_to() {
        for (from, to, edits) in [
            ("", "", &[][..]),
            ("in all", "in both", &["13 search.md added: - Faster search in both folders."]),
            ("About.", "About us.", &["3 what stands above the releases is written anew each time"]),
            ("- Another thing (#12)\n", "", &["0 gone thing.md"]),
            ("- Another", "- Whole new words\n- Another", &["14 new 1.1 added: - Whole new words"]),
            ("(#12)\n", "(#12)\n\n### Fixed\n\n- Leak.\n", &["18 new 1.1 fixed: - Leak."]),
            ("Some words.", "Some good words.", &["7 words \"Some good words.\\n\\n- more\""]),
            ("- more\n", "- more\n- most\n", &["10 words \"Some words.\\n\\n- more\\n- most\""]),
            ("2026-01-01\n", "2026-01-01\n\nHello.\n", &["18 new words 1.0 \"Hello.\""]),
            (
                "2026-01-01\n",
                "2026-01-03 [YANKED]\n\nYanked: bad\n",
                &["16 heading ## 1.0 - 2026-01-03 [YANKED]", "18 1.0 Yanked: bad"],
            ),
            ("example/1", "example/2", &["22 definition [1.1]: https://a.example/2"]),
            ("example/1\n", "example/1\n[x]: /y\n", &["23 new definition [x]: /y"]),
            ("## 1.0 - 2026-01-01", "## 1.0 (2026-01-02)", &["16 heading ## 1.0 (2026-01-02)"]),
            ("## 1.0", "## 0.9", &["0 gone release 1.0", "16 new release 0.9"]),
            ("### Fixed\n\n- Crash.", "### Security\n\n- Crash.", &["20 crash.md security: - Crash."]),
            ("- Crash.\n", "- Crash.\n\nProse.\n", &["22 it is no item of a type, such as `- …` below `### Added`"]),
        ] {
            assert_eq!(told(from, to), edits, "{from} → {to}");
        }
        let swapped = told(
            "- Faster search in all folders.\n- Another thing (#12)\n",
            "- Another thing (#12)\n- Faster search in all folders.\n",
        );
        assert_eq!(swapped, ["13 items stand in the order of their types, importance and files"]);
    }
}
