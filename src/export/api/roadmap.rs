//! `/api/roadmap.json`: the items of the roadmap, in the order of their addresses.

use serde::Serialize;

use super::nouns::{LinkJson, Person, links, people, product, twin};
use super::{About, Paged, Paging, absolute, fill, json, on_page, planned, with_context};
use crate::export::data::{DataKind, DataPlan, Given};
use crate::export::feed::Context;
use crate::facts::feeds::status_label;
use crate::facts::targets::target;
use crate::model::{RoadmapItem, Stage, StatusRole};

pub const ROADMAP: DataKind = DataKind {
    name: "the API's roadmap",
    caption: "all items of the roadmap with their texts",
    plan: |given| planned(given, || paged(given).plan()),
    write,
};

#[derive(Serialize)]
struct Roadmap<'a> {
    #[serde(flatten)]
    about: About,
    #[serde(flatten)]
    paging: Paging,
    statuses: Vec<StatusJson<'a>>,
    disclaimer: String,
    reviewed: Option<String>,
    items: Vec<ItemJson<'a>>,
}

#[derive(Serialize)]
struct StatusJson<'a> {
    id: &'a str,
    label: String,
    role: &'static str,
}

#[derive(Serialize)]
struct ItemJson<'a> {
    id: String,
    slug: &'a str,
    title: &'a str,
    url: String,
    markdown: Option<String>,
    status: &'a str,
    stage: Option<&'static str>,
    /// As written: a date, `2026-Q3`, `2026-H2`, a version, `later`.
    target: Option<String>,
    theme: Option<&'a str>,
    product: Option<&'a str>,
    components: &'a [String],
    tags: &'a [String],
    progress: Option<ProgressJson>,
    /// Slugs of other items.
    parent: Option<&'a str>,
    children: Vec<&'a str>,
    blocked_by: Vec<&'a str>,
    confidence: Option<&'a str>,
    owners: Vec<Person>,
    votes: Option<u32>,
    discussion: Option<String>,
    links: Vec<LinkJson>,
    updated: Option<String>,
    summary: &'a str,
    content_html: String,
    shipped: Option<ShippedJson<'a>>,
    /// The ids of the entries that shipped it or a part of it.
    entries: Vec<String>,
}

#[derive(Serialize)]
struct ProgressJson {
    percent: u8,
    done: u32,
    total: u32,
}

#[derive(Serialize)]
struct ShippedJson<'a> {
    version: Option<&'a str>,
    date: Option<String>,
    entry: String,
}

pub(super) fn paged(given: &Given<'_>) -> Paged {
    Paged { name: "roadmap", total: given.site.roadmap.len() }
}

/// The documents of all pages, whether the site publishes them or not.
pub fn all(given: &Given<'_>) -> Vec<Vec<u8>> {
    paged(given).plan().iter().map(|plan| write(given, plan)).collect()
}

fn write(given: &Given<'_>, plan: &DataPlan) -> Vec<u8> {
    let site = given.site;
    let config = &site.config.roadmap;
    let words = |key: &str, arguments: &[(&str, &str)]| given.strings.text(key, arguments);
    let statuses = config.statuses.iter().map(|status| StatusJson {
        id: &status.id,
        label: status_label(&site.config, &status.id, &words),
        role: role(status.role),
    });
    with_context(given, |context| {
        json(&Roadmap {
            about: About::new(site, "roadmap"),
            paging: paged(given).paging(site, plan.part),
            statuses: statuses.collect(),
            disclaimer: config.disclaimer.clone().unwrap_or_else(|| words("roadmap.disclaimer", &[])),
            reviewed: config.reviewed.map(|date| date.to_string()),
            items: on_page(&site.roadmap, plan.part).iter().map(|item| item_json(context, item)).collect(),
        })
    })
}

fn role(role: StatusRole) -> &'static str {
    match role {
        StatusRole::Open => "open",
        StatusRole::Active => "active",
        StatusRole::Shipped => "shipped",
        StatusRole::Declined => "declined",
    }
}

fn item_json<'a>(context: Context<'a>, item: &'a RoadmapItem) -> ItemJson<'a> {
    let site = context.site;
    let fields = &item.fields;
    let slug = |ix: &usize| site.roadmap[*ix].slug.as_str();
    let id = |ix: usize| site.config.tag_uri(&site.entries[ix].id);
    let prefix = format!("{}-", item.slug);
    let fill = fill(context, &prefix, 2);
    ItemJson {
        id: site.config.tag_uri(&item.id),
        slug: &item.slug,
        title: &item.title,
        url: absolute(site, &item.address),
        markdown: twin(site, &item.address),
        status: &item.status,
        stage: fields.stage.map(Stage::name),
        target: target(item).map(|target| target.to_string()),
        theme: fields.theme.as_deref(),
        product: item.product.and_then(|index| product(site, index)),
        components: &item.components,
        tags: &item.tags,
        progress: item.progress.map(|it| ProgressJson { percent: it.percent, done: it.done, total: it.total }),
        parent: item.parent.as_ref().map(slug),
        children: item.children.iter().map(slug).collect(),
        blocked_by: item.blocked_by.iter().map(slug).collect(),
        confidence: fields.confidence.as_deref(),
        owners: people(site, fields.owner.iter()),
        votes: fields.votes,
        discussion: fields.discussion.as_ref().map(|address| absolute(site, address)),
        links: links(site, &fields.links),
        updated: fields.updated.map(|date| date.to_string()),
        summary: &item.summary,
        content_html: item.prose.html(fill),
        shipped: item.shipped.as_ref().map(|shipped| ShippedJson {
            version: shipped.version.as_ref().map(|version| version.as_str()),
            date: shipped.date.map(|date| date.to_string()),
            entry: id(shipped.entry),
        }),
        entries: item.entries.iter().map(|&ix| id(ix)).collect(),
    }
}
