//! No two things may have one name: slugs, addresses, permanent ids.

use std::collections::BTreeMap;

use super::releases;
use crate::base::{At, Diagnostic, Place, Source, slugify};
use crate::model::{Entry, Release, ReleaseIx, RoadmapItem};

/// Tells every pair that would stand under one address or one id.
pub fn check(entries: &[Entry], all_releases: &[Release], items: &[RoadmapItem], diagnostics: &mut Vec<Diagnostic>) {
    let mut slugs = Names::new("duplicate-slug", "the address", "give one of them another `slug`");
    for entry in entries {
        if let Some(address) = &entry.address {
            slugs.add(address, || place(&entry.source, entry.fields.slug.as_ref()));
        }
    }
    for item in items {
        slugs.add(&item.address, || place(&item.source, item.fields.slug.as_ref()));
    }
    for release in all_releases.iter().filter(|release| !release.unreleased) {
        slugs.add(&release.address, || releases::place(release));
    }
    slugs.tell(diagnostics);

    packages(entries, diagnostics);
    tags(entries, diagnostics);

    let mut ids = Names::new("duplicate-id", "the id", "an id is permanent and unique: change the newer one");
    for entry in entries.iter().filter(|entry| entry.fields.id.is_some() || entry.release.is_none()) {
        ids.add(&entry.id, || place(&entry.source, entry.fields.id.as_ref()));
    }
    for item in items {
        ids.add(&item.id, || place(&item.source, item.fields.id.as_ref()));
    }
    for release in all_releases.iter().filter(|release| !release.unreleased) {
        ids.add(&release.id, || match (&release.source, &release.fields.id) {
            (Some(source), id @ Some(_)) => place(source, id.as_ref()),
            _ => releases::place(release),
        });
    }
    ids.tell(diagnostics);
}

/// `a@1.0.0` and `b@1.0.0` are versions of two things: in one product they would become one release.
fn packages(entries: &[Entry], diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<ReleaseIx, (&str, &Entry)> = BTreeMap::new();
    for entry in entries {
        let (Some(release), Some(at)) = (entry.release, &entry.fields.version) else { continue };
        let Some((package, _)) = at.value.rsplit_once('@') else { continue };
        let (first, other) = *seen.entry(release).or_insert((package, entry));
        if first != package {
            let message = format!("{} and {first}@{} would be one release", at.value, entry_version(other));
            let error = Diagnostic::error("different-packages", message).at(place(&entry.source, Some(at)));
            let error = error.related(place(&other.source, other.fields.version.as_ref()));
            diagnostics.push(error.help("make them products of their own: [products.ID] in tidings.toml"));
        }
    }
}

fn entry_version(entry: &Entry) -> &str {
    entry.version.as_ref().map_or("", |version| version.as_str())
}

/// Different tags under one address, such as `C++` and `C#`, share a page.
fn tags(entries: &[Entry], diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let plain = |tag: &str| tag.to_lowercase().replace([' ', '_', '-'], "");
    for entry in entries {
        for at in &entry.fields.tags {
            let first = *seen.entry(slugify(&at.value)).or_insert(&at.value);
            if plain(first) != plain(&at.value) {
                let message = format!("the tags `{}` and `{first}` share the page /tags/{}/", at.value, slugify(first));
                let warning = Diagnostic::warning("same-tag", message).at(place(&entry.source, Some(at)));
                diagnostics.push(warning.help("spell one of them out, such as `cpp` and `csharp`"));
            }
        }
    }
}

fn place(source: &Source, field: Option<&At<String>>) -> Place {
    field.map_or_else(|| Place::file(&source.path), |at| source.place(at.span))
}

/// Names that were seen, and where.
struct Names {
    code: &'static str,
    noun: &'static str,
    help: &'static str,
    seen: BTreeMap<String, Vec<Place>>,
}

impl Names {
    fn new(code: &'static str, noun: &'static str, help: &'static str) -> Self {
        Self { code, noun, help, seen: BTreeMap::new() }
    }

    fn add(&mut self, name: &str, place: impl Fn() -> Place) {
        self.seen.entry(name.to_lowercase()).or_default().push(place());
    }

    fn tell(self, diagnostics: &mut Vec<Diagnostic>) {
        for (name, mut places) in self.seen {
            places.sort();
            let mut places = places.into_iter();
            let Some(first) = places.next() else { continue };
            for place in places {
                let message = format!("{} `{name}` is taken twice: by {} and by {}", self.noun, first.path, place.path);
                let error = Diagnostic::error(self.code, message).at(place).related(first.clone());
                diagnostics.push(error.help(self.help));
            }
        }
    }
}
