//! Links between source files become addresses; what leads nowhere is told.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt, HashSet};

use super::Sorted;
use crate::base::{At, Diagnostic, Digest, Place, SitePath, Source, Tree, nearest};
use crate::model::{Address, Asset, Body, BodyLink, Entry, LinkTarget, Prose, Release, RoadmapItem};
use crate::read::picture;

/// For how many links of a site that lead nowhere a similar name is looked for: slow work, and who has
/// more of them than this has another mistake than a slip, such as a folder that moved.
const MOST_SEARCHES: usize = 20;

/// Resolves the links of one document after the other.
struct Linker<'a> {
    tree: &'a Tree,
    shown: Shown<'a>,
    documents: &'a Sorted<'a>,
    /// Files of translations: a link to one leads to what it translates, in the reader's language.
    translated: &'a BTreeMap<SitePath, SitePath>,
    /// What can be linked; gathered when the first link asks for it, as many sites have none.
    targets: OnceCell<Targets<'a>>,
    found: Vec<Asset>,
    diagnostics: Vec<Diagnostic>,
    /// How often an anchor or a file like a missing one was looked for.
    searches: usize,
    assets: BTreeMap<SitePath, String>,
    /// How large pictures are, when that is known: many entries show the same one.
    sizes: HashMap<Named<'a>, Option<(u32, u32)>>,
    /// The addresses of `found`: equal files share one.
    published: BTreeSet<String>,
}

/// A file as a text names it: the folder that it is named from (none from the root), and how it is written.
type Named<'a> = (Option<&'a str>, &'a str);

/// Everything that shows.
#[derive(Clone, Copy, Default)]
pub struct Shown<'a> {
    pub entries: &'a [Entry],
    pub releases: &'a [Release],
    pub items: &'a [RoadmapItem],
}

/// What links can lead to, by paths.
#[derive(Default)]
struct Targets<'a> {
    shown: HashMap<&'a str, Target<'a>>,
    /// Version folders (`changelog/2.3.0`) and their releases' addresses.
    folders: HashMap<&'a str, &'a str>,
    /// Every document, also those that do not show.
    documents: HashSet<&'a str>,
}

/// Where a document can be read, and what it has to jump to.
#[derive(Clone)]
struct Target<'a> {
    address: Cow<'a, str>,
    body: &'a Body,
}

/// Where all links lead.
pub struct Linked {
    /// For each entry.
    pub entries: Vec<Addresses>,
    /// For each release, and for each item of the roadmap, the addresses of its body's links.
    pub releases: Vec<Vec<Address>>,
    pub items: Vec<Vec<Address>>,
    pub assets: Vec<Asset>,
    pub diagnostics: Vec<Diagnostic>,
}

/// The addresses of what one entry refers to.
#[derive(Default)]
pub struct Addresses {
    pub prose: Vec<Address>,
    pub migration: Vec<Address>,
    pub image: Option<String>,
    pub image_size: Option<(u32, u32)>,
    pub video: Option<(String, Option<String>)>,
}

/// Resolves all links of what shows; `tree` has the files that they may lead to.
pub fn links<'a>(
    documents: &'a Sorted<'a>,
    translated: &'a BTreeMap<SitePath, SitePath>,
    tree: &'a Tree,
    shown: Shown<'a>,
) -> Linked {
    let mut linker = Linker::new(documents, translated, tree, shown);
    let entries = shown.entries.iter().map(|entry| linker.entry(entry)).collect();
    let of_release = |release: &'a Release| match &release.source {
        Some(source) => linker.prose(&release.prose, source),
        None => Vec::new(),
    };
    let releases = shown.releases.iter().map(of_release).collect();
    let items = shown.items.iter().map(|item| linker.prose(&item.prose, &item.source)).collect();
    Linked { entries, releases, items, assets: linker.found, diagnostics: linker.diagnostics }
}

impl Addresses {
    pub fn give_to(self, entry: &mut Entry) {
        entry.prose.links = self.prose;
        if let Some(migration) = &mut entry.migration {
            migration.links = self.migration;
        }
        (entry.image, entry.image_size, entry.video) = (self.image, self.image_size, self.video);
    }
}

impl<'a> Targets<'a> {
    fn new(documents: &'a Sorted<'a>, Shown { entries, releases, items }: Shown<'a>) -> Self {
        let mut targets = Self::default();
        let mut add = |path: &'a SitePath, address: Cow<'a, str>, body: &'a Arc<Body>| {
            targets.shown.insert(path.as_str(), Target { address, body });
        };
        for release in releases {
            if let Some(source) = &release.source {
                add(&source.path, release.address.as_str().into(), &release.prose.body);
            }
        }
        for entry in entries {
            if let Some(address) = entry.address_among(releases) {
                add(entry.path(), address, &entry.prose.body);
            }
            if let (Some(folder), Some(release)) = (entry.path().folder(), entry.release.map(|ix| &releases[ix])) {
                targets.folders.insert(folder, &release.address);
            }
        }
        for item in items {
            add(&item.source.path, item.address.as_str().into(), &item.prose.body);
        }
        targets.documents = documents.all().map(|document| document.source.path.as_str()).collect();
        targets
    }
}

