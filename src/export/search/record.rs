//! A thing that can be found: what results show of it, what it is found by, and the text that excerpts are taken from.

use std::borrow::Cow;

use crate::base::{At, fold, plain_text, slugify};
use crate::facts;
use crate::facts::search::{self, Record};
use crate::model::{Entry, Html, Release, RoadmapItem, Site};

/// Bytes of the longest text that excerpts are taken from: these files are most of what a search publishes, and what
/// stands further down is found all the same.
const LONGEST_TEXT: usize = 800;
/// Characters of the longest summary that is shown.
const LONGEST_SUMMARY: usize = 200;

/// A record as results show it.
#[derive(Default)]
pub struct Shown<'a> {
    address: Cow<'a, str>,
    title: Cow<'a, str>,
    version: &'a str,
    product: &'a str,
    noun: &'static str,
    date: String,
    types: Vec<&'a str>,
    components: &'a [String],
    tags: &'a [String],
    audiences: Vec<&'a str>,
    summary: &'a str,
    /// What else it is called by: ids of advisories, what it deprecates.
    ids: Vec<&'a str>,
    /// Who made it.
    people: Vec<&'a str>,
    /// Issues and other things that it refers to, as they show.
    references: Vec<String>,
}

impl Shown<'_> {
    /// What is found almost as well as the title.
    fn names(&self) -> impl Iterator<Item = &str> {
        let lists = self.components.iter().chain(self.tags).chain(&self.references).map(String::as_str);
        let others = self.ids.iter().chain(&self.people).copied();
        [self.summary, self.version, self.product].into_iter().chain(lists).chain(others)
    }

    /// The title and the names, as terms are taken from them.
    pub fn folded(&self) -> [String; 2] {
        let names: Vec<Cow<'_, str>> = self.names().map(fold).collect();
        [fold(&self.title).into_owned(), names.join(" ")]
    }

    /// As a piece of the index has it.
    pub fn row(self) -> [String; 11] {
        let slugs = |names: &[String]| names.iter().map(|name| slugify(name)).collect::<Vec<_>>().join(" ");
        [
            self.address.into_owned(),
            self.title.into_owned(),
            self.date,
            self.version.to_owned(),
            self.product.to_owned(),
            self.noun.to_owned(),
            self.types.join(" "),
            slugs(self.components),
            slugs(self.tags),
            self.audiences.join(" "),
            cut(self.summary, LONGEST_SUMMARY),
        ]
    }
}

/// What results show of a record, and what it is found by.
pub fn shown(site: &Site, record: Record) -> Shown<'_> {
    let shown = match record {
        Record::Entry(ix) => of_entry(site, &site.entries[ix]),
        Record::Change(ix, at) => of_change(site, &site.releases[ix], at),
        Record::Release(ix) => of_release(site, &site.releases[ix]),
        Record::Item(ix) => of_item(site, &site.roadmap[ix]),
    };
    let product = match record {
        Record::Entry(ix) => Some(site.entries[ix].product),
        Record::Change(ix, _) | Record::Release(ix) => Some(site.releases[ix].product),
        Record::Item(ix) => site.roadmap[ix].product,
    };
    let product = product.map_or("", |product| site.product(product).config.id.as_str());
    Shown { product, date: day(site, record), ..shown }
}

/// Those of the audiences that this build is for: others are named to nobody.
fn audiences<'a>(site: &Site, named: &'a [At<String>]) -> Vec<&'a str> {
    let known = |name: &&str| site.viewpoint.audiences.iter().any(|known| known == name);
    named.iter().map(|at| at.value.as_str()).filter(known).collect()
}

/// Such as `2026-05-04`; empty while it waits.
pub fn day(site: &Site, record: Record) -> String {
    search::date(site, record).map_or(String::new(), |date| date.civil().date().to_string())
}

fn of_entry<'a>(site: &'a Site, entry: &'a Entry) -> Shown<'a> {
    let advisories = entry.fields.security.iter().filter_map(|note| note.id.as_ref());
    let advisories = advisories.chain(entry.changes.iter().flat_map(|change| &change.advisories));
    let deprecated = entry.fields.deprecates.iter().map(|one| &one.what);
    Shown {
        address: site.entry_address(entry),
        title: plain_text(entry.title.as_deref().unwrap_or(&entry.summary)),
        version: entry.version.as_ref().map_or("", |version| version.as_str()),
        noun: if entry.title.is_some() { "entry" } else { "change" },
        types: entry.kinds(),
        components: &entry.components,
        tags: &entry.tags,
        audiences: audiences(site, &entry.fields.audience),
        summary: if entry.title.is_some() { &entry.summary } else { "" },
        ids: advisories.chain(deprecated).map(String::as_str).collect(),
        people: people(site, &entry.fields.authors),
        references: references(site, entry),
        ..Shown::default()
    }
}

