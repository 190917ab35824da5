//! The roadmap by quarter, by theme, and over time.

mod drawing;
mod groups;

use serde::Serialize;

use self::drawing::drawn;
use self::groups::group_views;
pub use self::groups::{Group, quarters, themes};
use super::context::{Context, Subject};
use super::frame::Head;
use super::view::{CardGroupView, PageView, RoadmapGroupsView, RoadmapTimelineView, RoadmapViewView};
use super::{Kind, Page, Plan, View};
use crate::facts::targets::{target, when};
use crate::model::{RoadmapItem, StatusRole};

pub const QUARTERS: Kind = Kind {
    name: "roadmap_quarters",
    caption: "the roadmap by quarter",
    template: "roadmap_groups.html",
    plan: |context| plan(context, "quarters"),
    view: |context, page| groups(context, page, "quarters", group_views(context, quarters(context))),
};

pub const THEMES: Kind = Kind {
    name: "roadmap_themes",
    caption: "the roadmap by theme",
    template: "roadmap_groups.html",
    plan: |context| plan(context, "themes"),
    view: |context, page| groups(context, page, "themes", group_views(context, themes(context))),
};

pub const TIMELINE: Kind = Kind {
    name: "roadmap_timeline",
    caption: "the roadmap over time, drawn",
    template: "roadmap_timeline.html",
    plan: |context| plan(context, "timeline"),
    view: timeline,
};

#[derive(Serialize)]
struct GroupsPage {
    page: PageView,
    roadmap: RoadmapGroupsView,
}

#[derive(Serialize)]
struct TimelinePage {
    page: PageView,
    timeline: RoadmapTimelineView,
}

/// The ways to look at the roadmap that have something to show, the board first; `current` is where the reader is.
pub fn views(context: &Context, current: &str) -> Vec<RoadmapViewView> {
    let there = ["status", "quarters", "themes", "timeline"].into_iter().filter(|key| is_there(context, key));
    let view =
        |key: &str| RoadmapViewView { key: key.to_owned(), url: context.url(&address(key)), current: key == current };
    let views: Vec<RoadmapViewView> = there.map(view).collect();
    if views.len() > 1 { views } else { Vec::new() }
}

fn address(key: &str) -> String {
    match key {
        "status" => "/roadmap/".to_owned(),
        key => format!("/roadmap/{key}/"),
    }
}

fn is_there(context: &Context, key: &str) -> bool {
    let mut items = context.site.roadmap.iter();
    match key {
        "quarters" => items.any(|item| when(item).is_some() || target(item).is_some()),
        "themes" => items.any(|item| item.fields.theme.is_some()),
        "timeline" => items.any(|item| is_open_or_shipped(context, item) && when(item).is_some()),
        _ => true,
    }
}

fn plan(context: &Context, key: &str) -> Vec<Plan> {
    let newest = context.site.roadmap.iter().filter_map(|item| item.fields.updated).max();
    let plan = || Plan::new(Subject::Only, address(key)).modified(newest);
    is_there(context, key).then(plan).into_iter().collect()
}

fn head(context: &Context, page: &Page, key: &str) -> PageView {
    let title = format!("{}: {}", context.text("nav.roadmap"), context.text(&format!("roadmap.views.{key}")));
    let head = Head::new(title, "roadmap").description(context.text("roadmap.description"));
    head.below(context.text("nav.roadmap"), "/roadmap/").view(context, page)
}

fn groups(context: &Context, page: &Page, key: &str, groups: Vec<CardGroupView>) -> View {
    let config = &context.site.config.roadmap;
    let roadmap = RoadmapGroupsView {
        views: views(context, key),
        groups,
        disclaimer: config.disclaimer.clone(),
        reviewed: config.reviewed.map(|date| date.to_string()),
    };
    Box::new(GroupsPage { page: head(context, page, key), roadmap })
}

fn timeline(context: &Context, page: &Page) -> View {
    Box::new(TimelinePage { page: head(context, page, "timeline"), timeline: drawn(context) })
}

/// Whether the item is still meant, or came.
fn is_open_or_shipped(context: &Context, item: &RoadmapItem) -> bool {
    let statuses = &context.site.config.roadmap.statuses;
    statuses.iter().any(|status| status.id == item.status && status.role != StatusRole::Declined)
}

#[cfg(test)]
mod tests {
    use crate::build::{built, text_of};

    fn site(files: &[(&str, &str)]) -> impl Fn(&str) -> Option<String> + use<> {
        let output = built(files);
        move |path| text_of(&output, path)
    }

