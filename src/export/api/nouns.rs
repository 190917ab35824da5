//! What several documents of the API have in them.

use serde::Serialize;

use super::absolute;
use crate::base::{At, advisory_address};
use crate::export::data::Given;
use crate::model::{Change, Deprecation, Entry, Link, Release, SecurityNote, Site};

#[derive(Serialize)]
pub struct LinkJson {
    pub title: String,
    pub url: Option<String>,
}

#[derive(Serialize)]
pub struct Person {
    pub name: String,
    pub url: Option<String>,
}

#[derive(Serialize)]
pub struct Advisory<'a> {
    pub id: Option<&'a str>,
    pub url: Option<String>,
    pub severity: Option<&'a str>,
    pub cvss: Option<&'a str>,
    pub affected: &'a [String],
    pub fixed: &'a [String],
    pub credit: &'a [String],
}

#[derive(Serialize)]
pub struct Deprecated<'a> {
    pub what: &'a str,
    pub removed_in: Option<&'a str>,
    pub sunset: Option<String>,
    pub replacement: Option<&'a str>,
}

#[derive(Serialize)]
pub struct Yanked<'a> {
    pub reason: Option<&'a str>,
    /// The version to use in its place.
    pub r#use: Option<&'a str>,
}

/// The id of a product; none in a site without products.
pub fn product(site: &Site, index: usize) -> Option<&str> {
    Some(site.product(index).config.id.as_str()).filter(|id| !id.is_empty())
}

pub fn links(site: &Site, links: &[Link]) -> Vec<LinkJson> {
    let url = |url: &str| (!url.is_empty()).then(|| absolute(site, url));
    links.iter().map(|link| LinkJson { title: link.title.clone(), url: url(&link.url) }).collect()
}

/// People by name, or by id from `[authors]`; each once.
pub fn people<'a>(site: &Site, named: impl Iterator<Item = &'a At<String>>) -> Vec<Person> {
    let people = super::super::feed::people(&site.config, named.map(|at| at.value.as_str()));
    people.into_iter().map(|person| Person { name: person.name, url: person.url }).collect()
}

/// The advisories of an entry, and those that its changes name, each once.
pub fn advisories<'a>(notes: &'a [SecurityNote], changes: impl Iterator<Item = &'a Change>) -> Vec<Advisory<'a>> {
    let mut all: Vec<Advisory<'a>> = notes.iter().map(advisory).collect();
    for id in changes.flat_map(|change| &change.advisories) {
        if all.iter().all(|known| known.id != Some(id.as_str())) {
            let url = advisory_address(id);
            let nothing: &[String] = &[];
            let (affected, fixed, credit) = (nothing, nothing, nothing);
            all.push(Advisory { id: Some(id), url, severity: None, cvss: None, affected, fixed, credit });
        }
    }
    all
}

fn advisory(note: &SecurityNote) -> Advisory<'_> {
    Advisory {
        id: note.id.as_deref(),
        url: note.id.as_deref().and_then(advisory_address),
        severity: note.severity.as_deref(),
        cvss: note.cvss.as_deref(),
        affected: &note.affected,
        fixed: &note.fixed,
        credit: &note.credit,
    }
}

pub fn deprecations(noted: &[Deprecation]) -> Vec<Deprecated<'_>> {
    noted.iter().map(deprecated).collect()
}

fn deprecated(it: &Deprecation) -> Deprecated<'_> {
    Deprecated {
        what: &it.what,
        removed_in: it.removed_in.as_deref(),
        sunset: it.sunset.map(|date| date.to_string()),
        replacement: it.replacement.as_deref(),
    }
}

/// Of a withdrawn release why, and what to use: the one that its page names, else what its author wrote.
pub fn yanked<'a>(given: &Given<'a>, release: &'a Release) -> Option<Yanked<'a>> {
    let yanked = release.fields.yanked.as_ref()?;
    let used = given.late.support().used_instead(release).map(|ix| given.site.releases[ix].version.as_str());
    let r#use = used.or_else(|| yanked.instead.as_ref().map(|at| at.value.as_str()));
    Some(Yanked { reason: yanked.reason.as_deref(), r#use })
}

/// Where an entry can be read: its own page, else its place on its release's.
pub fn entry_address(site: &Site, entry: &Entry) -> String {
    absolute(site, &site.entry_address(entry))
}

/// The address of a page's twin, if pages have twins.
pub fn twin(site: &Site, address: &str) -> Option<String> {
    site.config.outputs.twins.then(|| absolute(site, &format!("{address}index.md")))
}
