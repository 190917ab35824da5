//! The files that `[release]` names: where they are, and what they become.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::author::set_version;
use crate::base::{Change, SitePath};
use crate::edge::{Failure, disk, quoted};
use crate::model::Releasing;

/// The folder that the site and everything that a release touches are in.
#[derive(Debug, Clone)]
pub(super) struct Base {
    /// As seen from the current folder.
    folder: PathBuf,
    /// Where the site is in it; empty when it is the same.
    prefix: String,
}

impl Base {
    /// As far up from the site as one of the files is.
    pub(super) fn of(root: &Path, kept: &Releasing) -> Result<Self, Failure> {
        let ups = |path: &str| path.matches("../").count();
        let paths = kept.files.iter().map(|file| file.path.as_str()).chain(kept.changelog.as_deref());
        let up = paths.map(ups).max().unwrap_or(0);
        let real = root.canonicalize().map_err(|error| Failure::io("look at", root, &error))?;
        let names: Vec<String> =
            real.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        // The first component is the file system's root, which no release is to write to.
        if up >= names.len() {
            return Err(Failure::refused("a path in [release] of tidings.toml leads out of the file system"));
        }
        let prefix = names.get(names.len() - up..).unwrap_or_default().join("/");
        let folder = (0..up).fold(root.to_owned(), |folder, _| match folder.file_name() {
            Some(_) => folder.parent().map(Path::to_owned).unwrap_or_default(),
            None => folder.join(".."),
        });
        let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
        // Up from a link is up from where it leads, as it is for whoever reads the files.
        let above: PathBuf = real.ancestors().nth(up).map(Path::to_owned).unwrap_or_default();
        let folder = if folder.canonicalize().is_ok_and(|folder| folder == above) { folder } else { above };
        let is_told = SitePath::new(&prefix)
            .is_ok_and(|prefix| folder.join(prefix.as_str()).canonicalize().is_ok_and(|found| found == real));
        match prefix.is_empty() || is_told {
            true => Ok(Self { folder, prefix }),
            false => {
                Err(Failure::refused(format!("the site's folder {} has a name that cannot be told", quoted(&real)))
                    .help("rename it, or name no files above it in [release] of tidings.toml"))
            }
        }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// A path from the base on, as it is written from the site's folder.
    pub(super) fn as_written(&self, path: &str) -> String {
        let inner = path.strip_prefix(&self.prefix).filter(|_| !self.prefix.is_empty());
        match inner.and_then(|inner| inner.strip_prefix('/')) {
            Some(inner) => inner.to_owned(),
            None => format!("{}{path}", "../".repeat(self.prefix.split('/').filter(|part| !part.is_empty()).count())),
        }
    }

    /// A path that is written from the site's folder, as one from the base on.
    pub(super) fn path(&self, written: &str) -> Result<SitePath, Failure> {
        let down = written.trim_start_matches("../");
        let up = written.matches("../").count();
        let mut parts: Vec<&str> = self.prefix.split('/').filter(|part| !part.is_empty()).collect();
        parts.truncate(parts.len().saturating_sub(up));
        parts.push(down);
        SitePath::new(&parts.join("/")).map_err(|fault| Failure::refused(format!("the path `{written}` {fault}")))
    }
}

/// What the release does to the files that are named.
pub(super) struct Outside {
    pub(super) changes: Vec<Change>,
    /// Files that stay as they are because they say a newer release already, and which.
    pub(super) ahead: Vec<(String, String)>,
}

/// What the named files become with this version. Files that say it already stay, and so does what says one of the
/// `newer` releases: who adds to an old line does not take the others back.
pub(super) fn outside(
    base: &Base,
    root: &Path,
    kept: &Releasing,
    version: &str,
    newer: &[&str],
) -> Result<Outside, Failure> {
    let mut files: BTreeMap<&str, (String, String)> = BTreeMap::new();
    let mut ahead: Vec<(String, String)> = Vec::new();
    for file in &kept.files {
        let (_, text) = match files.remove(file.path.as_str()) {
            Some(known) => known,
            None => {
                let missing = || {
                    Failure::refused(format!("there is no file {}, which [release.files] names", file.path))
                        .help("its paths are written from the folder of tidings.toml")
                };
                let bytes = disk::read_file(&root.join(&file.path))?.ok_or_else(missing)?;
                let text =
                    String::from_utf8(bytes).map_err(|_| Failure::refused(format!("{} is not UTF-8", file.path)))?;
                (text.clone(), text)
            }
        };
        let was = disk::read_file(&root.join(&file.path))?.unwrap_or_default();
        let was = String::from_utf8_lossy(&was).into_owned();
        let with = |version: &str| set_version(&file.path, &text, &file.mark, version);
        let edited = with(version).map_err(|fault| {
            Failure::refused(format!("{} {fault}", file.path)).help("mend it in [release.files] of tidings.toml")
        })?;
        // What another version does not change says it.
        let said = newer.iter().find(|newer| edited != text && with(newer).is_ok_and(|same| same == text));
        if let Some(said) = said {
            let told = (file.path.clone(), (*said).to_owned());
            if !ahead.contains(&told) {
                ahead.push(told);
            }
        }
        let edited = if said.is_some() { text } else { edited };
        files.insert(&file.path, (was, edited));
    }
    let changed = files.into_iter().filter(|(_, (was, edited))| was != edited);
    let changes = changed.map(|(path, (was, edited))| {
        Ok(Change::Replace { path: base.path(path)?, old: was.into_bytes(), bytes: edited.into_bytes() })
    });
    Ok(Outside { changes: changes.collect::<Result<_, Failure>>()?, ahead })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn kept(changelog: &str) -> Releasing {
        Releasing { changelog: Some(changelog.to_owned()), ..Releasing::default() }
    }

    #[cfg(unix)]
    #[test]
    fn the_base_is_above_where_the_site_really_is() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().canonicalize().unwrap();
        fs::create_dir_all(at.join("code/docs")).unwrap();
        fs::create_dir(at.join("other")).unwrap();
        symlink(at.join("code/docs"), at.join("other/docs")).unwrap();
        symlink(at.join("code/docs"), at.join("other/site")).unwrap();
        for (root, written, above, prefix) in [
            ("code/docs", "CHANGELOG.md", "code/docs", ""),
            ("code/docs", "../CHANGELOG.md", "code", "docs"),
            ("code/docs", "../../CHANGELOG.md", "", "code/docs"),
            ("other/docs", "../CHANGELOG.md", "code", "docs"),
            ("other/site", "../CHANGELOG.md", "code", "docs"),
        ] {
            let base = Base::of(&at.join(root), &kept(written)).unwrap();
            assert_eq!(
                (base.folder().canonicalize().unwrap(), base.prefix()),
                (at.join(above), prefix),
                "{root} {written}"
            );
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_whose_name_is_no_path_has_no_base_above_it() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a\\b", "e\u{301}"] {
            let root = folder.path().join(name);
            fs::create_dir(&root).unwrap();
            assert!(Base::of(&root, &kept("../CHANGELOG.md")).is_err(), "{name:?}");
            assert!(Base::of(&root, &kept("CHANGELOG.md")).is_ok(), "{name:?}");
        }
    }
}
