//! The changelog's lists: all of it, a product's, a type's, a component's, a tag's.

use serde::Serialize;

use super::context::{Context, Subject};
use super::entry::listed;
use super::frame::Head;
use super::nouns::{product_view, release_link, words};
use super::release::{Frame, release_view};
use super::unreleased::waiting;
use super::view::{ItemView, ListView, PageView, ProductView, ReleaseLinkView, ReleaseView, TermView};
use super::{Kind, Page, Plan, View};
use crate::base::Date;
use crate::facts::feeds::type_label;
use crate::facts::lists::{Item, List, Selection};

pub const HOME: Kind = Kind {
    name: "home",
    caption: "the changelog: releases and dated entries, newest first",
    template: "home.html",
    plan: |context| plan(context, |selection| *selection == Selection::Home),
    view: home,
};

pub const PRODUCT: Kind = Kind {
    name: "product",
    caption: "the changelog of one product",
    template: "product.html",
    plan: |context| plan(context, |selection| matches!(selection, Selection::Product(_))),
    view: product,
};

pub const TYPE: Kind = Kind {
    name: "type",
    caption: "the changes of one type",
    template: "list.html",
    plan: |context| plan(context, |selection| matches!(selection, Selection::Type(_))),
    view: filtered,
};

pub const COMPONENT: Kind = Kind {
    name: "component",
    caption: "the changes of one component",
    template: "list.html",
    plan: |context| plan(context, |selection| matches!(selection, Selection::Component(_))),
    view: filtered,
};

pub const TAG: Kind = Kind {
    name: "tag",
    caption: "the changes with one tag",
    template: "list.html",
    plan: |context| plan(context, |selection| matches!(selection, Selection::Tag(_))),
    view: filtered,
};

pub const BREAKING: Kind = Kind {
    name: "breaking",
    caption: "the breaking changes, with what to do",
    template: "list.html",
    plan: plan_breaking,
    view: breaking,
};

#[derive(Serialize)]
struct HomePage {
    page: PageView,
    list: ListView,
    /// What waits for the first release, while there is nothing else to show.
    waiting: Vec<ReleaseView>,
}

#[derive(Serialize)]
struct ProductPage {
    page: PageView,
    list: ListView,
    product: ProductView,
}

#[derive(Serialize)]
struct FilteredPage {
    page: PageView,
    list: ListView,
    kind: String,
    term: TermView,
}

/// Every page of every list that is wanted; an empty list has one page.
fn plan(context: &Context, is_wanted: fn(&Selection) -> bool) -> Vec<Plan> {
    let mut plans = Vec::new();
    for (index, list) in context.lists.iter().enumerate().filter(|(_, list)| is_wanted(&list.selection)) {
        for page in 1..=pages(context, list) {
            let items = items(context, list, page);
            let modified = items.iter().filter_map(|&item| modified(context, item)).max();
            plans.push(Plan::new(Subject::List { list: index, page }, address(list, page)).modified(modified));
        }
    }
    plans
}

/// A page that would be empty is not there.
fn plan_breaking(context: &Context) -> Vec<Plan> {
    let is_there = context.list_of(&Selection::Breaking).is_some_and(|list| !list.items.is_empty());
    if is_there { plan(context, |selection| *selection == Selection::Breaking) } else { Vec::new() }
}

pub fn pages(context: &Context, list: &List) -> usize {
    page_count(context, list.items.len())
}

/// How many pages a list of `count` things has.
pub fn page_count(context: &Context, count: usize) -> usize {
    count.div_ceil(context.site.config.per_page).max(1)
}

/// The first page is the list's address, the others lie below it.
pub fn address(list: &List, page: usize) -> String {
    match page {
        1 => list.address.clone(),
        page => format!("{}page/{page}/", list.address),
    }
}

pub fn items<'l>(context: &Context, list: &'l List, page: usize) -> &'l [Item] {
    let size = context.site.config.per_page;
    let from = ((page - 1) * size).min(list.items.len());
    &list.items[from..list.items.len().min(from + size)]
}

pub fn modified(context: &Context, item: Item) -> Option<Date> {
    match item {
        Item::Release(ix) => context.site.releases[ix].fields.updated.max(context.site.releases[ix].date),
        Item::Entry(ix) => context.site.entries[ix].fields.updated.max(context.site.entries[ix].date),
    }
}

fn home(context: &Context, page: &Page) -> View {
    let (list, number) = subject(context, page);
    let list = list_view(context, list, number);
    let title = if number == 1 { String::new() } else { page_title(context, String::new(), number) };
    let head = Head::new(title, "changelog").description(context.site.config.description.as_str());
    let waiting = if list.items.is_empty() { waiting(context) } else { Vec::new() };
    Box::new(HomePage { page: head.view(context, page), list, waiting })
}

fn product(context: &Context, page: &Page) -> View {
    let (list, number) = subject(context, page);
    let Selection::Product(index) = list.selection else { unreachable!("product pages show products") };
    let product = product_view(context, context.site.product(index));
    let list = list_view(context, list, number);
    let head = Head::new(page_title(context, product.name.clone(), number), "changelog")
        .description(product.description.as_str())
        .below(context.text("nav.changelog"), "/");
    Box::new(ProductPage { page: head.view(context, page), list, product })
}

