//! Ctrl-C and its kin: what was begun is cleaned up, then the process ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use crate::base::locked;

use super::Failure;

/// What a shell reports for a program that SIGINT ended: 128 + 2.
pub const EXIT_CODE: i32 = 130;

static STOPPED: AtomicBool = AtomicBool::new(false);
static BEGUN: Mutex<Begun> = Mutex::new(Begun { folder: None, parents: Vec::new() });

/// What a signal removes.
#[derive(Debug)]
pub(super) struct Begun {
    /// With all that is in it.
    pub(super) folder: Option<PathBuf>,
    /// If they are empty then; the innermost first.
    pub(super) parents: Vec<PathBuf>,
}

/// From now on SIGINT, SIGTERM and SIGHUP remove what was begun and end the process with 130.
///
/// # Errors
/// When the system has no means left to watch for signals.
pub fn watch() -> Result<(), Failure> {
    handle(|| {
        STOPPED.store(true, Ordering::SeqCst);
        let begun = hold();
        begun.folder.iter().for_each(|folder| remove(folder));
        begun.parents.iter().for_each(|folder| drop(fs::remove_dir(folder)));
        std::process::exit(EXIT_CODE);
    })
}

/// From now on SIGINT, SIGTERM and SIGHUP end the process at once with 0: for a command that has no other end.
///
/// # Errors
/// When the system has no means left to watch for signals.
pub fn leave() -> Result<(), Failure> {
    handle(|| std::process::exit(0))
}

/// From now on SIGINT, SIGTERM and SIGHUP do nothing here: they are for a program that was started.
///
/// # Errors
/// When the system has no means left to watch for signals.
pub fn ignore() -> Result<(), Failure> {
    handle(|| ())
}

fn handle(end: impl FnMut() + Send + 'static) -> Result<(), Failure> {
    ctrlc::set_handler(end).map_err(|error| Failure::machine(format!("cannot watch for signals: {error}")))
}

/// Whether a signal came: whoever writes stops writing.
pub fn stopped() -> bool {
    STOPPED.load(Ordering::SeqCst)
}

/// While this lives a signal waits, so that what is begun and what is noted here are the same.
pub(super) fn hold() -> MutexGuard<'static, Begun> {
    locked(&BEGUN)
}

impl Begun {
    /// Nothing is left to remove.
    pub(super) fn end(&mut self) {
        self.folder = None;
        self.parents.clear();
    }
}

/// Removes a folder while other threads may still be writing their last file into it.
fn remove(folder: &Path) {
    for _ in 0..50 {
        match fs::remove_dir_all(folder) {
            Err(_) if folder.exists() => std::thread::sleep(Duration::from_millis(10)),
            _ => return,
        }
    }
}
