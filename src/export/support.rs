//! `support.json`: the lines of versions, and until when each is supported.

use serde::Serialize;
use serde_json::{Value, json};

use super::api::About;
use super::data::{DataKind, DataPlan, Given, pretty_json};
use crate::facts::support::{Line, State};

/// `/support.json`: for each product that says anything about its support the lines of its versions, newest first.
pub const SUPPORT: DataKind =
    DataKind { name: "support", caption: "which versions are supported, and until when", plan, write };

#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    about: About,
    products: Vec<Value>,
}

fn plan(given: &Given<'_>) -> Vec<DataPlan> {
    let is_there = given.site.config.outputs.api && given.late.support().is_stated();
    is_there.then(|| DataPlan { address: "/support.json".to_owned(), part: 0 }).into_iter().collect()
}

fn write(given: &Given<'_>, _plan: &DataPlan) -> Vec<u8> {
    let support = given.late.support();
    let products = support.lines.iter().enumerate().filter(|(_, lines)| !lines.is_empty()).map(|(product, lines)| {
        let config = &given.site.product(product).config;
        let lines: Vec<Value> = lines.iter().map(|line| line_value(given, line)).collect();
        json!({ "id": config.id, "name": config.name, "lines": lines })
    });
    pretty_json(&Document { about: About::new(given.site, "support"), products: products.collect() })
}

/// `supported` is `null` when nobody said until when. `supported_until` is the last day.
fn line_value(given: &Given<'_>, line: &Line) -> Value {
    let newest = &given.site.releases[line.newest];
    let supported = match line.state {
        State::Supported => Some(true),
        State::Ended => Some(false),
        State::Unstated => None,
    };
    json!({
        "line": line.name,
        "lts": line.lts,
        "supported": supported,
        "since": line.since.map(|date| date.iso_day()),
        "supported_until": line.until.map(|date| date.iso_day()),
        "newest": {
            "version": newest.version.as_str(),
            "date": newest.date.map(|date| date.iso_day()),
            "url": format!("{}{}", given.site.config.base_url, newest.address),
        },
    })
}
