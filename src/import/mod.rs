//! Other people's formats become drafts: a file a format, and the table of them.

mod dates;
mod heading;
mod keep_a_changelog;
mod links;
mod text;

use crate::base::{Reported, Tree};
use crate::model::Draft;

/// A format that can be read.
pub struct Importer {
    /// What it is called on the command line, and in the marks of what it imported.
    pub name: &'static str,
    /// What it is, in half a sentence.
    pub caption: &'static str,
    /// What is to be given: a file or a folder.
    pub takes: &'static str,
    /// The command that saves such a file, where nobody has one at hand.
    pub save: &'static str,
    read: fn(&Given<'_>) -> Reported<Vec<Draft>>,
}

/// What an importer is given.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// The file, or all of the folder's.
    pub files: &'a Tree,
    /// The product that everything is about, where the format does not say.
    pub product: Option<&'a str>,
    /// The address of the repository that it is from, where the site knows.
    pub repository: Option<&'a str>,
}

/// The formats that can be read, in the order of the help.
pub const IMPORTERS: [Importer; 1] = [Importer {
    name: "changelog",
    caption: "a CHANGELOG.md: Keep a Changelog and what else people write by hand or by tool",
    takes: "CHANGELOG.md",
    save: "",
    read: keep_a_changelog::read,
}];

impl Importer {
    /// The drafts, in the order of the text, and what could not be mapped, with its place in the text.
    pub fn read(&self, given: &Given<'_>) -> Reported<Vec<Draft>> {
        let mut drafts = (self.read)(given);
        drafts.diagnostics.sort_by(|one, other| one.place.cmp(&other.place));
        drafts
    }
}
