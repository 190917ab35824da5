//! What is said about files: whether they can be read, and what they hold as a whole.

use super::{Explained, error, warning};

pub(super) const CODES: [Explained; 19] = [
    error(
        "no-config",
        "A folder without tidings.toml",
        "That file makes a folder a site. `tidings init` writes one; `--root DIR` names another folder.",
    ),
    error(
        "not-utf8",
        "A file in another encoding than UTF-8",
        "Most editors can save it as UTF-8. Guessing the encoding would turn letters into others.",
    ),
    error(
        "control-character",
        "Characters that no page or feed may hold",
        "They come from terminals and word processors, cannot be seen, and break feeds or turn text around. \
         In a body they are left out with a warning; in a value they are an error.",
    ),
    error(
        "too-large",
        "A file above the limit",
        "Split it, or raise `entry` in [limits] of tidings.toml (in bytes). The limit keeps one file from \
         taking all memory.",
    ),
    error(
        "file-name",
        "A name that not every system can hold",
        "The site's files come from Linux, macOS and Windows, and go to any host. Two names that differ in \
         case only are one on some of them.",
    )
    .example("changelog/what?.md", "changelog/what.md"),
    error(
        "symbolic-link",
        "A link to where nothing may be read",
        "Links lead only to files inside of the site's folder, or nothing private could be kept out of what \
         is published.",
    ),
    warning(
        "special-file",
        "Something that is neither a file nor a folder",
        "Sockets, pipes and devices are passed over.",
    ),
    warning(
        "unknown-folder",
        "A folder whose name is nearly one that is read",
        "Only changelog/, roadmap/, static/, templates/ and themes/ are.",
    )
    .example("changelogs/1.0.0.md", "changelog/1.0.0.md"),
    warning(
        "no-content",
        "A site with nothing to build",
        "Write what changed into changelog/1.0.0.md, and what comes next into roadmap/.",
    ),
    warning(
        "not-an-entry",
        "A file where no entry is expected",
        "Entries are markdown in changelog/, changelog/VERSION/ or changelog/unreleased/, below the product's \
         folder if there is one. Files beside them that something links are fine.",
    )
    .example("changelog/1.0.0/more/maps.md", "changelog/1.0.0/maps.md"),
    warning(
        "empty-entry",
        "An entry that says nothing",
        "It would be an empty bullet. Write what changed, give it a `title`, or mark it `draft = true` until \
         you do.",
    ),
    warning(
        "empty-release",
        "A release file that says nothing",
        "Write what changed, or at least a date; or take the file away.",
    ),
    error(
        "several-versions",
        "One file that tells of several versions",
        "A whole CHANGELOG.md is brought in by `tidings import`; by hand, write one file for each version.",
    )
    .example("changelog/1.0.0.md:\n## [1.1.0]\n## [1.0.0]", "changelog/1.0.0.md:\n## [1.0.0]"),
    error(
        "version-mismatch",
        "A heading that names another version than the file",
        "One of the two is wrong, mostly after a file was copied. The heading may be left out.",
    )
    .example("changelog/1.1.0.md:\n## [1.0.0]", "changelog/1.1.0.md:\n## [1.1.0]"),
    error(
        "internal",
        "A mistake of Tidings itself",
        "Please report it with the file; the rest of the site is not affected.",
    ),
    error(
        "internal-error",
        "A mistake of Tidings itself, in reading a text",
        "Please report it with the file; the rest of the site is not affected.",
    ),
    error(
        "refused",
        "A call that cannot be done as it was written",
        "It is the command that is at fault, not the content: the message says what, and `--help` what there \
         is.",
    ),
    error(
        "machine",
        "Something that the machine could not do",
        "A disk is full, a permission is missing, a port is taken: the message says which. The published site \
         is as it was.",
    ),
    warning(
        "leftover",
        "Something of the site before stayed on disk",
        "The new site is published; what could not be taken away is named, and does no harm.",
    ),
];
