//! When roadmap items are meant to be there, in days, and how often that was moved.

use jiff::civil::Date as Day;

use crate::base::Date;
use crate::model::{RoadmapItem, Site, Target};

/// The first and the last day of a target; `None` for versions and `later`.
pub fn days(target: &Target) -> Option<(Day, Day)> {
    let months = |year: i16, from: i8, count: i8| {
        let first = Day::new(year, from, 1).ok()?;
        let last = Day::new(year, from + count - 1, 1).ok()?.last_of_month();
        Some((first, last))
    };
    match target {
        Target::Day(day) => Some((day.civil().date(), day.civil().date())),
        Target::Month(year, month) => months(*year, *month, 1),
        Target::Quarter(year, quarter) => months(*year, (quarter - 1) * 3 + 1, 3),
        Target::Half(year, half) => months(*year, (half - 1) * 6 + 1, 6),
        Target::Year(year) => months(*year, 1, 12),
        Target::Version(_) | Target::Later => None,
    }
}

/// The target that holds now: as written, else the last that an update gave.
pub fn target(item: &RoadmapItem) -> Option<&Target> {
    let written = item.fields.target.as_ref().map(|at| &at.value);
    written.or_else(|| item.fields.updates.iter().rev().find_map(|update| update.target.as_ref()))
}

/// When the item shipped, else the days of its target.
pub fn when(item: &RoadmapItem) -> Option<(Day, Day)> {
    let shipped = item.shipped.as_ref().and_then(|shipped| shipped.date).map(|date| date.civil().date());
    shipped.map(|day| (day, day)).or_else(|| days(target(item)?))
}

/// Whether there is a calendar: something on the roadmap has a day.
pub fn has_calendar(site: &Site) -> bool {
    site.config.outputs.api && site.roadmap.iter().any(|item| when(item).is_some())
}

/// Where the calendar is, without base.
pub const CALENDAR: &str = "/roadmap.ics";

/// Something that was said of an item on some day; oldest first.
pub struct Step<'a> {
    pub date: Date,
    /// The target before, where it changed.
    pub from: Option<&'a Target>,
    pub to: Option<&'a Target>,
    pub note: Option<&'a str>,
}

pub fn steps(item: &RoadmapItem) -> Vec<Step<'_>> {
    let mut before = None;
    let mut steps = Vec::with_capacity(item.fields.updates.len());
    for update in &item.fields.updates {
        let to = update.target.as_ref().filter(|target| Some(*target) != before);
        steps.push(Step { date: update.date, from: before.filter(|_| to.is_some()), to, note: update.note.as_deref() });
        before = to.or(before);
    }
    steps
}

/// How often the target was moved: it only ever grows.
pub fn moves(item: &RoadmapItem) -> usize {
    let told = item.fields.updates.iter().filter_map(|update| update.target.as_ref());
    let all: Vec<&Target> = told.chain(target(item)).collect();
    all.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_have_a_first_and_a_last_day() {
        for (target, expected) in [
            (Target::Month(2028, 2), "2028-02-01 2028-02-29"),
            (Target::Quarter(2026, 4), "2026-10-01 2026-12-31"),
            (Target::Half(2026, 1), "2026-01-01 2026-06-30"),
            (Target::Year(2027), "2027-01-01 2027-12-31"),
            (Target::Day(Date::parse("2026-05-04").unwrap()), "2026-05-04 2026-05-04"),
        ] {
            let (first, last) = days(&target).unwrap();
            assert_eq!(format!("{first} {last}"), expected, "{target}");
        }
        assert_eq!(days(&Target::Later), None);
        assert_eq!(days(&Target::Version("2.0".to_owned())), None);
    }
}
