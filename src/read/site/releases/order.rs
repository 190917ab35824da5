//! The order of releases, and what there is to say of versions that have none or stand twice.

use std::cmp::Ordering;

use super::{Draft, place};
use crate::base::{Diagnostic, Place, nearest};
use crate::model::{Product, Release, Version};
use crate::read::placement::looks_like_version;
use crate::read::site::Desk;

/// The releases product by product, and where each draft is among them; `Product::releases` and
/// `unreleased` are filled.
pub(super) fn in_order(
    drafts: Vec<Draft<'_>>,
    products: &mut [Product],
    desk: &mut Desk<'_>,
) -> (Vec<Release>, Vec<usize>) {
    let mut by_product: Vec<Vec<usize>> = products.iter().map(|_| Vec::new()).collect();
    drafts.iter().enumerate().for_each(|(at, draft)| by_product[draft.release.product].push(at));
    let mut order = Vec::with_capacity(drafts.len());
    for (product, mut released) in products.iter_mut().zip(by_product) {
        let waiting: Vec<usize> = released.extract_if(.., |at| drafts[*at].release.unreleased).collect();
        for at in sorted(released, &drafts, desk) {
            product.releases.push(order.len());
            order.push(at);
        }
        for at in waiting {
            product.unreleased = Some(order.len());
            order.push(at);
        }
    }
    let mut places = vec![0; order.len()];
    order.iter().enumerate().for_each(|(place, &at)| places[at] = place);
    let mut releases: Vec<(usize, Release)> =
        places.iter().copied().zip(drafts.into_iter().map(|it| it.release)).collect();
    releases.sort_unstable_by_key(|(place, _)| *place);
    let mut releases: Vec<Release> = releases.into_iter().map(|(_, release)| release).collect();
    for product in products {
        date_neighbours(
            product.releases.first().map_or(&mut [], |&from| &mut releases[from..from + product.releases.len()]),
        );
    }
    (releases, places)
}

/// Newest first: by version where it orders, the odd ones put in by their date.
fn sorted(drafts: Vec<usize>, all: &[Draft<'_>], desk: &mut Desk<'_>) -> Vec<usize> {
    let release = |at: &usize| &all[*at].release;
    let text = |at: &usize| release(at).version.as_str();
    let (mut ordered, mut odd): (Vec<_>, Vec<_>) = drafts.into_iter().partition(|at| release(at).version.is_ordered());
    ordered.sort_by(|a, b| {
        let precedence = release(b).version.precedence(&release(a).version).unwrap_or(Ordering::Equal);
        precedence.then(release(b).date.cmp(&release(a).date)).then_with(|| text(b).cmp(text(a)))
    });
    for pair in ordered.windows(2) {
        if let [second, first] = pair
            && release(first).version.is_same(&release(second).version)
        {
            desk.diagnostics.push(same_version(&all[*first], &all[*second]));
        }
    }
    odd.sort_by(|a, b| release(b).date.cmp(&release(a).date).then_with(|| text(b).cmp(text(a))));
    for at in &odd {
        let products = desk.config.products.iter().map(|product| product.id.as_str());
        desk.diagnostics.push(odd_version(&all[*at], products));
    }
    let mut sorted = Vec::with_capacity(ordered.len() + odd.len());
    let mut ordered = ordered.into_iter().peekable();
    for of_one_day in odd.chunk_by(|a, b| release(a).date == release(b).date) {
        let date = of_one_day.first().and_then(|at| release(at).date);
        while let Some(newer) = ordered.next_if(|at| release(at).date > date) {
            sorted.push(newer);
        }
        sorted.extend(of_one_day.iter().rev());
    }
    sorted.extend(ordered);
    sorted
}

/// Complains about two releases of one version.
fn same_version(first: &Draft<'_>, second: &Draft<'_>) -> Diagnostic {
    let (one, other) = (&first.release.version, &second.release.version);
    Diagnostic::warning("same-version", format!("{one} and {other} are one version, and each has a page of its own"))
        .at(draft_place(second))
        .related(draft_place(first))
        .help(format!("write it in one way, and name both files and folders so: {other}"))
}

/// Where the release is told of: in its own file, else in the first of its entries.
fn draft_place(draft: &Draft<'_>) -> Place {
    let release = &draft.release;
    match draft.first.filter(|_| release.source.is_none()) {
        Some(entry) => match &entry.fields.version {
            Some(at) => entry.source.place(at.span),
            None => Place::file(entry.path()),
        },
        None => place(release),
    }
}

/// What there is to say about a version without numbers: mostly it is a folder that was meant to be
/// something else.
fn odd_version<'k>(draft: &Draft<'_>, products: impl Iterator<Item = &'k str>) -> Diagnostic {
    let version = draft.release.version.as_str();
    let (first, place) = (draft.first, draft_place(draft));
    if let Some(name) = nearest(version, products.chain([Version::UNRELEASED])) {
        let message = format!("`{version}` would be published as a version, but is nearly `{name}`");
        return Diagnostic::error("misspelled-folder", message).at(place).help(format!("did you mean `{name}`?"));
    }
    let in_folder = first.filter(|entry| entry.fields.version.is_none());
    let holds_versions = in_folder.is_some_and(|entry| looks_like_version(entry.path().stem()));
    if holds_versions {
        let message = format!("`{version}` would be published as a version, but its files are versions themselves");
        let help = format!("if it is a product, declare it: `[products.{version}]` in tidings.toml");
        return Diagnostic::error("undeclared-product", message).at(place).help(help);
    }
    Diagnostic::warning(
        "odd-version",
        format!("the version `{version}` has no numbers to order it by, so its date does"),
    )
    .at(place)
    .help("versions such as 2.4.0, 2026.05 or 24.04 order by their numbers")
}

/// Gives releases without a date the place in time of the next older one, else of the next newer.
fn date_neighbours(releases: &mut [Release]) {
    releases.iter_mut().for_each(|release| release.sort_date = release.date);
    for at in (0..releases.len().saturating_sub(1)).rev() {
        releases[at].sort_date = releases[at].sort_date.or(releases[at + 1].sort_date);
    }
    for at in 1..releases.len() {
        releases[at].sort_date = releases[at].sort_date.or(releases[at - 1].sort_date);
    }
}
