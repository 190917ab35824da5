//! Which feeds a site has, where each lies and what it is called: pages link what `export` writes.

use std::cmp::Reverse;

use super::lists::{Item, List, Selection};
use crate::base::{Date, slugify};
use crate::model::{ChangeType, Config, Entry, FeedFormat, FeedList, RoadmapConfig, Site};

/// A format that feeds are written in.
#[derive(Debug, PartialEq, Eq)]
pub struct Format {
    pub format: FeedFormat,
    /// `atom`, `rss` or `json`.
    pub name: &'static str,
    pub caption: &'static str,
    pub file_name: &'static str,
    pub media_type: &'static str,
}

/// Every format, in the order that listings show them.
pub const FORMATS: [Format; 3] = [
    Format {
        format: FeedFormat::Atom,
        name: "atom",
        caption: "Atom",
        file_name: "atom.xml",
        media_type: "application/atom+xml",
    },
    Format {
        format: FeedFormat::Rss,
        name: "rss",
        caption: "RSS 2.0",
        file_name: "rss.xml",
        media_type: "application/rss+xml",
    },
    Format {
        format: FeedFormat::Json,
        name: "json",
        caption: "JSON Feed",
        file_name: "feed.json",
        media_type: "application/feed+json",
    },
];

/// What a feed carries.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    List(Selection),
    Roadmap,
}

/// A feed that is to be written, in every configured format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedPlan {
    pub subject: Subject,
    /// The list's address, without base (`/tags/api/`): the feed's files lie there.
    pub page: String,
    /// The product's, type's, component's or tag's name; empty for the others.
    pub name: String,
    /// The items of the list that became public last, the last first; none for the roadmap, which
    /// has its own.
    pub items: Vec<Item>,
    /// How many archive documents stand behind it: only the home feed has any.
    pub archives: usize,
}

/// An archive document of the home Atom feed (RFC 5005, section 4).
///
/// What comes later never changes it, whatever its date: items stand in the order in which they
/// became public. What goes does: an item that is removed or expires leaves its place to the one
/// after it, from there to the newest archive. So does what is written into an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// From 1, the oldest.
    pub number: usize,
    /// What became public last comes first.
    pub items: Vec<Item>,
}

/// Looks an interface string up: its key and its arguments.
pub type Words<'a> = &'a dyn Fn(&str, &[(&str, &str)]) -> String;

/// The formats that the configuration asks for, in the order of [`FORMATS`].
pub fn formats(config: &Config) -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().filter(|format| config.feeds.formats.contains(&format.format))
}

/// The feeds that the configuration asks for, in the order of `lists`, the roadmap's last.
pub fn feeds(site: &Site, lists: &[List]) -> Vec<FeedPlan> {
    if site.config.feeds.formats.is_empty() {
        return Vec::new();
    }
    let is_wanted = |subject: &Subject| site.config.feeds.lists.contains(&subject.family());
    let mut plans: Vec<FeedPlan> = Vec::new();
    for list in lists {
        let subject = Subject::List(list.selection.clone());
        if is_wanted(&subject) {
            let items = by_publication(site, &list.items).take(limit(&site.config)).collect();
            let archives = archive_count(site, list);
            plans.push(FeedPlan { subject, page: list.address.clone(), name: list.title.clone(), items, archives });
        }
    }
    if !site.roadmap.is_empty() && is_wanted(&Subject::Roadmap) {
        let page = "/roadmap/".to_owned();
        plans.push(FeedPlan { subject: Subject::Roadmap, page, name: String::new(), items: Vec::new(), archives: 0 });
    }
    plans
}

/// The feeds that lie beside the page at `address`, for its `<link rel="alternate">`.
pub fn beside<'a>(plans: &'a [FeedPlan], address: &str) -> Option<&'a FeedPlan> {
    plans.iter().find(|plan| plan.page == address)
}

