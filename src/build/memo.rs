//! What builds remember of each other. Emptying it is always correct.

use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::sources::{Files, Read as SourceRead};
use crate::base::{Content, Digest, Reported, SitePath, Tree, locked};
use crate::model::Config;
use crate::read::document::Document;
use crate::read::markdown::Highlights;
use crate::theme::Theme;

/// What came of a file: its document with what was said about it; `None` when it is no content.
pub(super) type Read = Option<Reported<Option<Arc<Document>>>>;

/// A theme with what was said about it.
pub(super) type Loaded = Arc<Reported<Option<Arc<Theme>>>>;

/// The documents and the theme of the last build, each with all that it was made from. Pages are
/// not remembered: to render one costs no more than to find out whether it would be the same.
#[derive(Default)]
pub struct Memo {
    remembers: bool,
    highlights: Highlights,
    documents: Mutex<Documents>,
    sources: Mutex<Sources>,
    /// One for each edition of the site.
    themes: Mutex<Vec<(ThemeKey, Loaded)>>,
    counts: Mutex<Counts>,
}

/// What is read in place, and what came of it.
#[derive(Default)]
struct Sources {
    /// Fingerprint of what, besides the files, decides how they are read.
    reading: Digest,
    /// In the order of the configuration.
    known: Vec<(Files, Arc<SourceRead>)>,
}

#[derive(Default)]
struct Documents {
    /// Fingerprint of what, besides the files, decides how they are read.
    reading: Digest,
    /// In order of their paths.
    known: Vec<Known>,
}

/// The content that was looked at, and what came of it.
struct Known {
    path: SitePath,
    content: Content,
    read: Read,
}

/// All that a theme is made from: its files and the configuration.
#[derive(PartialEq)]
struct ThemeKey {
    files: Arc<[(SitePath, Content)]>,
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

    /// The same, with what is known of code in the content.
    #[must_use]
    pub fn with_highlights(self, highlights: Highlights) -> Self {
        Self { highlights, ..self }
    }

    /// What is known of code in the content, the last build's with it where that is kept.
    pub fn highlights(&self) -> &Highlights {
        &self.highlights
    }

    /// How much of the last build was made anew; all zero without a memory.
    pub fn counts(&self) -> Counts {
        *locked(&self.counts)
    }

    /// A new build begins: what is counted is counted from here on, however early the build ends.
    pub(super) fn begin(&self) {
        *locked(&self.counts) = Counts::default();
    }

    /// The documents that `read` makes of the files, with what was said about them; the files come in the order of
    /// their paths, and so do the documents. It is asked only for what is not remembered. `reading` is the fingerprint
    /// of all that decides, besides the files, what it returns.
    pub(super) fn documents(
        &self,
        files: &[(&SitePath, &Content)],
        reading: Digest,
        read: impl Fn(&SitePath, &Content) -> Read + Sync + Send,
    ) -> Reported<Vec<Arc<Document>>> {
        if !self.remembers {
            let all: Vec<Read> = files.par_iter().map(|(path, content)| read(path, content)).collect();
            return all.into_iter().flatten().fold(Reported::default(), with);
        }
        let mut memory = locked(&self.documents);
        let last = std::mem::take(&mut *memory);
        let known = if last.reading == reading { last.known } else { Vec::new() };
        let found = in_both(files, known);
        let fresh = found.iter().filter(|found| found.is_none()).count();
        let known = files.par_iter().zip(found).map(|(&(path, content), found)| {
            found.unwrap_or_else(|| Known { path: path.clone(), content: content.clone(), read: read(path, content) })
        });
        *memory = Documents { reading, known: known.collect() };
        let reads: Vec<_> = memory.known.par_iter().filter_map(|known| known.read.clone()).collect();
        let mut counts = locked(&self.counts);
        *counts = Counts { files: reads.len(), read: fresh, ..*counts };
        drop(counts);
        reads.into_iter().fold(Reported::default(), with)
    }

    /// What `read` makes of the files of each source; it is asked only for what is not remembered.
    pub(super) fn sources(
        &self,
        given: Vec<Files>,
        read: impl Fn(usize, &Files) -> SourceRead + Sync,
        reading: Digest,
    ) -> Vec<Arc<SourceRead>> {
        let mut memory = locked(&self.sources);
        let last = std::mem::take(&mut *memory);
        let known = if last.reading == reading { last.known } else { Vec::new() };
        let reads = given.par_iter().enumerate().map(|(index, files)| {
            let same = known.get(index).filter(|(last, _)| last == files);
            same.map_or_else(|| Arc::new(read(index, files)), |(_, read)| Arc::clone(read))
        });
        let reads: Vec<_> = reads.collect();
        if self.remembers {
            *memory = Sources { reading, known: given.into_iter().zip(reads.iter().cloned()).collect() };
        }
        reads
    }

    /// The themes that `load` makes of `tree` and each of `configs`; loaded only when they are not remembered.
    pub(super) fn themes(
        &self,
        tree: &Tree,
        configs: &[Arc<Config>],
        load: impl Fn(&Config) -> Reported<Option<Theme>>,
    ) -> Vec<Loaded> {
        let fresh = |config: &Config| Arc::new(load(config).map(|theme| theme.map(Arc::new)));
        if !self.remembers {
            return configs.iter().map(|config| fresh(config)).collect();
        }
        let mut memory = locked(&self.themes);
        let last = std::mem::take(&mut *memory);
        let files = Theme::FOLDERS.iter().flat_map(|folder| tree.below(folder));
        let files: Arc<[_]> = files.map(|(path, content)| (path.clone(), content.clone())).collect();
        for config in configs {
            let key = ThemeKey { files: Arc::clone(&files), config: Arc::clone(config) };
            let known = last.iter().find(|(known, _)| *known == key).map(|(_, theme)| Arc::clone(theme));
            locked(&self.counts).theme_loaded |= known.is_none();
            memory.push((key, known.unwrap_or_else(|| fresh(config))));
        }
        memory.iter().map(|(_, theme)| Arc::clone(theme)).collect()
    }
}

/// The documents with one more.
fn with(mut all: Reported<Vec<Arc<Document>>>, one: Reported<Option<Arc<Document>>>) -> Reported<Vec<Arc<Document>>> {
    all.value.extend(one.take(&mut all.diagnostics));
    all
}

/// For each file what is known of it, if it was there with the same content. Both are in the order of their paths.
/// What was not read from disk again is the same allocation, which is seen without comparing it.
fn in_both(files: &[(&SitePath, &Content)], known: Vec<Known>) -> Vec<Option<Known>> {
    let mut known = known.into_iter().peekable();
    let found = files.iter().map(|&(path, content)| {
        while known.next_if(|known| known.path != *path && known.path < *path).is_some() {}
        known.next_if(|known| known.path == *path).filter(|known| known.content == *content)
    });
    found.collect()
}
