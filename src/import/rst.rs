//! What fragments and notes use of reStructuredText, as markdown that says the same.
//!
//! Sections, lists, code, notes, pictures, links by name and roles are understood; what a directive of another kind
//! holds stays as it is written, in a block of code.

use std::collections::BTreeMap;

/// Directives that GitHub's alerts and ours have, too.
const NOTES: [(&str, &str); 8] = [
    ("note", "NOTE"),
    ("hint", "TIP"),
    ("tip", "TIP"),
    ("important", "IMPORTANT"),
    ("warning", "WARNING"),
    ("attention", "WARNING"),
    ("caution", "CAUTION"),
    ("danger", "CAUTION"),
];

/// How deep notes may stand in notes; what is deeper is shown as it is written.
const DEEPEST: usize = 16;

/// How many more lines a literal or a link may take.
const LONGEST: usize = 8;

/// How much of an indentation the lines of a directive keep.
const WIDEST: usize = 64;

/// Roles that projects use for issues and pull requests.
const OF_ISSUES: [&str; 7] = ["issue", "pr", "pull", "gh", "bug", "ticket", "user-issue"];

/// A document, its sections from the second level on.
pub fn markdown(rst: &str) -> String {
    let rst = rst.replace("\r\n", "\n");
    let lines: Vec<&str> = rst.lines().map(str::trim_end).collect();
    let mut writer = Writer { targets: targets(&lines), styles: Vec::new(), out: Vec::new() };
    writer.blocks(&lines, "", 0);
    let text = writer.out.join("\n");
    let mut out = String::with_capacity(text.len());
    // More than one blank line says nothing.
    let mut blank = true;
    for line in text.lines() {
        if !(line.is_empty() && blank) {
            out.push_str(line);
            out.push('\n');
        }
        blank = line.is_empty();
    }
    out.truncate(out.trim_end().len());
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// `.. _name: address`, by the name in small letters.
fn targets(lines: &[&str]) -> BTreeMap<String, String> {
    let of = |line: &&str| {
        let (name, address) = line.trim_start().strip_prefix(".. _")?.split_once(": ")?;
        Some((name.trim_matches('`').to_lowercase(), address.trim().to_owned()))
    };
    lines.iter().filter_map(of).collect()
}

struct Writer {
    targets: BTreeMap<String, String>,
    /// The signs that underline sections, the highest first.
    styles: Vec<(char, bool)>,
    out: Vec<String>,
}

impl Writer {
    /// Blocks, each line of which begins with `prefix` in the markdown.
    fn blocks(&mut self, lines: &[&str], prefix: &str, depth: usize) {
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            let rest = lines.get(at + 1..).unwrap_or_default();
            if let Some(taken) = self.section(&lines[at..]) {
                at += taken;
                continue;
            }
            let indent = indentation(line);
            if let Some(explicit) =
                line[indent..].strip_prefix("..").filter(|rest| rest.is_empty() || rest.starts_with(' '))
            {
                let inside = if explicit.is_empty() && rest.first().is_none_or(|line| line.is_empty()) {
                    0
                } else {
                    indented(rest, indent)
                };
                let kept = indent.min(WIDEST.saturating_sub(prefix.len()));
                let prefix = format!("{prefix}{}", &line[..kept]);
                self.explicit(explicit.trim(), &rest[..inside], &prefix, depth);
                at += 1 + inside;
                continue;
            }
            // A literal or a link may go on in the next lines.
            let (joined, more) = joined(line, rest);
            let (line, rest) = (joined.as_str(), &rest[more..]);
            at += more;
            // What follows a paragraph that ends with two colons is code.
            if let Some(before) = line.strip_suffix("::") {
                let blank = rest.iter().take_while(|line| line.is_empty()).count();
                let inside = if blank > 0 { indented(rest, indent) } else { 0 };
                if inside > blank {
                    let colon = if before.trim().is_empty() || before.ends_with(' ') { "" } else { ":" };
                    let shown = self.inline(&format!("{}{colon}", auto_numbered(before.trim_end())));
                    if !shown.trim().is_empty() {
                        self.push(prefix, &shown);
                    }
                    self.push(prefix, "");
                    let lead = " ".repeat(indent + marker(line));
                    self.code("", &rest[..inside], &format!("{prefix}{lead}"));
                    at += 1 + inside;
                    continue;
                }
            }
            let shown = self.inline(&auto_numbered(line));
            self.push(prefix, &shown);
            at += 1;
        }
    }

    fn push(&mut self, prefix: &str, line: &str) {
        self.out.push(if line.is_empty() { prefix.trim_end().to_owned() } else { format!("{prefix}{line}") });
    }

    /// A title with a line below it, and perhaps one above; how many lines that is.
    fn section(&mut self, lines: &[&str]) -> Option<usize> {
        let (sign, title, taken, is_double) = match lines {
            [over, title, under, ..]
                if ruled(over).is_some()
                    && over == under
                    && !title.is_empty()
                    && title.chars().count() <= over.len() =>
            {
                (ruled(under)?, title, 3, true)
            }
            [title, under, ..] if !title.is_empty() && !title.starts_with([' ', '.']) && ruled(title).is_none() => {
                let sign = ruled(under)?;
                // A line that is shorter than its title is none.
                (title.chars().count() <= under.chars().count()).then_some((sign, title, 2, false))?
            }
            _ => return None,
        };
        let style = (sign, is_double);
        let level = self.styles.iter().position(|known| *known == style).unwrap_or_else(|| {
            self.styles.push(style);
            self.styles.len() - 1
        });
        let title = self.inline(title.trim());
        self.out.push(String::new());
        self.out.push(format!("{} {title}", "#".repeat((level + 2).min(6))));
        self.out.push(String::new());
        Some(taken)
    }

    /// What stands behind two dots: a directive, a target, or a comment, which says nothing.
    fn explicit(&mut self, first: &str, inside: &[&str], prefix: &str, depth: usize) {
        let Some((name, argument)) = first.split_once("::").filter(|(name, _)| is_name(name)) else { return };
        let argument = argument.trim();
        let content = dedented(inside);
        let body: Vec<&str> = content.iter().map(String::as_str).skip_while(|line| is_option(line)).collect();
        let is_note = |known: &&(&str, &str)| depth < DEEPEST && known.0 == name;
        let note = NOTES.iter().find(is_note);
        self.push(prefix, "");
        if let Some((_, note)) = note {
            self.push(prefix, &format!("> [!{note}]"));
            let whole: Vec<&str> = std::iter::once(argument).filter(|line| !line.is_empty()).chain(body).collect();
            let start = whole.iter().position(|line| !line.is_empty()).unwrap_or(whole.len());
            self.blocks(&whole[start..], &format!("{prefix}> "), depth + 1);
            while self.out.last().is_some_and(|line| line.trim_end().ends_with('>') && line.trim() == ">") {
                self.out.pop();
            }
        } else if matches!(name, "code-block" | "code" | "sourcecode" | "parsed-literal" | "highlight") {
            self.code(argument, &body, prefix);
        } else if matches!(name, "image" | "figure") {
            let alt = content.iter().find_map(|line| line.strip_prefix(":alt:")).unwrap_or_default().trim();
            let mut picture = "!".to_owned();
            push_link(&mut picture, alt, argument);
            self.push(prefix, &picture);
        } else {
            let mut lines = vec![format!(".. {first}")];
            lines.extend(content.iter().map(|line| format!("   {line}")));
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            self.code("rst", &lines, prefix);
        }
        self.push(prefix, "");
    }

    fn code(&mut self, language: &str, lines: &[&str], prefix: &str) {
        let lines = dedented(lines);
        let start = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
        let end = lines.iter().rposition(|line| !line.is_empty()).map_or(start, |last| last + 1);
        let ticks = lines.iter().flat_map(|line| line.split(|c| c != '`')).map(str::len).max().unwrap_or(0);
        let fence = "`".repeat((ticks + 1).max(3));
        let language = language.split_whitespace().next().filter(|name| !name.contains('`')).unwrap_or_default();
        self.push(prefix, &format!("{fence}{language}"));
        for line in &lines[start..end] {
            self.push(prefix, line);
        }
        self.push(prefix, &fence);
        self.push(prefix, "");
    }

    /// Literals, links and roles of a line.
    fn inline(&self, line: &str) -> String {
        let mut out = String::with_capacity(line.len());
        let mut rest = line;
        while let Some(at) = rest.find('`') {
            let (before, behind) = rest.split_at(at);
            if let Some((literal, rest_of)) = behind.strip_prefix("``").and_then(|it| it.split_once("``")) {
                self.plain(&mut out, before);
                push_code(&mut out, literal);
                rest = rest_of;
                continue;
            }
            let Some((inner, rest_of)) = behind[1..].split_once('`').filter(|(inner, _)| !inner.is_empty()) else {
                // One that nothing closes is text.
                let text = behind.trim_start_matches('`');
                self.plain(&mut out, before);
                for _ in 0..behind.len() - text.len() {
                    if !is_escaping(&out) {
                        out.push('\\');
                    }
                    out.push('`');
                }
                rest = text;
                continue;
            };
            let is_of_role = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_');
            let role = &before[before.trim_end_matches(is_of_role).len()..];
            let role = Some(role).filter(|role| role.len() > 2 && role.starts_with(':') && role.ends_with(':'));
            let target = inner.split_once(" <").and_then(|(text, target)| Some((text, target.strip_suffix('>')?)));
            self.plain(&mut out, &before[..before.len() - role.map_or(0, str::len)]);
            rest = match (role, target) {
                (Some(role), _) if OF_ISSUES.contains(&role.trim_matches(':')) && is_number(inner) => {
                    out.push_str(&format!("#{}", inner.trim_start_matches('#')));
                    rest_of
                }
                (Some(_), target) => {
                    let text = target.map_or(inner, |(text, _)| text).trim_start_matches(['~', '!']);
                    push_code(&mut out, text);
                    rest_of
                }
                (None, Some((text, target))) => {
                    let address = self.targets.get(&target.trim_end_matches('_').to_lowercase());
                    push_link(&mut out, text.trim(), address.map_or(target, String::as_str));
                    rest_of.trim_start_matches('_')
                }
                (None, None) => match (self.targets.get(&inner.to_lowercase()), rest_of.strip_prefix('_')) {
                    (Some(address), Some(rest_of)) => {
                        push_link(&mut out, inner, address);
                        rest_of.trim_start_matches('_')
                    }
                    (_, Some(rest_of)) => {
                        push_text(&mut out, inner);
                        rest_of
                    }
                    (_, None) => {
                        out.push('*');
                        push_text(&mut out, inner);
                        out.push('*');
                        rest_of
                    }
                },
            };
        }
        self.plain(&mut out, rest);
        out
    }

    /// Text without backticks: `name_` is a link when there is such a name, and what would be HTML is none.
    fn plain(&self, out: &mut String, text: &str) {
        for piece in text.split_inclusive(char::is_whitespace) {
            let word = piece.trim_end();
            let name = word.trim_end_matches(['.', ',', ')', ';', ':']);
            let before = name.len() - name.trim_start_matches('(').len();
            let target = name.strip_suffix('_').and_then(|it| it.get(before..));
            match target.and_then(|target| Some((target, self.targets.get(&target.to_lowercase())?))) {
                Some((target, address)) => {
                    out.push_str(&name[..before]);
                    push_link(out, target, address);
                    push_text(out, &piece[name.len()..]);
                }
                None => push_text(out, piece),
            }
        }
    }
}

