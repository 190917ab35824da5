//! The changes of a product, oldest first, some a file, with what a comparison asks of each.

use std::ops::Range;

use serde::Serialize;

use super::{SIZE, compared, file_address, is_false};
use crate::base::{Digest, advisory_address};
use crate::export::data::{DataKind, DataPlan, Given, json};
use crate::export::runs::{Run, Step, plain, runs, steps};
use crate::facts::compare::section;
use crate::facts::line::{Line, Part, stops};
use crate::model::{Fill, Importance, Site, Words};

pub const CHANGES: DataKind =
    DataKind { name: "changes to compare", caption: "the changes of a product, 250 a file, oldest first", plan, write };

#[derive(Serialize)]
struct Changes<'a> {
    /// The number of the first change.
    first: usize,
    changes: Vec<ChangeRow<'a>>,
}

#[derive(Serialize)]
pub(super) struct ChangeRow<'a> {
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

fn plan(given: &Given<'_>) -> Vec<DataPlan> {
    let mut plans = Vec::new();
    for (index, product) in compared(given) {
        let count = stops(given.site, index).last().map_or(0, |stop| stop.changes.end);
        for file in 0..count.div_ceil(SIZE) {
            plans.push(DataPlan { address: file_address(product, file), part: plans.len() });
        }
    }
    plans
}

fn write(given: &Given<'_>, plan: &DataPlan) -> Vec<u8> {
    let mut before = 0;
    for line in given.late.lines().iter().filter(|line| line.stops.len() > 1) {
        let files = line.changes.len().div_ceil(SIZE);
        if plan.part < before + files {
            let first = (plan.part - before) * SIZE;
            let numbers = first..line.changes.len().min(first + SIZE);
            return json(&Changes { first, changes: rows(given, line, numbers) });
        }
        before += files;
    }
    Vec::new()
}

/// The changes with these numbers.
pub(super) fn rows<'a>(given: &Given<'a>, line: &'a Line, numbers: Range<usize>) -> Vec<ChangeRow<'a>> {
    let site = given.site;
    let words = Words::new(|key| given.strings.text(key, &[]));
    let (base, edition) = (site.config.base_path(), &site.config.edition);
    let fill = Fill { base, edition, id_prefix: "", level: 4, words: &words };
    numbers.map(|at| change_row(site, line, at, fill)).collect()
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
        section: section(site, line, number).name(),
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
    let row = |step: Step| StepRow {
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
