//! Just enough of Rust's grammar to see what a file imports.

use std::path::Path;

/// The module that a file is: `src/read/toml.rs` is `read::toml`.
pub struct Module(Vec<String>);

impl Module {
    pub fn of(file: &Path) -> Self {
        let path = file.with_extension("");
        let names = path.iter().skip(1).map(|name| name.to_string_lossy().into_owned());
        Self(names.filter(|name| !["mod", "lib", "main"].contains(&name.as_str())).collect())
    }

    /// The room; `None` for `lib.rs` and `main.rs`.
    pub fn room(&self) -> Option<&str> {
        self.0.first().map(String::as_str)
    }
}

/// A path that reaches the crate's root and goes on into a room.
#[derive(Debug, PartialEq, Eq)]
pub struct Import {
    pub line: usize,
    /// `*` for everything there is.
    pub room: String,
}

/// `text` with blanks in place of comments and of what literals hold; lines stay where they are.
pub fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (length, keep) = token(rest, out.chars().next_back());
        let piece = &rest[..length];
        match keep {
            true => out.push_str(piece),
            false => out.extend(piece.chars().map(|c| if c == '\n' { '\n' } else { ' ' })),
        }
        rest = &rest[length..];
    }
    out
}

/// The length of the comment, literal or single character at the start, and whether it is code.
fn token(text: &str, before: Option<char>) -> (usize, bool) {
    let until = |end: &str, from: usize| text[from..].find(end).map_or(text.len(), |at| from + at + end.len());
    let inside_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if text.starts_with("//") {
        return (text.find('\n').unwrap_or(text.len()), false);
    }
    if text.starts_with("/*") {
        return (until("*/", 2), false);
    }
    if let Some(raw) = text.strip_prefix('r').filter(|_| !inside_word) {
        let hashes = raw.chars().take_while(|c| *c == '#').count();
        if raw[hashes..].starts_with('"') {
            return (until(&format!("\"{}", "#".repeat(hashes)), 2 + hashes), false);
        }
    }
    if text.starts_with('"') {
        return (quoted(text, '"'), false);
    }
    if let Some(rest) = text.strip_prefix('\'') {
        let mut chars = rest.chars();
        let is_char = chars.next() == Some('\\') || chars.next() == Some('\'');
        return if is_char { (quoted(text, '\''), false) } else { (1, true) };
    }
    (text.chars().next().map_or(0, char::len_utf8), true)
}

/// The length of the quoted literal at the start.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// `text` (without comments) with blanks in place of the items under `#[cfg(test)]`.
pub fn without_tests(text: &str) -> String {
    let mut out = text.to_owned();
    while let Some(start) = out.find("#[cfg(test)]") {
        let open = out[start..].find(['{', ';']).map_or(out.len(), |at| start + at);
        let end = if out[open..].starts_with('{') { closing_brace(&out, open) } else { open };
        let end = (end + 1).min(out.len());
        let blank: String = out[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        out.replace_range(start..end, &blank);
    }
    out
}

fn closing_brace(text: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, c) in text[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return open + at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.len() - 1
}

/// Every way from `text` (without comments and tests) over the crate's root into a room.
pub fn imports(text: &str, module: &Module) -> Vec<Import> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut inline: Vec<usize> = Vec::new();
    let mut depth = 0;
    for (index, (line, token)) in tokens.iter().enumerate() {
        match *token {
            "{" => {
                depth += 1;
                if index >= 2 && tokens[index - 2].1 == "mod" {
                    inline.push(depth);
                }
            }
            "}" => {
                inline.pop_if(|opened| *opened == depth);
                depth -= 1;
            }
            _ => {}
        }
        if index > 0 && tokens[index - 1].1 == "::" && !(index > 1 && tokens[index - 2].1 == "self") {
            continue;
        }
        let level = module.0.len() + inline.len();
        if let Some(after) = root_path(&tokens[index..], level) {
            found.extend(rooms(&tokens[index + after..]).map(|room| Import { line: *line, room: room.to_owned() }));
        }
    }
    found
}

/// When a path starts here and reaches the root, the number of tokens that takes it there.
fn root_path(tokens: &[(usize, &str)], level: usize) -> Option<usize> {
    let name = |at: usize| tokens.get(at).map(|(_, token)| *token);
    if matches!(name(0)?, "crate" | "tidings") {
        return (name(1)? == "::").then_some(2);
    }
    let supers = (0..).take_while(|n| name(2 * n) == Some("super") && name(2 * n + 1) == Some("::")).count();
    (supers > 0 && supers >= level).then_some(2 * supers)
}

/// The first name of the path that follows, or of each branch of the group.
fn rooms<'a>(tokens: &'a [(usize, &'a str)]) -> impl Iterator<Item = &'a str> {
    let is_group = tokens.first().is_some_and(|(_, token)| *token == "{");
    let mut depth = 0;
    let mut at_start = true;
    let mut done = false;
    tokens.iter().filter_map(move |(_, token)| {
        if done {
            return None;
        }
        match *token {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        let first = at_start && !matches!(*token, "{" | "}" | ",");
        at_start = matches!((*token, depth), ("{" | ",", 1));
        done = !is_group || depth == 0;
        first.then_some(*token)
    })
}

/// Words, `::` and single signs, each with its line.
fn tokens(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut line = 1;
    while let Some(c) = text[at..].chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let length = match c {
            _ if is_word(c) => text[at..].find(|c| !is_word(c)).unwrap_or(text.len() - at),
            ':' if text[at..].starts_with("::") => 2,
            _ => c.len_utf8(),
        };
        if c == '\n' {
            line += 1;
        }
        if !c.is_whitespace() {
            found.push((line, &text[at..at + length]));
        }
        at += length;
    }
    found
}
