//! Edits of the document become edits of the files that say it.
//!
//! Which words of a file become which words of the document, nobody knows but who writes it. So what may be meant is
//! tried, and taken when the document, written once more, says what was written by hand and else what it said before.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::parts::{label, name};
use super::{Edit, What, merge};
use crate::author::front_matter::{habit, set};
use crate::author::new::Name;
use crate::author::{Desk, Value, drafted};
use crate::base::{At, Change, Date, SitePath, Source, Span, Tree, unified};
use crate::model::{
    ChangeOf, DefinitionOf, Draft, DraftFields, Entry, EntryFields, Limits, Passage, Release, ReleaseFields, Site,
    Version, Whence, Yanked,
};
use crate::read::front;

/// What edits are brought back with.
pub struct Bench<'a> {
    /// As it is now, seen as the document is written.
    pub site: &'a Site,
    pub tree: &'a Tree,
    /// The product that the document is about.
    pub product: usize,
    /// The document of such files; `None` when they make no site.
    pub export: &'a dyn Fn(&Tree) -> Option<Vec<Passage>>,
    /// What a piece of a changelog with headings of releases says, read as any other changelog.
    pub drafts: &'a dyn Fn(&str) -> Vec<Draft>,
}

/// An edit, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The line of the document, from 1; 0 where something is missing.
    pub line: usize,
    /// What was edited, in a few words.
    pub what: String,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It can be brought back to these files: a diff of each, as git shows it.
    Ready { paths: Vec<SitePath>, diff: String },
    /// It is there, or nobody would do it unasked: what to do.
    Offered { path: Option<SitePath>, help: String },
    /// The file says something else by now than what the document was written from.
    Conflict { path: SitePath },
    /// No file can say it.
    Nowhere { why: String },
}

/// What becomes of all edits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Back {
    /// In the order of the document.
    pub found: Vec<Found>,
    /// What it does to the site's files.
    pub changes: Vec<Change>,
    /// The document as it is written then.
    pub document: String,
}

impl Back {
    /// Whether every edit is brought back: the document may be written anew, and nothing is lost.
    pub fn is_complete(&self) -> bool {
        self.found.iter().all(|found| matches!(found.outcome, Outcome::Ready { .. }))
    }
}

/// Brings edits back to the files, as far as that goes. What the files say by now is no edit any more.
pub fn bring_back(edits: &[Edit], bench: &Bench<'_>) -> Back {
    let Some(passages) = (bench.export)(bench.tree) else { return Back::default() };
    let definitions = edits.iter().filter_map(|edit| match &edit.what {
        What::NewDefinition { is } => Some(is.as_str()),
        _ => None,
    });
    let releases_itself = edits.iter().any(
        |edit| matches!(&edit.what, What::GoneRelease { release } if release.eq_ignore_ascii_case(Version::UNRELEASED)),
    );
    let mut desk =
        Worker { bench, tree: bench.tree.clone(), passages, definitions: definitions.collect(), releases_itself };
    let found = edits.iter().filter_map(|edit| desk.edit(edit, edits)).collect();
    let changes = bench.tree.differing(&desk.tree).into_iter().filter_map(|path| {
        let bytes = desk.tree.bytes(path.as_str())?.to_vec();
        Some(match bench.tree.bytes(path.as_str()) {
            Some(old) => Change::Replace { old: old.to_vec(), path, bytes },
            None => Change::Create { path, bytes },
        })
    });
    let document = desk.passages.iter().map(|passage| passage.text.as_str()).collect();
    Back { found, changes: changes.collect(), document }
}

/// The files as they become, edit by edit.
struct Worker<'a> {
    bench: &'a Bench<'a>,
    tree: Tree,
    /// The document of these files.
    passages: Vec<Passage>,
    /// New definitions of reference links.
    definitions: Vec<&'a str>,
    /// The heading of what waits was made that of a version.
    releases_itself: bool,
}

/// What one edit is to come to.
struct Wish<'w> {
    /// Whether a passage is the one that is meant.
    is_meant: &'w dyn Fn(&Passage) -> bool,
    /// What it is to say; empty when it is to be gone.
    text: &'w str,
    /// The type that it is to be of, when it is an item.
    kind: Option<&'w str>,
}

impl Wish<'_> {
    fn is_of_kind(&self, passage: &Passage) -> bool {
        match &passage.whence {
            Whence::Change(of) => self.kind.is_none_or(|kind| kind == of.kind),
            _ => true,
        }
    }
}

