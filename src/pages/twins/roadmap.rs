//! The twins of the roadmap's pages.

use super::document::Document;
use crate::base::markdown::{code, escaped};
use crate::facts::targets::{self, steps};
use crate::model::{RoadmapItem, Target};
use crate::pages::nouns::{component_view, product_link, shipped_view, status};
use crate::pages::roadmap::in_column;
use crate::pages::roadmap_views::{self, Group};
use crate::pages::{Page, Subject};

/// The board, a list for each status that has items.
pub fn board(document: &mut Document<'_>, _page: &Page) {
    let context = document.context;
    document.head(&document.word("nav.roadmap"), &document.word("roadmap.description"));
    disclaimer(document);
    for column in &context.site.config.roadmap.statuses {
        let items = in_column(context, &column.id);
        if items.is_empty() {
            continue;
        }
        document.heading(2, &status(context, &column.id).title);
        for item in items {
            card(document, item);
        }
    }
    if context.site.roadmap.is_empty() {
        document.out.paragraph(&escaped(&document.word("roadmap.empty")));
    }
}

/// The roadmap by quarter, and over time.
pub fn quarters(document: &mut Document<'_>, page: &Page) {
    let groups = roadmap_views::quarters(document.context);
    groups_of(document, page, groups);
}

/// The roadmap by theme.
pub fn themes(document: &mut Document<'_>, page: &Page) {
    let groups = roadmap_views::themes(document.context);
    groups_of(document, page, groups);
}

fn groups_of(document: &mut Document<'_>, page: &Page, groups: Vec<Group<'_>>) {
    let view = page.kind.name.trim_start_matches("roadmap_");
    let view = document.word(&format!("roadmap.views.{view}"));
    document.head(&format!("{}: {view}", document.word("nav.roadmap")), "");
    disclaimer(document);
    for group in groups {
        let target = group.target.map(|target| document.target(&target));
        document.heading(2, &target.or(group.title).unwrap_or_default());
        group.items.iter().for_each(|item| card(document, item));
    }
}

/// What a roadmap is, and when somebody last went over this one.
pub fn disclaimer(document: &mut Document<'_>) {
    let config = &document.context.site.config.roadmap;
    let text = config.disclaimer.clone().unwrap_or_else(|| document.word("roadmap.disclaimer"));
    document.out.paragraph(&escaped(&text));
    if let Some(reviewed) = config.reviewed {
        let reviewed = document.context.strings.text("roadmap.reviewed", &[("date", &reviewed.to_string())]);
        document.out.paragraph(&escaped(&reviewed));
    }
}

/// An item on one line: its title, its target or what shipped it, how far it is, its summary.
pub fn card(document: &mut Document<'_>, item: &RoadmapItem) {
    let mut parts: Vec<String> = Vec::new();
    match (&item.shipped, targets::target(item)) {
        (Some(shipped), _) => {
            parts.extend(shipped.version.as_ref().map(|version| escaped(version.as_str())));
            parts.extend(shipped.date.map(|date| date.to_string()));
        }
        (None, Some(target)) => parts.push(escaped(&document.target(target))),
        (None, None) => {}
    }
    parts.extend(item.progress.map(|progress| format!("{} %", progress.percent)));
    let mut line = document.page_link(&item.title, &item.address);
    if !parts.is_empty() {
        line.push_str(&format!(" ({})", parts.join(", ")));
    }
    if !item.summary.is_empty() {
        line.push_str(&format!(": {}", escaped(&item.summary)));
    }
    document.out.item(&line);
}

/// One item.
pub fn item(document: &mut Document<'_>, page: &Page) {
    let Subject::Item(ix) = page.plan.subject else { return };
    let context = document.context;
    let site = &*context.site;
    let item = &site.roadmap[ix];
    let fields = &item.fields;
    document.head(&item.title, fields.summary.as_deref().unwrap_or_default());
    document.text_fact(&document.word("nav.roadmap"), Some(&status(context, &item.status).title));
    let target = targets::target(item).map(|target| document.target(target));
    document.text_fact(&document.word("facts.target"), target.as_deref().filter(|_| item.shipped.is_none()));
    let percent = item.progress.map(|progress| format!("{} %", progress.percent));
    document.text_fact(&document.word("progress.label"), percent.as_deref());
    if let Some(product) = item.product.and_then(|product| product_link(context, product)) {
        document.fact(&document.word("facts.product"), &document.ready_link(&product.title, &product.url));
    }
    document.text_fact(&document.word("facts.theme"), fields.theme.as_deref());
    let components = item.components.iter().map(|id| component_view(context, id).title);
    document.text_fact(&document.word("nav.components"), Some(&components.collect::<Vec<_>>().join(", ")));
    document.text_fact(&document.word("nav.tags"), Some(&item.tags.join(", ")));
    document.text_fact(&document.word("facts.confidence"), fields.confidence.as_deref());
    let owners = context.strings.plural("facts.owners", fields.owner.len(), &[]);
    document.fact(&owners, &document.people(&fields.owner));
    let votes = fields.votes.map(|votes| votes.to_string());
    document.fact(&document.word("facts.interest"), &votes.as_deref().map_or(String::new(), code));
    let discussion = fields.discussion.as_deref().map(|it| document.link(it, it));
    document.fact(&document.word("roadmap.discussion"), &discussion.unwrap_or_default());
    document.fact(&document.word("facts.references"), &document.links(&fields.links));
    document.date_fact(&document.word("facts.updated"), fields.updated);
    disclaimer(document);
    document.html(&item.prose.html(document.fill("", 2)));
    history(document, item);
    shipped(document, item);
    let parent: Vec<usize> = item.parent.into_iter().collect();
    for (key, others) in
        [("roadmap.parent", &parent), ("roadmap.children", &item.children), ("roadmap.blocked_by", &item.blocked_by)]
    {
        if !others.is_empty() {
            document.heading(2, &document.word(key));
            others.iter().for_each(|&ix| card(document, &site.roadmap[ix]));
        }
    }
}

/// What was said of it over time.
fn history(document: &mut Document<'_>, item: &RoadmapItem) {
    let steps = steps(item);
    if !steps.is_empty() {
        document.heading(2, &document.word("roadmap.history"));
    }
    for step in steps {
        let strings = &document.context.strings;
        let target = |target: &Target| document.target(target);
        let moved = step.to.map(|to| match step.from {
            Some(from) => strings.text("roadmap.moved", &[("from", &target(from)), ("to", &target(to))]),
            None => strings.text("roadmap.target", &[("date", &target(to))]),
        });
        let parts = [Some(step.date.to_string()), moved, step.note.map(str::to_owned)];
        let line = parts.into_iter().flatten().map(|part| escaped(&part)).collect::<Vec<_>>().join(" · ");
        document.out.item(&line);
    }
}

/// The entries that shipped it or a part of it.
fn shipped(document: &mut Document<'_>, item: &RoadmapItem) {
    if item.entries.is_empty() {
        return;
    }
    document.heading(2, &document.word("roadmap.entries"));
    for &ix in &item.entries {
        let entry = shipped_view(document.context, ix);
        let more: Vec<String> = [entry.version, entry.date].into_iter().flatten().map(|it| escaped(&it)).collect();
        let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join(", ")) };
        document.out.item(&format!("{}{more}", document.ready_link(&entry.title, &entry.url)));
    }
}
