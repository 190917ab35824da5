//! Which files a site has: what is content is listed, what is not is passed over or told.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, FileType};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::beside::add_beside;
use super::litter::is_litter;
use super::root::{CONFIG, FOLDERS};
use crate::base::{Beside, Diagnostic, Place, SitePath};
use crate::edge::Failure;
use crate::edge::failure::quoted;

/// As many links as Linux follows in one path (`path_resolution(7)`).
const LONGEST_CHAIN: usize = 40;

/// The files of a site.
pub(super) struct Listing {
    /// In order of their paths, each once.
    pub(super) files: Vec<(SitePath, Listed)>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What symbolic links lead to, step by step; it need not be there.
    pub(super) targets: BTreeSet<PathBuf>,
}

pub(super) struct Listed {
    pub(super) file: PathBuf,
    /// Neither a symbolic link nor reached through one.
    pub(super) is_plain: bool,
}

impl Listing {
    /// Lists the site in `root`, a path that is free of symbolic links, and what is read with it.
    pub(super) fn of(root: &Path, beside: &[Beside]) -> Result<Self, Failure> {
        let mut walk = Walk { root, listing: Self::empty(), through: None };
        for top in std::iter::once(CONFIG).chain(FOLDERS) {
            walk.add_all(top)?;
        }
        let mut listing = walk.listing;
        for asked in beside {
            add_beside(root, asked, &mut listing)?;
        }
        listing.unite();
        let missing = missing_folders(root, beside).map_err(|error| Failure::io("read", root, &error))?;
        listing.diagnostics.extend(missing);
        Ok(listing)
    }

    fn empty() -> Self {
        Self { files: Vec::new(), diagnostics: Vec::new(), targets: BTreeSet::new() }
    }

    /// Puts the files in order, and tells of two that are one path: the first of them counts.
    fn unite(&mut self) {
        self.files.sort_by(|one, other| one.0.cmp(&other.0));
        let diagnostics = &mut self.diagnostics;
        self.files.dedup_by(|(later, _), (path, _)| {
            if later == path {
                let message =
                    format!("two files are called {path}: they differ only in how their accents are put together");
                let told = Diagnostic::error("file-name", message).at(Place::file(&*path)).help("rename one");
                diagnostics.push(told);
            }
            later == path
        });
    }
}

struct Walk<'a> {
    root: &'a Path,
    listing: Listing,
    /// How deep the symbolic link lies that was followed to where we are.
    through: Option<usize>,
}

