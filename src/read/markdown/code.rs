//! Code blocks: escaped, or highlighted by classes, at build time.

use super::marks;
use super::remembered::Highlights;

/// Blocks over this many bytes stay plain. Code for people to read is shorter, and a grammar may take
/// time by the square of the length for what is no code: two seconds for this much, in TOML.
#[cfg(feature = "highlight")]
const LONGEST: usize = 32 << 10;

/// Writes a code block, highlighted if there are `highlights`; `info` is what stands behind its opening fence.
pub fn write(out: &mut String, info: &str, code: &str, highlights: Option<&Highlights>) {
    let language = language(info);
    out.push_str("<pre tabindex=\"0\"><code");
    if !language.is_empty() {
        out.push_str(" class=\"language-");
        out.push_str(&language);
        out.push('"');
    }
    out.push('>');
    match highlights {
        Some(highlights) => write_highlighted(out, &language, code, highlights),
        None => marks::escape_text(out, code),
    }
    out.push_str("</code></pre>\n");
}

/// The first word of `info` as a name that a class may hold; empty when there is none.
fn language(info: &str) -> String {
    let word = info.trim_start_matches([' ', '{', '.']);
    let word =
        word.split(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | ':' | ';')).next().unwrap_or(word);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.');
    match word.len() <= 40 && word.chars().all(is_name) {
        true => word.to_ascii_lowercase(),
        false => String::new(),
    }
}

fn write_highlighted(out: &mut String, language: &str, code: &str, highlights: &Highlights) {
    match language {
        "" | "text" | "txt" | "plain" | "plaintext" | "none" => marks::escape_text(out, code),
        "diff" | "patch" => write_diff(out, code),
        "console" | "shell-session" | "terminal" => write_session(out, code),
        _ => write_grammar(out, language, code, highlights),
    }
}

/// Lines by what they do. The sign in front says it without colour, too.
fn write_diff(out: &mut String, code: &str) {
    for line in code.split_inclusive('\n') {
        let class = match line.as_bytes() {
            [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] => "hl-diff-file",
            [b'+', ..] => "hl-diff-added",
            [b'-', ..] => "hl-diff-removed",
            [b'@', b'@', ..] => "hl-diff-hunk",
            _ => "",
        };
        write_span(out, class, line);
    }
}

/// Prompts apart from what is typed behind them; all other lines are output.
fn write_session(out: &mut String, code: &str) {
    for line in code.split_inclusive('\n') {
        match ["$ ", "# ", "> ", "% "].iter().find(|prompt| line.starts_with(**prompt)) {
            Some(prompt) => {
                write_span(out, "hl-prompt", prompt);
                marks::escape_text(out, &line[prompt.len()..]);
            }
            None => write_span(out, "hl-output", line),
        }
    }
}

/// `text` in a span; the line's end stays outside.
fn write_span(out: &mut String, class: &str, text: &str) {
    let line = text.strip_suffix('\n').unwrap_or(text);
    if class.is_empty() || line.is_empty() {
        marks::escape_text(out, line);
    } else {
        out.push_str("<span class=\"");
        out.push_str(class);
        out.push_str("\">");
        marks::escape_text(out, line);
        out.push_str("</span>");
    }
    out.push_str(&text[line.len()..]);
}

#[cfg(feature = "highlight")]
fn write_grammar(out: &mut String, language: &str, code: &str, highlights: &Highlights) {
    match code.len() <= LONGEST {
        true => super::highlight::write(out, language, code, highlights),
        false => marks::escape_text(out, code),
    }
}

#[cfg(not(feature = "highlight"))]
fn write_grammar(out: &mut String, _language: &str, code: &str, _highlights: &Highlights) {
    marks::escape_text(out, code);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(info: &str, code: &str) -> String {
        let mut out = String::new();
        write(&mut out, info, code, Some(&Highlights::default()));
        let inside = out.strip_prefix("<pre tabindex=\"0\"><code").unwrap();
        inside.strip_suffix("</code></pre>\n").unwrap().to_owned()
    }

    #[test]
    fn unknown_languages_stay_plain() {
        assert_eq!(written("", "a < b"), ">a &lt; b");
        assert_eq!(written("klingon title=\"x\"", "a"), " class=\"language-klingon\">a");
        assert_eq!(written("a\"onclick=x", "a"), ">a");
        assert_eq!(written("C++,ignore", "a").split_once('>').unwrap().0, " class=\"language-c++\"");
    }

    #[test]
    fn diffs_and_sessions_are_shown_by_line() {
        let diff = " class=\"language-diff\"><span class=\"hl-diff-removed\">-a</span>\n<span class=\"hl-diff-added\">+&lt;</span>\n b\n";
        assert_eq!(written("diff", "-a\n+<\n b\n"), diff);
        let session =
            " class=\"language-console\"><span class=\"hl-prompt\">$ </span>ls\n<span class=\"hl-output\">a</span>\n";
        assert_eq!(written("console", "$ ls\na\n"), session);
    }

    #[cfg(feature = "highlight")]
    #[test]
    fn known_languages_get_classes() {
        for (info, code) in [
            ("rust", "fn a() {}"),
            ("ts", "let a = 1"),
            ("sh", "if true; then :; fi"),
            ("py", "def a(): pass"),
            ("yml", "a: true"),
            ("js", "let a = 1"),
            ("toml", "a = true"),
            ("json", "{\"a\": true}"),
            ("jsx", "let a = <b/>"),
            ("css", "a { color: red }"),
            ("docker", "FROM a"),
            ("go", "func a() {}"),
            ("gql", "type A { b: C }"),
            ("tf", "a \"b\" {}"),
            ("html", "<a>"),
            ("ini", "[a]"),
            ("java", "class A {}"),
            ("svg", "<a/>"),
        ] {
            let html = written(info, code);
            assert!(html.contains("<span class=\"hl-"), "{info}: {html}");
        }
        assert!(written("rust", "// <script>\u{FDD0}").contains("&lt;script&gt;\u{FFFD}"));
    }
}
