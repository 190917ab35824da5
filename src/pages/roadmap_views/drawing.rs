//! The roadmap over time: where each bar and title stands in the picture, computed from dates and text alone.

use jiff::ToSpan;
use jiff::civil::Date as Day;

use super::groups::{Group, sorted};
use super::{is_open_or_shipped, views};
use crate::base::plain_text;
use crate::facts::targets::{target, when};
use crate::model::{RoadmapItem, Target};
use crate::pages::context::Context;
use crate::pages::nouns::{card, status, target as target_view};
use crate::pages::view::{QuarterView, RoadmapBarView, RoadmapTimelineView};

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

/// The picture's parts, each in its place, and what has none in it.
pub fn drawn(context: &Context) -> RoadmapTimelineView {
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
}
