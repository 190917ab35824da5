//! `security.json`: every advisory in the Open Source Vulnerability format (<https://ossf.github.io/osv-schema/>, 1.7).
//!
//! Scanners hold a version against events of ranges by SemVer's precedence alone, so 2.0.0-rc.1 lies before `fixed:
//! 2.0.0` and would be affected by what is said of `1.x`. Bounds are versions that there are or that a release would
//! have, never made-up pre-releases (`2.0.0-0`), which readers take for a release: where `1.x`, `^1.2` or `> 1.9` end or
//! begin before all pre-releases of a version, the first of them that the site has stands for all, and the version
//! itself when there is none.

use serde_json::{Map, Value, json};

use super::clean::clean;
use super::data::{DataKind, DataPlan, Given, pretty_json};
use super::feed::authority_date;
use crate::base::{advisory_address, plain_text};
use crate::facts::advisories::{Advisory, Affected, Verdict, is_published};
use crate::model::{Bound, Site, Version, VersionRange};

/// `/security.json`: an object whose `vulns` are the advisories with an id, newest first.
pub const SECURITY: DataKind =
    DataKind { name: "advisories", caption: "every advisory in the OSV format", plan, write };

/// What `schema_version` says.
const VERSION: &str = "1.7.0";

fn plan(given: &Given<'_>) -> Vec<DataPlan> {
    let is_there = is_published(given.site, given.late.advisories());
    is_there.then(|| DataPlan { address: "/security.json".to_owned(), part: 0 }).into_iter().collect()
}

fn write(given: &Given<'_>, _plan: &DataPlan) -> Vec<u8> {
    let all = given.late.advisories().iter();
    let vulns: Vec<Value> = all.filter_map(|advisory| vulnerability(given.site, advisory)).collect();
    pretty_json(&json!({ "vulns": vulns }))
}

/// One advisory; `None` without an id, which the format asks for.
fn vulnerability(site: &Site, advisory: &Advisory) -> Option<Value> {
    let id = advisory.id.as_ref()?;
    let modified = advisory.modified.unwrap_or_else(|| authority_date(&site.config));
    let mut vulnerability = Map::new();
    let mut put = |key: &str, value: Value| {
        let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty) || value.as_str() == Some("");
        if !is_empty {
            vulnerability.insert(key.to_owned(), value);
        }
    };
    put("schema_version", json!(VERSION));
    put("id", json!(id));
    put("modified", json!(modified.rfc3339()));
    put("published", json!(advisory.published.map(|date| date.rfc3339())));
    put("aliases", json!(advisory.aliases));
    put("summary", json!(clean(&plain_text(&advisory.title))));
    put("details", json!(advisory.details().map(clean)));
    put("severity", json!(advisory.cvss.as_deref().and_then(vector).into_iter().collect::<Vec<_>>()));
    let affected = advisory.affected.iter().map(|affected| affected_value(site, affected));
    put("affected", affected.collect());
    put("references", references(site, advisory));
    put("credits", advisory.credit.iter().map(|name| json!({ "name": clean(name) })).collect());
    put("database_specific", specific(advisory));
    Some(Value::Object(vulnerability))
}

/// A CVSS vector by its version; a mere score is none.
fn vector(cvss: &str) -> Option<Value> {
    let kind = match cvss.as_bytes() {
        [b'C', b'V', b'S', b'S', b':', b'3', b'.', b'0' | b'1', b'/', ..] => "CVSS_V3",
        [b'C', b'V', b'S', b'S', b':', b'4', b'.', b'0', b'/', ..] => "CVSS_V4",
        [b'A', b'V', b':', ..] => "CVSS_V2",
        _ => return None,
    };
    Some(json!({ "type": kind, "score": cvss }))
}

/// What the format has no field for: the severity in one word, as the GitHub Advisory Database writes it, and a score.
fn specific(advisory: &Advisory) -> Value {
    let severity = advisory.severity.as_deref().map(|severity| match severity {
        "medium" => "MODERATE".to_owned(),
        severity => severity.to_uppercase(),
    });
    let score = advisory.cvss.as_deref().filter(|cvss| vector(cvss).is_none());
    let mut specific = Map::new();
    specific.extend(severity.map(|severity| ("severity".to_owned(), json!(severity))));
    specific.extend(score.map(|score| ("cvss".to_owned(), json!(score))));
    if specific.is_empty() { Value::Null } else { Value::Object(specific) }
}

