//! The page that compares any two versions, and without a script leads to what changed since each.

use serde::Serialize;

use super::context::{Context, Subject};
use super::frame::Head;
use super::nouns::{product_link, release_link};
use super::view::*;
use super::{Kind, Page, Plan, View, since};
use crate::facts::line::data_address;
use crate::facts::newest::newest;

/// How many versions of a product the page lists: it stays readable, and below 50 KB.
const MOST: usize = 150;

pub const COMPARE: Kind =
    Kind { name: "compare", caption: "what changed between any two versions", template: "compare.html", plan, view };

#[derive(Serialize)]
struct ComparePage {
    page: PageView,
    products: Vec<ComparedView>,
}

/// Whether there are two versions of anything.
pub fn is_there(context: &Context) -> bool {
    context.site.config.outputs.compare && context.site.products.iter().any(|it| it.releases.len() > 1)
}

fn plan(context: &Context) -> Vec<Plan> {
    is_there(context).then(|| Plan::new(Subject::Only, "/compare/")).into_iter().collect()
}

fn view(context: &Context, page: &Page) -> View {
    let head = Head::new(context.text("compare.title"), "compare")
        .description(context.text("compare.lead"))
        .below(context.text("nav.changelog"), "/");
    let products = 0..context.site.products.len();
    let products = products.filter_map(|product| compared(context, product)).collect();
    Box::new(ComparePage { page: head.view(context, page), products })
}

/// The versions of a product that something came after; `None` when there are no two.
pub fn compared(context: &Context, index: usize) -> Option<ComparedView> {
    let site = &*context.site;
    let product = site.product(index);
    let newest = newest(site, product).filter(|_| product.releases.len() > 1)?;
    let mut lines: Vec<ComparedLineView> = Vec::new();
    let departures: Vec<_> =
        product.releases.iter().filter_map(|&ix| Some((ix, since::address(context, ix)?))).collect();
    for (ix, address) in departures.iter().take(MOST) {
        let version = site.releases[*ix].version.as_str();
        let title = series(version);
        let link = LinkView { title: version.to_owned(), url: context.url(address) };
        match lines.last_mut().filter(|line| line.title == title) {
            Some(line) => line.versions.push(link),
            None => lines.push(ComparedLineView { title, versions: vec![link] }),
        }
    }
    Some(ComparedView {
        id: product.config.id.clone(),
        product: product_link(context, index),
        data: context.url(&data_address(&product.config)),
        newest: release_link(context, newest),
        has_more: departures.len() > MOST,
        lines,
    })
}

/// What versions that begin with the same number are called: `2.x` of 2.4.0, `2026` of 2026-11-05.
fn series(version: &str) -> String {
    let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match version.split_once('.').map(|(first, _)| first).filter(is_number) {
        Some(first) => format!("{first}.x"),
        None => version.split('-').next().unwrap_or(version).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_gathered_under_what_they_begin_with() {
        for (version, name) in [
            ("2.4.0", "2.x"),
            ("10.0.0-rc.1", "10.x"),
            ("2026-11-05", "2026"),
            ("Winter 2026", "Winter 2026"),
            ("a.b", "a.b"),
        ] {
            assert_eq!(series(version), name);
        }
    }
}
