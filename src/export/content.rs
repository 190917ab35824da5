//! The HTML of a feed's item: everything in it that its feed shows.

use super::clean::escape;
use super::feed::Context;
use crate::base::{advisory_address, code_html};
use crate::facts::feeds::type_label;
use crate::facts::lists::{Selection, is_security};
use crate::facts::references::references;
use crate::model::{Change, Deprecation, Download, Entry, Fill, Prose, Release, SecurityNote, Site};

/// One change as an item shows it.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    /// `None` for changes of a release's own file.
    pub entry: Option<&'a Entry>,
    pub change: &'a Change,
    prose: &'a Prose,
    /// The prefix of ids, without its hyphen.
    slug: &'a str,
    told: Told,
}

/// What of an entry with sections, besides them, is told at one of its changes: everything once.
#[derive(Clone, Copy, Default)]
struct Told {
    /// Cover, introduction, video and call to action of an entry without title, where all of it shows.
    frame: bool,
    advisories: bool,
    migration: bool,
    deprecations: bool,
    references: bool,
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
    let own = own.map(|change| Piece {
        entry: None,
        change,
        prose: &release.prose,
        slug: &release.slug,
        told: Told::default(),
    });
    let entries = release.entries.iter().map(|&ix| &site.entries[ix]);
    own.chain(entries.flat_map(|entry| pieces(selection, Some(release), entry))).collect()
}

/// The changes of an entry without release that the feed shows.
pub(super) fn of_entry<'a>(selection: &Selection, entry: &'a Entry) -> Vec<Piece<'a>> {
    pieces(selection, None, entry)
}

/// The changes of an entry that the feed shows. What the entry says of breaking changes, flaws and
/// deprecations goes with the first that is one; where it has none, with its first.
fn pieces<'a>(selection: &Selection, release: Option<&Release>, entry: &'a Entry) -> Vec<Piece<'a>> {
    let kept: Vec<&Change> =
        entry.changes.iter().filter(|change| selection.keeps(release, Some(entry), change)).collect();
    let bearer = |is_meant: fn(&Change) -> bool| match entry.changes.iter().any(is_meant) {
        true => kept.iter().position(|change| is_meant(change)),
        false => Some(0),
    };
    let advisories = bearer(|change| is_security(None, change));
    let migration = bearer(|change| change.breaking);
    let deprecations = bearer(|change| change.kind == "deprecated");
    let has_no_head = entry.title.is_none() && kept.len() == entry.changes.len();
    let told = |at: usize| Told {
        frame: at == 0 && has_no_head,
        advisories: advisories == Some(at),
        migration: migration == Some(at),
        deprecations: deprecations == Some(at),
        references: at == 0,
    };
    let piece =
        |(at, change)| Piece { entry: Some(entry), change, prose: &entry.prose, slug: &entry.slug, told: told(at) };
    kept.iter().copied().enumerate().map(piece).collect()
}

