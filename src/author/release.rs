//! What waits becomes a release: files move into its folder, its own file says when, the roadmap knows.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Desk, drafted};
use super::free_path;
use super::front_matter::{Uneditable, habit, set};
use super::value::Value;
use crate::base::markdown::escaped;
use crate::base::{At, Change, Content, Date, SitePath, Span, Tree};
use crate::facts::next::waiting;
use crate::model::{Config, Draft, DraftFields, Entry, Release, ReleaseFields, RoadmapItem, Site, StatusRole, Version};
use crate::read::placement::place;
use crate::read::{clean, front};

/// What is to be released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// An index into the site's products.
    pub product: usize,
    /// Without `v` or a package's name.
    pub version: String,
    pub today: Date,
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
    /// The titles of the roadmap items that it ships.
    pub shipped: Vec<String>,
    /// It was there before: late entries join it.
    pub is_late: bool,
    /// Only tells of what waits, and leaves it waiting.
    pub is_prerelease: bool,
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
    let mut bench = Bench { site, tree, wish, folder, steps: Steps::default() };
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
        return Ok(Plan { entries: entries.len(), own_changes, is_prerelease: true, ..bench.plan() });
    }
    bench.collect(&entries)?;
    bench.date(waiting, there)?;
    bench.follow();
    let shipped = bench.ship(&entries)?;
    Ok(Plan { entries: entries.len(), own_changes, shipped, is_late: there.is_some(), ..bench.plan() })
}

/// The release of this version, if there is one.
fn released<'s>(site: &'s Site, product: usize, version: &Version) -> Option<&'s Release> {
    let releases = site.products.get(product)?.releases.iter().filter_map(|ix| site.releases.get(*ix));
    releases.into_iter().find(|release| release.version.as_str() == version.as_str())
}

/// How a release of the same version is written, when it is not written like this.
fn written_otherwise<'s>(site: &'s Site, product: usize, version: &Version) -> Option<&'s Version> {
    let releases = site.products.get(product)?.releases.iter().filter_map(|ix| site.releases.get(*ix));
    // Builds of one version are told apart by what follows the `+`.
    let is_build = |version: &Version| version.as_str().contains('+');
    let is_same = |other: &&Version| {
        let is_equal = other.precedence(version).is_some_and(|order| order.is_eq());
        is_equal && *other != version && !is_build(other) && !is_build(version)
    };
    releases.map(|release| &release.version).find(is_same)
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

/// The longest name that a version's folder has, so that there is room for what stands around it.
const LONGEST_FOLDER: usize = 200;

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

/// Files as they are to be, by the place that they have now.
#[derive(Default)]
struct Steps {
    /// Where each goes, and its text when it is one; unmoved files are edited in place.
    files: BTreeMap<SitePath, (SitePath, Option<String>)>,
    new: Vec<(SitePath, Vec<u8>)>,
}

struct Bench<'a> {
    site: &'a Site,
    tree: &'a Tree,
    wish: &'a Wish,
    folder: String,
    steps: Steps,
}

