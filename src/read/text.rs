//! Bytes become a [`Source`]: UTF-8, `\n` as the line end, free of what no output may hold.

use crate::base::{Diagnostic, Place, Reported, SitePath, Source, scan};

/// Characters that are taken out of a text, each kind told once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nul,
    /// C0 and C1 but tab and newline (Unicode, general category Cc).
    Control,
    /// The 66 code points that never stand for a character (Unicode 16, section 23.7).
    Noncharacter,
    ByteOrderMark,
    /// An embedding, override or isolate without its other end (UAX 9), which would turn the
    /// text behind it around.
    Bidi,
}

/// The text of a file. `None`, and an error, when it is not UTF-8; what cannot be published
/// (NUL, control characters, lone bidi controls …) is taken out with a warning for each kind.
pub fn clean(path: &SitePath, bytes: &[u8]) -> Reported<Option<Source>> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        let fault = Diagnostic::error("not-utf8", "the file is UTF-16, not UTF-8; save as UTF-8");
        return Reported::new(None, vec![fault.at(Place { line: 1, column: 1, ..Place::file(path) })]);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Reported::new(None, vec![not_utf8(path, bytes, error.valid_up_to())]),
    };
    if !needs_cleaning(text) {
        return Reported::new(Some(Source::new(path.clone(), text)), Vec::new());
    }
    let text = with_newlines(text);
    let (text, diagnostics) = without_controls(path, &text);
    Reported::new(Some(Source::new(path.clone(), text)), diagnostics)
}

/// What must not stand in a value of front matter either, where escapes can bring it in.
pub fn forbidden(text: &str) -> Option<&'static str> {
    if !needs_cleaning(text) {
        return None;
    }
    let kind = text.lines().find_map(|line| removals(line).first().map(|(_, kind)| *kind));
    let kind = kind.or_else(|| text.contains('\r').then_some(Kind::Control));
    kind.map(Kind::name)
}

impl Kind {
    const ALL: [Self; 5] = [Self::Nul, Self::Control, Self::Noncharacter, Self::ByteOrderMark, Self::Bidi];

    fn of(c: char) -> Option<Self> {
        match c {
            '\0' => Some(Self::Nul),
            '\t' | '\n' => None,
            c if c.is_control() => Some(Self::Control),
            '\u{FEFF}' => Some(Self::ByteOrderMark),
            '\u{FDD0}'..='\u{FDEF}' => Some(Self::Noncharacter),
            c if u32::from(c) & 0xFFFE == 0xFFFE => Some(Self::Noncharacter),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Nul => "a NUL character",
            Self::Control => "a control character",
            Self::Noncharacter => "a code point that is no character",
            Self::ByteOrderMark => "a byte-order mark",
            Self::Bidi => "a lone control of text direction",
        }
    }
}

/// Whether a byte may begin something to take out: controls, and the first bytes of C1 (`C2`),
/// of bidi controls (`E2`), of the byte-order mark and noncharacters (`EF`, `F0` to `F4`).
/// Without branches, so that the machine can ask it of many bytes at once.
const fn is_suspect(byte: u8) -> bool {
    let is_control = (byte < 0x20) & (byte != b'\t') & (byte != b'\n') | (byte == 0x7F);
    is_control | (byte == 0xC2) | (byte == 0xE2) | ((byte >= 0xEF) & (byte <= 0xF4))
}

/// Whether a line end is foreign, or a character may have to go. Much that is suspected is a quotation
/// mark or an emoji; only those that are neither cost more.
fn needs_cleaning(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = scan::first(rest.as_bytes(), is_suspect) {
        let mut chars = rest[at..].chars();
        if chars.next().is_some_and(|c| Kind::of(c).is_some() || is_bidi_control(c)) {
            return true;
        }
        rest = chars.as_str();
    }
    false
}

fn with_newlines(text: &str) -> String {
    match text.contains('\r') {
        true => text.replace("\r\n", "\n").replace('\r', "\n"),
        false => text.to_owned(),
    }
}

