//! What changed since a version, as far as one page can tell: the comparison without a script.

use serde::Serialize;

use super::context::{Context, Subject};
use super::frame::Head;
use super::nouns::{
    advisories, component_view, deprecation, deprecations, product_link, release_link, type_view, words,
};
use super::view::*;
use super::way::Way;
use super::{Kind, Page, Plan, View};
use crate::base::{advisory_address, plain_text};
use crate::facts::compare::{Between, Comparison, Group, Section, compare, groups, reach};
use crate::facts::endings::Ending;
use crate::facts::feeds::type_label;
use crate::facts::line::{Line, Part, stops};
use crate::model::{ReleaseIx, Site};

/// How many changes a page tells of. It goes to the newest version that keeps it below that.
const MOST: usize = 100;

pub const SINCE: Kind =
    Kind { name: "since", caption: "what changed since a version", template: "since.html", plan, view };

#[derive(Serialize)]
struct SincePage {
    page: PageView,
    since: SinceView,
}

/// The releases that something came after, product by product, oldest first.
pub fn departures(site: &Site) -> Vec<ReleaseIx> {
    let mut departures = Vec::new();
    for product in (0..site.products.len()).filter(|_| site.config.outputs.compare) {
        let stops = stops(site, product);
        let newest = stops.iter().rposition(|stop| stop.is_final).unwrap_or(stops.len().saturating_sub(1));
        let Some(end) = stops.get(newest).map(|stop| stop.changes.end) else { continue };
        departures.extend(stops[..newest].iter().filter(|stop| stop.changes.end < end).map(|stop| stop.release));
    }
    departures
}

/// The address of the page that tells what changed since this release, without base; `None` when
/// nothing did.
pub fn address(context: &Context, release: ReleaseIx) -> Option<String> {
    let it = &context.site.releases[release];
    let product = &context.site.product(it.product).config;
    context.departures.contains(&release).then(|| format!("{}since/{}/", product.address(), it.slug))
}

fn plan(context: &Context) -> Vec<Plan> {
    let address = |&ix: &ReleaseIx| Some(Plan::new(Subject::Since(ix), address(context, ix)?).unlisted());
    context.departures.iter().filter_map(address).collect()
}

fn view(context: &Context, page: &Page) -> View {
    let Subject::Since(ix) = page.plan.subject else { unreachable!("since plans releases") };
    let site = &*context.site;
    let product = site.releases[ix].product;
    let since = told(context, ix);
    let version = [("version", since.from.version.as_str())];
    let names = [("from", since.from.version.as_str()), ("to", since.to.version.as_str())];
    let mut head = Head::new(context.strings.text("since.title", &version), "releases")
        .description(context.strings.text("compare.heading", &names))
        .below(context.text("nav.changelog"), "/");
    if let Some(link) = product_link(context, product) {
        head = head.below(link.title, site.product(product).config.address());
    }
    head = head.below(context.text("compare.title"), "/compare/");
    Box::new(SincePage { page: head.view(context, page), since })
}

/// What changed since a release.
pub fn told(context: &Context, ix: ReleaseIx) -> SinceView {
    let product = context.site.releases[ix].product;
    let line = context.late.line(product).expect("the release has a line");
    let (from, comparison) = compared(context, line, ix);
    told_of(&Way::new(context, line, from, &comparison), MOST)
}

/// The stop of a release on its line, compared with the one that its page goes to.
pub fn compared(context: &Context, line: &Line, ix: ReleaseIx) -> (usize, Comparison) {
    // The line begins with the oldest release, standings with the newest.
    let standing = context.standing(ix).expect("a release since which something changed is out");
    let from = line.stops.len() - 1 - standing;
    (from, compare(line, from, reach(line, from, MOST)))
}

