//! What happens to a site's files, told in bursts: one hint a save, a few for thousands of files.

mod burst;
mod limits;
mod places;
mod scope;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind, RemoveKind, RenameMode};
use notify::{Config, RecommendedWatcher, Watcher};

use self::burst::{Burst, Lies, What};
use self::limits::{Limits, reason_to_poll};
use self::places::Places;
use self::scope::{Matter, Scope};
use super::Failure;
use super::disk::Hint;

/// How often it is looked at whether the folders are still the same ones: a link in the way to them may be switched.
const LOOK: Duration = Duration::from_secs(1);
/// How often files are looked at where the system does not tell what changes.
const POLL: Duration = Duration::from_secs(1);
/// How often files are looked at, at most.
const SHORTEST_POLL: Duration = Duration::from_millis(20);

/// How changes are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The system tells them.
    Events,
    /// Everything is looked at again after each such time; network and container file systems tell nothing.
    Poll(Duration),
}

/// Eyes on a site: its configuration, its content folders, and what links in them lead to.
#[derive(Debug)]
pub struct Watch {
    root: PathBuf,
    means: Means,
    scope: Scope,
    burst: Burst,
    next_look: Instant,
    notice: Option<String>,
}

#[derive(Debug)]
enum Means {
    Events { watcher: RecommendedWatcher, inbox: Receiver<(Instant, News)>, places: Places },
    Poll { every: Duration, next: Instant },
}

/// What the system tells.
#[derive(Debug)]
enum News {
    Happened(Vec<(PathBuf, What)>),
    /// More than it could remember.
    Lost,
    Fault(notify::Error),
}

impl Watch {
    /// Watches the site in `root`. Where the system cannot tell what changes, as when its limit is reached, the files
    /// are looked at every second instead, and [`Watch::notice`] says so. The first hint comes at once: what
    /// changed before is found by it.
    ///
    /// # Errors
    /// When the folder cannot be looked at.
    pub fn start(root: &Path, how: How) -> Result<Self, Failure> {
        fs::read_dir(root).map_err(|error| Failure::io("watch", root, &error))?;
        let now = Instant::now();
        let mut watch = Self {
            root: root.to_owned(),
            means: Means::Poll { every: POLL, next: now },
            scope: Scope::default(),
            burst: Burst::default(),
            next_look: now + LOOK,
            notice: None,
        };
        match how {
            How::Poll(every) => watch.means = Means::Poll { every: every.max(SHORTEST_POLL), next: now },
            How::Events => watch.begin(now),
        }
        Ok(watch)
    }

    fn begin(&mut self, now: Instant) {
        let (outbox, inbox) = channel();
        // Links are not followed, or one folder would have two names; what they lead to is named by `also`.
        let config = Config::default().with_follow_symlinks(false);
        match RecommendedWatcher::new(move |event| post(&outbox, event), config) {
            Ok(watcher) => {
                self.means = Means::Events { watcher, inbox, places: Places::default() };
                self.follow(false);
                self.burst.settle(now);
            }
            Err(error) => self.poll_because(&error),
        }
    }

    /// Files and folders that are to be watched besides, such as those that symbolic links lead to; they replace what
    /// was given before.
    pub fn also(&mut self, paths: &[PathBuf]) {
        if self.scope.also != paths {
            self.scope.also = paths.to_vec();
            self.follow(false);
            self.burst.settle(Instant::now());
        }
    }

    /// What people should know, once: that files are looked at again and again, why, and what to do about it.
    pub fn notice(&mut self) -> Option<String> {
        self.notice.take()
    }

    /// Waits until a burst of changes is over, and says what may have changed; `None` when it is `deadline` before.
    pub fn next(&mut self, deadline: Option<Instant>) -> Option<Hint> {
        loop {
            self.take_in();
            let now = Instant::now();
            if let Some(hint) = self.ready(now) {
                return Some(hint);
            }
            if deadline.is_some_and(|deadline| deadline <= now) {
                return None;
            }
            let until = deadline.map_or(self.due(), |deadline| deadline.min(self.due()));
            self.wait(until.saturating_duration_since(now));
        }
    }

