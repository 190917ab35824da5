//! RSS 2.0, with the modules that readers know: content, Dublin Core, Atom.

use std::collections::BTreeMap;

use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Channel, Guid, Item};

use super::clean::escape;
use super::feed::{Category, Feed, FeedItem};
use crate::base::Date;
use crate::model::FeedFormat;

const ATOM: &str = "http://www.w3.org/2005/Atom";

/// The feed as an RSS document.
pub fn write(feed: &Feed) -> Vec<u8> {
    let link = Extension {
        name: "atom:link".to_owned(),
        attrs: BTreeMap::from([
            ("rel".to_owned(), "self".to_owned()),
            ("href".to_owned(), feed.address(FeedFormat::Rss).to_owned()),
            ("type".to_owned(), "application/rss+xml".to_owned()),
        ]),
        ..Extension::default()
    };
    let channel = Channel {
        title: feed.title.clone(),
        link: feed.page.clone(),
        // The element must be there and have a text (RSS 2.0, required channel elements).
        description: if feed.subtitle.is_empty() { feed.title.clone() } else { feed.subtitle.clone() },
        language: Some(feed.language.clone()),
        last_build_date: Some(feed.updated.rfc2822()),
        generator: Some(feed.generator.to_owned()),
        items: feed.items.iter().map(|entry| item(feed, entry)).collect(),
        extensions: in_atom("link", link),
        namespaces: BTreeMap::from([("atom".to_owned(), ATOM.to_owned())]),
        ..Channel::default()
    };
    let texts: usize = feed.items.iter().map(|item| item.html.len()).sum();
    channel.write_to(Vec::with_capacity(texts + texts / 4)).expect("writing to memory does not fail")
}

fn item(feed: &Feed, item: &FeedItem) -> Item {
    let published = item.published.unwrap_or(item.updated);
    let authors = if item.authors.is_empty() { std::slice::from_ref(&feed.author) } else { &item.authors };
    Item {
        title: Some(item.title.clone()),
        link: Some(item.url.clone()),
        // A description is HTML.
        description: Some(escape(&item.summary)).filter(|summary| !summary.is_empty()),
        categories: item.categories.iter().map(category).collect(),
        guid: Some(Guid { value: item.id.clone(), permalink: false }),
        pub_date: Some(published.rfc2822()),
        content: Some(item.html.clone()),
        dublin_core_ext: Some(DublinCoreExtension {
            creators: authors.iter().map(|author| author.name.clone()).collect(),
            ..DublinCoreExtension::default()
        }),
        extensions: if published == item.updated { ExtensionMap::new() } else { updated(item.updated) },
        ..Item::default()
    }
}

/// RSS itself has no element for the date of an edit.
fn updated(date: Date) -> ExtensionMap {
    let value = Some(date.rfc3339());
    in_atom("updated", Extension { name: "atom:updated".to_owned(), value, ..Extension::default() })
}

fn in_atom(name: &str, extension: Extension) -> ExtensionMap {
    BTreeMap::from([("atom".to_owned(), BTreeMap::from([(name.to_owned(), vec![extension])]))])
}

fn category(category: &Category) -> rss::Category {
    rss::Category { name: category.label.clone(), domain: Some(category.scheme.clone()) }
}
