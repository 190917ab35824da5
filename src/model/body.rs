//! Rendered markdown that several pages can show, each in its own frame.

use std::cmp::Ordering;
use std::sync::Arc;

use memchr::memchr;

use super::{Edition, Version, Word, Words};
use crate::base::markdown::tag_end;
use crate::base::{Date, Place};

/// HTML with holes where the page that shows it has a say: the prefix of ids, the level of
/// headings, the address of links, the words of its language. Everything else in it is finished and safe to publish.
///
/// A copy is two pointers: the whole body, its introduction and its only change are often the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Html {
    text: Arc<str>,
    /// Offsets into `text`, ascending, and what belongs there.
    holes: Arc<[(u32, Hole)]>,
}

/// What a page fills in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hole {
    /// The prefix of ids and of `#` links to them, so that they are unique on the page.
    Id,
    /// The digit of a heading's level; 1 is the body's own top level.
    Level(u8),
    /// The address of `Body::links[n]`.
    Link(u16),
    /// The attributes `width` and `height` of the picture at `Body::links[n]`, when its size is known.
    Size(u16),
    /// A word of the page's language.
    Word(Word),
}

/// How one page fills the holes.
#[derive(Debug, Clone, Copy)]
pub struct Fill<'a> {
    /// What every address starts with: the base path (`/sub`, may be empty) or, for feeds, the
    /// whole base URL without its last slash.
    pub base: &'a str,
    /// Whose base it is: files that all editions share have that of the root.
    pub edition: &'a Edition,
    /// The prefix of ids; empty when the page shows this body alone.
    pub id_prefix: &'a str,
    /// The level that the body's top headings get, 1 to 6.
    pub level: u8,
    pub words: &'a Words,
}

impl Html {
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// About the first `limit` bytes of what it says, without markup and what pages fill in; blanks in a row are one.
    pub fn plain(&self, limit: usize) -> String {
        let mut out = String::new();
        let mut rest = &*self.text;
        while let Some(at) = memchr(b'<', rest.as_bytes()) {
            push_plain(&mut out, &rest[..at]);
            if out.len() >= limit {
                break;
            }
            let (tag, behind) = rest[at..].split_at(tag_end(&rest[at..]));
            if !is_inline(tag) {
                push_blank(&mut out);
            }
            rest = behind;
        }
        if out.len() < limit {
            push_plain(&mut out, rest);
        }
        let end = (0..=limit.min(out.len())).rev().find(|&at| out.is_char_boundary(at)).unwrap_or(0);
        out.truncate(end);
        out.truncate(out.trim_end().len());
        out
    }

    /// The HTML as one page shows it; `links` are the resolved addresses of the body's links.
    pub fn fill(&self, links: &[Address], fill: Fill<'_>) -> String {
        let mut out = String::with_capacity(self.text.len() + self.holes.len() * (fill.base.len() + 24));
        let mut from = 0;
        for (at, hole) in self.holes.iter() {
            let at = *at as usize;
            out.push_str(&self.text[from..at]);
            from = at;
            match hole {
                Hole::Id => out.push_str(fill.id_prefix),
                Hole::Level(level) => out.push(char::from(b'0' + (fill.level + level - 1).min(6))),
                Hole::Link(index) => push_address(&mut out, links.get(usize::from(*index)), fill),
                Hole::Size(index) => push_size(&mut out, links.get(usize::from(*index))),
                Hole::Word(word) => out.push_str(fill.words.html(*word)),
            }
        }
        out.push_str(&self.text[from..]);
        out
    }
}

/// Whether the words on both sides of this tag are one.
fn is_inline(tag: &str) -> bool {
    const INLINE: [&str; 16] = [
        "a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "s", "small", "span", "strong", "sub", "sup",
    ];
    let name = tag.trim_start_matches(['<', '/']);
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    INLINE.contains(&name)
}

/// Appends `text` with single blanks, its references to characters resolved.
fn push_plain(out: &mut String, text: &str) {
    const ENTITIES: [(&str, &str); 6] =
        [("amp;", "&"), ("lt;", "<"), ("gt;", ">"), ("quot;", "\""), ("#39;", "'"), ("nbsp;", " ")];
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c == '&' || c.is_whitespace()) {
        out.push_str(&rest[..at]);
        let is_reference = rest[at..].starts_with('&');
        let behind = &rest[at..];
        let behind = &behind[behind.chars().next().map_or(0, char::len_utf8)..];
        let known = ENTITIES.iter().find(|(name, _)| is_reference && behind.starts_with(name));
        match known {
            Some((_, " ")) | None if !is_reference || known.is_some() => push_blank(out),
            Some((_, meant)) => out.push_str(meant),
            None => out.push('&'),
        }
        rest = &behind[known.map_or(0, |(name, _)| name.len())..];
    }
    out.push_str(rest);
}

