//! `tidings check`: everything that is wrong or doubtful, and nothing is built.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use clap::builder::FalseyValueParser;
use clap::{Args, Command};
use rayon::prelude::*;
use serde_json::json;

use super::by_hand::{Look as Documents, Looked};
use super::exit::{Ending, Stop, say};
use super::report::{Counts, Reporter, count_of};
use super::review::{Reviewed, Since};
use super::site::{Look, Talk, Where, moment, read_site, span};
use crate::base::{Diagnostic, Tree};
use crate::build::{self, Memo, Wish};
use crate::check::{self, View};
use crate::edge::git::{Around, Repository, SHALLOW};
use crate::edge::{Failure, clock};
use crate::model::{Site, Viewpoint};

/// Tell everything that is wrong or doubtful
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tidings check                     the site of the current folder
  tidings check acme --strict       doubts fail it, too
  tidings check --since             does the branch bring an entry?
  tidings check --format github     in a workflow of GitHub
  tidings explain vague-line        what one of the codes means

All that `tidings build` would say is told, and what is allowed but unwise. Drafts, what is scheduled and what
is for few are looked at, too. How loud each doubt is, the site decides:

  [check]
  vague-line = \"off\"                or \"note\", \"warning\", \"error\"

Exit codes: 0 when there are only warnings and notes, 1 when there are errors (with --strict, or warnings).

