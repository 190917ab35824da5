//! TOML text becomes a [`Table`] with spans.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use super::value::{DEEPEST, Node, Table, Value};
use crate::base::{At, Diagnostic, Reported, Source, Span};

/// The most syntax errors that are told of one file.
const MOST_TOLD: usize = 8;

/// Reads the TOML that `source` holds in `span`. All syntax errors are told; the value is `None`
/// when there is one, because what stands behind it may not mean what it seems to.
pub fn parse(source: &Source, span: Span) -> Reported<Option<Table>> {
    let text = source.text.get(span.start..span.end).unwrap_or_default();
    let reader = Reader { text, offset: span.start };
    let (table, mut errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Reported::new(None, reader.complaints(source, &mut errors));
    }
    match reader.table(table.get_ref(), span, 0) {
        Ok(table) => Reported::new(Some(table), Vec::new()),
        Err(fault) => Reported::new(None, vec![fault.0.at(source.place(fault.1))]),
    }
}

/// Keys whose values are dates.
const DATES: [&str; 7] = ["date", "updated", "publish_at", "expires", "support_until", "sunset", "reviewed"];

/// How dates are written, as the reader of fields says it too.
const DATE: &str = "a date is written 2026-05-04, with a time 2026-05-04T10:30:00Z";

/// What to do about quotes that only print has; both formats need straight ones.
pub const TYPOGRAPHIC: &str = "these are typographic quotes; use straight ones: \"…\"";

/// Whether `text` begins with a quote that only print has.
pub fn opens_typographic(text: &str) -> bool {
    text.starts_with(['“', '”', '„', '‟', '«', '»', '‘', '’', '‚'])
}

/// The complaint about lists and tables in each other without end.
pub fn too_deep() -> Diagnostic {
    Diagnostic::error("too-deep", format!("lists and tables stand more than {DEEPEST} deep in each other"))
}

/// One line of at most 120 characters: the library's messages may quote what was written.
pub fn sentence(message: &str) -> String {
    let line = message.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ");
    match line.char_indices().nth(120) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

struct Reader<'a> {
    text: &'a str,
    /// Where the text starts in its file.
    offset: usize,
}

type Fault = Box<(Diagnostic, Span)>;

impl Reader<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(range.start, range.end).shifted(self.offset)
    }

    /// What was written at `range`.
    fn written(&self, range: Range<usize>) -> String {
        self.text.get(range).unwrap_or_default().to_owned()
    }

    fn table(&self, table: &DeTable<'_>, span: Span, depth: usize) -> Result<Table, Fault> {
        if depth > DEEPEST {
            return Err(Box::new((too_deep(), span)));
        }
        let entries = table.iter().map(|(key, value)| {
            Ok((At::new(key.get_ref().to_string(), self.span(key.span())), self.node(value, depth + 1)?))
        });
        Ok(Table { entries: entries.collect::<Result<_, Fault>>()?, span })
    }

    fn node(&self, value: &Spanned<DeValue<'_>>, depth: usize) -> Result<Node, Fault> {
        let span = self.span(value.span());
        let written = || self.written(value.span());
        let value = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Boolean(value) => Value::Bool(*value),
            DeValue::Datetime(_) => Value::Date(written()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(value) => Value::Integer(value, written()),
                Err(_) => return Err(Box::new((too_large(), span))),
            },
            DeValue::Float(number) => match number.as_str().parse() {
                Ok(value) => Value::Float(value, written()),
                Err(_) => return Err(Box::new((too_large(), span))),
            },
            DeValue::Array(_) if depth >= DEEPEST => return Err(Box::new((too_deep(), span))),
            DeValue::Array(items) => {
                Value::List(items.iter().map(|item| self.node(item, depth + 1)).collect::<Result<_, _>>()?)
            }
            DeValue::Table(table) => Value::Table(self.table(table, span, depth)?),
        };
        Ok(Node { value, span })
    }

    /// Key and value of the line at `at` when it is written `key = …`.
    fn assignment(&self, at: usize) -> Option<(&str, &str)> {
        let start = self.text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
        let (key, value) = self.text.get(start..)?.lines().next()?.split_once('=')?;
        Some((key.trim(), value.trim()))
    }

    /// The key of the line at `at` when it is written `key: …`.
    fn yaml_key(&self, at: usize) -> Option<&str> {
        let start = self.text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
        let (key, _) = self.text.get(start..)?.lines().next()?.split_once(':')?;
        let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        is_key.then_some(key)
    }

    /// One complaint a line, because one mistake makes the library stumble several times.
    fn complaints(&self, source: &Source, errors: &mut [Error]) -> Vec<Diagnostic> {
        errors.sort_by_key(|error| error.span().map_or(0, |range| range.start));
        let mut told = Vec::new();
        let mut line_end = 0;
        for error in errors {
            let range = error.span().unwrap_or(0..0);
            if range.start < line_end {
                continue;
            }
            let rest = self.text.get(range.start..).unwrap_or_default();
            line_end = range.start + rest.find('\n').unwrap_or(rest.len()) + 1;
            let complaint = self.complaint(error.message(), range.clone());
            let is_last = complaint.code == "too-deep" || told.len() + 1 == MOST_TOLD;
            told.push(complaint.at(source.place(self.span(range))));
            if is_last {
                break;
            }
        }
        told
    }

    fn complaint(&self, message: &str, range: Range<usize>) -> Diagnostic {
        let at = range.start;
        let written = self.written(range);
        let (key, value) = self.assignment(at).unwrap_or_default();
        if message.contains("recur") {
            too_deep()
        } else if message == "duplicate key" {
            Diagnostic::error("duplicate-key", format!("the key `{}` is here twice", sentence(&written)))
        } else if message.starts_with("invalid date") || message.starts_with("invalid time") {
            Diagnostic::error("invalid-date", sentence(message)).help(DATE)
        } else if opens_typographic(&written) {
            Diagnostic::error("toml-syntax", "a text must be quoted").help(TYPOGRAPHIC)
        } else if DATES.contains(&key) && !value.starts_with(['"', '\'']) {
            Diagnostic::error("invalid-date", format!("`{}` is no date", sentence(value))).help(DATE)
        } else if message.starts_with("string values must be quoted") {
            Diagnostic::error("toml-syntax", "a text must be quoted").help("put it in quotes: \"…\"")
        } else if message.starts_with("invalid basic string") || message.starts_with("invalid literal string") {
            Diagnostic::error("toml-syntax", "a closing quote is missing in this line")
        } else if is_dotted(value) {
            let message = format!("`{}` is no number", sentence(value));
            Diagnostic::error("toml-syntax", message).help(format!("put it in quotes: \"{}\"", sentence(value)))
        } else if let Some(key) = self.yaml_key(at) {
            Diagnostic::error("toml-syntax", format!("`{key}:` is YAML, but TOML is expected here"))
                .help(format!("write `{key} = …`; YAML front matter stands between `---` lines"))
        } else {
            Diagnostic::error("toml-syntax", sentence(message))
        }
    }
}

/// Whether `value` starts as a version does that nobody quoted: `1.0.0`, `24.04.1-rc.1`.
fn is_dotted(value: &str) -> bool {
    let numbers = value.split('.').take_while(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    numbers.count() > 2
}

fn too_large() -> Diagnostic {
    Diagnostic::error("toml-syntax", "the number is too large").help("put it in quotes to keep it as a text")
}
