//! Everything by year, a line each.

use serde::Serialize;

use super::context::{Context, Subject};
use super::frame::Head;
use super::nouns::{product_link, withheld};
use super::view::{ArchiveLineView, ArchiveView, PageView, YearView};
use super::{Kind, Page, Plan, View};
use crate::facts::lists::Item;

pub const YEAR: Kind =
    Kind { name: "year", caption: "everything of one year", template: "archive.html", plan: plan_years, view: year };

pub const INDEX: Kind = Kind {
    name: "archive",
    caption: "every year",
    template: "archive_index.html",
    plan: |context| (!context.years.is_empty()).then(|| Plan::new(Subject::Only, "/archive/")).into_iter().collect(),
    view: index,
};

#[derive(Serialize)]
struct ArchivePage {
    page: PageView,
    archive: ArchiveView,
}

#[derive(Serialize)]
struct IndexPage {
    page: PageView,
    years: Vec<YearView>,
}

fn plan_years(context: &Context) -> Vec<Plan> {
    context.years.iter().map(|(year, _)| Plan::new(Subject::Year(*year), address(*year))).collect()
}

pub fn address(year: i16) -> String {
    format!("/archive/{year}/")
}

fn years(context: &Context) -> Vec<YearView> {
    let view = |(year, items): &(i16, Vec<Item>)| YearView {
        year: *year,
        url: context.url(&address(*year)),
        count: items.len(),
    };
    context.years.iter().map(view).collect()
}

fn year(context: &Context, page: &Page) -> View {
    let Subject::Year(year) = page.plan.subject else { unreachable!("the archive plans years") };
    let items = context.years.iter().find(|(known, _)| *known == year).map_or(&[][..], |(_, items)| items);
    let head = Head::new(year.to_string(), "archive")
        .below(context.text("nav.changelog"), "/")
        .below(context.text("nav.archive"), "/archive/");
    let lines = items.iter().map(|&item| line(context, item)).collect();
    let archive = ArchiveView { year, lines, years: years(context) };
    Box::new(ArchivePage { page: head.view(context, page), archive })
}

fn index(context: &Context, page: &Page) -> View {
    let head = Head::new(context.text("nav.archive"), "archive").below(context.text("nav.changelog"), "/");
    Box::new(IndexPage { page: head.view(context, page), years: years(context) })
}

pub fn line(context: &Context, item: Item) -> ArchiveLineView {
    let site = &*context.site;
    let (title, address, date, version, product, summary, reasons) = match item {
        Item::Release(ix) => {
            let it = &site.releases[ix];
            let title = it.fields.title.as_ref().map_or_else(|| it.version.to_string(), |at| at.value.clone());
            let summary = it.summary().to_owned();
            (
                title,
                it.address.as_str().into(),
                it.date,
                Some(it.version.to_string()),
                it.product,
                summary,
                &it.withheld,
            )
        }
        Item::Entry(ix) => {
            let it = &site.entries[ix];
            let title = it.title.clone().unwrap_or_default();
            (title, site.entry_address(it), it.date, None, it.product, it.summary.clone(), &it.withheld)
        }
    };
    ArchiveLineView {
        title,
        url: context.url(&address),
        date: date.map_or(String::new(), |date| date.to_string()),
        month: date.map_or(1, |date| date.civil().month()),
        version,
        product: product_link(context, product).map(|link| link.title),
        summary,
        withheld: withheld(reasons),
    }
}
