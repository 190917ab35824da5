//! `tidings release`: what waits becomes a version, all of it or nothing.

mod files;
mod gates;
mod version;

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use self::files::{Base, Outside, outside};
use self::version::Asked;
use super::content::SiteContent;
use super::exit::{Ending, Stop, say};
use super::report::{Reporter, count_of};
use super::site::{Root, Talk, day};
use crate::author::release::{Plan, Wish, release};
use crate::base::{Change, Date, unified};
use crate::build::Output;
use crate::edge::{Failure, clock, disk, git, shell_word, signals};
use crate::export::{WRITINGS, Wanted};
use crate::facts::next::final_of;
use crate::model::Version;

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
    /// The day of the release [default: today]
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

/// Everything that is known once the release is planned.
struct Planned {
    plan: Plan,
    /// Of the product; empty in a site without products.
    product: (String, String),
    version: String,
    tag: String,
    base: Base,
    /// All steps, from the base on.
    changes: Vec<Change>,
    /// Files that say a newer release, and which; they stay.
    ahead: Vec<(String, String)>,
}

impl Run {
    fn run(&self) -> Ending {
        let failed = |failure: Failure| failure.told_by(&self.reporter);
        let output = self.site.finished(&self.reporter)?;
        let planned = self.plan(&output)?;
        let around = git::Repository::around(&self.site.root).map_err(failed)?;
        let counted = self.asked().is_counted().then_some(planned.tag.as_str());
        let gates = gates::closed(&self.site, &around, counted).map_err(failed)?;
        let stays = || {
            for (path, said) in &planned.ahead {
                self.reporter.remark(&format!("{path} stays as it is: it says {said}, which is newer"));
            }
        };
        if self.release.dry_run {
            stays();
            gates.iter().for_each(|gate| self.reporter.remark(&format!("would be refused: {}", gate.message)));
            return say(&planned.shown()).map_err(failed);
        }
        self.pass(&gates)?;
        stays();
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

    fn plan(&self, output: &Output) -> Result<Planned, Stop> {
        let failed = |failure: Failure| failure.told_by(&self.reporter);
        let site = output.site();
        let product = version::product(site, self.release.product.as_deref()).map_err(failed)?;
        let version = self.asked().version(site, product).map_err(failed)?;
        let today = Date::moment(clock::now().map_err(failed)?).iso_day();
        let today = Date::parse(&today).map_err(|fault| failed(Failure::refused(fault.to_string())))?;
        let wish = Wish {
            product,
            version: version.clone(),
            today: self.release.date.unwrap_or(today),
            title: self.release.title.clone(),
        };
        let plan = release(site, &self.site.tree, &wish).map_err(|fault| {
            let failure = Failure::refused(fault.message);
            failed(Failure { help: fault.help, ..failure })
        })?;
        // What comes of it must be a site as good as before.
        let after = SiteContent { tree: self.site.tree.after(&plan.changes), ..self.site.clone() };
        after.finished(&self.reporter)?;
        let config = &site.products[product].config;
        let kept = self.site.config.release.of(&config.id);
        let base = Base::of(&self.site.root, kept).map_err(failed)?;
        let newer = version::newer(site, product, &version);
        let Outside { changes: mut named, ahead } =
            outside(&base, &self.site.root, kept, &version, &newer).map_err(failed)?;
        named.extend(self.changelog(&base, &after, product, wish.today)?);
        let changes = plan.changes.iter().cloned().map(|change| change.below(base.prefix())).chain(named).collect();
        let tag = if config.tag.is_empty() { &self.site.config.tag } else { &config.tag };
        let product = (config.id.clone(), config.name.clone());
        Ok(Planned { plan, product, tag: tag.replace("{version}", &version), version, base, changes, ahead })
    }

    /// CHANGELOG.md as it is to be, when the site keeps one: with everything that the public sees on that day.
    fn changelog(&self, base: &Base, after: &SiteContent, product: usize, day: Date) -> Result<Option<Change>, Stop> {
        let failed = |failure: Failure| failure.told_by(&self.reporter);
        let id = after.config.products.get(product).map_or("", |product| product.id.as_str());
        let Some(written) = &self.site.config.release.of(id).changelog else { return Ok(None) };
        let output = after.public(day, &self.reporter)?;
        let writing = WRITINGS.iter().find(|writing| writing.name == "changelog").expect("the table has this format");
        let wanted = Wanted { given: &output.exporting(), tree: &after.tree, product, release: None };
        let bytes = (writing.write)(&wanted).into_bytes();
        let path = base.path(written).map_err(failed)?;
        Ok(match disk::read_file(&self.site.root.join(written)).map_err(failed)? {
            Some(old) if old == bytes => None,
            Some(old) => Some(Change::Replace { path, old, bytes }),
            None => Some(Change::Create { path, bytes }),
        })
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

    fn sum_up(&self, planned: &Planned, around: &git::Around) -> Result<(), Failure> {
        if self.release.talk.quiet {
            return Ok(());
        }
        let Planned { plan, version, tag, .. } = planned;
        if self.reporter.tells_programs() {
            let files: Vec<&str> = planned.changes.iter().map(|change| change.path().as_str()).collect();
            let object = json!({
                "kind": "summary", "version": version, "tag": tag, "entries": plan.entries, "own_changes": plan.own_changes, "prerelease": plan.is_prerelease,
                "late": plan.is_late, "shipped": plan.shipped, "folder": planned.base.folder().to_string_lossy(), "files": files,
            });
            return say(&format!("{object}\n"));
        }
        let mut steps = Vec::new();
        if let git::Around::Repository(_) = around {
            let named: Vec<String> = planned.touched(&self.site.root).iter().map(|path| shell_word(path)).collect();
            steps.push(format!("git add --all {}", named.join(" ")));
            steps.push(format!("git commit -m {}", shell_word(Path::new(&format!("Release {}", planned.name())))));
            if !plan.is_late {
                let tag = shell_word(Path::new(tag));
                steps.push(format!("git tag {tag}"));
                steps.push(format!("git push origin HEAD {tag}"));
                if self.site.config.repository.as_deref().is_some_and(|url| url.starts_with("https://github.com/")) {
                    let product = match planned.product.0.as_str() {
                        "" => String::new(),
                        id => format!(" --product {id}"),
                    };
                    let pre = if plan.is_prerelease { " --prerelease" } else { "" };
                    steps.push(format!(
                        "tidings export notes --release {}{product} | gh release create {tag} --verify-tag{pre} --notes-file -",
                        shell_word(Path::new(version))
                    ));
                }
            }
        } else {
            steps.push("tidings build".to_owned());
        }
        say(&format!("{}\n\nWhat to do next:\n  {}\n", planned.headline(), steps.join("\n  ")))
    }
}

impl Planned {
    /// `2.4.0`, or `App 2.4.0` in a site with products.
    fn name(&self) -> String {
        format!("{} {}", self.product.1, self.version).trim_start().to_owned()
    }

    /// `Released 2.4.0: 3 entries; shipped: Offline mode`.
    fn headline(&self) -> String {
        let mut entries = count_of(self.plan.entries, "entry");
        if self.plan.own_changes > 0 {
            entries += &format!(" and {} in its own file", count_of(self.plan.own_changes, "change"));
        }
        let mut text = match (self.plan.is_prerelease, self.plan.is_late) {
            (true, _) => {
                let wait = if self.plan.entries == 1 && self.plan.own_changes == 0 { "waits" } else { "wait" };
                let last = final_of(&Version::new(&self.version));
                format!("Pre-released {}: {entries}, which {wait} for {last} still", self.version)
            }
            (_, true) => format!("Joined {}: {entries}", self.name()),
            _ => format!("Released {}: {entries}", self.name()),
        };
        if !self.plan.shipped.is_empty() {
            text += &format!("; shipped: {}", self.plan.shipped.join(", "));
        }
        text
    }

    /// The whole difference, as git shows it.
    fn shown(&self) -> String {
        let mut text = format!("This would be:\n{}\n\n", self.headline());
        for change in &self.changes {
            let words = |bytes: &[u8]| std::str::from_utf8(bytes).map(str::to_owned).ok();
            let (from, was) = match change {
                Change::Create { .. } => (None, &[][..]),
                Change::Replace { path, old, .. } => (Some(path), old.as_slice()),
                Change::Move { from, old, .. } => (Some(from), old.as_slice()),
            };
            text += &match (change, from) {
                (Change::Move { from, to, .. }, _) => format!("rename {from} → {to}\n"),
                (change, None) => format!("new {}\n", change.path()),
                (change, _) => format!("edit {}\n", change.path()),
            };
            if let (Some(was), Some(is)) = (words(was), words(change.bytes())) {
                text += &unified(&was, &is);
            }
        }
        text
    }

    /// The folders of content and the files that were touched, as seen from here.
    fn touched(&self, root: &Path) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = Vec::new();
        for change in &self.changes {
            let path = self.base.as_written(change.path().as_str());
            let top = path.split('/').next().filter(|top| matches!(*top, "changelog" | "roadmap"));
            let path = root.join(top.unwrap_or(&path));
            let path = path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        paths
    }
}