fn filtered(context: &Context, page: &Page) -> View {
    let (list, number) = subject(context, page);
    let kind = page.kind.name;
    let term = term(context, list);
    let head = Head::new(page_title(context, term.title.clone(), number), section(kind))
        .description(term.description.as_str())
        .below(context.text("nav.changelog"), "/")
        .below(context.text(&format!("nav.{}", section(kind))), format!("/{}/", section(kind)));
    let list = list_view(context, list, number);
    Box::new(FilteredPage { page: head.view(context, page), list, kind: kind.to_owned(), term })
}

fn breaking(context: &Context, page: &Page) -> View {
    let (list, number) = subject(context, page);
    let term = TermView { title: context.text("sections.breaking"), ..term(context, list) };
    let head = Head::new(page_title(context, term.title.clone(), number), "breaking")
        .description(context.text("feeds.carries.breaking"))
        .below(context.text("nav.changelog"), "/");
    let list = list_view(context, list, number);
    Box::new(FilteredPage { page: head.view(context, page), list, kind: page.kind.name.to_owned(), term })
}

fn section(kind: &str) -> &'static str {
    match kind {
        "type" => "types",
        "component" => "components",
        _ => "tags",
    }
}

/// The term that a filtered list is of.
pub fn term(context: &Context, list: &List) -> TermView {
    let (title, description) = match &list.selection {
        Selection::Type(id) => (type_label(&context.site.config, id, &words(context)), String::new()),
        Selection::Component(id) => {
            let known = context.site.config.components.iter().find(|component| component.id == *id);
            (list.title.clone(), known.map_or(String::new(), |component| component.description.clone()))
        }
        _ => (list.title.clone(), String::new()),
    };
    let id = list.address.trim_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    TermView { id, title, description, url: context.url(&list.address), count: list.items.len() }
}

/// What the page of this number of the list is called; empty on the first page of the whole changelog.
pub fn list_title(context: &Context, list: &List, page: usize) -> String {
    let name = match &list.selection {
        Selection::Type(_) => term(context, list).title,
        Selection::Security => context.text("sections.security"),
        Selection::Breaking => context.text("sections.breaking"),
        Selection::Deprecations => context.text("sections.deprecations"),
        _ => list.title.clone(),
    };
    page_title(context, name, page)
}

pub fn page_title(context: &Context, name: String, page: usize) -> String {
    match page {
        1 => name,
        _ => {
            let of_page = context.strings.text("list.page", &[("page", &page.to_string())]);
            [name, of_page].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        }
    }
}

fn subject<'c>(context: &'c Context, page: &Page) -> (&'c List, usize) {
    let Subject::List { list, page } = page.plan.subject else { unreachable!("lists plan lists") };
    (&context.lists[list], page)
}

fn list_view(context: &Context, list: &List, page: usize) -> ListView {
    let pages = pages(context, list);
    let at = |page: usize| context.url(&address(list, page));
    ListView {
        newest: newest(context),
        title: list.title.clone(),
        items: items(context, list, page).iter().map(|&item| item_view(context, item, &list.selection)).collect(),
        page,
        pages,
        total: list.items.len(),
        newer: (page > 1).then(|| at(page - 1)),
        older: (page < pages).then(|| at(page + 1)),
        first: at(1),
        last: at(pages),
        unreleased: (page == 1).then(|| unreleased(context, &list.selection)).flatten(),
    }
}

fn newest(context: &Context) -> Option<String> {
    let (_, items) = context.years.first()?;
    let date = match items.first()? {
        Item::Release(ix) => context.site.releases[*ix].date,
        Item::Entry(ix) => context.site.entries[*ix].date,
    };
    date.map(|date| date.to_string())
}

/// What waits, when it concerns the list: at home everything, on a product's list its own.
fn unreleased(context: &Context, selection: &Selection) -> Option<ReleaseLinkView> {
    let concerns = |product: usize| match selection {
        Selection::Home => true,
        Selection::Product(own) => product == *own,
        _ => false,
    };
    let waiting = context.site.products.iter().enumerate().filter(|(ix, _)| concerns(*ix));
    let mut links = waiting.filter_map(|(_, it)| Some(release_link(context, &context.site.releases[it.unreleased?])));
    let first = links.next()?;
    Some(links.fold(first, |all, one| ReleaseLinkView {
        changes: all.changes + one.changes,
        product: None,
        withheld: None,
        ..all
    }))
}

/// An item as it stands in a list: its heading is of level 2.
pub fn item_view(context: &Context, item: Item, selection: &Selection) -> ItemView {
    match item {
        Item::Release(ix) => {
            let frame = Frame { level: 2, is_shared: true, selection: Some(selection) };
            ItemView { release: Some(release_view(context, ix, &frame)), entry: None }
        }
        Item::Entry(ix) => ItemView { release: None, entry: Some(listed(context, ix)) },
    }
}
