//! `tidings import`: what other tools wrote becomes entries and releases.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::{Value, json};

use super::by_hand::{Look, Returning};
use super::exit::{Ending, Stop, say};
use super::report::{Reporter, count_of};
use super::site::{Talk, Where, source_at};
use crate::author::imported::{Action, Imported, Step, imported};
use crate::base::{Diagnostic, SitePath, Tree};
use crate::build::{self, CONFIG, config_in};
use crate::edge::disk::{self, read_file, read_foreign, read_tree};
use crate::edge::git::{Around, Repository, Walk};
use crate::edge::{Failure, clock, quoted, shell_word};
use crate::import::{ABOVE_TOWNCRIER, CONFIGS_OF_TOWNCRIER, Given, IMPORTERS};
use crate::model::{Config, Draft, DraftFields, Version};
use crate::read::outline;

/// The most bytes that a file to import may have (`reliability`: a changelog of many years has less than one).
const LIMIT: u64 = 64 * 1024 * 1024;

/// Take over what other tools wrote
#[derive(Debug, Args)]
#[command(after_help = help())]
pub(super) struct Import {
    /// What it is
    #[arg(value_name = "SOURCE", value_parser = PossibleValuesParser::new(IMPORTERS.map(|importer| importer.name)))]
    source: String,
    /// The file or folder to read
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    place: Where,
    /// The product that it is about, where the file does not say
    #[arg(long, value_name = "ID")]
    product: Option<String>,
    /// Show what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    talk: Talk,
}

pub(super) fn run(import: Import) -> Ending {
    let reporter = Reporter::new(&import.talk, false);
    let failed = |failure: Failure| failure.told_by(&reporter);
    let root = import.place.find().map_err(failed)?;
    let config = read_file(&root.join(CONFIG)).map_err(failed)?.and_then(|bytes| config_in(&bytes));
    let config = config.ok_or_else(|| {
        let fault = Failure::refused(format!("{} cannot be read", quoted(&root.join(CONFIG))));
        failed(fault.help(format!("see what is wrong with it: tidings build {}", shell_word(&root))))
    })?;
    import.check_product(&config).map_err(failed)?;
    if import.source == "changelog"
        && let Some(ending) = import.own(&root, &config, &reporter)
    {
        return ending;
    }
    let importer = IMPORTERS.iter().find(|importer| importer.name == import.source);
    let importer = importer.expect("clap takes only the names of the table");
    let files = import.files(&root).map_err(failed)?;
    let mut diagnostics = Vec::new();
    let product = import.product.as_deref();
    let of_product = config.products.iter().find(|known| Some(known.id.as_str()) == product);
    let repository = of_product.and_then(|product| product.repository.as_deref()).or(config.repository.as_deref());
    let drafts = importer.read(&Given { files: &files, product, repository, config: &config }).take(&mut diagnostics);
    if diagnostics.iter().any(Diagnostic::is_error) {
        reporter.tell(seen(diagnostics, &import.file));
        return Err(Stop::Content);
    }
    let mut all = Vec::new();
    let tree = read_tree(&root, build::extent(Some(&config))).map_err(failed)?.take(&mut Vec::new());
    let imported = imported(&tree, &config, &drafts).take(&mut all);
    // Those that come from the text of the source have its name already.
    let (foreign, own): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| {
        it.place
            .as_ref()
            .is_some_and(|place| SitePath::new(&place.path).is_ok_and(|path| files.contains(path.as_str())))
    });
    diagnostics.extend(foreign);
    let mut diagnostics = seen(diagnostics, &import.file);
    diagnostics.extend(own);
    if !import.dry_run {
        disk::apply(&imported.changes, &root).map_err(failed)?;
    }
    let counts = reporter.tell(diagnostics);
    if let Some(source) = source_at(&root, &config, &import.file) {
        let path = &source.path;
        reporter.remark(&format!(
            "tidings.toml reads {path} in place: what was imported counts more; take its [[sources]] out when all of it is"
        ));
    }
    if import.talk.quiet {
        return Ok(());
    }
    let text = match reporter.tells_programs() {
        true => {
            let drafts: Vec<Value> =
                drafts.iter().zip(&imported.steps).map(|(draft, step)| told(draft, step)).collect();
            let dry_run = import.dry_run;
            let object = json!({
                "kind": "summary", "dry_run": dry_run, "drafts": drafts, "warnings": counts.warnings,
            });
            format!("{object}\n")
        }
        false => import.summary(&root, &imported, counts.warnings),
    };
    say(&text).map_err(failed)
}

