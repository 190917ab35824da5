//! A text with its name, and places in it.

use std::sync::Arc;

use super::{Place, SitePath};

/// A range of bytes in a [`Source`]'s text, `start` included, `end` not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The same range in a text that has `offset` more bytes in front.
    pub fn shifted(self, offset: usize) -> Self {
        Self::new(self.start + offset, self.end + offset)
    }
}

/// A value and where its text stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At<T> {
    pub value: T,
    pub span: Span,
}

impl<T> At<T> {
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A text file of the site: its path below the root and its text, free of byte-order mark,
/// carriage returns and characters that no output may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub path: SitePath,
    pub text: Arc<str>,
}

impl Source {
    pub fn new(path: SitePath, text: impl Into<Arc<str>>) -> Self {
        Self { path, text: text.into() }
    }

    /// The place of `span`: line and column count from 1, columns in characters.
    pub fn place(&self, span: Span) -> Place {
        let text = &*self.text;
        let start = floor_char_boundary(text, span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = floor_char_boundary(text, span.end).clamp(start, line_end);
        Place {
            path: self.path.to_string(),
            line: 1 + text[..line_start].matches('\n').count(),
            column: 1 + text[line_start..start].chars().count(),
            width: text[start..end].chars().count().max(1),
            // Spaces at the end are shown only as far as the caret needs them.
            text: text[line_start..end.max(line_start + text[line_start..line_end].trim_end().len())].to_owned(),
        }
    }
}

fn floor_char_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_characters_and_keeps_to_its_line() {
        let source = Source::new(SitePath::new("a.md").unwrap(), "één\nzwei = 3\n");
        let at = source.text.find("= 3").unwrap();
        let place = source.place(Span::new(at, source.text.len()));
        assert_eq!((place.line, place.column, place.width), (2, 6, 3));
        assert_eq!(place.text, "zwei = 3");
    }

    #[test]
    fn a_place_never_points_behind_its_line() {
        let source = Source::new(SitePath::new("a.md").unwrap(), "a:    \nb");
        let place = source.place(Span::new(4, 5));
        assert_eq!((place.column, place.text.as_str()), (5, "a:   "));
        assert_eq!(source.place(Span::new(0, 1)).text, "a:");
    }

    #[test]
    fn a_place_behind_the_end_is_the_end() {
        let source = Source::new(SitePath::new("a.md").unwrap(), "x");
        let place = source.place(Span::new(90, 95));
        assert_eq!((place.line, place.column, place.width), (1, 2, 1));
    }
}
