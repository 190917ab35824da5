//! The page for addresses where nothing is.

use serde::Serialize;

use super::context::{Context, Subject};
use super::frame::Head;
use super::view::PageView;
use super::{Kind, Page, Plan, View};

pub const NOT_FOUND: Kind = Kind {
    name: "404",
    caption: "what hosts send for an address where nothing is",
    template: "404.html",
    plan: |_| vec![Plan::new(Subject::Only, "/404.html").unlisted()],
    view,
};

#[derive(Serialize)]
struct NotFoundPage {
    page: PageView,
}

fn view(context: &Context, page: &Page) -> View {
    let head = Head::new(context.text("not_found.title"), "");
    Box::new(NotFoundPage { page: head.view(context, page) })
}