fn push_blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// A root-relative address gets the base in front; a `#` address the id prefix; any other stays.
/// What is written can neither leave its attribute nor begin a scheme: a path that nobody could
/// resolve stands as its author wrote it.
fn push_address(out: &mut String, address: Option<&Address>, fill: Fill<'_>) {
    let address = address.map_or("", |address| address.text.as_str());
    let address = match address.strip_prefix('#') {
        Some(id) => {
            out.push('#');
            out.push_str(fill.id_prefix);
            id
        }
        None => {
            let is_absolute = address.starts_with("https://") || address.starts_with("http://");
            if address.starts_with('/') && !address.starts_with("//") {
                out.push_str(fill.edition.base(fill.base, address));
            } else if !is_absolute && address.split('/').next().is_some_and(|first| first.contains(':')) {
                out.push_str("./");
            }
            address
        }
    };
    let mut from = 0;
    for (at, byte) in address.bytes().enumerate() {
        let written = match byte {
            b'&' => "&amp;",
            b'"' => "%22",
            b'<' => "%3C",
            b'>' => "%3E",
            b'\\' => "%5C",
            b' ' => "%20",
            _ => continue,
        };
        out.push_str(&address[from..at]);
        out.push_str(written);
        from = at + 1;
    }
    out.push_str(&address[from..]);
}

/// Browsers keep the room for a picture whose size they are told, so that nothing moves when it comes.
fn push_size(out: &mut String, picture: Option<&Address>) {
    if let Some((width, height)) = picture.and_then(|picture| picture.size) {
        out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
    }
}

/// Puts an [`Html`] together.
#[derive(Debug, Clone, Default)]
pub struct HtmlBuilder {
    text: String,
    holes: Vec<(u32, Hole)>,
}

impl HtmlBuilder {
    /// One that has room for `bytes` of text.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), holes: Vec::new() }
    }

    pub fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub fn push_hole(&mut self, hole: Hole) {
        self.holes.push((u32::try_from(self.text.len()).expect("an entry's HTML is far below 4 GiB"), hole));
    }

    pub fn build(self) -> Html {
        Html { text: self.text.into(), holes: self.holes.into() }
    }
}

/// A markdown text, read. Nothing in it depends on other files; [`Prose`] adds what does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// The text of the first heading, when it serves as title; it is then not in `html`.
    pub title: Option<String>,
    /// In a release's own file: what its headings name, each version once. A single one's headings
    /// are not in `html`.
    pub versions: Vec<VersionHeading>,
    /// All of it in the author's order, without the title and the migration sections.
    pub html: Html,
    /// What stands outside the sections of types.
    pub intro: Html,
    /// The list items (or paragraphs) of the sections headed by a type, in order.
    pub changes: Arc<[Change]>,
    /// The sections headed Migration or Upgrading, without their headings.
    pub migration: Option<Html>,
    /// The first sentence as plain text; may be empty.
    pub summary: String,
    /// The words to search it by, each once, as they come, with blanks between: of all of it; in a release's own file of what stands
    /// outside of `changes`. Empty when the site has no search.
    pub words: Box<str>,
    pub tasks: Tasks,
    /// Whether it, outside of `changes`, carries the marker `**Breaking:**`.
    pub breaking: bool,
    /// CVE, GHSA and RUSTSEC ids that it starts with.
    pub advisories: Vec<String>,
    /// What [`Hole::Link`] counts.
    pub links: Vec<BodyLink>,
    /// The ids that its headings and footnotes have, without prefix; in order, each once.
    pub anchors: Box<[String]>,
}

impl Body {
    /// Whether something in it has this id.
    pub fn has_anchor(&self, id: &str) -> bool {
        self.anchors.binary_search_by(|anchor| anchor.as_str().cmp(id)).is_ok()
    }
}

/// A heading that names a version, as changelogs have them: `## [1.1.0] - 2020-02-01 [YANKED]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionHeading {
    /// Without a leading `v` or `name@`; or [`Version::UNRELEASED`].
    pub version: String,
    pub date: Option<Date>,
    pub yanked: bool,
    pub place: Place,
}

