//! What was imported becomes files; importing again touches only what nobody edited.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::front_matter::{file, habit, set};
use super::{Format, Value, free_path, keys};
use crate::base::{Change, Content, Diagnostic, Digest, Place, Reported, SitePath, Source, slugify};
use crate::model::{Config, Draft, DraftFields, Limits, Origin, Version};
use crate::read::markdown::opens_section;
use crate::read::placement::{Noun, looks_like_version, place};
use crate::read::{BlockKind, PREAMBLE, blocks, clean, entry_fields, front, release_fields, roadmap_fields};

/// What an import does to the site's files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    pub changes: Vec<Change>,
    /// One for each draft, in their order.
    pub steps: Vec<Step>,
}

/// What became of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub path: SitePath,
    pub action: Action,
    /// What differs from the source because somebody edited it: keys, and `body`.
    pub edited: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    New,
    Updated,
    Unchanged,
    /// A file that was not imported, or that this import makes, tells of the same release.
    Taken,
}

/// Where a file stands is no matter of a later import, and neither is its identity.
const SETTLED: [&str; 4] = ["version", "product", "id", "source"];

/// Puts drafts into the files of a site. A file that has the mark of a draft is the draft's, wherever it stands now.
pub fn imported(tree: &crate::base::Tree, config: &Config, drafts: &[Draft]) -> Reported<Imported> {
    let mut desk = Desk::new(tree, config, marked(tree, &config.limits));
    let mut imported = Imported::default();
    let mut diagnostics = Vec::new();
    let mut marks = BTreeMap::new();
    for draft in drafts {
        let draft = &told_apart(draft, &mut marks);
        let mark = draft.origin().map(|origin| origin.mark.clone()).unwrap_or_default();
        let known = desk.marked.remove(&mark);
        let step = match known {
            Some(known) => desk.update(draft, known, &mut imported.changes, &mut diagnostics),
            None => desk.create(draft, &mut imported.changes, &mut diagnostics),
        };
        imported.steps.push(step);
    }
    Reported::new(imported, diagnostics)
}

/// The draft under a mark of its own: of several with the same one, all but the first are numbered.
pub(super) fn told_apart<'d>(draft: &'d Draft, marks: &mut BTreeMap<String, usize>) -> Cow<'d, Draft> {
    let Some(origin) = draft.origin() else { return Cow::Borrowed(draft) };
    let times = marks.entry(origin.mark.clone()).or_default();
    *times += 1;
    if *times == 1 {
        return Cow::Borrowed(draft);
    }
    let source = Some(Origin { mark: format!("{} ({times})", origin.mark), hash: origin.hash.clone() });
    let mut draft = draft.clone();
    match &mut draft.fields {
        DraftFields::Entry(fields) => fields.source = source,
        DraftFields::Release(fields) => fields.source = source,
        DraftFields::RoadmapItem(fields) => fields.source = source,
    }
    Cow::Owned(draft)
}

/// A file that was imported before.
pub(super) struct Known {
    pub(super) path: SitePath,
    /// As it is on disk.
    text: String,
    source: Source,
}

/// The files with a mark, by it.
pub(super) fn marked(tree: &crate::base::Tree, limits: &Limits) -> BTreeMap<String, Known> {
    let mut marked = BTreeMap::new();
    for (path, content) in tree.below("changelog").chain(tree.below("roadmap")) {
        let Content::Bytes(bytes) = content else { continue };
        if memchr::memmem::find(bytes, b"source").is_none() {
            continue;
        }
        let (Some(source), Ok(text)) = (clean(path, bytes).value, std::str::from_utf8(bytes)) else { continue };
        let front = front(&source, limits).value;
        let origin = entry_fields(&source, &front, limits).value.source;
        if let Some(origin) = origin {
            marked.insert(origin.mark, Known { path: path.clone(), text: text.to_owned(), source });
        }
    }
    marked
}

