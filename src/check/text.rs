//! The text of a file as rules read it: its lines and pictures, each with its place.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::base::{Content, Place, SitePath, Source, Span};
use crate::model::Config;
use crate::read;
use crate::read::placement::{Noun, place};

/// A file that tells of something.
pub(super) struct Text {
    source: Source,
    pub(super) noun: Noun,
    /// Its paragraphs and list items, in order; headings, quotes, tables and code are none of them.
    pub(super) lines: Vec<Line>,
    /// The pictures in its body.
    pub(super) pictures: Vec<Picture>,
}

/// A paragraph, or a list item up to what stands below it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Without markup; blanks in a row are one.
    pub(super) says: String,
    pub(super) is_item: bool,
    /// Something stands below it in the same list item.
    pub(super) leads: bool,
    pub(super) span: Span,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) is_described: bool,
    pub(super) span: Span,
}

impl Text {
    /// `None` when the file is no content, or cannot be read, which the build tells.
    pub(super) fn read(path: &SitePath, content: &Content, config: &Config) -> Option<Self> {
        let noun = place(path, config).ok()?.noun;
        let Content::Bytes(bytes) = content else { return None };
        let source = read::clean(path, bytes).value?;
        let start = read::front(&source, &config.limits).value.body;
        let mut reader = Reader::default();
        for (event, range) in Parser::new_ext(source.text.get(start..)?, options()).into_offset_iter() {
            reader.take(&event, Span::new(range.start, range.end).shifted(start));
        }
        let Reader { lines, pictures, .. } = reader;
        Some(Self { source, noun, lines, pictures })
    }

    pub(super) fn path(&self) -> &SitePath {
        &self.source.path
    }

    pub(super) fn place(&self, span: Span) -> Place {
        self.source.place(span)
    }
}

/// What decides where lines and pictures are; the rest is the same to rules.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
}

#[derive(Default)]
struct Reader {
    lines: Vec<Line>,
    pictures: Vec<Picture>,
    /// The line that is being read.
    open: Option<Line>,
    /// The list items that are being read, the innermost last: where the line of each stands, once it is read.
    items: Vec<Option<usize>>,
    /// The picture whose description is being read.
    picture: Option<Picture>,
}

impl Reader {
    fn take(&mut self, event: &Event<'_>, span: Span) {
        match event {
            Event::Start(Tag::Image { .. }) => self.picture = Some(Picture { is_described: false, span }),
            Event::End(TagEnd::Image) => self.pictures.extend(self.picture.take()),
            Event::Start(Tag::Item) => {
                self.below();
                self.items.push(None);
                self.begin(true);
            }
            // The first paragraph of an item is the item's line.
            Event::Start(Tag::Paragraph) if self.open.as_ref().is_some_and(|line| line.says.is_empty()) => {}
            Event::Start(Tag::Paragraph) => {
                self.below();
                self.begin(false);
            }
            Event::Start(Tag::Strong | Tag::Emphasis | Tag::Strikethrough | Tag::Link { .. }) => self.say("", span),
            Event::Start(_) => self.below(),
            Event::End(TagEnd::Paragraph) => self.close(),
            Event::End(TagEnd::Item) => {
                self.close();
                self.items.pop();
            }
            Event::Text(text) | Event::Code(text) => self.say(text, span),
            Event::SoftBreak | Event::HardBreak => self.say(" ", span),
            Event::Html(html) | Event::InlineHtml(html) => self.picture_in(html, span),
            _ => {}
        }
    }

    fn begin(&mut self, is_item: bool) {
        self.open = Some(Line { says: String::new(), is_item, leads: false, span: Span::default() });
    }

    fn say(&mut self, text: &str, span: Span) {
        if let Some(picture) = &mut self.picture {
            picture.is_described |= !text.trim().is_empty();
        } else if let Some(line) = &mut self.open {
            if line.span == Span::default() {
                line.span = span;
            }
            line.span.end = line.span.end.max(span.end);
            line.says.push_str(text);
        }
    }

    /// Another block begins; if it does inside of an item, that item's line leads to it.
    fn below(&mut self) {
        self.close();
        if let Some(line) = self.items.last().copied().flatten().and_then(|at| self.lines.get_mut(at)) {
            line.leads = true;
        }
    }

    fn close(&mut self) {
        let Some(line) = self.open.take() else { return };
        let says = line.says.split_whitespace().collect::<Vec<_>>().join(" ");
        if says.is_empty() {
            return;
        }
        if let Some(item) = self.items.last_mut().filter(|_| line.is_item) {
            *item = Some(self.lines.len());
        }
        self.lines.push(Line { says, ..line });
    }

    /// Pictures of raw HTML.
    fn picture_in(&mut self, html: &str, span: Span) {
        let lower = html.to_ascii_lowercase();
        for (at, _) in lower.match_indices("<img") {
            let tag = &lower[at..];
            let tag = &tag[..crate::base::markdown::tag_end(tag)];
            // `alt=""` says that the picture is there for its looks only.
            let is_described = tag.split_whitespace().any(|part| part == "alt" || part.starts_with("alt="));
            self.pictures.push(Picture { is_described, span: Span::new(span.start + at, span.start + at + tag.len()) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Text {
        let path = SitePath::new("changelog/1.0.0.md").unwrap();
        let config = Config::new("A", "https://a.example");
        Text::read(&path, &Content::Bytes(body.as_bytes().into()), &config).unwrap()
    }

    #[test]
    fn lines_are_paragraphs_and_items() {
        let text = read(
            "+++\nversion = \"1.0.0\"\n+++\n# 1.0.0\nAn *intro*,\nin two lines.\n\n## Fixed\n- one `two`:\n  - three\n\
             - four\n\n  more\n- five\n  ```\n  code\n  ```\n> quoted\n\n| a | b |\n|---|---|\n| c | d |\n",
        );
        let lines: Vec<_> = text.lines.iter().map(|line| (line.says.as_str(), line.is_item, line.leads)).collect();
        assert_eq!(
            lines,
            [
                ("An intro, in two lines.", false, false),
                ("one two:", true, true),
                ("three", true, false),
                ("four", true, true),
                ("more", false, false),
                ("five", true, true),
                ("quoted", false, false),
            ]
        );
        let place = text.place(text.lines[1].span);
        assert_eq!((place.line, place.column, place.text.as_str()), (9, 3, "- one `two`:"));
    }

    #[test]
    fn pictures_know_whether_they_are_described() {
        let text =
            read("![a map](a.png) ![](b.png)\n\n- <img src=c.png>\n- <IMG alt=\"\" src=d.png>\n\n<img\nsrc='e'>\n");
        let told: Vec<_> =
            text.pictures.iter().map(|picture| (picture.is_described, text.place(picture.span).line)).collect();
        assert_eq!(told, [(true, 1), (false, 1), (false, 3), (true, 4), (false, 6)]);
    }
}
