//! The site as documents to take away: CHANGELOG.md, the notes of one release, JSON, CSV. A format is a row of the table.
//!
//! They hold what the public sees, as every page does; a release's notes stand in them word for word.

mod changelog;
mod common;
mod csv;
mod notes;
mod own;
mod whole;

use super::data::Given;
use crate::base::Tree;
use crate::model::{Passage, ReleaseIx};

/// What a document is made from.
pub struct Wanted<'a> {
    pub given: &'a Given<'a>,
    /// The site's files: words are taken from them as their authors wrote them.
    pub tree: &'a Tree,
    /// An index into the site's products, where a document is about one.
    pub product: usize,
    /// Where a document is about one release.
    pub release: Option<ReleaseIx>,
}

/// A format.
pub struct Writing {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it is, in half a sentence.
    pub caption: &'static str,
    pub about: About,
    pub write: fn(&Wanted<'_>) -> String,
}

/// CHANGELOG.md in pieces that know which file says them; together they are what `changelog` writes.
pub fn changelog_passages(wanted: &Wanted<'_>) -> Vec<Passage> {
    changelog::passages(wanted)
}

/// What a document is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Site,
    Product,
    Release,
}

/// The formats, in the order of the help.
pub const WRITINGS: [Writing; 7] = [
    Writing {
        name: "changelog",
        caption: "CHANGELOG.md in the form of Keep a Changelog 2.0",
        about: About::Product,
        write: changelog::write,
    },
    Writing {
        name: "common-changelog",
        caption: "CHANGELOG.md in the form of Common Changelog, without what waits",
        about: About::Product,
        write: common::write,
    },
    Writing {
        name: "notes",
        caption: "the notes of one release in markdown, for a tag or a forge",
        about: About::Release,
        write: notes::markdown,
    },
    Writing {
        name: "notes-text",
        caption: "the notes of one release as plain text, for a mail",
        about: About::Release,
        write: notes::text,
    },
    Writing {
        name: "notes-html",
        caption: "the notes of one release as HTML",
        about: About::Release,
        write: notes::html,
    },
    Writing {
        name: "json",
        caption: "everything as one JSON document, in the shapes of /api/schema/",
        about: About::Site,
        write: whole::write,
    },
    Writing { name: "csv", caption: "a row for each change (RFC 4180)", about: About::Site, write: csv::write },
];
