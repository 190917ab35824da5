//! changesets: `.changeset/*.md`, each with its packages and their bumps.

use super::Given;
use super::fragment::{Desk, Fragment, conventional, top};
use super::text::text;
use crate::base::{Reported, Span};
use crate::model::{Draft, Limits};
use crate::read::front;

/// From the strongest to the weakest.
const BUMPS: [&str; 4] = ["major", "minor", "patch", "none"];

pub fn read(given: &Given<'_>) -> Reported<Vec<Draft>> {
    let mut desk = Desk::new(given);
    for (path, content) in given.files.iter() {
        if path.extension() != "md" || path.stem().eq_ignore_ascii_case("readme") {
            continue;
        }
        let Some(source) = text(path, content).take(&mut desk.diagnostics) else { continue };
        let front = front(&source, &Limits::default()).take(&mut desk.diagnostics);
        if front.fence.is_none() {
            desk.leave(top(&source), "this has no front matter with packages, so it is no changeset");
            continue;
        }
        let packages: Vec<(&str, &str)> = (front.table.entries.iter())
            .filter_map(|(package, bump)| Some((package.value.as_str(), bump.value.written()?)))
            .collect();
        let bump = BUMPS.into_iter().find(|bump| packages.iter().any(|(_, own)| own == bump));
        let body = source.text.get(front.body..).unwrap_or_default().trim();
        if body.is_empty() {
            desk.leave(top(&source), "this changeset says nothing");
            continue;
        }
        let (first, rest) = body.split_once('\n').unwrap_or((body, ""));
        let told = conventional(first);
        let kind = told.map(|(kind, ..)| kind).or(bump).filter(|kind| *kind != "none").unwrap_or("change");
        let first = told.map_or(first, |(.., text)| text);
        let fragment = Fragment {
            mark: format!("changesets:{}", path.stem()),
            name: path.stem().to_owned(),
            kind: if kind == "chore" || kind == "docs" { "change" } else { kind }.to_owned(),
            is_breaking: bump == Some("major") || told.is_some_and(|(_, _, is_breaking, _)| is_breaking),
            parts: packages.iter().map(|(package, _)| (*package).to_owned()).collect(),
            body: format!("{first}\n{rest}"),
            ..Fragment::default()
        };
        desk.add(fragment, source.place(Span::new(front.body, front.body)));
    }
    Reported::new(desk.drafts, desk.diagnostics)
}
