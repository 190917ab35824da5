//! The roadmap by quarter, by theme, and over time.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date as Day;
use serde::Serialize;

use super::context::{Context, Subject};
use super::frame::Head;
use super::nouns::{card, status, target as target_view};
use super::view::{
    CardGroupView, PageView, QuarterView, RoadmapBarView, RoadmapGroupsView, RoadmapTimelineView, RoadmapViewView,
};
use super::{Kind, Page, Plan, View};
use crate::base::plain_text;
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
const WIDTH_LEAST: i64 = 640;
const ROW: i64 = 46;
const LINE: i64 = 18;
const TOP: i64 = 44;
/// What stays free left and right of a title.
const MARGIN: i64 = 8;
const BAR_LEAST: i64 = 10;

fn timeline(context: &Context, page: &Page) -> View {
    Box::new(TimelinePage { page: head(context, page, "timeline"), timeline: drawn(context) })
}

/// The picture's parts, each in its place, and what has none in it.
fn drawn(context: &Context) -> RoadmapTimelineView {
    let config = &context.site.config.roadmap;
    let (mut items, mut undated) = (Vec::new(), Vec::new());
    for item in context.site.roadmap.iter().filter(|item| is_open_or_shipped(context, item)) {
        match when(item) {
            Some(days) => items.push((item, days)),
            None => undated.push(item),
        }
    }
    items.sort_by_key(|(item, (first, last))| (*last, *first, item.title.to_lowercase()));
    let earlier = items.len().saturating_sub(MOST);
    let items = &items[earlier..];
    let axis = Axis::of(items);
    let mut height = TOP;
    let mut bars = Vec::with_capacity(items.len());
    for (item, days) in items {
        let bar = bar(context, item, axis.between(*days), (axis.width, height));
        height += ROW + LINE * (i64::try_from(bar.lines.len()).unwrap_or(1) - 1);
        bars.push(bar);
    }
    let undated = sorted(Group { target: None, title: None, items: undated });
    RoadmapTimelineView {
        width: axis.width,
        height: height + MARGIN,
        from: axis.from.to_string(),
        to: axis.to.to_string(),
        quarters: axis.quarters(),
        bars,
        earlier,
        undated: undated.items.into_iter().map(|item| card(context, item)).collect(),
        views: views(context, "timeline"),
        disclaimer: config.disclaimer.clone(),
        reviewed: config.reviewed.map(|date| date.to_string()),
    }
}

/// An item's bar between `left` and `right`, with its title above: `top` is where its row begins in a picture of `width`.
fn bar(context: &Context, item: &RoadmapItem, (left, right): (i64, i64), (width, top): (i64, i64)) -> RoadmapBarView {
    let title = plain_text(&item.title);
    let length = text_width(&title);
    let (text_x, anchor) = match () {
        () if left + length + MARGIN <= width => (left, "start"),
        () if length + MARGIN <= right => (right, "end"),
        () => (MARGIN, "start"),
    };
    let lines = wrapped(&title, width - 2 * MARGIN);
    let below = LINE * (i64::try_from(lines.len()).unwrap_or(1) - 1);
    RoadmapBarView {
        title: title.into_owned(),
        lines,
        url: context.url(&item.address),
        status: status(context, &item.status),
        target: target(item).filter(|_| item.shipped.is_none()).map(target_view),
        date: item.shipped.as_ref().and_then(|shipped| shipped.date).map(|date| date.iso_day()),
        x: left,
        y: top + 22 + below,
        width: right - left,
        text_x,
        text_y: top + 14,
        anchor: anchor.to_owned(),
    }
}

/// Whole quarters from left to right, each day as wide as the others.
struct Axis {
    /// The first day, and the one behind the last.
    from: Day,
    to: Day,
    width: i64,
}

impl Axis {
    /// The quarters of these days, the last of them when they are many.
    fn of(items: &[(&RoadmapItem, (Day, Day))]) -> Self {
        let number = |day: Day| i64::from(day.year()) * 4 + i64::from((day.month() - 1) / 3);
        let last = items.iter().map(|(_, (_, last))| number(*last)).max().unwrap_or(0);
        let first = items.iter().map(|(_, (first, _))| number(*first)).min().unwrap_or(last);
        let first = first.max(last + 1 - QUARTERS_MOST);
        let width = ((last + 1 - first) * QUARTER).max(WIDTH_LEAST);
        Self { from: first_day(first), to: first_day(last + 1), width }
    }

