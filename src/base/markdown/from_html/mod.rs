//! HTML that is safe to publish becomes markdown that says the same.

use std::borrow::Cow;

use super::code;
use super::tags::{Attributes, Token, tokens};
use super::writer::Writer;

mod blocks;
mod inline;
mod table;

use self::blocks::List;
use self::inline::{Mark, SpanMark, around};
use self::table::Table;

/// How deep elements are followed; what lies deeper is flat.
const DEEPEST: usize = 200;

/// Reads HTML and writes markdown.
pub struct Reader<'a> {
    /// What becomes of the address of a link or picture.
    pub address: &'a dyn Fn(&str) -> String,
    /// The addresses of notes are told apart by this, when several texts share a document.
    pub notes: &'a str,
}

impl Reader<'_> {
    /// Writes `html` as blocks.
    pub fn read(&self, html: &str, writer: &mut Writer) {
        let mut reading = Reading {
            reader: self,
            writer,
            open: Vec::new(),
            text: String::new(),
            spans: Vec::new(),
            lists: Vec::new(),
            table: None,
            verbatim: None,
            is_back_link: false,
            is_lead: false,
            in_notes: 0,
        };
        let mut tokens = tokens(html);
        while let Some(token) = tokens.next() {
            match token {
                Token::Start(name, attributes) => reading.start(small(name), attributes),
                Token::End(name) => reading.end(&small(name)),
                Token::Text(text) => reading.characters(text),
            }
            if let Some((code, _)) = reading.verbatim.as_mut().filter(|_| !reading.is_back_link && !reading.is_lead) {
                tokens.code_into(code);
            }
        }
        while let Some(last) = reading.open.pop() {
            reading.leave(&last);
        }
        reading.flush();
    }
}

/// A name in small letters, as most are.
fn small(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => name.to_ascii_lowercase().into(),
        false => name.into(),
    }
}

/// An element that is open, and what its end does.
struct Open<'h> {
    name: Cow<'h, str>,
    end: End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Nothing,
    /// What was gathered is a paragraph.
    Paragraph,
    /// … that names what follows.
    Bold,
    Heading(u8),
    /// A quote, an item, a note.
    Container,
    List,
    Cell,
    Row,
    Table,
    Code,
    Preformatted,
    Span,
    BackLink,
    Lead,
    Notes,
}

struct Reading<'r, 'a, 'h> {
    reader: &'r Reader<'a>,
    writer: &'r mut Writer,
    open: Vec<Open<'h>>,
    /// The inline markdown of the block that is being read.
    text: String,
    spans: Vec<SpanMark>,
    lists: Vec<List>,
    table: Option<Table>,
    /// The code that is being read, and its language.
    verbatim: Option<(String, String)>,
    is_back_link: bool,
    /// The title of an alert is being read, which its quote says in another way.
    is_lead: bool,
    in_notes: usize,
}

impl<'h> Reading<'_, '_, 'h> {
    fn start(&mut self, name: Cow<'h, str>, attributes: Attributes<'_>) {
        if let Some((_, language)) = &mut self.verbatim {
            if name == "code" {
                *language = self::language(attributes);
            }
            return;
        }
        match &*name {
            "br" => return self.line_break(),
            "hr" => {
                self.flush();
                if !self.is_in_cell() {
                    self.writer.rule();
                }
                return;
            }
            "img" => return self.image(attributes),
            "input" => {
                let mark = if attributes.get("checked").is_some() { "[x] " } else { "[ ] " };
                return self.text.push_str(mark);
            }
            "source" | "wbr" | "col" | "track" => return,
            _ => {}
        }
        let end = match self.open.len() < DEEPEST {
            true => self.enter(&name, attributes),
            false => End::Nothing,
        };
        self.open.push(Open { name, end });
    }

