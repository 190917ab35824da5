//! Conventional commits of a range, as git tells them: entries to be edited, so they are drafts.

use super::Given;
use super::fragment::{Desk, Fragment, conventional, top};
use super::text::{Lines, text};
use crate::base::{Reported, Span};
use crate::model::{Draft, DraftFields};

/// Kinds of commits that users do not notice.
const INTERNAL: [&str; 8] = ["build", "chore", "ci", "docs", "refactor", "style", "test", "tests"];

/// Reads what `git log` writes with the format that the help prints: fields end with `\x1f`, commits with `\x1e`.
pub fn read(given: &Given<'_>) -> Reported<Vec<Draft>> {
    let mut desk = Desk::new(given);
    let (mut internal, mut others) = (0, 0);
    for (path, content) in given.files.iter() {
        let Some(source) = readable(path, content).take(&mut desk.diagnostics) else { continue };
        let lines = Lines::of(&source);
        let mut start = 0;
        let mut found = false;
        for commit in source.text.split_inclusive(RECORD) {
            let place = lines.place(Span::new(start, start + 1));
            start += commit.len();
            let mut fields = commit.trim_end_matches(RECORD).split(FIELD).map(str::trim);
            let (Some(hash), Some(author), Some(message)) = (fields.next(), fields.next(), fields.next()) else {
                continue;
            };
            found = true;
            let (subject, rest) = message.split_once('\n').unwrap_or((message, ""));
            let Some((kind, scope, is_breaking, words)) = conventional(subject) else {
                others += 1;
                continue;
            };
            let note = footer(rest, "BREAKING CHANGE").or_else(|| footer(rest, "BREAKING-CHANGE"));
            let is_breaking = is_breaking || note.is_some();
            if INTERNAL.contains(&kind) && !is_breaking {
                internal += 1;
                continue;
            }
            let (words, number) = numbered(words);
            let fragment = Fragment {
                mark: format!("git:{}", hash.get(..12).unwrap_or(hash)),
                name: words.split_whitespace().take(8).collect::<Vec<_>>().join(" "),
                kind: if INTERNAL.contains(&kind) { "change" } else { kind }.to_owned(),
                is_breaking,
                parts: scope.into_iter().map(str::to_owned).collect(),
                authors: Some(author.to_owned()).filter(|author| !author.is_empty()).into_iter().collect(),
                pull_requests: number.into_iter().map(str::to_owned).collect(),
                body: match note {
                    Some(note) => format!("{}\n\n## Migration\n\n{note}\n", sentence(words)),
                    None => sentence(words),
                },
                ..Fragment::default()
            };
            desk.add(fragment, place);
        }
        if !found {
            desk.leave(top(&source), "this is not what `git log` writes with the format of the help");
        }
    }
    for draft in &mut desk.drafts {
        if let DraftFields::Entry(fields) = &mut draft.fields {
            fields.draft = true;
        }
    }
    for (count, what) in [(internal, "of kinds that users do not notice"), (others, "without a kind (`fix: …`)")] {
        if count > 0
            && let Some((path, _)) = given.files.iter().next()
        {
            desk.leave(crate::base::Place::file(path), format!("{count} commits {what} stay out"));
        }
    }
    Reported::new(desk.drafts, desk.diagnostics)
}

/// Between the fields of a commit, and behind each commit; no text of people has them.
const FIELD: char = '\u{241f}';
const RECORD: char = '\u{241e}';

/// Control characters are taken out of texts: here they stand for something.
fn readable(path: &crate::base::SitePath, content: &crate::base::Content) -> Reported<Option<crate::base::Source>> {
    let crate::base::Content::Bytes(bytes) = content else { return text(path, content) };
    let words = String::from_utf8_lossy(bytes).replace('\u{1f}', "\u{241f}").replace('\u{1e}', "\u{241e}");
    text(path, &crate::base::Content::Bytes(words.into_bytes().into()))
}

/// `Faster search (#12)` → the words and the number.
fn numbered(words: &str) -> (&str, Option<&str>) {
    let number = words.rsplit_once(" (#").and_then(|(words, number)| Some((words, number.strip_suffix(')')?)));
    let number = number.filter(|(_, number)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    number.map_or((words, None), |(words, number)| (words, Some(number)))
}

/// With a capital and a full stop.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    let end = if words.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// The text of a footer, up to the next blank line.
fn footer<'m>(message: &'m str, name: &str) -> Option<&'m str> {
    let at = message.find(&format!("{name}: "))?;
    let text = &message[at + name.len() + 2..];
    Some(text.split("\n\n").next().unwrap_or(text).trim())
}
