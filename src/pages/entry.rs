//! One titled entry, whole.

use serde::Serialize;
use serde_json::json;

use super::context::{Context, Subject};
use super::frame::{Head, script_json};
use super::nouns::*;
use super::view::*;
use super::{Kind, Page, Plan, View};
use crate::model::{Entry, EntryIx};
use crate::theme::Ready;

pub const ENTRY: Kind = Kind { name: "entry", caption: "one titled entry", template: "entry.html", plan, view };

#[derive(Serialize)]
struct EntryPage {
    page: PageView,
    entry: Ready<EntryView>,
}

/// What of an entry depends on the frame that it is shown in.
#[derive(Serialize)]
struct Framed {
    html: String,
    migration_html: Option<String>,
}

fn plan(context: &Context) -> Vec<Plan> {
    let with_page = |&ix: &EntryIx| {
        let entry = &context.site.entries[ix];
        let address = entry.address.as_deref()?;
        Some(Plan::new(Subject::Entry(ix), address).modified(entry.fields.updated.or(entry.date)))
    };
    context.titled().iter().filter_map(with_page).collect()
}

fn view(context: &Context, page: &Page) -> View {
    let Subject::Entry(ix) = page.plan.subject else { unreachable!("entries plan entries") };
    let entry = &context.site.entries[ix];
    let mut head = Head::new(title(entry), "changelog").description(entry.summary.as_str());
    head = head.below(context.text("nav.changelog"), "/");
    if let Some(release) = entry.release.map(|ix| &context.site.releases[ix]) {
        let name = match release.unreleased {
            true => context.text("release.unreleased"),
            false => release.version.to_string(),
        };
        head = head.below(name, release.address.as_str());
    }
    let mut frame = head.view(context, page);
    frame.og_type = "article".to_owned();
    frame.image = entry.image.as_ref().map(|address| context.absolute(address));
    frame.image_alt = image(context, entry).map(|image| image.alt).filter(|alt| !alt.is_empty());
    let date = entry.date.map(|date| date.to_string());
    let people: Vec<_> = authors(context, &entry.fields.authors)
        .iter()
        .map(|it| json!({ "@type": "Person", "name": it.name }))
        .collect();
    frame.json_ld = Some(script_json(json!({
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": title(entry),
        "description": entry.summary,
        "url": frame.canonical,
        "datePublished": date,
        "dateModified": entry.fields.updated.map(|date| date.to_string()).or(date),
        "author": people,
        "image": frame.image,
        "inLanguage": context.site.config.language,
        "publisher": { "@type": "Organization", "name": context.site.config.title },
    })));
    Box::new(EntryPage { page: frame, entry: entry_view(context, ix, "", 2) })
}

/// The entry with its ids prefixed, its headings from `level` on.
pub fn entry_view(context: &Context, ix: EntryIx, id_prefix: &str, level: u8) -> Ready<EntryView> {
    let entry = &context.site.entries[ix];
    let fill = context.fill(id_prefix, level);
    let framed = Framed { html: entry.prose.html(fill), migration_html: entry.migration(fill) };
    context.ready.entry(ix, || bare(context, ix)).with(&framed)
}

fn title(entry: &Entry) -> &str {
    entry.title.as_deref().unwrap_or(&entry.summary)
}

/// The entry without what depends on a frame: its own page and several lists show it.
fn bare(context: &Context, ix: EntryIx) -> EntryView {
    let site = &*context.site;
    let entry = &site.entries[ix];
    let fields = &entry.fields;
    let (newer, older) = context.neighbours(ix);
    let link = |ix: EntryIx| {
        let entry = &site.entries[ix];
        let title = entry.title.clone()?;
        Some(LinkView { title, url: context.url(entry.address.as_deref()?) })
    };
    let release = entry.release.map(|ix| &site.releases[ix]);
    EntryView {
        title: title(entry).to_owned(),
        url: context.url(entry.address.as_deref().unwrap_or("/")),
        anchor: entry.slug.clone(),
        date: entry.date.map(|date| date.to_string()),
        updated: fields.updated.map(|date| date.to_string()),
        revision: fields.revision.clone(),
        release: release.filter(|it| !it.unreleased).map(|it| release_link(context, it)),
        unreleased: entry.unreleased,
        product: product_link(context, entry.product),
        kinds: entry.kinds().into_iter().map(|id| type_view(context, id)).collect(),
        components: entry.components.iter().map(|id| component_view(context, id)).collect(),
        tags: entry.tags.iter().map(|tag| tag_view(context, tag)).collect(),
        audience: fields
            .audience
            .iter()
            .map(|at| &at.value)
            .filter(|name| site.viewpoint.audiences.contains(name))
            .cloned()
            .collect(),
        withheld: withheld(&entry.withheld),
        summary: entry.summary.clone(),
        html: String::new(),
        breaking: entry.breaking,
        migration_html: None,
        security: security_views(entry),
        deprecates: deprecations(&fields.deprecates),
        authors: authors(context, &fields.authors),
        references: references(context, entry),
        roadmap: roadmap(context, ix),
        image: image(context, entry),
        video: video(context, entry),
        cta: cta(context, entry),
        launch: fields.launch,
        stage: fields.stage.map(stage),
        rollout: fields.rollout,
        flag: fields.flag.clone(),
        importance: importance(fields.importance),
        pinned: fields.pinned,
        newer: newer.and_then(link),
        older: older.and_then(link),
        extra: values(&fields.extra),
    }
}

/// The advisories of the entry, and those that its changes name, each once.
fn security_views(entry: &Entry) -> Vec<SecurityView> {
    let mut views: Vec<SecurityView> = entry.fields.security.iter().map(security).collect();
    for view in entry.changes.iter().flat_map(|change| advisories(None, change)) {
        if views.iter().all(|known| known.id != view.id) {
            views.push(view);
        }
    }
    views
}

/// The cover.
pub fn image(context: &Context, entry: &Entry) -> Option<ImageView> {
    Some(ImageView {
        url: context.url(entry.image.as_deref()?),
        alt: entry.fields.image_alt.clone().unwrap_or_default(),
        width: entry.image_size.map(|(width, _)| width),
        height: entry.image_size.map(|(_, height)| height),
    })
}

pub fn video(context: &Context, entry: &Entry) -> Option<VideoView> {
    let (src, poster) = entry.video.as_ref()?;
    Some(VideoView { url: context.url(src), poster: poster.as_ref().map(|address| context.url(address)) })
}

pub fn cta(context: &Context, entry: &Entry) -> Option<LinkView> {
    let cta = entry.fields.cta.as_ref()?;
    Some(LinkView { title: cta.label.clone(), url: context.url(&cta.url) })
}

/// The roadmap items that the entry ships.
fn roadmap(context: &Context, ix: EntryIx) -> Vec<LinkView> {
    let named = &context.site.entries[ix].fields.roadmap;
    let items = named.iter().filter_map(|reference| context.item_named(&reference.slug.value));
    items.map(|item| LinkView { title: item.title.clone(), url: context.url(&item.address) }).collect()
}