impl Worker<'_> {
    /// What becomes of it; `None` when there is nothing to do.
    fn edit(&mut self, edit: &Edit, all: &[Edit]) -> Option<Found> {
        let found = |what: &str, outcome: Outcome| Some(Found { line: edit.line, what: what.to_owned(), outcome });
        match &edit.what {
            What::Change { of, was, is, kind } => {
                let outcome = self.change(of, was, is, kind)?;
                found("this item was edited by hand", outcome)
            }
            What::NewChange { release, kind, is } => {
                let is_there = |passage: &Passage| is_change(passage, release, kind) && said(passage) == is;
                match self.passages.iter().any(is_there) {
                    true => None,
                    false => found("this item was added by hand", self.new_change(release, kind, is, edit.line)),
                }
            }
            What::GoneChange { of, was } => {
                let there = self.passages.iter().find(
                    |passage| matches!(&passage.whence, Whence::Change(it) if it.path == of.path && it.at == of.at),
                )?;
                let is_whole = self.entry(&of.path).is_none_or(|entry| entry.changes.len() == 1);
                let first = first_line(was);
                let help = match (said(there) == was, is_whole) {
                    (false, _) => format!("{} says something else by now: see whether it is to go", of.path),
                    (true, true) => format!("no entry is deleted unasked; if it is to go: git rm {}", of.path),
                    (true, false) => format!("take it out of {}, which tells of other changes, too", of.path),
                };
                let path = Some(of.path.clone());
                found(
                    &format!("the item `{first}` of {} was taken out by hand", of.release),
                    Outcome::Offered { path, help },
                )
            }
            What::Words { path, was, is } => {
                let outcome = self.words(path, was, is)?;
                found("the words of a release were edited by hand", outcome)
            }
            What::NewWords { release, is } => {
                let says =
                    |passage: &Passage| matches!(&passage.whence, Whence::Words { release: it, .. } if it == release);
                match self.passages.iter().any(|passage| says(passage) && said(passage) == is) {
                    true => None,
                    false => found("words were added to a release by hand", self.new_words(release, is)),
                }
            }
            What::Heading { release, was, is } => {
                found("the heading of a release was edited by hand", self.heading(release, was, is)?)
            }
            What::Yanked { release, is } => {
                let outcome = self.yanked(release, is, all)?;
                found("why a release was taken back was edited by hand", outcome)
            }
            What::Definition { of, was, is } => found("a link was edited by hand", self.definition(of, was, is)?),
            What::NewDefinition { is } => {
                let own = label(is)?.to_lowercase();
                let is_known = self.passages.iter().any(|passage| {
                    matches!(passage.whence, Whence::Definition { .. })
                        && label(&passage.text).is_some_and(|it| it.to_lowercase() == own)
                });
                // Whatever speaks of it takes it along.
                let is_taken = all.iter().any(|edit| match &edit.what {
                    What::Change { is, .. }
                    | What::NewChange { is, .. }
                    | What::Words { is, .. }
                    | What::NewWords { is, .. } => is.to_lowercase().contains(&format!("[{own}]")),
                    What::NewRelease { .. } => true,
                    _ => false,
                });
                let why = "no words that were edited use this link".to_owned();
                (!is_known && !is_taken).then_some(Found {
                    line: edit.line,
                    what: "a link was added by hand".to_owned(),
                    outcome: Outcome::Nowhere { why },
                })
            }
            What::NewRelease { name, is } => {
                let outcome = self.new_release(name, is)?;
                found("a release was added by hand", outcome)
            }
            What::GoneRelease { release } => {
                self.passages
                    .iter()
                    .find(|passage| matches!(&passage.whence, Whence::Heading { release: it } if it == release))?;
                let help = match self.release(release).and_then(folder_of) {
                    Some(place) => format!("no release is deleted unasked; if it is to go: git rm -r {place}"),
                    None => "no release is deleted unasked".to_owned(),
                };
                found(&format!("the release {release} was taken out by hand"), Outcome::Offered { path: None, help })
            }
            What::Nowhere { why } => found("this was edited by hand", Outcome::Nowhere { why: why.clone() }),
        }
    }

    fn entry(&self, path: &SitePath) -> Option<&Entry> {
        self.bench.site.entries.iter().find(|entry| entry.path() == path)
    }

    fn release(&self, key: &str) -> Option<&Release> {
        let product = self.bench.site.products.get(self.bench.product)?;
        let mut releases =
            product.unreleased.iter().chain(&product.releases).filter_map(|ix| self.bench.site.releases.get(*ix));
        releases.find(|release| match release.unreleased {
            true => key.eq_ignore_ascii_case(Version::UNRELEASED),
            false => release.version.as_str() == key,
        })
    }

    fn text(&self, path: &SitePath) -> Option<String> {
        String::from_utf8(self.tree.bytes(path.as_str())?.to_vec()).ok()
    }

    /// An item that says something else, or stands below another type. `None` when the entry says so already.
    fn change(&mut self, of: &ChangeOf, was: &str, is: &str, kind: &str) -> Option<Outcome> {
        let same =
            |passage: &Passage| matches!(&passage.whence, Whence::Change(it) if it.path == of.path && it.at == of.at);
        // An entry that has moved since is known by its words.
        let alike = |passage: &Passage| matches!(&passage.whence, Whence::Change(_)) && said(passage) == was;
        let there = self.passages.iter().find(|it| same(it)).or_else(|| self.passages.iter().find(|it| alike(it)));
        let Some((there, Whence::Change(now))) = there.map(|passage| (passage, passage.whence.clone())) else {
            return Some(Outcome::Conflict { path: of.path.clone() });
        };
        // Who wraps lines otherwise, or takes another bullet, says the same.
        if (said(there) == is || self.meant(said(there)) == self.meant(is)) && now.kind == kind {
            return None;
        }
        if said(there) != was {
            return Some(Outcome::Conflict { path: now.path.clone() });
        }
        let path = now.path.clone();
        let Some(mut text) = self.text(&path) else { return Some(Outcome::Conflict { path }) };
        if kind != of.kind {
            match set(&text, "type", Some(&Value::text(kind)), habit(&self.tree, &path)) {
                Ok(edited) => text = edited,
                Err(_) => {
                    return Some(nowhere(format!(
                        "{path} says the type of this change in a way that is not to be edited here"
                    )));
                }
            }
        }
        let texts = self.ways(&path, &text, was, is);
        let at = now.at;
        let is_meant =
            |passage: &Passage| matches!(&passage.whence, Whence::Change(it) if it.path == path && it.at == at);
        let candidates = texts.into_iter().map(|text| vec![(path.clone(), text)]).collect();
        let why = || format!("{path} says it in a way that is not to be edited from here: change it there");
        Some(self.take(candidates, &Wish { is_meant: &is_meant, text: is, kind: Some(kind) }, why))
    }

    /// The ways in which a file may say what an item is to say.
    fn ways(&self, path: &SitePath, text: &str, was: &str, is: &str) -> Vec<String> {
        let (was, is) = (inner(was), inner(is));
        if was == is {
            return vec![text.to_owned()];
        }
        let is = self.with_definitions(&is);
        let in_order = merge::words(&was, &is, text);
        let mut ways: Vec<String> = in_order.into_iter().chain(merge::pieces(&was, &is, text)).collect();
        let Some(entry) = self.entry(path) else { return ways };
        let keyed = |keys: &[(&str, &str)]| {
            keys.iter().try_fold(text.to_owned(), |text, (key, value)| {
                set(&text, key, Some(&Value::text(merge::unescaped(value))), habit(&self.tree, path)).ok()
            })
        };
        if let (Some((old, old_summary)), Some((new, new_summary))) = (titled(&was), titled(&is)) {
            let mut keys = Vec::new();
            if old != new {
                keys.push(("title", new));
            }
            if old_summary != new_summary {
                keys.push(("summary", without_shared_end(old_summary, new_summary, &entry.summary)));
            }
            ways.extend(keyed(&keys));
        } else {
            let mut words = is.as_str();
            if entry.fields.breaking {
                words = words.strip_prefix("**Breaking:** ").unwrap_or(words);
            }
            let refers = was.rfind(" (").and_then(|at| was.get(at..)).filter(|end| end.ends_with(')'));
            ways.extend(refers.and_then(|end| words.strip_suffix(end)).map(|words| with_body(text, words)));
            ways.push(with_body(text, words));
        }
        ways
    }

    /// Words with what their new reference links need.
    fn with_definitions(&self, words: &str) -> String {
        let lower = words.to_lowercase();
        let speaks =
            |line: &&&str| label(line).is_some_and(|label| lower.contains(&format!("[{}]", label.to_lowercase())));
        let needed: Vec<&str> = self.definitions.iter().filter(speaks).copied().collect();
        match needed.is_empty() {
            true => words.to_owned(),
            false => format!("{words}\n\n{}", needed.join("\n")),
        }
    }

    fn new_change(&mut self, release: &str, kind: &str, is: &str, line: usize) -> Outcome {
        let words = inner(is);
        let name = Name::of(None, &words, &format!("{release} {line}"));
        let fields = EntryFields {
            kind: Some(at(kind.to_owned())),
            product: self.product(),
            version: Some(at(self.called(release))),
            id: Some(at(name.id)),
            ..EntryFields::default()
        };
        let body = self.with_definitions(&words);
        let draft = Draft { fields: DraftFields::Entry(Box::new(fields)), body, name: name.name, place: None };
        let file = self.file(&draft);
        let path = file.0.clone();
        let is_meant = |passage: &Passage| {
            is_change(passage, release, kind) && matches!(&passage.whence, Whence::Change(it) if it.path == path)
        };
        let why = || "an entry with these words would not be shown like this".to_owned();
        self.take(vec![vec![file]], &Wish { is_meant: &is_meant, text: is, kind: None }, why)
    }

    fn file(&self, draft: &Draft) -> (SitePath, String) {
        let mut desk =
            Desk { config: &self.bench.site.config, tree: &self.tree, taken: Vec::new(), whole_releases: false };
        drafted(draft, &mut desk)
    }

    fn product(&self) -> Option<At<String>> {
        let id = self.bench.site.products.get(self.bench.product).map(|product| product.config.id.clone());
        id.filter(|id| !id.is_empty()).map(at)
    }

    /// A release as its folder is called.
    fn called(&self, release: &str) -> String {
        let Some(known) = self.release(release) else { return release.to_owned() };
        let entries = known.entries.iter().filter_map(|ix| self.bench.site.entries.get(*ix)).map(|entry| entry.path());
        let paths = known.source.iter().map(|source| &source.path).chain(entries);
        let mut names = paths.filter_map(|path| path.folder()?.rsplit('/').next());
        names.find(|name| Version::new(name).as_str() == known.version.as_str()).unwrap_or(release).to_owned()
    }

    fn words(&mut self, path: &SitePath, was: &str, is: &str) -> Option<Outcome> {
        let is_meant = |passage: &Passage| match &passage.whence {
            Whence::Words { path: it, .. } => it == path,
            _ => false,
        };
        let is_again = |passage: &Passage| matches!(&passage.whence, Whence::Again { path: it, .. } if it == path);
        let Some(text) = self.text(path) else { return Some(Outcome::Conflict { path: path.clone() }) };
        let says = |passage: &Passage| said(passage) == is || self.meant(said(passage)) == self.meant(is);
        if self.passages.iter().any(|passage| (is_meant(passage) || is_again(passage)) && says(passage)) {
            return None;
        }
        if self.passages.iter().any(is_again) {
            return Some(nowhere(format!("{path} tells of the release a second time: change it there")));
        }
        let plain = text.replace("\r\n", "\n");
        let (head, body) = plain.split_at(body_start(path, &plain));
        let Some(body) = merge::lines(was, &self.with_definitions(is), body) else {
            return Some(Outcome::Conflict { path: path.clone() });
        };
        let new = format!("{head}{}\n", body.trim_end());
        let new = if text.contains("\r\n") { new.replace('\n', "\r\n") } else { new };
        // What the file says besides by now, it goes on saying.
        let there = self.passages.iter().find(|passage| is_meant(passage)).map_or("", said).to_owned();
        let wanted = if there == was { Some(is.to_owned()) } else { merge::lines(was, is, &there) };
        let Some(wanted) = wanted else { return Some(Outcome::Conflict { path: path.clone() }) };
        let why = || format!("{path} says it in a way that is not to be edited from here: change it there");
        Some(self.take(vec![vec![(path.clone(), new)]], &Wish { is_meant: &is_meant, text: &wanted, kind: None }, why))
    }

    fn new_words(&mut self, release: &str, is: &str) -> Outcome {
        let words = self.with_definitions(is);
        let lifted: Vec<String> = words
            .lines()
            .map(|line| match line.strip_prefix("###") {
                Some(rest) => format!("##{rest}"),
                None => line.to_owned(),
            })
            .collect();
        let words = lifted.join("\n");
        let file = match self.own_file(release).and_then(|path| Some((path.clone(), self.text(&path)?))) {
            Some((path, text)) => Some((path, format!("{}\n{words}\n", text.trim_end()))),
            None => self.new_file(release, &words, |_| {}),
        };
        let Some(file) = file else { return nowhere(format!("the site has no release {release}")) };
        let is_meant =
            |passage: &Passage| matches!(&passage.whence, Whence::Words { release: it, .. } if it == release);
        let why = || "the file of the release would not be shown like this".to_owned();
        self.take(vec![vec![file]], &Wish { is_meant: &is_meant, text: is, kind: None }, why)
    }

    fn own_file(&self, release: &str) -> Option<SitePath> {
        self.release(release)?.source.as_ref().map(|source| source.path.clone())
    }

    /// A file for a release that has none; what is known of it stays.
    fn new_file(&self, key: &str, body: &str, more: impl Fn(&mut ReleaseFields)) -> Option<(SitePath, String)> {
        let release = self.release(key)?;
        let mut fields = ReleaseFields {
            version: Some(at(self.called(key))),
            product: self.product(),
            date: release.date.filter(|_| !release.unreleased).map(at),
            id: Some(release.id.clone()).filter(|_| !release.unreleased).map(at),
            ..ReleaseFields::default()
        };
        more(&mut fields);
        let fields = DraftFields::Release(Box::new(fields));
        Some(self.file(&Draft { fields, body: body.to_owned(), name: String::new(), place: None }))
    }

    /// Date, code name and whether it was taken back.
    fn heading(&mut self, release: &str, was: &str, is: &str) -> Option<Outcome> {
        let is_meant = |passage: &Passage| matches!(&passage.whence, Whence::Heading { release: it } if it == release);
        let there = self.passages.iter().find(|passage| is_meant(passage)).map(|passage| said(passage).to_owned());
        match there {
            Some(there) if there == is => return None,
            Some(there) if there == was => {}
            _ => {
                return Some(Outcome::Conflict {
                    path: self.own_file(release).or_else(|| SitePath::new("changelog").ok())?,
                });
            }
        }
        let (Some(old), Some(new)) = (Heading::read(was), Heading::read(is)) else {
            return Some(nowhere("a heading says version, date, code name and [YANKED], and nothing else".to_owned()));
        };
        if new.loses_day_of(&old) {
            return Some(nowhere("the day of a release stands behind its version: `## 1.2.0 - 2026-05-04`".to_owned()));
        }
        let mut keys: Vec<(&str, Option<Value>)> = Vec::new();
        if old.date != new.date {
            keys.push(("date", new.date.map(Value::Date)));
        }
        if old.title != new.title {
            keys.push(("title", new.title.clone().map(Value::Text)));
        }
        if old.is_yanked != new.is_yanked {
            keys.push(("yanked", new.is_yanked.then_some(Value::Bool(true))));
        }
        let file = match self.own_file(release) {
            Some(path) => {
                let Some(text) = self.text(&path) else { return Some(elsewhere(&path)) };
                let format = habit(&self.tree, &path);
                let edited = keys.iter().try_fold(text, |text, (key, value)| set(&text, key, value.as_ref(), format));
                edited.ok().map(|text| (path, text))
            }
            None => self.new_file(release, "", |fields| {
                fields.date = new.date.map(at);
                fields.title = new.title.clone().map(at);
                fields.yanked = new.is_yanked.then(Yanked::default);
            }),
        };
        let why = || "the file of the release says it in a way that is not to be edited from here".to_owned();
        let candidates = file.into_iter().map(|file| vec![file]).collect();
        Some(self.take(candidates, &Wish { is_meant: &is_meant, text: is, kind: None }, why))
    }

    /// `Yanked: it lost notes (use 2.3.1)`
    fn yanked(&mut self, release: &str, is: &str, all: &[Edit]) -> Option<Outcome> {
        let is_meant = |passage: &Passage| matches!(&passage.whence, Whence::Yanked { release: it } if it == release);
        if self.passages.iter().any(|passage| is_meant(passage) && said(passage) == is) {
            return None;
        }
        // A heading that takes it back no more says all.
        let is_said = |edit: &Edit| matches!(&edit.what, What::Heading { release: it, .. } if it == release);
        if is.is_empty() && (all.iter().any(is_said) || !self.passages.iter().any(is_meant)) {
            return None;
        }
        let words = is.strip_prefix("Yanked: ").unwrap_or_default();
        let (reason, instead) =
            match words.rsplit_once("(use ").and_then(|(reason, rest)| Some((reason, rest.strip_suffix(')')?))) {
                Some((reason, instead)) => (reason.trim(), Some(instead.trim())),
                None => (words.trim(), None),
            };
        let mut table: Vec<(String, Value)> = Vec::new();
        if !reason.is_empty() {
            table.push(("reason".to_owned(), Value::text(reason)));
        }
        table.extend(instead.map(|version| ("use".to_owned(), Value::text(version))));
        let value = if table.is_empty() { Value::Bool(true) } else { Value::Table(table) };
        let file = match self.own_file(release) {
            Some(path) => {
                let Some(text) = self.text(&path) else { return Some(elsewhere(&path)) };
                set(&text, "yanked", Some(&value), habit(&self.tree, &path)).ok().map(|text| (path, text))
            }
            None => self.new_file(release, "", |fields| {
                let reason = Some(reason.to_owned()).filter(|reason| !reason.is_empty());
                fields.yanked = Some(Yanked { reason, instead: instead.map(|version| at(version.to_owned())) });
            }),
        };
        let why = || "the file of the release says it in a way that is not to be edited from here".to_owned();
        let candidates = file.into_iter().map(|file| vec![file]).collect();
        Some(self.take(candidates, &Wish { is_meant: &is_meant, text: is, kind: None }, why))
    }

    fn definition(&mut self, of: &DefinitionOf, was: &str, is: &str) -> Option<Outcome> {
        if self.passages.iter().any(|passage| said(passage) == is) {
            return None;
        }
        let target = |line: &str| line.split_once("]: ").map(|(_, target)| target.trim().to_owned());
        let file = match of {
            DefinitionOf::File(path) => {
                let Some(text) = self.text(path) else { return Some(elsewhere(path)) };
                text.contains(was).then(|| (path.clone(), text.replacen(was, is, 1)))
            }
            DefinitionOf::Release(release) => match self.own_file(release) {
                Some(path) => {
                    let Some(text) = self.text(&path) else { return Some(elsewhere(&path)) };
                    let value = target(is).map(Value::Text);
                    set(&text, "compare_url", value.as_ref(), habit(&self.tree, &path)).ok().map(|text| (path, text))
                }
                None => self.new_file(release, "", |fields| fields.compare_url = target(is)),
            },
        };
        let is_meant = |passage: &Passage| {
            matches!(passage.whence, Whence::Definition { .. }) && label(&passage.text) == label(is)
        };
        let why = || "no file says this link in a way that is to be edited from here".to_owned();
        let candidates = file.into_iter().map(|file| vec![file]).collect();
        Some(self.take(candidates, &Wish { is_meant: &is_meant, text: is, kind: None }, why))
    }

    /// A release that was written into the document.
    fn new_release(&mut self, called: &str, is: &str) -> Option<Outcome> {
        if self
            .passages
            .iter()
            .any(|passage| matches!(passage.whence, Whence::Heading { .. }) && name(&passage.text) == called)
        {
            return None;
        }
        if self.releases_itself {
            return Some(nowhere(format!("what waits becomes a release by `tidings release {called}`")));
        }
        let definitions = self.definitions.join("\n");
        let drafts = (self.bench.drafts)(&format!("{is}\n{definitions}\n"));
        let [Draft { fields: DraftFields::Release(fields), body, name, .. }] = drafts.as_slice() else {
            return Some(nowhere("the heading names no version: `## [1.2.0] - 2026-05-04`".to_owned()));
        };
        let fields = ReleaseFields { source: None, product: self.product(), ..(**fields).clone() };
        let key = fields
            .version
            .as_ref()
            .map_or_else(String::new, |version| Version::new(&version.value).as_str().to_owned());
        let fields = DraftFields::Release(Box::new(fields));
        let file = self.file(&Draft { fields, body: body.clone(), name: name.clone(), place: None });
        let is_meant = |passage: &Passage| match &passage.whence {
            Whence::Heading { release } | Whence::Words { release, .. } => *release == key,
            _ => false,
        };
        let path = file.0.clone();
        if self.tree.contains(path.as_str()) {
            return Some(nowhere(format!("{path} is there already, and not everybody sees it yet")));
        }
        let mut tree = self.tree.clone();
        tree.insert(path, file.1.clone().into_bytes());
        match (self.bench.export)(&tree) {
            Some(passages)
                if passages.iter().any(is_meant) && is_else_the_same(&self.passages, &passages, &is_meant) =>
            {
                Some(self.done(tree, passages, &[file]))
            }
            _ => Some(nowhere("the release would not be shown like this".to_owned())),
        }
    }

    /// Takes the first way that makes the document say what is wished; else the first that makes it mean the same.
    fn take(&mut self, candidates: Vec<Vec<(SitePath, String)>>, wish: &Wish<'_>, why: impl Fn() -> String) -> Outcome {
        let mut near = None;
        for files in candidates {
            let mut tree = self.tree.clone();
            for (path, text) in &files {
                tree.insert(path.clone(), text.clone().into_bytes());
            }
            let Some(passages) = (self.bench.export)(&tree) else { continue };
            let said_now: Vec<&str> =
                passages.iter().filter(|it| (wish.is_meant)(it) && wish.is_of_kind(it)).map(said).collect();
            let is_exact = said_now.contains(&wish.text) || (wish.text.is_empty() && said_now.is_empty());
            let means_it = is_exact || said_now.iter().any(|text| self.meant(text) == self.meant(wish.text));
            if !means_it || !is_else_the_same(&self.passages, &passages, wish.is_meant) {
                continue;
            }
            if is_exact {
                return self.done(tree, passages, &files);
            }
            near.get_or_insert((tree, passages, files));
        }
        match near {
            Some((tree, passages, files)) => self.done(tree, passages, &files),
            None => nowhere(why()),
        }
    }

    fn done(&mut self, tree: Tree, passages: Vec<Passage>, files: &[(SitePath, String)]) -> Outcome {
        let mut diff = String::new();
        for (path, text) in files {
            let old = self.text(path);
            let from = if old.is_some() { format!("a/{path}") } else { "/dev/null".to_owned() };
            diff += &format!("--- {from}\n+++ b/{path}\n{}", unified(old.as_deref().unwrap_or_default(), text));
        }
        (self.tree, self.passages) = (tree, passages);
        Outcome::Ready { paths: files.iter().map(|(path, _)| path.clone()).collect(), diff }
    }

    /// What markdown means, however it is written.
    fn meant(&self, text: &str) -> String {
        let known = self
            .passages
            .iter()
            .filter(|passage| matches!(passage.whence, Whence::Definition { .. }))
            .map(|it| it.text.trim_end());
        let definitions: Vec<&str> = self.definitions.iter().copied().chain(known).collect();
        meaning(&format!("{text}\n\n{}\n", definitions.join("\n")))
    }
}

