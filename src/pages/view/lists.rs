//! Lists and indexes of what the changelog holds.

use serde::Serialize;

use super::{EntryView, FeedView, LinkView, ReleaseLinkView, ReleaseView, TermView, WithheldView};
use crate::theme::Ready;

/// One item of a changelog list: exactly one of the two is there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemView {
    pub release: Option<ReleaseView>,
    pub entry: Option<Ready<EntryView>>,
}

/// `list`: a page of a list, newest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ListView {
    /// The date of the newest thing in the whole changelog, by which a browser knows what is new.
    pub newest: Option<String>,
    /// What the list is of: the product's, type's, component's or tag's name, or the year; empty at home.
    pub title: String,
    pub items: Vec<ItemView>,
    /// From 1.
    pub page: usize,
    pub pages: usize,
    /// Items on all pages together.
    pub total: usize,
    pub newer: Option<String>,
    pub older: Option<String>,
    pub first: String,
    pub last: String,
    /// On the first page of a list: what the next release holds so far; with several products,
    /// all that waits, `changes` counting it.
    pub unreleased: Option<ReleaseLinkView>,
}

/// `terms`: an index of tags, types or components.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermsView {
    /// `tags`, `types` or `components`.
    pub kind: String,
    pub terms: Vec<TermView>,
}

/// `releases`: all releases of one product, newest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReleasesView {
    pub product: Option<LinkView>,
    pub releases: Vec<ReleaseLinkView>,
}

/// `years`: the archive.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct YearView {
    pub year: i16,
    pub url: String,
    pub count: usize,
}

/// `archive`: one year, everything by title, newest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArchiveView {
    pub year: i16,
    pub lines: Vec<ArchiveLineView>,
    pub years: Vec<YearView>,
    /// From 1; a year with many lines has several.
    pub page: usize,
    pub pages: usize,
    /// Lines on all pages together.
    pub total: usize,
    pub newer: Option<String>,
    pub older: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArchiveLineView {
    /// The entry's title; the release's code name, else its version.
    pub title: String,
    pub url: String,
    pub date: String,
    /// The month, 1 to 12.
    pub month: i8,
    /// The version, when the line is a release or belongs to one.
    pub version: Option<String>,
    pub product: Option<String>,
    pub summary: String,
    /// What keeps it from the public; only previews have it.
    pub withheld: Option<WithheldView>,
}

/// `feeds`: every feed of the site.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FeedGroupView {
    /// `home`, `product`, `type`, `component`, `tag`, `security`, `breaking` or `roadmap`.
    pub kind: String,
    pub title: String,
    /// One line on what they carry.
    pub description: String,
    /// The list's own page, if it has one.
    pub url: Option<String>,
    pub feeds: Vec<FeedView>,
}
