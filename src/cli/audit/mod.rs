//! `tidings audit`: merged changes without an entry, and entries without one.

mod changes;
mod named;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use clap::builder::FalseyValueParser;
use clap::{Args, Command};
use serde_json::json;

use super::exit::{Ending, Stop, say};
use super::report::{Counts, Reporter, count_of};
use super::review::repository;
use super::site::{Look, Talk, Where, read_site};
use crate::base::{Diagnostic, Place, nearest};
use crate::build::{self, Memo, Wish};
use crate::check;
use crate::edge::git::{Point, Repository, SHALLOW, Walk};
use crate::edge::{Failure, clock};
use crate::model::{Site, Viewpoint};
use changes::{Change, News};
use named::{Index, Named};

/// Say which merged changes have no entry, and which entries no change
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tidings audit v1.2.0..                what was merged since the tag
  tidings audit v1.2.0..v1.3.0 docs     what a release brought, for the site in the folder docs
  tidings audit v1.2.0.. --strict       fails when something is missing

A change is a commit on the first-parent line: a merge, or what was squashed into one. It has an entry when it brings
or edits one, when an entry names its pull request (`pull_requests = [12]`) or an issue that it closes (`Fixes #7`), or
links its commit. None is asked for where a commit says `Changelog: none`, where only files of [check.since] `ignore`
are touched, and for what was taken back in the same range. Entries are read as they are in the folder now, whatever
the range: one that you write after the release counts, committed or not.

Exit codes: 0 when there are only warnings, 1 with --strict.

With --format json, standard output is one object:
  {\"kind\":\"summary\",\"from\":…,\"to\":…,\"changes\":…,\"excused\":…,\"entries\":…,\"errors\":…,\"warnings\":…,\"notes\":…}
and standard error an object of kind \"diagnostic\" for each change or entry that stands alone.")]
pub(super) struct Audit {
    /// Two tags, branches or commits [default of B: HEAD]
    #[arg(value_name = "A..B")]
    range: String,
    #[command(flatten)]
    place: Where,
    /// Count warnings as errors
    #[arg(long, env = "TIDINGS_STRICT", hide_env = true, value_parser = FalseyValueParser::new())]
    strict: bool,
    #[command(flatten)]
    talk: Talk,
}

/// The arguments; the form of messages has a short name here, where they are all that is asked for.
pub(super) fn arguments(command: Command) -> Command {
    Audit::augment_args(command).mut_arg("message_format", |argument| argument.visible_alias("format"))
}

pub(super) fn run(audit: Audit) -> Ending {
    let reporter = Reporter::new(&audit.talk, audit.strict);
    let root = audit.place.find().map_err(|failure| failure.told_by(&reporter))?;
    let reporter = reporter.in_site(&root);
    let failed = |failure: Failure| failure.told_by(&reporter);
    let repository = repository(&root).map_err(failed)?;
    let (from, to) = ends(&repository, &audit.range).map_err(failed)?;
    let Some(site) = site(&root, &reporter).map_err(failed)? else { return Err(Stop::Content) };
    let walk = Walk { since: Some(&from), until: Some(&to), first_parent: false };
    let commits = repository.log(walk).map_err(failed)?;
    let mut news = News::of(&commits, repository.prefix(), &site.config);
    news.follow(repository.changes(&to, Point::Worktree).map_err(failed)?, repository.prefix());
    let said = check::judge(findings(&news, &site), &site.config);
    let counts = reporter.tell_in_order(said);
    if repository.is_shallow() && !audit.talk.quiet {
        reporter.remark(&format!("changes may be missing here: {SHALLOW}"));
    }
    if !audit.talk.quiet {
        say(&summary(&reporter, &news, counts, [&from, &to])).map_err(failed)?;
    }
    if counts.errors > 0 { Err(Stop::Content) } else { Ok(()) }
}

/// The commits that the range names; of a version, its tag with a `v` does too.
///
/// # Errors
/// Refuses what git does not know.
fn ends(repository: &Repository, range: &str) -> Result<(String, String), Failure> {
    let Some((from, to)) = range.split_once("..").filter(|(from, _)| !from.trim().is_empty()) else {
        let named = Some(range.trim().trim_start_matches('.')).filter(|named| !named.is_empty());
        let help = format!("write {}.. for all that was merged since", named.unwrap_or("v1.2.0"));
        return Err(Failure::refused(format!("{range:?} names no commit to start after")).help(help));
    };
    let commit = |name: &str| {
        let known = [name.to_owned(), format!("v{name}")];
        for name in known.iter().filter(|name| !name.starts_with('-')) {
            if let Some(hash) = repository.commit(name)? {
                return Ok(hash);
            }
        }
        let failure = Failure::refused(format!("git knows no commit {name:?}"));
        let tags = repository.tags()?;
        Err(match nearest(name, tags.iter().map(String::as_str)) {
            _ if repository.is_shallow() => failure.help(SHALLOW),
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None if tags.is_empty() => {
                failure.help("there are no tags here: `git fetch --tags` brings those of the remote")
            }
            None => failure.help(format!("the newest tags are {}", tags[..tags.len().min(5)].join(", "))),
        })
    };
    let to = to.trim_start_matches('.').trim();
    Ok((commit(from.trim())?, commit(if to.is_empty() { "HEAD" } else { to })?))
}

