//! The version in other people's files: a manifest, a README, a constant in code.

use crate::base::{SitePath, Source, Span};
use crate::read::{Value, toml, yaml};

/// `text` with `version` at the place that `mark` names: a key of TOML, JSON or YAML (`package.version`), or a pattern
/// with `{version}` in it, wherever it occurs. Every other byte stays.
///
/// # Errors
/// What is wrong, to stand behind the file's name, when there is no such place.
pub fn set_version(name: &str, text: &str, mark: &str, version: &str) -> Result<String, String> {
    if let Some((before, after)) = mark.split_once("{version}") {
        return by_pattern(text, before, after, version).ok_or_else(|| format!("has nothing like `{mark}`"));
    }
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_lowercase();
    let source = Source::new(SitePath::new("file").expect("the name is a path"), text);
    let whole = Span::new(0, text.len());
    let table = match extension.as_str() {
        "toml" => toml(&source, whole),
        // JSON is YAML, but for tabs between its values, which stand for blanks there.
        "json" => yaml(&Source::new(source.path.clone(), text.replace('\t', " ")), whole),
        "yaml" | "yml" => yaml(&source, whole),
        _ => return Err(format!("is no TOML, JSON or YAML, so `{mark}` must be a pattern with `{{version}}` in it")),
    };
    let table = table.value.ok_or("cannot be read")?;
    let missing = || format!("has no key `{mark}`");
    let mut keys = mark.split('.');
    let mut node = keys.next().and_then(|key| table.get(key)).ok_or_else(missing)?;
    for key in keys {
        let Value::Table(inner) = &node.value else { return Err(missing()) };
        node = inner.get(key).ok_or_else(missing)?;
    }
    let written = text.get(node.span.start..node.span.end).unwrap_or_default().trim_end();
    let is_text = matches!(node.value, Value::Text(_) | Value::Float(..) | Value::Integer(..));
    if !is_text || written.contains('\n') {
        return Err(format!("has no version at `{mark}`"));
    }
    let quote = written.chars().next().filter(|c| matches!(c, '"' | '\'')).map(String::from);
    let is_quoted = matches!(extension.as_str(), "toml" | "json");
    let quote = quote.unwrap_or_else(|| if is_quoted { "\"".to_owned() } else { String::new() });
    let end = node.span.start + written.len();
    Ok(format!("{}{quote}{version}{quote}{}", &text[..node.span.start], &text[end..]))
}

/// `None` when the pattern is nowhere.
fn by_pattern(text: &str, before: &str, after: &str, version: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_');
    let (mut edited, mut rest, mut found) = (String::new(), text, false);
    while let Some(at) = rest.find(before).filter(|_| !rest.is_empty()) {
        let (kept, behind) = rest.split_at(at + before.len());
        // The longest stretch that may be a version and has the end of the pattern behind it.
        let stretch = behind.find(|c| !is_part(c)).unwrap_or(behind.len());
        let is_end = |end: &usize| {
            // A full stop behind it ends the sentence, not the version.
            behind.get(..*end).is_some_and(|version| version.ends_with(|c: char| c.is_ascii_alphanumeric()))
                && behind.get(*end..).is_some_and(|rest| rest.starts_with(after))
        };
        let ends = (1..=stretch).rev().find(is_end);
        let end = ends.filter(|_| behind.starts_with(|c: char| c.is_ascii_digit()));
        edited += kept;
        match end {
            Some(end) => {
                edited += version;
                found = true;
                rest = behind.get(end..).unwrap_or_default();
            }
            None if before.is_empty() => {
                let step = behind.chars().next().map_or(0, char::len_utf8);
                edited += behind.get(..step).unwrap_or_default();
                rest = behind.get(step..).unwrap_or_default();
            }
            None => rest = behind,
        }
    }
    found.then(|| edited + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_version_changes() {
        for (name, text, mark, after) in [
            (
                "Cargo.toml",
                "[package]\nversion = \"0.1.0\" # ours\r\nname = 'a'\n",
                "package.version",
                "[package]\nversion = \"2.4.0\" # ours\r\nname = 'a'\n",
            ),
            ("a.toml", "[project]\nversion='0.1'\n", "project.version", "[project]\nversion='2.4.0'\n"),
            (
                "package.json",
                "{\n\t\"name\": \"ä\",\n\t\"version\": \"0.1.0\",\n\t\"a\": [1]\n}\n",
                "version",
                "{\n\t\"name\": \"ä\",\n\t\"version\": \"2.4.0\",\n\t\"a\": [1]\n}\n",
            ),
            ("app.json", "{\"expo\":{\"version\":\"0.1.0\"}}", "expo.version", "{\"expo\":{\"version\":\"2.4.0\"}}"),
            ("app.json", "{\"version\": 1}", "version", "{\"version\": \"2.4.0\"}"),
            ("Chart.yaml", "name: a\nversion: 0.1 # so\n", "version", "name: a\nversion: 2.4.0 # so\n"),
            (
                "README.md",
                "acme@0.1.0, acme@next and acme@0.1.0-rc.1.\n",
                "acme@{version}",
                "acme@2.4.0, acme@next and acme@2.4.0.\n",
            ),
            ("v.py", "__version__ = \"0.1.0\"\n", "__version__ = \"{version}\"", "__version__ = \"2.4.0\"\n"),
            ("VERSION", "0.1.0\n", "{version}\n", "2.4.0\n"),
        ] {
            assert_eq!(set_version(name, text, mark, "2.4.0").as_deref(), Ok(after), "{name}");
        }
    }

    #[test]
    fn a_place_that_is_not_there_is_told() {
        for (name, text, mark, fault) in [
            ("Cargo.toml", "[package]\nname = \"a\"\n", "package.version", "has no key `package.version`"),
            (
                "Cargo.toml",
                "[package]\nversion.workspace = true\n",
                "package.version",
                "has no version at `package.version`",
            ),
            ("Cargo.toml", "[package\n", "package.version", "cannot be read"),
            (
                "a.py",
                "x = 1\n",
                "version",
                "is no TOML, JSON or YAML, so `version` must be a pattern with `{version}` in it",
            ),
            ("a.py", "x = y\n", "x = {version}", "has nothing like `x = {version}`"),
        ] {
            assert_eq!(set_version(name, text, mark, "2.4.0").unwrap_err(), fault, "{name}");
        }
    }
}
