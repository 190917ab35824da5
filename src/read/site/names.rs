//! No two things may have one name: slugs, addresses, permanent ids.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::hash_map::Entry as Slot;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use rayon::prelude::*;

use super::links::Shown;
use super::releases;
use crate::base::{At, Diagnostic, Place, Source, slugify, small};
use crate::model::{Entry, Release, ReleaseIx, RoadmapItem};

/// How many entries one thread takes at a time: enough that to share the work costs little.
const PART: usize = 1024;

/// Tells every pair that would stand under one address or one id.
pub fn check(shown: Shown<'_>) -> Vec<Diagnostic> {
    let ((mut said, of_tags), of_ids) =
        rayon::join(|| rayon::join(|| slugs(shown), || tags(shown.entries)), || ids(shown));
    said.extend(of_tags);
    said.extend(packages(shown.entries));
    said.extend(of_ids);
    said
}

fn slugs(Shown { entries, releases, items }: Shown<'_>) -> Vec<Diagnostic> {
    let slugs = || {
        let of_entries = entries.iter().filter_map(|it| Some((it.address.as_deref()?, Thing::Entry(it))));
        let of_items = items.iter().map(|it| (it.address.as_str(), Thing::Item(it)));
        of_entries.chain(of_items).chain(published(releases).map(|it| (it.address.as_str(), Thing::Release(it))))
    };
    if are_apart(slugs().map(|(slug, _)| slug)) {
        return Vec::new();
    }
    let mut names = Names::new(Thing::slug_place);
    slugs().for_each(|(slug, thing)| names.add(slug, thing));
    names.told("duplicate-slug", "the address", "give one of them another `slug`")
}

fn ids(Shown { entries, releases, items }: Shown<'_>) -> Vec<Diagnostic> {
    let ids = || {
        let with_id = entries.iter().filter(|it| it.release.is_none() || it.fields.id.is_some());
        let of_entries = with_id.map(|it| (it.id.as_str(), Thing::Entry(it)));
        let of_items = items.iter().map(|it| (it.id.as_str(), Thing::Item(it)));
        of_entries.chain(of_items).chain(published(releases).map(|it| (it.id.as_str(), Thing::Release(it))))
    };
    if are_apart(ids().map(|(id, _)| id)) {
        return Vec::new();
    }
    let mut names = Names::new(Thing::id_place);
    ids().for_each(|(id, thing)| names.add(id, thing));
    names.told("duplicate-id", "the id", "an id is permanent and unique: change the newer one")
}

/// Whether no two names are the same in small letters, as nearly always: their fingerprints need little room. Two
/// names with one fingerprint only cost a closer look.
fn are_apart<'a>(names: impl Iterator<Item = &'a str>) -> bool {
    let state = RandomState::default();
    let mut prints: Vec<u64> = names.map(|name| state.hash_one(&*small(name))).collect();
    prints.sort_unstable();
    prints.windows(2).all(|pair| pair[0] != pair[1])
}

fn published(releases: &[Release]) -> impl Iterator<Item = &Release> {
    releases.iter().filter(|release| !release.unreleased)
}

