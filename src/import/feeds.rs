//! RSS 2.0 and Atom: the way out of hosted changelogs.

use super::Given;
use super::fragment::{body, here};
use super::heading::release_heading;
use super::text::{Lines, text};
use crate::base::markdown::{Reader, Writer};
use crate::base::{At, Date, Diagnostic, Place, Reported, Source, Span};
use crate::model::{Draft, DraftFields, EntryFields, Link, Origin};

/// An item of either format.
#[derive(Debug, Clone, Default)]
struct Item {
    id: String,
    title: String,
    date: Option<String>,
    url: Option<String>,
    html: String,
    tags: Vec<String>,
    authors: Vec<String>,
}

pub fn read(given: &Given<'_>) -> Reported<Vec<Draft>> {
    let mut all = Reported::new(Vec::new(), Vec::new());
    for (path, content) in given.files.iter() {
        let Some(source) = text(path, content).take(&mut all.diagnostics) else { continue };
        match items(&source) {
            Ok(items) if items.is_empty() => {
                let fault = Diagnostic::error("nothing-to-import", format!("{path} has no items"));
                all.diagnostics.push(fault.at(Place::file(path)).help("it may be the wrong feed"));
            }
            Ok(items) => {
                let lines = Lines::of(&source);
                let mut from = 0;
                for item in &items {
                    // Items come in the order of the text.
                    let key = if item.id.is_empty() { &item.title } else { &item.id };
                    let at = source.text[from..].find(key.as_str()).map_or(from, |at| from + at);
                    from = at;
                    let place = lines.place(Span::new(at, at + key.len()));
                    all.value.extend(draft(item, key, place, given, &mut all.diagnostics));
                }
            }
            Err(fault) => all.diagnostics.push(fault.at(Place::file(path))),
        }
    }
    all
}

fn items(source: &Source) -> Result<Vec<Item>, Diagnostic> {
    let bytes = source.text.as_bytes();
    let (as_rss, as_atom) = (rss::Channel::read_from(bytes), atom_syndication::Feed::read_from(bytes));
    match (as_rss, as_atom) {
        (Ok(channel), _) => Ok(channel.items.into_iter().map(of_rss).collect()),
        (Err(_), Ok(feed)) => Ok(feed.entries.into_iter().map(of_atom).collect()),
        (Err(rss), Err(atom)) => {
            let message = format!("this is neither RSS ({rss}) nor Atom ({atom})");
            Err(Diagnostic::error("import-syntax", message).help("save the feed itself, not the page that shows it"))
        }
    }
}

fn of_rss(item: rss::Item) -> Item {
    let url = item.link.clone();
    Item {
        id: item.guid.map(|guid| guid.value).or(url.clone()).unwrap_or_default(),
        title: item.title.unwrap_or_default(),
        date: item.pub_date,
        url,
        html: item.content.or(item.description).unwrap_or_default(),
        tags: item.categories.into_iter().map(|category| category.name).collect(),
        // An address of mail is nothing to publish.
        authors: item.dublin_core_ext.map(|extension| extension.creators).unwrap_or_default(),
    }
}

fn of_atom(entry: atom_syndication::Entry) -> Item {
    let url = entry.links.iter().find(|link| link.rel == "alternate").or(entry.links.first());
    let content = entry.content.as_ref().and_then(|content| content.value.clone());
    let summary = entry.summary.as_ref().map(|summary| summary.value.clone());
    Item {
        id: entry.id.clone(),
        title: entry.title.value.clone(),
        date: Some(entry.published.unwrap_or(entry.updated).to_rfc3339()),
        url: url.map(|link| link.href.clone()),
        html: content.or(summary).unwrap_or_default(),
        tags: entry.categories.iter().map(|category| category.label.clone().unwrap_or(category.term.clone())).collect(),
        authors: entry.authors.iter().map(|author| author.name.clone()).collect(),
    }
}

fn draft(item: &Item, key: &str, place: Place, given: &Given<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Draft> {
    let title = plain(&item.title);
    if key.is_empty() || (title.is_empty() && item.html.trim().is_empty()) {
        diagnostics.push(Diagnostic::warning("not-imported", "an item that says nothing").at(place));
        return None;
    }
    let date = item.date.as_deref().and_then(moment);
    if date.is_none() {
        let what = format!("`{}` has no date that can be read", title);
        let fault = Diagnostic::warning("not-imported", what).at(place.clone());
        diagnostics.push(fault.help("without one it does not know its place: add `date` to the entry"));
    }
    let text = body(&markdown(&item.html));
    let fields = EntryFields {
        title: Some(title.clone()).filter(|title| !title.is_empty()).map(here),
        date: date.map(|date| At::new(date, Span::default())),
        product: given.product.map(here),
        tags: item.tags.iter().map(|tag| here(plain(tag))).collect(),
        authors: item.authors.iter().map(|author| here(plain(author))).collect(),
        links: item
            .url
            .iter()
            .filter(|url| url.starts_with("http"))
            .map(|url| Link { title: url.clone(), url: url.clone() })
            .collect(),
        source: Some(Origin { mark: format!("feed:{key}"), hash: String::new() }),
        version: release_heading(&title).and_then(|heading| heading.version).filter(|_| date.is_none()).map(here),
        ..EntryFields::default()
    };
    Some(Draft { fields: DraftFields::Entry(Box::new(fields)), body: text, name: title, place: Some(place) })
}

/// HTML as markdown that says the same. Feeds come from strangers: it is made safe first.
fn markdown(html: &str) -> String {
    let safe = ammonia::clean(html);
    let mut writer = Writer::new();
    Reader { address: &|address| address.to_owned(), notes: "" }.read(&safe, &mut writer);
    writer.finish()
}

/// Words on one line, without markup.
fn plain(text: &str) -> String {
    let text = ammonia::Builder::empty().clean(text).to_string();
    let text = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// RFC 3339, else RFC 2822 as RSS has it.
fn moment(text: &str) -> Option<Date> {
    let text = text.trim();
    Date::parse(text).ok().or_else(|| {
        let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
        Some(Date::moment(zoned.timestamp()))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn moments_of_both_formats_are_read() {
        for (text, moment) in [
            ("Mon, 04 May 2026 10:00:00 GMT", Some("2026-05-04T10:00:00Z")),
            ("Mon, 04 May 2026 10:00:00 +0200", Some("2026-05-04T08:00:00Z")),
            ("2026-05-04T10:00:00+02:00", Some("2026-05-04T08:00:00Z")),
            ("yesterday", None),
        ] {
            assert_eq!(super::moment(text).map(|date| date.rfc3339()).as_deref(), moment, "{text}");
        }
    }
}
