//! `tidings build`: the site into its output folder.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use clap::builder::FalseyValueParser;
use rayon::prelude::*;
use serde_json::json;

use super::exit::{Ending, Stop, say};
use super::highlights::Kept;
use super::record::{Ledger, Record};
use super::report::{Counts, Reporter, count_of};
use super::site::{Look, Talk, Where, read_site, site_address, span};
use crate::author::init::is_placeholder;
use crate::base::{Date, Diagnostic, Severity, SitePath};
use crate::build::{self, Memo, Output, Summary, Wish};
use crate::edge::disk::{Commit, Publication, read_file};
use crate::edge::{Failure, quoted, signals, term};

/// Build the site into its output folder
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tidings build                         the site of the current folder, into public/
  tidings build acme -o /srv/changes    another site, into another folder
  tidings build --drafts --future       with what is not public yet
  tidings build --strict --message-format github    in a workflow of GitHub

The output folder changes whole or not at all; files in it that Tidings did not write are kept.
When nothing changed since the last build, neither content nor output nor Tidings itself, nothing is done.

With --message-format json, standard output is one object:
  {\"kind\":\"summary\",\"output\":…,\"pages\":…,\"feeds\":…,\"files\":…,\"unchanged\":…,\"up_to_date\":…,
   \"hidden\":…,\"next_change\":…,\"preview\":…,\"errors\":…,\"warnings\":…,\"milliseconds\":…}
and standard error an object of kind \"diagnostic\" for each error and warning.")]
pub(super) struct Build {
    #[command(flatten)]
    place: Where,
    /// The output folder [default: public in the site's folder]
    #[arg(short, long, value_name = "DIR", env = "TIDINGS_OUTPUT", hide_env = true)]
    output: Option<PathBuf>,
    /// Where the site is published, instead of the base_url of tidings.toml
    #[arg(short = 'u', long, value_name = "URL", env = "TIDINGS_BASE_URL", hide_env = true)]
    base_url: Option<String>,
    #[command(flatten)]
    look: Look,
    #[command(flatten)]
    talk: Talk,
    /// Count warnings as errors
    #[arg(long, env = "TIDINGS_STRICT", hide_env = true, value_parser = FalseyValueParser::new())]
    strict: bool,
    /// Build everything anew, even if nothing changed since the last build
    #[arg(long, env = "TIDINGS_NO_CACHE", hide_env = true, value_parser = FalseyValueParser::new())]
    no_cache: bool,
}

pub(super) fn run(build: Build) -> Ending {
    let reporter = Reporter::new(&build.talk, build.strict);
    let root = build.place.find().map_err(|failure| failure.told_by(&reporter))?;
    let reporter = reporter.in_site(&root);
    Run { started: Instant::now(), root, build, reporter }.run()
}

struct Run {
    started: Instant,
    root: PathBuf,
    build: Build,
    reporter: Reporter,
}

impl Run {
    fn run(&self) -> Ending {
        let failed = |failure: Failure| failure.told_by(&self.reporter);
        signals::watch().map_err(failed)?;
        let wish = self.wish().map_err(failed)?;
        let out = self.out();
        // First the place: a wrong one is told at once, and of two builds the later one reads the later content.
        let publication = Publication::begin(&out, &self.root, &|| {
            self.reporter.remark(&format!("waiting for another build that is writing {}", quoted(&out)));
        });
        let publication = publication.map_err(failed)?;
        let mut diagnostics = Vec::new();
        let tree = read_site(&self.root, &self.build.look).map_err(failed)?.take(&mut diagnostics);
        let ledger = (!self.build.no_cache).then(|| Ledger::open(&publication, &tree, &diagnostics, &wish)).flatten();
        if let Some(record) = ledger.as_ref().and_then(|ledger| ledger.same_build(&publication)) {
            return self.leave(publication, record);
        }
        let kept = (!self.build.no_cache).then(|| Kept::find(&self.root)).flatten();
        let highlights = kept.as_ref().map(|kept| kept.read().keeping());
        let memo = Memo::none().with_highlights(highlights.unwrap_or_default());
        let output = build::build(&tree, &wish, &memo).take(&mut diagnostics);
        let Some(output) = output.filter(|_| !self.forbids(&diagnostics)) else {
            return self.give_up(publication, diagnostics);
        };
        diagnostics.extend(self.write(&output, &publication).map_err(failed)?);
        if self.forbids(&diagnostics) {
            return self.give_up(publication, diagnostics);
        }
        let summary = output.summary();
        // Colours are right whether the site is published or not, so nothing waits for them.
        let keep = || kept.iter().for_each(|kept| kept.keep(memo.highlights()));
        let (commit, ()) = rayon::join(|| publication.commit(), keep);
        let commit = commit.map_err(failed)?;
        ledger.iter().for_each(|ledger| ledger.note(commit.seal, &summary, &diagnostics));
        let counts = self.reporter.tell(diagnostics);
        commit.warnings.iter().for_each(|warning| self.reporter.leftover(warning));
        self.sum_up(&summary, Some(&commit), counts).map_err(failed)?;
        // The process ends now, and takes all of it at once; to free ten thousand pages piece by piece takes longer.
        std::mem::forget((tree, output));
        Ok(())
    }

