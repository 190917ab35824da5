//! What people edit in CHANGELOG.md by hand is found, and led back to the files that say it.
//!
//! The document as it was written and as it is are compared by what they are made of: releases, the words of their own
//! files, items below types. Nothing in the document marks where a line comes from; to write it once more tells.

mod back;
mod find;
mod items;
mod merge;
mod parts;

pub use back::{Back, Bench, Found, Outcome, bring_back};
pub use find::found;

use crate::base::SitePath;
use crate::model::{ChangeOf, DefinitionOf};

/// One difference between the document as it was written and as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The line of the edited document, from 1; 0 where something is missing altogether.
    pub line: usize,
    pub what: What,
}

/// What was edited. Texts have no blank lines at their ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// An item says something else, or stands below another type, whose id is `kind`.
    Change {
        of: ChangeOf,
        was: String,
        is: String,
        kind: String,
    },
    /// An item that no file says, below the type with this id.
    NewChange {
        release: String,
        kind: String,
        is: String,
    },
    GoneChange {
        of: ChangeOf,
        was: String,
    },
    /// The words of a file.
    Words {
        path: SitePath,
        was: String,
        is: String,
    },
    /// Words in front of the changes of a release whose file has none.
    NewWords {
        release: String,
        is: String,
    },
    Heading {
        release: String,
        was: String,
        is: String,
    },
    /// Why a release was taken back; empty when nothing says so.
    Yanked {
        release: String,
        is: String,
    },
    Definition {
        of: DefinitionOf,
        was: String,
        is: String,
    },
    NewDefinition {
        is: String,
    },
    /// A release that the site does not know, with its heading.
    NewRelease {
        name: String,
        is: String,
    },
    GoneRelease {
        release: String,
    },
    /// What no file of the site can say, and why.
    Nowhere {
        why: String,
    },
}
