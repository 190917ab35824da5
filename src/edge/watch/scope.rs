//! Which paths matter to a site: its configuration, its content folders, and what symbolic links lead to.

use std::path::{Path, PathBuf};

use crate::edge::disk::{CONFIG, FOLDERS, is_litter};

/// What builds write, unless they are told otherwise.
const OUTPUT: &str = "public";

/// How much a path matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matter {
    Yes,
    /// When it is a folder: its name may be a misspelt one.
    AsFolder,
    No,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// Free of symbolic links, as are all paths that are asked about.
    pub(super) root: PathBuf,
    /// Where the content folders really are, each with its name.
    pub(super) folders: Vec<(PathBuf, &'static str)>,
    /// Files and folders outside of the content folders.
    pub(super) also: Vec<PathBuf>,
}

impl Scope {
    pub(super) fn matter(&self, path: &Path) -> Matter {
        let content = self.folders.iter().any(|(folder, top)| is_content(path, folder, top));
        if content || self.is_also(path) {
            return Matter::Yes;
        }
        let Ok(inside) = path.strip_prefix(&self.root) else {
            // The root's own parent says what happens to the root.
            return if self.root.starts_with(path) { Matter::Yes } else { Matter::No };
        };
        let mut parts = inside.components().map(|part| part.as_os_str().to_string_lossy());
        match (parts.next(), parts.next()) {
            (None, _) => Matter::Yes,
            (Some(name), None) if name == CONFIG || FOLDERS.contains(&&*name) => Matter::Yes,
            (Some(name), None) if name != OUTPUT && !is_litter(&name, "") => Matter::AsFolder,
            _ => Matter::No,
        }
    }

    fn is_also(&self, path: &Path) -> bool {
        self.also.iter().any(|also| also.starts_with(path) || is_content(path, also, "static"))
    }
}

/// Whether it lies in the folder, or is the folder, and is not litter.
fn is_content(path: &Path, folder: &Path, top: &str) -> bool {
    let Ok(inside) = path.strip_prefix(folder) else { return false };
    !inside.components().any(|part| is_litter(&part.as_os_str().to_string_lossy(), top))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_matters_and_litter_and_output_do_not() {
        let folder = |name: &'static str, place: &str| (Path::new("/s").join(place), name);
        let scope = Scope {
            root: "/s".into(),
            folders: vec![folder("changelog", "changelog"), folder("static", "static"), folder("roadmap", "docs/plan")],
            also: vec!["/s/README.md".into(), "/s/docs/notes".into()],
        };
        for (path, matter) in [
            ("/s", Matter::Yes),
            ("/", Matter::Yes),
            ("/s/tidings.toml", Matter::Yes),
            ("/s/changelog", Matter::Yes),
            ("/s/themes", Matter::Yes),
            ("/s/changelog/1.0/a.md", Matter::Yes),
            ("/s/static/.nojekyll", Matter::Yes),
            ("/s/docs/plan/a.md", Matter::Yes),
            ("/s/docs/notes/deep/a.md", Matter::Yes),
            ("/s/docs/notes/a.md~", Matter::No),
            ("/s/docs", Matter::Yes),
            ("/s/docs/other", Matter::No),
            ("/s/README.md", Matter::Yes),
            ("/s/changelogs", Matter::AsFolder),
            ("/s/LICENSE", Matter::AsFolder),
            ("/s/public", Matter::No),
            ("/s/public/changelog/a.md", Matter::No),
            ("/s/.public.tidings", Matter::No),
            ("/s/.public.tidings/new/index.html", Matter::No),
            ("/s/.git", Matter::No),
            ("/s/.git/index.lock", Matter::No),
            ("/s/tidings.toml~", Matter::No),
            ("/s/tidings.toml___jb_tmp___", Matter::No),
            ("/s/src/main.rs", Matter::No),
            ("/s/changelog/4913", Matter::No),
            ("/s/changelog/.a.md.swp", Matter::No),
            ("/s/changelog/.#a.md", Matter::No),
            ("/s/changelog/#a.md#", Matter::No),
            ("/s/changelog/a.md~", Matter::No),
            ("/s/changelog/a.md___jb_tmp___", Matter::No),
            ("/s/changelog/a.md___jb_old___", Matter::No),
            ("/s/changelog/.git/x", Matter::No),
            ("/elsewhere/a.md", Matter::No),
        ] {
            assert_eq!(scope.matter(Path::new(path)), matter, "{path}");
        }
    }
}
