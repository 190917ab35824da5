//! Markdown, written: texts say what they say and nothing more, whoever wrote them.

mod from_html;
mod tags;
mod writer;

use super::code_spans;

pub use from_html::Reader;
pub use tags::tag_end;
pub use writer::Writer;

/// `text` on one line as CommonMark and GitHub's extensions show it: nothing in it is markup.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_line(&mut out, text);
    if needs_escape(&out) {
        out.insert(line_mark(&out), '\\');
    }
    out
}

/// A link; the text alone where there is no address. `text` is plain text.
pub fn link(text: &str, address: &str) -> String {
    match address {
        "" => escaped(text),
        _ => {
            let mut out = String::with_capacity(text.len() + address.len() + 8);
            out.push('[');
            push_line(&mut out, text);
            out.push_str("](");
            push_destination(&mut out, address);
            out.push(')');
            out
        }
    }
}

/// A link whose text is as [`with_code`] has it; the text alone where there is no address.
pub fn link_with_code(text: &str, address: &str) -> String {
    if address.is_empty() || !text.contains('`') {
        return link(text, address);
    }
    let mut out = format!("[{}](", with_code(text));
    push_destination(&mut out, address);
    out.push(')');
    out
}

/// Code on one line, in as many backticks as it takes.
pub fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let ticks = "`".repeat(longest_ticks(text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// `text` on one line, where nothing but `` `x` `` is markup.
pub fn with_code(text: &str) -> String {
    let spans = code_spans(text);
    if spans.iter().all(|(is_code, _)| !is_code) {
        return escaped(text);
    }
    let mut out: String =
        spans.iter().map(|(is_code, part)| if *is_code { code(part) } else { inside(part) }).collect();
    if needs_escape(&out) {
        out.insert(line_mark(&out), '\\');
    }
    out
}

/// Plain text inside of a line; a blank at its ends stays, because it parts it from what is beside it.
fn inside(text: &str) -> String {
    let blank = |is_there: bool| if is_there { " " } else { "" };
    let mut out = blank(text.starts_with(char::is_whitespace)).to_owned();
    push_line(&mut out, text);
    out.push_str(blank(text.ends_with(char::is_whitespace) && !text.trim().is_empty()));
    out
}

/// How many backticks there are in a row, at most.
fn longest_ticks(text: &str) -> usize {
    let (mut longest, mut run, mut next) = (0, 0, 0);
    for at in memchr::memchr_iter(b'`', text.as_bytes()) {
        run = if at == next { run + 1 } else { 1 };
        next = at + 1;
        longest = longest.max(run);
    }
    longest
}

/// An address as the destination of a link, of which it cannot break out.
pub fn destination(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    push_destination(&mut out, address);
    out
}

fn push_destination(out: &mut String, address: &str) {
    // Hardly any address has something else.
    let is_code = |byte| matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'\\' | b'`' | b'|' | b'&');
    let is_plain = |byte| matches!(byte, b'!'..0x7f) && !is_code(byte);
    let (plain, rest) = address.split_at(address.bytes().position(|byte| !is_plain(byte)).unwrap_or(address.len()));
    out.push_str(plain);
    for character in rest.chars() {
        match character {
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '[' => out.push_str("%5B"),
            ']' => out.push_str("%5D"),
            '\\' => out.push_str("%5C"),
            '`' => out.push_str("%60"),
            '|' => out.push_str("%7C"),
            ' ' => out.push_str("%20"),
            // An entity would be decoded: `&amp` and a word behind it stay what they are.
            '&' => out.push_str("&amp;"),
            c if c.is_control() || c.is_whitespace() => {}
            c => out.push(c),
        }
    }
}

/// Appends `text` with its white space as single blanks.
fn push_line(out: &mut String, text: &str) {
    let is_one_line = text.trim().len() == text.len() && !text.contains("  ");
    if is_one_line && plain(text) == text.len() {
        return out.push_str(text);
    }
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        push_escaped(out, word, false, words.peek().is_none());
        if words.peek().is_some() {
            out.push(' ');
        }
    }
}

