//! JSON Feed 1.1 (jsonfeed.org/version/1.1).

use serde::Serialize;

use super::data::long_json;
use super::feed::{Feed, FeedItem, Person};
use crate::model::FeedFormat;

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    language: &'a str,
    authors: Vec<Author<'a>>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    content_html: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
}

/// The feed as a JSON document.
pub fn write(feed: &Feed) -> Vec<u8> {
    let document = Document {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        home_page_url: &feed.page,
        feed_url: feed.address(FeedFormat::Json),
        description: &feed.subtitle,
        language: &feed.language,
        authors: vec![author(&feed.author)],
        items: feed.items.iter().map(item).collect(),
    };
    long_json(feed.items.iter().map(|item| item.html.len()).sum(), &document)
}

fn item(item: &FeedItem) -> Item<'_> {
    Item {
        id: &item.id,
        url: &item.url,
        title: &item.title,
        content_html: &item.html,
        summary: &item.summary,
        date_published: item.published.map(|date| date.rfc3339()),
        date_modified: item.updated.rfc3339(),
        authors: item.authors.iter().map(author).collect(),
        tags: tags(item),
    }
}

/// The labels, each once: without schemes a tag and a component of one name are the same.
fn tags(item: &FeedItem) -> Vec<&str> {
    let mut tags: Vec<&str> = Vec::new();
    for category in &item.categories {
        if !tags.contains(&category.label.as_str()) {
            tags.push(&category.label);
        }
    }
    tags
}

fn author(person: &Person) -> Author<'_> {
    Author { name: &person.name, url: person.url.as_deref() }
}
