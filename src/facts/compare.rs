//! "I am on A and go to B": what changed in between, and what of it is left in the end.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::line::{Line, Part};
use super::lists::is_security;
use crate::model::Site;

/// What lies between two stops of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The lower stop: whoever is on it knows nothing of what is listed.
    pub low: usize,
    /// The higher stop: whoever is on it has all of what is listed.
    pub high: usize,
    /// The reader goes down from `high` to `low`: what is listed goes away.
    pub is_back: bool,
    /// Every change in between, oldest first.
    pub changes: Vec<Between>,
    pub notes: Vec<Note>,
}

/// A change between two stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Between {
    /// Its number on the line.
    pub change: usize,
    /// The stop with which the reader gets it: the final release, where its own is a pre-release or
    /// was withdrawn.
    pub stop: usize,
    /// Nothing of it is left in the end: the net effect is what is not folded.
    pub is_folded: bool,
}

/// What is to be said about the versions themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The version that the reader goes to was withdrawn: the other one is taken.
    Replaced { asked: usize, used: usize },
    /// The reader is on a version that was withdrawn.
    OnWithdrawn(usize),
    /// Versions in between that were withdrawn: what they brought is listed with those after them.
    Passed(Vec<usize>),
}

/// Where a change stands in a comparison, first sections first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section<'s> {
    /// It breaks something, or says what to do.
    Action,
    Security,
    Deprecated,
    /// The id of a type.
    Kind(&'s str),
}

impl Section<'_> {
    /// What data and views call it; all types are `type`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::Security => "security",
            Self::Deprecated => "deprecated",
            Self::Kind(_) => "type",
        }
    }
}

/// A section and what is in it, by component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group<'s> {
    pub section: Section<'s>,
    /// By the first component of each change, those without one last; one part for all in the
    /// sections that come first.
    pub parts: Vec<(Option<&'s str>, Vec<Between>)>,
}

/// What changed for somebody who is on stop `from` and goes to stop `to`. The cost is linear in the
/// changes in between.
pub fn compare(line: &Line, from: usize, to: usize) -> Comparison {
    let used = line.stops[to].instead.unwrap_or(to);
    let is_back = used < from;
    let (low, high) = if is_back { (used, from) } else { (from, used) };
    Comparison { low, high, is_back, changes: between(line, low, high), notes: notes(line, from, to, low, high) }
}

fn between(line: &Line, low: usize, high: usize) -> Vec<Between> {
    let start = line.stops[low].changes.end;
    let folded = folded(line, low, high);
    let changes = line.changes[start..line.stops[high].changes.end].iter().zip(folded).enumerate();
    changes
        .map(|(at, (told, is_folded))| Between {
            change: start + at,
            stop: line.stops[told.stop].ships.filter(|&stop| stop <= high).unwrap_or(told.stop),
            is_folded,
        })
        .collect()
}

/// Of each change between the stops, whether nothing is left of it in the end.
///
/// From the newest back: what takes back a change of the range goes together with it, unless it was
/// itself taken back; a repair of something that came after `low` goes, and so does what a final
/// release of the range tells again.
fn folded(line: &Line, low: usize, high: usize) -> Vec<bool> {
    let range = line.stops[low].changes.end..line.stops[high].changes.end;
    let mut folded = vec![false; range.len()];
    for number in range.clone().rev() {
        let at = number - range.start;
        let told = &line.changes[number];
        if !folded[at] {
            for earlier in told.reverts.iter().filter(|earlier| **earlier >= range.start) {
                folded[at] = true;
                folded[earlier - range.start] = true;
            }
        }
        let came_later = told.introduced.is_some_and(|stop| stop > low && stop <= high);
        let is_repeated = told.repeated.is_some_and(|later| range.contains(&later));
        folded[at] |= came_later || is_repeated;
    }
    folded
}

