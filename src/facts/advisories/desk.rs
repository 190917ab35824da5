//! Advisories are gathered: what entries and releases tell of one in several places is put together.

use std::collections::HashMap;

use super::{Advisory, Affected};
use crate::base::Date;
use crate::facts::lists::Item;
use crate::model::{Change, Entry, EntryIx, SecurityNote, Site, Version, VersionRange};

/// Every advisory of what is released or dated: the newest day first, of one day the most severe.
pub fn advisories(site: &Site) -> Vec<Advisory> {
    let mut desk = Desk { site, advisories: Vec::new(), by_id: HashMap::new() };
    // Releases and entries stand newest first, advisories are told of from the oldest on.
    for (ix, release) in site.releases.iter().enumerate().rev().filter(|(_, release)| !release.unreleased) {
        for change in release.changes.iter().filter(|change| !change.advisories.is_empty()) {
            desk.mentioned(Item::Release(ix), change);
        }
    }
    for (ix, entry) in site.entries.iter().enumerate().rev().filter(|(_, entry)| !entry.unreleased) {
        entry.fields.security.iter().for_each(|note| desk.told(ix, entry, note));
        for change in entry.changes.iter().filter(|change| !change.advisories.is_empty()) {
            desk.mentioned(Item::Entry(ix), change);
        }
    }
    desk.finished()
}

/// What is known so far.
struct Desk<'a> {
    site: &'a Site,
    advisories: Vec<Draft>,
    /// Where the advisory with an id (in capitals) stands.
    by_id: HashMap<String, usize>,
}

struct Draft {
    advisory: Advisory,
    products: Vec<Told>,
}

/// What is told of one product.
#[derive(Default)]
pub(super) struct Told {
    pub(super) product: usize,
    pub(super) written: Vec<String>,
    pub(super) fixed: Vec<String>,
    /// The versions of the releases that tell of it.
    pub(super) brought_by: Vec<String>,
}

impl Desk<'_> {
    /// An entry's `security` table.
    fn told(&mut self, ix: EntryIx, entry: &Entry, note: &SecurityNote) {
        let draft = self.draft(note.id.iter().chain(&note.aliases));
        let advisory = &mut draft.advisory;
        advisory.severity = advisory.severity.take().or_else(|| note.severity.clone());
        advisory.cvss = advisory.cvss.take().or_else(|| note.cvss.clone());
        advisory.credit.extend(note.credit.iter().cloned());
        dedup(&mut advisory.credit);
        let told = draft.product(entry.product);
        told.written.extend(note.affected.iter().cloned());
        told.fixed.extend(note.fixed.iter().cloned());
        draft.of_entry(ix, entry, "");
    }

    /// An id in the text of a change.
    fn mentioned(&mut self, item: Item, change: &Change) {
        let site = self.site;
        for id in &change.advisories {
            let draft = self.draft(std::iter::once(id));
            match item {
                Item::Entry(ix) => draft.of_entry(ix, &site.entries[ix], &change.summary),
                Item::Release(ix) => {
                    let release = &site.releases[ix];
                    draft.describe("", &change.summary);
                    draft.date(release.date, release.fields.updated);
                    draft.product(release.product).brought_by.push(release.version.to_string());
                    if !draft.advisory.releases.contains(&ix) {
                        draft.advisory.releases.push(ix);
                    }
                }
            }
        }
    }

    /// The advisory that one of the ids names; one without an id is always another one.
    fn draft<'i>(&mut self, ids: impl Iterator<Item = &'i String> + Clone) -> &mut Draft {
        let known = ids.clone().find_map(|id| self.by_id.get(&id.to_ascii_uppercase()).copied());
        let at = known.unwrap_or_else(|| {
            self.advisories.push(Draft::default());
            self.advisories.len() - 1
        });
        for id in ids.clone() {
            self.by_id.insert(id.to_ascii_uppercase(), at);
        }
        let draft = &mut self.advisories[at];
        for id in ids {
            let advisory = &mut draft.advisory;
            let is_known = |other: &String| other.eq_ignore_ascii_case(id);
            match &advisory.id {
                None => advisory.id = Some(id.clone()),
                Some(first) if !is_known(first) && !advisory.aliases.iter().any(is_known) => {
                    advisory.aliases.push(id.clone());
                }
                Some(_) => {}
            }
        }
        draft
    }

    fn finished(self) -> Vec<Advisory> {
        let site = self.site;
        let mut advisories: Vec<Advisory> = self.advisories.into_iter().map(|draft| draft.finished(site)).collect();
        let day = |advisory: &Advisory| advisory.published.map(|date| date.civil().date());
        advisories.sort_by(|a, b| {
            let by_severity = || weight(a.severity.as_deref()).cmp(&weight(b.severity.as_deref())).reverse();
            day(b).cmp(&day(a)).then_with(by_severity).then_with(|| b.id.cmp(&a.id))
        });
        advisories
    }
}