/// What has names.
#[derive(Clone, Copy)]
enum Thing<'a> {
    Entry(&'a Entry),
    Item(&'a RoadmapItem),
    Release(&'a Release),
}

impl Thing<'_> {
    fn slug_place(self) -> Place {
        match self {
            Self::Entry(entry) => place(&entry.source, entry.fields.slug.as_ref()),
            Self::Item(item) => place(&item.source, item.fields.slug.as_ref()),
            Self::Release(release) => releases::place(release),
        }
    }

    fn id_place(self) -> Place {
        match self {
            Self::Entry(entry) => place(&entry.source, entry.fields.id.as_ref()),
            Self::Item(item) => place(&item.source, item.fields.id.as_ref()),
            Self::Release(release) => match (&release.source, &release.fields.id) {
                (Some(source), id @ Some(_)) => place(source, id.as_ref()),
                _ => releases::place(release),
            },
        }
    }
}

/// `a@1.0.0` and `b@1.0.0` are versions of two things: in one product they would become one release.
fn packages(entries: &[Entry]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut seen: BTreeMap<ReleaseIx, (&str, &Entry)> = BTreeMap::new();
    for entry in entries {
        let (Some(release), Some(at)) = (entry.release, &entry.fields.version) else { continue };
        let Some((package, _)) = at.value.rsplit_once('@') else { continue };
        let (first, other) = *seen.entry(release).or_insert((package, entry));
        if first != package {
            let message = format!("{} and {first}@{} would be one release", at.value, entry_version(other));
            let error = Diagnostic::error("different-packages", message).at(place(&entry.source, Some(at)));
            let error = error.related(place(&other.source, other.fields.version.as_ref()));
            diagnostics.push(error.help("make them products of their own: [products.ID] in tidings.toml"));
        }
    }
    diagnostics
}

fn entry_version(entry: &Entry) -> &str {
    entry.version.as_ref().map_or("", |version| version.as_str())
}

/// Different tags under one address, such as `C++` and `C#`, share a page.
fn tags(entries: &[Entry]) -> Vec<Diagnostic> {
    let parts = entries.par_chunks(PART).map(|part| part.iter().flat_map(|entry| &entry.tags).collect::<HashSet<_>>());
    let spellings = parts.reduce(HashSet::new, |all, part| all.into_iter().chain(part).collect());
    let mut pages: HashMap<String, String> = HashMap::new();
    let is_first = |tag: &String| *pages.entry(slugify(tag)).or_insert_with(|| plain(tag)) == plain(tag);
    // Only where that happens it matters which stands where.
    if spellings.into_iter().all(is_first) { Vec::new() } else { same_tags(entries) }
}

/// A tag without what may be written in one way or another.
fn plain(tag: &str) -> String {
    tag.to_lowercase().replace([' ', '_', '-'], "")
}

fn same_tags(entries: &[Entry]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut seen: HashMap<String, &str> = HashMap::new();
    // Each spelling, and the first one of its page when that is another tag.
    let mut others: HashMap<&str, Option<&str>> = HashMap::new();
    for entry in entries {
        for at in &entry.fields.tags {
            let other = *others.entry(&at.value).or_insert_with(|| {
                let first = *seen.entry(slugify(&at.value)).or_insert(&at.value);
                Some(first).filter(|first| plain(first) != plain(&at.value))
            });
            if let Some(first) = other {
                let message = format!("the tags `{}` and `{first}` share the page /tags/{}/", at.value, slugify(first));
                let warning = Diagnostic::warning("same-tag", message).at(place(&entry.source, Some(at)));
                diagnostics.push(warning.help("spell one of them out, such as `cpp` and `csharp`"));
            }
        }
    }
    diagnostics
}

fn place(source: &Source, field: Option<&At<String>>) -> Place {
    field.map_or_else(|| Place::file(&source.path), |at| source.place(at.span))
}

/// Names that were seen, in small letters, and what has them.
struct Names<'a> {
    place: fn(Thing<'a>) -> Place,
    seen: HashMap<Cow<'a, str>, Thing<'a>>,
    /// Those that are taken more than once, with all who have them.
    clashes: BTreeMap<Cow<'a, str>, Vec<Place>>,
}

impl<'a> Names<'a> {
    fn new(place: fn(Thing<'a>) -> Place) -> Self {
        Self { place, seen: HashMap::new(), clashes: BTreeMap::new() }
    }

    fn add(&mut self, name: &'a str, thing: Thing<'a>) {
        match self.seen.entry(small(name)) {
            Slot::Vacant(free) => _ = free.insert(thing),
            Slot::Occupied(taken) => {
                let places = self.clashes.entry(taken.key().clone());
                places.or_insert_with(|| vec![(self.place)(*taken.get())]).push((self.place)(thing));
            }
        }
    }

    fn told(self, code: &'static str, noun: &str, help: &str) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for (name, mut places) in self.clashes {
            places.sort();
            let mut places = places.into_iter();
            let Some(first) = places.next() else { continue };
            for place in places {
                let message = format!("{noun} `{name}` is taken twice: by {} and by {}", first.path, place.path);
                diagnostics.push(Diagnostic::error(code, message).at(place).related(first.clone()).help(help));
            }
        }
        diagnostics
    }
}
