//! YAML documents of other tools, read as front matter is.

use crate::base::{Reported, Source, Span};
use crate::read::{Table, Value, yaml};

/// The keys of a document.
pub fn table(source: &Source) -> Reported<Option<Table>> {
    let start = source.text.strip_prefix("---\n").map_or(0, |_| "---\n".len());
    yaml(source, Span::new(start, source.text.len()))
}

/// A text or number, as written.
pub fn field(table: &Table, key: &str) -> Option<String> {
    table.get(key)?.value.written().map(str::to_owned)
}

/// The texts of a list, or of a text with commas or blanks between; none when there are none.
pub fn list(table: &Table, key: &str) -> Vec<String> {
    match table.get(key).map(|node| &node.value) {
        Some(Value::List(items)) => items.iter().filter_map(|item| item.value.written().map(str::to_owned)).collect(),
        Some(value) => {
            let text = value.written().unwrap_or_default();
            text.split([',', ' ']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
        }
        None => Vec::new(),
    }
}
