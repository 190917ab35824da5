//! Releases gathered from their own files and from entries, in the order of their versions.

mod heading;
mod order;
mod told;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use self::heading::with_heading;
use self::order::in_order;
use self::told::own_date;
pub use self::told::{Told, told};
use super::Desk;
use super::entries::place_in_release;
use crate::base::{Date, Diagnostic, Digest, Place, SitePath, Source};
use crate::model::{Config, Entry, Product, Prose, Release, Version, Withheld};
use crate::read::document::{Document, Fields};

/// A product's index and a version without `v` and `name@`; `None` is what waits.
pub type Key = (usize, Option<String>);

/// A release on its way, with what its entries tell of it.
struct Draft<'e> {
    release: Release,
    /// The first of its entries, by path.
    first: Option<&'e Entry>,
    /// The date of its newest entry.
    newest: Option<Date>,
}

/// All releases, product by product and newest first; fills `Product::releases` and `unreleased`,
/// and `Entry::release`, `date` and `version`.
pub fn gather(told: &Told<'_>, entries: &mut [Entry], products: &mut [Product], desk: &mut Desk<'_>) -> Vec<Release> {
    let (mut drafts, of_entries) = drafts(told, entries, products, desk.config);
    for draft in drafts.iter_mut().filter(|draft| !draft.release.unreleased) {
        let release = &mut draft.release;
        release.date = release.date.or(draft.newest);
        if release.date.is_none() && told.is_sound(&key_of_release(release)) {
            desk.diagnostics.push(undated(release, draft.first.map(|entry| entry.path())));
        }
    }
    let (releases, places) = in_order(drafts, products, desk);
    let of_entries: Vec<_> = of_entries.into_iter().map(|draft| draft.map(|draft| places[draft])).collect();
    join(entries, &of_entries, &releases);
    fill(releases, entries, products, desk)
}

/// What is told of by files or by entries, in that order, and which of it each entry is in.
fn drafts<'e>(
    told: &Told<'_>,
    entries: &'e [Entry],
    products: &[Product],
    config: &Config,
) -> (Vec<Draft<'e>>, Vec<Option<usize>>) {
    let mut drafts = Vec::new();
    let mut known: HashMap<(usize, Option<&str>), usize> = HashMap::new();
    for (key, document) in told.files.iter().filter(|(key, _)| !told.hides(key)) {
        known.insert((key.0, key.1.as_deref()), drafts.len());
        let withheld = told.withheld(key).cloned().unwrap_or_default();
        let untranslated = document.is_untranslated(config);
        let release = Release { withheld, untranslated, ..from_file(key, document, &products[key.0]) };
        drafts.push(Draft { release, first: None, newest: None });
    }
    let mut of_entry = |entry: &'e Entry| {
        let version = entry.version.as_ref().map(Version::as_str);
        let at = *known.entry((entry.product, version)).or_insert_with(|| {
            let release = from_entries(&key_of(entry), &products[entry.product]);
            drafts.push(Draft { release, first: None, newest: None });
            drafts.len() - 1
        });
        let draft = &mut drafts[at];
        draft.first = draft.first.or(Some(entry));
        draft.newest = draft.newest.max(entry.date);
        at
    };
    let is_in_one = |entry: &Entry| entry.unreleased || entry.version.is_some();
    let of_entries = entries.iter().map(|entry| is_in_one(entry).then(|| of_entry(entry))).collect();
    (drafts, of_entries)
}

fn key_of(entry: &Entry) -> Key {
    (entry.product, entry.version.as_ref().map(|version| version.as_str().to_owned()))
}

fn key_of_release(release: &Release) -> Key {
    (release.product, (!release.unreleased).then(|| release.version.as_str().to_owned()))
}

fn from_file(key: &Key, document: &Document, product: &Product) -> Release {
    let Fields::Release(fields) = &document.fields else { return from_entries(key, product) };
    let body = &document.body;
    Release {
        source: Some(document.source.clone()),
        fields: Arc::new(with_heading(fields, body, key)),
        prose: Prose { body: Arc::clone(body), links: Vec::new() },
        date: own_date(document),
        prerelease: fields
            .prerelease
            .unwrap_or_else(|| Version::new(key.1.as_deref().unwrap_or_default()).is_prerelease()),
        changes: Arc::clone(&body.changes),
        id: fields.id.as_ref().map_or_else(|| default_id(key, product), |at| at.value.clone()),
        ..from_entries(key, product)
    }
}

