//! What raw HTML may keep: elements and attributes that show words and pictures and do nothing.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::address::{self, Address};
use super::{ids, marks, raw};

/// `html` with only what is allowed; marks stay, ids get one in front, and addresses that lead
/// into the site are put between marks.
pub fn clean(html: &str) -> String {
    static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(cleaner);
    CLEANER.clean(html).to_string()
}

fn cleaner() -> ammonia::Builder<'static> {
    let mut cleaner = ammonia::Builder::empty();
    let mut tags: HashSet<&str> = raw::TAGS.into();
    // What task lists are made of; raw HTML itself may not hold it.
    tags.insert("input");
    cleaner
        .tags(tags)
        .clean_content_tags(HashSet::from(["script", "style"]))
        .generic_attributes(HashSet::from(["class", "dir", "id", "lang", "title", "role", "tabindex", "aria-label"]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("blockquote", HashSet::from(["cite"])),
            ("col", HashSet::from(["span"])),
            ("colgroup", HashSet::from(["span"])),
            ("del", HashSet::from(["cite", "datetime"])),
            ("details", HashSet::from(["open", "name"])),
            ("img", HashSet::from(["src", "alt", "width", "height", "loading", "decoding"])),
            ("input", HashSet::from(["type", "checked", "disabled"])),
            ("ins", HashSet::from(["cite", "datetime"])),
            ("li", HashSet::from(["value"])),
            ("ol", HashSet::from(["start", "reversed", "type"])),
            ("q", HashSet::from(["cite"])),
            ("source", HashSet::from(["src", "type"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan", "scope"])),
            ("time", HashSet::from(["datetime"])),
            ("video", HashSet::from(["src", "poster", "controls", "muted", "loop", "playsinline", "width", "height"])),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(|_, name, value| attribute(name, value));
    cleaner
}

/// The value that an attribute keeps.
fn attribute<'a>(name: &str, value: &'a str) -> Option<Cow<'a, str>> {
    // Raw HTML holds no marks any more: this value was written by Tidings.
    if value.contains(marks::is_mark) {
        return Some(value.into());
    }
    match name {
        "id" => is_id(value).then(|| {
            let prefix = if ids::is_reserved(value) { "h-" } else { "" };
            format!("{}{prefix}{value}", marks::ID).into()
        }),
        "class" => {
            let classes: Vec<&str> = value.split_ascii_whitespace().filter(|class| is_class(class)).collect();
            (!classes.is_empty()).then(|| classes.join(" ").into())
        }
        "href" | "src" | "poster" | "cite" => match address::classify(value, name != "href" && name != "cite") {
            Address::Absolute(address) => Some(address),
            Address::Local(_) if name == "cite" => None,
            Address::Local(_) => Some(format!("{}{value}{}", marks::ADDRESS, marks::END).into()),
            Address::Refused => None,
        },
        "role" => {
            matches!(value, "note" | "region" | "doc-endnotes" | "doc-noteref" | "doc-backlink").then(|| value.into())
        }
        "tabindex" => (value == "0").then(|| value.into()),
        "type" => (value != "image" && value != "submit").then(|| value.into()),
        _ => Some(value.into()),
    }
}

/// Whether `id` may stand in an `id` attribute: a letter, then letters, digits and `-_.:`.
pub fn is_id(id: &str) -> bool {
    id.len() <= 100
        && id.starts_with(char::is_alphabetic)
        && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
}

/// Whether `class` is a plain name.
pub fn is_class(class: &str) -> bool {
    class.len() <= 60
        && class.starts_with(|c: char| c.is_ascii_alphabetic())
        && class.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_shows_stays() {
        for (html, out) in [
            ("<b onclick=\"x\" style=\"y\">a</b>", "<b>a</b>"),
            ("<a href=\"javascript:x\">a</a>", "<a>a</a>"),
            ("<a href=\"https://a.example/\">a</a>", "<a href=\"https://a.example/\">a</a>"),
            (
                "<details open=\"\"><summary>a</summary>b</details>",
                "<details open=\"\"><summary>a</summary>b</details>",
            ),
            ("<i class=\"ok 1x a&quot;b\">a</i>", "<i class=\"ok\">a</i>"),
            ("<i id=\"a b\">a</i>", "<i>a</i>"),
        ] {
            assert_eq!(clean(html), out, "{html}");
        }
        assert_eq!(clean("<i id=\"a\">b</i>"), format!("<i id=\"{}a\">b</i>", marks::ID));
        let address = format!("<img src=\"{}a b.png{}\">", marks::ADDRESS, marks::END);
        assert_eq!(clean("<img src=\"a b.png\">"), address);
    }
}
