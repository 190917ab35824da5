//! The text of a file that some other program wrote.

use crate::base::{Content, Diagnostic, Place, Reported, SitePath, Source};
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
