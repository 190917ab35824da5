//! YAML text becomes a [`Table`] with spans; the only file that knows the YAML library.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Error, Location, MessageFormatter, Spanned, UserMessageFormatter};

use super::toml::{TYPOGRAPHIC, opens_typographic, sentence, too_deep};
use super::value::{DEEPEST, Node, Table, Value};
use crate::base::{At, Diagnostic, Reported, Source, Span};

/// The most values that front matter may come to once its aliases are followed: far more than
/// anybody writes, far less than an alias bomb.
const MOST_VALUES: usize = 10_000;

/// Reads the YAML that `source` holds in `span`; `None` when it is not a table of keys.
pub fn parse(source: &Source, span: Span) -> Reported<Option<Table>> {
    let text = source.text.get(span.start..span.end).unwrap_or_default();
    let reader = Reader { text, offset: span.start };
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options()) {
        Ok(root) => match reader.node(root) {
            Node { value: Value::Table(table), .. } => {
                let mut traps = Vec::new();
                reader.traps(source, &table, &mut traps);
                Reported::new(Some(Table { span, ..table }), traps)
            }
            Node { value: Value::Nothing, .. } => Reported::new(Some(Table { span, ..Table::default() }), Vec::new()),
            node => Reported::new(None, vec![not_a_table(&node.value).at(source.place(node.span))]),
        },
        Err(error) => Reported::new(None, vec![reader.complaint(source, &error)]),
    }
}

fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEEPEST,
            flow_nesting_limit: 2 * DEEPEST,
            max_nodes: MOST_VALUES,
            max_events: 3 * MOST_VALUES,
        },
        // As YAML 1.2 has it: `no` is a word.
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
    }
}

fn not_a_table(value: &Value) -> Diagnostic {
    let message = format!("front matter is made of keys and values, found {}", value.found());
    Diagnostic::error("yaml-syntax", message)
        .help("write `key: value` lines; if `---` was meant as a rule, write `***`")
}

