//! What all pages of a site are made from, computed once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::languages::Languages;
use super::shelf::Shelf;
use crate::facts::advisories::Advisory;
use crate::facts::cards::{Card, cards};
use crate::facts::deprecations::Farewell;
use crate::facts::feeds::{Archive, FeedPlan, archives, feeds};
use crate::facts::late::Late;
use crate::facts::lists::{Item, List, Selection, Terms, lists};
use crate::facts::support::Support;
use crate::facts::targets::has_calendar;
use crate::model::{Entry, EntryIx, Fill, ReleaseIx, RoadmapItem, RoadmapIx, Site, Words};
use crate::theme::{CardLook, Strings};

/// What a page is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The page speaks for itself.
    Only,
    /// The n-th page (from 1) of `Context::lists[list]`.
    List {
        list: usize,
        page: usize,
    },
    Release(ReleaseIx),
    /// What changed since this release.
    Since(ReleaseIx),
    Entry(EntryIx),
    Item(RoadmapIx),
    /// An index into `Site::products`.
    Product(usize),
    /// The n-th page (from 1) of a year of the archive.
    Year {
        year: i16,
        page: usize,
    },
    Redirect {
        to: String,
    },
}

/// The site, and what is worth working out once for all of its pages.
pub struct Context {
    pub site: Arc<Site>,
    /// All editions of the site, and the number of this one.
    pub languages: Arc<Languages>,
    pub edition: usize,
    pub(super) ready: Shelf,
    pub strings: Arc<Strings>,
    /// How cards look.
    pub look: Arc<CardLook>,
    /// Those of them that stand in bodies.
    words: Words,
    pub lists: Vec<List>,
    pub feeds: Vec<FeedPlan>,
    /// Pictures that stand for pages, and where each page's own stands.
    pub cards: Vec<Card>,
    cards_at: BTreeMap<String, usize>,
    /// The archive documents of the home feed.
    pub archives: Vec<Archive>,
    /// Items by year, newest year first, newest item first.
    pub years: Vec<(i16, Vec<Item>)>,
    /// Entries with a page of their own, newest first.
    titled: Vec<EntryIx>,
    /// Those of them that are out, in ascending order: the way from one to the next.
    line: Vec<EntryIx>,
    /// Where each selection's list stands in `lists`.
    by_selection: BTreeMap<Selection, usize>,
    items: BTreeMap<String, RoadmapIx>,
    standings: BTreeMap<ReleaseIx, usize>,
    /// Where the feeds beside each page stand in `feeds`.
    feeds_at: BTreeMap<String, usize>,
    /// The releases since which something changed.
    pub(super) departures: BTreeSet<ReleaseIx>,
    /// Tags as written first, by slug.
    pub tags: BTreeMap<String, String>,
    /// Components by their ids, or as written first, by slug.
    pub components: BTreeMap<String, String>,
    /// The roadmap is there as a calendar, too.
    pub has_calendar: bool,
    /// What only some pages and files ask for.
    pub late: Late,
}

impl Context {
    pub fn new(site: Arc<Site>, strings: Arc<Strings>, look: Arc<CardLook>) -> Self {
        let terms = Terms::of(&site);
        let mut lists = lists(&site, &terms);
        let years = || years(&site, lists.first().map_or(&[], |home| &home.items));
        let of_feeds = || rayon::join(|| feeds(&site, &lists), || archives(&site, &lists));
        let ((feeds, archives), (years, ready)) = rayon::join(of_feeds, || (years(), Shelf::new(&site)));
        let cards = cards(&site, &lists, &strings.text("nav.roadmap", &[]), |title| look.covers(title));
        // Few sites pin anything, and only they look at each item again.
        if site.entries.par_iter().any(|entry| entry.fields.pinned) {
            lists.iter_mut().filter(|list| list.selection.is_whole()).for_each(|list| pin(&site, list));
        }
        let titled: Vec<EntryIx> = (0..site.entries.len()).filter(|&ix| site.entries[ix].address.is_some()).collect();
        let public = titled.iter().copied().filter(|&ix| !site.entries[ix].unreleased);
        let line: Vec<EntryIx> = public.collect();
        let by_selection = lists.iter().enumerate().map(|(at, list)| (list.selection.clone(), at)).collect();
        let of_product = site.products.iter().flat_map(|product| product.releases.iter().enumerate());
        let standings = of_product.map(|(at, &ix)| (ix, at)).collect();
        let feeds_at = feeds.iter().enumerate().map(|(at, plan)| (plan.page.clone(), at)).collect();
        let items = site.roadmap.iter().enumerate().map(|(ix, item)| (item.slug.clone(), ix)).collect();
        Self {
            ready,
            departures: super::since::departures(&site).into_iter().collect(),
            standings,
            feeds_at,
            items,
            years,
            tags: terms.tags,
            components: terms.components,
            archives,
            cards_at: cards.iter().enumerate().map(|(at, card)| (card.page.clone(), at)).collect(),
            cards,
            look,
            by_selection,
            lists,
            feeds,
            titled,
            line,
            words: Words::new(|key| strings.text(key, &[])),
            languages: Arc::default(),
            edition: 0,
            has_calendar: has_calendar(&site),
            late: Late::new(Arc::clone(&site)),
            site,
            strings,
        }
    }

