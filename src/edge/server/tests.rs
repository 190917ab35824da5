//! What browsers, and those who are none, get from a server that runs.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Mutex;
use std::time::Duration;

use super::*;
use crate::edge::Cause;

/// Only ends a test that would hang.
const HANG: Duration = Duration::from_secs(60);
const DIGITS: &[u8] = b"0123456789";

fn address(port: u16) -> Address {
    Address { interface: Ipv4Addr::LOCALHOST.into(), port: Some(port), allowed_hosts: Vec::new() }
}

fn page(path: &str, query: Option<&str>) -> Answer {
    let file = |status, text: String| Answer::File {
        status,
        bytes: Arc::from(text.into_bytes()),
        media_type: "text/html; charset=utf-8".to_owned(),
    };
    match path {
        "/" => file(200, "home".to_owned()),
        "/digits" => Answer::File { status: 200, bytes: DIGITS.into(), media_type: media_type(path) },
        "/echo/größe" => file(200, format!("{path} {query:?}")),
        "/folder" => Answer::Elsewhere("/folder/".to_owned()),
        "/größe" => Answer::Elsewhere("/größe/ \r\nSet-Cookie:%20a".to_owned()),
        "/bad/media" => Answer::File { status: 200, bytes: DIGITS.into(), media_type: "a\r\nb: c".to_owned() },
        "/bad/status" => file(7, "odd".to_owned()),
        "/panic" => panic!("asked for"),
        "/error" => file(500, "error page".to_owned()),
        "/missing.html" => file(404, "not found page".to_owned()),
        _ => Answer::Nothing,
    }
}

/// A server that runs, and its port.
fn serve(news: impl Fn(&str) -> Option<News> + Send + Sync + 'static) -> (u16, Announcer) {
    let server = Server::bind(&address(0)).unwrap();
    let port = server.local_address().port();
    let replies = Replies { page: Box::new(page), news: Box::new(news), events_path: "/_events" };
    (port, server.start(replies).unwrap())
}

fn silent() -> u16 {
    serve(|_| None).0
}

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    stream.set_read_timeout(Some(HANG)).unwrap();
    stream
}