/// What changed on the way: of everything no more than `most`.
pub fn told_of(way: &Way<'_>, most: usize) -> SinceView {
    let Way { context, line, from, comparison } = *way;
    let site = &*context.site;
    let link = |stop: usize| release_link(context, line.release(site, stop));
    let (low, high, to) = (comparison.low, comparison.high, way.to());
    let (folded, kept): (Vec<Between>, Vec<Between>) = comparison.changes.iter().partition(|it| it.is_folded);
    let newest = line.newest().filter(|newest| *newest != to);
    let next = newest.and_then(|_| address(context, line.stops[to].release));
    let mut room = most;
    let groups: Vec<SinceGroupView> =
        groups(site, line, &kept).into_iter().map(|group| group_view(way, group, &mut room)).collect();
    let ends = |keep: &dyn Fn(&Ending) -> bool| -> Vec<EndingView> {
        line.endings.iter().filter(|it| keep(it)).take(most).map(|it| ending_view(context, line, it)).collect()
    };
    let product = &site.product(line.product).config;
    let from_slug = line.release(site, from).version.as_str();
    SinceView {
        product: product_link(context, line.product),
        from: link(from),
        to: link(to),
        newest: newest.map(link),
        next: next.map(|address| LinkView { title: link(to).version, url: context.url(&address) }),
        compare_url: context.url(&format!("/compare/?{}", query(&product.id, from_slug, ""))),
        notes: way.notes(),
        exposures: exposure_views(context, line, from),
        count: kept.len(),
        more: kept.len().saturating_sub(most),
        groups: groups.into_iter().filter(|group| !group.parts.is_empty()).collect(),
        gone: ends(&|it| it.is_gone_between(site, line, low, high)),
        going: ends(&|it| it.is_next_at(site, to)),
        folded: folded.iter().take(most).map(|it| change_view(context, line, it)).collect(),
    }
}

fn exposure_views(context: &Context, line: &Line, from: usize) -> Vec<ExposureView> {
    let version = |stop: usize| line.release(&context.site, stop).version.to_string();
    let views = context.late.exposures(line).iter().filter(|it| it.is_at(from)).take(MOST).map(|it| {
        let advisory = &context.advisories()[it.advisory];
        let id = advisory.id.clone().unwrap_or_else(|| plain_text(&advisory.title).into_owned());
        let url = advisory_address(&id);
        ExposureView { id, url, severity: advisory.severity.clone(), until: it.until(line, from).map(version) }
    });
    views.collect()
}

/// What stands behind the `?` of the page that compares, for one that starts from a version, and goes to another
/// unless `to` is empty.
pub fn query(product: &str, from: &str, to: &str) -> String {
    let mut query = String::new();
    let chosen = [("product", product), ("from", from), ("to", to)];
    for (key, value) in chosen.into_iter().filter(|(_, value)| !value.is_empty()) {
        let separator = if query.is_empty() { "" } else { "&" };
        query.push_str(&format!("{separator}{key}={}", encoded(value)));
    }
    query
}

/// Percent-encoded as in the query of an address (RFC 3986, section 2.3).
fn encoded(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    value.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// A group, as far as there is room for its changes.
fn group_view(way: &Way<'_>, group: Group<'_>, room: &mut usize) -> SinceGroupView {
    let Way { context, line, .. } = *way;
    let (kind, kind_label) = match group.section {
        Section::Kind(id) => {
            let label = type_label(&context.site.config, id, &words(context));
            (Some(type_view(context, id)), Some(way.label(id, Some(&label))))
        }
        Section::Action | Section::Security | Section::Deprecated => (None, None),
    };
    let mut parts = Vec::new();
    for (component, changes) in group.parts {
        let shown = &changes[..changes.len().min(*room)];
        *room -= shown.len();
        if !shown.is_empty() {
            let component = component.map(|id| component_view(context, id).title);
            let changes = shown.iter().map(|it| change_view(context, line, it)).collect();
            parts.push(SincePartView { component, changes });
        }
    }
    SinceGroupView { section: group.section.name().to_owned(), kind, kind_label, parts }
}

fn change_view(context: &Context, line: &Line, between: &Between) -> SinceChangeView {
    let site = &*context.site;
    let number = between.change;
    let (entry, change) = line.change(site, number);
    let is_first = matches!(line.changes[number].part, Part::Of(_, 0));
    let single = entry.filter(|entry| entry.prose.body.changes.is_empty());
    let summary = single.map(|entry| entry.summary.as_str()).or(change.map(|change| change.summary.as_str()));
    let prefix = format!("c{number}-");
    SinceChangeView {
        number,
        kind: change.map(|change| type_view(context, &change.kind)),
        title: single.and_then(|entry| entry.title.clone()),
        url: context.url(&line.address(site, number)),
        summary: summary.unwrap_or_default().to_owned(),
        version: line.release(site, between.stop).version.to_string(),
        breaking: change.is_some_and(|change| change.breaking),
        migration_html: line.migration(site, number, context.fill(&prefix, 5)),
        advisories: change.map_or(Vec::new(), |change| advisories(entry.filter(|_| is_first), change)),
        deprecates: entry.filter(|_| is_first).map_or(Vec::new(), |entry| deprecations(context, entry)),
    }
}

fn ending_view(context: &Context, line: &Line, ending: &Ending) -> EndingView {
    let site = &*context.site;
    EndingView {
        deprecation: deprecation(context, ending.entry(site), ending.deprecation(site)),
        url: context.url(&line.address(site, ending.change)),
        version: line.release(site, ending.announced).version.to_string(),
    }
}
