//! CHANGELOG.md in the form of Keep a Changelog 2.0.

use super::Wanted;
use super::own::{Definitions, own};
use crate::base::Forge;
use crate::base::markdown::{Reader, Writer, escaped, link_with_code, with_code};
use crate::export::api::{fill, with_context};
use crate::facts::references::behind;
use crate::model::{Change, ChangeOf, DefinitionOf, Entry, Passage, Release, ReleaseIx, Version, Whence};

/// The whole file: what waits, then every release, newest first.
pub fn write(wanted: &Wanted<'_>) -> String {
    joined(&passages(wanted))
}

/// The same in pieces that know where they come from.
pub fn passages(wanted: &Wanted<'_>) -> Vec<Passage> {
    let site = wanted.given.site;
    let product = site.product(wanted.product);
    let mut definitions = Definitions::default();
    let about = match product.config.name.as_str() {
        "" => site.config.title.as_str(),
        name => name,
    };
    let mut all = vec![frame(format!(
        "# Changelog\n\nWhat changed in {}, in the form of [Keep a Changelog](https://keepachangelog.com/en/2.0.0/).\n\n",
        escaped(about)
    ))];
    for ix in product.unreleased.iter().chain(&product.releases).copied() {
        let release = &site.releases[ix];
        let compare = compare_url(wanted, ix);
        if let Some(url) = &compare {
            definitions.add(&key(release), &name(release), url);
        }
        let text = heading(release, compare.is_some());
        all.push(Passage { text, whence: Whence::Heading { release: key(release) } });
        let body = body(wanted, release, 3, &mut definitions);
        if !body.is_empty() {
            all.push(frame("\n"));
            all.extend(body);
        }
        all.push(frame("\n"));
        all.extend(again(wanted, release, 3, &mut definitions));
    }
    trim_end(&mut all);
    let mut definitions = definitions.passages().peekable();
    if definitions.peek().is_some() {
        all.push(frame("\n"));
        all.extend(definitions);
    }
    all
}

/// What a release is called where it is spoken of.
fn key(release: &Release) -> String {
    match release.unreleased {
        true => Version::UNRELEASED.to_owned(),
        false => release.version.to_string(),
    }
}

fn frame(text: impl Into<String>) -> Passage {
    Passage { text: text.into(), whence: Whence::Frame }
}

fn joined(passages: &[Passage]) -> String {
    passages.iter().map(|passage| passage.text.as_str()).collect()
}

/// Ends with the line end of the last line that is not blank.
fn trim_end(passages: &mut Vec<Passage>) {
    while let Some(last) = passages.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() {
            last.text.push('\n');
            return;
        }
        passages.pop();
    }
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
        heading.push_str(&format!(" - {}", with_code(&title.value)));
    }
    if release.fields.yanked.is_some() {
        heading.push_str(" [YANKED]");
    }
    heading.push('\n');
    heading
}

/// What is in a release: why it was taken back, its notes word for word, then the changes of its entries by type.
fn body(wanted: &Wanted<'_>, release: &Release, level: u8, definitions: &mut Definitions) -> Vec<Passage> {
    let mut all = Vec::new();
    if let Some(reason) = yanked(release) {
        all.push(Passage { text: format!("{reason}\n"), whence: Whence::Yanked { release: key(release) } });
        all.push(frame("\n"));
    }
    if let Some(source) = &release.source {
        let own = own(wanted, &source.path, &release.prose, release.version.as_str(), level);
        let text = definitions.take(own, &DefinitionOf::File(source.path.clone()));
        // Blanks at the start of the first line belong to it: a list may be indented.
        let text = text.trim_start_matches('\n').trim_end();
        if !text.trim().is_empty() {
            let whence = Whence::Words { release: key(release), path: source.path.clone() };
            all.push(Passage { text: format!("{text}\n"), whence });
            all.push(frame("\n"));
        }
    }
    all.extend(groups(wanted, release, level));
    trim_end(&mut all);
    all
}

/// `Yanked: it lost notes (use 2.3.1)`
fn yanked(release: &Release) -> Option<String> {
    let yanked = release.fields.yanked.as_ref()?;
    let mut words: Vec<String> = yanked.reason.iter().cloned().collect();
    words.extend(yanked.instead.as_ref().map(|version| format!("(use {})", version.value)));
    (!words.is_empty()).then(|| format!("Yanked: {}", words.join(" ")))
}

