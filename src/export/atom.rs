//! Atom (RFC 4287), with archives by RFC 5005.

use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{self as atom, FixedDateTime, WriteConfig};

use super::clean::push_text;
use super::feed::{Category, Feed, FeedItem, Person};
use crate::base::Date;
use crate::facts::feeds::{FORMATS, Format};
use crate::model::FeedFormat;

/// The namespace of `fh:archive` (RFC 5005, section 4).
const HISTORY: &str = "http://purl.org/syndication/history/1.0";

/// Stands where the content of an item goes. No text of a [`Feed`] has it, for XML cannot hold it.
const CONTENT: u8 = 1;

/// The feed as an Atom document.
pub fn write(feed: &Feed) -> Vec<u8> {
    let document = atom::Feed {
        title: atom::Text::plain(feed.title.clone()),
        id: feed.id.clone(),
        updated: moment(feed.updated),
        authors: vec![person(&feed.author)],
        generator: Some(atom::Generator { value: feed.generator.to_owned(), uri: None, version: None }),
        links: links(feed),
        subtitle: Some(atom::Text::plain(feed.subtitle.clone())).filter(|_| !feed.subtitle.is_empty()),
        entries: feed.items.iter().map(entry).collect(),
        lang: Some(feed.language.clone()),
        namespaces: feed.archive_of.iter().map(|_| ("fh".to_owned(), HISTORY.to_owned())).collect(),
        extensions: feed.archive_of.iter().flat_map(|_| archive_mark()).collect(),
        ..atom::Feed::default()
    };
    // The library's own declaration names no encoding.
    let declaration = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_vec();
    let config = WriteConfig { write_document_declaration: false, indent_size: None };
    let document = document.write_with_config(declaration, config).expect("writing to memory does not fail");
    filled(&document, &feed.items)
}

/// The document with the contents of its items, which are most of it: escaped here, in one pass, and no more than it
/// takes.
fn filled(document: &[u8], items: &[FeedItem]) -> Vec<u8> {
    let contents: usize = items.iter().map(|item| item.html.len()).sum();
    let mut out = Vec::with_capacity(document.len() + contents + contents / 2);
    let mut pieces = document.split(|byte| *byte == CONTENT);
    out.extend_from_slice(pieces.next().unwrap_or_default());
    for (item, piece) in items.iter().zip(pieces) {
        push_text(&mut out, &item.html);
        out.extend_from_slice(piece);
    }
    out
}

fn links(feed: &Feed) -> Vec<atom::Link> {
    let typed = |rel: &str, href: &str, media_type: &str| atom::Link {
        rel: rel.to_owned(),
        href: href.to_owned(),
        mime_type: Some(media_type.to_owned()),
        ..atom::Link::default()
    };
    let media_type = FORMATS.iter().find(|format| format.format == FeedFormat::Atom).map_or("", media_type);
    let mut links =
        vec![typed("self", feed.address(FeedFormat::Atom), media_type), typed("alternate", &feed.page, "text/html")];
    links.extend(feed.archive_of.as_ref().map(|current| typed("current", current, media_type)));
    links.extend(feed.older.as_ref().map(|older| typed("prev-archive", older, media_type)));
    links
}

fn media_type(format: &Format) -> &'static str {
    format.media_type
}

fn archive_mark() -> ExtensionMap {
    let mark = Extension { name: "fh:archive".to_owned(), ..Extension::default() };
    BTreeMap::from([("fh".to_owned(), BTreeMap::from([("archive".to_owned(), vec![mark])]))])
}

fn entry(item: &FeedItem) -> atom::Entry {
    atom::Entry {
        title: atom::Text::plain(item.title.clone()),
        id: item.id.clone(),
        updated: moment(item.updated),
        published: item.published.map(moment),
        authors: item.authors.iter().map(person).collect(),
        categories: item.categories.iter().map(category).collect(),
        links: vec![atom::Link {
            rel: "alternate".to_owned(),
            href: item.url.clone(),
            mime_type: Some("text/html".to_owned()),
            ..atom::Link::default()
        }],
        summary: Some(atom::Text::plain(item.summary.clone())).filter(|_| !item.summary.is_empty()),
        content: Some(atom::Content {
            value: Some(char::from(CONTENT).to_string()),
            content_type: Some("html".to_owned()),
            ..atom::Content::default()
        }),
        ..atom::Entry::default()
    }
}

fn person(person: &Person) -> atom::Person {
    atom::Person { name: person.name.clone(), uri: person.url.clone(), ..atom::Person::default() }
}

fn category(category: &Category) -> atom::Category {
    atom::Category {
        term: category.term.clone(),
        scheme: Some(category.scheme.clone()),
        label: Some(category.label.clone()),
    }
}

fn moment(date: Date) -> FixedDateTime {
    chrono::DateTime::from_timestamp(date.unix_seconds(), 0).unwrap_or_default().fixed_offset()
}
