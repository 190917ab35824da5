//! The repository that a site stands in, as the program `git` tells it.

mod changes;
mod log;
mod past;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub use changes::{FileChange, Kind, Point, Uncommitted};
pub use log::{Commit, Walk};

use super::Failure;

/// Variables by which a hook of git names its own repository; they would win over the folder that is asked about.
const OF_HOOKS: [&str; 6] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"];

/// What a user's configuration could change in what we read, put back.
const SETTINGS: [&str; 7] = [
    "core.fsmonitor=false",
    "log.showSignature=false",
    "log.follow=false",
    "diff.relative=false",
    "core.quotePath=false",
    "i18n.logOutputEncoding=UTF-8",
    "diff.ignoreSubmodules=none",
];

/// What to do when a shallow clone lacks something.
pub const SHALLOW: &str = "the clone is shallow: `git fetch --unshallow --tags`, or `fetch-depth: 0` in a workflow";

/// What there is around a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Around {
    Repository(Repository),
    /// The folder is in no work tree.
    NoRepository,
    /// There is no program `git` on this machine.
    NoGit,
}

/// A work tree. Paths are told as git has them: from its top, with `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    top: PathBuf,
    prefix: String,
    shallow: bool,
}

/// Where a line of work left the default branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fork {
    /// The full hash of the commit.
    At(String),
    /// None is known here: neither a remote's, nor `main`, `master` or `trunk`.
    NoDefaultBranch,
    /// The two share no commit; in a shallow clone it may only be missing here.
    NothingShared,
    /// Nothing has been committed yet.
    NoCommits,
}