    const ITEMS: &[(&str, &str)] = &[
        (
            "roadmap/a.md",
            "+++\ntitle = \"First\"\nstatus = \"planned\"\ntarget = \"2027-Q1\"\ntheme = \"Reading\"\n+++\n",
        ),
        ("roadmap/b.md", "+++\ntitle = \"Second\"\nstatus = \"planned\"\ntarget = \"2027-02-03\"\n+++\n"),
        ("roadmap/c.md", "+++\ntitle = \"Third\"\nstatus = \"planned\"\ntarget = \"later\"\n+++\n"),
        ("roadmap/d.md", "+++\ntitle = \"Gone\"\nstatus = \"declined\"\ntarget = \"2027-Q1\"\n+++\n"),
        ("roadmap/e.md", "+++\ntitle = \"Done\"\n+++\n"),
        ("roadmap/f.md", "+++\ntitle = \"Some day\"\nstatus = \"planned\"\ntarget = \"9.0\"\n+++\n"),
        ("changelog/1.0.0/x.md", "+++\ntitle = \"It\"\ndate = 2026-08-02\nroadmap = [\"e\"]\n+++\nText.\n"),
    ];

    /// Where each of the texts stands, in their order.
    fn in_order(page: &str, texts: &[&str]) {
        let places: Vec<usize> =
            texts.iter().map(|text| page.find(text).unwrap_or_else(|| panic!("{text} is not in\n{page}"))).collect();
        assert!(places.is_sorted(), "{texts:?} stand at {places:?}\n{page}");
    }

    #[test]
    fn quarters_are_in_order_and_what_is_later_is_behind_them() {
        let page = site(ITEMS)("roadmap/quarters/index.html").unwrap();
        in_order(&page, &["Q3 2026", ">Done<", "Q1 2027", ">Second<", ">First<", "Later", ">Third<"]);
        assert!(!page.contains(">Gone<"), "what was declined has no quarter");
    }

    #[test]
    fn themes_are_named_and_the_rest_is_behind_them() {
        let page = site(ITEMS)("roadmap/themes/index.html").unwrap();
        in_order(&page, &[">Reading", ">First<", ">Other", ">Done<"]);
    }

    #[test]
    fn the_timeline_is_drawn_without_styles_of_its_own() {
        let page = site(ITEMS)("roadmap/timeline/index.html").unwrap();
        let drawing =
            page.split("<svg class=\"roadmap-drawing\"").nth(1).and_then(|rest| rest.split("</svg>").next()).unwrap();
        in_order(drawing, &["<title", "<desc", "Q3 2026", "Q1 2027", "Done", "Second", "First"]);
        assert!(!drawing.contains("style=") && !drawing.contains("Third") && !drawing.contains("Gone"), "{drawing}");
    }

    #[test]
    fn what_has_no_date_stands_below_the_drawing() {
        let page = site(ITEMS)("roadmap/timeline/index.html").unwrap();
        in_order(&page, &["Second", "Without a date", ">Some day</a>", "Version 9.0", ">Third</a>"]);
        let (_, below) = page.rsplit_once("</svg>").unwrap();
        assert!(!below.contains(">First<") && !below.contains(">Gone<"), "{below}");
    }

    #[test]
    fn every_view_is_followed_by_the_feed_of_the_roadmap() {
        let site = site(ITEMS);
        for view in ["", "quarters/", "themes/", "timeline/", "a/"] {
            let page = site(&format!("roadmap/{view}index.html")).unwrap();
            let feeds: Vec<&str> =
                page.split("type=\"application/").skip(1).filter(|rest| !rest.starts_with("ld")).collect();
            assert!(page.contains("/roadmap/feed.") && !page.contains("\"/feed."), "{view}: {feeds:?}");
        }
    }

    #[test]
    fn long_titles_take_several_lines_and_lose_nothing() {
        let title = "A title that is long ".repeat(14);
        let item = format!("+++\ntitle = \"{title}\"\nstatus = \"planned\"\ntarget = \"2027-Q1\"\n+++\n");
        let page = site(&[("roadmap/a.md", &item)])("roadmap/timeline/index.html").unwrap();
        let lines: Vec<&str> = page.split("<tspan").skip(1).filter_map(|rest| rest.split(['>', '<']).nth(1)).collect();
        assert!(lines.len() > 3 && lines.join(" ") == title.trim(), "{lines:?}");
    }

    #[test]
    fn views_without_anything_to_show_do_not_exist() {
        let site = site(&[("roadmap/a.md", "+++\ntitle = \"First\"\n+++\n")]);
        for view in ["quarters", "themes", "timeline"] {
            assert_eq!(site(&format!("roadmap/{view}/index.html")), None);
        }
        assert!(!site("roadmap/index.html").unwrap().contains("/roadmap/quarters/"));
    }
}
