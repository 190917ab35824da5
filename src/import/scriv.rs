//! scriv: `changelog.d/20260805_100000_who_what.md`, with a heading for each category.

use super::Given;
use super::fragment::{Desk, Fragment, top};
use super::text::text;
use crate::base::Reported;
use crate::model::Draft;
use crate::read::outline;

pub fn read(given: &Given<'_>) -> Reported<Vec<Draft>> {
    let mut desk = Desk::new(given);
    for (path, content) in given.files.iter() {
        let is_fragment = path.extension() == "md" && path.stem().starts_with(|c: char| c.is_ascii_digit());
        if !is_fragment {
            let is_rst = path.extension() == "rst" && path.stem().starts_with(|c: char| c.is_ascii_digit());
            if is_rst {
                desk.leave(crate::base::Place::file(path), "fragments in reStructuredText are not read");
            }
            continue;
        }
        let Some(source) = text(path, content).take(&mut desk.diagnostics) else { continue };
        let shown = without_comments(&source.text);
        if outline(&shown).items() == 0 && shown.trim().is_empty() {
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
