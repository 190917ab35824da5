//! Releases gathered from their own files and from entries, in the order of their versions.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::entries::place_in_release;
use super::{Conditions, Desk, Sorted};
use crate::base::{At, Date, Diagnostic, Digest, Place, SitePath, Source, nearest};
use crate::model::{Body, Config, Entry, Product, Prose, Release, ReleaseFields, Version, Withheld};
use crate::read::document::{Document, Fields};
use crate::read::markdown::{day_in, says_yanked};
use crate::read::placement::looks_like_version;

/// A product's index and a version without `v` and `name@`; `None` is what waits.
pub type Key = (usize, Option<String>);

/// The releases that files of their own tell of.
#[derive(Default)]
pub struct Told<'a> {
    files: BTreeMap<Key, &'a Document>,
    hidden: BTreeSet<Key>,
    /// What keeps the others from the public, if anything.
    withheld: BTreeMap<Key, Withheld>,
    /// The folders that a `release.md` speaks for.
    folders: BTreeMap<&'a str, Key>,
}

impl Told<'_> {
    /// Whether the release has a file that does not show.
    pub fn hides(&self, key: &Key) -> bool {
        self.hidden.contains(key)
    }

    /// What the release's own file says that keeps it from the public.
    pub fn withheld(&self, key: &Key) -> Option<&Withheld> {
        self.withheld.get(key)
    }

    /// Whether the release's own file, if there is one, could be read.
    fn is_sound(&self, key: &Key) -> bool {
        self.files.get(key).is_none_or(|document| document.is_sound)
    }

    /// The release that the `release.md` beside this file tells of.
    pub fn beside(&self, path: &SitePath) -> Option<&Key> {
        if self.folders.is_empty() { None } else { self.folders.get(path.folder()?) }
    }

    /// The date that the release's own file gives.
    pub fn date(&self, key: &Key) -> Option<Date> {
        self.files.get(key).and_then(|document| own_date(document))
    }
}

/// Reads which releases have files, and filters them.
pub fn told<'a>(documents: &Sorted<'a>, products: &mut Vec<Product>, desk: &mut Desk<'_>) -> Told<'a> {
    let mut told = Told::default();
    for document in documents.releases.iter().copied() {
        let Fields::Release(fields) = &document.fields else { continue };
        let source = &document.source;
        let product = desk.product(fields.product.as_ref(), document.placement.product.as_ref(), source, products);
        let version = version_of(document, fields);
        desk.check_audience(&fields.audience, source);
        desk.check_authors(&fields.authors, source);
        let key = (product, version);
        if let Some(folder) = document.source.path.folder().filter(|_| document.placement.name == "release") {
            told.folders.insert(folder, key.clone());
        }
        if let Some(first) = told.files.get(&key) {
            desk.diagnostics.push(duplicate(&key, document, first));
            continue;
        }
        let conditions = Conditions {
            draft: fields.draft,
            audience: &fields.audience,
            from: [own_date(document), fields.publish_at, None],
            expires: None,
        };
        match desk.shows(conditions) {
            Some(withheld) => {
                told.withheld.insert(key.clone(), withheld);
            }
            None => {
                told.hidden.insert(key.clone());
            }
        }
        told.files.insert(key, document);
    }
    told
}

/// The version that a release's file tells of: its field, else its place; none in `unreleased`,
/// whatever version it may get.
fn version_of(document: &Document, fields: &ReleaseFields) -> Option<String> {
    if document.placement.unreleased {
        return None;
    }
    let written = fields.version.as_ref().map(|at| &at.value).or(document.placement.version.as_ref())?;
    (!written.eq_ignore_ascii_case(Version::UNRELEASED)).then(|| Version::new(written).as_str().to_owned())
}

/// The `date` of a release's file, or the date in the heading of its version (`# 2.3.0 (2026-01-02)`), or in its title.
fn own_date(document: &Document) -> Option<Date> {
    let Fields::Release(fields) = &document.fields else { return None };
    let version = version_of(document, fields).unwrap_or_else(|| Version::UNRELEASED.to_owned());
    let headings = &document.body.versions;
    let own = || headings.iter().find(|heading| heading.is_of(&version)).or(headings.first());
    let in_heading = || own().and_then(|heading| heading.date);
    let in_title = || document.body.title.as_deref().and_then(day_in);
    fields.date.as_ref().map(|at| at.value).or_else(in_heading).or_else(in_title)
}

fn duplicate(key: &Key, second: &Document, first: &Document) -> Diagnostic {
    let what = match &key.1 {
        Some(version) => format!("release {version} is told of twice"),
        None => "what is unreleased is told of twice".to_owned(),
    };
    Diagnostic::error("duplicate-version", format!("{what}: in {} and in {}", first.source.path, second.source.path))
        .at(version_place(second))
        .related(version_place(first))
        .help("keep one file for each version; entries of their own may lie in the version's folder")
}

