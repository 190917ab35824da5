//! What templates receive is an API: a golden file pins every view of a site that has each kind.

use std::fs;
use std::path::Path;

use tidings::base::Extent;
use tidings::build::{Memo, Wish, build};
use tidings::edge::disk::read_tree;
use tidings::model::Viewpoint;

const SITE: &str = "tests/sites/every-view";
const GOLDEN: &str = "tests/sites/every-view.views.json";

#[test]
fn views_are_what_they_were() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tree = read_tree(&root.join(SITE), Extent::alone(4 << 20)).expect("the site can be read");
    let now = "2026-06-01T00:00:00Z".parse().unwrap();
    let viewpoint = Viewpoint { now, drafts: false, future: false, audiences: Vec::new() };
    let built = build(&tree.value, &Wish { viewpoint, base_url: None, origin: None }, &Memo::none());
    assert_eq!(built.diagnostics, [], "the site is sound");
    let output = built.value.unwrap();

    let mut kinds = std::collections::BTreeSet::new();
    let mut views = serde_json::Map::new();
    for (index, path) in output.paths().enumerate() {
        if let Some((template, view)) = output.view(index) {
            kinds.insert(template);
            views.insert(path.to_string(), serde_json::to_value(&*view).unwrap());
        }
    }
    let every: std::collections::BTreeSet<_> = tidings::pages::KINDS.iter().map(|kind| kind.template).collect();
    assert_eq!(every.difference(&kinds).collect::<Vec<_>>(), Vec::<&&str>::new(), "kinds that the site lacks");

    let found = format!("{:#}\n", serde_json::Value::Object(views));
    let golden = root.join(GOLDEN);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&golden, &found).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    let differs = expected.lines().zip(found.lines()).position(|(a, b)| a != b);
    let line = differs.unwrap_or(expected.lines().count().min(found.lines().count()));
    assert!(
        expected == found,
        "{GOLDEN}:{}: expected {:?}, found {:?}\nthemes depend on it; if the change is meant, BLESS=1 writes it anew",
        line + 1,
        expected.lines().nth(line),
        found.lines().nth(line),
    );
}
