//! The languages of a site: where each edition lies, and what nobody translated.

use std::collections::BTreeSet;

use super::context::Context;
use super::view::{ForeignView, LanguageView};
use crate::model::{Config, Site};
use crate::theme::Strings;

/// The editions of a site, the one in its own language first; empty when there is no other.
#[derive(Debug, Default)]
pub struct Languages {
    spoken: Vec<Spoken>,
}

/// One edition, as the others know it.
#[derive(Debug)]
struct Spoken {
    tag: String,
    name: String,
    direction: &'static str,
    base_path: String,
    base_url: String,
    prefix: String,
    /// The addresses of pages on which nothing is in its language but the frame.
    untranslated: BTreeSet<String>,
}

impl Languages {
    /// The languages of the editions of one site.
    pub fn of<'s>(editions: impl ExactSizeIterator<Item = (&'s Site, &'s Strings)>) -> Self {
        if editions.len() < 2 {
            return Self::default();
        }
        Self { spoken: editions.map(|(site, strings)| spoken(site, strings)).collect() }
    }

    /// The page at `address` in every language in which it can be read, as tags and addresses below the root.
    /// `x-default` is the site's own; empty when there is no other.
    pub fn of_page(&self, address: &str) -> Vec<(String, String)> {
        let there = self.spoken.iter().filter(|it| !it.untranslated.contains(address));
        let there = there.map(|it| (it.tag.clone(), format!("{}{address}", it.prefix)));
        let default = self.spoken.first().map(|_| ("x-default".to_owned(), address.to_owned()));
        there.chain(default).collect()
    }

    /// Whether the page at `address` shows nothing in the language of the edition with this number.
    pub fn is_untranslated(&self, edition: usize, address: &str) -> bool {
        self.spoken.get(edition).is_some_and(|it| it.untranslated.contains(address))
    }

    /// What words are in that nobody translated.
    pub fn foreign(&self) -> Option<ForeignView> {
        let own = self.spoken.first()?;
        Some(ForeignView { language: own.tag.clone(), dir: own.direction.to_owned(), name: own.name.clone() })
    }

    /// The page at `address` in all languages, seen from the edition with the number `here`.
    pub(super) fn views(&self, here: usize, address: &str) -> Vec<LanguageView> {
        let view = |(at, spoken): (usize, &Spoken)| LanguageView {
            language: spoken.tag.clone(),
            name: spoken.name.clone(),
            url: format!("{}{address}", spoken.base_path),
            canonical: format!("{}{address}", spoken.base_url),
            current: at == here,
            translated: !spoken.untranslated.contains(address),
        };
        self.spoken.iter().enumerate().map(view).collect()
    }

    /// The absolute address of the page in the site's own language.
    pub(super) fn original(&self, address: &str) -> Option<String> {
        self.spoken.first().map(|own| format!("{}{address}", own.base_url))
    }
}

fn spoken(site: &Site, strings: &Strings) -> Spoken {
    let config = &*site.config;
    Spoken {
        tag: config.language.clone(),
        name: name(config, strings),
        direction: strings.direction(),
        base_path: config.base_path().to_owned(),
        base_url: config.base_url.clone(),
        prefix: config.edition.prefix.clone(),
        untranslated: untranslated(site),
    }
}

/// As configured, else as the language calls itself in the theme's words, else its tag.
fn name(config: &Config, strings: &Strings) -> String {
    let configured = config.languages.iter().find(|it| it.tag == config.language).and_then(|it| it.name.as_deref());
    configured.or_else(|| strings.own("language")).unwrap_or(&config.language).to_owned()
}

/// A release counts as translated when some part of it is.
fn untranslated(site: &Site) -> BTreeSet<String> {
    if site.config.edition.origin.is_none() {
        return BTreeSet::new();
    }
    let entries = site.entries.iter().filter(|entry| entry.untranslated).filter_map(|entry| entry.address.clone());
    let items = site.roadmap.iter().filter(|item| item.untranslated).map(|item| item.address.clone());
    let is_foreign = |release: &&crate::model::Release| {
        let of_file = release.source.is_none() || release.untranslated;
        !release.unreleased && of_file && release.entries.iter().all(|&ix| site.entries[ix].untranslated)
    };
    let releases = site.releases.iter().filter(is_foreign).map(|release| release.address.clone());
    entries.chain(items).chain(releases).collect()
}

impl Context {
    /// What the thing's words are in, when that is not the language of this edition.
    pub(super) fn foreign(&self, untranslated: bool) -> Option<ForeignView> {
        if untranslated { self.languages.foreign() } else { None }
    }

    /// The absolute address of the page, or of the original when nothing on it is translated.
    pub(super) fn canonical(&self, address: &str) -> String {
        let original = self.languages.original(address);
        original
            .filter(|_| self.languages.is_untranslated(self.edition, address))
            .unwrap_or_else(|| self.absolute(address))
    }
}
