//! A change of one text is made in another that says nearly the same: word by word, or line by line.

use std::ops::Range;

use crate::base::matching;

/// `text` with what became of `was` in `is`. `None` when the words that changed are not in it.
pub(super) fn words(was: &str, is: &str, text: &str) -> Option<String> {
    let (was_tokens, is_tokens, tokens) = (tokens(was), tokens(is), tokens(text));
    let there = matching(&texts(was, &was_tokens), &texts(text, &tokens));
    let place = |at: usize| there.iter().find(|(known, _)| *known == at).map(|(_, at)| *at);
    let mut out = text.to_owned();
    for (gone, new) in
        hunks(&matching(&texts(was, &was_tokens), &texts(is, &is_tokens)), was_tokens.len(), is_tokens.len())
            .into_iter()
            .rev()
    {
        let before = gone.start.checked_sub(1);
        let end_of_new = new.end.checked_sub(1).and_then(|at| is_tokens.get(at)).map_or(0, |token| token.end);
        let (range, words) = if let (Some(first), Some(last)) = (gone.clone().next(), gone.clone().next_back()) {
            let (from, to) = (place(first)?, place(last)?);
            if to - from != last - first || (first..=last).zip(from..).any(|(was, is)| place(was) != Some(is)) {
                return None;
            }
            match (new.is_empty(), before.and_then(place)) {
                // What goes takes the blank in front of it along.
                (true, Some(before)) if before + 1 == from => (tokens[before].end..tokens[to].end, ""),
                (true, _) => (tokens[from].start..tokens.get(to + 1).map_or(tokens[to].end, |next| next.start), ""),
                (false, _) => (tokens[from].start..tokens[to].end, &is[is_tokens[new.start].start..end_of_new]),
            }
        } else if let Some(before) = before.filter(|at| place(*at).is_some()) {
            let at = tokens[place(before)?].end;
            let known = new.start.checked_sub(1).map_or(0, |at| is_tokens[at].end);
            (at..at, &is[known..end_of_new])
        } else {
            let next = tokens[place(gone.end)?].start;
            (next..next, &is[is_tokens[new.start].start..is_tokens.get(new.end).map_or(is.len(), |token| token.start)])
        };
        out.replace_range(range, words);
    }
    Some(out)
}

/// How many words around a change tell where it belongs.
const AROUND: usize = 3;

/// The same, wherever in the text each change stands: what is around it is there once. `None` when it is not.
pub(super) fn pieces(was: &str, is: &str, text: &str) -> Option<String> {
    let (was_tokens, is_tokens) = (tokens(was), tokens(is));
    let pairs = matching(&texts(was, &was_tokens), &texts(is, &is_tokens));
    let mut out = text.to_owned();
    for (gone, new) in hunks(&pairs, was_tokens.len(), is_tokens.len()) {
        let place = (0..=AROUND).rev().find_map(|around| {
            let (before, behind) = (gone.start.min(around), (was_tokens.len() - gone.end).min(around));
            let range = gone.start - before..gone.end + behind;
            let (old, now) = (was_tokens.get(range)?, new.start - before..new.end + behind);
            let place = only(was, old, &out)?;
            let now = is_tokens.get(now).filter(|now| !now.is_empty())?;
            Some((place, is.get(now.first()?.start..now.last()?.end)?))
        });
        let (place, words) = place?;
        out.replace_range(place, words);
    }
    Some(out)
}

/// Where these tokens stand in the text, when they do at one place.
fn only(was: &str, wanted: &[Range<usize>], text: &str) -> Option<Range<usize>> {
    if wanted.is_empty() {
        return None;
    }
    let (there, wanted) = (tokens(text), texts(was, wanted));
    let mut places = there.windows(wanted.len()).filter(|window| texts(text, window) == wanted);
    let place = places.next().filter(|_| places.next().is_none())?;
    Some(place.first()?.start..place.last()?.end)
}

