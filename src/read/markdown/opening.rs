//! What an entry or a change says first: that it breaks something, and which advisories it is for.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::alerts;
use super::events::{Piece, end_of};
use super::references::advisory;
use super::summary::plain;
use crate::model::Word;

/// What stands at the start of a text.
#[derive(Debug, Default)]
pub struct Opening {
    pub breaking: bool,
    pub advisories: Vec<String>,
}

/// Reads the start of `pieces`, and takes the marker of a breaking change (`**Breaking:**`, Keep a
/// Changelog 2.0; `BREAKING CHANGE:`, Conventional Commits 1.0.0) out of them. An alert `[!BREAKING]`
/// says the same, and stays.
pub fn open(pieces: &mut Cow<'_, [Piece<'_>]>) -> Opening {
    let at = first_inline(pieces);
    let is_alert = alerts::of(pieces, at).is_some_and(|(alert, _)| alert.title == Word::Breaking);
    let breaking = is_alert || take_strong_marker(pieces, at) || take_plain_marker(pieces, at);
    let rest = pieces.get(at..).unwrap_or_default();
    let line = &rest[..rest.iter().take_while(|piece| is_inline(piece)).count()];
    Opening { breaking, advisories: advisories(&plain(line)) }
}

/// Past the tags that open the first paragraph or list item.
fn first_inline(pieces: &[Piece<'_>]) -> usize {
    let opens = |piece: &&Piece<'_>| {
        matches!(piece.event, Event::Start(Tag::Paragraph | Tag::List(_) | Tag::Item) | Event::TaskListMarker(_))
    };
    pieces.iter().take_while(opens).count()
}

fn is_inline(piece: &Piece<'_>) -> bool {
    match &piece.event {
        Event::Start(tag) => matches!(tag, Tag::Strong | Tag::Emphasis | Tag::Link { .. } | Tag::Strikethrough),
        Event::End(end) => matches!(end, TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link | TagEnd::Strikethrough),
        Event::Text(_) | Event::Code(_) | Event::SoftBreak => true,
        _ => false,
    }
}

/// `**Breaking:** …`, `**breaking**: …`, `**BREAKING** …`
fn take_strong_marker(pieces: &mut Cow<'_, [Piece<'_>]>, at: usize) -> bool {
    if !matches!(pieces.get(at).map(|piece| &piece.event), Some(Event::Start(Tag::Strong))) {
        return false;
    }
    let end = end_of(pieces, at);
    let label = plain(&pieces[at..end]);
    let word = label.trim_matches(|c: char| !c.is_alphanumeric());
    let next = match pieces.get(end).map(|piece| &piece.event) {
        Some(Event::Text(text)) => text.trim_start(),
        _ => "",
    };
    let is_marked = label.trim_end().ends_with([':', ']', '!', '.']) || next.starts_with([':', '–', '—']);
    if !is_breaking(word) || !(is_marked || is_shouted(word)) {
        return false;
    }
    let pieces = pieces.to_mut();
    if let Some(Piece { event: Event::Text(text), .. }) = pieces.get_mut(end) {
        let rest = text.trim_start_matches([' ', ':', '–', '—']).to_owned();
        *text = rest.into();
    }
    pieces.drain(at..end);
    true
}

/// `BREAKING CHANGE: …`, `[BREAKING] …`
fn take_plain_marker(pieces: &mut Cow<'_, [Piece<'_>]>, at: usize) -> bool {
    let Some(Piece { event: Event::Text(text), .. }) = pieces.get(at) else { return false };
    let (word, rest) = match text.strip_prefix('[') {
        Some(inside) => match inside.split_once(']') {
            Some(parts) => parts,
            None => return false,
        },
        None => match text.split_once(':') {
            Some(parts) => parts,
            None => return false,
        },
    };
    if !is_breaking(word.trim()) {
        return false;
    }
    let rest = CowStr::from(rest.trim_start_matches([' ', ':']).to_owned());
    if let Some(piece) = pieces.to_mut().get_mut(at) {
        piece.event = Event::Text(rest);
    }
    true
}

fn is_breaking(word: &str) -> bool {
    ["breaking", "breaking change", "breaking changes"].iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn is_shouted(word: &str) -> bool {
    !word.contains(char::is_lowercase)
}

/// The advisories that `text` starts with, in brackets or not, with commas or `and` between them.
fn advisories(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || "[(,:/&;)]".contains(c));
        rest = rest.strip_prefix("and ").filter(|_| !found.is_empty()).unwrap_or(rest);
        match advisory(rest) {
            Some(id) => {
                rest = &rest[id.len()..];
                if !found.iter().any(|known| known == id) {
                    found.push(id.to_owned());
                }
            }
            None => return found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Markdown;
    use crate::read::markdown::events::parse;

    fn opened(markdown: &str) -> (bool, String, String) {
        let mut pieces = Cow::Owned(parse(markdown, 0, &Markdown::default()).pieces);
        let opening = open(&mut pieces);
        (opening.breaking, opening.advisories.join(" "), plain(&pieces))
    }

    #[test]
    fn markers_of_breaking_changes_are_taken_off() {
        for markdown in [
            "**Breaking:** gone",
            "**BREAKING:** gone",
            "**breaking**: gone",
            "**BREAKING** gone",
            "**[Breaking]** gone",
            "__Breaking change:__ gone",
            "BREAKING CHANGE: gone",
            "Breaking: gone",
            "[BREAKING] gone",
            "- **Breaking:** gone",
            "- [ ] **Breaking** — gone",
            "**Breaking changes:** gone",
        ] {
            assert_eq!(opened(markdown), (true, String::new(), "gone".to_owned()), "{markdown}");
        }
        for markdown in
            ["Breaking news", "**Breaking** news", "A **Breaking:** x", "*Breaking* x", "`Breaking:` x", "", "**x**"]
        {
            assert!(!opened(markdown).0, "{markdown}");
        }
    }

    #[test]
    fn leading_advisories_are_found_and_stay() {
        for (markdown, ids) in [
            ("CVE-2026-1234: x", "CVE-2026-1234"),
            ("**CVE-2026-1234** x", "CVE-2026-1234"),
            ("[CVE-2026-1234](https://a.example) x", "CVE-2026-1234"),
            (
                "(CVE-2026-1234, GHSA-aaaa-bbbb-cccc and RUSTSEC-2026-0001) x",
                "CVE-2026-1234 GHSA-aaaa-bbbb-cccc RUSTSEC-2026-0001",
            ),
            ("**Breaking:** CVE-2026-1234 x", "CVE-2026-1234"),
            ("x CVE-2026-1234", ""),
        ] {
            let (_, found, text) = opened(markdown);
            assert_eq!(found, ids, "{markdown}");
            assert!(ids.split(' ').all(|id| text.contains(id)), "{markdown}");
        }
    }
}
