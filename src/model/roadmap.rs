//! What comes next.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{EntryIx, Link, OptionValue, Origin, Prose, RoadmapIx, Stage, Version, Withheld};
use crate::base::{At, Date, Source};

/// What the front matter of a roadmap item says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RoadmapFields {
    pub title: Option<At<String>>,
    pub status: Option<At<String>>,
    pub stage: Option<Stage>,
    pub target: Option<At<Target>>,
    pub theme: Option<String>,
    pub product: Option<At<String>>,
    pub components: Vec<At<String>>,
    pub tags: Vec<At<String>>,
    /// Per cent, 0 to 100.
    pub progress: Option<u8>,
    pub parent: Option<At<String>>,
    pub blocked_by: Vec<At<String>>,
    /// As written: `high`, `80 %`.
    pub confidence: Option<String>,
    pub owner: Vec<At<String>>,
    pub votes: Option<u32>,
    pub discussion: Option<String>,
    pub links: Vec<Link>,
    pub audience: Vec<At<String>>,
    pub summary: Option<String>,
    pub draft: bool,
    pub publish_at: Option<Date>,
    /// Once an item is in its place: by default the date of the last of `updates`.
    pub updated: Option<Date>,
    /// What became of its target, oldest first.
    pub updates: Vec<RoadmapUpdate>,
    pub id: Option<At<String>>,
    pub slug: Option<At<String>>,
    pub aliases: Vec<At<String>>,
    /// What it was imported from.
    pub source: Option<Origin>,
    pub extra: BTreeMap<String, OptionValue>,
}

/// What was said of an item on some day.
#[derive(Debug, Clone, PartialEq)]
pub struct RoadmapUpdate {
    pub date: Date,
    /// What the target became.
    pub target: Option<Target>,
    pub note: Option<String>,
}

/// When something is meant to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Day(Date),
    /// `2026-07`
    Month(i16, i8),
    /// `2026-Q3`
    Quarter(i16, i8),
    /// `2026-H2`
    Half(i16, i8),
    /// `2027`
    Year(i16),
    Version(String),
    Later,
}

/// As written in front matter.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Month(year, month) => write!(f, "{year}-{month:02}"),
            Self::Quarter(year, quarter) => write!(f, "{year}-Q{quarter}"),
            Self::Half(year, half) => write!(f, "{year}-H{half}"),
            Self::Year(year) => write!(f, "{year}"),
            Self::Version(version) => f.write_str(version),
            Self::Later => f.write_str("later"),
        }
    }
}

/// A roadmap item in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct RoadmapItem {
    pub source: Source,
    pub fields: Arc<RoadmapFields>,
    /// This edition is in another language than its words.
    pub untranslated: bool,
    pub prose: Prose,
    pub id: String,
    pub slug: String,
    /// `/roadmap/<slug>/`, without base.
    pub address: String,
    pub title: String,
    pub summary: String,
    /// The id of a configured status; `shipped` by itself once its entry is released.
    pub status: String,
    /// An index into `Site::products`; `None` when it concerns all.
    pub product: Option<usize>,
    pub components: Vec<String>,
    pub tags: Vec<String>,
    pub progress: Option<Progress>,
    pub parent: Option<RoadmapIx>,
    pub children: Vec<RoadmapIx>,
    pub blocked_by: Vec<RoadmapIx>,
    /// The released entries that ship it, oldest first.
    pub entries: Vec<EntryIx>,
    pub shipped: Option<Shipped>,
    pub withheld: Withheld,
}

/// How far it is: `done` of `total`; per cent when the author gave a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub done: u32,
    pub total: u32,
    pub percent: u8,
}

/// By what it was shipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipped {
    pub entry: EntryIx,
    pub version: Option<Version>,
    pub date: Option<Date>,
}
