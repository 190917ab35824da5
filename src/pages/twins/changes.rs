//! Changes in a twin: breaking ones first, then by type, with all that their entries say.

use super::document::Document;
use crate::base::markdown::{escaped, with_code};
use crate::facts::feeds::type_label;
use crate::facts::lists::Selection;
use crate::facts::references::references;
use crate::model::{Change, Entry, Importance, Link, Prose, Release, SecurityNote};
use crate::pages::nouns::{authors, deprecations, words};

/// One change, and what tells of it.
#[derive(Clone, Copy)]
pub struct Piece<'s> {
    /// `None` for changes of a release's own file.
    pub entry: Option<&'s Entry>,
    pub change: &'s Change,
    prose: &'s Prose,
    /// The prefix of ids.
    slug: &'s str,
    /// It is the first of its entry: what the entry says as a whole stands here.
    pub is_first: bool,
    /// What to do stands here.
    has_migration: bool,
}

impl<'s> Piece<'s> {
    /// The entry that this change is, when its body holds no sections of types.
    pub fn whole(&self) -> Option<&'s Entry> {
        self.entry.filter(|entry| entry.prose.body.changes.is_empty())
    }

    pub fn summary(&self) -> &'s str {
        self.whole().map_or(&self.change.summary, |entry| &entry.summary)
    }
}

/// The changes of a release that the selection keeps, in its order.
pub fn pieces<'s>(
    document: &Document<'s>,
    release: &'s Release,
    selection: Option<&'s Selection>,
) -> impl Iterator<Item = Piece<'s>> {
    let entries = &document.context.site.entries;
    let keeps = move |entry: Option<&Entry>, change: &Change| {
        selection.is_none_or(|selection| selection.keeps(Some(release), entry, change))
    };
    let own = release.changes.iter().filter(move |change| keeps(None, change)).map(|change| Piece {
        entry: None,
        change,
        prose: &release.prose,
        slug: &release.slug,
        is_first: false,
        has_migration: false,
    });
    let of_entries = release.entries.iter().map(|&ix| &entries[ix]);
    own.chain(of_entries.flat_map(of_entry).filter(move |piece| keeps(piece.entry, piece.change)))
}

/// All changes of an entry.
pub fn of_entry(entry: &Entry) -> impl Iterator<Item = Piece<'_>> {
    let first_breaking = entry.changes.iter().position(|change| change.breaking).unwrap_or(0);
    entry.changes.iter().enumerate().map(move |(at, change)| Piece {
        entry: Some(entry),
        change,
        prose: &entry.prose,
        slug: &entry.slug,
        is_first: at == 0,
        has_migration: at == first_breaking,
    })
}