impl Walk<'_> {
    /// Notes all files below `top`, a folder or a file of the site.
    fn add_all(&mut self, top: &str) -> Result<(), Failure> {
        let start = self.root.join(top);
        match fs::symlink_metadata(&start) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Failure::io("read", &start, &error)),
            Ok(_) => self.through = None,
        }
        let mut walk = WalkDir::new(&start).follow_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) if entry.depth() > 0 && is_litter(&entry.file_name().to_string_lossy(), top) => {
                    skip(&mut walk, entry.file_type());
                }
                Ok(entry) => {
                    if !self.add(&entry) {
                        skip(&mut walk, entry.file_type());
                    }
                }
                Err(error) => self.add_fault(&error, top)?,
            }
        }
        Ok(())
    }

    /// The path below the root of what was found there. By bytes: this is asked for each file of the site.
    fn inside<'a>(&self, path: &'a Path) -> &'a Path {
        let bytes = path.as_os_str().as_bytes().strip_prefix(self.root.as_os_str().as_bytes());
        let bytes = bytes.map(|bytes| bytes.strip_prefix(b"/").unwrap_or(bytes));
        bytes.map_or(path, |bytes| Path::new(OsStr::from_bytes(bytes)))
    }

    /// Notes one file, or says why not. `false` when a folder is not to be entered.
    fn add(&mut self, entry: &DirEntry) -> bool {
        let relative = self.inside(entry.path());
        self.through = self.through.filter(|depth| entry.depth() > *depth);
        let is_plain = self.through.is_none() && !entry.path_is_symlink();
        if entry.path_is_symlink() {
            if let Some(fault) = self.link_fault(entry.path(), relative) {
                self.listing.diagnostics.push(fault);
                return false;
            }
            self.listing.targets.extend(steps(entry.path()));
            self.through = self.through.or(Some(entry.depth()));
        }
        let Some(text) = relative.to_str() else {
            self.listing.diagnostics.push(
                Diagnostic::error("file-name", format!("the name of {} is not UTF-8", quoted(relative)))
                    .help("rename it"),
            );
            return false;
        };
        let path = match SitePath::new(text) {
            Ok(path) => path,
            Err(fault) => {
                let message = format!("the path {} {fault}", quoted(relative));
                self.listing.diagnostics.push(Diagnostic::error("file-name", message).help("rename it"));
                return false;
            }
        };
        if entry.file_type().is_file() {
            self.listing.files.push((path, Listed { file: entry.path().to_owned(), is_plain }));
        } else if !entry.file_type().is_dir() {
            self.listing.diagnostics.push(special(text));
        }
        true
    }

    /// What is wrong with where a symbolic link leads.
    fn link_fault(&self, link: &Path, relative: &Path) -> Option<Diagnostic> {
        let target = fs::canonicalize(link).ok()?;
        let parent = link.parent().and_then(|parent| fs::canonicalize(parent).ok());
        if parent.is_some_and(|parent| parent.starts_with(&target)) {
            return Some(link_error(relative, "leads to a folder that it lies in", "remove it"));
        }
        let fault = match target.strip_prefix(self.root) {
            // `.git` and `.env` hold what is nobody else's business.
            Ok(inside) if !is_hidden(inside) => return None,
            Ok(_) => "leads to a hidden file of the site's folder",
            Err(_) => "leads out of the site's folder",
        };
        Some(link_error(relative, fault, "put the file itself there"))
    }

    fn add_fault(&mut self, error: &walkdir::Error, top: &str) -> Result<(), Failure> {
        let path = error.path().unwrap_or(self.root);
        let relative = self.inside(path);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
        match error.io_error() {
            None => {
                self.listing.diagnostics.push(link_error(relative, "leads to a folder that it lies in", "remove it"));
            }
            // Emacs marks an open file by a link `.#x.md` that leads nowhere.
            Some(_) if is_link && is_litter(&name, top) => {}
            Some(_) if is_link => {
                self.listing.targets.extend(steps(path));
                self.listing.diagnostics.push(link_error(
                    relative,
                    "leads nowhere",
                    "remove it, or mend where it leads",
                ));
            }
            // It went away while its folder was listed.
            Some(error) if error.kind() == io::ErrorKind::NotFound => {}
            Some(error) => return Err(Failure::io("read", path, error)),
        }
        Ok(())
    }
}

/// Warns of a known folder that is not there while one of nearly the same name is, and of a site that has no
/// folder of content at all.
fn missing_folders(root: &Path, beside: &[Beside]) -> io::Result<Vec<Diagnostic>> {
    let mut there = Vec::new();
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        if let Ok(name) = entry.file_name().into_string()
            && entry.path().is_dir()
        {
            there.push(name);
        }
    }
    there.sort();
    // Not by the list: a disk may take `Changelog` for `changelog`.
    let is_missing = |folder: &str| !root.join(folder).exists();
    let mut warnings = Vec::new();
    let is_read = |name: &str| beside.iter().any(|it| it.path.split('/').next() == Some(name));
    for name in there.iter().filter(|name| !FOLDERS.contains(&name.as_str()) && !is_read(name)) {
        if let Some(meant) = FOLDERS.into_iter().find(|folder| is_missing(folder) && is_nearly(name, folder)) {
            warnings.push(
                Diagnostic::warning("unknown-folder", format!("the folder {name}/ is not read"))
                    .at(Place::file(name))
                    .help(format!("did you mean `{meant}`?")),
            );
        }
    }
    if warnings.is_empty() && beside.is_empty() && is_missing("changelog") && is_missing("roadmap") {
        warnings.push(
            Diagnostic::warning("no-content", "there is nothing to build: no folder changelog/ and no roadmap/")
                .help("write what changed into changelog/1.0.0.md, and what comes next into roadmap/"),
        );
    }
    Ok(warnings)
}

