//! What is wrong with a file as a whole: it tells of several versions, or of nothing.

use super::document::{Document, Fields};
use crate::base::{Diagnostic, Place};
use crate::model::{Body, EntryFields, ReleaseFields, Version, VersionHeading};

/// Everything that only the whole file shows. Of a file that is not sound, what is missing may have
/// been misread, so nothing is said of that.
pub fn check(document: &Document) -> Vec<Diagnostic> {
    let fault = match &document.fields {
        Fields::Release(fields) => versions(document, fields).or_else(|| empty_release(document, fields)),
        Fields::Entry(fields) => empty_entry(document, fields),
        Fields::RoadmapItem(_) => None,
    };
    fault.into_iter().collect()
}

fn versions(document: &Document, fields: &ReleaseFields) -> Option<Diagnostic> {
    match &document.body.versions[..] {
        [] => None,
        [heading] => mismatch(document, fields, heading),
        [first, second, ..] => {
            let message = format!("this file tells of {} and of {}", noun(&first.version), noun(&second.version));
            let other = if second.is_of(own_version(document, fields)) { first } else { second };
            let help = format!("write one file for each version in changelog/, such as `{}.md`", other.version);
            let fault = Diagnostic::error("several-versions", message).at(second.place.clone());
            Some(fault.related(first.place.clone()).help(help))
        }
    }
}

/// The version of the heading against that of the field, or of the file's name or folder.
fn mismatch(document: &Document, fields: &ReleaseFields, heading: &VersionHeading) -> Option<Diagnostic> {
    let source = &document.source;
    let version = own_version(document, fields);
    if heading.is_of(version) {
        return None;
    }
    let whose = match &fields.version {
        Some(_) => "`version`",
        None if source.path.stem().eq_ignore_ascii_case("release") => "the file's folder",
        None => "the file's name",
    };
    let message = format!("this heading tells of {}, but {whose} of {}", noun(&heading.version), noun(version));
    let fault = Diagnostic::error("version-mismatch", message).at(heading.place.clone());
    let fault = match &fields.version {
        Some(at) => fault.related(source.place(at.span)),
        None => fault,
    };
    Some(fault.help("correct the one that is wrong; a heading of the version may also be left out"))
}

/// The version of the file: its field, else its place.
fn own_version<'d>(document: &'d Document, fields: &'d ReleaseFields) -> &'d str {
    let placed = document.placement.version.as_deref().unwrap_or(Version::UNRELEASED);
    fields.version.as_ref().map_or(placed, |at| &at.value)
}

/// A version in a sentence.
fn noun(version: &str) -> &str {
    if version.eq_ignore_ascii_case(Version::UNRELEASED) { "what is unreleased" } else { version }
}

fn empty_release(document: &Document, fields: &ReleaseFields) -> Option<Diagnostic> {
    let says_nothing = *fields == ReleaseFields::default() && is_empty(&document.body);
    (document.is_sound && says_nothing && document.body.versions.is_empty()).then(|| {
        Diagnostic::warning("empty-release", "this file says nothing of its release")
            .at(Place::file(&document.source.path))
            .help("write what changed, or a date (`## [1.2.0] - 2026-05-04`); or take the file away")
    })
}

fn empty_entry(document: &Document, fields: &EntryFields) -> Option<Diagnostic> {
    let says_nothing = fields.title.is_none() && fields.summary.is_none() && is_empty(&document.body);
    (document.is_sound && !fields.draft && says_nothing && document.migration.is_none()).then(|| {
        Diagnostic::warning("empty-entry", "there is nothing to show")
            .at(Place::file(&document.source.path))
            .help("write what changed below the front matter, or give the entry a `title`")
    })
}

fn is_empty(body: &Body) -> bool {
    body.title.is_none() && body.html.is_empty() && body.migration.is_none()
}
