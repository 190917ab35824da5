//! `/api/index.json`: what data there is, and where.

use serde::Serialize;

use super::latest::{LatestJson, latest_json};
use super::{About, Paged, absolute, entries, json, planned, releases, roadmap};
use crate::export::data::{DataKind, DataPlan, Given};
use crate::facts::feeds::{Format, beside, formats, type_label};
use crate::facts::lists::Selection;
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
    /// What nobody should miss; `null` where the site has nothing of the kind.
    breaking: Option<TopicJson>,
    security: Option<TopicJson>,
    deprecations: Option<TopicJson>,
    support: Option<TopicJson>,
    schemas: Vec<String>,
}

/// A page about one question, its data and its feeds.
#[derive(Serialize)]
struct TopicJson {
    /// `null` while the page would be empty.
    url: Option<String>,
    data: Option<String>,
    feeds: Vec<FeedJson>,
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
    /// Where that can be asked for again and again.
    latest_data: Option<String>,
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
        latest_data: newest_final(site, product)
            .map(|_| absolute(site, &format!("{}latest.json", product.config.address()))),
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
        feeds: feeds(given, "/"),
        breaking: topic(given, &Selection::Breaking, None),
        security: topic(given, &Selection::Security, Some(&crate::export::osv::SECURITY)),
        deprecations: topic(given, &Selection::Deprecations, None),
        support: data_of(given, &crate::export::support::SUPPORT).map(|data| TopicJson {
            url: Some(absolute(site, "/support/")),
            data: Some(data),
            feeds: Vec::new(),
        }),
        schemas: super::schema::SCHEMAS
            .iter()
            .map(|(name, _)| absolute(site, &format!("/api/schema/{name}.json")))
            .collect(),
    })
}

/// The feeds beside the page at `address`.
fn feeds(given: &Given<'_>, address: &str) -> Vec<FeedJson> {
    let feeds = beside(given.feeds, address).into_iter().flat_map(|plan| {
        let feed = |format: &Format| FeedJson {
            url: absolute(given.site, &plan.address(format)),
            media_type: format.media_type,
        };
        formats(&given.site.config).map(feed)
    });
    feeds.collect()
}

/// The address of the one file of a kind, if the site has it.
fn data_of(given: &Given<'_>, kind: &DataKind) -> Option<String> {
    (kind.plan)(given).first().map(|plan| absolute(given.site, &plan.address))
}

/// What there is about the changes of `selection`; its data are those of `kind`.
fn topic(given: &Given<'_>, selection: &Selection, kind: Option<&DataKind>) -> Option<TopicJson> {
    let list = given.lists.iter().find(|list| list.selection == *selection)?;
    let url = (!list.items.is_empty()).then(|| absolute(given.site, &list.address));
    let topic = TopicJson { url, data: kind.and_then(|kind| data_of(given, kind)), feeds: feeds(given, &list.address) };
    (topic.url.is_some() || !topic.feeds.is_empty()).then_some(topic)
}
