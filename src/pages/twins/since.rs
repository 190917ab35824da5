//! The twins of the pages that compare versions.

use super::document::Document;
use crate::base::markdown::{escaped, with_code};
use crate::pages::nouns::product_link;
use crate::pages::view::{EndingView, SinceChangeView, SinceGroupView, SinceView};
use crate::pages::{Page, Subject, since as since_pages};

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
    warnings(document, &view);
    view.groups.iter().for_each(|group| self::group(document, group));
    ending(document, "compare.gone", &view.gone);
    ending(document, "compare.going", &view.going);
    if !view.folded.is_empty() {
        document.heading(2, &document.word("compare.folded"));
        view.folded.iter().for_each(|it| change(document, it));
    }
}

/// What was withdrawn, and the known holes of the version.
fn warnings(document: &mut Document<'_>, since: &SinceView) {
    let strings = &document.context.strings;
    let mut lines: Vec<String> = Vec::new();
    if since.from.yanked {
        lines.push(escaped(&strings.text("compare.withdrawn_on", &[("version", &since.from.version)])));
    }
    if !since.passed.is_empty() {
        let versions: Vec<&str> = since.passed.iter().map(|release| release.version.as_str()).collect();
        lines.push(escaped(&strings.text("compare.withdrawn_between", &[("versions", &versions.join(", "))])));
    }
    for one in &since.exposures {
        let said = match &one.until {
            Some(version) => strings.text("compare.exposed", &[("id", &one.id), ("version", version)]),
            None => strings.text("compare.exposed_always", &[("id", &one.id)]),
        };
        let severity = one.severity.as_ref().map(|it| document.word(&format!("severity.{it}")));
        let severity = severity.map_or(String::new(), |it| format!(" ({})", escaped(&it)));
        lines.push(format!("**{}**{severity}", escaped(&said)));
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

fn group(document: &mut Document<'_>, group: &SinceGroupView) {
    let label = match &group.kind_label {
        Some(label) => label.clone(),
        None => document.word(&format!("compare.{}", group.section)),
    };
    document.heading(2, &label);
    for part in &group.parts {
        if let Some(component) = &part.component {
            document.heading(3, component);
        }
        part.changes.iter().for_each(|it| change(document, it));
    }
}

/// A change on one line, and below it what to do.
fn change(document: &mut Document<'_>, change: &SinceChangeView) {
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
        document.heading(4, &document.word("compare.steps"));
        document.html(html);
    }
}

fn ending(document: &mut Document<'_>, key: &str, endings: &[EndingView]) {
    if endings.is_empty() {
        return;
    }
    document.heading(2, &document.word(key));
    for ending in endings {
        let strings = &document.context.strings;
        let one = &ending.deprecation;
        let said = [
            one.removed_in.as_ref().map(|version| strings.text("compare.removed_in", &[("version", version)])),
            one.sunset.as_ref().map(|date| strings.text("compare.sunset", &[("date", date)])),
            one.replacement.as_ref().map(|name| strings.text("compare.replacement", &[("name", name)])),
        ];
        let said: String = said.into_iter().flatten().map(|text| format!(", {}", with_code(&text))).collect();
        let link = document.ready_link(&one.what, &ending.url);
        document.out.item(&format!("{link}{said}"));
    }
}
