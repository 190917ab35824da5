//! The changelog: changes, releases and entries, whole.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    AdviceView, AuthorView, DeprecationView, ForeignView, ImageView, LinkView, ReleaseLinkView, SecurityView, TermView,
    TypeView, ValueView, VideoView, WithheldView,
};
use crate::theme::Ready;

/// One change: a list item of a typed section, or a whole entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangeView {
    /// Its words are in another language than the page.
    pub untranslated: Option<ForeignView>,
    pub kind: Ready<TypeView>,
    /// The title of the entry that it is, when it has one.
    pub title: Option<String>,
    /// The address of that entry's page.
    pub url: Option<String>,
    /// The change's text. For an entry with a page of its own: the whole body, which a list may
    /// leave out in favour of `summary`.
    pub html: String,
    /// Plain text.
    pub summary: String,
    pub breaking: bool,
    /// What to do about it.
    pub migration_html: Option<String>,
    /// `quiet`, `normal` or `major`.
    pub importance: String,
    pub advisories: Vec<SecurityView>,
    /// What it announces the end of.
    pub deprecates: Vec<DeprecationView>,
    pub components: Vec<TermView>,
    pub authors: Vec<AuthorView>,
    /// Issues, pull requests and links; an issue whose repository is not known has an empty address.
    pub references: Vec<LinkView>,
    pub image: Option<ImageView>,
    pub video: Option<VideoView>,
    pub cta: Option<LinkView>,
    /// The entry with a page of its own that tells of this change among others.
    pub story: Option<LinkView>,
    /// What keeps it from the public, besides what keeps its release; only previews have it.
    pub withheld: Option<WithheldView>,
    /// A unique id on this page, for links to this change.
    pub anchor: String,
}

/// The changes of one type.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupView {
    pub kind: Ready<TypeView>,
    pub changes: Vec<ChangeView>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct YankedView {
    pub reason: Option<String>,
    /// The release to use in its place.
    pub instead: Option<ReleaseLinkView>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DownloadView {
    pub name: String,
    pub url: String,
    pub size: Option<String>,
    pub sha256: Option<String>,
}

/// `release`: one release with all of its changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReleaseView {
    /// Its words are in another language than the page.
    pub untranslated: Option<ForeignView>,
    pub version: String,
    /// The code name.
    pub title: Option<String>,
    pub url: String,
    /// Unique on this page.
    pub anchor: String,
    pub product: Option<LinkView>,
    pub date: Option<String>,
    pub updated: Option<String>,
    /// It waits: the version is not known yet.
    pub unreleased: bool,
    /// What keeps it from the public; only previews have it.
    pub withheld: Option<WithheldView>,
    pub prerelease: bool,
    pub channel: Option<String>,
    pub lts: bool,
    pub support_until: Option<String>,
    pub yanked: Option<YankedView>,
    /// Why it is not the one to use, and which one is.
    pub advice: Option<AdviceView>,
    pub summary: String,
    /// The summary, when the author wrote one: then it does not repeat the notes.
    pub lead: Option<String>,
    /// The release notes, without the sections of types.
    pub notes_html: String,
    /// What to do when coming from the release before, from the release's own file.
    pub migration_html: Option<String>,
    /// Breaking changes, whatever their type; they are not in `groups` again.
    pub breaking: Vec<ChangeView>,
    /// The other changes by type, in the order of the configuration, quiet ones last in each.
    pub groups: Vec<GroupView>,
    /// Number of all changes.
    pub count: usize,
    pub contributors: Vec<AuthorView>,
    pub downloads: Vec<DownloadView>,
    pub compare_url: Option<String>,
    /// The page that tells what changed since this release, when something did.
    pub since_url: Option<String>,
    pub newer: Option<ReleaseLinkView>,
    pub older: Option<ReleaseLinkView>,
    pub extra: BTreeMap<String, ValueView>,
}

/// `entry`: one entry, whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntryView {
    /// Its words are in another language than the page.
    pub untranslated: Option<ForeignView>,
    pub title: String,
    pub url: String,
    /// Unique on this page.
    pub anchor: String,
    pub date: Option<String>,
    pub updated: Option<String>,
    pub revision: Option<String>,
    /// The release it is in.
    pub release: Option<ReleaseLinkView>,
    pub unreleased: bool,
    /// Why its release is not the one to use, and which one is.
    pub advice: Option<AdviceView>,
    pub product: Option<LinkView>,
    pub kinds: Vec<Ready<TypeView>>,
    pub components: Vec<TermView>,
    pub tags: Vec<TermView>,
    /// The closed audiences that it is for, as far as this build is for them: empty in public.
    pub audience: Vec<String>,
    /// What keeps it from the public; only previews have it.
    pub withheld: Option<WithheldView>,
    pub summary: String,
    /// The whole body in the author's order.
    pub html: String,
    pub breaking: bool,
    pub migration_html: Option<String>,
    pub security: Vec<SecurityView>,
    pub deprecates: Vec<DeprecationView>,
    pub authors: Vec<AuthorView>,
    pub references: Vec<LinkView>,
    /// The roadmap items that it ships.
    pub roadmap: Vec<LinkView>,
    pub image: Option<ImageView>,
    pub video: Option<VideoView>,
    pub cta: Option<LinkView>,
    pub launch: bool,
    /// `exploring`, `alpha`, `beta`, `ga`, `deprecated` or `retired`.
    pub stage: Option<String>,
    /// Per cent.
    pub rollout: Option<u8>,
    pub flag: Option<String>,
    /// `quiet`, `normal` or `major`.
    pub importance: String,
    pub pinned: bool,
    pub newer: Option<LinkView>,
    pub older: Option<LinkView>,
    pub extra: BTreeMap<String, ValueView>,
}
