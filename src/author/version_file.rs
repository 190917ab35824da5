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

/// `None` when the pattern is nowhere. It begins and ends where words do: `v{version}` is not in `rev1.0`.
fn by_pattern(text: &str, before: &str, after: &str, version: &str) -> Option<String> {
    let (mut edited, mut copied, mut from) = (String::new(), 0, 0);
    let mut stretch = Stretch::default();
    while let Some(start) = start_behind(text, before, from) {
        if start >= stretch.end {
            stretch = Stretch::at(text, start, after);
        }
        let is_apart = is_apart(text.get(..start - before.len()).unwrap_or_default(), before);
        let is_number = text.get(start..).is_some_and(|text| text.starts_with(|c: char| c.is_ascii_digit()));
        match stretch.version_end.filter(|end| *end > start && is_apart && is_number) {
            Some(end) => {
                edited += text.get(copied..start).unwrap_or_default();
                edited += version;
                (copied, from) = (end, end);
            }
            // A digit is one byte.
            None => from = if before.is_empty() { start + 1 } else { start },
        }
    }
    (copied > 0).then(|| edited + text.get(copied..).unwrap_or_default())
}

/// Where a version may begin at or behind `from`: behind the pattern's beginning, or else at the next number.
fn start_behind(text: &str, before: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    match before.is_empty() {
        true => rest.find(|c: char| c.is_ascii_digit()).map(|at| from + at),
        false => rest.find(before).map(|at| from + at + before.len()),
    }
}

/// Whether the pattern begins a word where `text` ends: behind a letter only what is none begins one, and a number
/// not behind the point of another either.
fn is_apart(text: &str, before: &str) -> bool {
    let Some(last) = text.chars().next_back() else { return true };
    match before.chars().next() {
        Some(first) => !(first.is_alphanumeric() && last.is_alphanumeric()),
        None => !last.is_alphanumeric() && !matches!(last, '.' | '+'),
    }
}

/// Characters in a row that may be a version's. Each is looked at once, however often the pattern begins in it.
#[derive(Default)]
struct Stretch {
    end: usize,
    /// The last place in it where a version may end with the end of the pattern behind it.
    version_end: Option<usize>,
}

impl Stretch {
    fn at(text: &str, start: usize, after: &str) -> Self {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_');
        let rest = text.get(start..).unwrap_or_default();
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let ends_with_letter = after.chars().next_back().is_none_or(char::is_alphanumeric);
        let is_end = |end: &usize| {
            // A full stop behind it ends the sentence, not the version.
            let is_letter =
                rest.get(..*end).is_some_and(|version| version.ends_with(|c: char| c.is_ascii_alphanumeric()));
            let behind = rest.get(*end..).and_then(|rest| rest.strip_prefix(after));
            is_letter && behind.is_some_and(|rest| !(ends_with_letter && rest.starts_with(char::is_alphanumeric)))
        };
        Self { end: start + length, version_end: (1..=length).rev().find(is_end).map(|end| start + end) }
    }
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
            ("a", "v0.1.0 rev0.1.0 (v0.1.0) _v0.1.0_", "v{version}", "v2.4.0 rev0.1.0 (v2.4.0) _v2.4.0_"),
            ("a", "acme-0.1.0-linux acme-0.1.0-linux64", "acme-{version}-linux", "acme-2.4.0-linux acme-0.1.0-linux64"),
            ("a", "x2 0.1.0 acme-0.1 ü1", "{version}", "x2 2.4.0 acme-2.4.0 ü1"),
            (
                "a",
                "@acme/a@0.1.0/b.js @acme/a@0.1.0/b.jsx",
                "a@{version}/b.js",
                "@acme/a@2.4.0/b.js @acme/a@0.1.0/b.jsx",
            ),
        ] {
            assert_eq!(set_version(name, text, mark, "2.4.0").as_deref(), Ok(after), "{name}");
        }
    }

    /// With a look at the rest of the file for each beginning, this would take hours.
    #[test]
    fn a_pattern_is_found_in_time() {
        let ones = "1".repeat(400_000);
        let dashes = "1-".repeat(200_000);
        for (text, mark) in
            [(&ones, "{version}!"), (&ones, "1{version}!"), (&dashes, "-{version}!"), (&dashes, "{version}!")]
        {
            assert!(set_version("a", text, mark, "2.4.0").is_err(), "{mark}");
        }
        assert_eq!(set_version("a", &format!("{dashes}1!"), "{version}!", "2.4.0").as_deref(), Ok("2.4.0!"));
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
