//! Old addresses, and `/latest/`: pages that lead on.

use serde::Serialize;

use super::context::{Context, Subject};
use super::frame::Head;
use super::view::{PageView, RedirectView};
use super::{Kind, Page, Plan, View};
use crate::base::{At, Source};
use crate::facts::newest::{is_final, newest};

pub const REDIRECT: Kind =
    Kind { name: "redirect", caption: "an old address that leads on", template: "redirect.html", plan, view };

#[derive(Serialize)]
struct RedirectPage {
    page: PageView,
    target: RedirectView,
}

fn plan(context: &Context) -> Vec<Plan> {
    let site = &*context.site;
    let mut plans = Vec::new();
    let mut all = |aliases: &[At<String>], source: Option<&Source>, to: &str| {
        for at in aliases {
            let written = source.map(|source| source.place(at.span));
            plans.push(Plan { written, ..redirect(&at.value, to) });
        }
    };
    for entry in site.entries.iter().filter(|entry| !entry.fields.aliases.is_empty()) {
        all(&entry.fields.aliases, Some(&entry.source), &site.entry_address(entry));
    }
    for release in &site.releases {
        all(&release.fields.aliases, release.source.as_ref(), &release.address);
    }
    for item in &site.roadmap {
        all(&item.fields.aliases, Some(&item.source), &item.address);
    }
    for redirect in &site.config.redirects {
        plans.push(Plan { written: Some(redirect.place.clone()), ..self::redirect(&redirect.from, &redirect.to) });
    }
    for product in &site.products {
        if let Some(release) = newest(site, product) {
            plans.push(redirect(&format!("{}latest/", product.config.address()), &release.address));
        }
    }
    let has_latest = plans.iter().any(|plan| plan.address == "/latest/");
    if let Some(plan) = newest_of_all(context).filter(|_| !has_latest) {
        plans.push(plan);
    }
    plans
}

fn redirect(from: &str, to: &str) -> Plan {
    Plan::new(Subject::Redirect { to: to.to_owned() }, alias(from)).unlisted()
}

/// `/latest/` of a site whose releases all belong to products.
fn newest_of_all(context: &Context) -> Option<Plan> {
    let releases = context.site.releases.iter().filter(|release| is_final(release));
    let newest = releases.max_by_key(|release| release.date)?;
    Some(redirect("/latest/", &newest.address))
}

/// An alias as an address: from the root, and a folder unless it names a file.
fn alias(written: &str) -> String {
    let path = written.trim_matches('/');
    match path.rsplit('/').next().is_some_and(|name| name.ends_with(".html") || name.ends_with(".htm")) {
        true => format!("/{path}"),
        false => format!("/{path}/"),
    }
}

fn view(context: &Context, page: &Page) -> View {
    let Subject::Redirect { to } = &page.plan.subject else { unreachable!("redirects plan redirects") };
    let head = Head::new(context.text("redirect.title"), "");
    let mut frame = head.view(context, page);
    frame.canonical = context.absolute(to);
    let target = RedirectView { url: context.url(to), canonical: context.absolute(to) };
    Box::new(RedirectPage { page: frame, target })
}
