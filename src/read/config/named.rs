//! What a configuration gives an id to: types, products, components, authors, audiences.

use super::releasing::bump;
use crate::base::{At, Diagnostic};
use crate::model::{Author, Bump, ChangeType, Component, Language, Package, ProductConfig};
use crate::read::fields::{Fields, short};

/// Names that pages of the site have already, so that no product's address may be one of them.
pub(super) const TAKEN: [&str; 22] = [
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

/// The types that replace the default ones; `None` when none are given.
pub(super) fn change_types(fields: &mut Fields<'_>) -> Option<Vec<ChangeType>> {
    let types = fields.tables("types", |table| {
        let id = table.required_at("id", Fields::slug);
        let title = table.text("title").map(|title| title.value);
        let aliases = table.texts("aliases").into_iter().map(|alias| alias.value).collect();
        let bump = bump(table);
        let id = id?;
        let title = title.unwrap_or_else(|| headed(&id.value));
        let bump = bump.unwrap_or_else(|| Bump::usual(&id.value));
        Some((id.clone(), ChangeType { title, id: id.value, aliases, bump }))
    });
    unique(fields, "types.id", types.iter().map(|(id, _)| id));
    (!types.is_empty()).then(|| types.into_iter().map(|(_, kind)| kind).collect())
}

/// An id as a heading: `in-progress` → `In progress`.
pub(super) fn headed(id: &str) -> String {
    let words = id.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The products; one whose address would be another page's is told and left out.
pub(super) fn products(fields: &mut Fields<'_>, site_tag: &str, languages: &[Language]) -> Vec<ProductConfig> {
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

/// Without a last slash and without the `.git` of a clone address.
pub(super) fn repository(fields: &mut Fields<'_>) -> Option<String> {
    let url = fields.web_address("repository")?.value;
    Some(url.strip_suffix(".git").map_or(url.clone(), str::to_owned))
}

/// What releases are tagged with in version control: a text with `{version}` in it.
pub(super) fn tag(table: &mut Fields<'_>) -> Option<String> {
    let tag = table.text("tag")?;
    if tag.value.contains("{version}") {
        return Some(tag.value);
    }
    let fault = Diagnostic::error("invalid-tag", format!("`{}` has no `{{version}}`", table.path("tag")));
    table.complain(fault.help("write it such as `v{version}` or `app-{version}`"), tag.span);
    None
}

/// `npm:acme`: an ecosystem of osv.dev and the package's name in it.
pub(super) fn package(table: &mut Fields<'_>) -> Option<Package> {
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

/// The components whose ids can be in addresses.
pub(super) fn components(fields: &mut Fields<'_>) -> Vec<Component> {
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

/// The people who write, each by the id that entries name.
pub(super) fn authors(fields: &mut Fields<'_>) -> Vec<Author> {
    fields.named_tables("authors", |table, id| Author {
        id: id.value.clone(),
        name: table.text("name").map_or_else(|| id.value.clone(), |name| name.value),
        url: table.url("url").map(|url| url.value),
    })
}

/// The audiences besides `public`, which is always there.
pub(super) fn audiences(fields: &mut Fields<'_>) -> Vec<String> {
    let audiences = fields.texts("audiences");
    unique(fields, "audiences", audiences.iter());
    audiences.into_iter().map(|audience| audience.value).filter(|audience| audience != "public").collect()
}

/// Complains of every id that is there twice, with both places.
pub(super) fn unique<'b>(fields: &mut Fields<'_>, key: &str, ids: impl Iterator<Item = &'b At<String>>) {
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
