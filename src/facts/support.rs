//! Which versions are supported, and what to use in place of those that nobody should.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::newest::is_final;
use crate::base::Date;
use crate::model::{Release, ReleaseIx, Site, Version};

/// The lines of all products, and what to say of each release.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Support {
    /// For each product its lines, newest first; none when nobody says anything about its support.
    pub lines: Vec<Vec<Line>>,
    advice: Vec<Option<Advice>>,
    /// The addresses of those whose support has ended.
    ended: HashSet<String>,
    /// What to use in place of those that were withdrawn, by their addresses.
    used: HashMap<String, ReleaseIx>,
}

/// Releases that are supported together: `2.x`, or `2.3` where a product supports such lines for
/// different times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub name: String,
    /// The newest final release.
    pub newest: ReleaseIx,
    /// The date of the first final release.
    pub since: Option<Date>,
    /// The last day of support.
    pub until: Option<Date>,
    pub lts: bool,
    pub state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its last day is to come, or it is the newest line and nobody gave a last day.
    Supported,
    Ended,
    /// An older line, and nobody said until when.
    Unstated,
}

impl State {
    /// `supported`, `ended` or `unstated`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Ended => "ended",
            Self::Unstated => "unstated",
        }
    }
}

/// Why a release is not the one to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    Yanked,
    /// Its support ended with this day.
    Unsupported(Date),
    Prerelease,
}

/// What a reader of a release should know before using it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advice {
    pub reason: Reason,
    /// The release to use.
    pub instead: Option<ReleaseIx>,
}

impl Support {
    pub fn of(site: &Site) -> Self {
        let advice = vec![None; site.releases.len()];
        let mut support = Self { lines: Vec::new(), advice, ended: HashSet::new(), used: HashMap::new() };
        for product in 0..site.products.len() {
            let desk = Desk::new(site, product);
            for &ix in &site.product(product).releases {
                let advice = desk.advice(ix);
                if let Some(used) = advice.and_then(|it| it.instead.filter(|_| it.reason == Reason::Yanked)) {
                    support.used.insert(site.releases[ix].address.clone(), used);
                }
                if let Some(place) = support.advice.get_mut(ix) {
                    *place = advice;
                }
                if desk.ended(ix).is_some() {
                    support.ended.insert(site.releases[ix].address.clone());
                }
            }
            support.lines.push(if desk.is_stated { desk.lines() } else { Vec::new() });
        }
        support
    }

    pub fn advice(&self, release: ReleaseIx) -> Option<Advice> {
        self.advice.get(release).copied().flatten()
    }

    /// The release to use in place of a withdrawn one.
    pub fn used_instead(&self, withdrawn: &Release) -> Option<ReleaseIx> {
        self.used.get(&withdrawn.address).copied()
    }

    /// Whether the release's support has ended.
    pub fn has_ended(&self, release: &Release) -> bool {
        self.ended.contains(&release.address)
    }

    /// Whether anybody says anything about support.
    pub fn is_stated(&self) -> bool {
        self.lines.iter().any(|lines| !lines.is_empty())
    }
}

/// Of each withdrawn release of a product the one to use in its place, in the order of the product's releases.
pub(super) fn replacements(site: &Site, product: usize) -> Vec<(ReleaseIx, Option<ReleaseIx>)> {
    let releases = site.product(product).releases.iter().copied();
    let withdrawn: Vec<ReleaseIx> = releases.filter(|&ix| site.releases[ix].fields.yanked.is_some()).collect();
    if withdrawn.is_empty() {
        return Vec::new();
    }
    let desk = Desk::new(site, product);
    withdrawn.into_iter().map(|ix| (ix, desk.instead(ix))).collect()
}

/// The lines of one product by their first numbers.
struct Desk<'s> {
    site: &'s Site,
    product: usize,
    /// How many numbers name a line.
    depth: usize,
    is_stated: bool,
    lines: BTreeMap<Vec<u64>, Draft>,
    /// The newest final release, and the newest whose support has not ended.
    newest: Option<ReleaseIx>,
    best: Option<ReleaseIx>,
}

#[derive(Default)]
struct Draft {
    newest: Option<ReleaseIx>,
    since: Option<Date>,
    until: Option<Date>,
    lts: bool,
}

impl<'s> Desk<'s> {
    fn new(site: &'s Site, product: usize) -> Self {
        let releases = || site.product(product).releases.iter().map(|&ix| (ix, &site.releases[ix]));
        let is_stated = releases().any(|(_, it)| it.fields.support_until.is_some() || it.fields.lts);
        let depth = depth(releases().map(|(_, release)| release));
        let mut desk = Self { site, product, depth, is_stated, lines: BTreeMap::new(), newest: None, best: None };
        // Newest first.
        for (ix, release) in releases() {
            let Some(key) = desk.key(&release.version) else { continue };
            let line = desk.lines.entry(key).or_default();
            line.until = line.until.or(release.fields.support_until);
            line.lts |= release.fields.lts;
            if is_final(release) {
                line.newest = line.newest.or(Some(ix));
                line.since = release.date.or(line.since);
            }
        }
        let mut finals = releases().filter(|(_, it)| is_final(it)).map(|(ix, _)| ix);
        desk.newest = finals.clone().next();
        desk.best = finals.find(|&ix| desk.ended(ix).is_none());
        desk
    }