fn without_controls(path: &SitePath, text: &str) -> (String, Vec<Diagnostic>) {
    let mut clean = String::with_capacity(text.len());
    let mut found: Vec<(Kind, Place, usize)> = Vec::new();
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let removals = removals(line);
        if removals.is_empty() {
            clean.push_str(line);
            continue;
        }
        for (at, kind) in &removals {
            match found.iter_mut().find(|(known, ..)| known == kind) {
                Some((_, _, count)) => *count += 1,
                None => found.push((*kind, place(path, line, number, *at, &removals), 1)),
            }
        }
        let kept = line.char_indices().filter(|(at, _)| !is_removed(&removals, *at));
        clean.extend(kept.map(|(_, c)| c));
    }
    let complaint = |kind: Kind| {
        let (_, place, count) = found.iter().find(|(known, ..)| *known == kind)?;
        let more = if *count > 1 { format!(" (and {} more)", count - 1) } else { String::new() };
        let message = format!("{} is left out{more}", kind.name());
        Some(Diagnostic::warning("control-character", message).at(place.clone()))
    };
    let diagnostics = Kind::ALL.into_iter().filter_map(complaint).collect();
    (clean, diagnostics)
}

/// The bytes of `line` at which a character is taken out, ascending.
fn removals(line: &str) -> Vec<(usize, Kind)> {
    if !needs_cleaning(line) {
        return Vec::new();
    }
    let mut removals: Vec<(usize, Kind)> =
        line.char_indices().filter_map(|(at, c)| Kind::of(c).map(|kind| (at, kind))).collect();
    let lone = lone_bidi_controls(line);
    if !lone.is_empty() {
        removals.extend(lone.into_iter().map(|at| (at, Kind::Bidi)));
        removals.sort_unstable_by_key(|(at, _)| *at);
    }
    removals
}

