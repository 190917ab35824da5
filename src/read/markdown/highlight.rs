//! Syntax highlighting: one walk over the tree that a tree-sitter grammar makes of the code.
//!
//! The queries that come with grammars are not used: compiling them takes longer than a small site's
//! whole build. [`grammars`](super::grammars) says by kinds of nodes what is coloured how.

use std::cell::{Cell, RefCell};
use std::ops::{ControlFlow, Range};

use arborium::tree_sitter::{Node, ParseOptions, Parser, Tree, TreeCursor};

use super::grammars::{self, Class, Grammar, Rule};
use super::remembered::Highlights;
use super::spans::{self, Spans};

/// Writes `code` as HTML with classes `hl-…`; plain when no grammar knows `language`, or cannot cope with the code.
pub fn write(out: &mut String, language: &str, code: &str, highlights: &Highlights) {
    spans::write(out, code, &highlights.of(language, code, || find_out(language, code)));
}

/// The spans of `code`.
fn find_out(language: &str, code: &str) -> Vec<u8> {
    thread_local! {
        static PARSER: RefCell<Parser> = RefCell::new(Parser::new());
    }
    let Some(grammar) = grammars::find(language) else { return Vec::new() };
    PARSER.with_borrow_mut(|parser| {
        let mut painter = Painter { spans: Spans::default(), code, done: 0, run: 0..0, class: Class::Plain };
        paint(&mut painter, parser, grammar, 0..code.len());
        painter.finish()
    })
}

/// How much of the code a parser gets to read at once, in bytes. Small enough to notice a grammar
/// that looks ahead to the end at every step, which takes time by the square of the length.
const CHUNK: usize = 1 << 10;

/// What a parser may spend on a byte: bytes that it reads, and steps that it takes. Code of another
/// language than it says takes about 30. A bound in steps, unlike one in time, is the same everywhere.
const EFFORT: usize = 100;

