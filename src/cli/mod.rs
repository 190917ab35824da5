//! The command line: one file a verb, and the table of the verbs.

mod ask;
mod audit;
mod build;
mod by_hand;
mod check;
mod completions;
mod content;
mod diff;
mod exit;
mod explain;
mod export;
mod highlights;
mod import;
mod init;
mod man;
mod new;
mod prose;
mod record;
mod release;
mod report;
mod review;
mod serve;
mod site;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{ArgMatches, Args, Command, FromArgMatches};

use exit::Ending;
pub use exit::Exit;

/// A verb of the command line.
struct Verb {
    name: &'static str,
    caption: &'static str,
    arguments: fn(Command) -> Command,
    run: fn(&ArgMatches) -> Ending,
}

const VERBS: &[Verb] = &[
    Verb {
        name: "init",
        caption: "Start a new site that builds at once",
        arguments: init::Init::augment_args,
        run: |matches| with(matches, init::run),
    },
    Verb {
        name: "new",
        caption: "Write a new entry, release or roadmap item",
        arguments: new::New::augment_args,
        run: |matches| with(matches, new::run),
    },
    Verb {
        name: "build",
        caption: "Build the site into its output folder",
        arguments: build::Build::augment_args,
        run: |matches| with(matches, build::run),
    },
    Verb {
        name: "serve",
        caption: "Show the site in the browser, always as its files are now",
        arguments: serve::Serve::augment_args,
        run: |matches| with(matches, serve::run),
    },
    Verb {
        name: "release",
        caption: "Make a release of what waits",
        arguments: release::Release::augment_args,
        run: |matches| with(matches, release::run),
    },
    Verb {
        name: "check",
        caption: "Tell everything that is wrong or doubtful",
        arguments: check::arguments,
        run: |matches| with(matches, check::run),
    },
    Verb {
        name: "audit",
        caption: "Say which merged changes have no entry",
        arguments: audit::arguments,
        run: |matches| with(matches, audit::run),
    },
    Verb {
        name: "diff",
        caption: "Say what changed between two versions",
        arguments: diff::Diff::augment_args,
        run: |matches| with(matches, diff::run),
    },
    Verb {
        name: "explain",
        caption: "Say what the code of an error or warning means",
        arguments: explain::Explain::augment_args,
        run: |matches| with(matches, explain::run),
    },
    Verb {
        name: "import",
        caption: "Take over what other tools wrote",
        arguments: import::Import::augment_args,
        run: |matches| with(matches, import::run),
    },
    Verb {
        name: "export",
        caption: "Take the site away as CHANGELOG.md, notes, JSON or CSV",
        arguments: export::Export::augment_args,
        run: |matches| with(matches, export::run),
    },
    Verb {
        name: "completions",
        caption: "Write what a shell needs to complete commands",
        arguments: completions::Completions::augment_args,
        run: |matches| with(matches, completions::run),
    },
    Verb {
        name: "man",
        caption: "Write the manual pages",
        arguments: man::ManualPages::augment_args,
        run: |matches| with(matches, man::run),
    },
];

const EXAMPLES: &str = "\
Examples:
  tidings init acme          a new site in the folder acme
  tidings new entry          a change, written down: it asks
  tidings build acme         the site as files, in acme/public
  tidings build --drafts     with what is not finished yet
  tidings release auto       what waits becomes the next version
  tidings serve acme         the site in the browser, following every edit
  tidings check acme         what is wrong or doubtful in it
  tidings diff 1.2..         what changed since a version
  tidings audit v1.2.0..     which merged changes have no entry

Exit codes: 0 fine, 1 the content is at fault, 2 the call is, 3 the machine is.";

/// Does what the arguments say, the program's name being the first of them.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let matches = match command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => {
            // Help and version come this way too. A reader that went away is no fault of ours.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Fine }.into();
        }
    };
    let chosen = matches
        .subcommand()
        .and_then(|(name, matches)| VERBS.iter().find(|verb| verb.name == name).map(|verb| (verb.run)(matches)));
    chosen.map_or(Exit::Usage, exit::of).into()
}

fn command() -> Command {
    let verbs = VERBS.iter().map(|verb| (verb.arguments)(Command::new(verb.name).about(verb.caption)));
    Command::new("tidings")
        .about("Turns a folder of markdown into a changelog, a public roadmap and feeds")
        .version(env!("CARGO_PKG_VERSION"))
        .after_help(EXAMPLES)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommands(verbs)
}

fn with<A: FromArgMatches>(matches: &ArgMatches, run: fn(A) -> Ending) -> Ending {
    run(A::from_arg_matches(matches).expect("clap has checked the arguments against the same definition"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_holds_together() {
        command().debug_assert();
    }
}