fn affected_value(site: &Site, affected: &Affected) -> Value {
    let product = site.product(affected.product);
    let releases = product.releases.iter().map(|&ix| &site.releases[ix].version);
    let versions = releases.clone().filter(|version| affected.verdict(version) == Verdict::Affected);
    // Oldest first, as the ranges go.
    let mut versions: Vec<&str> = versions.map(Version::as_str).collect();
    versions.reverse();
    let is_semver = releases.clone().all(|version| semver(version.as_str()).as_deref() == Some(version.as_str()));
    let ranges: Vec<Value> = match is_semver && releases.clone().next().is_some() {
        true => {
            let known: Vec<&Version> = releases.clone().collect();
            affected.ranges.iter().filter_map(|range| range_value(range, &known)).collect()
        }
        false => Vec::new(),
    };
    let mut value = Map::new();
    if let Some(package) = &product.config.package {
        value.insert("package".to_owned(), json!({ "ecosystem": package.ecosystem, "name": package.name }));
    }
    if !ranges.is_empty() {
        value.insert("ranges".to_owned(), Value::Array(ranges));
    }
    // An empty list would say that nobody is affected.
    if !versions.is_empty() {
        value.insert("versions".to_owned(), json!(versions));
    }
    let mut specific = Map::new();
    if !product.config.id.is_empty() {
        specific.insert("product".to_owned(), json!(product.config.name));
    }
    if !affected.written.is_empty() {
        specific.insert("affected".to_owned(), json!(affected.written));
    }
    if !affected.fixed.is_empty() {
        let fixed: Vec<&str> = affected.fixed.iter().map(Version::as_str).collect();
        specific.insert("fixed".to_owned(), json!(fixed));
    }
    if !specific.is_empty() {
        value.insert("database_specific".to_owned(), Value::Object(specific));
    }
    Value::Object(value)
}

/// One range: what is introduced is affected itself, what is fixed is not, and what is last is. `known` are the
/// product's versions. `None` when SemVer cannot say it.
fn range_value(range: &VersionRange, known: &[&Version]) -> Option<Value> {
    let introduced = match &range.from {
        None => "0".to_owned(),
        Some(Bound { version, is_included: true }) => least(version, known)?,
        Some(Bound { version, is_included: false }) => after(version, known)?,
    };
    let mut events = vec![json!({ "introduced": introduced })];
    match &range.to {
        None => {}
        Some(Bound { version, is_included: true }) => {
            events.push(json!({ "last_affected": semver(version.as_str())? }));
        }
        Some(Bound { version, is_included: false }) => events.push(json!({ "fixed": least(version, known)? })),
    }
    Some(json!({ "type": "SEMVER", "events": events }))
}

/// What stands for the version as a bound: the version itself, but for the point before all of its pre-releases
/// (`2.0.0-0`) the first of those that are known, else the final version.
fn least(version: &Version, known: &[&Version]) -> Option<String> {
    let text = semver(version.as_str())?;
    let is_known = known.iter().any(|it| it.precedence(version).is_some_and(std::cmp::Ordering::is_eq));
    match text.strip_suffix("-0") {
        Some(last) if !last.contains('-') && !is_known => first_of(last, version, known),
        _ => Some(text),
    }
}

/// The least known version after this one of those that lead to its successor; else that successor: the final version
/// of a pre-release, the next patch of a final one.
fn after(version: &Version, known: &[&Version]) -> Option<String> {
    let text = semver(version.as_str())?;
    if let Some((last, _)) = text.split_once('-') {
        return first_of(last, version, known);
    }
    let (line, patch) = text.rsplit_once('.')?;
    first_of(&format!("{line}.{}", patch.parse::<u64>().ok()?.checked_add(1)?), version, known)
}

/// The least of the known versions after `from` that is `last` or a pre-release of it; `last` when none is known.
fn first_of(last: &str, from: &Version, known: &[&Version]) -> Option<String> {
    let end = Version::new(last);
    let leads_there = |version: &&&Version| {
        let is_between = version.precedence(from).is_some_and(std::cmp::Ordering::is_gt)
            && version.precedence(&end).is_some_and(std::cmp::Ordering::is_lt);
        is_between && version.numbers() == end.numbers()
    };
    let found = known.iter().filter(leads_there).min_by(|a, b| a.precedence(b).unwrap_or(std::cmp::Ordering::Equal));
    found.map_or_else(|| Some(last.to_owned()), |version| semver(version.as_str()))
}

