//! What each code means: a table of everything that can be told.

use super::rules;
use crate::model::Level;

/// A kind of mistake or doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explained {
    /// Stable, kebab-case.
    pub code: &'static str,
    /// How loud it is, unless `[check]` says otherwise.
    pub level: Level,
    /// What it is, in half a sentence.
    pub caption: &'static str,
    /// Why it matters, and what to do.
    pub why: &'static str,
    /// How it comes about; may be empty.
    pub bad: &'static str,
    /// How it looks when it is right; may be empty.
    pub good: &'static str,
}

/// Everything that can be told, rules first.
pub fn all() -> impl Iterator<Item = &'static Explained> {
    rules().map(|rule| &rule.about)
}

/// What is told under this code.
pub fn explained(code: &str) -> Option<&'static Explained> {
    all().find(|about| about.code == code)
}
