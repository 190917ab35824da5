//! What is deprecated on a line of releases: what is gone by a version, and what goes next.

use super::line::{Line, Part};
use super::removals::Removals;
use crate::base::Date;
use crate::model::{Deprecation, Entry, EntryIx, Site};

/// Something that was announced to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The number of the change that announced it.
    pub change: usize,
    /// The stop with which it was announced.
    pub announced: usize,
    /// The stop that it is gone from, when that is released.
    pub removed: Option<usize>,
    /// Its last day is past.
    pub is_over: bool,
    entry: EntryIx,
    at: usize,
}

/// Everything on the line that was announced to end, oldest announcement first.
pub fn endings(site: &Site, line: &Line) -> Vec<Ending> {
    let mut endings = Vec::new();
    let mut removals = None;
    for (change, told) in line.changes.iter().enumerate() {
        let Part::Of(entry, 0) = told.part else { continue };
        for (at, deprecation) in site.entries[entry].fields.deprecates.iter().enumerate() {
            let removals = removals.get_or_insert_with(|| Removals::of(site, line.product));
            let removed = removals.first(&site.entries[entry], deprecation);
            let removed = removed.and_then(|release| line.stops.iter().position(|stop| stop.release == release));
            let is_over = deprecation.is_over(site.viewpoint.now);
            endings.push(Ending { change, announced: told.stop, removed, is_over, entry, at });
        }
    }
    endings
}

impl Ending {
    /// What announced it.
    pub fn entry<'s>(&self, site: &'s Site) -> &'s Entry {
        &site.entries[self.entry]
    }

    /// What was said about it.
    pub fn deprecation<'s>(&self, site: &'s Site) -> &'s Deprecation {
        &site.entries[self.entry].fields.deprecates[self.at]
    }

    /// Whether who goes from stop `low` up to `high` loses it on the way: it was removed in between, or its last
    /// day came after `low`.
    pub fn is_gone_between(&self, site: &Site, line: &Line, low: usize, high: usize) -> bool {
        let was_known = self.announced <= high && self.removed.is_none_or(|stop| stop > low);
        let day = |date: &Date| date.iso_day();
        let was_over =
            line.release(site, low).date.as_ref().map(day) >= self.deprecation(site).sunset.as_ref().map(day);
        let is_removed = self.removed.is_some_and(|stop| stop > low && stop <= high);
        is_removed || self.is_over && was_known && !was_over
    }

    /// Whether it is still there at stop `at`, known to be deprecated, and its end is yet to come.
    pub fn is_next_at(&self, site: &Site, at: usize) -> bool {
        let is_there = self.announced <= at && self.removed.is_none_or(|stop| stop > at);
        let deprecation = self.deprecation(site);
        is_there && !self.is_over && (deprecation.removed_in.is_some() || deprecation.sunset.is_some())
    }
}
