//! `tidings.toml` becomes a [`Config`].

use icu_locale_core::LanguageIdentifier;

use super::addresses::site_address;
use super::fields::{Fields, short};
use super::toml;
use crate::base::{At, Diagnostic, Place, Reported, SitePath, Source, Span};
use crate::model::{
    Author, ChangeType, Component, Config, FeedFormat, FeedList, Feeds, Language, Limits, Markdown, NavLink, Outputs,
    Package, ProductConfig, ProductWords, Redirect, RoadmapConfig, Status, StatusRole,
};

/// Names that pages of the site have already, so that no product's address may be one of them.
const TAKEN: [&str; 22] = [
    "api",
    "archive",
    "assets",
    "breaking",
    "compare",
    "components",
    "data",
    "deprecations",
    "entries",
    "feeds",
    "latest",
    "media",
    "page",
    "releases",
    "roadmap",
    "search",
    "security",
    "since",
    "support",
    "tags",
    "types",
    "unreleased",
];

const ROLES: [(&str, StatusRole); 4] = [
    ("open", StatusRole::Open),
    ("active", StatusRole::Active),
    ("shipped", StatusRole::Shipped),
    ("declined", StatusRole::Declined),
];

const FORMATS: [(&str, FeedFormat); 3] =
    [("atom", FeedFormat::Atom), ("rss", FeedFormat::Rss), ("json", FeedFormat::Json)];

const LISTS: [(&str, FeedList); 9] = [
    ("home", FeedList::Home),
    ("products", FeedList::Products),
    ("types", FeedList::Types),
    ("components", FeedList::Components),
    ("tags", FeedList::Tags),
    ("security", FeedList::Security),
    ("breaking", FeedList::Breaking),
    ("deprecations", FeedList::Deprecations),
    ("roadmap", FeedList::Roadmap),
];

/// The most items on a page or in a feed that make sense; more would be one page without end.
const MOST_ITEMS: i64 = 1000;

/// What `tidings.toml` says. `None` only when it is not TOML; with any other mistake there is a
/// configuration with the default in that place, so that the mistakes of other files can be told too.
pub fn config(source: &Source) -> Reported<Option<Config>> {
    let mut all = Vec::new();
    let Some(table) = toml::parse(source, Span::new(0, source.text.len())).take(&mut all) else {
        return Reported::new(None, all);
    };
    let mut fields = Fields::new(source, &table);
    let config = read(&mut fields);
    all.extend(fields.finish());
    Reported::new(Some(config), all)
}

fn read(fields: &mut Fields<'_>) -> Config {
    let title = required(fields, "title", "title = \"Acme changelog\"", Fields::text);
    let base_url = required(fields, "base_url", "base_url = \"https://example.com/changes\"", base_url);
    let default = Config::new(title.as_deref().unwrap_or_default(), base_url.as_deref().unwrap_or(PLACEHOLDER));
    let own_language = language(fields).unwrap_or(default.language);
    let languages = languages(fields, &own_language);
    let release_tag = tag(fields).unwrap_or(default.tag);
    Config {
        products: products(fields, &release_tag, &languages),
        tag: release_tag,
        package: package(fields),
        description: fields.sentence("description").unwrap_or_default(),
        languages,
        language: own_language,
        edition: default.edition,
        theme: theme(fields).unwrap_or(default.theme),
        theme_options: fields.free("theme_options"),
        repository: repository(fields),
        per_page: count(fields, "per_page").unwrap_or(default.per_page),
        navigation: fields.tables("navigation", nav_link),
        types: change_types(fields).unwrap_or(default.types),
        components: components(fields),
        authors: authors(fields),
        audiences: audiences(fields),
        roadmap: fields.table("roadmap", |table| roadmap(table)).unwrap_or(default.roadmap),
        feeds: fields.table("feeds", |table| feeds(table, default.feeds.clone())).unwrap_or(default.feeds),
        outputs: fields.table("outputs", outputs).unwrap_or_default(),
        markdown: fields.table("markdown", markdown).unwrap_or_default(),
        limits: fields.table("limits", limits).unwrap_or_default(),
        redirects: fields.tables("redirects", redirect),
        extra: fields.extra(),
        title: default.title,
        base_url: default.base_url,
    }
}

/// Stands in for a missing `base_url`, so that reading can go on; `.invalid` is nobody's (RFC 2606).
const PLACEHOLDER: &str = "https://site.invalid";

