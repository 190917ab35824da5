//! `/api/releases.json`: all releases in short, and a file for each with its changes.

use std::collections::BTreeMap;

use serde::Serialize;

use super::nouns::{Advisory, Person, Yanked, advisories, entry_address, people, product, twin, yanked};
use super::{About, Paged, Paging, absolute, fill, json, on_page, planned, with_context};
use crate::export::data::{DataKind, DataPlan, Given};
use crate::export::feed::Context;
use crate::facts::lists::is_security;
use crate::model::{Change, Entry, Prose, Release, Site};

pub const RELEASES: DataKind = DataKind {
    name: "the API's releases",
    caption: "all releases in short, product by product, newest first",
    plan: |given| planned(given, || paged(given).plan()),
    write: write_page,
};

pub const RELEASE: DataKind = DataKind {
    name: "a release of the API",
    caption: "one release with all of its changes",
    plan: |given| planned(given, || plan_each(given.site)),
    write: write_one,
};

#[derive(Serialize)]
struct Releases<'a> {
    #[serde(flatten)]
    about: About,
    #[serde(flatten)]
    paging: Paging,
    releases: Vec<ReleaseJson<'a>>,
}

#[derive(Serialize)]
pub(super) struct ReleaseJson<'a> {
    id: String,
    product: Option<&'a str>,
    version: &'a str,
    title: Option<&'a str>,
    date: Option<String>,
    updated: Option<String>,
    url: String,
    markdown: Option<String>,
    /// The file with all of it.
    data: String,
    prerelease: bool,
    channel: Option<&'a str>,
    yanked: Option<Yanked<'a>>,
    lts: bool,
    support_until: Option<String>,
    summary: &'a str,
    changes: Count<'a>,
}

/// How many changes are in a release.
#[derive(Serialize)]
struct Count<'a> {
    total: usize,
    breaking: usize,
    security: usize,
    types: BTreeMap<&'a str, usize>,
}

#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    about: About,
    release: ReleaseJson<'a>,
    newer: Option<Neighbour<'a>>,
    older: Option<Neighbour<'a>>,
    /// The notes, without the changes.
    content_html: String,
    migration_html: Option<String>,
    changes: Vec<ChangeJson<'a>>,
    contributors: Vec<Person>,
    downloads: Vec<DownloadJson<'a>>,
}

#[derive(Serialize)]
struct Neighbour<'a> {
    version: &'a str,
    url: String,
    data: String,
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    r#type: &'a str,
    summary: &'a str,
    content_html: String,
    breaking: bool,
    security: Vec<Advisory<'a>>,
    /// The entry that it is of.
    entry: Option<EntryRef<'a>>,
}

#[derive(Serialize)]
struct EntryRef<'a> {
    id: String,
    title: Option<&'a str>,
    url: String,
}

#[derive(Serialize)]
struct DownloadJson<'a> {
    name: &'a str,
    url: String,
    size: Option<&'a str>,
    sha256: Option<&'a str>,
}

/// The releases that are out.
fn released(site: &Site) -> Vec<&Release> {
    site.releases.iter().filter(|release| !release.unreleased).collect()
}

pub(super) fn paged(given: &Given<'_>) -> Paged {
    Paged { name: "releases", total: given.site.releases.iter().filter(|release| !release.unreleased).count() }
}

fn plan_each(site: &Site) -> Vec<DataPlan> {
    let released = site.releases.iter().enumerate().filter(|(_, release)| !release.unreleased);
    released.map(|(part, release)| DataPlan { address: release.data_address(), part }).collect()
}

fn write_page(given: &Given<'_>, plan: &DataPlan) -> Vec<u8> {
    let site = given.site;
    let released = released(site);
    let releases = on_page(&released, plan.part).iter().map(|release| release_json(given, release)).collect();
    let (about, paging) = (About::new(site, "releases"), paged(given).paging(site, plan.part));
    json(&Releases { about, paging, releases })
}

pub(super) fn release_json<'a>(given: &Given<'a>, release: &'a Release) -> ReleaseJson<'a> {
    let site = given.site;
    let fields = &release.fields;
    ReleaseJson {
        id: site.config.tag_uri(&release.id),
        product: product(site, release.product),
        version: release.version.as_str(),
        title: fields.title.as_ref().map(|at| at.value.as_str()),
        date: release.date.map(|date| date.to_string()),
        updated: fields.updated.map(|date| date.to_string()),
        url: absolute(site, &release.address),
        markdown: twin(site, &release.address),
        data: absolute(site, &release.data_address()),
        prerelease: release.prerelease,
        channel: fields.channel.as_deref(),
        yanked: yanked(given, release),
        lts: fields.lts,
        support_until: fields.support_until.map(|date| date.to_string()),
        summary: release.summary(),
        changes: count(site, release),
    }
}

