//! A document that is written from the site, piece by piece: each knows which file says it.

use crate::base::SitePath;

/// Whole lines of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// With the line end of its last line.
    pub text: String,
    pub whence: Whence,
}

/// What a passage says, and where that comes from. Releases are named by their version, the waiting one is called
/// [`super::Version::UNRELEASED`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whence {
    /// No file says it: the title, blank lines.
    Frame,
    /// The heading of a release.
    Heading { release: String },
    /// Why the release was taken back.
    Yanked { release: String },
    /// The release's own file, word for word.
    Words { release: String, path: SitePath },
    /// The heading of a type's changes.
    Kind { release: String },
    /// A change of an entry.
    Change(Box<ChangeOf>),
    /// An entry that tells of the release a second time.
    Again { release: String, path: SitePath },
    /// Where a reference link leads: the comparison of a release, or what a file defines.
    Definition { of: DefinitionOf },
}

/// One change of an entry, as an item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeOf {
    pub release: String,
    pub path: SitePath,
    /// Which of the entry's changes it is.
    pub at: usize,
    /// The id of its type.
    pub kind: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefinitionOf {
    Release(String),
    File(SitePath),
}
