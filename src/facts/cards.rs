//! Which pages have a picture of their own, to stand for them where they are linked.

use std::collections::HashSet;

use super::lists::{Item, List, Selection};
use crate::base::plain_text;
use crate::model::{Entry, EntryIx, ReleaseIx, Site};

/// How many releases and entries have cards of their own: a card costs more than a page, and what is
/// linked is new. All other pages share the site's.
const NEWEST: usize = 100;

/// What a card is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Site,
    /// An index into `Site::products`.
    Product(usize),
    Roadmap,
    Release(ReleaseIx),
    Entry(EntryIx),
}

/// A card that is to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub subject: Subject,
    /// The page that it stands for, without base: `/releases/2.4.0/`.
    pub page: String,
    /// Its largest text.
    pub title: String,
}

impl Card {
    /// Where the picture lies, without base.
    pub fn address(&self) -> String {
        format!("{}card.png", self.page)
    }
}

/// The cards of the site: its own first, then products, roadmap, and the newest releases and entries
/// that have a page and no picture of their own. None has a title that `covers` says cannot be drawn.
/// `roadmap` is what the roadmap is called.
pub fn cards(site: &Site, lists: &[List], roadmap: &str, covers: impl Fn(&str) -> bool) -> Vec<Card> {
    if !site.config.outputs.cards {
        return Vec::new();
    }
    let card = |subject, page: &str, title: &str| Card {
        subject,
        page: page.to_owned(),
        title: plain_text(title).into_owned(),
    };
    let mut cards = vec![card(Subject::Site, "/", &site.config.title)];
    for (index, product) in site.products.iter().enumerate().filter(|(_, product)| !product.config.id.is_empty()) {
        cards.push(card(Subject::Product(index), &product.config.address(), &product.config.name));
    }
    if !site.roadmap.is_empty() {
        cards.push(card(Subject::Roadmap, "/roadmap/", roadmap));
    }
    let home = lists.iter().find(|list| list.selection == Selection::Home);
    let items = home.map_or(&[][..], |home| &home.items);
    cards.extend(items.iter().flat_map(|&item| of_item(site, item)).take(NEWEST));
    // Pages at one address are told of where pages are planned.
    let mut pages = HashSet::new();
    cards.retain(|card| covers(&card.title) && pages.insert(card.page.clone()));
    cards
}

/// The entry's own picture, if it is one that previews of links can show: they know no SVG.
pub fn cover(entry: &Entry) -> Option<&String> {
    let is_drawing = |image: &str| image.split(['?', '#']).next().is_some_and(|path| path.ends_with(".svg"));
    entry.image.as_ref().filter(|image| !is_drawing(image))
}

/// The cards of a release and its stories, or of an entry.
fn of_item(site: &Site, item: Item) -> Vec<Card> {
    let entry = |ix: EntryIx| {
        let entry = &site.entries[ix];
        let page = entry.address.clone().filter(|_| cover(entry).is_none())?;
        Some(Card { subject: Subject::Entry(ix), page, title: plain_text(entry.title.as_ref()?).into_owned() })
    };
    match item {
        Item::Entry(ix) => entry(ix).into_iter().collect(),
        Item::Release(ix) => {
            let release = &site.releases[ix];
            let page = release.address.clone();
            let own = Card {
                subject: Subject::Release(ix),
                page,
                title: plain_text(&site.release_name(release)).into_owned(),
            };
            [own].into_iter().chain(release.entries.iter().filter_map(|&ix| entry(ix))).collect()
        }
    }
}
