//! Small sites for tests of rules: files in, what is told out.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::base::{Diagnostic, Place, SitePath, Tree};
use crate::build::{Memo, Wish, config_in, linked};
use crate::check::{View, doubts, everything};

const CONFIG: &str = "title = \"Acme\"\nbase_url = \"https://acme.example\"\n";

/// The moment at which samples are looked at.
pub(super) const NOW: &str = "2026-06-15T12:00:00Z";

/// `path:line:column code` of every doubt, in order of the places; the least configuration where `files` have none.
pub(super) fn told(files: &[(&str, &str)]) -> Vec<String> {
    told_with(files, Some(BTreeMap::new()))
}

/// The same with what git knows.
pub(super) fn told_with(files: &[(&str, &str)], touched: Option<BTreeMap<String, Timestamp>>) -> Vec<String> {
    let mut tree = Tree::new();
    for (path, text) in [("tidings.toml", CONFIG)].iter().chain(files) {
        tree.insert(SitePath::new(path).unwrap(), text.as_bytes());
    }
    let config = config_in(tree.bytes("tidings.toml").unwrap()).unwrap();
    let wish = Wish { viewpoint: everything(&config, NOW.parse().unwrap()), base_url: None, origin: None };
    let site = linked(&tree, &wish, &Memo::none());
    assert_eq!(site.diagnostics.iter().filter(|it| it.is_error()).collect::<Vec<_>>(), Vec::<&_>::new());
    let mut doubts =
        doubts(&View::new(&site.value.unwrap(), &tree).with_history(touched.ok_or_else(|| "nobody asked".to_owned())));
    doubts.sort_by(|a, b| (&a.place, a.code).cmp(&(&b.place, b.code)));
    let place = |place: &Place| format!("{}:{}:{}", place.path, place.line, place.column);
    let of = |doubt: &Diagnostic| doubt.place.as_ref().map_or("-".to_owned(), place);
    doubts.iter().map(|doubt| format!("{} {}", of(doubt), doubt.code)).collect()
}
