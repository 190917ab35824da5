//! The data of comparisons: per product a list of versions, and every change in files of limited size.
//!
//! Numbers count from the oldest release, so what is released later leaves the files before it as
//! they are, and a reader loads only the files between two versions.

use serde::Serialize;

use super::data::{DataKind, DataPlan, Given, json};
use super::runs::{Run, plain, runs, steps};
use crate::base::{Digest, advisory_address};
use crate::facts::compare::{Section, section};
use crate::facts::endings::Ending;
use crate::facts::exposure::Exposure;
use crate::facts::feeds::type_label;
use crate::facts::line::{Line, Part, data_address, stops};
use crate::model::{Fill, Importance, Product, Site, Words};

/// How many changes a file holds at most: about 100 KB of them, as projects write.
const SIZE: usize = 250;

pub const VERSIONS: DataKind = DataKind {
    name: "the list of versions to compare",
    caption: "every version of a product in order, and where its changes are",
    plan: plan_versions,
    write: write_versions,
};

pub const CHANGES: DataKind = DataKind {
    name: "changes to compare",
    caption: "the changes of a product, 250 a file, oldest first",
    plan: plan_changes,
    write: write_changes,
};

/// The versions of one product, oldest first.
#[derive(Serialize)]
struct Versions<'a> {
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

#[derive(Serialize)]
struct Changes<'a> {
    /// The number of the first change.
    first: usize,
    changes: Vec<ChangeRow<'a>>,
}

#[derive(Serialize)]
struct ChangeRow<'a> {
    id: String,
    /// The number of its version.
    version: usize,
    /// `action`, `security`, `deprecated` or `type`: where a comparison lists it.
    section: &'static str,
    #[serde(rename = "type", skip_serializing_if = "str::is_empty")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    url: String,
    text: Vec<Run>,
    #[serde(skip_serializing_if = "is_false")]
    breaking: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    components: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    importance: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<StepRow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    advisories: Vec<AdvisoryRow<'a>>,
    /// The version that what it repairs came with.
    #[serde(skip_serializing_if = "Option::is_none")]
    introduced_in: Option<usize>,
    /// The numbers of the changes that it takes back.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    reverts: &'a [usize],
    /// The number of the change that says the same in the final release.
    #[serde(skip_serializing_if = "Option::is_none")]
    repeated_by: Option<usize>,
}

#[derive(Serialize)]
struct StepRow {
    /// A fingerprint of its text, for who remembers what is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    text: Vec<Run>,
}

#[derive(Serialize)]
struct AdvisoryRow<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'a str>,
}

/// The products in which there are two versions to compare, with their index in the site.
fn compared<'g>(given: &Given<'g>) -> impl Iterator<Item = (usize, &'g Product)> {
    let site = given.site;
    site.products.iter().enumerate().filter(|(_, it)| site.config.outputs.compare && it.releases.len() > 1)
}

fn plan_versions(given: &Given<'_>) -> Vec<DataPlan> {
    compared(given).map(|(part, product)| DataPlan { address: data_address(&product.config), part }).collect()
}

fn plan_changes(given: &Given<'_>) -> Vec<DataPlan> {
    let mut plans = Vec::new();
    for (index, product) in compared(given) {
        let count = stops(given.site, index).last().map_or(0, |stop| stop.changes.end);
        for file in 0..count.div_ceil(SIZE) {
            plans.push(DataPlan { address: file_address(product, file), part: plans.len() });
        }
    }
    plans
}

fn file_address(product: &Product, file: usize) -> String {
    data_address(&product.config).replace("index.json", &format!("{}.json", file + 1))
}

fn write_versions(given: &Given<'_>, plan: &DataPlan) -> Vec<u8> {
    let site = given.site;
    let Some(line) = given.late.line(plan.part) else { return Vec::new() };
    let (product, config) = (site.product(plan.part), &site.config);
    let base = config.base_path();
    let words = |key: &str, arguments: &[(&str, &str)]| given.strings.text(key, arguments);
    let ending = |it: &'_ Ending| {
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
    json(&Versions {
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
    })
}