/// Whether two names differ in case, hyphens, a last `s` and one more letter at most.
fn is_nearly(name: &str, folder: &str) -> bool {
    let letters = |name: &str| {
        let name = name.to_lowercase().replace(['-', '_', ' '], "");
        name.strip_suffix('s').map_or(name.clone(), str::to_owned)
    };
    strsim::damerau_levenshtein(&letters(name), &letters(folder)) <= 1
}

/// Where a symbolic link leads, one link after the other, as far as it goes.
pub(super) fn steps(link: &Path) -> Vec<PathBuf> {
    let mut steps = Vec::new();
    let mut at = link.to_owned();
    while steps.len() < LONGEST_CHAIN
        && let Ok(target) = fs::read_link(&at)
    {
        let next = at.parent().unwrap_or(Path::new("/")).join(target);
        at = real_place(&next).unwrap_or(next);
        steps.push(at.clone());
    }
    steps
}

/// The path with everything but its last part free of symbolic links; the last part need not be there.
fn real_place(path: &Path) -> Option<PathBuf> {
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => Some(fs::canonicalize(parent).ok()?.join(name)),
        _ => fs::canonicalize(path).ok(),
    }
}

fn skip(walk: &mut walkdir::IntoIter, kind: FileType) {
    if kind.is_dir() {
        walk.skip_current_dir();
    }
}

/// Whether the first part of a path below the root starts with a dot.
fn is_hidden(inside: &Path) -> bool {
    inside.components().next().is_some_and(|first| first.as_os_str().as_encoded_bytes().starts_with(b"."))
}

fn link_error(link: &Path, fault: &str, help: &str) -> Diagnostic {
    let message = format!("the symbolic link {} {fault}", quoted(link));
    let diagnostic = Diagnostic::error("symbolic-link", message).help(help);
    match link.to_str() {
        Some(path) => diagnostic.at(Place::file(path)),
        None => diagnostic,
    }
}

