//! `tidings audit`: merged changes without an entry, and entries without a change.

use std::collections::BTreeSet;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::exit::{Ending, Stop, say};
use super::report::{Reporter, count_of};
use super::review::{excuse_of, repository, touched};
use super::site::{Look, Talk, Where, read_site};
use crate::build::{self, Memo, Wish};
use crate::check::{self, How, Review, Touched, review};
use crate::edge::git::{Commit, Walk};
use crate::edge::{Failure, clock};
use crate::model::{Entry, Site};

/// Tell which merged changes have no entry, and which entries no change
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tidings audit v2.3.0..            since that tag, up to now
  tidings audit v2.3.0..v2.4.0      between two tags
  tidings audit v2.3.0.. --strict   fails when something is missing

Commits are walked along the first parent: what was merged counts once. A commit has an entry when it brings one, or
when an entry names its pull request. `ignore` in [check.since] and a trailer `Changelog: none` count here, too.")]
pub(super) struct Audit {
    /// Two commits, tags or branches of git, with two dots between them; HEAD when nothing stands behind the dots
    #[arg(value_name = "A..B")]
    range: String,
    #[command(flatten)]
    place: Where,
    /// End with exit code 1 when something is missing
    #[arg(long)]
    strict: bool,
    /// How it is written
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For a terminal
    Text,
    /// One JSON object
    Json,
}

pub(super) fn run(call: Audit) -> Ending {
    let reporter = Reporter::new(&Talk::human(), false);
    let root = call.place.find().map_err(|failure| failure.told_by(&reporter))?;
    let reporter = reporter.in_site(&root);
    let failed = |failure: Failure| failure.told_by(&reporter);
    let mut said = Vec::new();
    let tree = read_site(&root, &Look::default()).map_err(failed)?.take(&mut said);
    let now = clock::now().map_err(failed)?;
    let config = tree.bytes(build::CONFIG).and_then(|bytes| build::config_in(bytes));
    let site = config.and_then(|config| {
        let wish = Wish { viewpoint: check::everything(&config, now), base_url: None, origin: None };
        build::linked(&tree, &wish, &Memo::none()).take(&mut said)
    });
    let Some(site) = site else {
        reporter.tell(said);
        return Err(Stop::Content);
    };
    let found = audit(&call, &root, &site).map_err(failed)?;
    say(&found.written(call.format)).map_err(failed)?;
    let is_whole = found.changes.is_empty() && found.entries.is_empty();
    if call.strict && !is_whole { Err(Stop::Content) } else { Ok(()) }
}

/// What belongs to nothing.
struct Found {
    looked_at: usize,
    /// Merged changes without an entry: hash and subject.
    changes: Vec<(String, String)>,
    /// Entries without a merged change: paths below the site's root.
    entries: Vec<String>,
}

fn audit(call: &Audit, root: &std::path::Path, site: &Site) -> Result<Found, Failure> {
    let Some((since, until)) = call.range.split_once("..") else {
        return Err(Failure::refused(format!("{:?} is no range", call.range))
            .help("write two dots between two commits or tags, such as v2.3.0..v2.4.0"));
    };
    let until = Some(until.trim_start_matches('.')).filter(|until| !until.is_empty());
    let repository = repository(root)?;
    let commits = repository.log(Walk { since: Some(since), until, first_parent: true })?;
    let mut found = Found { looked_at: commits.len(), changes: Vec::new(), entries: Vec::new() };
    let named: BTreeSet<&str> = site.entries.iter().flat_map(pull_requests).collect();
    let merged: BTreeSet<String> = commits.iter().flat_map(numbers).collect();
    let none = (String::new(), String::new());
    for commit in &commits {
        let files: Vec<Touched> =
            commit.files.iter().flat_map(|file| touched(file.path.clone(), file.kind.clone())).collect();
        let excuse = excuse_of(std::slice::from_ref(commit));
        let change =
            |excuse| Review { files: &files, site: repository.prefix(), excuse, proposal: &none, required: false };
        let lacks = review(&change(excuse.as_deref()), &site.config).iter().any(|it| it.code == "no-entry");
        if lacks && !numbers(commit).iter().any(|number| named.contains(number.as_str())) {
            found.changes.push((commit.hash.get(..10).unwrap_or(&commit.hash).to_owned(), commit.subject.clone()));
        }
        // Whether it touches anything that an entry could tell of: without its entries, one would be asked for.
        let others: Vec<Touched> =
            files.iter().filter(|file| !is_entry(site, repository.below(&file.path))).cloned().collect();
        let alone = review(&Review { files: &others, ..change(None) }, &site.config).is_empty();
        let came = files.iter().filter(|file| alone && file.how == How::Came);
        let paths = came.filter_map(|file| repository.below(&file.path));
        let lonely = site.entries.iter().filter(|entry| !pull_requests(entry).any(|number| merged.contains(number)));
        let lonely: BTreeSet<&str> = lonely.map(|entry| entry.path().as_str()).collect();
        found.entries.extend(paths.filter(|path| lonely.contains(path)).map(str::to_owned));
    }
    found.entries.sort();
    found.entries.dedup();
    Ok(found)
}

fn is_entry(site: &Site, path: Option<&str>) -> bool {
    path.is_some_and(|path| site.entries.iter().any(|entry| entry.path().as_str() == path))
}

/// The numbers of the pull requests that an entry names.
fn pull_requests(entry: &Entry) -> impl Iterator<Item = &str> {
    entry.fields.pull_requests.iter().map(|at| at.value.rsplit(['#', '/']).next().unwrap_or(&at.value))
}

/// The numbers that a commit's subject has: `Turn faster (#12)`, `Merge pull request #12 from …`.
fn numbers(commit: &Commit) -> Vec<String> {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
    commit.subject.split(['#', '!']).skip(1).map(digits).filter(|number| !number.is_empty()).collect()
}

impl Found {
    fn written(&self, format: Form) -> String {
        if format == Form::Json {
            let changes: Vec<_> =
                self.changes.iter().map(|(hash, subject)| json!({ "commit": hash, "subject": subject })).collect();
            return format!(
                "{}\n",
                json!({ "commits": self.looked_at, "without_entry": changes, "without_change": self.entries })
            );
        }
        let looked_at = count_of(self.looked_at, "commit");
        if self.changes.is_empty() && self.entries.is_empty() {
            return format!("{looked_at}: every change has its entry, and every entry its change\n");
        }
        let mut out = format!("{looked_at}\n");
        if !self.changes.is_empty() {
            out += "\nMerged, and no entry tells of it:\n";
            self.changes.iter().for_each(|(hash, subject)| out += &format!("  {hash} {subject}\n"));
        }
        if !self.entries.is_empty() {
            out += "\nTold, and no merged change belongs to it:\n";
            self.entries.iter().for_each(|path| out += &format!("  {path}\n"));
        }
        out
    }
}
