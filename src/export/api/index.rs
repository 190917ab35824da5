//! `/api/index.json`: what data there is, and where.

use serde::Serialize;

use super::latest::{LatestJson, latest_json};
use super::{About, Paged, absolute, entries, json, planned, releases, roadmap};
use crate::export::data::{DataKind, DataPlan, Given};
use crate::facts::feeds::{Format, beside, formats, type_label};
use crate::facts::newest::newest_final;

pub const INDEX: DataKind = DataKind {
    name: "the API's index",
    caption: "what data the site has, and where",
    plan: |given| planned(given, || vec![DataPlan { address: "/api/index.json".to_owned(), part: 0 }]),
    write,
};

#[derive(Serialize)]
struct Index<'a> {
    #[serde(flatten)]
    about: About,
    title: &'a str,
    description: &'a str,
    language: &'a str,
    url: String,
    repository: Option<&'a str>,
    releases: ListJson,
    entries: ListJson,
    roadmap: ListJson,
    products: Vec<ProductJson<'a>>,
    types: Vec<Named>,
    components: Vec<Named>,
    feeds: Vec<FeedJson>,
    schemas: Vec<String>,
}

#[derive(Serialize)]
struct ListJson {
    url: String,
    total: usize,
    pages: usize,
}

#[derive(Serialize)]
struct ProductJson<'a> {
    id: Option<&'a str>,
    name: &'a str,
    description: &'a str,
    url: String,
    /// The newest final release that stands.
    latest: Option<LatestJson<'a>>,
}

#[derive(Serialize)]
struct Named {
    id: String,
    label: String,
}

#[derive(Serialize)]
struct FeedJson {
    url: String,
    media_type: &'static str,
}

fn write(given: &Given<'_>, _plan: &DataPlan) -> Vec<u8> {
    let site = given.site;
    let config = &site.config;
    let list =
        |paged: Paged| ListJson { url: absolute(site, &paged.address(1)), total: paged.total, pages: paged.pages() };
    let words = |key: &str, arguments: &[(&str, &str)]| given.strings.text(key, arguments);
    let named = |id: &str, label: String| Named { id: id.to_owned(), label };
    let products = site.products.iter().map(|product| ProductJson {
        id: Some(product.config.id.as_str()).filter(|id| !id.is_empty()),
        name: if product.config.name.is_empty() { &config.title } else { &product.config.name },
        description: &product.config.description,
        url: absolute(site, &product.config.address()),
        latest: newest_final(site, product).map(|release| latest_json(site, release)),
    });
    let feeds = beside(given.feeds, "/").into_iter().flat_map(|home| {
        let feed =
            |format: &Format| FeedJson { url: absolute(site, &home.address(format)), media_type: format.media_type };
        formats(config).map(feed)
    });
    json(&Index {
        about: About::new(site, "index"),
        title: &config.title,
        description: &config.description,
        language: &config.language,
        url: absolute(site, "/"),
        repository: config.repository.as_deref(),
        releases: list(releases::paged(given)),
        entries: list(entries::paged(given)),
        roadmap: list(roadmap::paged(given)),
        products: products.collect(),
        types: config.types.iter().map(|kind| named(&kind.id, type_label(config, &kind.id, &words))).collect(),
        components: config.components.iter().map(|it| named(&it.id, it.name.clone())).collect(),
        feeds: feeds.collect(),
        schemas: super::schema::SCHEMAS
            .iter()
            .map(|(name, _)| absolute(site, &format!("/api/schema/{name}.json")))
            .collect(),
    })
}
