//! The HTML of a feed's item: everything in it that its feed shows.

use std::collections::BTreeSet;

use super::clean::escape;
use super::feed::Context;
use crate::base::advisory_address;
use crate::facts::feeds::type_label;
use crate::facts::lists::Selection;
use crate::model::{Change, Deprecation, Entry, Fill, Prose, Release, SecurityNote, Site};

/// One change as an item shows it.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    /// `None` for changes of a release's own file.
    pub entry: Option<&'a Entry>,
    pub change: &'a Change,
    prose: &'a Prose,
    /// The prefix of ids, without its hyphen.
    slug: &'a str,
}

impl<'a> Piece<'a> {
    pub fn summary(&self) -> &'a str {
        match self.whole() {
            Some(entry) => &entry.summary,
            None => &self.change.summary,
        }
    }

    /// The entry that this change is, when its body holds no sections of types.
    fn whole(&self) -> Option<&'a Entry> {
        self.entry.filter(|entry| entry.prose.body.changes.is_empty())
    }

    /// The title of the entry that it is.
    fn title(&self) -> Option<&'a str> {
        self.whole().and_then(|entry| entry.title.as_deref())
    }
}

/// The changes of a release that the feed shows, in the release's order.
pub(super) fn of_release<'a>(site: &'a Site, selection: &Selection, release: &'a Release) -> Vec<Piece<'a>> {
    let own = release.changes.iter().filter(|change| selection.keeps(Some(release), None, change));
    let own = own.map(|change| Piece { entry: None, change, prose: &release.prose, slug: &release.slug });
    let entries = release.entries.iter().map(|&ix| &site.entries[ix]);
    own.chain(entries.flat_map(|entry| pieces(selection, Some(release), entry))).collect()
}

/// The changes of an entry without release that the feed shows.
pub(super) fn of_entry<'a>(selection: &Selection, entry: &'a Entry) -> Vec<Piece<'a>> {
    pieces(selection, None, entry).collect()
}

fn pieces<'a>(selection: &Selection, release: Option<&Release>, entry: &'a Entry) -> impl Iterator<Item = Piece<'a>> {
    let kept = entry.changes.iter().filter(move |change| selection.keeps(release, Some(entry), change));
    kept.map(move |change| Piece { entry: Some(entry), change, prose: &entry.prose, slug: &entry.slug })
}

/// A release: its notes when the feed shows whole items, breaking changes with what to do, then
/// the others by type.
pub(super) fn release_html(
    context: Context<'_>,
    selection: &Selection,
    release: &Release,
    pieces: &[Piece<'_>],
) -> String {
    let mut page = Page::new(context);
    page.yanked(release);
    let id_prefix = format!("{}-", release.slug);
    if selection.is_whole() {
        page.out.push_str(&release.prose.intro(page.fill(&id_prefix, 2)));
    }
    let entries = release.entries.iter().map(|&ix| &context.site.entries[ix]);
    for entry in entries.filter(|entry| !entry.prose.body.changes.is_empty()) {
        if entry.changes.iter().all(|change| selection.keeps(Some(release), Some(entry), change)) {
            page.intro(entry);
        }
    }
    let own = match selection.is_whole() || *selection == Selection::Breaking {
        true => release.prose.migration(page.fill(&id_prefix, 4)),
        false => None,
    };
    page.groups(pieces, own);
    page.out
}

/// An entry that belongs to no release: all of it, or only the changes that the feed shows.
pub(super) fn entry_html(context: Context<'_>, entry: &Entry, pieces: &[Piece<'_>]) -> String {
    let mut page = Page::new(context);
    if pieces.len() == entry.changes.len() {
        page.entry(entry, 2);
    } else {
        page.groups(pieces, None);
    }
    page.out
}

/// A body with nothing around it.
pub(super) fn prose_html(context: Context<'_>, prose: &Prose, slug: &str) -> String {
    prose.html(Page::new(context).fill(&format!("{slug}-"), 2))
}

/// HTML in the making.
struct Page<'a> {
    context: Context<'a>,
    out: String,
    /// Slugs of entries whose migration stands already.
    migrated: BTreeSet<String>,
}