    fn x(&self, day: Day) -> i64 {
        let count = |day: Day| self.from.until(day).map_or(0, |span| i64::from(span.get_days()));
        (count(day) * self.width / count(self.to).max(1)).clamp(0, self.width)
    }

    /// Left and right of what lasts from the first to the end of the last day; never too narrow to be seen.
    fn between(&self, (first, last): (Day, Day)) -> (i64, i64) {
        let left = self.x(first).min(self.width - BAR_LEAST);
        (left, self.x(last.tomorrow().unwrap_or(last)).max(left + BAR_LEAST))
    }

    fn quarters(&self) -> Vec<QuarterView> {
        let mut quarters = Vec::new();
        let mut day = self.from;
        while day < self.to {
            let target = Target::Quarter(day.year(), (day.month() + 2) / 3);
            quarters.push(QuarterView { target: target_view(&target), x: self.x(day) });
            let Ok(next) = day.checked_add(3.months()) else { break };
            day = next;
        }
        quarters
    }
}

/// The first day of a quarter, counted from that of the year 0.
fn first_day(quarter: i64) -> Day {
    let month = i8::try_from(quarter.rem_euclid(4) * 3 + 1).unwrap_or(1);
    i16::try_from(quarter.div_euclid(4)).ok().and_then(|year| Day::new(year, month, 1).ok()).unwrap_or(Day::MAX)
}

/// About how wide a letter is, rather too much than too little: the reader's fonts are not known, and bold DejaVu Sans, which stands
/// in for others on Linux, is among the widest.
fn letter_width(letter: char) -> i64 {
    match letter {
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' => 15,
        '\u{ff00}'..='\u{ff60}' | '\u{1f000}'.. => 18,
        'W' | 'M' | 'm' | 'w' | '@' | '%' => 16,
        'f' | 'i' | 'j' | 'l' | 'r' | 't' | 'I' | ' ' | '.' | ',' | ':' | ';' | '!' | '|' | '\'' | '(' | ')' => 7,
        _ if letter.is_uppercase() => 12,
        _ => 10,
    }
}

fn text_width(text: &str) -> i64 {
    text.chars().map(letter_width).sum()
}

/// `text` in lines of at most `width`; a word that is wider is cut.
fn wrapped(text: &str, width: i64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or(0, |line| text_width(line));
        if line > 0 && line + letter_width(' ') + text_width(word) <= width {
            lines.last_mut().into_iter().for_each(|line| line.push(' '));
        } else if line > 0 {
            lines.push(String::new());
        }
        for letter in word.chars() {
            if lines.last().is_some_and(|line| text_width(line) + letter_width(letter) > width) {
                lines.push(String::new());
            }
            lines.last_mut().into_iter().for_each(|line| line.push(letter));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
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
    fn long_titles_are_wrapped_and_lose_nothing() {
        for (text, width, expected) in [
            ("One two three", 1000, "One two three"),
            ("One two three", 75, "One two|three"),
            ("One  two\nthree", 1000, "One two three"),
            ("abcdefghij", 30, "abc|def|ghi|j"),
            ("a abcdefghij", 40, "a|abcd|efgh|ij"),
            ("検索が速い", 32, "検索|が速|い"),
            ("", 10, ""),
        ] {
            assert_eq!(wrapped(text, width).join("|"), expected, "{text}");
        }
        let title = "A title that is long ".repeat(14);
        let item = format!("+++\ntitle = \"{title}\"\nstatus = \"planned\"\ntarget = \"2027-Q1\"\n+++\n");
        let page = site(&[("roadmap/a.md", &item)])("roadmap/timeline/index.html").unwrap();
        let lines: Vec<&str> = page.split("<tspan").skip(1).filter_map(|rest| rest.split(['>', '<']).nth(1)).collect();
        assert!(lines.len() > 3 && lines.join(" ") == title.trim(), "{lines:?}");
    }

    #[test]
    fn each_day_is_as_wide_as_the_others() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let axis = Axis { from: day("2026-01-01"), to: day("2027-01-01"), width: 3650 };
        assert_eq!(axis.between((day("2026-01-01"), day("2026-03-31"))), (0, 900));
        assert_eq!(axis.between((day("2026-12-31"), day("2026-12-31"))), (3640, 3650));
        assert_eq!(axis.between((day("2020-01-01"), day("2020-02-01"))), (0, BAR_LEAST));
        let quarters: Vec<i64> = axis.quarters().iter().map(|quarter| quarter.x).collect();
        assert_eq!(quarters, [0, 900, 1810, 2730]);
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
