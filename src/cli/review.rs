//! The change under review, as git tells it: what `tidings check --since` looks at besides the site.

use clap::Args;

use crate::author::new::Name;
use crate::author::{Desk, drafted};
use crate::base::{At, Diagnostic, Span, Tree};
use crate::check::{How, Review, Touched, review};
use crate::edge::git::{Around, Commit, Fork, Kind, Point, Repository, SHALLOW, Walk};
use crate::edge::{Failure, disk, shell_word};
use crate::model::{Config, Draft, DraftFields, EntryFields, Version};

/// Which change is looked at, and what is asked of it.
#[derive(Debug, Args)]
#[command(next_help_heading = "The change under review")]
pub(super) struct Since {
    /// Look at what changed since this commit, branch or tag, too [without REF: since the default branch]
    #[arg(long, value_name = "REF", num_args = 0..=1, default_missing_value = "")]
    since: Option<String>,
    /// A change without an entry is an error
    #[arg(long, requires = "since")]
    require: bool,
    /// A label that the change has; some say that it needs no entry (repeatable)
    #[arg(long, value_name = "NAME", env = "TIDINGS_LABELS", hide_env = true, value_delimiter = ',')]
    label: Vec<String>,
}

/// What there is to say about the change.
#[derive(Default)]
pub(super) struct Reviewed {
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Why no entry was asked for.
    pub(super) excuse: Option<String>,
}

impl Since {
    /// Looks at the change, if that is asked for. `shown` is what stands before paths of the site, as the caller sees
    /// them.
    ///
    /// # Errors
    /// When git cannot tell what changed.
    pub(super) fn review(
        &self,
        root: &std::path::Path,
        tree: &Tree,
        config: &Config,
        shown: impl Fn(&str) -> String,
    ) -> Result<Reviewed, Failure> {
        let Some(since) = &self.since else { return Ok(Reviewed::default()) };
        let repository = repository(root)?;
        let base = base(&repository, since)?;
        let commits = repository.log(Walk { since: Some(&base), ..Walk::default() })?;
        let files: Vec<Touched> = repository
            .changes(&base, Point::Worktree)?
            .into_iter()
            .flat_map(|change| touched(change.path, change.kind))
            .collect();
        let excuse = self.excuse(config, &commits);
        let (path, text) = proposal(config, tree, &commits, &files, &base);
        let change = Review {
            files: &files,
            site: repository.prefix(),
            base: &base,
            excuse: excuse.as_deref(),
            proposal: &(shown(&path), text),
            required: self.require,
        };
        Ok(Reviewed { diagnostics: review(&change, config), excuse })
    }

    /// By a label of the change, else by a trailer of one of its commits.
    fn excuse(&self, config: &Config, commits: &[Commit]) -> Option<String> {
        let known = |label: &&String| config.check.labels.iter().any(|it| it.eq_ignore_ascii_case(label.trim()));
        if let Some(label) = self.label.iter().find(known) {
            return Some(format!("the label `{}` says so", label.trim()));
        }
        excuse_of(commits)
    }
}

/// What of the commits' messages says that no entry is needed.
fn excuse_of(commits: &[Commit]) -> Option<String> {
    let commit = commits.iter().find(|commit| says_none(commit))?;
    Some(format!("commit {} says so", commit.hash.get(..10).unwrap_or(&commit.hash)))
}

/// Whether a trailer of the commit says that it needs no entry.
pub(super) fn says_none(commit: &Commit) -> bool {
    commit.trailers.iter().any(|(key, value)| {
        let value = value.trim().to_lowercase();
        key.eq_ignore_ascii_case("changelog") && ["none", "no", "skip", "false"].contains(&value.as_str())
    })
}

/// The repository around the site.
///
/// # Errors
/// Refuses when there is none.
pub(super) fn repository(root: &std::path::Path) -> Result<Repository, Failure> {
    match Repository::around(root)? {
        Around::Repository(repository) => Ok(repository),
        Around::NoRepository => {
            Err(Failure::refused("the site is in no repository of git").help("run it in a clone, or `git init` one"))
        }
        Around::NoGit => {
            Err(Failure::refused("there is no git on this machine").help("install it: https://git-scm.com"))
        }
    }
}

/// Where the change begins: where it left the commit that was named, or the default branch.
fn base(repository: &Repository, since: &str) -> Result<String, Failure> {
    let lost = || {
        let failure = Failure::refused("the change and what it is compared with share no commit here");
        match repository.is_shallow() {
            true => failure.help(SHALLOW),
            false => failure.help("name another: --since REF"),
        }
    };
    if !since.is_empty() {
        let folder = std::path::Path::new(since);
        if repository.commit(since)?.is_none() && disk::check_root(folder).is_ok() {
            let folder = shell_word(folder);
            return Err(Failure::refused(format!(
                "{since} is a site, and no commit: write `tidings check {folder} --since`"
            )));
        }
        return repository.merge_base(since, "HEAD")?.ok_or_else(lost);
    }
    match repository.fork()? {
        Fork::At(commit) => Ok(commit),
        Fork::NothingShared => Err(lost()),
        Fork::NoDefaultBranch => {
            let known = "known by themselves are origin/HEAD, git's init.defaultBranch, main, master and trunk";
            let branches = repository.branches()?;
            let such_as = branches.first().map_or("REF", String::as_str);
            Err(Failure::refused("it is not known which branch here the others start from")
                .help(format!("name it, as in --since {such_as}; {known}")))
        }
        Fork::NoCommits => Err(Failure::refused("nothing has been committed yet").help("commit first")),
    }
}

