//! Front matter, written: whole files, and single keys of files that somebody else wrote.

use super::value::{Format, Value};
use crate::base::{Content, SitePath, Source, Span, Tree};
use crate::model::{Limits, OptionValue};
use crate::read::{Front, Table, front};

/// Why a key cannot be set in a file without touching more than the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uneditable {
    /// To stand behind the file's name: `has front matter that cannot be read`.
    pub reason: &'static str,
}

/// A file with front matter and a body. Without keys it has no front matter either, if the body may then stand alone.
pub fn file(format: Format, keys: &[(String, Value)], body: &str) -> String {
    let body = body.trim_end();
    let opens = body.trim_start().lines().next().is_some_and(|line| matches!(line.trim_end(), "+++" | "---"));
    let end = if body.is_empty() { "" } else { "\n" };
    if keys.is_empty() && !opens {
        return format!("{body}{end}");
    }
    let fence = format.fence();
    format!("{fence}\n{}{fence}\n{body}{end}", format.block(keys))
}

/// How the files of the folder that `path` is in write their front matter; those of the whole site, when there are
/// none; TOML, when nobody wrote any.
pub fn habit(tree: &Tree, path: &SitePath) -> Format {
    let of_folder = path.folder().and_then(|folder| most(tree.below(folder)));
    of_folder.or_else(|| most(tree.below("changelog").chain(tree.below("roadmap")))).unwrap_or_default()
}

fn most<'t>(files: impl Iterator<Item = (&'t SitePath, &'t Content)>) -> Option<Format> {
    let (mut toml, mut yaml) = (0, 0);
    for (path, content) in files {
        let Content::Bytes(bytes) = content else { continue };
        if matches!(path.extension().as_str(), "md" | "markdown") {
            toml += usize::from(bytes.starts_with(b"+++"));
            yaml += usize::from(bytes.starts_with(b"---"));
        }
    }
    match toml.cmp(&yaml) {
        std::cmp::Ordering::Greater => Some(Format::Toml),
        std::cmp::Ordering::Less => Some(Format::Yaml),
        std::cmp::Ordering::Equal => (toml > 0).then_some(Format::Toml),
    }
}

/// `text` with the key set to `value`, or without it. Every other byte stays: comments, order, line ends and the body.
/// A file without front matter gets one, in the given format.
///
/// # Errors
/// When the front matter cannot be read, or the key is written in a way that its line is not its own.
pub fn set(text: &str, key: &str, value: Option<&Value>, format: Format) -> Result<String, Uneditable> {
    let plain = plain(text);
    let before = read(&plain)?;
    let Some(splice) = splice(&plain, &before, key, value, format)? else { return Ok(text.to_owned()) };
    let edited = splice.into(text);
    let after = read(&self::plain(&edited))?;
    match is_set(&before.table, &after.table, key, value, format) {
        true => Ok(edited),
        false => Err(Uneditable { reason: "writes that key together with others" }),
    }
}

/// What takes the place of a range of bytes of the text with plain line ends.
struct Splice {
    at: Span,
    text: String,
}

impl Splice {
    /// The text as it is on disk, with this in it.
    fn into(self, text: &str) -> String {
        let at = Span::new(on_disk(text, self.at.start), on_disk(text, self.at.end));
        let new = if text.contains("\r\n") { self.text.replace('\n', "\r\n") } else { self.text };
        format!("{}{new}{}", text.get(..at.start).unwrap_or_default(), text.get(at.end..).unwrap_or_default())
    }
}

/// As it is read: without a byte-order mark, and with plain line ends.
fn plain(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n")
}

/// Where a byte of the [`plain`] text stands in the text on disk.
fn on_disk(text: &str, at: usize) -> usize {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let bytes = text.as_bytes();
    let mut position = mark;
    for _ in 0..at {
        let is_pair = bytes.get(position) == Some(&b'\r') && bytes.get(position + 1) == Some(&b'\n');
        position += if is_pair { 2 } else { 1 };
    }
    position.min(text.len())
}

fn read(text: &str) -> Result<Front, Uneditable> {
    let path = SitePath::new("file.md").expect("the name is a path");
    let read = front(&Source::new(path, text), &Limits { front_matter: usize::MAX, ..Limits::default() });
    match read.has_errors() {
        true => Err(Uneditable { reason: "has front matter that cannot be read" }),
        false => Ok(read.value),
    }
}

fn splice(
    text: &str,
    front: &Front,
    key: &str,
    value: Option<&Value>,
    format: Format,
) -> Result<Option<Splice>, Uneditable> {
    let Some(fence) = front.fence else {
        let Some(value) = value else { return Ok(None) };
        let fence = format.fence();
        let block = format!("{fence}\n{}{fence}\n", format.line(key, value));
        return Ok(Some(Splice { at: Span::new(0, 0), text: block }));
    };
    let format =
        if text.get(fence.start..).is_some_and(|text| text.starts_with("+++")) { Format::Toml } else { Format::Yaml };
    let old = front.table.entries.iter().find(|(name, _)| name.value == key);
    let splice = match (old, value) {
        (None, None) => return Ok(None),
        (None, Some(value)) => {
            let at = end_of_keys(text, front, fence);
            Splice { at: Span::new(at, at), text: format.line(key, value) }
        }
        (Some((name, node)), value) => {
            let line = Span::new(line_start(text, name.span.start), line_end(text, name.span.start));
            if !is_own_line(text, line.start, name.span.start) {
                return Err(Uneditable { reason: "writes that key with a header of its own, or inside of braces" });
            }
            let old = match format {
                Format::Toml => Span::new(node.span.start, node.span.end),
                Format::Yaml => yaml_value(text, name.span.end, node.span),
            };
            match value {
                // One line stays one line, with the comment behind it.
                Some(value) if format == Format::Toml || is_one_line(text, old) && is_one_line_of_yaml(key, value) => {
                    let blank =
                        if old.start > 0 && text.as_bytes().get(old.start - 1) == Some(&b':') { " " } else { "" };
                    Splice { at: old, text: format!("{blank}{}", format.inline(value)) }
                }
                Some(value) => {
                    Splice { at: Span::new(line.start, next_line(text, old.end)), text: format.line(key, value) }
                }
                None => Splice { at: Span::new(line.start, next_line(text, old.end)), text: String::new() },
            }
        }
    };
    Ok(Some(splice))
}

