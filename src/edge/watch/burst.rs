//! When a burst of changes is over, and what it was about: moments and paths in, hints out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::edge::disk::Hint;

/// A save is over when nothing happens for this long: several times what lies between the steps of an editor.
const QUIET: Duration = Duration::from_millis(8);
/// So many paths are the work of a program, such as `git checkout`, which pauses longer between its steps.
const MANY: usize = 16;
/// How long such a program has to be quiet, at least and at most; in between, three times its longest pause.
const QUIET_OF_MANY: (Duration, Duration) = (Duration::from_millis(200), Duration::from_millis(600));
/// How long a file that went away may take to come back: some editors delete the old one before they write the new one,
/// and on a busy machine much may happen in between.
const RETURN: Duration = Duration::from_millis(100);
/// How long a file that is being written may take to be closed.
const CLOSE: Duration = Duration::from_millis(100);
/// What goes on for longer than this is shown as far as it is.
const LONGEST: Duration = Duration::from_secs(5);
/// The same for thousands of files: `git checkout` of 20,000 takes longer than that where the disk is busy, and what
/// it has done halfway is nothing to show.
const LONGEST_OF_LOST: Duration = Duration::from_secs(20);
/// After folders changed, how long until a second look finds what was written before they were watched.
const SETTLING: Duration = Duration::from_millis(300);
/// More paths than this are not remembered one by one.
const MOST_PATHS: usize = 1000;

/// What happened to a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// It was made, or another file took this name.
    Appeared,
    Written,
    /// Whoever wrote it has closed it.
    Closed,
    /// A folder was made or removed.
    Folder,
    /// Anything else: it went away, its attributes changed, or nobody knows.
    Other,
}

/// What lies at a path now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lies {
    Nothing,
    File,
    /// A folder or a symbolic link, below which more may have changed.
    More,
}

#[derive(Debug, Default)]
pub(super) struct Burst {
    paths: BTreeMap<PathBuf, Trace>,
    /// The first and the last moment something happened.
    span: Option<(Instant, Instant)>,
    longest_pause: Duration,
    /// Things happened that no path tells.
    is_lost: bool,
    has_folders: bool,
    /// What has ended but for this moment: a file that is gone may come back until then.
    patience: Option<Instant>,
    /// When a second look is due.
    settles: Option<Instant>,
    /// This system tells when files are closed.
    hears_closing: bool,
}

#[derive(Debug)]
struct Trace {
    /// It was not there when the burst began.
    is_new: bool,
    is_open: bool,
}

impl Burst {
    pub(super) fn note(&mut self, at: Instant, path: PathBuf, what: What) {
        self.extend_to(at);
        self.has_folders |= what == What::Folder;
        self.hears_closing |= what == What::Closed;
        if self.is_lost {
            return;
        }
        let trace = self.paths.entry(path).or_insert(Trace { is_new: what == What::Appeared, is_open: false });
        trace.is_open = what == What::Written || (trace.is_open && what == What::Other);
        if self.paths.len() > MOST_PATHS {
            self.lose(at);
        }
    }

    /// Something happened, and it is not known where.
    pub(super) fn lose(&mut self, at: Instant) {
        self.extend_to(at);
        self.is_lost = true;
        self.paths.clear();
    }

    /// Asks for a look at everything at `at`, or after the burst that goes on then.
    pub(super) fn settle(&mut self, at: Instant) {
        self.settles = Some(self.settles.map_or(at, |due| due.max(at)));
    }

    fn extend_to(&mut self, at: Instant) {
        let (first, last) = self.span.unwrap_or((at, at));
        self.longest_pause = self.longest_pause.max(at.saturating_duration_since(last));
        self.span = Some((first, last.max(at)));
        self.patience = None;
    }

    /// The moment to ask again for a hint, unless something happens before.
    pub(super) fn due(&self) -> Option<Instant> {
        match self.span {
            Some((first, last)) => Some(self.patience.unwrap_or(last + self.quiet()).min(first + self.longest())),
            None => self.settles,
        }
    }

    fn quiet(&self) -> Duration {
        match self.is_lost || self.paths.len() > MANY {
            true => (self.longest_pause * 3).clamp(QUIET_OF_MANY.0, QUIET_OF_MANY.1),
            false => QUIET,
        }
    }

    fn longest(&self) -> Duration {
        if self.is_lost { LONGEST_OF_LOST } else { LONGEST }
    }

