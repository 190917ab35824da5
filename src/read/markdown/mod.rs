//! Markdown becomes a [`Body`](crate::model::Body).

use crate::base::{Reported, Source};
use crate::model::{Body, ChangeType, Markdown};

/// What of the configuration decides how markdown is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Dialect {
    pub options: Markdown,
    pub types: Vec<ChangeType>,
    /// The address of the repository that `#123` and commit hashes point into.
    pub repository: Option<String>,
    /// The body's headings of types are sections of changes (entries and releases; not roadmap items).
    pub sections: bool,
    /// The first heading is the title when it is a top-level one and front matter gives none.
    pub title_from_heading: bool,
}

/// Reads the markdown of `source` from byte `start` (behind the front matter) to its end.
pub fn read(_source: &Source, _start: usize, _dialect: &Dialect) -> Reported<Body> {
    Reported::default()
}

/// Reads a markdown value of front matter (`migration`): no title, no sections.
pub fn read_value(_source: &Source, _text: &str, _dialect: &Dialect) -> Reported<Body> {
    Reported::default()
}
