//! What joins a page in the browser to this server: a script, and what it is told.

use serde_json::{Value, json};

use super::shown::Shown;
use crate::base::{Diagnostic, Digest, Place, escape_html};
use crate::cli::report::{Piece, count_of};

/// The script that every page is given. It is in no built site.
pub(super) const SCRIPT: &str = concat!(
    "(() => {\n\"use strict\";\nconst look = `",
    include_str!("faults.css"),
    "`;\n",
    include_str!("live.js"),
    "})();\n"
);
/// Where the script is, below the site's base path.
pub(super) const SCRIPT_AT: &str = "/.tidings/live.js";
/// Where a page listens; this path has no base, so that it is the same whatever the configuration says.
pub(super) const EVENTS_AT: &str = "/.tidings/events";

/// A page's fingerprints, by which what its reader sees is told from what there is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Prints {
    /// Of all its bytes.
    pub(super) whole: Digest,
    /// Of its bytes without the part of stylesheets' names that changes with their content.
    pub(super) unstyled: Digest,
}

impl Prints {
    /// Of a page that may name some of these stylesheets (paths in the output: `assets/style.0123456789.css`).
    pub(super) fn of<'s>(page: &[u8], styles: impl Iterator<Item = &'s str>) -> Self {
        let whole = Digest::of(page);
        let text = String::from_utf8_lossy(page);
        let unstyled = styles.fold(text, |text, style| match text.contains(style) {
            true => text.replace(style, &stem(style)).into(),
            false => text,
        });
        Self { whole, unstyled: Digest::of(unstyled.as_bytes()) }
    }
}

/// `assets/style.0123456789.css` → `assets/style.css`; other paths as they are.
fn stem(path: &str) -> String {
    let is_hash = |part: &str| part.len() == 10 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let hashed = path.rsplit_once('.').and_then(|(rest, extension)| Some((rest.rsplit_once('.')?, extension)));
    match hashed {
        Some(((name, hash), extension)) if is_hash(hash) => format!("{name}.{extension}"),
        _ => path.to_owned(),
    }
}

/// The page with the script at its end. `address` is the path under which it was asked for.
pub(super) fn with_script(page: &[u8], address: &str, shown: &Shown, prints: &Prints) -> Vec<u8> {
    let (base, build, address) = (shown.base_path(), shown.build, escape_html(address));
    let Prints { whole, unstyled } = prints;
    let tag = format!(
        "<script src=\"{base}{SCRIPT_AT}\" data-events=\"{EVENTS_AT}\" data-page=\"{address}\" \
         data-whole=\"{whole}\" data-unstyled=\"{unstyled}\" data-build=\"{build}\" defer></script>\n"
    );
    let at = body_end(page);
    [&page[..at], tag.as_bytes(), &page[at..]].concat()
}

/// Where `</body>` stands last, or the page ends.
fn body_end(page: &[u8]) -> usize {
    let tag = b"</body>";
    page.windows(tag.len()).rposition(|window| window.eq_ignore_ascii_case(tag)).unwrap_or(page.len())
}

/// A page for when there is no good one: what is wrong, also without a script.
pub(super) fn fault_page(faults: &[Diagnostic]) -> Vec<u8> {
    let (look, count) = (include_str!("faults.css"), count_of(faults.len(), "error"));
    let sections: String = faults.iter().map(section).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Not built yet</title>\n\
         <style>\n{look}</style>\n</head>\n<body>\n<main>\n<div class=\"head\"><div><h1>Not built yet: {count}</h1>\n\
         <p>The site comes up here as soon as what is wrong is mended.</p></div></div>\n\
         {sections}</main>\n</body>\n</html>\n"
    )
    .into_bytes()
}

/// As `section` in the script makes it.
fn section(fault: &Diagnostic) -> String {
    let message = format!("<h2>{}</h2>\n", escape_html(&fault.message));
    let label = fault.label.iter().map(|label| format!("<p>{}</p>\n", escape_html(label)));
    let others = fault.related.iter().map(place);
    let help = fault.help.iter().map(|help| format!("<p><b>Help: </b>{}</p>\n", escape_html(help)));
    let parts = fault.place.iter().map(place).chain(label).chain(others).chain(help);
    format!("<section>\n{message}{}<small>{}</small>\n</section>\n", parts.collect::<String>(), fault.code)
}

