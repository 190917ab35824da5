//! Entries in their place: defaults filled in, references checked.

use std::cmp::Reverse;
use std::sync::Arc;

use rayon::prelude::*;

use super::releases::{Key, Told};
use super::{Conditions, Desk, Sorted};
use crate::base::{Date, Diagnostic, IssueRef, Place, Source, has_slug};
use crate::model::{Config, Entry, EntryFields, Product, Prose, Version, Withheld, Written};
use crate::read::document::{self, Document};

/// The longest title that is made from a first sentence, in characters.
const BORROWED_TITLE: usize = 80;
/// How many entries one thread takes at a time: enough that to share the work costs little.
const PART: usize = 256;

/// The entries that show, in order of their paths. What comes from releases is filled in later.
pub fn gather(documents: &Sorted<'_>, told: &Told<'_>, products: &mut Vec<Product>, desk: &mut Desk<'_>) -> Vec<Entry> {
    let (config, viewpoint, known) = (desk.config, desk.viewpoint, &*products);
    let parts = documents.entries.par_chunks(PART).map(|documents| {
        let (mut desk, mut products) = (Desk::new(config, viewpoint), known.clone());
        (part(documents, told, &mut products, &mut desk), products, desk)
    });
    let parts: Vec<_> = parts.collect();
    let mut entries = Vec::with_capacity(documents.entries.len());
    for (mut part, of_part, said) in parts {
        entries.append(&mut part);
        desk.add(said);
        // A part can only add the nameless one, and each adds it at the same place.
        if of_part.len() > products.len() {
            *products = of_part;
        }
    }
    entries
}

fn part(documents: &[&Document], told: &Told<'_>, products: &mut Vec<Product>, desk: &mut Desk<'_>) -> Vec<Entry> {
    let mut entries = Vec::with_capacity(documents.len());
    for document in documents.iter().copied() {
        let Some(written) = &document.written else { continue };
        let (source, fields) = (&document.source, &written.fields);
        let folder = told.beside(&source.path);
        let product = match folder.filter(|_| fields.product.is_none()) {
            Some((product, _)) => *product,
            None => desk.product(fields.product.as_ref(), document.placement.product.as_ref(), source, products),
        };
        let key = release_key(document, fields, product, folder);
        check(document, fields, key.as_ref(), desk);
        let date = fields.date.as_ref().map(|at| at.value).or(own_date(document, key.as_ref()));
        let conditions = Conditions {
            draft: fields.draft,
            audience: &fields.audience,
            from: [date, fields.publish_at, key.as_ref().and_then(|key| told.date(key))],
            expires: fields.expires,
        };
        let inside = [key.as_ref(), folder].into_iter().flatten();
        if inside.clone().any(|key| told.hides(key)) {
            desk.hidden += 1;
        } else if let Some(own) = desk.shows(conditions) {
            let withheld = inside.filter_map(|key| told.withheld(key)).fold(own, Withheld::and);
            let untranslated = document.is_untranslated(desk.config);
            entries.push(Entry { withheld, untranslated, ..entry(document, written, product, key, date) });
        }
    }
    entries
}

/// The release that the entry is in: its field, else what the folder's `release.md` says, else the
/// folder's name; `None` for dated entries.
fn release_key(document: &Document, fields: &EntryFields, product: usize, folder: Option<&Key>) -> Option<Key> {
    let field = fields.version.as_ref().map(|at| at.value.as_str());
    if let Some((_, version)) = folder.filter(|_| field.is_none()) {
        return Some((product, version.clone()));
    }
    match field.or(document.placement.version.as_deref()) {
        Some(version) if version.eq_ignore_ascii_case(Version::UNRELEASED) => Some((product, None)),
        Some(version) => Some((product, Some(Version::new(version).as_str().to_owned()))),
        None if document.placement.unreleased => Some((product, None)),
        None => None,
    }
}

/// The date in the file's name; while an entry waits it only tells when it was written.
fn own_date(document: &Document, key: Option<&Key>) -> Option<Date> {
    let waits = key.is_some_and(|key| key.1.is_none());
    document.placement.date.filter(|_| !waits)
}

