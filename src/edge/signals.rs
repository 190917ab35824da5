//! Ctrl-C and its kin: what was begun is cleaned up, then the process ends.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Failure;

/// What a shell reports for a program that SIGINT ended: 128 + 2.
pub const EXIT_CODE: i32 = 130;

static STOPPED: AtomicBool = AtomicBool::new(false);
static BEGUN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// From now on SIGINT, SIGTERM and SIGHUP remove what was begun and end the process with 130.
///
/// # Errors
/// When the system has no means left to watch for signals.
pub fn watch() -> Result<(), Failure> {
    ctrlc::set_handler(|| {
        STOPPED.store(true, Ordering::SeqCst);
        let begun = hold();
        begun.0.iter().for_each(remove);
        std::process::exit(EXIT_CODE);
    })
    .map_err(|error| Failure::machine(format!("cannot watch for signals: {error}")))
}

/// Whether a signal came: whoever writes stops writing.
pub fn stopped() -> bool {
    STOPPED.load(Ordering::SeqCst)
}

/// Folders, the innermost first, that a signal removes: the first with all that is in it, the others if empty.
pub(super) fn begin(folders: Vec<PathBuf>) {
    *hold().0 = folders;
}

/// Nothing is left to remove.
pub(super) fn end() {
    hold().0.clear();
}

/// While it lives, a signal waits.
pub(super) struct Hold(MutexGuard<'static, Vec<PathBuf>>);

impl Hold {
    /// As [`end`], for who holds signals off already.
    pub(super) fn end(&mut self) {
        self.0.clear();
    }
}

pub(super) fn hold() -> Hold {
    Hold(BEGUN.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Removes a folder while other threads may still be writing their last file into it.
fn remove(folder: &PathBuf) {
    for _ in 0..50 {
        match fs::remove_dir_all(folder) {
            Err(_) if folder.exists() => std::thread::sleep(Duration::from_millis(10)),
            _ => return,
        }
    }
}
