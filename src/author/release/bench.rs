//! The files of a release on their way: where each goes, and what it says there.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, Plan, Wish};
use crate::author::draft::{Desk, drafted};
use crate::author::free_path;
use crate::author::front_matter::{Uneditable, habit, set};
use crate::author::value::{Format, Value};
use crate::base::{At, Change, Date, SitePath, Span, Tree};
use crate::model::{Config, Draft, DraftFields, Entry, Release, ReleaseFields, RoadmapItem, Site, StatusRole, Version};
use crate::read::id_fault;

/// Files as they are to be, by the place that they have now.
#[derive(Default)]
pub(super) struct Steps {
    /// Where each goes, and its text when it is one; unmoved files are edited in place.
    pub(super) files: BTreeMap<SitePath, (SitePath, Option<String>)>,
    pub(super) new: Vec<(SitePath, Vec<u8>)>,
    /// The places that files go to, in small letters.
    taken: BTreeSet<SitePath>,
}

impl Steps {
    /// What stands at `from` goes to `to`, with this text when it is one.
    pub(super) fn put(&mut self, from: &SitePath, to: SitePath, text: Option<String>) {
        self.taken.insert(to.folded());
        self.files.insert(from.clone(), (to, text));
    }
}

pub(super) struct Bench<'a> {
    pub(super) site: &'a Site,
    pub(super) tree: &'a Tree,
    pub(super) wish: &'a Wish,
    /// What the version's folder is called.
    pub(super) folder: String,
    /// The day of the release, when it lies ahead. Its file then says that this is meant.
    pub(super) ahead: Option<Date>,
    pub(super) steps: Steps,
    /// How the files of each folder write their front matter, as far as that was asked.
    pub(super) habits: BTreeMap<String, Format>,
}

impl Bench<'_> {
    pub(super) fn config(&self) -> &Config {
        &self.site.config
    }

    pub(super) fn text(&self, path: &SitePath) -> String {
        self.tree.bytes(path.as_str()).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
    }

    /// Sets a key of a file, whether it moves or not.
    pub(super) fn set(&mut self, path: &SitePath, key: &str, value: Option<&Value>) -> Result<(), Fault> {
        let (to, text) = self.steps.files.remove(path).unwrap_or_else(|| (path.clone(), Some(self.text(path))));
        let text = text.unwrap_or_default();
        let folder = path.folder().unwrap_or_default().to_owned();
        let format = *self.habits.entry(folder).or_insert_with(|| habit(self.tree, path));
        let edited = set(&text, key, value, format).map_err(|Uneditable { reason }| {
            let now = value.map_or("not at all".to_owned(), |value| format!("`{}`", Format::Toml.inline(value)));
            Fault::new(format!("{path} {reason}"), format!("write `{key}` by hand: {now}"))
        })?;
        self.steps.put(path, to, Some(edited));
        Ok(())
    }

    /// Plans that a file goes from its waiting folder into the version's; the new place.
    pub(super) fn carry(&mut self, path: &SitePath, name: &str) -> SitePath {
        let top = path.folder().and_then(|folder| folder.rsplit_once('/')).map_or("changelog", |(top, _)| top);
        let to = self.free(&format!("{top}/{}", self.folder), name);
        self.steps.put(path, to.clone(), Some(self.text(path)));
        to
    }

    /// A place in the folder that no file has.
    pub(super) fn free(&self, folder: &str, name: &str) -> SitePath {
        let (stem, ending) = name.split_at(name.rfind('.').unwrap_or(name.len()));
        let is_taken = |path: &SitePath| {
            let folded = path.folded();
            self.steps.taken.contains(&folded) || self.tree.below(folder).any(|(other, _)| other.folded() == folded)
        };
        free_path(folder, stem, ending, is_taken)
    }

    /// The entries go into the version's folder, or get its version where they are.
    pub(super) fn collect(&mut self, entries: &[&Entry]) -> Result<(), Fault> {
        let entries: Vec<&Entry> = entries.to_vec();
        for entry in entries {
            let path = entry.path();
            if is_waiting_folder(path) {
                let to = self.carry(path, path.file_name());
                // What is known by an odd name alone cannot be known by it in writing.
                let is_known = entry.fields.id.is_some() || id_fault(&entry.id).is_some();
                if to.stem() != path.stem() && !is_known {
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
    pub(super) fn date(&mut self, waiting: Option<&Release>, there: Option<&Release>, date: Date) -> Result<(), Fault> {
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
        let id = there.map_or_else(|| self.id(), |there| there.id.clone());
        let Some(notes) = notes else {
            let fields = ReleaseFields {
                date: Some(at(date)),
                publish_at: self.ahead,
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
            self.steps.put(&notes, to, Some(self.text(&notes)));
        }
        let fields = waiting.map(|waiting| waiting.fields.clone()).unwrap_or_default();
        if fields.version.is_some() {
            self.set(&notes, "version", None)?;
        }
        if let Some(title) = &self.wish.title {
            self.set(&notes, "title", Some(&Value::text(title)))?;
        }
        self.set(&notes, "date", Some(&Value::Date(date)))?;
        if let (Some(day), None) = (self.ahead, fields.publish_at) {
            self.set(&notes, "publish_at", Some(&Value::Date(day)))?;
        }
        if fields.id.is_none() {
            self.set(&notes, "id", Some(&Value::text(id)))?;
        }
        Ok(())
    }

    /// Items of the roadmap whose entries are released are shipped, and their files say so; but for entries that not
    /// everybody sees who sees the item. Of a release that lies ahead they do not say it yet: the site knows its day.
    pub(super) fn ship(&mut self, entries: &[&Entry]) -> Result<Vec<String>, Fault> {
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
            if !is_said && self.ahead.is_none() {
                self.set(&item.source.path, "status", Some(&Value::text(&shipped.id)))?;
            }
        }
        Ok(titles)
    }

    pub(super) fn id(&self) -> String {
        let product = self.site.products.get(self.wish.product).map_or("", |product| product.config.id.as_str());
        match product {
            "" => format!("releases/{}", self.wish.version),
            product => format!("{product}/releases/{}", self.wish.version),
        }
    }

    pub(super) fn fields(&self) -> ReleaseFields {
        let product = self.site.products.get(self.wish.product).map(|product| product.config.id.clone());
        ReleaseFields {
            version: Some(at(self.folder.clone())),
            product: product.filter(|id| !id.is_empty()).map(at),
            ..ReleaseFields::default()
        }
    }

    pub(super) fn write(&mut self, fields: ReleaseFields, body: String) {
        let draft = Draft { fields: DraftFields::Release(Box::new(fields)), body, name: String::new(), place: None };
        let mut desk = Desk { config: &self.site.config, tree: self.tree, taken: Vec::new(), whole_releases: false };
        let (path, text) = drafted(&draft, &mut desk);
        self.steps.new.push((path, text.into_bytes()));
    }

    pub(super) fn plan(self) -> Plan {
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

pub(super) fn is_waiting_folder(path: &SitePath) -> bool {
    path.folder().is_some_and(is_waiting)
}

pub(super) fn is_waiting(folder: &str) -> bool {
    folder.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case(Version::UNRELEASED))
}

pub(super) fn at<T>(value: T) -> At<T> {
    At::new(value, Span::default())
}
