//! Two versions side by side: what changed in between.

use serde::Serialize;

use super::{DeprecationView, LinkView, ReleaseLinkView, SecurityView, TypeView};
use crate::theme::Ready;

/// `products`: on the page that compares versions, one for each product that has two.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparedView {
    /// The product's id; empty in a site without products.
    pub id: String,
    pub product: Option<LinkView>,
    /// Where the script finds the list of versions.
    pub data: String,
    pub newest: ReleaseLinkView,
    /// The newest versions that something came after, by their first number, newest first.
    pub lines: Vec<ComparedLineView>,
    /// There are older ones than `lines` shows: all stand at `/releases/`.
    pub has_more: bool,
}

/// Versions with the same first number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparedLineView {
    /// `2.x` of `2.4.0`; the version's name when it has no numbers.
    pub title: String,
    /// Each with the address of the page that tells what changed since then.
    pub versions: Vec<LinkView>,
}

/// `since`: what changed from a version to the newest, or as far as one page can tell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SinceView {
    pub product: Option<LinkView>,
    pub from: ReleaseLinkView,
    pub to: ReleaseLinkView,
    /// The newest version, when it is not `to`, and the page that goes on from `to`.
    pub newest: Option<ReleaseLinkView>,
    pub next: Option<LinkView>,
    /// The page that compares any two versions, with this one chosen.
    pub compare_url: String,
    /// What is to be known of the versions themselves: which are withdrawn, and why. Plain text.
    pub notes: Vec<String>,
    /// How many changes there are, those folded away not counted.
    pub count: usize,
    /// How many of them stand only with their releases, because the page would get too long.
    pub more: usize,
    /// The known holes of `from`.
    pub exposures: Vec<ExposureView>,
    /// What to do first, then security, what is deprecated, and the types.
    pub groups: Vec<SinceGroupView>,
    /// What was announced to end and is gone by `to`.
    pub gone: Vec<EndingView>,
    /// What is known to end after `to`.
    pub going: Vec<EndingView>,
    /// What came and went in between, or mends what was never there before.
    pub folded: Vec<SinceChangeView>,
}

/// A known hole of a version.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExposureView {
    /// The advisory's id, else its title.
    pub id: String,
    pub url: Option<String>,
    pub severity: Option<String>,
    /// The first final version after it that does not have the hole.
    pub until: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SinceGroupView {
    /// `action`, `security`, `deprecated` or `type`.
    pub section: String,
    /// Of the section `type`, and what it is called.
    pub kind: Option<Ready<TypeView>>,
    pub kind_label: Option<String>,
    pub parts: Vec<SincePartView>,
}

/// The changes of one component.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SincePartView {
    /// Missing where changes are not parted, or name none.
    pub component: Option<String>,
    pub changes: Vec<SinceChangeView>,
}

/// A change in few words, with the way to all of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SinceChangeView {
    /// Its number among all changes of the product, from the oldest.
    pub number: usize,
    /// Missing for what a release says about upgrading as a whole.
    pub kind: Option<Ready<TypeView>>,
    pub title: Option<String>,
    /// Where it can be read whole.
    pub url: String,
    /// Plain text.
    pub summary: String,
    /// The version that brings it.
    pub version: String,
    pub breaking: bool,
    pub migration_html: Option<String>,
    pub advisories: Vec<SecurityView>,
    pub deprecates: Vec<DeprecationView>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EndingView {
    pub deprecation: DeprecationView,
    /// Where it was announced.
    pub url: String,
    /// The version that announced it.
    pub version: String,
}
