//! Every file of the finished site; each is made when it is asked for.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::files::Files;
use super::recent::Recent;
use crate::base::{Content, Date, Diagnostic, SitePath, Tree};
use crate::export::{self, DATA, DataKind, DataPlan, Given, SitemapPage};
use crate::facts::feeds::{self, Archive, Format};
use crate::model::Site;
use crate::pages::{self, Context, Page, View};
use crate::theme::Renderer;

/// A site, planned: its files, and all that is needed to make them.
pub struct Output {
    /// The first is the one in the site's own language, at its root.
    editions: Vec<Edition>,
    files: Vec<(SitePath, File)>,
    feeds: Recent,
    summary: Summary,
}

/// A site in one of its languages: all that is needed to make its files.
struct Edition {
    context: Context,
    renderer: Renderer,
}

/// A site in one of its languages, on its way into an [`Output`].
pub(super) struct Planned {
    pub context: Context,
    pub pages: Vec<Arc<Page>>,
    pub renderer: Renderer,
}

/// Which edition a file is of: an index into `Output::editions`.
type Of = usize;

/// The edition in the site's own language.
const ROOT: Of = 0;

/// Where the bytes of a file come from.
pub(super) enum File {
    Page(Of, Arc<Page>),
    /// The same in markdown.
    Twin(Of, Arc<Page>),
    /// An index into `Context::feeds`.
    Feed(Of, usize, &'static Format),
    Archive(Of, Archive),
    Data(Of, &'static DataKind, DataPlan),
    /// A part of the sitemap.
    Sitemap(usize),
    /// Copied from `static/`.
    Static(Arc<[u8]>),
    Bytes(Arc<[u8]>),
}

impl File {
    /// Its bytes, when they are published as they were found.
    fn copied(&self) -> Option<&Arc<[u8]>> {
        match self {
            Self::Static(bytes) | Self::Bytes(bytes) => Some(bytes),
            Self::Page(..)
            | Self::Twin(..)
            | Self::Feed(..)
            | Self::Archive(..)
            | Self::Data(..)
            | Self::Sitemap(_) => None,
        }
    }

    /// What it is, for complaints.
    pub(super) fn noun(&self) -> String {
        match self {
            Self::Page(_, page) => format!("the page of kind `{}`", page.kind.name),
            Self::Twin(_, page) => format!("the twin of the page of kind `{}`", page.kind.name),
            Self::Feed(..) => "a feed".to_owned(),
            Self::Archive(..) => "an archive of a feed".to_owned(),
            Self::Data(_, kind, _) => kind.name.to_owned(),
            Self::Static(_) => "a file of static/".to_owned(),
            Self::Sitemap(_) | Self::Bytes(_) => "a file that Tidings makes".to_owned(),
        }
    }
}

/// What a build made, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Pages for readers, redirects not counted.
    pub pages: usize,
    /// Feeds, each format counted.
    pub feeds: usize,
    /// All files.
    pub files: usize,
    /// Entries, releases and roadmap items that are not public now.
    pub hidden: usize,
    /// When something will become public, or stop being so.
    pub next_change: Option<Date>,
}

impl Output {
    pub(super) fn new(tree: &Tree, planned: Vec<Planned>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let pages: usize = planned.iter().map(|edition| edition.pages.len()).sum();
        let mut files = Files::for_about(pages + pages / 8);
        for (path, bytes) in copied(tree) {
            files.add(path, File::Static(bytes));
        }
        let (mut listed, mut summary) = (0, Summary::default());
        let mut copies = BTreeSet::new();
        let mut editions: Vec<Edition> = Vec::with_capacity(planned.len());
        for (of, Planned { context, pages, renderer }) in planned.into_iter().enumerate() {
            listed += pages.iter().filter(|page| is_listed(&context, page)).count();
            summary.pages += pages.iter().filter(|page| page.kind.name != "redirect").count();
            add_pages(of, &context, pages, &mut files);
            summary.feeds += add_feeds(of, &context, &mut files, diagnostics);
            add_data(of, &context, &mut files, diagnostics);
            // Files without a language are there once.
            for asset in renderer.assets().iter().filter(|asset| copies.insert(asset.path.to_string())) {
                files.add(asset.path.clone(), File::Bytes(Arc::clone(&asset.bytes)));
            }
            for asset in context.site.assets.iter().filter(|asset| copies.insert(asset.address.clone())) {
                files.add_at(&asset.address, File::Bytes(Arc::clone(&asset.bytes)), diagnostics);
            }
            summary.next_change = [summary.next_change, context.site.next_change].into_iter().flatten().min();
            editions.push(Edition { context, renderer });
        }
        let site = &*editions[ROOT].context.site;
        summary.hidden = site.hidden;
        for part in 0..export::sitemap_files(listed) {
            files.add_at(&export::sitemap_name(part), File::Sitemap(part), diagnostics);
        }
        if !files.contains("robots.txt") {
            let robots = export::robots(&site.config.base_url, site.viewpoint.is_preview());
            files.add_at("robots.txt", File::Bytes(robots.into_bytes().into()), diagnostics);
        }
        let files = files.in_order(diagnostics);
        Self { summary: Summary { files: files.len(), ..summary }, editions, files, feeds: Recent::default() }
    }

