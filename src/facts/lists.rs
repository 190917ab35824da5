//! Which lists a site has, and what is in each: pages and feeds show the same.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use rayon::prelude::*;

use crate::base::{SitePath, slugify};
use crate::model::{Change, Entry, EntryIx, Release, ReleaseIx, Site};

/// How many items one thread takes at a time: enough that to share the work costs little.
const PART: usize = 1024;

/// What a list is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Selection {
    Home,
    /// An index into `Site::products`; only in sites that have products.
    Product(usize),
    /// The id of a type.
    Type(String),
    /// The id of a component; of one that is not declared, its name as written first.
    Component(String),
    /// A tag as written first.
    Tag(String),
    Security,
    Breaking,
    Deprecations,
}

/// One item of a list: a release with its changes, or an entry that belongs to no release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    Release(ReleaseIx),
    Entry(EntryIx),
}

/// A list and its items, newest first; pinned entries are not moved here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    pub selection: Selection,
    /// The list's first page without base, `/tags/api/`; its feeds lie beside it.
    pub address: String,
    /// The tag's, component's, type's or product's name; empty at home.
    pub title: String,
    pub items: Vec<Item>,
}

impl Selection {
    /// Whether the list shows this change; `entry` is `None` for changes of a release's own file.
    pub fn keeps(&self, release: Option<&Release>, entry: Option<&Entry>, change: &Change) -> bool {
        match self {
            Self::Home => true,
            Self::Product(index) => release.map(|r| r.product).or(entry.map(|e| e.product)) == Some(*index),
            Self::Type(id) => change.kind == *id,
            Self::Component(id) => {
                entry.is_some_and(|entry| entry.components.iter().any(|name| slugify(name) == slugify(id)))
            }
            Self::Tag(tag) => entry.is_some_and(|entry| entry.tags.iter().any(|name| slugify(name) == slugify(tag))),
            Self::Security => is_security(entry, change),
            Self::Breaking => change.breaking,
            Self::Deprecations => is_deprecation(entry, change),
        }
    }

    /// Whether it shows whole items, not only what matches in them.
    pub fn is_whole(&self) -> bool {
        matches!(self, Self::Home | Self::Product(_))
    }

    /// What an item's id gets behind it in the list's feeds: empty when it shows whole items,
    /// else such as `#security` or `#tag-api`.
    pub fn fragment(&self) -> String {
        match self {
            Self::Home | Self::Product(_) => String::new(),
            Self::Type(id) => format!("#type-{id}"),
            Self::Component(id) => format!("#component-{}", slugify(id)),
            Self::Tag(tag) => format!("#tag-{}", slugify(tag)),
            Self::Security => "#security".to_owned(),
            Self::Breaking => "#breaking".to_owned(),
            Self::Deprecations => "#deprecations".to_owned(),
        }
    }
}

/// Whether a change is about security: by its type, by an advisory, by its entry's `security`.
pub fn is_security(entry: Option<&Entry>, change: &Change) -> bool {
    change.kind == "security"
        || !change.advisories.is_empty()
        || entry.is_some_and(|entry| !entry.fields.security.is_empty())
}

/// Whether a change says farewell to something: by its type, by its entry's `deprecates`.
pub fn is_deprecation(entry: Option<&Entry>, change: &Change) -> bool {
    change.kind == "deprecated" || entry.is_some_and(|entry| !entry.fields.deprecates.is_empty())
}

/// All lists that have at least one item; home, the products, security and breaking changes always:
/// who subscribes to those waits for the first.
pub fn lists(site: &Site, terms: &Terms) -> Vec<List> {
    let items = all_items(site);
    let mut lists = vec![list(site, &items, Selection::Home, "/".to_owned(), String::new())];
    if site.has_products() {
        for (index, product) in site.products.iter().enumerate().filter(|(_, product)| !product.config.id.is_empty()) {
            let address = format!("/{}/", product.config.id);
            lists.push(list(site, &items, Selection::Product(index), address, product.config.name.clone()));
        }
    }
    let mut found = filtered(site, &items, terms);
    for (selection, address, title) in filters(site, terms) {
        let items = found.remove(&selection).unwrap_or_default();
        if !items.is_empty() || matches!(selection, Selection::Security | Selection::Breaking) {
            lists.push(List { selection, address, title, items });
        }
    }
    lists
}

