//! towncrier: `newsfragments/1234.bugfix.rst`, the issue and the type in the file's name, a folder for each section.

use super::Given;
use super::fragment::{Desk, Fragment, kind_of, top};
use super::rst::markdown;
use super::text::text;
use crate::base::{Reported, SitePath, Span};
use crate::model::Draft;
use crate::read::{Table, Value, toml};

const EXTENSIONS: [&str; 3] = ["md", "rst", "txt"];

/// What its configuration is called, where the folder or those above it have one; the first counts.
pub const CONFIGS: [&str; 2] = ["towncrier.toml", "pyproject.toml"];

pub fn read(given: &Given<'_>) -> Reported<Vec<Draft>> {
    let mut desk = Desk::new(given);
    let settings = settings(given);
    for (path, content) in given.files.iter() {
        let Some(inner) = settings.inner(path) else { continue };
        let Some((issue, kind)) = named(path.file_name(), &settings) else { continue };
        let Some(source) = text(path, content).take(&mut desk.diagnostics) else { continue };
        let body = match path.extension().as_str() {
            "md" => source.text.to_string(),
            // Without any extension it is what towncrier was made for.
            _ => markdown(&source.text),
        };
        // `misc` fragments are often empty: the issue is all there is.
        let is_number = !issue.is_empty() && issue.bytes().all(|byte| byte.is_ascii_digit());
        if body.trim().is_empty() && !is_number {
            desk.leave(top(&source), "this fragment says nothing");
            continue;
        }
        let body = if body.trim().is_empty() { format!("See #{issue}.") } else { body };
        let (known, is_breaking) = kind_of(&kind, given.config);
        let called = settings.kinds.iter().find(|(directory, _)| *directory == kind).map(|(_, name)| name.clone());
        let fragment = Fragment {
            mark: format!("towncrier:{inner}"),
            name: path.stem().trim_start_matches('+').to_owned(),
            is_breaking,
            kind: if known.is_none() { called.unwrap_or(kind) } else { kind },
            parts: settings.section(&inner, given).into_iter().collect(),
            issues: is_number.then_some(issue).into_iter().collect(),
            body,
            ..Fragment::default()
        };
        desk.add(fragment, top(&source));
    }
    Reported::new(desk.drafts, desk.diagnostics)
}

/// What its configuration says of fragments.
#[derive(Debug, Default)]
struct Settings {
    /// The folder of the fragments, when the files are those of the whole project.
    directory: Option<String>,
    /// The paths of sections, and their names.
    sections: Vec<(String, String)>,
    /// The types as files have them, and their names.
    kinds: Vec<(String, String)>,
}

fn settings(given: &Given<'_>) -> Settings {
    for name in CONFIGS {
        let found = given.files.iter().find(|(path, _)| path.as_str() == name);
        let Some(source) = found.and_then(|(path, content)| text(path, content).value) else { continue };
        let Some(table) = toml(&source, Span::new(0, source.text.len())).value else { continue };
        let Some(own) = inside(&table, "tool").and_then(|tool| inside(tool, "towncrier")) else { continue };
        return settings_in(own, given);
    }
    Settings::default()
}

fn settings_in(own: &Table, given: &Given<'_>) -> Settings {
    let written = |table: &Table, key: &str| table.get(key).and_then(|node| node.value.written()).map(str::to_owned);
    let directory = written(own, "directory").map(|path| path.trim_matches(['.', '/']).to_owned());
    let is_project = |directory: &String| given.files.below(directory).next().is_some();
    let mut settings = Settings { directory: directory.filter(is_project), ..Settings::default() };
    for section in tables(own, "section") {
        let path = written(section, "path").unwrap_or_default();
        settings.sections.push((path.trim_matches('/').to_owned(), written(section, "name").unwrap_or_default()));
    }
    for kind in tables(own, "type") {
        let name = written(kind, "name").unwrap_or_default();
        settings.kinds.push((written(kind, "directory").unwrap_or_else(|| name.to_lowercase()), name));
    }
    // Since 21.9 there are tables by name, too.
    for (directory, node) in inside(own, "fragment").into_iter().flat_map(|table| &table.entries) {
        if let Value::Table(kind) = &node.value {
            settings
                .kinds
                .push((directory.value.clone(), written(kind, "name").unwrap_or_else(|| directory.value.clone())));
        }
    }
    settings
}