fn is_removed(removals: &[(usize, Kind)], at: usize) -> bool {
    removals.binary_search_by_key(&at, |(removed, _)| *removed).is_ok()
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Bidi controls whose other end is not in the line. Isolates end with PDI (U+2069), which ends
/// the embeddings inside as well; embeddings and overrides end with PDF (U+202C).
fn lone_bidi_controls(line: &str) -> Vec<usize> {
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut lone = Vec::new();
    for (at, c) in line.char_indices() {
        match c {
            '\u{202A}' | '\u{202B}' | '\u{202D}' | '\u{202E}' => open.push((at, false)),
            '\u{2066}'..='\u{2068}' => open.push((at, true)),
            '\u{202C}' => match open.last() {
                Some((_, false)) => drop(open.pop()),
                _ => lone.push(at),
            },
            '\u{2069}' => match open.iter().rposition(|(_, is_isolate)| *is_isolate) {
                Some(isolate) => lone.extend(open.drain(isolate..).skip(1).map(|(at, _)| at)),
                None => lone.push(at),
            },
            _ => {}
        }
    }
    lone.extend(open.into_iter().map(|(at, _)| at));
    lone
}

/// The place of a removed character; it and its like are shown as `�` so that the caret fits.
fn place(path: &SitePath, line: &str, number: usize, at: usize, removals: &[(usize, Kind)]) -> Place {
    let shown = |(at, c)| if is_removed(removals, at) { char::REPLACEMENT_CHARACTER } else { c };
    Place {
        path: path.to_string(),
        line: number,
        column: 1 + line.char_indices().take_while(|(before, _)| *before < at).count(),
        width: 1,
        text: line.trim_end_matches('\n').char_indices().map(shown).collect(),
    }
}

fn not_utf8(path: &SitePath, bytes: &[u8], at: usize) -> Diagnostic {
    let (before, behind) = bytes.split_at(at);
    let before = with_newlines(&String::from_utf8_lossy(before));
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line_end = behind.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(behind.len());
    let start = before.get(line_start..).unwrap_or_default();
    let line = format!("{start}{}", String::from_utf8_lossy(behind.get(..line_end).unwrap_or_default()));
    let place = Place {
        path: path.to_string(),
        line: 1 + before.matches('\n').count(),
        column: 1 + start.chars().count(),
        width: 1,
        text: line.chars().map(|c| if Kind::of(c).is_some() { char::REPLACEMENT_CHARACTER } else { c }).collect(),
    };
    let byte = behind.first().copied().unwrap_or_default();
    Diagnostic::error("not-utf8", format!("not UTF-8 (byte 0x{byte:02X}); save as UTF-8")).at(place)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8]) -> (Option<String>, Vec<String>) {
        let report = clean(&SitePath::new("a.md").unwrap(), bytes);
        let said = report.diagnostics.iter().map(|diagnostic| {
            let place = diagnostic.place.as_ref().unwrap();
            format!("{}:{} {} | {}", place.line, place.column, diagnostic.message, place.text)
        });
        (report.value.map(|source| source.text.to_string()), said.collect())
    }

    #[test]
    fn clean_text_stays_as_it_is() {
        for text in ["", "a", "a\n\tb\n", "“typographic” – ü 日本 🎉\n", "a\u{2067}b\u{2069}c", "\u{202A}x\u{202C}"]
        {
            assert_eq!(read(text.as_bytes()), (Some(text.to_owned()), vec![]), "{text:?}");
        }
    }

    #[test]
    fn byte_order_marks_and_foreign_line_ends_leave_no_trace() {
        for text in ["\u{FEFF}a\nb\n", "a\r\nb\r\n", "a\rb\r", "\u{FEFF}a\r\nb\r"] {
            assert_eq!(read(text.as_bytes()), (Some("a\nb\n".to_owned()), vec![]), "{text:?}");
        }
    }

    #[test]
    fn what_is_not_utf8_is_told_at_its_byte() {
        for (bytes, said) in [
            (&b"caf\xe9"[..], "1:4 not UTF-8 (byte 0xE9); save as UTF-8 | caf\u{FFFD}"),
            (
                b"\xef\xbb\xbfx\r\n\xc3\xbc caf\xe9 au lait\nz",
                "2:6 not UTF-8 (byte 0xE9); save as UTF-8 | ü caf\u{FFFD} au lait",
            ),
            (b"\xff\xfea\0", "1:1 the file is UTF-16, not UTF-8; save as UTF-8 | "),
            (b"\xfe\xff\0a", "1:1 the file is UTF-16, not UTF-8; save as UTF-8 | "),
        ] {
            assert_eq!(read(bytes), (None, vec![said.to_owned()]));
        }
    }

    #[test]
    fn what_no_output_may_hold_is_left_out_and_told_once_a_kind() {
        for (text, clean, said) in [
            ("a\0b\0\n", "ab\n", vec!["1:2 a NUL character is left out (and 1 more) | a\u{FFFD}b\u{FFFD}"]),
            ("x\nü\u{8}b", "x\nüb", vec!["2:2 a control character is left out | ü\u{FFFD}b"]),
            ("a\u{7f}\u{85}", "a", vec!["1:2 a control character is left out (and 1 more) | a\u{FFFD}\u{FFFD}"]),
            (
                "a\u{FFFE}b\u{FDD0}",
                "ab",
                vec!["1:2 a code point that is no character is left out (and 1 more) | a\u{FFFD}b\u{FFFD}"],
            ),
            ("a\u{FEFF}b", "ab", vec!["1:2 a byte-order mark is left out | a\u{FFFD}b"]),
            ("a\u{202E}b\nc", "ab\nc", vec!["1:2 a lone control of text direction is left out | a\u{FFFD}b"]),
            ("a\u{202C}b", "ab", vec!["1:2 a lone control of text direction is left out | a\u{FFFD}b"]),
            (
                "\u{2066}a\u{202E}b\u{2069}",
                "\u{2066}ab\u{2069}",
                vec!["1:3 a lone control of text direction is left out | \u{2066}a\u{FFFD}b\u{2069}"],
            ),
            (
                "\u{1}\0",
                "",
                vec![
                    "1:2 a NUL character is left out | \u{FFFD}\u{FFFD}",
                    "1:1 a control character is left out | \u{FFFD}\u{FFFD}",
                ],
            ),
        ] {
            let said = said.into_iter().map(str::to_owned).collect();
            assert_eq!(read(text.as_bytes()), (Some(clean.to_owned()), said), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_become_clean_text_or_an_error(bytes: Vec<u8>) {
            let (text, said) = read(&bytes);
            match text {
                Some(text) => prop_assert_eq!(forbidden(&text), None),
                None => prop_assert_eq!(said.len(), 1),
            }
        }

        #[test]
        fn cleaning_twice_changes_nothing(text in "[a\u{0}\u{7}\u{202A}\u{202C}\u{202E}\u{2067}\u{2069}\u{FEFF}\u{85}\n\r]{0,30}") {
            let (once, _) = read(text.as_bytes());
            let once = once.unwrap();
            prop_assert_eq!(read(once.as_bytes()), (Some(once), vec![]));
        }
    }
}
