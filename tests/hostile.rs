//! Contributors who want something to run: it does not, neither on pages nor in feeds.

use crate::site::{Site, files, fixture};

#[test]
fn no_payload_survives_in_any_output() {
    let site = Site::copy_of(&fixture("hostile"));
    let all = site.built();
    for family in
        ["security/index.md", "deprecations/index.html", "support.json", "security.json", "roadmap.ics", "llms.txt"]
    {
        assert!(all.contains_key(family), "{family} is not there to be looked at");
    }
    for (path, bytes) in all {
        let text = String::from_utf8_lossy(&bytes);
        match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
            "html" => page(&path, &text),
            "md" => markdown(&path, &text),
            "json" => value(&path, "", &serde_json::from_str(&text).unwrap()),
            "ics" => calendar(&path, &text),
            "txt" if path == "llms.txt" => markdown(&path, &text),
            "txt" => assert!(!text.contains('<'), "{path}: {text}"),
            "xml" => drop(roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{path}: {error}"))),
            // The theme's own, and pictures that are drawn here.
            "css" | "js" | "png" | "svg" => assert!(!text.contains("pwned"), "{path}"),
            _ if path == ".nojekyll" || path.ends_with('x') => {}
            _ => panic!("nobody looks at {path}"),
        }
    }
}

fn page(path: &str, page: &str) {
    for tag in tags(page) {
        let name = tag.split([' ', '\n', '/']).next().unwrap_or_default().to_lowercase();
        let bare = !tag.contains("src=") && !tag.contains("type=\"application/");
        assert!(!(name == "script" && bare), "{path}: <{tag}>");
        const BANNED: [&str; 11] =
            ["iframe", "object", "embed", "base", "form", "style", "math", "template", "marquee", "plaintext", "xmp"];
        // The theme's own begin as its templates have them.
        let beginning: String = tag.split_inclusive('"').take(1).collect();
        let is_own = ["form", "template"].contains(&name.as_str()) && templates().contains(&format!("<{beginning}"));
        assert!(is_own || !BANNED.contains(&name.as_str()), "{path}: <{tag}>");
        assert_eq!(handler(&tag), None, "{path}: <{tag}>");
    }
}

/// All templates of the default theme.
fn templates() -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/templates");
    files(&folder).into_values().map(|text| String::from_utf8(text).unwrap()).collect()
}

/// Markup in a twin is what its author wrote as markup; none of it is HTML, or an address that runs.
fn markdown(path: &str, text: &str) {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    for event in Parser::new_ext(text, Options::all()) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => panic!("{path}: {html}"),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                assert!(is_safe(&dest_url), "{path}: {dest_url}");
            }
            _ => {}
        }
    }
}

/// What programs take for HTML is like that of feeds, and what they take for an address is one.
fn value(path: &str, key: &str, value: &serde_json::Value) {
    use serde_json::Value;
    match value {
        Value::String(text) if key.ends_with("html") => inert(path, text),
        Value::String(text) if matches!(key, "url" | "href" | "image" | "data" | "next" | "previous") => {
            assert!(is_safe(text), "{path}: {key}: {text}");
        }
        Value::Array(all) => all.iter().for_each(|one| self::value(path, key, one)),
        Value::Object(all) => all.iter().for_each(|(key, one)| self::value(path, key, one)),
        _ => {}
    }
}

/// Whoever writes a title can neither end an event nor begin a line.
fn calendar(path: &str, text: &str) {
    const NAMES: [&str; 22] = [
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "NAME",
        "X-WR-CALNAME",
        "URL",
        "SOURCE",
        "REFRESH-INTERVAL",
        "UID",
        "DTSTAMP",
        "SEQUENCE",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "DESCRIPTION",
        "CATEGORIES",
        "STATUS",
        "TRANSP",
        "",
    ];
    let unfolded = text.replace("\r\n ", "");
    assert!(!unfolded.replace("\r\n", "").contains(['\r', '\n']), "{path} has bare line ends");
    for line in unfolded.split("\r\n") {
        let name = line.split([':', ';']).next().unwrap_or_default();
        assert!(NAMES.contains(&name), "{path}: {line}");
        assert!(
            !["BEGIN", "END"].contains(&name) || ["VCALENDAR", "VEVENT"].iter().any(|it| line.ends_with(it)),
            "{line}"
        );
    }
    assert_eq!((text.matches("\r\nEND:VCALENDAR").count(), text.matches("VALARM").count()), (1, 0), "{text}");
}

/// An address that opens something, and runs nothing.
fn is_safe(address: &str) -> bool {
    let start = address.split(['/', '?', '#']).next().unwrap_or_default();
    !start.contains(':') || ["https:", "http:", "mailto:"].iter().any(|scheme| start.starts_with(scheme))
}

fn inert(path: &str, content: &str) {
    for tag in tags(content) {
        let name = tag.split([' ', '\n', '/']).next().unwrap_or_default().to_lowercase();
        const BANNED: [&str; 10] =
            ["script", "iframe", "object", "embed", "style", "svg", "math", "form", "base", "meta"];
        assert!(!BANNED.contains(&name.as_str()), "{path}: <{tag}>");
        assert_eq!(handler(&tag), None, "{path}: <{tag}>");
        assert!(!tag.contains("=\"/"), "{path} has absolute addresses: <{tag}>");
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
        inert("a feed", &content);
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
