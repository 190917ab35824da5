//! One release with all of its changes: breaking ones first, then by type.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use super::context::{Context, Subject};
use super::frame::Head;
use super::nouns::*;
use super::view::*;
use super::{Kind, Page, Plan, View};
use crate::base::{At, Forge};
use crate::facts::lists::Selection;
use crate::model::{Change, Entry, Importance, Release, ReleaseIx};
use crate::theme::Ready;

pub const RELEASE: Kind =
    Kind { name: "release", caption: "one release with all of its changes", template: "release.html", plan, view };

#[derive(Serialize)]
struct ReleasePage {
    page: PageView,
    release: ReleaseView,
    versions: Ready<Vec<ReleaseLinkView>>,
}

/// How many versions the picker of a release's page offers; `/releases/` has all.
const PICKED: usize = 12;

fn plan(context: &Context) -> Vec<Plan> {
    let releases = context.site.releases.iter().enumerate().filter(|(_, release)| !release.unreleased);
    releases
        .map(|(ix, release)| {
            Plan::new(Subject::Release(ix), release.address.as_str()).modified(release.fields.updated.or(release.date))
        })
        .collect()
}

fn view(context: &Context, page: &Page) -> View {
    let Subject::Release(ix) = page.plan.subject else { unreachable!("releases plan releases") };
    let release = release_view(context, ix, &Frame::alone());
    let product = context.site.releases[ix].product;
    let mut head = Head::new(context.site.release_title(&context.site.releases[ix]), "changelog")
        .description(description(context, &release));
    head = head.below(context.text("nav.changelog"), "/");
    if let Some(link) = product_link(context, product) {
        head = head.below(link.title, format!("/{}/", context.site.product(product).config.id));
    }
    let url = context.absolute(&page.plan.address);
    let head = head.about(json!({
        "@context": "https://schema.org",
        "@type": "SoftwareApplication",
        "name": release.product.as_ref().map_or(&context.site.config.title, |link| &link.title),
        "softwareVersion": release.version,
        "url": url,
        "datePublished": release.date,
        "releaseNotes": url,
        "applicationCategory": "DeveloperApplication",
    }));
    let frame = PageView { og_type: "article".to_owned(), ..head.view(context, page) };
    Box::new(ReleasePage { page: frame, release, versions: versions(context, product) })
}

/// The product's newest releases, for the way from one to another.
fn versions(context: &Context, product: usize) -> Ready<Vec<ReleaseLinkView>> {
    context.ready.versions(product, || {
        let newest = context.site.product(product).releases.iter().take(PICKED);
        newest.map(|&ix| release_link(context, &context.site.releases[ix])).collect()
    })
}

fn description(context: &Context, release: &ReleaseView) -> String {
    match release.summary.is_empty() {
        false => release.summary.clone(),
        true => context.strings.plural("release.description", release.count, &[("version", &release.version)]),
    }
}

/// Where a release is shown.
pub struct Frame<'a> {
    /// The level of the release's own heading.
    pub level: u8,
    /// Other things stand on the page too, so ids carry the release's anchor.
    pub is_shared: bool,
    /// Only changes that it keeps are shown.
    pub selection: Option<&'a Selection>,
}

impl Frame<'_> {
    /// The release has the page to itself.
    pub fn alone() -> Self {
        Self { level: 1, is_shared: false, selection: None }
    }

    fn is_whole(&self) -> bool {
        self.selection.is_none_or(Selection::is_whole)
    }
}