/// A release that only entries tell of.
fn from_entries(key: &Key, product: &Product) -> Release {
    let version = Version::new(key.1.as_deref().unwrap_or(Version::UNRELEASED));
    let slug = match version.slug() {
        slug if slug.is_empty() => Digest::of(version.as_str()).short(),
        slug => slug,
    };
    let folder = match product.config.id.as_str() {
        "" => String::new(),
        id => format!("/{id}"),
    };
    Release {
        source: None,
        fields: Arc::default(),
        untranslated: false,
        prose: Prose::default(),
        id: default_id(key, product),
        address: match key.1 {
            Some(_) => format!("{folder}/releases/{slug}/"),
            None => "/unreleased/".to_owned(),
        },
        prerelease: version.is_prerelease(),
        version,
        anchor: anchor(&slug, &product.config.id),
        slug,
        product: key.0,
        date: None,
        sort_date: None,
        unreleased: key.1.is_none(),
        withheld: Withheld::default(),
        entries: Vec::new(),
        changes: Arc::default(),
    }
}

fn anchor(slug: &str, product: &str) -> String {
    let version = if slug.starts_with(|c: char| c.is_ascii_digit()) { format!("v{slug}") } else { slug.to_owned() };
    if product.is_empty() { version } else { format!("{product}-{version}") }
}

fn default_id(key: &Key, product: &Product) -> String {
    let version = key.1.as_deref().unwrap_or(Version::UNRELEASED);
    match product.config.id.as_str() {
        "" => format!("releases/{version}"),
        id => format!("{id}/releases/{version}"),
    }
}

/// Entries learn their release and its date; then all are put newest first.
fn join(entries: &mut [Entry], of_entries: &[Option<usize>], releases: &[Release]) {
    for (entry, release) in entries.iter_mut().zip(of_entries) {
        entry.release = *release;
        entry.date = entry.date.or_else(|| release.and_then(|ix| releases[ix].date));
    }
    // They stand by path before, and sorting is stable: a day's entries keep a fixed order.
    entries.sort_by_cached_key(|entry| {
        let date = entry.release.map_or(entry.date, |ix| entry.date.or(releases[ix].sort_date));
        (!entry.unreleased, Reverse(date))
    });
}

/// Releases learn their entries; what they refer to is checked.
fn fill(mut releases: Vec<Release>, entries: &[Entry], products: &[Product], desk: &mut Desk<'_>) -> Vec<Release> {
    for (ix, entry) in entries.iter().enumerate() {
        if let Some(release) = entry.release {
            releases[release].entries.push(ix);
        }
    }
    for release in &mut releases {
        release.entries.sort_by_cached_key(|&ix| place_in_release(&entries[ix], desk.config));
        if release.source.is_none() && !release.unreleased {
            release.withheld = first_shown(release.entries.iter().map(|&ix| &entries[ix].withheld));
        }
    }
    for release in &releases {
        check_replacement(release, &products[release.product], &releases, desk);
    }
    releases
}

/// What keeps the one that will be public first; drafts and what is for few come after what has a date.
fn first_shown<'a>(entries: impl Iterator<Item = &'a Withheld>) -> Withheld {
    entries.min_by_key(|it| (it.draft, !it.audience.is_empty(), it.until)).cloned().unwrap_or_default()
}

fn undated(release: &Release, first: Option<&SitePath>) -> Diagnostic {
    let warning = Diagnostic::warning("undated-release", format!("the release {} has no date", release.version));
    let (at, file) = match (&release.source, first) {
        (None, Some(entry)) => (Place::file(entry), format!("{}/release.md", entry.folder().unwrap_or("changelog"))),
        (source, _) => (place(release), source.as_ref().map_or_else(String::new, |source| source.path.to_string())),
    };
    let is_yaml = release.source.as_ref().is_some_and(|source| source.text.trim_start().starts_with("---"));
    let line = if is_yaml { "date: 2026-05-04" } else { "date = 2026-05-04" };
    warning.at(at).help(format!("add `{line}` to the front matter of {file}"))
}

/// The version that a yanked release sends its users to must be there.
fn check_replacement(release: &Release, product: &Product, releases: &[Release], desk: &mut Desk<'_>) {
    let instead = release.fields.yanked.as_ref().and_then(|yanked| yanked.instead.as_ref());
    let (Some(at), Some(source)) = (instead, &release.source) else { return };
    let known = || product.releases.iter().map(|&ix| releases[ix].version.as_str());
    if !known().any(|version| version == Version::new(&at.value).as_str()) {
        desk.unknown("unknown-version", "release", at, source, known(), "name a release of the same product");
    }
}

/// Where `source` names the release's version, for complaints about it.
pub fn place(release: &Release) -> Place {
    let of = |source: &Source| match &release.fields.version {
        Some(at) => source.place(at.span),
        None => Place::file(&source.path),
    };
    release.source.as_ref().map_or_else(|| Place::file(format!("changelog/{}", release.version)), of)
}
