//! The frame of every page: the site, and the page itself.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{ForeignView, LinkView, ProductView, ValueView};

/// `site`: what every page of the site shares.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SiteView {
    pub title: String,
    pub description: String,
    /// BCP 47 tag of the interface language.
    pub language: String,
    /// Address of the home page.
    pub url: String,
    /// The base URL without its last slash.
    pub base_url: String,
    /// Address of the source repository.
    pub repository: Option<String>,
    /// Empty when the site has a single, unnamed product.
    pub products: Vec<ProductView>,
    /// The configured navigation; empty means that the theme makes its own from `sections`.
    pub navigation: Vec<LinkView>,
    /// The main pages that exist, each with its key, title and address: `changelog`, `roadmap`, `unreleased`,
    /// `releases`, `archive`, `tags`, `types`, `components`, `breaking`, `security`, `deprecations`,
    /// `support`, `feeds`, `search`.
    pub sections: Vec<SectionView>,
    /// `[theme_options]` over the theme's defaults.
    pub options: BTreeMap<String, ValueView>,
    /// `[extra]` of the configuration.
    pub extra: BTreeMap<String, ValueView>,
    /// Built with drafts, future things or a closed audience: not for publishing.
    pub preview: bool,
    /// `Tidings` and its version.
    pub generator: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectionView {
    pub key: String,
    /// In the language of the page.
    pub title: String,
    pub url: String,
}

/// `page`: the page itself, for the head of the document and the frame around the content.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageView {
    /// The page's kind: `home`, `product`, `release`, `entry` …
    pub kind: String,
    /// For the title bar, without the site's title; empty on the home page.
    pub title: String,
    /// One plain sentence; may be empty.
    pub description: String,
    /// Absolute address; that of the original when nothing on the page is in the language of this edition.
    pub canonical: String,
    /// The page in every language of the site, its own included; empty when there is only one.
    pub languages: Vec<LanguageView>,
    /// What the page is about is not translated.
    pub untranslated: Option<ForeignView>,
    /// The key of the section in `site.sections` that it belongs to.
    pub section: Option<String>,
    /// `website` or `article` (Open Graph).
    pub og_type: String,
    /// Absolute address of a picture for cards.
    pub image: Option<String>,
    pub image_alt: Option<String>,
    /// A schema.org description as JSON, safe inside `<script type="application/ld+json">`.
    pub json_ld: Option<String>,
    /// The address of the same page in markdown, if it has that.
    pub twin: Option<String>,
    /// The address of what the page is about as JSON, if there is a file of just that.
    pub data: Option<String>,
    /// Feeds that carry this page's list, for `<link rel="alternate">`.
    pub feeds: Vec<FeedView>,
    /// From the home page down to the parent of this page.
    pub breadcrumbs: Vec<LinkView>,
    /// Search engines are asked to leave it out.
    pub noindex: bool,
}

/// A page in one language of the site.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LanguageView {
    /// BCP 47.
    pub language: String,
    /// What those who speak it call it.
    pub name: String,
    pub url: String,
    /// Absolute address.
    pub canonical: String,
    /// It is this page.
    pub current: bool,
    /// Something on it is in that language besides the frame: it is to be named to search engines.
    pub translated: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FeedView {
    pub title: String,
    pub url: String,
    /// `application/atom+xml`, `application/rss+xml`, `application/feed+json` or `text/calendar`.
    pub media_type: String,
    /// `atom`, `rss`, `json`, or `calendar` for that of the roadmap.
    pub format: String,
}

/// `target`: where a redirect leads.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RedirectView {
    pub url: String,
    /// Absolute.
    pub canonical: String,
}
