//! The page that everything can be searched on, in the browser.

use serde::Serialize;

use super::context::{Context, Subject};
use super::frame::Head;
use super::view::PageView;
use super::{Kind, Page, Plan, View};

pub const SEARCH: Kind =
    Kind { name: "search", caption: "everything, to be searched in the browser", template: "search.html", plan, view };

#[derive(Serialize)]
struct SearchPage {
    page: PageView,
}

fn plan(context: &Context) -> Vec<Plan> {
    is_there(context).then(|| Plan::new(Subject::Only, "/search/")).into_iter().collect()
}

/// Whether the site has a search, and anything to be found.
pub fn is_there(context: &Context) -> bool {
    let site = &context.site;
    let is_empty = site.entries.is_empty() && site.releases.is_empty() && site.roadmap.is_empty();
    site.config.outputs.search && !is_empty
}

fn view(context: &Context, page: &Page) -> View {
    let head = Head::new(context.text("nav.search"), "search")
        .description(context.text("search.lead"))
        .below(context.text("nav.changelog"), "/");
    Box::new(SearchPage { page: head.view(context, page) })
}
