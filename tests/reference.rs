//! The reference in `README.md` knows every key that Tidings knows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::site::Site;

/// A key that is near to no other, so that the help lists all there are.
const ODD: &str = "zzzzzzzzzzzz";

/// The tables of a file in which keys are known, each with [`ODD`] in it (written `?`), and the
/// section of the reference that tells of them.
const PROBES: [(&str, &str, &[&str], &str); 4] = [
    (
        "changelog/2026-01-01-a.md",
        "Keys of an entry",
        &["", "links", "security", "deprecates", "roadmap", "video", "cta"],
        "+++\n? = 1\nlinks = [{? = 1}]\nsecurity = [{? = 1}]\ndeprecates = [{? = 1}]\nroadmap = [{? = 1}]\n\
         video = {? = 1}\ncta = {? = 1}\n+++\ntext\n",
    ),
    (
        "changelog/1.0.0.md",
        "Keys of a release",
        &["", "yanked", "downloads"],
        "+++\n? = 1\nyanked = {? = 1}\ndownloads = [{? = 1}]\n+++\n- text\n",
    ),
    (
        "roadmap/a.md",
        "Keys of a roadmap item",
        // What `links` holds is told with entries.
        &[""],
        "+++\n? = 1\n+++\ntext\n",
    ),
    (
        "tidings.toml",
        "Keys of `tidings.toml`",
        &[
            "",
            "navigation",
            "types",
            "redirects",
            "sources",
            "products.<id>",
            "components.<id>",
            "authors.<id>",
            "roadmap",
            "roadmap.statuses",
            "feeds",
            "outputs",
            "markdown",
            "limits",
            "theme_options",
        ],
        "title = \"A\"\nbase_url = \"https://a.example\"\n? = 1\nnavigation = [{? = 1}]\n\
         types = [{id = \"added\", ? = 1}]\nredirects = [{? = 1}]\nsources = [{? = 1}]\nproducts.ID.? = 1\ncomponents.ID.? = 1\n\
         authors.ID.? = 1\nroadmap.? = 1\nroadmap.statuses = [{id = \"shipped\", ? = 1}]\nfeeds.? = 1\n\
         outputs.? = 1\nmarkdown.? = 1\nlimits.? = 1\ntheme_options.? = 1\n",
    ),
];

#[test]
fn every_key_can_be_looked_up_in_the_readme() {
    let known = known_keys();
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let mut missing = Vec::new();
    for (file, heading, tables, _) in PROBES {
        let rows = rows(&readme, heading);
        for &table in tables {
            let keys = known.get(&(file.to_owned(), table.to_owned()));
            let keys = keys.unwrap_or_else(|| panic!("{file}: nothing was said about the odd key in `{table}`"));
            let untold = keys.iter().filter(|key| !is_told(&rows, table, key));
            missing.extend(untold.map(|key| format!("{heading}: `{key}` of the table `{table}`")));
        }
    }
    assert!(missing.is_empty(), "the reference in README.md says nothing about\n{}", missing.join("\n"));
}

/// What the help lists for each file and table with an odd key in it.
fn known_keys() -> BTreeMap<(String, String), Vec<String>> {
    let site = Site::new();
    for (file, _, _, text) in PROBES {
        site.write(file, text.replace('?', ODD).replace("ID", "id"));
    }
    let ran = site.build_with(&["--message-format", "json"]);
    ran.ends_with(1);
    let mut known = BTreeMap::new();
    for line in ran.stderr.lines().chain(ran.stdout.lines()) {
        let Ok(said) = serde_json::from_str::<Value>(line) else { continue };
        if said["message"].as_str().is_some_and(|message| message.contains(ODD)) {
            let (file, table, keys) = listed(&said);
            known.insert((file, table), keys);
        }
    }
    known
}

/// The file, the table and the keys that a complaint about an odd key names.
fn listed(said: &Value) -> (String, String, Vec<String>) {
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("a text is missing in {said}")).to_owned();
    let help = text(&said["help"]);
    let (_, list) = help.split_once("there are: ").or(help.split_once("the keys are ")).unwrap_or_else(|| {
        panic!("the help lists no keys: {help}");
    });
    let keys: Vec<String> = list.split(", ").map(|key| key.trim_matches('`').to_owned()).collect();
    let table = match (said["code"].as_str(), text(&said["message"]).split_once(" in `")) {
        (Some("theme-option-unknown"), _) => "theme_options".to_owned(),
        (_, Some((_, table))) => table.trim_matches('`').replace(".id", ".<id>"),
        (_, None) => String::new(),
    };
    let path = text(&said["place"]["path"]);
    let file = PROBES.iter().map(|probe| probe.0).find(|file| path.ends_with(file));
    (file.unwrap_or_else(|| panic!("{path} is no file of the site")).to_owned(), table, keys)
}

/// The rows of the table below a heading.
fn rows<'a>(readme: &'a str, heading: &str) -> Vec<&'a str> {
    let start = readme.find(&format!("\n### {heading}\n")).unwrap_or_else(|| panic!("no heading `{heading}`"));
    let section = &readme[start + 1..];
    let end = section.find("\n##").unwrap_or(section.len());
    section[..end].lines().filter(|line| line.starts_with("| `")).collect()
}

/// Whether a key opens a row by its full name, or stands in the row of its table. A table whose
/// own keys have rows needs none itself.
fn is_told(rows: &[&str], table: &str, key: &str) -> bool {
    let opens = |row: &&&str, name: &str| row.split('|').nth(1).is_some_and(|cell| cell.contains(&format!("`{name}`")));
    let has_row = |name: &str| rows.iter().any(|row| opens(&row, name));
    if table.is_empty() {
        let is_split = rows.iter().any(|row| row.starts_with(&format!("| `{key}.")));
        return has_row(key) || is_split;
    }
    let in_row = rows.iter().filter(|row| opens(row, table)).any(|row| row.contains(&format!("`{key}`")));
    has_row(&format!("{table}.{key}")) || in_row
}
