//! What is said about what other tools wrote, while it is imported.

use super::{Explained, error, warning};

pub(super) const CODES: [Explained; 8] = [
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
    warning(
        "not-updated",
        "A key that cannot be set without touching more than its line",
        "Its front matter is written in a way that leaves no line to the key alone. Set it by hand.",
    ),
];
