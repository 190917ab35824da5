//! One state of the site that is served.

use std::collections::VecDeque;
use std::sync::Arc;

use super::live::Prints;
use crate::base::Diagnostic;
use crate::build::Output;

/// Of how many builds it is known which copied files they changed.
const BUILDS_KNOWN: usize = 100;

pub(super) struct Shown {
    /// Counts builds.
    pub(super) build: u64,
    /// The last good one.
    pub(super) output: Option<Arc<Output>>,
    /// What is wrong with the files as they are now.
    pub(super) faults: Vec<Diagnostic>,
    /// The addresses of all stylesheets.
    pub(super) styles: Vec<String>,
    /// By build: the addresses of files that it changed and that are copied as they are (pictures, styles, scripts).
    copies: VecDeque<(u64, Vec<String>)>,
}

impl Shown {
    /// Nothing yet, before the first build, which is given the number `build`.
    pub(super) fn nothing(build: u64) -> Self {
        let build = build.saturating_sub(1);
        Self { build, output: None, faults: Vec::new(), styles: Vec::new(), copies: VecDeque::new() }
    }

    /// What the next build makes of it.
    pub(super) fn next(&self, output: Option<Output>, faults: Vec<Diagnostic>) -> Self {
        let build = self.build + 1;
        let mut copies = self.copies.clone();
        copies.push_back((build, output.as_ref().map_or_else(Vec::new, |output| self.changed_copies(output))));
        if copies.len() > BUILDS_KNOWN {
            copies.pop_front();
        }
        let output = output.map(Arc::new).or_else(|| self.output.clone());
        let styles = output.iter().flat_map(|output| addresses(output, |path| path.ends_with(".css"))).collect();
        Self { build, output, faults, styles, copies }
    }

    /// The addresses of copied files that `next` has in another form than this one.
    fn changed_copies(&self, next: &Output) -> Vec<String> {
        let Some(last) = &self.output else { return Vec::new() };
        let changed = next.copied().filter(|(path, bytes)| {
            let before = last.find(path.as_str()).and_then(|index| last.copy(index));
            before.is_some_and(|before| before != *bytes)
        });
        changed.map(|(path, _)| format!("{}/{path}", next.base_path())).collect()
    }

    /// The path of the site's address, without a last slash.
    pub(super) fn base_path(&self) -> &str {
        self.output.as_ref().map_or("", |output| output.base_path())
    }

    pub(super) fn prints(&self, page: &[u8]) -> Prints {
        Prints::of(page, self.styles.iter().map(String::as_str))
    }

    /// What became of the copied files that `page` names since the build `since`: `none`, `styles` when there are only
    /// such, else `page`.
    pub(super) fn change_of_copies(&self, since: u64, page: &[u8]) -> &'static str {
        if self.copies.front().is_none_or(|(first, _)| since < *first) {
            return "page";
        }
        let page = String::from_utf8_lossy(page);
        let later = self.copies.iter().filter(|(build, _)| *build > since).flat_map(|(_, addresses)| addresses);
        let named = later.filter(|address| page.contains(address.as_str()));
        named.fold("none", |change, address| match address.ends_with(".css") && change != "page" {
            true => "styles",
            false => "page",
        })
    }
}

fn addresses(output: &Output, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let wanted = output.paths().map(|path| path.as_str()).filter(|path| is_wanted(path));
    wanted.map(|path| format!("{}/{path}", output.base_path())).collect()
}