    /// What the system told since the last time.
    fn take_in(&mut self) {
        let Means::Events { inbox, .. } = &self.means else { return };
        let news: Vec<_> = inbox.try_iter().collect();
        news.into_iter().for_each(|(at, news)| self.learn(at, news));
    }

    fn learn(&mut self, at: Instant, news: News) {
        match news {
            News::Happened(events) => {
                for (path, what) in events {
                    if self.matters(&path, what) {
                        self.burst.note(at, path, what);
                    }
                }
            }
            News::Lost => self.burst.lose(at),
            News::Fault(error) => {
                self.poll_because(&error);
                self.burst.lose(at);
            }
        }
    }

    fn matters(&mut self, path: &Path, what: What) -> bool {
        let matters = match self.scope.matter(path) {
            Matter::Yes => true,
            Matter::AsFolder => what == What::Folder || lies(path) != Lies::File,
            Matter::No => false,
        };
        if matters && let Means::Events { places, .. } = &mut self.means {
            places.doubt(path);
        }
        matters
    }

    fn due(&self) -> Instant {
        match &self.means {
            Means::Poll { next, .. } => *next,
            Means::Events { .. } => self.burst.due().map_or(self.next_look, |due| due.min(self.next_look)),
        }
    }

    fn ready(&mut self, now: Instant) -> Option<Hint> {
        if let Means::Poll { every, next } = &mut self.means {
            let is_due = *next <= now;
            if is_due {
                *next = now + *every;
            }
            return is_due.then_some(Hint::Anything);
        }
        if self.next_look <= now {
            self.next_look = now + LOOK;
            if self.follow(false) {
                self.burst.note(now, self.scope.root.clone(), What::Folder);
            }
        }
        let hint = self.burst.end(now, lies)?;
        let may_miss = hint == Hint::Anything;
        if self.follow(may_miss) && !may_miss {
            self.burst.settle(now + LOOK);
            return Some(Hint::Anything);
        }
        Some(hint)
    }

    fn wait(&mut self, time: Duration) {
        let Means::Events { inbox, .. } = &self.means else {
            std::thread::sleep(time);
            return;
        };
        match inbox.recv_timeout(time) {
            Ok((at, news)) => self.learn(at, news),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => self.poll_because(&notify::Error::generic("it went silent")),
        }
    }

    /// Watches the folders that are there now, all of them anew if `afresh`; whether they are others than before.
    fn follow(&mut self, afresh: bool) -> bool {
        let Means::Events { watcher, places, .. } = &mut self.means else { return false };
        let (scope, wanted) = Places::wanted(&self.root, std::mem::take(&mut self.scope.also));
        self.scope = scope;
        match places.follow(watcher, wanted, afresh) {
            Ok(is_new) => is_new,
            Err(error) => {
                self.poll_because(&error);
                true
            }
        }
    }

    fn poll_because(&mut self, error: &notify::Error) {
        if let Some(reason) = reason_to_poll(error, Limits::read()) {
            self.notice = Some(format!("looking for changes every second: {reason}"));
            self.means = Means::Poll { every: POLL, next: Instant::now() };
        }
    }
}

/// Sends on what the system tells, without what merely tells of reading: else our own would never end.
fn post(outbox: &Sender<(Instant, News)>, event: notify::Result<notify::Event>) {
    let news = match event {
        Err(error) => News::Fault(error),
        Ok(event) if event.need_rescan() => News::Lost,
        Ok(event) => match happened(event) {
            events if events.is_empty() => return,
            events => News::Happened(events),
        },
    };
    // There is nobody left who listens when the watch is over.
    drop(outbox.send((Instant::now(), news)));
}

fn happened(event: notify::Event) -> Vec<(PathBuf, What)> {
    let what = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => What::Closed,
        EventKind::Access(_) => return Vec::new(),
        EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder) => What::Folder,
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(RenameMode::To)) => What::Appeared,
        EventKind::Modify(ModifyKind::Data(_)) => What::Written,
        _ => What::Other,
    };
    event.paths.into_iter().map(|path| (path, what)).collect()
}

fn lies(path: &Path) -> Lies {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => Lies::File,
        Ok(_) => Lies::More,
        Err(_) => Lies::Nothing,
    }
}

#[cfg(test)]
mod tests;
