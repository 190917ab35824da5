//! The history: commits with their words and files, and when a file was last touched.

use std::collections::BTreeMap;
use std::iter::Peekable;

use jiff::Timestamp;

use super::changes::{FileChange, listed};
use super::{Repository, pieces};
use crate::edge::Failure;

/// What is asked of the history.
#[derive(Debug, Clone, Copy, Default)]
pub struct Walk<'n> {
    /// Commits that this one has in its past are left out.
    pub since: Option<&'n str>,
    /// Where the walk begins; `HEAD` when nothing is said.
    pub until: Option<&'n str>,
    /// Of merges follow only the first parent: what came to this branch, commit by commit.
    pub first_parent: bool,
}

/// One commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// In full.
    pub hash: String,
    /// More than one when it is a merge.
    pub parents: Vec<String>,
    /// As the mailmap has it.
    pub author: String,
    pub email: String,
    /// When it was committed, which a rebase changes.
    pub date: Timestamp,
    /// The first paragraph in one line.
    pub subject: String,
    /// What follows it, with the trailers.
    pub body: String,
    /// `Key: value` lines at the end, in their order.
    pub trailers: Vec<(String, String)>,
    /// What it did against its first parent.
    pub files: Vec<FileChange>,
}

/// Fields end with NUL, which no message can hold; between the trailers stand separators that ASCII has for it.
const FORMAT: &str = "--format=tformat:%H%x00.%P%x00.%aN%x00.%aE%x00%ct%x00.%s%x00.%b%x00.%(trailers:only=true,unfold=true,separator=%x1e,key_value_separator=%x1f)";

impl Repository {
    /// Commits, the newest first; none when nothing has been committed. In a shallow clone the oldest may be missing.
    ///
    /// # Errors
    /// When a name stands for no commit, or git fails.
    pub fn log(&self, walk: Walk<'_>) -> Result<Vec<Commit>, Failure> {
        if walk.until.is_none() && self.commit("HEAD")?.is_none() {
            return Ok(Vec::new());
        }
        let until = self.known(walk.until.unwrap_or("HEAD"))?;
        let since = walk.since.map(|name| self.known(name)).transpose()?.map(|hash| format!("^{hash}"));
        let mut arguments =
            vec!["log", "-z", "--name-status", "-M", "--no-ext-diff", "--diff-merges=first-parent", FORMAT];
        if walk.first_parent {
            arguments.push("--first-parent");
        }
        arguments.push(&until);
        arguments.extend(since.as_deref());
        arguments.push("--");
        let told = self.told(&arguments)?;
        let mut pieces = pieces(&told).peekable();
        Ok(std::iter::from_fn(|| read(&mut pieces)).collect())
    }

    /// When each file below `folder` (all, when it is empty) was last touched by a commit. A file that was only added
    /// to be committed, or by a commit that a shallow clone lacks, is not there.
    ///
    /// # Errors
    /// When git fails.
    pub fn last_touched(&self, folder: &str) -> Result<BTreeMap<String, Timestamp>, Failure> {
        let mut touched = BTreeMap::new();
        if self.commit("HEAD")?.is_none() {
            return Ok(touched);
        }
        let mut arguments =
            vec!["log", "-z", "--name-only", "--no-renames", "--no-ext-diff", "--format=tformat:%x01%ct"];
        arguments.extend(["HEAD", "--", folder].into_iter().filter(|argument| !argument.is_empty()));
        let mut date = Timestamp::UNIX_EPOCH;
        for piece in pieces(&self.told(&arguments)?) {
            match piece.strip_prefix('\x01') {
                Some(seconds) => date = moment(seconds),
                None => drop(touched.entry(piece.trim_start_matches('\n').to_owned()).or_insert(date)),
            }
        }
        Ok(touched)
    }
}

/// The next commit. Fields that may be empty begin with a dot, because empty pieces are not told apart.
fn read(pieces: &mut Peekable<impl Iterator<Item = String>>) -> Option<Commit> {
    let hash = pieces.next()?;
    let mut field = || pieces.next().unwrap_or_default();
    let dotted = |text: String| text.strip_prefix('.').unwrap_or(&text).to_owned();
    let (parents, author, email, seconds) = (dotted(field()), dotted(field()), dotted(field()), field());
    let (subject, body, trailers) = (dotted(field()), dotted(field()), dotted(field()));
    Some(Commit {
        hash: hash.trim_start_matches('\n').to_owned(),
        parents: parents.split_whitespace().map(str::to_owned).collect(),
        author,
        email,
        date: moment(&seconds),
        subject,
        body: body.trim_end().to_owned(),
        trailers: trailers
            .split('\x1e')
            .filter_map(|line| line.split_once('\x1f'))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
        files: listed(pieces),
    })
}

/// Seconds since 1970; git writes nothing else there.
fn moment(seconds: &str) -> Timestamp {
    seconds.trim().parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_default()
}
