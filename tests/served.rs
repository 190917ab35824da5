//! `tidings serve` as a test drives it: started, asked over HTTP, listened to, ended.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::site::{HANGS, tidings};

/// A running server; it ends with the value.
pub struct Served {
    child: Child,
    /// `127.0.0.1:43121`.
    pub host: String,
    /// The path of the site's address: `/`, `/changes/`.
    pub home: String,
    lines: Receiver<String>,
    errors: Receiver<String>,
}

/// An answer, its head in small letters.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Served {
    /// Serves `root` at any free port.
    pub fn start<A: AsRef<OsStr>>(root: &Path, args: &[A]) -> Self {
        let mut command = tidings();
        command.arg("serve").arg(root).args(args);
        if !args.iter().any(|arg| arg.as_ref() == "--port") {
            command.args(["--port", "0"]);
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = lines(child.stdout.take().unwrap());
        let errors = self::lines(child.stderr.take().unwrap());
        let first = lines.recv_timeout(HANGS).unwrap_or_else(|_| {
            let _ = child.kill();
            panic!("it did not start: {}", errors.iter().collect::<Vec<_>>().join("\n"))
        });
        let url =
            first.split_whitespace().find(|word| word.starts_with("http://")).unwrap_or_else(|| panic!("{first}"));
        let (host, home) = url["http://".len()..].split_once('/').unwrap();
        Self { child, host: host.to_owned(), home: format!("/{home}"), lines, errors }
    }

    pub fn get(&self, path: &str) -> Reply {
        self.request(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.host))
    }

    /// Sends these bytes and reads to the end of the answer.
    pub fn request(&self, text: &str) -> Reply {
        let mut stream = self.connect();
        stream.write_all(text.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer has a head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("an answer has a status");
        Reply { status, head, body: bytes[end + 4..].to_vec() }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(HANGS)).unwrap();
        stream
    }

    /// The text of a page below the site's address, as the site's own bytes.
    pub fn page(&self, path: &str) -> String {
        let reply = self.get(&format!("{}{path}", self.home));
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        reply.text()
    }

    /// Asks until the page says `words`.
    #[track_caller]
    pub fn shows(&self, path: &str, words: &str) {
        self.until(&format!("{path} says {words}"), || {
            self.get(&format!("{}{path}", self.home)).text().contains(words)
        });
    }

    /// Asks until there is nothing at the address.
    #[track_caller]
    pub fn loses(&self, path: &str) {
        self.until(&format!("{path} is gone"), || self.get(&format!("{}{path}", self.home)).status == 404);
    }

    #[track_caller]
    pub fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let started = Instant::now();
        while !is_so() {
            assert!(started.elapsed() < HANGS, "never: {what}");
            sleep(Duration::from_millis(5));
        }
    }

    /// What a page that was just loaded is told.
    pub fn news(&self, path: &str) -> Value {
        let page = String::from_utf8(self.get(path).body).unwrap();
        let value = |key: &str| {
            let from = page.find(&format!("data-{key}=\"")).expect("the page has the script") + key.len() + 7;
            page[from..].split('"').next().unwrap().to_owned()
        };
        let query =
            format!("page={path}&whole={}&unstyled={}&build={}", value("whole"), value("unstyled"), value("build"));
        let mut listener = self.listen(&query);
        listener.next()
    }

    /// A page's stream of events.
    pub fn listen(&self, query: &str) -> Listener {
        let mut stream = self.connect();
        let request = format!("GET /.tidings/events?{query} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host);
        stream.write_all(request.as_bytes()).unwrap();
        Listener(BufReader::new(stream))
    }

    /// Waits for a line with `words` on standard output; all lines up to it.
    #[track_caller]
    pub fn hears(&self, words: &str) -> Vec<String> {
        up_to(&self.lines, words)
    }

    /// Waits for a line with `words` on standard error.
    #[track_caller]
    pub fn complains(&self, words: &str) {
        up_to(&self.errors, words);
    }

    /// Sends a signal; the exit code.
    pub fn end_with(mut self, signal: rustix::process::Signal) -> Option<i32> {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, signal).unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Reply {
    /// The body without the script that joins a page to the server.
    pub fn bytes(&self) -> Vec<u8> {
        self.text().into_bytes()
    }

    pub fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.body);
        let script = text.find("<script src=\"").filter(|at| text[*at..].contains("/.tidings/live.js\""));
        match text.rfind("<script src=\"").filter(|_| script.is_some()) {
            Some(from) => {
                let end = from + text[from..].find("</script>\n").expect("a script ends") + "</script>\n".len();
                format!("{}{}", &text[..from], &text[end..])
            }
            None => text.into_owned(),
        }
    }
}

/// An open stream of events.
pub struct Listener(BufReader<TcpStream>);

impl Listener {
    /// The data of the next event.
    pub fn next(&mut self) -> Value {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream ended");
            if let Some(data) = line.strip_prefix("data: ").or_else(|| line.strip_prefix("data:")) {
                return serde_json::from_str(data).unwrap();
            }
        }
    }
}

fn lines(from: impl Read + Send + 'static) -> Receiver<String> {
    let (send, receive) = channel();
    spawn(move || BufReader::new(from).lines().map_while(Result::ok).all(|line| send.send(line).is_ok()));
    receive
}

#[track_caller]
fn up_to(lines: &Receiver<String>, words: &str) -> Vec<String> {
    let mut said = Vec::new();
    while !said.last().is_some_and(|line: &String| line.contains(words)) {
        said.push(lines.recv_timeout(HANGS).unwrap_or_else(|_| panic!("`{words}` is not in {said:#?}")));
    }
    said
}