impl Repository {
    /// The work tree that `folder` is in.
    ///
    /// # Errors
    /// When the folder cannot be looked at, or git refuses for a reason of its own, such as a foreign owner.
    pub fn around(folder: &Path) -> Result<Around, Failure> {
        let asked = ["rev-parse", "--is-shallow-repository", "--show-prefix", "--show-toplevel"];
        let output = match git(folder).args(asked).output() {
            Ok(output) => output,
            // A folder that is not there gives the same error as a program that is not.
            Err(error) if error.kind() == io::ErrorKind::NotFound && folder.is_dir() => return Ok(Around::NoGit),
            Err(error) => return Err(Failure::io("run git in", folder, &error)),
        };
        let said = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            return match ["not a git repository", "must be run in a work tree"].iter().any(|it| said.contains(it)) {
                true => Ok(Around::NoRepository),
                false => Err(refusal(&["rev-parse"], &said)),
            };
        }
        let told = String::from_utf8_lossy(&output.stdout);
        let mut lines = told.splitn(3, '\n');
        let mut line = || lines.next().unwrap_or_default();
        let (shallow, prefix) = (line() == "true", line().to_owned());
        let top = PathBuf::from(line().trim_end_matches('\n'));
        // Inside of `.git` there is no work tree, and no error.
        if top.as_os_str().is_empty() {
            return Ok(Around::NoRepository);
        }
        Ok(Around::Repository(Self { top, prefix, shallow }))
    }

    /// The work tree's topmost folder, absolute.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// Where the folder that was asked about stands below the top: empty, or with a `/` at its end.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether the clone has only the newest part of the history: what is older cannot be told.
    pub fn is_shallow(&self) -> bool {
        self.shallow
    }

    /// A path below the folder that was asked about, as git has it.
    pub fn path_of(&self, below: &str) -> String {
        format!("{}{below}", self.prefix)
    }

    /// A path of git as seen from the folder that was asked about; `None` when it is not in it.
    pub fn below<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(&self.prefix)
    }

    /// The full hash of the commit that `name` (branch, tag, hash, `HEAD~2`) stands for; `None` when there is none.
    ///
    /// # Errors
    /// When git fails.
    pub fn commit(&self, name: &str) -> Result<Option<String>, Failure> {
        let asked = format!("{name}^{{commit}}");
        let output = self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &asked])?;
        let hash = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok((output.status.success() && !hash.is_empty()).then_some(hash))
    }

    /// The name of the branch that others start from, to be used as a revision: `origin/main`, `main`.
    ///
    /// # Errors
    /// When git fails.
    pub fn default_branch(&self) -> Result<Option<String>, Failure> {
        let output = self.run(&["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"])?;
        let named = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let own = setting(&self.top, "init.defaultBranch").filter(|name| !name.is_empty());
        let known = || own.as_deref().into_iter().chain(["main", "master", "trunk"]);
        let remote = known().map(|name| format!("origin/{name}"));
        let names = Some(named).filter(|name| !name.is_empty()).into_iter().chain(remote);
        let names = names.chain(known().map(str::to_owned));
        for name in names {
            if self.commit(&name)?.is_some() {
                return Ok(Some(name));
            }
        }
        Ok(None)
    }

    /// The names of all branches, the one that was committed to last first, but the present one at the end.
    ///
    /// # Errors
    /// When git fails.
    pub fn branches(&self) -> Result<Vec<String>, Failure> {
        let asked = ["--sort=-committerdate", "--format=%(HEAD)%(refname:strip=2)", "refs/heads", "refs/remotes"];
        let told = self.told(&[&["for-each-ref"], &asked[..]].concat())?;
        let told = String::from_utf8_lossy(&told);
        let (present, others): (Vec<&str>, Vec<&str>) = told.lines().partition(|line| line.starts_with('*'));
        Ok(others.into_iter().chain(present).filter_map(|line| Some(line.get(1..)?.to_owned())).collect())
    }

    /// The names of all tags, the newest first.
    ///
    /// # Errors
    /// When git fails.
    pub fn tags(&self) -> Result<Vec<String>, Failure> {
        let told = self.told(&["for-each-ref", "--sort=-creatordate", "--format=%(refname:strip=2)", "refs/tags"])?;
        Ok(String::from_utf8_lossy(&told).lines().map(str::to_owned).collect())
    }

    /// Where the present line of work left the default branch.
    ///
    /// # Errors
    /// When git fails.
    pub fn fork(&self) -> Result<Fork, Failure> {
        if self.commit("HEAD")?.is_none() {
            return Ok(Fork::NoCommits);
        }
        let Some(branch) = self.default_branch()? else { return Ok(Fork::NoDefaultBranch) };
        Ok(self.merge_base(&branch, "HEAD")?.map_or(Fork::NothingShared, Fork::At))
    }

    /// The full hash of the best commit that both have in their past; `None` when there is none here.
    ///
    /// # Errors
    /// When one of the names stands for no commit, or git fails.
    pub fn merge_base(&self, one: &str, other: &str) -> Result<Option<String>, Failure> {
        let (one, other) = (self.known(one)?, self.known(other)?);
        let output = self.run(&["merge-base", &one, &other])?;
        let hash = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        // With 1 it says that there is none.
        match output.status.code() {
            Some(0) if !hash.is_empty() => Ok(Some(hash)),
            Some(0 | 1) => Ok(None),
            _ => Err(refusal(&["merge-base"], &String::from_utf8_lossy(&output.stderr))),
        }
    }

    /// Those of `paths` that git knows: committed, or added to be.
    ///
    /// # Errors
    /// When git fails.
    pub fn tracked(&self, paths: &[String]) -> Result<BTreeSet<String>, Failure> {
        if paths.is_empty() {
            return Ok(BTreeSet::new());
        }
        // All are asked for: a command line has no room for as many paths as a release may move.
        let known: BTreeSet<String> = pieces(&self.told(&["ls-files", "-z"])?).collect();
        Ok(paths.iter().filter(|path| known.contains(*path)).cloned().collect())
    }

    /// What a file held at a commit; `None` when it was not there.
    ///
    /// # Errors
    /// When `name` stands for no commit, or git fails.
    pub fn file_at(&self, name: &str, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        let commit = self.known(name)?;
        let listed = self.told(&["ls-tree", "-z", "--format=%(objecttype) %(objectname)", &commit, "--", path])?;
        match pieces(&listed).next().as_deref().and_then(|line| line.strip_prefix("blob ")) {
            Some(blob) => self.told(&["cat-file", "blob", blob]).map(Some),
            None => Ok(None),
        }
    }

    /// Tells git that files have moved which have already moved on disk: what was added of them, and no more, is now
    /// known under the new path, as by `git mv`. All of them, or none.
    ///
    /// # Errors
    /// When git fails, or another git is at work.
    pub fn mv(&self, moves: &[(String, String)]) -> Result<(), Failure> {
        if moves.is_empty() {
            return Ok(());
        }
        let targets: BTreeMap<&str, &str> = moves.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        let listed = self.told(&["ls-files", "-z", "--stage"])?;
        let mut steps = Vec::new();
        for line in pieces(&listed) {
            let Some((entry, path)) = line.split_once('\t') else { continue };
            let Some(to) = targets.get(path) else { continue };
            let mut words = entry.split(' ');
            let (Some(mode), Some(blob)) = (words.next(), words.next()) else { continue };
            // Mode 0 takes a path out, whatever stands for its content.
            steps.push(format!("0 {}\t{path}\0{mode} {blob}\t{to}\0", "0".repeat(blob.len())));
        }
        self.feed(&["update-index", "-z", "--index-info"], steps.concat().as_bytes())
    }

    /// The commit, which is to be there.
    fn known(&self, name: &str) -> Result<String, Failure> {
        self.commit(name)?.ok_or_else(|| {
            let failure = Failure::refused(format!("git knows no commit {name:?}"));
            match self.shallow {
                true => failure.help(SHALLOW),
                false => {
                    failure.help("name a branch, a tag or a commit; `git fetch --tags` brings those of the remote")
                }
            }
        })
    }

    /// What git says on standard output.
    fn told(&self, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
        let output = self.run(arguments)?;
        match output.status.success() {
            true => Ok(output.stdout),
            false => Err(refusal(arguments, &String::from_utf8_lossy(&output.stderr))),
        }
    }

    fn run(&self, arguments: &[&str]) -> Result<Output, Failure> {
        git(&self.top).args(arguments).output().map_err(|error| Failure::io("run git in", &self.top, &error))
    }

    /// Gives git something to read.
    fn feed(&self, arguments: &[&str], input: &[u8]) -> Result<(), Failure> {
        let failed = |error: io::Error| Failure::io("run git in", &self.top, &error);
        let mut command = git(&self.top);
        let mut child = command.args(arguments).stdin(Stdio::piped()).spawn().map_err(failed)?;
        // Git that ends early says why; that its input was not taken is no news.
        let fed = child.stdin.take().map_or(Ok(()), |mut pipe| pipe.write_all(input));
        let output = child.wait_with_output().map_err(failed)?;
        match output.status.success() {
            true => fed.map_err(failed),
            false => Err(refusal(arguments, &String::from_utf8_lossy(&output.stderr))),
        }
    }
}

