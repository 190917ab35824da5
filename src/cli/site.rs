//! Where the site is, how it is looked at, and how a command speaks: arguments that several verbs share.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use crate::base::{Date, Reported, Tree, nearest};
use crate::build;
use crate::edge::{Failure, clock, disk};
use crate::model::{Config, Sourcing, Viewpoint};
use crate::read;

/// The audience that always is there.
const PUBLIC: &str = "public";

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

/// Which site, for commands whose arguments name something else.
#[derive(Debug, Args)]
pub(super) struct Root {
    /// The site's folder [default: the current one or the nearest above it with a tidings.toml]
    #[arg(short, long, value_name = "DIR", env = "TIDINGS_ROOT", hide_env = true)]
    root: Option<PathBuf>,
}

impl Root {
    /// The site's folder, as seen from the current one where that is short.
    pub(super) fn find(&self) -> Result<PathBuf, Failure> {
        Where { folder: None, root: self.root.clone() }.find()
    }

    /// Whether it is said, and not looked for.
    pub(super) fn is_named(&self) -> bool {
        self.root.is_some()
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
#[derive(Debug, Args, Default)]
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

impl Look {
    /// Whether the site is looked at from the present moment, which moves on.
    pub(super) fn is_at_present(&self) -> bool {
        self.now.is_none()
    }

    /// Whether the site is not the one that everybody may see, and why.
    pub(super) fn warning(&self) -> Option<String> {
        let flags = [(self.drafts, "--drafts"), (self.future, "--future")].into_iter();
        let flags: Vec<&str> = flags.filter(|(given, _)| *given).map(|(_, flag)| flag).collect();
        let mut audiences: Vec<&str> = self.audience.iter().map(String::as_str).filter(|it| *it != PUBLIC).collect();
        audiences.sort_unstable();
        audiences.dedup();
        let audiences = audiences.join(" and ");
        match (flags.is_empty(), audiences.is_empty()) {
            (true, true) => None,
            (true, false) => Some(format!("For {audiences}: publish it where nobody else can read it")),
            (false, true) => Some(format!("Preview, built with {}: do not publish it", flags.join(" and "))),
            (false, false) => {
                Some(format!("Preview for {audiences}, built with {}: do not publish it", flags.join(" and ")))
            }
        }
    }

    /// That the site has every audience that was asked for.
    ///
    /// # Errors
    /// Refuses the first one that `declared` lacks.
    pub(super) fn check_audiences(&self, declared: &[String]) -> Result<(), Failure> {
        let Some(unknown) = self.audience.iter().find(|name| *name != PUBLIC && !declared.contains(name)) else {
            return Ok(());
        };
        let known = || declared.iter().map(String::as_str).chain([PUBLIC]);
        let help = match nearest(unknown, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if declared.is_empty() => {
                "tidings.toml declares none: write such as audiences = [\"internal\"]".to_owned()
            }
            None => {
                let known: Vec<String> = known().map(|name| format!("`{name}`")).collect();
                format!("the audiences are {}", known.join(", "))
            }
        };
        Err(Failure::refused(format!("there is no audience {unknown:?} in tidings.toml")).help(help))
    }
}

/// The content of the site at `root`; what is wrong with it as files.
///
/// # Errors
/// When it cannot be read, or lacks an audience that `look` names.
pub(super) fn read_site(root: &Path, look: &Look) -> Result<Reported<Tree>, Failure> {
    // The site's own limits and words are to be known before anything else is read.
    let config = disk::read_file(&root.join(build::CONFIG))?.and_then(|bytes| build::config_in(&bytes));
    config.as_ref().map_or(Ok(()), |config| look.check_audiences(&config.audiences))?;
    disk::read_tree(root, build::extent(config.as_ref()))
}

/// The source that the site reads in place from this very file or folder.
pub(super) fn source_at<'c>(root: &Path, config: &'c Config, file: &Path) -> Option<&'c Sourcing> {
    let real = |path: &Path| path.canonicalize().ok();
    let given = real(file).filter(|_| !config.sources.is_empty())?;
    config.sources.iter().find(|source| real(&root.join(&source.path)).as_ref() == Some(&given))
}

