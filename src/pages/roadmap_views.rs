//! The roadmap by quarter, by theme, and over time.

use std::collections::BTreeMap;

use jiff::civil::Date as Day;
use serde::Serialize;

use super::context::{Context, Subject};
use super::frame::Head;
use super::nouns::{card, status, target as target_view};
use super::view::{
    CardGroupView, PageView, QuarterView, RoadmapBarView, RoadmapGroupsView, RoadmapTimelineView, RoadmapViewView,
};
use super::{Kind, Page, Plan, View};
use crate::facts::targets::{days, target, when};
use crate::model::{RoadmapItem, StatusRole, Target};

pub const QUARTERS: Kind = Kind {
    name: "roadmap_quarters",
    caption: "the roadmap by quarter",
    template: "roadmap_groups.html",
    plan: |context| plan(context, "quarters"),
    view: |context, page| groups(context, page, "quarters", by_quarter(context)),
};

pub const THEMES: Kind = Kind {
    name: "roadmap_themes",
    caption: "the roadmap by theme",
    template: "roadmap_groups.html",
    plan: |context| plan(context, "themes"),
    view: |context, page| groups(context, page, "themes", by_theme(context)),
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

/// Whether the item is still meant, or came.
fn is_open_or_shipped(context: &Context, item: &RoadmapItem) -> bool {
    let statuses = &context.site.config.roadmap.statuses;
    statuses.iter().any(|status| status.id == item.status && status.role != StatusRole::Declined)
}

/// What is in one group of items.
pub struct Group<'c> {
    pub target: Option<Target>,
    /// Of a group without target.
    pub title: Option<String>,
    pub items: Vec<&'c RoadmapItem>,
}

/// Groups by quarter, soonest first; half years and years behind their quarters, then versions, `later`, and what has
/// no date. Shipped items are in the quarter of their day.
pub fn quarters(context: &Context) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<(Day, i8, String), Group<'_>> = BTreeMap::new();
    for item in context.site.roadmap.iter().filter(|item| is_open_or_shipped(context, item)) {
        let target = bucket(item);
        let title = target.is_none().then(|| context.text("roadmap.undated"));
        let group = || Group { target: target.clone(), title, items: Vec::new() };
        groups.entry(order(target.as_ref())).or_insert_with(group).items.push(item);
    }
    groups.into_values().map(sorted).collect()
}

/// The quarter that the item is in; its target where that is no part of a quarter.
fn bucket(item: &RoadmapItem) -> Option<Target> {
    let quarter = |day: Day| Target::Quarter(day.year(), (day.month() + 2) / 3);
    let shipped = item.shipped.as_ref().and_then(|shipped| shipped.date);
    if let Some(date) = shipped {
        return Some(quarter(date.civil().date()));
    }
    match target(item)? {
        target @ (Target::Day(_) | Target::Month(..)) => days(target).map(|(first, _)| quarter(first)),
        target => Some(target.clone()),
    }
}

fn order(target: Option<&Target>) -> (Day, i8, String) {
    let last = target.and_then(days).map_or(Day::MAX, |(_, last)| last);
    let (rank, text) = match target {
        Some(Target::Half(..)) => (1, String::new()),
        Some(Target::Year(_)) => (2, String::new()),
        Some(Target::Version(version)) => (3, version.clone()),
        Some(Target::Later) => (4, String::new()),
        None => (5, String::new()),
        Some(Target::Day(_) | Target::Month(..) | Target::Quarter(..)) => (0, String::new()),
    };
    (last, rank, text)
}

/// Groups by theme in the order of their names, what has none behind them.
pub fn themes(context: &Context) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<(bool, String), Group<'_>> = BTreeMap::new();
    for item in &context.site.roadmap {
        let theme = item.fields.theme.clone();
        let key = (theme.is_none(), theme.as_ref().map_or(String::new(), |theme| theme.to_lowercase()));
        let title = theme.unwrap_or_else(|| context.text("roadmap.other"));
        groups
            .entry(key)
            .or_insert_with(|| Group { target: None, title: Some(title), items: Vec::new() })
            .items
            .push(item);
    }
    groups.into_values().map(sorted).collect()
}