/// `None` when it takes too much effort.
fn parse(parser: &mut Parser, grammar: &Grammar, code: &str) -> Option<Tree> {
    if !grammar.has_room(code) {
        return None;
    }
    parser.set_language(&grammar.language).ok()?;
    parser.reset();
    let effort = Cell::new(EFFORT * (CHUNK + code.len()));
    let spend = |cost| effort.set(effort.get().saturating_sub(cost));
    let mut read = |at, _| {
        let rest = code.as_bytes().get(at..).unwrap_or_default();
        let chunk = rest.get(..CHUNK).unwrap_or(rest);
        spend(chunk.len());
        if effort.get() > 0 { chunk } else { &[] }
    };
    let mut progress = |_: &_| {
        spend(STEPS);
        if effort.get() > 0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    parser.parse_with_options(&mut read, None, Some(options)).filter(|_| effort.get() > 0)
}

/// After so many steps, tree-sitter tells of its progress.
const STEPS: usize = 100;

/// An open node of the walk.
#[derive(Clone, Copy)]
struct Around {
    kind: u16,
    /// The byte at which it ends.
    end: usize,
    /// What in it has no class of its own is of this.
    class: Class,
    /// The class of the last name in it.
    last: Option<Class>,
}

/// Colours the part `range` of the code. Deep trees do no harm: the walk keeps its own stack.
fn paint(painter: &mut Painter<'_>, parser: &mut Parser, grammar: &Grammar, range: Range<usize>) -> bool {
    let Some(code) = painter.code.get(range.clone()) else { return false };
    let Some(tree) = parse(parser, grammar, code) else { return false };
    let mut cursor = tree.walk();
    let mut around = Around { kind: u16::MAX, end: range.end, class: Class::Plain, last: None };
    let mut open = Vec::new();
    loop {
        let node = cursor.node();
        let kind = node.kind_id();
        let place = range.start + node.start_byte()..range.start + node.end_byte();
        let rule = rule(grammar, &cursor, kind, around);
        painter.fill(place.start, around.class);
        let inside = match by_text(rule, around.class, node, code) {
            Step::Paint(class) => {
                painter.fill(place.end, class);
                None
            }
            Step::Embed(language) => {
                if let Some(grammar) = grammars::find(language) {
                    paint(painter, parser, grammar, place.clone());
                }
                painter.fill(place.end, Class::Plain);
                None
            }
            Step::Into { class, last } => Some(Around { kind, end: place.end, class, last }),
        };
        if let Some(inside) = inside {
            if cursor.goto_first_child() {
                open.push(std::mem::replace(&mut around, inside));
                continue;
            }
            painter.fill(place.end, inside.last.unwrap_or(inside.class));
        }
        while !cursor.goto_next_sibling() {
            let Some(outside) = open.pop() else { return true };
            if !cursor.goto_parent() {
                return true;
            }
            painter.fill(around.end, around.class);
            around = outside;
        }
    }
}

/// The rule for the node at `cursor`, which is of `kind`.
fn rule(grammar: &Grammar, cursor: &TreeCursor<'_>, kind: u16, around: Around) -> Option<Rule> {
    match grammar.place(kind, around.kind, around.last, || cursor.field_id().map(u16::from)) {
        Some(Rule::Bound) => {
            let mut ahead = cursor.clone();
            while ahead.goto_next_sibling() {
                if grammar.is_function(ahead.node().kind_id()) {
                    return Some(Rule::Last(Class::Function));
                }
            }
            grammar.rule(kind)
        }
        place => place.or_else(|| grammar.rule(kind)),
    }
}

/// What is done with a node.
enum Step {
    Paint(Class),
    Embed(&'static str),
    Into { class: Class, last: Option<Class> },
}

fn by_text(rule: Option<Rule>, around: Class, node: Node<'_>, code: &str) -> Step {
    let text = || code.get(node.byte_range()).unwrap_or_default();
    match rule {
        Some(Rule::Whole(class)) => Step::Paint(class),
        Some(Rule::Deep(class)) => Step::Into { class, last: None },
        Some(Rule::Last(class)) => Step::Into { class: around, last: Some(class) },
        Some(Rule::Embedded(language)) => Step::Embed(language),
        Some(Rule::Token(class)) if around == Class::Plain => Step::Paint(class),
        Some(Rule::Letters) if around == Class::Plain => Step::Paint(by_letters(text())),
        Some(Rule::Flag) if around == Class::Plain && text().starts_with('-') => Step::Paint(Class::Constant),
        _ => Step::Into { class: around, last: None },
    }
}

/// What a name is by the convention that languages share.
fn by_letters(name: &str) -> Class {
    let upper = name.trim_start_matches('_');
    if !upper.starts_with(|c: char| c.is_ascii_uppercase()) {
        Class::Plain
    } else if upper.len() > 1 && !upper.contains(|c: char| c.is_lowercase()) {
        Class::Constant
    } else {
        Class::Type
    }
}

/// Colours code from front to back; neighbours of one class share a span.
struct Painter<'a> {
    spans: Spans,
    code: &'a str,
    /// Up to where the class of the code is known.
    done: usize,
    /// The last span, not yet one of `spans`.
    run: Range<usize>,
    class: Class,
}

impl Painter<'_> {
    /// The code up to `end` is of `class`.
    fn fill(&mut self, end: usize, class: Class) {
        let start = self.done;
        if end <= start {
            return;
        }
        self.done = end;
        let text = self.code.get(start..self.done).unwrap_or_default().trim_ascii_end();
        if class == Class::Plain || text.is_empty() {
            return;
        }
        let end = start + text.len();
        let between = self.code.get(self.run.end..start).unwrap_or_default();
        if class == self.class && between.trim_ascii().is_empty() {
            self.run.end = end;
        } else {
            self.end_run();
            self.run = start..end;
            self.class = class;
        }
    }

    fn end_run(&mut self) {
        self.spans.push(self.run.clone(), self.class);
    }

    fn finish(mut self) -> Vec<u8> {
        self.end_run();
        self.spans.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::markdown::marks;

    fn html(language: &str, code: &str) -> String {
        let mut out = String::new();
        write(&mut out, language, code, &Highlights::default());
        out
    }

    fn is_plain(language: &str, code: &str) -> bool {
        let mut plain = String::new();
        marks::escape_text(&mut plain, code);
        html(language, code) == plain
    }

    /// Code with its classes as `class(text)`.
    fn shown(language: &str, code: &str) -> String {
        html(language, code).replace("<span class=\"hl-", "").replace("</span>", ")").replace("\">", "(")
    }

    #[test]
    fn code_is_coloured_by_what_it_is_to_a_reader() {
        for (language, code, expected) in [
            (
                "rs",
                "let a = B::c(1);",
                "keyword(let) a operator(=) type(B)punctuation(::)function(c)punctuation(()number(1)punctuation();)",
            ),
            (
                "js",
                "const f = () => `a ${B_C} d`",
                "keyword(const) function(f) operator(=) punctuation(()) operator(=&gt;) string(`a) operator(${)constant(B_C)punctuation(})string( d`)",
            ),
            ("json", "{\"a\": \"b\"}", "punctuation({)property(\"a\")punctuation(:) string(\"b\")punctuation(})"),
            ("sh", "ls -l $A # b\n", "function(ls) constant(-l) property($A) comment(# b)\n"),
            (
                "html",
                "<script>f()</script>",
                "operator(&lt;)tag(script)operator(&gt;)function(f)punctuation(())operator(&lt;/)tag(script)operator(&gt;)",
            ),
            ("yaml", "a: [b, 1]", "property(a)punctuation(: [)string(b)punctuation(,) number(1)punctuation(])"),
        ] {
            assert_eq!(shown(language, code), expected, "{code}");
        }
    }

    #[test]
    fn all_of_the_code_stays() {
        for code in ["a <b> 'c\n\n", "\u{FDD0}é \"", "fn a( {", "\n\n", ""] {
            for language in ["bash", "html", "rust", "yaml", "json"] {
                let out = html(language, code);
                let text: String =
                    out.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
                let mut expected = String::new();
                marks::escape_text(&mut expected, code);
                assert_eq!(text, expected, "{language}");
            }
        }
    }

    #[test]
    fn deep_nesting_aborts_nothing() {
        let steps: String = (0..500).map(|n| format!("{}{}if a:\n", "\t".repeat(n / 8), " ".repeat(n % 8))).collect();
        for deep in ["- ", "? ", "- a: ", "a:\n- ", "[", "{a: ", "(", "<a>", "f'{", "${", "<<A "] {
            for language in ["yaml", "python", "html", "xml", "bash", "hcl", "tsx"] {
                for count in [240, 500] {
                    html(language, &deep.repeat(count));
                }
            }
        }
        html("python", &steps);
        assert!(is_plain("yaml", &"- ".repeat(300)));
    }

    #[test]
    fn a_parser_that_labours_is_given_up() {
        assert!(is_plain("bash", &"<script>".repeat(4 << 10)));
    }
}
