//! The front matter of a file: where it ends, and what it holds.

use super::value::Table;
use super::{toml, yaml};
use crate::base::{Diagnostic, Reported, Source, Span};
use crate::model::Limits;

/// What stands before the body of a markdown file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Front {
    /// Empty when there is no front matter, or none that can be read.
    pub table: Table,
    /// The byte at which the body starts.
    pub body: usize,
    /// The line that opens it; `None` when there is none.
    pub fence: Option<Span>,
}

/// The front matter of `source`: TOML between `+++` lines or YAML between `---` lines, with
/// nothing but blank lines in front. A fence that is never closed is an error and leaves no body.
pub fn front(source: &Source, limits: &Limits) -> Reported<Front> {
    let text = &*source.text;
    let Some(fence) = opening(text) else { return Reported::default() };
    let inner = (fence.end + 1).min(text.len());
    let mark = &text[fence.start..fence.start + 3];
    let Some(closing) = closing(text, inner, mark) else {
        let fault = never_closed(&text[inner..], mark).at(source.place(fence));
        let front = Front { body: text.len(), fence: Some(fence), ..Front::default() };
        return Reported::new(front, vec![fault]);
    };
    let body = (closing.end + 1).min(text.len());
    let front = Front { body, fence: Some(fence), ..Front::default() };
    let span = Span::new(inner, closing.start);
    if span.end - span.start > limits.front_matter {
        return Reported::new(front, vec![too_large(limits).at(source.place(fence))]);
    }
    let table = if mark == "+++" { toml::parse(source, span) } else { yaml::parse(source, span) };
    table.map(|table| Front { table: table.unwrap_or_default(), ..front })
}

/// The first line that is not blank, when it is a fence; without its line end.
fn opening(text: &str) -> Option<Span> {
    let start = text.len() - text.trim_start().len();
    // A fence stands at the start of its line.
    let is_line_start = start == 0 || text[..start].ends_with('\n');
    let line = line_at(text, start);
    (is_line_start && is_fence(&text[line.start..line.end])).then_some(line)
}

fn closing(text: &str, from: usize, mark: &str) -> Option<Span> {
    let mut start = from;
    while start < text.len() {
        let line = line_at(text, start);
        if text[line.start..line.end].trim_end() == mark {
            return Some(line);
        }
        start = line.end + 1;
    }
    None
}

fn line_at(text: &str, start: usize) -> Span {
    Span::new(start, text[start..].find('\n').map_or(text.len(), |at| start + at))
}

fn is_fence(line: &str) -> bool {
    matches!(line.trim_end(), "+++" | "---")
}

fn never_closed(rest: &str, mark: &str) -> Diagnostic {
    let other = if mark == "+++" { "---" } else { "+++" };
    let fault =
        Diagnostic::error("unclosed-front-matter", format!("the front matter that `{mark}` opens is never closed"));
    if rest.lines().any(|line| line.trim_end() == other) {
        fault.help(format!("it is opened with `{mark}` and closed with `{other}`; write the same in both places"))
    } else if mark == "---" {
        fault.help("close it with a line `---`; if it was meant as a rule, write `***`")
    } else {
        fault.help(format!("close it with a line `{mark}`"))
    }
}

fn too_large(limits: &Limits) -> Diagnostic {
    let message = format!("the front matter is larger than {}", size(limits.front_matter));
    Diagnostic::error("front-matter-too-large", message)
        .help("text belongs below the front matter; `limits.front_matter` in tidings.toml raises the limit")
}

/// A number of bytes in the unit that it is a whole number of.
fn size(bytes: usize) -> String {
    match bytes {
        bytes if bytes > 0 && bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        bytes if bytes > 0 && bytes.is_multiple_of(1 << 10) => format!("{} KiB", bytes >> 10),
        bytes => format!("{bytes} bytes"),
    }
}