/// The site with everything in it, drafts too; `None` when there are errors, which have been told.
fn site(root: &Path, reporter: &Reporter) -> Result<Option<Arc<Site>>, Failure> {
    let mut said = Vec::new();
    let tree = read_site(root, &Look::default())?.take(&mut said);
    let now = clock::now()?;
    let config = tree.bytes(build::CONFIG).and_then(|bytes| build::config_in(bytes));
    let audiences = Vec::new();
    let nothing = || Viewpoint { now, drafts: true, future: true, audiences };
    // A configuration that cannot be read is told of below.
    let viewpoint = config.map_or_else(nothing, |config| check::everything(&config, now));
    let wish = Wish { viewpoint, base_url: None, origin: None };
    let site = build::linked(&tree, &wish, &Memo::none()).take(&mut said);
    said.retain(Diagnostic::is_error);
    let is_whole = said.is_empty();
    reporter.tell(said);
    Ok(site.filter(|_| is_whole))
}

/// The changes, the oldest first, and then the entries.
fn findings(news: &News<'_>, site: &Site) -> Vec<Diagnostic> {
    let index = Index::of(&news.changes);
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let mut lone = BTreeMap::new();
    let is_work = |change: &usize| news.changes.get(*change).is_some_and(|change| change.is_work);
    for entry in &site.entries {
        let named = Named::of(entry);
        let mut changes = index.named_by(&named);
        let path = entry.path().as_str();
        let came_with = news.entries.get(path);
        if came_with.is_some_and(|change| !is_work(change) && !changes.iter().any(is_work)) {
            lone.insert(path, named);
        }
        told.append(&mut changes);
    }
    let changes = news.changes.iter().enumerate();
    let alone = changes.filter(|(number, change)| change.wants_entry() && !told.contains(number));
    alone.map(|(_, change)| unrecorded(change)).chain(lone.iter().map(|(path, named)| unmerged(path, named))).collect()
}

fn unrecorded(change: &Change<'_>) -> Diagnostic {
    let (hash, title) = (change.commit.hash.get(..10).unwrap_or(&change.commit.hash), change.title());
    let name = match &change.request {
        Some(number) => format!("`tidings new entry --pr {number}` writes one"),
        None => "`tidings new entry` writes one".to_owned(),
    };
    Diagnostic::warning("unrecorded-change", format!("{hash} {title:?} was merged and has no entry"))
        .help(format!("{name}; if readers notice nothing of it: `tidings explain unrecorded-change`"))
}

fn unmerged(path: &str, named: &Named<'_>) -> Diagnostic {
    let wanted = match (named.requests.first(), named.issues.first()) {
        (Some(number), _) => format!("request {number}, which it names, was not merged in this range"),
        (None, Some(number)) => {
            format!("no change of this range closes issue {number}, which it names (`Fixes #{number}`)")
        }
        (None, None) => "name the change that it tells of: pull_requests = [12], or a link to its commit".to_owned(),
    };
    Diagnostic::warning("unmerged-entry", "this entry came without the change that it tells of")
        .at(Place::file(path))
        .help(wanted)
}

fn summary(reporter: &Reporter, news: &News<'_>, counts: Counts, [from, to]: [&str; 2]) -> String {
    let excused = news.changes.iter().filter(|change| change.is_excused()).count();
    let (changes, entries) = (news.changes.len(), news.entries.len());
    if reporter.tells_programs() {
        let object = json!({
            "kind": "summary",
            "from": from,
            "to": to,
            "changes": changes,
            "excused": excused,
            "entries": entries,
            "errors": counts.errors,
            "warnings": counts.warnings,
            "notes": counts.notes,
        });
        return format!("{object}\n");
    }
    let without = if excused == 0 { String::new() } else { format!(" ({excused} that need none)") };
    let verdict = if counts == Counts::default() { "nothing is missing".to_owned() } else { counts.words() };
    format!("Audited {}{without} and {}: {verdict}\n", count_of(changes, "change"), count_of(entries, "new entry"))
}