/// Whether nothing says anything else than before but what is meant, what is only framed by it, and where links lead.
fn is_else_the_same(before: &[Passage], now: &[Passage], is_meant: &dyn Fn(&Passage) -> bool) -> bool {
    let others = |passages: &[Passage]| {
        let is_other = |passage: &&Passage| {
            let is_frame = matches!(
                passage.whence,
                Whence::Frame | Whence::Kind { .. } | Whence::Definition { .. } | Whence::Heading { .. }
            );
            !is_frame && !is_meant(passage)
        };
        let mut texts: Vec<String> =
            passages.iter().filter(is_other).map(|passage| passage.text.trim_end().to_owned()).collect();
        texts.sort_unstable();
        texts
    };
    let now = others(now);
    others(before).iter().all(|text| now.binary_search(text).is_ok())
}

/// Ends a paragraph in a [`meaning`].
const PARAGRAPH: &str = "<p>";

/// What a text says, without how its lines are wrapped and its marks are written. Blanks in code mean something.
fn meaning(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut out = String::new();
    let mut is_code = false;
    let as_is = |text: &str| text.replace(' ', "\u{2420}").replace('\n', "\u{2424}").replace('\t', "\u{2409}");
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(text) if is_code => out.push_str(&as_is(&text)),
            Event::Text(text) => out.push_str(&text),
            Event::Code(code) => out.push_str(&format!("<code {}>", as_is(&code))),
            Event::SoftBreak => out.push(' '),
            Event::Start(Tag::Link { dest_url, .. }) => out.push_str(&format!("<a {dest_url}>")),
            Event::Start(Tag::Image { dest_url, .. }) => out.push_str(&format!("<img {dest_url}>")),
            Event::Start(Tag::Paragraph) => {}
            Event::Start(tag) => {
                is_code = matches!(tag, Tag::CodeBlock(_));
                // Blank lines between the items of a list make paragraphs of them, and change nothing else.
                if matches!(tag, Tag::List(_)) {
                    out.truncate(out.trim_end_matches(PARAGRAPH).len());
                }
                out.push_str(&format!("<{tag:?}>"));
            }
            Event::End(TagEnd::Paragraph) => out.push_str(PARAGRAPH),
            Event::End(end) => {
                is_code &= !matches!(end, TagEnd::CodeBlock);
                out.truncate(out.trim_end_matches(PARAGRAPH).len());
                out.push_str("</>");
            }
            other => out.push_str(&format!("<{other:?}>")),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the heading of a release says besides its version.
struct Heading {
    date: Option<Date>,
    title: Option<String>,
    is_yanked: bool,
}

impl Heading {
    /// `## [1.1.0] - 2026-05-04 - Winter [YANKED]`; `None` when it says something else.
    fn read(line: &str) -> Option<Self> {
        let text = line.trim_start_matches('#').trim();
        let (text, is_yanked) = text.strip_suffix("[YANKED]").map_or((text, false), |text| (text.trim_end(), true));
        let rest = text.trim_start_matches('[').strip_prefix(name(line))?.trim_start_matches(']');
        let Some(rest) = rest.strip_prefix(" - ") else {
            return rest.is_empty().then_some(Self { date: None, title: None, is_yanked });
        };
        let (first, more) = rest.split_once(" - ").map_or((rest, None), |(first, more)| (first, Some(more)));
        let date = Date::parse(first.trim()).ok();
        let title = if date.is_some() { more } else { Some(rest) };
        Some(Self { date, title: title.map(|title| merge::unescaped(title.trim())), is_yanked })
    }

    /// Whether a day that was there is gone, or is written in a way that nobody can tell from a code name.
    fn loses_day_of(&self, old: &Self) -> bool {
        old.date.is_some() && self.date.is_none()
    }
}

/// What a passage says.
fn said(passage: &Passage) -> &str {
    passage.text.trim_matches('\n')
}

fn is_change(passage: &Passage, release: &str, kind: &str) -> bool {
    matches!(&passage.whence, Whence::Change(of) if of.release == release && of.kind == kind)
}

/// An item without its bullet.
fn inner(item: &str) -> String {
    let words = item.strip_prefix("- ").unwrap_or(item);
    let lines: Vec<&str> = words.lines().map(|line| line.strip_prefix("  ").unwrap_or(line)).collect();
    lines.join("\n")
}

/// The title of `**[Title](address)**: summary`, and what stands behind it.
fn titled(item: &str) -> Option<(&str, &str)> {
    let item = item.strip_prefix("**Breaking:** ").unwrap_or(item);
    let (title, rest) = item.strip_prefix("**[")?.split_once("](")?;
    let (_, rest) = rest.split_once(")**")?;
    Some((title, rest.strip_prefix(": ").unwrap_or(rest)))
}

/// The new summary without the references that stand behind both.
fn without_shared_end<'t>(old: &str, new: &'t str, summary: &str) -> &'t str {
    let shown = crate::base::markdown::escaped(summary);
    old.strip_prefix(shown.as_str()).and_then(|end| new.strip_suffix(end)).unwrap_or(new)
}

