//! Takes the fields of a table one by one, and says what is wrong with each and what is left.

use std::collections::BTreeMap;

use super::text;
use super::value::{Node, Table, Value};
use crate::base::{At, Date, Diagnostic, Place, Source, Span, nearest};
use crate::model::OptionValue;

/// What people who come from other tools write, and what it is called here.
const OTHER_WORDS: [(&str, &str); 24] = [
    ("author", "authors"),
    ("baseurl", "base_url"),
    ("categories", "tags"),
    ("category", "type"),
    ("change_type", "type"),
    ("cover", "image"),
    ("description", "summary"),
    ("excerpt", "summary"),
    ("href", "url"),
    ("keywords", "tags"),
    ("kind", "type"),
    ("label", "title"),
    ("lang", "language"),
    ("lastmod", "updated"),
    ("link", "url"),
    ("menu", "navigation"),
    ("name", "title"),
    ("permalink", "slug"),
    ("published", "draft"),
    ("pr", "pull_requests"),
    ("prs", "pull_requests"),
    ("state", "status"),
    ("text", "label"),
    ("visibility", "audience"),
];

/// How values are written that are lists or tables, in TOML; in YAML a colon stands for the `=`.
const EXAMPLES: [(&str, &str); 17] = [
    ("authors", "[\"Ada\", \"Grace\"]"),
    ("cta", "{ label = \"Try it\", url = \"/try/\" }"),
    ("deprecates", "[{ what = \"/v1\", removed_in = \"3.0.0\" }]"),
    ("downloads", "[{ name = \"Linux\", url = \"https://example.com/acme.tar.gz\" }]"),
    ("issues", "[12, 34]"),
    ("links", "[{ title = \"Guide\", url = \"/guide/\" }]"),
    ("navigation", "[{ title = \"Docs\", url = \"/docs/\" }]"),
    ("pull_requests", "[12, 34]"),
    ("redirects", "[{ from = \"/old/\", to = \"/new/\" }]"),
    ("reverts", "[\"faster-sync\"]"),
    ("roadmap", "[{ slug = \"offline-mode\", partial = true }]"),
    ("roadmap.statuses", "[{ id = \"planned\", title = \"Planned\" }]"),
    ("security", "[{ id = \"CVE-2026-1234\", severity = \"high\" }]"),
    ("sources", "[{ from = \"changelog\", path = \"../CHANGELOG.md\" }]"),
    ("tags", "[\"search\", \"speed\"]"),
    ("types", "[{ id = \"added\", title = \"Added\" }]"),
    ("video", "{ src = \"film.mp4\", poster = \"film.jpg\" }"),
];

/// Keys that keep something from being shown; in a free table they would do nothing.
const GUARDS: [&str; 4] = ["draft", "publish_at", "expires", "audience"];

