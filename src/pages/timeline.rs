//! Spans of time as bars in a drawing: coordinates for the template, computed from dates alone.

use super::view::{BarView, TickView, TimelineView};
use crate::base::Date;

/// A bar to be drawn.
pub struct Span {
    pub label: String,
    pub kind: String,
    pub from: Date,
    /// `None` goes on.
    pub to: Option<Date>,
}

/// The view box's width; labels stand left of the bars.
const WIDTH: u32 = 720;
const LEFT: u32 = 96;
const RIGHT: u32 = WIDTH - 8;
/// The height of the dates above the bars, and of a bar's row.
const HEAD: u32 = 28;
const ROW: u32 = 30;
/// The least width that can be seen.
const LEAST: u32 = 3;
/// The months from one tick to the next; of these the first that leaves few enough of them.
const STEPS: [i32; 9] = [1, 3, 6, 12, 24, 60, 120, 1200, 12000];
/// As many as there is room for the month and the year of each.
const MOST_TICKS: i32 = 5;

/// The drawing; `None` without a span.
pub fn timeline(spans: &[Span]) -> Option<TimelineView> {
    let first = spans.iter().map(|span| month(&span.from)).min()?;
    let last = spans.iter().map(|span| month(&span.to.unwrap_or(span.from)).max(month(&span.from))).max()? + 1;
    let step = STEPS.into_iter().find(|step| (last - first) / step <= MOST_TICKS).unwrap_or(12000);
    let (first, last) = (first.div_euclid(step) * step, (last + step - 1).div_euclid(step) * step);
    let (from, to) = (start(first)?, start(last)?);
    let x = |date: &Date| {
        let (begin, end) = (from.unix_seconds(), to.unix_seconds());
        let part = date.unix_seconds().clamp(begin, end) - begin;
        let width = i64::from(RIGHT - LEFT) * part / (end - begin).max(1);
        LEFT + u32::try_from(width).unwrap_or(0)
    };
    let tick = |month| {
        let date = start(month)?;
        Some(TickView { x: x(&date), date: date.iso_day(), is_year: step >= 12 })
    };
    let bars = spans.iter().zip(0u32..).map(|(span, row)| {
        let (left, right) = (x(&span.from), span.to.as_ref().map_or(RIGHT, &x));
        BarView {
            label: span.label.clone(),
            kind: span.kind.clone(),
            y: HEAD + row * ROW,
            x: left.min(RIGHT - LEAST),
            width: right.saturating_sub(left).max(LEAST),
            from: span.from.iso_day(),
            to: span.to.map(|date| date.iso_day()),
        }
    });
    let bars: Vec<BarView> = bars.collect();
    Some(TimelineView {
        width: WIDTH,
        height: bars.last().map_or(HEAD, |bar| bar.y + ROW),
        left: LEFT,
        right: RIGHT,
        from: from.iso_day(),
        to: to.iso_day(),
        ticks: (first..last).step_by(usize::try_from(step).unwrap_or(1)).filter_map(tick).collect(),
        bars,
    })
}

/// Months since the year 0.
fn month(date: &Date) -> i32 {
    let day = date.civil();
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

/// The first day of a month; `None` out of the years that dates have.
fn start(month: i32) -> Option<Date> {
    let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
    Date::parse(&format!("{:04}-{month:02}-01", year.clamp(1970, 9999))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: &str, to: Option<&str>) -> Span {
        let date = |text| Date::parse(text).unwrap();
        Span { label: String::new(), kind: String::new(), from: date(from), to: to.map(date) }
    }

    #[test]
    fn bars_lie_where_their_days_are() {
        let view = timeline(&[span("2026-01-01", Some("2027-01-01")), span("2027-01-01", None)]).unwrap();
        let [first, second] = &view.bars[..] else { panic!("{view:?}") };
        assert_eq!((view.from.as_str(), view.left, first.x), ("2026-01-01", LEFT, LEFT));
        assert_eq!(first.x + first.width, second.x);
        assert_eq!(second.x + second.width, RIGHT);
        assert_eq!(view.height, HEAD + 2 * ROW);
    }

    #[test]
    fn ticks_are_few_and_inside() {
        for (from, to) in [
            ("2026-01-15", "2026-01-20"),
            ("2026-01-15", "2026-11-20"),
            ("2024-06-01", "2029-02-28"),
            ("1970-01-01", "9990-12-31"),
            ("2026-05-04", "2020-01-01"),
        ] {
            let view = timeline(&[span(from, Some(to))]).unwrap();
            assert!((1..=12).contains(&view.ticks.len()), "{from} {to}: {}", view.ticks.len());
            assert!(view.ticks.iter().all(|tick| (LEFT..=RIGHT).contains(&tick.x)), "{view:?}");
            assert!(view.bars.iter().all(|bar| bar.x >= LEFT && bar.x + bar.width <= RIGHT), "{view:?}");
        }
        assert_eq!(timeline(&[]), None);
    }
}
