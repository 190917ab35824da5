//! The twins of pages that list things: titles with links and summaries.

use super::changes::{Piece, of_entry, pieces};
use super::document::Document;
use crate::base::Date;
use crate::base::markdown::escaped;
use crate::facts::lists::{Item, List, Selection};
use crate::model::Release;
use crate::pages::changelog::{address, items, list_title, page_title, pages, term};
use crate::pages::nouns::{advisories, product_link};
use crate::pages::{Page, Subject, archive, feeds as feed_pages, terms as term_pages};

/// A page of a list of the changelog.
pub fn changelog(document: &mut Document<'_>, page: &Page) {
    let Subject::List { list, page: number } = page.plan.subject else { return };
    let context = document.context;
    let list = &context.lists[list];
    let description = match &list.selection {
        Selection::Home => context.site.config.description.clone(),
        Selection::Product(index) => context.site.product(*index).config.description.clone(),
        _ => term(context, list).description,
    };
    document.head(&list_title(context, list, number), &description);
    let is_first = number == 1 && list.selection.is_whole();
    if is_first && context.has_unreleased() {
        document.out.item(&document.page_link(&document.word("release.unreleased"), "/unreleased/"));
    }
    around(document, list, number);
    for &item in items(context, list, number) {
        listed(document, item, &list.selection);
    }
    if list.items.is_empty() {
        document.out.paragraph(&escaped(&document.word("list.empty")));
    }
}

/// The pages of the list before and after this one.
fn around(document: &mut Document<'_>, list: &List, number: usize) {
    let newer = (number > 1).then(|| address(list, number - 1));
    let older = (number < pages(document.context, list)).then(|| address(list, number + 1));
    links_around(document, newer, older);
}

fn links_around(document: &mut Document<'_>, newer: Option<String>, older: Option<String>) {
    for (key, address) in [("pages.newer", newer), ("pages.older", older)] {
        if let Some(address) = address {
            document.out.item(&document.page_link(&document.word(key), &address));
        }
    }
}

/// An item as a heading, with its date and its summary, or a line for each change of it.
fn listed<'c>(document: &mut Document<'c>, item: Item, selection: &'c Selection) {
    let site = &document.context.site;
    match item {
        Item::Release(ix) => {
            let release = &site.releases[ix];
            document.out.heading(2, &release_link(document, release));
            line(document, release.date, release.summary());
            document.advice(ix);
            let pieces: Vec<Piece<'_>> = pieces(document, release, Some(selection)).collect();
            pieces.iter().for_each(|piece| change(document, piece));
        }
        Item::Entry(ix) => {
            let entry = &site.entries[ix];
            let title = entry.title.as_deref().unwrap_or(&entry.summary);
            document.out.heading(2, &document.page_link(title, &site.entry_address(entry)));
            line(document, entry.date, &entry.summary);
            let notes = entry.fields.security.iter();
            let notes = notes.map(|it| document.advisory_name(it.id.as_deref(), it.severity.as_deref()));
            document.out.paragraph(&notes.filter(|name| !name.is_empty()).collect::<Vec<_>>().join("; "));
            if !selection.is_whole() && !entry.prose.body.changes.is_empty() {
                let kept = of_entry(entry).filter(|it| selection.keeps(None, Some(entry), it.change));
                kept.for_each(|it| change(document, &it));
            }
        }
    }
}

fn release_link(document: &Document<'_>, release: &Release) -> String {
    document.page_link(&super::release::name(document, release), &release.address)
}

fn line(document: &mut Document<'_>, date: Option<Date>, summary: &str) {
    let parts = [date.map(|date| date.to_string()), Some(escaped(summary))].into_iter().flatten();
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    document.out.paragraph(&parts.join(" · "));
}

