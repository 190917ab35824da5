//! Lines that tell readers nothing, or tell it in the words of a commit.

use super::text::{Line, Text};
use super::{Explained, Rule, View, doubt, is_among};
use crate::base::{Diagnostic, Place};
use crate::model::Level;
use crate::read::placement::Noun;

pub(super) const RULES: [Rule; 2] = [
    Rule {
        about: Explained {
            code: "vague-line",
            level: Level::Warning,
            caption: "A line that would fit any release",
            why: "Readers look for the one change that concerns them. A line made only of such words as \"various bug \
                  fixes\" or \"performance improvements\" hides it. Name what was wrong, for whom, and what is better \
                  now; leave out what nobody will notice. Only English is recognised.",
            bad: "- Various bug fixes and improvements",
            good: "- Search finds words with umlauts again",
        },
        find: vague_lines,
    },
    Rule {
        about: Explained {
            code: "commit-prefix",
            level: Level::Warning,
            caption: "A line that begins like a commit message",
            why: "`feat:`, `fix(parser):` or `Merge pull request` are notes of developers to each other. Readers see \
                  the type from the section or from `type`, and want a sentence.",
            bad: "- fix(sync): handle null ptr in retry",
            good: "- Sync goes on after a lost connection",
        },
        find: commit_prefixes,
    },
];

fn vague_lines(view: &View<'_>) -> Vec<Diagnostic> {
    let fault = |place| {
        doubt("vague-line", "this would fit any release: it does not say what changed", place)
            .help("say what is different for the reader, or leave the line out")
    };
    let lines = view.texts().filter(|text| text.noun != Noun::RoadmapItem).flat_map(|text| {
        let is_told = |line: &&Line| line.is_item || text.lines.len() == 1;
        let vague = text.lines.iter().filter(is_told).filter(|line| !line.leads && is_vague(&line.says));
        vague.map(|line| fault(text.place(line.span)))
    });
    lines.chain(titles(view, is_vague).map(fault)).collect()
}

/// Where the title of an entry is such a text, and no list below it tells more.
fn titles(view: &View<'_>, is_meant: fn(&str) -> bool) -> impl Iterator<Item = Place> {
    view.site.entries.iter().filter_map(move |entry| {
        let title = entry.fields.title.as_ref().filter(|title| is_meant(&title.value))?;
        let tells_more = view.texts.get(entry.path()).is_some_and(|text| text.lines.iter().any(|line| line.is_item));
        (!tells_more).then(|| entry.source.place(title.span))
    })
}

/// Words that only say that there is something.
const EMPTY: &str = "\
    a all and around assorted few for further general here in internal little lots many minor misc \
    miscellaneous more multiple number of on or other our quite several small some the there tiny under \
    various";

/// Words for work of any kind.
const WORK: &str = "\
    bug bugfix bugfixes bugs change changed changes clean cleaned cleaning cleanup cleanups code \
    enhancement enhancements fix fixed fixes fixing hood improve improved improvement improvements \
    improves issues maintenance performance polish polishing refactor refactored refactoring reliability \
    stability stuff things tweak tweaked tweaks up update updated updates ux wip work works";

/// Whether a text is made only of such words: one that says something has at least one other word.
fn is_vague(text: &str) -> bool {
    let words = text
        .split(|c: char| !c.is_alphanumeric() && c != '-' && c != '\'')
        .flat_map(|word| word.split('-'))
        .map(str::to_lowercase)
        // Numbers of issues and pull requests say nothing to readers.
        .filter(|word| !word.is_empty() && !word.chars().all(|c| c.is_ascii_digit()));
    let words: Vec<String> = words.collect();
    let is_work = |word: &String| is_among(word, WORK);
    words.iter().any(is_work) && words.iter().all(|word| is_work(word) || is_among(word, EMPTY))
}

fn commit_prefixes(view: &View<'_>) -> Vec<Diagnostic> {
    let fault = |place| {
        doubt("commit-prefix", "this begins like a commit message", place)
            .help("write a sentence for readers; what kind of change it is, the section or `type` says")
    };
    let told = view.texts().filter(|text| text.noun != Noun::RoadmapItem);
    let lines = told.flat_map(|text: &Text| {
        let raw = text.lines.iter().filter(|line| is_commit(&line.says));
        raw.map(|line| fault(text.place(line.span)))
    });
    lines.chain(titles(view, is_commit).map(fault)).collect()
}

/// The types of Conventional Commits as the Angular convention lists them, and those that its linters know.
const TYPES: [&str; 12] =
    ["build", "chore", "ci", "deps", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test"];

/// `feat: …`, `fix(parser)!: …`, `Merge pull request #1 …`
fn is_commit(text: &str) -> bool {
    let merges = ["Merge pull request #", "Merge branch '", "Merge remote-tracking branch"];
    if merges.iter().any(|start| text.starts_with(start)) {
        return true;
    }
    let Some((head, rest)) = text.split_once(':') else { return false };
    let head = head.strip_suffix('!').unwrap_or(head);
    let kind = match head.split_once('(') {
        Some((kind, scope)) if scope.ends_with(')') => kind,
        Some(_) => return false,
        None => head,
    };
    TYPES.contains(&kind) && rest.starts_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::sample::told;

    #[test]
    fn a_line_of_empty_words_is_vague() {
        for text in [
            "Various bug fixes",
            "Bug fixes and performance improvements.",
            "Minor fixes (#12, #34)",
            "misc. clean-up",
            "Lots of small improvements under the hood",
            "Updates",
            "Fixed bugs",
        ] {
            assert!(is_vague(text), "{text}");
        }
        for text in [
            "Fixed bugs in the parser",
            "Performance improvements for large maps",
            "Updated Norwegian",
            "Various",
            "",
            "#12",
            "3.0",
            "Fix CVE-2026-1",
            "Diverse Fehlerbehebungen",
        ] {
            assert!(!is_vague(text), "{text}");
        }
    }

    #[test]
    fn a_commit_begins_with_its_type() {
        for text in ["feat: dark mode", "fix(sync)!: retry", "chore(deps): bump", "Merge pull request #1 from a/b"] {
            assert!(is_commit(text), "{text}");
        }
        for text in
            ["Fix: the map", "fix the map: it was upside down", "docs", "feat:", "test(a: b", "note: this", "a: b"]
        {
            assert!(!is_commit(text), "{text}");
        }
    }

    #[test]
    fn only_what_readers_see_of_a_change_is_judged() {
        let said = told(&[
            (
                "changelog/1.0.0.md",
                "Bug fixes and more.\n\n- Minor fixes:\n  - The map turns\n- Minor fixes\n- feat: `x`\n",
            ),
            ("changelog/unreleased/a.md", "+++\ntitle = \"Bug fixes\"\n+++\nThe map turns.\n"),
            ("changelog/unreleased/b.md", "+++\ntitle = \"Bug fixes\"\n+++\n- The map turns.\n"),
            ("changelog/unreleased/c.md", "+++\ndraft = true\n+++\nVarious updates.\n"),
            ("roadmap/d.md", "- Minor fixes\n- fix: it\n"),
        ]);
        assert_eq!(
            said,
            [
                "changelog/1.0.0.md:5:3 vague-line",
                "changelog/1.0.0.md:6:3 commit-prefix",
                "changelog/unreleased/a.md:2:9 vague-line",
                "changelog/unreleased/c.md:4:1 vague-line",
            ]
        );
    }
}
