//! What templates receive: the API of themes.
//!
//! Every struct here is plain data. Addresses are ready to be put into `href`; fields that end in
//! `html` are safe HTML; dates are `2026-05-04`, or RFC 3339 in UTC when the author gave a time.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::theme::Ready;

/// `site`: what every page of the site shares.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SiteView {
    pub title: String,
    pub description: String,
    /// BCP 47 tag of the interface language.
    pub language: String,
    /// Address of the home page.
    pub url: String,
    /// The base URL without its last slash.
    pub base_url: String,
    /// Address of the source repository.
    pub repository: Option<String>,
    /// Empty when the site has a single, unnamed product.
    pub products: Vec<ProductView>,
    /// The configured navigation; empty means that the theme makes its own from `sections`.
    pub navigation: Vec<LinkView>,
    /// The main pages that exist, as key and address: `changelog`, `roadmap`, `unreleased`,
    /// `releases`, `archive`, `tags`, `types`, `components`, `breaking`, `security`, `deprecations`,
    /// `support`, `feeds`, `search`.
    pub sections: Vec<SectionView>,
    /// `[theme_options]` over the theme's defaults.
    pub options: BTreeMap<String, ValueView>,
    /// `[extra]` of the configuration.
    pub extra: BTreeMap<String, ValueView>,
    /// Built with drafts, future things or a closed audience: not for publishing.
    pub preview: bool,
    /// `Tidings` and its version.
    pub generator: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectionView {
    pub key: String,
    pub url: String,
}

/// `page`: the page itself, for the head of the document and the frame around the content.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageView {
    /// The page's kind: `home`, `product`, `release`, `entry` …
    pub kind: String,
    /// For the title bar, without the site's title; empty on the home page.
    pub title: String,
    /// One plain sentence; may be empty.
    pub description: String,
    /// Absolute address; that of the original when nothing on the page is in the language of this edition.
    pub canonical: String,
    /// The page in every language of the site, its own included; empty when there is only one.
    pub languages: Vec<LanguageView>,
    /// What the page is about is not translated.
    pub untranslated: Option<ForeignView>,
    /// The key of the section in `site.sections` that it belongs to.
    pub section: Option<String>,
    /// `website` or `article` (Open Graph).
    pub og_type: String,
    /// Absolute address of a picture for cards.
    pub image: Option<String>,
    pub image_alt: Option<String>,
    /// A schema.org description as JSON, safe inside `<script type="application/ld+json">`.
    pub json_ld: Option<String>,
    /// The address of the same page in markdown, if it has that.
    pub twin: Option<String>,
    /// Feeds that carry this page's list, for `<link rel="alternate">`.
    pub feeds: Vec<FeedView>,
    /// From the home page down to the parent of this page.
    pub breadcrumbs: Vec<LinkView>,
    /// Search engines are asked to leave it out.
    pub noindex: bool,
}

/// A page in one language of the site.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LanguageView {
    /// BCP 47.
    pub language: String,
    /// What those who speak it call it.
    pub name: String,
    pub url: String,
    /// Absolute address.
    pub canonical: String,
    /// It is this page.
    pub current: bool,
    /// Something on it is in that language besides the frame: it is to be named to search engines.
    pub translated: bool,
}

/// Words that nobody translated into the language of the page: `lang` and `dir` of what holds them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ForeignView {
    /// BCP 47.
    pub language: String,
    /// `ltr` or `rtl`.
    pub dir: String,
    /// What those who speak it call it.
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FeedView {
    pub title: String,
    pub url: String,
    /// `application/atom+xml`, `application/rss+xml` or `application/feed+json`.
    pub media_type: String,
    /// `atom`, `rss` or `json`.
    pub format: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkView {
    pub title: String,
    pub url: String,
}

/// A tag, component or product with how much is in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermView {
    pub id: String,
    pub title: String,
    pub description: String,
    /// Empty when nothing in the changelog is on its list: then it has no page.
    pub url: String,
    pub count: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProductView {
    pub id: String,
    pub name: String,
    pub description: String,
    pub url: String,
    /// The newest final release, when there is one.
    pub latest: Option<ReleaseLinkView>,
}

/// Why the public does not see a thing now; at least one of the three is said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WithheldView {
    pub draft: bool,
    /// The day or moment from which on the public sees it.
    pub until: Option<String>,
    /// The closed audiences that alone may see it, as far as this build is for them.
    pub audience: Vec<String>,
}

/// A release named in passing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReleaseLinkView {
    pub version: String,
    /// The code name.
    pub title: Option<String>,
    pub url: String,
    pub date: Option<String>,
    pub yanked: bool,
    pub prerelease: bool,
    /// Its support has ended.
    pub unsupported: bool,
    /// The product's name, when the site has several.
    pub product: Option<String>,
    /// How many changes are in it.
    pub changes: usize,
    /// What keeps it from the public; only previews have it.
    pub withheld: Option<WithheldView>,
}

/// A type of change. `label` is in the interface language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TypeView {
    pub id: String,
    pub label: String,
    /// Empty while no release or dated entry has such a change: then it has no page.
    pub url: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuthorView {
    pub name: String,
    pub url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SecurityView {
    pub id: Option<String>,
    /// Where the advisory can be read.
    pub url: Option<String>,
    /// `critical`, `high`, `medium` or `low`.
    pub severity: Option<String>,
    pub cvss: Option<String>,
    pub affected: Vec<String>,
    pub fixed: Vec<String>,
    pub credit: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeprecationView {
    pub what: String,
    pub removed_in: Option<String>,
    pub sunset: Option<String>,
    pub replacement: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImageView {
    pub url: String,
    pub alt: String,
    pub width: Option<u32>,
    pub height: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VideoView {
    pub url: String,
    pub poster: Option<String>,
}

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

/// Why a release is not the one to use.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AdviceView {
    /// `yanked`, `unsupported` or `prerelease`.
    pub reason: String,
    /// The last day of its support, when that is the reason.
    pub since: Option<String>,
    /// The release to use.
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

/// Where a page stands among those of its list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PagesView {
    /// From 1.
    pub page: usize,
    pub pages: usize,
    pub newer: Option<String>,
    pub older: Option<String>,
}

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

/// A change named in passing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangeLineView {
    /// Plain text.
    pub text: String,
    pub url: String,
    pub date: Option<String>,
    pub version: Option<String>,
    pub product: Option<String>,
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
    pub quarters: Vec<QuarterView>,
    /// From top to bottom, soonest first.
    pub bars: Vec<RoadmapBarView>,
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

/// `target`: where a redirect leads.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RedirectView {
    pub url: String,
    /// Absolute.
    pub canonical: String,
}

/// A value of a free table, as the author wrote it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ValueView {
    Bool(bool),
    Integer(i64),
    /// A number with a fraction, as text, so that it never changes its look.
    Text(String),
    List(Vec<ValueView>),
    Table(BTreeMap<String, ValueView>),
}

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
    /// `2` of `2.4.0`.
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
    /// Withdrawn versions in between: what they brought stands with those after them.
    pub passed: Vec<ReleaseLinkView>,
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
