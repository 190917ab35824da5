//! `/.well-known/releases.json`: where release notes lie, said by the owner of the domain.
//!
//! Version 2 of the convention, `https://releases.sh/docs/listing`: registries and assistants that know a domain find
//! its products, and for each the page and the feed of its releases.

use serde::Serialize;

use super::data::{DataKind, DataPlan, Given, pretty_json};
use crate::facts::feeds::{Format, beside, formats};
use crate::model::{FeedFormat, Product};

pub const WELL_KNOWN: DataKind = DataKind {
    name: ".well-known/releases.json",
    caption: "where release notes lie, for registries that know the domain",
    plan,
    write,
};

/// How long a name may be, in characters.
const NAME: usize = 120;
/// How long a description may be, in characters.
const DESCRIPTION: usize = 2000;
/// How many products one file may have.
const PRODUCTS: usize = 24;

#[derive(Serialize)]
struct Manifest<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: u8,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    releases: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    products: Vec<ProductJson<'a>>,
}

#[derive(Serialize)]
struct ProductJson<'a> {
    name: String,
    slug: &'a str,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    releases: [Location; 1],
}

#[derive(Serialize)]
struct Location {
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed: Option<String>,
    canonical: bool,
}

/// A well-known file lies at the root of its host (RFC 8615), and all that this one names is read by `https` alone: a
/// site below a path, or without it, has none.
fn plan(given: &Given<'_>) -> Vec<DataPlan> {
    let config = &given.site.config;
    let speaks = config.outputs.api && config.base_path().is_empty() && config.base_url.starts_with("https://");
    let plan = || DataPlan { address: "/.well-known/releases.json".to_owned(), part: 0 };
    speaks.then(plan).into_iter().collect()
}

fn write(given: &Given<'_>, _plan: &DataPlan) -> Vec<u8> {
    let config = &given.site.config;
    let named = given.site.products.iter().filter(|product| !product.config.id.is_empty());
    let manifest = Manifest {
        schema: "https://releases.sh/schemas/releases.json",
        version: 2,
        name: cut(&config.title, NAME),
        description: cut(&config.description, DESCRIPTION),
        releases: [location(given, "/")],
        products: named.take(PRODUCTS).map(|product| product_json(given, product)).collect(),
    };
    pretty_json(&manifest)
}

fn product_json<'a>(given: &Given<'_>, product: &'a Product) -> ProductJson<'a> {
    let config = &product.config;
    ProductJson {
        name: cut(&config.name, NAME),
        slug: &config.id,
        description: cut(&config.description, DESCRIPTION),
        releases: [location(given, &config.address())],
    }
}

/// The page at `address`, and the feed beside it that readers of Atom or RSS understand.
fn location(given: &Given<'_>, address: &str) -> Location {
    let base = &given.site.config.base_url;
    let is_xml = |format: &&Format| format.format != FeedFormat::Json;
    let feed = beside(given.feeds, address).zip(formats(&given.site.config).find(is_xml));
    let feed = feed.map(|(plan, format)| format!("{base}{}", plan.address(format)));
    Location { url: format!("{base}{address}"), feed, canonical: true }
}

fn cut(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}

#[cfg(test)]
mod tests {
    use crate::build::{built, text_of};

    const PATH: &str = ".well-known/releases.json";

    #[test]
    fn products_say_where_their_releases_are() {
        let config = "title = \"Acme\"\nbase_url = \"https://example.com\"\n[products.cli]\nname = \"Acme CLI\"\n";
        let output = built(&[("tidings.toml", config), ("changelog/cli/1.0.0.md", "- One\n")]);
        let found: serde_json::Value = serde_json::from_str(&text_of(&output, PATH).unwrap()).unwrap();
        let expected = serde_json::json!({
            "$schema": "https://releases.sh/schemas/releases.json",
            "version": 2,
            "name": "Acme",
            "releases": [
                { "url": "https://example.com/", "feed": "https://example.com/atom.xml", "canonical": true }
            ],
            "products": [{
                "name": "Acme CLI",
                "slug": "cli",
                "releases": [{
                    "url": "https://example.com/cli/",
                    "feed": "https://example.com/cli/atom.xml",
                    "canonical": true
                }],
            }],
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn only_the_root_of_a_host_has_it() {
        for base in ["https://example.com/changes", "http://example.com"] {
            let config = format!("title = \"Acme\"\nbase_url = \"{base}\"\n");
            assert_eq!(text_of(&built(&[("tidings.toml", &config)]), PATH), None, "{base}");
        }
    }
}
