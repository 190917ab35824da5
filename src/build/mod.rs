//! The river on one page: a tree becomes documents, a site, pages, bytes.

mod editions;
mod files;
mod inputs;
mod memo;
mod output;
mod recent;
#[cfg(test)]
mod sample;
mod sources;

use std::collections::BTreeSet;
use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

pub use inputs::inputs;
pub use memo::{Counts, Memo};
pub use output::{Output, Summary};
#[cfg(test)]
pub use sample::{built, text_of};
pub use sources::{Whole, extent, whole};

use crate::base::{Content, Diagnostic, Digest, Place, Reported, SitePath, Tree};
use crate::model::{Config, Site, Viewpoint};
use crate::read::Editions;
use crate::read::document::{self, Document};
use crate::read::placement::{Elsewhere, place};
use crate::theme::Theme;
use crate::{pages, read};
use memo::Read;

/// What is asked for, besides the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub viewpoint: Viewpoint,
    /// Replaces the configuration's `base_url`.
    pub base_url: Option<String>,
    /// Replaces scheme and host of the base URL (`http://127.0.0.1:1111`); its path stays.
    pub origin: Option<String>,
}

/// Where a site's configuration is.
pub const CONFIG: &str = "tidings.toml";

/// The site that `tree` makes. The value is there whenever there is no error; its pages are
/// rendered when they are asked for. `memo` only saves work: without it the result is the same.
pub fn build(tree: &Tree, wish: &Wish, memo: &Memo) -> Reported<Option<Output>> {
    memo.begin();
    let mut diagnostics = Vec::new();
    let output = with_sources(tree, wish, memo, &mut diagnostics, flow);
    let output = output.filter(|_| !diagnostics.iter().any(Diagnostic::is_error));
    Reported::new(output, in_order(diagnostics))
}

/// What the bytes of a configuration say, as far as they can be read. What is wrong with them [`build`] tells.
pub fn config_in(bytes: &[u8]) -> Option<Config> {
    let path = SitePath::new(CONFIG).expect("the name is a path");
    read::clean(&path, bytes).value.and_then(|source| read::config(&source).value)
}

/// The site in its own language, linked even where there are errors; of them only those that are found on the way.
/// `None` when there is no readable configuration.
pub fn linked(tree: &Tree, wish: &Wish, memo: &Memo) -> Reported<Option<Arc<Site>>> {
    let mut diagnostics = Vec::new();
    let linked = with_sources(tree, wish, memo, &mut diagnostics, link);
    let site = linked.and_then(|linked| linked.sites.into_iter().next());
    Reported::new(site, in_order(diagnostics))
}

/// A site in each of its languages, and the theme of each, where it could be loaded.
struct Linked {
    sites: Vec<Arc<Site>>,
    themes: Vec<memo::Loaded>,
}

/// What `make` makes of the site's files and its sources; what is said about these is said of the lines in them.
fn with_sources<T>(
    tree: &Tree,
    wish: &Wish,
    memo: &Memo,
    diagnostics: &mut Vec<Diagnostic>,
    make: impl FnOnce(&Tree, Arc<Config>, &Wish, &Memo, &mut Vec<Diagnostic>) -> Option<T>,
) -> Option<T> {
    let config = Arc::new(config(tree, wish, diagnostics)?);
    let whole = whole(tree, &config, memo).take(diagnostics);
    let made = make(&whole.tree, config, wish, memo, diagnostics);
    *diagnostics = whole.told(std::mem::take(diagnostics));
    made
}

