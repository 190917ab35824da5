//! `tidings new`: an entry, a release or a roadmap item, from flags or by asking.

mod entry;
mod release;
mod roadmap;
mod shared;

use std::path::Path;

use clap::{Args, Subcommand};
use serde_json::json;

use super::ask::Choice;
use super::content::SiteContent;
use super::exit::{Ending, Stop, say};
use super::report::Reporter;
use super::site::{Root, Talk};
use crate::author::{Desk, drafted};
use crate::base::{At, Change, Date, Diagnostic, SitePath, Span, Tree};
use crate::edge::term::Editor;
use crate::edge::{Failure, clock, disk, git, quoted, shell_word};
use crate::model::{Config, Draft, DraftFields};

/// Write a new entry, release or roadmap item
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tidings new entry                                       asks
  tidings new entry \"Faster search\" --type changed --edit
  tidings new entry --type fixed --body \"The app no longer crashes on an empty folder.\" --issue 12
  tidings new release 2.4.0 --title \"Winter\"
  tidings new roadmap \"Offline mode\" --target 2027-Q1

On a terminal it asks for what is missing; elsewhere it names the flags. No file is ever overwritten.")]
pub(super) struct New {
    #[command(subcommand)]
    noun: Noun,
}

#[derive(Debug, Subcommand)]
enum Noun {
    Entry(entry::Entry),
    Release(release::Release),
    Roadmap(roadmap::Roadmap),
}

/// What all three take.
#[derive(Debug, Args)]
struct Common {
    #[command(flatten)]
    root: Root,
    /// Open the new file in $VISUAL, $EDITOR or git's core.editor
    #[arg(short, long, conflicts_with = "dry_run")]
    edit: bool,
    /// Show the file, and write nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
    #[command(flatten)]
    talk: Talk,
}

pub(super) fn run(new: New) -> Ending {
    match new.noun {
        Noun::Entry(entry) => entry.run(),
        Noun::Release(release) => release.run(),
        Noun::Roadmap(roadmap) => roadmap.run(),
    }
}

/// The site, and what a draft of it needs to know.
struct Start {
    site: SiteContent,
    reporter: Reporter,
    /// Different for each call, so that permanent ids are.
    salt: String,
    today: Date,
    /// With `--edit`.
    editor: Option<Editor>,
}

impl Common {
    fn start(&self) -> Result<Start, Stop> {
        let reporter = Reporter::new(&self.talk, false);
        let failed = |failure: Failure| failure.told_by(&reporter);
        let root = self.root.find().map_err(failed)?;
        let reporter = reporter.clone().in_site(&root);
        let now = clock::now().map_err(failed)?;
        let today = Date::moment(now).iso_day();
        let today = Date::parse(&today).map_err(|fault| failed(Failure::refused(fault.to_string())))?;
        let salt = format!("{} {} {}", now.as_nanosecond(), clock::milliseconds(), std::process::id());
        // Nobody answers questions to hear at the end that there is none.
        let editor = self.edit.then(|| Editor::chosen(&root)).transpose().map_err(failed)?;
        let site = SiteContent::read(&root, &reporter)?;
        Ok(Start { site, reporter, salt, today, editor })
    }

    /// Writes the draft's file, or shows it; tells what to do next.
    fn write(&self, draft: &Draft, start: &Start) -> Ending {
        let Start { site, reporter, .. } = start;
        let failed = |failure: Failure| failure.told_by(reporter);
        let mut desk = Desk { config: &site.config, tree: &site.tree, taken: Vec::new(), whole_releases: false };
        let (path, text) = drafted(draft, &mut desk);
        let mut tree = site.tree.clone();
        tree.insert(path.clone(), text.as_bytes());
        let told = site.said_of(&tree, &[&path]).map_err(failed)?;
        let is_faulty = told.iter().any(Diagnostic::is_error);
        // What is there already is refused below, which says it better.
        if !site.tree.contains(path.as_str()) {
            reporter.tell(told);
            if is_faulty {
                reporter.remark("nothing was written");
                return Err(Stop::Content);
            }
        }
        let shown = shown(&site.root, path.as_str());
        if self.dry_run {
            return say(&format!("{shown}\n\n{text}")).map_err(failed);
        }
        disk::apply(&[Change::Create { path: path.clone(), bytes: text.into_bytes() }], &site.root).map_err(failed)?;
        let file = site.root.join(path.as_str());
        if let Some(editor) = &start.editor {
            editor.open(&file).map_err(failed)?;
            if !start.is_kept(&path, &mut tree)? {
                return Ok(());
            }
        }
        self.sum_up(draft, start, &shown, &file).map_err(failed)
    }

