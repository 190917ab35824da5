//! Links between source files become addresses; what leads nowhere is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Sorted;
use crate::base::{At, Diagnostic, Digest, Place, SitePath, Source, Tree, nearest};
use crate::model::{Asset, Body, BodyLink, Entry, LinkTarget, Prose, Release, RoadmapItem};

/// For how many links of a site that lead nowhere a similar name is looked for: slow work, and who has
/// more of them than this has another mistake than a slip, such as a folder that moved.
const MOST_SEARCHES: usize = 20;

/// Resolves the links of one document after the other.
pub struct Linker<'a> {
    tree: &'a Tree,
    /// Where each document that shows can be read, and what it has to jump to.
    addresses: BTreeMap<SitePath, (String, Arc<Body>)>,
    /// Version folders (`changelog/2.3.0`) and their releases' addresses.
    folders: BTreeMap<String, String>,
    /// Every document, also those that do not show.
    documents: BTreeSet<&'a SitePath>,
    linked: Linked,
    /// How often an anchor or a file like a missing one was looked for.
    searches: usize,
    assets: BTreeMap<SitePath, String>,
    /// The addresses of `linked.assets`: equal files share one.
    published: BTreeSet<String>,
}

/// What the linker found besides addresses.
#[derive(Default)]
pub struct Linked {
    pub assets: Vec<Asset>,
    pub root_links: Vec<(String, Place)>,
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Linker<'a> {
    pub fn new(
        documents: &Sorted<'a>,
        tree: &'a Tree,
        entries: &[Entry],
        releases: &[Release],
        items: &[RoadmapItem],
    ) -> Self {
        let mut addresses = BTreeMap::new();
        let mut folders = BTreeMap::new();
        for release in releases {
            if let Some(source) = &release.source {
                addresses.insert(source.path.clone(), (release.address.clone(), Arc::clone(&release.prose.body)));
            }
        }
        for entry in entries {
            let release = entry.release.map(|ix| &releases[ix]);
            let bullet = || release.map(|release| release.bullet_address(entry));
            let release = release.map(|release| release.address.as_str());
            if let Some(address) = entry.address.clone().or_else(bullet) {
                addresses.insert(entry.path().clone(), (address, Arc::clone(&entry.prose.body)));
            }
            if let (Some(folder), Some(address)) = (entry.path().folder(), release) {
                folders.insert(folder.to_owned(), address.to_owned());
            }
        }
        for item in items {
            addresses.insert(item.source.path.clone(), (item.address.clone(), Arc::clone(&item.prose.body)));
        }
        let documents = documents.all().map(|document| &document.source.path).collect();
        Self {
            tree,
            addresses,
            folders,
            documents,
            linked: Linked::default(),
            searches: 0,
            assets: BTreeMap::new(),
            published: BTreeSet::new(),
        }
    }

    pub fn finish(self) -> Linked {
        self.linked
    }

    pub fn entry(&mut self, entry: &mut Entry) {
        let source = entry.source.clone();
        self.prose(&mut entry.prose, &source);
        if let Some(migration) = &mut entry.migration {
            self.prose(migration, &source);
        }
        let fields = Arc::clone(&entry.fields);
        if let Some(image) = &fields.image {
            entry.image = self.file(image, &source);
            entry.image_size = self.image_size(&image.value, &source);
        }
        if let Some(video) = &fields.video {
            let poster = video.poster.as_ref().and_then(|poster| self.file(poster, &source));
            entry.video = self.file(&video.src, &source).map(|src| (src, poster));
        }
    }

    pub fn release(&mut self, release: &mut Release) {
        if let Some(source) = release.source.clone() {
            self.prose(&mut release.prose, &source);
        }
    }

    pub fn item(&mut self, item: &mut RoadmapItem) {
        let source = item.source.clone();
        self.prose(&mut item.prose, &source);
    }

    fn prose(&mut self, prose: &mut Prose, source: &Source) {
        let body = Arc::clone(&prose.body);
        prose.links = body.links.iter().map(|link| self.link(link, &body, source)).collect();
    }

