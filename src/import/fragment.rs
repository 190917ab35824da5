//! One change that waits for its release, as tools that collect fragments have it.

use std::collections::BTreeSet;

use super::Given;
use crate::base::{At, Diagnostic, Place, Source, Span};
use crate::model::{Config, Draft, DraftFields, EntryFields, Origin, Version};
use crate::read::{blocks, rewritten};

/// What a fragment says; what it does not is empty.
#[derive(Debug, Clone, Default)]
pub struct Fragment {
    /// Where it comes from, for good: `changesets:hungry-jokes-repeat`.
    pub mark: String,
    /// What its file may be called.
    pub name: String,
    /// What the tool calls its type: `bugfix`, `feat`, `minor`. Empty when its body has sections of types.
    pub kind: String,
    pub is_breaking: bool,
    /// The parts that it is about, as the tool names them.
    pub parts: Vec<String>,
    pub authors: Vec<String>,
    pub issues: Vec<String>,
    pub pull_requests: Vec<String>,
    pub body: String,
}

/// Words of tools for the six types of Keep a Changelog; those of a site's own types come first.
const KINDS: [(&str, &[&str]); 6] = [
    ("added", &["feature", "features", "feat", "new", "minor", "major_features", "add", "new_component"]),
    (
        "changed",
        &[
            "breaking",
            "breaking_changes",
            "major",
            "change",
            "minor_changes",
            "major_changes",
            "improvement",
            "improvements",
            "enhancement",
            "enhancements",
            "perf",
            "performance",
            "refactor",
            "upgrade",
            "under the hood",
            "dependencies",
            "other",
            "prelude",
            "release_summary",
            "known_issues",
            "critical",
            "misc",
            "doc",
            "docs",
            "documentation",
            "packaging",
            "contrib",
            "trivial",
            "vendor",
        ],
    ),
    ("deprecated", &["deprecation", "deprecations", "deprecated_features"]),
    ("removed", &["removal", "removals", "removed_features", "remove"]),
    ("fixed", &["fix", "fixes", "bugfix", "bugfixes", "bug", "bug_fix", "bug fixes", "patch", "issues"]),
    ("security", &["security_fixes", "security fixes"]),
];

/// Words that say that something breaks.
const BREAKING: [&str; 5] = ["breaking", "breaking_changes", "breaking changes", "major", "incompatible"];

/// The id of the site's type that a tool's word means, and whether it says that something breaks. `None` when no type
/// is called anything like it.
pub fn kind_of(word: &str, config: &Config) -> (Option<String>, bool) {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let is_breaking = BREAKING.contains(&word.as_str());
    let known = KINDS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(id, _)| *id);
    let kind = config.type_named(&word).or_else(|| config.change_type(known?));
    (kind.map(|kind| kind.id.clone()), is_breaking)
}

/// Makes drafts of fragments, and tells each unknown word once.
pub struct Desk<'g> {
    given: &'g Given<'g>,
    told: BTreeSet<String>,
    pub drafts: Vec<Draft>,
    pub diagnostics: Vec<Diagnostic>,
}

impl<'g> Desk<'g> {
    pub fn new(given: &'g Given<'g>) -> Self {
        Self { given, told: BTreeSet::new(), drafts: Vec::new(), diagnostics: Vec::new() }
    }

