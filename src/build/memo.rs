//! What builds remember of each other: two maps by fingerprint. Emptying them is always correct.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::{Digest, Reported, SitePath};
use crate::read::document::Document;

/// A file's document with what was said about it.
type Read = Arc<Reported<Option<Arc<Document>>>>;

/// A page's bytes and the fingerprint of what they were made from.
type Rendered = (Digest, Arc<[u8]>);

/// Documents by the fingerprint of all that they were read from, pages by that of all that they
/// were rendered from. A key holds every argument of the remembered function.
#[derive(Default)]
pub struct Memo {
    remembers: bool,
    documents: Mutex<HashMap<Digest, (Read, u64)>>,
    pages: Mutex<HashMap<SitePath, Rendered>>,
    round: Mutex<u64>,
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

    /// The document of this key; read when it is not remembered.
    pub fn document(&self, key: impl Fn() -> Digest, read: impl Fn() -> Reported<Option<Arc<Document>>>) -> Read {
        if !self.remembers {
            return Arc::new(read());
        }
        let (key, round) = (key(), *locked(&self.round));
        if let Some((known, used)) = locked(&self.documents).get_mut(&key) {
            *used = round;
            return Arc::clone(known);
        }
        let fresh = Arc::new(read());
        locked(&self.documents).insert(key, (Arc::clone(&fresh), round));
        fresh
    }

    /// Drops what the build under way did not ask for, and begins the next round.
    pub fn forget_unused_documents(&self) {
        let mut round = locked(&self.round);
        locked(&self.documents).retain(|_, (_, used)| used == &*round);
        *round += 1;
    }

    /// The bytes of a page with this fingerprint; made when they are not remembered.
    pub fn page<E>(
        &self,
        path: &SitePath,
        key: impl Fn() -> Digest,
        render: impl Fn() -> Result<Arc<[u8]>, E>,
    ) -> Result<Arc<[u8]>, E> {
        if !self.remembers {
            return render();
        }
        let key = key();
        if let Some((_, bytes)) = locked(&self.pages).get(path).filter(|(known, _)| *known == key) {
            return Ok(Arc::clone(bytes));
        }
        let bytes = render()?;
        locked(&self.pages).insert(path.clone(), (key, Arc::clone(&bytes)));
        Ok(bytes)
    }

    /// Drops the pages that `is_there` does not know.
    pub fn keep_pages(&self, is_there: impl Fn(&SitePath) -> bool) {
        locked(&self.pages).retain(|path, _| is_there(path));
    }
}

/// A panic elsewhere leaves the maps whole: each change of them is a single step.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
