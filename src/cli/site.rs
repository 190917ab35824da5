//! Where the site is, how it is looked at, and how a command speaks: arguments that several verbs share.

use std::env;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use crate::base::Date;
use crate::edge::{Failure, clock, disk};
use crate::model::Viewpoint;

/// Which site.
#[derive(Debug, Args)]
pub(super) struct Where {
    /// The site's folder [default: the current one or the nearest above it with a tidings.toml]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The same, as a flag
    #[arg(short, long, value_name = "DIR", conflicts_with = "folder", env = "TIDINGS_ROOT", hide_env = true)]
    root: Option<PathBuf>,
}

impl Where {
    /// The site's folder, as seen from the current one where that is short.
    pub(super) fn find(&self) -> Result<PathBuf, Failure> {
        match self.folder.as_ref().or(self.root.as_ref()) {
            Some(folder) => disk::check_root(folder).map(|()| folder.clone()),
            None => {
                let here = env::current_dir().map_err(|error| Failure::io("look at", Path::new("."), &error))?;
                disk::find_root(&here).map(|root| from_here(&root, &here))
            }
        }
    }
}

/// `root`, which is `here` or above it, with a `..` for each step up.
fn from_here(root: &Path, here: &Path) -> PathBuf {
    match here.strip_prefix(root) {
        Ok(below) if below.as_os_str().is_empty() => PathBuf::from("."),
        Ok(below) => below.components().map(|_| "..").collect(),
        Err(_) => root.to_owned(),
    }
}

/// What of the site is seen. None of these has an environment variable: a forgotten one would publish drafts.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is shown")]
pub(super) struct Look {
    /// Show drafts
    #[arg(long)]
    drafts: bool,
    /// Show what is dated or scheduled in the future
    #[arg(long)]
    future: bool,
    /// Show what is for this audience too (repeatable)
    #[arg(long, value_name = "NAME")]
    audience: Vec<String>,
    /// Build as of this date or time [default: SOURCE_DATE_EPOCH, or the present]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    now: Option<Timestamp>,
}

impl Look {
    pub(super) fn viewpoint(&self) -> Result<Viewpoint, Failure> {
        Ok(Viewpoint {
            now: self.now.map_or_else(clock::now, Ok)?,
            drafts: self.drafts,
            future: self.future,
            audiences: self.audience.clone(),
        })
    }
}

fn moment(text: &str) -> Result<Timestamp, String> {
    Date::parse(text).map(|date| date.timestamp()).map_err(|fault| fault.reason)
}

/// How diagnostics are told.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is said")]
pub(super) struct Talk {
    /// The form of errors and warnings
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value = "human",
        env = "TIDINGS_MESSAGE_FORMAT",
        hide_env = true
    )]
    pub(super) message_format: MessageFormat,
    /// Say how the work was done, too
    #[arg(short, long, conflicts_with = "quiet")]
    pub(super) verbose: bool,
    /// Say nothing but errors and warnings
    #[arg(short, long)]
    pub(super) quiet: bool,
}

/// For whom diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// With the line at fault and a caret
    Human,
    /// One object a line
    Json,
    /// Annotations of GitHub Actions
    Github,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_is_named_as_seen_from_here() {
        for (root, here, seen) in [("/a", "/a", "."), ("/a", "/a/b/c", "../.."), ("/b", "/a", "/b")] {
            assert_eq!(from_here(Path::new(root), Path::new(here)), Path::new(seen));
        }
    }

    #[test]
    fn a_moment_is_a_day_or_a_time() {
        assert_eq!(moment("2026-05-04").unwrap().to_string(), "2026-05-04T00:00:00Z");
        assert_eq!(moment("2026-02-30").unwrap_err(), "there is no day 2026-02-30");
    }
}