impl Document<'_> {
    /// Breaking changes, then the others by type in the order of the configuration, quiet ones last. `level` is that
    /// of the headings of the groups.
    pub fn groups(&mut self, pieces: &[Piece<'_>], level: u8) {
        let (breaking, others): (Vec<Piece<'_>>, Vec<Piece<'_>>) = pieces.iter().partition(|it| it.change.breaking);
        self.group(&self.context.strings.plural("breaking.title", breaking.len(), &[]), &breaking, level);
        let context = self.context;
        for kind in &context.site.config.types {
            let mut same: Vec<Piece<'_>> = others.iter().filter(|it| it.change.kind == kind.id).copied().collect();
            same.sort_by_key(|it| it.entry.is_some_and(|entry| entry.fields.importance == Importance::Quiet));
            let label = type_label(&context.site.config, &kind.id, &words(context));
            self.group(&label, &same, level);
        }
    }

    fn group(&mut self, heading: &str, pieces: &[Piece<'_>], level: u8) {
        if pieces.is_empty() {
            return;
        }
        self.heading(level, heading);
        for piece in pieces {
            self.piece(piece, level + 1);
        }
    }

    /// A change: below a heading when it is an entry with a title, else an item of a list.
    fn piece(&mut self, piece: &Piece<'_>, level: u8) {
        let title = piece.whole().and_then(|entry| Some((entry, entry.title.as_deref()?)));
        match title {
            Some((entry, title)) => {
                let heading = match &entry.address {
                    Some(address) => self.page_link(title, address),
                    None => with_code(title),
                };
                self.out.heading(level, &heading);
                self.inside(piece, level + 1);
            }
            None => {
                self.out.open_item("- ".to_owned(), '-');
                self.inside(piece, level + 1);
                // Of what only HTML can show, the page is all that can be named.
                if self.out.is_blank() {
                    self.out.paragraph(&self.page_itself());
                }
                self.out.close();
                self.out.end_list_here();
            }
        }
    }

    fn inside(&mut self, piece: &Piece<'_>, level: u8) {
        let level = level.min(6);
        let prefix = format!("{}-", piece.slug);
        let entry = piece.entry.filter(|_| piece.is_first);
        if let Some(entry) = entry {
            self.media(entry);
            self.advisories(&entry.fields.security);
            if entry.address.is_none() && piece.whole().is_none() {
                self.html(&entry.prose.intro(self.fill(&prefix, level)));
            }
        }
        self.html(&piece.prose.change(piece.change, self.fill(&prefix, level)));
        if let Some(entry) = piece.entry.filter(|_| piece.has_migration) {
            self.migration(entry.migration(self.fill(&prefix, level)));
        }
        if let Some(entry) = entry {
            self.deprecations(entry);
            if let Some(link) = entry.title.as_ref().zip(entry.address.as_ref()).filter(|_| piece.whole().is_none()) {
                self.out.paragraph(&self.page_link(link.0, link.1));
            }
            self.references(entry);
        }
    }

    /// Cover, video and call to action.
    pub fn media(&mut self, entry: &Entry) {
        if let Some(image) = &entry.image {
            let alt = entry.fields.image_alt.as_deref().unwrap_or_default();
            let image =
                format!("![{}]({})", escaped(alt), crate::base::markdown::destination(&self.context.absolute(image)));
            self.out.paragraph(&image);
        }
        if let Some((video, _)) = &entry.video {
            self.out.paragraph(&self.link(&self.word("entry.video"), video));
        }
        if let Some(cta) = &entry.fields.cta {
            self.out.paragraph(&self.link(&cta.label, &cta.url));
        }
    }

    /// What to do, as HTML.
    pub fn migration(&mut self, html: Option<String>) {
        let Some(html) = html.filter(|html| !html.is_empty()) else { return };
        let title = escaped(&self.word("migration"));
        self.out.paragraph(&format!("**{title}**"));
        self.html(&html);
    }

    /// An advisory in passing: its id and how severe it is, as far as both are known.
    pub fn advisory_name(&self, id: Option<&str>, severity: Option<&str>) -> String {
        let address = id.and_then(crate::base::advisory_address).unwrap_or_default();
        let id = id.map(|id| crate::base::markdown::link(id, &address));
        let severity = severity.map(|severity| escaped(&self.word(&format!("severity.{severity}"))));
        id.into_iter().chain(severity).collect::<Vec<_>>().join(", ")
    }

    pub fn advisories(&mut self, notes: &[SecurityNote]) {
        for note in notes {
            let id = note.id.as_deref().unwrap_or_default();
            let address = crate::base::advisory_address(id).unwrap_or_default();
            let mut parts = vec![crate::base::markdown::link(id, &address)];
            parts.extend(note.severity.as_ref().map(|severity| escaped(&self.word(&format!("severity.{severity}")))));
            parts.extend(note.cvss.as_ref().map(|cvss| format!("CVSS {}", escaped(cvss))));
            let labelled = [("affected", &note.affected), ("fixed", &note.fixed), ("credit", &note.credit)];
            for (key, values) in labelled.into_iter().filter(|(_, values)| !values.is_empty()) {
                let label = self.word(&format!("security.{key}"));
                parts.push(format!("{}: {}", escaped(&label), escaped(&values.join("; "))));
            }
            parts.retain(|part| !part.is_empty());
            self.out.paragraph(&parts.join(" · "));
        }
    }

    pub fn deprecations(&mut self, entry: &Entry) {
        for noted in deprecations(self.context, entry) {
            let strings = &self.context.strings;
            let mut text = format!("**{}**", with_code(&strings.text("deprecation.title", &[("name", &noted.what)])));
            let removed_in = noted.removed_in.filter(|_| noted.removed_by.is_none());
            for (key, name, value) in [
                ("replacement", "name", &noted.replacement),
                ("removed_by", "version", &noted.removed_by),
                ("removed_in", "version", &removed_in),
                (if noted.is_over { "sunset_past" } else { "sunset" }, "date", &noted.sunset),
            ] {
                if let Some(value) = value {
                    text.push(' ');
                    text.push_str(&with_code(&strings.text(&format!("deprecation.{key}"), &[(name, value)])));
                }
            }
            self.out.paragraph(&text);
        }
    }

    fn references(&mut self, entry: &Entry) {
        let references = self.links(&references(&self.context.site, entry));
        if !references.is_empty() {
            let label = escaped(&self.word("facts.references"));
            self.out.paragraph(&format!("{label}: {references}"));
        }
    }

    /// Links on one line.
    pub fn links(&self, links: &[Link]) -> String {
        links.iter().map(|it| self.link(&it.title, &it.url)).collect::<Vec<_>>().join(", ")
    }

    /// People on one line.
    pub fn people(&self, named: &[crate::base::At<String>]) -> String {
        let people = authors(self.context, named);
        let people = people.iter().map(|it| self.link(&it.name, it.url.as_deref().unwrap_or_default()));
        people.collect::<Vec<_>>().join(", ")
    }
}
