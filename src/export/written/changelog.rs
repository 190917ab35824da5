//! CHANGELOG.md in the form of Keep a Changelog 2.0.

use super::Wanted;
use super::own::{Definitions, own};
use crate::base::Forge;
use crate::base::markdown::{Reader, Writer, escaped, link};
use crate::export::api::{fill, with_context};
use crate::facts::references::references;
use crate::model::{Change, Entry, Link, Release, ReleaseIx};

/// The whole file: what waits, then every release, newest first.
pub fn write(wanted: &Wanted<'_>) -> String {
    let site = wanted.given.site;
    let product = site.product(wanted.product);
    let mut definitions = Definitions::default();
    let mut sections = String::new();
    for ix in product.unreleased.iter().chain(&product.releases).copied() {
        let release = &site.releases[ix];
        let compare = compare_url(wanted, ix);
        if let Some(url) = &compare {
            definitions.add(&name(release), url);
        }
        sections.push_str(&heading(release, compare.is_some()));
        let body = body(wanted, release, 3, &mut definitions);
        if !body.is_empty() {
            sections.push_str(&format!("\n{body}"));
        }
        sections.push('\n');
        for entry in second_tellings(wanted, release) {
            let title = entry.title.as_deref().unwrap_or_default();
            let own = own(wanted, &entry.source.path, &entry.prose, "", 3);
            sections.push_str(&format!("## {title}\n\n{}\n", definitions.take(own)));
        }
    }
    let about = match product.config.name.as_str() {
        "" => site.config.title.as_str(),
        name => name,
    };
    let head = format!(
        "# Changelog\n\nWhat changed in {}, in the form of [Keep a Changelog](https://keepachangelog.com/en/2.0.0/).\n",
        escaped(about)
    );
    let links = definitions.lines();
    format!("{head}\n{}\n\n{links}", sections.trim_end()).trim_end().to_owned() + "\n"
}

/// `Unreleased` or the version.
fn name(release: &Release) -> String {
    match release.unreleased {
        true => "Unreleased".to_owned(),
        false => release.version.to_string(),
    }
}

/// `## [1.1.0] - 2026-05-04 [YANKED]`, with the code name behind it.
fn heading(release: &Release, is_link: bool) -> String {
    let name = name(release);
    let mut heading = if is_link { format!("## [{name}]") } else { format!("## {name}") };
    if let Some(date) = release.date.filter(|_| !release.unreleased) {
        heading.push_str(&format!(" - {}", date.iso_day()));
    }
    if let Some(title) = release.fields.title.as_ref().filter(|_| !release.unreleased) {
        heading.push_str(&format!(" - {}", escaped(&title.value)));
    }
    if release.fields.yanked.is_some() {
        heading.push_str(" [YANKED]");
    }
    heading.push('\n');
    heading
}

/// What is in a release: why it was taken back, its notes word for word, then the changes of its entries by type.
pub fn body(wanted: &Wanted<'_>, release: &Release, level: u8, definitions: &mut Definitions) -> String {
    let mut text = String::new();
    if let Some(reason) = yanked(release) {
        text.push_str(&format!("{reason}\n\n"));
    }
    if let Some(source) = &release.source {
        let own = own(wanted, &source.path, &release.prose, release.version.as_str(), level);
        text.push_str(&definitions.take(own));
        text.push('\n');
    }
    text.push_str(&groups(wanted, release, level));
    // Blanks at the start of the first line belong to it: a list may be indented.
    let text = text.trim_start_matches('\n').trim_end();
    if text.trim().is_empty() { String::new() } else { format!("{text}\n") }
}

/// `Yanked: it lost notes (use 2.3.1)`
fn yanked(release: &Release) -> Option<String> {
    let yanked = release.fields.yanked.as_ref()?;
    let mut words: Vec<String> = yanked.reason.iter().cloned().collect();
    words.extend(yanked.instead.as_ref().map(|version| format!("(use {})", version.value)));
    (!words.is_empty()).then(|| format!("Yanked: {}", words.join(" ")))
}

/// The changes of the entries, those of a type below its title.
fn groups(wanted: &Wanted<'_>, release: &Release, level: u8) -> String {
    let site = wanted.given.site;
    let entries: Vec<&Entry> =
        release.entries.iter().map(|&ix| &site.entries[ix]).filter(|entry| !is_second_telling(entry)).collect();
    let mut writer = Writer::new();
    for kind in &site.config.types {
        let of_entries = entries.iter().copied().flat_map(|entry| {
            let changes = entry.changes.iter().enumerate().filter(|(_, change)| change.kind == kind.id);
            changes.map(move |(at, change)| (entry, at, change))
        });
        let mut changes: Vec<(&Entry, usize, &Change)> = of_entries.collect();
        changes.sort_by_key(|(_, _, change)| !change.breaking);
        if !changes.is_empty() {
            writer.heading(level, &escaped(&kind.title));
        }
        for (entry, at, change) in changes {
            item(wanted, &mut writer, entry, at, change);
        }
    }
    writer.finish()
}