    fn link(&mut self, link: &BodyLink, body: &Body, source: &Source) -> String {
        match &link.target {
            LinkTarget::Root(address) => {
                self.linked.root_links.push((address.clone(), link.place.clone()));
                address.clone()
            }
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
        let target = source.path.resolve(path)?;
        if let Some((address, body)) = self.addresses.get(&target).cloned() {
            let id = fragment.trim_start_matches('#');
            if !id.is_empty() && !body.has_anchor(id) {
                self.missing_anchor(id, &body, link, &format!("in {target}"));
            }
            return Some(match address.contains('#') {
                _ if id.is_empty() => address,
                true => format!("{address}-{id}"),
                false => format!("{address}#{id}"),
            });
        }
        if let Some(address) = self.folders.get(target.as_str()) {
            return Some(format!("{address}{fragment}"));
        }
        self.asset(&target).map(|address| format!("{address}{fragment}"))
    }

    /// The address of a file that front matter names: absolute, from the root, or beside the entry.
    fn file(&mut self, at: &At<String>, source: &Source) -> Option<String> {
        if at.value.contains("://") {
            return Some(at.value.clone());
        }
        let place = source.place(at.span);
        if at.value.starts_with('/') {
            self.linked.root_links.push((at.value.clone(), place));
            return Some(at.value.clone());
        }
        let address = source.path.resolve(&at.value).and_then(|target| self.asset(&target));
        if address.is_none() {
            self.dangling(&at.value, &place, source);
        }
        address
    }

    /// Width and height of an image of the site's own, in pixels.
    fn image_size(&self, image: &str, source: &Source) -> Option<(u32, u32)> {
        let path = match image.strip_prefix('/') {
            Some(path) => SitePath::new(&format!("static/{path}")).ok()?,
            None => source.path.resolve(image)?,
        };
        let size = imagesize::blob_size(self.tree.bytes(path.as_str())?).ok()?;
        Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
    }

    /// The address under which a file of the site is published; files in `static/` have theirs.
    fn asset(&mut self, path: &SitePath) -> Option<String> {
        if let Some(address) = self.assets.get(path) {
            return Some(address.clone());
        }
        if self.documents.contains(path) {
            return None;
        }
        let bytes = self.tree.bytes(path.as_str())?;
        let address = match path.as_str().strip_prefix("static/") {
            Some(rest) => format!("/{rest}"),
            None => {
                let address = format!("/media/{}/{}", Digest::of(bytes).short(), file_name(path));
                if self.published.insert(address.clone()) {
                    let asset = Asset { path: path.clone(), address: address.clone(), bytes: Arc::clone(bytes) };
                    self.linked.assets.push(asset);
                }
                address
            }
        };
        self.assets.insert(path.clone(), address.clone());
        Some(address)
    }

    fn dangling(&mut self, path: &str, place: &Place, source: &Source) {
        let is_hidden = source.path.resolve(path).is_some_and(|target| self.documents.contains(&target));
        let error = match is_hidden {
            true => Diagnostic::error("hidden-link", format!("`{path}` is not public, so it cannot be linked"))
                .help("publish it too, or link it once it is public"),
            false => {
                let help = self.nearby(path);
                Diagnostic::error("dangling-link", format!("there is no file `{path}`")).help(help)
            }
        };
        self.linked.diagnostics.push(error.at(place.clone()));
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
        self.linked.diagnostics.push(warning.at(link.place.clone()).help(help));
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
        let mut linker = Linker::new(&Sorted::new(&[]), &tree, &[], &[], &[]);
        let source = Source::new(SitePath::new("changelog/a.md").unwrap(), "");
        let body = Body { anchors: Box::from(["intro".to_owned()]), ..Body::default() };
        let target = LinkTarget::Fragment("intor".to_owned());
        let link = BodyLink { target, is_image: false, place: Place::file(&source.path) };
        for _ in 0..=MOST_SEARCHES {
            linker.link(&link, &body, &source);
        }
        let found = linker.finish().diagnostics;
        let suggests = |it: &&Diagnostic| it.help.iter().any(|help| help.contains("did you mean `#intro`?"));
        assert_eq!((found.len(), found.iter().filter(suggests).count()), (MOST_SEARCHES + 1, MOST_SEARCHES));
    }
}