/// The release as `frame` shows it.
pub fn release_view(context: &Context, ix: ReleaseIx, frame: &Frame<'_>) -> ReleaseView {
    let site = &*context.site;
    let release = &site.releases[ix];
    let fields = &release.fields;
    let anchor = release.anchor.clone();
    let prefix = if frame.is_shared { format!("{anchor}-") } else { String::new() };
    let notes = context.fill(&prefix, frame.level + 1);
    let (breaking, groups) = grouped(context, changes(context, release, frame, &prefix));
    let product = &site.products[release.product];
    let at = context.standing(ix);
    let newer = at.and_then(|at| at.checked_sub(1)).map(|at| &site.releases[product.releases[at]]);
    let older = match at {
        Some(at) => product.releases.get(at + 1),
        None => product.releases.first(),
    }
    .map(|&ix| &site.releases[ix]);
    let is_whole = frame.is_whole();
    let advice = advice_view(context, ix);
    ReleaseView {
        untranslated: context.foreign(release.untranslated),
        version: release.version.to_string(),
        title: fields.title.as_ref().map(|at| at.value.clone()),
        url: context.url(&release.address),
        product: product_link(context, release.product),
        date: release.date.map(|date| date.to_string()),
        updated: fields.updated.map(|date| date.to_string()),
        unreleased: release.unreleased,
        withheld: withheld(&release.withheld),
        prerelease: release.prerelease,
        channel: fields.channel.clone(),
        lts: fields.lts,
        support_until: fields.support_until.map(|date| date.to_string()),
        yanked: fields.yanked.as_ref().map(|yanked| YankedView {
            reason: yanked.reason.clone(),
            instead: advice.as_ref().and_then(|advice| advice.instead.clone()),
        }),
        advice,
        summary: release.summary().to_owned(),
        lead: fields.summary.clone(),
        notes_html: if is_whole { release.prose.intro(notes) } else { String::new() },
        migration_html: release.prose.migration(notes).filter(|_| is_whole),
        count: breaking.len() + groups.iter().map(|group| group.changes.len()).sum::<usize>(),
        breaking,
        groups,
        contributors: authors(context, &contributors(context, release)),
        downloads: fields
            .downloads
            .iter()
            .map(|it| DownloadView {
                name: it.name.clone(),
                url: context.url(&it.url),
                size: it.size.clone(),
                sha256: it.sha256.clone(),
            })
            .collect(),
        compare_url: compare_url(context, release, older),
        since_url: super::since::address(context, ix).map(|address| context.url(&address)),
        newer: newer.map(|release| release_link(context, release)),
        older: older.map(|release| release_link(context, release)),
        extra: values(&fields.extra),
        anchor,
    }
}

/// Those that the release names, then the authors of its entries, as written.
pub fn contributors(context: &Context, release: &Release) -> Vec<At<String>> {
    let of_entries = release.entries.iter().flat_map(|&ix| &context.site.entries[ix].fields.authors);
    release.fields.authors.iter().chain(of_entries).cloned().collect()
}

/// As written, else from the repository and the tags of this release and the one before.
fn compare_url(context: &Context, release: &Release, older: Option<&Release>) -> Option<String> {
    if let Some(url) = &release.fields.compare_url {
        return Some(context.url(url));
    }
    let product = &context.site.product(release.product).config;
    let repository = product.repository.as_ref().or(context.site.config.repository.as_ref())?;
    let tag = |version: &str| product.tag.replace("{version}", version);
    let newest = if release.unreleased { "HEAD".to_owned() } else { tag(release.version.as_str()) };
    Some(Forge::new(repository).compare(&tag(older?.version.as_str()), &newest))
}

/// The changes that the frame keeps, each with the id of its type, in the order of the release.
fn changes<'c>(
    context: &'c Context,
    release: &'c Release,
    frame: &Frame<'_>,
    prefix: &str,
) -> Vec<(&'c str, ChangeView)> {
    let keeps = |entry: Option<&Entry>, change: &Change| {
        frame.selection.is_none_or(|selection| selection.keeps(Some(release), entry, change))
    };
    let mut views = Vec::new();
    for (at, change) in release.changes.iter().enumerate().filter(|(_, change)| keeps(None, change)) {
        let anchor = format!("{prefix}change-{}", at + 1);
        views.push((change.kind.as_str(), own_change(context, release, change, anchor, frame.level)));
    }
    for entry in release.entries.iter().map(|&ix| &context.site.entries[ix]) {
        for (at, change) in entry.changes.iter().enumerate().filter(|(_, change)| keeps(Some(entry), change)) {
            let anchor = match at {
                0 => format!("{prefix}{}", entry.slug),
                at => format!("{prefix}{}-{}", entry.slug, at + 1),
            };
            views.push((change.kind.as_str(), entry_change(context, release, entry, at, anchor, frame.level)));
        }
    }
    unique_anchors(views.iter_mut().map(|(_, view)| view));
    views
}

