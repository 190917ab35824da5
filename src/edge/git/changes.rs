//! What differs: between two points of the history, and from what is committed.

use super::{Repository, pieces};
use crate::edge::Failure;

/// A state of all files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point<'n> {
    /// By branch, tag or hash.
    Commit(&'n str),
    /// The files as they are, those included that git does not know yet and does not ignore.
    Worktree,
}

/// A file that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileChange {
    /// Where it is now; of a deleted one, where it was.
    pub path: String,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Added,
    Modified,
    Deleted,
    /// With the path that it had.
    Renamed(String),
}

/// A file with changes that no commit has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncommitted {
    pub path: String,
    /// Git does not know it at all.
    pub is_new: bool,
}

impl Repository {
    /// The files that are not the same at `from` and at `to`, in order of their paths.
    ///
    /// # Errors
    /// When a name stands for no commit, or git fails.
    pub fn changes(&self, from: &str, to: Point<'_>) -> Result<Vec<FileChange>, Failure> {
        let from = self.known(from)?;
        let mut arguments = vec!["diff", "-z", "--name-status", "-M", "--no-ext-diff", "--no-relative", &from];
        let until;
        if let Point::Commit(name) = to {
            until = self.known(name)?;
            arguments.push(&until);
        }
        arguments.push("--");
        let mut changes = listed(&mut pieces(&self.told(&arguments)?).peekable());
        if to == Point::Worktree {
            let unknown = self.told(&["ls-files", "-z", "--others", "--exclude-standard"])?;
            changes.extend(pieces(&unknown).map(|path| FileChange { path, kind: Kind::Added }));
        }
        changes.sort();
        Ok(changes)
    }

    /// Files below `folders` (all, when it names none) that are not as they were committed, in order of their paths.
    ///
    /// # Errors
    /// When git fails.
    pub fn uncommitted(&self, folders: &[&str]) -> Result<Vec<Uncommitted>, Failure> {
        let mut arguments = vec!["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--"];
        arguments.extend(folders);
        let told = self.told(&arguments)?;
        let mut files: Vec<Uncommitted> = pieces(&told)
            .filter_map(|line| {
                // Two letters and a blank stand before each path.
                let (state, path) = line.split_at_checked(3)?;
                Some(Uncommitted { path: path.to_owned(), is_new: state.starts_with("??") })
            })
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }
}

/// Pairs of a state and its path, or triples when a file was renamed or copied; ends at what is neither.
pub(super) fn listed(pieces: &mut std::iter::Peekable<impl Iterator<Item = String>>) -> Vec<FileChange> {
    let mut changes = Vec::new();
    while let Some(state) = pieces.next_if(|piece| is_state(piece.trim_start_matches('\n'))) {
        let Some(path) = pieces.next() else { break };
        let (path, kind) = match state.trim_start_matches('\n').chars().next() {
            Some('A') => (path, Kind::Added),
            Some('D') => (path, Kind::Deleted),
            Some('R') => match pieces.next() {
                Some(to) => (to, Kind::Renamed(path)),
                None => break,
            },
            Some('C') => match pieces.next() {
                Some(to) => (to, Kind::Added),
                None => break,
            },
            _ => (path, Kind::Modified),
        };
        changes.push(FileChange { path, kind });
    }
    changes
}

/// A letter, and how alike two files are in per cent: `M`, `R087`.
fn is_state(piece: &str) -> bool {
    let mut letters = piece.chars();
    letters.next().is_some_and(|letter| letter.is_ascii_uppercase())
        && letters.all(|letter| letter.is_ascii_digit())
        && piece.len() <= 4
}
