//! Syntax highlighting by tree-sitter grammars, remembered by content.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use arborium::{Config, GrammarStore, Highlighter, HtmlFormat};

use super::marks;

/// How many bytes of code and HTML are remembered before the memory starts anew.
const MOST_BYTES: usize = 32 << 20;

/// `code` as HTML with classes `hl-…`; `None` when no grammar knows `language`.
pub fn highlight(language: &str, code: &str) -> Option<Arc<str>> {
    static MEMORY: LazyLock<Mutex<Memory>> = LazyLock::new(Mutex::default);
    let language = grammar(language);
    let known = |memory: &Memory| memory.known.get(language).and_then(|blocks| blocks.get(code).cloned());
    if let Some(html) = known(&MEMORY.lock().unwrap_or_else(PoisonError::into_inner)) {
        return html;
    }
    let html = fresh(language, code);
    MEMORY.lock().unwrap_or_else(PoisonError::into_inner).keep(language, code, html.clone());
    html
}

/// What was highlighted before; `None` for what has no grammar.
#[derive(Default)]
struct Memory {
    known: HashMap<String, HashMap<String, Option<Arc<str>>>>,
    bytes: usize,
}

impl Memory {
    fn keep(&mut self, language: &str, code: &str, html: Option<Arc<str>>) {
        self.bytes += code.len() + html.as_ref().map_or(0, |html| html.len());
        if self.bytes > MOST_BYTES {
            *self = Self::default();
        }
        self.known.entry(language.to_owned()).or_default().insert(code.to_owned(), html);
    }
}

fn fresh(language: &str, code: &str) -> Option<Arc<str>> {
    static GRAMMARS: LazyLock<Arc<GrammarStore>> = LazyLock::new(|| Arc::new(GrammarStore::new()));
    thread_local! {
        static HIGHLIGHTER: RefCell<Option<Highlighter>> = const { RefCell::new(None) };
    }
    let code = marks::neutral(code);
    HIGHLIGHTER.with_borrow_mut(|highlighter| {
        let highlighter = highlighter.get_or_insert_with(|| {
            let html_format = HtmlFormat::ClassNamesWithPrefix("hl".to_owned());
            Highlighter::with_store_and_config(GRAMMARS.clone(), Config { html_format, ..Config::default() })
        });
        let html = highlighter.highlight(language, &code).ok()?;
        // The renderer drops the blank lines at the end.
        let end = code.len() - code.trim_end_matches('\n').len();
        let html = html.trim_end_matches('\n');
        Some(format!("{html}{}", "\n".repeat(end)).into())
    })
}

/// The name of the grammar for a language as people write it.
fn grammar(language: &str) -> &str {
    match language {
        "sh" | "shell" | "zsh" | "ksh" => "bash",
        "ts" | "typescript" => "tsx",
        "js" | "jsx" | "mjs" | "cjs" | "node" => "javascript",
        "py" | "python3" => "python",
        "rs" => "rust",
        "yml" => "yaml",
        "golang" => "go",
        "htm" => "html",
        "svg" | "xhtml" | "rss" | "atom" => "xml",
        "docker" => "dockerfile",
        "tf" | "terraform" => "hcl",
        "gql" => "graphql",
        "jsonc" | "json5" => "json",
        "conf" | "cfg" | "properties" => "ini",
        _ => language,
    }
}
