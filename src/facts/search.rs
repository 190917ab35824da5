//! What can be searched, newest first, and how that is cut into pieces.

use std::cmp::Reverse;
use std::ops::Range;

use crate::base::Date;
use crate::model::{EntryIx, ReleaseIx, RoadmapIx, Site};

/// About how many bytes a piece has: large ones hold what is old, small ones what is new, so that a search begins soon and the
/// rest needs few files.
const LARGE: usize = 192 << 10;
const SMALL: usize = 48 << 10;
/// Bytes of a record besides its words: address, names, punctuation.
const FRAME: usize = 160;
/// About how many bytes a name or a number takes that it is found by.
const NAME: usize = 12;

/// Something that a search finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record {
    Entry(EntryIx),
    /// The n-th change of a release's own file.
    Change(ReleaseIx, usize),
    Release(ReleaseIx),
    Item(RoadmapIx),
}

/// All records of a site, and its pieces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Index {
    /// Newest first; in front what waits and what has no date.
    pub records: Vec<Record>,
    /// Where each piece lies in `records`, the oldest piece first. When something new comes, the old pieces stay as they are.
    pub pieces: Vec<Range<usize>>,
}

impl Index {
    /// The index of what `site` shows; empty when it wants none.
    pub fn of(site: &Site) -> Self {
        if !site.config.outputs.search {
            return Self::default();
        }
        let mut dated: Vec<(Option<Date>, Record)> = records(site).map(|record| (date(site, record), record)).collect();
        dated.sort_by_key(|(date, _)| (date.is_some(), Reverse(*date)));
        let records: Vec<Record> = dated.into_iter().map(|(_, record)| record).collect();
        let sizes: Vec<usize> = records.iter().map(|record| size(site, *record)).collect();
        Self { pieces: pieces(&sizes), records }
    }

    /// The records of a piece, newest first.
    pub fn piece(&self, piece: usize) -> &[Record] {
        self.pieces.get(piece).and_then(|range| self.records.get(range.clone())).unwrap_or_default()
    }
}

/// A release comes before what is in it.
fn records(site: &Site) -> impl Iterator<Item = Record> {
    let releases = site.releases.iter().enumerate().flat_map(|(ix, release)| {
        let own = (!release.unreleased).then_some(Record::Release(ix));
        own.into_iter().chain((0..release.changes.len()).map(move |at| Record::Change(ix, at)))
    });
    let entries = (0..site.entries.len()).map(Record::Entry);
    (0..site.roadmap.len()).map(Record::Item).chain(releases).chain(entries)
}

/// By what a record is ordered: its own date, or that of its release; `None` while it waits.
pub fn date(site: &Site, record: Record) -> Option<Date> {
    match record {
        Record::Entry(ix) => site.entries[ix].date.filter(|_| !site.entries[ix].unreleased),
        Record::Change(ix, _) | Record::Release(ix) => {
            site.releases[ix].sort_date.filter(|_| !site.releases[ix].unreleased)
        }
        Record::Item(ix) => {
            let item = &site.roadmap[ix];
            item.fields.updated.or(item.shipped.as_ref().and_then(|shipped| shipped.date))
        }
    }
}

/// The words in the text of a record, in lists with blanks between them.
pub fn words(site: &Site, record: Record) -> [&str; 2] {
    match record {
        Record::Entry(ix) => {
            let entry = &site.entries[ix];
            [&entry.prose.body.words, entry.migration.as_ref().map_or("", |prose| &prose.body.words)]
        }
        Record::Change(ix, at) => [site.releases[ix].changes.get(at).map_or("", |change| &change.words), ""],
        Record::Release(ix) => [&site.releases[ix].prose.body.words, ""],
        Record::Item(ix) => [&site.roadmap[ix].prose.body.words, ""],
    }
}

/// About how many bytes of a piece are due to a record: somewhat more than that, as records share words.
fn size(site: &Site, record: Record) -> usize {
    let summary = match record {
        Record::Entry(ix) => site.entries[ix].summary.len(),
        Record::Change(ix, at) => site.releases[ix].changes.get(at).map_or(0, |change| change.summary.len()),
        Record::Release(ix) => site.releases[ix].summary().len(),
        Record::Item(ix) => site.roadmap[ix].summary.len(),
    };
    let words: usize = words(site, record).iter().map(|words| words.len()).sum();
    let names = match record {
        Record::Entry(ix) => {
            let fields = &site.entries[ix].fields;
            fields.authors.len() + fields.issues.len() + fields.pull_requests.len()
        }
        _ => 0,
    };
    FRAME + summary + words + words / 4 + names * NAME
}

/// Cuts records of these sizes into pieces, from the oldest (the last) on.
fn pieces(sizes: &[usize]) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut left: usize = sizes.iter().sum();
    let mut end = sizes.len();
    while end > 0 {
        let limit = if left > LARGE + SMALL { LARGE } else { SMALL };
        let (mut start, mut taken) = (end, 0);
        while let Some(size) = start.checked_sub(1).and_then(|at| sizes.get(at)) {
            if start < end && taken + size > limit {
                break;
            }
            taken += size;
            start -= 1;
        }
        pieces.push(start..end);
        left = left.saturating_sub(taken);
        end = start;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_bounded_and_hold_everything_once() {
        for sizes in [vec![], vec![10], vec![10 << 20], vec![700; 5], vec![700; 5000], vec![50 << 10; 30]] {
            let pieces = pieces(&sizes);
            let all: Vec<usize> = pieces.iter().rev().flat_map(Clone::clone).collect();
            assert_eq!(all, (0..sizes.len()).collect::<Vec<_>>());
            for piece in &pieces {
                assert!(!piece.is_empty());
                let size: usize = sizes[piece.clone()].iter().sum();
                assert!(size <= LARGE || piece.len() == 1, "{size}");
            }
            let newest: usize = pieces.last().map_or(0, |piece| sizes[piece.clone()].iter().sum());
            assert!(newest <= SMALL || pieces.last().is_some_and(|piece| piece.len() == 1), "{newest}");
        }
    }

    #[test]
    fn what_is_new_leaves_most_old_pieces_as_they_are() {
        let records = 3000;
        let before = pieces(&vec![700; records]);
        let after = pieces(&vec![700; records + 1]);
        let from_the_end = |pieces: &[Range<usize>], count: usize| -> Vec<Range<usize>> {
            pieces.iter().map(|piece| count - piece.end..count - piece.start).collect()
        };
        let (before, after) = (from_the_end(&before, records), from_the_end(&after, records + 1));
        let same = before.iter().zip(&after).take_while(|(before, after)| before == after).count();
        assert!(same + 1 >= before.len(), "{same} of {}", before.len());
    }
}