/// A site's address that was given in the call, as a configuration would have it.
///
/// # Errors
/// Refuses what `base_url` in tidings.toml may not be either.
pub(super) fn site_address(text: &str) -> Result<String, Failure> {
    read::site_address(text).map_err(|fault| no_address(text, &fault))
}

/// The refusal of such an address, with what is wrong with it.
pub(super) fn no_address(text: &str, fault: &str) -> Failure {
    // It may hold a password, which is nothing for a log.
    let shown = if text.contains('@') { "the base URL".to_owned() } else { format!("the base URL {text:?}") };
    Failure::refused(format!("{shown} {fault}"))
        .help("write only scheme, host and path, such as https://example.com/changes")
}

/// `84 ms`, `1.2 s`.
pub(super) fn span(time: Duration) -> String {
    match time.as_millis() {
        millis @ ..1000 => format!("{millis} ms"),
        millis => format!("{}.{} s", millis / 1000, millis % 1000 / 100),
    }
}

/// A date of the command line.
pub(super) fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).map_err(|fault| fault.reason)
}

pub(super) fn moment(text: &str) -> Result<Timestamp, String> {
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
    /// Say how the work was done, too, and every warning however often it comes
    #[arg(short, long, conflicts_with = "quiet")]
    pub(super) verbose: bool,
    /// Say nothing but errors and warnings
    #[arg(short, long)]
    pub(super) quiet: bool,
}

impl Talk {
    /// How a command speaks that has no choice of it.
    pub(super) fn human() -> Self {
        Self { message_format: MessageFormat::Human, verbose: false, quiet: false }
    }
}

/// For whom diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// With the line at fault and a caret
    Human,
    /// One JSON object a line: each error and warning on standard error, the summary on standard output
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

    fn look(drafts: bool, future: bool, audience: &[&str]) -> Look {
        let audience = audience.iter().map(|name| (*name).to_owned()).collect();
        Look { drafts, future, audience, now: None }
    }

    #[test]
    fn what_not_everybody_may_see_is_called_so() {
        for (look, warning) in [
            (look(false, false, &[]), None),
            (look(false, false, &["public"]), None),
            (look(true, false, &[]), Some("Preview, built with --drafts: do not publish it")),
            (look(true, true, &[]), Some("Preview, built with --drafts and --future: do not publish it")),
            (
                look(false, false, &["team", "board", "team"]),
                Some("For board and team: publish it where nobody else can read it"),
            ),
            (look(false, true, &["team"]), Some("Preview for team, built with --future: do not publish it")),
        ] {
            assert_eq!(look.warning().as_deref(), warning, "{look:?}");
        }
    }

    #[test]
    fn an_audience_must_be_declared() {
        let declared = ["internal".to_owned(), "partners".to_owned()];
        assert_eq!(look(false, false, &["internal", "public"]).check_audiences(&declared), Ok(()));
        for (name, declared, help) in [
            ("intrenal", &declared[..], "did you mean `internal`?"),
            ("board", &declared, "the audiences are `internal`, `partners`, `public`"),
            ("board", &[], "tidings.toml declares none: write such as audiences = [\"internal\"]"),
        ] {
            let failure = look(false, false, &["public", name]).check_audiences(declared).unwrap_err();
            assert_eq!(failure.message, format!("there is no audience \"{name}\" in tidings.toml"));
            assert_eq!(failure.help.as_deref(), Some(help), "{name}");
        }
    }

    #[test]
    fn a_password_is_not_repeated() {
        let failure = site_address("https://me:secret@acme.example").unwrap_err();
        assert_eq!(failure.message, "the base URL has a user name or a password");
    }

    #[test]
    fn a_moment_is_a_day_or_a_time() {
        assert_eq!(moment("2026-05-04").unwrap().to_string(), "2026-05-04T00:00:00Z");
        assert_eq!(moment("2026-02-30").unwrap_err(), "there is no day 2026-02-30");
    }
}
