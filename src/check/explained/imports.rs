//! What is said about what other tools wrote, while it is imported.

use super::{Explained, error, note, warning};

pub(super) const CODES: [Explained; 14] = [
    error(
        "nothing-to-import",
        "A file that holds nothing of its format",
        "It may be the wrong file, or of another format: `tidings import --help` lists them, and how such a file is saved.",
    ),
    error(
        "import-syntax",
        "A file that is not of the format that it is said to be",
        "A page was saved instead of the data, or the file was cut off. `tidings import --help` has the command that saves it.",
    ),
    warning(
        "not-imported",
        "A part that has no place in a site",
        "Nothing is dropped in silence: this is what stays out. Write it down where it belongs, or leave it.",
    ),
    warning(
        "version-twice",
        "A changelog that tells of a version more than once",
        "A site has one release for each version. The second telling becomes an entry in that release, under its own title.",
    ),
    warning(
        "relative-link",
        "A link to a file of the repository that the changelog is from",
        "Beside the entries of a site there is no such file. With `repository` in tidings.toml, such links lead there.",
    ),
    warning(
        "already-there",
        "A file where an imported one would go",
        "It was not imported, or its `source` was taken out, so it is nobody's but yours. Delete it to have the imported one.",
    ),
    warning(
        "edited-by-hand",
        "An imported file that somebody edited, and whose source says something else now",
        "What was edited stays; what nobody touched follows the source. Take the rest over by hand where it is right.",
    ),
    error(
        "missing-source",
        "A file or folder of `[[sources]]` that is not there",
        "What is read in place is named by its path from the site's folder: ../CHANGELOG.md is beside it. A folder of \
         fragments comes and goes, so of that it is a warning.",
    )
    .example("[[sources]]\nfrom = \"changelog\"\npath = \"CHANGELOG.md\"", "path = \"../CHANGELOG.md\""),
    error(
        "unknown-format",
        "A source that is written in no known format",
        "`from` is one of the formats that `tidings import --help` lists.",
    )
    .example("from = \"keepachangelog\"", "from = \"changelog\""),
    error(
        "source-out-of-reach",
        "A source outside of the repository, a hidden file, or the site itself",
        "Whoever may write content may name a source, so that a build reads only what is in the same repository: the \
         nearest folder above the site with a .git, .hg or .jj in it, else the folder above the site. The same content \
         gives the same site on every machine then, too.",
    ),
    error(
        "source-is-written",
        "A source that each release writes anew",
        "The file would be made from itself. Either CHANGELOG.md is where people write, and is a source, or it is \
         written from entries, by `release.changelog`.",
    ),
    warning(
        "told-by-two-sources",
        "A release that two sources tell of",
        "A site has one release for each version. The first source in tidings.toml counts. Where they tell of different \
         things, give each a `product`.",
    ),
    note(
        "told-by-hand",
        "A release or entry of a source that the site has a file for",
        "What is written for the site counts more than what is read in place: because the file was imported from it, is \
         of the same version, or stands where the source's would. Delete the file to have what the source says.",
    ),
    warning(
        "not-updated",
        "A key that cannot be set without touching more than its line",
        "Its front matter is written in a way that leaves no line to the key alone. Set it by hand.",
    ),
];