fn flow(
    tree: &Tree,
    config: Arc<Config>,
    wish: &Wish,
    memo: &Memo,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Output> {
    let Linked { sites, themes } = link(tree, config, wish, memo, diagnostics)?;
    let themes: Vec<&Arc<Theme>> = themes.iter().map(|theme| theme.value.as_ref()).collect::<Option<_>>()?;
    let output = Output::new(tree, editions::planned(sites, &themes, diagnostics), diagnostics);
    for site in output.sites() {
        let prefix = site.config.edition.prefix.trim_start_matches('/');
        let is_there =
            |path: &str| output.contains(path) || !prefix.is_empty() && output.contains(&format!("{prefix}/{path}"));
        diagnostics.extend(pages::check_root_links(site, is_there));
    }
    Some(output)
}

fn link(
    tree: &Tree,
    config: Arc<Config>,
    wish: &Wish,
    memo: &Memo,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Linked> {
    let configs = editions::configs(&config, tree);
    let themes = memo.themes(tree, &configs, |config| Theme::load(tree, config));
    diagnostics.extend(themes.iter().flat_map(|theme| theme.diagnostics.iter().cloned()));
    let readers = editions::readers(&configs, &themes);
    let documents = documents(tree, &config, &readers, memo, diagnostics);
    let told = read::editions(documents, &config).take(diagnostics);
    let sites: Vec<Arc<Site>> = iter::once(&told.own)
        .chain(&told.others)
        .zip(&configs)
        .map(|(documents, config)| {
            let site = read::site::link(documents, &told.translated, config, tree, &wish.viewpoint);
            Arc::new(site.take(diagnostics))
        })
        .collect();
    diagnostics.extend(misplaced(tree, &told, &sites));
    Some(Linked { sites, themes })
}

fn config(tree: &Tree, wish: &Wish, diagnostics: &mut Vec<Diagnostic>) -> Option<Config> {
    let Some(bytes) = tree.bytes(CONFIG) else {
        let missing = Diagnostic::error("no-config", format!("there is no {CONFIG} here"));
        diagnostics.push(missing.help("`tidings init` writes one; `--root DIR` names another folder"));
        return None;
    };
    let path = SitePath::new(CONFIG).expect("the name is a path");
    let source = read::clean(&path, bytes).take(diagnostics)?;
    let mut config = read::config(&source).take(diagnostics)?;
    if let Some(base_url) = &wish.base_url {
        config.base_url = base_url.trim_end_matches('/').to_owned();
    }
    if let Some(origin) = &wish.origin {
        config.base_url = format!("{origin}{}", config.base_path());
    }
    Some(config)
}

/// Every markdown file of the site, read in parallel, in the order of their paths.
fn documents(
    tree: &Tree,
    config: &Config,
    readers: &[Config],
    memo: &Memo,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Arc<Document>> {
    let files: Vec<_> = tree.below("changelog").chain(tree.below("roadmap")).collect();
    let read = |path: &SitePath, content: &Content| document(path, content, config, readers, memo);
    let digests: Vec<Digest> = readers.iter().map(document::reading_digest).collect();
    let reading = Digest::parts(digests.iter().map(Digest::as_bytes));
    memo.documents(&files, reading, read).take(diagnostics)
}

/// One file, read; `None` when it is no content.
fn document(path: &SitePath, content: &Content, config: &Config, readers: &[Config], memo: &Memo) -> Read {
    let placement = place(path, config).ok()?;
    let tag = placement.language.as_deref();
    let of_tag = readers.iter().find(|reader| tag == Some(reader.language.as_str()));
    let config = of_tag.or(readers.first()).unwrap_or(config);
    let read = AssertUnwindSafe(|| document::read(path, content, placement, config, memo.highlights()));
    let read = catch_unwind(read).unwrap_or_else(|_| Reported::new(None, vec![internal(path)]));
    Some(read.map(|document| document.map(Arc::new)))
}

/// Complains about files that look like entries where none is read, unless something links them.
fn misplaced(tree: &Tree, told: &Editions, sites: &[Arc<Site>]) -> Vec<Diagnostic> {
    let Some(config) = sites.first().map(|site| &site.config) else { return Vec::new() };
    let linked: BTreeSet<&SitePath> = sites.iter().flat_map(|site| &site.assets).map(|asset| &asset.path).collect();
    // Both stand in order of their paths, folder after folder.
    let mut read = told.own.iter().map(|document| &document.source.path).peekable();
    let files = tree.below("changelog").chain(tree.below("roadmap")).map(|(path, _)| path);
    let others = files.filter(|path| read.next_if_eq(path).is_none());
    let lost = others.filter(|path| place(path, config) == Err(Elsewhere::Misplaced) && !linked.contains(path));
    lost.map(|path| {
        Diagnostic::warning("not-an-entry", format!("{path} is not read: no entry is expected there"))
            .at(Place::file(path))
            .help(
                "entries are markdown in changelog/, changelog/VERSION/ or changelog/unreleased/, \
                 below the product's folder if there is one",
            )
    })
    .collect()
}

fn internal(path: &SitePath) -> Diagnostic {
    Diagnostic::error("internal", format!("internal error while reading {path}"))
        .at(Place::file(path))
        .help("this is a bug in Tidings: please report it with the file")
}

/// By file, line and column; what has no place first.
fn in_order(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics
        .sort_by(|a, b| (&a.place, a.severity, a.code, &a.message).cmp(&(&b.place, b.severity, b.code, &b.message)));
    diagnostics.dedup();
    diagnostics
}
