//! The words of a text as search knows them: without case, accents and widths; what is written without blanks in pairs.
//!
//! `themes/default/assets/search.js` takes queries apart by the same rules.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::scan;

/// Characters of the longest term; nobody types more of a word than this.
const LONGEST: usize = 32;

/// Calls `each` with every term of `text`, in order, for which see [`terms_of_folded`].
pub fn terms(text: &str, each: impl FnMut(&str)) {
    terms_of_folded(&fold(text), each);
}

/// Calls `each` with every term of a text that [`fold`] made, in order. A term is a run of letters and digits, folded; numbers keep the
/// dots between them (`2.4.0`), and names their signs (`c++`, `c#`); what begins with a sign is found with it and without (`.net`,
/// `#12`). Writing without blanks between words gives each two neighbours, and the last letter alone, so that any part of it can
/// be found by its pairs. Each pictogram is a term.
pub fn terms_of_folded<'t>(text: &'t str, mut each: impl FnMut(&'t str)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let is_sign = matches!(byte, b'.' | b'#') && begins_word(text, at);
        if is_sign || byte.is_ascii_alphanumeric() || !byte.is_ascii() {
            let start = at + usize::from(is_sign);
            let end = start + run(&text[start..]);
            let end = if end == start { start + char_len(bytes[start]) } else { end + signs_behind(&bytes[end..]) };
            words(&text[at..end], &mut each);
            at = end;
        } else {
            at += 1;
        }
    }
}

/// Whether the sign at `at` belongs to what follows: the dot of `.net`, the sharp of `#12`.
fn begins_word(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let next = bytes.get(at + 1);
    match bytes.get(at) {
        Some(b'#') => next.is_some_and(u8::is_ascii_digit),
        _ if !next.is_some_and(u8::is_ascii_alphabetic) => false,
        _ => !text[..at].chars().next_back().is_some_and(|before| before == '.' || is_of_a_word(before)),
    }
}

/// How many bytes at the start of `rest` are signs that belong to the word before: `c++`, `c#`.
fn signs_behind(rest: &[u8]) -> usize {
    match rest {
        [b'+', b'+', ..] => 2,
        [b'#', next, ..] if next.is_ascii_alphanumeric() => 0,
        [b'#', ..] => 1,
        _ => 0,
    }
}

/// Bytes in the character that begins with this byte.
fn char_len(first: u8) -> usize {
    match first {
        0..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0.. => 4,
    }
}

/// How many bytes at the start of `text` belong to one run.
fn run(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
        let is_within_number = byte == b'.' && is_digit(at.checked_sub(1)) && is_digit(Some(at + 1));
        if byte.is_ascii_alphanumeric() || is_within_number {
            at += 1;
        } else if byte.is_ascii() {
            break;
        } else {
            match text.get(at..).and_then(|rest| rest.chars().next()).filter(|&c| is_of_a_word(c)) {
                Some(c) => at += c.len_utf8(),
                None => break,
            }
        }
    }
    at
}

/// A letter, a digit, or a mark on one.
fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// The terms of a run: what is written with blanks is one, what is not is told in pairs.
fn words<'t>(run: &'t str, each: &mut impl FnMut(&'t str)) {
    if run.is_ascii() {
        return word(run, each);
    }
    let mut rest = run;
    while let Some(first) = rest.chars().next() {
        let is_dense = is_dense(first);
        let end = rest.find(|c| self::is_dense(c) != is_dense).unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        match is_dense {
            true => pairs(part, each),
            false if part.chars().any(char::is_alphanumeric) || part.starts_with(is_pictogram) => word(part, each),
            false => {}
        }
        rest = behind;
    }
}

/// A word with the sign that it begins with, and without.
fn word<'t>(word: &'t str, each: &mut impl FnMut(&'t str)) {
    each(cut(word));
    if let Some(bare) = word.strip_prefix(['.', '#']) {
        each(cut(bare));
    }
}

fn pairs<'t>(part: &'t str, each: &mut impl FnMut(&'t str)) {
    let mut starts = part.char_indices().map(|(at, _)| at).chain([part.len()]);
    let (mut one, mut two) = (starts.next(), starts.next());
    for three in starts {
        if let Some(pair) = one.and_then(|from| part.get(from..three)) {
            each(pair);
        }
        (one, two) = (two, Some(three));
    }
    if let Some(last) = one.and_then(|from| part.get(from..)) {
        each(last);
    }
}

