//! What each code means: a table of everything that can be told, rules and what a build says.

mod fields;
mod files;
mod imports;
mod links;
mod review;
mod site;
mod themes;

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

/// What builds and imports say, by what it is about.
const TOLD: [&[Explained]; 7] =
    [&review::CODES, &fields::CODES, &files::CODES, &imports::CODES, &links::CODES, &site::CODES, &themes::CODES];

/// Everything that can be told, rules first.
pub fn all() -> impl Iterator<Item = &'static Explained> {
    rules().map(|rule| &rule.about).chain(TOLD.into_iter().flatten())
}

/// What is told under this code.
pub fn explained(code: &str) -> Option<&'static Explained> {
    all().find(|about| about.code == code)
}

/// A row about an error.
const fn error(code: &'static str, caption: &'static str, why: &'static str) -> Explained {
    Explained { code, level: Level::Error, caption, why, bad: "", good: "" }
}

/// A row about a warning.
const fn warning(code: &'static str, caption: &'static str, why: &'static str) -> Explained {
    Explained { level: Level::Warning, ..error(code, caption, why) }
}

/// A row about a note.
const fn note(code: &'static str, caption: &'static str, why: &'static str) -> Explained {
    Explained { level: Level::Note, ..error(code, caption, why) }
}

impl Explained {
    /// The same with an example of how it comes about, and how it looks when it is right.
    const fn example(self, bad: &'static str, good: &'static str) -> Self {
        Self { bad, good, ..self }
    }
}
