//! What entries take back: each `reverts` names an entry that there is.

use std::collections::HashSet;

use super::{Desk, Sorted};

/// Tells every `reverts` that names no entry; an entry that does not show is one too.
pub fn check(documents: &Sorted<'_>, desk: &mut Desk<'_>) {
    let entries = || documents.entries.iter().filter_map(|document| document.written.as_deref());
    // Few sites have any, and only they pay for the names.
    if entries().all(|entry| entry.fields.reverts.is_empty()) {
        return;
    }
    let known: HashSet<&str> = entries().flat_map(|entry| [entry.slug.as_str(), entry.id.as_str()]).collect();
    let mut names: Vec<&str> = known.iter().copied().collect();
    names.sort_unstable();
    for entry in entries() {
        for at in entry.fields.reverts.iter().filter(|at| !known.contains(at.value.as_str())) {
            let help = "an entry is named by its `id`, or by its file without `.md` and date";
            desk.unknown("unknown-entry", "entry", at, &entry.source, names.iter().copied(), help);
        }
    }
}