impl Bench<'_> {
    fn config(&self) -> &Config {
        &self.site.config
    }

    fn text(&self, path: &SitePath) -> String {
        self.tree.bytes(path.as_str()).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
    }

    /// Sets a key of a file, whether it moves or not.
    fn set(&mut self, path: &SitePath, key: &str, value: Option<&Value>) -> Result<(), Fault> {
        let (to, text) = self.steps.files.remove(path).unwrap_or_else(|| (path.clone(), Some(self.text(path))));
        let text = text.unwrap_or_default();
        let edited = set(&text, key, value, habit(self.tree, path)).map_err(|Uneditable { reason }| {
            let now = value.map_or("not at all".to_owned(), |value| format!("`{}`", super::Format::Toml.inline(value)));
            Fault::new(format!("{path} {reason}"), format!("write `{key}` by hand: {now}"))
        })?;
        self.steps.files.insert(path.clone(), (to, Some(edited)));
        Ok(())
    }

    /// Plans that a file goes from its waiting folder into the version's; the new place.
    fn carry(&mut self, path: &SitePath, name: &str) -> SitePath {
        let top = path.folder().and_then(|folder| folder.rsplit_once('/')).map_or("changelog", |(top, _)| top);
        let to = self.free(&format!("{top}/{}", self.folder), name);
        self.steps.files.insert(path.clone(), (to.clone(), Some(self.text(path))));
        to
    }

    /// A place in the folder that no file has.
    fn free(&self, folder: &str, name: &str) -> SitePath {
        let (stem, ending) = name.split_at(name.rfind('.').unwrap_or(name.len()));
        let is_taken = |path: &SitePath| {
            let folded = path.folded();
            self.tree.below(folder).any(|(other, _)| other.folded() == folded)
                || self.steps.files.values().any(|(to, _)| to.folded() == folded)
        };
        free_path(folder, stem, ending, is_taken)
    }

    /// The entries go into the version's folder, or get its version where they are.
    fn collect(&mut self, entries: &[&Entry]) -> Result<(), Fault> {
        let entries: Vec<&Entry> = entries.to_vec();
        for entry in entries {
            let path = entry.path();
            if is_waiting_folder(path) {
                let to = self.carry(path, path.file_name());
                if to.stem() != path.stem() && entry.fields.id.is_none() {
                    self.set(path, "id", Some(&Value::text(&entry.id)))?;
                }
                if entry.fields.version.is_some() {
                    self.set(path, "version", None)?;
                }
            } else {
                let version = Value::text(&self.wish.version);
                self.set(path, "version", Some(&version))?;
            }
        }
        Ok(())
    }

    /// The release's own file says when it was, and who it is for good.
    fn date(&mut self, waiting: Option<&Release>, there: Option<&Release>) -> Result<(), Fault> {
        let notes = waiting.and_then(|waiting| waiting.source.as_ref()).map(|source| source.path.clone());
        if let Some(there) = there.and_then(|there| there.source.as_ref()) {
            return match notes {
                Some(notes) => Err(Fault::new(
                    format!("{} and {notes} both tell of {}", there.path, self.wish.version),
                    format!("put them together by hand: move what is new into {} and remove {notes}", there.path),
                )),
                None => Ok(()),
            };
        }
        let date = there.and_then(|there| there.date).unwrap_or(self.wish.today);
        let id = there.map_or_else(|| self.id(), |there| there.id.clone());
        let Some(notes) = notes else {
            let fields = ReleaseFields {
                date: Some(at(date)),
                title: self.wish.title.clone().map(at),
                id: Some(at(id)),
                ..self.fields()
            };
            self.write(fields, String::new());
            return Ok(());
        };
        if is_waiting_folder(&notes) {
            self.carry(&notes, notes.file_name());
        } else {
            let folder = notes.folder().unwrap_or("changelog").to_owned();
            let to = self.free(&folder, &format!("{}.{}", self.folder, notes.extension()));
            self.steps.files.insert(notes.clone(), (to, Some(self.text(&notes))));
        }
        let fields = waiting.map(|waiting| waiting.fields.clone()).unwrap_or_default();
        if fields.version.is_some() {
            self.set(&notes, "version", None)?;
        }
        if let Some(title) = &self.wish.title {
            self.set(&notes, "title", Some(&Value::text(title)))?;
        }
        self.set(&notes, "date", Some(&Value::Date(date)))?;
        if fields.id.is_none() {
            self.set(&notes, "id", Some(&Value::text(id)))?;
        }
        Ok(())
    }

    /// Translations and pictures go where their entries go.
    fn follow(&mut self) {
        let moved = self.steps.files.iter().filter(|(from, (to, _))| from != &to).map(|(from, _)| from);
        let folders: BTreeSet<String> = moved.filter_map(|path| path.folder()).map(str::to_owned).collect();
        for folder in folders {
            let others: Vec<SitePath> = self.tree.below(&folder).map(|(path, _)| path.clone()).collect();
            for path in &others {
                if self.steps.files.contains_key(path) {
                    continue;
                }
                match self.companion(path) {
                    Some(to) => drop(self.steps.files.insert(path.clone(), (to, None))),
                    None if is_waiting(&folder) => self.attach(path, &folder),
                    None => {}
                }
            }
        }
    }

    /// Where the translation of something that moves goes.
    fn companion(&self, path: &SitePath) -> Option<SitePath> {
        let placed = place(path, self.config()).ok()?;
        let language = placed.language.as_ref()?;
        let (_, (to, _)) = self.steps.files.iter().find(|(from, _)| {
            let moved = place(from, self.config());
            from.folder() == path.folder()
                && moved.is_ok_and(|moved| {
                    moved.language.is_none() && moved.name == placed.name && moved.date == placed.date
                })
        })?;
        let stem = path.stem();
        let written = stem.get(stem.len().checked_sub(language.len())?..).unwrap_or(language);
        SitePath::new(&format!("{}/{}.{written}.{}", to.folder()?, to.stem(), path.extension())).ok()
    }

    /// A file that something speaks of which moves: it comes along, and stays too when something speaks of it that stays.
    fn attach(&mut self, path: &SitePath, folder: &str) {
        if place(path, self.config()).is_ok() {
            return;
        }
        let name = path.as_str().strip_prefix(folder).unwrap_or_default().trim_start_matches('/');
        let speaks = |text: &str| text.contains(name);
        let is_taken_along = self
            .steps
            .files
            .iter()
            .any(|(from, (_, text))| from.folder() == Some(folder) && text.as_deref().is_some_and(speaks));
        let is_needed_here = self.tree.below(folder).any(|(other, content)| {
            let Content::Bytes(bytes) = content else { return false };
            other.extension() == "md"
                && !self.steps.files.contains_key(other)
                && speaks(&String::from_utf8_lossy(bytes))
        });
        let top = folder.rsplit_once('/').map_or("changelog", |(top, _)| top);
        let (true, Ok(to)) = (is_taken_along, SitePath::new(&format!("{top}/{}/{name}", self.folder))) else { return };
        let Some(bytes) = self.tree.bytes(path.as_str()) else { return };
        match is_needed_here {
            true => self.steps.new.push((to, bytes.to_vec())),
            false => drop(self.steps.files.insert(path.clone(), (to, None))),
        }
    }

    /// Items of the roadmap whose entries are released are shipped, and their files say so; but for entries that not
    /// everybody sees who sees the item.
    fn ship(&mut self, entries: &[&Entry]) -> Result<Vec<String>, Fault> {
        let statuses = &self.site.config.roadmap.statuses;
        let Some(shipped) = statuses.iter().find(|status| status.role == StatusRole::Shipped) else {
            return Ok(Vec::new());
        };
        let ships = |entry: &Entry, item: &RoadmapItem| {
            let names = entry.fields.roadmap.iter().any(|it| it.slug.value == item.slug && !it.partial);
            names && entry.withheld.beyond(&item.withheld).is_public()
        };
        let mut titles = Vec::new();
        for item in self.site.roadmap.iter().filter(|item| entries.iter().any(|entry| ships(entry, item))) {
            let is_said = item.fields.status.as_ref().is_some_and(|at| at.value == shipped.id);
            titles.push(item.title.clone());
            if !is_said {
                self.set(&item.source.path, "status", Some(&Value::text(&shipped.id)))?;
            }
        }
        Ok(titles)
    }

    /// A file for the pre-release alone, which tells what waits as it is now.
    fn announce(&mut self, entries: &[&Entry], waiting: Option<&Release>) {
        let fields = ReleaseFields {
            date: Some(at(self.wish.today)),
            title: self.wish.title.clone().map(at),
            id: Some(at(self.id())),
            ..self.fields()
        };
        let mut body = self.own_words(waiting);
        for kind in &self.site.config.types {
            let of_kind = |kinds: Vec<&str>| kinds.first() == Some(&kind.id.as_str());
            let lines: String = entries
                .iter()
                .filter(|entry| of_kind(entry.kinds()))
                .map(|entry| {
                    let breaking = if entry.breaking { "**Breaking:** " } else { "" };
                    format!("- {breaking}{}\n", told(entry))
                })
                .collect();
            if !lines.is_empty() {
                body += &format!("## {}\n{lines}\n", kind.title);
            }
        }
        if body.is_empty() {
            body = "Nothing has changed since the release before.\n".to_owned();
        }
        self.write(fields, body);
    }

    /// The body of the waiting release's own file, which stands before what its entries tell.
    fn own_words(&self, waiting: Option<&Release>) -> String {
        let Some(source) = waiting.and_then(|waiting| waiting.source.as_ref()) else { return String::new() };
        let bytes = self.tree.bytes(source.path.as_str()).map(|bytes| bytes.to_vec()).unwrap_or_default();
        let Some(source) = clean(&source.path, &bytes).value else { return String::new() };
        let body = front(&source, &self.config().limits).value.body;
        match source.text.get(body..).unwrap_or_default().trim() {
            "" => String::new(),
            words => format!("{words}\n\n"),
        }
    }

    fn id(&self) -> String {
        let product = self.site.products.get(self.wish.product).map_or("", |product| product.config.id.as_str());
        match product {
            "" => format!("releases/{}", self.wish.version),
            product => format!("{product}/releases/{}", self.wish.version),
        }
    }

    fn fields(&self) -> ReleaseFields {
        let product = self.site.products.get(self.wish.product).map(|product| product.config.id.clone());
        ReleaseFields {
            version: Some(at(self.folder.clone())),
            product: product.filter(|id| !id.is_empty()).map(at),
            ..ReleaseFields::default()
        }
    }

    fn write(&mut self, fields: ReleaseFields, body: String) {
        let draft = Draft { fields: DraftFields::Release(Box::new(fields)), body, name: String::new(), place: None };
        let mut desk = Desk { config: &self.site.config, tree: self.tree, taken: Vec::new(), whole_releases: false };
        let (path, text) = drafted(&draft, &mut desk);
        self.steps.new.push((path, text.into_bytes()));
    }

    fn plan(self) -> Plan {
        let was = |path: &SitePath| self.tree.bytes(path.as_str()).map(|bytes| bytes.to_vec()).unwrap_or_default();
        let moved = self.steps.files.into_iter().filter_map(|(from, (to, text))| {
            let old = was(&from);
            let bytes = text.map_or_else(|| old.clone(), String::into_bytes);
            match (from == to, old == bytes) {
                (true, true) => None,
                (true, false) => Some(Change::Replace { path: from, old, bytes }),
                (false, _) => Some(Change::Move { from, to, old, bytes }),
            }
        });
        let new = self.steps.new.into_iter().map(|(path, bytes)| Change::Create { path, bytes });
        Plan { changes: moved.chain(new).collect(), ..Plan::default() }
    }
}

fn is_waiting_folder(path: &SitePath) -> bool {
    path.folder().is_some_and(is_waiting)
}

fn is_waiting(folder: &str) -> bool {
    folder.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case(Version::UNRELEASED))
}

/// What an entry says in one line, as markdown that says the same.
fn told(entry: &Entry) -> String {
    match (&entry.title, entry.summary.as_str()) {
        (Some(title), summary) if !summary.is_empty() && summary != title => {
            format!("**{}**: {}", escaped(title), escaped(summary))
        }
        (Some(title), _) => escaped(title),
        (None, summary) => escaped(summary),
    }
}

fn at<T>(value: T) -> At<T> {
    At::new(value, Span::default())
}
