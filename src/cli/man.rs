//! `tidings man`: the manual pages, from the same table as the help.

use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_mangen::Man;

use super::exit::{Ending, say};
use super::report::{Reporter, count_of};
use super::site::Talk;
use crate::base::{Change, SitePath};
use crate::edge::{Failure, disk, quoted};

/// Write the manual pages
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tidings man | man -l -                        the page of tidings itself
  tidings man --out ~/.local/share/man/man1     that of each command, too: man tidings-build")]
pub(super) struct ManualPages {
    /// Write every page into this folder [default: that of tidings itself to standard output]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn run(man: ManualPages) -> Ending {
    let told = match &man.out {
        None => say(&page(super::command())),
        Some(folder) => write(folder),
    };
    told.map_err(|failure| failure.told_by(&Reporter::new(&Talk::human(), false)))
}

/// Every page, by the name of its file.
fn pages() -> Vec<(String, String)> {
    let mut command = super::command();
    command.build();
    let mut pages = Vec::new();
    add(&command, "tidings", &mut pages);
    pages
}

/// The page of a command, and those of the commands below it.
fn add(command: &Command, name: &str, pages: &mut Vec<(String, String)>) {
    // A manual page is known by the whole call, its parts joined.
    pages.push((format!("{name}.1"), page(command.clone().display_name(name.to_owned()))));
    for below in command.get_subcommands() {
        add(below, &format!("{name}-{}", below.get_name()), pages);
    }
}

fn page(command: Command) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let mut page = Vec::new();
    let man = Man::new(command).source(format!("Tidings {version}")).manual("Tidings");
    man.render(&mut page).expect("memory takes what is written to it");
    String::from_utf8_lossy(&page).into_owned()
}

/// Writes all pages, those anew that are there already, or none.
fn write(folder: &Path) -> Result<(), Failure> {
    let (mut changes, pages) = (Vec::new(), pages());
    for (name, text) in &pages {
        let path = SitePath::new(name).expect("the names of commands are plain words");
        let bytes = text.clone().into_bytes();
        match disk::read_file(&folder.join(name))? {
            Some(old) if old == bytes => {}
            Some(old) => changes.push(Change::Replace { path, old, bytes }),
            None => changes.push(Change::Create { path, bytes }),
        }
    }
    disk::apply(&changes, folder)?;
    say(&format!("Wrote {} into {}\n", count_of(pages.len(), "page"), quoted(folder)))
}