impl Default for Draft {
    fn default() -> Self {
        let advisory = Advisory {
            id: None,
            aliases: Vec::new(),
            severity: None,
            cvss: None,
            title: String::new(),
            summary: String::new(),
            published: None,
            modified: None,
            affected: Vec::new(),
            credit: Vec::new(),
            entries: Vec::new(),
            releases: Vec::new(),
        };
        Self { advisory, products: Vec::new() }
    }
}

impl Draft {
    fn product(&mut self, product: usize) -> &mut Told {
        let at = self.products.iter().position(|told| told.product == product).unwrap_or_else(|| {
            self.products.push(Told { product, ..Told::default() });
            self.products.len() - 1
        });
        &mut self.products[at]
    }

    fn of_entry(&mut self, ix: EntryIx, entry: &Entry, change: &str) {
        let summary = if change.is_empty() { &entry.summary } else { change };
        self.describe(entry.title.as_deref().unwrap_or_default(), summary);
        self.date(entry.date, entry.fields.updated);
        let version = entry.version.as_ref().map(ToString::to_string);
        self.product(entry.product).brought_by.extend(version);
        if !self.advisory.entries.contains(&ix) {
            self.advisory.entries.push(ix);
        }
    }

    fn describe(&mut self, title: &str, summary: &str) {
        for (known, told) in [(&mut self.advisory.title, title), (&mut self.advisory.summary, summary)] {
            if known.is_empty() {
                told.clone_into(known);
            }
        }
    }

    fn date(&mut self, date: Option<Date>, updated: Option<Date>) {
        let advisory = &mut self.advisory;
        advisory.published = [advisory.published, date].into_iter().flatten().min();
        advisory.modified = advisory.modified.max(date).max(updated);
    }

    fn finished(self, site: &Site) -> Advisory {
        let Self { mut advisory, mut products } = self;
        // A story that belongs to no product tells of what some product's entry told already.
        let is_named = |told: &Told| !site.product(told.product).config.id.is_empty();
        if products.iter().any(is_named) {
            products.retain(is_named);
        }
        if let Some(id) = &advisory.id {
            advisory.summary = without_id(&advisory.summary, id);
        }
        if advisory.title.is_empty() {
            advisory.title.clone_from(&advisory.summary);
        }
        products.sort_by_key(|told| told.product);
        advisory.affected = products.into_iter().map(affected).collect();
        advisory
    }
}

/// What follows from it.
pub(super) fn affected(mut told: Told) -> Affected {
    dedup(&mut told.written);
    let mut fixed = if told.fixed.is_empty() { told.brought_by } else { told.fixed };
    dedup(&mut fixed);
    let fixed: Vec<Version> = fixed.iter().map(|version| Version::new(version)).collect();
    let read: Vec<Option<Vec<VersionRange>>> = told.written.iter().map(|text| VersionRange::parse(text)).collect();
    let is_certain = !read.is_empty() && read.iter().all(Option::is_some);
    let ranges = read.into_iter().flatten().flatten().flat_map(|range| range.without_fixed(&fixed)).collect();
    Affected { product: told.product, written: told.written, fixed, ranges, is_certain }
}

/// A sentence without the id that it starts with: `CVE-2026-1: a flaw` says no more than `A flaw` beside its id.
fn without_id(text: &str, id: &str) -> String {
    let rest = text.strip_prefix(id).and_then(|rest| rest.strip_prefix(':')).map_or(text, str::trim_start);
    let mut letters = rest.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// Each once, in the order of the first.
fn dedup(texts: &mut Vec<String>) {
    let mut seen = std::collections::BTreeSet::new();
    texts.retain(|text| seen.insert(text.clone()));
}

/// How much a severity weighs among others; nothing when none is known.
fn weight(severity: Option<&str>) -> usize {
    let rising = ["low", "medium", "high", "critical"];
    rising.iter().position(|known| Some(*known) == severity).map_or(0, |at| at + 1)
}
