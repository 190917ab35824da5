//! HTML that is safe to publish becomes markdown that says the same.

use std::borrow::Cow;

use super::tags::{Attributes, Token, decoded, tokens};
use super::writer::Writer;
use super::{code, plain, push_destination, push_escaped};

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

/// Inline markup that is open: what stands around it, and where it begins in the text.
struct SpanMark {
    start: usize,
    mark: Mark,
}

enum Mark {
    Around(&'static str),
    Link(String),
    Note(String),
}

struct List {
    next: Option<u64>,
    bullet: char,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    alignments: Vec<&'static str>,
    has_head: bool,
    in_cell: bool,
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
    fn characters(&mut self, text: &str) {
        if self.is_back_link || self.is_lead {
            return;
        }
        let text = decoded(text);
        if let Some((code, _)) = &mut self.verbatim {
            code.push_str(&text);
            return;
        }
        let mut rest = &*text;
        while !rest.is_empty() {
            let (plain, behind) = rest.split_at(plain(rest));
            self.plain(plain);
            rest = behind;
            let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let before = self.text.chars().next_back().is_some_and(char::is_alphanumeric);
            let is_last = rest[word..].trim_start().is_empty();
            push_escaped(&mut self.text, &rest[..word], before, is_last);
            rest = &rest[word..];
            let blank = rest.len() - rest.trim_start().len();
            if blank > 0 {
                self.space(rest[..blank].contains('\n'));
            }
            rest = &rest[blank..];
        }
    }

    /// Text with neither markup nor white space but blanks.
    fn plain(&mut self, text: &str) {
        for word in text.split_inclusive(' ') {
            match word {
                " " => self.space(false),
                _ => self.text.push_str(word),
            }
        }
    }

