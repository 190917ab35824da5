//! Places of many spans of one source, in about one pass over it.

use crate::base::{Place, Source, Span};

/// The longest line, in bytes, that a place carries along: a body of one long line may hold
/// thousands of links.
const LONGEST_LINE: usize = 1000;

/// Finds places; quickest when asked in order.
pub struct Places<'a> {
    source: &'a Source,
    /// Where it stands: a byte offset, its line, that line's start and its column in characters.
    at: usize,
    line: usize,
    line_start: usize,
    column: usize,
}

impl<'a> Places<'a> {
    pub fn new(source: &'a Source) -> Self {
        Self { source, at: 0, line: 1, line_start: 0, column: 1 }
    }

    /// The same as [`Source::place`], save that a very long line is left out.
    pub fn place(&mut self, span: Span) -> Place {
        let text = &*self.source.text;
        if span.start < self.at {
            *self = Self::new(self.source);
        }
        let start = text.floor_char_boundary(span.start);
        while let Some(end) = text[self.at..start].find('\n') {
            self.at += end + 1;
            (self.line, self.line_start, self.column) = (self.line + 1, self.at, 1);
        }
        self.column += text[self.at..start].chars().count();
        self.at = start;
        let bytes = text.as_bytes().iter().skip(self.line_start).take(LONGEST_LINE + 1);
        let length = bytes.take_while(|byte| **byte != b'\n').count();
        let line = if length > LONGEST_LINE { "" } else { &text[self.line_start..self.line_start + length] };
        let covered = line.get(self.at - self.line_start..).unwrap_or_default();
        let covered = covered.get(..span.end.saturating_sub(self.at)).unwrap_or(covered);
        Place {
            path: self.source.path.to_string(),
            line: self.line,
            column: self.column,
            width: covered.chars().count().max(1),
            text: line.trim_end().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SitePath;

    #[test]
    fn places_are_those_of_the_source() {
        let source = Source::new(SitePath::new("a.md").unwrap(), "één\nzwei [x](y) é\n\nlast");
        let mut places = Places::new(&source);
        for (start, end) in [(0, 4), (6, 9), (11, 17), (11, 99), (22, 26), (3, 4), (26, 26)] {
            let span = Span::new(start, end);
            assert_eq!(places.place(span), source.place(span), "{span:?}");
        }
    }

    #[test]
    fn very_long_lines_are_left_out() {
        let source = Source::new(SitePath::new("a.md").unwrap(), format!("a\n{}", "é".repeat(2000)));
        let place = Places::new(&source).place(Span::new(2 + 1000, 2 + 1002));
        assert_eq!((place.line, place.column, place.text.as_str()), (2, 501, ""));
    }
}