fn version_place(document: &Document) -> Place {
    match &document.fields {
        Fields::Release(fields) => match &fields.version {
            Some(at) => document.source.place(at.span),
            None => Place::file(&document.source.path),
        },
        _ => Place::file(&document.source.path),
    }
}

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

/// The fields, with the body's heading as code name, less the version and date in it; a heading of the
/// version may say that it was yanked.
fn with_heading(fields: &ReleaseFields, body: &Body, key: &Key) -> ReleaseFields {
    let mut fields = fields.clone();
    let version = key.1.as_deref().unwrap_or(Version::UNRELEASED);
    let title = body.title.as_deref().unwrap_or_default();
    if fields.title.is_none() {
        fields.title = code_name(title, version).map(|name| At::new(name, Default::default()));
    }
    let is_yanked = names_version(title, version) && says_yanked(title);
    if is_yanked || body.versions.iter().any(|heading| heading.yanked) {
        fields.yanked.get_or_insert_default();
    }
    fields
}

/// What encloses or parts the words of a heading.
const MARKS: &[char] = &['[', ']', '(', ')', ',', ':', ';', '-', '–', '—', '|', '/', '"', '“', '”', '\''];

fn is_version(word: &str, version: &str) -> bool {
    Version::new(word.trim_matches(MARKS)).as_str().eq_ignore_ascii_case(version)
}

fn names_version(heading: &str, version: &str) -> bool {
    heading.split_whitespace().any(|word| is_version(word, version))
}