    fn enter(&mut self, name: &str, attributes: Attributes<'_>) -> End {
        match name {
            "em" | "i" | "cite" | "var" | "dfn" => self.span(Mark::Around("*")),
            "strong" | "b" => self.span(Mark::Around("**")),
            "del" | "s" => self.span(Mark::Around("~~")),
            "a" if attributes.has_class("footnote-back") => {
                self.is_back_link = true;
                End::BackLink
            }
            "a" => self.link(attributes),
            "code" | "kbd" | "samp" => {
                self.verbatim = Some(Default::default());
                End::Code
            }
            "span" | "sup" | "sub" | "abbr" | "small" | "mark" | "ins" | "u" | "q" | "time" | "bdi" | "bdo" => {
                End::Nothing
            }
            _ if self.is_in_cell() => {
                self.space(false);
                match name {
                    "td" | "th" => self.cell(attributes, name == "th"),
                    _ => End::Nothing,
                }
            }
            _ => self.block(name, attributes),
        }
    }

    /// Ends the innermost element of this name, and with it what was left open inside of it.
    fn end(&mut self, name: &str) {
        // Inside of code only its own end counts.
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else { return };
        if self.verbatim.is_some() && at + 1 < self.open.len() {
            return;
        }
        while self.open.len() > at {
            let Some(last) = self.open.pop() else { return };
            self.leave(&last);
        }
    }

    fn leave(&mut self, element: &Open<'_>) {
        match element.end {
            End::Nothing if self.is_in_cell() => self.space(false),
            End::Nothing if is_inline(&element.name) => {}
            End::Nothing => self.flush(),
            End::Paragraph => self.flush_as(|writer, text| writer.paragraph(text)),
            End::Bold => self.flush_as(|writer, text| writer.paragraph(&around(text, "**"))),
            End::Heading(level) => self.flush_as(|writer, text| writer.heading(level, text)),
            End::Container => {
                self.flush();
                self.writer.close();
            }
            End::List => {
                self.flush();
                self.lists.pop();
                self.writer.end_list();
            }
            End::Notes => {
                self.flush();
                self.in_notes = self.in_notes.saturating_sub(1);
            }
            End::Code => {
                if let Some((text, _)) = self.verbatim.take() {
                    let text = code(&text);
                    self.text.push_str(&if self.is_in_cell() { text.replace('|', "\\|") } else { text });
                }
            }
            End::Preformatted => {
                if let Some((text, language)) = self.verbatim.take() {
                    self.writer.code(&language, &text);
                }
            }
            End::Span => self.close_span(),
            End::BackLink => {
                self.is_back_link = false;
                self.text.truncate(self.text.trim_end().len());
            }
            End::Lead => self.is_lead = false,
            End::Cell | End::Row | End::Table => self.leave_table(element.end),
        }
    }

    /// Writes what was gathered outside of any paragraph.
    fn flush(&mut self) {
        if !self.is_in_cell() {
            self.flush_as(|writer, text| writer.line(text));
        }
    }

    fn flush_as(&mut self, write: impl FnOnce(&mut Writer, &str)) {
        while !self.spans.is_empty() {
            self.close_span();
        }
        write(self.writer, &self.text);
        self.text.clear();
    }
}

/// The language that the code says it is in.
fn language(attributes: Attributes<'_>) -> String {
    let classes = attributes.get("class").unwrap_or_default();
    let name = classes.split_ascii_whitespace().find_map(|class| class.strip_prefix("language-")).unwrap_or_default();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.');
    name.chars().filter(|c| is_name(*c)).collect()
}

fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "span" | "sup" | "sub" | "abbr" | "small" | "mark" | "ins" | "u" | "q" | "time" | "bdi" | "bdo"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> String {
        let mut writer = Writer::new();
        let address = |address: &str| match address.starts_with('/') {
            true => format!("https://a.example{address}"),
            false => address.to_owned(),
        };
        Reader { address: &address, notes: "" }.read(html, &mut writer);
        writer.finish()
    }

    #[test]
    fn html_becomes_markdown() {
        for (html, markdown) in [
            ("<p>A <em>b </em>c <strong>d</strong>, <del>e</del>.</p>\n<p>f</p>", "A *b* c **d**, ~~e~~.\n\nf\n"),
            ("<h2 id=\"x\">A <code>b`c</code> #</h2>", "## A ``b`c`` \\#\n"),
            ("<p><a href=\"/x?a=1&amp;b=2\">[y]</a></p>", "[\\[y\\]](https://a.example/x?a=1&amp;b=2)\n"),
            ("<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>\n", "- a\n  - b\n- c\n"),
            ("<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n<p>c</p></li></ul>", "- a\n\n- b\n\n  c\n"),
            ("<ol start=\"9\"><li>a</li><li>b<p>c</p></li></ol><p>d</p>", "9. a\n10. b\n\n    c\n\nd\n"),
            ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b\n"),
            ("<p>a</p><blockquote>\n<p>b<br>\nc</p>\n<ul><li>d</li></ul></blockquote>", "a\n\n> b  \n> c\n>\n> - d\n"),
            (
                "<pre tabindex=\"0\"><code class=\"language-rust\"><span class=\"k\">fn</span> a&lt;T&gt;() {\n\n}\n</code></pre>",
                "```rust\nfn a<T>() {\n\n}\n```\n",
            ),
            ("<ul><li class=\"task\"><input type=\"checkbox\" disabled checked> a</li></ul>", "- [x] a\n"),
            (
                "<div class=\"alert alert-note\" role=\"note\"><p class=\"alert-title\">Note</p>\n<p>a</p>\n</div><p>b</p>",
                "> [!NOTE]\n> a\n\nb\n",
            ),
            (
                "<div class=\"alert alert-breaking\" role=\"note\"><p class=\"alert-title\">Breaking</p>\n<p>a</p>\n</div>",
                "> **Breaking**\n>\n> a\n",
            ),
            (
                "<div class=\"table-scroll\"><table>\n<thead>\n<tr><th scope=\"col\">a</th><th class=\"align-right\">b</th></tr>\n\
                 </thead>\n<tbody>\n<tr><td>c|<code>d|e</code></td><td>f\ng</td></tr>\n</tbody>\n</table></div>",
                "| a | b |\n| --- | --: |\n| c\\|`d\\|e` | f g |\n",
            ),
            (
                "<p>a<sup class=\"footnote-ref\"><a href=\"#p-fn-1\" id=\"x\" role=\"doc-noteref\">1</a></sup></p>\n\
                 <div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n<li id=\"p-fn-1\"><p>b <a href=\"#p-fnref-1\" \
                 class=\"footnote-back\" role=\"doc-backlink\">↩</a></p>\n</li>\n</ol>\n</div>",
                "a[^p-fn-1]\n\n[^p-fn-1]: b\n",
            ),
            ("<details><summary>a</summary>b<p>c</p></details>", "**a**\n\nb\n\nc\n"),
            ("<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>", "**a**\n\n- b\n"),
            ("<p>a <img src=\"/b.png\" alt=\"c]\"> d</p>", "a ![c\\]](https://a.example/b.png) d\n"),
            ("<p>1. a\n- b\n&lt;c&gt;</p>", "1\\. a\n\\- b\n\\<c>\n"),
        ] {
            assert_eq!(read(html), markdown, "{html}");
        }
    }

    #[test]
    fn nothing_active_and_nothing_hidden_comes_through() {
        for html in [
            "<!-- secret --><script>secret</script><style>secret</style><p>a</p>",
            "<p>a<template>secret</template></p>",
            "<p>a</p><!-- secret",
        ] {
            assert_eq!(read(html), "a\n", "{html}");
        }
        assert_eq!(
            read("<p>&lt;script&gt;x&lt;/script&gt; &lt;!-- y --&gt;</p>"),
            "\\<script>x\\</script> \\<!-- y -->\n"
        );
    }

    #[test]
    fn whatever_it_reads_it_ends() {
        let deep = "<div><ul><li>".repeat(3000) + "a" + &"</li></ul></div>".repeat(3000);
        for html in
            [deep.as_str(), "<table><td><table><tr><td>a", "</p></p><em>a", "<pre>a<code>", "<tr><td>a</td></tr>"]
        {
            let markdown = read(html);
            assert!(markdown.contains('a') && markdown.len() < 10_000, "{html:.60}: {}", markdown.len());
        }
    }
}
