//! Text that every reader of a feed takes.

use std::borrow::Cow;

/// `text` without what XML 1.0 (section 2.2, `Char`) cannot hold; line ends become `\n`, as an XML
/// parser would make them.
pub fn clean(text: &str) -> Cow<'_, str> {
    // Bodies are long and hardly ever hold any of it: first every byte is looked at, without a way out, which is
    // quick. 0xef begins the two noncharacters that go, and many characters that stay.
    let is_doubtful = |byte: u8| (byte < 0x20) & (byte != b'\t') & (byte != b'\n') | (byte == 0xef);
    let is_plain = !text.bytes().fold(false, |is_any, byte| is_any | is_doubtful(byte));
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

/// `text` as content or attribute of HTML and XML.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_xml_cannot_hold_goes() {
        assert_eq!(clean("a\u{0}\u{8}\u{b}\u{c}\u{1f}\u{fffe}\u{ffff}b"), "ab");
        assert_eq!(clean("\t\n é 日本 שלום 🎉 \u{7f}\u{85}"), "\t\n é 日本 שלום 🎉 \u{7f}\u{85}");
        assert_eq!(clean("a\r\nb\rc"), "a\nb\nc");
        assert_eq!(line("  two\n\u{1}words\t"), "two words");
    }
}