/// Files of one name in different folders of one release get numbers behind their anchors.
fn unique_anchors<'v>(views: impl Iterator<Item = &'v mut ChangeView>) {
    let mut seen = std::collections::BTreeSet::new();
    for view in views {
        let wanted = view.anchor.clone();
        let mut number = 2;
        while !seen.insert(view.anchor.clone()) {
            view.anchor = format!("{wanted}-x{number}");
            number += 1;
        }
    }
}

/// A change of the release's own file.
fn own_change(context: &Context, release: &Release, change: &Change, anchor: String, level: u8) -> ChangeView {
    let prefix = format!("{anchor}-");
    ChangeView {
        untranslated: context.foreign(release.untranslated),
        kind: type_view(context, &change.kind),
        title: None,
        url: None,
        html: release.prose.change(change, context.fill(&prefix, (level + 3).min(6))),
        summary: change.summary.clone(),
        breaking: change.breaking,
        migration_html: None,
        importance: Importance::Normal.name().to_owned(),
        advisories: advisories(None, change),
        deprecates: Vec::new(),
        components: Vec::new(),
        authors: Vec::new(),
        references: Vec::new(),
        image: None,
        video: None,
        cta: None,
        story: None,
        withheld: None,
        anchor,
    }
}

/// The `at`-th change of an entry. An entry that is a single change carries its title. What an entry
/// with sections says as a whole stands at the first of them: its text before the sections, when it
/// has no page for that, and what it deprecates; what to do at the first breaking one, if there is any.
fn entry_change(
    context: &Context,
    release: &Release,
    entry: &Entry,
    at: usize,
    anchor: String,
    level: u8,
) -> ChangeView {
    let change = &entry.changes[at];
    let is_single = entry.prose.body.changes.is_empty();
    let prefix = format!("{anchor}-");
    let fill = context.fill(&prefix, (level + 3).min(6));
    let first_breaking = entry.changes.iter().position(|change| change.breaking).unwrap_or(0);
    let html = entry.prose.change(change, fill);
    let story = entry.title.clone().zip(entry.address.as_ref());
    let story = story.map(|(title, address)| LinkView { title, url: context.url(address) });
    let needs_intro = at == 0 && !is_single && entry.address.is_none();
    ChangeView {
        untranslated: context.foreign(entry.untranslated),
        kind: type_view(context, &change.kind),
        title: entry.title.clone().filter(|_| is_single),
        url: entry.address.as_ref().map(|address| context.url(address)),
        html: if needs_intro { entry.prose.intro(fill) + &html } else { html },
        summary: if is_single { entry.summary.clone() } else { change.summary.clone() },
        breaking: change.breaking,
        migration_html: entry.migration(fill).filter(|_| at == first_breaking),
        importance: entry.fields.importance.name().to_owned(),
        advisories: advisories(Some(entry).filter(|_| at == 0), change),
        deprecates: if at == 0 { deprecations(context, entry) } else { Vec::new() },
        components: entry.components.iter().map(|id| component_view(context, id)).collect(),
        authors: authors(context, &entry.fields.authors),
        references: references(context, entry),
        image: super::entry::image(context, entry).filter(|_| at == 0),
        video: super::entry::video(context, entry).filter(|_| at == 0),
        cta: super::entry::cta(context, entry).filter(|_| at == 0),
        story: story.filter(|_| !is_single),
        withheld: withheld(&entry.withheld.beyond(&release.withheld)),
        anchor,
    }
}

/// Breaking changes, and the others by type in the order of the configuration, quiet ones last.
fn grouped(context: &Context, changes: Vec<(&str, ChangeView)>) -> (Vec<ChangeView>, Vec<GroupView>) {
    let mut breaking = Vec::new();
    let mut others: BTreeMap<&str, Vec<ChangeView>> = BTreeMap::new();
    for (kind, change) in changes {
        let place = if change.breaking { &mut breaking } else { others.entry(kind).or_default() };
        place.push(change);
    }
    let groups = context.site.config.types.iter().filter_map(|kind| {
        let mut changes = others.remove(kind.id.as_str())?;
        changes.sort_by_key(|change| change.importance == "quiet");
        Some(GroupView { kind: type_view(context, &kind.id), changes })
    });
    (breaking, groups.collect())
}
