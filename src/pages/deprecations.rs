//! What is deprecated: what goes when, and what replaces it.

use serde::Serialize;

use super::context::Context;
use super::frame::Head;
use super::nouns::{product_link, release_link};
use super::trust::{all_of_type, other_changes, pages_view, plan, subject, window};
use super::view::{FarewellView, FarewellsView, LinkView, PageView};
use super::{Kind, Page, View};
use crate::facts::deprecations::Farewell;
use crate::facts::lists::Selection;

pub const DEPRECATIONS: Kind = Kind {
    name: "deprecations",
    caption: "what is deprecated, until when, and what replaces it",
    template: "deprecations.html",
    plan: |context| plan(context, &Selection::Deprecations, context.farewells().len()),
    view,
};

#[derive(Serialize)]
struct DeprecationsPage {
    page: PageView,
    deprecations: FarewellsView,
}

fn view(context: &Context, page: &Page) -> View {
    let head = Head::new(title(context, page), "deprecations")
        .description(context.text("deprecations.description"))
        .below(context.text("nav.changelog"), "/");
    Box::new(DeprecationsPage { page: head.view(context, page), deprecations: told(context, page) })
}

pub fn title(context: &Context, page: &Page) -> String {
    super::changelog::page_title(context, context.text("sections.deprecations"), subject(context, page).1)
}

/// What ends, as far as a page tells it; on the first one also what else is deprecated.
pub fn told(context: &Context, page: &Page) -> FarewellsView {
    let (list, number) = subject(context, page);
    let all = context.farewells();
    let shown = window(context, number, all.len());
    FarewellsView {
        farewells: all[shown].iter().map(|farewell| farewell_view(context, farewell)).collect(),
        total: all.len(),
        pages: pages_view(context, list, number, all.len()),
        others: match number {
            1 => other_changes(context, list, |entry, change| {
                change.kind == "deprecated" && entry.is_none_or(|it| it.fields.deprecates.is_empty())
            }),
            _ => Vec::new(),
        },
        all: all_of_type(context, "deprecated"),
    }
}

fn farewell_view(context: &Context, farewell: &Farewell) -> FarewellView {
    let site = &*context.site;
    let entry = &site.entries[farewell.entry];
    let release = entry.release.map(|ix| &site.releases[ix]);
    let name = release.map(|release| release.version.to_string()).or_else(|| entry.title.clone());
    FarewellView {
        what: farewell.what.clone(),
        product: product_link(context, farewell.product),
        announced_in: LinkView {
            title: name.unwrap_or_else(|| entry.summary.clone()),
            url: context.url(&site.entry_address(entry)),
        },
        announced: farewell.announced.map(|date| date.iso_day()),
        removed_in: farewell.removed_in.clone(),
        removed_by: farewell.removed_by.map(|ix| release_link(context, &site.releases[ix])),
        sunset: farewell.sunset.map(|date| date.iso_day()),
        replacement: farewell.replacement.clone(),
        is_gone: farewell.is_gone,
    }
}
