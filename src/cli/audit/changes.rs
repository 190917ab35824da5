//! What came to a branch: a change for each commit on its first-parent line, and the entries that came with them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Included, Unbounded};

use super::named::closed_by;
use crate::base::SitePath;
use crate::check::{How, Review, Touched, review};
use crate::cli::review::{says_none, touched};
use crate::edge::git::{Commit, FileChange, Kind};
use crate::model::Config;
use crate::read::placement::{Noun, place};

/// What came, oldest first.
pub(super) struct News<'c> {
    pub(super) changes: Vec<Change<'c>>,
    /// The files of entries that came and are still there, by their paths in the site as they are now, each with the
    /// number of the change that brought it.
    pub(super) entries: BTreeMap<String, usize>,
}

/// A merge, a squashed branch, or a commit of its own.
pub(super) struct Change<'c> {
    pub(super) commit: &'c Commit,
    /// The number of its pull or merge request.
    pub(super) request: Option<String>,
    /// The issues that it closes, by number.
    pub(super) closes: BTreeSet<String>,
    /// It touches something that readers may notice.
    pub(super) is_work: bool,
    brings_entry: bool,
    says_none: bool,
    /// It takes back another change of the range, or was taken back.
    is_undone: bool,
}

impl<'c> News<'c> {
    /// `commits` are all of the range, the newest first; `site` is where the site stands below the top.
    pub(super) fn of(commits: &'c [Commit], site: &str, config: &Config) -> Self {
        let by_hash: BTreeMap<&str, &Commit> = commits.iter().map(|commit| (commit.hash.as_str(), commit)).collect();
        let mut line = Vec::new();
        let mut next = commits.first();
        while let Some(commit) = next {
            line.push(commit);
            next = commit.parents.first().and_then(|parent| by_hash.get(parent.as_str()).copied());
        }
        line.reverse();
        let mut seen: BTreeSet<&str> = line.iter().map(|commit| commit.hash.as_str()).collect();
        let undone = undone(&line);
        let mut news = Self { changes: Vec::new(), entries: BTreeMap::new() };
        for (number, commit) in line.into_iter().enumerate() {
            let merged = merged(commit, &by_hash, &mut seen);
            let mut change = Change::of(commit, site, config);
            change.is_undone = undone.contains(commit.hash.as_str());
            for commit in merged {
                change.says_none |= says_none(commit);
                change.closes.append(&mut closed_in(commit));
            }
            news.add(number, change, site, config);
        }
        news
    }

    /// Finds the entries where they went after the range.
    pub(super) fn follow(&mut self, later: Vec<FileChange>, site: &str) {
        // All leave their places before any comes: one may go where another was.
        let mut moved = Vec::new();
        for file in later {
            let Kind::Renamed(from) = file.kind else { continue };
            let (Some(from), Some(to)) = (from.strip_prefix(site), file.path.strip_prefix(site)) else { continue };
            moved.extend(self.entries.remove(from).map(|change| (to.to_owned(), change)));
        }
        self.entries.extend(moved);
    }

    fn add(&mut self, number: usize, change: Change<'c>, site: &str, config: &Config) {
        for file in &change.commit.files {
            let moved = touched(file.path.clone(), file.kind.clone());
            let mut brought = None;
            // What it moved is not new with it.
            for left in moved.iter().filter(|file| file.how == How::Went) {
                brought = left.path.strip_prefix(site).map(|path| self.entries.remove(path));
            }
            let is_new = brought.is_none();
            let came = moved.iter().filter(|file| file.how == How::Came);
            for path in came.filter_map(|file| file.path.strip_prefix(site)).filter(|path| is_told(path, config)) {
                if let Some(number) = brought.flatten().or(is_new.then_some(number)) {
                    self.entries.insert(path.to_owned(), number);
                }
            }
        }
        self.changes.push(change);
    }
}

impl<'c> Change<'c> {
    fn of(commit: &'c Commit, site: &str, config: &Config) -> Self {
        let files: Vec<Touched> =
            commit.files.iter().flat_map(|file| touched(file.path.clone(), file.kind.clone())).collect();
        let is_entry = |file: &Touched| file.path.strip_prefix(site).is_some_and(|path| is_told(path, config));
        let brings_entry = files.iter().any(|file| file.how != How::Went && is_entry(file));
        // The rules of a change under review say what needs an entry.
        let rest: Vec<Touched> = files.into_iter().filter(|file| !is_entry(file)).collect();
        let proposal = Default::default();
        let asked = Review { files: &rest, site, base: "", excuse: None, proposal: &proposal, required: false };
        let is_work = review(&asked, config).iter().any(|fault| fault.code == "no-entry");
        let closes = closed_in(commit);
        let says_none = says_none(commit);
        Self { commit, request: request(commit), closes, is_work, brings_entry, says_none, is_undone: false }
    }