/// The whole answer to what is sent as it is.
fn raw(port: u16, request: &[u8]) -> String {
    let mut stream = connect(port);
    // The server may answer and close before it has read everything.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

/// The answer to a request with further headers, each ending in `\r\n`.
fn ask(port: u16, line: &str, headers: &str) -> String {
    raw(port, format!("{line} HTTP/1.1\r\nHost: localhost:{port}\r\n{headers}Connection: close\r\n\r\n").as_bytes())
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or(answer)
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let (head, _) = answer.split_once("\r\n\r\n")?;
    head.lines().filter_map(|line| line.split_once(": ")).find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v)
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

#[test]
fn no_request_does_harm() {
    let port = silent();
    let host = "Host: localhost\r\nConnection: close\r\n\r\n";
    let long = "a".repeat(1_000_000);
    for (request, expected) in [
        (format!("GET / HTTP/1.1\r\n{host}"), "200"),
        (format!("GET /?{} HTTP/1.1\r\n{host}", "a".repeat(8000)), "200"),
        (format!("GET http://localhost/ HTTP/1.1\r\n{host}"), "200"),
        (format!("GET http://localhost HTTP/1.1\r\n{host}"), "200"),
        (format!("GET http://localhost/../etc/passwd HTTP/1.1\r\n{host}"), "400"),
        (format!("GET http://evil.example/ HTTP/1.1\r\n{host}"), "403"),
        (format!("GET http://localhost@evil.example/ HTTP/1.1\r\n{host}"), "400"),
        (format!("GET /../../etc/passwd HTTP/1.1\r\n{host}"), "400"),
        (format!("GET /a/../../b HTTP/1.1\r\n{host}"), "400"),
        (format!("GET /%2e%2e%2fetc/passwd HTTP/1.1\r\n{host}"), "400"),
        (format!("GET /%252e%252e%252fetc/passwd HTTP/1.1\r\n{host}"), "404"),
        (format!("GET /..\\..\\windows HTTP/1.1\r\n{host}"), "400"),
        (format!("GET /..%5c..%5cwindows HTTP/1.1\r\n{host}"), "400"),
        (format!("GET //etc/passwd HTTP/1.1\r\n{host}"), "400"),
        (format!("GET /%2fetc/passwd HTTP/1.1\r\n{host}"), "400"),
        (format!("GET ../OUT-secret/x HTTP/1.1\r\n{host}"), "400"),
        (format!("GET /../OUT-secret/x HTTP/1.1\r\n{host}"), "400"),
        (format!("GET -secret/x HTTP/1.1\r\n{host}"), "400"),
        (format!("GET /a\0b HTTP/1.1\r\n{host}"), "400"),
        (format!("GET /a%00b HTTP/1.1\r\n{host}"), "400"),
        (format!("GET /%zz HTTP/1.1\r\n{host}"), "400"),
        (format!("GET /% HTTP/1.1\r\n{host}"), "400"),
        (format!("GET /%ff HTTP/1.1\r\n{host}"), "400"),
        (format!("GET /{} HTTP/1.1\r\n{host}", "a".repeat(9000)), "414"),
        (format!("GET / HTTP/1.1\r\nGarbage\r\n{host}"), "400"),
        (format!("GET / HTTP/1.1\r\nX: {}\r\n{host}", "a".repeat(60_000)), "200"),
        (format!("GET / HTTP/1.1\r\n{}{host}", "X: y\r\n".repeat(200)), "431"),
        ("hello\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/1.0\r\n\r\n".to_owned(), "400"),
        (format!("GET / HTTP/1.0\r\n{host}"), "200"),
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\n{host}"), "400"),
        ("GET / HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n".to_owned(), "400"),
        (format!("GET /panic HTTP/1.1\r\n{host}"), "500"),
        (format!("GET / HTTP/1.1\r\nContent-Length: 5\r\n{host}hello"), "200"),
        (format!("GET / HTTP/1.1\r\nContent-Length: x\r\n{host}"), "400"),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), ""),
        (format!("GET /bad/status HTTP/1.1\r\n{host}"), "500"),
        (format!("GET /bad/media HTTP/1.1\r\n{host}"), "200"),
    ] {
        let answer = raw(port, request.as_bytes());
        let start: String = request.chars().take(60).collect();
        assert_eq!(status(&answer), expected, "{start:?}: {answer}");
        assert!(!answer.contains("root:"), "{answer}");
    }
    // Whoever sends a megabyte may be cut off before it reads why.
    for request in [format!("GET /{long} HTTP/1.1\r\n{host}"), format!("GET / HTTP/1.1\r\nX: {long}\r\n{host}")] {
        let answer = raw(port, request.as_bytes());
        assert!(answer.is_empty() || ["414", "431"].contains(&status(&answer)), "{answer}");
    }
    assert_eq!(body(&ask(port, "GET /", "")), "home");
}

