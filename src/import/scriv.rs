//! scriv: `changelog.d/20260805_100000_who_what.rst` or `.md`, with a heading for each category.

use super::Given;
use super::fragment::{Desk, Fragment, top};
use super::rst::markdown;
use super::text::text;
use crate::base::{Place, Reported};
use crate::model::Draft;

pub fn read(given: &Given<'_>) -> Reported<Vec<Draft>> {
    let mut desk = Desk::new(given);
    for (path, content) in given.files.iter() {
        let extension = path.extension();
        let is_fragment =
            matches!(extension.as_str(), "md" | "rst") && path.stem().starts_with(|c: char| c.is_ascii_digit());
        if !is_fragment {
            if matches!(extension.as_str(), "md" | "rst") && !is_of_scriv(path.stem()) {
                desk.leave(Place::file(path), "its name does not begin with a day, so it is no fragment");
            }
            continue;
        }
        let Some(source) = text(path, content).take(&mut desk.diagnostics) else { continue };
        let shown = match extension.as_str() {
            "rst" => markdown(&source.text),
            _ => without_comments(&source.text),
        };
        if shown.trim().is_empty() {
            desk.leave(top(&source), "this fragment says nothing");
            continue;
        }
        let name: Vec<&str> = path.stem().splitn(3, '_').collect();
        let fragment = Fragment {
            mark: format!("scriv:{}", path.stem()),
            name: name.last().map_or_else(String::new, |name| (*name).to_owned()),
            body: shown,
            ..Fragment::default()
        };
        desk.add(fragment, top(&source));
    }
    Reported::new(desk.drafts, desk.diagnostics)
}

/// Files that the folder has besides fragments: by default those that `skip_fragments` names, and templates.
fn is_of_scriv(stem: &str) -> bool {
    stem.to_lowercase().starts_with("readme")
        || stem.ends_with(".j2")
        || stem.starts_with("scriv")
        || stem.starts_with("new_fragment")
}

/// Without the comments that scriv's template brings along.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = behind.split_once("-->").map_or("", |(_, behind)| behind);
    }
    out.push_str(rest);
    out
}