    /// Whether an entry is asked for that it does not bring itself.
    pub(super) fn wants_entry(&self) -> bool {
        self.is_work && !self.brings_entry && !self.is_excused()
    }

    /// Whether somebody said that it needs none.
    pub(super) fn is_excused(&self) -> bool {
        self.says_none || self.is_undone
    }

    /// What it is about: of a merge that a forge made, the title of the request.
    pub(super) fn title(&self) -> &str {
        let made = ["Merge pull request ", "Merge branch "].iter().any(|start| self.commit.subject.starts_with(start));
        let titled = self.commit.body.lines().map(str::trim).find(|line| !line.is_empty());
        titled.filter(|_| made).unwrap_or(&self.commit.subject)
    }
}

/// The commits that a merge brought and no merge before it.
fn merged<'c>(merge: &Commit, by_hash: &BTreeMap<&str, &'c Commit>, seen: &mut BTreeSet<&'c str>) -> Vec<&'c Commit> {
    let (mut open, mut found): (Vec<&str>, Vec<&Commit>) =
        (merge.parents.iter().skip(1).map(String::as_str).collect(), Vec::new());
    while let Some(hash) = open.pop() {
        let Some(&commit) = by_hash.get(hash) else { continue };
        if seen.insert(commit.hash.as_str()) {
            found.push(commit);
            open.extend(commit.parents.iter().map(String::as_str));
        }
    }
    found
}

/// Commits that take back others of the line, and those others, as `git revert` says it.
fn undone<'c>(line: &[&'c Commit]) -> BTreeSet<&'c str> {
    let hashes: BTreeSet<&str> = line.iter().map(|commit| commit.hash.as_str()).collect();
    let mut undone = BTreeSet::new();
    for commit in line.iter().rev().filter(|commit| !commit.hash.is_empty()) {
        let words = commit.body.split_once("This reverts commit ").map_or("", |(_, rest)| rest);
        let hash: String = words.chars().take_while(char::is_ascii_hexdigit).collect();
        if hash.len() < 7 {
            continue;
        }
        let taken_back = hashes
            .range::<str, _>((Included(hash.as_str()), Unbounded))
            .next()
            .filter(|other| other.starts_with(&hash));
        // What takes back a commit, and was taken back itself, takes back nothing.
        if let Some(other) = taken_back.filter(|_| !undone.contains(commit.hash.as_str())) {
            undone.extend([commit.hash.as_str(), *other]);
        }
    }
    undone
}

/// The issues that the commit says to close.
fn closed_in(commit: &Commit) -> BTreeSet<String> {
    closed_by(&format!("{}\n{}", commit.subject, commit.body))
}

/// The number of the request, as GitHub, Gitea, GitLab and Bitbucket write it into messages.
fn request(commit: &Commit) -> Option<String> {
    let subject = commit.subject.trim();
    let merge = subject
        .strip_prefix("Merge pull request #")
        .or_else(|| subject.rsplit_once("(pull request #").map(|(_, it)| it));
    let squash = || subject.strip_suffix(')')?.rsplit_once('(')?.1.strip_prefix(['#', '!']);
    let gitlab = || {
        let line = commit.body.lines().find(|line| line.trim().starts_with("See merge request "))?;
        line.rsplit_once('!').map(|(_, number)| number)
    };
    let number: String = merge.or_else(squash).or_else(gitlab)?.chars().take_while(char::is_ascii_digit).collect();
    (!number.is_empty()).then_some(number)
}

/// Whether the file at this path of the site tells of changes.
fn is_told(path: &str, config: &Config) -> bool {
    let placed = SitePath::new(path).ok().and_then(|path| place(&path, config).ok());
    placed.is_some_and(|placement| placement.noun != Noun::RoadmapItem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_that_follow_each_other_keep_their_changes() {
        let renamed = |from: &str, to: &str| FileChange {
            path: format!("site/{to}"),
            kind: Kind::Renamed(format!("site/{from}")),
        };
        let mut news = News { changes: Vec::new(), entries: [("a.md".to_owned(), 1), ("b.md".to_owned(), 2)].into() };
        news.follow(vec![renamed("a.md", "b.md"), renamed("b.md", "c.md")], "site/");
        assert_eq!(news.entries, [("b.md".to_owned(), 1), ("c.md".to_owned(), 2)].into());
    }
}