/// Every released or dated thing of the site, newest first; ties by version, then by slug.
fn all_items(site: &Site) -> Vec<Item> {
    let releases = site.releases.iter().enumerate().filter(|(_, release)| !release.unreleased);
    let entries = site.entries.iter().enumerate().filter(|(_, entry)| entry.release.is_none());
    let mut items: Vec<Item> =
        releases.map(|(ix, _)| Item::Release(ix)).chain(entries.map(|(ix, _)| Item::Entry(ix))).collect();
    // Releases stand newest version first already, and sorting is stable.
    items.sort_by_key(|item| std::cmp::Reverse(date(site, *item)));
    items
}

fn date(site: &Site, item: Item) -> Option<crate::base::Date> {
    match item {
        Item::Release(ix) => site.releases[ix].sort_date,
        Item::Entry(ix) => site.entries[ix].date,
    }
}

fn list(site: &Site, items: &[Item], selection: Selection, address: String, title: String) -> List {
    let product = |item: &Item| match item {
        Item::Release(ix) => site.releases[*ix].product,
        Item::Entry(ix) => site.entries[*ix].product,
    };
    let items = match &selection {
        Selection::Product(index) => items.iter().filter(|item| product(item) == *index).copied().collect(),
        _ => items.to_vec(),
    };
    List { selection, address, title, items }
}

/// Every filter that the configuration or an entry names, in the order that indexes show.
fn filters(site: &Site, terms: &Terms) -> Vec<(Selection, String, String)> {
    let mut filters = Vec::new();
    for kind in &site.config.types {
        filters.push((Selection::Type(kind.id.clone()), format!("/types/{}/", kind.id), kind.title.clone()));
    }
    for component in &site.config.components {
        let address = format!("/components/{}/", slugify(&component.id));
        filters.push((Selection::Component(component.id.clone()), address, component.name.clone()));
    }
    for (slug, name) in terms.components.iter().filter(|_| site.config.components.is_empty()) {
        filters.push((Selection::Component(name.clone()), format!("/components/{slug}/"), name.clone()));
    }
    for (slug, tag) in &terms.tags {
        filters.push((Selection::Tag(tag.clone()), format!("/tags/{slug}/"), tag.clone()));
    }
    filters.push((Selection::Security, "/security/".to_owned(), String::new()));
    filters.push((Selection::Breaking, "/breaking/".to_owned(), String::new()));
    filters.push((Selection::Deprecations, "/deprecations/".to_owned(), String::new()));
    filters
}

/// What lists of tags and components are called, by slug.
pub struct Terms {
    /// The tags in use, each as it was written first (by path).
    pub tags: BTreeMap<String, String>,
    /// The components: the declared ones by their ids; where none is declared, those in use, each as
    /// it was written first (by path).
    pub components: BTreeMap<String, String>,
}

impl Terms {
    pub fn of(site: &Site) -> Self {
        let (tags, components) = rayon::join(|| tags(site), || components(site));
        Self { tags, components }
    }
}

fn tags(site: &Site) -> BTreeMap<String, String> {
    written_first(site, |entry| &entry.tags)
}

fn components(site: &Site) -> BTreeMap<String, String> {
    match site.config.components.is_empty() {
        true => written_first(site, |entry| &entry.components),
        false => site.config.components.iter().map(|it| (slugify(&it.id), it.id.clone())).collect(),
    }
}

/// By slug, the words as they were written first; one without letters and digits has no list.
fn written_first(site: &Site, words: fn(&Entry) -> &Vec<String>) -> BTreeMap<String, String> {
    let parts = site.entries.par_chunks(PART).map(|part| part.iter().flat_map(words).collect::<HashSet<_>>());
    let spellings = parts.reduce(HashSet::new, |all, part| all.into_iter().chain(part).collect());
    let mut by_slug: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    spellings.into_iter().for_each(|word| by_slug.entry(slugify(word)).or_default().push(word));
    by_slug.remove("");
    // Few words are spelled in several ways, and only of those it matters where they stand.
    let several = by_slug.values().filter(|spellings| spellings.len() > 1).flatten().copied().collect();
    let places = first_places(site, words, &several);
    let first = |spellings: Vec<&str>| spellings.into_iter().min_by_key(|word| places.get(word)).map(str::to_owned);
    by_slug.into_iter().filter_map(|(slug, spellings)| Some((slug, first(spellings)?))).collect()
}