/// The version as Semantic Versioning writes it: three numbers. `None` for what it cannot say.
fn semver(version: &str) -> Option<String> {
    let core = version.split_once('+').map_or(version, |(core, _)| core);
    let (numbers, pre) = core.split_once('-').map_or((core, None), |(numbers, pre)| (numbers, Some(pre)));
    let mut parts: Vec<&str> = numbers.split('.').collect();
    let is_number = |part: &&str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && (part.len() == 1 || !part.starts_with('0'))
    };
    if parts.len() > 3 || !parts.iter().all(is_number) {
        return None;
    }
    parts.resize(3, "0");
    let is_identifier = |part: &str| {
        let is_plain = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_plain && (is_number(&part) || !part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    match pre {
        Some(pre) if !pre.split('.').all(is_identifier) => None,
        Some(pre) => Some(format!("{}-{pre}", parts.join("."))),
        None => Some(parts.join(".")),
    }
}

/// The advisory itself, and what the site says about it.
fn references(site: &Site, advisory: &Advisory) -> Value {
    let base = &site.config.base_url;
    let ids = advisory.id.iter().chain(&advisory.aliases).filter_map(|id| advisory_address(id));
    let mut references: Vec<Value> = ids.map(|url| json!({ "type": "ADVISORY", "url": url })).collect();
    let entries = advisory.entries.iter().map(|&ix| site.entry_address(&site.entries[ix]));
    let releases = advisory.releases.iter().map(|&ix| site.releases[ix].address.as_str().into());
    for address in entries.chain(releases) {
        references.push(json!({ "type": "WEB", "url": format!("{base}{address}") }));
    }
    Value::Array(references)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_written_as_semver_has_them() {
        for (version, written) in [
            ("2.3.1", Some("2.3.1")),
            ("2", Some("2.0.0")),
            ("2-0", Some("2.0.0-0")),
            ("2.4-0", Some("2.4.0-0")),
            ("2.0.0-rc.1+7", Some("2.0.0-rc.1")),
            ("1.2.3.4", None),
            ("24.04", None),
            ("2.0b1", None),
            ("2.0.0-01", None),
        ] {
            assert_eq!(semver(version).as_deref(), written, "{version}");
        }
    }

    #[test]
    fn ranges_are_events_with_versions_that_there_are() {
        let known = ["1.9.0", "2.0.0-rc.2", "2.0.0-beta.1", "2.0.0", "2.3.0-rc.1", "2.3.0-rc.2", "3.0.0"];
        let known: Vec<Version> = known.iter().map(|version| Version::new(version)).collect();
        let known: Vec<&Version> = known.iter().collect();
        for (range, events) in [
            (">= 2.0, < 2.3.1", json!([{ "introduced": "2.0.0" }, { "fixed": "2.3.1" }])),
            ("<= 2.3", json!([{ "introduced": "0" }, { "last_affected": "2.3.0" }])),
            ("> 2.3.0", json!([{ "introduced": "2.3.1" }])),
            ("> 2.3.0-rc.1", json!([{ "introduced": "2.3.0-rc.2" }])),
            ("> 2.3.0-rc.2", json!([{ "introduced": "2.3.0" }])),
            ("1.x", json!([{ "introduced": "1.0.0" }, { "fixed": "2.0.0-beta.1" }])),
            ("> 1.x", json!([{ "introduced": "2.0.0-beta.1" }])),
            ("2.x", json!([{ "introduced": "2.0.0" }, { "fixed": "3.0.0" }])),
            ("^1.2", json!([{ "introduced": "1.2.0" }, { "fixed": "2.0.0-beta.1" }])),
            ("~2.3.1", json!([{ "introduced": "2.3.1" }, { "fixed": "2.4.0" }])),
            ("< 2.0.0", json!([{ "introduced": "0" }, { "fixed": "2.0.0" }])),
            ("2.0.0-rc.2", json!([{ "introduced": "2.0.0-rc.2" }, { "last_affected": "2.0.0-rc.2" }])),
        ] {
            let parsed = VersionRange::parse(range).and_then(|ranges| ranges.into_iter().next()).unwrap();
            assert_eq!(range_value(&parsed, &known).unwrap()["events"], events, "{range}");
        }
    }

    #[test]
    fn only_vectors_are_severities() {
        for (cvss, kind) in [
            ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N", Some("CVSS_V3")),
            ("CVSS:4.0/AV:N", Some("CVSS_V4")),
            ("AV:N/AC:L/Au:N/C:P/I:P/A:P", Some("CVSS_V2")),
            ("6.5", None),
            ("CVSS:2.0/AV:N", None),
        ] {
            assert_eq!(vector(cvss).and_then(|it| it["type"].as_str().map(str::to_owned)).as_deref(), kind, "{cvss}");
        }
    }
}
