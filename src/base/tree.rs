//! A folder as a value.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use super::SitePath;

/// What a file holds.
#[derive(Debug, Clone, Eq)]
pub enum Content {
    Bytes(Arc<[u8]>),
    /// A text file over the site's limit, and its size in bytes; it was not read.
    Oversize(u64),
}

/// What was read once is the same without a look at its bytes, which `Arc` does not see by itself.
impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bytes(bytes), Self::Bytes(others)) => Arc::ptr_eq(bytes, others) || bytes == others,
            (Self::Oversize(size), Self::Oversize(other)) => size == other,
            (Self::Bytes(_), Self::Oversize(_)) | (Self::Oversize(_), Self::Bytes(_)) => false,
        }
    }
}

/// Files by path, in order of their paths, whatever order they were read in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    files: BTreeMap<SitePath, Content>,
}

impl Tree {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn insert(&mut self, path: SitePath, content: impl Into<Arc<[u8]>>) {
        self.files.insert(path, Content::Bytes(content.into()));
    }

    pub fn insert_oversize(&mut self, path: SitePath, size: u64) {
        self.files.insert(path, Content::Oversize(size));
    }

    pub fn remove(&mut self, path: &str) -> Option<Content> {
        self.files.remove(path)
    }

    /// The bytes of a file that is there and was read.
    pub fn bytes(&self, path: &str) -> Option<&Arc<[u8]>> {
        match self.files.get(path)? {
            Content::Bytes(bytes) => Some(bytes),
            Content::Oversize(_) => None,
        }
    }

    pub fn contains(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&SitePath, &Content)> {
        self.files.iter()
    }

    /// The files below `folder`, at any depth.
    pub fn below(&self, folder: &str) -> impl Iterator<Item = (&SitePath, &Content)> + use<'_> {
        // They stand in one run, up to the character after `/`.
        let (from, to) = (format!("{folder}/"), format!("{folder}0"));
        self.files.range::<str, _>((Bound::Included(from.as_str()), Bound::Excluded(to.as_str())))
    }

    /// The paths of files that only one of the two has, or that differ; in order.
    pub fn differing(&self, other: &Self) -> Vec<SitePath> {
        let (mut here, mut there) = (self.files.iter().peekable(), other.files.iter().peekable());
        let mut paths = Vec::new();
        loop {
            let order = match (here.peek(), there.peek()) {
                (None, None) => return paths,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                // Most are the same, which is seen without looking at their letters.
                (Some((path, _)), Some((other, _))) if path == other => Ordering::Equal,
                (Some((path, _)), Some((other, _))) => path.cmp(other),
            };
            let own = here.next_if(|_| order.is_le());
            let others = there.next_if(|_| order.is_ge());
            if own.map(|(_, content)| content) != others.map(|(_, content)| content) {
                paths.extend(own.or(others).map(|(path, _)| path.clone()));
            }
        }
    }

    /// Makes these files what they are in `other`: with all that differ it is the same as that.
    pub fn follow(&mut self, other: &Self, paths: &[SitePath]) {
        for path in paths {
            match other.files.get(path) {
                Some(content) => self.files.insert(path.clone(), content.clone()),
                None => self.files.remove(path),
            };
        }
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl FromIterator<(SitePath, Arc<[u8]>)> for Tree {
    fn from_iter<I: IntoIterator<Item = (SitePath, Arc<[u8]>)>>(files: I) -> Self {
        Self { files: files.into_iter().map(|(path, bytes)| (path, Content::Bytes(bytes))).collect() }
    }
}

/// One step that content on disk is to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A file that must not be there yet.
    Create { path: SitePath, bytes: Vec<u8> },
    /// A file that still is what it was, `old`.
    Replace { path: SitePath, old: Vec<u8>, bytes: Vec<u8> },
    /// A file that still is what it was, `old`, goes to a place where none is, and holds `bytes` there.
    Move { from: SitePath, to: SitePath, old: Vec<u8>, bytes: Vec<u8> },
}

impl Change {
    /// Where the file is afterwards.
    pub fn path(&self) -> &SitePath {
        match self {
            Self::Create { path, .. } | Self::Replace { path, .. } => path,
            Self::Move { to, .. } => to,
        }
    }

    /// What it holds afterwards.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Create { bytes, .. } | Self::Replace { bytes, .. } | Self::Move { bytes, .. } => bytes,
        }
    }

    /// The same step, taken in a folder that has this one at `prefix`.
    #[must_use]
    pub fn below(self, prefix: &str) -> Self {
        let lift = |path: SitePath| match prefix.is_empty() {
            true => path,
            false => SitePath::new(&format!("{prefix}/{path}")).unwrap_or(path),
        };
        match self {
            Self::Create { path, bytes } => Self::Create { path: lift(path), bytes },
            Self::Replace { path, old, bytes } => Self::Replace { path: lift(path), old, bytes },
            Self::Move { from, to, old, bytes } => Self::Move { from: lift(from), to: lift(to), old, bytes },
        }
    }
}

impl Tree {
    /// The folder after these steps.
    #[must_use]
    pub fn after(&self, changes: &[Change]) -> Self {
        let mut tree = self.clone();
        for change in changes {
            if let Change::Move { from, .. } = change {
                tree.remove(from.as_str());
            }
            tree.insert(change.path().clone(), change.bytes());
        }
        tree
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree of files whose names are letters, and whose content the digit behind each is: `a1b2`.
    fn tree(files: &str) -> Tree {
        let files: Vec<char> = files.chars().collect();
        let file = |file: &[char]| (SitePath::new(&file[0].to_string()).unwrap(), Arc::from([file[1] as u8]));
        files.chunks(2).map(file).collect()
    }

    #[test]
    fn what_differs_is_new_gone_or_other() {
        for (here, there, differing) in [
            ("", "", ""),
            ("a1b1", "a1b1", ""),
            ("a1b1", "a1b2", "b"),
            ("a1", "a1b1", "b"),
            ("b1", "a1b1", "a"),
            ("a1b1c1", "b1", "ac"),
            ("a1c1", "b1d1", "abcd"),
            ("", "a1", "a"),
        ] {
            let (here, there) = (tree(here), tree(there));
            for (here, there) in [(&here, &there), (&there, &here)] {
                let paths: String = here.differing(there).iter().map(SitePath::as_str).collect();
                assert_eq!(paths, differing, "{here:?} {there:?}");
                let mut follower = here.clone();
                follower.follow(there, &here.differing(there));
                assert_eq!(follower, *there, "{here:?}");
            }
        }
    }
}