/// The archive documents of the home Atom feed, oldest first; none when that feed is not written.
pub fn archives(site: &Site, lists: &[List]) -> Vec<Archive> {
    let Some(home) = lists.iter().find(|list| list.selection == Selection::Home) else { return Vec::new() };
    let (size, count) = (archive_size(&site.config), archive_count(site, home));
    let mut from_oldest: Vec<Item> = by_publication(site, &home.items).collect();
    from_oldest.reverse();
    let pages = from_oldest.chunks(size).take(count).enumerate();
    pages.map(|(at, page)| Archive { number: at + 1, items: page.iter().rev().copied().collect() }).collect()
}

/// The items in the order in which they became public, the last first; then in their own.
fn by_publication(site: &Site, items: &[Item]) -> impl Iterator<Item = Item> {
    let mut items = items.to_vec();
    items.sort_by_cached_key(|item| Reverse(published(site, *item)));
    items.into_iter()
}

/// When an item became public: on its date, but not before its `publish_at`. A release without a
/// file came with the first of its entries.
fn published(site: &Site, item: Item) -> Option<Date> {
    let of_entry = |entry: &Entry| entry.date.max(entry.fields.publish_at);
    match item {
        Item::Entry(ix) => of_entry(&site.entries[ix]),
        Item::Release(ix) => {
            let release = &site.releases[ix];
            let entries = release.entries.iter().filter(|_| release.source.is_none());
            let first = entries.filter_map(|&ix| of_entry(&site.entries[ix])).min();
            release.sort_date.max(release.fields.publish_at).max(first)
        }
    }
}

/// How many items a feed holds at most.
pub fn limit(config: &Config) -> usize {
    config.feeds.limit.max(1)
}

/// Two thirds of a feed.
///
/// The newest third of the feed is never archived, so that what arrives late (a second entry of
/// the same day) still finds its place without moving what is archived. What is not archived is at
/// most one third and an unfinished page: together the feed and its archives hold everything.
fn archive_size(config: &Config) -> usize {
    limit(config) - limit(config) / 3
}

fn archive_count(site: &Site, list: &List) -> usize {
    let feeds = &site.config.feeds;
    let is_archived = feeds.archive
        && list.selection == Selection::Home
        && feeds.formats.contains(&FeedFormat::Atom)
        && feeds.lists.contains(&FeedList::Home);
    let kept_out = limit(&site.config) / 3 + 1;
    match is_archived {
        true => list.items.len().saturating_sub(kept_out) / archive_size(&site.config),
        false => 0,
    }
}

impl Archive {
    /// Its address without base.
    pub fn address(&self) -> String {
        archive_address(self.number)
    }
}

/// The address of the archive document with this number, without base.
pub fn archive_address(number: usize) -> String {
    format!("/feeds/archive/{number}.xml")
}

impl Subject {
    /// The name by which the configuration turns it on.
    pub fn family(&self) -> FeedList {
        match self {
            Self::List(Selection::Home) => FeedList::Home,
            Self::List(Selection::Product(_)) => FeedList::Products,
            Self::List(Selection::Type(_)) => FeedList::Types,
            Self::List(Selection::Component(_)) => FeedList::Components,
            Self::List(Selection::Tag(_)) => FeedList::Tags,
            Self::List(Selection::Security) => FeedList::Security,
            Self::List(Selection::Breaking) => FeedList::Breaking,
            Self::List(Selection::Deprecations) => FeedList::Deprecations,
            Self::Roadmap => FeedList::Roadmap,
        }
    }
}

