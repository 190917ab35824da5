//! What is said about themes: templates, options, assets, words.

use super::{Explained, error, warning};

pub(super) const CODES: [Explained; 18] = [
    error(
        "template-syntax",
        "A template that cannot be read",
        "The place is where the reader of templates gave up; see themes/README.md for what templates can do.",
    )
    .example("{% if page.title }", "{% if page.title %}"),
    error(
        "template-render",
        "A template that fails on a page",
        "Mostly it asks for a field that the page does not have; the help names those that there are.",
    )
    .example("{{ page.titel }}", "{{ page.title }}"),
    error(
        "template-missing",
        "A template that no theme has",
        "Each kind of page has a template of its name in templates/ of the site, the theme or its parent.",
    ),
    error(
        "template-name",
        "A template where none may be",
        "templates/theme/ is kept for themes; a template of yours lies in templates/ by the name of the one \
         it replaces.",
    ),
    error(
        "template-output",
        "A page that becomes too large",
        "A template writes more than a browser would show; mostly a loop runs over too much.",
    ),
    error(
        "theme-unknown",
        "A theme that is not there",
        "`theme` in tidings.toml names a folder in themes/, or `default`.",
    )
    .example("theme = \"defualt\"", "theme = \"default\""),
    error(
        "theme-name",
        "A theme by the name of the built-in one",
        "`default` is compiled in. Give the folder in themes/ another name; it may have `default` as its \
         parent.",
    ),
    error(
        "theme-loop",
        "Themes that build on themselves",
        "The `parent` of a theme leads back to it. The last one has none, or `default`.",
    ),
    error(
        "theme-manifest",
        "A theme.toml that says something impossible",
        "An option needs a type and a default of that type; the message says which does not fit.",
    ),
    error(
        "theme-file-size",
        "A file of a theme that is too large",
        "Templates, words and styles are read whole. Pictures and films belong into assets/ or static/.",
    ),
    error(
        "theme-font",
        "A font that cannot be drawn",
        "Cards are drawn with TrueType or OpenType fonts that are whole.",
    ),
    error(
        "theme-option-unknown",
        "An option that the theme does not have",
        "The options are listed in its theme.toml; those of the default theme in the README.",
    )
    .example("[theme_options]\nacent = \"green\"", "[theme_options]\naccent = \"green\""),
    error(
        "theme-option-value",
        "A value that the option cannot have",
        "The theme says of which type it is, and which values it may have.",
    )
    .example("[theme_options]\nlayout = \"rows\"", "[theme_options]\nlayout = \"timeline\""),
    error(
        "asset-name",
        "An asset whose name no address can hold",
        "Use letters, digits, hyphens, dots and underscores.",
    ),
    error(
        "asset-unknown",
        "An asset that no theme has",
        "`asset(name=…)` and `url(…)` in styles name files in assets/ of the theme or its parents.",
    ),
    error("asset-loop", "Stylesheets that import each other", "One of the imports leads back; take it out."),
    warning(
        "no-strings",
        "A language in which no theme speaks",
        "The interface is in English then. Write i18n/LANGUAGE.toml in a theme of yours with the keys of \
         en.toml.",
    ),
    error(
        "string-form",
        "Words with a form that the language does not have",
        "Forms for numbers are zero, one, two, few, many and other; `other` must be there.",
    ),
];