pub(super) fn special(path: &str) -> Diagnostic {
    Diagnostic::warning("special-file", format!("{path} is a pipe, a socket or a device, not a file; passed over"))
        .at(Place::file(path))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::base::Extent;
    use crate::edge::disk::read_tree;

    struct Site(tempfile::TempDir);

    impl Site {
        fn new(files: &[&str]) -> Self {
            let site = Self(tempfile::tempdir().unwrap());
            files.iter().for_each(|file| site.write(file, "x"));
            site
        }

        fn write(&self, path: impl AsRef<Path>, text: &str) {
            let path = self.0.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }

        fn link(&self, target: impl AsRef<Path>, link: &str) {
            symlink(target, self.0.path().join(link)).unwrap();
        }

        /// The paths in the tree, and what was said.
        fn read(&self) -> (Vec<String>, Vec<String>) {
            let read = read_tree(self.0.path(), Extent::alone(10)).unwrap();
            let paths = read.value.iter().map(|(path, _)| path.to_string()).collect();
            (paths, read.diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect())
        }
    }

    #[test]
    fn only_the_folders_of_a_site_are_read() {
        let files = ["tidings.toml", "changelog/1.0.0/a.md", "roadmap/b.md", "static/.nojekyll", "i18n/de.toml"];
        let site = Site::new(&files);
        for other in ["README.md", "public/index.html", "src/main.rs", "static/.git/config", "themes/x/.git/config"] {
            site.write(other, "x");
        }
        let (paths, said) = site.read();
        let mut files = files.map(str::to_owned);
        files.sort();
        assert_eq!(paths, files);
        assert_eq!(said, [""; 0]);
    }

    #[test]
    fn litter_is_silent_even_when_it_is_a_dangling_link() {
        let site = Site::new(&["changelog/a.md", "changelog/a.md~", "changelog/.a.md.swp", "changelog/#a.md#"]);
        site.link("user@host.1234", "changelog/.#a.md");
        let (paths, said) = site.read();
        assert_eq!((paths, said), (vec!["changelog/a.md".to_owned()], vec![]));
    }

    #[test]
    fn links_inside_are_followed_and_others_named() {
        let site = Site::new(&["changelog/a.md", "themes/x/theme.toml", ".env", ".git/config"]);
        site.link("../themes", "changelog/inside");
        site.link("a.md", "changelog/chain1.md");
        site.link("chain1.md", "changelog/chain2.md");
        site.link("..", "changelog/loop");
        site.link("/etc/passwd", "changelog/outside.md");
        site.link("nowhere.md", "changelog/dangling.md");
        site.link("../.env", "changelog/hidden.md");
        let (paths, mut said) = site.read();
        assert_eq!(
            paths,
            [
                "changelog/a.md",
                "changelog/chain1.md",
                "changelog/chain2.md",
                "changelog/inside/x/theme.toml",
                "themes/x/theme.toml"
            ]
        );
        said.sort();
        assert_eq!(
            said,
            [
                "the symbolic link changelog/dangling.md leads nowhere",
                "the symbolic link changelog/hidden.md leads to a hidden file of the site's folder",
                "the symbolic link changelog/loop leads to a folder that it lies in",
                "the symbolic link changelog/outside.md leads out of the site's folder",
            ]
        );
    }

    #[test]
    fn a_pipe_is_passed_over_without_waiting() {
        let site = Site::new(&["changelog/a.md"]);
        let pipe = site.0.path().join("changelog/pipe.md");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        let (paths, said) = site.read();
        assert_eq!(paths, ["changelog/a.md"]);
        assert_eq!(said, ["changelog/pipe.md is a pipe, a socket or a device, not a file; passed over"]);
    }

    #[test]
    fn names_that_are_no_paths_are_quoted() {
        let site = Site::new(&["changelog/-rf", "changelog/a\nb.md"]);
        site.write(Path::new("changelog").join(OsStr::from_bytes(b"caf\xe9.md")), "x");
        let (paths, said) = site.read();
        assert_eq!(paths, ["changelog/-rf"]);
        assert_eq!(
            said,
            [
                r#"the path "changelog/a\nb.md" has a backslash or a control character"#,
                r#"the name of "changelog/caf\xE9.md" is not UTF-8"#,
            ]
        );
    }

    #[test]
    fn two_names_that_look_alike_are_an_error() {
        let site = Site::new(&["changelog/e\u{301}.md", "changelog/é.md"]);
        assert_eq!(site.read().1.len(), 1);
    }

    #[test]
    fn a_text_over_the_limit_is_not_read() {
        let site = Site::new(&[]);
        site.write("changelog/long.md", "more than ten bytes");
        site.write("static/long.bin", "more than ten bytes");
        let tree = read_tree(site.0.path(), Extent::alone(10)).unwrap().value;
        assert_eq!(tree.bytes("changelog/long.md"), None);
        assert!(tree.contains("changelog/long.md") && tree.bytes("static/long.bin").is_some());
    }

    #[test]
    fn a_folder_of_nearly_a_known_name_is_told() {
        for (name, meant) in [
            ("changelogs", "changelog"),
            ("change-log", "changelog"),
            ("Changelog", "changelog"),
            ("chnagelog", "changelog"),
            ("roadmaps", "roadmap"),
            ("template", "templates"),
            ("statics", "static"),
            ("theme", "themes"),
            ("i18", "i18n"),
        ] {
            let site = Site::new(&["tidings.toml"]);
            site.write(format!("{name}/x.md"), "x");
            let told = read_tree(site.0.path(), Extent::alone(10)).unwrap().diagnostics;
            let told: Vec<_> =
                told.iter().filter(|it| it.code == "unknown-folder").map(|it| it.help.as_deref()).collect();
            assert_eq!(told, [Some(format!("did you mean `{meant}`?").as_str())], "{name}");
        }
    }

    #[test]
    fn other_folders_are_nobody_s_business() {
        let site = Site::new(&["tidings.toml", "changelog/a.md"]);
        for name in ["changelogs", "public", "src", "docs", "stats", "icon", "schemes", "assets", ".github", "public"] {
            site.write(format!("{name}/x"), "x");
        }
        assert_eq!(site.read().1, [""; 0]);
    }

    #[test]
    fn a_site_without_content_is_told_so_once() {
        let site = Site::new(&["tidings.toml"]);
        assert_eq!(site.read().1, ["there is nothing to build: no folder changelog/ and no roadmap/"]);
        fs::create_dir(site.0.path().join("roadmap")).unwrap();
        assert_eq!(site.read().1, [""; 0]);
    }
}
