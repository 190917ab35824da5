//! `/latest.json`: the newest release, for programs that ask whether there is a newer one.

use serde::Serialize;

use super::releases::{ReleaseJson, release_json};
use super::{About, absolute, json, planned};
use crate::export::data::{DataKind, DataPlan, Given};
use crate::facts::newest::newest_final;
use crate::model::{Product, Release, Site};

/// The newest final release that stands, in short; a product's own lies at `/<product>/latest.json`.
pub const LATEST: DataKind = DataKind {
    name: "latest.json",
    caption: "the newest release, in short",
    plan: |given| planned(given, || plan(given)),
    write,
};

#[derive(Serialize)]
struct Latest<'a> {
    #[serde(flatten)]
    about: About,
    #[serde(flatten)]
    release: ReleaseJson<'a>,
}

/// A release named in passing.
#[derive(Serialize)]
pub(super) struct LatestJson<'a> {
    version: &'a str,
    date: Option<String>,
    url: String,
}

pub(super) fn latest_json<'a>(site: &Site, release: &'a Release) -> LatestJson<'a> {
    LatestJson {
        version: release.version.as_str(),
        date: release.date.map(|date| date.to_string()),
        url: absolute(site, &release.address),
    }
}

fn plan(given: &Given<'_>) -> Vec<DataPlan> {
    let products = given.site.products.iter().enumerate();
    let released = products.filter(|(_, product)| newest_final(given.site, product).is_some());
    let plan = |(part, product): (usize, &Product)| {
        let address = format!("{}latest.json", product.config.address());
        DataPlan { address, part }
    };
    released.map(plan).collect()
}

fn write(given: &Given<'_>, plan: &DataPlan) -> Vec<u8> {
    let site = given.site;
    let newest = newest_final(site, site.product(plan.part));
    newest.map_or_else(Vec::new, |release| {
        json(&Latest { about: About::new(site, "latest"), release: release_json(given, release) })
    })
}
