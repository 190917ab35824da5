//! What entries take back: each `reverts` names an entry that there is.

use std::collections::HashSet;

use super::entries::default_id;
use super::{Desk, Sorted};
use crate::read::document::{Document, Fields};

/// Tells every `reverts` that names no entry; an entry that does not show is one too.
pub fn check(documents: &Sorted<'_>, desk: &mut Desk<'_>) {
    let fields = |document: &&Document| match &document.fields {
        Fields::Entry(fields) => Some(fields.clone()),
        _ => None,
    };
    let entries = || documents.entries.iter().copied();
    // Few sites have any, and only they pay for the names.
    if entries().filter_map(|document| fields(&document)).all(|fields| fields.reverts.is_empty()) {
        return;
    }
    let mut known: HashSet<String> = HashSet::new();
    for document in entries() {
        known.insert(document.slug.clone());
        known.insert(
            fields(&document).and_then(|it| Some(it.id.as_ref()?.value.clone())).unwrap_or(default_id(document)),
        );
    }
    let mut names: Vec<&str> = known.iter().map(String::as_str).collect();
    names.sort_unstable();
    for document in entries() {
        let Some(fields) = fields(&document) else { continue };
        for at in fields.reverts.iter().filter(|at| !known.contains(&at.value)) {
            let help = "an entry is named by its `id`, or by its file without `.md` and date";
            desk.unknown("unknown-entry", "entry", at, &document.source, names.iter().copied(), help);
        }
    }
}
