//! A version of a product, and what is in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Change, Entry, EntryIx, OptionValue, Origin, Prose, Version, Withheld};
use crate::base::{At, Date, Source};

/// What the front matter of a release says; everything may be missing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReleaseFields {
    pub version: Option<At<String>>,
    pub product: Option<At<String>>,
    pub date: Option<At<Date>>,
    /// A code name.
    pub title: Option<At<String>>,
    pub summary: Option<String>,
    pub yanked: Option<Yanked>,
    /// Default: what the version says.
    pub prerelease: Option<bool>,
    pub channel: Option<String>,
    pub support_until: Option<Date>,
    pub lts: bool,
    pub compare_url: Option<String>,
    pub downloads: Vec<Download>,
    pub audience: Vec<At<String>>,
    pub authors: Vec<At<String>>,
    pub draft: bool,
    pub publish_at: Option<Date>,
    pub updated: Option<Date>,
    pub id: Option<At<String>>,
    pub aliases: Vec<At<String>>,
    /// What it was imported from.
    pub source: Option<Origin>,
    pub extra: BTreeMap<String, OptionValue>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Yanked {
    pub reason: Option<String>,
    /// The version to use in its place.
    pub instead: Option<At<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Download {
    pub name: String,
    pub url: String,
    /// As written, `12 MB`, or bytes.
    pub size: Option<String>,
    pub sha256: Option<String>,
}

/// A release in its place: its entries gathered, its neighbours known.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    /// Its file; `None` when only entries tell of it.
    pub source: Option<Source>,
    pub fields: Arc<ReleaseFields>,
    /// This edition is in another language than its file's words; never without a file.
    pub untranslated: bool,
    /// The release notes.
    pub prose: Prose,
    pub id: String,
    pub version: Version,
    /// Unique within its product.
    pub slug: String,
    /// Its id on pages that show several releases: `v2.4.0`, with the product in front if it has one.
    pub anchor: String,
    /// `/releases/2.4.0/`, without base.
    pub address: String,
    /// An index into `Site::products`.
    pub product: usize,
    /// Its own; some releases in the wild have none.
    pub date: Option<Date>,
    /// What it is listed by: its date, else that of the nearest dated release of its product.
    pub sort_date: Option<Date>,
    /// It waits: what the next release holds so far.
    pub unreleased: bool,
    /// By its file; without one, until the first of its entries is public.
    pub withheld: Withheld,
    pub prerelease: bool,
    /// The entries in it: breaking first, then by importance, type and path.
    pub entries: Vec<EntryIx>,
    /// The changes of its own file.
    pub changes: Arc<[Change]>,
}

impl Release {
    /// The place on the release's page of an entry that is in it, without base.
    pub fn bullet_address(&self, entry: &Entry) -> String {
        match self.unreleased {
            true => format!("{}#{}-{}", self.address, self.anchor, entry.slug),
            false => format!("{}#{}", self.address, entry.slug),
        }
    }

    /// The address of the release as JSON: `/api/releases/2.4.0.json`; with products,
    /// `/api/<product>/releases/2.4.0.json`.
    pub fn data_address(&self) -> String {
        format!("/api{}.json", self.address.trim_end_matches('/'))
    }

    /// Its summary as written, else the first sentence of its notes; empty when it has none.
    pub fn summary(&self) -> &str {
        let body = &self.prose.body;
        let of_notes = if body.intro.is_empty() { "" } else { body.summary.as_str() };
        self.fields.summary.as_deref().unwrap_or(of_notes)
    }
}
