//! Everything that is public, linked together.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Config, Entry, ProductConfig, Release, RoadmapItem};
use crate::base::{Date, SitePath};

/// An index into `Site::entries`.
pub type EntryIx = usize;
/// An index into `Site::releases`.
pub type ReleaseIx = usize;
/// An index into `Site::roadmap`.
pub type RoadmapIx = usize;

/// The site as readers may see it: what is filtered out is nowhere in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    pub config: Arc<Config>,
    /// The configured ones in their order; behind them one without id and name when the site has
    /// no products, or has things that belong to none of them.
    pub products: Vec<Product>,
    /// Newest first; those without a date (waiting) in front.
    pub entries: Vec<Entry>,
    /// Product by product, newest version first.
    pub releases: Vec<Release>,
    /// By path.
    pub roadmap: Vec<RoadmapItem>,
    /// Files beside entries that something public refers to.
    pub assets: Vec<Asset>,
    /// When the next thing becomes visible or stops being so.
    pub next_change: Option<Date>,
    /// How many entries, releases and roadmap items were filtered out.
    pub hidden: usize,
    /// Who looks at it.
    pub viewpoint: Viewpoint,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// Empty id and name when the site has no products.
    pub config: ProductConfig,
    /// Newest version first, without the waiting one.
    pub releases: Vec<ReleaseIx>,
    /// What the next release holds so far.
    pub unreleased: Option<ReleaseIx>,
}

/// A file that is published under an address made from its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its file; the first one by path when several hold the same.
    pub path: SitePath,
    /// `/media/<digest>/<name>`, without base.
    pub address: String,
    pub bytes: Arc<[u8]>,
}

impl Site {
    /// Whether the site has products of its own making.
    pub fn has_products(&self) -> bool {
        !self.config.products.is_empty()
    }

    pub fn product(&self, index: usize) -> &Product {
        &self.products[index]
    }

    /// `Acme CLI 2.4.0`; the version alone in a site without products.
    pub fn release_name(&self, release: &Release) -> String {
        let product = &self.product(release.product).config.name;
        format!("{product} {}", release.version).trim_start().to_owned()
    }

    /// `Acme CLI 2.4.0: Winter`, with the code name if there is one.
    pub fn release_title(&self, release: &Release) -> String {
        let name = self.release_name(release);
        match &release.fields.title {
            Some(title) => format!("{name}: {}", title.value),
            None => name,
        }
    }

    /// Where an entry can be read, without base.
    pub fn entry_address<'s>(&'s self, entry: &'s Entry) -> Cow<'s, str> {
        // What is in no release has a title, given or borrowed, and so a page.
        entry.address_among(&self.releases).unwrap_or(Cow::Borrowed("/"))
    }
}

/// From where the site is looked at: the one filter for what is public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewpoint {
    pub now: jiff::Timestamp,
    pub drafts: bool,
    /// Things whose date or `publish_at` lies ahead are shown.
    pub future: bool,
    /// Audiences besides `public`.
    pub audiences: Vec<String>,
}

impl Viewpoint {
    /// Whether it sees more than the public does.
    pub fn is_preview(&self) -> bool {
        self.drafts || self.future || !self.audiences.is_empty()
    }
}
