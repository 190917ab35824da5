//! What the system notes about a file: while it stays the same, so do the bytes.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Clocks of file systems tick every 1 to 10 ms, so two changes within a tick look like one.
const TICK: Duration = Duration::from_millis(50);

/// Which file it is, how long it is, and when its bytes and its attributes changed, in nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    identity: (u64, u64),
    pub(super) size: u64,
    pub(super) modified: Moment,
    pub(super) changed: Moment,
}

/// Nanoseconds since 1970, by the clock of the file system.
pub(super) type Moment = i128;

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        let nanos = |seconds: i64, nanos: i64| i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
        Self {
            identity: identity(metadata),
            size: metadata.len(),
            modified: nanos(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanos(metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// Device and inode: two names of one file have the same.
    pub(super) fn identity(&self) -> (u64, u64) {
        self.identity
    }

    /// All of it, for a fingerprint.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let (device, inode) = self.identity;
        let mut bytes = [device, inode, self.size].map(u64::to_le_bytes).concat();
        bytes.extend([self.modified, self.changed].map(i128::to_le_bytes).concat());
        bytes
    }

    /// Whether every change after `then` must show in the stamp: the last one lies more than a tick before.
    pub(super) fn tells_changes_since(&self, then: SystemTime) -> bool {
        let then = then.duration_since(UNIX_EPOCH).unwrap_or_default().saturating_sub(TICK);
        i128::try_from(then.as_nanos()).is_ok_and(|then| self.modified < then && self.changed < then)
    }
}

/// Device and inode of a file or folder.
pub(super) fn identity(metadata: &Metadata) -> (u64, u64) {
    (metadata.dev(), metadata.ino())
}

/// Whether there is no hard link to a file.
pub(super) fn has_one_name(metadata: &Metadata) -> bool {
    metadata.nlink() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_not_trusted_before_its_tick_is_over() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let stamp = Stamp::of(&file.as_file().metadata().unwrap());
        let changed = UNIX_EPOCH + Duration::from_nanos(u64::try_from(stamp.changed).unwrap());
        assert!(!stamp.tells_changes_since(changed - TICK));
        assert!(!stamp.tells_changes_since(changed + TICK));
        assert!(stamp.tells_changes_since(changed + TICK * 2));
    }
}
