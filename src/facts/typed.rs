//! Which version somebody means who types one.

use std::cmp::Ordering;

use super::line::Line;
use crate::base::nearest;
use crate::model::{Site, Version};

/// What a typed text stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// This stop of the line, and no other.
    Is(usize),
    /// There is no such version; these are near, the likeliest first.
    Near(Vec<usize>),
    /// Nothing was typed, or nothing is like it.
    Nothing,
}

/// The stop that `text` names. A leading `v` or `name@` and letters' case do not count, `1.9` is
/// `1.9.0` when no other version begins so, and a release's code name names it too.
pub fn find(site: &Site, line: &Line, text: &str) -> Found {
    let typed = Version::new(text.trim().trim_end_matches('.'));
    let name = typed.as_str().to_lowercase();
    if name.is_empty() {
        return Found::Nothing;
    }
    let stops = || 0..line.stops.len();
    let version = |stop| &line.release(site, stop).version;
    let title = |stop| line.release(site, stop).fields.title.as_ref().map(|at| at.value.as_str());
    let is_called = |&stop: &usize| {
        version(stop).as_str().to_lowercase() == name || title(stop).is_some_and(|title| title.to_lowercase() == name)
    };
    if let Some(stop) = stops().rev().find(is_called) {
        return Found::Is(stop);
    }
    let prefix = format!("{name}.");
    let longer = stops().rev().filter(|&stop| version(stop).as_str().to_lowercase().starts_with(&prefix));
    let longer: Vec<usize> = longer.collect();
    let order = |stop: usize| version(stop).precedence(&typed);
    let equal = stops().rev().find(|&stop| order(stop) == Some(Ordering::Equal));
    let mut near: Vec<usize> = match equal {
        Some(stop) if longer.iter().all(|&other| other == stop) => return Found::Is(stop),
        _ => longer
            .iter()
            .copied()
            .find(|&stop| line.stops[stop].is_final)
            .or(longer.first().copied())
            .into_iter()
            .collect(),
    };
    let below = stops().rev().find(|&stop| order(stop) == Some(Ordering::Less));
    let above = stops().find(|&stop| order(stop) == Some(Ordering::Greater));
    near.extend(equal);
    if near.is_empty() {
        near.extend(below.into_iter().chain(above));
    }
    if near.is_empty() {
        let names = stops().rev().flat_map(|stop| [Some(version(stop).as_str()), title(stop)]).flatten();
        let like = nearest(&name, names);
        near.extend(
            stops().rev().find(|&stop| Some(version(stop).as_str()) == like || (like.is_some() && title(stop) == like)),
        );
    }
    near.dedup();
    if near.is_empty() { Found::Nothing } else { Found::Near(near) }
}
