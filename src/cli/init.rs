//! `tidings init`: a new site that builds at once.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::exit::{Ending, say};
use super::report::Reporter;
use super::site::{Talk, no_address};
use crate::author::init::{Wish, is_placeholder, site};
use crate::base::Date;
use crate::edge::{Failure, clock, disk, quoted, shell_word};

/// Start a new site that builds at once
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tidings init                                 in the current folder
  tidings init acme -u https://acme.example    in the folder acme, which is made

No file is ever overwritten.")]
pub(super) struct Init {
    /// The folder of the new site
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// The site's title [default: from the folder's name]
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// Where the site will be published
    #[arg(short = 'u', long, value_name = "URL", default_value = "https://example.com")]
    base_url: String,
    #[command(flatten)]
    talk: Talk,
}

pub(super) fn run(init: Init) -> Ending {
    let reporter = Reporter::new(&init.talk, false);
    start(&init, &reporter).map_err(|failure| failure.told_by(&reporter))
}

fn start(init: &Init, reporter: &Reporter) -> Result<(), Failure> {
    let folder = init.folder.as_path();
    let today = Date::moment(clock::now()?);
    let title = match &init.title {
        Some(title) => title.clone(),
        None => title_of(folder)?,
    };
    let ignored = disk::read_file(&folder.join(".gitignore"))?.is_some();
    let wish = Wish { title, base_url: init.base_url.clone(), today, gitignore: !ignored };
    let changes = site(&wish).map_err(|fault| no_address(&wish.base_url, &fault))?;
    disk::apply(&changes, folder)?;
    if init.talk.quiet {
        return Ok(());
    }
    if reporter.tells_programs() {
        let object = json!({ "kind": "summary", "folder": folder.to_string_lossy(), "files": changes.len() });
        return say(&format!("{object}\n"));
    }
    let (made, build) = match folder == Path::new(".") {
        true => ("Made a site in the current folder".to_owned(), "tidings build".to_owned()),
        false => (format!("Made a site in {}", quoted(folder)), format!("tidings build {}", shell_word(folder))),
    };
    let more = if ignored { "\n  put /public into .gitignore: it is made anew by every build" } else { "" };
    let kept = ["", ".."].map(|above| folder.join(above).join("CHANGELOG.md"));
    let kept = match kept.iter().any(|file| file.is_file()) {
        true => {
            "\n  keep CHANGELOG.md, which the site can read in place ([[sources]]), or take it over: tidings import"
        }
        false => "",
    };
    let host = url::Url::parse(&wish.base_url).ok().and_then(|url| url.host_str().map(is_placeholder));
    let look = match host {
        Some(true) => "base_url, then feeds.authority: ids of feeds belong to a domain of yours",
        _ => "base_url",
    };
    say(&format!(
        "{made} ({} files). What to do next:
  {build}
  write what changed into changelog/, and what comes next into roadmap/
  look through tidings.toml, above all {look}{kept}{more}\n",
        changes.len()
    ))
}

/// The folder's name with a capital: `acme` makes `Acme`.
fn title_of(folder: &Path) -> Result<String, Failure> {
    let whole = std::path::absolute(folder).map_err(|error| Failure::io("look at", folder, &error))?;
    let name = whole.file_name().unwrap_or_default().to_string_lossy().replace(['-', '_'], " ");
    let mut letters = name.trim().chars().filter(|letter| !letter.is_control());
    Ok(letters.next().map_or("Changelog".to_owned(), |first| first.to_uppercase().chain(letters).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_names_its_site() {
        for (folder, title) in [("acme", "Acme"), ("a/my-site/", "My site"), ("/", "Changelog"), ("über", "Über")] {
            assert_eq!(title_of(Path::new(folder)).unwrap(), title, "{folder}");
        }
    }
}
