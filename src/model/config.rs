//! What `tidings.toml` says, with its defaults.

use std::collections::BTreeMap;

use jiff::civil;

use super::{Bump, CheckConfig, Edition, Language, Releasing, Sourcing};
use crate::base::Place;

/// The configuration of a site. Only `title` and `base_url` have no default.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    pub title: String,
    /// Absolute, `http` or `https`, without a last slash, query or fragment.
    pub base_url: String,
    pub description: String,
    /// A BCP 47 language tag; default `en`.
    pub language: String,
    /// The languages besides its own, in the order written.
    pub languages: Vec<Language>,
    /// Which language's edition of the site this is.
    pub edition: Edition,
    /// The name of a theme in `themes/`, or `default`.
    pub theme: String,
    /// `[theme_options]`: values for what the theme's `theme.toml` offers.
    pub theme_options: BTreeMap<String, OptionValue>,
    /// The address of the source repository (`https://github.com/acme/acme`), without a last slash.
    pub repository: Option<String>,
    /// How release tags look, `{version}` standing for the version; default `v{version}`.
    pub tag: String,
    /// Where the product is published as a package, for advisories; only for sites without products.
    pub package: Option<Package>,
    /// Entries and releases on one page of a list; default 20.
    pub per_page: usize,
    /// The address shown for `[navigation]`, in the order written; empty means the theme's own choice.
    pub navigation: Vec<NavLink>,
    pub types: Vec<ChangeType>,
    /// In the order written.
    pub products: Vec<ProductConfig>,
    pub components: Vec<Component>,
    pub authors: Vec<Author>,
    /// Audiences besides `public`.
    pub audiences: Vec<String>,
    pub roadmap: RoadmapConfig,
    pub release: Releasing,
    /// What is read in place, in the order written.
    pub sources: Vec<Sourcing>,
    pub feeds: Feeds,
    pub outputs: Outputs,
    pub check: CheckConfig,
    pub markdown: Markdown,
    pub limits: Limits,
    /// `[[redirects]]`: old addresses of the site as a whole.
    pub redirects: Vec<Redirect>,
    /// `[extra]`: free for themes.
    pub extra: BTreeMap<String, OptionValue>,
}

