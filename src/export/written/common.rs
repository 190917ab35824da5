//! CHANGELOG.md in the form of Common Changelog (common-changelog.org): released versions only, four groups, breaking
//! changes first.

use super::Wanted;
use super::changelog::item;
use crate::base::markdown::{Reader, Writer, escaped, link};
use crate::export::api::{fill, with_context};
use crate::model::{Change, Entry, Release};

/// Its groups in their order, and the types that go there besides; what no group names was changed.
const GROUPS: [(&str, &str, &[&str]); 4] = [
    ("changed", "Changed", &["deprecated"]),
    ("added", "Added", &[]),
    ("removed", "Removed", &[]),
    ("fixed", "Fixed", &["security"]),
];

pub fn write(wanted: &Wanted<'_>) -> String {
    let site = wanted.given.site;
    let mut writer = Writer::new();
    writer.heading(1, "Changelog");
    for release in site.product(wanted.product).releases.iter().map(|&ix| &site.releases[ix]) {
        self::release(wanted, &mut writer, release);
    }
    writer.finish()
}

fn release(wanted: &Wanted<'_>, writer: &mut Writer, release: &Release) {
    let site = wanted.given.site;
    let date = release.date.map_or(String::new(), |date| format!(" - {}", date.iso_day()));
    let address = site.config.absolute(&release.address);
    writer.heading(2, &format!("{}{date}", link(release.version.as_str(), &address)));
    let entries: Vec<&Entry> = release.entries.iter().map(|&ix| &site.entries[ix]).collect();
    if let Some(notice) = notice(release) {
        writer.paragraph(&format!("_{}_", escaped(&notice)));
    }
    for (group, title, others) in GROUPS {
        let named = |kind: &str| GROUPS.iter().any(|(id, _, more)| *id == kind || more.contains(&kind));
        let is_in = |change: &Change| {
            let kind = change.kind.as_str();
            kind == group || others.contains(&kind) || (group == "changed" && !named(kind))
        };
        let own = release.changes.iter().filter(|change| is_in(change)).map(|change| (None, 0, change));
        let of_entries = entries.iter().flat_map(|entry| {
            let changes = entry.changes.iter().enumerate().filter(|(_, change)| is_in(change));
            changes.map(move |(at, change)| (Some(*entry), at, change))
        });
        let mut changes: Vec<(Option<&Entry>, usize, &Change)> = own.chain(of_entries).collect();
        changes.sort_by_key(|(_, _, change)| !change.breaking);
        if !changes.is_empty() {
            writer.heading(3, title);
        }
        for (entry, at, change) in changes {
            match entry {
                Some(entry) => item(wanted, writer, entry, at, change),
                None => own_item(wanted, writer, release, change),
            }
        }
    }
}

/// One sentence: that it was taken back, else what it is about.
fn notice(release: &Release) -> Option<String> {
    match &release.fields.yanked {
        Some(yanked) => {
            let reason = yanked.reason.as_deref().unwrap_or("please use another version");
            Some(format!("This release was yanked: {}.", reason.trim_end_matches('.')))
        }
        None => Some(release.summary().to_owned()).filter(|summary| !summary.is_empty()),
    }
}

/// A change of the release's own file.
fn own_item(wanted: &Wanted<'_>, writer: &mut Writer, release: &Release, change: &Change) {
    writer.open_item("- ".to_owned(), '-');
    with_context(wanted.given, |context| {
        let prefix = format!("{}-", release.slug);
        let html = release.prose.change(change, fill(context, &prefix, 5));
        let reader = Reader { address: &|url| url.to_owned(), notes: &release.slug };
        let mut inner = Writer::new();
        reader.read(&html, &mut inner);
        let text = inner.finish();
        let mark = if change.breaking && !text.starts_with("**Breaking") { "**Breaking:** " } else { "" };
        let text = format!("{mark}{}", text.trim());
        if text.contains("\n\n") { writer.written(&text) } else { writer.line(&text) }
    });
    writer.close();
    writer.end_list_here();
}
