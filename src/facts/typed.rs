//! Which version somebody means who types one.

use std::cmp::Ordering;

use super::line::Line;
use crate::model::{Site, Version};

/// What a typed text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// This stop of the line, and no other.
    Is(usize),
    /// Several stops, of which this is the newest that is final: `1.2` of 1.2.0 to 1.2.7, `latest` of all.
    Newest(usize),
    /// There is no such version; it would stand between these two.
    Between(usize, usize),
    /// There is no such version; this one is near.
    Near(usize),
    /// Nothing was typed, or nothing is like it.
    Nothing,
}

/// The stop that `text` names. A leading `v` or `name@` and letters' case do not count, a release's
/// code name names it too, and of what begins a version (`1`, `1.9`, `1.x`) the newest one is meant:
/// who says so is most likely up to date in it. The script of `/compare/` reads in the same way; both
/// are held against `tests/browser/typed.json`.
pub fn find(site: &Site, line: &Line, text: &str) -> Found {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    let typed = Version::new(&text);
    if typed.as_str().is_empty() {
        return Found::Nothing;
    }
    let stops = || 0..line.stops.len();
    let name = |stop: usize| line.release(site, stop).version.as_str().to_lowercase();
    let title = |stop: usize| line.release(site, stop).fields.title.as_ref().map(|at| at.value.to_lowercase());
    let is_called = |&stop: &usize| name(stop) == typed.as_str() || title(stop).as_deref() == Some(&text);
    if let Some(stop) = stops().rev().find(is_called) {
        return Found::Is(stop);
    }
    let series = Version::new(series(typed.as_str()));
    let order = |stop: usize| line.release(site, stop).version.precedence(&series);
    let is_equal = |stop: usize| order(stop) == Some(Ordering::Equal);
    let is_named = |stop: usize| is_equal(stop) || begins(&series, &line.release(site, stop).version);
    let is_latest = ["latest", "newest"].contains(&typed.as_str());
    let meant: Vec<usize> = stops().filter(|&stop| is_latest || is_named(stop)).collect();
    match meant[..] {
        [only] if is_equal(only) => return Found::Is(only),
        [.., last] => {
            return Found::Newest(meant.into_iter().rfind(|&stop| line.stops[stop].is_final).unwrap_or(last));
        }
        [] => {}
    }
    let below = stops().rev().find(|&stop| order(stop) == Some(Ordering::Less));
    let above = stops().find(|&stop| order(stop) == Some(Ordering::Greater));
    let start: String = typed.as_str().chars().take(3).collect();
    let is_like =
        |&stop: &usize| name(stop).starts_with(&start) || title(stop).is_some_and(|it| it.starts_with(&start));
    match (below, above) {
        (Some(below), Some(above)) => Found::Between(below, above),
        (Some(one), None) | (None, Some(one)) => Found::Near(one),
        (None, None) => stops().rev().find(is_like).map_or(Found::Nothing, Found::Near),
    }
}

/// What stands before the wild cards: `1` of `1.x` and `1.*.*`.
fn series(mut name: &str) -> &str {
    while let Some(rest) = name.strip_suffix(".x").or_else(|| name.strip_suffix(".*")) {
        name = rest;
    }
    name
}

/// Whether `version` is one of a series: it has the same numbers and more, or goes on after a point.
fn begins(series: &Version, version: &Version) -> bool {
    let (few, many) = (series.numbers(), version.numbers());
    let is_number = series.as_str().bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let goes_on = version.as_str().to_lowercase().strip_prefix(series.as_str()).is_some_and(|it| it.starts_with('.'));
    goes_on || is_number && !few.is_empty() && many.len() > few.len() && many.starts_with(few)
}