    pub fn summary(&self) -> Summary {
        self.summary
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The paths of all files, in order.
    pub fn paths(&self) -> impl ExactSizeIterator<Item = &SitePath> {
        self.files.iter().map(|(path, _)| path)
    }

    pub fn contains(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    /// The index of the file at `path`.
    pub fn find(&self, path: &str) -> Option<usize> {
        self.files.binary_search_by(|(known, _)| known.as_str().cmp(path)).ok()
    }

    /// The path of the file with this index.
    pub fn path(&self, index: usize) -> &SitePath {
        &self.files[index].0
    }

    /// The path of the site's address, without a last slash: `/changes`, or empty.
    pub fn base_path(&self) -> &str {
        self.editions[ROOT].context.site.config.base_path()
    }

    /// The files that are published as they are: those of `static/`, assets, files beside entries.
    pub fn copied(&self) -> impl Iterator<Item = (&SitePath, &Arc<[u8]>)> {
        self.files.iter().filter_map(|(path, file)| Some((path, file.copied()?)))
    }

    /// The bytes of the file with this index, when it is one of those.
    pub fn copy(&self, index: usize) -> Option<&Arc<[u8]>> {
        self.files[index].1.copied()
    }

    /// An index for each kind of page that the site has.
    pub fn one_page_of_each_kind(&self) -> impl Iterator<Item = usize> {
        let mut seen = BTreeSet::new();
        let kinds = self.files.iter().enumerate().filter_map(|(index, (_, file))| match file {
            File::Page(_, page) => Some((index, page.kind.name)),
            _ => None,
        });
        kinds.filter(move |(_, kind)| seen.insert(*kind)).map(|(index, _)| index)
    }

    /// The site that the files are made from, in its own language.
    pub fn site(&self) -> &Site {
        &self.editions[ROOT].context.site
    }

    /// What its pages in its own language are made from.
    pub fn context(&self) -> &Context {
        &self.editions[ROOT].context
    }

    /// What documents in other formats are made from, in the site's own language.
    pub fn exporting(&self) -> Given<'_> {
        given(self.context())
    }

    /// The site in each of its languages, its own first.
    pub(super) fn sites(&self) -> impl Iterator<Item = &Site> {
        self.editions.iter().map(|edition| &*edition.context.site)
    }

    /// The bytes of the file with this index. Several may be made at once, in any order.
    ///
    /// # Errors
    /// A template's mistake, with its place.
    pub fn render(&self, index: usize) -> Result<Vec<u8>, Diagnostic> {
        let mut bytes = Vec::new();
        self.render_into(index, &mut bytes).map(|()| bytes)
    }

    /// The same in place of what `bytes` holds: whoever makes many files can use its memory again.
    ///
    /// # Errors
    /// A template's mistake, with its place.
    pub fn render_into(&self, index: usize, bytes: &mut Vec<u8>) -> Result<(), Diagnostic> {
        bytes.clear();
        let (path, file) = &self.files[index];
        let made = catch_unwind(AssertUnwindSafe(|| self.make(path, file, bytes)));
        made.unwrap_or_else(|_| Err(internal(path)))
    }

    /// What the template of the page with this index receives, and the template's name; `None` for
    /// files that no template makes.
    pub fn view(&self, index: usize) -> Option<(&'static str, View)> {
        match &self.files[index].1 {
            File::Page(of, page) => Some((page.kind.template, page.view(&self.editions[*of].context))),
            File::Twin(..)
            | File::Feed(..)
            | File::Archive(..)
            | File::Data(..)
            | File::Sitemap(_)
            | File::Static(_)
            | File::Bytes(_) => None,
        }
    }

    fn make(&self, path: &SitePath, file: &File, out: &mut Vec<u8>) -> Result<(), Diagnostic> {
        let of = |of: Of| &self.editions[of].context;
        match file {
            File::Page(at, page) => {
                let Edition { context, renderer } = &self.editions[*at];
                return renderer.render(page.kind.template, &*page.view(context), out);
            }
            File::Twin(at, page) => put(out, pages::twin(of(*at), page).into_bytes()),
            File::Static(bytes) | File::Bytes(bytes) => out.extend_from_slice(bytes),
            File::Sitemap(part) => {
                let base_url = &self.site().config.base_url;
                put(out, export::sitemap(base_url, &self.listed(), *part));
            }
            File::Data(at, kind, plan) => put(out, (kind.write)(&given(of(*at)), plan)),
            File::Feed(at, index, format) => {
                let context = of(*at);
                let make = || export::feed(&context.site, &context.feeds[*index], &context.strings);
                let formats = feeds::formats(&context.site.config).count();
                let feed = self.feeds.feed((*at, *index), formats, make);
                put(out, export::write(&feed, format.format));
            }
            File::Archive(at, archive) => {
                let context = of(*at);
                let home = feeds::beside(&context.feeds, "/");
                let home = home.ok_or_else(|| internal(path))?;
                let feed = export::archive(&context.site, home, archive, &context.strings);
                put(out, export::write(&feed, crate::model::FeedFormat::Atom));
            }
        }
        Ok(())
    }

    /// The pages that the sitemap names, in the order of their paths in small letters.
    fn listed(&self) -> Vec<SitemapPage> {
        let pages = self.files.iter().filter_map(|(_, file)| match file {
            File::Page(of, page) => {
                Some((*of, &**page)).filter(|(of, page)| is_listed(&self.editions[*of].context, page))
            }
            _ => None,
        });
        let mut pages: Vec<(Of, &Page)> = pages.collect();
        pages.sort_by_cached_key(|(_, page)| page.path.folded());
        let page = |(of, page): (Of, &Page)| {
            let context = &self.editions[of].context;
            SitemapPage {
                address: format!("{}{}", context.site.config.edition.prefix, page.plan.address),
                modified: page.plan.modified,
            }
        };
        pages.into_iter().map(page).collect()
    }
}

/// Whether the sitemap names the page: not when it says in another edition's language what that says.
fn is_listed(context: &Context, page: &Page) -> bool {
    page.plan.is_listed && !context.languages.is_untranslated(context.edition, &page.plan.address)
}

/// The pages, and their twins.
fn add_pages(of: Of, context: &Context, pages: Vec<Arc<Page>>, files: &mut Files) {
    let has_twins = context.site.config.outputs.twins;
    for page in pages {
        let twin = has_twins.then(|| pages::twin_path(&page)).flatten();
        files.add(page.path.clone(), File::Page(of, Arc::clone(&page)));
        if let Some(path) = twin {
            files.add(path, File::Twin(of, page));
        }
    }
}

/// The files of `static/`, under their own names.
fn copied(tree: &Tree) -> impl Iterator<Item = (SitePath, Arc<[u8]>)> {
    tree.below("static").filter_map(|(path, content)| {
        let inner = path.as_str().strip_prefix("static/")?;
        match content {
            Content::Bytes(bytes) => Some((SitePath::new(inner).ok()?, Arc::clone(bytes))),
            Content::Oversize(_) => None,
        }
    })
}

fn add_feeds(of: Of, context: &Context, files: &mut Files, diagnostics: &mut Vec<Diagnostic>) -> usize {
    let mut count = 0;
    let at = |address: &str| format!("{}{address}", context.site.config.edition.prefix);
    for (index, plan) in context.feeds.iter().enumerate() {
        for format in feeds::formats(&context.site.config) {
            files.add_at(&at(&plan.address(format)), File::Feed(of, index, format), diagnostics);
            count += 1;
        }
    }
    for archive in &context.archives {
        files.add_at(&at(&archive.address()), File::Archive(of, archive.clone()), diagnostics);
    }
    count
}

/// What files for programs are made from.
fn given(context: &Context) -> Given<'_> {
    Given {
        site: &context.site,
        lists: &context.lists,
        feeds: &context.feeds,
        strings: &context.strings,
        cards: &context.cards,
        look: &context.look,
        late: &context.late,
    }
}

/// What has no language is there once.
fn add_data(of: Of, context: &Context, files: &mut Files, diagnostics: &mut Vec<Diagnostic>) {
    let given = given(context);
    for kind in DATA {
        for plan in (kind.plan)(&given) {
            let address = format!("{}{}", context.site.config.edition.prefix, plan.address);
            if of == ROOT || !context.site.config.edition.is_shared(&plan.address) {
                files.add_at(&address, File::Data(of, kind, plan), diagnostics);
            }
        }
    }
}

/// From this many bytes on, a file is given on in the memory that it was made in, which the next file takes over.
const LARGE: usize = 32 << 10;

/// Puts `made` where `out` is empty.
fn put(out: &mut Vec<u8>, made: Vec<u8>) {
    match made.len() >= LARGE || made.capacity() > out.capacity() {
        true => *out = made,
        false => out.extend_from_slice(&made),
    }
}

fn internal(path: &SitePath) -> Diagnostic {
    Diagnostic::error("internal", format!("internal error while making {path}"))
        .help("this is a bug in Tidings: please report it with the site's sources")
}