impl<'a> Page<'a> {
    fn new(context: Context<'a>) -> Self {
        Self { context, out: String::new(), migrated: BTreeSet::new() }
    }

    fn fill<'b>(&self, id_prefix: &'b str, level: u8) -> Fill<'b>
    where
        'a: 'b,
    {
        Fill { base: &self.context.site.config.base_url, id_prefix, level, words: self.context.words }
    }

    fn word(&self, key: &str) -> String {
        escape(&self.context.strings.text(key, &[]))
    }

    /// Root-relative addresses become absolute.
    fn absolute(&self, address: &str) -> String {
        let is_own = address.starts_with('/') && !address.starts_with("//");
        escape(&if is_own { format!("{}{address}", self.context.site.config.base_url) } else { address.to_owned() })
    }

    fn yanked(&mut self, release: &Release) {
        let Some(yanked) = &release.fields.yanked else { return };
        let mut text = format!("<strong>{}</strong>", self.word("yanked.title"));
        if let Some(reason) = &yanked.reason {
            text.push_str(&format!(" {}", escape(reason)));
        }
        if let Some(instead) = &yanked.instead {
            let instead = self.context.strings.text("yanked.instead", &[("version", &instead.value)]);
            text.push_str(&format!(" {}", escape(&instead)));
        }
        self.out.push_str(&format!("<p>{text}</p>\n"));
    }

    /// What an entry says outside of its sections.
    fn intro(&mut self, entry: &Entry) {
        if entry.prose.body.intro.is_empty() && entry.image.is_none() {
            return;
        }
        self.title(entry);
        self.image(entry);
        let id_prefix = format!("{}-", entry.slug);
        self.out.push_str(&entry.prose.intro(self.fill(&id_prefix, 4)));
    }

    fn title(&mut self, entry: &Entry) {
        let Some(title) = &entry.title else { return };
        let text = escape(title);
        let linked = match &entry.address {
            Some(address) => format!("<a href=\"{}\">{text}</a>", self.absolute(address)),
            None => text,
        };
        self.out.push_str(&format!("<h3>{linked}</h3>\n"));
    }

    /// Breaking changes, then the others by type in the order of the configuration.
    fn groups(&mut self, pieces: &[Piece<'_>], migration: Option<String>) {
        let (breaking, others): (Vec<Piece>, Vec<Piece>) = pieces.iter().partition(|piece| piece.change.breaking);
        if !breaking.is_empty() {
            let count = breaking.len().to_string();
            let heading = self.context.strings.text("breaking.title", &[("n", &count)]);
            self.group(&escape(&heading), &breaking);
        }
        if let Some(migration) = migration {
            self.migration(&migration);
        }
        let config = &self.context.site.config;
        let strings = self.context.strings;
        for kind in &config.types {
            let same: Vec<Piece> = others.iter().filter(|piece| piece.change.kind == kind.id).copied().collect();
            if !same.is_empty() {
                let heading = type_label(config, &kind.id, &|key, arguments| strings.text(key, arguments));
                self.group(&escape(&heading), &same);
            }
        }
    }

    fn group(&mut self, heading: &str, pieces: &[Piece<'_>]) {
        self.out.push_str(&format!("<h2>{heading}</h2>\n"));
        let mut in_list = false;
        for piece in pieces {
            let is_bullet = piece.title().is_none();
            match (in_list, is_bullet) {
                (false, true) => self.out.push_str("<ul>\n"),
                (true, false) => self.out.push_str("</ul>\n"),
                _ => {}
            }
            in_list = is_bullet;
            self.piece(piece);
        }
        if in_list {
            self.out.push_str("</ul>\n");
        }
    }

    fn piece(&mut self, piece: &Piece<'_>) {
        let is_bullet = piece.title().is_none();
        if is_bullet {
            self.out.push_str("<li>");
        }
        match piece.whole() {
            Some(entry) => {
                self.title(entry);
                self.entry(entry, 4);
            }
            None => {
                let id_prefix = format!("{}-", piece.slug);
                self.out.push_str(&piece.prose.change(piece.change, self.fill(&id_prefix, 4)));
                if let Some(entry) = piece.entry {
                    self.migration_once(entry, 4);
                }
            }
        }
        if is_bullet {
            self.out.push_str("</li>\n");
        }
    }

    fn entry(&mut self, entry: &Entry, level: u8) {
        self.image(entry);
        self.advisories(&entry.fields.security);
        let id_prefix = format!("{}-", entry.slug);
        self.out.push_str(&entry.prose.html(self.fill(&id_prefix, level)));
        self.migration_once(entry, level);
        entry.fields.deprecates.iter().for_each(|deprecation| self.deprecation(deprecation));
        if let Some((video, _)) = &entry.video {
            let label = self.context.strings.text("entry.video", &[]);
            self.link(video, &label);
        }
        if let Some(cta) = &entry.fields.cta {
            self.link(&cta.url, &cta.label);
        }
    }

    fn link(&mut self, address: &str, label: &str) {
        self.out.push_str(&format!("<p><a href=\"{}\">{}</a></p>\n", self.absolute(address), escape(label)));
    }

    fn deprecation(&mut self, deprecation: &Deprecation) {
        let word = |key: &str, argument: (&str, &str)| escape(&self.context.strings.text(key, &[argument]));
        let title = word("deprecation.title", ("name", &deprecation.what));
        let mut text = format!("<strong>{title}</strong>");
        if let Some(replacement) = &deprecation.replacement {
            text.push_str(&format!(" {}", word("deprecation.replacement", ("name", replacement))));
        }
        if let Some(version) = &deprecation.removed_in {
            text.push_str(&format!(" {}", word("deprecation.removed_in", ("version", version))));
        }
        if let Some(sunset) = &deprecation.sunset {
            text.push_str(&format!(" {}", word("deprecation.sunset", ("date", &sunset.iso_day()))));
        }
        self.out.push_str(&format!("<p>{text}</p>\n"));
    }

    fn image(&mut self, entry: &Entry) {
        let Some(image) = &entry.image else { return };
        let alt = escape(entry.fields.image_alt.as_deref().unwrap_or_default());
        self.out.push_str(&format!("<p><img src=\"{}\" alt=\"{alt}\"></p>\n", self.absolute(image)));
    }

    fn advisories(&mut self, notes: &[SecurityNote]) {
        for note in notes {
            // A range has commas of its own.
            let labelled = |key: &str, values: &[String]| match values {
                [] => None,
                values => Some(format!("{}: {}", self.word(key), escape(&values.join("; ")))),
            };
            let severity = note.severity.as_ref().map(|severity| self.word(&format!("severity.{severity}")));
            let parts: Vec<String> = [
                note.id.as_deref().map(advisory),
                severity,
                note.cvss.as_ref().map(|cvss| format!("CVSS {}", escape(cvss))),
                labelled("security.affected", &note.affected),
                labelled("security.fixed", &note.fixed),
                labelled("security.credit", &note.credit),
            ]
            .into_iter()
            .flatten()
            .collect();
            if !parts.is_empty() {
                self.out.push_str(&format!("<p>{}</p>\n", parts.join("<br>")));
            }
        }
    }

    /// An entry with several changes says only once what to do.
    fn migration_once(&mut self, entry: &Entry, level: u8) {
        if self.migrated.contains(&entry.slug) {
            return;
        }
        let id_prefix = format!("{}-", entry.slug);
        if let Some(html) = entry.migration(self.fill(&id_prefix, level)) {
            self.migrated.insert(entry.slug.clone());
            self.migration(&html);
        }
    }

    fn migration(&mut self, html: &str) {
        let heading = self.word("migration");
        self.out.push_str(&format!("<p><strong>{heading}</strong></p>\n{html}\n"));
    }
}

/// The id of an advisory, linked to where it can be read.
fn advisory(id: &str) -> String {
    match advisory_address(id) {
        Some(address) => format!("<a href=\"{}\">{}</a>", escape(&address), escape(id)),
        None => escape(id),
    }
}
