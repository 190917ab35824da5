//! All documents become one site: filtered, gathered, linked, checked.

mod entries;
mod links;
mod names;
mod releases;
mod reverts;
mod roadmap;
mod visible;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use self::links::{Shown, links};
use self::visible::{Conditions, Visibility, visibility};
use super::document::{Document, Fields};
use crate::base::{At, Date, Diagnostic, Reported, SitePath, Source, Tree, nearest};
use crate::model::{Config, Entry, Product, ProductConfig, Release, Site, Viewpoint, Withheld};

/// The site that `viewpoint` sees. The documents come in the order of their paths; `translated` are the files of
/// translations, each with the document that it belongs to. `tree` is asked for the files beside the documents only.
pub fn link(
    documents: &[Arc<Document>],
    translated: &BTreeMap<SitePath, SitePath>,
    config: &Arc<Config>,
    tree: &Tree,
    viewpoint: &Viewpoint,
) -> Reported<Site> {
    let mut desk = Desk::new(config, viewpoint);
    let documents = Sorted::new(documents);
    let mut products = products(config);
    let told = releases::told(&documents, &mut products, &mut desk);
    let mut entries = entries::gather(&documents, &told, &mut products, &mut desk);
    reverts::check(&documents, &mut desk);
    let mut releases = releases::gather(&told, &mut entries, &mut products, &mut desk);
    let mut items = roadmap::gather(&documents, &entries, &releases, &mut products, &mut desk);
    desk.changes_by_date(&entries, &releases);
    let shown = Shown { entries: &entries, releases: &releases, items: &items };
    let (linked, clashes) = rayon::join(|| links(&documents, translated, tree, shown), || names::check(shown));
    desk.diagnostics.extend(linked.diagnostics.into_iter().chain(clashes));
    entries.iter_mut().zip(linked.entries).for_each(|(entry, addresses)| addresses.give_to(entry));
    releases.iter_mut().zip(linked.releases).for_each(|(release, links)| release.prose.links = links);
    items.iter_mut().zip(linked.items).for_each(|(item, links)| item.prose.links = links);
    let site = Site {
        config: Arc::clone(config),
        products,
        entries,
        releases,
        roadmap: items,
        assets: linked.assets,
        next_change: desk.next_change.map(Date::moment),
        hidden: desk.hidden,
        viewpoint: viewpoint.clone(),
    };
    Reported::new(site, desk.diagnostics)
}

/// The documents by noun, each in order of their paths.
struct Sorted<'a> {
    entries: Vec<&'a Document>,
    releases: Vec<&'a Document>,
    roadmap: Vec<&'a Document>,
}

impl<'a> Sorted<'a> {
    fn new(documents: &'a [Arc<Document>]) -> Self {
        let mut sorted = Self { entries: Vec::new(), releases: Vec::new(), roadmap: Vec::new() };
        for document in documents {
            match document.fields {
                Fields::Entry(_) => sorted.entries.push(document),
                Fields::Release(_) => sorted.releases.push(document),
                Fields::RoadmapItem(_) => sorted.roadmap.push(document),
            }
        }
        sorted
    }

    fn all(&self) -> impl Iterator<Item = &'a Document> {
        self.entries.iter().chain(&self.releases).chain(&self.roadmap).copied()
    }
}

/// What is decided and said while the site is put together.
struct Desk<'a> {
    config: &'a Config,
    viewpoint: &'a Viewpoint,
    diagnostics: Vec<Diagnostic>,
    hidden: usize,
    next_change: Option<Timestamp>,
}

impl<'a> Desk<'a> {
    fn new(config: &'a Config, viewpoint: &'a Viewpoint) -> Self {
        Self { config, viewpoint, diagnostics: Vec::new(), hidden: 0, next_change: None }
    }

    /// Takes over what was decided and said about a part.
    fn add(&mut self, part: Desk<'_>) {
        self.diagnostics.extend(part.diagnostics);
        self.hidden += part.hidden;
        self.changes_at(part.next_change);
    }

    fn changes_at(&mut self, moment: Option<Timestamp>) {
        self.next_change = [self.next_change, moment].into_iter().flatten().min();
    }

    /// Remembers when a release's support ends, and when what an entry deprecates does: pages say so from then on.
    fn changes_by_date(&mut self, entries: &[Entry], releases: &[Release]) {
        let ends = releases.iter().filter_map(|release| release.fields.support_until);
        let sunsets = entries.iter().flat_map(|entry| &entry.fields.deprecates).filter_map(|it| it.sunset);
        let now = self.viewpoint.now;
        self.changes_at(ends.chain(sunsets).map(|date| date.end()).filter(|moment| *moment > now).min());
    }