/// A change on one line: its title when it has a page, and its summary.
fn change(document: &mut Document<'_>, piece: &Piece<'_>) {
    let mut text = String::new();
    if piece.change.breaking {
        text.push_str(&format!("**{}:** ", escaped(&document.word("badge.breaking"))));
    }
    let story = piece.whole().and_then(|entry| entry.title.as_ref().zip(entry.address.as_ref()));
    if let Some((title, address)) = story {
        text.push_str(&document.page_link(title, address));
        text.push_str(": ");
    }
    text.push_str(&escaped(piece.summary()));
    let advisories: Vec<String> = advisories(piece.entry.filter(|_| piece.is_first), piece.change)
        .iter()
        .map(|it| document.advisory_name(it.id.as_deref(), it.severity.as_deref()))
        .filter(|name| !name.is_empty())
        .collect();
    if !advisories.is_empty() {
        text.push_str(&format!(" ({})", advisories.join("; ")));
    }
    document.out.item(&text);
}

/// An index of types, components or tags.
pub fn terms(document: &mut Document<'_>, page: &Page) {
    document.head(&document.word(&format!("nav.{}", page.kind.name)), "");
    for list in term_pages::of_family(document.context, page.kind.name) {
        let (term, context) = (term(document.context, list), document.context);
        let count = context.strings.plural("list.total", term.count, &[]);
        let description =
            if term.description.is_empty() { String::new() } else { format!(": {}", escaped(&term.description)) };
        let link = document.page_link(&term.title, &list.address);
        document.out.item(&format!("{link} ({}){description}", escaped(&count)));
    }
}

/// Every release, product by product.
pub fn releases(document: &mut Document<'_>, _page: &Page) {
    let context = document.context;
    document.head(&document.word("nav.releases"), "");
    for (index, product) in context.site.products.iter().enumerate().filter(|(_, it)| !it.releases.is_empty()) {
        if let Some(link) = product_link(context, index) {
            document.heading(2, &link.title);
        }
        for release in product.releases.iter().map(|&ix| &context.site.releases[ix]) {
            let mut parts = vec![release_link(document, release)];
            parts.extend(release.date.map(|date| date.to_string()));
            let badges = [
                (release.fields.yanked.is_some(), "badge.yanked"),
                (release.prerelease, "badge.prerelease"),
                (context.support().has_ended(release), "badge.unsupported"),
                (release.fields.lts, "badge.lts"),
            ];
            parts.extend(badges.into_iter().filter(|(is_so, _)| *is_so).map(|(_, key)| escaped(&document.word(key))));
            document.out.item(&parts.join(" · "));
        }
    }
}

/// One year.
pub fn year(document: &mut Document<'_>, page: &Page) {
    let Subject::Year { year, page: number } = page.plan.subject else { return };
    let context = document.context;
    let (items, total) = archive::items(context, year, number);
    document.head(&page_title(context, year.to_string(), number), "");
    let (newer, older) = archive::around(year, number, total);
    links_around(document, newer, older);
    for &item in items {
        let line = archive::line(context, item);
        let title = match item {
            Item::Release(ix) => super::release::name(document, &context.site.releases[ix]),
            Item::Entry(_) => line.title,
        };
        let mut text = format!("{} {}", line.date, document.ready_link(&title, &line.url));
        if !line.summary.is_empty() {
            text.push_str(&format!(": {}", escaped(&line.summary)));
        }
        document.out.item(&text);
    }
}

/// Every year.
pub fn years(document: &mut Document<'_>, _page: &Page) {
    let context = document.context;
    document.head(&document.word("nav.archive"), "");
    for (year, items) in &context.years {
        let link = document.page_link(&year.to_string(), &archive::address(*year, 1));
        let count = context.strings.plural("list.total", items.len(), &[]);
        document.out.item(&format!("{link} ({})", escaped(&count)));
    }
}

/// Every feed.
pub fn feeds(document: &mut Document<'_>, _page: &Page) {
    let context = document.context;
    document.head(&document.word("nav.feeds"), &document.word("feeds.lead"));
    for plan in &context.feeds {
        let group = feed_pages::group(context, plan);
        let base = context.site.config.base_path();
        let links = group.feeds.iter().map(|feed| {
            let address = feed.url.strip_prefix(base).unwrap_or(&feed.url);
            document.link(&document.word(&format!("feeds.{}", feed.format)), address)
        });
        let links = links.collect::<Vec<_>>().join(", ");
        document.out.item(&format!("{}: {links}. {}", escaped(&group.title), escaped(&group.description)));
    }
}
