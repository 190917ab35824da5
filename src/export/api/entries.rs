//! `/api/entries.json`: all entries, newest first, those in front that wait for a release.

use std::collections::BTreeSet;

use serde::Serialize;

use super::nouns::{
    Advisory, Deprecated, LinkJson, Person, advisories, deprecations, entry_address, links, people, product, twin,
};
use super::{About, Paged, Paging, fill, long_json, on_page, planned, with_context};
use crate::export::data::{DataKind, DataPlan, Given};
use crate::export::feed::Context;
use crate::facts::references::references;
use crate::model::{Entry, Stage};

pub const ENTRIES: DataKind = DataKind {
    name: "the API's entries",
    caption: "all entries with their texts, newest first",
    plan: |given| planned(given, || paged(given).plan()),
    write,
};

#[derive(Serialize)]
struct Entries<'a> {
    #[serde(flatten)]
    about: About,
    #[serde(flatten)]
    paging: Paging,
    entries: Vec<EntryJson<'a>>,
}

#[derive(Serialize)]
struct EntryJson<'a> {
    id: String,
    slug: &'a str,
    title: Option<&'a str>,
    url: String,
    markdown: Option<String>,
    date: Option<String>,
    updated: Option<String>,
    version: Option<&'a str>,
    unreleased: bool,
    product: Option<&'a str>,
    types: Vec<&'a str>,
    components: &'a [String],
    tags: &'a [String],
    authors: Vec<Person>,
    summary: &'a str,
    content_html: String,
    breaking: bool,
    migration_html: Option<String>,
    security: Vec<Advisory<'a>>,
    deprecates: Vec<Deprecated<'a>>,
    links: Vec<LinkJson>,
    /// Slugs of roadmap items.
    roadmap: Vec<&'a str>,
    image: Option<String>,
    stage: Option<&'static str>,
    rollout: Option<u8>,
    importance: &'static str,
}

pub(super) fn paged(given: &Given<'_>) -> Paged {
    Paged { name: "entries", total: given.site.entries.len() }
}

/// The documents of all pages, whether the site publishes them or not.
pub fn all(given: &Given<'_>) -> Vec<Vec<u8>> {
    paged(given).plan().iter().map(|plan| write(given, plan)).collect()
}

fn write(given: &Given<'_>, plan: &DataPlan) -> Vec<u8> {
    let site = given.site;
    let items: BTreeSet<&str> = site.roadmap.iter().map(|item| item.slug.as_str()).collect();
    with_context(given, |context| {
        let entries = on_page(&site.entries, plan.part).iter();
        let entries: Vec<_> = entries.map(|entry| entry_json(context, entry, &items)).collect();
        let (about, paging) = (About::new(site, "entries"), paged(given).paging(site, plan.part));
        let texts = entries.iter().map(|entry| entry.content_html.len()).sum();
        long_json(texts, &Entries { about, paging, entries })
    })
}

fn entry_json<'a>(context: Context<'a>, entry: &'a Entry, items: &BTreeSet<&str>) -> EntryJson<'a> {
    let site = context.site;
    let fields = &entry.fields;
    let prefix = format!("{}-", entry.slug);
    let fill = fill(context, &prefix, 2);
    EntryJson {
        id: site.config.tag_uri(&entry.id),
        slug: &entry.slug,
        title: entry.title.as_deref(),
        url: entry_address(site, entry),
        markdown: entry.address.as_ref().and_then(|address| twin(site, address)),
        date: entry.date.map(|date| date.to_string()),
        updated: fields.updated.map(|date| date.to_string()),
        version: entry.version.as_ref().map(|version| version.as_str()).filter(|_| !entry.unreleased),
        unreleased: entry.unreleased,
        product: product(site, entry.product),
        types: entry.kinds(),
        components: &entry.components,
        tags: &entry.tags,
        authors: people(site, fields.authors.iter()),
        summary: &entry.summary,
        content_html: entry.prose.html(fill),
        breaking: entry.breaking,
        migration_html: entry.migration(fill),
        security: advisories(&fields.security, entry.changes.iter()),
        deprecates: deprecations(&fields.deprecates),
        links: links(site, &references(site, entry)),
        roadmap: fields.roadmap.iter().map(|it| it.slug.value.as_str()).filter(|slug| items.contains(slug)).collect(),
        image: entry.image.as_ref().map(|address| super::absolute(site, address)),
        stage: fields.stage.map(Stage::name),
        rollout: fields.rollout,
        importance: fields.importance.name(),
    }
}
