//! What a request asks for, if it may ask at all.

use hyper::header::{HOST, HeaderName, ORIGIN};
use hyper::{Method, Request, StatusCode};

use super::hosts::{self, Hosts};

/// The longest address that is read, in bytes; RFC 9110, section 4.1, recommends to take at least 8,000.
const LONGEST_ADDRESS: usize = 8192;

/// A request that may be answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Question {
    /// Decoded; begins with `/`.
    pub(super) path: String,
    /// As it was sent.
    pub(super) query: Option<String>,
}

/// Why a request is not answered, in words for the one who sent it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) reason: String,
}

impl Refusal {
    fn new(status: StatusCode, reason: impl Into<String>) -> Self {
        Self { status, reason: reason.into() }
    }
}

impl Question {
    /// The question that `request` asks.
    pub(super) fn read<B>(request: &Request<B>, hosts: &Hosts, events_path: &str) -> Result<Self, Refusal> {
        check_host(request, hosts)?;
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are answered"));
        }
        let uri = request.uri();
        if uri.path_and_query().is_some_and(|address| address.as_str().len() > LONGEST_ADDRESS) {
            let reason = format!("the address is longer than {LONGEST_ADDRESS} bytes");
            return Err(Refusal::new(StatusCode::URI_TOO_LONG, reason));
        }
        let path = decode(uri.path())
            .map_err(|reason| Refusal::new(StatusCode::BAD_REQUEST, format!("the address {reason}")))?;
        if path == events_path {
            check_origin(request, hosts)?;
        }
        Ok(Self { path, query: uri.query().map(str::to_owned) })
    }
}

/// The host stands in `Host`, once, and in the target too when that is a whole URL (RFC 9112, section 3.2).
fn check_host<B>(request: &Request<B>, hosts: &Hosts) -> Result<(), Refusal> {
    let bad = |reason| Refusal::new(StatusCode::BAD_REQUEST, reason);
    let named = only(request, HOST).map_err(|()| bad("there is more than one Host header"))?;
    let named = named.ok_or_else(|| bad("there is no Host header"))?;
    for text in [Some(named), request.uri().authority().map(|authority| authority.as_str())].into_iter().flatten() {
        let host = hosts::host(text).ok_or_else(|| bad("the Host header holds no host"))?;
        if !hosts.allow(&host) {
            let reason = format!("host not allowed: {host}\n`tidings serve --allow-host {host}` lets it in");
            return Err(Refusal::new(StatusCode::FORBIDDEN, reason));
        }
    }
    Ok(())
}

/// A page of another site may not listen to what happens here.
fn check_origin<B>(request: &Request<B>, hosts: &Hosts) -> Result<(), Refusal> {
    let is_ours = |text: &str| hosts::origin(text).is_some_and(|host| hosts.allow(&host));
    match only(request, ORIGIN) {
        Ok(None) => Ok(()),
        Ok(Some(text)) if is_ours(text) => Ok(()),
        _ => Err(Refusal::new(StatusCode::FORBIDDEN, "pages of other sites may not listen here")),
    }
}

/// The value of a header that may stand there once; one that is no text is an empty one.
fn only<B>(request: &Request<B>, name: HeaderName) -> Result<Option<&str>, ()> {
    let mut values = request.headers().get_all(name).iter();
    let value = values.next().map(|value| value.to_str().unwrap_or_default());
    if values.next().is_none() { Ok(value) } else { Err(()) }
}

/// The path that an address' path means: each `%xx` is decoded once. `Err` tells what is wrong with it.
fn decode(text: &str) -> Result<String, &'static str> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => hex(rest.next()).zip(hex(rest.next())).map(|(high, low)| high * 16 + low).ok_or("has a bad %")?,
            byte => byte,
        });
    }
    let path = String::from_utf8(bytes).map_err(|_| "is not UTF-8")?;
    let parts = path.strip_prefix('/').ok_or("does not begin with /")?;
    let parents = parts.strip_suffix('/').unwrap_or(parts);
    if path.contains('\\') || path.chars().any(char::is_control) {
        return Err("has a backslash or a control character");
    }
    if path.starts_with("//") || (!parts.is_empty() && parents.split('/').any(str::is_empty)) {
        return Err("has an empty part");
    }
    if parts.split('/').any(|part| part == "." || part == "..") {
        return Err("has a part that is `.` or `..`");
    }
    Ok(path)
}

fn hex(digit: Option<u8>) -> Option<u8> {
    char::from(digit?).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_decoded_stays_in_the_site(text in "(/|%2[eEfF5]|%5[cC]|\\.|\\PC|%[0-9a-f]{2}){0,12}") {
            if let Ok(path) = decode(&text) {
                prop_assert!(path.starts_with('/') && !path.contains(['\\', '\0', '\n', '\r']));
                prop_assert!(!path.contains("//"));
                prop_assert!(path.split('/').all(|part| part != ".." && part != "."));
            }
        }
    }

    #[test]
    fn a_path_is_decoded_once() {
        for (text, expected) in [
            ("/", "/"),
            ("/a/b.html", "/a/b.html"),
            ("/a/b/", "/a/b/"),
            ("/gr%C3%B6%c3%9Fe", "/größe"),
            ("/größe", "/größe"),
            ("/a%20b+c", "/a b+c"),
            ("/a%2Fb", "/a/b"),
            ("/%252e%252e/x", "/%2e%2e/x"),
            ("/%2525", "/%25"),
            ("/...", "/..."),
            ("/.well-known/x", "/.well-known/x"),
            ("/a..b/..c", "/a..b/..c"),
            ("/%3Fa%23", "/?a#"),
        ] {
            assert_eq!(decode(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_path_that_means_no_file_is_refused() {
        for (text, reason) in [
            ("", "does not begin with /"),
            ("*", "does not begin with /"),
            ("a", "does not begin with /"),
            ("%2e%2e/a", "does not begin with /"),
            ("/..", "has a part that is `.` or `..`"),
            ("/../", "has a part that is `.` or `..`"),
            ("/a/../../b", "has a part that is `.` or `..`"),
            ("/a/./b", "has a part that is `.` or `..`"),
            ("/%2e%2e%2fetc/passwd", "has a part that is `.` or `..`"),
            ("/%2E./x", "has a part that is `.` or `..`"),
            ("/a/%2e", "has a part that is `.` or `..`"),
            ("//", "has an empty part"),
            ("//etc/passwd", "has an empty part"),
            ("/%2fetc/passwd", "has an empty part"),
            ("/a//b", "has an empty part"),
            ("/a//", "has an empty part"),
            ("/..\\x", "has a backslash or a control character"),
            ("/..%5cx", "has a backslash or a control character"),
            ("/a%00", "has a backslash or a control character"),
            ("/a%0d%0ab", "has a backslash or a control character"),
            ("/a%7f", "has a backslash or a control character"),
            ("/a%c2%85", "has a backslash or a control character"),
            ("/%", "has a bad %"),
            ("/%a", "has a bad %"),
            ("/%zz", "has a bad %"),
            ("/%+1", "has a bad %"),
            ("/%-1", "has a bad %"),
            ("/%ff", "is not UTF-8"),
            ("/%c0%ae%c0%ae/x", "is not UTF-8"),
            ("/%ed%a0%80", "is not UTF-8"),
        ] {
            assert_eq!(decode(text), Err(reason), "{text}");
        }
    }
}
