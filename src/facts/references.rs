//! What an entry refers to outside of its text: issues, pull requests and links.

use crate::base::{Forge, IssueRef};
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