/// Where imported drafts are put.
pub(super) struct Desk<'a> {
    tree: &'a crate::base::Tree,
    pub(super) config: &'a Config,
    marked: BTreeMap<String, Known>,
    /// The paths of files that were imported before, and their marks.
    origins: BTreeMap<SitePath, String>,
    /// The paths, in small letters, of what is there: on some disks that is the same file.
    there: BTreeSet<SitePath>,
    /// The paths, in small letters, that this import creates.
    pub(super) taken: BTreeSet<SitePath>,
    /// How the files of each folder write their front matter, as far as that was asked.
    habits: BTreeMap<String, Format>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(tree: &'a crate::base::Tree, config: &'a Config, marked: BTreeMap<String, Known>) -> Self {
        let origins = marked.iter().map(|(mark, known)| (known.path.clone(), mark.clone())).collect();
        let files = tree.below("changelog").chain(tree.below("roadmap"));
        let there = files.map(|(path, _)| path.folded()).collect();
        Self { tree, config, marked, origins, there, taken: BTreeSet::new(), habits: BTreeMap::new() }
    }
}

impl Desk<'_> {
    fn create(&mut self, draft: &Draft, changes: &mut Vec<Change>, diagnostics: &mut Vec<Diagnostic>) -> Step {
        let (path, implied) = self.path(draft);
        if self.taken.contains(&path.folded()) {
            let what = format!("{path} would be written twice");
            let fault = Diagnostic::warning("already-there", what).at(place_of(draft, &path));
            diagnostics.push(fault.help("the first one is; put what else there is to say into it by hand"));
            return Step { path, action: Action::Taken, edited: Vec::new() };
        }
        if self.there.contains(&path.folded()) {
            let fault = self.told_already(draft, &path);
            diagnostics.push(fault.at(place_of(draft, &path)));
            return Step { path, action: Action::Taken, edited: Vec::new() };
        }
        self.taken.insert(path.folded());
        let mut keys = keys(&draft.fields);
        let body = body_of(draft, self.config);
        let hash = hash(&keys, &body);
        keys.retain(|(key, _)| !implied.contains(&key.as_str()) && key != "source");
        if matches!(draft.fields, DraftFields::Entry(_)) && !keys.iter().any(|(key, _)| key == "id") {
            keys.push(("id".to_owned(), Value::text(format!("entries/{}", path.stem()))));
        }
        keys.extend(mark(draft, hash).map(|mark| ("source".to_owned(), mark)));
        let folder = path.folder().unwrap_or_default().to_owned();
        let format = *self.habits.entry(folder).or_insert_with(|| habit(self.tree, &path));
        let text = file(format, &keys, &body);
        changes.push(Change::Create { path: path.clone(), bytes: text.into_bytes() });
        Step { path, action: Action::New, edited: Vec::new() }
    }

    /// That a file is there already: one that somebody wrote, or one that something else was imported into.
    fn told_already(&self, draft: &Draft, path: &SitePath) -> Diagnostic {
        let other = self.origins.iter().find(|(known, _)| known.folded() == path.folded()).map(|(_, mark)| mark);
        let what = match other {
            Some(mark) => format!("{path} is there already: `{mark}` was imported into it"),
            None => format!("{path} is there already, and was not imported"),
        };
        let is_release = matches!(draft.fields, DraftFields::Release(_));
        Diagnostic::warning("already-there", what).help(match other {
            Some(_) if is_release => {
                "it stays as it is; packages that share a version need a product each: [products.ID] in tidings.toml, \
                 and `--product ID` where the source does not name it"
            }
            Some(_) => "it stays as it is; put what else there is to say into it by hand",
            None => "it stays as it is; delete it to have the imported one",
        })
    }

    /// Where the file goes, and the keys that its place makes needless.
    pub(super) fn path(&self, draft: &Draft) -> (SitePath, Vec<&'static str>) {
        let (product, version, date) = match &draft.fields {
            DraftFields::Entry(it) => (it.product.as_ref(), it.version.as_ref(), it.date.as_ref()),
            DraftFields::Release(it) => (it.product.as_ref(), it.version.as_ref(), it.date.as_ref()),
            DraftFields::RoadmapItem(it) => (it.product.as_ref(), None, None),
        };
        let top = if matches!(draft.fields, DraftFields::RoadmapItem(_)) { "roadmap" } else { "changelog" };
        let product = product.map(|at| at.value.as_str());
        let product = product.filter(|id| self.config.products.iter().any(|known| known.id == *id));
        let folder = product.map_or(top.to_owned(), |product| format!("{top}/{product}"));
        let mut implied: Vec<&'static str> = product.map(|_| "product").into_iter().collect();
        let version = version.map(|at| at.value.as_str());
        if version == Some(Version::UNRELEASED) {
            implied.push("version");
        }
        let is_plain = |text: &str| slug_of_version(text) == text && looks_like_version(text);
        if matches!(draft.fields, DraftFields::Release(_)) {
            let version = version.unwrap_or(Version::UNRELEASED);
            if is_plain(version) {
                implied.push("version");
                let file = self.fixed(&format!("{folder}/{version}.md"));
                let beside = self.fixed(&format!("{folder}/{version}/release.md"));
                return (if self.there.contains(&beside.folded()) { beside } else { file }, implied);
            }
            return (self.fixed(&format!("{folder}/{}/release.md", slug_of_version(version))), implied);
        }
        let folder = match version {
            Some(version) => {
                let name = slug_of_version(version);
                if name == version {
                    implied.push("version");
                }
                format!("{folder}/{name}")
            }
            None => folder,
        };
        let name = Some(slugify(&draft.name)).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| Digest::of(draft.body.as_str()).short());
        let name = match date.filter(|_| version.is_none() && top == "changelog").map(|at| at.value.iso_day()) {
            Some(day) if name.starts_with(&day) => name,
            Some(day) => format!("{day}-{name}"),
            None => name,
        };
        (self.free(&folder, &name), implied)
    }

    fn fixed(&self, path: &str) -> SitePath {
        SitePath::new(path).unwrap_or_else(|_| self.free("changelog", &Digest::of(path).short()))
    }

    /// A path in the folder that no file has, and that means no release.
    fn free(&self, folder: &str, name: &str) -> SitePath {
        // `v2` would be a release, and `readme` nothing at all.
        let path = free_path(folder, name, ".md", |_| false);
        let is_told = place(&path, self.config).is_ok_and(|it| it.noun != Noun::Release);
        let name = if is_told { name.to_owned() } else { format!("entry-{name}") };
        let is_taken = |path: &SitePath| {
            let folded = path.folded();
            self.there.contains(&folded) || self.taken.contains(&folded)
        };
        free_path(folder, &name, ".md", is_taken)
    }

    fn update(
        &self,
        draft: &Draft,
        known: Known,
        changes: &mut Vec<Change>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Step {
        let Known { path, text, source } = known;
        let limits = &self.config.limits;
        let front = front(&source, limits).value;
        let now = match &draft.fields {
            DraftFields::Entry(_) => DraftFields::Entry(Box::new(entry_fields(&source, &front, limits).value)),
            DraftFields::Release(_) => DraftFields::Release(Box::new(release_fields(&source, &front, limits).value)),
            DraftFields::RoadmapItem(_) => {
                DraftFields::RoadmapItem(Box::new(roadmap_fields(&source, &front, limits).value))
            }
        };
        let before: BTreeMap<String, String> = origin_of(&now).map(|it| parse(&it.hash)).unwrap_or_default();
        let (new, now) = (settled(keys(&draft.fields)), settled(keys(&now)));
        let mut edited = Vec::new();
        let mut edits: Vec<(String, Option<Value>)> = Vec::new();
        let names: BTreeSet<&String> = new.keys().chain(now.keys()).chain(before.keys()).collect();
        for name in names.into_iter().filter(|name| *name != BODY && !SETTLED.contains(&name.as_str())) {
            let (wanted, there, was) = (new.get(name), now.get(name), before.get(name));
            if wanted.map(digest) == there.map(digest) {
                continue;
            }
            match there.map(digest).as_ref() == was {
                true => edits.push((name.clone(), wanted.cloned())),
                // What only we have is none of the source's business.
                false if was.is_none() && wanted.is_none() => {}
                false => edited.push(name.clone()),
            }
        }
        let body = source.text.get(front.body..).unwrap_or_default();
        let wanted = body_of(draft, self.config);
        let has_new_body = body_digest(body) != body_digest(&wanted);
        let is_own_body = before.get(BODY).is_some_and(|was| *was == body_digest(body));
        if has_new_body && !is_own_body {
            edited.push(BODY.to_owned());
        }
        let mut result = match has_new_body && is_own_body {
            true => with_body(&source.text, front.body, &wanted),
            false => text.clone(),
        };
        let hash = hash(&keys(&draft.fields), &wanted);
        edits.extend(mark(draft, hash).map(|mark| ("source".to_owned(), Some(mark))));
        for (key, value) in &edits {
            match set(&result, key, value.as_ref(), Format::default()) {
                Ok(text) => result = text,
                Err(fault) => {
                    let what = format!("{path} {}: `{key}` stays as it is", fault.reason);
                    diagnostics.push(Diagnostic::warning("not-updated", what).at(place_of(draft, &path)));
                }
            }
        }
        if !edited.is_empty() {
            let what = format!("{path} was edited by hand: {} stays", list(&edited));
            let fault = Diagnostic::warning("edited-by-hand", what).at(Place::file(&path));
            diagnostics.push(fault.help("the source says something else; take it over by hand where it is right"));
        }
        if result == text {
            return Step { path, action: Action::Unchanged, edited };
        }
        changes.push(Change::Replace { path: path.clone(), old: text.into_bytes(), bytes: result.into_bytes() });
        Step { path, action: Action::Updated, edited }
    }
}

