//! Markdown as a list of events with their places: bounded in depth, texts joined, comments gone.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use crate::base::Span;
use crate::model::Markdown;

/// An event and where in the source it stands.
#[derive(Debug, Clone)]
pub struct Piece<'a> {
    pub event: Event<'a>,
    pub span: Span,
}

/// Stands where the author ended the excerpt (`<!-- more -->`); never shown.
pub const MORE: &str = "<!-- more -->";

/// How deep quotes and lists may nest, and how deep emphasis (`reliability`: markdown nesting).
const DEEPEST: usize = 100;

/// What markdown text holds.
pub struct Events<'a> {
    /// A block of raw HTML is one `Html` event, without start and end.
    pub pieces: Vec<Piece<'a>>,
    /// Where nesting first went too deep; what lies deeper is flat.
    pub too_deep: Option<Span>,
}

/// Reads `text`, which stands `offset` bytes into its source.
pub fn parse<'a>(text: &'a str, offset: usize, settings: &Markdown) -> Events<'a> {
    let mut reader = Reader {
        text,
        offset,
        events: Events { pieces: Vec::with_capacity(text.len() / 16), too_deep: None },
        depth: Depth::default(),
        block: None,
        joined: None,
    };
    for (event, range) in Parser::new_ext(text, options(settings)).into_offset_iter() {
        reader.take(event, Span::new(range.start, range.end).shifted(offset));
    }
    reader.finish_text();
    reader.events
}

/// By hand: all of them would mix two kinds of footnotes.
fn options(settings: &Markdown) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST;
    options.set(Options::ENABLE_SMART_PUNCTUATION, settings.smart_punctuation);
    options
}

struct Reader<'a> {
    text: &'a str,
    offset: usize,
    events: Events<'a>,
    depth: Depth,
    /// The block of raw HTML that is being gathered.
    block: Option<(String, Span)>,
    /// The last piece's text, while bits are added to it that do not stand behind it in the source.
    joined: Option<String>,
}

impl<'a> Reader<'a> {
    fn take(&mut self, event: Event<'a>, span: Span) {
        match event {
            Event::Start(Tag::HtmlBlock) => self.block = Some((String::new(), span)),
            Event::End(TagEnd::HtmlBlock) => {
                if let Some((html, span)) = self.block.take() {
                    self.html(Event::Html(html.into()), span);
                }
            }
            Event::Html(html) | Event::Text(html) if self.block.is_some() => {
                if let Some((block, _)) = &mut self.block {
                    block.push_str(&html);
                }
            }
            Event::Html(_) | Event::InlineHtml(_) => self.html(event, span),
            Event::Start(ref tag) => match self.depth.open(tag) {
                true => self.push(event, span),
                false => _ = self.events.too_deep.get_or_insert(span),
            },
            Event::End(ref tag) => {
                if self.depth.close(tag) {
                    self.push(event, span);
                }
            }
            Event::Text(text) => self.text(text, span),
            _ => self.push(event, span),
        }
    }

    fn push(&mut self, event: Event<'a>, span: Span) {
        self.finish_text();
        self.events.pieces.push(Piece { event, span });
    }

    /// Texts arrive in bits (at `_`, `[`, `&`); what follows looks for addresses across them.
    fn text(&mut self, text: CowStr<'a>, span: Span) {
        let Some(Piece { event: Event::Text(before), span: place }) = self.events.pieces.last_mut() else {
            return self.push(Event::Text(text), span);
        };
        place.end = span.end;
        if let Some(joined) = &mut self.joined {
            joined.push_str(&text);
            return;
        }
        let whole = self.text.get(place.start - self.offset..place.end - self.offset).unwrap_or_default();
        match is_split(whole, before, &text) {
            true => *before = CowStr::Borrowed(whole),
            false => self.joined = Some([&**before, &*text].concat()),
        }
    }

    /// The last text is whole.
    fn finish_text(&mut self) {
        if let Some(joined) = self.joined.take()
            && let Some(Piece { event: Event::Text(text), .. }) = self.events.pieces.last_mut()
        {
            *text = joined.into();
        }
    }