/// Where the value of a key of YAML stands, from behind the colon on when it is not in the key's line alone.
fn yaml_value(text: &str, key_end: usize, node: Span) -> Span {
    let line = line_end(text, key_end);
    let colon = text.get(key_end..line).and_then(|rest| rest.find(':')).map_or(line, |at| key_end + at + 1);
    let rest = text.get(colon..line).unwrap_or_default();
    // A value that begins with a property (`&anchor`, `!tag`), or a block below the key, goes as a whole.
    let is_plain = node.start >= colon
        && node.end <= line
        && text.get(colon..node.start).is_some_and(|between| between.trim().is_empty())
        && !rest.trim_start().starts_with(['|', '>', '&', '!', '*']);
    let opens = text.get(node.start..line).is_some_and(|value| value.starts_with(['[', '{']));
    let end = match opens {
        // Of lists and tables only the start is known.
        true => flow_end(text.get(node.start..line).unwrap_or_default()).map(|length| node.start + length),
        false => Some(node.start + text.get(node.start..node.end).unwrap_or_default().trim_end().len()),
    };
    if let Some(end) = end.filter(|_| is_plain && !rest.trim().is_empty()) {
        return Span::new(node.start, end);
    }
    let mut end = line;
    let mut at = next_line(text, line);
    while at < text.len() {
        let stop = line_end(text, at);
        let line = text.get(at..stop).unwrap_or_default();
        let is_inside = line.starts_with([' ', '\t']) || line == "-" || line.starts_with("- ");
        match line.trim().is_empty() {
            _ if is_inside && !line.trim().is_empty() => end = stop,
            // A blank line is a part of the value when more of it follows.
            true => {}
            false => break,
        }
        at = next_line(text, stop);
    }
    Span::new(colon, end)
}

/// How long the list or table in brackets is that the text begins with; `None` when it goes on in another line.
fn flow_end(text: &str) -> Option<usize> {
    let (mut depth, mut quote, mut before) = (0_usize, None, ' ');
    for (at, c) in text.char_indices() {
        match quote {
            Some('"') if before == '\\' => {
                before = ' ';
                continue;
            }
            Some(mark) if c == mark => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') && matches!(before, ' ' | '[' | '{' | ',') => quote = Some(c),
            None if matches!(c, '[' | '{') => depth += 1,
            None if matches!(c, ']' | '}') => depth = depth.saturating_sub(1),
            None => {}
        }
        if depth == 0 {
            return Some(at + c.len_utf8());
        }
        before = c;
    }
    None
}

/// Where a new key goes: before the first table of TOML and the comments above it, else before the closing fence.
fn end_of_keys(text: &str, front: &Front, fence: Span) -> usize {
    let headers = front.table.entries.iter().map(|(name, _)| line_start(text, name.span.start));
    let header = headers.filter(|at| text.get(*at..).is_some_and(|text| text.trim_start().starts_with('['))).min();
    let Some(mut at) = header else {
        let last = front.body.saturating_sub(1);
        return line_start(text, if text.get(last..front.body) == Some("\n") { last } else { front.body });
    };
    let first = next_line(text, fence.end);
    while at > first {
        let above = line_start(text, at - 1);
        let line = text.get(above..at).unwrap_or_default().trim();
        if !line.is_empty() && !line.starts_with('#') {
            break;
        }
        at = above;
    }
    at
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|text| text.rfind('\n')).map_or(0, |at| at + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|text| text.find('\n')).map_or(text.len(), |end| at + end)
}

fn next_line(text: &str, at: usize) -> usize {
    (line_end(text, at) + 1).min(text.len())
}

/// Whether nothing stands before the key in its line.
fn is_own_line(text: &str, start: usize, key: usize) -> bool {
    text.get(start..key).is_some_and(|before| before.chars().all(|c| matches!(c, ' ' | '\t' | '"' | '\'')))
}

fn is_one_line(text: &str, span: Span) -> bool {
    text.get(span.start..span.end).is_some_and(|value| !value.contains('\n'))
}

fn is_one_line_of_yaml(key: &str, value: &Value) -> bool {
    Format::Yaml.line(key, value).lines().count() == 1
}

/// Whether the key now is what it was to be, and everything else is what it was.
fn is_set(before: &Table, after: &Table, key: &str, value: Option<&Value>, format: Format) -> bool {
    let others = |table: &Table| -> Vec<(String, OptionValue)> {
        let others = table.entries.iter().filter(|(name, _)| name.value != key);
        others.map(|(name, node)| (name.value.clone(), node.value.to_option())).collect()
    };
    let wanted = value.and_then(|value| {
        let alone = read(&file(format, &[(key.to_owned(), value.clone())], "")).ok()?;
        alone.table.get(key).map(|node| node.value.to_option())
    });
    let is = after.get(key).map(|node| node.value.to_option());
    is == wanted && is.is_some() == value.is_some() && others(before) == others(after)
}
