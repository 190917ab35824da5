//! With which release something is gone that was announced to end.

use std::collections::HashMap;

use super::line::{first_from, says, words};
use super::lists::{Item, for_each_change};
use crate::model::{Deprecation, Entry, ReleaseIx, Site};

/// The type of changes that tell of it.
const REMOVED: &str = "removed";

/// What the releases of one product removed.
#[derive(Debug)]
pub struct Removals<'s> {
    site: &'s Site,
    /// Oldest first.
    releases: Vec<ReleaseIx>,
    /// By what is removed, word by word: the releases that say so, oldest first.
    told: HashMap<String, Vec<ReleaseIx>>,
}

impl<'s> Removals<'s> {
    /// The cost is linear in the changes of the product.
    pub fn of(site: &'s Site, product: usize) -> Self {
        let releases: Vec<ReleaseIx> = site.product(product).releases.iter().rev().copied().collect();
        let mut told: HashMap<String, Vec<ReleaseIx>> = HashMap::new();
        for &ix in &releases {
            for_each_change(site, Item::Release(ix), &mut |entry, change| {
                let what = if change.kind == REMOVED { words(says(entry, change)) } else { String::new() };
                if !what.is_empty() {
                    told.entry(what).or_default().push(ix);
                }
            });
        }
        Self { site, releases, told }
    }

    /// The first release of any kind without what `entry` announced to end: by the version that it names, or because
    /// a later release removed the very thing, in the words in which the end was announced.
    pub fn first(&self, entry: &Entry, deprecation: &Deprecation) -> Option<ReleaseIx> {
        let versions = self.releases.iter().map(|&ix| &self.site.releases[ix].version);
        let named = deprecation.removed_in.as_deref().and_then(|version| first_from(versions, version));
        let named = named.and_then(|at| self.releases.get(at)).copied();
        // In the order of the site a smaller index is a later version.
        let is_later = |ix: &&ReleaseIx| match entry.release {
            Some(announced) => **ix < announced,
            None => self.site.releases[**ix].sort_date > entry.date,
        };
        let told = self.told.get(&words(&deprecation.what)).and_then(|releases| releases.iter().find(is_later));
        named.max(told.copied())
    }

    /// The release itself, or the first one after it that is for everybody.
    pub fn final_from(&self, release: ReleaseIx) -> Option<ReleaseIx> {
        let from = self.releases.iter().copied().skip_while(|&ix| ix > release);
        from.into_iter().find(|&ix| super::newest::is_final(&self.site.releases[ix]))
    }
}