/// The first place where each of `wanted` stands: by path, then in its entry.
fn first_places<'s>(
    site: &'s Site,
    words: fn(&Entry) -> &Vec<String>,
    wanted: &HashSet<&str>,
) -> HashMap<&'s str, (&'s SitePath, usize)> {
    let mut first: HashMap<&str, (&SitePath, usize)> = HashMap::new();
    for entry in site.entries.iter().filter(|_| !wanted.is_empty()) {
        for (at, word) in words(entry).iter().enumerate().filter(|(_, word)| wanted.contains(word.as_str())) {
            let place = (entry.path(), at);
            first.entry(word).and_modify(|first| *first = place.min(*first)).or_insert(place);
        }
    }
    first
}

/// For each filter, the items with a matching change, in the order of `items`. One pass over all
/// changes: the cost does not grow with filters times items.
fn filtered(site: &Site, items: &[Item], terms: &Terms) -> BTreeMap<Selection, Vec<Item>> {
    let parts: Vec<_> = items.par_chunks(PART).map(|part| filtered_part(site, part, terms)).collect();
    let mut all: BTreeMap<Selection, Vec<Item>> = BTreeMap::new();
    parts.into_iter().flatten().for_each(|(selection, items)| all.entry(selection).or_default().extend(items));
    all
}

fn filtered_part(site: &Site, items: &[Item], terms: &Terms) -> Vec<(Selection, Vec<Item>)> {
    let mut kinds = Found::new(|id| Some(Selection::Type(id.to_owned())));
    let mut components = Found::new(|name| terms.components.get(&slugify(name)).cloned().map(Selection::Component));
    let mut tags = Found::new(|name| terms.tags.get(&slugify(name)).cloned().map(Selection::Tag));
    let mut marks = Found::new(|mark| {
        Some(match mark {
            "security" => Selection::Security,
            "breaking" => Selection::Breaking,
            _ => Selection::Deprecations,
        })
    });
    for &item in items {
        for_each_change(site, item, &mut |entry, change| {
            kinds.add(&change.kind, item);
            if is_security(entry, change) {
                marks.add("security", item);
            }
            if change.breaking {
                marks.add("breaking", item);
            }
            if is_deprecation(entry, change) {
                marks.add("deprecations", item);
            }
            entry.iter().flat_map(|entry| &entry.components).for_each(|name| components.add(name, item));
            entry.iter().flat_map(|entry| &entry.tags).for_each(|name| tags.add(name, item));
        });
    }
    [kinds.take(), components.take(), tags.take(), marks.take()].into_iter().flatten().collect()
}

/// The items of some filters, which words name: what a word means is worked out once.
struct Found<'a, F> {
    meaning: F,
    /// Where each word's list stands in `lists`, and each filter's: several spellings share one.
    known: HashMap<&'a str, Option<usize>>,
    at: HashMap<Selection, usize>,
    lists: Vec<Vec<Item>>,
}

impl<'a, F: Fn(&str) -> Option<Selection>> Found<'a, F> {
    fn new(meaning: F) -> Self {
        Self { meaning, known: HashMap::new(), at: HashMap::new(), lists: Vec::new() }
    }

    fn add(&mut self, word: &'a str, item: Item) {
        let Self { meaning, known, at, lists } = self;
        let list = *known.entry(word).or_insert_with(|| {
            let list = *at.entry(meaning(word)?).or_insert(lists.len());
            lists.resize(lists.len().max(list + 1), Vec::new());
            Some(list)
        });
        if let Some(items) = list.and_then(|list| lists.get_mut(list))
            && items.last() != Some(&item)
        {
            items.push(item);
        }
    }

    fn take(mut self) -> Vec<(Selection, Vec<Item>)> {
        self.at.into_iter().map(|(selection, list)| (selection, std::mem::take(&mut self.lists[list]))).collect()
    }
}

/// Calls `each` with every change of an item: the release's own first, then those of its entries.
pub fn for_each_change<'a>(site: &'a Site, item: Item, each: &mut dyn FnMut(Option<&'a Entry>, &'a Change)) {
    let of_entry = |entry: &'a Entry, each: &mut dyn FnMut(Option<&'a Entry>, &'a Change)| {
        entry.changes.iter().for_each(|change| each(Some(entry), change));
    };
    match item {
        Item::Entry(ix) => of_entry(&site.entries[ix], each),
        Item::Release(ix) => {
            let release = &site.releases[ix];
            release.changes.iter().for_each(|change| each(None, change));
            release.entries.iter().for_each(|&ix| of_entry(&site.entries[ix], each));
        }
    }
}
