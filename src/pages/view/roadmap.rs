//! The roadmap: as a board, in groups, over time, and item by item.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{AuthorView, ForeignView, LinkView, TermView, ValueView, WithheldView};

/// `board`: the roadmap.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BoardView {
    pub columns: Vec<ColumnView>,
    /// The ways to look at the roadmap; empty when there is no other.
    pub views: Vec<RoadmapViewView>,
    /// The configured disclaimer; without one the theme has its own.
    pub disclaimer: Option<String>,
    /// When somebody last went over it.
    pub reviewed: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnView {
    pub id: String,
    pub title: String,
    /// `open`, `active`, `shipped` or `declined`.
    pub role: String,
    pub items: Vec<CardView>,
}

/// A roadmap item on the board.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CardView {
    /// Its words are in another language than the page.
    pub untranslated: Option<ForeignView>,
    pub title: String,
    pub url: String,
    pub summary: String,
    pub status: StatusView,
    pub stage: Option<String>,
    pub target: Option<TargetView>,
    pub theme: Option<String>,
    pub product: Option<LinkView>,
    pub components: Vec<TermView>,
    pub progress: Option<ProgressView>,
    pub votes: Option<u32>,
    /// What shipped it.
    pub shipped: Option<ShippedView>,
    /// What keeps it from the public; only previews have it.
    pub withheld: Option<WithheldView>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StatusView {
    pub id: String,
    pub title: String,
    /// `open`, `active`, `shipped` or `declined`.
    pub role: String,
}

/// When something is meant to be there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TargetView {
    /// `day`, `month`, `quarter`, `half`, `year`, `version` or `later`.
    pub kind: String,
    /// As written: `2026-Q3`.
    pub text: String,
    pub year: Option<i16>,
    /// The number of the month, quarter or half.
    pub part: Option<i8>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProgressView {
    /// 0 to 100.
    pub percent: u8,
    /// Steps done and steps in all; both 0 when the author gave a per cent.
    pub done: u32,
    pub total: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShippedView {
    pub title: String,
    /// The entry's page, or the release's.
    pub url: String,
    pub version: Option<String>,
    pub date: Option<String>,
    /// What keeps it from the public; only previews have it.
    pub withheld: Option<WithheldView>,
}

/// A way to look at the roadmap.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoadmapViewView {
    /// `status`, `quarters`, `themes` or `timeline`.
    pub key: String,
    pub url: String,
    pub current: bool,
}

/// Items of the roadmap that belong together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CardGroupView {
    /// Unique on the page.
    pub id: String,
    /// When they are meant to be there, or came; where that is what they have in common.
    pub target: Option<TargetView>,
    /// The theme, or what the rest is called; there when `target` is not.
    pub title: Option<String>,
    pub items: Vec<CardView>,
}

/// `roadmap`: the roadmap by quarter or by theme.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoadmapGroupsView {
    pub views: Vec<RoadmapViewView>,
    pub groups: Vec<CardGroupView>,
    /// As the board has it.
    pub disclaimer: Option<String>,
    pub reviewed: Option<String>,
}

/// `timeline`: the roadmap over time, in the units of a picture of this size.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoadmapTimelineView {
    pub width: i64,
    pub height: i64,
    /// The first day, at the left edge.
    pub from: String,
    /// The day behind the last one, at the right edge.
    pub to: String,
    pub quarters: Vec<QuarterView>,
    /// From top to bottom, soonest first.
    pub bars: Vec<RoadmapBarView>,
    /// How many earlier ones are not drawn.
    pub earlier: usize,
    /// What has no days: `later`, versions, nothing told.
    pub undated: Vec<CardView>,
    pub views: Vec<RoadmapViewView>,
    /// As the board has it.
    pub disclaimer: Option<String>,
    pub reviewed: Option<String>,
}

/// Where a quarter begins.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuarterView {
    pub target: TargetView,
    pub x: i64,
}

/// An item of the roadmap as a bar from the first to the last of its days.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoadmapBarView {
    pub title: String,
    /// The title in as many lines as it takes; the first stands at `text_y`, each next 18 further down.
    pub lines: Vec<String>,
    pub url: String,
    pub status: StatusView,
    /// While it is not shipped.
    pub target: Option<TargetView>,
    /// When it shipped.
    pub date: Option<String>,
    pub x: i64,
    pub y: i64,
    pub width: i64,
    pub text_x: i64,
    pub text_y: i64,
    /// `start` or `end`: which end of its title stands at `text_x`.
    pub anchor: String,
}

/// `item`: one roadmap item, whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoadmapItemView {
    pub card: CardView,
    pub html: String,
    pub tags: Vec<TermView>,
    pub confidence: Option<String>,
    pub owners: Vec<AuthorView>,
    pub discussion: Option<String>,
    pub links: Vec<LinkView>,
    pub updated: Option<String>,
    /// What was said of it over time, oldest first.
    pub history: Vec<StepView>,
    pub parent: Option<CardView>,
    pub children: Vec<CardView>,
    pub blocked_by: Vec<CardView>,
    /// The entries that shipped it or a part of it, oldest first.
    pub entries: Vec<ShippedView>,
    pub disclaimer: Option<String>,
    pub extra: BTreeMap<String, ValueView>,
}

/// What was said of a roadmap item on some day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepView {
    pub date: String,
    /// The target before, where it changed.
    pub from: Option<TargetView>,
    /// What the target became.
    pub to: Option<TargetView>,
    pub note: Option<String>,
}
