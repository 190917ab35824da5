//! What the next release of each product holds so far.

use serde::Serialize;

use super::context::{Context, Subject};
use super::frame::Head;
use super::release::{Frame, release_view};
use super::view::{PageView, ReleaseView};
use super::{Kind, Page, Plan, View};

pub const UNRELEASED: Kind =
    Kind { name: "unreleased", caption: "what the next release holds so far", template: "unreleased.html", plan, view };

#[derive(Serialize)]
struct UnreleasedPage {
    page: PageView,
    releases: Vec<ReleaseView>,
}

/// The page is always there: readers and links count on it.
fn plan(_: &Context) -> Vec<Plan> {
    vec![Plan::new(Subject::Only, "/unreleased/")]
}

fn view(context: &Context, page: &Page) -> View {
    let head = Head::new(context.text("release.unreleased"), "unreleased").below(context.text("nav.changelog"), "/");
    Box::new(UnreleasedPage { page: head.view(context, page), releases: waiting(context) })
}

/// What waits, product by product, to be shown on one page.
pub fn waiting(context: &Context) -> Vec<ReleaseView> {
    let waiting = context.site.products.iter().filter_map(|product| product.unreleased);
    let frame = Frame { level: 2, is_shared: true, selection: None };
    waiting.map(|ix| release_view(context, ix, &frame)).collect()
}
