//! Events become HTML with marks.

use std::cell::RefCell;
use std::collections::BTreeMap;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::events::{MORE, Piece, end_of};
use super::footnotes::{Definitions, Notes};
use super::headings::Ranks;
use super::raw::Raw;
use super::remembered::Highlights;
use super::{address, alerts, code, marks, summary};
use crate::model::{Markdown, Word};

/// What is written: some pieces of a body, and what is needed of the rest of it.
pub struct Page<'p, 'a> {
    /// All pieces of the body: footnotes are defined anywhere.
    pub body: &'p [Piece<'a>],
    pub definitions: &'p Definitions,
    pub settings: &'p Markdown,
    /// For code with colours; `None` for plain code.
    pub highlights: Option<&'p Highlights>,
    /// For a body with sections, whose parts repeat it: what was coloured once.
    pub code: Option<&'p WrittenCode>,
    /// Tells the ids of notes apart when several parts of a body show the same one.
    pub part: &'p str,
}

/// Code blocks as they were written, by where they start in the source.
pub type WrittenCode = RefCell<BTreeMap<usize, String>>;

/// HTML with marks, to be cut.
pub struct Written {
    pub html: String,
    /// Whether raw HTML is in it that is not to be trusted.
    pub is_raw: bool,
    pub too_deep: bool,
}