    /// The fragment as an entry that waits for its version.
    pub fn add(&mut self, fragment: Fragment, place: Place) {
        let config = self.given.config;
        let mut fields = EntryFields {
            version: Some(here(Version::UNRELEASED)),
            product: self.given.product.map(here),
            breaking: fragment.is_breaking,
            authors: fragment.authors.iter().map(here).collect(),
            issues: fragment.issues.iter().map(here).collect(),
            pull_requests: fragment.pull_requests.iter().map(here).collect(),
            source: Some(Origin { mark: fragment.mark, hash: String::new() }),
            ..EntryFields::default()
        };
        if !fragment.kind.is_empty() {
            let (kind, is_breaking) = kind_of(&fragment.kind, config);
            fields.breaking |= is_breaking;
            if kind.is_none() && self.told.insert(fragment.kind.clone()) {
                let what = format!("no type of change is called `{}`", fragment.kind);
                let fault = Diagnostic::warning("not-imported", what).at(place.clone());
                self.diagnostics.push(fault.help("it becomes a tag; give one of [[types]] in tidings.toml that alias"));
            }
            match kind {
                Some(kind) => fields.kind = Some(here(kind)),
                None => fields.tags.push(here(&fragment.kind)),
            }
        }
        for part in &fragment.parts {
            // `@acme/pocket` may be the product `pocket`.
            let short = part.rsplit('/').next().unwrap_or(part);
            let product = config.products.iter().find(|known| known.id == *part || known.id == short);
            match product.filter(|_| fields.product.is_none()) {
                Some(product) => fields.product = Some(here(&product.id)),
                None => fields.components.push(here(part)),
            }
        }
        let body = body(&fragment.body);
        self.drafts.push(Draft {
            fields: DraftFields::Entry(Box::new(fields)),
            body,
            name: fragment.name,
            place: Some(place),
        });
    }

    /// Says that something stays out.
    pub fn leave(&mut self, place: Place, why: impl Into<String>) {
        self.diagnostics.push(Diagnostic::warning("not-imported", why.into()).at(place));
    }
}

/// Markdown with plain line ends and its highest headings on the second level, without what only comments.
pub fn body(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (blocks, definitions) = blocks(&text);
    let mut body = rewritten(&text, &blocks, 1, 2);
    if !definitions.is_empty() {
        let lines: Vec<&str> = definitions.iter().map(|it| it.text.as_str()).collect();
        body.push_str(&format!("\n{}\n", lines.join("\n")));
    }
    body
}

/// A value whose place nobody needs.
pub fn here(value: impl Into<String>) -> At<String> {
    At::new(value.into(), Span::default())
}

/// The first line of a file.
pub fn top(source: &Source) -> Place {
    source.place(Span::new(0, source.text.find('\n').unwrap_or(source.text.len())))
}

/// `fix(parser)!: the text` → `fix`, `parser`, that it breaks, and the text (Conventional Commits 1.0).
pub fn conventional(line: &str) -> Option<(&str, Option<&str>, bool, &str)> {
    let (head, text) = line.split_once(": ")?;
    let (head, is_breaking) = head.strip_suffix('!').map_or((head, false), |head| (head, true));
    let (kind, scope) = match head.split_once('(') {
        Some((kind, scope)) => (kind, Some(scope.strip_suffix(')')?)),
        None => (head, None),
    };
    let is_kind = !kind.is_empty() && kind.len() < 20 && kind.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
    (is_kind && !text.trim().is_empty()).then(|| (kind, scope, is_breaking, text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_tools_mean_types() {
        let config = Config::new("Acme", "https://example.com");
        for (word, kind, is_breaking) in [
            ("bugfix", Some("fixed"), false),
            ("Features", Some("added"), false),
            ("✨ Added", Some("added"), false),
            ("major", Some("changed"), true),
            ("security_fixes", Some("security"), false),
            ("ponies", None, false),
        ] {
            assert_eq!(kind_of(word, &config), (kind.map(str::to_owned), is_breaking), "{word}");
        }
    }

    #[test]
    fn conventional_lines_come_apart() {
        assert_eq!(conventional("fix: a"), Some(("fix", None, false, "a")));
        assert_eq!(conventional("feat(ui)!: a: b"), Some(("feat", Some("ui"), true, "a: b")));
        for line in ["Fix a bug", "see http://a.example", "two words: a", "fix:", "a(b: c"] {
            assert_eq!(conventional(line), None, "{line}");
        }
    }
}