With --format json, standard output is one object:
  {\"kind\":\"summary\",\"entries\":…,\"releases\":…,\"roadmap_items\":…,\"errors\":…,\"warnings\":…,\"notes\":…,
   \"excuse\":…,\"milliseconds\":…}
and standard error an object of kind \"diagnostic\" for each error, warning and note. `excuse` says why no entry is
asked for, if somebody said that none is needed.")]
pub(super) struct Check {
    #[command(flatten)]
    place: Where,
    /// Check as of this date or time [default: SOURCE_DATE_EPOCH, or the present]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    now: Option<jiff::Timestamp>,
    /// Count warnings as errors
    #[arg(long, env = "TIDINGS_STRICT", hide_env = true, value_parser = FalseyValueParser::new())]
    strict: bool,
    #[command(flatten)]
    since: Since,
    #[command(flatten)]
    talk: Talk,
}

/// The arguments; the form of messages has a short name here, where they are all that is asked for.
pub(super) fn arguments(command: Command) -> Command {
    Check::augment_args(command).mut_arg("message_format", |argument| argument.visible_alias("format"))
}

pub(super) fn run(check: Check) -> Ending {
    let reporter = Reporter::new(&check.talk, check.strict);
    let root = check.place.find().map_err(|failure| failure.told_by(&reporter))?;
    let reporter = reporter.in_site(&root);
    Run { started: Instant::now(), root, check, reporter }.run()
}

struct Run {
    started: Instant,
    root: PathBuf,
    check: Check,
    reporter: Reporter,
}

impl Run {
    fn run(&self) -> Ending {
        let failed = |failure: Failure| failure.told_by(&self.reporter);
        let mut said = Vec::new();
        let tree = read_site(&self.root, &Look::default()).map_err(failed)?.take(&mut said);
        let now = self.check.now.map_or_else(clock::now, Ok).map_err(failed)?;
        let memo = Memo::remembering();
        let public = Viewpoint { now, drafts: false, future: false, audiences: Vec::new() };
        let output = build::build(&tree, &wish(public), &memo).take(&mut said);
        said.extend(output.iter().flat_map(render));
        let site = self.all(&tree, now, &memo, &mut said);
        let mut excuse = None;
        if let Some(site) = &site {
            let look = Documents { root: &self.root, tree: &tree, config: &site.config, now };
            let Looked { edited, is_known } = look.edited().map_err(failed)?;
            let by_hand = edited.iter().flat_map(|edited| edited.diagnostics(&self.root)).collect();
            said.extend(check::judge(by_hand, &site.config));
            let reviewed = self.review(&tree, site).map_err(failed)?;
            // What was edited by hand in a document of ours is told in full already.
            said.extend(reviewed.diagnostics.into_iter().filter(|it| !is_known || it.code != "edited-changelog"));
            excuse = reviewed.excuse;
        }
        let counts = self.reporter.tell(said);
        self.sum_up(site.as_deref(), counts, excuse.as_deref()).map_err(failed)?;
        if counts.errors > 0 { Err(Stop::Content) } else { Ok(()) }
    }

    /// The site with everything in it, and what there is to say about that. `None` when its configuration cannot be
    /// read.
    fn all(
        &self,
        tree: &Tree,
        now: jiff::Timestamp,
        memo: &Memo,
        said: &mut Vec<Diagnostic>,
    ) -> Option<std::sync::Arc<Site>> {
        let config = tree.bytes(build::CONFIG).and_then(|bytes| build::config_in(bytes))?;
        let site = build::linked(tree, &wish(check::everything(&config, now)), memo).take(said)?;
        *said = check::judge(std::mem::take(said), &config);
        said.extend(check::check_levels(&config));
        let whole = build::whole(tree, &config, memo).value;
        let doubts = check::doubts(&View::new(&site, &whole.tree).with_history(self.touched(now)));
        said.extend(whole.told(doubts));
        Some(site)
    }

    /// What there is to say about the change under review.
    fn review(&self, tree: &Tree, site: &Site) -> Result<Reviewed, Failure> {
        let shown = |path: &str| match self.root == std::path::Path::new(".") {
            true => path.to_owned(),
            false => self.root.join(path).to_string_lossy().into_owned(),
        };
        let reviewed = self.check.since.review(&self.root, tree, &site.config, shown)?;
        if let Some(excuse) = reviewed.excuse.as_ref().filter(|_| !self.check.talk.quiet) {
            self.reporter.remark(&format!("no entry is asked for: {excuse}"));
        }
        Ok(Reviewed { diagnostics: check::judge(reviewed.diagnostics, &site.config), ..reviewed })
    }

    /// When each file of the roadmap was last changed, by its path in the site; else why that is not known.
    fn touched(&self, now: jiff::Timestamp) -> Result<BTreeMap<String, jiff::Timestamp>, String> {
        let failed = |failure: Failure| failure.message;
        let repository = match Repository::around(&self.root).map_err(failed)? {
            Around::NoGit => return Err("there is no git on this machine".to_owned()),
            Around::NoRepository => return Err("the site is in no repository of git".to_owned()),
            Around::Repository(repository) if repository.is_shallow() => return Err(SHALLOW.to_owned()),
            Around::Repository(repository) => repository,
        };
        let folder = repository.path_of("roadmap");
        let mut touched = repository.last_touched(&folder).map_err(failed)?;
        let changed = repository.uncommitted(&[&folder]).map_err(failed)?;
        touched.extend(changed.into_iter().map(|file| (file.path, now)));
        let below = |(path, moment): (String, _)| Some((repository.below(&path)?.to_owned(), moment));
        Ok(touched.into_iter().filter_map(below).collect())
    }

    fn sum_up(&self, site: Option<&Site>, counts: Counts, excuse: Option<&str>) -> Result<(), Failure> {
        if self.check.talk.quiet {
            return Ok(());
        }
        let entries = site.map_or(0, |site| site.entries.len());
        let releases = site.map_or(0, |site| site.releases.iter().filter(|release| !release.unreleased).count());
        let items = site.map_or(0, |site| site.roadmap.len());
        if self.reporter.tells_programs() {
            let object = json!({
                "kind": "summary",
                "entries": entries,
                "releases": releases,
                "roadmap_items": items,
                "errors": counts.errors,
                "warnings": counts.warnings,
                "notes": counts.notes,
                "excuse": excuse,
                "milliseconds": u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            });
            return say(&format!("{object}\n"));
        }
        let things = [(entries, "entry"), (releases, "release"), (items, "roadmap item")];
        let things = things.into_iter().map(|(count, word)| count_of(count, word)).collect::<Vec<_>>().join(", ");
        let verdict = match counts == Counts::default() {
            true => "nothing to complain about".to_owned(),
            false => counts.words(),
        };
        say(&format!("Checked {things} in {}: {verdict}\n", span(self.started.elapsed())))
    }
}

fn wish(viewpoint: Viewpoint) -> Wish {
    Wish { viewpoint, base_url: None, origin: None }
}

/// Makes every file, as a build does, and returns what is wrong with any of them.
fn render(output: &build::Output) -> Vec<Diagnostic> {
    let faults = (0..output.len()).into_par_iter().map_init(Vec::new, |bytes, index| {
        bytes.clear();
        output.render_into(index, bytes).err()
    });
    faults.flatten().collect()
}
