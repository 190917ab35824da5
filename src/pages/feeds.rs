//! Every feed, with one line on what it carries.

use serde::Serialize;

use super::context::{Context, Subject};
use super::frame::{Head, calendar_view, feed_views};
use super::nouns::words;
use super::view::{FeedGroupView, PageView};
use super::{Kind, Page, Plan, View};
use crate::facts::feeds::FeedPlan;

pub const FEEDS: Kind = Kind { name: "feeds", caption: "every feed", template: "feeds.html", plan, view };

#[derive(Serialize)]
struct FeedsPage {
    page: PageView,
    feeds: Vec<FeedGroupView>,
}

fn plan(context: &Context) -> Vec<Plan> {
    (!context.feeds.is_empty()).then(|| Plan::new(Subject::Only, "/feeds/")).into_iter().collect()
}

fn view(context: &Context, page: &Page) -> View {
    let head = Head::new(context.text("nav.feeds"), "feeds").below(context.text("nav.changelog"), "/");
    let feeds = context.feeds.iter().map(|plan| group(context, plan)).collect();
    Box::new(FeedsPage { page: head.view(context, page), feeds })
}

pub fn group(context: &Context, plan: &FeedPlan) -> FeedGroupView {
    let calendar = (plan.kind() == "roadmap").then(|| calendar_view(context)).flatten();
    FeedGroupView {
        kind: plan.kind().to_owned(),
        title: plan.name(&context.site.config, &words(context)),
        description: plan.about(&context.site.config, &words(context)),
        url: (plan.shown_at() == plan.page).then(|| context.url(&plan.page)),
        feeds: feed_views(context, plan).into_iter().chain(calendar).collect(),
    }
}
