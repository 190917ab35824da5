//! The text of a file that some other program wrote.

use crate::base::{Content, Diagnostic, Place, Reported, SitePath, Source, Span};
use crate::read::clean;

/// The text: UTF-8, or UTF-16 with its byte-order mark, as some shells write what they redirect.
/// `None`, and an error, when it is neither, or not there to be read.
pub fn text(path: &SitePath, content: &Content) -> Reported<Option<Source>> {
    let bytes = match content {
        Content::Bytes(bytes) => bytes,
        Content::Oversize(size) => {
            let fault = Diagnostic::error("too-large", format!("{path} has {size} bytes, more than can be imported"));
            return Reported::new(None, vec![fault.at(Place::file(path)).help("split it into several files")]);
        }
    };
    match utf16(bytes) {
        Some(text) => clean(path, text.as_bytes()),
        None => clean(path, bytes),
    }
}

/// The lines of a long text: many places in it are told in little time.
pub struct Lines<'s> {
    source: &'s Source,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl<'s> Lines<'s> {
    pub fn of(source: &'s Source) -> Self {
        let behind = memchr::memchr_iter(b'\n', source.text.as_bytes()).map(|at| at + 1);
        Self { source, starts: std::iter::once(0).chain(behind).collect() }
    }

    /// The same as the source's own.
    pub fn place(&self, span: Span) -> Place {
        let line = self.starts.partition_point(|start| *start <= span.start).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let end = self.starts.get(line).copied().unwrap_or(self.source.text.len());
        let own = Source::new(self.source.path.clone(), self.source.text.get(start..end).unwrap_or_default());
        Place { line, ..own.place(Span::new(span.start - start, span.end.saturating_sub(start))) }
    }
}

/// UTF-16 as text, what is no character replaced.
fn utf16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes.get(..2)? {
        [0xFF, 0xFE] => u16::from_le_bytes,
        [0xFE, 0xFF] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    Some(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_source() {
        let source = Source::new(SitePath::new("a.md").unwrap(), "één\n\n  zwei = 3\nlast");
        let lines = Lines::of(&source);
        for start in (0..=source.text.len()).filter(|at| source.text.is_char_boundary(*at)) {
            let span = Span::new(start, start + 2);
            assert_eq!(lines.place(span), source.place(span), "{start}");
        }
    }

    #[test]
    fn text_in_any_dress_is_read() {
        let little: Vec<u8> = "\u{feff}é\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "\u{feff}é\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [little, big, "\u{feff}é\n".into(), "é\r\n".into()] {
            let path = SitePath::new("CHANGELOG.md").unwrap();
            let read = text(&path, &Content::Bytes(bytes.clone().into()));
            assert_eq!(read.value.map(|source| source.text.to_string()).as_deref(), Some("é\n"), "{bytes:?}");
            assert_eq!(read.diagnostics, [], "{bytes:?}");
        }
    }
}