    /// The published site is what this build would make: it says so, and what that build said.
    fn leave(&self, publication: Publication, record: Record) -> Ending {
        let summary = record.summary();
        let diagnostics = record.diagnostics();
        if self.forbids(&diagnostics) {
            return self.give_up(publication, diagnostics);
        }
        drop(publication);
        let counts = self.reporter.tell(diagnostics);
        self.sum_up(&summary, None, counts).map_err(|failure| failure.told_by(&self.reporter))
    }

    fn out(&self) -> PathBuf {
        match &self.build.output {
            Some(out) => out.clone(),
            None if self.root.as_os_str() == "." => PathBuf::from("public"),
            None => self.root.join("public"),
        }
    }

    fn wish(&self) -> Result<Wish, Failure> {
        let base_url = self.build.base_url.as_deref().map(site_address).transpose()?;
        Ok(Wish { viewpoint: self.build.look.viewpoint()?, base_url, origin: None })
    }

    /// Whether the site still has the address of an example.
    fn is_placeholder(&self) -> bool {
        let config = || read_file(&self.root.join(build::CONFIG)).ok().flatten().and_then(|it| build::config_in(&it));
        let base_url = self.build.base_url.clone().or_else(|| config().map(|config| config.base_url));
        let host = base_url.and_then(|it| url::Url::parse(&it).ok()?.host_str().map(str::to_owned));
        host.is_some_and(|host| is_placeholder(&host))
    }

    /// Renders and writes every page; what is wrong with any of them.
    fn write(&self, output: &Output, publication: &Publication) -> Result<Vec<Diagnostic>, Failure> {
        let paths: Vec<&SitePath> = output.paths().collect();
        let progress = term::Progress::new("files", paths.len(), self.started, self.build.talk.quiet);
        let faults = paths.par_iter().enumerate().map_init(Vec::new, |bytes, (index, path)| {
            progress.step();
            match output.render_into(index, bytes) {
                Ok(()) => publication.write(path, bytes).map(|()| None),
                Err(diagnostic) => Ok(Some(diagnostic)),
            }
        });
        let faults = faults.collect::<Result<Vec<_>, Failure>>()?;
        Ok(faults.into_iter().flatten().collect())
    }

    fn forbids(&self, diagnostics: &[Diagnostic]) -> bool {
        let worst = diagnostics.iter().map(|diagnostic| diagnostic.severity).min();
        worst.is_some_and(|worst| worst == Severity::Error || self.build.strict && worst == Severity::Warning)
    }

    /// The content is at fault: the published site stays as it is.
    fn give_up(&self, publication: Publication, diagnostics: Vec<Diagnostic>) -> Ending {
        drop(publication);
        let counts = self.reporter.tell(diagnostics);
        self.reporter.remark(&format!("{}: nothing was published", counts.words()));
        Err(Stop::Content)
    }

    /// Says what was done; without a commit, that nothing was.
    fn sum_up(&self, summary: &Summary, commit: Option<&Commit>, counts: Counts) -> Result<(), Failure> {
        if self.build.talk.quiet {
            return Ok(());
        }
        if self.reporter.tells_programs() {
            return say(&self.object(summary, commit, counts));
        }
        let (done, taking) = if commit.is_some() { ("Built", "") } else { ("Unchanged:", ", checked") };
        let mut text = format!(
            "{done} {}, {}{taking} in {} → {}/\n",
            count_of(summary.pages, "page"),
            count_of(summary.feeds, "feed"),
            span(self.started.elapsed()),
            quoted(&self.out()).trim_end_matches('/'),
        );
        let hidden = (summary.hidden > 0)
            .then(|| format!("{} left out (drafts, scheduled, expired, other audiences)", summary.hidden));
        let next = summary.next_change.map(|next| format!("the next change is due {}", due(&next)));
        let remarks: Vec<String> = hidden.into_iter().chain(next).collect();
        if !remarks.is_empty() {
            text += &format!("{}\n", remarks.join("; "));
        }
        if self.is_placeholder() {
            text += "base_url is an example's: set it before you publish, links and the ids of feeds are made of it\n";
        }
        if let Some(warning) = self.build.look.warning() {
            text += &format!("{warning}\n");
        }
        if counts != Counts::default() {
            text += &format!("{}\n", counts.words());
        }
        if let Some(commit) = commit.filter(|_| self.build.talk.verbose) {
            text += &format!("{} written, {} of them unchanged\n", count_of(commit.files, "file"), commit.unchanged);
            if !commit.in_one_step {
                text += "The file system cannot exchange folders: the site was replaced by two renames\n";
            }
        }
        say(&text)
    }

    /// The summary as programs read it.
    fn object(&self, summary: &Summary, commit: Option<&Commit>, counts: Counts) -> String {
        let object = json!({
            "kind": "summary",
            "output": self.out().to_string_lossy(),
            "pages": summary.pages,
            "feeds": summary.feeds,
            "files": summary.files,
            "unchanged": commit.map_or(summary.files, |commit| commit.unchanged),
            "up_to_date": commit.is_none(),
            "hidden": summary.hidden,
            "next_change": summary.next_change.as_ref().map(Date::rfc3339),
            "preview": self.build.look.warning().is_some(),
            "errors": counts.errors,
            "warnings": counts.warnings,
            "milliseconds": u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
        });
        format!("{object}\n")
    }
}

/// `2026-12-01 09:00 UTC`, or the day alone.
fn due(date: &Date) -> String {
    match date.has_time() {
        true => date.civil().strftime("%Y-%m-%d %H:%M UTC").to_string(),
        false => date.iso_day(),
    }
}
