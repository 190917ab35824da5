//! The values of front matter and configuration, whichever format they were written in.

use std::collections::BTreeMap;

use crate::base::{At, Span};
use crate::model::OptionValue;

/// The deepest that lists and tables may stand in each other: more than anybody writes, and little
/// enough for the stack of any thread, whatever the build.
pub const DEEPEST: usize = 32;

/// A value and where it stands in its file.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub value: Value,
    /// Bytes of the whole file, not of its front matter.
    pub span: Span,
}

/// What was written. Numbers and dates keep their text, so that `1.10` never becomes `1.1`.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// YAML's empty value; it means the same as a missing key.
    Nothing,
    Text(String),
    Bool(bool),
    Integer(i64, String),
    Float(f64, String),
    /// A date, a time or both, as TOML has them.
    Date(String),
    List(Vec<Node>),
    Table(Table),
}

/// Keys and values in the order written, each key once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    pub entries: Vec<(At<String>, Node)>,
    pub span: Span,
}

impl Table {
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|(name, _)| name.value == key).map(|(_, node)| node)
    }
}

impl Value {
    /// What it is, to stand behind "found": `a text`, `the number 5`.
    pub fn found(&self) -> String {
        match self {
            Self::Nothing => "nothing".to_owned(),
            Self::Text(_) => "a text".to_owned(),
            Self::Bool(value) => format!("`{value}`"),
            Self::Integer(..) | Self::Float(..) => "a number".to_owned(),
            Self::Date(_) => "a date".to_owned(),
            Self::List(_) => "a list".to_owned(),
            Self::Table(_) => "a table".to_owned(),
        }
    }

    /// The text of a text, a number or a date, as written.
    pub fn written(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Integer(_, text) | Self::Float(_, text) | Self::Date(text) => Some(text),
            Self::Nothing | Self::Bool(_) | Self::List(_) | Self::Table(_) => None,
        }
    }

    /// The value for a free table; YAML's empty value becomes an empty text.
    pub fn to_option(&self) -> OptionValue {
        match self {
            Self::Nothing => OptionValue::Text(String::new()),
            Self::Text(text) | Self::Date(text) => OptionValue::Text(text.clone()),
            Self::Bool(value) => OptionValue::Bool(*value),
            Self::Integer(value, _) => OptionValue::Integer(*value),
            Self::Float(value, _) => OptionValue::Float(*value),
            Self::List(items) => OptionValue::List(items.iter().map(|item| item.value.to_option()).collect()),
            Self::Table(table) => OptionValue::Table(table.to_options()),
        }
    }
}

impl Table {
    pub fn to_options(&self) -> BTreeMap<String, OptionValue> {
        self.entries.iter().map(|(key, node)| (key.value.clone(), node.value.to_option())).collect()
    }
}