    fn sum_up(&self, draft: &Draft, start: &Start, shown: &str, file: &Path) -> Result<(), Failure> {
        if self.talk.quiet {
            return Ok(());
        }
        if start.reporter.tells_programs() {
            return say(&format!("{}\n", json!({ "kind": "summary", "path": shown, "id": id(draft) })));
        }
        let mut steps = Vec::new();
        if !self.edit {
            steps.push(format!("edit {}", shell_word(Path::new(shown))));
        }
        if let git::Around::Repository(_) = git::Repository::around(&start.site.root)? {
            steps.push(format!("git add {}", shell_word(&file_here(file))));
        }
        steps.push("tidings serve --open".to_owned() + &root_flag(&start.site.root));
        say(&format!("{shown}\n\nWhat to do next:\n  {}\n", steps.join("\n  ")))
    }
}

impl Start {
    /// Whether the file's author has left it there; tells what is wrong with it now.
    fn is_kept(&self, path: &SitePath, tree: &mut Tree) -> Result<bool, Stop> {
        let failed = |failure: Failure| failure.told_by(&self.reporter);
        let Some(bytes) = disk::read_file(&self.site.root.join(path.as_str())).map_err(failed)? else {
            self.reporter.remark("the file was taken away again");
            return Ok(false);
        };
        tree.insert(path.clone(), bytes.as_slice());
        let told = self.site.said_of(tree, &[path]).map_err(failed)?;
        match self.reporter.tell(told).errors {
            0 => Ok(true),
            _ => Err(Stop::Content),
        }
    }
}

/// As seen from the current folder.
fn shown(root: &Path, path: &str) -> String {
    quoted(&file_here(&root.join(path)))
}

fn file_here(file: &Path) -> std::path::PathBuf {
    file.strip_prefix(".").unwrap_or(file).to_owned()
}

/// The site as an argument of another command; nothing, when it is found from here anyway.
fn root_flag(root: &Path) -> String {
    let is_found =
        root.components().all(|part| matches!(part, std::path::Component::CurDir | std::path::Component::ParentDir));
    if is_found { String::new() } else { format!(" {}", shell_word(root)) }
}

fn id(draft: &Draft) -> Option<&str> {
    let id = match &draft.fields {
        DraftFields::Entry(fields) => &fields.id,
        DraftFields::Release(fields) => &fields.id,
        DraftFields::RoadmapItem(fields) => &fields.id,
    };
    id.as_ref().map(|at| at.value.as_str())
}

/// A value that stands in no file yet.
fn at<T>(value: T) -> At<T> {
    At::new(value, Span::default())
}

fn all_at(values: &[String]) -> Vec<At<String>> {
    values.iter().cloned().map(at).collect()
}

/// What must be given and was not; to be asked for, or to be told.
fn missing(what: &str, flags: &[String]) -> Failure {
    Failure::refused(format!("there is nobody to ask about the new {what}, and something is missing"))
        .help(format!("give {}", flags.join(", and ")))
}

fn products(config: &Config) -> Vec<Choice> {
    config.products.iter().map(|product| Choice::new(&product.id, &product.name)).collect()
}

fn components(config: &Config) -> Vec<Choice> {
    config.components.iter().map(|component| Choice::new(&component.id, &component.name)).collect()
}

/// ``one of `a`, `b` ``.
fn one_of(choices: &[Choice]) -> String {
    let names: Vec<String> = choices.iter().map(|choice| format!("`{}`", choice.id)).collect();
    format!("one of {}", names.join(", "))
}

/// A text that was given, `-` meaning standard input.
fn body(text: &Option<String>) -> Result<Option<String>, Failure> {
    match text.as_deref() {
        Some("-") => std::io::read_to_string(std::io::stdin())
            .map(Some)
            .map_err(|error| Failure::machine(format!("cannot read standard input: {error}"))),
        text => Ok(text.map(str::to_owned)),
    }
}
