//! What is said about the site as a whole: references, names, releases.

use super::{Explained, error, warning};

pub(super) const CODES: [Explained; 30] = [
    error(
        "unknown-type",
        "A type that the site does not have",
        "The types are added, changed, deprecated, removed, fixed and security, or those of `[[types]]` in \
         tidings.toml.",
    )
    .example("type = \"bugfix-ish\"", "type = \"fixed\""),
    error(
        "unknown-product",
        "A product that is not declared",
        "Products are declared as `[products.ID]` in tidings.toml; the folder below changelog/ is called like \
         the id.",
    )
    .example("product = \"sever\"", "product = \"server\""),
    error(
        "unknown-component",
        "A component that is not declared",
        "When tidings.toml has `[components.…]`, only those are known, so that a slip makes no page of its \
         own.",
    )
    .example("components = [\"map\"]", "components = [\"maps\"]"),
    error(
        "unknown-audience",
        "An audience that is not declared",
        "Until it is declared in `audiences` of tidings.toml, nobody sees the thing, which may not be what \
         you want.",
    )
    .example("audience = \"internl\"", "audience = \"internal\""),
    warning(
        "unknown-author",
        "A name that is nearly an id of an author",
        "It would be shown as a name. If it is one, write it with a blank or a capital.",
    )
    .example("authors = [\"marra\"]", "authors = [\"mara\"]"),
    error(
        "unknown-status",
        "A column that the roadmap does not have",
        "The columns are those of `[[roadmap.statuses]]`, or exploring, planned, in-progress, shipped and \
         declined.",
    )
    .example("status = \"in progres\"", "status = \"in-progress\""),
    error(
        "unknown-roadmap-item",
        "A roadmap item that is not there",
        "An item is named by its file, without `.md`, or by its `slug`.",
    )
    .example("roadmap = [\"ofline-maps\"]", "roadmap = [\"offline-maps\"]"),
    error(
        "unknown-entry",
        "An entry that is not there",
        "`reverts` names an entry by its `id` or its `slug`, which is the file's name without date and `.md`.",
    )
    .example("reverts = [\"fast-sync\"]", "reverts = [\"faster-sync\"]"),
    error(
        "unknown-version",
        "A release that is not there",
        "`yanked` sends readers to a release of the same product; it must have a page.",
    )
    .example("yanked = { use = \"2.0.9\" }", "yanked = { use = \"2.0.1\" }"),
    error(
        "unknown-language",
        "A file in a language that the site does not speak",
        "`maps.de.md` is the translation of `maps.md` once tidings.toml has `[languages.de]`.",
    ),
    error("translation-of-nothing", "A translation without its original", "`maps.de.md` needs a `maps.md` beside it."),
    error(
        "translated-fact",
        "A translation that says what its original decides",
        "Dates, versions, types and the like are facts of the original; a translation only gives words.",
    )
    .example("maps.de.md: date = 2026-05-04", "maps.de.md: title = \"Karten\""),
    warning(
        "translation-differs",
        "A translation with other changes than its original",
        "A release's translation has the same sections with as many items, so that each language tells the \
         same.",
    ),
    error(
        "circular-roadmap",
        "Items that wait for themselves",
        "`parent` or `blocked_by` lead from an item back to it. Take one step of the circle out.",
    ),
    error(
        "duplicate-version",
        "A release that is told of in two files",
        "Keep one; entries of their own may lie in the version's folder.",
    )
    .example("changelog/1.0.0.md\nchangelog/1.0.0/release.md", "changelog/1.0.0/release.md\nchangelog/1.0.0/maps.md"),
    warning(
        "same-version",
        "One version that is written in two ways",
        "`1.0` and `1.0.0` are one version, and each gets a page of its own, with a part of the changes. Write it in one \
         way everywhere: in folders, files and `version`.",
    )
    .example("changelog/1.0.md\nchangelog/1.0.0/maps.md", "changelog/1.0.0.md\nchangelog/1.0.0/maps.md"),
    error("duplicate-slug", "Two things at one address", "Give one of them another `slug`."),
    error(
        "duplicate-id",
        "An id that is there twice",
        "An id is permanent and unique, or feed readers take two things for one. Change the newer one; after \
         copying a file, always.",
    ),
    error(
        "duplicate-address",
        "Two files for one address",
        "A file in static/, an alias or a redirect lies where a page is. Rename one of them.",
    )
    .example("static/index.html", "static/start.html"),
    error(
        "bad-address",
        "A page that no file can be written for",
        "A part of its address is one that common systems cannot hold. Give it another `slug`.",
    ),
    error(
        "different-packages",
        "One release for two packages",
        "`a@1.0.0` and `b@1.0.0` are versions of two things. Make them products: `[products.ID]` in \
         tidings.toml.",
    ),
    error(
        "misspelled-folder",
        "A folder that would be published as a version, but is nearly something else",
        "It is nearly `unreleased` or a product: what waits there would be public.",
    )
    .example("changelog/unreleasd/maps.md", "changelog/unreleased/maps.md"),
    error(
        "undeclared-product",
        "A folder of versions that is no product",
        "Declare it as `[products.ID]`, or its name would be published as a version.",
    )
    .example("changelog/server/1.0.0.md", "[products.server]"),
    error(
        "missing-date",
        "An entry of no release and without a date",
        "Nothing says where it stands in time. Put it into a version's folder or unreleased/, name its file \
         2026-05-04-maps.md, or give it a `date`.",
    )
    .example("changelog/maps.md", "changelog/2026-05-04-maps.md"),
    warning(
        "undated-release",
        "A release without a date",
        "It stands beside its neighbours, and feeds tell no day. Write the date into its heading or its front \
         matter.",
    )
    .example("## [1.0.0]", "## [1.0.0] - 2026-05-04"),
    warning(
        "odd-version",
        "A version without numbers to order it by",
        "It is ordered by its date. Versions such as 2.4.0, 2026.05 or 24.04 order by their numbers.",
    )
    .example("changelog/winter.md", "changelog/24.12.md"),
    warning(
        "place-disagrees",
        "A version or product other than the folder's",
        "The front matter wins, and whoever looks into the folder is misled. Move the file, or take the key \
         out.",
    ),
    warning("same-tag", "Two tags that share a page", "`C++` and `C#` have the same address. Spell them out.")
        .example("tags = [\"c++\", \"c#\"]", "tags = [\"cpp\", \"csharp\"]"),
    error(
        "unknown-code",
        "A level for a code that nothing has",
        "`tidings explain` lists every code that [check] can name.",
    )
    .example("[check]\nvague-lines = \"off\"", "[check]\nvague-line = \"off\""),
    error(
        "fixed-level",
        "A level for an error that keeps the site from being built",
        "No site is published with it, so `check` could not hide it either. Warnings and notes have a level \
         that can be chosen.",
    )
    .example("[check]\nunknown-key = \"off\"", ""),
];
