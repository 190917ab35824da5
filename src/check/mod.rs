//! What is allowed but unwise: a table of rules, one file a family.

mod dates;
mod drift;
mod explained;
mod items;
mod overdue;
mod pattern;
mod promises;
mod removals;
mod review;
#[cfg(test)]
mod sample;
mod text;
mod versions;
mod wording;

use std::collections::BTreeMap;

use jiff::Timestamp;
use rayon::prelude::*;

pub use self::explained::{Explained, all, explained};
pub use self::review::{How, Review, Touched, review};
use self::text::Text;
use crate::base::{Diagnostic, Place, Severity, SitePath, Tree, nearest};
use crate::model::{Change, Config, Entry, Level, Release, SetLevel, Site, Viewpoint};

/// What rules look at.
pub struct View<'a> {
    /// Linked with everything let in: drafts, later dates and every audience.
    pub site: &'a Site,
    /// Every file of the site that tells of something, by its path.
    texts: BTreeMap<SitePath, Text>,
    /// When each file was last changed, by its path below the site's root; else why nobody knows.
    touched: Result<BTreeMap<String, Timestamp>, String>,
}

/// A doubt that may be told.
pub struct Rule {
    /// Its code, how loud it is by default, and what it means.
    pub about: Explained,
    /// Everything that gives rise to it. The severity of what is returned does not count.
    find: fn(&View<'_>) -> Vec<Diagnostic>,
}

/// The families of rules, as they are listed.
const FAMILIES: [&[Rule]; 7] = [
    &wording::RULES,
    &promises::RULES,
    &removals::RULES,
    &versions::RULES,
    &dates::RULES,
    &overdue::RULES,
    &drift::RULES,
];

/// Every rule.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.into_iter().flatten()
}

impl<'a> View<'a> {
    /// Of a site and the folder that it was read from.
    pub fn new(site: &'a Site, tree: &Tree) -> Self {
        let files: Vec<_> = tree.below("changelog").chain(tree.below("roadmap")).collect();
        let read = files.par_iter().filter_map(|(path, content)| Text::read(path, content, &site.config));
        Self {
            site,
            texts: read.map(|text| (text.path().clone(), text)).collect(),
            touched: Err("nobody asked".to_owned()),
        }
    }

    /// The same, knowing when each file was last changed, by its path below the site's root; or why that is not known.
    #[must_use]
    pub fn with_history(self, touched: Result<BTreeMap<String, Timestamp>, String>) -> Self {
        Self { touched, ..self }
    }

    fn texts(&self) -> impl Iterator<Item = &Text> {
        self.texts.values()
    }
}

/// From where everything is seen: drafts, later dates and every audience of the site.
pub fn everything(config: &Config, now: Timestamp) -> Viewpoint {
    Viewpoint { now, drafts: true, future: true, audiences: config.audiences.clone() }
}

/// Every doubt about the site, as loud as the site wants it.
pub fn doubts(view: &View<'_>) -> Vec<Diagnostic> {
    let levels = &view.site.config.check.levels;
    let level = |rule: &Rule| {
        let set = levels.iter().rev().find(|set| set.code == rule.about.code);
        set.map_or(rule.about.level, |set| set.level)
    };
    rules()
        .filter_map(|rule| Some((rule, severity(level(rule))?)))
        .flat_map(|(rule, severity)| (rule.find)(view).into_iter().map(move |doubt| Diagnostic { severity, ..doubt }))
        .collect()
}

/// Gives what the build said the levels that the site wants: what is an error stays one, because nothing is published
/// with it.
pub fn judge(said: Vec<Diagnostic>, config: &Config) -> Vec<Diagnostic> {
    let set = |code: &str| config.check.levels.iter().rev().find(|set| set.code == code).map(|set| set.level);
    let judged = |diagnostic: Diagnostic| match set(diagnostic.code).filter(|_| !diagnostic.is_error()) {
        None => Some(diagnostic),
        Some(level) => Some(Diagnostic { severity: severity(level)?, ..diagnostic }),
    };
    said.into_iter().filter_map(judged).collect()
}

/// What is wrong with `[check]` itself: codes that nothing has, and errors of the build that were to be less.
pub fn check_levels(config: &Config) -> Vec<Diagnostic> {
    let fault = |set: &SetLevel| {
        let Some(about) = explained(&set.code) else {
            let unknown = Diagnostic::error("unknown-code", format!("nothing is told as `{}`", set.code));
            let help = match nearest(&set.code, codes()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`tidings explain` lists every code".to_owned(),
            };
            return Some(unknown.at(set.place.clone()).help(help));
        };
        let is_fixed = about.level == Level::Error && set.level != Level::Error;
        is_fixed.then(|| {
            let message = format!("`{}` stays an error: no site is published with it", set.code);
            let help = "only warnings and notes have a level that can be chosen";
            Diagnostic::error("fixed-level", message).at(set.place.clone()).help(help)
        })
    };
    config.check.levels.iter().filter_map(fault).collect()
}

/// Every code, as `tidings explain` lists them.
pub fn codes() -> impl Iterator<Item = &'static str> {
    all().map(|about| about.code)
}

fn severity(level: Level) -> Option<Severity> {
    match level {
        Level::Error => Some(Severity::Error),
        Level::Warning => Some(Severity::Warning),
        Level::Note => Some(Severity::Note),
        Level::Off => None,
    }
}

/// A doubt of this code; how loud it is, [`doubts`] decides.
fn doubt(code: &'static str, message: impl Into<String>, place: Place) -> Diagnostic {
    Diagnostic::warning(code, message).at(place)
}

/// Where an entry is told to be at fault: its title, else the first line of its text.
fn place_of(view: &View<'_>, entry: &Entry) -> Place {
    let title = entry.fields.title.as_ref().map(|at| entry.source.place(at.span));
    let text = view.texts.get(entry.path());
    let line = || text.and_then(|text| Some(text.place(text.lines.first()?.span)));
    title.or_else(line).unwrap_or_else(|| Place::file(entry.path()))
}

/// Where a release's own file tells this change.
fn line_of(view: &View<'_>, release: &Release, change: &Change) -> Option<Place> {
    let source = release.source.as_ref()?;
    let text = view.texts.get(&source.path)?;
    // The marker of a breaking change is no part of its summary.
    let line = text.lines.iter().find(|line| line.is_item && line.says.contains(change.summary.as_str()));
    Some(line.map_or_else(|| Place::file(&source.path), |line| text.place(line.span)))
}

/// Whether `word` is one of `words`, which have blanks between them.
fn is_among(word: &str, words: &str) -> bool {
    words.split_whitespace().any(|known| known == word)
}