/// A heading without the version, the date and what belongs to them (`2.3.0 “Winter” (2025-12-01)` →
/// `Winter`); `None` when nothing is left.
fn code_name(heading: &str, version: &str) -> Option<String> {
    if !names_version(heading, version) {
        return Some(heading.to_owned()).filter(|heading| !heading.is_empty());
    }
    let tells_more = |word: &&str| {
        let bare = word.trim_matches(MARKS);
        let is_noise = ["", "yanked", "version", "release"].contains(&bare.to_lowercase().as_str());
        !is_noise && !is_version(word, version) && Date::parse(bare).is_err()
    };
    let words: Vec<&str> = heading.split_whitespace().filter(tells_more).collect();
    Some(words.join(" ").trim_matches(MARKS).to_owned()).filter(|name| !name.is_empty())
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

/// The releases product by product, and where each draft is among them; `Product::releases` and
/// `unreleased` are filled.
fn in_order(drafts: Vec<Draft<'_>>, products: &mut [Product], desk: &mut Desk<'_>) -> (Vec<Release>, Vec<usize>) {
    let mut by_product: Vec<Vec<usize>> = products.iter().map(|_| Vec::new()).collect();
    drafts.iter().enumerate().for_each(|(at, draft)| by_product[draft.release.product].push(at));
    let mut order = Vec::with_capacity(drafts.len());
    for (product, mut released) in products.iter_mut().zip(by_product) {
        let waiting: Vec<usize> = released.extract_if(.., |at| drafts[*at].release.unreleased).collect();
        for at in sorted(released, &drafts, desk) {
            product.releases.push(order.len());
            order.push(at);
        }
        for at in waiting {
            product.unreleased = Some(order.len());
            order.push(at);
        }
    }
    let mut places = vec![0; order.len()];
    order.iter().enumerate().for_each(|(place, &at)| places[at] = place);
    let mut releases: Vec<(usize, Release)> =
        places.iter().copied().zip(drafts.into_iter().map(|it| it.release)).collect();
    releases.sort_unstable_by_key(|(place, _)| *place);
    let mut releases: Vec<Release> = releases.into_iter().map(|(_, release)| release).collect();
    for product in products {
        date_neighbours(
            product.releases.first().map_or(&mut [], |&from| &mut releases[from..from + product.releases.len()]),
        );
    }
    (releases, places)
}

/// Newest first: by version where it orders, the odd ones put in by their date.
fn sorted(drafts: Vec<usize>, all: &[Draft<'_>], desk: &mut Desk<'_>) -> Vec<usize> {
    let release = |at: &usize| &all[*at].release;
    let text = |at: &usize| release(at).version.as_str();
    let (mut ordered, mut odd): (Vec<_>, Vec<_>) = drafts.into_iter().partition(|at| release(at).version.is_ordered());
    ordered.sort_by(|a, b| {
        let precedence = release(b).version.precedence(&release(a).version).unwrap_or(Ordering::Equal);
        precedence.then(release(b).date.cmp(&release(a).date)).then_with(|| text(b).cmp(text(a)))
    });
    for pair in ordered.windows(2) {
        if let [second, first] = pair
            && is_same(&release(first).version, &release(second).version)
        {
            desk.diagnostics.push(same_version(&all[*first], &all[*second]));
        }
    }
    odd.sort_by(|a, b| release(b).date.cmp(&release(a).date).then_with(|| text(b).cmp(text(a))));
    for at in &odd {
        let products = desk.config.products.iter().map(|product| product.id.as_str());
        desk.diagnostics.push(odd_version(&all[*at], products));
    }
    let mut sorted = Vec::with_capacity(ordered.len() + odd.len());
    let mut ordered = ordered.into_iter().peekable();
    for of_one_day in odd.chunk_by(|a, b| release(a).date == release(b).date) {
        let date = of_one_day.first().and_then(|at| release(at).date);
        while let Some(newer) = ordered.next_if(|at| release(at).date > date) {
            sorted.push(newer);
        }
        sorted.extend(of_one_day.iter().rev());
    }
    sorted.extend(ordered);
    sorted
}

/// Whether the two are one version that was written in two ways: `1.0` and `1.0.0`. What is behind a `+` tells builds
/// of one version apart.
fn is_same(a: &Version, b: &Version) -> bool {
    let build = |version: &Version| version.as_str().split_once('+').map(|(_, build)| build.to_owned());
    a.precedence(b) == Some(Ordering::Equal) && build(a) == build(b)
}

/// Complains about two releases of one version.
fn same_version(first: &Draft<'_>, second: &Draft<'_>) -> Diagnostic {
    let (one, other) = (&first.release.version, &second.release.version);
    Diagnostic::warning("same-version", format!("{one} and {other} are one version, and each has a page of its own"))
        .at(draft_place(second))
        .related(draft_place(first))
        .help(format!("write it in one way, and name both files and folders so: {other}"))
}

/// Where the release is told of: in its own file, else in the first of its entries.
fn draft_place(draft: &Draft<'_>) -> Place {
    let release = &draft.release;
    match draft.first.filter(|_| release.source.is_none()) {
        Some(entry) => match &entry.fields.version {
            Some(at) => entry.source.place(at.span),
            None => Place::file(entry.path()),
        },
        None => place(release),
    }
}

/// What there is to say about a version without numbers: mostly it is a folder that was meant to be
/// something else.
fn odd_version<'k>(draft: &Draft<'_>, products: impl Iterator<Item = &'k str>) -> Diagnostic {
    let version = draft.release.version.as_str();
    let (first, place) = (draft.first, draft_place(draft));
    if let Some(name) = nearest(version, products.chain([Version::UNRELEASED])) {
        let message = format!("`{version}` would be published as a version, but is nearly `{name}`");
        return Diagnostic::error("misspelled-folder", message).at(place).help(format!("did you mean `{name}`?"));
    }
    let in_folder = first.filter(|entry| entry.fields.version.is_none());
    let holds_versions = in_folder.is_some_and(|entry| looks_like_version(entry.path().stem()));
    if holds_versions {
        let message = format!("`{version}` would be published as a version, but its files are versions themselves");
        let help = format!("if it is a product, declare it: `[products.{version}]` in tidings.toml");
        return Diagnostic::error("undeclared-product", message).at(place).help(help);
    }
    Diagnostic::warning(
        "odd-version",
        format!("the version `{version}` has no numbers to order it by, so its date does"),
    )
    .at(place)
    .help("versions such as 2.4.0, 2026.05 or 24.04 order by their numbers")
}

/// Gives releases without a date the place in time of the next older one, else of the next newer.
fn date_neighbours(releases: &mut [Release]) {
    releases.iter_mut().for_each(|release| release.sort_date = release.date);
    for at in (0..releases.len().saturating_sub(1)).rev() {
        releases[at].sort_date = releases[at].sort_date.or(releases[at + 1].sort_date);
    }
    for at in 1..releases.len() {
        releases[at].sort_date = releases[at].sort_date.or(releases[at - 1].sort_date);
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
    warning.at(at).help(format!("add `date = 2026-05-04` to the front matter of {file}"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_name_is_what_a_heading_tells_besides_the_version() {
        for (heading, name) in [
            ("2.3.0", None),
            ("", None),
            ("[2.3.0] - 2025-12-01 [YANKED]", None),
            ("2.3.0 Winter (2025-12-01)", Some("Winter")),
            ("Version v2.3.0: “Long Winter”", Some("Long Winter")),
            ("12 reasons to upgrade", Some("12 reasons to upgrade")),
            ("Fieldfare", Some("Fieldfare")),
        ] {
            assert_eq!(code_name(heading, "2.3.0").as_deref(), name, "{heading}");
        }
        assert_eq!(code_name("12 reasons to upgrade", "1").as_deref(), Some("12 reasons to upgrade"));
    }
}
