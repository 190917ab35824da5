//! What the pages of trust share: where a page stands in its list, and changes named in passing.

use super::changelog::{address, page_count};
use super::context::{Context, Subject};
use super::view::{ChangeLineView, LinkView, PagesView};
use super::{Page, Plan};
use crate::facts::feeds::type_label;
use crate::facts::lists::{Item, List, Selection, for_each_change};
use crate::model::{Change, Entry};

/// The pages of the list of `selection`, at least one; none when nothing is on the list.
pub fn plan(context: &Context, selection: &Selection, count: usize) -> Vec<Plan> {
    let list = context.lists.iter().enumerate().find(|(_, list)| list.selection == *selection);
    let Some((index, list)) = list.filter(|(_, list)| !list.items.is_empty()) else { return Vec::new() };
    let modified = list.items.iter().filter_map(|&item| super::changelog::modified(context, item)).max();
    let pages = 1..=page_count(context, count);
    pages.map(|page| Plan::new(Subject::List { list: index, page }, address(list, page)).modified(modified)).collect()
}

/// The list that a page of it shows, and the page's number from 1.
pub fn subject<'c>(context: &'c Context, page: &Page) -> (&'c List, usize) {
    let Subject::List { list, page } = page.plan.subject else { unreachable!("lists plan lists") };
    (&context.lists[list], page)
}

/// Where the page with this number stands, of a list of `count` things.
pub fn pages_view(context: &Context, list: &List, page: usize, count: usize) -> PagesView {
    let pages = page_count(context, count);
    let at = |page: usize| context.url(&address(list, page));
    PagesView { page, pages, newer: (page > 1).then(|| at(page - 1)), older: (page < pages).then(|| at(page + 1)) }
}

/// What of a list of `count` things the page with this number shows.
pub fn window(context: &Context, page: usize, count: usize) -> std::ops::Range<usize> {
    let size = context.site.config.per_page;
    let from = ((page - 1) * size).min(count);
    from..count.min(from + size)
}

/// The newest changes of the list that are meant, no more than a page has.
pub fn other_changes(
    context: &Context,
    list: &List,
    is_meant: fn(Option<&Entry>, &Change) -> bool,
) -> Vec<ChangeLineView> {
    let mut lines = Vec::new();
    for &item in &list.items {
        let mut others = Vec::new();
        for_each_change(&context.site, item, &mut |entry, change| {
            if is_meant(entry, change) {
                others.push(change_line(context, item, entry, change));
            }
        });
        lines.extend(others);
        if lines.len() >= context.site.config.per_page {
            lines.truncate(context.site.config.per_page);
            break;
        }
    }
    lines
}

fn change_line(context: &Context, item: Item, entry: Option<&Entry>, change: &Change) -> ChangeLineView {
    let site = &*context.site;
    let release = match item {
        Item::Release(ix) => Some(&site.releases[ix]),
        Item::Entry(_) => None,
    };
    let of_release = || release.map_or("/", |release| &release.address).into();
    let address = entry.map_or_else(of_release, |entry| site.entry_address(entry));
    let is_single = entry.is_some_and(|entry| entry.prose.body.changes.is_empty());
    let title = entry.filter(|_| is_single).and_then(|entry| entry.title.as_ref());
    let text = title.unwrap_or(&change.summary);
    let text = if text.is_empty() { entry.map_or(text, |entry| &entry.summary) } else { text };
    let product = release.map(|it| it.product).or(entry.map(|it| it.product));
    ChangeLineView {
        text: text.clone(),
        url: context.url(&address),
        date: release.and_then(|it| it.date).or(entry.and_then(|it| it.date)).map(|date| date.to_string()),
        version: release.map(|release| release.version.to_string()),
        product: product.and_then(|product| super::nouns::product_link(context, product)).map(|link| link.title),
    }
}

/// The list of all changes of a type, when there is one.
pub fn all_of_type(context: &Context, kind: &str) -> Option<LinkView> {
    let list = context.list_of(&Selection::Type(kind.to_owned()))?;
    let title = type_label(&context.site.config, kind, &super::nouns::words(context));
    Some(LinkView { title, url: context.url(&list.address) })
}
