//! What an entry refers to outside of its text: issues, pull requests and links.

use crate::base::Forge;
use crate::model::{Entry, Link, Site};

/// Issues and pull requests through the repository's address, then the links as written. The
/// address of an issue is empty when no repository is known.
pub fn references(site: &Site, entry: &Entry) -> Vec<Link> {
    let product = &site.product(entry.product).config;
    let repository = product.repository.as_ref().or(site.config.repository.as_ref());
    let forge = repository.map(|address| Forge::new(address));
    let fields = &entry.fields;
    let issues = fields.issues.iter().map(|at| forge_link(forge.as_ref(), &at.value, Forge::issue));
    let requests = fields.pull_requests.iter().map(|at| forge_link(forge.as_ref(), &at.value, Forge::pull_request));
    issues.chain(requests).chain(fields.links.iter().cloned()).collect()
}

/// `12`, `#12` or `owner/repo#12`, linked when the repository is known.
fn forge_link(forge: Option<&Forge>, written: &str, page: fn(&Forge, &str) -> String) -> Link {
    if written.contains("://") {
        return Link { title: written.to_owned(), url: written.to_owned() };
    }
    let (repository, number) = written.rsplit_once('#').unwrap_or(("", written));
    let title = format!("{repository}#{number}");
    let url = forge.and_then(|forge| match repository {
        "" => Some(page(forge, number)),
        path => forge.sibling(path).map(|sibling| page(&sibling, number)),
    });
    Link { title, url: url.unwrap_or_default() }
}
