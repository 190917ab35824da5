//! The pages of trust: advisories, what ends, and what is supported.

use serde::Serialize;

use super::{ChangeLineView, LinkView, PagesView, ReleaseLinkView};

/// `advisories`: a page of what is known about security.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AdvisoriesView {
    pub advisories: Vec<AdvisoryView>,
    /// Advisories on all pages together.
    pub total: usize,
    pub pages: PagesView,
    /// On the first page: what “am I affected?” is answered from.
    pub check: Option<CheckView>,
    /// On the first page: the newest other changes about security.
    pub others: Vec<ChangeLineView>,
    /// The list of all changes of the type `security`, when there is one.
    pub all: Option<LinkView>,
    /// The address of all advisories in the format of osv.dev, when it is written.
    pub osv: Option<String>,
}

/// One advisory, whoever told of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AdvisoryView {
    pub id: Option<String>,
    /// Where the advisory can be read.
    pub url: Option<String>,
    /// Its other ids; without a page of their own the address is empty.
    pub aliases: Vec<LinkView>,
    /// Unique on this page.
    pub anchor: String,
    /// `critical`, `high`, `medium` or `low`.
    pub severity: Option<String>,
    pub cvss: Option<String>,
    pub title: String,
    /// Empty when the title says it.
    pub summary: String,
    pub published: Option<String>,
    /// When it is later than `published`.
    pub updated: Option<String>,
    /// Product by product.
    pub affected: Vec<AffectedView>,
    pub credit: Vec<String>,
    /// The entries and releases that tell of it.
    pub told_in: Vec<LinkView>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AffectedView {
    pub product: Option<LinkView>,
    /// The ranges as written; empty when nobody wrote any.
    pub versions: Vec<String>,
    /// The versions with the fix; without a release here the address is empty.
    pub fixed: Vec<LinkView>,
}

/// The question “am I affected?”.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckView {
    pub products: Vec<CheckProductView>,
    /// For the script, by `json_script`.
    pub advisories: Vec<CheckAdvisoryView>,
    /// Whether `advisories` are all there are; of very many it has the newest.
    pub is_complete: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckProductView {
    /// Empty when the site has a single, unnamed product.
    pub id: String,
    pub name: String,
    /// Its newest versions, for a list to choose from.
    pub versions: Vec<String>,
    /// Whether there are older ones, too.
    pub has_older: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckAdvisoryView {
    /// Its id, else its title.
    pub name: String,
    pub title: String,
    pub url: String,
    pub severity: Option<String>,
    pub products: Vec<CheckRangesView>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckRangesView {
    /// The product's id.
    pub product: String,
    pub ranges: Vec<RangeView>,
    /// Whether what is in no range is unaffected.
    pub certain: bool,
    /// From this version on nothing is affected, whatever the ranges say.
    pub safe: Option<String>,
    /// The versions with the fix.
    pub fixed: Vec<String>,
}

/// Some versions in a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RangeView {
    pub from: Option<String>,
    /// Whether `from` itself is in it.
    pub with_from: bool,
    pub to: Option<String>,
    /// Whether `to` itself is in it.
    pub with_to: bool,
}

/// `deprecations`: a page of what ends, and when.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FarewellsView {
    /// What ends soonest first, what is gone last.
    pub farewells: Vec<FarewellView>,
    /// Things on all pages together.
    pub total: usize,
    pub pages: PagesView,
    /// On the first page: the newest changes of the type `deprecated` that say no more than that.
    pub others: Vec<ChangeLineView>,
    /// The list of all changes of the type `deprecated`, when there is one.
    pub all: Option<LinkView>,
}

/// The announced end of something.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FarewellView {
    pub what: String,
    pub product: Option<LinkView>,
    /// The entry or release that announced it.
    pub announced_in: LinkView,
    pub announced: Option<String>,
    /// The version that is to come without it.
    pub removed_in: Option<String>,
    /// The first release that came without it.
    pub removed_by: Option<ReleaseLinkView>,
    /// The last day on which it works.
    pub sunset: Option<String>,
    pub replacement: Option<String>,
    pub is_gone: bool,
}

/// `support`: which versions of one product are supported.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SupportView {
    pub product: Option<LinkView>,
    /// Newest first.
    pub lines: Vec<SupportLineView>,
    /// Drawn; `None` when no line has a date.
    pub timeline: Option<TimelineView>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SupportLineView {
    /// `2.x` or `2.3`.
    pub name: String,
    pub newest: ReleaseLinkView,
    /// The date of its first final release.
    pub since: Option<String>,
    /// The last day of support.
    pub until: Option<String>,
    pub lts: bool,
    /// `supported`, `ended` or `unstated`.
    pub state: String,
}

/// A drawing with time from left to right; lengths are in units of its view box.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TimelineView {
    pub width: u32,
    pub height: u32,
    /// Where time begins and ends.
    pub left: u32,
    pub right: u32,
    /// The days at these two places.
    pub from: String,
    pub to: String,
    pub ticks: Vec<TickView>,
    pub bars: Vec<BarView>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TickView {
    pub x: u32,
    pub date: String,
    /// Whether the years alone tell the ticks apart.
    pub is_year: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BarView {
    pub label: String,
    /// What it is a bar of, for its colour.
    pub kind: String,
    /// The upper edge of its row.
    pub y: u32,
    pub x: u32,
    pub width: u32,
    pub from: String,
    /// `None` when it has no end: it is drawn up to the edge.
    pub to: Option<String>,
}
