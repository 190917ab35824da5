//! What builds of a site keep for the next: what its code is coloured like.

use std::path::Path;

use crate::base::Digest;
use crate::edge::cache::{Cache, Kind};
use crate::edge::disk;
use crate::read::markdown::Highlights;

/// Where that is kept.
pub(super) struct Kept {
    cache: Cache,
    /// The site's folder's.
    key: Digest,
    program: Digest,
}

impl Kept {
    /// For the site in the folder `root`. `None` when nothing can be kept.
    pub(super) fn find(root: &Path) -> Option<Self> {
        Some(Self { cache: Cache::find()?, key: disk::key(root)?, program: disk::program()? })
    }

    /// What this program kept of the last build.
    pub(super) fn read(&self) -> Highlights {
        let kept = self.cache.read(Kind::Highlights, self.key);
        kept.map_or_else(Highlights::default, |kept| Highlights::read(&kept, self.program))
    }

    /// Keeps what a build asked for, if that is not what is kept already.
    pub(super) fn keep(&self, highlights: &Highlights) {
        if let Some(kept) = highlights.to_keep(self.program) {
            self.cache.write(Kind::Highlights, self.key, &kept);
        }
    }
}
