//! The roadmap: the board, and one page an item.

use serde::Serialize;

use super::context::{Context, Subject};
use super::frame::Head;
use super::nouns::*;
use super::roadmap_views::views;
use super::view::{BoardView, ColumnView, PageView, RoadmapItemView, StepView};
use super::{Kind, Page, Plan, View};
use crate::facts::targets::{Step, steps};
use crate::model::RoadmapItem;

pub const BOARD: Kind =
    Kind { name: "roadmap", caption: "the roadmap by status", template: "roadmap.html", plan: plan_board, view: board };

pub const ITEM: Kind = Kind {
    name: "roadmap_item",
    caption: "one roadmap item",
    template: "roadmap_item.html",
    plan: plan_items,
    view: item,
};

#[derive(Serialize)]
struct BoardPage {
    page: PageView,
    board: BoardView,
}

#[derive(Serialize)]
struct ItemPage {
    page: PageView,
    item: RoadmapItemView,
}

/// The page is always there: an empty roadmap says so.
fn plan_board(context: &Context) -> Vec<Plan> {
    let newest = context.site.roadmap.iter().filter_map(|item| item.fields.updated).max();
    vec![Plan::new(Subject::Only, "/roadmap/").modified(newest)]
}

fn plan_items(context: &Context) -> Vec<Plan> {
    let items = context.site.roadmap.iter().enumerate();
    items.map(|(ix, item)| Plan::new(Subject::Item(ix), item.address.as_str()).modified(item.fields.updated)).collect()
}

fn board(context: &Context, page: &Page) -> View {
    let config = &context.site.config.roadmap;
    let head = Head::new(context.text("nav.roadmap"), "roadmap").description(context.text("roadmap.description"));
    let columns = config.statuses.iter().map(|column| {
        let status = status(context, &column.id);
        let items = in_column(context, &column.id);
        ColumnView {
            id: status.id,
            title: status.title,
            role: status.role,
            items: items.iter().map(|item| card(context, item)).collect(),
        }
    });
    let board = BoardView {
        columns: columns.collect(),
        views: views(context, "status"),
        disclaimer: config.disclaimer.clone(),
        reviewed: config.reviewed.map(|date| date.to_string()),
    };
    Box::new(BoardPage { page: head.view(context, page), board })
}

/// The items of a column: shipped ones newest first, others by target, then by votes and title.
pub fn in_column<'c>(context: &'c Context, status: &str) -> Vec<&'c RoadmapItem> {
    let mut items: Vec<&RoadmapItem> = context.site.roadmap.iter().filter(|item| item.status == status).collect();
    items.sort_by_key(|item| {
        let shipped = item.shipped.as_ref().and_then(|shipped| shipped.date);
        let target = item.fields.target.as_ref().map(|at| due(&at.value));
        (
            std::cmp::Reverse(shipped),
            target.unwrap_or((i16::MAX, 0)),
            std::cmp::Reverse(item.fields.votes),
            item.title.to_lowercase(),
        )
    });
    items
}

/// The month by which a target is to be reached, to sort by; versions and `later` come last.
fn due(target: &crate::model::Target) -> (i16, i8) {
    use crate::model::Target;
    match target {
        Target::Day(day) => (day.year(), day.civil().month()),
        Target::Month(year, month) => (*year, *month),
        Target::Quarter(year, quarter) => (*year, quarter * 3),
        Target::Half(year, half) => (*year, half * 6),
        Target::Year(year) => (*year, 12),
        Target::Version(_) => (i16::MAX - 1, 0),
        Target::Later => (i16::MAX, 1),
    }
}

/// A step of an item's history.
fn step(step: &Step<'_>) -> StepView {
    StepView {
        date: step.date.to_string(),
        from: step.from.map(target),
        to: step.to.map(target),
        note: step.note.map(str::to_owned),
    }
}

fn item(context: &Context, page: &Page) -> View {
    let Subject::Item(ix) = page.plan.subject else { unreachable!("the roadmap plans items") };
    let site = &*context.site;
    let item = &site.roadmap[ix];
    let fields = &item.fields;
    let head = Head::new(item.title.as_str(), "roadmap")
        .description(item.summary.as_str())
        .below(context.text("nav.roadmap"), "/roadmap/");
    let cards = |indexes: &[usize]| indexes.iter().map(|&ix| card(context, &site.roadmap[ix])).collect();
    let view = RoadmapItemView {
        card: card(context, item),
        html: item.prose.html(context.fill("", 2)),
        tags: item.tags.iter().map(|tag| tag_view(context, tag)).collect(),
        confidence: fields.confidence.clone(),
        owners: authors(context, &fields.owner),
        discussion: fields.discussion.as_ref().map(|address| context.url(address)),
        links: links(context, &fields.links),
        updated: fields.updated.map(|date| date.to_string()),
        history: steps(item).iter().map(step).collect(),
        parent: item.parent.map(|ix| card(context, &site.roadmap[ix])),
        children: cards(&item.children),
        blocked_by: cards(&item.blocked_by),
        entries: item.entries.iter().map(|&ix| shipped_view(context, ix)).collect(),
        disclaimer: site.config.roadmap.disclaimer.clone(),
        extra: values(&fields.extra),
    };
    Box::new(ItemPage { page: head.view(context, page), item: view })
}
