//! A feed as a value, free of any format: what Atom, RSS and JSON Feed write down.

use std::borrow::Cow;

use super::clean::{clean, escape, line};
use super::content::{self, Piece};
use super::roadmap;
use crate::base::{Date, plain_text, slugify};
use crate::facts::feeds::{self, Archive, FeedPlan, Subject};
use crate::facts::lists::{Item, Selection};
use crate::model::{Config, Entry, FeedFormat, Release, Site, Words};
use crate::theme::Strings;

/// A feed. All addresses are absolute, all texts free of what XML cannot hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Feed {
    /// A `tag:` URI.
    pub id: String,
    pub title: String,
    pub subtitle: String,
    /// The page that shows the same.
    pub page: String,
    /// BCP 47.
    pub language: String,
    /// The newest `updated` of its items.
    pub updated: Date,
    pub author: Person,
    pub generator: &'static str,
    pub items: Vec<FeedItem>,
    /// Where the document itself lies: one address for each format.
    pub addresses: Vec<(FeedFormat, String)>,
    /// RFC 5005: this document is an archive, and what it belongs to lies here.
    pub archive_of: Option<String>,
    /// RFC 5005: the archive document with the items before these.
    pub older: Option<String>,
}

/// One item, in its own place in time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FeedItem {
    /// A `tag:` URI, the same for ever.
    pub id: String,
    /// Plain text.
    pub title: String,
    pub url: String,
    /// Its date; `None` when its author gave none.
    pub published: Option<Date>,
    /// The last date that its author gave: never that of a build.
    pub updated: Date,
    /// Never empty.
    pub html: String,
    /// Plain text; may be empty.
    pub summary: String,
    pub categories: Vec<Category>,
    pub authors: Vec<Person>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Category {
    /// The address of the index that it stands in (`https://host/tags/`).
    pub scheme: String,
    pub term: String,
    pub label: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Person {
    pub name: String,
    pub url: Option<String>,
}

/// What items are made from.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub site: &'a Site,
    pub strings: &'a Strings,
    /// Those of them that stand in bodies.
    pub words: &'a Words,
}

impl Feed {
    /// Its own address in this format.
    pub fn address(&self, format: FeedFormat) -> &str {
        self.addresses.iter().find(|(known, _)| *known == format).map_or("", |(_, address)| address)
    }
}

/// The feed that `plan` asks for.
pub fn feed(site: &Site, plan: &FeedPlan, strings: &Strings) -> Feed {
    let words = Words::new(|key| strings.text(key, &[]));
    let context = Context { site, strings, words: &words };
    let items = match &plan.subject {
        Subject::List(selection) => items(context, selection, &plan.items),
        Subject::Roadmap => roadmap::items(context),
    };
    let absolute = |address: String| format!("{}{address}", site.config.base_url);
    let addresses = feeds::FORMATS.iter().map(|format| (format.format, absolute(plan.address(format)))).collect();
    let older = (plan.archives > 0).then(|| absolute(feeds::archive_address(plan.archives)));
    Feed { addresses, older, ..frame(context, plan, items) }
}

/// An archive document of the home feed, whose plan is `home`.
///
/// It links back, never forward: RFC 5005's `next-archive` would change it when the next one comes.
pub fn archive(site: &Site, home: &FeedPlan, archive: &Archive, strings: &Strings) -> Feed {
    let words = Words::new(|key| strings.text(key, &[]));
    let context = Context { site, strings, words: &words };
    let absolute = |address: String| format!("{}{address}", site.config.base_url);
    let older = archive.number.checked_sub(1).filter(|number| *number > 0);
    Feed {
        addresses: vec![(FeedFormat::Atom, absolute(archive.address()))],
        archive_of: Some(absolute(home.address(&feeds::FORMATS[0]))),
        older: older.map(|number| absolute(feeds::archive_address(number))),
        ..frame(context, home, items(context, &Selection::Home, &archive.items))
    }
}

