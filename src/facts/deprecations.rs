//! What is deprecated: since when, until when, and what replaces it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::removals::Removals;
use crate::base::Date;
use crate::model::{EntryIx, ReleaseIx, Site};

/// The announced end of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Farewell {
    pub what: String,
    /// An index into `Site::products`.
    pub product: usize,
    /// What announced it.
    pub entry: EntryIx,
    pub announced: Option<Date>,
    /// The version that is to come without it.
    pub removed_in: Option<String>,
    /// The first final release that came without it: by its version, or because a release says that it removed it.
    pub removed_by: Option<ReleaseIx>,
    /// The last day on which it works.
    pub sunset: Option<Date>,
    pub replacement: Option<String>,
    /// Whether it is over: a release came without it, or its last day is past.
    pub is_gone: bool,
}

/// What released and dated entries say farewell to: what ends soonest comes first, what has no date
/// after that, newest first; then what is gone, newest first.
pub fn farewells(site: &Site) -> Vec<Farewell> {
    let mut removals: BTreeMap<usize, Removals<'_>> = BTreeMap::new();
    let entries = site.entries.iter().enumerate().filter(|(_, entry)| !entry.unreleased);
    let mut all: Vec<Farewell> = entries
        .flat_map(|(ix, entry)| entry.fields.deprecates.iter().map(move |it| (ix, entry, it)))
        .map(|(ix, entry, deprecation)| {
            let removals = removals.entry(entry.product).or_insert_with(|| Removals::of(site, entry.product));
            let removed_by = removals.first(entry, deprecation).and_then(|release| removals.final_from(release));
            Farewell {
                what: deprecation.what.clone(),
                product: entry.product,
                entry: ix,
                announced: entry.date,
                removed_in: deprecation.removed_in.clone(),
                removed_by,
                sunset: deprecation.sunset,
                replacement: deprecation.replacement.clone(),
                is_gone: removed_by.is_some() || deprecation.is_over(site.viewpoint.now),
            }
        })
        .collect();
    all.sort_by_key(|it| {
        let soonest = it.sunset.filter(|_| !it.is_gone);
        (it.is_gone, soonest.is_none(), soonest, Reverse(it.announced))
    });
    all
}
