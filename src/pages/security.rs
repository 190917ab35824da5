//! Every advisory, newest first, and what “am I affected?” is answered from.

use serde::Serialize;

use super::context::Context;
use super::frame::Head;
use super::nouns::product_link;
use super::trust::{all_of_type, other_changes, pages_view, plan, subject, window};
use super::view::{
    AdvisoriesView, AdvisoryView, AffectedView, CheckAdvisoryView, CheckProductView, CheckRangesView, CheckView,
    LinkView, PageView, RangeView,
};
use super::{Kind, Page, View};
use crate::base::{advisory_address, plain_text, slugify};
use crate::facts::advisories::{Advisory, Affected};
use crate::facts::lists::{Selection, is_security};
use crate::model::{Bound, Change, Entry, Version, VersionRange};

pub const SECURITY: Kind = Kind {
    name: "security",
    caption: "every advisory, and whether a version is affected",
    template: "security.html",
    plan: |context| plan(context, &Selection::Security, context.advisories().len()),
    view,
};

/// How many advisories the page holds for its script, and how many versions of a product it offers to
/// choose from: the newest, so that the page stays small.
const CHECKED: usize = 400;
const OFFERED: usize = 60;

#[derive(Serialize)]
struct SecurityPage {
    page: PageView,
    advisories: AdvisoriesView,
}

fn view(context: &Context, page: &Page) -> View {
    let head = Head::new(title(context, page), "security")
        .description(context.text("security.description"))
        .below(context.text("nav.changelog"), "/");
    Box::new(SecurityPage { page: head.view(context, page), advisories: told(context, page) })
}

pub fn title(context: &Context, page: &Page) -> String {
    super::changelog::page_title(context, context.text("sections.security"), subject(context, page).1)
}

/// The advisories of a page; on the first one also what else there is about security.
pub fn told(context: &Context, page: &Page) -> AdvisoriesView {
    let (list, number) = subject(context, page);
    let all = context.advisories();
    let shown = window(context, number, all.len());
    let is_first = number == 1;
    let views = shown.clone().filter_map(|at| Some(advisory_view(context, at, all.get(at)?)));
    AdvisoriesView {
        advisories: views.collect(),
        total: all.len(),
        pages: pages_view(context, list, number, all.len()),
        check: Some(check(context)).filter(|check| is_first && !check.advisories.is_empty()),
        others: if is_first { other_changes(context, list, has_no_advisory) } else { Vec::new() },
        all: all_of_type(context, "security"),
        osv: crate::facts::advisories::is_published(&context.site, all).then(|| context.url("/security.json")),
    }
}

fn has_no_advisory(entry: Option<&Entry>, change: &Change) -> bool {
    is_security(entry, change)
        && change.advisories.is_empty()
        && entry.is_none_or(|entry| entry.fields.security.is_empty())
}

/// Unique on every page, however the advisories are spread over pages.
fn anchor(at: usize, advisory: &Advisory) -> String {
    advisory
        .id
        .as_deref()
        .map(slugify)
        .filter(|slug| !slug.is_empty())
        .unwrap_or_else(|| format!("advisory-{}", at + 1))
}

