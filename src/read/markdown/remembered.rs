//! What was found out about code by parsing it, remembered by the code: the same code is not parsed again.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::base::{Digest, locked};

/// Fewer blocks of code are not kept: their grammars need less time than a file.
const LEAST: usize = 50;
/// As many threads as may remember something new at once.
const SHARDS: usize = 32;
const DIGEST: usize = size_of::<Digest>();
const NUMBER: usize = size_of::<u32>();
/// A line of the table: a digest, and where what was found out ends.
const LINE: usize = DIGEST + NUMBER;

/// What code is coloured like, by a digest of its language and text. It only saves work: nothing looks different for
/// it. As bytes, it is the fingerprint of what made it, how many blocks there are, a line of the table for each in the order of
/// the digests, and all that was found out, block after block.
#[derive(Debug, Default)]
pub struct Highlights {
    known: Known,
    /// What is new; `None` when that is not to be kept.
    fresh: Option<[Mutex<Shard>; SHARDS]>,
}

type Shard = HashMap<Digest, Vec<u8>>;

/// What was found out before, as it was kept.
#[derive(Debug, Default)]
struct Known {
    lines: Vec<u8>,
    found: Vec<u8>,
    /// By line, whether it was asked for.
    used: Vec<AtomicBool>,
}

impl Highlights {
    /// What [`Highlights::to_keep`] made; nothing when it did not, or another `maker` did. What is new is forgotten.
    pub fn read(kept: &[u8], maker: Digest) -> Self {
        Self { known: Known::read(kept, maker).unwrap_or_default(), fresh: None }
    }

    /// The same, and what is new is remembered.
    #[must_use]
    pub fn keeping(self) -> Self {
        Self { fresh: Some(Default::default()), ..self }
    }

    /// What is known of `code`; else what `find_out` says.
    pub fn of<'h>(&'h self, language: &str, code: &str, find_out: impl FnOnce() -> Vec<u8>) -> Cow<'h, [u8]> {
        if self.known.used.is_empty() && self.fresh.is_none() {
            return find_out().into();
        }
        let digest = Digest::parts([language.as_bytes(), code.as_bytes()]);
        if let Some(found) = self.known.get(digest) {
            return found.into();
        }
        let Some(fresh) = &self.fresh else { return find_out().into() };
        let shard = || {
            let first = digest.as_bytes().first().copied().unwrap_or_default();
            locked(&fresh[usize::from(first) % SHARDS])
        };
        if let Some(found) = shard().get(&digest) {
            return found.clone().into();
        }
        let found = find_out();
        shard().insert(digest, found.clone());
        found.into()
    }

    /// All that was asked for, as bytes; `None` when it is what was read, or too little to keep.
    pub fn to_keep(&self, maker: Digest) -> Option<Vec<u8>> {
        let shards: Vec<_> = self.fresh.iter().flatten().map(|shard| locked(shard)).collect();
        let fresh = shards.iter().flat_map(|shard| shard.iter());
        let fresh = fresh.map(|(digest, found)| (digest.as_bytes(), found.as_slice()));
        let mut all: Vec<(&[u8], &[u8])> = self.known.asked_for().collect();
        let (read, asked_for) = (self.known.used.len(), all.len());
        all.extend(fresh);
        if all.len() < LEAST || (all.len() == asked_for && asked_for == read) {
            return None;
        }
        all.sort_unstable();
        let mut kept = maker.as_bytes().to_vec();
        kept.extend(u32::try_from(all.len()).ok()?.to_le_bytes());
        let mut end = 0_u32;
        for (digest, found) in &all {
            end = end.checked_add(u32::try_from(found.len()).ok()?)?;
            kept.extend_from_slice(digest);
            kept.extend(end.to_le_bytes());
        }
        all.iter().for_each(|(_, found)| kept.extend_from_slice(found));
        Some(kept)
    }
}

impl Known {
    fn read(kept: &[u8], maker: Digest) -> Option<Self> {
        let rest = kept.strip_prefix(maker.as_bytes())?;
        let (count, rest) = rest.split_first_chunk()?;
        let count = usize::try_from(u32::from_le_bytes(*count)).ok()?;
        let (lines, found) = rest.split_at_checked(count.checked_mul(LINE)?)?;
        let used = (0..count).map(|_| AtomicBool::new(false)).collect();
        Some(Self { lines: lines.to_vec(), found: found.to_vec(), used })
    }

    fn get(&self, digest: Digest) -> Option<&[u8]> {
        let (lines, _) = self.lines.as_chunks::<LINE>();
        let line = lines.binary_search_by(|line| line[..DIGEST].cmp(digest.as_bytes())).ok()?;
        let found = self.found_at(line)?;
        self.used.get(line)?.store(true, Ordering::Relaxed);
        Some(found)
    }

