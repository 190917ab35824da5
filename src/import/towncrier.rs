//! towncrier: `changelog.d/1234.bugfix.md`, issue, type, and a number when there are several.

use super::Given;
use super::fragment::{Desk, Fragment, kind_of, top};
use super::text::text;
use crate::base::{Reported, SitePath};
use crate::model::Draft;

const EXTENSIONS: [&str; 3] = ["md", "rst", "txt"];

pub fn read(given: &Given<'_>) -> Reported<Vec<Draft>> {
    let mut desk = Desk::new(given);
    for (path, content) in given.files.iter() {
        let Some((issue, kind)) = named(path) else { continue };
        let Some(source) = text(path, content).take(&mut desk.diagnostics) else { continue };
        let body = match path.extension().as_str() {
            "rst" => markdown(&source.text),
            _ => source.text.to_string(),
        };
        // `misc` fragments are often empty: the issue is all there is.
        let is_number = issue.bytes().all(|byte| byte.is_ascii_digit());
        if body.trim().is_empty() && !is_number {
            desk.leave(top(&source), "this fragment says nothing");
            continue;
        }
        let body = if body.trim().is_empty() { format!("See #{issue}.") } else { body };
        let fragment = Fragment {
            mark: format!("towncrier:{}", path.file_name()),
            name: path.stem().to_owned(),
            is_breaking: kind_of(kind, given.config).1,
            kind: kind.to_owned(),
            issues: is_number.then(|| issue.to_owned()).into_iter().collect(),
            body,
            ..Fragment::default()
        };
        desk.add(fragment, top(&source));
    }
    Reported::new(desk.drafts, desk.diagnostics)
}

/// `1234.bugfix.md`, `+deadbeef.feature.rst`, `1234.bugfix.2.md`, `1234.bugfix` → issue and type.
fn named(path: &SitePath) -> Option<(&str, &str)> {
    let mut parts: Vec<&str> = path.file_name().split('.').collect();
    if parts.last().is_some_and(|last| EXTENSIONS.contains(last)) {
        parts.pop();
    }
    if parts.len() > 2 && parts.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit())) {
        parts.pop();
    }
    let kind = parts.pop()?;
    let issue = parts.pop()?;
    let is_kind = !kind.is_empty() && kind.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-'));
    (is_kind && !issue.is_empty() && !matches!(kind, "toml" | "jinja" | "gitignore")).then_some((issue, kind))
}

/// What fragments use of reStructuredText: literals, links, roles.
pub fn markdown(rst: &str) -> String {
    let mut out = String::with_capacity(rst.len());
    let mut rest = rst;
    while let Some(at) = rest.find('`') {
        let (before, behind) = rest.split_at(at);
        if let Some(literal) = behind.strip_prefix("``")
            && let Some((literal, rest_of)) = literal.split_once("``")
        {
            out.push_str(&format!("{before}`{literal}`"));
            rest = rest_of;
            continue;
        }
        let Some((inner, rest_of)) = behind[1..].split_once('`') else { break };
        let is_of_role = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-');
        let role = &before[before.trim_end_matches(is_of_role).len()..];
        let role = Some(role).filter(|role| role.len() > 2 && role.starts_with(':') && role.ends_with(':'));
        let target = inner.split_once(" <").and_then(|(text, target)| Some((text, target.strip_suffix('>')?)));
        match (role, target) {
            (Some(role), target) => {
                out.push_str(&before[..before.len() - role.len()]);
                out.push_str(&format!("`{}`", target.map_or(inner, |(text, _)| text).trim_start_matches('~')));
                rest = rest_of;
            }
            (None, Some((text, target))) => {
                out.push_str(&format!("{before}[{text}]({target})"));
                rest = rest_of.trim_start_matches('_');
            }
            (None, None) => {
                out.push_str(&format!("{before}*{inner}*"));
                rest = rest_of.strip_prefix('_').unwrap_or(rest_of);
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_issue_and_type() {
        for (name, told) in [
            ("1234.bugfix.md", Some(("1234", "bugfix"))),
            ("d/+deadbeef.feature.rst", Some(("+deadbeef", "feature"))),
            ("10745.improvement.2.rst", Some(("10745", "improvement"))),
            ("12.doc", Some(("12", "doc"))),
            ("README.md", None),
            ("pyproject.toml", None),
            ("template.md.jinja", None),
            (".gitignore", None),
        ] {
            assert_eq!(named(&SitePath::new(name).unwrap()), told, "{name}");
        }
    }

    #[test]
    fn restructured_text_becomes_markdown() {
        for (rst, markdown) in [
            ("Use ``a`` or :func:`b.c` or :py:meth:`~d`.", "Use `a` or `b.c` or `d`."),
            (
                "See `the docs <https://a.example>`__ and :ref:`this <x>`.",
                "See [the docs](https://a.example) and `this`.",
            ),
            ("A `title` and one ` alone", "A *title* and one ` alone"),
        ] {
            assert_eq!(super::markdown(rst), markdown);
        }
    }
}