/// One change as an item: an entry with a page in short, any other with all of its text.
pub fn item(wanted: &Wanted<'_>, writer: &mut Writer, entry: &Entry, at: usize, change: &Change) {
    let site = wanted.given.site;
    let address = |address: &str| site.config.absolute(address);
    let reader = Reader { address: &|url| url.to_owned(), notes: &entry.slug };
    let refers: Vec<String> = references(site, entry).iter().filter(|_| at == 0).map(reference).collect();
    let refers = if refers.is_empty() { String::new() } else { format!(" ({})", refers.join(", ")) };
    let breaking = if change.breaking { "**Breaking:** " } else { "" };
    let whole = Some(entry).filter(|entry| entry.prose.body.changes.is_empty());
    writer.open_item("- ".to_owned(), '-');
    match whole.and_then(|entry| entry.title.as_deref().zip(entry.address.as_deref())) {
        Some((title, page)) => {
            let summary =
                if entry.summary.is_empty() { String::new() } else { format!(": {}", escaped(&entry.summary)) };
            writer.line(&format!("{breaking}**{}**{summary}{refers}", link(title, &address(page))));
        }
        None => with_context(wanted.given, |context| {
            let prefix = format!("{}-", entry.slug);
            let html = entry.prose.change(change, fill(context, &prefix, 5));
            // The marker and the references belong to the first and the last line.
            let mut inner = Writer::new();
            reader.read(&html, &mut inner);
            let text = inner.finish();
            let text = text.trim();
            let marked = text.starts_with("**Breaking");
            let text = format!("{}{text}", if marked { "" } else { breaking });
            let is_short = !text.contains("\n\n") && !text.contains("```");
            if is_short {
                return writer.line(&format!("{text}{refers}"));
            }
            writer.written(&text);
            writer.paragraph(refers.trim());
        }),
    }
    if change.breaking && entry.changes.iter().position(|it| it.breaking) == Some(at) {
        with_context(wanted.given, |context| {
            let prefix = format!("{}-", entry.slug);
            if let Some(html) = entry.migration(fill(context, &prefix, 5)).filter(|html| !html.is_empty()) {
                writer.paragraph("**Migration:**");
                reader.read(&html, writer);
            }
        });
    }
    writer.close();
    writer.end_list_here();
}

/// A link, or `#12` for the forge to link.
fn reference(link: &Link) -> String {
    match link.url.is_empty() {
        true => link.title.clone(),
        false => crate::base::markdown::link(&link.title, &link.url),
    }
}

/// The comparison in the repository: as written, else from its tags.
fn compare_url(wanted: &Wanted<'_>, ix: ReleaseIx) -> Option<String> {
    let site = wanted.given.site;
    let release = &site.releases[ix];
    if let Some(url) = &release.fields.compare_url {
        return Some(site.config.absolute(url));
    }
    let product = site.product(release.product);
    let repository = product.config.repository.as_ref().or(site.config.repository.as_ref())?;
    let tag = |release: &Release| product.config.tag.replace("{version}", release.version.as_str());
    let older = match product.releases.iter().position(|known| *known == ix) {
        Some(at) => product.releases.get(at + 1),
        None => product.releases.first(),
    };
    let newest = if release.unreleased { "HEAD".to_owned() } else { tag(release) };
    Some(Forge::new(repository).compare(&tag(&site.releases[*older?]), &newest))
}

/// The entries that tell of this release a second time, as their changelog did: each has its own heading.
fn second_tellings<'a>(wanted: &Wanted<'a>, release: &'a Release) -> Vec<&'a Entry> {
    let entries = release.entries.iter().map(|&ix| &wanted.given.site.entries[ix]);
    let mut entries: Vec<&Entry> = entries.filter(|entry| is_second_telling(entry)).collect();
    entries.sort_by_key(|entry| entry.fields.source.as_ref().map(|origin| origin.mark.clone()));
    entries
}

/// `changelog:1.2.0 (2)`
fn is_second_telling(entry: &Entry) -> bool {
    let mark = entry.fields.source.as_ref().map_or("", |origin| origin.mark.as_str());
    mark.starts_with("changelog:") && mark.ends_with(')') && entry.title.is_some()
}

/// The text of one release by itself.
pub fn alone(wanted: &Wanted<'_>, release: &Release, level: u8) -> String {
    let mut definitions = Definitions::default();
    let mut text = body(wanted, release, level, &mut definitions);
    for entry in second_tellings(wanted, release) {
        let own = own(wanted, &entry.source.path, &entry.prose, "", level);
        text.push_str(&format!("\n{}", definitions.take(own)));
    }
    let links = definitions.lines();
    if links.is_empty() { text } else { format!("{text}\n{links}") }
}
