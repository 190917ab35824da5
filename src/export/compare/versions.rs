//! The versions of a product, oldest first, with what ends on their line and which of them have known holes.

use serde::Serialize;

use super::{SIZE, compared, file_address, is_false};
use crate::base::{advisory_address, plain_text};
use crate::export::data::{DataKind, DataPlan, Given, json};
use crate::facts::endings::Ending;
use crate::facts::exposure::Exposure;
use crate::facts::feeds::type_label;
use crate::facts::line::{Line, data_address};
use crate::model::Site;

pub const VERSIONS: DataKind = DataKind {
    name: "the list of versions to compare",
    caption: "every version of a product in order, and where its changes are",
    plan,
    write,
};

/// The versions of one product, oldest first.
#[derive(Serialize)]
pub(super) struct Versions<'a> {
    product: &'a str,
    name: &'a str,
    /// The number of the newest final version.
    newest: usize,
    versions: Vec<VersionRow<'a>>,
    types: Vec<Label<'a>>,
    components: Vec<Label<'a>>,
    /// How many changes each of `files` holds, save the last.
    size: usize,
    files: Vec<String>,
    endings: Vec<EndingRow<'a>>,
    advisories: Vec<HoleRow>,
}

#[derive(Serialize)]
struct VersionRow<'a> {
    version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    url: String,
    /// The number of its first change, and how many it has.
    first: usize,
    count: usize,
    #[serde(skip_serializing_if = "is_false")]
    prerelease: bool,
    /// The version with which its changes reach those who take final ones, when it is not itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    ships: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn: Option<Withdrawn<'a>>,
}

#[derive(Serialize)]
struct Withdrawn<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    /// The version to use in its place.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    instead: Option<usize>,
}

#[derive(Serialize)]
struct Label<'a> {
    id: &'a str,
    label: String,
}

#[derive(Serialize)]
struct EndingRow<'a> {
    what: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    removed_in: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sunset: Option<String>,
    /// Its last day is past.
    #[serde(skip_serializing_if = "is_false")]
    ended: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    replacement: Option<&'a str>,
    url: String,
    /// The number of the change that announced it.
    change: usize,
    /// The version that announced it, and the one that it is gone from, if that is released.
    announced: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    removed: Option<usize>,
}

/// A known hole, and the versions that have it.
#[derive(Serialize)]
struct HoleRow {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// Pairs of the first version with it and the first one behind it.
    stops: Vec<[usize; 2]>,
}

fn plan(given: &Given<'_>) -> Vec<DataPlan> {
    compared(given).map(|(part, product)| DataPlan { address: data_address(&product.config), part }).collect()
}

fn write(given: &Given<'_>, plan: &DataPlan) -> Vec<u8> {
    given.late.line(plan.part).map(|line| json(&versions(given, line))).unwrap_or_default()
}

/// The versions of a line.
pub(super) fn versions<'a>(given: &Given<'a>, line: &'a Line) -> Versions<'a> {
    let site = given.site;
    let (product, config) = (site.product(line.product), &site.config);
    let base = config.base_path();
    let words = |key: &str, arguments: &[(&str, &str)]| given.strings.text(key, arguments);
    let ending = |it: &'a Ending| {
        let noted = it.deprecation(site);
        EndingRow {
            what: &noted.what,
            removed_in: noted.removed_in.as_deref(),
            sunset: noted.sunset.map(|date| date.to_string()),
            ended: it.is_over,
            replacement: noted.replacement.as_deref(),
            url: format!("{base}{}", line.address(site, it.change)),
            change: it.change,
            announced: it.announced,
            removed: it.removed,
        }
    };
    Versions {
        product: &product.config.id,
        name: &product.config.name,
        newest: line.newest().unwrap_or_default(),
        versions: (0..line.stops.len()).map(|stop| version_row(site, line, stop)).collect(),
        types: config.types.iter().map(|it| Label { id: &it.id, label: type_label(config, &it.id, &words) }).collect(),
        components: config.components.iter().map(|it| Label { id: &it.id, label: it.name.clone() }).collect(),
        size: SIZE,
        files: (0..line.changes.len().div_ceil(SIZE))
            .map(|at| format!("{base}{}", file_address(product, at)))
            .collect(),
        endings: line.endings.iter().map(ending).collect(),
        advisories: holes(given, line),
    }
}

fn holes(given: &Given<'_>, line: &Line) -> Vec<HoleRow> {
    let row = |it: &Exposure| {
        let advisory = given.late.advisories().get(it.advisory)?;
        let id = advisory.id.clone().unwrap_or_else(|| plain_text(&advisory.title).into_owned());
        Some(HoleRow {
            url: advisory_address(&id),
            id,
            severity: advisory.severity.clone(),
            stops: it.stops.iter().map(|stops| [stops.start, stops.end]).collect(),
        })
    };
    given.late.exposures(line).iter().filter_map(row).collect()
}

fn version_row<'a>(site: &'a Site, line: &Line, at: usize) -> VersionRow<'a> {
    let (stop, release) = (&line.stops[at], line.release(site, at));
    let yanked = release.fields.yanked.as_ref();
    VersionRow {
        version: release.version.as_str(),
        title: release.fields.title.as_ref().map(|at| at.value.as_str()),
        date: release.date.map(|date| date.to_string()),
        url: format!("{}{}", site.config.base_path(), release.address),
        first: stop.changes.start,
        count: stop.changes.len(),
        prerelease: release.prerelease,
        ships: stop.ships.filter(|ships| *ships != at),
        withdrawn: yanked.map(|it| Withdrawn { reason: it.reason.as_deref(), instead: stop.instead }),
    }
}
