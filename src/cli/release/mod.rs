//! `tidings release`: what waits becomes a version, all of it or nothing.

mod files;
mod gates;
mod plan;
mod sources;
mod told;
mod version;

use clap::Args;

use self::plan::Planned;
use self::version::Asked;
use super::content::SiteContent;
use super::exit::{Ending, Stop};
use super::report::Reporter;
use super::site::{Root, Talk, day};
use crate::base::{Change, Date};
use crate::edge::{Failure, disk, git, signals};

/// Make a release of what waits
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tidings release auto --dry-run      the next version by what waits, and all that would change
  tidings release 2.4.0               this version
  tidings release minor --pre rc      2.5.0-rc.1, which leaves what waits waiting
  tidings release 2.4.0               again: late entries join the release

The waiting entries move into the version's folder, which gets a release.md with date and permanent id; files named in
[release] of tidings.toml get the version, and roadmap items that are shipped say so. Everything changes, or nothing.

auto takes the greatest step that a waiting change calls for: major when it is breaking, else the `bump` of its type
(removed: major; added, changed, deprecated: minor; fixed, security: patch). Below 1.0.0 major is a minor step.")]
pub(super) struct Release {
    /// A version, or how to count on: auto, major, minor or patch
    version: String,
    /// The product that is released
    #[arg(short, long, value_name = "ID")]
    product: Option<String>,
    /// Make a pre-release on the way to it, such as rc or beta, counted from 1
    #[arg(long, value_name = "LABEL")]
    pre: Option<String>,
    /// A code name
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The day of the release, which may lie ahead [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    date: Option<Date>,
    /// Show everything that would change, and change nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Release in spite of what stands against it, and say why
    #[arg(long, value_name = "REASON")]
    force: Option<String>,
    #[command(flatten)]
    root: Root,
    #[command(flatten)]
    talk: Talk,
}

pub(super) fn run(release: Release) -> Ending {
    let reporter = Reporter::new(&release.talk, false);
    let root = release.root.find().map_err(|failure| failure.told_by(&reporter))?;
    let reporter = reporter.in_site(&root);
    let site = SiteContent::read(&root, &reporter)?;
    Run { release, reporter, site }.run()
}

struct Run {
    release: Release,
    reporter: Reporter,
    site: SiteContent,
}

impl Run {
    fn run(&self) -> Ending {
        let failed = |failure: Failure| failure.told_by(&self.reporter);
        let output = self.site.finished(&self.reporter)?;
        let planned = self.plan(&output)?;
        let around = git::Repository::around(&self.site.root).map_err(failed)?;
        let gates = self.closed_gates(output.site(), &planned, &around).map_err(failed)?;
        if !self.release.dry_run {
            self.pass(&gates)?;
        }
        for (path, said) in &planned.newer {
            self.reporter.remark(&format!("{path} stays as it is: it says {said}, which is newer"));
        }
        if self.release.dry_run {
            return self.show(&planned, &gates).map_err(failed);
        }
        // What follows takes a moment, and is not to be torn apart.
        signals::ignore().map_err(failed)?;
        disk::apply(&planned.changes, planned.base.folder()).map_err(failed)?;
        if let git::Around::Repository(repository) = &around {
            self.note_moves(repository, &planned);
        }
        self.sum_up(&planned, &around).map_err(failed)
    }

    fn asked(&self) -> Asked<'_> {
        Asked { what: &self.release.version, pre: self.release.pre.as_deref() }
    }

    /// Whatever stands against it is told; it goes on only with a reason.
    fn pass(&self, gates: &[Failure]) -> Result<(), Stop> {
        let Some((last, others)) = gates.split_last() else { return Ok(()) };
        match &self.release.force {
            Some(reason) => {
                for gate in gates {
                    self.reporter.remark(&format!("forced ({reason}): {}", gate.message));
                }
                Ok(())
            }
            None => {
                others.iter().for_each(|gate| self.reporter.failure(gate));
                Err(last.clone().told_by(&self.reporter))
            }
        }
    }

    /// Files that git knows are known under their new names from now on.
    fn note_moves(&self, repository: &git::Repository, planned: &Planned) {
        let moves = planned.plan.changes.iter().filter_map(|change| match change {
            Change::Move { from, to, .. } => Some((repository.path_of(from.as_str()), repository.path_of(to.as_str()))),
            Change::Create { .. } | Change::Replace { .. } => None,
        });
        if let Err(failure) = repository.mv(&moves.collect::<Vec<_>>()) {
            self.reporter
                .leftover(&format!("the release stands, but git was not told what moved: {}", failure.message));
        }
    }
}
