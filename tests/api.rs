//! The data for programs: every document has the shape that its schema says, leads to files that are there, and holds
//! nothing that is not public.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use tidings::base::{Extent, SitePath, Tree};
use tidings::build::{Memo, Output, Wish, build};
use tidings::edge::disk::read_tree;
use tidings::model::Viewpoint;

/// The site of `tree`, as the public sees it.
fn built(tree: &Tree) -> Output {
    let now = "2026-11-23T00:00:00Z".parse().unwrap();
    let viewpoint = Viewpoint { now, drafts: false, future: false, audiences: Vec::new() };
    let built = build(tree, &Wish { viewpoint, base_url: None, origin: None }, &Memo::none());
    built.value.unwrap_or_else(|| panic!("{:#?}", built.diagnostics))
}

fn tree_of(folder: &str) -> Tree {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    read_tree(&root, Extent::alone(4 << 20)).expect("the site can be read").value
}

fn made(files: &[(&str, &str)]) -> Output {
    let mut tree = Tree::new();
    files.iter().for_each(|(path, text)| tree.insert(SitePath::new(path).unwrap(), text.as_bytes()));
    built(&tree)
}

fn text(output: &Output, path: &str) -> String {
    let index = output.find(path).unwrap_or_else(|| panic!("there is no {path}"));
    String::from_utf8(output.render(index).unwrap()).unwrap()
}

fn json(output: &Output, path: &str) -> Value {
    serde_json::from_str(&text(output, path)).unwrap_or_else(|fault| panic!("{path}: {fault}"))
}

/// The file of the site that an absolute address means.
fn file<'a>(output: &Output, base: &str, address: &'a str) -> Option<&'a str> {
    let path = address.strip_prefix(base)?.trim_start_matches('/');
    let page = path.split('#').next().unwrap_or(path);
    let is_there = match page.is_empty() || page.ends_with('/') {
        true => output.contains(&format!("{page}index.html")),
        false => output.contains(page),
    };
    (!is_there).then_some(address)
}

/// What is wrong with `value` by `schema`, as far as the schemas of the API go. `root` holds the definitions.
fn faults(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    const KNOWN: [&str; 17] = [
        "$schema",
        "$defs",
        "$ref",
        "title",
        "description",
        "type",
        "required",
        "properties",
        "additionalProperties",
        "items",
        "enum",
        "const",
        "anyOf",
        "pattern",
        "format",
        "minimum",
        "maximum",
    ];
    let Value::Object(rules) = schema else { panic!("{at}: a schema is an object") };
    rules.keys().for_each(|key| assert!(KNOWN.contains(&key.as_str()), "{at}: this test does not know {key}"));
    if let Some(Value::String(reference)) = rules.get("$ref") {
        let target = root.pointer(reference.trim_start_matches('#')).unwrap_or_else(|| panic!("no {reference}"));
        return faults(root, target, value, at, found);
    }
    if let Some(Value::Array(choices)) = rules.get("anyOf") {
        let fits = |choice: &Value| {
            let mut inner = Vec::new();
            faults(root, choice, value, at, &mut inner);
            inner.is_empty()
        };
        if !choices.iter().any(fits) {
            found.push(format!("{at}: {value} is none of what it may be"));
        }
    }
    let names: Vec<&str> = match rules.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is_of = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{at}: this test does not know the type {other}"),
    };
    if !names.is_empty() && !names.iter().any(|name| is_of(name)) {
        found.push(format!("{at}: {value} is not {names:?}"));
    }
    if rules.get("const").is_some_and(|only| only != value) {
        found.push(format!("{at}: {value} is not {}", rules["const"]));
    }
    if let Some(Value::Array(choices)) = rules.get("enum")
        && !choices.contains(value)
    {
        found.push(format!("{at}: {value} is not one of {choices:?}"));
    }
    match value {
        Value::String(text) => match (rules.get("format").and_then(Value::as_str), rules.contains_key("pattern")) {
            (Some("uri"), _) if !text.contains(':') || text.contains(' ') => {
                found.push(format!("{at}: {text} is no URI"))
            }
            (None, true) if !is_date(text) => found.push(format!("{at}: {text} is no date")),
            _ => {}
        },
        Value::Number(number) => {
            let limit = |key: &str| rules.get(key).and_then(Value::as_i64);
            let number = number.as_i64().unwrap_or(i64::MAX);
            if limit("minimum").is_some_and(|low| number < low) || limit("maximum").is_some_and(|high| number > high) {
                found.push(format!("{at}: {number} is too small or too large"));
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                faults(root, &rules["items"], item, &format!("{at}/{index}"), found);
            }
        }
        Value::Object(fields) => {
            let required = rules.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
            for name in required.iter().filter_map(Value::as_str).filter(|name| !fields.contains_key(*name)) {
                found.push(format!("{at}: `{name}` is missing"));
            }
            for (name, field) in fields {
                let known = rules.get("properties").and_then(|known| known.get(name));
                match known.or(rules.get("additionalProperties")) {
                    Some(rule) => faults(root, rule, field, &format!("{at}/{name}"), found),
                    None if rules.contains_key("properties") => {
                        found.push(format!("{at}: `{name}` is not in the schema"))
                    }
                    None => {}
                }
            }
        }
        Value::Bool(_) | Value::Null => {}
    }
}