/// The body as its file has it. The first heading of a release's own file would be its title, unless it opens a section.
pub(super) fn body_of(draft: &Draft, config: &Config) -> String {
    let first = blocks(&draft.body).0.into_iter().next().map(|block| block.kind);
    match (&draft.fields, first) {
        (DraftFields::Release(fields), Some(BlockKind::Heading { text, .. }))
            if fields.title.is_none() && !opens_section(&text, &config.types) =>
        {
            format!("# {PREAMBLE}\n\n{}", draft.body)
        }
        _ => draft.body.clone(),
    }
}

/// The key that stands for the body in fingerprints; no front matter has it.
const BODY: &str = "body";

fn with_body(text: &str, start: usize, body: &str) -> String {
    let front = text.get(..start).unwrap_or_default();
    let line = if front.is_empty() || front.ends_with('\n') { "" } else { "\n" };
    format!("{front}{line}{}\n", body.trim_end()).trim_end_matches('\n').to_owned() + "\n"
}

fn place_of(draft: &Draft, path: &SitePath) -> Place {
    draft.place.clone().unwrap_or_else(|| Place::file(path))
}

fn origin_of(fields: &DraftFields) -> Option<&Origin> {
    match fields {
        DraftFields::Entry(fields) => fields.source.as_ref(),
        DraftFields::Release(fields) => fields.source.as_ref(),
        DraftFields::RoadmapItem(fields) => fields.source.as_ref(),
    }
}