/// Words, and signs one by one.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut tokens: Vec<Range<usize>> = Vec::new();
    let mut is_open = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match c {
            c if c.is_alphanumeric() => match tokens.last_mut().filter(|_| is_open) {
                Some(last) => last.end = end,
                None => tokens.push(at..end),
            },
            c if c.is_whitespace() => {}
            _ => tokens.push(at..end),
        }
        is_open = c.is_alphanumeric();
    }
    tokens
}

fn texts<'t>(text: &'t str, tokens: &[Range<usize>]) -> Vec<&'t str> {
    tokens.iter().map(|token| &text[token.clone()]).collect()
}

/// The ranges between pairs: what went, and what came in its place.
fn hunks(pairs: &[(usize, usize)], olds: usize, news: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let mut hunks = Vec::new();
    let (mut old, mut new) = (0, 0);
    for (next_old, next_new) in pairs.iter().copied().chain([(olds, news)]) {
        if old < next_old || new < next_new {
            hunks.push((old..next_old, new..next_new));
        }
        (old, new) = (next_old + 1, next_new + 1);
    }
    hunks
}

/// The lines of `text` with what became of `was` in `is`; headings may stand on another level. `None` when what changed
/// does not stand in it as it was.
pub(super) fn lines(was: &str, is: &str, text: &str) -> Option<String> {
    let (was, is, there) = (split(was), split(is), split(text));
    let same = matching(&plain(&was), &plain(&there));
    let place = |at: usize| same.iter().find(|(known, _)| *known == at).map(|(_, at)| *at);
    let lift =
        same.iter().find_map(|(at, to)| Some(level(was[*at])? as isize - level(there[*to])? as isize)).unwrap_or(1);
    let mut out: Vec<String> = there.iter().map(|line| (*line).to_owned()).collect();
    // Lines from here on have changed already.
    let mut limit = there.len();
    for (gone, new) in hunks(&matching(&was, &is), was.len(), is.len()).into_iter().rev() {
        let before = gone.start.checked_sub(1).map(place);
        let behind = (gone.end < was.len()).then(|| place(gone.end));
        let is_apart = gone.start.checked_sub(1).and_then(|at| was.get(at)).is_some_and(|line| line.is_empty());
        let range = match (before, behind) {
            // What is new stands beside what it belongs to, not beside a blank line.
            (_, Some(Some(behind))) if gone.is_empty() && is_apart => behind..behind,
            // What changed stands between what is known around it.
            (Some(Some(before)), Some(Some(behind))) if before < behind => before + 1..behind,
            (Some(Some(before)), None) => before + 1..there.len(),
            (None, Some(Some(behind))) => behind.saturating_sub(gone.len())..behind,
            (None, None) => 0..there.len(),
            (Some(Some(before)), _) => before + 1..(before + 1 + gone.len()).min(there.len()),
            (_, Some(Some(behind))) => behind.saturating_sub(gone.len())..behind,
            _ => return None,
        };
        if range.end > limit {
            return None;
        }
        limit = range.start;
        let news: Vec<String> = is.get(new)?.iter().map(|line| lowered(line, lift)).collect();
        let is_as_it_was = gone.clone().all(|at| place(at).is_some_and(|at| range.contains(&at)));
        let news = match is_as_it_was {
            true if gone.len() == range.len() => news,
            // Lines that only the file has stay: comments, blank lines.
            true => {
                let gone: Vec<usize> = gone.clone().filter_map(place).collect();
                let first = gone.first().copied().unwrap_or(range.start);
                let mut lines: Vec<String> = out.get(range.start..first).unwrap_or_default().to_vec();
                lines.extend(news);
                let rest = (first..range.end).filter(|at| !gone.contains(at));
                lines.extend(rest.filter_map(|at| out.get(at).cloned()));
                lines
            }
            false => {
                let old = was.get(gone)?.join("\n");
                let old_there = there.get(range.clone())?.join("\n");
                vec![words(&old, &news.join("\n"), &old_there)?]
            }
        };
        out.splice(range, news);
    }
    Some(out.join("\n"))
}

