//! `tidings.toml` becomes a [`Config`].

mod check;
mod feeds;
mod languages;
mod named;
mod releasing;
mod roadmap;
mod sources;
#[cfg(test)]
mod tests;

use self::check::check;
use self::feeds::feeds;
use self::languages::{language, languages};
use self::named::{audiences, authors, change_types, components, package, products, repository, tag};
use self::releasing::releasing;
use self::roadmap::roadmap;
use self::sources::sources;
use super::addresses::site_address;
use super::fields::{Fields, short};
use super::toml;
use crate::base::{At, Diagnostic, Place, Reported, SitePath, Source, Span};
use crate::model::{Config, Limits, Markdown, NavLink, Outputs, Redirect};

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
    let products = products(fields, &release_tag, &languages);
    let release = fields.table("release", |table| releasing(table)).unwrap_or_default();
    Config {
        sources: sources(fields, &products, &release),
        products,
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
        release,
        feeds: fields.table("feeds", |table| feeds(table, default.feeds.clone())).unwrap_or(default.feeds),
        outputs: fields.table("outputs", outputs).unwrap_or_default(),
        check: fields.table("check", check).unwrap_or_default(),
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