fn check(document: &Document, fields: &EntryFields, key: Option<&Key>, desk: &mut Desk<'_>) {
    let source = &document.source;
    desk.check_components(&fields.components, source);
    desk.check_audience(&fields.audience, source);
    desk.check_authors(&fields.authors, source);
    check_place(document, fields, desk);
    check_references(fields, source, desk);
    let is_type =
        |name: &str| desk.config.types.iter().any(|kind| kind.id == name) || desk.config.type_named(name).is_some();
    if let Some(at) = fields.kind.as_ref().filter(|at| !is_type(&at.value)) {
        let known: Vec<&str> = desk.config.types.iter().map(|kind| kind.id.as_str()).collect();
        let help = format!("the types are {}", known.join(", "));
        desk.unknown("unknown-type", "type", at, source, known.iter().copied(), &help);
    }
    let may_lack_a_date = fields.draft || !document.is_sound;
    if !may_lack_a_date && key.is_none() && fields.date.is_none() && document.placement.date.is_none() {
        let help = "add `date = 2026-05-04` or `version = \"2.4.0\"`, begin the file's name with the date, \
                    or move it to `unreleased/`";
        let error = Diagnostic::error("missing-date", "this entry has neither a date nor a version");
        desk.diagnostics.push(error.at(Place::file(&source.path)).help(help));
    }
}

/// Issues and pull requests are numbers or addresses, and a tag has something to stand in an address.
fn check_references(fields: &EntryFields, source: &Source, desk: &mut Desk<'_>) {
    for at in fields.issues.iter().chain(&fields.pull_requests).filter(|at| IssueRef::parse(&at.value).is_none()) {
        let error = Diagnostic::error("invalid-reference", format!("`{}` is no issue or pull request", at.value));
        let help = "write a number, `owner/repository#12` or an address with https://";
        desk.diagnostics.push(error.at(source.place(at.span)).help(help));
    }
    for at in fields.tags.iter().filter(|at| !has_slug(&at.value)) {
        let error = Diagnostic::error("invalid-tag", format!("the tag `{}` has no letter or digit", at.value));
        desk.diagnostics
            .push(error.at(source.place(at.span)).help("a tag's page is named after its letters and digits"));
    }
}

/// Tells a field that says something else than the folder: it counts, but was it meant?
fn check_place(document: &Document, fields: &EntryFields, desk: &mut Desk<'_>) {
    let placement = &document.placement;
    let folder = if placement.unreleased { Some(Version::UNRELEASED) } else { placement.version.as_deref() };
    let bare = |version: &str| Version::new(version).as_str().to_lowercase();
    let version = fields.version.as_ref().zip(folder).filter(|(at, folder)| bare(&at.value) != bare(folder));
    let product = fields.product.as_ref().zip(placement.product.as_deref()).filter(|(at, folder)| at.value != *folder);
    for (key, (at, folder)) in version.map(|it| ("version", it)).into_iter().chain(product.map(|it| ("product", it))) {
        let message = format!("`{key}` says {}, the folder says {folder}; the key counts", at.value);
        let warning = Diagnostic::warning("place-disagrees", message).at(document.source.place(at.span));
        desk.diagnostics.push(warning.help("move the file, or take the key out"));
    }
}

fn entry(document: &Document, written: &Arc<Written>, product: usize, key: Option<Key>, date: Option<Date>) -> Entry {
    Entry {
        written: match key.is_none() && written.title.is_none() {
            true => Arc::new(document::titled(written, &document.placement, borrowed_title(document, written))),
            false => Arc::clone(written),
        },
        untranslated: false,
        prose: Prose { body: Arc::clone(&document.body), links: Vec::new() },
        migration: document.migration.as_ref().map(|body| Prose { body: Arc::clone(body), links: Vec::new() }),
        date,
        unreleased: key.as_ref().is_some_and(|key| key.1.is_none()),
        withheld: Withheld::default(),
        version: key.and_then(|key| key.1).map(|version| Version::new(&version)),
        release: None,
        product,
        image: None,
        image_size: None,
        video: None,
    }
}

/// What an entry without a title is called when it is in no release, so that it has a page and feeds can name it: its
/// first sentence.
fn borrowed_title(document: &Document, written: &Written) -> String {
    let text = if written.summary.is_empty() { &document.placement.name } else { &written.summary };
    match text.char_indices().nth(BORROWED_TITLE) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.trim_end_matches('.').to_owned(),
    }
}

/// What orders the entries of a release: breaking first, then major before quiet, then by type, then by path.
pub fn place_in_release<'e>(entry: &'e Entry, config: &Config) -> impl Ord + use<'e> {
    let kind = entry.changes.first().map(|change| change.kind.as_str());
    let kind = config.types.iter().position(|it| Some(it.id.as_str()) == kind);
    (!entry.breaking, Reverse(entry.fields.importance), kind, entry.path())
}