/// The changes of a release, its own first, each with the entry that it is of.
fn changes<'a>(site: &'a Site, release: &'a Release) -> impl Iterator<Item = (Option<&'a Entry>, &'a Change)> {
    let own = release.changes.iter().map(|change| (None, change));
    let entries = release.entries.iter().map(|&ix| &site.entries[ix]);
    own.chain(entries.flat_map(|entry| entry.changes.iter().map(move |change| (Some(entry), change))))
}

fn count<'a>(site: &'a Site, release: &'a Release) -> Count<'a> {
    let mut count = Count { total: 0, breaking: 0, security: 0, types: BTreeMap::new() };
    for (entry, change) in changes(site, release) {
        count.total += 1;
        count.breaking += usize::from(change.breaking);
        count.security += usize::from(is_security(entry, change));
        *count.types.entry(change.kind.as_str()).or_default() += 1;
    }
    count
}

/// The documents of all releases, what waits among them, whether the site publishes them or not.
pub fn all(given: &Given<'_>) -> Vec<Vec<u8>> {
    let plan = |part: usize| DataPlan { address: String::new(), part };
    (0..given.site.releases.len()).map(|ix| write_one(given, &plan(ix))).collect()
}

fn write_one(given: &Given<'_>, plan: &DataPlan) -> Vec<u8> {
    with_context(given, |context| json(&whole(given, context, plan.part)))
}

fn whole<'a>(given: &Given<'a>, context: Context<'a>, ix: usize) -> Whole<'a> {
    let site = context.site;
    let release = &site.releases[ix];
    let line = &site.product(release.product).releases;
    // Both the line and the site have newer releases in front.
    let at = line.binary_search(&ix).ok();
    let neighbour = |at: Option<usize>| at.and_then(|at| line.get(at)).map(|&ix| neighbour(site, &site.releases[ix]));
    let prefix = format!("{}-", release.slug);
    let fill = fill(context, &prefix, 4);
    let people_of = release.entries.iter().flat_map(|&ix| &site.entries[ix].fields.authors);
    Whole {
        about: About::new(site, "release"),
        release: release_json(given, release),
        newer: neighbour(at.and_then(|at| at.checked_sub(1))),
        older: neighbour(at.map(|at| at + 1)),
        content_html: release.prose.intro(fill),
        migration_html: release.prose.migration(fill),
        changes: changes(site, release).map(|(entry, change)| change_json(context, release, entry, change)).collect(),
        contributors: people(site, release.fields.authors.iter().chain(people_of)),
        downloads: release
            .fields
            .downloads
            .iter()
            .map(|it| DownloadJson {
                name: &it.name,
                url: absolute(site, &it.url),
                size: it.size.as_deref(),
                sha256: it.sha256.as_deref(),
            })
            .collect(),
    }
}

fn neighbour<'a>(site: &Site, release: &'a Release) -> Neighbour<'a> {
    Neighbour {
        version: release.version.as_str(),
        url: absolute(site, &release.address),
        data: absolute(site, &release.data_address()),
    }
}

fn change_json<'a>(
    context: Context<'a>,
    release: &'a Release,
    entry: Option<&'a Entry>,
    change: &'a Change,
) -> ChangeJson<'a> {
    let site = context.site;
    let (prose, slug): (&Prose, &str) =
        entry.map_or((&release.prose, release.slug.as_str()), |entry| (&entry.prose, entry.slug.as_str()));
    let prefix = format!("{slug}-");
    let notes = entry.map_or(&[][..], |entry| &entry.fields.security);
    let is_single = entry.is_some_and(|entry| entry.prose.body.changes.is_empty());
    ChangeJson {
        r#type: &change.kind,
        summary: entry.filter(|_| is_single).map_or(&change.summary, |entry| &entry.summary),
        content_html: prose.change(change, fill(context, &prefix, 4)),
        breaking: change.breaking,
        security: advisories(notes, std::iter::once(change)),
        entry: entry.map(|entry| EntryRef {
            id: site.config.tag_uri(&entry.id),
            title: entry.title.as_deref(),
            url: entry_address(site, entry),
        }),
    }
}