    /// What may have changed, once the burst is over; `lies` says what lies at a path now.
    pub(super) fn end(&mut self, now: Instant, lies: impl Fn(&Path) -> Lies) -> Option<Hint> {
        if self.due().is_none_or(|due| now < due) {
            return None;
        }
        let Some((first, last)) = self.span else {
            self.settles = None;
            return Some(Hint::Anything);
        };
        let lying: Vec<(&Trace, Lies)> = self.paths.iter().map(|(path, trace)| (trace, lies(path))).collect();
        let is_open = self.hears_closing && lying.iter().any(|(trace, lies)| trace.is_open && *lies == Lies::File);
        let is_gone = lying.iter().any(|(trace, lies)| !trace.is_new && *lies == Lies::Nothing);
        let patience = last
            + if is_open {
                CLOSE
            } else if is_gone {
                RETURN
            } else {
                Duration::ZERO
            };
        if now < patience.min(first + self.longest()) {
            self.patience = Some(patience);
            return None;
        }
        let is_deep = self.is_lost || self.has_folders || lying.iter().any(|(_, lies)| *lies == Lies::More);
        if is_deep {
            self.settle(now + SETTLING);
        }
        let ended = std::mem::replace(
            self,
            Self { settles: self.settles, hears_closing: self.hears_closing, ..Self::default() },
        );
        Some(if is_deep { Hint::Anything } else { Hint::Paths(ended.paths.into_keys().collect()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays events and the hints that come of them, without a clock.
    struct Play {
        began: Instant,
        burst: Burst,
        /// What is not a file.
        lies: BTreeMap<&'static str, Lies>,
    }

    impl Play {
        fn new() -> Self {
            let burst = Burst { hears_closing: true, ..Burst::default() };
            Self { began: Instant::now(), burst, lies: BTreeMap::new() }
        }

        fn at(&self, millis: u64) -> Instant {
            self.began + Duration::from_millis(millis)
        }

        fn note(&mut self, millis: u64, path: &str, what: What) {
            self.burst.note(self.at(millis), path.into(), what);
        }

        /// All hints until nothing more is due, each with the millisecond it came at.
        fn hints(&mut self) -> Vec<(u64, Hint)> {
            let mut hints = Vec::new();
            while let Some(due) = self.burst.due() {
                let lies = |path: &Path| self.lies.get(path.to_str().unwrap()).copied().unwrap_or(Lies::File);
                assert_eq!(self.burst.end(due - Duration::from_nanos(1), lies), None, "nothing comes before it is due");
                let at = due.duration_since(self.began).as_millis().try_into().unwrap();
                hints.extend(self.burst.end(due, lies).map(|hint| (at, hint)));
            }
            hints
        }
    }

    fn paths(paths: &[&str]) -> Hint {
        Hint::Paths(paths.iter().map(PathBuf::from).collect())
    }

    #[test]
    fn a_save_shows_after_a_short_quiet() {
        let mut play = Play::new();
        for (millis, what) in [(0, What::Written), (5, What::Written), (12, What::Closed)] {
            play.note(millis, "a", what);
        }
        assert_eq!(play.hints(), [(20, paths(&["a"]))]);
        assert_eq!(play.hints(), []);
    }

    #[test]
    fn a_file_that_is_still_written_is_waited_for_but_not_for_ever() {
        let mut play = Play::new();
        play.note(0, "a", What::Written);
        assert_eq!(play.hints(), [(100, paths(&["a"]))]);
        play.note(200, "a", What::Written);
        assert_eq!(play.burst.end(play.at(208), |_| Lies::File), None);
        play.note(230, "a", What::Closed);
        assert_eq!(play.hints(), [(238, paths(&["a"]))]);
        play.burst.hears_closing = false;
        play.note(300, "a", What::Written);
        assert_eq!(play.hints(), [(308, paths(&["a"]))], "where closing is never told, it is not waited for");
    }

    #[test]
    fn a_file_that_is_gone_is_given_time_to_come_back() {
        let mut play = Play::new();
        play.lies.insert("a", Lies::Nothing);
        play.note(0, "a", What::Other);
        assert_eq!(play.burst.end(play.at(8), |_| Lies::Nothing), None);
        assert_eq!(play.burst.due(), Some(play.at(100)));
        play.note(30, "a", What::Appeared);
        play.note(31, "a", What::Closed);
        play.lies.clear();
        assert_eq!(play.hints(), [(39, paths(&["a"]))]);
        play.lies.insert("a", Lies::Nothing);
        play.note(150, "a", What::Other);
        assert_eq!(play.hints(), [(250, paths(&["a"]))]);
    }

    #[test]
    fn a_temporary_file_is_not_missed() {
        let mut play = Play::new();
        play.lies.insert("sedXyZ", Lies::Nothing);
        for (path, what) in [
            ("sedXyZ", What::Appeared),
            ("sedXyZ", What::Written),
            ("sedXyZ", What::Closed),
            ("sedXyZ", What::Other),
            ("a", What::Appeared),
        ] {
            play.note(0, path, what);
        }
        assert_eq!(play.hints(), [(8, paths(&["a", "sedXyZ"]))]);
    }

    #[test]
    fn thousands_of_files_are_one_burst_even_with_pauses() {
        let mut play = Play::new();
        for index in 0..20_000_u64 {
            // Some 4 seconds with a pause of 150 ms now and then.
            play.note(index / 10 + index / 1500 * 150, &format!("{index}"), What::Closed);
            let now = play.at(index / 10 + index / 1500 * 150);
            assert!(play.burst.due().unwrap() > now + Duration::from_millis(if index > 20 { 150 } else { 7 }));
        }
        let hints = play.hints();
        assert_eq!(hints.iter().map(|(_, hint)| hint).collect::<Vec<_>>(), [&Hint::Anything; 2]);
        assert_eq!(hints[1].0 - hints[0].0, 300);
    }

    #[test]
    fn some_files_are_told_by_name_after_a_longer_quiet() {
        let mut play = Play::new();
        let names: Vec<String> = (0..100).map(|index| format!("{index:03}")).collect();
        names.iter().for_each(|name| play.note(0, name, What::Closed));
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(play.hints(), [(200, paths(&names))]);
    }

    #[test]
    fn what_never_ends_is_shown_all_the_same() {
        for others in [0, 40] {
            let mut play = Play::new();
            (0..others).for_each(|index| play.note(0, &format!("{index}"), What::Closed));
            let mut shown = 0;
            for millis in (0..12_000).step_by(5) {
                play.note(millis, "a", What::Written);
                shown += u32::from(play.burst.end(play.at(millis), |_| Lies::File).is_some());
            }
            assert_eq!(shown, 2, "with {others} others");
        }
    }

    #[test]
    fn thousands_of_files_may_take_longer_but_not_for_ever() {
        let mut play = Play::new();
        let mut shown = Vec::new();
        for index in 0..9_000_u64 {
            let millis = index * 5;
            play.note(millis, &format!("{index}"), What::Closed);
            shown.extend(play.burst.end(play.at(millis), |_| Lies::File).map(|_| millis));
        }
        assert_eq!(shown.len(), 2, "{shown:?}");
        assert_eq!(shown[0], 20_000);
    }

    #[test]
    fn folders_mean_everything_twice() {
        for (what, lies) in [(What::Folder, Lies::More), (What::Folder, Lies::Nothing), (What::Appeared, Lies::More)] {
            let mut play = Play::new();
            play.lies.insert("new", lies);
            play.note(0, "new", what);
            let hints = play.hints();
            assert_eq!(hints.len(), 2, "{hints:?}");
            assert_eq!(hints[1], (hints[0].0 + 300, Hint::Anything));
            assert_eq!(hints[0].1, Hint::Anything);
        }
    }

    #[test]
    fn what_was_lost_means_everything() {
        let mut play = Play::new();
        play.note(0, "a", What::Closed);
        play.burst.lose(play.at(1));
        play.note(2, "b", What::Closed);
        assert_eq!(play.hints(), [(202, Hint::Anything), (502, Hint::Anything)]);
    }

    #[test]
    fn a_second_look_waits_for_the_burst_that_goes_on() {
        let mut play = Play::new();
        play.burst.settle(play.at(100));
        play.note(98, "a", What::Closed);
        assert_eq!(play.hints(), [(106, paths(&["a"])), (100, Hint::Anything)]);
    }

    #[test]
    fn late_and_double_events_are_one_more_look_at_most() {
        let mut play = Play::new();
        for _ in 0..3 {
            play.note(0, "a", What::Written);
            play.note(0, "a", What::Closed);
        }
        play.note(0, "a", What::Other);
        assert_eq!(play.hints(), [(8, paths(&["a"]))]);
    }
}