/// A value as the library hands it over.
enum Raw {
    Nothing,
    Text(String),
    Bool(bool),
    Integer(i64),
    Float(f64),
    List(Vec<Spanned<Raw>>),
    Table(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(i64::try_from(value).map_or(Raw::Float(value as f64), Raw::Integer))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Raw, E> {
        Ok(i64::try_from(value).map_or(Raw::Float(value as f64), Raw::Integer))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Raw, E> {
        Ok(i64::try_from(value).map_or(Raw::Float(value as f64), Raw::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Float(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut table = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            table.push(entry);
        }
        Ok(Raw::Table(table))
    }
}

struct Reader<'a> {
    text: &'a str,
    /// Where the text starts in its file.
    offset: usize,
}

impl Reader<'_> {
    fn node(&self, raw: Spanned<Raw>) -> Node {
        let local = self.local(raw.defined);
        let span = local.shifted(self.offset);
        let value = match raw.value {
            Raw::Nothing => Value::Nothing,
            Raw::Text(text) => Value::Text(text),
            Raw::Bool(value) => Value::Bool(value),
            Raw::Integer(value) => Value::Integer(value, self.written(local).unwrap_or_else(|| value.to_string())),
            Raw::Float(value) => Value::Float(value, self.written(local).unwrap_or_else(|| value.to_string())),
            Raw::List(items) => Value::List(items.into_iter().map(|item| self.node(item)).collect()),
            Raw::Table(entries) => {
                let entries = entries.into_iter().map(|(key, value)| {
                    let span = self.local(key.defined).shifted(self.offset);
                    (At::new(key.value, span), self.node(value))
                });
                Value::Table(Table { entries: entries.collect(), span })
            }
        };
        Node { value, span }
    }

    /// What was written there, when it is a number as such (`!!int "5"` is not).
    fn written(&self, span: Span) -> Option<String> {
        let text = self.text.get(span.start..span.end)?.trim();
        text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')).then(|| text.to_owned())
    }

    /// A place of the library as bytes of the text. Some of its places know only line and column.
    fn local(&self, location: Location) -> Span {
        let bytes = location.span();
        if let (Some(start), Some(length)) = (bytes.byte_offset(), bytes.byte_len()) {
            let (start, length) = (usize::try_from(start), usize::try_from(length));
            if let (Ok(start), Ok(length)) = (start, length)
                && start + length <= self.text.len()
            {
                return Span::new(start, start + length);
            }
        }
        let start = self.byte_at(location.line(), location.column());
        Span::new(start, (start + 1).min(self.text.len()))
    }

    /// The byte at a line and a column in characters, both from 1.
    fn byte_at(&self, line: u64, column: u64) -> usize {
        let mut start = 0;
        for (number, text) in (1..).zip(self.text.split_inclusive('\n')) {
            if number == line {
                let column = usize::try_from(column).unwrap_or(usize::MAX).saturating_sub(1);
                return start + text.char_indices().nth(column).map_or(text.trim_end().len(), |(at, _)| at);
            }
            start += text.len();
        }
        self.text.len()
    }

    /// Values that are well-formed, but hardly what was meant.
    fn traps(&self, source: &Source, table: &Table, told: &mut Vec<Diagnostic>) {
        for (key, node) in &table.entries {
            // Of `key: #1` nothing is left.
            let end = if node.value == Value::Nothing { key.span.end + 1 } else { node.span.end };
            self.trap(source, node, end, told);
        }
    }

    fn trap(&self, source: &Source, node: &Node, end: usize, told: &mut Vec<Diagnostic>) {
        match &node.value {
            Value::Table(table) => self.traps(source, table, told),
            Value::List(items) => items.iter().for_each(|item| self.trap(source, item, item.span.end, told)),
            Value::Text(_) | Value::Nothing => {
                let written = source.text.get(node.span.start..node.span.end).unwrap_or_default();
                if let Some(comment) =
                    cutting_comment(source, end).filter(|_| !written.starts_with(['"', '\'', '|', '>']))
                {
                    let message = "the value ends here: ` #` starts a comment";
                    let warning = Diagnostic::warning("cut-by-comment", message).at(source.place(comment));
                    told.push(warning.help("put the value in quotes; a comment has a space behind its `#`"));
                }
                if opens_typographic(written) && written.ends_with(['“', '”', '«', '»', '‘', '’']) {
                    let message = "the quotes are part of the text";
                    let warning = Diagnostic::warning("typographic-quotes", message).at(source.place(node.span));
                    told.push(warning.help(TYPOGRAPHIC));
                }
            }
            Value::Bool(_) | Value::Integer(..) | Value::Float(..) | Value::Date(_) => {}
        }
    }

    fn complaint(&self, source: &Source, error: &Error) -> Diagnostic {
        let error = error.without_snippet();
        let local = error.location().map_or(Span::default(), |location| self.local(location));
        let written = self.text.get(local.start..local.end).unwrap_or_default();
        let message = sentence(&UserMessageFormatter.format_message(error));
        let (code, message, help) = in_our_words(&message, written);
        let diagnostic = match code {
            "too-deep" => too_deep(),
            code => Diagnostic::error(code, message),
        };
        let diagnostic = diagnostic.at(source.place(local.shifted(self.offset)));
        match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

/// The comment behind `end` in its line when it looks like a part of the value: `#3 now`.
fn cutting_comment(source: &Source, end: usize) -> Option<Span> {
    let line = source.text.get(end..)?.lines().next()?;
    let comment = line.trim_start();
    let is_text =
        comment.strip_prefix('#').is_some_and(|text| text.starts_with(|c: char| !c.is_whitespace() && c != '#'));
    let start = end + (line.len() - comment.len());
    (is_text && start > end).then(|| Span::new(start, end + line.trim_end().len()))
}

/// Code, message and help for a message of the library; limits come wrapped in several kinds of
/// its errors, so only the message tells them.
fn in_our_words(message: &str, written: &str) -> (&'static str, String, Option<&'static str>) {
    let syntax = |help| ("yaml-syntax", message.to_owned(), Some(help));
    if message.contains("recursion limit") || message.contains("Depth {") {
        ("too-deep", String::new(), None)
    } else if message.contains("limits breached") {
        let help = "write out what its aliases (`*name`) and merges (`<<`) stand for";
        ("too-complex", format!("the YAML comes to more than {MOST_VALUES} values"), Some(help))
    } else if message.starts_with("duplicate mapping key") {
        ("duplicate-key", format!("the key `{}` is here twice", sentence(written)), None)
    } else if message.starts_with("mapping values are not allowed") {
        syntax("a text that holds `: ` needs quotes; keys of one table start in the same column")
    } else if message.starts_with("tabs disallowed") {
        syntax("YAML is indented with spaces")
    } else if message.starts_with("unexpected character") {
        syntax("a text that starts with such a character needs quotes")
    } else {
        ("yaml-syntax", message.to_owned(), None)
    }
}
