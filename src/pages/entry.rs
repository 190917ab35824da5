//! One titled entry, whole.

use serde::Serialize;
use serde_json::json;

use super::context::{Context, Subject};
use super::frame::Head;
use super::nouns::*;
use super::view::*;
use super::{Kind, Page, Plan, View};
use crate::base::plain_text;
use crate::facts::cards::cover;
use crate::model::{Entry, EntryIx, Fill};
use crate::theme::Ready;

pub const ENTRY: Kind = Kind { name: "entry", caption: "one titled entry", template: "entry.html", plan, view };

#[derive(Serialize)]
struct EntryPage {
    page: PageView,
    entry: Ready<EntryView>,
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
    let date = entry.date.map(|date| date.to_string());
    let people: Vec<_> = authors(context, &entry.fields.authors)
        .iter()
        .map(|it| json!({ "@type": "Person", "name": it.name }))
        .collect();
    let picture = entry.image.as_ref().map(|address| context.absolute(address));
    let head = head.about(json!({
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": plain_text(title(entry)),
        "description": entry.summary,
        "url": context.absolute(&page.plan.address),
        "datePublished": date,
        "dateModified": entry.fields.updated.map(|date| date.to_string()).or(date),
        "author": people,
        "image": picture.as_ref(),
        "inLanguage": context.site.config.language,
        "publisher": { "@type": "Organization", "name": context.site.config.title },
    }));
    let mut frame = PageView { og_type: "article".to_owned(), ..head.view(context, page) };
    if cover(entry).is_some() {
        frame.image = picture;
        frame.image_alt = image(context, entry).map(|image| image.alt).filter(|alt| !alt.is_empty());
    }
    let entry = Ready::new(&entry_view(context, ix, context.fill("", 2)));
    Box::new(EntryPage { page: frame, entry })
}

/// The entry as every list shows it, below a heading of level 2, with ids of its own.
pub fn listed(context: &Context, ix: EntryIx) -> Ready<EntryView> {
    let prefix = format!("{}-", context.site.entries[ix].slug);
    context.ready.entry(ix, || entry_view(context, ix, context.fill(&prefix, 3)))
}

fn title(entry: &Entry) -> &str {
    entry.title.as_deref().unwrap_or(&entry.summary)
}

fn entry_view(context: &Context, ix: EntryIx, fill: Fill<'_>) -> EntryView {
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
        untranslated: context.foreign(entry.untranslated),
        title: title(entry).to_owned(),
        url: context.url(&site.entry_address(entry)),
        anchor: entry.slug.clone(),
        date: entry.date.map(|date| date.to_string()),
        updated: fields.updated.map(|date| date.to_string()),
        revision: fields.revision.clone(),
        release: release.filter(|it| !it.unreleased).map(|it| release_link(context, it)),
        unreleased: entry.unreleased,
        advice: entry.release.and_then(|ix| advice_view(context, ix)),
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
        html: entry.prose.html(fill),
        breaking: entry.breaking,
        migration_html: entry.migration(fill),
        security: security_views(entry),
        deprecates: deprecations(context, entry),
        authors: authors(context, &fields.authors),
        references: references(context, entry),
        roadmap: roadmap(context, ix),
        image: image(context, entry),
        video: video(context, entry),
        cta: cta(context, entry),
        launch: fields.launch,
        stage: fields.stage.map(|stage| stage.name().to_owned()),
        rollout: fields.rollout,
        flag: fields.flag.clone(),
        importance: fields.importance.name().to_owned(),
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