impl<'a> Linker<'a> {
    fn new(
        documents: &'a Sorted<'a>,
        translated: &'a BTreeMap<SitePath, SitePath>,
        tree: &'a Tree,
        shown: Shown<'a>,
    ) -> Self {
        Self {
            translated,
            tree,
            shown,
            documents,
            targets: OnceCell::new(),
            found: Vec::new(),
            diagnostics: Vec::new(),
            searches: 0,
            assets: BTreeMap::new(),
            sizes: HashMap::new(),
            published: BTreeSet::new(),
        }
    }

    fn targets(&self) -> &Targets<'a> {
        self.targets.get_or_init(|| Targets::new(self.documents, self.shown))
    }

    fn entry(&mut self, entry: &'a Entry) -> Addresses {
        let (source, fields) = (&entry.source, &entry.fields);
        let mut found = Addresses { prose: self.prose(&entry.prose, source), ..Addresses::default() };
        if let Some(migration) = &entry.migration {
            found.migration = self.prose(migration, source);
        }
        if let Some(image) = &fields.image {
            let source = entry.source_of(|fields| fields.image.is_some());
            found.image = self.file(image, source);
            found.image_size = self.image_size(&image.value, source);
        }
        if let Some(video) = &fields.video {
            let source = entry.source_of(|fields| fields.video.is_some());
            let poster = video.poster.as_ref().and_then(|poster| self.file(poster, source));
            found.video = self.file(&video.src, source).map(|src| (src, poster));
        }
        found
    }

    /// For each link of the body its address.
    fn prose(&mut self, prose: &'a Prose, source: &'a Source) -> Vec<Address> {
        let address = |link: &'a BodyLink| {
            let text = self.link(link, &prose.body, source);
            let size = link.is_image.then(|| self.target_size(&link.target, source)).flatten();
            Address { text, size }
        };
        prose.body.links.iter().map(address).collect()
    }

    fn link(&mut self, link: &BodyLink, body: &Body, source: &Source) -> String {
        match &link.target {
            // Whether it leads anywhere shows once all files of the output are known.
            LinkTarget::Root(address) => address.clone(),
            LinkTarget::Fragment(id) => {
                if !body.has_anchor(id) {
                    self.missing_anchor(id, body, link, "in this file");
                }
                format!("#{id}")
            }
            LinkTarget::Relative { path, fragment } => match self.relative(path, fragment, link, source) {
                Some(address) => address,
                None => {
                    self.dangling(path, &link.place, source);
                    format!("{path}{fragment}")
                }
            },
        }
    }

    fn relative(&mut self, path: &str, fragment: &str, link: &BodyLink, source: &Source) -> Option<String> {
        let target = self.resolve(path, source)?;
        if let Some(Target { address, body }) = self.targets().shown.get(target.as_str()).cloned() {
            let id = fragment.trim_start_matches('#');
            if !id.is_empty() && !body.has_anchor(id) {
                self.missing_anchor(id, body, link, &format!("in {target}"));
            }
            return Some(match address.contains('#') {
                _ if id.is_empty() => address.into_owned(),
                true => format!("{address}-{id}"),
                false => format!("{address}#{id}"),
            });
        }
        if let Some(address) = self.targets().folders.get(target.as_str()).copied() {
            return Some(format!("{address}{fragment}"));
        }
        self.asset(&target).map(|address| format!("{address}{fragment}"))
    }

    /// The document or file that a path means, seen from `source`.
    fn resolve(&self, path: &str, source: &Source) -> Option<SitePath> {
        let target = source.path.resolve(path)?;
        Some(self.translated.get(&target).cloned().unwrap_or(target))
    }

    /// The address of a file that front matter names: absolute, from the root, or beside the entry.
    fn file(&mut self, at: &At<String>, source: &Source) -> Option<String> {
        if at.value.contains("://") {
            return Some(at.value.clone());
        }
        if at.value.starts_with('/') {
            return Some(at.value.clone());
        }
        let address = self.resolve(&at.value, source).and_then(|target| self.asset(&target));
        if address.is_none() {
            self.dangling(&at.value, &source.place(at.span), source);
        }
        address
    }

    fn target_size(&mut self, target: &'a LinkTarget, source: &'a Source) -> Option<(u32, u32)> {
        match target {
            LinkTarget::Root(path) | LinkTarget::Relative { path, .. } => self.image_size(path, source),
            LinkTarget::Fragment(_) => None,
        }
    }

    /// Width and height of an image of the site's own, in pixels.
    fn image_size(&mut self, image: &'a str, source: &'a Source) -> Option<(u32, u32)> {
        let tree = self.tree;
        let from_root = image.strip_prefix('/');
        let folder = source.path.folder().filter(|_| from_root.is_none());
        let read = || {
            let path = match from_root {
                Some(path) => SitePath::new(&format!("static/{path}")).ok()?,
                None => source.path.resolve(image)?,
            };
            picture::size(tree.bytes(path.as_str())?)
        };
        *self.sizes.entry((folder, image)).or_insert_with(read)
    }

    /// The address under which a file of the site is published; files in `static/` have theirs.
    fn asset(&mut self, path: &SitePath) -> Option<String> {
        if let Some(address) = self.assets.get(path) {
            return Some(address.clone());
        }
        if self.targets().documents.contains(path.as_str()) || self.translated.contains_key(path) {
            return None;
        }
        let bytes = self.tree.bytes(path.as_str())?;
        let address = match path.as_str().strip_prefix("static/") {
            Some(rest) => format!("/{rest}"),
            None => {
                let address = format!("/media/{}/{}", Digest::of(bytes).short(), file_name(path));
                if self.published.insert(address.clone()) {
                    let asset = Asset { path: path.clone(), address: address.clone(), bytes: Arc::clone(bytes) };
                    self.found.push(asset);
                }
                address
            }
        };
        self.assets.insert(path.clone(), address.clone());
        Some(address)
    }

    fn dangling(&mut self, path: &str, place: &Place, source: &Source) {
        let is_hidden =
            self.resolve(path, source).is_some_and(|target| self.targets().documents.contains(target.as_str()));
        let error = match is_hidden {
            true => Diagnostic::error("hidden-link", format!("`{path}` is not public, so it cannot be linked"))
                .help("publish it too, or link it once it is public"),
            false => {
                let help = self.nearby(path);
                Diagnostic::error("dangling-link", format!("there is no file `{path}`")).help(help)
            }
        };
        self.diagnostics.push(error.at(place.clone()));
    }

    /// A file of the same or nearly the same name, as help for the first few.
    fn nearby(&mut self, path: &str) -> String {
        let name = path.rsplit('/').next().unwrap_or(path);
        let found = match self.searches < MOST_SEARCHES {
            true => nearest(name, self.tree.iter().map(|(path, _)| path.file_name())),
            false => None,
        };
        self.searches += 1;
        let file = found.and_then(|name| self.tree.iter().find(|(path, _)| path.file_name() == name));
        match file {
            Some((file, _)) => format!("did you mean {file}? A path starts from the folder of the file it is in"),
            None => "a path starts from the folder of the file it is in".to_owned(),
        }
    }

    fn missing_anchor(&mut self, id: &str, body: &Body, link: &BodyLink, where_: &str) {
        let near = match self.searches < MOST_SEARCHES {
            true => nearest(id, body.anchors.iter().map(String::as_str)),
            false => None,
        };
        self.searches += 1;
        let help = match near {
            Some(name) => format!("did you mean `#{name}`?"),
            None => "ids are made from headings: `## How it works` is `#how-it-works`".to_owned(),
        };
        let warning = Diagnostic::warning("dangling-fragment", format!("there is no heading `#{id}` {where_}"));
        self.diagnostics.push(warning.at(link.place.clone()).help(help));
    }
}

