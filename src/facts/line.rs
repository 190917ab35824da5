//! A product's releases as one line from the oldest to the newest, and how their changes hang together.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;

use super::endings::{Ending, endings};
use super::newest::is_final;
use super::support::replacements;
use crate::base::Digest;
use crate::model::{Change, Entry, EntryIx, Fill, ProductConfig, Release, ReleaseIx, Site, Version};

/// The releases of one product, oldest version first, and every change in them.
///
/// Stops and changes are numbered from the oldest: what is released later changes no number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// An index into `Site::products`.
    pub product: usize,
    pub stops: Vec<Stop>,
    /// Stop by stop, in the order of each release.
    pub changes: Vec<Told>,
    /// What was announced to end.
    pub endings: Vec<Ending>,
}

/// A release on its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    pub release: ReleaseIx,
    /// The numbers of its changes.
    pub changes: Range<usize>,
    /// Neither a pre-release nor withdrawn.
    pub is_final: bool,
    /// Where its changes reach those who take final releases only: itself, else the next final
    /// stop; `None` while there is none.
    pub ships: Option<usize>,
    pub is_withdrawn: bool,
    /// Of a withdrawn release, the stop to use in its place, if there is one.
    pub instead: Option<usize>,
}

/// A change on the line, and which others it bears on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub stop: usize,
    pub part: Part,
    /// It repairs something that came with this stop.
    pub introduced: Option<usize>,
    /// The earlier changes that it takes back, ascending.
    pub reverts: Vec<usize>,
    /// The later change, on the way to the final release or in it, that says the same again.
    pub repeated: Option<usize>,
}

/// Where a change is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The n-th change of the release's own file.
    Own(usize),
    /// The n-th change of an entry.
    Of(EntryIx, usize),
    /// What the release's own file says about upgrading; there is no change to it.
    Migration,
}

impl Line {
    /// The lines of all products that have releases, in the order of the products.
    pub fn all(site: &Site) -> Vec<Self> {
        (0..site.products.len()).map(|product| Self::of(site, product)).filter(|line| !line.stops.is_empty()).collect()
    }

    /// The line of the product with this index. The cost is linear in its changes.
    pub fn of(site: &Site, product: usize) -> Self {
        let stops = stops(site, product);
        let changes = stops.iter().enumerate().flat_map(|(at, stop)| told(site, at, stop)).collect();
        let mut line = Self { product, stops, changes, endings: Vec::new() };
        introductions(site, &mut line);
        reversals(site, &mut line);
        repetitions(site, &mut line);
        line.endings = endings(site, &line);
        line
    }

