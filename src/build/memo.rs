//! What builds remember of each other. Emptying it is always correct.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::base::{Content, Digest, Reported, SitePath, Tree};
use crate::model::Config;
use crate::read::document::Document;
use crate::read::placement::Placement;
use crate::theme::Theme;

/// A file's document with what was said about it.
pub(super) type Read = Arc<Reported<Option<Arc<Document>>>>;

/// A theme with what was said about it.
type Loaded = Arc<Reported<Option<Arc<Theme>>>>;

/// A file that is to be read.
pub(super) struct File<'t> {
    pub(super) path: &'t SitePath,
    pub(super) content: &'t Content,
    pub(super) placement: Placement,
}

/// The documents and the theme of the last build, each with all that it was made from. Pages are
/// not remembered: to render one costs no more than to find out whether it would be the same.
#[derive(Default)]
pub struct Memo {
    remembers: bool,
    documents: Mutex<Documents>,
    theme: Mutex<Option<(ThemeKey, Loaded)>>,
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Documents {
    /// Fingerprint of what, besides the files, decides how they are read.
    reading: Digest,
    /// By path: the content that was read, and what came of it.
    known: HashMap<SitePath, (Content, Read)>,
}

/// All that a theme is made from: its files and the configuration.
#[derive(PartialEq)]
struct ThemeKey {
    files: Vec<(SitePath, Content)>,
    config: Arc<Config>,
}

/// How much of the last build was made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Files that are content.
    pub files: usize,
    /// Those of them that were not remembered.
    pub read: usize,
    pub theme_loaded: bool,
}

impl Memo {
    /// A memory for many builds, as watch mode needs it.
    pub fn remembering() -> Self {
        Self { remembers: true, ..Self::default() }
    }

    /// No memory: for a single build, where remembering would only cost.
    pub fn none() -> Self {
        Self::default()
    }

    /// How much of the last build was made anew; all zero without a memory.
    pub fn counts(&self) -> Counts {
        *locked(&self.counts)
    }

    /// What `read` makes of each file, in their order; it is asked only for what is not remembered.
    /// `reading` is the fingerprint of all that decides, besides the files, what it returns.
    pub(super) fn documents(
        &self,
        files: &[File],
        reading: Digest,
        read: impl Fn(&File) -> Read + Sync + Send,
    ) -> Vec<Read> {
        if !self.remembers {
            return files.par_iter().map(read).collect();
        }
        let mut memory = locked(&self.documents);
        let last = std::mem::take(&mut *memory);
        let last = if last.reading == reading { last.known } else { HashMap::new() };
        // Content that was not read from disk again is the same allocation, which is seen without comparing it.
        let known = |file: &File| last.get(file.path).filter(|(content, _)| content == file.content);
        let found: Vec<Option<Read>> = files.par_iter().map(|file| Some(Arc::clone(&known(file)?.1))).collect();
        let fresh = found.iter().filter(|found| found.is_none()).count();
        let all = files.par_iter().zip(found).map(|(file, found)| found.unwrap_or_else(|| read(file)));
        let all: Vec<Read> = all.collect();
        let known =
            files.iter().zip(&all).map(|(file, read)| (file.path.clone(), (file.content.clone(), read.clone())));
        *memory = Documents { reading, known: known.collect() };
        let mut counts = locked(&self.counts);
        *counts = Counts { files: files.len(), read: fresh, ..*counts };
        all
    }

    /// The theme that `load` makes of `tree` and `config`; loaded only when it is not remembered.
    pub(super) fn theme(
        &self,
        tree: &Tree,
        config: &Arc<Config>,
        load: impl FnOnce() -> Reported<Option<Theme>>,
    ) -> Loaded {
        let fresh = || Arc::new(load().map(|theme| theme.map(Arc::new)));
        if !self.remembers {
            return fresh();
        }
        let mut memory = locked(&self.theme);
        let files = Theme::FOLDERS.iter().flat_map(|folder| tree.below(folder));
        let files = files.map(|(path, content)| (path.clone(), content.clone())).collect();
        let key = ThemeKey { files, config: Arc::clone(config) };
        let known = memory.take().filter(|(known, _)| *known == key);
        locked(&self.counts).theme_loaded = known.is_none();
        let theme = known.map_or_else(fresh, |(_, theme)| theme);
        *memory = Some((key, Arc::clone(&theme)));
        theme
    }
}

/// A panic elsewhere leaves the memory whole: each change of it is a single step.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