    fn found_at(&self, line: usize) -> Option<&[u8]> {
        let start = line.checked_sub(1).map_or(Some(0), |before| self.end_of(before))?;
        self.found.get(start..self.end_of(line)?)
    }

    fn end_of(&self, line: usize) -> Option<usize> {
        let (lines, _) = self.lines.as_chunks::<LINE>();
        usize::try_from(u32::from_le_bytes(*lines.get(line)?.last_chunk()?)).ok()
    }

    fn asked_for(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let (lines, _) = self.lines.as_chunks::<LINE>();
        let used = lines.iter().zip(&self.used).enumerate().filter(|(_, (_, used))| used.load(Ordering::Relaxed));
        used.filter_map(|(number, (line, _))| Some((&line[..DIGEST], self.found_at(number)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNT: usize = LEAST + 10;

    fn maker() -> Digest {
        Digest::of("this program")
    }

    fn code(number: usize) -> String {
        format!("code {number}")
    }

    /// What is said of the code with this number.
    fn said(number: usize) -> Vec<u8> {
        vec![7; number % 5]
    }

    fn ask(highlights: &Highlights, numbers: impl IntoIterator<Item = usize>) -> usize {
        let mut asked = 0;
        for number in numbers {
            let found = highlights.of("sh", &code(number), || {
                asked += 1;
                said(number)
            });
            assert_eq!(*found, said(number), "{number}");
        }
        asked
    }

    fn kept() -> Vec<u8> {
        let highlights = Highlights::default().keeping();
        assert_eq!(ask(&highlights, 0..COUNT), COUNT);
        highlights.to_keep(maker()).unwrap()
    }

    #[test]
    fn what_is_known_is_not_found_out_again() {
        let highlights = Highlights::read(&kept(), maker()).keeping();
        assert_eq!(ask(&highlights, 0..COUNT + 3), 3);
        assert_eq!(ask(&highlights, 0..COUNT + 3), 0);
        let language = highlights.of("bash", &code(0), || vec![1, 2, 3]);
        assert_eq!(*language, [1, 2, 3], "the language counts");
        let only_read = Highlights::read(&kept(), maker());
        assert_eq!((ask(&only_read, 0..COUNT + 3), ask(&only_read, 0..COUNT + 3)), (3, 3));
        assert_eq!((ask(&Highlights::default(), 0..3), ask(&Highlights::default(), 0..3)), (3, 3));
    }

    #[test]
    fn kept_is_what_was_asked_for_last() {
        let highlights = Highlights::read(&kept(), maker()).keeping();
        ask(&highlights, 0..COUNT);
        assert_eq!(highlights.to_keep(maker()), None, "nothing changed");
        let highlights = Highlights::read(&kept(), maker()).keeping();
        ask(&highlights, 5..COUNT + 5);
        let kept = highlights.to_keep(maker()).unwrap();
        let highlights = Highlights::read(&kept, maker()).keeping();
        assert_eq!(ask(&highlights, 0..COUNT + 5), 5);
    }

    #[test]
    fn the_same_is_kept_in_whatever_order_it_was_asked_for() {
        let highlights = Highlights::default().keeping();
        ask(&highlights, (0..COUNT).rev());
        assert_eq!(highlights.to_keep(maker()), Some(kept()));
    }

    #[test]
    fn a_little_is_not_kept() {
        let highlights = Highlights::default().keeping();
        ask(&highlights, 0..LEAST - 1);
        assert_eq!(highlights.to_keep(maker()), None);
        ask(&highlights, 0..LEAST);
        assert!(highlights.to_keep(maker()).is_some());
        assert_eq!(Highlights::default().keeping().to_keep(maker()), None);
    }

    #[test]
    fn what_another_program_kept_is_not_known() {
        let highlights = Highlights::read(&kept(), Digest::of("another")).keeping();
        assert_eq!(ask(&highlights, 0..COUNT), COUNT);
    }

    #[test]
    fn bytes_that_were_never_kept_panic_nowhere() {
        let whole = kept();
        let lengths = (0..whole.len()).map(|length| whole[..length].to_vec());
        let turned = (0..whole.len()).map(|at| {
            let mut turned = whole.clone();
            turned[at] ^= 0xff;
            turned
        });
        for bytes in lengths.chain(turned) {
            let highlights = Highlights::read(&bytes, maker()).keeping();
            for number in 0..COUNT {
                highlights.of("sh", &code(number), || said(number));
            }
            highlights.to_keep(maker());
        }
    }
}