fn required<'a>(
    fields: &mut Fields<'a>,
    key: &'static str,
    example: &str,
    read: impl FnOnce(&mut Fields<'a>, &'static str) -> Option<At<String>>,
) -> Option<String> {
    let before = fields.diagnostics.len();
    let value = read(fields, key);
    if value.is_none() && fields.diagnostics.len() == before {
        fields.miss(key, Some(format!("write `{example}`")), Place::file(&fields.source.path));
    }
    value.map(|value| value.value)
}

fn base_url(fields: &mut Fields<'_>, key: &'static str) -> Option<At<String>> {
    let url = fields.text(key)?;
    match site_address(&url.value) {
        Ok(address) => Some(At::new(address, url.span)),
        Err(reason) => {
            let fault = Diagnostic::error("invalid-url", format!("`{key}` {reason}"));
            let help = "write only scheme, host and path, such as https://example.com/changes";
            fields.complain(fault.help(help), url.span);
            None
        }
    }
}

fn language(fields: &mut Fields<'_>) -> Option<String> {
    let tag = fields.text("language")?;
    if LanguageIdentifier::try_from_str(&tag.value).is_ok() {
        return Some(tag.value);
    }
    let message = format!("`language`: `{}` is not a language tag", short(&tag.value));
    fields.complain(Diagnostic::error("invalid-language", message).help("write it such as en, de or pt-BR"), tag.span);
    None
}

/// The languages besides the site's `own`.
fn languages(fields: &mut Fields<'_>, own: &str) -> Vec<Language> {
    let languages = fields.named_tables("languages", |table, tag| (tag, a_language(table, tag)));
    let is_language = |tag: &str| LanguageIdentifier::try_from_str(tag).is_ok() && !tag.contains('_');
    let mut kept: Vec<Language> = Vec::new();
    for (tag, language) in languages {
        let same = |known: &str| known.eq_ignore_ascii_case(&tag.value);
        let fault = if !is_language(&tag.value) {
            let message = format!("`languages`: `{}` is not a language tag", short(&tag.value));
            Diagnostic::error("invalid-language", message).help("write it such as de, ja or pt-BR")
        } else if same(own) || kept.iter().any(|language| same(&language.tag)) {
            let message = format!("`languages`: the site speaks `{}` already", tag.value);
            let help = "`language` is the site's own, whose title stands at the top; name here only the others";
            Diagnostic::error("duplicate-language", message).help(help)
        } else if TAKEN.iter().any(|name| same(name)) {
            let message = format!("no language can be at /{}/: the site has pages there", tag.value);
            Diagnostic::error("reserved-name", message).help("write a longer tag of the same language")
        } else {
            kept.push(language);
            continue;
        };
        fields.complain(fault, tag.span);
    }
    kept
}

fn a_language(table: &mut Fields<'_>, tag: &At<String>) -> Language {
    let products = table.named_tables("products", |table, id| ProductWords {
        id: id.value.clone(),
        name: table.text("name").map(|name| name.value),
        description: table.sentence("description"),
    });
    Language {
        tag: tag.value.clone(),
        name: table.text("name").map(|name| name.value),
        title: table.text("title").map(|title| title.value),
        description: table.sentence("description"),
        navigation: table.tables("navigation", nav_link),
        theme_options: table.free("theme_options"),
        disclaimer: table.sentence("disclaimer"),
        products,
    }
}

fn theme(fields: &mut Fields<'_>) -> Option<String> {
    let theme = fields.text("theme")?;
    if SitePath::published(&theme.value).is_ok_and(|path| path.parts().count() == 1) {
        return Some(theme.value);
    }
    let message = format!("`theme`: `{}` is not the name of a theme", short(&theme.value));
    let help = "a theme is the name of a folder in themes/, or `default`";
    fields.complain(Diagnostic::error("invalid-path", message).help(help), theme.span);
    None
}

/// Without a last slash and without the `.git` of a clone address.
fn repository(fields: &mut Fields<'_>) -> Option<String> {
    let url = fields.web_address("repository")?.value;
    Some(url.strip_suffix(".git").map_or(url.clone(), str::to_owned))
}

fn count(fields: &mut Fields<'_>, key: &'static str) -> Option<usize> {
    fields.integer(key, 1, MOST_ITEMS).and_then(|number| usize::try_from(number).ok())
}