    fn html(&mut self, event: Event<'a>, span: Span) {
        let (Event::Html(html) | Event::InlineHtml(html)) = &event else { return };
        match comment(html) {
            Some("more" | "truncate") => self.push(Event::Html(MORE.into()), span),
            Some(_) => {}
            None => self.push(event, span),
        }
    }
}

/// Whether `whole` is `first` and `second`, not only alike but at the same place in memory.
fn is_split(whole: &str, first: &str, second: &str) -> bool {
    whole.len() == first.len() + second.len()
        && whole.as_ptr() == first.as_ptr()
        && whole.as_bytes()[first.len()..].as_ptr() == second.as_ptr()
}

/// The inside of `html` when it is one comment and nothing else.
fn comment(html: &str) -> Option<&str> {
    let inside = html.trim().strip_prefix("<!--")?.strip_suffix("-->")?;
    (!inside.contains("-->")).then(|| inside.trim())
}

/// Counts what is open.
#[derive(Default)]
struct Depth {
    /// Whether each open tag was let through.
    open: Vec<bool>,
    blocks: usize,
    inlines: usize,
}

impl Depth {
    fn open(&mut self, tag: &Tag<'_>) -> bool {
        let let_through = match tag {
            Tag::BlockQuote(_) | Tag::List(_) | Tag::DefinitionList => {
                self.blocks += 1;
                self.blocks <= DEEPEST
            }
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {
                self.inlines += 1;
                self.inlines <= DEEPEST
            }
            Tag::Item | Tag::DefinitionListTitle | Tag::DefinitionListDefinition => self.blocks <= DEEPEST,
            _ => true,
        };
        self.open.push(let_through);
        let_through
    }

    fn close(&mut self, tag: &TagEnd) -> bool {
        match tag {
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::DefinitionList => self.blocks -= 1,
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => self.inlines -= 1,
            _ => {}
        }
        self.open.pop().unwrap_or(true)
    }
}

/// The index behind the end of what starts at `at`; `at + 1` when nothing starts there.
pub fn end_of(pieces: &[Piece<'_>], at: usize) -> usize {
    let mut depth = 0_usize;
    for (index, piece) in pieces.iter().enumerate().skip(at) {
        match piece.event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    pieces.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let events = parse(text, 0, &Markdown::default());
        events.pieces.into_iter().map(|piece| format!("{:?}", piece.event)).collect()
    }

    #[test]
    fn texts_are_joined_and_comments_gone() {
        let events = shown("a_b [c] &amp; d <!-- x -->\n\n<!-- y -->\n\n<!--more-->\n");
        assert!(events[1].contains("a_b [c] & d "), "{events:?}");
        assert_eq!(events.len(), 4, "{events:?}");
        assert!(events[3].contains(MORE), "{events:?}");
    }

    #[test]
    fn joined_texts_say_what_the_parser_said() {
        let smart = Markdown { smart_punctuation: true, ..Markdown::default() };
        for (text, joined) in [
            ("a_b [c] d", "a_b [c] d"),
            ("a_b...c_d \"e\"", "a_b…c_d “e”"),
            ("a\\_b_c", "a_b_c"),
            ("a&amp;b&#97;c_d", "a&bac_d"),
        ] {
            let pieces = parse(text, 4, &smart).pieces;
            let [_, Piece { event: Event::Text(found), span }, _] = &pieces[..] else { panic!("{pieces:?}") };
            assert_eq!((&**found, *span), (joined, Span::new(4, 4 + text.len())), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        for text in [">".repeat(5000) + "x", "*a _b ".repeat(3000) + &"_ *".repeat(3000)] {
            let events = parse(&text, 0, &Markdown::default());
            let mut depth = 0_usize;
            let mut deepest = 0;
            for piece in &events.pieces {
                match piece.event {
                    Event::Start(_) => depth += 1,
                    Event::End(_) => depth -= 1,
                    _ => {}
                }
                deepest = deepest.max(depth);
            }
            assert!(deepest <= 2 * DEEPEST, "{deepest}");
        }
    }
}