/// The file's name in characters that addresses hold as they are.
fn file_name(path: &SitePath) -> String {
    let stem = crate::base::slugify(path.stem());
    let stem = if stem.is_empty() { "file".to_owned() } else { stem };
    match path.extension() {
        extension if extension.is_empty() => stem,
        extension => format!("{stem}.{extension}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_missing_anchors_get_a_suggestion() {
        let tree = Tree::default();
        let documents = Sorted::new(&[]);
        let translated = BTreeMap::new();
        let mut linker = Linker::new(&documents, &translated, &tree, Shown::default());
        let source = Source::new(SitePath::new("changelog/a.md").unwrap(), "");
        let body = Body { anchors: Box::from(["intro".to_owned()]), ..Body::default() };
        let target = LinkTarget::Fragment("intor".to_owned());
        let link = BodyLink { target, is_image: false, place: Place::file(&source.path) };
        for _ in 0..=MOST_SEARCHES {
            linker.link(&link, &body, &source);
        }
        let found = linker.diagnostics;
        let suggests = |it: &&Diagnostic| it.help.iter().any(|help| help.contains("did you mean `#intro`?"));
        assert_eq!((found.len(), found.iter().filter(suggests).count()), (MOST_SEARCHES + 1, MOST_SEARCHES));
    }
}
