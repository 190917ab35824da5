//! The twins of the pages that compare versions.

use super::document::Document;
use crate::base::markdown::{escaped, with_code};
use crate::facts::compare::compare as compare_stops;
use crate::facts::line::Line;
use crate::pages::nouns::product_link;
use crate::pages::view::{EndingView, SinceChangeView, SinceGroupView, SinceView};
use crate::pages::way::{Hole, Way};
use crate::pages::{Context, Page, Subject, since as since_pages};

/// What changed since a version.
pub fn since(document: &mut Document<'_>, page: &Page) {
    let Subject::Since(ix) = page.plan.subject else { return };
    let context = document.context;
    let view = since_pages::told(context, ix);
    let product = view.product.as_ref().map_or(String::new(), |link| format!("{}: ", link.title));
    let version = [("version", view.from.version.as_str())];
    let way = [("from", view.from.version.as_str()), ("to", view.to.version.as_str())];
    let title = format!("{product}{}", context.strings.text("since.title", &version));
    document.head(&title, &context.strings.text("compare.heading", &way));
    if let Some(next) = &view.next {
        let next_title = context.strings.text("since.next", &[("version", &next.title)]);
        let link = document.ready_link(&next_title, &next.url);
        document.out.item(&link);
    }
    let line = context.late.line(context.site.releases[ix].product).expect("the release has a line");
    let (from, comparison) = since_pages::compared(context, line, ix);
    let way = Way::new(context, line, from, &comparison);
    // The page goes forward to a final version, and tells what holes are left behind, not what new ones are met.
    told(document, &way, &view, |hole| hole.is_now);
    folded(document, &way, &view);
}

/// Any two versions of a line, compared for who goes from the one to the other; with `all`, what is folded away is
/// listed too.
pub fn between(context: &Context, line: &Line, from: usize, to: usize, all: bool) -> String {
    let comparison = compare_stops(line, from, to);
    let way = Way::new(context, line, from, &comparison);
    let view = since_pages::told_of(&way, usize::MAX);
    let (id, compared) = (&context.site.product(line.product).config.id, context.site.config.outputs.compare);
    let versions = [&view.from.version, &view.to.version].map(String::as_str);
    let query = since_pages::query(id, versions[0], versions[1]);
    let mut document = Document::at(context, &format!("/compare/?{query}"));
    let ends = [("from", versions[0]), ("to", versions[1])];
    let say = |key: &str, arguments: &[(&str, &str)]| context.strings.text(key, arguments);
    let product = view.product.as_ref().map_or(String::new(), |link| format!("{}: ", link.title));
    let heading = say(if way.is_back() { "compare.heading_back" } else { "compare.heading" }, &ends);
    let (count, folded_away) = (view.count.to_string(), view.folded.len().to_string());
    let counts = [("count", count.as_str()), ("folded", folded_away.as_str())];
    let result = if way.is_back() { "compare.result_back" } else { "compare.result" };
    let summary = match comparison.low == comparison.high {
        true => say("compare.same", &[]),
        false => say(result, &[ends.as_slice(), &counts].concat()),
    };
    document.title(&format!("{product}{heading}"), &summary);
    if compared {
        let link = document.page_itself();
        document.out.item(&link);
    }
    told(&mut document, &way, &view, |_| true);
    if view.groups.is_empty() && view.gone.is_empty() && comparison.low != comparison.high {
        document.out.paragraph(&escaped(&say("compare.nothing", &[])));
    }
    if all {
        folded(&mut document, &way, &view);
    }
    document.finish()
}

/// The way, and what changes on it.
fn told(document: &mut Document<'_>, way: &Way<'_>, view: &SinceView, shows: fn(&Hole) -> bool) {
    warnings(document, way, shows);
    view.groups.iter().for_each(|group| self::group(document, way, group));
    ending(document, way, "gone", &view.gone);
    ending(document, way, "going", &view.going);
}

fn folded(document: &mut Document<'_>, way: &Way<'_>, view: &SinceView) {
    if !view.folded.is_empty() {
        document.heading(2, &document.word("compare.folded"));
        view.folded.iter().for_each(|it| change(document, way, it));
    }
}

/// What was withdrawn, and the known holes of the versions.
fn warnings(document: &mut Document<'_>, way: &Way<'_>, shows: fn(&Hole) -> bool) {
    let mut lines: Vec<String> = way.notes().iter().map(|note| escaped(note)).collect();
    for hole in way.holes().into_iter().filter(shows) {
        let severity = hole.severity.map(|it| document.word(&format!("severity.{it}")));
        let severity = severity.map_or(String::new(), |it| format!(" ({})", escaped(&it)));
        lines.push(format!("**{}**{severity}", escaped(&hole.text)));
    }
    lines.iter().for_each(|line| document.out.paragraph(line));
}

/// The page that compares any two: what leads on from each version.
pub fn compare(document: &mut Document<'_>, _page: &Page) {
    let context = document.context;
    document.head(&document.word("compare.title"), &document.word("since.list_text"));
    for index in 0..context.site.products.len() {
        let Some(compared) = crate::pages::compare::compared(context, index) else { continue };
        if let Some(link) = product_link(context, index) {
            document.heading(2, &link.title);
        }
        for version in compared.lines.iter().flat_map(|line| &line.versions) {
            let link = document.ready_link(&version.title, &version.url);
            document.out.item(&link);
        }
    }
}

fn group(document: &mut Document<'_>, way: &Way<'_>, group: &SinceGroupView) {
    document.heading(2, &group.kind_label.clone().unwrap_or_else(|| way.label(&group.section, None)));
    for part in &group.parts {
        if let Some(component) = &part.component {
            document.heading(3, component);
        }
        part.changes.iter().for_each(|it| change(document, way, it));
    }
}

/// A change on one line, and below it what to do.
fn change(document: &mut Document<'_>, way: &Way<'_>, change: &SinceChangeView) {
    let upgrade = document.context.strings.text("compare.upgrade", &[("version", &change.version)]);
    let summary = if change.summary.is_empty() && change.title.is_none() { &upgrade } else { &change.summary };
    let title = change.title.as_ref().map(|title| document.ready_link(title, &change.url));
    let summary = Some(escaped(summary)).filter(|text| !text.is_empty());
    let text: Vec<String> = title.into_iter().chain(summary).collect();
    let version = match change.title {
        Some(_) => escaped(&change.version),
        None => document.ready_link(&change.version, &change.url),
    };
    let advisories = change.advisories.iter();
    let advisories = advisories.map(|it| document.advisory_name(it.id.as_deref(), it.severity.as_deref()));
    let behind: Vec<String> = std::iter::once(version).chain(advisories).filter(|it| !it.is_empty()).collect();
    document.out.item(&format!("{} ({})", text.join(": "), behind.join("; ")));
    if let Some(html) = &change.migration_html {
        document.heading(4, &way.steps());
        document.html(html);
    }
}

fn ending(document: &mut Document<'_>, way: &Way<'_>, section: &str, endings: &[EndingView]) {
    if endings.is_empty() {
        return;
    }
    document.heading(2, &way.label(section, None));
    for ending in endings {
        let said: String = way.ending(ending).iter().map(|text| format!(", {}", with_code(text))).collect();
        let link = document.ready_link(&ending.deprecation.what, &ending.url);
        document.out.item(&format!("{link}{said}"));
    }
}
