//! What is said about front matter and `tidings.toml`: keys and their values.

use super::{Explained, error, warning};

pub(super) const CODES: [Explained; 36] = [
    error(
        "unknown-key",
        "A key that nothing reads",
        "Every key has a meaning; one that is misspelt would be lost without a word. What is yours alone \
         stands in the free table `[extra]`.",
    )
    .example("titel = \"Offline maps\"", "title = \"Offline maps\""),
    error(
        "missing-key",
        "A key that must be there is not",
        "Only `title` and `base_url` of tidings.toml have no default, and a few keys inside of tables, such \
         as the `url` of a link.",
    )
    .example("title = \"Acme\"", "title = \"Acme\"\nbase_url = \"https://acme.example/changes\""),
    error(
        "wrong-type",
        "A value of another kind than the key holds",
        "A text stands in quotes, a list in brackets, true and false without quotes. A version must be a \
         text, because the number 1.10 is 1.1.",
    )
    .example("draft = \"yes\"", "draft = true"),
    error(
        "unknown-value",
        "A word that is none of those the key knows",
        "The help names the nearest, or all of them. Case does not count.",
    )
    .example("importance = \"huge\"", "importance = \"major\""),
    error(
        "empty-value",
        "A value that says nothing",
        "An empty text would be shown as such. Leave the key out, and its default holds.",
    )
    .example("title = \"\"", "title = \"Offline maps\""),
    error(
        "several-lines",
        "A value with more than one line where one is shown",
        "Titles, names and the like stand in one line of a page, a feed and a mail. Longer text belongs into \
         the body.",
    )
    .example("title = \"\"\"\nOffline\nmaps\"\"\"", "title = \"Offline maps\""),
    error(
        "title-too-long",
        "A title longer than the limit",
        "Nobody reads it in a list, and feed readers cut it. Put the rest into `summary` or the body, or \
         raise `title` in [limits] of tidings.toml.",
    ),
    error("out-of-range", "A number that is too small or too great", "The message says from where to where it may go.")
        .example("rollout = 150", "rollout = 100"),
    error(
        "invalid-date",
        "A date that is none",
        "Days are written 2026-05-04, moments 2026-05-04T10:30:00Z or with an offset such as +02:00. A day \
         that no calendar has is told, too.",
    )
    .example("date = 2026-02-30", "date = 2026-02-28"),
    error(
        "invalid-target",
        "A target that is neither a time nor a version",
        "The target of a roadmap item is a day, a month, a quarter, a half, a year, a version, or `later`.",
    )
    .example("target = \"soon\"", "target = \"2026-Q3\""),
    error(
        "invalid-url",
        "An address that is none",
        "Addresses begin with https:// or http://; those of the own site with a slash. `base_url` is only \
         scheme, host and path.",
    )
    .example("base_url = \"acme.example\"", "base_url = \"https://acme.example\""),
    error(
        "invalid-path",
        "A path that no page can have",
        "Addresses of the site are written from its root, without `.` and `..`, and without what common file \
         systems or browsers cannot hold.",
    )
    .example("aliases = [\"../old\"]", "aliases = [\"/old/page/\"]"),
    error(
        "invalid-slug",
        "A slug that no address can hold",
        "A slug is small letters, digits and hyphens. It is the last part of the page's address, so choose \
         one that can stay.",
    )
    .example("slug = \"Offline Maps!\"", "slug = \"offline-maps\""),
    error(
        "invalid-id",
        "An id that a feed could not carry",
        "The id is for good: feed readers know an item by it. It is one word without blanks, such as the \
         file's first name.",
    )
    .example("id = \"two words\"", "id = \"offline-maps\""),
    error(
        "invalid-tag",
        "A tag that names nothing",
        "A tag needs a letter or a digit, because its page is called by them; the pattern of release tags \
         needs `{version}`.",
    )
    .example("tag = \"v\"", "tag = \"v{version}\""),
    error(
        "invalid-reference",
        "A number of an issue or pull request that is none",
        "Write the number alone, with its repository, or the address.",
    )
    .example("issues = [\"twelve\"]", "issues = [12, \"acme/app#34\"]"),
    error(
        "invalid-digest",
        "A checksum that is none",
        "`sha256` is 64 hexadecimal digits, as `sha256sum` prints them.",
    ),
    error(
        "invalid-language",
        "A tag that names no language",
        "Languages are named by tags of BCP 47: the language, and if need be the script or the region.",
    )
    .example("language = \"english\"", "language = \"en\""),
    error(
        "invalid-package",
        "A package without its ecosystem",
        "Advisories name packages as osv.dev does: the ecosystem, a colon, and the name in it.",
    )
    .example("package = \"acme\"", "package = \"npm:acme\""),
    error(
        "invalid-authority",
        "An authority that tag URIs cannot have",
        "Feeds carry permanent ids (RFC 4151). They begin with a host that is yours and a year in which it \
         was; it stays when the site moves.",
    )
    .example("authority = \"acme.example\"", "authority = \"acme.example,2026\""),
    error(
        "duplicate-key",
        "A key that is there twice",
        "Only one of the two could hold, and nobody knows which was meant.",
    )
    .example("title = \"A\"\ntitle = \"B\"", "title = \"B\""),
    error(
        "duplicate-language",
        "A language that is there twice",
        "`language` is the site's own; `[languages.…]` names only the others.",
    ),
    error(
        "reserved-name",
        "A product or language by the name of one of the site's own pages",
        "Its pages would lie where others are already, such as /releases/. Choose another id; what readers \
         see is `name`.",
    )
    .example("[products.releases]", "[products.releases-app]\nname = \"Releases\""),
    error(
        "missing-status",
        "Columns of the roadmap without one for what has shipped",
        "An item goes there by itself when its entry is released, so one status needs the role `shipped`.",
    )
    .example("[[roadmap.statuses]]\nid = \"done\"", "[[roadmap.statuses]]\nid = \"done\"\nrole = \"shipped\""),
    warning(
        "key-in-free-table",
        "A key of Tidings inside of the free table",
        "In `[extra]` it does nothing: a `draft` there would be published.",
    )
    .example("[extra]\ndraft = true", "draft = true\n[extra]"),
    warning(
        "unclear-range",
        "A range of versions that cannot be told from others",
        "Then nobody is told whether a version is affected. Write bounds such as `< 2.4.1` or `>= 2.0, < \
         2.4.1`.",
    )
    .example("affected = [\"some old ones\"]", "affected = [\"< 2.4.1\"]"),
    warning(
        "unclear-severity",
        "A CVSS vector that says no severity",
        "Readers see advisories by how severe they are. Scores and whole vectors of CVSS 2, 3 and 4 say it; beside any other \
         `cvss` write `severity`.",
    )
    .example(
        "cvss = \"CVSS:4.0/AV:N/AC:L\"",
        "cvss = \"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N\"",
    ),
    warning(
        "contradicting-versions",
        "A fault that is older than the version it came with",
        "`affected` and `introduced_in` both say since when the fault is there. Readers of either are told something \
         else: correct one of them.",
    )
    .example(
        "introduced_in = \"2.1.0\"\naffected = [\">= 1.4.0\"]",
        "introduced_in = \"2.1.0\"\naffected = [\">= 2.1.0\"]",
    ),
    warning(
        "typographic-quotes",
        "A value in curly quotes",
        "YAML takes only straight quotes for its own, so the curly ones are part of the value.",
    )
    .example("title: “Maps”", "title: \"Maps\""),
    warning(
        "cut-by-comment",
        "A value that ends where ` #` begins",
        "To YAML it is a comment. Put the value in quotes if the sign is part of it.",
    )
    .example("title: Fix for issue #12", "title: \"Fix for issue #12\""),
    error(
        "toml-syntax",
        "Front matter or configuration that is not TOML",
        "The place is where the reader gave up; the mistake stands there or just before it. Mostly it is a \
         missing quote or bracket.",
    )
    .example("title = \"Maps", "title = \"Maps\""),
    error(
        "yaml-syntax",
        "Front matter that is not YAML",
        "A text with a colon needs quotes, and what belongs together has the same indentation. TOML between \
         `+++` lines has fewer traps.",
    )
    .example("title: Maps: now offline", "title: \"Maps: now offline\""),
    error(
        "too-deep",
        "Values that nest without end",
        "Nothing that Tidings reads is that deep, and reading it would exhaust memory.",
    ),
    error(
        "too-complex",
        "YAML that becomes more values than anybody wrote",
        "Aliases can make a short text enormous. Write the values themselves.",
    ),
    error(
        "front-matter-too-large",
        "Front matter above the limit",
        "Text belongs below it. If it is really data, raise `front_matter` in [limits] of tidings.toml (in \
         bytes).",
    ),
    error(
        "unclosed-front-matter",
        "Front matter whose last line is missing",
        "It begins with `+++` or `---` and ends with a line of the same. Without it, where the text begins \
         cannot be known.",
    )
    .example("+++\ntitle = \"Maps\"\nThey work offline.", "+++\ntitle = \"Maps\"\n+++\nThey work offline."),
];
