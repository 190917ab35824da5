//! What `[check]` in `tidings.toml` says.

use crate::base::Place;

/// How `tidings check` judges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckConfig {
    /// The codes whose level the site changes, in the order written.
    pub levels: Vec<SetLevel>,
    /// After how many days an item in progress that nobody touched is told; default 60.
    pub untouched_days: u32,
    /// Paths below the repository's root whose changes need no entry; patterns as `.gitignore` has them.
    pub ignore: Vec<String>,
    /// Labels of a change under review that say that it needs none; default `no-changelog` and `skip-changelog`.
    pub labels: Vec<String>,
}

/// `vague-line = "off"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetLevel {
    /// As written; whether there is such a code is not known here.
    pub code: String,
    pub level: Level,
    /// Where the code is written.
    pub place: Place,
}

/// How loud a doubt is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Error,
    Warning,
    Note,
    Off,
}

impl Default for CheckConfig {
    fn default() -> Self {
        let labels = ["no-changelog", "skip-changelog"].map(str::to_owned).to_vec();
        Self { levels: Vec::new(), untouched_days: 60, ignore: Vec::new(), labels }
    }
}

impl Level {
    pub const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::Note, Self::Off];

    /// What it is called in `tidings.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
            Self::Off => "off",
        }
    }
}