    /// What keeps the thing from the public, if it shows at all; counts it when it does not, and
    /// remembers when that changes.
    fn shows(&mut self, conditions: Conditions<'_>) -> Option<Withheld> {
        let (shows, change) = match visibility(conditions, self.viewpoint) {
            Visibility::Shown(withheld, until) => (Some(withheld), until),
            Visibility::Scheduled(from) => (None, Some(from)),
            Visibility::Hidden => (None, None),
        };
        self.hidden += usize::from(shows.is_none());
        self.changes_at(change);
        shows
    }

    /// The index of the product that a field or else the folder names; the nameless one when
    /// neither does.
    fn product(
        &mut self,
        field: Option<&At<String>>,
        folder: Option<&String>,
        source: &Source,
        products: &mut Vec<Product>,
    ) -> usize {
        let named = field.map(|at| &at.value).or(folder);
        if let Some(index) = named.and_then(|id| products.iter().position(|it| it.config.id == *id)) {
            return index;
        }
        if let Some(at) = field {
            let known = self.config.products.iter().map(|product| product.id.as_str());
            self.unknown(
                "unknown-product",
                "product",
                at,
                source,
                known,
                "declare it as [products.ID] in tidings.toml",
            );
        }
        nameless(products, self.config)
    }

    /// Complains about a reference to something that is not there.
    fn unknown<'k>(
        &mut self,
        code: &'static str,
        noun: &str,
        at: &At<String>,
        source: &Source,
        known: impl Iterator<Item = &'k str>,
        otherwise: &str,
    ) {
        let help = match nearest(&at.value, known) {
            Some(name) => format!("did you mean `{name}`?"),
            None => otherwise.to_owned(),
        };
        let complaint = Diagnostic::error(code, format!("there is no {noun} `{}`", at.value));
        self.diagnostics.push(complaint.at(source.place(at.span)).help(help));
    }

    fn check_components(&mut self, named: &[At<String>], source: &Source) {
        let known = &self.config.components;
        for at in named.iter().filter(|at| !known.is_empty() && known.iter().all(|it| it.id != at.value)) {
            let help = "declare it as [components.ID] in tidings.toml";
            self.unknown("unknown-component", "component", at, source, known.iter().map(|it| it.id.as_str()), help);
        }
    }

    fn check_audience(&mut self, named: &[At<String>], source: &Source) {
        let config = self.config;
        for at in named.iter().filter(|at| at.value != "public" && !config.audiences.contains(&at.value)) {
            let known = config.audiences.iter().map(String::as_str).chain(["public"]);
            let help = "declare it in `audiences` of tidings.toml; until then nobody sees this";
            self.unknown("unknown-audience", "audience", at, source, known, help);
        }
    }

    /// A name that is nearly an id of `[authors]` is probably meant to be one.
    fn check_authors(&mut self, named: &[At<String>], source: &Source) {
        let config = self.config;
        if config.authors.is_empty() {
            return;
        }
        for at in named.iter().filter(|at| !at.value.contains(' ')) {
            let ids = || config.authors.iter().map(|author| author.id.as_str());
            if ids().any(|id| id == at.value) {
                continue;
            }
            if let Some(id) = nearest(&at.value, ids()) {
                let message = format!("`{}` is no id in [authors], so it is shown as a name", at.value);
                let warning = Diagnostic::warning("unknown-author", message).at(source.place(at.span));
                self.diagnostics.push(warning.help(format!("did you mean `{id}`?")));
            }
        }
    }
}

/// The configured products, or the one without a name.
fn products(config: &Config) -> Vec<Product> {
    let mut products: Vec<Product> = config.products.iter().cloned().map(product).collect();
    if products.is_empty() {
        nameless(&mut products, config);
    }
    products
}

fn product(config: ProductConfig) -> Product {
    Product { config, releases: Vec::new(), unreleased: None }
}

/// The index of the product without id and name, which is made when it is not there.
fn nameless(products: &mut Vec<Product>, config: &Config) -> usize {
    products.iter().position(|product| product.config.id.is_empty()).unwrap_or_else(|| {
        products.push(product(ProductConfig {
            id: String::new(),
            name: String::new(),
            description: String::new(),
            repository: None,
            tag: config.tag.clone(),
            package: config.package.clone(),
        }));
        products.len() - 1
    })
}
