//! The content of a site, for commands that write more of it.

use std::path::{Path, PathBuf};

use super::exit::Stop;
use super::report::Reporter;
use crate::base::{Date, Diagnostic, Reported, SitePath, Tree};
use crate::build::{self, Memo, Output, Wish};
use crate::edge::disk::{read_file, read_tree};
use crate::edge::{Failure, clock};
use crate::model::{Config, Viewpoint};

/// What a site's folder holds.
#[derive(Clone)]
pub(super) struct SiteContent {
    pub(super) root: PathBuf,
    pub(super) tree: Tree,
    pub(super) config: Config,
}

impl SiteContent {
    /// Reads it. A configuration that cannot be read is told here.
    pub(super) fn read(root: &Path, reporter: &Reporter) -> Result<Self, Stop> {
        let failed = |failure: Failure| failure.told_by(reporter);
        let bytes = read_file(&root.join(build::CONFIG)).map_err(failed)?;
        let config = bytes.and_then(|bytes| build::config_in(&bytes));
        let tree = read_tree(root, build::extent(config.as_ref())).map_err(failed)?.value;
        match config {
            Some(config) => Ok(Self { root: root.to_owned(), tree, config }),
            None => {
                reporter.tell(build_of(&tree, &[]).map_err(failed)?.diagnostics);
                Err(Stop::Content)
            }
        }
    }

    /// The site with everything that is in it, drafts and the future included; `None` when it has errors.
    pub(super) fn built(&self) -> Result<Option<Output>, Failure> {
        build_of(&self.tree, &self.config.audiences).map(|built| built.value)
    }

    /// The site with everything that is finished, whenever and for whomever. What keeps it from being built is told.
    pub(super) fn finished(&self, reporter: &Reporter) -> Result<Output, Stop> {
        let failed = |failure: Failure| failure.told_by(reporter);
        let now = clock::now().map_err(failed)?;
        self.seen(Viewpoint { now, drafts: false, future: true, audiences: self.config.audiences.clone() }, reporter)
    }

    /// The site as the public sees it now. What keeps it from being built is told.
    pub(super) fn public(&self, reporter: &Reporter) -> Result<Output, Stop> {
        let now = clock::now().map_err(|failure| failure.told_by(reporter))?;
        self.seen(Viewpoint { now, drafts: false, future: false, audiences: Vec::new() }, reporter)
    }

    /// The site as the public will see it on that day. What keeps it from being built is told.
    pub(super) fn public_on(&self, day: Date, reporter: &Reporter) -> Result<Output, Stop> {
        self.seen(Viewpoint { now: day.timestamp(), drafts: false, future: false, audiences: Vec::new() }, reporter)
    }

    /// The site as the public sees it, now and ever after. What keeps it from being built is told.
    pub(super) fn scheduled(&self, reporter: &Reporter) -> Result<Output, Stop> {
        let now = clock::now().map_err(|failure| failure.told_by(reporter))?;
        self.seen(Viewpoint { now, drafts: false, future: true, audiences: Vec::new() }, reporter)
    }

    fn seen(&self, viewpoint: Viewpoint, reporter: &Reporter) -> Result<Output, Stop> {
        let built = build::build(&self.tree, &Wish { viewpoint, base_url: None, origin: None }, &Memo::none());
        match built.value {
            Some(output) => Ok(output),
            None => {
                reporter.tell(built.diagnostics.into_iter().filter(Diagnostic::is_error).collect());
                reporter.remark("nothing was changed");
                Err(Stop::Content)
            }
        }
    }

    /// What a build of everything would say of `tree` about the files at `paths`.
    pub(super) fn said_of(&self, tree: &Tree, paths: &[&SitePath]) -> Result<Vec<Diagnostic>, Failure> {
        let is_about = |diagnostic: &Diagnostic| {
            let mut places = diagnostic.place.iter().chain(&diagnostic.related);
            places.any(|place| paths.iter().any(|path| path.as_str() == place.path))
        };
        let told = build_of(tree, &self.config.audiences)?.diagnostics;
        Ok(told.into_iter().filter(is_about).collect())
    }
}

fn build_of(tree: &Tree, audiences: &[String]) -> Result<Reported<Option<Output>>, Failure> {
    let viewpoint = Viewpoint { now: clock::now()?, drafts: true, future: true, audiences: audiences.to_vec() };
    Ok(build::build(tree, &Wish { viewpoint, base_url: None, origin: None }, &Memo::none()))
}
