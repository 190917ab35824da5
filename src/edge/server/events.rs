//! A stream of server-sent events (HTML Living Standard, section 9.2): news for one open page.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Bytes;
use tokio::sync::watch;
use tokio::time::timeout;

use super::{Bell, Desk, News, STREAMS};

/// How soon a browser comes back when it lost the stream, in milliseconds.
const OPENING: &[u8] = b"retry: 500\n\n";
/// A comment, so that both sides learn when the other is gone.
const COMMENT: &[u8] = b":\n\n";
/// How long a stream may be silent.
const SILENCE: Duration = Duration::from_secs(15);

/// The next bytes of a stream, and who waits for those after them.
pub(super) type Next = Pin<Box<dyn Future<Output = (Bytes, Listener)> + Send>>;

/// A page that listens. It goes when its connection does, or when it has to make room.
pub(super) struct Listener {
    desk: Arc<Desk>,
    bell: watch::Receiver<Bell>,
    query: Arc<str>,
    /// Which stream it is.
    number: u64,
    /// What of the news it has asked for.
    asked: Option<u64>,
}

impl Listener {
    pub(super) fn new(desk: Arc<Desk>, query: String) -> Self {
        let mut number = 0;
        desk.bell.send_modify(|bell| {
            bell.streams += 1;
            number = bell.streams;
        });
        let bell = desk.bell.subscribe();
        Self { desk, bell, query: query.into(), number, asked: None }
    }

    /// The stream's first bytes, which are there at once.
    pub(super) fn open(self) -> Next {
        Box::pin(async move { (Bytes::from_static(OPENING), self) })
    }

    /// The bytes after those; none are the stream's end.
    pub(super) fn wait(mut self) -> Next {
        Box::pin(async move {
            loop {
                let Bell { news, streams } = *self.bell.borrow_and_update();
                if self.asked != Some(news) {
                    self.asked = Some(news);
                    if let Some(news) = self.ask().await {
                        return (Bytes::from(event(&news)), self);
                    }
                } else if streams >= self.number + STREAMS {
                    return (Bytes::new(), self);
                } else if timeout(SILENCE, self.bell.changed()).await.is_err() {
                    return (Bytes::from_static(COMMENT), self);
                }
            }
        })
    }

    async fn ask(&self) -> Option<News> {
        let (desk, query) = (Arc::clone(&self.desk), Arc::clone(&self.query));
        // Who panics has no news.
        tokio::task::spawn_blocking(move || (desk.replies.news)(&query)).await.ok().flatten()
    }
}

fn event(news: &News) -> String {
    let mut text = format!("event: {}\n", news.event);
    for line in news.data.split(['\n', '\r']) {
        text.push_str("data: ");
        text.push_str(line);
        text.push('\n');
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_its_name_and_its_lines() {
        for (data, expected) in [
            ("{}", "event: change\ndata: {}\n\n"),
            ("", "event: change\ndata: \n\n"),
            ("a\nevent: b", "event: change\ndata: a\ndata: event: b\n\n"),
            ("a\rb", "event: change\ndata: a\ndata: b\n\n"),
        ] {
            assert_eq!(event(&News { event: "change", data: data.to_owned() }), expected);
        }
    }
}
