//! What themes are promised: `themes/README.md` says what the source does.
//!
//! `BLESS=1 cargo test theme_api` writes its tables anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const START: &str = "<!-- Made by `BLESS=1 cargo test theme_api`; edit the source instead. -->\n";
const END: &str = "<!-- End of what is made. -->\n";

/// The templates that pages ask for, what each shows, and its variables besides `site`, `page`,
/// `lang` and `dir`, as name and type.
const TEMPLATES: [Template; 24] = [
    ("home.html", "The changelog, page by page", &[("list", "ListView"), ("waiting", "Vec<ReleaseView>")]),
    ("product.html", "The changelog of one product", &[("list", "ListView"), ("product", "ProductView")]),
    (
        "list.html",
        "What is of one type, component or tag, or breaks something; `kind` is `type`, `component`, `tag` or `breaking`",
        &[("list", "ListView"), ("kind", "String"), ("term", "TermView")],
    ),
    ("terms.html", "All types, components or tags", &[("terms", "TermsView")]),
    (
        "release.html",
        "One release; `versions` are the newest of its product",
        &[("release", "ReleaseView"), ("versions", "Vec<ReleaseLinkView>")],
    ),
    ("releases.html", "All releases, one table for each product", &[("releases", "Vec<ReleasesView>")]),
    ("compare.html", "Any two versions compared, by a script", &[("products", "Vec<ComparedView>")]),
    ("since.html", "What changed since a version", &[("since", "SinceView")]),
    ("unreleased.html", "What waits for its release, one for each product", &[("releases", "Vec<ReleaseView>")]),
    ("entry.html", "One entry with a title", &[("entry", "EntryView")]),
    ("archive.html", "One year", &[("archive", "ArchiveView")]),
    ("archive_index.html", "All years", &[("years", "Vec<YearView>")]),
    ("security.html", "Every advisory, page by page", &[("advisories", "AdvisoriesView")]),
    ("deprecations.html", "What ends, page by page", &[("deprecations", "FarewellsView")]),
    (
        "support.html",
        "Which versions are supported; `json` is the address of the same as JSON, or empty",
        &[("support", "Vec<SupportView>"), ("json", "String")],
    ),
    ("roadmap.html", "The roadmap as a board", &[("board", "BoardView")]),
    ("roadmap_groups.html", "The roadmap by quarter or by theme", &[("roadmap", "RoadmapGroupsView")]),
    ("roadmap_timeline.html", "The roadmap over time, drawn", &[("timeline", "RoadmapTimelineView")]),
    ("roadmap_item.html", "One item of the roadmap", &[("item", "RoadmapItemView")]),
    ("feeds.html", "Every feed", &[("feeds", "Vec<FeedGroupView>")]),
    ("search.html", "The search", &[]),
    ("404.html", "What is shown for an address that is not there", &[]),
    ("redirect.html", "An old address; `page` is not there", &[("target", "RedirectView")]),
    ("base.html", "The frame that the others extend", &[]),
];

/// The files of views, in the order of the guide: from what every page has to single kinds of pages.
const VIEWS: [&str; 7] = ["frame", "parts", "changelog", "lists", "compare", "trust", "roadmap"];

/// A template's name, what it shows, and its variables.
type Template = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// A view as the source declares it.
#[derive(Debug, Default, PartialEq)]
struct View {
    name: String,
    doc: String,
    /// Name, type and doc.
    fields: Vec<(String, String, String)>,
}

#[test]
fn the_guide_for_themes_says_what_the_source_does() {
    let path = root().join("themes/README.md");
    let guide = fs::read_to_string(&path).unwrap();
    let (before, rest) = guide.split_once(START).expect("the guide marks where its tables start");
    let (old, after) = rest.split_once(END).expect("the guide marks where its tables end");
    let fresh = tables();
    if std::env::var_os("BLESS").is_some() {
        fs::write(path, format!("{before}{START}{fresh}{END}{after}")).unwrap();
    } else {
        let changed: Vec<&str> = fresh.lines().filter(|line| !old.lines().any(|known| known == *line)).collect();
        assert!(fresh == old, "BLESS=1 cargo test theme_api writes the guide anew; new lines:\n{}", changed.join("\n"));
    }
}

#[test]
fn the_default_theme_has_every_template_that_the_guide_names() {
    let names = TEMPLATES.iter().map(|(name, ..)| (*name).to_owned());
    let files = fs::read_dir(root().join("themes/default/templates")).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let parts = BTreeSet::from(["components.html".to_owned()]);
    assert_eq!(files.collect::<BTreeSet<_>>(), names.chain(parts).collect());
}

#[test]
fn every_variable_of_a_template_has_a_type_that_is_a_view() {
    let views: BTreeSet<String> = views().into_iter().map(|view| view.name).collect();
    for (template, _, variables) in TEMPLATES {
        for (name, kind) in variables {
            let inner = kind.strip_prefix("Vec<").and_then(|kind| kind.strip_suffix('>')).unwrap_or(kind);
            assert!(inner == "String" || views.contains(inner), "{template}: {name}");
        }
    }
}

#[test]
fn every_file_of_views_is_in_the_guide() {
    let files = fs::read_dir(root().join("src/pages/view")).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let known = VIEWS.iter().map(|name| format!("{name}.rs")).chain(["mod.rs".to_owned()]);
    assert_eq!(files.collect::<BTreeSet<_>>(), known.collect());
}

