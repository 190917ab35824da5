//! `/api/schema/`: the shape of each document of the API, as JSON Schema (draft 2020-12).

use super::planned;
use crate::export::data::{DataKind, DataPlan, Given};

pub const SCHEMA: DataKind = DataKind {
    name: "a schema of the API",
    caption: "the shape of the API's documents, as JSON Schema",
    plan: |given| planned(given, plan),
    write,
};

/// Each schema by its name.
pub(super) const SCHEMAS: [(&str, &str); 7] = [
    ("index", include_str!("schema/index.json")),
    ("releases", include_str!("schema/releases.json")),
    ("release", include_str!("schema/release.json")),
    ("entries", include_str!("schema/entries.json")),
    ("roadmap", include_str!("schema/roadmap.json")),
    ("latest", include_str!("schema/latest.json")),
    ("support", include_str!("schema/support.json")),
];

fn plan() -> Vec<DataPlan> {
    let plan =
        |(part, (name, _)): (usize, &(&str, &str))| DataPlan { address: format!("/api/schema/{name}.json"), part };
    SCHEMAS.iter().enumerate().map(plan).collect()
}

fn write(_: &Given<'_>, plan: &DataPlan) -> Vec<u8> {
    SCHEMAS.get(plan.part).map_or_else(Vec::new, |(_, schema)| schema.as_bytes().to_vec())
}
