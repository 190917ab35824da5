//! `tidings export`: the site as documents to take away.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::exit::{Ending, Stop, say};
use super::report::Reporter;
use super::site::{Look, Talk, Where, source_at};
use crate::base::{Change, Diagnostic, SitePath, Tree};
use crate::build::{self, CONFIG, Memo, Output, Wish, config_in};
use crate::edge::disk::{self, read_file, read_tree};
use crate::edge::{Failure, quoted};
use crate::export::{About, WRITINGS, Wanted, Writing};
use crate::model::{ReleaseIx, Site, Version};

/// Take the site away as CHANGELOG.md, notes, JSON or CSV
#[derive(Debug, Args)]
#[command(after_help = help())]
pub(super) struct Export {
    /// What to write
    #[arg(value_name = "FORMAT", value_parser = PossibleValuesParser::new(WRITINGS.map(|writing| writing.name)))]
    format: String,
    #[command(flatten)]
    place: Where,
    /// The release that notes are wanted of [default: the newest]
    #[arg(long, value_name = "VERSION")]
    release: Option<String>,
    /// The product, in a site that has several
    #[arg(long, value_name = "ID")]
    product: Option<String>,
    /// The file to write, instead of standard output (which - is); it changes whole or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    look: Look,
    #[command(flatten)]
    talk: Talk,
}

/// Examples, and what can be written, from the table.
fn help() -> String {
    let formats: String =
        WRITINGS.iter().map(|writing| format!("  {:<18}{}\n", writing.name, writing.caption)).collect();
    format!(
        "\
Formats:
{formats}
Examples:
  tidings export changelog -o CHANGELOG.md
  tidings export notes --release 2.4.0 | gh release create v2.4.0 --notes-file -
  tidings export json > site.json

It holds what everybody may see, unless --drafts, --future or --audience say otherwise."
    )
}

pub(super) fn run(export: Export) -> Ending {
    let reporter = Reporter::new(&export.talk, false);
    let failed = |failure: Failure| failure.told_by(&reporter);
    let root = export.place.find().map_err(failed)?;
    let reporter = reporter.in_site(&root);
    let failed = |failure: Failure| failure.told_by(&reporter);
    let writing = WRITINGS.iter().find(|writing| writing.name == export.format);
    let writing = writing.expect("clap takes only the names of the table");
    let (tree, output) = export.site(&root, &reporter)?;
    let given = output.exporting();
    let product = export.product(writing, given.site).map_err(failed)?;
    let release = match writing.about {
        About::Release => Some(export.release(given.site, product).map_err(failed)?),
        About::Site | About::Product if export.release.is_some() => {
            let fault = Failure::refused(format!("{} tells of every release", export.format));
            return Err(failed(
                fault.help("leave --release out, or export its notes: tidings export notes --release VERSION"),
            ));
        }
        About::Site | About::Product => None,
    };
    let text = (writing.write)(&Wanted { given: &given, tree: &tree, product, release });
    match export.output.as_deref().filter(|file| *file != Path::new("-")) {
        Some(file) => {
            if let Some(source) = source_at(&root, &given.site.config, file) {
                let fault = Failure::refused(format!("the site is made from {}, which is read in place", source.path));
                return Err(failed(fault.help("write to another file")));
            }
            write(file, text.into_bytes()).map_err(failed)
        }
        None => say(&text).map_err(failed),
    }
}

impl Export {
    /// The site, and the files that it is made from.
    fn site(&self, root: &Path, reporter: &Reporter) -> Result<(Tree, Output), Stop> {
        let failed = |failure: Failure| failure.told_by(reporter);
        let config = read_file(&root.join(CONFIG)).map_err(failed)?.and_then(|bytes| config_in(&bytes));
        let extent = build::extent(config.as_ref());
        let mut diagnostics = Vec::new();
        let tree = read_tree(root, extent).map_err(failed)?.take(&mut diagnostics);
        let viewpoint = self.look.viewpoint().map_err(failed)?;
        let wish = Wish { viewpoint, base_url: None, origin: None };
        let output = build::build(&tree, &wish, &Memo::none()).take(&mut diagnostics);
        let tree = match &config {
            Some(config) => build::whole(&tree, config, &Memo::none()).value.tree.into_owned(),
            None => tree,
        };
        // Warnings are the build's to tell.
        diagnostics.retain(Diagnostic::is_error);
        match output {
            Some(output) => {
                self.look.check_audiences(&output.site().config.audiences).map_err(failed)?;
                Ok((tree, output))
            }
            None => {
                reporter.tell(diagnostics);
                Err(Stop::Content)
            }
        }
    }

    /// The product that it is about; the first one for a document that is about all.
    fn product(&self, writing: &Writing, site: &Site) -> Result<usize, Failure> {
        let ids = || site.products.iter().map(|product| product.config.id.as_str()).filter(|id| !id.is_empty());
        let known = || ids().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        match &self.product {
            Some(wanted) => site.products.iter().position(|product| product.config.id == *wanted).ok_or_else(|| {
                let failure = Failure::refused(format!("there is no product {wanted:?} in tidings.toml"));
                match known().is_empty() {
                    true => failure.help("tidings.toml has no [products.ID]; leave --product out"),
                    false => failure.help(format!("the products are {}", known())),
                }
            }),
            None if writing.about != About::Site && ids().count() > 1 => {
                let failure = Failure::refused("each product has a changelog of its own: which one is wanted?");
                Err(failure.help(format!("say it with --product: {}", known())))
            }
            None => Ok(0),
        }
    }

    /// The release that notes are wanted of.
    fn release(&self, site: &Site, product: usize) -> Result<ReleaseIx, Failure> {
        let product = site.product(product);
        let Some(wanted) = &self.release else {
            return product.releases.first().copied().ok_or_else(|| Failure::refused("there is no release yet"));
        };
        if wanted.eq_ignore_ascii_case(Version::UNRELEASED) {
            return product.unreleased.ok_or_else(|| Failure::refused("nothing waits for its release"));
        }
        let version = Version::new(wanted);
        let is = |ix: &&ReleaseIx| {
            let own = &site.releases[**ix].version;
            own.as_str() == version.as_str() || own.precedence(&version).is_some_and(std::cmp::Ordering::is_eq)
        };
        product.releases.iter().find(is).copied().ok_or_else(|| {
            let failure = Failure::refused(format!("there is no release {wanted}"));
            match product.releases.first() {
                Some(&newest) => failure.help(format!("the newest is {}", site.releases[newest].version)),
                None => failure,
            }
        })
    }
}

/// Puts the text into the file, which changes whole or not at all.
pub(super) fn write(file: &Path, bytes: Vec<u8>) -> Result<(), Failure> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let path = SitePath::new(&name).map_err(|_| Failure::refused(format!("{} is no name of a file", quoted(file))))?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let change = match read_file(file)? {
        Some(old) if old == bytes => return Ok(()),
        Some(old) => Change::Replace { path, old, bytes },
        None => Change::Create { path, bytes },
    };
    disk::apply(&[change], folder)
}