fn of_change<'a>(site: &'a Site, release: &'a Release, at: usize) -> Shown<'a> {
    let Some(change) = release.changes.get(at) else { return Shown::default() };
    let prefix = if release.unreleased { format!("{}-", release.anchor) } else { String::new() };
    Shown {
        address: format!("{}#{prefix}change-{}", release.address, at + 1).into(),
        title: change.summary.as_str().into(),
        version: release.version.as_str(),
        noun: "change",
        types: vec![&change.kind],
        audiences: audiences(site, &release.fields.audience),
        ids: change.advisories.iter().map(String::as_str).collect(),
        ..Shown::default()
    }
}

fn of_release<'a>(site: &'a Site, release: &'a Release) -> Shown<'a> {
    Shown {
        address: release.address.as_str().into(),
        title: plain_text(&site.release_title(release)).into_owned().into(),
        version: release.version.as_str(),
        noun: "release",
        audiences: audiences(site, &release.fields.audience),
        summary: release.summary(),
        people: contributors(site, release),
        ..Shown::default()
    }
}

fn of_item<'a>(site: &'a Site, item: &'a RoadmapItem) -> Shown<'a> {
    Shown {
        address: item.address.as_str().into(),
        title: plain_text(&item.title),
        version: item.shipped.as_ref().and_then(|shipped| shipped.version.as_ref()).map_or("", |it| it.as_str()),
        noun: "item",
        components: &item.components,
        tags: &item.tags,
        audiences: audiences(site, &item.fields.audience),
        summary: &item.summary,
        people: people(site, &item.fields.owner),
        ..Shown::default()
    }
}

/// Whom these names mean: of those in `[authors]` the name that shows.
fn people<'a>(site: &'a Site, named: impl IntoIterator<Item = &'a At<String>>) -> Vec<&'a str> {
    let mut people: Vec<&str> = Vec::new();
    for at in named {
        let known = site.config.authors.iter().find(|author| author.id == at.value);
        let name = known.map_or(&at.value, |author| &author.name);
        if !people.contains(&name.as_str()) {
            people.push(name);
        }
    }
    people
}

/// The authors of a release and of what is in it.
fn contributors<'a>(site: &'a Site, release: &'a Release) -> Vec<&'a str> {
    let of_entries = release.entries.iter().flat_map(|&ix| &site.entries[ix].fields.authors);
    people(site, release.fields.authors.iter().chain(of_entries))
}

fn references(site: &Site, entry: &Entry) -> Vec<String> {
    facts::references::references(site, entry).into_iter().map(|link| link.title).collect()
}

/// What excerpts are taken from: the text, and behind it who made it and what it refers to, which are found as well.
pub fn text(site: &Site, record: Record) -> String {
    let (people, references) = match record {
        Record::Entry(ix) => {
            let entry = &site.entries[ix];
            (people(site, &entry.fields.authors), references(site, entry))
        }
        Record::Release(ix) => (contributors(site, &site.releases[ix]), Vec::new()),
        Record::Item(ix) => (people(site, &site.roadmap[ix].fields.owner), Vec::new()),
        Record::Change(..) => (Vec::new(), Vec::new()),
    };
    let parts =
        [prose(site, record), cut(&people.join(", "), LONGEST_SUMMARY), cut(&references.join(", "), LONGEST_SUMMARY)];
    parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// What somebody wrote, and behind it what to do.
fn prose(site: &Site, record: Record) -> String {
    let html: &Html = match record {
        Record::Entry(ix) => {
            let entry = &site.entries[ix];
            let bodies = [Some(&entry.prose), entry.migration.as_ref()].into_iter().flatten();
            return bodies.map(|prose| prose.body.html.plain(LONGEST_TEXT)).collect::<Vec<_>>().join(" ");
        }
        Record::Change(ix, at) => match site.releases[ix].changes.get(at) {
            Some(change) => &change.html,
            None => return String::new(),
        },
        Record::Release(ix) => &site.releases[ix].prose.body.intro,
        Record::Item(ix) => &site.roadmap[ix].prose.body.html,
    };
    html.plain(LONGEST_TEXT)
}

/// At most `limit` characters of `text`, with `…` where it was cut.
fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