fn nav_link(table: &mut Fields<'_>) -> Option<NavLink> {
    let title = table.required("title", Fields::text);
    let url = table.required("url", Fields::url);
    Some(NavLink { title: title?, url: url? })
}

fn redirect(table: &mut Fields<'_>) -> Option<Redirect> {
    let from = table.required_at("from", |table, key| {
        let path = table.text(key)?;
        table.checked_alias(key, path)
    });
    let to = table.required("to", Fields::url);
    let from = from?;
    let place = table.source.place(from.span);
    Some(Redirect { from: from.value, to: to?, place })
}

/// The types that replace the default ones; `None` when none are given.
fn change_types(fields: &mut Fields<'_>) -> Option<Vec<ChangeType>> {
    let types = fields.tables("types", |table| {
        let id = table.required_at("id", Fields::slug);
        let title = table.text("title").map(|title| title.value);
        let aliases = table.texts("aliases").into_iter().map(|alias| alias.value).collect();
        let id = id?;
        Some((id.clone(), ChangeType { title: title.unwrap_or_else(|| headed(&id.value)), id: id.value, aliases }))
    });
    unique(fields, "types.id", types.iter().map(|(id, _)| id));
    (!types.is_empty()).then(|| types.into_iter().map(|(_, kind)| kind).collect())
}

