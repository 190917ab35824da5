//! Values of front matter, to be written as TOML or as YAML.

use crate::base::Date;
use crate::model::OptionValue;

/// How front matter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Between `+++` lines.
    #[default]
    Toml,
    /// Between `---` lines.
    Yaml,
}

/// A value that a key is to have.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Bool(bool),
    Integer(i64),
    Float(f64),
    Date(Date),
    List(Vec<Value>),
    Table(Vec<(String, Value)>),
}

/// YAML 1.1 and 1.2 take these for something else than texts; so do people's editors.
const YAML_WORDS: [&str; 12] = ["true", "false", "yes", "no", "on", "off", "null", "nan", "inf", "y", "n", "nil"];

impl Format {
    /// The line before and after the front matter.
    pub fn fence(self) -> &'static str {
        match self {
            Self::Toml => "+++",
            Self::Yaml => "---",
        }
    }

    /// The value in one line, as it stands behind a key; a text of several lines in as many, when TOML has it.
    pub fn inline(self, value: &Value) -> String {
        match (self, value) {
            (_, Value::Bool(value)) => value.to_string(),
            (_, Value::Integer(number)) => number.to_string(),
            (_, Value::Float(number)) => float(*number),
            (_, Value::Date(date)) => date.to_string(),
            (Self::Toml, Value::Text(text)) => toml::Value::String(text.clone()).to_string(),
            (Self::Yaml, Value::Text(text)) => yaml_text(text),
            (_, Value::List(items)) => {
                let items: Vec<String> = items.iter().map(|item| self.inline_in_list(item)).collect();
                format!("[{}]", items.join(", "))
            }
            (_, Value::Table(entries)) if entries.is_empty() => "{}".to_owned(),
            (Self::Toml, Value::Table(entries)) => {
                let entry = |(key, value): &(String, Value)| format!("{} = {}", toml_key(key), self.inline(value));
                format!("{{ {} }}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
            (Self::Yaml, Value::Table(entries)) => {
                let entry =
                    |(key, value): &(String, Value)| format!("{}: {}", yaml_key(key), self.inline_in_list(value));
                format!("{{ {} }}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// Inside of brackets and braces YAML ends plain texts at commas and the like.
    fn inline_in_list(self, value: &Value) -> String {
        match (self, value) {
            (Self::Yaml, Value::Text(text)) if text.contains([',', '[', ']', '{', '}', ':', '\'']) => yaml_quoted(text),
            _ => self.inline(value),
        }
    }

    /// Keys with their values, each from the start of a line; the line end of the last one included. Tables come last
    /// in TOML, because every key behind one would be in it.
    pub fn block(self, entries: &[(String, Value)]) -> String {
        match self {
            Self::Toml => {
                let (tables, plain): (Vec<_>, Vec<_>) = entries.iter().partition(|(_, value)| has_sections(value));
                let plain = plain.iter().map(|(key, value)| format!("{} = {}\n", toml_key(key), self.inline(value)));
                let tables = tables.iter().map(|(key, value)| toml_sections(key, value));
                plain.chain(tables).collect()
            }
            Self::Yaml => entries.iter().map(|(key, value)| yaml_entry(key, value)).collect(),
        }
    }

    /// A key and its value as [`block`](Self::block) has them, so that more keys may follow.
    pub fn line(self, key: &str, value: &Value) -> String {
        match self {
            Self::Toml => format!("{} = {}\n", toml_key(key), self.inline(value)),
            Self::Yaml => yaml_entry(key, value),
        }
    }
}

impl Value {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number when it is written as one and read back as the same.
    pub fn written(text: &str) -> Self {
        match text.parse::<i64>() {
            Ok(number) if number >= 0 && number.to_string() == text => Self::Integer(number),
            _ => Self::text(text),
        }
    }

    pub fn texts<'t>(texts: impl IntoIterator<Item = &'t String>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }
}

impl From<&OptionValue> for Value {
    fn from(value: &OptionValue) -> Self {
        match value {
            OptionValue::Bool(value) => Self::Bool(*value),
            OptionValue::Integer(number) => Self::Integer(*number),
            OptionValue::Float(number) => Self::Float(*number),
            OptionValue::Text(text) => Self::text(text),
            OptionValue::List(items) => Self::List(items.iter().map(Self::from).collect()),
            OptionValue::Table(table) => {
                Self::Table(table.iter().map(|(key, value)| (key.clone(), Self::from(value))).collect())
            }
        }
    }
}

/// With a point, so that it stays no whole number.
fn float(number: f64) -> String {
    let text = number.to_string();
    if text.contains(['.', 'e', 'n', 'i']) { text } else { format!("{text}.0") }
}

/// Whether a key of TOML is better written with a header of its own.
fn has_sections(value: &Value) -> bool {
    match value {
        Value::Table(entries) => entries.len() > 2,
        Value::List(items) => {
            let tables = items.iter().filter(|item| matches!(item, Value::Table(_))).count();
            let keys = items.iter().map(|item| if let Value::Table(entries) = item { entries.len() } else { 0 });
            tables > 0 && tables == items.len() && keys.sum::<usize>() > 2
        }
        _ => false,
    }
}

fn toml_sections(key: &str, value: &Value) -> String {
    let key = toml_key(key);
    let section = |head: String, entries: &[(String, Value)]| {
        let lines = entries.iter().map(|(key, value)| Format::Toml.line(key, value));
        format!("\n{head}\n{}", lines.collect::<String>())
    };
    match value {
        Value::Table(entries) => section(format!("[{key}]"), entries),
        Value::List(items) => {
            items
                .iter()
                .map(|item| {
                    if let Value::Table(entries) = item {
                        section(format!("[[{key}]]"), entries)
                    } else {
                        String::new()
                    }
                })
                .collect()
        }
        value => format!("{key} = {}\n", Format::Toml.inline(value)),
    }
}

/// Bare when TOML 1.0 allows it.
fn toml_key(key: &str) -> String {
    let is_bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    // JSON's escapes are TOML's, save for the delete character, which needs one in TOML.
    if is_bare { key.to_owned() } else { serde_json::Value::from(key).to_string().replace('\u{7f}', "\\u007F") }
}

fn yaml_entry(key: &str, value: &Value) -> String {
    let key = yaml_key(key);
    match value {
        Value::Text(text) if is_block(text) => {
            let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") };
            format!("{key}: |-\n{}", text.split('\n').map(line).collect::<String>())
        }
        Value::List(items) if items.iter().any(|item| matches!(item, Value::Table(_))) => {
            let items: String = items.iter().map(yaml_item).collect();
            format!("{key}:\n{items}")
        }
        Value::Table(entries) if !entries.is_empty() => {
            let entry =
                |(key, value): &(String, Value)| format!("  {}: {}\n", yaml_key(key), Format::Yaml.inline(value));
            format!("{key}:\n{}", entries.iter().map(entry).collect::<String>())
        }
        value => format!("{key}: {}\n", Format::Yaml.inline(value)),
    }
}

/// `- a: 1` with the other keys below the first one.
fn yaml_item(item: &Value) -> String {
    match item {
        Value::Table(entries) if !entries.is_empty() => {
            let lines = entries.iter().enumerate().map(|(index, (key, value))| {
                let start = if index == 0 { "  - " } else { "    " };
                format!("{start}{}: {}\n", yaml_key(key), Format::Yaml.inline(value))
            });
            lines.collect()
        }
        item => format!("  - {}\n", Format::Yaml.inline(item)),
    }
}

fn yaml_key(key: &str) -> String {
    let is_plain = key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        && !YAML_WORDS.contains(&key.to_lowercase().as_str());
    if is_plain { key.to_owned() } else { yaml_quoted(key) }
}

/// Plain where no reader of YAML could take it for something else.
fn yaml_text(text: &str) -> String {
    let is_plain = text.starts_with(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphanumeric() || " _./,()'-+&;!?".contains(c))
        && !text.ends_with(' ')
        && !YAML_WORDS.contains(&text.to_lowercase().as_str());
    if is_plain { text.to_owned() } else { yaml_quoted(text) }
}

/// Double quotes take the escapes of JSON (YAML 1.2.2, section 5.7).
fn yaml_quoted(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    let is_odd =
        |c: char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    quoted.chars().map(|c| if is_odd(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() }).collect()
}

/// Whether a text of several lines can stand as it is, indented, below its key.
fn is_block(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with([' ', '\t', '\n'])
        && !text.ends_with('\n')
        && text.lines().all(|line| !line.trim().is_empty() || line.is_empty())
        && text
            .chars()
            .all(|c| c == '\n' || c == '\t' || !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}'))
}