#[test]
fn strangers_hosts_are_told_how_they_are_let_in() {
    let port = silent();
    for (host, expected) in [
        ("localhost", "200"),
        ("LOCALHOST.:8080", "200"),
        ("127.0.0.1", "200"),
        ("[::1]:1111", "200"),
        ("a.localhost", "200"),
        ("evil.example", "403"),
        ("localhost.evil.example:1111", "403"),
        ("192.168.1.1", "403"),
    ] {
        let answer = raw(port, format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes());
        assert_eq!(status(&answer), expected, "{host}");
    }
    let answer = raw(port, b"GET / HTTP/1.1\r\nHost: EVIL.example:80\r\nConnection: close\r\n\r\n");
    assert_eq!(header(&answer, "content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(body(&answer), "host not allowed: evil.example\n`tidings serve --allow-host evil.example` lets it in\n");
}

#[test]
fn hosts_that_are_allowed_get_answers() {
    let allowed_hosts = vec!["preview.example.org".to_owned()];
    let server = Server::bind(&Address { allowed_hosts, ..address(0) }).unwrap();
    let port = server.local_address().port();
    let replies = Replies { page: Box::new(page), news: Box::new(|_| None), events_path: "/_events" };
    let _announcer = server.start(replies).unwrap();
    let answer = raw(port, b"GET / HTTP/1.1\r\nHost: Preview.example.org\r\nConnection: close\r\n\r\n");
    assert_eq!((status(&answer), body(&answer)), ("200", "home"));
}

#[test]
fn only_reading_is_answered() {
    let port = silent();
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "FOO"] {
        let answer = ask(port, &format!("{method} /"), "Content-Length: 0\r\n");
        assert_eq!((status(&answer), header(&answer, "allow")), ("405", Some("GET, HEAD")), "{method}");
    }
    assert_eq!(status(&ask(port, "OPTIONS *", "")), "405");
    assert_eq!(
        status(&raw(port, b"CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n")),
        "405"
    );
}

#[test]
fn every_answer_keeps_others_out() {
    let port = silent();
    for (path, expected) in [
        ("/", "200"),
        ("/missing.html", "404"),
        ("/nothing", "404"),
        ("/error", "500"),
        ("/folder", "302"),
        ("/%zz", "400"),
        ("/panic", "500"),
    ] {
        let answer = ask(port, &format!("GET {path}"), "Origin: http://evil.example\r\n");
        assert_eq!(status(&answer), expected);
        assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"));
        assert_eq!(header(&answer, "cross-origin-resource-policy"), Some("same-origin"));
        assert_eq!(header(&answer, "cache-control"), Some("no-cache"));
        assert!(!answer.to_lowercase().contains("access-control-"), "{answer}");
    }
}

#[test]
fn an_answer_is_what_the_caller_says() {
    let port = silent();
    for (path, expected, text) in [
        ("/", "200", "home"),
        ("/echo/gr%C3%B6%C3%9Fe?a=%20b&c", "200", "/echo/größe Some(\"a=%20b&c\")"),
        ("/echo/gr%C3%B6%C3%9Fe", "200", "/echo/größe None"),
        ("/missing.html", "404", "not found page"),
        ("/error", "500", "error page"),
        ("/nothing", "404", "there is nothing at this address\n"),
    ] {
        let answer = ask(port, &format!("GET {path}"), "");
        assert_eq!((status(&answer), body(&answer)), (expected, text), "{path}");
    }
    assert_eq!(header(&ask(port, "GET /", ""), "content-type"), Some("text/html; charset=utf-8"));
    for (path, location) in [("/folder", "/folder/"), ("/gr%C3%B6%C3%9Fe", "/gr%C3%B6%C3%9Fe/%20%0D%0ASet-Cookie:%20a")]
    {
        let answer = ask(port, &format!("GET {path}"), "");
        assert_eq!((status(&answer), header(&answer, "location")), ("302", Some(location)));
    }
}

#[test]
fn head_is_get_without_its_body() {
    let port = silent();
    for path in ["/", "/digits", "/missing.html", "/nothing", "/folder", "/%zz"] {
        let got = ask(port, &format!("GET {path}"), "");
        let head = ask(port, &format!("HEAD {path}"), "");
        let lines = |answer: &str| -> Vec<String> {
            let (head, _) = answer.split_once("\r\n\r\n").unwrap();
            let mut lines: Vec<String> = head.lines().map(str::to_owned).collect();
            lines.retain(|line| !line.starts_with("date: "));
            lines.sort();
            lines
        };
        assert_eq!(lines(&head), lines(&got), "{path}");
        assert_eq!(header(&head, "content-length"), Some(body(&got).len().to_string().as_str()));
        assert_eq!(body(&head), "");
    }
    let part = ask(port, "HEAD /digits", "Range: bytes=0-1\r\n");
    assert_eq!((status(&part), header(&part, "content-length")), ("200", Some("10")));
}

#[test]
fn a_part_is_sent_when_a_part_is_asked_for() {
    let port = silent();
    let etag = header(&ask(port, "GET /digits", ""), "etag").unwrap().to_owned();
    for (headers, expected, place, text) in [
        ("".to_owned(), "200", None, "0123456789"),
        ("Range: bytes=2-4\r\n".to_owned(), "206", Some("bytes 2-4/10"), "234"),
        ("Range: bytes=7-\r\n".to_owned(), "206", Some("bytes 7-9/10"), "789"),
        ("Range: bytes=-2\r\n".to_owned(), "206", Some("bytes 8-9/10"), "89"),
        ("Range: bytes=10-\r\n".to_owned(), "416", Some("bytes */10"), ""),
        ("Range: bytes=0-1,3-4\r\n".to_owned(), "200", None, "0123456789"),
        ("Range: bytes=0-1\r\nRange: bytes=3-4\r\n".to_owned(), "200", None, "0123456789"),
        ("Range: bytes=x\r\n".to_owned(), "200", None, "0123456789"),
        (format!("Range: bytes=0-0\r\nIf-Range: {etag}\r\n"), "206", Some("bytes 0-0/10"), "0"),
        (format!("Range: bytes=0-0\r\nIf-Range: W/{etag}\r\n"), "200", None, "0123456789"),
        ("Range: bytes=0-0\r\nIf-Range: \"other\"\r\n".to_owned(), "200", None, "0123456789"),
    ] {
        let answer = ask(port, "GET /digits", &headers);
        assert_eq!(
            (status(&answer), header(&answer, "content-range"), body(&answer)),
            (expected, place, text),
            "{headers}"
        );
        assert_eq!(header(&answer, "accept-ranges"), Some("bytes"));
        assert_eq!(header(&answer, "content-length"), Some(text.len().to_string().as_str()));
    }
    assert_eq!(status(&ask(port, "GET /missing.html", "Range: bytes=0-1\r\n")), "404");
}

#[test]
fn what_the_browser_has_is_not_sent_again() {
    let port = silent();
    let etag = header(&ask(port, "GET /", ""), "etag").unwrap().to_owned();
    for (known, expected) in [
        (etag.clone(), "304"),
        (format!("W/{etag}"), "304"),
        (format!("\"a\", {etag} , \"b\""), "304"),
        ("*".to_owned(), "304"),
        ("\"a\"".to_owned(), "200"),
        (etag.trim_matches('"').to_owned(), "200"),
    ] {
        for method in ["GET", "HEAD"] {
            let answer = ask(port, &format!("{method} /"), &format!("If-None-Match: {known}\r\nRange: bytes=0-9\r\n"));
            let expected = if expected == "200" && method == "GET" { "206" } else { expected };
            assert_eq!((status(&answer), header(&answer, "etag")), (expected, Some(etag.as_str())), "{method} {known}");
            assert!(expected != "304" || body(&answer).is_empty(), "{answer}");
        }
    }
    let missing = ask(port, "GET /missing.html", "If-None-Match: *\r\n");
    assert_eq!((status(&missing), header(&missing, "etag")), ("404", None));
}

#[test]
fn one_connection_carries_many_requests() {
    let mut stream = connect(silent());
    for _ in 0..3 {
        stream.write_all(b"GET /digits HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(DIGITS) {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            answer.push(byte[0]);
        }
        assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"));
    }
}

#[test]
fn a_taken_port_gives_the_next_free_one() {
    let (taken, server) = std::iter::repeat_with(|| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap())
        .find_map(|taken| {
            let port = taken.local_addr().unwrap().port();
            Some((taken, Server::bind(&address(port)).ok()?))
        })
        .unwrap();
    let (taken, given) = (taken.local_addr().unwrap().port(), server.local_address().port());
    assert!(given > taken && given - taken < PORTS, "{taken} {given}");
    let usual = Server::bind(&Address { port: None, ..address(0) }).unwrap().local_address().port();
    assert!((PORT..PORT + PORTS).contains(&usual), "{usual}");
}

#[test]
fn an_address_that_cannot_be_had_is_named() {
    let last = TcpListener::bind((Ipv4Addr::LOCALHOST, u16::MAX));
    let failure = Server::bind(&address(u16::MAX)).unwrap_err();
    assert_eq!(failure.message, "all ports of 127.0.0.1 from 65535 to 65535 are taken");
    drop(last);
    // 192.0.2.0/24 is nobody's (RFC 5737).
    let interface = Ipv4Addr::new(192, 0, 2, 1).into();
    let failure = Server::bind(&Address { interface, ..address(1111) }).unwrap_err();
    assert!(failure.message.starts_with("cannot listen on 192.0.2.1:1111: "), "{}", failure.message);
    assert_eq!(failure.cause, Cause::Machine);
    let failure = Server::bind(&Address { allowed_hosts: vec!["a b".to_owned()], ..address(0) }).unwrap_err();
    assert_eq!(failure.cause, Cause::Refused);
}

#[test]
fn a_thousand_idle_connections_hold_up_nobody() {
    let port = silent();
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let count = if files > 4000 { 1000 } else { 200 };
    let idle: Vec<TcpStream> = (0..count).map(|_| connect(port)).collect();
    let slow: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = connect(port);
            stream.write_all(b"GET / HTTP/1.1\r\nHo").unwrap();
            stream
        })
        .collect();
    assert_eq!(body(&ask(port, "GET /", "")), "home");
    drop((idle, slow));
    assert_eq!(body(&ask(port, "GET /", "")), "home");
}

