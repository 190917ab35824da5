//! Small sites for tests: files in, the finished site out.

use super::{CONFIG, Memo, Output, Wish, build};
use crate::base::{SitePath, Tree};
use crate::model::Viewpoint;

/// The site of these files (paths and texts) on 2026-11-20, as the public sees it. Without a
/// `tidings.toml` among them it has a title and a base URL, `https://example.com`.
pub fn built(files: &[(&str, &str)]) -> Output {
    let mut tree = Tree::new();
    tree.insert(SitePath::new(CONFIG).unwrap(), &b"title = \"Acme\"\nbase_url = \"https://example.com\"\n"[..]);
    for (path, text) in files {
        tree.insert(SitePath::new(path).unwrap(), text.as_bytes());
    }
    let now = "2026-11-20T00:00:00Z".parse().unwrap();
    let viewpoint = Viewpoint { now, drafts: false, future: false, audiences: Vec::new() };
    let made = build(&tree, &Wish { viewpoint, base_url: None, origin: None }, &Memo::none());
    made.value.unwrap_or_else(|| panic!("{:#?}", made.diagnostics))
}

/// The text of the file at `path`; `None` when there is none.
pub fn text_of(output: &Output, path: &str) -> Option<String> {
    let bytes = output.render(output.find(path)?).unwrap();
    Some(String::from_utf8(bytes).unwrap())
}