    /// The release at a stop.
    pub fn release<'s>(&self, site: &'s Site, stop: usize) -> &'s Release {
        &site.releases[self.stops[stop].release]
    }

    /// The entry that tells a change, if it is no part of the release's own file, and the change
    /// itself, if there is one.
    pub fn change<'s>(&self, site: &'s Site, number: usize) -> (Option<&'s Entry>, Option<&'s Change>) {
        let told = &self.changes[number];
        match told.part {
            Part::Own(at) => (None, self.release(site, told.stop).changes.get(at)),
            Part::Of(entry, at) => (Some(&site.entries[entry]), site.entries[entry].changes.get(at)),
            Part::Migration => (None, None),
        }
    }

    /// What a change says in a line: the title of the entry that it is, else its first sentence.
    pub fn says<'s>(&self, site: &'s Site, number: usize) -> &'s str {
        let (entry, change) = self.change(site, number);
        change.map(|change| says(entry, change)).unwrap_or_default()
    }

    /// What a change is known by, whatever is released later: its entry's id; of several in one file
    /// that of the file and a fingerprint of the text.
    pub fn id(&self, site: &Site, number: usize) -> String {
        let told = &self.changes[number];
        let (entry, _) = self.change(site, number);
        let file = entry.map_or_else(|| &self.release(site, told.stop).id, |entry| &entry.id);
        match told.part {
            Part::Migration => format!("{file}#migration"),
            Part::Of(..) if entry.is_some_and(|entry| entry.prose.body.changes.is_empty()) => file.clone(),
            _ => format!("{file}#{}", Digest::of(self.says(site, number)).short()),
        }
    }

    /// Where a change can be read whole, without base: its entry's page, else its place on the
    /// release's page.
    pub fn address(&self, site: &Site, number: usize) -> String {
        let told = &self.changes[number];
        let release = self.release(site, told.stop);
        match (self.change(site, number).0, told.part) {
            (Some(entry), Part::Of(_, at)) => match &entry.address {
                Some(address) if entry.prose.body.changes.is_empty() => address.clone(),
                _ if at == 0 => release.bullet_address(entry),
                _ => format!("{}-{}", release.bullet_address(entry), at + 1),
            },
            (_, Part::Own(at)) => format!("{}#change-{}", release.address, at + 1),
            _ => release.address.clone(),
        }
    }

    /// The change as HTML, in the page's frame; of an entry with a title, its whole body.
    pub fn html(&self, site: &Site, number: usize, fill: Fill<'_>) -> String {
        let (entry, change) = self.change(site, number);
        let release = self.release(site, self.changes[number].stop);
        let prose = entry.map_or(&release.prose, |entry| &entry.prose);
        change.map(|change| prose.change(change, fill)).unwrap_or_default()
    }

    /// What to do about a change as HTML, where it is told at this one.
    pub fn migration(&self, site: &Site, number: usize, fill: Fill<'_>) -> Option<String> {
        let entry = self.change(site, number).0;
        let release = self.release(site, self.changes[number].stop);
        let told = self.tells_what_to_do(site, number);
        told.then(|| entry.map_or_else(|| release.prose.migration(fill), |entry| entry.migration(fill))).flatten()
    }

    /// Whether what to do about it is told at this change: of an entry that says so, the first
    /// breaking change, else the first.
    pub fn tells_what_to_do(&self, site: &Site, number: usize) -> bool {
        let Part::Of(entry, at) = self.changes[number].part else {
            return self.changes[number].part == Part::Migration;
        };
        let entry = &site.entries[entry];
        let is_told = entry.migration.is_some() || entry.prose.body.migration.is_some();
        is_told && at == entry.changes.iter().position(|change| change.breaking).unwrap_or(0)
    }

    /// The newest final stop, else the newest; `None` for an empty line.
    pub fn newest(&self) -> Option<usize> {
        let last = self.stops.len().checked_sub(1)?;
        Some(self.stops.iter().rposition(|stop| stop.is_final).unwrap_or(last))
    }

    /// The first stop whose version is not below `version`; `None` when all are, or when the text
    /// has no order and no stop is called so.
    pub fn first_from(&self, site: &Site, version: &str) -> Option<usize> {
        first_from((0..self.stops.len()).map(|stop| &self.release(site, stop).version), version)
    }
}

/// Which of `versions` is called `version`; else the first that is not below it.
pub(super) fn first_from<'v>(versions: impl Iterator<Item = &'v Version> + Clone, version: &str) -> Option<usize> {
    let version = Version::new(version);
    let named = versions.clone().position(|it| it.as_str().eq_ignore_ascii_case(version.as_str()));
    named.or_else(|| versions.clone().position(|it| it.precedence(&version).is_some_and(Ordering::is_ge)))
}

/// What a change says in a line: the title of the entry that it is, else its first sentence.
pub(super) fn says<'s>(entry: Option<&'s Entry>, change: &'s Change) -> &'s str {
    let single = entry.filter(|entry| entry.prose.body.changes.is_empty());
    single.map_or(&change.summary, |entry| entry.title.as_deref().unwrap_or(&entry.summary))
}

/// Where the list of a product's versions lies for programs, without base; the files with its
/// changes lie beside it.
pub fn data_address(product: &ProductConfig) -> String {
    format!("/data/compare{}index.json", product.address())
}

/// The stops of a product's line, oldest first; waiting changes have none.
pub fn stops(site: &Site, product: usize) -> Vec<Stop> {
    let mut count = 0;
    let releases = site.products[product].releases.iter().rev();
    let mut stops: Vec<Stop> = releases
        .map(|&release| {
            let it = &site.releases[release];
            let of_entries: usize = it.entries.iter().map(|&ix| site.entries[ix].changes.len()).sum();
            let from = count;
            count += it.changes.len() + of_entries + usize::from(it.prose.body.migration.is_some());
            let is_withdrawn = it.fields.yanked.is_some();
            let is_final = is_final(it);
            Stop { release, changes: from..count, is_final, ships: None, is_withdrawn, instead: None }
        })
        .collect();
    let mut next = None;
    for at in (0..stops.len()).rev() {
        next = if stops[at].is_final { Some(at) } else { next };
        stops[at].ships = next;
    }
    for (withdrawn, used) in replacements(site, product) {
        let stop_of = |release| stops.iter().position(|stop| stop.release == release);
        if let (Some(at), Some(used)) = (stop_of(withdrawn), used) {
            stops[at].instead = stop_of(used);
        }
    }
    stops
}