/// Whether what follows is escaped by the backslash that `out` ends with.
fn is_escaping(out: &str) -> bool {
    out.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// Text, in which what would be HTML is none.
fn push_text(out: &mut String, text: &str) {
    let mut pieces = text.split('<');
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        if !is_escaping(out) {
            out.push('\\');
        }
        out.push('<');
        out.push_str(piece);
    }
}

/// A literal, the backticks of which neither a backslash before them escapes nor another one makes more.
fn push_code(out: &mut String, code: &str) {
    if is_escaping(out) {
        out.push('\\');
    }
    if out.ends_with('`') {
        out.push(' ');
    }
    out.push_str(&crate::base::markdown::code(code.trim()));
}

fn push_link(out: &mut String, text: &str, address: &str) {
    out.push('[');
    push_text(out, text);
    out.push_str(&format!("]({})", written(address)));
}

/// An address that ends where it ends.
fn written(address: &str) -> String {
    address.replace('<', "%3C").replace('>', "%3E").replace(char::is_whitespace, "%20")
}

fn is_number(text: &str) -> bool {
    let text = text.trim_start_matches('#');
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether it may be the name of a directive.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
}

/// `:alt: a picture`
fn is_option(line: &str) -> bool {
    line.strip_prefix(':').and_then(|line| line.split_once(':')).is_some_and(|(name, _)| is_name(name))
}