/// Scripts that put no blanks between words (Unicode Standard Annex 14, classes ID, CJ and SA): Han, kana, Thai, Lao, Myanmar,
/// Khmer.
fn is_dense(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The blocks of Unicode that hold emoji and signs like them, without what only changes the one before (skin tones).
fn is_pictogram(c: char) -> bool {
    matches!(c,
        '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1f3fa}'
        | '\u{1f400}'..='\u{1faff}')
}

fn cut(word: &str) -> &str {
    if word.len() <= LONGEST {
        return word;
    }
    word.char_indices().nth(LONGEST).map_or(word, |(end, _)| &word[..end])
}

/// `text` in small letters, without accents and points, in the usual width.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return match text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => text.to_ascii_lowercase().into(),
            false => text.into(),
        };
    }
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    // Most of a text with a few other letters is ASCII all the same.
    while let Some(at) = scan::first(rest.as_bytes(), |byte| !byte.is_ascii()) {
        // The letter before may carry a mark that comes behind it.
        let at = at.saturating_sub(1);
        let end = rest[at..].char_indices().skip(1).find(|(_, c)| c.is_ascii()).map_or(rest.len(), |(len, _)| at + len);
        push_small(&rest[..at], &mut folded);
        fold_part(&rest[at..end], &mut folded);
        rest = &rest[end..];
    }
    push_small(rest, &mut folded);
    folded.into()
}

fn push_small(ascii: &str, out: &mut String) {
    let start = out.len();
    out.push_str(ascii);
    out[start..].make_ascii_lowercase();
}

fn fold_part(part: &str, out: &mut String) {
    let bare = part.nfkd().flat_map(char::to_lowercase).filter(|c| !is_accent(*c));
    for c in bare.nfc() {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            _ => out.push(c),
        }
    }
}

/// Marks that people leave out when they type: accents, Hebrew points, Arabic vowels and stretching. Those of
/// other scripts (the voicing of kana, the vowels of Devanagari) make other words.
fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        terms(text, |term| all.push(term.to_owned()));
        all
    }

    #[test]
    fn words_are_told_without_case_accents_and_width() {
        for (text, expected) in [
            ("Faster search", "faster search"),
            ("Größe, ÉTÉ & naïve cafe\u{301}", "grosse ete naive cafe"),
            ("Łódź Ørsted İstanbul ΟΔΟΣ", "lodz orsted istanbul οδοσ"),
            ("ＡＢＣ １２ ﾃｽﾄ", "abc 12 テス スト ト"),
            ("since 2.4.0. And v1.2-rc.1", "since 2.4.0 and v1.2 rc 1"),
            ("`rate_limit` --dry-run don't", "rate limit dry run don t"),
            ("検索が速い", "検索 索が が速 速い い"),
            ("Gitの履歴 git", "git の履 履歴 歴 git"),
            ("검색이 빨라짐", "검색이 빨라짐"),
            ("хлеб Ёлка", "хлеб елка"),
            ("सर्वर مُحَمَّد", "सर्वर محمد"),
            ("C++, C# F#. C++17 and g++", "c++ c# f# c++ 17 and g++"),
            (".NET and ASP.NET, node.js", ".net net and asp net node js"),
            ("See #12, a/b#34 & (#5)", "see #12 12 a b #34 34 #5 5"),
            ("# A heading... .then ..x 1 + 1 + + a.", "a heading .then then x 1 1 a"),
            ("C#で .NETの日本C++ #12件", "c# で .net net の日 日本 本 c++ #12 12 件"),
            ("🎉 — … 👍🏽 Go🚀! ✅⭐ ❤️ 🇩🇪", "🎉 👍 go 🚀 ✅ ⭐ ❤ 🇩 🇪"),
            ("", ""),
        ] {
            assert_eq!(of(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn no_word_is_longer_than_anybody_types() {
        assert_eq!(of(&"a".repeat(100)), ["a".repeat(32)]);
        assert_eq!(of(&"ж".repeat(100)), ["ж".repeat(32)]);
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["Größe", "İstanbul", "が ﾃｽﾄ", "한국어", "a\u{301}\u{327}", "Σ ς", "plain"] {
            assert_eq!(fold(&fold(text)), fold(text), "{text}");
        }
    }
}