fn inside<'t>(table: &'t Table, key: &str) -> Option<&'t Table> {
    match &table.get(key)?.value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

fn tables<'t>(table: &'t Table, key: &str) -> Vec<&'t Table> {
    let Some(Value::List(items)) = table.get(key).map(|node| &node.value) else { return Vec::new() };
    let of = |item: &'t crate::read::Node| if let Value::Table(table) = &item.value { Some(table) } else { None };
    items.iter().filter_map(of).collect()
}

impl Settings {
    /// The path from the folder of fragments on; `None` when it is not in there.
    fn inner(&self, path: &SitePath) -> Option<String> {
        match &self.directory {
            Some(directory) => path.as_str().strip_prefix(directory.as_str())?.strip_prefix('/').map(str::to_owned),
            None => Some(path.to_string()),
        }
    }

    /// What the fragment's folder is called: its section.
    fn section(&self, inner: &str, given: &Given<'_>) -> Option<String> {
        let (folder, _) = inner.rsplit_once('/')?;
        // In a package each section has a folder of fragments of its own.
        let folder = folder.strip_suffix("newsfragments").unwrap_or(folder).trim_end_matches('/');
        let last = folder.rsplit('/').next().filter(|last| !last.is_empty())?;
        let is_product = given.config.products.iter().any(|product| product.id == last);
        let named = self.sections.iter().find(|(path, name)| path == folder && !name.is_empty() && !is_product);
        Some(named.map_or_else(|| last.to_owned(), |(_, name)| name.clone()))
    }
}

/// `1234.bugfix.md`, `+deadbeef.feature.rst`, `1234.bugfix.2.md`, `1234.bugfix` → issue and type.
fn named(name: &str, settings: &Settings) -> Option<(String, String)> {
    let mut parts: Vec<&str> = name.split('.').collect();
    if parts.last().is_some_and(|last| EXTENSIONS.contains(last)) {
        parts.pop();
    }
    if parts.len() > 2 && parts.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit())) {
        parts.pop();
    }
    let kind = parts.pop()?;
    let issue = parts.join(".");
    let is_known = settings.kinds.iter().any(|(directory, _)| directory == kind);
    let is_word = |kind: &str| {
        kind.starts_with(|c: char| c.is_ascii_alphabetic())
            && kind.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
            && !matches!(
                kind,
                "toml" | "jinja" | "jinja2" | "gitignore" | "py" | "cfg" | "ini" | "yml" | "yaml" | "json"
            )
    };
    (is_known || is_word(kind)).then_some(())?;
    (!issue.is_empty()).then(|| (issue, kind.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_issue_and_type() {
        let settings = Settings { kinds: vec![("3py".to_owned(), "Python 3".to_owned())], ..Settings::default() };
        for (name, told) in [
            ("1234.bugfix.md", Some(("1234", "bugfix"))),
            ("+deadbeef.feature.rst", Some(("+deadbeef", "feature"))),
            ("10745.improvement.2.rst", Some(("10745", "improvement"))),
            ("fix-1.2.3.feature.rst", Some(("fix-1.2.3", "feature"))),
            ("12.doc", Some(("12", "doc"))),
            ("12.3py.rst", Some(("12", "3py"))),
            ("12.4py.rst", None),
            ("README.md", None),
            ("pyproject.toml", None),
            ("template.md.jinja", None),
            (".gitignore", None),
        ] {
            let told = told.map(|(issue, kind)| (issue.to_owned(), kind.to_owned()));
            assert_eq!(named(name, &settings), told, "{name}");
        }
    }
}