/// A table that is being read. Every key that is asked for is a known one, so that the code which
/// reads a noun is also the list of its keys.
pub struct Fields<'a> {
    pub source: &'a Source,
    table: &'a Table,
    /// What the table is, for messages: empty for the top, else such as `links`.
    name: String,
    asked: Vec<&'static str>,
    /// Keys that nobody asked for are the author's own.
    is_open: bool,
    /// Keys that must be there and are not.
    missing: Vec<&'static str>,
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Fields<'a> {
    pub fn new(source: &'a Source, table: &'a Table) -> Self {
        let (name, asked, missing) = (String::new(), Vec::new(), Vec::new());
        Self { source, table, name, asked, is_open: false, missing, diagnostics: Vec::new() }
    }

    /// Where the table stands.
    pub fn span(&self) -> Span {
        self.table.span
    }

    /// The value of a key; the key is known from now on.
    pub fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.table.get(key).filter(|node| node.value != Value::Nothing)
    }

    /// Adds a complaint about what stands at `span`.
    pub fn complain(&mut self, diagnostic: Diagnostic, span: Span) {
        self.diagnostics.push(diagnostic.at(self.source.place(span)));
    }

    /// The full name of a key, for messages: `links.url`.
    pub fn path(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }

    /// One line of text, trimmed; `None` when it is missing, empty or faulty.
    pub fn text(&mut self, key: &'static str) -> Option<At<String>> {
        let node = self.node(key)?;
        let text = self.text_of(key, node, "a text")?;
        self.one_line(key, text)
    }

    /// Like [`text`](Self::text), where numbers and dates count as what was written (`1.10`).
    pub fn written(&mut self, key: &'static str) -> Option<At<String>> {
        let node = self.node(key)?;
        let text = self.written_of(key, node, "a text")?;
        self.one_line(key, text)
    }

    /// Text of any length, trimmed.
    pub fn long_text(&mut self, key: &'static str) -> Option<At<String>> {
        let node = self.node(key)?;
        self.text_of(key, node, "a text").filter(|text| !text.value.is_empty())
    }

    /// Text in which line ends count as spaces.
    pub fn sentence(&mut self, key: &'static str) -> Option<String> {
        self.long_text(key).map(|text| text.value.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    pub fn bool(&mut self, key: &'static str) -> Option<bool> {
        let node = self.node(key)?;
        match &node.value {
            Value::Bool(value) => Some(*value),
            Value::Text(text)
                if matches!(text.to_lowercase().as_str(), "yes" | "no" | "on" | "off" | "true" | "false") =>
            {
                let is_true = matches!(text.to_lowercase().as_str(), "yes" | "on" | "true");
                let fault = wrong_type(&self.path(key), "true or false", &node.value);
                self.complain(fault.help(format!("write `{is_true}` without quotes")), node.span);
                None
            }
            _ => {
                self.wrong_type(key, "true or false", node);
                None
            }
        }
    }

    /// A whole number from `least` to `most`.
    pub fn integer(&mut self, key: &'static str, least: i64, most: i64) -> Option<i64> {
        let node = self.node(key)?;
        let expected = match most {
            i64::MAX => format!("a whole number from {least}"),
            most => format!("a whole number from {least} to {most}"),
        };
        match &node.value {
            Value::Integer(number, _) if (least..=most).contains(number) => Some(*number),
            Value::Integer(_, written) | Value::Float(_, written) => {
                let message = format!("`{}`: expected {expected}, found {written}", self.path(key));
                self.complain(Diagnostic::error("out-of-range", message), node.span);
                None
            }
            _ => {
                self.wrong_type(key, &expected, node);
                None
            }
        }
    }

    /// A date of TOML or a text that is one.
    pub fn date(&mut self, key: &'static str) -> Option<At<Date>> {
        let node = self.node(key)?;
        let (Value::Text(text) | Value::Date(text)) = &node.value else {
            self.wrong_type(key, "a date", node);
            return None;
        };
        match Date::parse(text) {
            Ok(date) => Some(At::new(date, node.span)),
            Err(fault) => {
                let fault = Diagnostic::error("invalid-date", format!("`{}`: {fault}", self.path(key)));
                self.complain(fault.help("write it such as 2026-05-04, with a time 2026-05-04T10:30:00Z"), node.span);
                None
            }
        }
    }

    /// Texts, each one line; a single text is a list of one.
    pub fn texts(&mut self, key: &'static str) -> Vec<At<String>> {
        self.list(key, "a list of texts", Self::text_of)
    }

    /// Like [`texts`](Self::texts), where numbers and dates count as what was written.
    pub fn written_list(&mut self, key: &'static str) -> Vec<At<String>> {
        self.list(key, "a list of texts or numbers", Self::written_of)
    }

    fn list(
        &mut self,
        key: &'static str,
        expected: &str,
        read: fn(&mut Self, &'static str, &Node, &str) -> Option<At<String>>,
    ) -> Vec<At<String>> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let Value::List(items) = &node.value else {
            let text = read(self, key, node, expected);
            return text.and_then(|text| self.one_line(key, text)).into_iter().collect();
        };
        let mut texts = Vec::new();
        for item in items {
            let Some(text) = read(self, key, item, expected) else { continue };
            match text.value.is_empty() {
                true => self.complain(
                    Diagnostic::error("empty-value", format!("`{}`: an item is empty", self.path(key))),
                    item.span,
                ),
                false => texts.extend(self.one_line(key, text)),
            }
        }
        texts
    }

    /// One of a few words, compared without case.
    pub fn one_of<T: Copy>(&mut self, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        let text = self.written(key)?;
        self.word(key, &text, words)
    }

    /// Several of a few words.
    pub fn some_of<T: Copy>(&mut self, key: &'static str, words: &[(&'static str, T)]) -> Option<Vec<T>> {
        self.node(key)?;
        Some(self.texts(key).iter().filter_map(|text| self.word(key, text, words)).collect())
    }

    /// Every key that nobody asked for so far, each with one of a few words; from now on no key is unknown.
    pub fn other_words<T: Copy>(&mut self, words: &[(&'static str, T)]) -> Vec<(&'a At<String>, T)> {
        self.is_open = true;
        let table = self.table;
        let others = table.entries.iter().filter(|(key, _)| !self.asked.contains(&key.value.as_str()));
        let others: Vec<_> = others.collect();
        let read = |(key, node): &'a (At<String>, Node)| {
            let Value::Text(text) = &node.value else {
                self.wrong_type(&key.value, "a text", node);
                return None;
            };
            let word = self.word(&key.value, &At::new(text.trim().to_owned(), node.span), words)?;
            Some((key, word))
        };
        others.into_iter().filter_map(read).collect()
    }

    /// What `text` means in `words`.
    pub fn word<T: Copy>(&mut self, key: &str, text: &At<String>, words: &[(&'static str, T)]) -> Option<T> {
        let found = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(&text.value));
        if found.is_none() {
            let names = || words.iter().map(|(word, _)| *word);
            // One letter or digit is as near to any other.
            let near = nearest(&text.value, names()).filter(|_| text.value.chars().nth(1).is_some());
            let fault =
                Diagnostic::error("unknown-value", format!("`{}` cannot be `{}`", self.path(key), short(&text.value)));
            self.complain(fault.help(suggestion(near, "it is one of", names())), text.span);
        }
        found.map(|(_, value)| *value)
    }

    /// The free table `extra`.
    pub fn free(&mut self, key: &'static str) -> BTreeMap<String, OptionValue> {
        let Some(node) = self.node(key) else { return BTreeMap::new() };
        let Value::Table(table) = &node.value else {
            self.wrong_type(key, "a table", node);
            return BTreeMap::new();
        };
        for (name, _) in &table.entries {
            if GUARDS.contains(&name.value.as_str()) {
                let message = format!("`{}` does nothing inside `{}`", name.value, self.path(key));
                let fault = Diagnostic::warning("key-in-free-table", message);
                self.complain(fault.help(format!("keys of Tidings stand above `[{key}]`")), name.span);
            }
        }
        self.check_texts(key, node);
        table.to_options()
    }

    /// Reads the table at `key`, if there is one.
    pub fn table<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Fields<'a>) -> T) -> Option<T> {
        let node = self.node(key)?;
        let Value::Table(table) = &node.value else {
            self.wrong_type(key, "a table", node);
            return None;
        };
        Some(self.inside(key, table, read))
    }

    /// Reads the tables in the table at `key`, in the order written: `[products.<id>]`.
    pub fn named_tables<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&mut Fields<'a>, &'a At<String>) -> T,
    ) -> Vec<T> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let Value::Table(table) = &node.value else {
            self.wrong_type(key, &format!("tables such as `[{key}.name]`"), node);
            return Vec::new();
        };
        let mut values = Vec::new();
        for (name, node) in &table.entries {
            self.check_name(key, name);
            let path = format!("{key}.{}", short(&name.value));
            match &node.value {
                Value::Table(table) => values.push(self.inside(&path, table, |fields| read(fields, name))),
                value => {
                    let fault = wrong_type(&path, "a table", value);
                    self.complain(fault.help(format!("write `[{path}]` above its keys")), node.span);
                }
            }
        }
        values
    }

    /// Reads a list of tables; a single table is a list of one.
    pub fn tables<T>(&mut self, key: &'static str, mut read: impl FnMut(&mut Fields<'a>) -> Option<T>) -> Vec<T> {
        let mut values = Vec::new();
        for node in self.items(key) {
            match &node.value {
                Value::Table(table) => values.extend(self.inside(key, table, &mut read)),
                _ => self.wrong_type(key, "a list of tables", node),
            }
        }
        values
    }

    /// Reads a list whose items are texts, or tables where there is more to say; a single one is a
    /// list of one.
    pub fn texts_or_tables<T>(
        &mut self,
        key: &'static str,
        mut read_text: impl FnMut(&mut Self, At<String>) -> Option<T>,
        mut read_table: impl FnMut(&mut Fields<'a>) -> Option<T>,
    ) -> Vec<T> {
        let mut values = Vec::new();
        for node in self.items(key) {
            if let Value::Table(table) = &node.value {
                values.extend(self.inside(key, table, &mut read_table));
                continue;
            }
            let text = self.text_of(key, node, "a list of texts or tables");
            if let Some(text) = text.and_then(|text| self.one_line(key, text)) {
                values.extend(read_text(self, text));
            }
        }
        values
    }

    /// The items of a list, or the value itself as the only one.
    fn items(&mut self, key: &'static str) -> &'a [Node] {
        match self.node(key) {
            None => &[],
            Some(Node { value: Value::List(items), .. }) => items,
            Some(node) => std::slice::from_ref(node),
        }
    }

    pub fn inside<T>(&mut self, key: &str, table: &'a Table, read: impl FnOnce(&mut Fields<'a>) -> T) -> T {
        let mut fields = Fields { name: self.path(key), ..Fields::new(self.source, table) };
        let value = read(&mut fields);
        self.diagnostics.extend(fields.finish());
        value
    }

    /// Says that a key which must be there is not, unless an unknown key turns out to be meant for it.
    pub fn miss(&mut self, key: &'static str, help: Option<String>, place: Place) {
        let fault = Diagnostic::error("missing-key", missing(&self.path(key))).at(place);
        self.missing.push(key);
        self.diagnostics.push(match help {
            Some(help) => fault.help(help),
            None => fault,
        });
    }

    /// How the table that is being read is written.
    pub fn own_example(&self) -> Option<String> {
        self.example(&self.name, "")
    }

    /// What to write where a list or a table is `expected`, in the format of the file.
    fn example(&self, path: &str, expected: &str) -> Option<String> {
        let is_yaml = self.source.text.trim_start().starts_with("---");
        let known = EXAMPLES.iter().find(|(known, _)| *known == path).map(|(_, value)| *value);
        let value = match (known, expected) {
            // Its message has an example; another noun's key has the same name.
            (_, expected) if expected.starts_with("tables") => return None,
            (Some(value), expected) if expected != "a table" || value.starts_with('{') => value,
            (_, "a table") if is_yaml => return Some("write its keys in the lines below it, indented".to_owned()),
            (_, "a table") => return Some(format!("write `[{path}]` above its keys")),
            (None, "a list of texts") => "[\"one\", \"two\"]",
            _ => return None,
        };
        let line = format!("{} = {value}", path.rsplit('.').next().unwrap_or(path));
        Some(format!("write it such as `{}`", if is_yaml { line.replace(" = ", ": ") } else { line }))
    }

    /// Everything there is to say, also on the keys that nobody asked for.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        for (key, _) in &self.table.entries {
            if !self.is_open && !self.asked.contains(&key.value.as_str()) {
                let (fault, near) = self.unknown_key(&key.value);
                if let Some(near) = near.filter(|near| self.missing.contains(near)) {
                    let told_twice = missing(&self.path(near));
                    self.diagnostics.retain(|it| it.code != "missing-key" || it.message != told_twice);
                }
                self.complain(fault, key.span);
            }
        }
        self.diagnostics
    }

    /// The complaint, and the key that was probably meant.
    fn unknown_key(&self, key: &str) -> (Diagnostic, Option<&'static str>) {
        let place = if self.name.is_empty() { String::new() } else { format!(" in `{}`", self.name) };
        let known = || self.asked.iter().copied();
        let lower = key.to_lowercase().replace('-', "_");
        let other = OTHER_WORDS.iter().find(|(word, _)| *word == lower).map(|(_, here)| *here);
        let near = other.filter(|here| self.asked.contains(here)).or(nearest(key, known()));
        let fault = Diagnostic::error("unknown-key", format!("unknown key `{}`{place}", short(key)));
        (fault.help(suggestion(near, "the keys are", known())), near)
    }

    fn wrong_type(&mut self, key: &str, expected: &str, node: &Node) {
        let fault = wrong_type(&self.path(key), expected, &node.value);
        let is_quotable = expected.contains("text")
            && matches!(node.value, Value::Integer(..) | Value::Float(..) | Value::Bool(_) | Value::Date(_));
        let help = match is_quotable {
            true => Some("put it in quotes".to_owned()),
            false => self.example(&self.path(key), expected),
        };
        self.complain(
            match help {
                Some(help) => fault.help(help),
                None => fault,
            },
            node.span,
        );
    }

    fn text_of(&mut self, key: &'static str, node: &Node, expected: &str) -> Option<At<String>> {
        match &node.value {
            Value::Text(text) => self.checked(key, text, node),
            _ => {
                self.wrong_type(key, expected, node);
                None
            }
        }
    }

    fn written_of(&mut self, key: &'static str, node: &Node, expected: &str) -> Option<At<String>> {
        match node.value.written() {
            Some(text) => self.checked(key, text, node),
            None => {
                self.wrong_type(key, expected, node);
                None
            }
        }
    }

    /// The text, trimmed, when it may be published.
    fn checked(&mut self, key: &str, text: &str, node: &Node) -> Option<At<String>> {
        if let Some(what) = text::forbidden(text) {
            let fault = Diagnostic::error("control-character", format!("`{}` has {what}", self.path(key)));
            self.complain(fault.help("leave it out"), node.span);
            return None;
        }
        Some(At::new(text.trim().to_owned(), node.span))
    }

    fn one_line(&mut self, key: &str, text: At<String>) -> Option<At<String>> {
        if text.value.contains('\n') {
            let fault = Diagnostic::error("several-lines", format!("`{}` has more than one line", self.path(key)));
            self.complain(fault.help("write it in one line"), text.span);
            return None;
        }
        (!text.value.is_empty()).then_some(text)
    }

    /// Looks for what may not be published in a key that the author chose.
    fn check_name(&mut self, key: &str, name: &At<String>) {
        if let Some(what) = text::forbidden(&name.value) {
            let message = format!("a key in `{}` has {what}", self.path(key));
            self.complain(Diagnostic::error("control-character", message).help("leave it out"), name.span);
        }
    }

    /// Looks for what may not be published in the texts of a free table.
    fn check_texts(&mut self, key: &str, node: &Node) {
        match &node.value {
            Value::Text(text) => drop(self.checked(key, text, node)),
            Value::List(items) => items.iter().for_each(|item| self.check_texts(key, item)),
            Value::Table(table) => {
                for (name, node) in &table.entries {
                    self.check_name(key, name);
                    self.check_texts(key, node);
                }
            }
            Value::Nothing | Value::Bool(_) | Value::Integer(..) | Value::Float(..) | Value::Date(_) => {}
        }
    }
}

fn missing(path: &str) -> String {
    format!("`{path}` is missing")
}

fn wrong_type(path: &str, expected: &str, found: &Value) -> Diagnostic {
    Diagnostic::error("wrong-type", format!("`{path}`: expected {expected}, found {}", found.found()))
}

/// "did you mean …?", or all there is.
fn suggestion<'b>(near: Option<&str>, intro: &str, all: impl Iterator<Item = &'b str>) -> String {
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("{intro} {}", all.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    }
}

/// An author's value as part of a message: at most 120 characters, controls visible.
pub fn short(text: &str) -> String {
    let visible: String = text
        .chars()
        .take(120)
        .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
        .collect();
    if text.chars().nth(120).is_some() { format!("{visible}…") } else { visible }
}