/// The sign that a line is made of, when it underlines.
fn ruled(line: &str) -> Option<char> {
    let sign = line.chars().next().filter(char::is_ascii_punctuation)?;
    // Two dots begin a comment.
    (line.len() >= 2 && line != ".." && line.chars().all(|c| c == sign)).then_some(sign)
}

/// A line with as many of the next ones as what its backticks open needs, and how many those are.
fn joined(line: &str, rest: &[&str]) -> (String, usize) {
    let mut whole = line.to_owned();
    if !is_open(line) {
        return (whole, 0);
    }
    let least = indentation(line);
    let is_of_paragraph = |line: &&&str| {
        let text = &line[indentation(line)..];
        let begins = ["- ", "* ", "+ ", "#. ", ".. "].iter().any(|sign| text.starts_with(sign));
        !text.is_empty() && indentation(line) >= least && !begins && ruled(text).is_none()
    };
    for (at, next) in rest.iter().take_while(is_of_paragraph).take(LONGEST).enumerate() {
        whole.push(' ');
        whole.push_str(next.trim_start());
        if !is_open(&whole) {
            return (whole, at + 1);
        }
    }
    (line.to_owned(), 0)
}

/// Whether a backtick of a line opens what the line does not close.
fn is_open(line: &str) -> bool {
    let mut rest = line;
    while let Some((_, behind)) = rest.split_once('`') {
        let (inner, sign) = behind.strip_prefix('`').map_or((behind, "`"), |inner| (inner, "``"));
        match inner.split_once(sign) {
            Some((_, rest_of)) => rest = rest_of,
            None => return inner.starts_with(|c: char| !c.is_whitespace()),
        }
    }
    false
}

