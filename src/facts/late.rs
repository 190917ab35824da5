//! Facts that only some pages and files ask for: each is found when the first of them asks, once for all.
//!
//! Threads that ask meanwhile wait for it. So nothing here may share out its work to the threads of the build: the one
//! that finds a fact could be given a page that asks for the same, and would wait for itself.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::advisories::{Advisory, advisories};
use super::deprecations::{Farewell, farewells};
use super::exposure::{Exposure, exposures};
use super::line::Line;
use super::search::Index;
use super::support::Support;
use crate::model::{Entry, Site};

/// What is known so far of one site.
#[derive(Debug)]
pub struct Late {
    site: Arc<Site>,
    lines: OnceLock<Vec<Line>>,
    advisories: OnceLock<Vec<Advisory>>,
    /// In the order of `lines`.
    exposures: OnceLock<Vec<Vec<Exposure>>>,
    farewells: OnceLock<Vec<Farewell>>,
    /// Where those of each entry stand in it, by its id.
    farewells_of: OnceLock<BTreeMap<String, Vec<usize>>>,
    support: OnceLock<Support>,
    search: OnceLock<Index>,
}

impl Late {
    /// Nothing is known yet of this site.
    pub fn new(site: Arc<Site>) -> Self {
        Self {
            site,
            lines: OnceLock::new(),
            advisories: OnceLock::new(),
            exposures: OnceLock::new(),
            farewells: OnceLock::new(),
            farewells_of: OnceLock::new(),
            support: OnceLock::new(),
            search: OnceLock::new(),
        }
    }

    /// The products' releases in their order, to be compared; of products that have any.
    pub fn lines(&self) -> &[Line] {
        self.lines.get_or_init(|| Line::all(&self.site))
    }

    /// The line of a product (an index into `Site::products`); `None` when it has no releases.
    pub fn line(&self, product: usize) -> Option<&Line> {
        self.lines().iter().find(|line| line.product == product)
    }

    /// Every advisory, newest first.
    pub fn advisories(&self) -> &[Advisory] {
        self.advisories.get_or_init(|| advisories(&self.site))
    }

    /// The known holes in releases of a line of this site, by the numbers of their `advisories`.
    pub fn exposures(&self, line: &Line) -> &[Exposure] {
        let of = |line: &Line| exposures(&self.site, line, self.advisories());
        let all = self.exposures.get_or_init(|| self.lines().iter().map(of).collect());
        let at = self.lines().iter().position(|it| it.product == line.product);
        at.and_then(|at| all.get(at)).map_or(&[], Vec::as_slice)
    }

    /// What is deprecated, what ends soonest first.
    pub fn farewells(&self) -> &[Farewell] {
        self.farewells.get_or_init(|| farewells(&self.site))
    }

    /// What became of `what`, the end of which a released or dated entry announces.
    pub fn farewell(&self, entry: &Entry, what: &str) -> Option<&Farewell> {
        let of_entries = self.farewells_of.get_or_init(|| {
            let mut of_entries: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (at, farewell) in self.farewells().iter().enumerate() {
                of_entries.entry(self.site.entries[farewell.entry].id.clone()).or_default().push(at);
            }
            of_entries
        });
        let own = of_entries.get(&entry.id).into_iter().flatten();
        own.filter_map(|&at| self.farewells().get(at)).find(|farewell| farewell.what == what)
    }

    /// Which versions are supported.
    pub fn support(&self) -> &Support {
        self.support.get_or_init(|| Support::of(&self.site))
    }

    /// What can be searched.
    pub fn search(&self) -> &Index {
        self.search.get_or_init(|| Index::of(&self.site))
    }
}
