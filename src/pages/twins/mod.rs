//! Twins of pages in markdown: what a page says, for programs and for people who copy it.
//!
//! A twin is made from what its page shows, with the author's texts as they are after the sanitiser. So it can hold
//! nothing that the page does not hold: no comment, no draft, no markup that somebody wrote to do harm.

mod changes;
mod document;
mod entry;
mod lists;
mod release;
mod roadmap;
mod since;
#[cfg(test)]
mod tests;
mod trust;

use self::document::Document;
pub use self::since::between;
use super::{Context, Page};
use crate::base::SitePath;

/// How the twin of a kind of page is written.
type Write = fn(&mut Document<'_>, &Page);

/// The kinds of pages whose twin says all that the page says, by their names.
const WRITERS: [(&str, Write); 26] = [
    ("home", lists::changelog),
    ("product", lists::changelog),
    ("type", lists::changelog),
    ("component", lists::changelog),
    ("tag", lists::changelog),
    ("breaking", lists::changelog),
    ("types", lists::terms),
    ("components", lists::terms),
    ("tags", lists::terms),
    ("release", release::release),
    ("releases", lists::releases),
    ("unreleased", release::unreleased),
    ("entry", entry::entry),
    ("year", lists::year),
    ("archive", lists::years),
    ("roadmap", roadmap::board),
    ("roadmap_item", roadmap::item),
    ("compare", since::compare),
    ("since", since::since),
    ("roadmap_quarters", roadmap::quarters),
    ("roadmap_themes", roadmap::themes),
    ("roadmap_timeline", roadmap::quarters),
    ("security", trust::security),
    ("deprecations", trust::deprecations),
    ("support", trust::support),
    ("feeds", lists::feeds),
];

/// The file beside the page that is its twin; `None` for pages that have none: redirects, and what hosts send for an
/// address where nothing is.
pub fn path(page: &Page) -> Option<SitePath> {
    let folder = page.path.as_str().strip_suffix("index.html").filter(|it| it.is_empty() || it.ends_with('/'))?;
    match page.kind.name {
        "redirect" => None,
        _ => SitePath::published(&format!("{folder}{NAME}")).ok(),
    }
}

/// The name of a twin's file, in the folder of its page.
const NAME: &str = "index.md";

/// The address of the twin of the page at `address`, which may end in a `#` part; without base.
pub fn address(address: &str) -> String {
    let page = address.split_once('#').map_or(address, |(page, _)| page);
    match page.ends_with('/') {
        true => format!("{page}{NAME}"),
        false => address.to_owned(),
    }
}

/// What a page links as its twin.
pub fn link(context: &Context, page: &Page) -> Option<String> {
    let has_twin = context.site.config.outputs.twins && path(page).is_some();
    has_twin.then(|| context.url(&address(&page.plan.address)))
}

/// The twin of `page`: markdown as GitHub has it, with absolute addresses.
pub fn twin(context: &Context, page: &Page) -> String {
    let mut document = Document::new(context, page);
    match WRITERS.iter().find(|(kind, _)| *kind == page.kind.name) {
        Some((_, write)) => write(&mut document, page),
        None => short(&mut document, page),
    }
    document.finish()
}

/// What the page is, where its content is made of things that have twins of their own, or is worked by hand.
fn short(document: &mut Document<'_>, page: &Page) {
    let view = serde_json::to_value(page.view(document.context)).unwrap_or_default();
    let said = |key: &str| view.pointer(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    document.head(&said("/page/title"), &said("/page/description"));
    let outputs = document.context.site.config.outputs;
    let elsewhere = [(outputs.api, "/api/index.json"), (outputs.twins, "/llms.txt")];
    for (_, address) in elsewhere.into_iter().filter(|(is_there, _)| *is_there) {
        let address = document.context.absolute(address);
        document.out.item(&crate::base::markdown::link(&address, &address));
    }
}
