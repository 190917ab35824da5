//! All releases by version, and the way to the newest.

use serde::Serialize;

use super::context::{Context, Subject};
use super::frame::Head;
use super::nouns::{product_link, release_link};
use super::view::{PageView, ReleasesView};
use super::{Kind, Page, Plan, View};

pub const RELEASES: Kind =
    Kind { name: "releases", caption: "every release by version", template: "releases.html", plan, view };

#[derive(Serialize)]
struct ReleasesPage {
    page: PageView,
    /// One for each product that has any.
    releases: Vec<ReleasesView>,
}

fn plan(context: &Context) -> Vec<Plan> {
    let is_there = context.site.releases.iter().any(|release| !release.unreleased);
    is_there.then(|| Plan::new(Subject::Only, "/releases/")).into_iter().collect()
}

fn view(context: &Context, page: &Page) -> View {
    let site = &*context.site;
    let head = Head::new(context.text("nav.releases"), "releases").below(context.text("nav.changelog"), "/");
    let with_releases = site.products.iter().enumerate().filter(|(_, product)| !product.releases.is_empty());
    let releases = with_releases.map(|(index, product)| ReleasesView {
        product: product_link(context, index),
        releases: product.releases.iter().map(|&ix| release_link(context, &site.releases[ix])).collect(),
    });
    Box::new(ReleasesPage { releases: releases.collect(), page: head.view(context, page) })
}