impl VersionHeading {
    /// Whether it names `version`, however that is written (`v1.1` is `1.1.0`).
    pub fn is_of(&self, version: &str) -> bool {
        let (own, other) = (Version::new(&self.version), Version::new(version));
        own.as_str().eq_ignore_ascii_case(other.as_str()) || own.precedence(&other).is_some_and(Ordering::is_eq)
    }
}

/// One change of a body with type headings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// The id of a configured type.
    pub kind: String,
    /// The item's content, without its bullet; block elements are possible.
    pub html: Html,
    /// The same as plain text, first sentence only.
    pub summary: String,
    /// In a release's own file: the words to search it by, each once, with blanks between.
    pub words: Box<str>,
    pub breaking: bool,
    pub advisories: Vec<String>,
}

/// Items of task lists (`- [x]`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tasks {
    pub done: u32,
    pub total: u32,
}

/// A link or image whose address depends on other files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyLink {
    pub target: LinkTarget,
    pub is_image: bool,
    pub place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// A path from the root of the site (`/img/a.png`), with query and fragment as written.
    Root(String),
    /// A path from the file's own folder (`../2.3.0.md#fixed`), percent-decoded, and the fragment
    /// with its `#`, or the empty text.
    Relative { path: String, fragment: String },
    /// A heading of the same body (`#fixed`), without the `#`.
    Fragment(String),
}

/// Where a link leads, or a picture lies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// Root-relative without base (`/entries/a/#b`), `#id`, or what was written when it leads nowhere.
    pub text: String,
    /// Width and height in pixels of a picture of the site's own.
    pub size: Option<(u32, u32)>,
}

impl From<String> for Address {
    fn from(text: String) -> Self {
        Self { text, size: None }
    }
}

/// A body whose links are resolved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prose {
    pub body: Arc<Body>,
    /// For each of `body.links` its address.
    pub links: Vec<Address>,
}

impl Prose {
    pub fn html(&self, fill: Fill<'_>) -> String {
        self.body.html.fill(&self.links, fill)
    }

    pub fn intro(&self, fill: Fill<'_>) -> String {
        self.body.intro.fill(&self.links, fill)
    }

    pub fn migration(&self, fill: Fill<'_>) -> Option<String> {
        self.body.migration.as_ref().map(|html| html.fill(&self.links, fill))
    }

    pub fn change(&self, change: &Change, fill: Fill<'_>) -> String {
        change.html.fill(&self.links, fill)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stay_in_their_attribute() {
        let words = Words::new(str::to_owned);
        let edition = Edition::default();
        let fill = Fill { base: "/b", edition: &edition, id_prefix: "p-", level: 1, words: &words };
        for (address, shown) in [
            ("/a/?b=1&c#d", "/b/a/?b=1&amp;c#d"),
            ("#a", "#p-a"),
            ("https://a.example/b:c", "https://a.example/b:c"),
            ("a\" onerror=\"x.png", "a%22%20onerror=%22x.png"),
            ("javascript:alert(1)", "./javascript:alert(1)"),
            ("\\\\a.example", "%5C%5Ca.example"),
        ] {
            let mut builder = HtmlBuilder::default();
            builder.push_hole(Hole::Link(0));
            assert_eq!(builder.build().fill(&[address.to_owned().into()], fill), shown, "{address}");
        }
    }

    #[test]
    fn plain_text_has_no_markup() {
        for (html, plain) in [
            ("<p>One <em>two</em>t<b>hree</b>.</p>\n<p>Four</p>", "One twothree. Four"),
            ("<ul><li>a</li><li>b</li></ul>", "a b"),
            ("a &lt;b&gt; &amp;amp; &quot;c&#39; d&nbsp;e &copy; & f", "a <b> &amp; \"c' d e &copy; & f"),
            ("<a title=\"x > y\" href='>'>link</a>", "link"),
            ("<pre><code>a\n  b</code></pre>", "a b"),
            ("broken <p", "broken"),
            ("", ""),
        ] {
            let mut builder = HtmlBuilder::default();
            builder.push_str(html);
            assert_eq!(builder.build().plain(1000), plain, "{html}");
        }
        let mut builder = HtmlBuilder::default();
        builder.push_str("<p>日本語</p>");
        assert_eq!(builder.build().plain(7), "日本");
    }
}
