//! Text that every reader of a feed takes.

use std::borrow::Cow;

use memchr::memchr3_iter;

pub use crate::base::escape_html as escape;

/// `text` without what XML 1.0 (section 2.2, `Char`) cannot hold; line ends become `\n`, as an XML
/// parser would make them.
pub fn clean(text: &str) -> Cow<'_, str> {
    // Bodies are long and hardly ever hold any of it: first every byte is looked at, without a way out, which is
    // quick. The two noncharacters that go begin with 0xef 0xbf, and few others do.
    let bytes = text.as_bytes();
    let is_control = |byte: u8| (byte < 0x20) & (byte != b'\t') & (byte != b'\n');
    let has_control = bytes.iter().fold(false, |any, byte| any | is_control(*byte));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    let is_plain = !has_control && !pairs.fold(false, |any, (a, b)| any | ((*a == 0xef) & (*b == 0xbf)));
    if is_plain || text.chars().all(|c| c != '\r' && is_xml(c)) {
        return text.into();
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| is_xml(*c)).collect()
}

/// `text` on one line, cleaned, with single spaces.
pub fn line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Appends `text` as content of an XML element, where quotes may stand as they are.
pub fn push_text(out: &mut Vec<u8>, text: &str) {
    let text = text.as_bytes();
    let mut from = 0;
    for at in memchr3_iter(b'<', b'>', b'&', text) {
        out.extend_from_slice(&text[from..at]);
        match text[at] {
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            _ => out.extend_from_slice(b"&amp;"),
        }
        from = at + 1;
    }
    out.extend_from_slice(&text[from..]);
}

fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_elements_keeps_its_quotes() {
        let mut out = b"<p>".to_vec();
        push_text(&mut out, "<b title=\"é\">R&amp;D's ]]></b>");
        assert_eq!(out, "<p>&lt;b title=\"é\"&gt;R&amp;amp;D's ]]&gt;&lt;/b&gt;".as_bytes());
    }

    #[test]
    fn only_what_xml_cannot_hold_goes() {
        assert_eq!(clean("a\u{0}\u{8}\u{b}\u{c}\u{1f}\u{fffe}\u{ffff}b"), "ab");
        assert_eq!(clean("\t\n é 日本 שלום 🎉 \u{7f}\u{85}"), "\t\n é 日本 שלום 🎉 \u{7f}\u{85}");
        assert_eq!(clean("a\r\nb\rc"), "a\nb\nc");
        assert_eq!(line("  two\n\u{1}words\t"), "two words");
    }
}