impl FeedPlan {
    /// `home`, `product`, `type`, `component`, `tag`, `security`, `breaking`, `deprecations` or `roadmap`.
    pub fn kind(&self) -> &'static str {
        match self.subject.family() {
            FeedList::Home => "home",
            FeedList::Products => "product",
            FeedList::Types => "type",
            FeedList::Components => "component",
            FeedList::Tags => "tag",
            FeedList::Security => "security",
            FeedList::Breaking => "breaking",
            FeedList::Deprecations => "deprecations",
            FeedList::Roadmap => "roadmap",
        }
    }

    /// The page that shows the same, without base. Security and breaking changes have one as soon as there
    /// are any; until then it is the home page.
    pub fn shown_at(&self) -> &str {
        match self.subject.family() {
            FeedList::Security | FeedList::Breaking if self.items.is_empty() => "/",
            _ => &self.page,
        }
    }

    /// The address of the feed in this format, without base.
    pub fn address(&self, format: &Format) -> String {
        format!("{}{}", self.page, format.file_name)
    }

    /// The part of the feed's `tag:` URI that is its own: no title, theme or address decides it.
    pub fn id(&self, site: &Site) -> String {
        match &self.subject {
            Subject::List(Selection::Product(index)) => format!("feeds/product/{}", site.product(*index).config.id),
            Subject::List(Selection::Type(id)) => format!("feeds/type/{id}"),
            Subject::List(Selection::Component(id)) => format!("feeds/component/{}", slugify(id)),
            Subject::List(Selection::Tag(tag)) => format!("feeds/tag/{}", slugify(tag)),
            _ => format!("feeds/{}", self.kind()),
        }
    }

    /// Its title: the site's, and what of it the feed carries.
    pub fn title(&self, config: &Config, words: Words<'_>) -> String {
        match self.subject.family() {
            FeedList::Home => config.title.clone(),
            _ => format!("{}: {}", config.title, self.name(config, words)),
        }
    }

    /// What it carries in a word or two: the name of the product, type, component or tag, else the
    /// string `sections.<kind>`.
    pub fn name(&self, config: &Config, words: Words<'_>) -> String {
        match self.subject.family() {
            FeedList::Home | FeedList::Security | FeedList::Breaking | FeedList::Deprecations | FeedList::Roadmap => {
                words(&format!("sections.{}", self.kind()), &[])
            }
            _ => self.label(config, words),
        }
    }

    /// One line on what it carries: the string `feeds.carries.<kind>` with `{name}`.
    pub fn about(&self, config: &Config, words: Words<'_>) -> String {
        words(&format!("feeds.carries.{}", self.kind()), &[("name", &self.label(config, words))])
    }

    fn label(&self, config: &Config, words: Words<'_>) -> String {
        match &self.subject {
            Subject::List(Selection::Type(id)) => type_label(config, id, words),
            _ => self.name.clone(),
        }
    }
}

/// What a type is called: as configured; a title that is the default one is translated, by the
/// string `types.<id>`.
pub fn type_label(config: &Config, id: &str, words: Words<'_>) -> String {
    let title = config.change_type(id).map_or(id, |kind| &kind.title);
    let defaults = ChangeType::defaults();
    let default = defaults.iter().find(|kind| kind.id == id).map(|kind| kind.title.as_str());
    label("types", id, title, is_chosen(config, title, default), words)
}

/// What a column of the roadmap is called: as configured; a title that is the default one is
/// translated, by the string `statuses.<id>`.
pub fn status_label(config: &Config, id: &str, words: Words<'_>) -> String {
    let title = config.roadmap.statuses.iter().find(|status| status.id == id).map_or(id, |status| &status.title);
    let defaults = RoadmapConfig::default_statuses();
    let default = defaults.iter().find(|status| status.id == id).map(|status| status.title.as_str());
    label("statuses", id, title, is_chosen(config, title, default), words)
}

/// Whether somebody wrote the title, in the language of this edition.
fn is_chosen(config: &Config, title: &str, default: Option<&str>) -> bool {
    default != Some(title) && config.edition.origin.is_none()
}

/// A chosen title, else its translation if there is one; an unknown key comes back as it is.
fn label(family: &str, id: &str, title: &str, is_chosen: bool, words: Words<'_>) -> String {
    let key = format!("{family}.{id}");
    let word = if is_chosen { key.clone() } else { words(&key, &[]) };
    if word == key { title.to_owned() } else { word }
}