/// The items of a group by their days, then by title.
fn sorted(mut group: Group<'_>) -> Group<'_> {
    group.items.sort_by_key(|item| (when(item).map_or(Day::MAX, |(_, last)| last), item.title.to_lowercase()));
    group
}

fn by_quarter(context: &Context) -> Vec<CardGroupView> {
    group_views(context, quarters(context))
}

fn by_theme(context: &Context) -> Vec<CardGroupView> {
    group_views(context, themes(context))
}

fn group_views(context: &Context, groups: Vec<Group<'_>>) -> Vec<CardGroupView> {
    let view = |(at, group): (usize, Group<'_>)| CardGroupView {
        id: format!("group-{}", at + 1),
        target: group.target.as_ref().map(target_view),
        title: group.title,
        items: group.items.into_iter().map(|item| card(context, item)).collect(),
    };
    groups.into_iter().enumerate().map(view).collect()
}

/// How many items are drawn, the latest of them: a page stays bounded.
const MOST: usize = 120;
/// How many quarters are drawn, the last of them.
const QUARTERS_MOST: i64 = 16;
/// Widths and heights of what is drawn, in the units of the picture.
const QUARTER: i64 = 150;
const ROW: i64 = 46;
const TOP: i64 = 34;
/// About how wide a letter is.
const LETTER: i64 = 8;

fn timeline(context: &Context, page: &Page) -> View {
    Box::new(TimelinePage { page: head(context, page, "timeline"), timeline: drawn(context) })
}

/// The picture's parts, each in its place.
fn drawn(context: &Context) -> RoadmapTimelineView {
    let config = &context.site.config.roadmap;
    let with_days = |item| Some((item, when(item)?));
    let items = context.site.roadmap.iter().filter(|item| is_open_or_shipped(context, item));
    let mut items: Vec<(&RoadmapItem, (Day, Day))> = items.filter_map(with_days).collect();
    items.sort_by_key(|(item, (first, last))| (*last, *first, item.title.to_lowercase()));
    let items = &items[items.len().saturating_sub(MOST)..];
    let number = |day: Day| i64::from(day.year()) * 4 + i64::from((day.month() - 1) / 3);
    let to = items.iter().map(|(_, (_, last))| number(*last)).max().unwrap_or(0);
    let from = items.iter().map(|(_, (first, _))| number(*first)).min().unwrap_or(to).max(to + 1 - QUARTERS_MOST);
    let width = (to - from + 1) * QUARTER;
    let x = |day: Day| {
        let in_quarter = i64::from((day.month() - 1) % 3) * 30 + i64::from(day.day()).min(30);
        ((number(day) - from) * QUARTER + in_quarter * QUARTER / 90).clamp(0, width)
    };
    let bar = |(row, (item, (first, last))): (usize, &(&RoadmapItem, (Day, Day)))| {
        let top = TOP + i64::try_from(row).unwrap_or(0) * ROW;
        let (left, right) = (x(*first).min(width - 10), x(*last));
        let length = i64::try_from(item.title.chars().count()).unwrap_or(0) * LETTER;
        let fits = left + length <= width;
        RoadmapBarView {
            title: item.title.clone(),
            url: context.url(&item.address),
            status: status(context, &item.status),
            target: target(item).filter(|_| item.shipped.is_none()).map(target_view),
            date: item.shipped.as_ref().and_then(|shipped| shipped.date).map(|date| date.iso_day()),
            x: left,
            y: top + 22,
            width: (right - left).max(10),
            text_x: if fits { left } else { right.max(left + 10) },
            text_y: top + 14,
            anchor: if fits { "start" } else { "end" }.to_owned(),
        }
    };
    let quarter = |number: i64| {
        let target = Target::Quarter(i16::try_from(number / 4).unwrap_or(i16::MAX), (number % 4 + 1) as i8);
        QuarterView { target: target_view(&target), x: (number - from) * QUARTER }
    };
    let height = TOP + i64::try_from(items.len()).unwrap_or(0) * ROW + 8;
    RoadmapTimelineView {
        width,
        height,
        quarters: (from..=to).map(quarter).collect(),
        bars: items.iter().enumerate().map(bar).collect(),
        views: views(context, "timeline"),
        disclaimer: config.disclaimer.clone(),
        reviewed: config.reviewed.map(|date| date.to_string()),
    }
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
    fn views_without_anything_to_show_do_not_exist() {
        let site = site(&[("roadmap/a.md", "+++\ntitle = \"First\"\n+++\n")]);
        for view in ["quarters", "themes", "timeline"] {
            assert_eq!(site(&format!("roadmap/{view}/index.html")), None);
        }
        assert!(!site("roadmap/index.html").unwrap().contains("/roadmap/quarters/"));
    }
}
