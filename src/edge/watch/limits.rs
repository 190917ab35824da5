//! What the system allows to be watched, and what people can do when it is not enough.

use std::fs;
use std::io;

use notify::ErrorKind;
use rustix::io::Errno;

/// Two settings of Linux (`inotify(7)`); `None` where there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limits {
    /// How many folders each user may watch.
    pub(super) watches: Option<u64>,
    /// How many programs of each user may watch.
    pub(super) instances: Option<u64>,
}

impl Limits {
    pub(super) fn read() -> Self {
        let setting = |name: &str| fs::read_to_string(format!("/proc/sys/fs/inotify/{name}")).ok()?.trim().parse().ok();
        Self { watches: setting("max_user_watches"), instances: setting("max_user_instances") }
    }
}

/// Why changes are not told and files have to be looked at instead, for people to read; `None` when what could not be
/// watched merely went away.
pub(super) fn reason_to_poll(error: &notify::Error, limits: Limits) -> Option<String> {
    let reason = match &error.kind {
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => return None,
        ErrorKind::Io(error) if error.kind() == io::ErrorKind::NotFound => return None,
        ErrorKind::MaxFilesWatch => all_used("folders be watched", "max_user_watches", limits.watches, 524_288),
        ErrorKind::Io(error) if is(error, &[Errno::NOSPC]) => {
            all_used("folders be watched", "max_user_watches", limits.watches, 524_288)
        }
        ErrorKind::Io(error) if is(error, &[Errno::MFILE, Errno::NFILE]) => {
            all_used("programs watch files", "max_user_instances", limits.instances, 1024)
        }
        _ => format!("the system does not tell what changes ({error})"),
    };
    Some(reason)
}

fn is(error: &io::Error, kinds: &[Errno]) -> bool {
    kinds.iter().any(|kind| error.raw_os_error() == Some(kind.raw_os_error()))
}

/// `least` is what distributions with a high setting have.
fn all_used(what: &str, setting: &str, now: Option<u64>, least: u64) -> String {
    let is = now.map_or(String::new(), |now| format!(" = {now}"));
    let more = now.map_or(least, |now| now.saturating_mul(2)).max(least);
    format!(
        "the system lets no more {what} (fs.inotify.{setting}{is}); to raise that: \
         sudo sysctl fs.inotify.{setting}={more}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_is_told_with_its_value_and_its_cure() {
        let limits = Limits { watches: Some(8192), instances: Some(128) };
        let high = Limits { watches: Some(1_000_000), instances: None };
        let io = |errno: Errno| notify::Error::io(io::Error::from_raw_os_error(errno.raw_os_error()));
        for (error, limits, said) in [
            (
                notify::Error::new(ErrorKind::MaxFilesWatch),
                limits,
                "the system lets no more folders be watched (fs.inotify.max_user_watches = 8192); to raise that: \
                 sudo sysctl fs.inotify.max_user_watches=524288",
            ),
            (
                io(Errno::NOSPC),
                high,
                "the system lets no more folders be watched (fs.inotify.max_user_watches = 1000000); to raise that: \
                 sudo sysctl fs.inotify.max_user_watches=2000000",
            ),
            (
                io(Errno::MFILE),
                limits,
                "the system lets no more programs watch files (fs.inotify.max_user_instances = 128); to raise that: \
                 sudo sysctl fs.inotify.max_user_instances=1024",
            ),
            (
                io(Errno::NOSYS),
                limits,
                "the system does not tell what changes (Function not implemented (os error 38))",
            ),
        ] {
            assert_eq!(reason_to_poll(&error, limits).as_deref(), Some(said));
        }
    }

    #[test]
    fn what_went_away_is_no_reason() {
        let limits = Limits::read();
        for error in [notify::Error::path_not_found(), notify::Error::watch_not_found()] {
            assert_eq!(reason_to_poll(&error, limits), None);
        }
    }
}
