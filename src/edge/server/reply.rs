//! Answers as HTTP has them: status, headers, and the part of the bytes that was asked for.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use hyper::body::{Bytes, Frame, SizeHint};
use hyper::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue,
    IF_NONE_MATCH, IF_RANGE, LOCATION, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Response, StatusCode};

use super::Answer;
use super::events::{Listener, Next};
use super::range::{Part, part};
use super::request::Refusal;
use crate::base::Digest;

/// Other sites may not embed what is here, whatever they ask for (Fetch Standard, section 3.7).
const RESOURCE_POLICY: (HeaderName, HeaderValue) =
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));

/// The bytes of an answer.
pub(super) enum Body {
    Whole(Bytes),
    Events(Next),
}

/// What is answered to a question that may be asked.
pub(super) fn reply(answer: Answer, is_head: bool, asked: &HeaderMap) -> Response<Body> {
    match answer {
        Answer::Nothing => text(StatusCode::NOT_FOUND, "there is nothing at this address"),
        Answer::Elsewhere(address) => elsewhere(&address),
        Answer::File { status, bytes, media_type } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let media_type =
                HeaderValue::try_from(media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
            let bytes = Bytes::from_owner(bytes);
            let mut response = match status {
                StatusCode::OK => file(bytes, is_head, asked),
                status => whole(status, bytes),
            };
            response.headers_mut().insert(CONTENT_TYPE, media_type);
            response
        }
    }
}

pub(super) fn refuse(refusal: &Refusal) -> Response<Body> {
    let mut response = text(refusal.status, &refusal.reason);
    if refusal.status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

/// The page could not be made: a mistake of ours.
pub(super) fn broken() -> Response<Body> {
    text(StatusCode::INTERNAL_SERVER_ERROR, "internal error; the terminal says more")
}

pub(super) fn events(listener: Listener) -> Response<Body> {
    let mut response = respond(StatusCode::OK, Body::Events(listener.open()));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    response
}

fn elsewhere(address: &str) -> Response<Body> {
    let Ok(address) = HeaderValue::try_from(encode(address)) else { return broken() };
    let mut response = text(StatusCode::FOUND, "elsewhere");
    response.headers_mut().insert(LOCATION, address);
    response
}

/// The address with `%xx` for each byte that no address has (RFC 3986, appendix A).
fn encode(address: &str) -> String {
    let may_stand = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    let mut encoded = String::with_capacity(address.len());
    for byte in address.bytes() {
        match may_stand(byte) {
            true => encoded.push(char::from(byte)),
            false => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

fn text(status: StatusCode, words: &str) -> Response<Body> {
    let mut response = whole(status, Bytes::from(format!("{words}\n")));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// What is there, as far as the browser does not have it already (RFC 9110, section 13.2.2).
fn file(bytes: Bytes, is_head: bool, asked: &HeaderMap) -> Response<Body> {
    let tag = format!("\"{}\"", Digest::of(&bytes));
    let length = bytes.len();
    let mut response = if is_known(asked, &tag) {
        whole(StatusCode::NOT_MODIFIED, Bytes::new())
    } else {
        match wanted(asked, is_head, &tag, length) {
            Part::Whole => whole(StatusCode::OK, bytes),
            Part::Bytes(range) => {
                let place = format!("bytes {}-{}/{length}", range.start, range.end - 1);
                located(whole(StatusCode::PARTIAL_CONTENT, bytes.slice(range)), place)
            }
            Part::Nowhere => {
                located(whole(StatusCode::RANGE_NOT_SATISFIABLE, Bytes::new()), format!("bytes */{length}"))
            }
        }
    };
    let headers = response.headers_mut();
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.extend(HeaderValue::try_from(tag).ok().map(|tag| (ETAG, tag)));
    response
}

/// `If-None-Match` names the tag or any; weak tags count as well (RFC 9110, section 13.1.2).
fn is_known(asked: &HeaderMap, tag: &str) -> bool {
    let values = asked.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|known| {
        let known = known.trim();
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    })
}

/// Only a GET has parts, and only while the file is the one that the browser has the rest of.
fn wanted(asked: &HeaderMap, is_head: bool, tag: &str, length: usize) -> Part {
    let mut ranges = asked.get_all(RANGE).iter();
    match (ranges.next().and_then(|range| range.to_str().ok()), ranges.next()) {
        (Some(range), None) if !is_head && asked.get(IF_RANGE).is_none_or(|known| known == tag) => part(range, length),
        _ => Part::Whole,
    }
}

fn located(mut response: Response<Body>, place: String) -> Response<Body> {
    response.headers_mut().extend(HeaderValue::try_from(place).ok().map(|place| (CONTENT_RANGE, place)));
    response
}

fn whole(status: StatusCode, bytes: Bytes) -> Response<Body> {
    respond(status, Body::Whole(bytes))
}

/// With the headers that every answer has. A browser asks again each time, and what it has is sent only when it changed.
fn respond(status: StatusCode, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().extend([
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        RESOURCE_POLICY,
    ]);
    response
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bytes = match &mut *self {
            Self::Whole(bytes) => std::mem::take(bytes),
            Self::Events(next) => {
                let (bytes, listener) = ready!(next.as_mut().poll(cx));
                *next = listener.wait();
                bytes
            }
        };
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::Events(_) => SizeHint::default(),
        }
    }
}