/// `2026-05-04`, or `2026-05-04T12:00:00Z`.
fn is_date(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == "0000-00-00" || shape == "0000-00-00T00:00:00Z"
}

/// Validates all documents; returns the names of their schemas.
fn validated(output: &Output, base: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for path in output.paths().map(SitePath::as_str) {
        let is_data = path.starts_with("api/")
            || path.contains("/api/")
            || ["latest.json", "support.json"].iter().any(|end| path.ends_with(end));
        if !is_data || path.contains("api/schema/") {
            continue;
        }
        let document = json(output, path);
        let schema = document["$schema"].as_str().and_then(|address| address.strip_prefix(base));
        let schema = schema.unwrap_or_else(|| panic!("{path} names its schema")).trim_start_matches('/').to_owned();
        let rules = json(output, &schema);
        let mut found = Vec::new();
        faults(&rules, &rules, &document, path, &mut found);
        assert!(found.is_empty(), "{found:#?}");
        seen.insert(schema);
    }
    seen
}

/// Every text in `value` that is an address of this site.
fn addresses<'v>(value: &'v Value, base: &str, all: &mut Vec<&'v str>) {
    match value {
        Value::String(text) if text.starts_with(base) => all.push(text),
        Value::Array(items) => items.iter().for_each(|item| addresses(item, base, all)),
        Value::Object(fields) => fields.values().for_each(|field| addresses(field, base, all)),
        _ => {}
    }
}

#[test]
fn documents_are_as_their_schemas_say_and_lead_somewhere() {
    for (folder, base) in [("example-site", "https://changelog.hedgerow.example"), ("site", "")] {
        let output = built(&tree_of(folder));
        let index = json(&output, "api/index.json");
        let base = if base.is_empty() { index["url"].as_str().unwrap().trim_end_matches('/') } else { base };
        let seen = validated(&output, base);
        assert!(seen.len() == 7 || folder == "site", "{seen:?}");
        for path in
            output.paths().map(SitePath::as_str).filter(|path| path.ends_with(".json") && path.starts_with("api/"))
        {
            let document = json(&output, path);
            let mut all = Vec::new();
            addresses(&document, base, &mut all);
            let lost: Vec<_> = all.into_iter().filter_map(|address| file(&output, base, address)).collect();
            assert_eq!(lost, [""; 0], "{path}");
        }
    }
}

const CONFIG: &str = "title = \"Acme\"\nbase_url = \"https://example.com/sub\"\naudiences = [\"pilot\"]\n";

#[test]
fn what_is_not_public_is_in_no_file() {
    let output = made(&[
        ("tidings.toml", CONFIG),
        (
            "changelog/1.0.0/a.md",
            "+++\ntitle = \"One\"\n+++\nText. <!-- SECRET -->\n\n[//]: # (SECRET)\n\n<script>SECRET</script>\n",
        ),
        ("changelog/1.0.0/b.md", "+++\ntitle = \"SECRET\"\ndraft = true\n+++\nSECRET\n"),
        ("changelog/1.0.0/c.md", "+++\ntitle = \"SECRET\"\naudience = [\"pilot\"]\n+++\nSECRET\n"),
        ("changelog/2.0.0.md", "+++\ndate = 2031-01-01\n+++\nSECRET\n"),
        ("changelog/unreleased/d.md", "+++\ndraft = true\n+++\nSECRET\n"),
        ("roadmap/shown.md", "+++\ntitle = \"Shown\"\nblocked_by = [\"hidden\"]\n+++\nText.\n"),
        ("roadmap/hidden.md", "+++\ntitle = \"SECRET\"\ndraft = true\n+++\nSECRET\n"),
    ]);
    validated(&output, "https://example.com/sub");
    for path in output.paths().map(SitePath::as_str) {
        let is_text = [".json", ".md", ".txt", ".html", ".xml", ".ics"].iter().any(|end| path.ends_with(end));
        assert!(!is_text || !text(&output, path).contains("SECRET"), "{path}:\n{}", text(&output, path));
    }
    assert_eq!(text(&output, "latest.txt"), "1.0.0\n");
    assert_eq!(json(&output, "latest.json")["version"], "1.0.0");
    assert_eq!(json(&output, "api/entries.json")["total"], 1);
    assert_eq!(json(&output, "api/roadmap.json")["items"][0]["blocked_by"], serde_json::json!([]));
}