fn advisory_view(context: &Context, at: usize, advisory: &Advisory) -> AdvisoryView {
    let site = &*context.site;
    let alias = |id: &String| LinkView { title: id.clone(), url: advisory_address(id).unwrap_or_default() };
    let entries = advisory.entries.iter().map(|&ix| {
        let entry = &site.entries[ix];
        let release = entry.release.map(|ix| &site.releases[ix]);
        let title = entry.title.clone().or_else(|| release.map(|release| release.version.to_string()));
        LinkView { title: title.unwrap_or_else(|| entry.summary.clone()), url: context.url(&site.entry_address(entry)) }
    });
    let releases = advisory.releases.iter().map(|&ix| &site.releases[ix]);
    let releases = releases.map(|it| LinkView { title: it.version.to_string(), url: context.url(&it.address) });
    AdvisoryView {
        id: advisory.id.clone(),
        url: advisory.id.as_deref().and_then(advisory_address),
        aliases: advisory.aliases.iter().map(alias).collect(),
        anchor: anchor(at, advisory),
        severity: advisory.severity.clone(),
        cvss: advisory.cvss.clone(),
        title: advisory.title.clone(),
        summary: advisory.details().unwrap_or_default().to_owned(),
        published: advisory.published.map(|date| date.iso_day()),
        updated: advisory.modified.filter(|date| Some(*date) > advisory.published).map(|date| date.iso_day()),
        affected: advisory.affected.iter().map(|affected| affected_view(context, affected)).collect(),
        credit: advisory.credit.clone(),
        told_in: entries.chain(releases).collect(),
    }
}

fn affected_view(context: &Context, affected: &Affected) -> AffectedView {
    let releases = || context.site.product(affected.product).releases.iter().map(|&ix| &context.site.releases[ix]);
    let fixed = |version: &Version| {
        let release = releases().find(|it| it.version.precedence(version).is_some_and(std::cmp::Ordering::is_eq));
        LinkView {
            title: version.to_string(),
            url: release.map_or(String::new(), |release| context.url(&release.address)),
        }
    };
    AffectedView {
        product: product_link(context, affected.product),
        versions: affected.written.clone(),
        fixed: affected.fixed.iter().map(fixed).collect(),
    }
}

/// The question's data: products in their order, advisories newest first.
fn check(context: &Context) -> CheckView {
    let site = &*context.site;
    let all = context.advisories();
    let checked = &all[..all.len().min(CHECKED)];
    let is_affected = |product: &usize| checked.iter().flat_map(|it| &it.affected).any(|it| it.product == *product);
    let products = (0..site.products.len()).filter(is_affected).map(|product| {
        let product = site.product(product);
        let newest = product.releases.iter().take(OFFERED).map(|&ix| site.releases[ix].version.to_string());
        CheckProductView {
            id: product.config.id.clone(),
            name: product.config.name.clone(),
            versions: newest.collect(),
            has_older: product.releases.len() > OFFERED,
        }
    });
    let advisories = checked.iter().enumerate().map(|(at, advisory)| {
        let title = plain_text(&advisory.title).into_owned();
        CheckAdvisoryView {
            name: advisory.id.clone().unwrap_or_else(|| title.clone()),
            title,
            url: advisory_url(context, at, advisory),
            severity: advisory.severity.clone(),
            products: advisory.affected.iter().map(|affected| ranges_view(context, affected)).collect(),
        }
    });
    CheckView { products: products.collect(), advisories: advisories.collect(), is_complete: all.len() <= CHECKED }
}

/// Where on the pages of the list the advisory stands.
fn advisory_url(context: &Context, at: usize, advisory: &Advisory) -> String {
    let page = at / context.site.config.per_page + 1;
    let list = context.list_of(&Selection::Security);
    let address = list.map_or_else(|| "/".to_owned(), |list| super::changelog::address(list, page));
    context.url(&format!("{address}#{}", anchor(at, advisory)))
}

fn ranges_view(context: &Context, affected: &Affected) -> CheckRangesView {
    let text = |bound: &Option<Bound>| bound.as_ref().map(|bound| bound.version.to_string());
    let with = |bound: &Option<Bound>| bound.as_ref().is_some_and(|bound| bound.is_included);
    let range = |range: &VersionRange| RangeView {
        from: text(&range.from),
        with_from: with(&range.from),
        to: text(&range.to),
        with_to: with(&range.to),
    };
    CheckRangesView {
        product: context.site.product(affected.product).config.id.clone(),
        ranges: affected.ranges.iter().map(range).collect(),
        certain: affected.is_certain,
        safe: affected.safe_from().map(Version::to_string),
        fixed: affected.fixed.iter().map(Version::to_string).collect(),
    }
}