/// The diagnostics with places as seen from the current folder.
fn seen(mut diagnostics: Vec<Diagnostic>, given: &Path) -> Vec<Diagnostic> {
    for place in diagnostics.iter_mut().filter_map(|diagnostic| diagnostic.place.as_mut()) {
        let path = if given.is_dir() { given.join(&place.path) } else { given.to_owned() };
        place.path = path.to_string_lossy().into_owned();
    }
    diagnostics
}

/// Examples, and what can be taken over, from the table.
fn help() -> String {
    let mut sources = String::new();
    for importer in &IMPORTERS {
        sources.push_str(&format!("  {:<12}{} ({})\n", importer.name, importer.caption, importer.takes));
        if !importer.save.is_empty() {
            sources.push_str(&format!("  {:<12}{}\n", "", importer.save));
        }
    }
    format!(
        "\
Sources:
{sources}
Examples:
  tidings import changelog ../CHANGELOG.md --dry-run    what would be written, and what could not be mapped
  tidings import changelog ../CHANGELOG.md              one file for each release, in changelog/
  tidings import changelog ../cli/CHANGELOG.md --product cli
  tidings import changelog CHANGELOG.md                 the site's own, edited by hand: its edits go into their files
  tidings import commits v1.0.0..HEAD                   drafts of entries, from the repository around

Nothing that is there is overwritten, and nothing is fetched. Each file has a mark of what it came from (`source`), so
that the command can be run again: it brings in what is new, and leaves alone what was edited by hand."
    )
}

impl Import {
    /// Brings hand edits of the site's own CHANGELOG.md back; `None` when it is another file.
    fn own(&self, root: &Path, config: &Config, reporter: &Reporter) -> Option<Ending> {
        let failed = |failure: Failure| failure.told_by(reporter);
        let brought = || -> Result<Option<Ending>, Stop> {
            let tree = read_tree(root, build::extent(Some(config))).map_err(failed)?.value;
            let look = Look { root, tree: &tree, config, now: clock::now().map_err(failed)? };
            let Some((document, edited)) = look.own(&self.file).map_err(failed)? else { return Ok(None) };
            let returning = Returning { root, file: &self.file, dry_run: self.dry_run, talk: &self.talk };
            Ok(Some(returning.run(&document, edited.as_ref(), reporter)))
        };
        brought().unwrap_or_else(|stop| Some(Err(stop)))
    }

    /// The file or folder; for commits, a range may be named, which git is asked for in the repository of the site.
    fn files(&self, root: &Path) -> Result<Tree, Failure> {
        let range = self.file.to_str().filter(|_| self.source == "commits" && !self.file.exists());
        let Some((since, until)) = range.and_then(|range| range.split_once("..")) else {
            let help = |failure: Failure| match range {
                Some(range) => failure.help(format!("of commits, write a range: {range}..")),
                None => failure,
            };
            self.check_file()?;
            let mut files = read_foreign(&self.file, LIMIT).map_err(help)?;
            if self.source == "towncrier" && self.file.is_dir() {
                self.add_settings(&mut files)?;
            }
            return Ok(files);
        };
        let repository = match Repository::around(root)? {
            Around::Repository(repository) => repository,
            Around::NoRepository => {
                return Err(Failure::refused(format!("{} is in no repository of git", quoted(root)))
                    .help("save the log to a file: `tidings import --help` has the command"));
            }
            Around::NoGit => return Err(Failure::refused("there is no program git").help("save the log to a file")),
        };
        let until = Some(until.trim_start_matches('.')).filter(|name| !name.is_empty());
        let since = Some(since).filter(|name| !name.is_empty());
        let commits = repository.log(Walk { since, until, first_parent: false })?;
        let told = commits.iter().filter(|commit| commit.parents.len() < 2).map(|commit| {
            format!("{}\x1f{}\x1f{}\n\n{}\x1e\n", commit.hash, commit.author, commit.subject, commit.body)
        });
        let name = SitePath::new("commits").expect("the name is a path");
        let text: String = told.collect();
        Ok([(name, Arc::from(text.into_bytes()))].into_iter().collect())
    }

    /// A changelog is one file: of a folder nobody knows which of its files are meant.
    fn check_file(&self) -> Result<(), Failure> {
        if self.source != "changelog" || !self.file.is_dir() {
            return Ok(());
        }
        let files = read_foreign(&self.file, 0).unwrap_or_default();
        let is_one = |name: &&str| {
            let name = name.to_lowercase();
            let (stem, ending) = name.rsplit_once('.').unwrap_or((name.as_str(), "md"));
            ["changelog", "changes", "history", "news", "releases", "release_notes", "release-notes"].contains(&stem)
                && ["md", "markdown", "txt"].contains(&ending)
        };
        let name = files.iter().map(|(path, _)| path.as_str()).find(is_one);
        let failure = Failure::refused(format!("{} is a folder: a changelog is a file", quoted(&self.file)));
        Err(match name {
            Some(name) => failure.help(format!("tidings import changelog {}", shell_word(&self.file.join(name)))),
            None => failure.help("name the file: tidings import changelog FOLDER/CHANGELOG.md"),
        })
    }

