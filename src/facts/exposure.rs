//! Which releases of a line have a known hole, and from which on it is mended.

use std::ops::Range;

use super::advisories::Advisory;
use super::line::Line;
use crate::model::{Bound, Site, Version};

/// An advisory, and the stops that it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposure {
    /// An index into the advisories that were given.
    pub advisory: usize,
    /// Ascending, none touching the next.
    pub stops: Vec<Range<usize>>,
}

/// The advisories that concern releases of the line, as far as their ranges tell.
pub fn exposures(site: &Site, line: &Line, advisories: &[Advisory]) -> Vec<Exposure> {
    let version = |stop: usize| &line.release(site, stop).version;
    // Versions without an order stand where their date put them: no range tells of them.
    let ordered: Vec<usize> = (0..line.stops.len()).filter(|&stop| version(stop).is_ordered()).collect();
    let first = |is_before: &dyn Fn(&Version) -> bool| {
        let at = ordered.partition_point(|&stop| is_before(version(stop)));
        ordered.get(at).copied().unwrap_or(line.stops.len())
    };
    let from = |bound: &Bound| {
        first(&|it| {
            it.precedence(&bound.version).is_some_and(|order| order.is_lt() || !bound.is_included && order.is_eq())
        })
    };
    let to = |bound: &Bound| {
        first(&|it| {
            it.precedence(&bound.version).is_some_and(|order| order.is_lt() || bound.is_included && order.is_eq())
        })
    };
    let mut exposures = Vec::new();
    for (advisory, told) in advisories.iter().enumerate() {
        let ranges = told.affected.iter().filter(|it| it.product == line.product).flat_map(|it| &it.ranges);
        let stops = ranges.map(|it| it.from.as_ref().map_or(0, from)..it.to.as_ref().map_or(line.stops.len(), to));
        let stops = joined(stops.filter(|stops| !stops.is_empty()).collect());
        if !stops.is_empty() {
            exposures.push(Exposure { advisory, stops });
        }
    }
    exposures
}

impl Exposure {
    /// Whether the release at this stop has the hole.
    pub fn is_at(&self, stop: usize) -> bool {
        self.stops.iter().any(|stops| stops.contains(&stop))
    }

    /// The first final stop above this one that does not have it; `None` while there is none.
    pub fn until(&self, line: &Line, stop: usize) -> Option<usize> {
        (stop + 1..line.stops.len()).find(|&next| line.stops[next].is_final && !self.is_at(next))
    }
}

fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut().filter(|last| last.end >= range.start) {
            Some(last) => last.end = last.end.max(range.end),
            None => joined.push(range),
        }
    }
    joined
}
