//! The items of the roadmap in groups: by quarter and by theme.

use std::collections::BTreeMap;

use jiff::civil::Date as Day;

use super::is_open_or_shipped;
use crate::facts::targets::{days, target, when};
use crate::model::{RoadmapItem, Target};
use crate::pages::context::Context;
use crate::pages::nouns::{card, target as target_view};
use crate::pages::view::CardGroupView;

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
pub fn sorted(mut group: Group<'_>) -> Group<'_> {
    group.items.sort_by_key(|item| (when(item).map_or(Day::MAX, |(_, last)| last), item.title.to_lowercase()));
    group
}

/// The groups as cards.
pub fn group_views(context: &Context, groups: Vec<Group<'_>>) -> Vec<CardGroupView> {
    let view = |(at, group): (usize, Group<'_>)| CardGroupView {
        id: format!("group-{}", at + 1),
        target: group.target.as_ref().map(target_view),
        title: group.title,
        items: group.items.into_iter().map(|item| card(context, item)).collect(),
    };
    groups.into_iter().enumerate().map(view).collect()
}