/// An id as a heading: `in-progress` → `In progress`.
fn headed(id: &str) -> String {
    let words = id.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn products(fields: &mut Fields<'_>, site_tag: &str, languages: &[Language]) -> Vec<ProductConfig> {
    let products = fields.named_tables("products", |table, id| {
        let product = ProductConfig {
            id: id.value.clone(),
            name: table.text("name").map_or_else(|| headed(&id.value), |name| name.value),
            description: table.sentence("description").unwrap_or_default(),
            repository: repository(table),
            tag: tag(table).unwrap_or_else(|| site_tag.to_owned()),
            package: package(table),
        };
        (id, product)
    });
    let mut kept = Vec::new();
    for (id, product) in products {
        if fields.checked_slug("products", id.clone()).is_none() {
            continue;
        }
        if languages.iter().any(|language| language.tag.eq_ignore_ascii_case(&id.value)) {
            let message = format!("a product cannot be called `{}`: the edition in that language is there", id.value);
            fields.complain(Diagnostic::error("reserved-name", message).help("choose another id"), id.span);
            continue;
        }
        if TAKEN.contains(&id.value.as_str()) {
            let message = format!("a product cannot be called `{}`: the site has pages at /{}/", id.value, id.value);
            fields.complain(
                Diagnostic::error("reserved-name", message).help("choose another id; `name` is what readers see"),
                id.span,
            );
            continue;
        }
        kept.push(product);
    }
    kept
}

fn tag(table: &mut Fields<'_>) -> Option<String> {
    let tag = table.text("tag")?;
    if tag.value.contains("{version}") {
        return Some(tag.value);
    }
    let fault = Diagnostic::error("invalid-tag", format!("`{}` has no `{{version}}`", table.path("tag")));
    table.complain(fault.help("write it such as `v{version}` or `app-{version}`"), tag.span);
    None
}

/// `npm:acme`: an ecosystem of osv.dev and the package's name in it.
fn package(table: &mut Fields<'_>) -> Option<Package> {
    let text = table.text("package")?;
    match text.value.split_once(':').map(|(ecosystem, name)| (ecosystem.trim(), name.trim())) {
        Some((ecosystem, name)) if !ecosystem.is_empty() && !name.is_empty() => {
            Some(Package { ecosystem: ecosystem.to_owned(), name: name.to_owned() })
        }
        _ => {
            let message = format!("`{}`: `{}` names no package", table.path("package"), short(&text.value));
            let help = "write ecosystem and name, such as `npm:acme`, `crates.io:acme` or `PyPI:acme`";
            table.complain(Diagnostic::error("invalid-package", message).help(help), text.span);
            None
        }
    }
}

fn components(fields: &mut Fields<'_>) -> Vec<Component> {
    let components = fields.named_tables("components", |table, id| {
        let component = Component {
            id: id.value.clone(),
            name: table.text("name").map_or_else(|| id.value.clone(), |name| name.value),
            description: table.sentence("description").unwrap_or_default(),
        };
        (id, component)
    });
    let is_slug = |fields: &mut Fields<'_>, id: &At<String>| fields.checked_slug("components", id.clone()).is_some();
    components.into_iter().filter(|(id, _)| is_slug(fields, id)).map(|(_, component)| component).collect()
}

fn authors(fields: &mut Fields<'_>) -> Vec<Author> {
    fields.named_tables("authors", |table, id| Author {
        id: id.value.clone(),
        name: table.text("name").map_or_else(|| id.value.clone(), |name| name.value),
        url: table.url("url").map(|url| url.value),
    })
}

/// The audiences besides `public`, which is always there.
fn audiences(fields: &mut Fields<'_>) -> Vec<String> {
    let audiences = fields.texts("audiences");
    unique(fields, "audiences", audiences.iter());
    audiences.into_iter().map(|audience| audience.value).filter(|audience| audience != "public").collect()
}

fn roadmap(table: &mut Fields<'_>) -> RoadmapConfig {
    let statuses = table.tables("statuses", |status| {
        let id = status.required_at("id", Fields::slug);
        let title = status.text("title").map(|title| title.value);
        let role = status.one_of("role", &ROLES);
        let id = id?;
        let status = Status {
            title: title.unwrap_or_else(|| headed(&id.value)),
            role: role.unwrap_or_else(|| usual_role(&id.value)),
            id: id.value.clone(),
        };
        Some((id, status))
    });
    unique(table, "statuses.id", statuses.iter().map(|(id, _)| id));
    if let Some((first, _)) = statuses.first()
        && !statuses.iter().any(|(_, status)| status.role == StatusRole::Shipped)
    {
        let fault = Diagnostic::error("missing-status", "no status has the role `shipped`");
        let help = "items whose entry is released go there; write `role = \"shipped\"` at one of them";
        table.complain(fault.help(help), first.span);
    }
    let statuses: Vec<Status> = statuses.into_iter().map(|(_, status)| status).collect();
    RoadmapConfig {
        statuses: if statuses.is_empty() { RoadmapConfig::default_statuses() } else { statuses },
        disclaimer: table.sentence("disclaimer"),
        reviewed: table.day("reviewed").map(|day| day.civil().date()),
    }
}

/// The role of the default status of the same id, else open.
fn usual_role(id: &str) -> StatusRole {
    RoadmapConfig::default_statuses()
        .iter()
        .find(|status| status.id == id)
        .map_or(StatusRole::Open, |status| status.role)
}

fn feeds(table: &mut Fields<'_>, default: Feeds) -> Feeds {
    Feeds {
        limit: count(table, "limit").unwrap_or(default.limit),
        formats: table.some_of("formats", &FORMATS).unwrap_or(default.formats),
        lists: table.some_of("lists", &LISTS).unwrap_or(default.lists),
        authority: authority(table).unwrap_or(default.authority),
        author: table.text("author").map(|author| author.value),
    }
}

/// RFC 4151, section 2.1: a host or mail address, a comma, and a date on which it was the site's.
fn authority(table: &mut Fields<'_>) -> Option<String> {
    let authority = table.text("authority")?;
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-._@".contains(c));
    let is_date = |date: &str| {
        let lengths: Vec<usize> = date.split('-').map(str::len).collect();
        matches!(lengths[..], [4] | [4, 2] | [4, 2, 2]) && date.chars().all(|c| c.is_ascii_digit() || c == '-')
    };
    if authority.value.split_once(',').is_some_and(|(name, date)| is_name(name) && is_date(date)) {
        return Some(authority.value);
    }
    let message = format!("`{}`: `{}` is no authority of tag URIs", table.path("authority"), short(&authority.value));
    let help = "write a host that is yours and a year in which it was, such as `example.com,2026`";
    table.complain(Diagnostic::error("invalid-authority", message).help(help), authority.span);
    None
}

fn outputs(table: &mut Fields<'_>) -> Outputs {
    let default = Outputs::default();
    Outputs {
        compare: table.bool("compare").unwrap_or(default.compare),
        search: table.bool("search").unwrap_or(default.search),
        twins: table.bool("twins").unwrap_or(default.twins),
        api: table.bool("api").unwrap_or(default.api),
        cards: table.bool("cards").unwrap_or(default.cards),
    }
}

fn markdown(table: &mut Fields<'_>) -> Markdown {
    let default = Markdown::default();
    Markdown {
        unsafe_html: table.bool("unsafe_html").unwrap_or(default.unsafe_html),
        highlight: table.bool("highlight").unwrap_or(default.highlight),
        smart_punctuation: table.bool("smart_punctuation").unwrap_or(default.smart_punctuation),
    }
}

fn limits(table: &mut Fields<'_>) -> Limits {
    let default = Limits::default();
    let mut size = |key| table.integer(key, 1, i64::MAX).and_then(|number| u64::try_from(number).ok());
    let (entry, front_matter, title) = (size("entry"), size("front_matter"), size("title"));
    let fits = |size: Option<u64>| size.and_then(|size| usize::try_from(size).ok());
    Limits {
        entry: entry.unwrap_or(default.entry),
        front_matter: fits(front_matter).unwrap_or(default.front_matter),
        title: fits(title).unwrap_or(default.title),
    }
}

/// Complains of every id that is there twice, with both places.
fn unique<'b>(fields: &mut Fields<'_>, key: &str, ids: impl Iterator<Item = &'b At<String>>) {
    let mut seen: Vec<&At<String>> = Vec::new();
    for id in ids {
        match seen.iter().find(|first| first.value == id.value) {
            Some(first) => {
                let fault =
                    Diagnostic::error("duplicate-id", format!("`{}`: `{}` is there twice", fields.path(key), id.value));
                fields.complain(fault.related(fields.source.place(first.span)), id.span);
            }
            None => seen.push(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::OptionValue;
    use crate::read::fields_tests::told;

    fn read(text: &str) -> (Option<Config>, Vec<String>) {
        let source = Source::new(SitePath::new("tidings.toml").unwrap(), text);
        let report = config(&source);
        (report.value, told(&report.diagnostics))
    }

    const LEAST: &str = "title = \"Ü\"\nbase_url = \"https://example.com/sub/\"\n";

    #[test]
    fn title_and_base_url_are_enough() {
        assert_eq!(read(LEAST), (Some(Config::new("Ü", "https://example.com/sub")), vec![]));
    }

    #[test]
    fn every_key_has_its_effect() {
        let (config, told) = read(
            r#"
title = "Acme"
base_url = "https://example.com/"
description = """What
changed"""
language = "pt-BR"
theme = "own"
repository = "https://github.com/acme/acme.git"
per_page = 5
audiences = ["internal", "public"]
theme_options = { colour = "red" }

[[navigation]]
title = "Docs"
url = "/docs/"

[[types]]
id = "new-things"
aliases = ["New"]

[products.web]
name = "Web app"
description = "In the browser"
repository = "https://example.com/web/"
tag = "web-{version}"
[products.cli]

[components.api]
description = "The API"
[authors."Ada L"]
name = "Ada Lovelace"
url = "https://example.com/ada"

[roadmap]
disclaimer = "Plans change."
reviewed = 2026-05-04
[[roadmap.statuses]]
id = "next-up"
role = "active"
[[roadmap.statuses]]
id = "shipped"
title = "Done"

[feeds]
limit = 3
formats = ["json", "atom"]
lists = "home"
authority = "example.com,2026-05"
author = "The team"

[outputs]
search = false

[markdown]
unsafe_html = true
highlight = false
smart_punctuation = true

[limits]
entry = 10
front_matter = 20
title = 30

[[redirects]]
from = "old/"
to = "https://example.com/new/"

[extra]
answer = 42
deep = { ratio = 1.5, list = [true] }
"#,
        );
        assert_eq!(told, Vec::<String>::new());
        let text = |text: &str| text.to_owned();
        let status = |id: &str, title: &str, role| Status { id: text(id), title: text(title), role };
        let product = |id: &str, name: &str, description: &str, repository: Option<&str>, tag: &str| ProductConfig {
            id: text(id),
            name: text(name),
            description: text(description),
            repository: repository.map(text),
            tag: text(tag),
            package: None,
        };
        let deep = [
            (text("ratio"), OptionValue::Float(1.5)),
            (text("list"), OptionValue::List(vec![OptionValue::Bool(true)])),
        ];
        let expected = Config {
            description: text("What changed"),
            language: text("pt-BR"),
            theme: text("own"),
            repository: Some(text("https://github.com/acme/acme")),
            per_page: 5,
            audiences: vec![text("internal")],
            theme_options: [(text("colour"), OptionValue::Text(text("red")))].into(),
            navigation: vec![NavLink { title: text("Docs"), url: text("/docs/") }],
            types: vec![ChangeType { id: text("new-things"), title: text("New things"), aliases: vec![text("New")] }],
            products: vec![
                product("web", "Web app", "In the browser", Some("https://example.com/web"), "web-{version}"),
                product("cli", "Cli", "", None, "v{version}"),
            ],
            components: vec![Component { id: text("api"), name: text("api"), description: text("The API") }],
            authors: vec![Author {
                id: text("Ada L"),
                name: text("Ada Lovelace"),
                url: Some(text("https://example.com/ada")),
            }],
            roadmap: RoadmapConfig {
                statuses: vec![
                    status("next-up", "Next up", StatusRole::Active),
                    status("shipped", "Done", StatusRole::Shipped),
                ],
                disclaimer: Some(text("Plans change.")),
                reviewed: Some(jiff::civil::date(2026, 5, 4)),
            },
            feeds: Feeds {
                limit: 3,
                formats: vec![FeedFormat::Json, FeedFormat::Atom],
                lists: vec![FeedList::Home],
                authority: text("example.com,2026-05"),
                author: Some(text("The team")),
            },
            outputs: Outputs { search: false, ..Outputs::default() },
            markdown: Markdown { unsafe_html: true, highlight: false, smart_punctuation: true },
            limits: Limits { entry: 10, front_matter: 20, title: 30 },
            redirects: vec![Redirect {
                from: text("/old/"),
                to: text("https://example.com/new/"),
                place: config.as_ref().unwrap().redirects[0].place.clone(),
            }],
            extra: [(text("answer"), OptionValue::Integer(42)), (text("deep"), OptionValue::Table(deep.into()))].into(),
            ..Config::new("Acme", "https://example.com")
        };
        assert_eq!(config, Some(expected));
    }

    #[test]
    fn what_must_be_there_is_asked_for() {
        let (config, told) = read("description = \"x\"\n");
        assert_eq!(config, Some(Config { description: "x".to_owned(), ..Config::new("", PLACEHOLDER) }));
        assert_eq!(
            told,
            [
                "0:0 missing-key `title` is missing (write `title = \"Acme changelog\"`)",
                "0:0 missing-key `base_url` is missing (write `base_url = \"https://example.com/changes\"`)",
            ]
        );
    }

    #[test]
    fn a_misspelt_key_is_not_missing_too() {
        let (_, told) = read("titel = \"Ü\"\nbase-url = \"https://example.com\"\n");
        let said = [
            "1:1 unknown-key unknown key `titel` (did you mean `title`?)",
            "2:1 unknown-key unknown key `base-url` (did you mean `base_url`?)",
        ];
        assert_eq!(told, said);
    }

    #[test]
    fn what_is_not_toml_is_no_configuration() {
        let (config, told) = read("title = \"Ü\"\nlanguage = en\n");
        assert_eq!(config, None);
        assert_eq!(told, ["2:12 toml-syntax a text must be quoted (put it in quotes: \"…\")"]);
    }

    #[test]
    fn a_faulty_base_url_says_why() {
        for (url, reason) in [
            ("/changes", "does not start with https:// or http://"),
            ("example.com", "does not start with https:// or http://"),
            ("ftp://example.com", "does not start with https:// or http://"),
            ("https://", "is not an address: empty host"),
            ("https://example.com/a b", "has a space in it"),
            ("https://example.com/?a=1", "has a query or a fragment"),
            ("https://example.com/#a", "has a query or a fragment"),
            ("https://me:secret@example.com/", "has a user name or a password"),
        ] {
            let (_, told) = read(&format!("title = \"Ü\"\nbase_url = \"{url}\"\n"));
            let help = "write only scheme, host and path, such as https://example.com/changes";
            assert_eq!(told, [format!("2:12 invalid-url `base_url` {reason} ({help})")], "{url}");
        }
    }

    #[test]
    fn every_mistake_is_told_at_its_place() {
        for (text, said) in [
            ("tilte = 1", "3:1 unknown-key unknown key `tilte` (did you mean `title`?)"),
            ("lang = \"de\"", "3:1 unknown-key unknown key `lang` (did you mean `language`?)"),
            ("per_page = 0", "3:12 out-of-range `per_page`: expected a whole number from 1 to 1000, found 0"),
            ("per_page = \"5\"", "3:12 wrong-type `per_page`: expected a whole number from 1 to 1000, found a text"),
            ("feeds = 1", "3:9 wrong-type `feeds`: expected a table, found a number (write `[feeds]` above its keys)"),
            (
                "[feeds]\nformats = [\"atom\", \"rsss\"]",
                "4:20 unknown-value `feeds.formats` cannot be `rsss` (did you mean `rss`?)",
            ),
            (
                "[markdown]\nunsafe = true",
                "4:1 unknown-key unknown key `unsafe` in `markdown` (the keys are `unsafe_html`, `highlight`, `smart_punctuation`)",
            ),
            (
                "[markdown]\nhighlight = \"no\"",
                "4:13 wrong-type `markdown.highlight`: expected true or false, found a text (write `false` without quotes)",
            ),
            (
                "[[navigation]]\ntitle = \"Ü\"",
                "3:1 missing-key `navigation.url` is missing (write it such as `navigation = [{ title = \"Docs\", url = \"/docs/\" }]`)",
            ),
            (
                "[[navigation]]\ntitle = \"Ü\"\nurl = \"javascript:x\"",
                "5:7 invalid-url `navigation.url`: `javascript:x` has the scheme `javascript:`, which is not for links (an address starts with https://, http://, mailto: or, inside the site, with /)",
            ),
            (
                "[products.roadmap]",
                "3:11 reserved-name a product cannot be called `roadmap`: the site has pages at /roadmap/ (choose another id; `name` is what readers see)",
            ),
            (
                "[products.Web]",
                "3:11 invalid-slug `products`: `Web` has other characters than small letters, digits and hyphens (write `web`)",
            ),
            (
                "[products]\nname = \"x\"",
                "4:8 wrong-type `products.name`: expected a table, found a text (write `[products.name]` above its keys)",
            ),
            (
                "[products.web]\ntag = \"v\"",
                "4:7 invalid-tag `products.web.tag` has no `{version}` (write it such as `v{version}` or `app-{version}`)",
            ),
            (
                "[products.web]\nrepo = \"v\"",
                "4:1 unknown-key unknown key `repo` in `products.web` (the keys are `name`, `description`, `repository`, `tag`, `package`)",
            ),
            ("[products.web]\n[products.web]", "4:11 duplicate-key the key `web` is here twice"),
            ("[[types]]\nid = \"a\"\n[[types]]\nid = \"a\"", "6:6 duplicate-id `types.id`: `a` is there twice"),
            ("audiences = [\"a\", \"a\"]", "3:19 duplicate-id `audiences`: `a` is there twice"),
            (
                "[[roadmap.statuses]]\nid = \"done\"",
                "4:6 missing-status no status has the role `shipped` (items whose entry is released go there; write `role = \"shipped\"` at one of them)",
            ),
            (
                "theme = \"../x\"",
                "3:9 invalid-path `theme`: `../x` is not the name of a theme (a theme is the name of a folder in themes/, or `default`)",
            ),
            (
                "language = \"e n\"",
                "3:12 invalid-language `language`: `e n` is not a language tag (write it such as en, de or pt-BR)",
            ),
            (
                "[feeds]\nauthority = \"example.com\"",
                "4:13 invalid-authority `feeds.authority`: `example.com` is no authority of tag URIs (write a host that is yours and a year in which it was, such as `example.com,2026`)",
            ),
            (
                "[[redirects]]\nfrom = \"../x\"\nto = \"/\"",
                "4:8 invalid-path `redirects.from`: the path `../x` has a part that is `.` or `..` (write it from the site's root, such as /old/page/)",
            ),
            (
                "[roadmap]\nreviewed = \"2026-02-30\"",
                "4:12 invalid-date `roadmap.reviewed`: there is no day 2026-02-30 (write it such as 2026-05-04, with a time 2026-05-04T10:30:00Z)",
            ),
        ] {
            assert_eq!(read(&format!("{LEAST}{text}\n")).1, [said], "{text}");
        }
    }

    #[test]
    fn the_first_of_two_equal_ids_is_named_too() {
        let text = format!("{LEAST}[[types]]\nid = \"a\"\n[[types]]\nid = \"a\"\n");
        let report = config(&Source::new(SitePath::new("tidings.toml").unwrap(), text));
        assert_eq!(report.diagnostics[0].related[0].line, 4);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(\\PC{0,20}\n|[a-z_]{1,12} = \\PC{0,9}\n|\\[{1,2}[a-z.]{1,9}\\]{1,2}\n){0,8}") {
            let _ = read(&text);
        }
    }
}
