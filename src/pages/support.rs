//! Which lines of versions are supported, and until when: a table and a drawing.

use serde::Serialize;

use super::context::{Context, Subject};
use super::frame::Head;
use super::nouns::{product_link, release_link};
use super::timeline::{Span, timeline};
use super::view::{PageView, SupportLineView, SupportView};
use super::{Kind, Page, Plan, View};
use crate::facts::support::{Line, State};

pub const SUPPORT: Kind = Kind {
    name: "support",
    caption: "which versions are supported, and until when",
    template: "support.html",
    plan,
    view,
};

/// How many lines a drawing has at most: the newest.
const DRAWN: usize = 24;

#[derive(Serialize)]
struct SupportPage {
    page: PageView,
    /// One for each product that says anything about its support.
    support: Vec<SupportView>,
    /// The address of the same as JSON; empty when it is not written.
    json: String,
}

fn plan(context: &Context) -> Vec<Plan> {
    context.support().is_stated().then(|| Plan::new(Subject::Only, "/support/")).into_iter().collect()
}

fn view(context: &Context, page: &Page) -> View {
    let head = Head::new(context.text("nav.support"), "support")
        .description(context.text("support.description"))
        .below(context.text("nav.changelog"), "/");
    let products = context.support().lines.iter().enumerate().filter(|(_, lines)| !lines.is_empty());
    let support = products.map(|(product, lines)| SupportView {
        product: product_link(context, product),
        lines: lines.iter().map(|line| line_view(context, line)).collect(),
        timeline: timeline(&lines.iter().take(DRAWN).filter_map(span).collect::<Vec<_>>()),
    });
    let json = if context.site.config.outputs.api { context.url("/support.json") } else { String::new() };
    Box::new(SupportPage { support: support.collect(), json, page: head.view(context, page) })
}

fn line_view(context: &Context, line: &Line) -> SupportLineView {
    SupportLineView {
        name: line.name.clone(),
        newest: release_link(context, &context.site.releases[line.newest]),
        since: line.since.map(|date| date.iso_day()),
        until: line.until.map(|date| date.iso_day()),
        lts: line.lts,
        state: line.state.name().to_owned(),
    }
}

/// The line's time of support. One of which nobody said until when is only known to have begun.
fn span(line: &Line) -> Option<Span> {
    let to = match line.state {
        State::Unstated => line.since,
        _ => line.until,
    };
    let kind = if line.lts && line.state == State::Supported { "lts" } else { line.state.name() };
    Some(Span { label: line.name.clone(), kind: kind.to_owned(), from: line.since?, to })
}