fn notes(line: &Line, from: usize, to: usize, low: usize, high: usize) -> Vec<Note> {
    let is_withdrawn = |stop: &usize| line.stops[*stop].is_withdrawn;
    let mut notes = Vec::new();
    if is_withdrawn(&from) {
        notes.push(Note::OnWithdrawn(from));
    }
    if let Some(used) = line.stops[to].instead {
        notes.push(Note::Replaced { asked: to, used });
    }
    let passed: Vec<usize> = (low + 1..high).filter(is_withdrawn).filter(|stop| ![from, to].contains(stop)).collect();
    if !passed.is_empty() {
        notes.push(Note::Passed(passed));
    }
    notes
}

/// The final stop that a reader of `from` can be told of in about `most` changes: the newest with no
/// more than that in between, or the next one, however much is in it.
pub fn reach(line: &Line, from: usize, most: usize) -> usize {
    let Some(newest) = line.newest().filter(|newest| *newest > from) else { return from };
    let start = line.stops[from].changes.end;
    let fits = |stop: &usize| line.stops[*stop].changes.end - start <= most;
    // Releases without changes cost a step too, so they are counted.
    let finals = (from + 1..=newest).filter(|&stop| line.stops[stop].is_final || stop == newest);
    let mut finals = finals.take(most.max(1)).peekable();
    let first = finals.peek().copied().unwrap_or(newest);
    finals.take_while(fits).last().unwrap_or(first)
}

/// Where a change of the line stands.
pub fn section<'s>(site: &'s Site, line: &Line, number: usize) -> Section<'s> {
    let (entry, change) = line.change(site, number);
    let Some(change) = change else { return Section::Action };
    let is_first = matches!(line.changes[number].part, Part::Of(_, 0));
    let deprecates = entry.is_some_and(|entry| is_first && !entry.fields.deprecates.is_empty());
    match () {
        () if change.breaking || line.tells_what_to_do(site, number) => Section::Action,
        () if is_security(entry, change) => Section::Security,
        () if deprecates || change.kind == "deprecated" => Section::Deprecated,
        () => Section::Kind(&change.kind),
    }
}

/// The changes in the order in which people read them: what they must do first, the steps of the
/// oldest release first; then security, what is deprecated, and the types in the order of the
/// configuration, by component, newest first.
pub fn groups<'s>(site: &'s Site, line: &Line, changes: &[Between]) -> Vec<Group<'s>> {
    let kinds = site.config.types.iter().map(|kind| Section::Kind(kind.id.as_str()));
    let sections = [Section::Action, Section::Security, Section::Deprecated].into_iter().chain(kinds);
    let placed: Vec<(Section<'s>, Between)> = changes.iter().map(|&it| (section(site, line, it.change), it)).collect();
    let mut groups = Vec::new();
    for section in sections {
        let of_section: Vec<Between> = placed.iter().filter(|(own, _)| *own == section).map(|(_, it)| *it).collect();
        if !of_section.is_empty() {
            groups.push(Group { section, parts: parts(site, line, section, of_section) });
        }
    }
    groups
}

fn parts<'s>(
    site: &'s Site,
    line: &Line,
    section: Section<'s>,
    mut changes: Vec<Between>,
) -> Vec<(Option<&'s str>, Vec<Between>)> {
    if section != Section::Action {
        // Newest release first, in each the order that it has itself.
        changes.sort_by_key(|it| (Reverse(it.stop), Reverse(line.changes[it.change].stop), it.change));
    }
    if !matches!(section, Section::Kind(_)) {
        return vec![(None, changes)];
    }
    let declared = &site.config.components;
    let mut parts: BTreeMap<_, (Option<&'s str>, Vec<Between>)> = BTreeMap::new();
    for it in changes {
        let entry = line.change(site, it.change).0;
        let component = entry.and_then(|entry| entry.components.first()).map(String::as_str);
        let place = component.and_then(|id| declared.iter().position(|known| known.id == id));
        let key = (component.is_none(), place.unwrap_or(declared.len()), component);
        parts.entry(key).or_insert_with(|| (component, Vec::new())).1.push(it);
    }
    parts.into_values().collect()
}