fn body_start(path: &SitePath, text: &str) -> usize {
    let limits = Limits { front_matter: usize::MAX, ..Limits::default() };
    let start = front(&Source::new(path.clone(), text), &limits).value.body;
    if text.is_char_boundary(start) { start.min(text.len()) } else { 0 }
}

/// The file with this body.
fn with_body(text: &str, body: &str) -> String {
    let plain = text.replace("\r\n", "\n");
    let head =
        plain.get(..body_start(&SitePath::new("entry.md").expect("the name is a path"), &plain)).unwrap_or_default();
    let blank = if head.is_empty() || head.ends_with('\n') { "" } else { "\n" };
    let new = format!("{head}{blank}{body}\n");
    if text.contains("\r\n") { new.replace('\n', "\r\n") } else { new }
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim_start_matches("- ");
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or(line)),
        None => line.to_owned(),
    }
}

/// The folder or file of a release.
fn folder_of(release: &Release) -> Option<String> {
    let path = &release.source.as_ref()?.path;
    match path.stem() {
        "release" => path.folder().map(str::to_owned),
        _ => Some(path.to_string()),
    }
}

fn nowhere(why: String) -> Outcome {
    Outcome::Nowhere { why }
}

/// It is read from outside of the site.
fn elsewhere(path: &SitePath) -> Outcome {
    nowhere(format!("{path} is no file of this site: change it where it comes from"))
}

