//! HTML of bodies as runs of text, code and links: what a script can show without trusting any markup.

use serde::Serialize;

use crate::base::markdown::tag_end;

/// A piece of text and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Run {
    /// Plain text; `\n` parts paragraphs.
    Text(String),
    Code {
        code: String,
    },
    Link {
        text: String,
        href: String,
    },
    /// A block of code.
    Block {
        block: String,
    },
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub runs: Vec<Run>,
    /// It only leads to the steps after it ("Do this first:"): there is nothing to tick.
    pub is_lead: bool,
}

/// The text of some HTML that Tidings wrote.
pub fn runs(html: &str) -> Vec<Run> {
    let mut reader = Reader::default();
    reader.read(html);
    reader.steps.into_iter().flat_map(|step| step.runs).collect()
}

/// The same as steps: each item of a list that stands by itself is one, and so is each paragraph
/// between; code belongs to the step before it.
pub fn steps(html: &str) -> Vec<Step> {
    let mut reader = Reader { splits: true, ..Reader::default() };
    reader.read(html);
    reader.steps.retain(|step| step.runs.iter().any(|run| !run.text().trim().is_empty()));
    reader.steps
}

/// The text of some runs without what they are.
pub fn plain(runs: &[Run]) -> String {
    runs.iter().map(Run::text).collect()
}

impl Run {
    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Code { code: text } | Self::Link { text, .. } | Self::Block { block: text } => {
                text
            }
        }
    }
}

#[derive(Default)]
struct Reader {
    steps: Vec<Step>,
    /// Items and paragraphs at the top begin new steps.
    splits: bool,
    /// The elements that are open.
    open: Vec<String>,
    /// Text since the last run, and the address of the link that it is in.
    text: String,
    link: Option<String>,
}

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 20] = [
    "p",
    "li",
    "ul",
    "ol",
    "div",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "table",
    "dt",
    "dd",
    "dl",
    "pre",
    "details",
    "summary",
];
/// Elements without an end.
const VOID: [&str; 6] = ["br", "hr", "img", "input", "source", "wbr"];

impl Reader {
    fn read(&mut self, html: &str) {
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            self.text.push_str(&unescaped(&rest[..at]));
            let (tag, behind) = rest[at..].split_at(tag_end(&rest[at..]));
            rest = behind;
            self.tag(tag.trim_start_matches('<').trim_end_matches('>'));
        }
        self.text.push_str(&unescaped(rest));
        self.flush();
    }

    fn tag(&mut self, tag: &str) {
        let (tag, is_end) = tag.strip_prefix('/').map_or((tag, false), |tag| (tag, true));
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if is_end { self.end(name) } else { self.start(name, tag) }
    }

    fn start(&mut self, name: &str, tag: &str) {
        if name == "img" {
            let alt = attribute(tag, "alt").unwrap_or_default();
            return self.text.push_str(&alt);
        }
        let in_block = self.open.iter().any(|open| open == "pre");
        if name == "br" && !in_block || matches!(name, "td" | "th") && self.open.last().is_some_and(|it| it == "tr") {
            self.text.push(' ');
        }
        if VOID.contains(&name) {
            return;
        }
        if BLOCKS.contains(&name) && !in_block {
            self.block(name);
        }
        if matches!(name, "code" | "pre") && !in_block || name == "a" {
            self.flush();
            self.link = attribute(tag, "href").filter(|_| name == "a");
        }
        self.open.push(name.to_owned());
    }

    /// A block begins: on a new line, or as a new step.
    fn block(&mut self, name: &str) {
        self.flush();
        let depth = self.open.iter().filter(|open| BLOCKS.contains(&open.as_str())).count();
        let is_item = name == "li" && depth == 1;
        let is_own = depth == 0 && !matches!(name, "ul" | "ol" | "pre" | "table" | "dl");
        if self.splits
            && depth == 0
            && matches!(name, "ul" | "ol")
            && let Some(last) = self.steps.last_mut()
        {
            last.is_lead = plain(&last.runs).trim_end().ends_with(':');
        }
        match self.splits && (is_item || is_own) {
            true => self.steps.push(Step { runs: Vec::new(), is_lead: false }),
            false => self.push_line(),
        }
    }

    fn push_line(&mut self) {
        let Some(Step { runs, .. }) = self.steps.last_mut() else { return };
        match runs.last_mut() {
            None | Some(Run::Block { .. }) => {}
            Some(Run::Text(text)) if text.ends_with('\n') => {}
            Some(Run::Text(text)) => {
                text.truncate(text.trim_end().len());
                text.push('\n');
            }
            Some(_) => runs.push(Run::Text("\n".to_owned())),
        }
    }

    fn end(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|open| open == name) else { return };
        let in_block = self.open[..at].iter().any(|open| open == "pre");
        if !in_block && (BLOCKS.contains(&name) || name == "code") || name == "a" {
            self.flush();
        }
        self.open.truncate(at);
        if name == "a" {
            self.link = None;
        }
        if BLOCKS.contains(&name) && !in_block {
            self.push_line();
        }
    }

    /// The text so far becomes a run.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let is_in = |name: &str| self.open.iter().any(|open| open == name);
        let (is_block, is_code) = (is_in("pre"), is_in("code"));
        let text = if is_block { text.trim_matches('\n').to_owned() } else { spaced(&text) };
        if self.steps.is_empty() {
            self.steps.push(Step { runs: Vec::new(), is_lead: false });
        }
        let Some(runs) = self.steps.last_mut().map(|step| &mut step.runs) else { return };
        let starts_line = runs.last().is_none_or(|run| run.text().ends_with('\n') || matches!(run, Run::Block { .. }));
        let text = if starts_line && !is_block { text.trim_start().to_owned() } else { text };
        if text.is_empty() {
            return;
        }
        match (self.link.as_ref().filter(|href| is_safe(href)), runs.last_mut()) {
            (_, Some(Run::Block { block })) if is_block => block.push_str(&text),
            _ if is_block => runs.push(Run::Block { block: text }),
            (Some(href), _) => runs.push(Run::Link { text, href: href.clone() }),
            _ if is_code => runs.push(Run::Code { code: text }),
            (None, Some(Run::Text(last))) => last.push_str(&text),
            _ => runs.push(Run::Text(text)),
        }
    }
}

