//! Addresses of links and images: which may be published, and which depend on other files.

use std::borrow::Cow;

use super::marks;
use crate::model::LinkTarget;

/// What an address in markdown or HTML is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address<'a> {
    /// Absolute, with a scheme that is safe to follow.
    Absolute(Cow<'a, str>),
    /// To be resolved against the site.
    Local(LinkTarget),
    /// Nothing that may be published.
    Refused,
}

/// Sorts an address out. Links may be `http`, `https` or `mailto`, images only the first two.
/// Spaces around it, and tabs and line feeds in it, are ignored as browsers do (WHATWG URL, 4.4).
pub fn classify(address: &str, is_image: bool) -> Address<'_> {
    let is_ignored = |c: char| c.is_ascii_control();
    let address = address.trim_matches(|c: char| c <= ' ');
    let cleaned = match address.contains(is_ignored) {
        true => Cow::Owned(address.replace(is_ignored, "")),
        false => Cow::Borrowed(address),
    };
    if let Some(scheme) = scheme(&cleaned) {
        let allowed: &[&str] = if is_image { &["http", "https"] } else { &["http", "https", "mailto"] };
        return match allowed.iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
            true => Address::Absolute(cleaned),
            false => Address::Refused,
        };
    }
    let bytes = cleaned.as_bytes();
    match bytes {
        [] | [b'#'] => Address::Refused,
        [b'/' | b'\\', b'/' | b'\\', ..] => Address::Absolute(format!("https://{}", &cleaned[2..]).into()),
        [b'#', ..] if is_image => Address::Refused,
        [b'#', ..] => Address::Local(LinkTarget::Fragment(percent_decoded(&cleaned[1..]))),
        [b'/', ..] => Address::Local(LinkTarget::Root(cleaned.into_owned())),
        _ => relative(&cleaned),
    }
}

fn relative(address: &str) -> Address<'static> {
    let (path, fragment) = address.split_at(address.find('#').unwrap_or(address.len()));
    let path = percent_decoded(path.split('?').next().unwrap_or(path));
    // `javascript%3A…` would be a scheme once decoded.
    if path.is_empty() || scheme(&path).is_some() || path.contains(|c: char| c.is_control()) {
        return Address::Refused;
    }
    let fragment = if fragment == "#" { String::new() } else { percent_decoded(fragment) };
    Address::Local(LinkTarget::Relative { path, fragment })
}

/// What stands before the first `:` when it can be a scheme, or hides one: nothing but a path's
/// first part may hold a colon otherwise (RFC 3986, 4.2).
fn scheme(address: &str) -> Option<&str> {
    let (before, _) = address.split_once(':')?;
    (!before.contains(['/', '?', '#'])).then_some(before)
}

/// RFC 3986, 2.1; a `%` that opens no byte stays, bytes that are not UTF-8 become U+FFFD.
fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (byte, digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Puts an absolute address behind `out`, ready for an attribute: characters that no URL holds
/// (WHATWG URL, "URL code points") are percent-encoded.
pub fn push_absolute(out: &mut String, address: &str) {
    let mut from = 0;
    for (at, byte) in address.bytes().enumerate() {
        let (written, width) = match byte {
            b'&' => ("&amp;", 1),
            b'\'' => ("&#39;", 1),
            b' ' => ("%20", 1),
            b'"' => ("%22", 1),
            b'<' => ("%3C", 1),
            b'>' => ("%3E", 1),
            b'\\' => ("%5C", 1),
            b'^' => ("%5E", 1),
            b'`' => ("%60", 1),
            b'{' => ("%7B", 1),
            b'|' => ("%7C", 1),
            b'}' => ("%7D", 1),
            0xEF if address[at..].starts_with(marks::is_mark) => ("%EF%BF%BD", marks::ID.len_utf8()),
            _ => continue,
        };
        out.push_str(&address[from..at]);
        out.push_str(written);
        from = at + width;
    }
    out.push_str(&address[from..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_sorted_out() {
        let local = |path: &str, fragment: &str| {
            Address::Local(LinkTarget::Relative { path: path.to_owned(), fragment: fragment.to_owned() })
        };
        for (text, address) in [
            ("https://a.example/b", Address::Absolute("https://a.example/b".into())),
            ("HTTP://a.example", Address::Absolute("HTTP://a.example".into())),
            ("mailto:a@b.example", Address::Absolute("mailto:a@b.example".into())),
            ("//a.example/b", Address::Absolute("https://a.example/b".into())),
            ("/\\a.example", Address::Absolute("https://a.example".into())),
            ("/img/a.png", Address::Local(LinkTarget::Root("/img/a.png".to_owned()))),
            ("#fixed", Address::Local(LinkTarget::Fragment("fixed".to_owned()))),
            ("../a%20b.md#x", local("../a b.md", "#x")),
            ("shot.png?raw=true", local("shot.png", "")),
            ("50%.md", local("50%.md", "")),
            ("./a:b.md", local("./a:b.md", "")),
            ("", Address::Refused),
            ("#", Address::Refused),
        ] {
            assert_eq!(classify(text, false), address, "{text}");
        }
        assert_eq!(classify("mailto:a@b.example", true), Address::Refused);
    }

    #[test]
    fn what_no_url_holds_is_encoded() {
        let mut out = String::from("x");
        push_absolute(&mut out, "https://a.example/b c'd\"<>&\\^`{|}\u{FDD0}é\u{FDD1}");
        assert_eq!(out, "xhttps://a.example/b%20c&#39;d%22%3C%3E&amp;%5C%5E%60%7B%7C%7D%EF%BF%BDé%EF%BF%BD");
    }

    #[test]
    fn schemes_that_run_something_are_refused() {
        for text in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " \tjavascript:alert(1)",
            "java\tscript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "javascript%3Aalert(1)",
            "vbscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "é:x",
        ] {
            assert_eq!(classify(text, false), Address::Refused, "{text:?}");
        }
    }
}