/// How many bytes a line is indented by; blanks of other alphabets are text.
fn indentation(line: &str) -> usize {
    line.len() - line.trim_ascii_start().len()
}

/// How many lines stand deeper than `indent`, blank ones between them included.
fn indented(lines: &[&str], indent: usize) -> usize {
    let deeper = |line: &&str| line.is_empty() || indentation(line) > indent;
    let inside = lines.iter().take_while(|line| deeper(line)).count();
    lines[..inside].iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1)
}

fn dedented(lines: &[&str]) -> Vec<String> {
    let shown = lines.iter().filter(|line| !line.is_empty());
    let least = shown.map(|line| indentation(line)).min().unwrap_or(0);
    lines.iter().map(|line| line.get(least..).unwrap_or_default().to_owned()).collect()
}

/// How wide the bullet of an item is.
fn marker(line: &str) -> usize {
    let text = line.trim_start();
    if text.starts_with("- ") || text.starts_with("* ") || text.starts_with("+ ") { 2 } else { 0 }
}

/// `#.` counts by itself, which markdown does with `1.`; a bullet is the one that we write.
fn auto_numbered(line: &str) -> String {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    match text.strip_prefix("#. ") {
        Some(rest) => format!("{indent}1. {rest}"),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn restructured_text_becomes_markdown() {
        for (rst, shown) in [
            ("Use ``a`` or :func:`b.c` or :py:meth:`~d`.", "Use `a` or `b.c` or `d`."),
            (
                "See `the docs <https://a.example>`__ and :ref:`this <x>`.",
                "See [the docs](https://a.example) and `this`.",
            ),
            ("A `title` and one ` alone", "A *title* and one \\` alone"),
            ("Closes :issue:`12` and :pr:`#13`.", "Closes #12 and #13."),
            (
                "See `issue 5`_ (and more_).\n\n.. _issue 5: https://a.example/5\n.. _more: https://b.example",
                "See [issue 5](https://a.example/5) (and [more](https://b.example)).",
            ),
            ("``List<T>`` is not List<T>", "`List<T>` is not List\\<T>"),
            ("Added\n-----\n\n- One\n  and more.\n\n  Below.\n", "## Added\n\n- One\n  and more.\n\n  Below."),
            ("=====\nTitle\n=====\n\nFixed\n.....\n* a", "## Title\n\n### Fixed\n\n* a"),
            (".. A comment.\n..\n.. Added\n.. -----\n..\n.. - No.\n\nFixed\n-----\n\n- Yes.\n", "## Fixed\n\n- Yes."),
            (".. A comment.\n..\n.. More of it.\n..\nAdded\n-----", "## Added"),
            (".. comment\n   goes on\n\nText.", "Text."),
            ("Run this::\n\n    a\n      b\n\nThen that.", "Run this:\n\n```\na\n  b\n```\n\nThen that."),
            ("- Run::\n\n    a\n\n- More", "- Run:\n\n  ```\n  a\n  ```\n\n- More"),
            (".. code-block:: python\n   :linenos:\n\n   x = 1\n", "```python\nx = 1\n```"),
            (
                ".. warning:: Take care\n   of it.\n\n   And this.\n\nEnd.",
                "> [!WARNING]\n> Take care\n> of it.\n>\n> And this.\n\nEnd.",
            ),
            (".. image:: a.png\n   :alt: A picture\n", "![A picture](a.png)"),
            (".. ponies:: x\n   y\n", "```rst\n.. ponies:: x\n   y\n```"),
            ("#. one\n#. two", "1. one\n1. two"),
            ("", ""),
        ] {
            assert_eq!(markdown(rst).trim_end(), shown, "{rst}");
        }
    }

    #[test]
    fn depth_has_an_end() {
        let lines = |of: &dyn Fn(usize) -> String| (0..260).map(of).collect::<Vec<_>>().join("\n");
        for rst in [
            ".. note:: ".repeat(10_000),
            ".. note:: .. tip::\n".repeat(5_000),
            lines(&|at| format!("{}.. note::", "   ".repeat(at))),
            lines(&|at| format!("{}.. note:: a\n", " ".repeat(at))),
            lines(&|at| format!("{}- a::\n\n", "  ".repeat(at))),
            format!("{}x", ".. note:: ".repeat(20)) + &"\n\n   a".repeat(20_000),
            format!("{0}.. note:: a{1}{0} b", " ".repeat(40_000), "\n".repeat(20_000)),
        ] {
            let shown = markdown(&rst);
            assert!(shown.len() < 40 * rst.len(), "{} of {}", shown.len(), rst.len());
            assert!(!shown.contains(&"> ".repeat(17)));
        }
        let deep = markdown(&format!("{}x", ".. note:: ".repeat(17)));
        assert!(deep.contains(".. note:: x") && deep.contains("```rst"), "{deep}");
    }

    #[test]
    fn only_ascii_indents() {
        for (rst, shown) in [
            (".. code::\n\n   a\n \u{3000}b\n", "```\n  a\n\u{3000}b\n```"),
            (".. code::\n\n  a\n  \u{a0}b\n", "```\na\n\u{a0}b\n```"),
            ("Run::\n\n  abc\n \u{3000}\u{3000}d", "Run:\n\n```\n abc\n\u{3000}\u{3000}d\n```"),
            (".. a comment\n\u{3000}b", "\u{3000}b"),
        ] {
            assert_eq!(markdown(rst).trim_end(), shown, "{rst}");
        }
    }

    #[test]
    fn nothing_becomes_html() {
        for (rst, shown) in [
            ("A `List<T>`.", "A *List\\<T>*."),
            ("`<img src=x onerror=a>`", "*\\<img src=x onerror=a>*"),
            ("`a<b> <https://a.example>`_", "[a\\<b>](https://a.example)"),
            ("`<b>`_", "\\<b>"),
            ("`<b>`_\n\n.. _<b>: https://a.example", "[\\<b>](https://a.example)"),
            ("`a <x) <img src=x>>`_", "[a](x)%20%3Cimg%20src=x%3E)"),
            ("See a_.\n\n.. _a: x) <img src=x>", "See [a](x)%20%3Cimg%20src=x%3E)."),
            (".. image:: x) <img src=x>\n   :alt: a](b) <img>", "![a](b) \\<img>](x)%20%3Cimg%20src=x%3E)"),
            ("\\<b> \\\\<b> \\`<b>`_", "\\<b> \\\\\\<b> \\<b>"),
            (".. code:: ``<b>\n\n   a", "```\na\n```"),
            (".. code::\n\n   ```\n   ~~~~\n   <b>", "````\n```\n~~~~\n<b>\n````"),
            ("``a````<b>``", "`a` `<b>`"),
            ("``<b>` ``", "`` <b>` ``"),
            ("\\``<b>``", "\\\\`<b>`"),
            ("one ` alone\n``<b>``", "one \\` alone\n`<b>`"),
        ] {
            assert_eq!(markdown(rst).trim_end(), shown, "{rst}");
        }
    }

    #[test]
    fn literals_and_links_go_on_in_the_next_line() {
        for (rst, shown) in [
            ("Use ``tox run\n-e py`` now\nor then", "Use `tox run -e py` now\nor then"),
            ("See `the docs\n<https://a.example>`_\nor not.", "See [the docs](https://a.example)\nor not."),
            ("- Use ``tox run\n  -e py``\n- More", "- Use `tox run -e py`\n- More"),
            ("Run `a\nb` so::\n\n  c", "Run *a b* so:\n\n```\nc\n```"),
            ("Never ``closed\nhere", "Never \\`\\`closed\nhere"),
            ("- Never ``closed\n- `` here", "- Never \\`\\`closed\n- \\`\\` here"),
            ("One ``a\n\nb`` two", "One \\`\\`a\n\nb\\`\\` two"),
        ] {
            assert_eq!(markdown(rst).trim_end(), shown, "{rst}");
        }
        let open = markdown(&"``a `b\n".repeat(20_000));
        assert!(open.len() < 400_000, "{}", open.len());
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(rst in r"(\.\. |\.\.|::|`|``|_|<|>|:a:|\n|\n\n|  |é|-{1,4}|={2}|- |#\. |[a-z]{1,3}|\PC){0,40}") {
            markdown(&rst);
        }

        #[test]
        fn no_text_becomes_html(rst in r"(`|``|_|\\|<b>|<b>|<|>| |\n|\n  |:a:|::\n\n  |\.\. note:: |\.\. code:: |\.\. image:: |\n- |[a-z]){0,24}") {
            let shown = markdown(&rst);
            let is_html = |event: pulldown_cmark::Event<'_>| {
                matches!(event, pulldown_cmark::Event::Html(_) | pulldown_cmark::Event::InlineHtml(_))
            };
            prop_assert!(!pulldown_cmark::Parser::new(&shown).any(is_html), "{rst:?} -> {shown:?}");
        }
    }
}