    /// The same as one of several editions, with its number.
    #[must_use]
    pub fn among(self, languages: &Arc<Languages>, edition: usize) -> Self {
        Self { languages: Arc::clone(languages), edition, ..self }
    }

    /// Every advisory, newest first.
    pub fn advisories(&self) -> &[Advisory] {
        self.late.advisories()
    }

    /// What is deprecated, what ends soonest first.
    pub fn farewells(&self) -> &[Farewell] {
        self.late.farewells()
    }

    /// What became of `what`, the end of which a released or dated entry announces.
    pub fn farewell(&self, entry: &Entry, what: &str) -> Option<&Farewell> {
        self.late.farewell(entry, what)
    }

    /// Which versions are supported.
    pub fn support(&self) -> &Support {
        self.late.support()
    }

    /// The address of a page as this site's pages link it.
    pub fn url(&self, address: &str) -> String {
        self.site.config.url(address)
    }

    /// The absolute address of a page.
    pub fn absolute(&self, address: &str) -> String {
        self.site.config.absolute(address)
    }

    /// How bodies are filled on pages of this site.
    pub fn fill<'f>(&'f self, id_prefix: &'f str, level: u8) -> Fill<'f> {
        let config = &self.site.config;
        Fill { base: config.base_path(), edition: &config.edition, id_prefix, level, words: &self.words }
    }

    /// An interface string.
    pub fn text(&self, key: &str) -> String {
        self.strings.text(key, &[])
    }

    /// The list of this selection; `None` when the site has none.
    pub fn list_of(&self, selection: &Selection) -> Option<&List> {
        self.by_selection.get(selection).map(|&at| &self.lists[at])
    }

    /// The titled entries before and after this one, newer and older; none while it waits.
    pub fn neighbours(&self, entry: EntryIx) -> (Option<EntryIx>, Option<EntryIx>) {
        let Ok(at) = self.line.binary_search(&entry) else { return (None, None) };
        let newer = at.checked_sub(1).and_then(|at| self.line.get(at));
        (newer.copied(), self.line.get(at + 1).copied())
    }

    /// Where the release stands in its product's line, 0 being the newest; `None` while it waits.
    pub fn standing(&self, release: ReleaseIx) -> Option<usize> {
        self.standings.get(&release).copied()
    }

    /// The feeds that lie beside the page at this address.
    pub fn feed_beside(&self, address: &str) -> Option<&FeedPlan> {
        self.feeds_at.get(address).map(|&at| &self.feeds[at])
    }

    /// The picture that stands for the page at this address: its own, else the site's.
    pub fn card_of(&self, address: &str) -> Option<&Card> {
        let at = self.cards_at.get(address).or_else(|| self.cards_at.get("/"))?;
        self.cards.get(*at)
    }

    pub fn has_unreleased(&self) -> bool {
        self.site.products.iter().any(|product| product.unreleased.is_some())
    }

    /// The roadmap item with this slug, if it shows.
    pub fn item_named(&self, slug: &str) -> Option<&RoadmapItem> {
        self.items.get(slug).map(|&ix| &self.site.roadmap[ix])
    }

    pub fn titled(&self) -> &[EntryIx] {
        &self.titled
    }
}

/// Pinned entries go to the top of the list; feeds keep them in their place.
fn pin(site: &Site, list: &mut List) {
    let is_pinned = |item: &Item| matches!(item, Item::Entry(ix) if site.entries[*ix].fields.pinned);
    list.items.sort_by_key(|item| !is_pinned(item));
}

/// All `items` that have a date.
fn years(site: &Site, items: &[Item]) -> Vec<(i16, Vec<Item>)> {
    let mut years: Vec<(i16, Vec<Item>)> = Vec::new();
    for &item in items {
        let date = match item {
            Item::Release(ix) => site.releases[ix].date,
            Item::Entry(ix) => site.entries[ix].date,
        };
        let Some(year) = date.map(|date| date.year()) else { continue };
        match years.iter_mut().find(|(known, _)| *known == year) {
            Some((_, items)) => items.push(item),
            None => years.push((year, vec![item])),
        }
    }
    years.sort_by_key(|(year, _)| std::cmp::Reverse(*year));
    years
}