#[test]
fn who_keeps_the_server_waiting_is_sent_off() {
    let mut server = Server::bind(&address(0)).unwrap();
    server.patience = Duration::from_millis(50);
    let port = server.local_address().port();
    let replies = Replies { page: Box::new(page), news: Box::new(|_| None), events_path: "/_events" };
    let _announcer = server.start(replies).unwrap();
    for (sent, answered) in
        [("", ""), ("GET / HTTP/1.1\r\nHo", ""), ("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "home")]
    {
        assert_eq!(body(&raw(port, sent.as_bytes())), answered, "{sent}");
    }
}

#[test]
fn a_slow_page_holds_up_no_other() {
    let (release, wait) = std::sync::mpsc::channel::<()>();
    let wait = Mutex::new(wait);
    let server = Server::bind(&address(0)).unwrap();
    let port = server.local_address().port();
    let slow = move |path: &str, query: Option<&str>| {
        if path == "/slow" {
            wait.lock().unwrap().recv_timeout(HANG).unwrap();
        }
        page(if path == "/slow" { "/" } else { path }, query)
    };
    let replies = Replies { page: Box::new(slow), news: Box::new(|_| None), events_path: "/_events" };
    let _announcer = server.start(replies).unwrap();
    let first = thread::spawn(move || ask(port, "GET /slow", ""));
    assert_eq!(body(&ask(port, "GET /", "")), "home");
    release.send(()).unwrap();
    assert_eq!(body(&first.join().unwrap()), "home");
}

/// The lines of an event stream that are not empty, without the head of the answer and the chunks' sizes.
fn listen_to(port: u16, query: &str) -> impl Iterator<Item = String> {
    let mut stream = connect(port);
    write!(stream, "GET /_events{query} HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:{port}\r\n\r\n")
        .unwrap();
    let lines = BufReader::new(stream).lines().map(|line| line.unwrap());
    let mut lines = lines.skip_while(|line| !line.is_empty());
    lines.next();
    // The last chunk is empty.
    lines.take_while(|line| line != "0").filter(|line| line.contains(':'))
}

#[test]
fn an_event_stream_says_that_it_is_one() {
    let mut stream = connect(silent());
    stream.write_all(b"GET /_events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let lines: Vec<String> =
        BufReader::new(stream).lines().map_while(Result::ok).take_while(|l| !l.is_empty()).collect();
    let head = format!("{}\r\n\r\n", lines.join("\r\n"));
    assert_eq!(status(&head), "200");
    assert_eq!(header(&head, "content-type"), Some("text/event-stream"));
    assert_eq!(header(&head, "cache-control"), Some("no-store"));
    assert_eq!(header(&head, "x-content-type-options"), Some("nosniff"));
}

#[test]
fn pages_are_told_what_is_news_to_them() {
    let latest = Arc::new(Mutex::new(String::new()));
    let told = Arc::clone(&latest);
    let (port, announcer) = serve(move |query| {
        let latest = told.lock().unwrap().clone();
        (latest != query).then_some(News { event: "change", data: latest })
    });
    let mut known = listen_to(port, "");
    assert_eq!(known.next().unwrap(), "retry: 500");
    *latest.lock().unwrap() = "1".to_owned();
    announcer.announce();
    let mut late = listen_to(port, "?0");
    for stream in [&mut known, &mut late] {
        let lines: Vec<String> = stream.filter(|line| !line.starts_with("retry")).take(2).collect();
        assert_eq!(lines, ["event: change", "data: 1"]);
    }
    // Who has all the news hears nothing, and the next news again.
    let mut current = listen_to(port, "?1");
    assert_eq!(current.next().unwrap(), "retry: 500");
    announcer.announce();
    *latest.lock().unwrap() = "2".to_owned();
    announcer.announce();
    let lines: Vec<String> = current.filter(|line| line != ":").take(2).collect();
    assert_eq!(lines, ["event: change", "data: 2"]);
}

#[test]
fn news_that_cannot_be_made_end_no_stream() {
    let broken = Arc::new(Mutex::new(true));
    let is_broken = Arc::clone(&broken);
    let (port, announcer) = serve(move |_| {
        let is_broken = *is_broken.lock().unwrap_or_else(|error| error.into_inner());
        assert!(!is_broken, "asked for");
        Some(News { event: "change", data: "{}".to_owned() })
    });
    let mut stream = listen_to(port, "");
    assert_eq!(stream.next().unwrap(), "retry: 500");
    *broken.lock().unwrap() = false;
    announcer.announce();
    assert_eq!(stream.next().unwrap(), "event: change");
}

#[test]
fn pages_of_other_sites_do_not_listen() {
    let port = silent();
    for origin in ["http://evil.example", "null", "https://localhost.evil.example", "", "file://"] {
        assert_eq!(status(&ask(port, "GET /_events", &format!("Origin: {origin}\r\n"))), "403", "{origin}");
    }
    let twice = "Origin: http://localhost\r\nOrigin: http://localhost\r\n";
    assert_eq!(status(&ask(port, "GET /_events", twice)), "403");
    assert_eq!(status(&ask(port, "POST /_events", "Content-Length: 0\r\n")), "405");
}

#[test]
fn the_first_listener_makes_room_for_one_too_many() {
    let (port, announcer) = serve(|_| Some(News { event: "change", data: String::new() }));
    let listen = |_| {
        let mut lines = listen_to(port, "");
        assert_eq!(lines.by_ref().take(3).last().unwrap(), "data: ");
        lines
    };
    let mut streams: Vec<_> = (0..=STREAMS).map(listen).collect();
    assert_eq!(streams.remove(0).next(), None);
    announcer.announce();
    streams.iter_mut().for_each(|lines| assert_eq!(lines.next().unwrap(), "event: change"));
}