fn holes(given: &Given<'_>, line: &Line) -> Vec<HoleRow> {
    let row = |it: &Exposure| {
        let advisory = given.late.advisories().get(it.advisory)?;
        let id = advisory.id.clone().unwrap_or_else(|| advisory.title.clone());
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

fn write_changes(given: &Given<'_>, plan: &DataPlan) -> Vec<u8> {
    let site = given.site;
    let mut before = 0;
    for line in given.late.lines().iter().filter(|line| line.stops.len() > 1) {
        let files = line.changes.len().div_ceil(SIZE);
        if plan.part < before + files {
            let first = (plan.part - before) * SIZE;
            let words = Words::new(|key| given.strings.text(key, &[]));
            let (base, edition) = (site.config.base_path(), &site.config.edition);
            let fill = Fill { base, edition, id_prefix: "", level: 4, words: &words };
            let numbers = first..line.changes.len().min(first + SIZE);
            return json(&Changes { first, changes: numbers.map(|at| change_row(site, line, at, fill)).collect() });
        }
        before += files;
    }
    Vec::new()
}

fn change_row<'a>(site: &'a Site, line: &'a Line, number: usize, fill: Fill<'_>) -> ChangeRow<'a> {
    let told = &line.changes[number];
    let (entry, change) = line.change(site, number);
    let single = entry.filter(|entry| entry.prose.body.changes.is_empty());
    let title = single.and_then(|entry| entry.title.as_deref());
    let text = match (title, single) {
        (Some(_), Some(entry)) if entry.summary.is_empty() => Vec::new(),
        (Some(_), Some(entry)) => vec![Run::Text(entry.summary.clone())],
        _ => trimmed(runs(&line.html(site, number, fill))),
    };
    let importance = entry.map_or(Importance::Normal, |entry| entry.fields.importance);
    ChangeRow {
        id: line.id(site, number),
        version: told.stop,
        section: match section(site, line, number) {
            Section::Action => "action",
            Section::Security => "security",
            Section::Deprecated => "deprecated",
            Section::Kind(_) => "type",
        },
        kind: change.map_or("", |change| &change.kind),
        title,
        url: format!("{}{}", site.config.base_path(), line.address(site, number)),
        text,
        breaking: change.is_some_and(|change| change.breaking),
        components: entry.map_or(&[], |entry| &entry.components),
        importance: (importance != Importance::Normal).then(|| importance.name()),
        steps: line.migration(site, number, fill).map(|html| step_rows(&html)).unwrap_or_default(),
        advisories: advisories(site, line, number),
        introduced_in: told.introduced,
        reverts: &told.reverts,
        repeated_by: told.repeated,
    }
}

fn step_rows(html: &str) -> Vec<StepRow> {
    let row = |step: super::runs::Step| StepRow {
        id: (!step.is_lead).then(|| Digest::of(plain(&step.runs)).short()),
        text: trimmed(step.runs),
    };
    steps(html).into_iter().map(row).collect()
}

/// Without line ends behind the last run.
fn trimmed(mut runs: Vec<Run>) -> Vec<Run> {
    if let Some(Run::Text(text)) = runs.last_mut() {
        text.truncate(text.trim_end().len());
        if text.is_empty() {
            runs.pop();
        }
    }
    runs
}

/// The advisories of its entry, at the entry's first change, and those that its text starts with.
fn advisories<'a>(site: &'a Site, line: &Line, number: usize) -> Vec<AdvisoryRow<'a>> {
    let (entry, change) = line.change(site, number);
    let is_first = matches!(line.changes[number].part, Part::Of(_, 0));
    let notes = entry.filter(|_| is_first).map_or(&[][..], |entry| &entry.fields.security);
    let written = notes.iter().filter_map(|note| Some((note.id.as_deref()?, note.severity.as_deref())));
    let mut rows: Vec<(&str, Option<&str>)> = written.collect();
    for id in change.iter().flat_map(|change| &change.advisories) {
        if rows.iter().all(|(known, _)| known != id) {
            rows.push((id, None));
        }
    }
    rows.into_iter().map(|(id, severity)| AdvisoryRow { id, url: advisory_address(id), severity }).collect()
}

fn is_false(flag: &bool) -> bool {
    !flag
}
