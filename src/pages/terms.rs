//! Indexes of types, components and tags.

use serde::Serialize;

use super::changelog::term;
use super::context::{Context, Subject};
use super::frame::Head;
use super::view::{PageView, TermsView};
use super::{Kind, Page, Plan, View};
use crate::facts::lists::{List, Selection};

pub const TYPES: Kind = Kind {
    name: "types",
    caption: "every type of change",
    template: "terms.html",
    plan: |context| plan(context, "types"),
    view,
};

pub const COMPONENTS: Kind = Kind {
    name: "components",
    caption: "every component",
    template: "terms.html",
    plan: |context| plan(context, "components"),
    view,
};

pub const TAGS: Kind =
    Kind { name: "tags", caption: "every tag", template: "terms.html", plan: |context| plan(context, "tags"), view };

#[derive(Serialize)]
struct TermsPage {
    page: PageView,
    terms: TermsView,
}

fn plan(context: &Context, name: &str) -> Vec<Plan> {
    let is_there = context.lists.iter().any(|list| family(&list.selection) == name);
    is_there.then(|| Plan::new(Subject::Only, format!("/{name}/"))).into_iter().collect()
}

fn family(selection: &Selection) -> &'static str {
    match selection {
        Selection::Type(_) => "types",
        Selection::Component(_) => "components",
        Selection::Tag(_) => "tags",
        Selection::Home | Selection::Product(_) => "",
        Selection::Security | Selection::Breaking | Selection::Deprecations => "",
    }
}

/// The lists of `types`, `components` or `tags`.
pub fn of_family<'c>(context: &'c Context, name: &'static str) -> impl Iterator<Item = &'c List> {
    context.lists.iter().filter(move |list| family(&list.selection) == name)
}

fn view(context: &Context, page: &Page) -> View {
    let name = page.kind.name;
    let terms = of_family(context, name).map(|list| term(context, list)).collect();
    let head = Head::new(context.text(&format!("nav.{name}")), name).below(context.text("nav.changelog"), "/");
    let terms = TermsView { kind: name.to_owned(), terms };
    Box::new(TermsPage { page: head.view(context, page), terms })
}