#[test]
fn views_are_read_from_rust() {
    let source = "/// One.\n/// Two.\n#[derive(Debug)]\npub struct A {\n    /// Of a.\n    pub a: Option<Vec<B>>,\n    pub b: usize,\n}\n\n/// Any.\npub enum B {\n    Text(String),\n}\n";
    let field = |name: &str, kind: &str, doc: &str| (name.to_owned(), kind.to_owned(), doc.to_owned());
    assert_eq!(
        read_views(source),
        [
            View {
                name: "A".to_owned(),
                doc: "One. Two.".to_owned(),
                fields: vec![field("a", "Option<Vec<B>>", "Of a."), field("b", "usize", "")],
            },
            View { name: "B".to_owned(), doc: "Any.".to_owned(), fields: vec![field("", "String", "")] },
        ]
    );
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn views() -> Vec<View> {
    VIEWS.iter().flat_map(|name| read_views(&read(format!("src/pages/view/{name}.rs")))).collect()
}

/// The public structs and enums of a source with their comments. Fields of an enum have no name.
fn read_views(source: &str) -> Vec<View> {
    let mut views: Vec<View> = Vec::new();
    let (mut doc, mut is_open) = (Vec::new(), false);
    for line in source.lines().map(str::trim) {
        if let Some(words) = line.strip_prefix("///") {
            doc.push(words.trim());
            continue;
        }
        if line.starts_with("#[") {
            continue;
        }
        let declared = line.strip_prefix("pub struct ").or(line.strip_prefix("pub enum "));
        if let Some(name) = declared.and_then(|rest| rest.strip_suffix(" {")) {
            views.push(View { name: name.to_owned(), doc: doc.join(" "), fields: Vec::new() });
            is_open = true;
        } else if line == "}" {
            is_open = false;
        } else if is_open && let Some(view) = views.last_mut() {
            let inner = line.strip_suffix(',').unwrap_or_else(|| panic!("{line:?} in {} is not understood", view.name));
            let (name, kind) = match inner.strip_prefix("pub ").and_then(|field| field.split_once(": ")) {
                Some(field) => field,
                None => ("", inner.split_once('(').and_then(|(_, kind)| kind.strip_suffix(')')).unwrap_or(inner)),
            };
            view.fields.push((name.to_owned(), kind.to_owned(), doc.join(" ")));
        }
        doc.clear();
    }
    assert!(!views.is_empty(), "the source declares views");
    views
}

fn tables() -> String {
    let mut out = String::from("\n## Templates and their variables\n\n");
    out.push_str("| template | page | variables |\n| --- | --- | --- |\n");
    for (name, page, variables) in TEMPLATES {
        let variables: Vec<String> =
            variables.iter().map(|(name, kind)| format!("`{name}`: {}", plain(kind))).collect();
        writeln!(out, "| `{name}` | {page} | {} |", variables.join(", ")).unwrap();
    }
    let base = read("themes/default/templates/base.html");
    let blocks = base.split("{% block ").chain(base.split("{%- block ")).filter_map(|rest| rest.split(' ').next());
    let blocks: BTreeSet<String> =
        blocks.filter(|name| name.chars().all(|c| c.is_ascii_lowercase())).map(|name| format!("`{name}`")).collect();
    writeln!(out, "\nThe blocks of `base.html`: {}.", blocks.into_iter().collect::<Vec<_>>().join(", ")).unwrap();
    out.push_str("\n## Options of the default theme\n\n");
    out.push_str("| option | type | default | meaning |\n| --- | --- | --- | --- |\n");
    let manifest: toml::Table = read("themes/default/theme.toml").parse().unwrap();
    for (name, option) in manifest["options"].as_table().unwrap() {
        let choices = option.get("choices").and_then(toml::Value::as_array).into_iter().flatten();
        let choices: Vec<String> = choices.map(|choice| format!("`{}`", choice.as_str().unwrap())).collect();
        let kind = option["type"].as_str().unwrap();
        let kind = if choices.is_empty() { kind.to_owned() } else { choices.join(", ") };
        let meaning = option.get("description").and_then(toml::Value::as_str).unwrap_or_default();
        writeln!(out, "| `{name}` | {kind} | `{}` | {} |", option["default"], cell(meaning)).unwrap();
    }
    out.push_str("\n## Views\n");
    for view in views() {
        write!(out, "\n### {}\n\n", view.name).unwrap();
        if !view.doc.is_empty() {
            write!(out, "{}\n\n", view.doc).unwrap();
        }
        if view.fields.iter().any(|(name, ..)| name.is_empty()) {
            let kinds: BTreeSet<String> = view.fields.iter().map(|(_, kind, _)| plain(kind)).collect();
            writeln!(out, "One of: {}.", kinds.into_iter().collect::<Vec<_>>().join("; ")).unwrap();
            continue;
        }
        out.push_str("| field | type | meaning |\n| --- | --- | --- |\n");
        for (name, kind, doc) in &view.fields {
            writeln!(out, "| `{name}` | {} | {} |", plain(kind), cell(doc)).unwrap();
        }
    }
    out.push('\n');
    out
}

/// A Rust type in plain words, with links to views.
fn plain(kind: &str) -> String {
    let inside = |outer: &str| kind.strip_prefix(outer).and_then(|rest| rest.strip_suffix('>'));
    if let Some(inner) = inside("Option<") {
        return format!("{} or none", plain(inner));
    }
    if let Some(inner) = inside("Vec<") {
        return format!("list of {}", plain(inner));
    }
    if let Some(inner) = inside("BTreeMap<String, ") {
        return format!("table of {}", plain(inner));
    }
    // The same to a template.
    if let Some(inner) = inside("Ready<") {
        return plain(inner);
    }
    match kind {
        "String" => "text".to_owned(),
        "bool" => "true or false".to_owned(),
        "usize" | "u8" | "u32" | "u64" | "i8" | "i16" | "i64" => "whole number".to_owned(),
        view if view.ends_with("View") => format!("[{view}](#{})", view.to_lowercase()),
        other => panic!("the guide has no words for the type {other}"),
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
