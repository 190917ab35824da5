//! The terminal: how far along a long work is, and the user's editor.

use std::env;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::failure::{Failure, quoted};
use super::{git, signals};

/// The editor that the user has chosen: a command with arguments, as git takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor(String);

impl Editor {
    /// By `VISUAL`, else by `EDITOR`, else by `core.editor` of git in `folder`.
    ///
    /// # Errors
    /// Refuses when none of them says one.
    pub fn chosen(folder: &Path) -> Result<Self, Failure> {
        let named = ["VISUAL", "EDITOR"].iter().filter_map(|name| env::var(name).ok());
        let mut editors = named.chain(std::iter::once_with(|| git::setting(folder, "core.editor")).flatten());
        match editors.find(|editor| !editor.trim().is_empty()) {
            Some(editor) => Ok(Self(editor.trim().to_owned())),
            None => Err(Failure::refused("no editor is known: VISUAL, EDITOR and git's core.editor say none")
                .help("set one: export EDITOR=nano; without --edit the file is written all the same")),
        }
    }

    /// Opens a file in it and waits until it is closed. Meanwhile Ctrl-C is for the editor.
    ///
    /// # Errors
    /// When it cannot be run, or says that it failed. The file stays as it is then.
    pub fn open(&self, file: &Path) -> Result<(), Failure> {
        let Self(editor) = self;
        signals::ignore()?;
        let status = Command::new("sh").args(["-c", &format!("{editor} \"$@\""), editor]).arg(file).status();
        let status = status.map_err(|error| Failure::machine(format!("cannot run the editor `{editor}`: {error}")))?;
        match status.success() {
            true => Ok(()),
            false => Err(Failure::machine(format!("the editor `{editor}` failed; {} stays as it is", quoted(file)))),
        }
    }
}

/// Longer lines are hard to read, however wide the terminal is.
const WIDEST: usize = 100;
/// What terminals had when they were made of glass, for output that goes to no terminal.
const USUAL: usize = 80;

/// How many columns text on standard output should take: those of the terminal, or what `COLUMNS` says.
pub fn width() -> usize {
    let told = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen = || rustix::termios::tcgetwinsize(std::io::stdout()).ok().map(|size| usize::from(size.ws_col));
    let columns = told.or_else(seen).filter(|columns| *columns > 0).unwrap_or(USUAL);
    columns.clamp(20, WIDEST)
}

/// Work shorter than this shows no progress.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line is drawn anew.
const PACE: Duration = Duration::from_millis(100);

/// A line on standard error that counts, shown only on a terminal and only when the work takes long.
pub struct Progress {
    what: &'static str,
    total: usize,
    done: AtomicUsize,
    started: Instant,
    /// When the line was last drawn; `None` before the first time.
    drawn: Mutex<Option<Instant>>,
    shown: bool,
}

impl Progress {
    /// Counts `total` of `what` (`pages`); never shown when `quiet`.
    pub fn new(what: &'static str, total: usize, started: Instant, quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal();
        Self { what, total, done: AtomicUsize::new(0), started, drawn: Mutex::new(None), shown }
    }

    /// One more is done.
    pub fn step(&self) {
        let done = 1 + self.done.fetch_add(1, Ordering::Relaxed);
        if !self.shown || self.started.elapsed() < PATIENCE {
            return;
        }
        if let Ok(mut drawn) = self.drawn.try_lock()
            && drawn.is_none_or(|at| at.elapsed() >= PACE)
        {
            *drawn = Some(Instant::now());
            let _ = write!(std::io::stderr(), "\r\x1b[K{done} of {} {}", self.total, self.what);
        }
    }
}

/// The line is wiped.
impl Drop for Progress {
    fn drop(&mut self) {
        if self.drawn.get_mut().is_ok_and(|drawn| drawn.is_some()) {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
