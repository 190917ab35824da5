//! changie: `.changes/unreleased/*.yaml`, and a markdown file for each version.

use super::Given;
use super::fragment::{Desk, Fragment, top};
use super::keep_a_changelog::changelog;
use super::text::text;
use super::yaml::{field, list, table};
use crate::base::Reported;
use crate::model::Draft;

pub fn read(given: &Given<'_>) -> Reported<Vec<Draft>> {
    let mut desk = Desk::new(given);
    let mut releases = Vec::new();
    for (path, content) in given.files.iter() {
        let is_fragment = matches!(path.extension().as_str(), "yaml" | "yml") && !path.stem().starts_with('.');
        let is_release =
            path.extension() == "md" && !path.stem().contains(".tpl") && !path.stem().starts_with("CHANGELOG");
        if !is_fragment && !is_release {
            continue;
        }
        let Some(source) = text(path, content).take(&mut desk.diagnostics) else { continue };
        if is_release {
            releases.append(&mut changelog(&source, given).take(&mut desk.diagnostics));
            continue;
        }
        let Some(table) = table(&source).take(&mut desk.diagnostics) else { continue };
        let Some(body) = field(&table, "body").filter(|body| !body.trim().is_empty()) else {
            desk.leave(top(&source), "this fragment has no body");
            continue;
        };
        let custom = table.get("custom").and_then(|node| match &node.value {
            crate::read::Value::Table(table) => Some(table),
            _ => None,
        });
        // Every project names its own fields; these are what the documentation shows.
        let of = |names: [&str; 3]| -> Vec<String> {
            names.iter().flat_map(|name| custom.map(|it| list(it, name)).unwrap_or_default()).collect()
        };
        let fragment = Fragment {
            mark: format!("changie:{}", path.stem()),
            name: body.split_whitespace().take(8).collect::<Vec<_>>().join(" "),
            kind: field(&table, "kind").unwrap_or_default(),
            parts: field(&table, "component").into_iter().chain(field(&table, "project")).collect(),
            authors: of(["Author", "author", "Authors"]),
            issues: of(["Issue", "issue", "Issues"]),
            pull_requests: of(["PR", "pr", "PullRequest"]),
            body,
            ..Fragment::default()
        };
        desk.add(fragment, top(&source));
    }
    desk.drafts.append(&mut releases);
    Reported::new(desk.drafts, desk.diagnostics)
}
