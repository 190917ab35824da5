//! What there is to say about a value: errors and warnings as values, with their place.

use serde::{Deserialize, Serialize};

/// How bad it is. An error stops publishing; a warning does not, unless `--strict`; a note never does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
    Note,
}

impl Severity {
    /// What it is called in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A place in a file, complete in itself: it can be shown without the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Path below the site's root.
    pub path: String,
    /// Line, from 1; 0 when the whole file is meant.
    pub line: usize,
    /// Column in characters, from 1; 0 when the whole file is meant.
    pub column: usize,
    /// How many characters the caret covers, at least 1.
    pub width: usize,
    /// The line itself; empty when the whole file is meant.
    pub text: String,
}

impl Place {
    /// The file as a whole, when no single line is at fault.
    pub fn file(path: impl ToString) -> Self {
        Self { path: path.to_string(), line: 0, column: 0, width: 1, text: String::new() }
    }
}

/// One complaint: what is wrong, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Diagnostic {
    /// Stable, kebab-case, one for each kind of mistake.
    pub code: &'static str,
    pub severity: Severity,
    pub message: String,
    pub place: Option<Place>,
    /// What stands under the caret.
    pub label: Option<String>,
    /// Another place that belongs to it, such as the first of two equal slugs.
    pub related: Vec<Place>,
    pub help: Option<String>,
}

impl Diagnostic {
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message.into())
    }

    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message.into())
    }

    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Note, message.into())
    }

    fn new(code: &'static str, severity: Severity, message: String) -> Self {
        let message = cut(&message, 400);
        Self { code, severity, message, place: None, label: None, related: Vec::new(), help: None }
    }

    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    pub fn related(mut self, place: Place) -> Self {
        self.related.push(place);
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// At most `limit` characters of `text`, with `…` where it was cut.
fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// A value and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reported<T> {
    pub value: T,
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Reported<T> {
    pub fn new(value: T, diagnostics: Vec<Diagnostic>) -> Self {
        Self { value, diagnostics }
    }

    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Reported<U> {
        Reported::new(map(self.value), self.diagnostics)
    }

    /// The value; its diagnostics go to `all`.
    pub fn take(self, all: &mut Vec<Diagnostic>) -> T {
        all.extend(self.diagnostics);
        self.value
    }

    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}
