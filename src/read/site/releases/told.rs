//! The releases that files of their own tell of.

use std::collections::{BTreeMap, BTreeSet};

use super::Key;
use crate::base::{Date, Diagnostic, Place, SitePath};
use crate::model::{Product, ReleaseFields, Version, Withheld};
use crate::read::document::{Document, Fields};
use crate::read::markdown::day_in;
use crate::read::site::{Conditions, Desk, Sorted};

/// The releases that files of their own tell of.
#[derive(Default)]
pub struct Told<'a> {
    pub(super) files: BTreeMap<Key, &'a Document>,
    hidden: BTreeSet<Key>,
    /// What keeps the others from the public, if anything.
    withheld: BTreeMap<Key, Withheld>,
    /// The folders that a `release.md` speaks for.
    folders: BTreeMap<&'a str, Key>,
}

impl Told<'_> {
    /// Whether the release has a file that does not show.
    pub fn hides(&self, key: &Key) -> bool {
        self.hidden.contains(key)
    }

    /// What the release's own file says that keeps it from the public.
    pub fn withheld(&self, key: &Key) -> Option<&Withheld> {
        self.withheld.get(key)
    }

    /// Whether the release's own file, if there is one, could be read.
    pub(super) fn is_sound(&self, key: &Key) -> bool {
        self.files.get(key).is_none_or(|document| document.is_sound)
    }

    /// The release that the `release.md` beside this file tells of.
    pub fn beside(&self, path: &SitePath) -> Option<&Key> {
        if self.folders.is_empty() { None } else { self.folders.get(path.folder()?) }
    }

    /// The date that the release's own file gives.
    pub fn date(&self, key: &Key) -> Option<Date> {
        self.files.get(key).and_then(|document| own_date(document))
    }
}

/// Reads which releases have files, and filters them.
pub fn told<'a>(documents: &Sorted<'a>, products: &mut Vec<Product>, desk: &mut Desk<'_>) -> Told<'a> {
    let mut told = Told::default();
    for document in documents.releases.iter().copied() {
        let Fields::Release(fields) = &document.fields else { continue };
        let source = &document.source;
        let product = desk.product(fields.product.as_ref(), document.placement.product.as_ref(), source, products);
        let version = version_of(document, fields);
        desk.check_audience(&fields.audience, source);
        desk.check_authors(&fields.authors, source);
        let key = (product, version);
        if let Some(folder) = document.source.path.folder().filter(|_| document.placement.name == "release") {
            told.folders.insert(folder, key.clone());
        }
        if let Some(first) = told.files.get(&key) {
            desk.diagnostics.push(duplicate(&key, document, first));
            continue;
        }
        let conditions = Conditions {
            draft: fields.draft,
            audience: &fields.audience,
            from: [own_date(document), fields.publish_at, None],
            expires: None,
        };
        match desk.shows(conditions) {
            Some(withheld) => {
                told.withheld.insert(key.clone(), withheld);
            }
            None => {
                told.hidden.insert(key.clone());
            }
        }
        told.files.insert(key, document);
    }
    told
}

/// The version that a release's file tells of: its field, else its place; none in `unreleased`,
/// whatever version it may get.
fn version_of(document: &Document, fields: &ReleaseFields) -> Option<String> {
    if document.placement.unreleased {
        return None;
    }
    let written = fields.version.as_ref().map(|at| &at.value).or(document.placement.version.as_ref())?;
    (!written.eq_ignore_ascii_case(Version::UNRELEASED)).then(|| Version::new(written).as_str().to_owned())
}

/// The `date` of a release's file, or the date in the heading of its version (`# 2.3.0 (2026-01-02)`), or in its title.
pub(super) fn own_date(document: &Document) -> Option<Date> {
    let Fields::Release(fields) = &document.fields else { return None };
    let version = version_of(document, fields).unwrap_or_else(|| Version::UNRELEASED.to_owned());
    let headings = &document.body.versions;
    let own = || headings.iter().find(|heading| heading.is_of(&version)).or(headings.first());
    let in_heading = || own().and_then(|heading| heading.date);
    let in_title = || document.body.title.as_deref().and_then(day_in);
    fields.date.as_ref().map(|at| at.value).or_else(in_heading).or_else(in_title)
}

fn duplicate(key: &Key, second: &Document, first: &Document) -> Diagnostic {
    let what = match &key.1 {
        Some(version) => format!("release {version} is told of twice"),
        None => "what is unreleased is told of twice".to_owned(),
    };
    Diagnostic::error("duplicate-version", format!("{what}: in {} and in {}", first.source.path, second.source.path))
        .at(version_place(second))
        .related(version_place(first))
        .help("keep one file for each version; entries of their own may lie in the version's folder")
}

fn version_place(document: &Document) -> Place {
    match &document.fields {
        Fields::Release(fields) => match &fields.version {
            Some(at) => document.source.place(at.span),
            None => Place::file(&document.source.path),
        },
        _ => Place::file(&document.source.path),
    }
}