fn settled(keys: Vec<(String, Value)>) -> BTreeMap<String, Value> {
    keys.into_iter().filter(|(key, _)| !SETTLED.contains(&key.as_str())).collect()
}

/// The mark with fingerprints, as front matter has it.
fn mark(draft: &Draft, hash: String) -> Option<Value> {
    let origin = draft.origin()?;
    let entries = [("from", Value::text(&origin.mark)), ("hash", Value::text(hash))];
    Some(Value::Table(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()))
}

/// `date:1c2f9a0b body:77ab01cd`
fn hash(keys: &[(String, Value)], body: &str) -> String {
    let told = keys.iter().filter(|(key, _)| !SETTLED.contains(&key.as_str()));
    let mut parts: Vec<String> = told.map(|(key, value)| format!("{key}:{}", digest(value))).collect();
    parts.push(format!("{BODY}:{}", body_digest(body)));
    parts.join(" ")
}

fn parse(hash: &str) -> BTreeMap<String, String> {
    let parts = hash.split_whitespace().filter_map(|part| part.split_once(':'));
    parts.map(|(key, digest)| (key.to_owned(), digest.to_owned())).collect()
}

fn digest(value: &Value) -> String {
    short(&Format::Toml.inline(value))
}

/// Of the words alone: blank lines around them are nobody's edit.
fn body_digest(body: &str) -> String {
    short(body.trim())
}

/// Eight digits tell an edit from none; nobody attacks them.
fn short(text: &str) -> String {
    Digest::of(text).short().chars().take(8).collect()
}

/// The longest name that a version's folder has; the version itself is in the file then.
const LONGEST_FOLDER: usize = 100;

fn slug_of_version(version: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+') { c } else { '-' };
    let name: String = version.chars().map(plain).take(LONGEST_FOLDER).collect();
    match name.trim_matches(['.', '-']) {
        "" => Some(slugify(version)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| Digest::of(version).short()),
        name => name.to_owned(),
    }
}

/// `date` and `body`
fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}