    /// What towncrier is told about its fragments stands in the folder, or above it.
    fn add_settings(&self, files: &mut Tree) -> Result<(), Failure> {
        let folders = [self.file.clone(), self.file.join(".."), self.file.join("../..")];
        for (above, folder) in folders.iter().enumerate() {
            for name in CONFIGS_OF_TOWNCRIER {
                let Some(bytes) = read_file(&folder.join(name))? else { continue };
                let is_of_it = String::from_utf8_lossy(&bytes).contains("towncrier");
                let path = if above == 0 { name.to_owned() } else { format!("{ABOVE_TOWNCRIER}/{name}") };
                if is_of_it && let Ok(path) = SitePath::new(&path) {
                    files.insert(path, bytes);
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// What was done, or would be, and what to do next.
    fn summary(&self, root: &Path, imported: &Imported, warnings: usize) -> String {
        let mut text = String::new();
        let count = |action: Action| imported.steps.iter().filter(|step| step.action == action).count();
        if self.dry_run || self.talk.verbose {
            for step in imported.steps.iter().filter(|step| step.action != Action::Unchanged) {
                text.push_str(&format!("{:>8}  {}\n", word(step.action), step.path));
            }
        }
        let counts = [Action::New, Action::Updated, Action::Unchanged, Action::Taken].map(|it| (count(it), word(it)));
        let counts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
        let counts = counts.collect::<Vec<_>>().join(", ");
        let warnings = if warnings == 0 { String::new() } else { format!("; {}", count_of(warnings, "warning")) };
        let again = if self.dry_run { " Nothing was written." } else { "" };
        text.push_str(&format!("{}: {counts}{warnings}.{again}\n", count_of(imported.steps.len(), "file")));
        if !self.dry_run && !imported.changes.is_empty() {
            text.push_str(&format!("Look at it:\n  tidings serve {}\n", shell_word(root)));
        }
        text
    }

    fn check_product(&self, config: &Config) -> Result<(), Failure> {
        let Some(product) = &self.product else { return Ok(()) };
        if config.products.iter().any(|known| known.id == *product) {
            return Ok(());
        }
        let known: Vec<String> = config.products.iter().map(|known| format!("`{}`", known.id)).collect();
        let help = match known.is_empty() {
            true => "tidings.toml has no [products.ID]; leave --product out".to_owned(),
            false => format!("the products are {}", known.join(", ")),
        };
        Err(Failure::refused(format!("there is no product {product:?} in tidings.toml")).help(help))
    }
}

fn word(action: Action) -> &'static str {
    match action {
        Action::New => "new",
        Action::Updated => "updated",
        Action::Unchanged => "unchanged",
        Action::Taken => "left",
    }
}

/// What a draft says, for programs.
fn told(draft: &Draft, step: &Step) -> Value {
    let outline = outline(&draft.body);
    let sections: Vec<Value> =
        outline.sections.iter().map(|section| json!({ "name": section.name, "items": section.items })).collect();
    let (noun, version, date, title, yanked) = match &draft.fields {
        DraftFields::Entry(it) => ("entry", it.version.as_ref(), it.date.as_ref(), it.title.as_ref(), false),
        DraftFields::Release(it) => {
            ("release", it.version.as_ref(), it.date.as_ref(), it.title.as_ref(), it.yanked.is_some())
        }
        DraftFields::RoadmapItem(it) => ("roadmap item", None, None, it.title.as_ref(), false),
    };
    let version = version.map(|at| at.value.as_str());
    json!({
        "noun": noun,
        "file": step.path.as_str(),
        "action": word(step.action),
        "edited": step.edited,
        "source": draft.origin().map(|origin| origin.mark.as_str()),
        "line": draft.place.as_ref().map(|place| place.line),
        "version": version.filter(|version| *version != Version::UNRELEASED),
        "unreleased": version == Some(Version::UNRELEASED),
        "date": date.map(|at| at.value.to_string()),
        "title": title.map(|at| at.value.as_str()),
        "yanked": yanked,
        "items": outline.items(),
        "items_nested": outline.nested,
        "items_outside": outline.items_outside,
        "sections": sections,
    })
}
