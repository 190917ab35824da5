//! The whole site as one JSON document: what `/api/` has in many files.

use serde_json::{Map, Value, json};

use super::Wanted;
use crate::export::api;

/// `site`, then `releases` with their changes and what waits in front, `entries` and `roadmap`.
pub fn write(wanted: &Wanted<'_>) -> String {
    let given = wanted.given;
    let config = &given.site.config;
    let releases: Vec<Value> = api::all_releases(given).iter().map(|bytes| release(bytes)).collect();
    let entries = api::all_entries(given).iter().flat_map(|bytes| listed(bytes, "entries")).collect::<Vec<_>>();
    let roadmap = api::all_items(given).iter().flat_map(|bytes| listed(bytes, "items")).collect::<Vec<_>>();
    let site = json!({ "title": config.title, "url": config.base_url, "language": config.language });
    let whole = json!({ "site": site, "releases": releases, "entries": entries, "roadmap": roadmap });
    format!("{whole:#}\n")
}

/// A release with what its file has besides it.
fn release(bytes: &[u8]) -> Value {
    let mut file = table(bytes);
    let mut release = match file.remove("release") {
        Some(Value::Object(release)) => release,
        _ => Map::new(),
    };
    for key in ["$schema", "api", "newer", "older"] {
        file.remove(key);
    }
    // How many changes there are, they tell by themselves.
    release.remove("changes");
    release.extend(file);
    Value::Object(release)
}

fn listed(bytes: &[u8], key: &str) -> Vec<Value> {
    match table(bytes).remove(key) {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}

fn table(bytes: &[u8]) -> Map<String, Value> {
    serde_json::from_slice(bytes).unwrap_or_default()
}