fn split(text: &str) -> Vec<&str> {
    text.split('\n').map(str::trim_end).collect()
}

/// Lines as they are compared: headings without their level.
fn plain<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    lines.iter().map(|line| level(line).map_or(*line, |_| line.trim_start_matches('#'))).collect()
}

/// The level of a heading.
fn level(line: &str) -> Option<usize> {
    let level = line.len() - line.trim_start_matches('#').len();
    ((1..=6).contains(&level) && line[level..].starts_with(' ')).then_some(level)
}

/// A heading as many levels higher as those of the file are.
fn lowered(line: &str, lift: isize) -> String {
    match level(line) {
        Some(level) => {
            let level = (level as isize - lift).clamp(1, 6) as usize;
            format!("{}{}", "#".repeat(level), line.trim_start_matches('#'))
        }
        None => line.to_owned(),
    }
}

/// Markdown of one line as plain text: signs without the backslashes before them.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(c) = signs.next() {
        match signs.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => {}
            _ => {
                out.push(c);
                continue;
            }
        }
        out.extend(signs.next());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_change_where_they_stand() {
        for (was, is, text, result) in [
            ("Fastre search.", "Faster search.", "Fastre search.\n", Some("Faster search.\n")),
            ("a b c", "a c", "x = 1\n\na b\nc\n", Some("x = 1\n\na\nc\n")),
            ("a c", "a b c", "a *c*", Some("a b *c*")),
            ("a c", "a c d.", "**a** c\n\nmore", Some("**a** c d.\n\nmore")),
            ("c", "b c", "x\nc\n", Some("x\nb c\n")),
            ("a b", "a x", "a other", None),
        ] {
            assert_eq!(words(was, is, text).as_deref(), result, "{was} → {is}");
        }
    }

    #[test]
    fn pieces_change_wherever_they_stand() {
        let text = "migration = \"Do teh thing.\"\n+++\nKeys are other now.\n";
        let was = "Keys are other now.\n\n**Migration:**\n\nDo teh thing.";
        let is = was.replace("teh", "the").replace("other", "new");
        let result = text.replace("teh", "the").replace("other", "new");
        assert_eq!(pieces(was, &is, text), Some(result));
        assert_eq!(pieces("a b", "a c", "a b, a b"), None);
    }

    #[test]
    fn lines_change_where_they_stand() {
        let text = "## Added\n\n<!-- note -->\n- a\n- b\n\n[x]: /x\n";
        for (is, result) in [
            ("### Added\n\n- a\n- B", Some("## Added\n\n<!-- note -->\n- a\n- B\n\n[x]: /x\n")),
            ("### Added\n\n- a", Some("## Added\n\n<!-- note -->\n- a\n\n[x]: /x\n")),
            ("### Added\n\n- z\n- a\n- b", Some("## Added\n\n<!-- note -->\n- z\n- a\n- b\n\n[x]: /x\n")),
            (
                "### Added\n\n- a\n- b\n\n### Fixed\n\n- c",
                Some("## Added\n\n<!-- note -->\n- a\n- b\n\n## Fixed\n\n- c\n\n[x]: /x\n"),
            ),
        ] {
            assert_eq!(lines("### Added\n\n- a\n- b", is, text).as_deref(), result, "{is}");
        }
        // What the file says otherwise by now does not reach into what is changed already.
        let was = "a\ng1\ng2\ng3\nk\nm\nx1\nx2\nx3";
        assert_eq!(lines(was, "a\nk\nm", "a\ng1 g2 g3\nm\nx1\nx2\nx3"), None);
        assert_eq!(lines("- a\n- b", "- a\n- c", "- a\n- other\n"), None);
        assert_eq!(
            lines("[a](https://x.example/b) one", "[a](https://x.example/b) two", "[a](b.md) one").as_deref(),
            Some("[a](b.md) two")
        );
    }

    #[test]
    fn signs_lose_their_backslashes() {
        assert_eq!(unescaped(r"a \[b\] \\ c\d"), r"a [b] \ c\d");
    }
}
