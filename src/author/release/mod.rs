//! What waits becomes a release: files move into its folder, its own file says when, the roadmap knows.

mod announce;
mod bench;
mod companions;

use self::bench::{Bench, Steps};
use crate::base::{Change, Date, SitePath, Tree};
use crate::facts::next::waiting;
use crate::model::{Entry, Release, Site, Version};

/// What is to be released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// An index into the site's products.
    pub product: usize,
    /// Without `v` or a package's name.
    pub version: String,
    /// When it is, unless the release is there already.
    pub date: Date,
    pub title: Option<String>,
}

/// What a release does to the content.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    pub changes: Vec<Change>,
    /// How many entries go into it, or are told of ahead by a pre-release.
    pub entries: usize,
    /// How many changes the waiting release's own file tells of besides.
    pub own_changes: usize,
    /// The titles of the roadmap items that it ships, on its day.
    pub shipped: Vec<String>,
    /// It was there before: late entries join it.
    pub is_late: bool,
    /// Only tells of what waits, and leaves it waiting.
    pub is_prerelease: bool,
    /// The day it is of, when that lies ahead: nobody sees it before.
    pub ahead: Option<Date>,
    /// Nothing is told in it: neither entries nor changes nor a word of its own.
    pub is_silent: bool,
}

/// Why there can be no such release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub message: String,
    pub help: Option<String>,
}

impl Fault {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: Some(help.into()) }
    }
}

/// The steps that make the release. `site` is seen without drafts, which stay waiting.
///
/// # Errors
/// When nothing waits for a version that is there already, or a file cannot be brought along.
pub fn release(site: &Site, tree: &Tree, wish: &Wish) -> Result<Plan, Fault> {
    let version = Version::new(&wish.version);
    let there = released(site, wish.product, &version);
    if let Some(other) = written_otherwise(site, wish.product, &version).filter(|_| there.is_none()) {
        let message = format!("{version} is released as {other}");
        return Err(Fault::new(message, format!("write {other} to add to it, or name another version")));
    }
    let waiting = waiting(site, wish.product);
    let entries: Vec<&Entry> =
        waiting.iter().flat_map(|it| &it.entries).filter_map(|ix| site.entries.get(*ix)).collect();
    let own_changes = waiting.map_or(0, |waiting| waiting.changes.len());
    let has_notes = waiting.is_some_and(|waiting| waiting.source.is_some());
    if there.is_some() && entries.is_empty() && !has_notes {
        let message = format!("{version} is released, and nothing waits to join it");
        return Err(Fault::new(message, "write entries with `tidings new entry`, or name another version"));
    }
    let folder = folder_name(site, wish, &version);
    check_folder(&folder, &version)?;
    let date = there.and_then(|there| there.date).unwrap_or(wish.date);
    let ahead = Some(date).filter(|date| date.timestamp() > site.viewpoint.now);
    let mut bench =
        Bench { site, tree, wish, folder, ahead, steps: Steps::default(), habits: std::collections::BTreeMap::new() };
    if version.is_prerelease() {
        if there.is_some() {
            let message = format!("the pre-release {version} is there already");
            return Err(Fault::new(message, "name the next one, or let it be counted: `--pre rc`"));
        }
        // Its file is for everybody: what is for few, or of a later day, stays out of it.
        let entries: Vec<&Entry> = entries.into_iter().filter(|entry| entry.withheld.is_public()).collect();
        let waiting = waiting.filter(|waiting| waiting.withheld.is_public());
        let own_changes = waiting.map_or(0, |waiting| waiting.changes.len());
        bench.announce(&entries, waiting);
        let is_silent = entries.is_empty() && waiting.is_none_or(says_nothing);
        return Ok(Plan { entries: entries.len(), own_changes, is_prerelease: true, ahead, is_silent, ..bench.plan() });
    }
    bench.collect(&entries)?;
    bench.date(waiting, there, date)?;
    bench.follow();
    let shipped = bench.ship(&entries)?;
    let is_late = there.is_some();
    let is_silent = !is_late && entries.is_empty() && waiting.is_none_or(says_nothing);
    Ok(Plan { entries: entries.len(), own_changes, shipped, is_late, ahead, is_silent, ..bench.plan() })
}

/// The release of this version, if there is one.
fn released<'s>(site: &'s Site, product: usize, version: &Version) -> Option<&'s Release> {
    let releases = site.products.get(product)?.releases.iter().filter_map(|ix| site.releases.get(*ix));
    releases.into_iter().find(|release| release.version.as_str() == version.as_str())
}

/// Whether the waiting release's own file has no word for readers.
fn says_nothing(waiting: &Release) -> bool {
    waiting.changes.is_empty() && waiting.prose.body.html.is_empty() && waiting.fields.summary.is_none()
}

/// How a release of the same version is written, when it is not written like this.
fn written_otherwise<'s>(site: &'s Site, product: usize, version: &Version) -> Option<&'s Version> {
    let releases = site.products.get(product)?.releases.iter().filter_map(|ix| site.releases.get(*ix));
    releases.map(|release| &release.version).find(|other| other.is_same(version) && *other != version)
}

/// The version as folders of this product are called: with a `v` where the others have one.
fn folder_name(site: &Site, wish: &Wish, version: &Version) -> String {
    let releases = site.products.get(wish.product).into_iter().flat_map(|product| &product.releases);
    let has_v = releases.filter_map(|ix| site.releases.get(*ix)).any(|release| {
        let called = format!("v{}", release.version);
        let entries = release.entries.iter().filter_map(|ix| site.entries.get(*ix)).map(|entry| entry.path());
        let mut paths = release.source.iter().map(|source| &source.path).chain(entries);
        paths.any(|path| path.parts().any(|part| part == called || part == format!("{called}.md")))
    });
    if has_v { format!("v{version}") } else { version.to_string() }
}

/// The longest name that a version's folder has, in bytes: with a product in front of it, it is a release's id, and ids
/// have 100 at most.
const LONGEST_FOLDER: usize = 64;

/// Refuses a version that no folder can be called by, or only one that nobody reads.
fn check_folder(folder: &str, version: &Version) -> Result<(), Fault> {
    let reason = match SitePath::new(folder) {
        Err(fault) => fault.reason,
        Ok(_) if folder.starts_with('.') => "begins with a dot",
        Ok(_) if folder.len() > LONGEST_FOLDER => "is too long",
        Ok(_) => return Ok(()),
    };
    let message = format!("no folder can be called by the version {:?}: it {reason}", version.as_str());
    Err(Fault::new(message, "write a version such as 2.4.0"))
}