fn told(site: &Site, at: usize, stop: &Stop) -> Vec<Told> {
    let release = &site.releases[stop.release];
    let migration = release.prose.body.migration.as_ref().map(|_| Part::Migration);
    let own = (0..release.changes.len()).map(Part::Own);
    let of_entry = |&ix: &EntryIx| (0..site.entries[ix].changes.len()).map(move |at| Part::Of(ix, at));
    let parts = migration.into_iter().chain(own).chain(release.entries.iter().flat_map(of_entry));
    parts.map(|part| Told { stop: at, part, introduced: None, reverts: Vec::new(), repeated: None }).collect()
}

/// Notes which stop each repaired thing came with.
fn introductions(site: &Site, line: &mut Line) {
    let mut known: HashMap<&str, Option<usize>> = HashMap::new();
    for number in 0..line.changes.len() {
        let Part::Of(entry, _) = line.changes[number].part else { continue };
        let Some(at) = &site.entries[entry].fields.introduced_in else { continue };
        let stop = *known.entry(at.value.as_str()).or_insert_with(|| line.first_from(site, &at.value));
        line.changes[number].introduced = stop;
    }
}

/// Notes which changes take back which: as entries say, and where something is removed in the
/// very words in which it had been added.
fn reversals(site: &Site, line: &mut Line) {
    let mut of_entry: HashMap<&str, Range<usize>> = HashMap::new();
    let is_asked = site.entries.iter().any(|entry| !entry.fields.reverts.is_empty());
    for number in (0..line.changes.len()).filter(|_| is_asked) {
        let Part::Of(entry, _) = line.changes[number].part else { continue };
        let entry = &site.entries[entry];
        for name in [entry.slug.as_str(), entry.id.as_str()] {
            let range = of_entry.entry(name).or_insert(number..number);
            if range.end == number {
                range.end += 1;
            }
        }
    }
    let mut added: HashMap<String, usize> = HashMap::new();
    for number in 0..line.changes.len() {
        let (entry, change) = line.change(site, number);
        let named = entry.into_iter().flat_map(|entry| &entry.fields.reverts);
        let ranges = named.filter_map(|at| of_entry.get(at.value.as_str()).cloned());
        let mut reverts: Vec<usize> = ranges.flatten().filter(|&earlier| earlier < number).collect();
        match change.map(|change| change.kind.as_str()) {
            Some("added") => _ = added.insert(words(line.says(site, number)), number),
            Some("removed") => reverts.extend(added.remove(&words(line.says(site, number)))),
            _ => {}
        }
        reverts.sort_unstable();
        reverts.dedup();
        line.changes[number].reverts = reverts;
    }
}

/// Notes which changes of pre-releases and withdrawn ones are told again, in the same words, by
/// the final release that they lead to, or by another one on the way there.
fn repetitions(site: &Site, line: &mut Line) {
    let mut waiting: HashMap<(usize, String, String), Vec<usize>> = HashMap::new();
    for number in 0..line.changes.len() {
        let Some(change) = line.change(site, number).1 else { continue };
        let stop = line.changes[number].stop;
        let Some(ships) = line.stops[stop].ships else { continue };
        let leads_on = ships != stop;
        if !leads_on && (stop == 0 || line.stops[stop - 1].ships != Some(stop)) {
            continue; // Nothing leads to it.
        }
        let key = (ships, change.kind.clone(), words(line.says(site, number)));
        let earlier = waiting.entry(key).or_default();
        // What one release says twice are two things.
        for earlier in earlier.extract_if(.., |earlier| line.changes[*earlier].stop < stop).collect::<Vec<_>>() {
            line.changes[earlier].repeated = Some(number);
        }
        if leads_on {
            earlier.push(number);
        }
    }
}

/// The letters and digits of a text, in small letters, word by word.
pub(super) fn words(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