/// A release: its notes when the feed shows whole items, breaking changes with what to do, then
/// the others by type, then its downloads.
pub(super) fn release_html(
    context: Context<'_>,
    selection: &Selection,
    release: &Release,
    pieces: &[Piece<'_>],
) -> String {
    let mut page = Page::new(context);
    page.yanked(release);
    if release.prerelease {
        let note = page.word("prerelease.note");
        page.out.push_str(&format!("<p>{note}</p>\n"));
    }
    let id_prefix = format!("{}-", release.slug);
    if selection.is_whole() {
        page.out.push_str(&release.prose.intro(page.fill(&id_prefix, 2)));
    }
    let entries = release.entries.iter().map(|&ix| &context.site.entries[ix]);
    for entry in entries.filter(|entry| !entry.prose.body.changes.is_empty()) {
        if entry.changes.iter().all(|change| selection.keeps(Some(release), Some(entry), change)) {
            page.head(entry);
        }
    }
    let own = match selection.is_whole() || *selection == Selection::Breaking {
        true => release.prose.migration(page.fill(&id_prefix, 4)),
        false => None,
    };
    page.groups(pieces, own);
    if selection.is_whole() {
        page.downloads(&release.fields.downloads);
    }
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
}

impl<'a> Page<'a> {
    fn new(context: Context<'a>) -> Self {
        Self { context, out: String::new() }
    }

    fn fill<'b>(&self, id_prefix: &'b str, level: u8) -> Fill<'b>
    where
        'a: 'b,
    {
        let config = &self.context.site.config;
        Fill { base: &config.base_url, edition: &config.edition, id_prefix, level, words: self.context.words }
    }

    fn word(&self, key: &str) -> String {
        escape(&self.context.strings.text(key, &[]))
    }

    /// Root-relative addresses become absolute.
    fn absolute(&self, address: &str) -> String {
        escape(&self.context.site.config.absolute(address))
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

    /// The title of an entry with sections, and what it says before them; nothing without a title.
    fn head(&mut self, entry: &Entry) {
        if entry.title.is_some() {
            self.title(entry);
            self.intro(entry);
            self.actions(entry);
        }
    }

    fn intro(&mut self, entry: &Entry) {
        self.image(entry);
        let id_prefix = format!("{}-", entry.slug);
        self.out.push_str(&entry.prose.intro(self.fill(&id_prefix, 4)));
    }

    fn title(&mut self, entry: &Entry) {
        let Some(title) = &entry.title else { return };
        let text = code_html(title, escape);
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
            None => self.part(piece),
        }
        if is_bullet {
            self.out.push_str("</li>\n");
        }
    }

    /// A change of a section, with what its entry tells there.
    fn part(&mut self, piece: &Piece<'_>) {
        let told = |is_told: bool| piece.entry.filter(|_| is_told);
        if let Some(entry) = told(piece.told.frame) {
            self.intro(entry);
        }
        if let Some(entry) = told(piece.told.advisories) {
            self.advisories(&entry.fields.security);
        }
        let id_prefix = format!("{}-", piece.slug);
        self.out.push_str(&piece.prose.change(piece.change, self.fill(&id_prefix, 4)));
        if let Some(entry) = told(piece.told.migration) {
            self.migration_of(entry, 4);
        }
        if let Some(entry) = told(piece.told.deprecations) {
            self.deprecations(&entry.fields.deprecates);
        }
        if let Some(entry) = told(piece.told.frame) {
            self.actions(entry);
        }
        if let Some(entry) = told(piece.told.references) {
            self.references(entry);
        }
    }

    fn entry(&mut self, entry: &Entry, level: u8) {
        self.image(entry);
        self.advisories(&entry.fields.security);
        let id_prefix = format!("{}-", entry.slug);
        self.out.push_str(&entry.prose.html(self.fill(&id_prefix, level)));
        self.migration_of(entry, level);
        self.deprecations(&entry.fields.deprecates);
        self.actions(entry);
        self.references(entry);
    }

    /// Its video and its call to action.
    fn actions(&mut self, entry: &Entry) {
        if let Some((video, _)) = &entry.video {
            let label = self.context.strings.text("entry.video", &[]);
            self.link(video, &label);
        }
        if let Some(cta) = &entry.fields.cta {
            self.link(&cta.url, &cta.label);
        }
    }

    fn link(&mut self, address: &str, label: &str) {
        let link = self.anchor(address, label);
        self.out.push_str(&format!("<p>{link}</p>\n"));
    }

    /// Issues, pull requests and links on one line.
    fn references(&mut self, entry: &Entry) {
        let references = references(self.context.site, entry);
        if references.is_empty() {
            return;
        }
        let links: Vec<String> = references.iter().map(|link| self.anchor(&link.url, &link.title)).collect();
        let label = self.word("facts.references");
        self.out.push_str(&format!("<p>{label}: {}</p>\n", links.join(", ")));
    }

    fn downloads(&mut self, downloads: &[Download]) {
        if downloads.is_empty() {
            return;
        }
        let heading = self.word("downloads.title");
        self.out.push_str(&format!("<h2>{heading}</h2>\n<ul>\n"));
        for download in downloads {
            let link = self.anchor(&download.url, &download.name);
            let size = download.size.as_ref().map_or(String::new(), |size| format!(" ({})", escape(size)));
            self.out.push_str(&format!("<li>{link}{size}</li>\n"));
        }
        self.out.push_str("</ul>\n");
    }

    /// A link; the text alone where there is no address.
    fn anchor(&self, address: &str, text: &str) -> String {
        match address {
            "" => escape(text),
            _ => format!("<a href=\"{}\">{}</a>", self.absolute(address), escape(text)),
        }
    }

    fn deprecations(&mut self, noted: &[Deprecation]) {
        noted.iter().for_each(|deprecation| self.deprecation(deprecation));
    }

    fn deprecation(&mut self, deprecation: &Deprecation) {
        let word = |key: &str, argument: (&str, &str)| code_html(&self.context.strings.text(key, &[argument]), escape);
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

    fn migration_of(&mut self, entry: &Entry, level: u8) {
        let id_prefix = format!("{}-", entry.slug);
        if let Some(html) = entry.migration(self.fill(&id_prefix, level)) {
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
