//! Other people's formats become drafts: a file a format, and the table of them.

mod changesets;
mod changie;
mod commits;
mod csv;
mod dates;
mod feeds;
mod fragment;
mod github;
mod heading;
mod keep_a_changelog;
mod links;
mod rst;
mod scriv;
mod sections;
mod text;
mod towncrier;
mod yaml;

pub use keep_a_changelog::WORDS_ALONE;
pub use text::text;

use crate::base::{Diagnostic, Place, Reported, Tree};
use crate::model::{Config, Draft};

pub use towncrier::{ABOVE as ABOVE_TOWNCRIER, CONFIGS as CONFIGS_OF_TOWNCRIER};

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
    /// It is a folder of files that come and go, each telling of one change.
    pub fragments: bool,
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
    /// What the site has: its types, its products.
    pub config: &'a Config,
}

/// The formats that can be read, in the order of the help.
pub const IMPORTERS: [Importer; 11] = [
    Importer {
        name: "changelog",
        caption: "a CHANGELOG.md: Keep a Changelog and what else people write by hand or by tool",
        takes: "CHANGELOG.md",
        save: "",
        fragments: false,
        read: keep_a_changelog::read,
    },
    Importer {
        name: "github",
        caption: "releases of GitHub (JSON of the REST API)",
        takes: "releases.json",
        save: "gh api --paginate repos/OWNER/REPO/releases > releases.json",
        fragments: false,
        read: github::read,
    },
    Importer {
        name: "changesets",
        caption: "changesets",
        takes: "the folder .changeset",
        save: "",
        fragments: true,
        read: changesets::read,
    },
    Importer {
        name: "changie",
        caption: "changie: fragments and releases",
        takes: "the folder .changes",
        save: "",
        fragments: true,
        read: changie::read,
    },
    Importer {
        name: "towncrier",
        caption: "towncrier: fragments in reStructuredText or markdown",
        takes: "its folder",
        save: "",
        fragments: true,
        read: towncrier::read,
    },
    Importer {
        name: "scriv",
        caption: "scriv: fragments in reStructuredText or markdown",
        takes: "the folder changelog.d",
        save: "",
        fragments: true,
        read: scriv::read,
    },
    Importer {
        name: "antsibull",
        caption: "antsibull-changelog: fragments",
        takes: "the folder changelogs/fragments",
        save: "",
        fragments: true,
        read: sections::antsibull,
    },
    Importer {
        name: "reno",
        caption: "reno: notes",
        takes: "the folder releasenotes/notes",
        save: "",
        fragments: true,
        read: sections::reno,
    },
    Importer {
        name: "commits",
        caption: "conventional commits, as drafts to be edited",
        takes: "a file",
        save: "git log --no-merges --format='%H%x1f%an%x1f%B%x1e' v1.0.0..HEAD > commits.txt",
        fragments: false,
        read: commits::read,
    },
    Importer {
        name: "feed",
        caption: "RSS or Atom: the way out of hosted changelogs",
        takes: "feed.xml",
        save: "curl -o feed.xml https://…/feed.xml",
        fragments: false,
        read: feeds::read,
    },
    Importer {
        name: "csv",
        caption: "a table, a row a change, the columns named in the first row",
        takes: "changes.csv",
        save: "",
        fragments: false,
        read: csv::read,
    },
];

impl Importer {
    /// The drafts, in the order of the text, and what could not be mapped, with its place in the text.
    pub fn read(&self, given: &Given<'_>) -> Reported<Vec<Draft>> {
        let mut drafts = (self.read)(given);
        if drafts.value.is_empty() && !drafts.has_errors() {
            let path = given.files.iter().next().map_or_else(String::new, |(path, _)| path.to_string());
            let fault = Diagnostic::error("nothing-to-import", format!("there is nothing of {} in it", self.caption));
            drafts.diagnostics.push(fault.at(Place::file(path)).help(format!("give {}", self.takes)));
        }
        drafts.diagnostics.sort_by(|one, other| one.place.cmp(&other.place));
        drafts
    }
}