fn frame(context: Context<'_>, plan: &FeedPlan, items: Vec<FeedItem>) -> Feed {
    let config = &context.site.config;
    let words = |key: &str, arguments: &[(&str, &str)]| context.strings.text(key, arguments);
    Feed {
        id: config.tag_uri(&plan.id(context.site)),
        title: line(&plan.title(config, &words)),
        subtitle: line(&plan.about(config, &words)),
        page: format!("{}{}", config.base_url, plan.shown_at()),
        language: config.language.clone(),
        updated: items.iter().map(|item| item.updated).max().unwrap_or_else(|| authority_date(config)),
        author: Person {
            name: line(config.feeds.author.as_ref().unwrap_or(&config.title)),
            url: Some(format!("{}/", config.base_url)),
        },
        generator: "Tidings",
        items,
        addresses: Vec::new(),
        archive_of: None,
        older: None,
    }
}

fn items(context: Context<'_>, selection: &Selection, items: &[Item]) -> Vec<FeedItem> {
    items
        .iter()
        .map(|item| match item {
            Item::Release(ix) => release_item(context, selection, &context.site.releases[*ix]),
            Item::Entry(ix) => entry_item(context, selection, &context.site.entries[*ix]),
        })
        .collect()
}

fn release_item(context: Context<'_>, selection: &Selection, release: &Release) -> FeedItem {
    let site = context.site;
    let pieces = content::of_release(site, selection, release);
    let entries = entries(&pieces);
    let edited = entries.iter().filter_map(|entry| entry.fields.updated).chain(release.fields.updated).max();
    let authors = release.fields.authors.iter().filter(|_| selection.is_whole()).map(|author| author.value.as_str());
    let authors =
        authors.chain(entries.iter().flat_map(|entry| entry.fields.authors.iter().map(|at| at.value.as_str())));
    let summary = match &release.fields.summary {
        Some(summary) if selection.is_whole() => summary.clone(),
        _ if selection.is_whole() && !release.prose.body.intro.is_empty() => release.prose.body.summary.clone(),
        _ => pieces.first().map_or(String::new(), |piece| piece.summary().to_owned()),
    };
    let item = FeedItem {
        id: format!("{}{}", site.config.tag_uri(&release.id), selection.fragment()),
        title: release_title(site, release),
        url: format!("{}{}", site.config.base_url, release.address),
        published: release.date,
        updated: latest(release.date, edited).unwrap_or_else(|| undated(site, release)),
        html: content::release_html(context, selection, release, &pieces),
        summary,
        categories: categories(context, Some(release.product), &pieces),
        authors: people(&site.config, authors),
    };
    finished(item)
}

fn entry_item(context: Context<'_>, selection: &Selection, entry: &Entry) -> FeedItem {
    let site = context.site;
    let pieces = content::of_entry(selection, entry);
    let is_whole = pieces.len() == entry.changes.len();
    let summary = match pieces.first() {
        Some(piece) if !is_whole => piece.summary(),
        _ => &entry.summary,
    };
    let date = entry.date.map_or(String::new(), |date| date.iso_day());
    let titles = [entry.title.as_deref().unwrap_or_default(), summary, &date, &entry.slug];
    let item = FeedItem {
        id: format!("{}{}", site.config.tag_uri(&entry.id), selection.fragment()),
        title: titles.into_iter().find(|title| !line(title).is_empty()).unwrap_or_default().to_owned(),
        url: format!("{}{}", site.config.base_url, site.entry_address(entry)),
        published: entry.date,
        updated: latest(entry.date, entry.fields.updated).unwrap_or_else(|| authority_date(&site.config)),
        html: content::entry_html(context, entry, &pieces),
        summary: summary.to_owned(),
        categories: categories(context, Some(entry.product), &pieces),
        authors: people(&site.config, entry.fields.authors.iter().map(|at| at.value.as_str())),
    };
    finished(item)
}

/// `Acme CLI 2.4.0: Winter [YANKED]`, the mark as in Keep a Changelog. No interface language is in it.
fn release_title(site: &Site, release: &Release) -> String {
    let mut title = site.release_title(release);
    if release.fields.yanked.is_some() {
        title.push_str(" [YANKED]");
    }
    title
}

/// The item with every text in its final shape.
pub(super) fn finished(mut item: FeedItem) -> FeedItem {
    item.title = line(&plain_text(&item.title));
    item.summary = line(&item.summary);
    item.html = trimmed(item.html);
    if item.html.is_empty() {
        let text = if item.summary.is_empty() { &item.title } else { &item.summary };
        item.html = format!("<p>{}</p>", escape(text));
    }
    for category in &mut item.categories {
        category.label = line(&category.label);
    }
    item.categories.dedup();
    item
}

