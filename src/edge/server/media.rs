//! Which media type a file is sent as.

/// The media type of the file at `path`, by its name, with the encoding where it is text: all that is served is UTF-8.
/// `application/octet-stream` when its extension is not known.
pub fn media_type(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let kind = match own(&name) {
        Some(kind) => kind.to_owned(),
        None => mime_guess::from_path(&name).first_or_octet_stream().essence_str().to_owned(),
    };
    if is_text(&kind) { format!("{kind}; charset=utf-8") } else { kind }
}

/// What is not in the common table, or there under an older name. Feeds are told by what they are called: their
/// extensions do not tell them from other XML and JSON.
fn own(name: &str) -> Option<&'static str> {
    Some(match name {
        "atom.xml" => "application/atom+xml",
        "rss.xml" => "application/rss+xml",
        "feed.json" => "application/feed+json",
        _ => match name.rsplit_once('.')?.1 {
            "atom" => "application/atom+xml",
            "rss" => "application/rss+xml",
            // RFC 9239 and RFC 7303.
            "js" | "mjs" => "text/javascript",
            "xml" | "xsl" => "application/xml",
            "map" => "application/json",
            "md" => "text/markdown",
            "ico" => "image/x-icon",
            _ => return None,
        },
    })
}

fn is_text(kind: &str) -> bool {
    kind.starts_with("text/") || ["/json", "/xml", "+json", "+xml"].iter().any(|end| kind.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_sent_as_what_it_is() {
        for (path, expected) in [
            ("index.html", "text/html; charset=utf-8"),
            ("a/b.HTML", "text/html; charset=utf-8"),
            ("style.css", "text/css; charset=utf-8"),
            ("search.js", "text/javascript; charset=utf-8"),
            ("m.mjs", "text/javascript; charset=utf-8"),
            ("search.json", "application/json; charset=utf-8"),
            ("style.css.map", "application/json; charset=utf-8"),
            ("feed.json", "application/feed+json; charset=utf-8"),
            ("product/atom.xml", "application/atom+xml; charset=utf-8"),
            ("rss.xml", "application/rss+xml; charset=utf-8"),
            ("sitemap.xml", "application/xml; charset=utf-8"),
            ("robots.txt", "text/plain; charset=utf-8"),
            ("entry.md", "text/markdown; charset=utf-8"),
            ("icon.svg", "image/svg+xml; charset=utf-8"),
            ("site.webmanifest", "application/manifest+json; charset=utf-8"),
            ("roadmap.ics", "text/calendar; charset=utf-8"),
            ("font.woff2", "font/woff2"),
            ("a.png", "image/png"),
            ("a.jpg", "image/jpeg"),
            ("a.webp", "image/webp"),
            ("a.avif", "image/avif"),
            ("favicon.ico", "image/x-icon"),
            ("a.webm", "video/webm"),
            ("a.mp4", "video/mp4"),
            ("a.pdf", "application/pdf"),
            ("a.wasm", "application/wasm"),
            ("a.zip", "application/zip"),
            ("a.unheard-of", "application/octet-stream"),
            ("CNAME", "application/octet-stream"),
            ("v1.2/CNAME", "application/octet-stream"),
            ("", "application/octet-stream"),
        ] {
            assert_eq!(media_type(path), expected, "{path}");
        }
    }
}
