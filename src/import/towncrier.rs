//! towncrier: `newsfragments/1234.bugfix.rst`, the issue and the type in the file's name, a folder for each section.

use std::collections::BTreeSet;

use super::Given;
use super::fragment::{Desk, Fragment, kind_of, top};
use super::rst::markdown;
use super::text::text;
use crate::base::{Diagnostic, Place, Reported, SitePath, Span};
use crate::model::Draft;
use crate::read::{Table, Value, toml};

const EXTENSIONS: [&str; 3] = ["md", "rst", "txt"];

/// What its configuration is called, where the folder or those above it have one; the first counts.
pub const CONFIGS: [&str; 2] = ["towncrier.toml", "pyproject.toml"];

/// Where a configuration is put that does not lie in the given folder, but above it: no folder's files have that path.
pub const ABOVE: &str = ".git";

/// The types of a project that names none, as files have them.
const KINDS: [&str; 5] = ["feature", "bugfix", "doc", "removal", "misc"];
/// The folder of fragments that is meant where the configuration names none.
const FOLDER: &str = "newsfragments";

pub fn read(given: &Given<'_>) -> Reported<Vec<Draft>> {
    let mut desk = Desk::new(given);
    let settings = settings(given);
    let mut hidden = BTreeSet::new();
    for (path, content) in given.files.iter() {
        let Some(inner) = settings.inner(path) else { continue };
        let Some((issue, kind)) = named(path.file_name()) else { continue };
        if !settings.knows(&kind, given) {
            // What else lies there is for nobody to see; a number tells that this one was meant to be.
            if issue.bytes().all(|byte| byte.is_ascii_digit()) || issue.starts_with('+') {
                desk.leave(
                    Place::file(path),
                    format!("no type of towncrier's is called `{kind}`, so it is no fragment"),
                );
            }
            continue;
        }
        let Some(source) = text(path, content).take(&mut desk.diagnostics) else { continue };
        let body = match path.extension().as_str() {
            "md" => source.text.to_string(),
            // Without any extension it is what towncrier was made for.
            _ => markdown(&source.text),
        };
        // `misc` fragments are often empty: the issue is all there is.
        let is_number = !issue.is_empty() && issue.bytes().all(|byte| byte.is_ascii_digit());
        let is_shown = settings.shows(&kind);
        if !is_shown && !body.trim().is_empty() && hidden.insert(kind.clone()) {
            let what = format!("what fragments of the type `{kind}` say is not shown, only their issues");
            let note = Diagnostic::note("not-imported", what).at(Place::file(path));
            desk.diagnostics.push(note.help("towncrier shows it where the type has `showcontent = true`"));
        }
        if !is_shown && !is_number {
            continue;
        }
        let body = if is_shown { body } else { String::new() };
        if body.trim().is_empty() && !is_number {
            desk.leave(top(&source), "this fragment says nothing");
            continue;
        }
        let body = if body.trim().is_empty() { format!("See #{issue}.") } else { body };
        let (known, is_breaking) = kind_of(&kind, given.config);
        let called = settings.kinds.iter().find(|known| known.directory == kind).map(|known| known.name.clone());
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
    /// In the directory only folders of this name have fragments, one for each section.
    folder: Option<&'static str>,
    /// The paths of sections, and their names.
    sections: Vec<(String, String)>,
    kinds: Vec<Kind>,
}

/// A type of fragments.
#[derive(Debug)]
struct Kind {
    /// As files have it.
    directory: String,
    name: String,
    /// What its fragments say is shown, and not only their issues.
    is_shown: bool,
}

fn settings(given: &Given<'_>) -> Settings {
    let inside_first = CONFIGS.iter().map(|name| (true, (*name).to_owned()));
    let above = CONFIGS.iter().map(|name| (false, format!("{ABOVE}/{name}")));
    for (is_inside, name) in inside_first.chain(above) {
        let found = given.files.iter().find(|(path, _)| path.as_str() == name);
        let Some(source) = found.and_then(|(path, content)| text(path, content).value) else { continue };
        let Some(table) = toml(&source, Span::new(0, source.text.len())).value else { continue };
        let Some(own) = inside(&table, "tool").and_then(|tool| inside(tool, "towncrier")) else { continue };
        return settings_in(own, is_inside);
    }
    Settings::default()
}

fn settings_in(own: &Table, is_inside: bool) -> Settings {
    let written = |table: &Table, key: &str| table.get(key).and_then(|node| node.value.written()).map(str::to_owned);
    let mut settings = Settings::default();
    // Where the whole project was given, all but the fragments' folder is nobody's business, even if that is not there.
    if is_inside {
        let directory = written(own, "directory");
        settings.folder = directory.is_none().then_some(FOLDER);
        settings.directory = Some(plain(&directory.unwrap_or_else(|| {
            let folder = written(own, "package_dir").unwrap_or_default();
            format!("{}/{}", plain(&folder), written(own, "package").unwrap_or_default().replace('.', "/"))
        })));
    }
    for section in tables(own, "section") {
        let path = written(section, "path").unwrap_or_default();
        settings.sections.push((path.trim_matches('/').to_owned(), written(section, "name").unwrap_or_default()));
    }
    let is_shown = |kind: &Table| kind.get("showcontent").is_none_or(|node| matches!(node.value, Value::Bool(true)));
    for kind in tables(own, "type") {
        let name = written(kind, "name").unwrap_or_default();
        let directory = written(kind, "directory").unwrap_or_else(|| name.to_lowercase());
        settings.kinds.push(Kind { directory, name, is_shown: is_shown(kind) });
    }
    // Since 21.9 there are tables by name, too.
    for (directory, node) in inside(own, "fragment").into_iter().flat_map(|table| &table.entries) {
        if let Value::Table(kind) = &node.value {
            let directory = directory.value.clone();
            let name = written(kind, "name").unwrap_or_else(|| directory.clone());
            settings.kinds.push(Kind { directory, name, is_shown: is_shown(kind) });
        }
    }
    settings
}

/// A folder's path without what changes nothing: `./changes/` is `changes`, and `.changes` is not.
fn plain(path: &str) -> String {
    let path = path.trim_matches('/');
    let path = path.strip_prefix("./").unwrap_or(path);
    if path == "." { String::new() } else { path.to_owned() }
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
        let inner = match self.directory.as_deref() {
            None | Some("") => path.as_str(),
            Some(directory) => path.as_str().strip_prefix(directory)?.strip_prefix('/')?,
        };
        if let Some(name) = self.folder {
            let section = inner.rsplit_once('/')?.0.strip_suffix(name)?;
            let section = if section.is_empty() { section } else { section.strip_suffix('/')? };
            let is_one = section.is_empty() || self.sections.iter().any(|(path, _)| path == section);
            is_one.then_some(())?;
        }
        Some(inner.to_owned())
    }

    /// Whether fragments are of this type: one of the project, of towncrier itself, or of the site. The project's are
    /// not known where its configuration is out of sight.
    fn knows(&self, kind: &str, given: &Given<'_>) -> bool {
        self.kinds.iter().any(|known| known.directory == kind)
            || KINDS.contains(&kind)
            || kind_of(kind, given.config).0.is_some()
    }

    /// Whether what fragments of this type say is for readers.
    fn shows(&self, kind: &str) -> bool {
        self.kinds.iter().find(|known| known.directory == kind).map_or(kind != "misc", |known| known.is_shown)
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
fn named(name: &str) -> Option<(String, String)> {
    let mut parts: Vec<&str> = name.split('.').collect();
    if parts.last().is_some_and(|last| EXTENSIONS.contains(last)) {
        parts.pop();
    }
    if parts.len() > 2 && parts.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit())) {
        parts.pop();
    }
    let kind = parts.pop().filter(|kind| !kind.is_empty())?;
    let issue = parts.join(".");
    (!issue.is_empty()).then(|| (issue, kind.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::base::Tree;
    use crate::model::Config;

    #[test]
    fn names_tell_issue_and_type() {
        for (name, told) in [
            ("1234.bugfix.md", Some(("1234", "bugfix"))),
            ("+deadbeef.feature.rst", Some(("+deadbeef", "feature"))),
            ("10745.improvement.2.rst", Some(("10745", "improvement"))),
            ("fix-1.2.3.feature.rst", Some(("fix-1.2.3", "feature"))),
            ("12.doc", Some(("12", "doc"))),
            ("12.3py.rst", Some(("12", "3py"))),
            ("README.md", None),
            (".gitignore", None),
        ] {
            let told = told.map(|(issue, kind)| (issue.to_owned(), kind.to_owned()));
            assert_eq!(named(name), told, "{name}");
        }
    }

    /// The files that are read of a project, and what they say.
    fn drafts(files: &[(&str, &str)]) -> Vec<(String, String)> {
        let config = Config::new("Acme", "https://example.com");
        let files: Tree = files
            .iter()
            .filter_map(|(path, text)| Some((SitePath::new(path).ok()?, Arc::from(text.as_bytes()))))
            .collect();
        let read = read(&Given { files: &files, product: None, repository: None, config: &config });
        assert!(read.diagnostics.iter().all(|it| !it.message.contains("secret")));
        read.value.into_iter().map(|draft| (draft.name, draft.body.trim().to_owned())).collect()
    }

    #[test]
    fn of_a_project_only_fragments_are_read() {
        let all = ["changes/1.feature.md", "newsfragments/2.feature.md", "src/acme/newsfragments/3.feature.md"];
        let others = ["lib.rs", "prod.env", "a/4.feature.md", "notes.feature.rs", "changes/5.env", "changes/tool.py"];
        for (settings, read) in [
            ("directory = \"changes\"", &["1.feature"][..]),
            ("directory = \"./changes/\"", &["1.feature"]),
            ("directory = \"gone\"", &[]),
            ("directory = \".changes\"", &[]),
            ("directory = \"../changes\"", &[]),
            ("", &["2.feature"]),
            ("package = \"acme\"\npackage_dir = \"src\"", &["3.feature"]),
            ("package = \"other\"", &[]),
        ] {
            let settings = format!("[tool.towncrier]\n{settings}\n");
            let mut files = vec![("pyproject.toml", settings.as_str())];
            files.extend(all.iter().chain(&others).map(|path| (*path, "secret")));
            let names: Vec<String> = drafts(&files).into_iter().map(|(name, _)| name).collect();
            assert_eq!(names, read, "{settings}");
        }
        let settings = "[tool.towncrier]\ndirectory = \"changes\"\n[[tool.towncrier.type]]\nname = \"3py\"\n";
        let files = [(".git/pyproject.toml", settings), ("7.3py", "Seven."), ("lib.rs", "secret"), ("8.4py", "secret")];
        assert_eq!(drafts(&files), [("7".to_owned(), "Seven.".to_owned())], "the configuration lies above");
        let files = [("prod.env", "secret"), ("lib.rs", "secret"), ("9.misc.md.jinja", "secret"), ("9.toml", "secret")];
        assert_eq!(drafts(&files), [], "without any configuration");
    }

    #[test]
    fn what_towncrier_does_not_show_is_not_shown() {
        let settings = "[[tool.towncrier.type]]\ndirectory = \"quiet\"\nname = \"Quiet\"\nshowcontent = false\n\
            [tool.towncrier.fragment.still]\nshowcontent = false\n[tool.towncrier.fragment.loud]\n";
        let names = ["1.misc.md", "2.quiet.md", "3.still.md", "4.loud.md", "+5.misc.md", "x.quiet.md"];
        let paths: Vec<String> = names.iter().map(|name| format!("newsfragments/{name}")).collect();
        let mut files = vec![("pyproject.toml", settings)];
        files.extend(paths.iter().map(|path| (path.as_str(), "secret")));
        let told: Vec<String> = drafts(&files).into_iter().map(|(_, body)| body).collect();
        assert_eq!(told, ["See #1.", "See #2.", "See #3.", "secret"]);
        let settings = "[[tool.towncrier.type]]\ndirectory = \"misc\"\nname = \"Misc\"\nshowcontent = true\n";
        let told = drafts(&[("pyproject.toml", settings), ("newsfragments/1.misc.md", "Told.")]);
        assert_eq!(told, [("1.misc".to_owned(), "Told.".to_owned())], "unless the project wants it");
    }
}