/// Writes `pieces` and the notes they refer to.
pub fn write(page: &Page<'_, '_>, pieces: &[Piece<'_>]) -> Written {
    let mut writer = Writer {
        page,
        ranks: Ranks::of(pieces),
        out: String::with_capacity(pieces.len() * 32),
        raw: Raw::default(),
        open: Vec::new(),
        alignments: Vec::new(),
        cell: 0,
        in_head: false,
        notes: Notes::default(),
    };
    writer.pieces(pieces);
    writer.notes();
    writer.raw.close(0, &mut writer.out);
    Written { html: writer.out, is_raw: writer.raw.any, too_deep: writer.raw.too_deep }
}

struct Writer<'p, 'a> {
    page: &'p Page<'p, 'a>,
    ranks: Ranks,
    out: String,
    raw: Raw,
    /// For each open tag how much raw HTML is open outside of it, and what closes it.
    open: Vec<(usize, Close)>,
    alignments: Vec<Alignment>,
    /// The number of the cell in its row.
    cell: usize,
    in_head: bool,
    notes: Notes,
}

/// What stands at the end of a tag.
#[derive(Clone, Copy)]
enum Close {
    Text(&'static str),
    Heading(HeadingLevel),
}

impl Writer<'_, '_> {
    fn pieces(&mut self, pieces: &[Piece<'_>]) {
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            at = match &piece.event {
                Event::Start(tag) => self.start(tag, pieces, at),
                Event::End(end) => {
                    self.end(end);
                    at + 1
                }
                event => {
                    self.leaf(event);
                    at + 1
                }
            };
        }
    }

    /// Writes the start of `tag` at `at`, or all of it; returns where to go on.
    fn start(&mut self, tag: &Tag<'_>, pieces: &[Piece<'_>], at: usize) -> usize {
        let close = match tag {
            Tag::Paragraph => self.tag("<p>", "</p>\n"),
            Tag::Heading { level, id, classes, .. } => {
                self.heading(*level, id.as_deref(), classes);
                Close::Heading(*level)
            }
            Tag::BlockQuote(_) => return self.quote(pieces, at),
            Tag::CodeBlock(kind) => return self.code_block(kind, pieces, at),
            Tag::Image { dest_url, title, .. } => return self.image(dest_url, title, pieces, at),
            Tag::FootnoteDefinition(_) => return end_of(pieces, at),
            Tag::List(Some(1)) => self.tag("<ol>\n", "</ol>\n"),
            Tag::List(Some(first)) => {
                self.out.push_str(&format!("<ol start=\"{first}\">\n"));
                Close::Text("</ol>\n")
            }
            Tag::List(None) => self.tag("<ul>\n", "</ul>\n"),
            Tag::Item if is_task(pieces, at) => self.tag("<li class=\"task\">", "</li>\n"),
            Tag::Item => self.tag("<li>", "</li>\n"),
            Tag::DefinitionList => self.tag("<dl>\n", "</dl>\n"),
            Tag::DefinitionListTitle => self.tag("<dt>", "</dt>\n"),
            Tag::DefinitionListDefinition => self.tag("<dd>", "</dd>\n"),
            Tag::Table(alignments) => {
                self.alignments = alignments.clone();
                self.out.push_str("<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
                self.word(Word::Table);
                self.tag("\"><table>\n", "</tbody>\n</table></div>\n")
            }
            Tag::TableHead => {
                (self.cell, self.in_head) = (0, true);
                self.tag("<thead>\n<tr>", "</tr>\n</thead>\n<tbody>\n")
            }
            Tag::TableRow => {
                self.cell = 0;
                self.tag("<tr>", "</tr>\n")
            }
            Tag::TableCell => self.table_cell(),
            Tag::Emphasis => self.tag("<em>", "</em>"),
            Tag::Strong => self.tag("<strong>", "</strong>"),
            Tag::Strikethrough => self.tag("<del>", "</del>"),
            Tag::Link { dest_url, title, .. } => {
                self.out.push_str("<a href=\"");
                self.address(dest_url);
                self.title(title);
                self.tag("\">", "</a>")
            }
            Tag::Superscript => self.tag("<sup>", "</sup>"),
            Tag::Subscript => self.tag("<sub>", "</sub>"),
            Tag::HtmlBlock | Tag::MetadataBlock(_) => Close::Text(""),
        };
        self.open.push((self.raw.mark(), close));
        at + 1
    }

    fn tag(&mut self, start: &str, end: &'static str) -> Close {
        self.out.push_str(start);
        Close::Text(end)
    }

    fn end(&mut self, end: &TagEnd) {
        let Some((mark, close)) = self.open.pop() else { return };
        self.raw.close(mark, &mut self.out);
        match close {
            Close::Text(text) => self.out.push_str(text),
            Close::Heading(level) => {
                self.out.push_str("</h");
                self.level(level);
                self.out.push_str(">\n");
            }
        }
        if *end == TagEnd::TableHead {
            self.in_head = false;
        }
    }

    fn leaf(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(text) => marks::escape_text(&mut self.out, text),
            Event::Code(text) => {
                self.out.push_str("<code>");
                marks::escape_text(&mut self.out, text);
                self.out.push_str("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(html),
            Event::FootnoteReference(label) => self.reference(label),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.task(*done),
            // Not asked for.
            Event::InlineMath(text) | Event::DisplayMath(text) => marks::escape_text(&mut self.out, text),
            Event::Start(_) | Event::End(_) => {}
        }
    }

    /// A word of the page's language.
    fn word(&mut self, word: Word) {
        self.out.push_str(&marks::word(word));
    }

    fn task(&mut self, done: bool) {
        let (checked, word) = if done { (" checked", Word::Done) } else { ("", Word::Open) };
        let word = marks::word(word);
        self.out.push_str(&format!("<input type=\"checkbox\" disabled{checked} aria-label=\"{word}\"> "));
    }

    fn raw_html(&mut self, html: &str) {
        if html == MORE {
        } else if self.page.settings.unsafe_html {
            self.out.push_str(&marks::neutral(html));
        } else {
            let mark = self.open.last().map_or(0, |(mark, _)| *mark);
            self.raw.push(html, mark, &mut self.out);
        }
    }

    fn heading(&mut self, level: HeadingLevel, id: Option<&str>, classes: &[pulldown_cmark::CowStr<'_>]) {
        self.out.push_str("<h");
        self.level(level);
        if let Some(id) = id {
            self.out.push_str(" id=\"");
            self.out.push(marks::ID);
            marks::escape_attribute(&mut self.out, id);
            self.out.push('"');
        }
        if !classes.is_empty() {
            self.out.push_str(" class=\"");
            marks::escape_attribute(&mut self.out, &classes.join(" "));
            self.out.push('"');
        }
        self.out.push('>');
    }

    /// The sanitiser wants digits, and gives every heading's level a mark of its own.
    fn level(&mut self, level: HeadingLevel) {
        self.out.push(marks::LEVEL);
        self.out.push(char::from(b'0' + self.ranks.rank(level)));
    }

    fn quote(&mut self, pieces: &[Piece<'_>], at: usize) -> usize {
        let Some((alert, next)) = alerts::of(pieces, at) else {
            self.open.push((self.raw.mark(), Close::Text("</blockquote>\n")));
            self.out.push_str("<blockquote>\n");
            return at + 1;
        };
        let (name, title) = (alert.name, marks::word(alert.title));
        let start = format!("<div class=\"alert alert-{name}\" role=\"note\"><p class=\"alert-title\">{title}</p>\n");
        self.out.push_str(&start);
        self.open.push((self.raw.mark(), Close::Text("</div>\n")));
        if next > at + 1 && !matches!(pieces.get(next - 1).map(|piece| &piece.event), Some(Event::End(_))) {
            self.out.push_str("<p>");
            self.open.push((self.raw.mark(), Close::Text("</p>\n")));
        }
        next
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>, pieces: &[Piece<'_>], at: usize) -> usize {
        let end = end_of(pieces, at);
        let place = pieces[at].span.start;
        if let Some(known) = self.page.code
            && let Some(code) = known.borrow().get(&place)
        {
            self.out.push_str(code);
            return end;
        }
        let start = self.out.len();
        let info = match kind {
            CodeBlockKind::Fenced(info) => info,
            CodeBlockKind::Indented => "",
        };
        let texts = pieces[at..end].iter().filter_map(|piece| match &piece.event {
            Event::Text(text) => Some(&**text),
            _ => None,
        });
        let text: String = texts.collect();
        code::write(&mut self.out, info, &text, self.page.highlights);
        if let Some(known) = self.page.code {
            known.borrow_mut().insert(place, self.out[start..].to_owned());
        }
        end
    }

    fn image(&mut self, address: &str, title: &str, pieces: &[Piece<'_>], at: usize) -> usize {
        let end = end_of(pieces, at);
        self.out.push_str("<img src=\"");
        self.address(address);
        self.out.push_str("\" alt=\"");
        marks::escape_attribute(&mut self.out, &summary::plain(&pieces[at + 1..end.saturating_sub(1).max(at + 1)]));
        self.title(title);
        self.out.push('"');
        if address.starts_with(marks::LINK) {
            self.out.push_str(&marks::size(address));
        }
        self.out.push_str(" loading=\"lazy\" decoding=\"async\">");
        end
    }

    /// The address of a link as `links` left it: a mark, or an absolute one.
    fn address(&mut self, address: &str) {
        match address.starts_with(marks::LINK) {
            true => self.out.push_str(address),
            false => address::push_absolute(&mut self.out, address),
        }
    }

    /// Ends the attribute before it, and leaves its own value open.
    fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.out.push_str("\" title=\"");
            marks::escape_attribute(&mut self.out, title);
        }
    }

    fn table_cell(&mut self) -> Close {
        let alignment = self.alignments.get(self.cell).unwrap_or(&Alignment::None);
        self.cell += 1;
        let class = match alignment {
            Alignment::None => "",
            Alignment::Left => " class=\"align-left\"",
            Alignment::Center => " class=\"align-center\"",
            Alignment::Right => " class=\"align-right\"",
        };
        let (name, close) = if self.in_head { ("th scope=\"col\"", "</th>") } else { ("td", "</td>") };
        self.out.push_str(&format!("<{name}{class}>"));
        Close::Text(close)
    }

    fn reference(&mut self, label: &str) {
        if self.page.definitions.get(label).is_none() {
            return;
        }
        let (number, count) = self.notes.refer(label);
        let (part, id) = (self.page.part, marks::ID);
        let again = if count > 1 { format!("-{count}") } else { String::new() };
        let reference = format!(
            "<sup class=\"footnote-ref\"><a href=\"#{id}fn-{part}{number}\" id=\"{id}fnref-{part}{number}{again}\" role=\"doc-noteref\">{number}</a></sup>"
        );
        self.out.push_str(&reference);
    }

    /// The notes that were referred to, and those that these refer to.
    fn notes(&mut self) {
        if self.notes.get(1).is_none() {
            return;
        }
        self.raw.close(0, &mut self.out);
        self.out.push_str("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        let (part, id) = (self.page.part, marks::ID);
        let mut number = 1;
        while let Some(inside) = self.notes.get(number).and_then(|(label, _)| self.page.definitions.get(label)) {
            self.out.push_str(&format!("<li id=\"{id}fn-{part}{number}\">"));
            let mark = self.raw.mark();
            let body = self.page.body;
            self.pieces(&body[inside]);
            self.raw.close(mark, &mut self.out);
            self.back_links(number);
            number += 1;
        }
        self.out.push_str("</ol>\n</div>\n");
    }

    /// Links from note `number` to its references, inside of its last paragraph.
    fn back_links(&mut self, number: usize) {
        let paragraph = self.out.ends_with("</p>\n");
        if paragraph {
            self.out.truncate(self.out.len() - "</p>\n".len());
        }
        let count = self.notes.get(number).map_or(1, |(_, count)| count);
        let (part, id) = (self.page.part, marks::ID);
        let (before, after) = (marks::word(Word::BackBefore), marks::word(Word::BackAfter));
        for time in 1..=count {
            let again = if time > 1 { format!("-{time}") } else { String::new() };
            let link = format!(
                " <a href=\"#{id}fnref-{part}{number}{again}\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"{before}{number}{again}{after}\">↩</a>"
            );
            self.out.push_str(&link);
        }
        self.out.push_str(if paragraph { "</p>\n</li>\n" } else { "</li>\n" });
    }
}

/// Whether the item at `at` begins with a box to tick.
fn is_task(pieces: &[Piece<'_>], at: usize) -> bool {
    let mut first = pieces[at + 1..].iter().map(|piece| &piece.event);
    match first.next() {
        Some(Event::TaskListMarker(_)) => true,
        Some(Event::Start(Tag::Paragraph)) => matches!(first.next(), Some(Event::TaskListMarker(_))),
        _ => false,
    }
}
