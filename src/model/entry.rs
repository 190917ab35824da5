//! A change, or a story about one.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use jiff::Timestamp;

use super::{Change, Fill, OptionValue, Origin, Prose, Release, ReleaseIx, Version, Withheld};
use crate::base::{At, Date, SitePath, Source};

/// What an entry's front matter says; everything may be missing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EntryFields {
    pub title: Option<At<String>>,
    pub date: Option<At<Date>>,
    /// As written; never through a number, so `1.10` stays.
    pub version: Option<At<String>>,
    pub kind: Option<At<String>>,
    pub product: Option<At<String>>,
    pub components: Vec<At<String>>,
    pub tags: Vec<At<String>>,
    pub audience: Vec<At<String>>,
    pub summary: Option<String>,
    pub authors: Vec<At<String>>,
    /// Numbers or `owner/repo#123`.
    pub issues: Vec<At<String>>,
    pub pull_requests: Vec<At<String>>,
    pub links: Vec<Link>,
    pub breaking: bool,
    /// Markdown; `read` renders it into the body's migration.
    pub migration: Option<At<String>>,
    pub security: Vec<SecurityNote>,
    pub deprecates: Vec<Deprecation>,
    /// The version that the thing came with which this repairs; as written.
    pub introduced_in: Option<At<String>>,
    /// The ids or slugs of entries whose change this takes back.
    pub reverts: Vec<At<String>>,
    pub roadmap: Vec<RoadmapRef>,
    /// Relative to the entry's file, from the root, or absolute.
    pub image: Option<At<String>>,
    pub image_alt: Option<String>,
    pub video: Option<Video>,
    pub cta: Option<Cta>,
    pub launch: bool,
    pub stage: Option<Stage>,
    /// Per cent, 0 to 100.
    pub rollout: Option<u8>,
    pub flag: Option<String>,
    pub importance: Importance,
    pub draft: bool,
    pub publish_at: Option<Date>,
    pub expires: Option<Date>,
    pub pinned: bool,
    pub updated: Option<Date>,
    pub revision: Option<String>,
    pub id: Option<At<String>>,
    pub slug: Option<At<String>>,
    pub aliases: Vec<At<String>>,
    /// What it was imported from.
    pub source: Option<Origin>,
    pub extra: BTreeMap<String, OptionValue>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub title: String,
    pub url: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SecurityNote {
    /// `CVE-…`, `GHSA-…`, `RUSTSEC-…`; may be missing while it is being assigned.
    pub id: Option<String>,
    /// What else it is called, when `id` is a list.
    pub aliases: Vec<String>,
    /// `critical`, `high`, `medium` or `low`: as written, else as `cvss` says.
    pub severity: Option<String>,
    /// A CVSS score or vector as written.
    pub cvss: Option<String>,
    /// Version ranges as written.
    pub affected: Vec<String>,
    pub fixed: Vec<String>,
    pub credit: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Deprecation {
    pub what: String,
    pub removed_in: Option<String>,
    pub sunset: Option<Date>,
    pub replacement: Option<String>,
}

impl Deprecation {
    /// Whether its last day is past.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.sunset.is_some_and(|day| day.end() <= now)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoadmapRef {
    pub slug: At<String>,
    /// The entry ships only a part of the item.
    pub partial: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Video {
    pub src: At<String>,
    pub poster: Option<At<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cta {
    pub label: String,
    pub url: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Exploring,
    Alpha,
    Beta,
    Ga,
    Deprecated,
    Retired,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Importance {
    Quiet,
    #[default]
    Normal,
    Major,
}

impl Stage {
    pub const ALL: [Self; 6] = [Self::Exploring, Self::Alpha, Self::Beta, Self::Ga, Self::Deprecated, Self::Retired];

    /// What it is called in content and in data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exploring => "exploring",
            Self::Alpha => "alpha",
            Self::Beta => "beta",
            Self::Ga => "ga",
            Self::Deprecated => "deprecated",
            Self::Retired => "retired",
        }
    }
}

impl Importance {
    /// What it is called in content and in data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Normal => "normal",
            Self::Major => "major",
        }
    }
}

/// An entry as its own file tells it, whatever else the site holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    pub source: Source,
    pub fields: Arc<EntryFields>,
    /// Where its words are from, when they were translated.
    pub translation: Option<Translation>,
    /// The part of its `tag:` URI that is its own.
    pub id: String,
    /// Unique among entries; the anchor on shared pages.
    pub slug: String,
    /// With a title it has a page of its own: its address without base, `/entries/<slug>/`.
    pub address: Option<String>,
    pub title: Option<String>,
    pub components: Vec<String>,
    pub tags: Vec<String>,
    /// What it changed: the sections of its body, else itself as one change.
    pub changes: Arc<[Change]>,
    pub breaking: bool,
    pub summary: String,
}

/// An entry in its place in the site: references resolved, defaults filled in. What is [`Written`] can be read of it
/// directly; builds share that, and only what others decide is made anew.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub written: Arc<Written>,
    /// This edition is in another language than its words.
    pub untranslated: bool,
    pub prose: Prose,
    /// The front matter's `migration`; it comes before a migration section in the body.
    pub migration: Option<Prose>,
    /// Its own, else its release's.
    pub date: Option<Date>,
    /// `None` for entries that belong to no release.
    pub version: Option<Version>,
    /// The release it is in, the waiting one included.
    pub release: Option<ReleaseIx>,
    /// It waits for its version.
    pub unreleased: bool,
    /// By itself or with its release.
    pub withheld: Withheld,
    /// An index into `Site::products`.
    pub product: usize,
    /// The cover's address, without base when it is the site's own.
    pub image: Option<String>,
    /// Width and height of the cover in pixels, when they are known.
    pub image_size: Option<(u32, u32)>,
    pub video: Option<(String, Option<String>)>,
}

/// The file that says in another language what an entry says.
#[derive(Debug, Clone, PartialEq)]
pub struct Translation {
    pub source: Source,
    pub fields: Arc<EntryFields>,
}

impl Deref for Entry {
    type Target = Written;

    fn deref(&self) -> &Written {
        &self.written
    }
}

impl DerefMut for Entry {
    fn deref_mut(&mut self) -> &mut Written {
        Arc::make_mut(&mut self.written)
    }
}

impl Written {
    /// The file that a key of the front matter is from: the translation when `is_there` finds the key in it.
    pub fn source_of(&self, is_there: impl Fn(&EntryFields) -> bool) -> &Source {
        let translation = self.translation.as_ref().filter(|translation| is_there(&translation.fields));
        translation.map_or(&self.source, |translation| &translation.source)
    }

    pub fn path(&self) -> &SitePath {
        &self.source.path
    }
}

impl Entry {
    /// Where it can be read, without base: its own page, else its place on its release's, one of `releases`.
    pub fn address_among<'a>(&'a self, releases: &[Release]) -> Option<Cow<'a, str>> {
        let on_release = || Some(releases.get(self.release?)?.bullet_address(self).into());
        self.address.as_deref().map(Cow::Borrowed).or_else(on_release)
    }

    /// What to do about it: the front matter's migration, else the body's section.
    pub fn migration(&self, fill: Fill<'_>) -> Option<String> {
        self.migration.as_ref().map(|prose| prose.html(fill)).or_else(|| self.prose.migration(fill))
    }

    /// The ids of the types of its changes, each once, in order.
    pub fn kinds(&self) -> Vec<&str> {
        let mut kinds: Vec<&str> = Vec::new();
        for change in &*self.changes {
            if !kinds.contains(&change.kind.as_str()) {
                kinds.push(&change.kind);
            }
        }
        kinds
    }
}
