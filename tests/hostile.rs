//! Contributors who want something to run: it does not, neither on pages nor in feeds.

use crate::site::{Site, fixture};

#[test]
fn no_payload_survives_in_any_output() {
    let site = Site::copy_of(&fixture("hostile"));
    for (path, bytes) in site.built() {
        if !path.ends_with(".html") {
            continue;
        }
        let page = String::from_utf8(bytes).unwrap();
        for tag in tags(&page) {
            let name = tag.split([' ', '\n', '/']).next().unwrap_or_default().to_lowercase();
            let bare = !tag.contains("src=") && !tag.contains("application/ld+json");
            assert!(!(name == "script" && bare), "{path}: <{tag}>");
            let banned = [
                "iframe",
                "object",
                "embed",
                "base",
                "form",
                "style",
                "math",
                "template",
                "marquee",
                "plaintext",
                "xmp",
            ];
            // The theme's own say what they are to its scripts; no author's attribute of that name survives.
            let is_own = ["form", "template"].contains(&name.as_str()) && tag.contains(" data-part=\"");
            assert!(is_own || !banned.contains(&name.as_str()), "{path}: <{tag}>");
            assert_eq!(handler(&tag), None, "{path}: <{tag}>");
        }
    }
}

#[test]
fn no_payload_survives_in_the_content_of_feeds() {
    let site = Site::copy_of(&fixture("hostile"));
    site.built();
    let json: serde_json::Value = serde_json::from_str(&site.page("feed.json")).unwrap();
    let contents =
        json["items"].as_array().unwrap().iter().map(|item| item["content_html"].as_str().unwrap().to_owned());
    let atom = feed_rs::parser::parse(site.page("atom.xml").as_bytes()).unwrap();
    let entries = atom.entries.into_iter().filter_map(|entry| entry.content?.body);
    let rss = feed_rs::parser::parse(site.page("rss.xml").as_bytes()).unwrap();
    let items = rss.entries.into_iter().filter_map(|entry| entry.content?.body);
    let all: Vec<String> = contents.chain(entries).chain(items).collect();
    assert!(all.len() >= 6, "{} contents", all.len());
    for content in all {
        for tag in tags(&content) {
            let name = tag.split([' ', '\n', '/']).next().unwrap_or_default().to_lowercase();
            assert!(
                !["script", "iframe", "object", "embed", "style", "svg", "math", "form", "base", "meta"]
                    .contains(&name.as_str()),
                "<{tag}>"
            );
            assert_eq!(handler(&tag), None, "<{tag}>");
            assert!(!tag.contains("=\"/"), "a feed has absolute addresses: <{tag}>");
        }
    }
}

/// What stands between `<` and `>`, quotes respected, for each start tag.
fn tags(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let mut quote = None;
        let end = rest.char_indices().find(|(_, c)| {
            match (quote, c) {
                (Some(open), c) if open == *c => quote = None,
                (None, '"' | '\'') => quote = Some(*c),
                (None, '>') => return true,
                _ => {}
            }
            false
        });
        found.push(rest[..end.map_or(rest.len(), |(at, _)| at)].to_owned());
    }
    found
}

/// An event handler, or an address that runs, among the attributes of a start tag.
fn handler(tag: &str) -> Option<String> {
    const ADDRESSES: [&str; 8] = ["href", "src", "srcset", "action", "formaction", "xlink:href", "poster", "data"];
    let mut name = String::new();
    for (n, piece) in tag.split('"').enumerate() {
        let piece = piece.to_lowercase();
        if n % 2 == 1 {
            let runs = ["javascript:", "vbscript:", "data:text"].iter().any(|scheme| piece.trim().starts_with(scheme));
            if runs && ADDRESSES.contains(&name.as_str()) {
                return Some(piece);
            }
            continue;
        }
        let names = piece.split([' ', '\n', '=']).filter(|word| !word.is_empty()).skip(usize::from(n == 0));
        if let Some(event) = names.clone().find(|name| name.len() > 3 && name.starts_with("on")) {
            return Some(event.to_owned());
        }
        name = names.last().unwrap_or_default().to_owned();
    }
    None
}