/// `html` cleaned, without blanks around it; the very text when there is nothing to be done, as mostly.
fn trimmed(html: String) -> String {
    match clean(&html) {
        Cow::Borrowed(clean) if clean.trim().len() == html.len() => html,
        clean => clean.trim().to_owned(),
    }
}

/// The later of what authors said; `None` when they said nothing.
pub(super) fn latest(date: Option<Date>, edited: Option<Date>) -> Option<Date> {
    date.max(edited)
}

/// The place in time of a release that nobody dated: its neighbour's date when that lies before the
/// date of the ids, else the latter. A neighbour that comes later would move it.
fn undated(site: &Site, release: &Release) -> Date {
    let fixed = authority_date(&site.config);
    release.sort_date.map_or(fixed, |date| date.min(fixed))
}

/// When nothing has a date: the one in the authority of the site's `tag:` URIs (RFC 4151, the day
/// on which it was the owner's), such as 2026-01-01 for `example.com,2026`. It moves with nothing.
pub(super) fn authority_date(config: &Config) -> Date {
    let day = match config.feeds.authority.rsplit_once(',').map_or("", |(_, date)| date) {
        date if date.len() == 4 => format!("{date}-01-01"),
        date if date.len() == 7 => format!("{date}-01"),
        date => date.to_owned(),
    };
    Date::parse(&day).or_else(|_| Date::parse("2026-01-01")).expect("2026-01-01 is a date")
}

/// The entries that the pieces are of; those of one entry stand together.
fn entries<'a>(pieces: &[Piece<'a>]) -> Vec<&'a Entry> {
    let mut entries: Vec<&Entry> = pieces.iter().filter_map(|piece| piece.entry).collect();
    entries.dedup_by(|a, b| a.path() == b.path());
    entries
}

/// What the pieces belong to: product, types, components and tags, each once.
fn categories(context: Context<'_>, product: Option<usize>, pieces: &[Piece<'_>]) -> Vec<Category> {
    let site = context.site;
    let words = |key: &str, arguments: &[(&str, &str)]| context.strings.text(key, arguments);
    let mut all = Vec::new();
    if let Some(product) = product {
        push_product(site, product, &mut all);
    }
    for kind in &site.config.types {
        if pieces.iter().any(|piece| piece.change.kind == kind.id) {
            let label = feeds::type_label(&site.config, &kind.id, &words);
            all.push(category(site, "/types/", &kind.id, &label));
        }
    }
    for entry in entries(pieces) {
        push_terms(site, &entry.components, &entry.tags, &mut all);
    }
    all
}

pub(super) fn push_product(site: &Site, product: usize, all: &mut Vec<Category>) {
    let product = &site.product(product).config;
    if !product.id.is_empty() {
        all.push(category(site, "/", &product.id, &product.name));
    }
}

/// Adds those that are not there yet.
pub(super) fn push_terms(site: &Site, components: &[String], tags: &[String], all: &mut Vec<Category>) {
    let name = |id: &String| {
        site.config.components.iter().find(|known| known.id == *id).map_or(id, |known| &known.name).clone()
    };
    let components = components.iter().map(|id| category(site, "/components/", &slugify(id), &name(id)));
    let tags = tags.iter().map(|tag| category(site, "/tags/", &slugify(tag), tag));
    for category in components.chain(tags).collect::<Vec<_>>() {
        if !all.iter().any(|known| known.scheme == category.scheme && known.term == category.term) {
            all.push(category);
        }
    }
}

pub(super) fn category(site: &Site, index: &str, term: &str, label: &str) -> Category {
    Category { scheme: format!("{}{index}", site.config.base_url), term: line(term), label: label.to_owned() }
}

/// People by name or by id of the `[authors]` table, each once.
pub(super) fn people<'a>(config: &Config, names: impl Iterator<Item = &'a str>) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for name in names {
        let person = match config.authors.iter().find(|author| author.id == name) {
            Some(author) => {
                Person { name: line(&author.name), url: author.url.clone().filter(|url| url.starts_with("http")) }
            }
            None => Person { name: line(name), url: None },
        };
        if !person.name.is_empty() && !people.contains(&person) {
            people.push(person);
        }
    }
    people
}
