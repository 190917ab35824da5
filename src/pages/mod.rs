//! Which pages exist: one file a kind, and a row for each in [`KINDS`].

mod archive;
mod changelog;
mod compare;
mod context;
mod deprecations;
mod entry;
mod feeds;
mod frame;
mod languages;
mod nouns;
mod redirects;
mod release;
mod releases;
mod roadmap;
mod roadmap_views;
mod root_links;
mod search;
mod security;
mod shelf;
mod since;
mod special;
mod support;
mod terms;
mod timeline;
mod trust;
mod twins;
mod unreleased;
pub mod view;
mod way;

use std::sync::Arc;

use erased_serde::Serialize;
use rayon::prelude::*;

pub use context::{Context, Subject};
pub use frame::site_view;
pub use languages::Languages;
pub use root_links::check_root_links;
pub use twins::{between, path as twin_path, twin};

use crate::base::{Date, Diagnostic, Place, SitePath};

/// A kind of page: which pages of it there are, and what each shows.
pub struct Kind {
    pub name: &'static str,
    /// What the reader gets, for listings.
    pub caption: &'static str,
    pub template: &'static str,
    /// The pages of this kind that the site has.
    pub plan: fn(&Context) -> Vec<Plan>,
    /// The template's variables; a struct with `page` and what the kind is about.
    pub view: fn(&Context, &Page) -> View,
}

/// A typed view, ready to be handed to the theme.
pub type View = Box<dyn Serialize>;

/// Every kind of page. Help and docs are made from this table.
pub const KINDS: [&Kind; 27] = [
    &changelog::HOME,
    &changelog::PRODUCT,
    &changelog::TYPE,
    &changelog::COMPONENT,
    &changelog::TAG,
    &changelog::BREAKING,
    &security::SECURITY,
    &deprecations::DEPRECATIONS,
    &support::SUPPORT,
    &terms::TYPES,
    &terms::COMPONENTS,
    &terms::TAGS,
    &release::RELEASE,
    &releases::RELEASES,
    &unreleased::UNRELEASED,
    &entry::ENTRY,
    &archive::YEAR,
    &archive::INDEX,
    &roadmap::BOARD,
    &roadmap_views::QUARTERS,
    &roadmap_views::THEMES,
    &roadmap_views::TIMELINE,
    &roadmap::ITEM,
    &compare::COMPARE,
    &since::SINCE,
    &feeds::FEEDS,
    &search::SEARCH,
];

/// A page that a kind asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub subject: Subject,
    /// Without base: `/releases/2.4.0/`, or a file such as `/404.html`.
    pub address: String,
    /// When its content last changed, as far as dates tell.
    pub modified: Option<Date>,
    /// The sitemap names it.
    pub is_listed: bool,
    /// Where its address is written, when it is an alias.
    pub written: Option<Place>,
}

impl Plan {
    pub fn new(subject: Subject, address: impl Into<String>) -> Self {
        Self { subject, address: address.into(), modified: None, is_listed: true, written: None }
    }

    pub fn modified(mut self, date: Option<Date>) -> Self {
        self.modified = date;
        self
    }

    pub fn unlisted(mut self) -> Self {
        self.is_listed = false;
        self
    }
}

/// A planned page and the file it becomes.
pub struct Page {
    pub kind: &'static Kind,
    pub path: SitePath,
    pub plan: Plan,
}

impl Page {
    /// Its view, made now.
    pub fn view(&self, context: &Context) -> View {
        (self.kind.view)(context, self)
    }
}

/// All pages of the site, in the order of their paths in small letters. Two pages at one address are
/// told, and so is an address that no file can have.
pub fn plan(context: &Context, diagnostics: &mut Vec<Diagnostic>) -> Vec<Arc<Page>> {
    let kinds: Vec<&Kind> = KINDS.iter().copied().chain([&special::NOT_FOUND, &redirects::REDIRECT]).collect();
    let plans = kinds.into_par_iter().flat_map_iter(|kind| (kind.plan)(context).into_iter().map(move |it| (kind, it)));
    let plans: Vec<(&Kind, Plan)> = plans.collect();
    let prefix = context.site.config.edition.prefix.as_str();
    let with_file = plans.into_par_iter().map(|(kind, plan)| match file_of(prefix, &plan.address) {
        Ok(path) => Ok((path.folded(), Arc::new(Page { kind, path, plan }))),
        Err(diagnostic) => Err(placed(diagnostic, &plan, context)),
    });
    let with_file: Vec<_> = with_file.collect();
    let (mut order, mut planned) = (Vec::with_capacity(with_file.len()), Vec::with_capacity(with_file.len()));
    for page in with_file {
        match page {
            Ok((folded, page)) => {
                order.push((planned.len(), folded));
                planned.push(Some(page));
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    // Of those at one address the first that was planned comes first.
    order.par_sort_unstable_by(|(a, one), (b, other)| one.cmp(other).then(a.cmp(b)));
    let mut pages: Vec<Arc<Page>> = Vec::with_capacity(order.len());
    for same in order.chunk_by(|(_, one), (_, other)| one == other) {
        let mut same = same.iter().filter_map(|(at, _)| planned[*at].take());
        let Some(first) = same.next() else { continue };
        same.for_each(|page| double(&first, &page, context, diagnostics));
        pages.push(first);
    }
    pages
}

/// The first page at an address stays; redirects are planned last.
fn double(first: &Page, page: &Page, context: &Context, diagnostics: &mut Vec<Diagnostic>) {
    if is_content(&first.plan) && is_content(&page.plan) {
        return; // Told when the site was linked, with both places.
    }
    let (kind, other) = (first.kind.name, page.kind.name);
    let message = format!("the address {} is taken twice: {kind} and {other}", page.plan.address);
    let mut error = Diagnostic::error("duplicate-address", message);
    error.related.extend(origin(&first.plan, context));
    let error = error.help("take the alias out, or give one of the two another `slug`");
    diagnostics.push(placed(error, &page.plan, context));
}

fn is_content(plan: &Plan) -> bool {
    matches!(plan.subject, Subject::Entry(_) | Subject::Release(_) | Subject::Item(_))
}

fn placed(diagnostic: Diagnostic, plan: &Plan, context: &Context) -> Diagnostic {
    Diagnostic { place: origin(plan, context), ..diagnostic }
}

/// Where the page comes from, for complaints about it.
fn origin(plan: &Plan, context: &Context) -> Option<Place> {
    let site = &context.site;
    let source = match plan.subject {
        Subject::Entry(ix) => Some(&site.entries[ix].source),
        Subject::Release(ix) => site.releases[ix].source.as_ref(),
        Subject::Item(ix) => Some(&site.roadmap[ix].source),
        _ => None,
    };
    plan.written.clone().or_else(|| source.map(|source| Place::file(&source.path)))
}

/// The file that a server sends for an address in an edition whose addresses begin with `prefix`.
fn file_of(prefix: &str, address: &str) -> Result<SitePath, Diagnostic> {
    let path = address.trim_start_matches('/');
    let file = if path.ends_with('/') || path.is_empty() { "index.html" } else { "" };
    let path = [prefix, "/", path, file].concat();
    let path = path.trim_start_matches('/');
    SitePath::published(path).map_err(|fault| {
        Diagnostic::error("bad-address", format!("no page can be at {address}: it {fault}"))
            .help("choose another `slug` or alias")
    })
}
