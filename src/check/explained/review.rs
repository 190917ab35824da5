//! What is said about a change under review (`tidings check --since`), and about a range of commits.

use super::{Explained, note, warning};

pub(super) const CODES: [Explained; 7] = [
    warning(
        "no-entry",
        "A change under review that brings no entry",
        "Whoever makes a change knows best what it means to readers, and never again as well as now. If readers notice \
         nothing, say so once: by a line `Changelog: none` at the end of a commit's message, by the label `no-changelog` \
         or `skip-changelog` (`--label`, TIDINGS_LABELS), or for kinds of files by `ignore` in [check.since]. With \
         --require it is an error.",
    )
    .example("src/search.rs changes, and nothing else", "[check.since]\nignore = [\"docs/\", \".github/\", \"*.lock\"]"),
    warning(
        "deleted-entry",
        "A change under review that takes a waiting entry away",
        "What it tells would be missing from the next release. Mostly a merge went wrong. Entries that move into a \
         release are not meant.",
    ),
    warning(
        "edited-changelog",
        "A CHANGELOG.md that was edited by hand",
        "The file is written from the entries: the next release would write over the edit, and the site does not have \
         it. `tidings import changelog CHANGELOG.md` brings edits back into the files that say it: an item into its \
         entry, a new one into a new entry, words and headings into the release's file. What it would do is shown \
         here, and by `--dry-run`. What no file can say is told, and stays in CHANGELOG.md. How it was written, git \
         knows: the newest commit that has it as its own site says.",
    )
    .example("somebody mends a word of CHANGELOG.md", "tidings import changelog CHANGELOG.md"),
    note(
        "differing-changelog",
        "A CHANGELOG.md that says something else than the site",
        "No history tells how it was written, so either it was edited by hand, or the files that say it were edited \
         since. In a shallow clone fetch the rest (`fetch-depth: 0`). `tidings import changelog CHANGELOG.md` takes \
         over what it says, `tidings export changelog -o CHANGELOG.md` writes it anew.",
    ),
    note(
        "foreign-changelog",
        "A CHANGELOG.md that the next release writes over",
        "[release] of tidings.toml names it, and Tidings has not written it. What it tells that the site does not have \
         would be lost: import it first. A release refuses to write over it without a reason.",
    )
    .example("[release]\nchangelog = \"CHANGELOG.md\"", "tidings import changelog CHANGELOG.md"),
    warning(
        "unrecorded-change",
        "A merged change that no entry tells of",
        "`tidings audit` finds it in git: a merge, or a commit on the first-parent line, that touches more than the site and \
         brings no entry. An entry that is written later names it by `pull_requests` or by an issue that it closes, or \
         links its commit. If readers notice nothing, a line `Changelog: none` at the end of the commit's message says so, or `ignore` in [check.since] \
         for kinds of files.",
    ),
    warning(
        "unmerged-entry",
        "An entry that came without the change that it tells of",
        "`tidings audit` finds that the commit that brought the entry touches nothing else, and that the entry names no \
         change of the same range. Perhaps the work was never merged, or was taken back.",
    )
    .example("changelog/unreleased/offline.md comes alone", "pull_requests = [12]"),
];
