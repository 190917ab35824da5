//! What an entry refers to outside of its text: issues, pull requests and links.

use crate::base::{Forge, IssueRef, markdown};
use crate::model::{Entry, Link, Site};

/// Issues and pull requests through the repository's address, then the links as written. The
/// address of an issue is empty when no repository is known.
pub fn references(site: &Site, entry: &Entry) -> Vec<Link> {
    let product = &site.product(entry.product).config;
    let repository = product.repository.as_ref().or(site.config.repository.as_ref());
    let forge = repository.map(|address| Forge::new(address));
    let fields = &entry.fields;
    let issues = fields.issues.iter().filter_map(|at| forge_link(forge.as_ref(), &at.value, Forge::issue));
    let requests =
        fields.pull_requests.iter().filter_map(|at| forge_link(forge.as_ref(), &at.value, Forge::pull_request));
    issues.chain(requests).chain(fields.links.iter().cloned()).collect()
}

/// The same behind a sentence in markdown: ` ([#12](https://…), [Docs](https://…))`, or ` (#12)` for a forge to link when
/// no repository is known; empty when there are none.
pub fn behind(site: &Site, entry: &Entry) -> String {
    let written =
        |link: &Link| if link.url.is_empty() { link.title.clone() } else { markdown::link(&link.title, &link.url) };
    let references: Vec<String> = references(site, entry).iter().map(written).collect();
    if references.is_empty() { String::new() } else { format!(" ({})", references.join(", ")) }
}

/// Linked when the repository is known; what names no issue was told when the site was read.
fn forge_link(forge: Option<&Forge>, written: &str, page: fn(&Forge, &str) -> String) -> Option<Link> {
    let at = |forge: Option<Forge>, number: &str| forge.map_or(String::new(), |forge| page(&forge, number));
    Some(match IssueRef::parse(written)? {
        IssueRef::Number(number) => Link { title: format!("#{number}"), url: at(forge.cloned(), number) },
        IssueRef::Elsewhere { repository, number } => Link {
            title: format!("{repository}#{number}"),
            url: at(forge.and_then(|forge| forge.sibling(repository)), number),
        },
        IssueRef::Address(address) => Link { title: address.to_owned(), url: address.to_owned() },
    })
}
