//! `/api/`: the site's data as JSON. Its shape is written down in the schemas that lie at `/api/schema/`.
//!
//! Lists come in pages, so that no file grows with the site. Every field is always there; what is not known is `null`.
//! A field that is added does not change [`VERSION`]; one that goes, or changes its meaning, does.

mod entries;
mod index;
mod latest;
mod nouns;
mod releases;
mod roadmap;
mod schema;

pub use entries::ENTRIES;
pub(super) use entries::all as all_entries;
pub use index::INDEX;
pub use latest::LATEST;
pub(super) use releases::all as all_releases;
pub use releases::{RELEASE, RELEASES};
pub use roadmap::ROADMAP;
pub(super) use roadmap::all as all_items;
pub use schema::SCHEMA;

use serde::Serialize;

use super::data::{self, DataPlan, Given};
use super::feed::Context;
use crate::model::{Fill, Site, Words};

/// The version of the API's shape.
const VERSION: u32 = 1;

/// How many things are on one page of a list: a file of some 100 kB with entries of common length.
const PAGE: usize = 100;

/// What every document says of itself.
#[derive(Serialize)]
pub(super) struct About {
    #[serde(rename = "$schema")]
    schema: String,
    api: u32,
}

impl About {
    pub(super) fn new(site: &Site, schema: &str) -> Self {
        Self { schema: absolute(site, &format!("/api/schema/{schema}.json")), api: VERSION }
    }
}

/// Where in a list a document stands.
#[derive(Serialize)]
struct Paging {
    /// From 1.
    page: usize,
    pages: usize,
    total: usize,
    /// The page of what is older.
    next: Option<String>,
    previous: Option<String>,
}

/// A list that comes in pages: `/api/entries.json`, then `/api/entries/page/2.json`.
struct Paged {
    name: &'static str,
    total: usize,
}

impl Paged {
    fn pages(&self) -> usize {
        self.total.div_ceil(PAGE).max(1)
    }

    fn address(&self, page: usize) -> String {
        match page {
            1 => format!("/api/{}.json", self.name),
            _ => format!("/api/{}/page/{page}.json", self.name),
        }
    }

    /// A file for each page, its part being the page's number.
    fn plan(&self) -> Vec<DataPlan> {
        (1..=self.pages()).map(|page| DataPlan { address: self.address(page), part: page }).collect()
    }

    fn paging(&self, site: &Site, page: usize) -> Paging {
        let there = |page: usize| (1..=self.pages()).contains(&page).then(|| absolute(site, &self.address(page)));
        Paging {
            page,
            pages: self.pages(),
            total: self.total,
            next: there(page + 1),
            previous: page.checked_sub(1).and_then(there),
        }
    }
}

/// What of `all` is on the page with this number.
fn on_page<T>(all: &[T], page: usize) -> &[T] {
    let from = (page.max(1) - 1).saturating_mul(PAGE).min(all.len());
    &all[from..all.len().min(from + PAGE)]
}

/// `plan` when the site has an API.
fn planned(given: &Given<'_>, plan: impl FnOnce() -> Vec<DataPlan>) -> Vec<DataPlan> {
    if given.site.config.outputs.api { plan() } else { Vec::new() }
}

/// Root-relative addresses become absolute.
fn absolute(site: &Site, address: &str) -> String {
    site.config.absolute(address)
}

fn json(document: &impl Serialize) -> Vec<u8> {
    long_json(0, document)
}

/// The same with about so many bytes of texts.
fn long_json(texts: usize, document: &impl Serialize) -> Vec<u8> {
    let mut bytes = data::long_json(texts, document);
    bytes.push(b'\n');
    bytes
}

/// How bodies are filled in: with absolute addresses, their top headings on `level`.
pub(super) fn fill<'f>(context: Context<'f>, id_prefix: &'f str, level: u8) -> Fill<'f> {
    let config = &context.site.config;
    Fill { base: &config.base_url, edition: &config.edition, id_prefix, level, words: context.words }
}

/// Calls `make` with what bodies are filled with.
pub(super) fn with_context<T>(given: &Given<'_>, make: impl FnOnce(Context<'_>) -> T) -> T {
    let words = Words::new(|key| given.strings.text(key, &[]));
    make(Context { site: given.site, strings: given.strings, words: &words })
}
