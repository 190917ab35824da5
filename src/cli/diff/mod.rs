//! `tidings diff`: what changed between two versions, as the page that compares them tells it.

mod choice;

use std::path::Path;

use clap::{Args, ValueEnum};

use super::exit::{Ending, Stop, say};
use super::prose::printed;
use super::report::Reporter;
use super::site::{Look, MessageFormat, Talk, Where, read_site};
use crate::base::Diagnostic;
use crate::build::{self, Memo, Output, Wish};
use crate::edge::{Failure, term};
use crate::{export, pages};
use choice::Choice;

/// Say what changed between two versions
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tidings diff 1.2..2.0             what changed for who is on 1.2 and goes to 2.0
  tidings diff 1.2.. acme           the same up to the newest version, of the site in the folder acme
  tidings diff 2.0..1.2             the way back, and what is lost on it
  tidings diff app@1.2..            of one product of several
  tidings diff 1.2.. --format markdown > upgrade.md

Of a part of a version, the newest is meant: 1 is the last 1.x there is. What came and went in between is folded
away, and so are repairs of what 1.2 never had: --all lists these, too.

With --format json, standard output is one object: `from`, `to`, `groups`, `folded`, `gone`, `going` and `exposed`
name versions, changes, endings and advisories by their numbers in `list` and `changes`, which have the shape of
what the site publishes at /data/compare/.")]
pub(super) struct Diff {
    /// The version you are on, and the one you go to [default: the newest]
    #[arg(value_name = "A..B")]
    versions: String,
    #[command(flatten)]
    place: Where,
    /// The product, by its id
    #[arg(short, long, value_name = "ID")]
    product: Option<String>,
    /// List what is folded away, too
    #[arg(short, long)]
    all: bool,
    /// How it is told
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "human")]
    format: Form,
    #[command(flatten)]
    look: Look,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// To be read in a terminal
    Human,
    /// What the site publishes beside its pages, with links
    Markdown,
    /// For programs
    Json,
}

pub(super) fn run(diff: Diff) -> Ending {
    let message_format = if diff.format == Form::Json { MessageFormat::Json } else { MessageFormat::Human };
    let reporter = Reporter::new(&Talk { message_format, ..Talk::human() }, false);
    let failed = |failure: Failure| failure.told_by(&reporter);
    let (from, to) = choice::ends(&diff.versions).map_err(failed)?;
    let root = diff.place.find().map_err(failed)?;
    let reporter = reporter.clone().in_site(&root);
    let Some(output) = diff.built(&root, &reporter).map_err(failed)? else { return Err(Stop::Content) };
    let choice = Choice::new(output.context(), diff.product.as_deref(), [from, to]).map_err(failed)?;
    choice.readings.iter().for_each(|reading| reporter.remark(reading));
    let Choice { line, from, to, .. } = choice;
    let text = match diff.format {
        Form::Json => String::from_utf8_lossy(&export::between(&output.exporting(), line, from, to)).into_owned(),
        Form::Markdown => pages::between(output.context(), line, from, to, diff.all),
        Form::Human => {
            let markdown = pages::between(output.context(), line, from, to, diff.all);
            printed(&markdown, term::width(), &output.context().site.config.base_url)
        }
    };
    say(&text).map_err(failed)
}

impl Diff {
    /// The site; `None` when there are errors in it, which have been told.
    fn built(&self, root: &Path, reporter: &Reporter) -> Result<Option<Output>, Failure> {
        let mut said = Vec::new();
        let tree = read_site(root, &self.look)?.take(&mut said);
        let wish = Wish { viewpoint: self.look.viewpoint()?, base_url: None, origin: None };
        let output = build::build(&tree, &wish, &Memo::default()).take(&mut said);
        // What is merely doubtful is for `tidings check` to tell.
        said.retain(Diagnostic::is_error);
        reporter.tell(said);
        Ok(output)
    }
}