/// The changes of the entries, those of a type below its title.
fn groups(wanted: &Wanted<'_>, release: &Release, level: u8) -> Vec<Passage> {
    let site = wanted.given.site;
    let entries: Vec<&Entry> =
        release.entries.iter().map(|&ix| &site.entries[ix]).filter(|entry| !is_second_telling(entry)).collect();
    let mut writer = Writer::new();
    let mut ends: Vec<(usize, Whence)> = Vec::new();
    for kind in &site.config.types {
        let of_entries = entries.iter().copied().flat_map(|entry| {
            let changes = entry.changes.iter().enumerate().filter(|(_, change)| change.kind == kind.id);
            changes.map(move |(at, change)| (entry, at, change))
        });
        let mut changes: Vec<(&Entry, usize, &Change)> = of_entries.collect();
        changes.sort_by_key(|(_, _, change)| !change.breaking);
        if !changes.is_empty() {
            writer.heading(level, &escaped(&kind.title));
            ends.push((writer.position(), Whence::Kind { release: key(release) }));
        }
        for (entry, at, change) in changes {
            item(wanted, &mut writer, entry, at, change);
            let of = ChangeOf { release: key(release), path: entry.path().clone(), at, kind: change.kind.clone() };
            ends.push((writer.position(), Whence::Change(Box::new(of))));
        }
    }
    cut(&writer.finish(), ends)
}

/// The text cut at these ends; blank lines between are nobody's.
fn cut(text: &str, ends: Vec<(usize, Whence)>) -> Vec<Passage> {
    let mut all: Vec<Passage> = Vec::new();
    let mut from = 0;
    for (end, whence) in ends {
        let piece = text.get(from..end.min(text.len())).unwrap_or_default();
        let words = piece.trim_start_matches('\n');
        if words.is_empty() {
            continue;
        }
        // The first line end is that of the piece before.
        let blank = (piece.len() - words.len()).saturating_sub(1);
        if blank > 0 {
            all.push(frame("\n".repeat(blank)));
        }
        all.push(Passage { text: format!("{words}\n"), whence });
        from = end;
    }
    all
}

/// One change as an item: an entry with a page in short, any other with all of its text.
pub fn item(wanted: &Wanted<'_>, writer: &mut Writer, entry: &Entry, at: usize, change: &Change) {
    let site = wanted.given.site;
    let address = |address: &str| site.config.absolute(address);
    let reader = Reader { address: &|url| url.to_owned(), notes: &entry.slug };
    let refers = if at == 0 { behind(site, entry) } else { String::new() };
    let breaking = if change.breaking { "**Breaking:** " } else { "" };
    let whole = Some(entry).filter(|entry| entry.prose.body.changes.is_empty());
    writer.open_item("- ".to_owned(), '-');
    match whole.and_then(|entry| entry.title.as_deref().zip(entry.address.as_deref())) {
        Some((title, page)) => {
            let summary =
                if entry.summary.is_empty() { String::new() } else { format!(": {}", escaped(&entry.summary)) };
            writer.line(&format!("{breaking}**{}**{summary}{refers}", link_with_code(title, &address(page))));
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

/// What is told of a release a second time, each with its heading.
fn again(wanted: &Wanted<'_>, release: &Release, level: u8, definitions: &mut Definitions) -> Vec<Passage> {
    let mut all = Vec::new();
    for entry in second_tellings(wanted, release) {
        let path = &entry.source.path;
        let of = Whence::Again { release: key(release), path: path.clone() };
        let text = definitions.take(own(wanted, path, &entry.prose, "", level), &DefinitionOf::File(path.clone()));
        let title = entry.title.as_deref().unwrap_or_default();
        all.push(Passage { text: format!("## {title}\n\n{text}\n"), whence: of });
    }
    all
}

/// The text of one release by itself.
pub fn alone(wanted: &Wanted<'_>, release: &Release, level: u8) -> String {
    let mut definitions = Definitions::default();
    let mut text = joined(&body(wanted, release, level, &mut definitions));
    for entry in second_tellings(wanted, release) {
        let of = DefinitionOf::File(entry.source.path.clone());
        let own = own(wanted, &entry.source.path, &entry.prose, "", level);
        text.push_str(&format!("\n{}", definitions.take(own, &of)));
    }
    let links: String = definitions.passages().map(|passage| passage.text).collect();
    if links.is_empty() { text } else { format!("{text}\n{links}") }
}
