//! Two versions of a product compared: the published list of versions, the changes in between, and what follows from
//! them.

use serde::Serialize;

use super::changes::{ChangeRow, rows};
use super::versions::{Versions, versions};
use crate::export::data::{Given, pretty_json};
use crate::facts::compare::{Between, Group, Note, Section, compare, groups};
use crate::facts::line::Line;

/// What changed. Numbers of versions, changes, endings and advisories are those of `list`.
#[derive(Serialize)]
struct Compared<'a> {
    /// The version that is left.
    from: usize,
    /// The version that is reached: the one to use in place of a withdrawn one that was asked for.
    to: usize,
    /// The way leads to an older version: all changes are undone.
    back: bool,
    /// Withdrawn versions in between.
    passed: Vec<usize>,
    /// The changes that something is left of, as people read them.
    groups: Vec<GroupRow<'a>>,
    /// The changes that nothing is left of.
    folded: Vec<usize>,
    /// What was announced to end and is gone on the way, and what goes next.
    gone: Vec<usize>,
    going: Vec<usize>,
    /// The known holes of `from` and of `to`.
    exposed: Exposed,
    /// The number of the first change in `changes`.
    first: usize,
    /// Every change in between, oldest first.
    changes: Vec<ChangeRow<'a>>,
    list: Versions<'a>,
}

#[derive(Serialize)]
struct GroupRow<'a> {
    /// `action`, `security`, `deprecated` or `type`.
    section: &'static str,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    parts: Vec<PartRow<'a>>,
}

#[derive(Serialize)]
struct PartRow<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    component: Option<&'a str>,
    changes: Vec<usize>,
}

#[derive(Serialize)]
struct Exposed {
    from: Vec<usize>,
    to: Vec<usize>,
}

/// Two stops of a line, compared for who goes from the one to the other, as JSON.
pub fn between(given: &Given<'_>, line: &Line, from: usize, to: usize) -> Vec<u8> {
    let site = given.site;
    let compared = compare(line, from, to);
    let (low, high) = (compared.low, compared.high);
    let to = if compared.is_back { low } else { high };
    let (folded, kept): (Vec<Between>, Vec<Between>) = compared.changes.iter().partition(|it| it.is_folded);
    let passed = compared.notes.iter().find_map(|note| match note {
        Note::Passed(stops) => Some(stops.clone()),
        Note::Replaced { .. } | Note::OnWithdrawn(_) => None,
    });
    let ends = |keep: &dyn Fn(usize) -> bool| (0..line.endings.len()).filter(|&at| keep(at)).collect();
    let exposures = given.late.exposures(line);
    let exposed = |stop: usize| (0..exposures.len()).filter(|&at| exposures[at].is_at(stop)).collect();
    let numbers = line.stops[low].changes.end..line.stops[high].changes.end;
    pretty_json(&Compared {
        from,
        to,
        back: compared.is_back,
        passed: passed.unwrap_or_default(),
        groups: groups(site, line, &kept).into_iter().map(group_row).collect(),
        folded: folded.iter().map(|it| it.change).collect(),
        gone: ends(&|at| line.endings[at].is_gone_between(site, line, low, high)),
        going: ends(&|at| line.endings[at].is_next_at(site, to)),
        exposed: Exposed { from: exposed(from), to: exposed(to) },
        first: numbers.start,
        changes: rows(given, line, numbers),
        list: versions(given, line),
    })
}

fn group_row(group: Group<'_>) -> GroupRow<'_> {
    let kind = match group.section {
        Section::Kind(id) => Some(id),
        Section::Action | Section::Security | Section::Deprecated => None,
    };
    let part = |(component, changes): (_, Vec<Between>)| PartRow {
        component,
        changes: changes.iter().map(|it| it.change).collect(),
    };
    GroupRow { section: group.section.name(), kind, parts: group.parts.into_iter().map(part).collect() }
}