fn place(place: &Place) -> String {
    let path = format!("<p><code>{}</code></p>\n", escape_html(&position(place)));
    let [before, under, behind] = pieces(place).map(|piece| escape_html(&piece));
    if [&before, &under, &behind].iter().all(|piece| piece.is_empty()) {
        return path;
    }
    let under = if under.is_empty() { "&nbsp;" } else { &under };
    format!("{path}<pre><span>{}</span><code>{before}<mark>{under}</mark>{behind}</code></pre>\n", place.line)
}

/// `changelog/a.md:3:5`, or the file alone.
fn position(place: &Place) -> String {
    match place.line {
        0 => place.path.clone(),
        line => format!("{}:{line}:{}", place.path, place.column),
    }
}

/// A place's line: before, under and behind the caret.
fn pieces(place: &Place) -> [String; 3] {
    let piece = Piece::of(place);
    let (before, rest) = piece.text.split_at(piece.start);
    let (under, behind) = rest.split_at(piece.end - piece.start);
    [before, under, behind].map(str::to_owned)
}

/// A fault as the script shows it.
pub(super) fn fault(fault: &Diagnostic) -> Value {
    let place = |place: &Place| json!({ "at": position(place), "number": place.line, "line": pieces(place) });
    json!({
        "code": fault.code,
        "message": fault.message,
        "places": fault.place.iter().chain(&fault.related).map(place).collect::<Vec<_>>(),
        "label": fault.label,
        "help": fault.help,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: &str = "assets/style.0123456789.css";

    #[test]
    fn only_a_stylesheets_name_makes_no_other_page() {
        let page = |style: &str, text: &str| format!("<link href=\"/b/assets/style.{style}.css\">{text}");
        let of = |style: &str, text: &str| {
            Prints::of(page(style, text).as_bytes(), [format!("assets/style.{style}.css").as_str()].into_iter())
        };
        let first = of("0123456789", "a");
        let restyled = of("abcdef0123", "a");
        assert_ne!(first.whole, restyled.whole);
        assert_eq!(first.unstyled, restyled.unstyled);
        assert_ne!(first.unstyled, of("0123456789", "b").unstyled);
    }

    #[test]
    fn a_hash_is_ten_digits_before_the_extension() {
        for (path, stemmed) in [
            (STYLE, "assets/style.css"),
            ("assets/a.b.0123456789.css", "assets/a.b.css"),
            ("assets/style.css", "assets/style.css"),
            ("assets/style.print.css", "assets/style.print.css"),
        ] {
            assert_eq!(stem(path), stemmed);
        }
    }

    #[test]
    fn the_script_stands_at_the_end_of_the_body() {
        let prints = Prints { whole: Digest::of("a"), unstyled: Digest::of("b") };
        let shown = Shown::nothing(3);
        let with = |page: &str| String::from_utf8(with_script(page.as_bytes(), "/\"x/", &shown, &prints)).unwrap();
        let tag = with("");
        assert!(tag.contains(" src=\"/.tidings/live.js\" ") && tag.contains(" data-page=\"/&quot;x/\" "), "{tag}");
        assert_eq!(with("<p>a</body>b</BODY></html>"), format!("<p>a</body>b{tag}</BODY></html>"));
        assert_eq!(with("<p>a"), format!("<p>a{tag}"));
    }

    #[test]
    fn a_fault_page_is_inert() {
        let fault = Diagnostic::error("x", "bad <script>").at(Place {
            path: "a.md".to_owned(),
            line: 2,
            column: 1,
            width: 1,
            text: "<b>".to_owned(),
        });
        let page = String::from_utf8(fault_page(&[fault])).unwrap();
        assert!(page.contains("<h2>bad &lt;script&gt;</h2>\n<p><code>a.md:2:1</code></p>"), "{page}");
        assert!(page.contains("<span>2</span><code><mark>&lt;</mark>b&gt;</code>"), "{page}");
    }
}
