//! What stands beside a folder and is read with it: each such file has a place in the folder's tree.

use super::{PathFault, Place, SitePath};

/// The folder of a tree that holds it. Nothing else is read from a folder of this name.
pub const BESIDE: &str = "sources";

/// What stands there for `..`, which no path in a tree has.
const UP: &str = "^";

/// How much of a site's folder is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    /// A markdown file of more bytes is noted with its size, not read.
    pub longest_text: u64,
    pub beside: Vec<Beside>,
}

/// A file, or a folder with all that is in it, that is read with the site's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// From the site's folder: `../CHANGELOG.md`.
    pub path: String,
    /// Where it stands in the tree.
    pub at: SitePath,
    /// Where it is asked for.
    pub asked: Place,
    /// It comes and goes: nothing is wrong when it is not there.
    pub may_be_missing: bool,
}

impl Extent {
    /// The site's folder alone.
    pub fn alone(longest_text: u64) -> Self {
        Self { longest_text, beside: Vec::new() }
    }
}

/// Where a tree has what `path` leads to, as seen from the tree's folder: `../CHANGELOG.md` is at
/// `sources/^/CHANGELOG.md`.
///
/// # Errors
/// When the path leads elsewhere than up and then down, or is none.
pub fn beside(path: &str) -> Result<SitePath, PathFault> {
    let down = path.trim_start_matches("../");
    let ups = path.len().saturating_sub(down.len()) / "../".len();
    let own = SitePath::new(down)?;
    if own.parts().any(|part| part == UP) {
        return Err(PathFault { reason: "has a part that is `^`" });
    }
    SitePath::new(&format!("{BESIDE}/{}{own}", format!("{UP}/").repeat(ups)))
}

/// What a place in a tree is called by people: the reverse of [`beside`].
pub fn seen_beside(path: &SitePath) -> String {
    match path.as_str().strip_prefix(BESIDE).and_then(|rest| rest.strip_prefix('/')) {
        Some(rest) => rest.split('/').map(|part| if part == UP { ".." } else { part }).collect::<Vec<_>>().join("/"),
        None => path.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beside_has_a_place_in_the_tree_and_keeps_its_name() {
        for (path, at) in [
            ("../CHANGELOG.md", "sources/^/CHANGELOG.md"),
            ("../../.changeset", "sources/^/^/.changeset"),
            ("releases.json", "sources/releases.json"),
            ("sources/a", "sources/sources/a"),
        ] {
            let place = beside(path).unwrap();
            assert_eq!((place.as_str(), seen_beside(&place).as_str()), (at, path));
        }
        for bad in ["", "..", "../", "/etc/passwd", "a/../b", "a/^/b", "./a", "../../", "a\\b"] {
            assert!(beside(bad).is_err(), "{bad}");
        }
        assert_eq!(seen_beside(&SitePath::new("changelog/a.md").unwrap()), "changelog/a.md");
    }
}
