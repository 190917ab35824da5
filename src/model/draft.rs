//! What is to become a file of the site: an entry, a release or a roadmap item, before anybody has written it down.

use super::{EntryFields, ReleaseFields, RoadmapFields};
use crate::base::Place;

/// One file that is to be: what its front matter will say, and its body.
///
/// Where it will stand follows from its fields (`product`, `version`, `date`) and its `name`.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The spans in them are of no text.
    pub fields: DraftFields,
    /// Markdown, without a line of front matter; may be empty.
    pub body: String,
    /// What its file may be called, without folder and extension, in any letters. A release is called by its version,
    /// and a dated entry has its day in front.
    pub name: String,
    /// Where it stands in the text that it was taken from.
    pub place: Option<Place>,
}

/// What the front matter of a draft says, by what it will be.
#[derive(Debug, Clone, PartialEq)]
pub enum DraftFields {
    /// In the release of its `version`, waiting when that is [`super::Version::UNRELEASED`], else by its date alone.
    Entry(Box<EntryFields>),
    /// With its `version`; the waiting one is called [`super::Version::UNRELEASED`].
    Release(Box<ReleaseFields>),
    RoadmapItem(Box<RoadmapFields>),
}

/// Where something was imported from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// A mark that names it for good: the kind of source, and what it is called there (`github:v2.4.0`).
    pub mark: String,
    /// Fingerprints of what was imported, a field at a time (`date:1c2f9a0b body:77ab01cd`): what differs from them was
    /// edited by hand. Empty when nobody knows.
    pub hash: String,
}

impl Draft {
    /// What it is marked to come from.
    pub fn origin(&self) -> Option<&Origin> {
        match &self.fields {
            DraftFields::Entry(fields) => fields.source.as_ref(),
            DraftFields::Release(fields) => fields.source.as_ref(),
            DraftFields::RoadmapItem(fields) => fields.source.as_ref(),
        }
    }
}