    /// The line that a version belongs to: its first number, two of them before 1.0 (SemVer 2.0.0,
    /// section 4) and where minor versions have support of their own. `None` without numbers.
    fn key(&self, version: &Version) -> Option<Vec<u64>> {
        let numbers = version.numbers();
        let first = *numbers.first()?;
        let depth = if first == 0 { 2 } else { self.depth };
        Some((0..depth).map(|at| numbers.get(at).copied().unwrap_or(0)).collect())
    }

    fn line(&self, release: ReleaseIx) -> Option<&Draft> {
        self.lines.get(&self.key(&self.site.releases[release].version)?)
    }

    /// The last day of the release's support, when it is past: its own day when its line has none.
    fn ended(&self, release: ReleaseIx) -> Option<Date> {
        let own = self.site.releases[release].fields.support_until;
        let until = self.line(release).and_then(|line| line.until).max(own);
        until.filter(|until| until.end() <= self.site.viewpoint.now)
    }

    fn advice(&self, ix: ReleaseIx) -> Option<Advice> {
        let release = &self.site.releases[ix];
        let reason = match (&release.fields.yanked, self.ended(ix)) {
            (Some(_), _) => Reason::Yanked,
            (None, Some(until)) => Reason::Unsupported(until),
            (None, None) if release.prerelease => Reason::Prerelease,
            (None, None) => return None,
        };
        Some(Advice { reason, instead: self.instead(ix) })
    }

    /// The release to use in place of one that nobody should: what its author named, else the newest final one of its
    /// line, else of its product, each while it is supported. In place of a withdrawn one an unsupported one will do.
    fn instead(&self, ix: ReleaseIx) -> Option<ReleaseIx> {
        let newest_of_line = self.line(ix).and_then(|line| line.newest);
        let supported = || newest_of_line.filter(|&newest| self.ended(newest).is_none()).or(self.best);
        let is_withdrawn = self.site.releases[ix].fields.yanked.is_some();
        let unsupported = || newest_of_line.or(self.newest).filter(|_| is_withdrawn);
        self.named(ix).or_else(supported).or_else(unsupported).filter(|instead| *instead != ix)
    }

    /// The release that the author of a withdrawn one sends its users to, unless that was withdrawn too.
    fn named(&self, ix: ReleaseIx) -> Option<ReleaseIx> {
        let version = Version::new(&self.site.releases[ix].fields.yanked.as_ref()?.instead.as_ref()?.value);
        let mut releases = self.site.product(self.product).releases.iter().copied();
        let is_meant = |it: &Release| it.version.as_str() == version.as_str() && it.fields.yanked.is_none();
        releases.find(|&ix| is_meant(&self.site.releases[ix]))
    }

    /// Lines with a final release, newest first.
    fn lines(&self) -> Vec<Line> {
        let final_lines = self.lines.iter().rev().filter_map(|(key, line)| Some((key, line, line.newest?)));
        let lines = final_lines.enumerate().map(|(at, (key, line, newest))| {
            let state = match line.until {
                Some(until) if until.end() <= self.site.viewpoint.now => State::Ended,
                None if at > 0 => State::Unstated,
                _ => State::Supported,
            };
            let numbers: Vec<String> = key.iter().map(u64::to_string).collect();
            let name = match numbers.len() {
                1 => format!("{}.x", numbers.concat()),
                _ => numbers.join("."),
            };
            Line { name, newest, since: line.since, until: line.until, lts: line.lts, state }
        });
        lines.collect()
    }
}

/// One number names a line, or two when minor versions of one major version say different things.
fn depth<'r>(releases: impl Iterator<Item = &'r Release>) -> usize {
    let mut said: BTreeMap<u64, BTreeSet<(Option<Date>, bool)>> = BTreeMap::new();
    let mut minors: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
    for release in releases.filter(|it| it.fields.support_until.is_some() || it.fields.lts) {
        let &[major, ref rest @ ..] = release.version.numbers() else { continue };
        said.entry(major).or_default().insert((release.fields.support_until, release.fields.lts));
        minors.entry(major).or_default().insert(rest.first().copied().unwrap_or(0));
    }
    let differ = |major: &u64| {
        said.get(major).is_some_and(|said| said.len() > 1) && minors.get(major).is_some_and(|minors| minors.len() > 1)
    };
    if said.keys().any(differ) { 2 } else { 1 }
}