/// Whether a script may make a link of it.
fn is_safe(href: &str) -> bool {
    let scheme = href.split(['/', '?', '#']).next().unwrap_or_default();
    !scheme.contains(':') || ["https:", "http:", "mailto:"].contains(&scheme) || scheme.starts_with("mailto:")
}

/// The value of an attribute, written `name="…"`.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(unescaped(rest.split('"').next()?))
}

/// Runs of white space become single spaces.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_whitespace() && c != '\u{a0}' {
            true if out.ends_with(' ') => {}
            true => out.push(' '),
            false => out.push(c),
        }
    }
    out
}

/// Text with the references that our own HTML has; any other stays as it is.
fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let known = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", "\u{a0}"), ("&amp;", "&")];
    known.iter().fold(text.to_owned(), |text, (name, c)| text.replace(name, c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(runs: &[Run]) -> String {
        let one = |run: &Run| match run {
            Run::Text(text) => text.clone(),
            Run::Code { code } => format!("`{code}`"),
            Run::Link { text, href } => format!("[{text}]({href})"),
            Run::Block { block } => format!("```{block}```"),
        };
        runs.iter().map(one).collect()
    }

    #[test]
    fn markup_becomes_text_code_and_links() {
        for (html, expected) in [
            ("<p>Run <code>a &lt;b&gt;</code> <em>now</em>.</p>", "Run `a <b>` now.\n"),
            ("a <a class=\"x\" href=\"/b/?c=1&amp;d\">link</a>!", "a [link](/b/?c=1&d)!"),
            ("<a href=\"./javascript:x()\" title=\"a>b\">x</a>", "[x](./javascript:x())"),
            ("<a href=\"javascript:x()\">x</a>", "x"),
            ("<p>one\n two</p><p>three</p>", "one two\nthree\n"),
            ("<pre><code><span class=\"k\">let</span> a;\n  b\n</code></pre>", "```let a;\n  b```"),
            ("<ul>\n<li>a</li>\n<li>b <code>c</code></li>\n</ul>", "a\nb `c`\n"),
            ("<img src=\"a.png\" alt=\"a bird\"> &amp;lt;", "a bird &lt;"),
            ("<p>x", "x"),
            ("", ""),
        ] {
            assert_eq!(shown(&runs(html)), expected, "{html}");
        }
    }

    #[test]
    fn items_and_paragraphs_are_steps() {
        let html = "<p>In this order:</p><ol><li><p>Back up:</p><pre><code>tar c\n</code></pre></li><li>Go\
                    <ul><li>slowly</li></ul></li></ol><p>Done?</p><pre>ls</pre>";
        let steps: Vec<String> = steps(html).iter().map(|it| format!("{}{}", it.is_lead, shown(&it.runs))).collect();
        assert_eq!(
            steps,
            ["trueIn this order:\n", "falseBack up:\n```tar c```", "falseGo\nslowly\n", "falseDone?\n```ls```"]
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(html in "[<>a-z/\"'= &;éx]{0,60}") {
            runs(&html);
            steps(&html);
        }
    }
}
