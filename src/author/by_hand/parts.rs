//! A changelog in the form that Tidings writes, cut into its parts: what stands above, releases, definitions.

/// A line of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'t> {
    /// From 1.
    pub(super) number: usize,
    pub(super) text: &'t str,
}

/// A heading of the second level, and what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section<'t> {
    pub(super) heading: Line<'t>,
    pub(super) lines: Vec<Line<'t>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Parts<'t> {
    pub(super) head: Vec<Line<'t>>,
    pub(super) sections: Vec<Section<'t>>,
    /// Where reference links lead, at the end.
    pub(super) definitions: Vec<Line<'t>>,
}

/// The parts of a document.
pub(super) fn parts(text: &str) -> Parts<'_> {
    let mut lines: Vec<Line<'_>> =
        text.lines().enumerate().map(|(at, text)| Line { number: at + 1, text: text.trim_end() }).collect();
    let mut parts = Parts::default();
    let kept = lines.iter().rposition(|line| !line.text.is_empty() && label(line.text).is_none());
    parts.definitions = lines.split_off(kept.map_or(0, |at| at + 1));
    parts.definitions.retain(|line| !line.text.is_empty());
    let mut fence: Option<&str> = None;
    for line in lines {
        let mark = line.text.trim_start();
        fence = match fence {
            Some(open) if mark.starts_with(open) => None,
            None if mark.starts_with("```") => Some("```"),
            None if mark.starts_with("~~~") => Some("~~~"),
            other => other,
        };
        if fence.is_none() && line.text.starts_with("## ") {
            parts.sections.push(Section { heading: line, lines: Vec::new() });
        } else if let Some(section) = parts.sections.last_mut() {
            section.lines.push(line);
        } else {
            parts.head.push(line);
        }
    }
    parts
}

/// The label of a definition: `[label]: address`.
pub(super) fn label(line: &str) -> Option<&str> {
    let (label, address) = line.strip_prefix('[')?.split_once("]: ")?;
    (!label.is_empty() && !label.starts_with('^') && !address.trim().is_empty()).then_some(label)
}

/// What the heading of a release calls it: `## [1.2.0] - 2026-05-04` → `1.2.0`.
pub(super) fn name(heading: &str) -> &str {
    let text = heading.trim_start_matches('#').trim();
    match text.strip_prefix('[').and_then(|text| text.split_once(']')) {
        Some((name, _)) => name,
        None => text.split(" - ").next().unwrap_or(text).trim_end_matches("[YANKED]").trim(),
    }
}

/// The lines as one text, without blank ones at the ends.
pub(super) fn joined(lines: &[Line<'_>]) -> String {
    let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
    texts.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_comes_apart_at_its_releases() {
        let text = "# Changelog\n\nAbout.\n\n## Unreleased\n\n```\n## no\n```\n\n## [1.0.0] - 2026-01-02\n\n- a\n\n[1.0.0]: /x\n[b]: /y\n";
        let parts = parts(text);
        assert_eq!(joined(&parts.head), "# Changelog\n\nAbout.");
        let sections: Vec<(&str, usize, String)> =
            parts.sections.iter().map(|it| (name(it.heading.text), it.heading.number, joined(&it.lines))).collect();
        assert_eq!(sections, [("Unreleased", 5, "```\n## no\n```".to_owned()), ("1.0.0", 11, "- a".to_owned())]);
        assert_eq!(parts.definitions.iter().map(|it| label(it.text)).collect::<Vec<_>>(), [Some("1.0.0"), Some("b")]);
    }

    #[test]
    fn headings_call_releases_by_name() {
        for (heading, called) in [
            ("## [1.2.0] - 2026-01-02", "1.2.0"),
            ("## 1.2.0 - 2026-01-02 - Winter [YANKED]", "1.2.0"),
            ("## 1.2.0 [YANKED]", "1.2.0"),
            ("## Unreleased", "Unreleased"),
        ] {
            assert_eq!(name(heading), called);
        }
    }
}