/// A file that moved went from one place and came to another.
pub(super) fn touched(path: String, kind: Kind) -> Vec<Touched> {
    let of = |path, how| Touched { path, how };
    match kind {
        Kind::Added => vec![of(path, How::Came)],
        Kind::Modified => vec![of(path, How::Changed)],
        Kind::Deleted => vec![of(path, How::Went)],
        Kind::Renamed(from) => vec![of(path, How::Came), of(from, How::Went)],
    }
}

/// The file of an entry that says what the oldest commit of the change says, for its author to make better.
pub(super) fn proposal(
    config: &Config,
    tree: &Tree,
    commits: &[Commit],
    files: &[Touched],
    base: &str,
) -> (String, String) {
    let subject = commits.last().map_or("", |commit| commit.subject.as_str());
    let (kind, words) = meant(subject);
    let kind = config.type_named(kind).or_else(|| config.type_named("changed")).or(config.types.first());
    let at = |value: &str| At::new(value.to_owned(), Span::default());
    let text = match words.is_empty() {
        true => "What is different for readers, in a sentence or two.".to_owned(),
        false => format!("{words}."),
    };
    let name = Name::of(None, if words.is_empty() { "change" } else { &text }, base);
    let fields = EntryFields {
        kind: kind.map(|kind| at(&kind.id)),
        product: product(config, subject, files).map(at),
        version: Some(at(Version::UNRELEASED)),
        id: Some(at(&name.id)),
        ..EntryFields::default()
    };
    let draft = Draft { fields: DraftFields::Entry(Box::new(fields)), body: text, name: name.name, place: None };
    let mut desk = Desk { config, tree, taken: Vec::new(), whole_releases: false };
    let (path, text) = drafted(&draft, &mut desk);
    (path.to_string(), text)
}

/// The product that the scope of the subject names (`fix(server): …`), else a folder of a changed file; else the first.
fn product<'c>(config: &'c Config, subject: &str, files: &[Touched]) -> Option<&'c str> {
    let ids = || config.products.iter().map(|product| product.id.as_str());
    let scope = subject.split_once(": ").and_then(|(head, _)| head.split_once('(')?.1.split_once(')'));
    let scoped = scope.and_then(|(scope, _)| ids().find(|id| id.eq_ignore_ascii_case(scope)));
    let mut folders = files.iter().flat_map(|file| file.path.rsplit('/').skip(1));
    let touched = || folders.find_map(|folder| ids().find(|id| id.eq_ignore_ascii_case(folder)));
    scoped.or_else(touched).or_else(|| ids().next())
}

/// The type that a commit's subject names, and what it says: `fix(map): turn it` → `fixed`, `Turn it`.
fn meant(subject: &str) -> (&'static str, String) {
    const KINDS: [(&str, &str); 6] = [
        ("feat", "added"),
        ("fix", "fixed"),
        ("security", "security"),
        ("remove", "removed"),
        ("deprecate", "deprecated"),
        ("add", "added"),
    ];
    let head = subject.split_once(": ").filter(|(head, _)| !head.contains(' '));
    let (kind, words) = head.unwrap_or_else(|| (subject.split(' ').next().unwrap_or_default(), subject));
    let lower = kind.to_lowercase();
    let kind = KINDS.iter().find(|(start, _)| lower.starts_with(start)).map_or("changed", |(_, kind)| kind);
    let mut letters = words.trim().trim_end_matches('.').chars();
    let first = letters.next().map(char::to_uppercase);
    (kind, first.into_iter().flatten().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_products_the_one_is_meant_that_changed() {
        let text = "title = \"A\"\nbase_url = \"https://acme.example\"\n[products.app]\n[products.server]\n";
        let config = crate::build::config_in(text.as_bytes()).unwrap();
        for (subject, file, meant) in [
            ("fix(server): no crash", "app/a.rs", "server"),
            ("No crash", "crates/Server/src/a.rs", "server"),
            ("No crash", "src/server", "app"),
            ("fix: no crash", "src/a.rs", "app"),
        ] {
            let files = [Touched { path: file.to_owned(), how: How::Changed }];
            assert_eq!(product(&config, subject, &files), Some(meant), "{subject} {file}");
        }
    }

    #[test]
    fn a_subject_names_a_type() {
        for (subject, kind, words) in [
            ("fix(map): turn it.", "fixed", "Turn it"),
            ("feat!: offline maps", "added", "Offline maps"),
            ("Fix the map: it was upside down", "fixed", "Fix the map: it was upside down"),
            ("Turn the map", "changed", "Turn the map"),
            ("", "changed", ""),
        ] {
            assert_eq!(meant(subject), (kind, words.to_owned()), "{subject}");
        }
    }
}