#[test]
fn long_lists_come_in_pages() {
    let names: Vec<String> = (1..=201).map(|number| format!("changelog/{number}.0.0.md")).collect();
    let mut files = vec![("tidings.toml", CONFIG)];
    files.extend(names.iter().map(|name| (name.as_str(), "## Added\n\n- One\n")));
    let output = made(&files);
    validated(&output, "https://example.com/sub");
    let mut address = Some("https://example.com/sub/api/releases.json".to_owned());
    let mut versions = Vec::new();
    while let Some(page) = address {
        let page = json(&output, page.strip_prefix("https://example.com/sub/").unwrap());
        versions
            .extend(page["releases"].as_array().unwrap().iter().map(|it| it["version"].as_str().unwrap().to_owned()));
        address = page["next"].as_str().map(str::to_owned);
    }
    let expected: Vec<String> = (1..=201).rev().map(|number| format!("{number}.0.0")).collect();
    assert_eq!(versions, expected);
    let second = json(&output, "api/releases/page/3.json");
    assert_eq!(second["releases"].as_array().map(Vec::len), Some(1));
    assert_eq!(second["previous"], "https://example.com/sub/api/releases/page/2.json");
    let one = json(&output, "api/releases/2.0.0.json");
    assert_eq!((&one["newer"]["version"], &one["older"]["version"]), (&"3.0.0".into(), &"1.0.0".into()));
    assert_eq!(one["changes"][0]["summary"], "One");
}

#[test]
fn ids_are_those_of_feeds() {
    let output = built(&tree_of("example-site"));
    let ids = |path: &str, list: &str, id: &str| -> BTreeSet<String> {
        let document = json(&output, path);
        document[list].as_array().unwrap().iter().map(|it| it[id].as_str().unwrap().to_owned()).collect()
    };
    let mut known = ids("api/releases.json", "releases", "id");
    known.extend(ids("api/entries.json", "entries", "id"));
    let in_feed = ids("feed.json", "items", "id");
    assert!(in_feed.len() > 10 && in_feed.is_subset(&known), "{:?}", in_feed.difference(&known));
    assert!(ids("roadmap/feed.json", "items", "id").is_subset(&ids("api/roadmap.json", "items", "id")));
}

#[test]
fn data_can_be_switched_off() {
    let config = format!("{CONFIG}[outputs]\napi = false\ntwins = false\n");
    let output = made(&[("tidings.toml", &config), ("changelog/1.0.0.md", "- One\n")]);
    let data = output.paths().filter(|path| path.as_str().starts_with("api/") || path.as_str().contains("latest."));
    assert_eq!(data.count(), 0);
    assert!(!output.contains("llms.txt") && !output.contains(".well-known/releases.json"));
}

#[test]
fn the_index_names_what_nobody_should_miss() {
    let index = json(&built(&tree_of("example-site")), "api/index.json");
    let base = "https://changelog.hedgerow.example";
    for (topic, url, data, feed) in [
        ("breaking", "/breaking/", None, Some("/breaking/feed.json")),
        ("security", "/security/", Some("/security.json"), Some("/security/feed.json")),
        ("deprecations", "/deprecations/", None, Some("/deprecations/feed.json")),
        ("support", "/support/", Some("/support.json"), None),
    ] {
        let absolute = |path: &str| Value::String(format!("{base}{path}"));
        assert_eq!(index[topic]["url"], absolute(url));
        assert_eq!(index[topic]["data"], data.map_or(Value::Null, absolute), "{topic}");
        let feeds: Vec<&Value> = index[topic]["feeds"].as_array().unwrap().iter().map(|feed| &feed["url"]).collect();
        assert_eq!(feeds.contains(&&feed.map_or(Value::Null, absolute)), feed.is_some(), "{topic}: {feeds:?}");
    }
    assert_eq!(index["products"][0]["latest_data"], format!("{base}/server/latest.json"));
    let empty = json(&made(&[("tidings.toml", CONFIG)]), "api/index.json");
    assert_eq!((&empty["support"], &empty["security"]["url"]), (&Value::Null, &Value::Null));
}
