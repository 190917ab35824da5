//! Everything by year, a line each; a long year on several pages.

use serde::Serialize;

use super::changelog::page_title;
use super::context::{Context, Subject};
use super::frame::Head;
use super::nouns::{product_link, withheld};
use super::view::{ArchiveLineView, ArchiveView, PageView, YearView};
use super::{Kind, Page, Plan, View};
use crate::facts::lists::Item;

/// How many lines stand on a page: one of them takes about 240 bytes, so a page stays near 24 KB.
const LINES: usize = 100;

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
    let of_year = |(year, items): &(i16, Vec<Item>)| {
        let year = *year;
        let pages = items.len().div_ceil(LINES);
        (1..=pages).map(move |page| Plan::new(Subject::Year { year, page }, address(year, page)))
    };
    context.years.iter().flat_map(of_year).collect()
}

/// The first page is the year's address, the others lie below it.
pub fn address(year: i16, page: usize) -> String {
    match page {
        1 => format!("/archive/{year}/"),
        _ => format!("/archive/{year}/page/{page}/"),
    }
}

/// What the page of this number of the year shows, and how much there is in all of it.
pub fn items(context: &Context, year: i16, page: usize) -> (&[Item], usize) {
    let items = context.years.iter().find(|(known, _)| *known == year).map_or(&[][..], |(_, items)| items);
    (items.chunks(LINES).nth(page.saturating_sub(1)).unwrap_or_default(), items.len())
}

/// The pages of the year before (newer) and after (older) the one of this number.
pub fn around(year: i16, page: usize, total: usize) -> (Option<String>, Option<String>) {
    let newer = (page > 1).then(|| address(year, page - 1));
    (newer, (page < total.div_ceil(LINES)).then(|| address(year, page + 1)))
}

fn years(context: &Context) -> Vec<YearView> {
    let view = |(year, items): &(i16, Vec<Item>)| YearView {
        year: *year,
        url: context.url(&address(*year, 1)),
        count: items.len(),
    };
    context.years.iter().map(view).collect()
}

fn year(context: &Context, page: &Page) -> View {
    let Subject::Year { year, page: number } = page.plan.subject else { unreachable!("the archive plans years") };
    let (items, total) = items(context, year, number);
    let (newer, older) = around(year, number, total);
    let head = Head::new(page_title(context, year.to_string(), number), "archive")
        .below(context.text("nav.changelog"), "/")
        .below(context.text("nav.archive"), "/archive/");
    let lines = items.iter().map(|&item| line(context, item)).collect();
    let archive = ArchiveView {
        year,
        lines,
        years: years(context),
        page: number,
        pages: total.div_ceil(LINES),
        total,
        newer: newer.map(|it| context.url(&it)),
        older: older.map(|it| context.url(&it)),
    };
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
