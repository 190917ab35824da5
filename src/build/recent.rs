//! The feeds that were made last: each is written in several formats, whose files are asked for one soon after the other.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use crate::base::locked;
use crate::export::Feed;

/// How many feeds are kept at most: about one for each thread that writes files.
const MOST: usize = 8;

/// Which feed: of which edition, and its number there.
type Key = (usize, usize);

/// A feed that was made, and for how many formats it is still wanted.
struct Kept {
    key: Key,
    feed: Arc<Feed>,
    wanted: usize,
}

/// Remembers feeds until they were asked for once in each format, or others came.
#[derive(Default)]
pub(super) struct Recent {
    kept: Mutex<VecDeque<Kept>>,
}

impl Recent {
    /// The feed of `key`, which `make` makes; `formats` is how often it will be asked for.
    pub fn feed(&self, key: Key, formats: usize, make: impl FnOnce() -> Feed) -> Arc<Feed> {
        if let Some(feed) = self.take(key) {
            return feed;
        }
        let feed = Arc::new(make());
        if formats > 1 {
            let mut kept = locked(&self.kept);
            kept.truncate(MOST - 1);
            kept.push_front(Kept { key, feed: Arc::clone(&feed), wanted: formats - 1 });
        }
        feed
    }

    fn take(&self, key: Key) -> Option<Arc<Feed>> {
        let mut kept = locked(&self.kept);
        let at = kept.iter().position(|kept| kept.key == key)?;
        let found = kept.get_mut(at)?;
        found.wanted -= 1;
        let feed = Arc::clone(&found.feed);
        if found.wanted == 0 {
            kept.remove(at);
        }
        Some(feed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::built;
    use crate::theme::Strings;

    #[test]
    fn a_feed_is_made_once_for_all_its_formats_and_then_forgotten() {
        let output = built(&[("changelog/a.md", "+++\ntitle = \"A\"\ndate = 2026-01-01\n+++\nText.\n")]);
        let site = output.site();
        let lists = crate::facts::lists::lists(site, &crate::facts::lists::Terms::of(site));
        let plans = crate::facts::feeds::feeds(site, &lists);
        let (recent, mut made) = (Recent::default(), Vec::new());
        let mut ask = |key: Key, formats: usize| {
            recent.feed(key, formats, || {
                made.push(key);
                crate::export::feed(site, &plans[0], &Strings::default())
            });
        };
        for key in [(0, 0), (0, 0), (1, 0), (0, 0), (0, 0), (1, 0)] {
            ask(key, 3);
        }
        ask((0, 1), 1);
        // Too many others came in between.
        (2..=MOST + 2).for_each(|number| ask((0, number), 3));
        ask((0, 0), 3);
        assert_eq!(made[..4], [(0, 0), (1, 0), (0, 0), (0, 1)]);
        assert_eq!(made.last(), Some(&(0, 0)));
        assert_eq!(made.len(), 4 + MOST + 1 + 1);
        assert_eq!(locked(&recent.kept).len(), MOST);
    }
}
