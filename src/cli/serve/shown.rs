//! One state of the site that is served.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::live::Prints;
use crate::base::{Diagnostic, SitePath};
use crate::build::Output;

pub(super) struct Shown {
    /// Counts builds.
    pub(super) build: u64,
    /// The last good one.
    pub(super) output: Option<Arc<Output>>,
    /// What is wrong with the files as they are now.
    pub(super) faults: Vec<Diagnostic>,
    /// The addresses of all stylesheets.
    pub(super) styles: Vec<String>,
    /// The first build: what those of an earlier server showed is not known.
    first: u64,
    /// The last build that changed them, by the addresses of files that are copied as they are (pictures, styles,
    /// scripts).
    copies: BTreeMap<String, u64>,
}

impl Shown {
    /// Nothing yet, before the build with the number `first`.
    pub(super) fn nothing(first: u64) -> Self {
        let (faults, styles, copies) = Default::default();
        Self { build: first.saturating_sub(1), output: None, faults, styles, first, copies }
    }

    /// What the next build makes of it.
    pub(super) fn next(&self, output: Option<Output>, faults: Vec<Diagnostic>) -> Self {
        let (build, first) = (self.build + 1, self.first);
        let mut copies = self.copies.clone();
        let changed = output.iter().flat_map(|output| self.changed_copies(output));
        copies.extend(changed.map(|address| (address, build)));
        let output = output.map(Arc::new).or_else(|| self.output.clone());
        let styles = output.iter().flat_map(|output| styles(output)).collect();
        Self { build, output, faults, styles, first, copies }
    }

    /// The addresses of copied files that `next` has in another form than this one, or only one of the two has.
    fn changed_copies(&self, next: &Output) -> Vec<String> {
        let Some(last) = &self.output else { return Vec::new() };
        let before = |path: &SitePath| last.find(path.as_str()).and_then(|index| last.copy(index));
        let changed = next.copied().filter(|(path, bytes)| before(path) != Some(bytes));
        let gone = last.copied().filter(|(path, _)| !next.contains(path.as_str()));
        changed.chain(gone).map(|(path, _)| format!("{}/{path}", next.base_path())).collect()
    }

    /// The path of the site's address, without a last slash.
    pub(super) fn base_path(&self) -> &str {
        self.output.as_ref().map_or("", |output| output.base_path())
    }

    /// Whether the output is of the files as they are now, not of an earlier build.
    pub(super) fn is_current(&self) -> bool {
        self.faults.is_empty()
    }

    pub(super) fn prints(&self, page: &[u8]) -> Prints {
        Prints::of(page, self.styles.iter().map(String::as_str))
    }

    /// The addresses of the stylesheets that became others since the build `since`.
    pub(super) fn changed_styles(&self, since: u64) -> Vec<&str> {
        let is_later = |style: &&String| self.copies.get(*style).is_some_and(|build| *build > since);
        self.styles.iter().filter(is_later).map(String::as_str).collect()
    }

    /// What became of the copied files that `page` names since the build `since`: `none`, `styles` when there are only
    /// such, else `page`.
    pub(super) fn change_of_copies(&self, since: u64, page: &[u8]) -> &'static str {
        if since < self.first {
            return "page";
        }
        let page = String::from_utf8_lossy(page);
        let later = self.copies.iter().filter(|(_, build)| **build > since).map(|(address, _)| address);
        let named = later.filter(|address| page.contains(address.as_str()));
        named.fold("none", |change, address| match address.ends_with(".css") && change != "page" {
            true => "styles",
            false => "page",
        })
    }
}

/// The addresses of its stylesheets, all of which are copied as they are.
fn styles(output: &Output) -> Vec<String> {
    let styles = output.copied().filter(|(path, _)| path.as_str().ends_with(".css"));
    styles.map(|(path, _)| format!("{}/{path}", output.base_path())).collect()
}