fn at<T>(value: T) -> At<T> {
    At::new(value, Span::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_mean_the_same_however_they_are_written() {
        for (one, other, is_same) in [
            ("- a\n  b", "* a b", true),
            ("- _a_", "- *a*", true),
            ("- a\n- b", "- a\n\n- b", true),
            ("- a\n  - b", "- a\n\n  - b\n", true),
            ("a\n\nb", "a b", false),
            ("- a\n\n  b", "- a b", false),
            ("[a](/x)", "[a][b]\n\n[b]: /x", true),
            ("- a", "- b", false),
            ("*a* b", "*a b*", false),
            ("`a b`", "`a  b`", false),
            ("```\na\n  b\n```", "```\na\nb\n```", false),
            ("# a", "## a", false),
        ] {
            assert_eq!(meaning(one) == meaning(other), is_same, "{one} {other}");
        }
    }

    #[test]
    fn headings_say_day_name_and_whether_they_were_taken_back() {
        for (line, told) in [
            ("## [1.0] - 2026-01-02 - Winter - cold [YANKED]", Some((true, Some("Winter - cold"), true))),
            ("## 1.0 - Winter", Some((false, Some("Winter"), false))),
            ("## 1.0", Some((false, None, false))),
            ("## Winter 2026", Some((false, None, false))),
            ("## [1.0] (yesterday)", None),
        ] {
            let read = Heading::read(line);
            let read = read.as_ref().map(|it| (it.date.is_some(), it.title.as_deref(), it.is_yanked));
            assert_eq!(read, told, "{line}");
        }
    }

    #[test]
    fn a_day_is_never_taken_for_a_name() {
        let loses = |line: &str| Some(Heading::read(line)?.loses_day_of(&Heading::read("## 1.0 - 2026-03-01")?));
        for (line, is_lost) in [
            ("## 1.0 - 2026-03-02", false),
            ("## 1.0 - 2026-03-02 - Spring", false),
            ("## 1.0 - March 2, 2026", true),
            ("## 1.0 - 2026-03-32", true),
            ("## 1.0 - Spring - 2026-03-01", true),
            ("## 1.0 (2026-03-02)", true),
        ] {
            assert_eq!(loses(line), Some(is_lost), "{line}");
        }
    }
}
