//! What is said about markdown: links, headings, HTML.

use super::{Explained, error, warning};

pub(super) const CODES: [Explained; 11] = [
    error(
        "dangling-link",
        "A link to nothing",
        "The path leads to no file and no page of the site. Paths are seen from the file they stand in; with \
         a slash in front, from the site's root. A link from the root to a missing page is a warning.",
    )
    .example("[maps](offline-map.md)", "[maps](offline-maps.md)"),
    error(
        "hidden-link",
        "A link to what readers cannot see",
        "What it leads to is a draft, of a later date, or for an audience that is not everybody: readers \
         would find nothing there.",
    ),
    warning(
        "dangling-fragment",
        "A link to a heading that is not there",
        "Behind the `#` stands the heading in small letters with hyphens.",
    )
    .example("[how](#instalation)", "[how](#installation)"),
    warning("empty-link", "A link or picture without an address", "Give it one, or leave it out.")
        .example("[maps]()", "[maps](offline-maps.md)"),
    warning(
        "unsafe-link",
        "A link that is not safe to follow",
        "Only https://, http://, mailto: and paths of the site are kept; addresses that run code or read \
         files are left out.",
    )
    .example("[maps](javascript:open())", "[maps](https://acme.example/maps)"),
    error("too-many-links", "More links than one text can hold", "Split the text into several files."),
    warning(
        "unused-footnote",
        "A footnote to which nothing leads",
        "It is not shown. Write its mark where it belongs, or take it out.",
    )
    .example("Maps.\n\n[^1]: Since 2.0.", "Maps.[^1]\n\n[^1]: Since 2.0."),
    warning(
        "unknown-section",
        "A heading that is nearly a type",
        "Below it, each list item would be a change of that type; as it is, it is text. Other names for a \
         type are its `aliases` in tidings.toml.",
    )
    .example("## Fixd\n- The map turns.", "## Fixed\n- The map turns."),
    warning(
        "lost-html",
        "HTML of which nothing shows",
        "Only HTML that shows text or pictures stays; scripts, forms and frames are left out, and here nothing else \
         was there. Say it in words, or with a link.",
    )
    .example("- <iframe src=\"https://acme.example/film\"></iframe>", "- [A film](https://acme.example/film) shows it"),
    warning("deep-markdown", "Lists or quotes that nest more than 100 deep", "What is deeper is shown flat."),
    error("deep-html", "HTML that nests without end", "No browser shows it, and making it safe would take all memory."),
];