    /// White space: one blank or one line end, however much there is.
    fn space(&mut self, is_line: bool) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.text.push(if is_line && self.table.is_none() { '\n' } else { ' ' });
        }
    }

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

    fn block(&mut self, name: &str, attributes: Attributes<'_>) -> End {
        self.flush();
        match name {
            "p" if attributes.has_class("alert-title") && self.is_alert() => {
                self.is_lead = true;
                End::Lead
            }
            "p" => match attributes.has_class("alert-title") {
                true => End::Bold,
                false => End::Paragraph,
            },
            "summary" | "dt" | "caption" | "figcaption" | "legend" => End::Bold,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => End::Heading(name.as_bytes()[1] - b'0'),
            "blockquote" => {
                self.writer.open_quote();
                End::Container
            }
            "div" if attributes.has_class("footnotes") => {
                self.in_notes += 1;
                End::Notes
            }
            "div" if attributes.has_class("alert") => {
                self.writer.open_quote();
                if let Some(kind) = ALERTS.into_iter().find(|kind| attributes.has_class(&format!("alert-{kind}"))) {
                    self.writer.lead(&format!("[!{}]", kind.to_ascii_uppercase()));
                }
                End::Container
            }
            "ul" | "ol" | "menu" => self.list(name == "ol", attributes),
            "li" => self.item(attributes),
            "dd" => {
                self.writer.open_item("- ".to_owned(), '-');
                End::Container
            }
            "pre" => {
                self.verbatim = Some(Default::default());
                End::Preformatted
            }
            "table" if self.table.is_none() => {
                self.table = Some(Table::default());
                End::Table
            }
            "tr" => End::Row,
            "td" | "th" => self.cell(attributes, name == "th"),
            "video" => {
                self.video(attributes);
                End::Nothing
            }
            _ => End::Nothing,
        }
    }

    /// Whether the innermost element is an alert that its quote names.
    fn is_alert(&self) -> bool {
        self.open.last().is_some_and(|open| open.name == "div" && open.end == End::Container) && self.writer.is_led()
    }

    fn span(&mut self, mark: Mark) -> End {
        self.spans.push(SpanMark { start: self.text.len(), mark });
        End::Span
    }

    fn link(&mut self, attributes: Attributes<'_>) -> End {
        let Some(address) = attributes.get("href").map(decoded) else { return End::Nothing };
        match note(&address).filter(|_| attributes.get("role") == Some("doc-noteref")) {
            Some(label) => self.span(Mark::Note(format!("{}{label}", self.reader.notes))),
            None => self.span(Mark::Link((self.reader.address)(&address))),
        }
    }

    fn list(&mut self, is_ordered: bool, attributes: Attributes<'_>) -> End {
        let first =
            attributes.get("start").and_then(|start| start.parse::<u64>().ok()).filter(|it| *it < 1_000_000_000);
        let next = is_ordered.then(|| first.unwrap_or(1));
        if self.in_notes > 0 {
            return End::Nothing;
        }
        // An ordered list that does not begin with 1 cannot follow a line of text at once.
        if next.is_some_and(|next| next != 1) {
            self.writer.separate();
        }
        let bullet = match (self.writer.last_bullet(), is_ordered) {
            (Some('-'), false) => '*',
            (Some('.'), true) => ')',
            (_, false) => '-',
            (_, true) => '.',
        };
        self.lists.push(List { next, bullet });
        End::List
    }

    fn item(&mut self, attributes: Attributes<'_>) -> End {
        if self.in_notes > 0 {
            let label = attributes.get("id").map(decoded).and_then(|id| note(&format!("#{id}")));
            if let Some(label) = label {
                self.writer.open_note(&format!("{}{label}", self.reader.notes));
                return End::Container;
            }
        }
        let (mark, bullet) = match self.lists.last_mut() {
            Some(List { next: Some(next), bullet }) => {
                *next += 1;
                (format!("{}{bullet} ", *next - 1), *bullet)
            }
            Some(List { next: None, bullet }) => (format!("{bullet} "), *bullet),
            None => ("- ".to_owned(), '-'),
        };
        self.writer.open_item(mark, bullet);
        End::Container
    }

    fn is_in_cell(&self) -> bool {
        self.table.as_ref().is_some_and(|table| table.in_cell)
    }

    fn cell(&mut self, attributes: Attributes<'_>, is_head: bool) -> End {
        let Some(table) = &mut self.table else { return End::Paragraph };
        table.in_cell = true;
        if table.rows.is_empty() {
            table.has_head |= is_head;
            let alignment = match attributes.get("class") {
                Some("align-left") => ":--",
                Some("align-center") => ":-:",
                Some("align-right") => "--:",
                _ => "---",
            };
            table.alignments.push(alignment);
        }
        End::Cell
    }

    fn line_break(&mut self) {
        let trimmed = self.text.trim_end().len();
        self.text.truncate(trimmed);
        if self.is_in_cell() || self.open.iter().any(|open| matches!(open.end, End::Heading(_) | End::Bold)) {
            self.text.push(' ');
        } else if !self.text.is_empty() {
            self.text.push_str("  \n");
        }
    }

    fn image(&mut self, attributes: Attributes<'_>) {
        let Some(address) = attributes.get("src").map(decoded) else { return };
        self.text.push_str("![");
        let alt = attributes.get("alt").map(decoded).unwrap_or_default();
        self.text.push_str(&super::escaped(&alt));
        self.text.push_str("](");
        push_destination(&mut self.text, &(self.reader.address)(&address));
        self.text.push(')');
    }

    fn video(&mut self, attributes: Attributes<'_>) {
        let Some(address) = attributes.get("src").map(decoded) else { return };
        let name = address.rsplit('/').next().unwrap_or(&address);
        self.writer.paragraph(&super::link(name, &(self.reader.address)(&address)));
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

    fn leave_table(&mut self, end: End) {
        let Some(table) = &mut self.table else { return };
        match end {
            End::Cell => {
                table.in_cell = false;
                table.row.push(std::mem::take(&mut self.text));
                self.spans.clear();
            }
            End::Row if !table.row.is_empty() => {
                let row = std::mem::take(&mut table.row);
                table.rows.push(row);
            }
            End::Table => {
                if !table.row.is_empty() {
                    let row = std::mem::take(&mut table.row);
                    table.rows.push(row);
                }
                if !table.has_head && !table.rows.is_empty() {
                    table.rows.insert(0, Vec::new());
                }
                self.writer.table(&table.rows, &table.alignments);
                self.table = None;
            }
            _ => {}
        }
    }

    fn close_span(&mut self) {
        let Some(SpanMark { start, mark }) = self.spans.pop() else { return };
        let inside = self.text.split_off(start.min(self.text.len()));
        match mark {
            Mark::Around(mark) => self.text.push_str(&around(&inside, mark)),
            Mark::Note(label) => self.text.push_str(&format!("[^{label}]")),
            Mark::Link(_) if inside.trim().is_empty() => self.text.push_str(&inside),
            Mark::Link(address) if address.is_empty() => self.text.push_str(&inside),
            Mark::Link(address) => {
                self.text.push('[');
                self.text.push_str(inside.trim());
                self.text.push_str("](");
                push_destination(&mut self.text, &address);
                self.text.push(')');
                self.text.push_str(&inside[inside.trim_end().len()..]);
            }
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

/// The alerts that GitHub has.
const ALERTS: [&str; 5] = ["note", "tip", "important", "warning", "caution"];

/// `text` between two marks, white space outside of them; nothing around nothing.
fn around(text: &str, mark: &str) -> String {
    let inside = text.trim();
    if inside.is_empty() {
        return text.to_owned();
    }
    let (before, after) = (text.len() - text.trim_start().len(), text.trim_end().len());
    format!("{}{mark}{inside}{mark}{}", &text[..before], &text[after..])
}

/// The label of the note that `#…fn-1` leads to.
fn note(address: &str) -> Option<String> {
    let label = address.strip_prefix('#')?;
    let is_label = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    (!label.is_empty() && label.chars().all(is_label)).then(|| label.to_owned())
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