/// What git's configuration says in `folder`, of the user, the machine or the repository; `None` when it says nothing,
/// or there is no git.
pub fn setting(folder: &Path, name: &str) -> Option<String> {
    let output = git(folder).args(["config", "--get", name]).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim_end_matches('\n').to_owned())
}

/// Git in a folder: it asks nothing, takes no lock that it can do without, speaks English, and takes paths as they are.
fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["--no-pager", "--literal-pathspecs"]);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    for variable in OF_HOOKS {
        command.env_remove(variable);
    }
    command.envs([("LC_ALL", "C"), ("GIT_OPTIONAL_LOCKS", "0"), ("GIT_TERMINAL_PROMPT", "0")]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What git says when it does not do what it was asked for.
fn refusal(arguments: &[&str], said: &str) -> Failure {
    let verb = arguments.first().copied().unwrap_or_default();
    let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let reason = lines.find(|line| !line.starts_with("warning:")).unwrap_or("it says nothing about it");
    Failure::machine(format!("`git {verb}` failed: {}", reason.trim_start_matches("fatal: ")))
}

/// The texts between NUL characters.
fn pieces(bytes: &[u8]) -> impl Iterator<Item = String> + '_ {
    bytes.split(|byte| *byte == 0).filter(|piece| !piece.is_empty()).map(|piece| String::from_utf8_lossy(piece).into())
}

#[cfg(test)]
mod tests;
