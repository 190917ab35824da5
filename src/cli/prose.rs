//! Markdown as a terminal shows it: wrapped, indented, with a little colour.

use annotate_snippets::renderer::{AnsiColor, Style};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use unicode_width::UnicodeWidthStr;

/// `markdown` in lines of at most `width` columns where words allow. Addresses below `own` are left out: what they
/// lead to is told here. Others follow their text.
pub(super) fn printed(markdown: &str, width: usize, own: &str) -> String {
    let mut page = Page { width, own, ..Page::default() };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    Parser::new_ext(markdown, options).for_each(|event| page.take(event));
    page.flush();
    page.out
}

const CODE: Style = AnsiColor::Cyan.on_default();
const QUIET: Style = Style::new().dimmed();

/// Pieces of text that no line end parts, each with its look.
type Word = Vec<(String, Style)>;

#[derive(Default)]
struct Page<'a> {
    out: String,
    width: usize,
    own: &'a str,
    /// The paragraph in the making.
    words: Vec<Word>,
    /// What comes next goes on with the last word.
    is_joined: bool,
    /// What stands before each line, a piece for each open block.
    indents: Vec<String>,
    /// What stands before the next line in place of the innermost indent: a bullet.
    mark: Option<String>,
    /// The next number of each open list; `None` for bullets.
    lists: Vec<Option<u64>>,
    styles: Vec<Style>,
    /// Where the open link leads, and at which word it began.
    link: Option<(String, usize)>,
    in_code: bool,
    /// A blank line is due before the next one.
    is_apart: bool,
}

impl Page<'_> {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_code => text.lines().for_each(|line| self.verbatim(line)),
            Event::Text(text) | Event::InlineHtml(text) => self.text(&text, self.style()),
            Event::Code(text) => self.text(&text, CODE),
            Event::SoftBreak => self.is_joined = false,
            Event::HardBreak => self.flush(),
            Event::Rule => self.apart(),
            Event::TaskListMarker(is_done) => self.text(if is_done { "[x] " } else { "[ ] " }, self.style()),
            // What is told here holds none of these.
            Event::Html(_) | Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.apart();
                self.styles.push(match level {
                    HeadingLevel::H1 => Style::new().bold().underline(),
                    HeadingLevel::H2 => AnsiColor::Yellow.on_default().bold(),
                    _ => Style::new().bold(),
                });
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.indents.push("  ".to_owned());
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.in_code = true;
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => {
                self.flush();
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                self.indents.push(" ".repeat(mark.len()));
                self.mark = Some(mark);
            }
            Tag::Emphasis => self.styles.push(self.style().italic()),
            Tag::Strong => self.styles.push(self.style().bold()),
            Tag::Strikethrough => self.styles.push(self.style().strikethrough()),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.link = Some((dest_url.into_string(), self.words.len()));
            }
            Tag::TableRow | Tag::TableHead => self.flush(),
            Tag::TableCell if !self.words.is_empty() => self.text(" | ", QUIET),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.flush();
                self.styles.pop();
            }
            TagEnd::Paragraph | TagEnd::Table => self.apart(),
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.indents.pop();
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.is_apart = true;
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.is_apart |= self.lists.is_empty();
            }
            TagEnd::Item => {
                self.flush();
                self.indents.pop();
                self.mark = None;
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => drop(self.styles.pop()),
            TagEnd::Link | TagEnd::Image => self.close_link(),
            _ => {}
        }
    }

    /// The address behind a link's text, when it leads elsewhere and is not the text itself.
    fn close_link(&mut self) {
        let Some((address, from)) = self.link.take() else { return };
        let text: Vec<String> = self.words.iter().skip(from).map(plain).collect();
        let is_own = !self.own.is_empty() && address.starts_with(self.own) && text.join(" ") != address;
        if !is_own && text.last().is_none_or(|last| *last != address) {
            self.is_joined = false;
            self.text(&format!("<{address}>"), QUIET);
        }
    }

    fn style(&self) -> Style {
        self.styles.last().copied().unwrap_or_default()
    }

    fn text(&mut self, text: &str, style: Style) {
        for (at, part) in text.split([' ', '\n', '\t']).enumerate() {
            let goes_on = at == 0 && self.is_joined;
            match self.words.last_mut().filter(|_| goes_on) {
                _ if part.is_empty() => {}
                Some(word) => word.push((part.to_owned(), style)),
                None => self.words.push(vec![(part.to_owned(), style)]),
            }
        }
        self.is_joined = !text.ends_with([' ', '\n', '\t']);
    }

    /// Ends what is open, and leaves a blank line.
    fn apart(&mut self) {
        self.flush();
        self.is_apart = true;
    }

    /// Writes the open paragraph.
    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        self.is_joined = false;
        let room = self.width.saturating_sub(self.indents.iter().map(String::len).sum());
        let (mut line, mut length) = (String::new(), 0);
        for word in &words {
            let width = plain(word).width();
            if length > 0 && length + 1 + width > room {
                self.line(&std::mem::take(&mut line));
                length = 0;
            }
            if length > 0 {
                line.push(' ');
                length += 1;
            }
            line.extend(word.iter().map(|(text, style)| format!("{style}{text}{style:#}")));
            length += width;
        }
        if length > 0 {
            self.line(&line);
        }
    }

    /// Code is neither wrapped nor read.
    fn verbatim(&mut self, line: &str) {
        let line = if line.is_empty() { String::new() } else { format!("    {CODE}{line}{CODE:#}") };
        self.line(&line);
    }

    fn line(&mut self, text: &str) {
        if std::mem::take(&mut self.is_apart) && !self.out.is_empty() {
            self.out.push('\n');
        }
        let (inner, outer) = self.indents.split_last().map_or(("", &[][..]), |(inner, outer)| (inner.as_str(), outer));
        let indent = outer.concat() + self.mark.take().as_deref().unwrap_or(inner);
        let line = format!("{indent}{text}");
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }
}

fn plain(word: &Word) -> String {
    word.iter().map(|(text, _)| text.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_read_without_its_marks() {
        for (markdown, shown) in [
            ("# A\n\n> b\n\n- c\n- d\n\n## E\n\n- f\n", "A\n  b\n\n- c\n- d\n\nE\n- f\n"),
            ("- one two three four five\n", "- one two\n  three four\n  five\n"),
            ("1. a\n   - b\n2. c\n", "1. a\n   - b\n2. c\n"),
            ("*a*, `b c`. **d**\n", "a, b c. d\n"),
            ("```sh\na  long line of code\n\nb\n```\n\nc\n", "    a  long line of code\n\n    b\n\nc\n"),
            ("[a](https://own/x/) [b](https://b/)\n", "a b\n<https://b/>\n"),
            ("<https://own/x/>\n", "https://own/x/\n"),
            ("日本語 日本語\n", "日本語\n日本語\n"),
            ("", ""),
        ] {
            let printed = printed(markdown, 12, "https://own");
            assert_eq!(anstream::adapter::strip_str(&printed).to_string(), shown, "{markdown}");
        }
    }
}