/// Appends `text` so that nothing inside of a line is markup; `before` says that the text before it ends in a letter
/// or digit, `is_last` that no more text follows. How a line may begin is not its matter.
fn push_escaped(out: &mut String, text: &str, before: bool, is_last: bool) {
    if !text.bytes().any(may_be_markup) {
        return out.push_str(text);
    }
    let mut previous_is_word = before;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek();
        let is_markup = match character {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '|' => true,
            '_' => !previous_is_word || !next.is_some_and(|next| next.is_alphanumeric()),
            '&' => next.is_some_and(|next| next.is_ascii_alphanumeric() || *next == '#'),
            // In front of a link it would make an image of it, at the end of a heading it would be lost.
            '!' | '#' => is_last && next.is_none(),
            _ => false,
        };
        if is_markup {
            out.push('\\');
        }
        out.push(character);
        previous_is_word = character.is_alphanumeric();
    }
}

/// How many bytes at the start of `text` show as they are, wherever they stand.
fn plain(text: &str) -> usize {
    text.bytes().position(|byte| !PLAIN[usize::from(byte)]).unwrap_or(text.len())
}

/// Whether a character with this byte may need a backslash.
const fn may_be_markup(byte: u8) -> bool {
    matches!(byte, b'\\' | b'`' | b'*' | b'[' | b']' | b'<' | b'~' | b'|' | b'_' | b'&' | b'!' | b'#')
}

/// The bytes that show as they are: ASCII that is neither markup nor white space other than a blank.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b' ';
    while byte < 0x7f {
        plain[byte as usize] = !may_be_markup(byte);
        byte += 1;
    }
    plain
};

/// Whether a line that begins like this would be a block of another kind.
fn needs_escape(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - rest.len();
    match line.as_bytes() {
        [b'#' | b'+' | b'-' | b'=' | b'>' | b':', ..] => true,
        _ => {
            (1..=9).contains(&digits)
                && rest.starts_with(['.', ')'])
                && !rest[1..].starts_with(|c: char| !c.is_whitespace())
        }
    }
}

/// Where in such a line the backslash goes.
fn line_mark(line: &str) -> usize {
    line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_no_markup() {
        for (text, written) in [
            ("plain words, 100 % (really)", "plain words, 100 % (really)"),
            ("a *b* [c](d) <e> `f` ~g~", "a \\*b\\* \\[c\\](d) \\<e> \\`f\\` \\~g\\~"),
            ("snake_case and _under_", "snake_case and \\_under\\_"),
            ("AT&T &amp; &#35;", "AT\\&T \\&amp; \\&#35;"),
            ("# a", "\\# a"),
            ("- a", "\\- a"),
            ("1. a", "1\\. a"),
            ("1.5 is out", "1.5 is out"),
            ("2) b\n\n# c", "2\\) b # c"),
            ("hi! you!", "hi! you\\!"),
            ("C #", "C \\#"),
            ("---", "\\---"),
            ("===", "\\==="),
            ("> q", "\\> q"),
        ] {
            assert_eq!(escaped(text), written, "{text}");
        }
    }

    #[test]
    fn code_stands_in_more_backticks_than_it_has() {
        for (text, written) in [("a", "`a`"), ("<b>` ", "`` <b>` ``"), (" a``b\n", "```a``b```"), (" ", "")] {
            assert_eq!(code(text), written, "{text}");
        }
    }

    #[test]
    fn addresses_stay_in_their_link() {
        let evil = "https://a.example/) [x](javascript:alert(1)";
        let shown = "[a\\]](https://a.example/%29%20%5Bx%5D%28javascript:alert%281%29)";
        assert_eq!(link("a]", evil), shown);
        assert_eq!(link("*a*", ""), "\\*a\\*");
        assert_eq!(link("a", "/?b=1&copy=2"), "[a](/?b=1&amp;copy=2)");
    }

    #[test]
    fn only_code_is_markup_in_plain_text() {
        for (text, markdown) in [
            ("`/v1` and *all*", "`/v1` and \\*all\\*"),
            ("The ` tick", "The \\` tick"),
            ("# `a|b`", "\\# `a|b`"),
            ("1. `a` b", "1\\. `a` b"),
            ("# none", "\\# none"),
        ] {
            assert_eq!(with_code(text), markdown, "{text}");
        }
    }

    #[test]
    fn code_keeps_its_backticks() {
        for (text, written) in [("a", "`a`"), ("a`b", "``a`b``"), ("`a", "`` `a ``"), ("a\nb", "`a b`"), (" ", "")] {
            assert_eq!(code(text), written, "{text}");
        }
    }
}