/// A value of a free table.
#[derive(Debug, Clone, PartialEq)]
pub enum OptionValue {
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    List(Vec<OptionValue>),
    Table(BTreeMap<String, OptionValue>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavLink {
    pub title: String,
    /// Absolute, or from the site's root.
    pub url: String,
}

/// A type of change, such as `added`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeType {
    /// A slug; stands in front matter and addresses.
    pub id: String,
    /// How it is headed; for the six of Keep a Changelog the theme's translation comes first.
    pub title: String,
    /// Other headings that mean it (`New`, `Features`); compared without case.
    pub aliases: Vec<String>,
    /// How far it moves the version; default: [`Bump::usual`].
    pub bump: Bump,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductConfig {
    /// A slug; the folder in `changelog/` and the address.
    pub id: String,
    pub name: String,
    pub description: String,
    /// Default: the site's.
    pub repository: Option<String>,
    /// How release tags look, `{version}` standing for the version; default: the site's.
    pub tag: String,
    /// Where the product is published as a package; default: the site's.
    pub package: Option<Package>,
}

/// A package of an ecosystem, as <https://osv.dev> names both: `npm:acme`, `crates.io:acme`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    pub ecosystem: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    pub id: String,
    pub name: String,
    pub description: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    pub id: String,
    pub name: String,
    pub url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoadmapConfig {
    /// The columns of the board, in order.
    pub statuses: Vec<Status>,
    /// Replaces the theme's forward-looking disclaimer.
    pub disclaimer: Option<String>,
    /// When somebody last went over the roadmap.
    pub reviewed: Option<civil::Date>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    pub id: String,
    pub title: String,
    pub role: StatusRole,
}

/// What a column means to Tidings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusRole {
    Open,
    Active,
    /// Where items go whose entry is released.
    Shipped,
    Declined,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feeds {
    /// Items in a feed; default 30.
    pub limit: usize,
    /// Which formats are written; default all three.
    pub formats: Vec<FeedFormat>,
    /// Which lists have feeds; default all.
    pub lists: Vec<FeedList>,
    /// Whether the Atom feed of the home page reaches back to the beginning by archive documents; default yes.
    pub archive: bool,
    /// The authority of `tag:` URIs (RFC 4151), `example.com,2026`; default: the host of
    /// `base_url` and 2026.
    pub authority: String,
    /// The name of the feed's author; default: the site's title.
    pub author: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedFormat {
    Atom,
    Rss,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedList {
    Home,
    Products,
    Types,
    Components,
    Tags,
    Security,
    Breaking,
    Deprecations,
    Roadmap,
}

/// Which families of pages and files are made besides the changelog, the roadmap and the feeds; default all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outputs {
    /// `/compare/` and `/since/…`, with their data.
    pub compare: bool,
    /// `/search/` and its index.
    pub search: bool,
    /// `index.md` beside each page, and `llms.txt`.
    pub twins: bool,
    /// JSON, calendars and texts for programs.
    pub api: bool,
    /// Pictures for links to pages.
    pub cards: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markdown {
    /// Raw HTML passes as written; default false: it is sanitised.
    pub unsafe_html: bool,
    /// Code is highlighted at build time; default true.
    pub highlight: bool,
    /// Quotes and dashes become typographic; default false.
    pub smart_punctuation: bool,
}

/// Sizes over which a file is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a markdown file; default 4 MiB.
    pub entry: u64,
    /// Bytes of front matter; default 64 KiB.
    pub front_matter: usize,
    /// Characters of a title; default 300.
    pub title: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    pub from: String,
    pub to: String,
    /// Where `from` is written.
    pub place: Place,
}

impl ProductConfig {
    /// Where its pages lie: `/server/`, or `/` in a site without products.
    pub fn address(&self) -> String {
        if self.id.is_empty() { "/".to_owned() } else { format!("/{}/", self.id) }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { entry: 4 << 20, front_matter: 64 << 10, title: 300 }
    }
}

impl Default for Outputs {
    fn default() -> Self {
        Self { compare: true, search: true, twins: true, api: true, cards: true }
    }
}

impl Default for Markdown {
    fn default() -> Self {
        Self { unsafe_html: false, highlight: true, smart_punctuation: false }
    }
}

impl ChangeType {
    /// The six types of Keep a Changelog 1.1.0, with headings that changelogs in the wild use for them.
    pub fn defaults() -> Vec<Self> {
        let row = |id: &str, title: &str, aliases: &[&str]| Self {
            id: id.to_owned(),
            title: title.to_owned(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            bump: Bump::usual(id),
        };
        vec![
            row("added", "Added", &["New", "New features", "Features", "Feature", "Additions"]),
            row("changed", "Changed", &["Changes", "Improvements", "Improved", "Enhancements", "Performance"]),
            row("deprecated", "Deprecated", &["Deprecations"]),
            row("removed", "Removed", &["Removals"]),
            row("fixed", "Fixed", &["Fixes", "Bug fixes", "Bugfixes", "Bugs"]),
            row("security", "Security", &["Security fixes"]),
        ]
    }
}

impl RoadmapConfig {
    /// Exploring, planned, in-progress, shipped, declined.
    pub fn default_statuses() -> Vec<Status> {
        let row = |id: &str, title: &str, role| Status { id: id.to_owned(), title: title.to_owned(), role };
        vec![
            row("exploring", "Exploring", StatusRole::Open),
            row("planned", "Planned", StatusRole::Open),
            row("in-progress", "In progress", StatusRole::Active),
            row("shipped", "Shipped", StatusRole::Shipped),
            row("declined", "Declined", StatusRole::Declined),
        ]
    }
}

impl Config {
    /// A configuration with every default.
    pub fn new(title: &str, base_url: &str) -> Self {
        let base_url = base_url.trim_end_matches('/').to_owned();
        Self {
            title: title.to_owned(),
            description: String::new(),
            language: "en".to_owned(),
            languages: Vec::new(),
            edition: Edition::default(),
            theme: "default".to_owned(),
            theme_options: BTreeMap::new(),
            repository: None,
            tag: "v{version}".to_owned(),
            package: None,
            per_page: 20,
            navigation: Vec::new(),
            types: ChangeType::defaults(),
            products: Vec::new(),
            components: Vec::new(),
            authors: Vec::new(),
            audiences: Vec::new(),
            roadmap: RoadmapConfig { statuses: RoadmapConfig::default_statuses(), disclaimer: None, reviewed: None },
            release: Releasing::default(),
            sources: Vec::new(),
            feeds: Feeds {
                limit: 30,
                formats: vec![FeedFormat::Atom, FeedFormat::Rss, FeedFormat::Json],
                lists: FeedList::ALL.to_vec(),
                archive: true,
                authority: String::new(),
                author: None,
            },
            outputs: Outputs::default(),
            check: CheckConfig::default(),
            markdown: Markdown::default(),
            limits: Limits::default(),
            redirects: Vec::new(),
            extra: BTreeMap::new(),
            base_url,
        }
    }

    /// The path of `base_url` without a last slash: `/sub`, or empty.
    pub fn base_path(&self) -> &str {
        let after_scheme = self.base_url.find("://").map_or(0, |at| at + 3);
        self.base_url[after_scheme..].find('/').map_or("", |at| &self.base_url[after_scheme + at..])
    }

    /// The host (and port) of `base_url`.
    pub fn host(&self) -> &str {
        let after_scheme = self.base_url.find("://").map_or(0, |at| at + 3);
        let rest = &self.base_url[after_scheme..];
        rest.split('/').next().unwrap_or(rest)
    }

    /// The permanent id of something: a tag URI of RFC 4151. What such a URI cannot hold of `id`
    /// is percent-encoded.
    ///
    /// In an edition below the root it ends in a query with the language: what is told in two languages is two things
    /// to whoever follows both feeds. No id holds a `?`, and a fragment may still follow (RFC 3986, section 3).
    pub fn tag_uri(&self, id: &str) -> String {
        let host = self.host().split(':').next().unwrap_or_default().to_lowercase();
        let mut uri = match self.feeds.authority.is_empty() {
            true => format!("tag:{host},2026:"),
            false => format!("tag:{}:", self.feeds.authority),
        };
        for byte in id.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => uri.push(byte.into()),
                b'-' | b'.' | b'_' | b'~' | b'/' | b':' | b'@' | b'+' | b'!' | b',' | b'=' => uri.push(byte.into()),
                _ => uri.push_str(&format!("%{byte:02X}")),
            }
        }
        if self.edition.origin.is_some() {
            uri.push_str(&format!("?lang={}", self.language));
        }
        uri
    }

    pub fn change_type(&self, id: &str) -> Option<&ChangeType> {
        self.types.iter().find(|kind| kind.id == id)
    }

    /// The type that a heading or a front-matter value names: by id, title or alias, without case.
    pub fn type_named(&self, name: &str) -> Option<&ChangeType> {
        let name = name.trim().to_lowercase();
        self.types.iter().find(|kind| {
            kind.id == name
                || kind.title.to_lowercase() == name
                || kind.aliases.iter().any(|alias| alias.to_lowercase() == name)
        })
    }
}

impl FeedList {
    pub const ALL: [Self; 9] = [
        Self::Home,
        Self::Products,
        Self::Types,
        Self::Components,
        Self::Tags,
        Self::Security,
        Self::Breaking,
        Self::Deprecations,
        Self::Roadmap,
    ];
}
