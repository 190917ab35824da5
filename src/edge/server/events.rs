//! A stream of server-sent events (HTML Living Standard, section 9.2): news for one open page.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Bytes;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::timeout;

use super::{Desk, News};

/// How soon a browser comes back when it lost the stream, in milliseconds.
const OPENING: &[u8] = b"retry: 500\n\n";
/// A comment, so that both sides learn when the other is gone.
const COMMENT: &[u8] = b":\n\n";
/// How long a stream may be silent.
const SILENCE: Duration = Duration::from_secs(15);

/// The next bytes of a stream, and who waits for those after them.
pub(super) type Next = Pin<Box<dyn Future<Output = (Bytes, Listener)> + Send>>;

/// A page that listens. It goes, and its place is free, when its connection does.
pub(super) struct Listener {
    desk: Arc<Desk>,
    bell: watch::Receiver<()>,
    query: Arc<str>,
    has_asked: bool,
    _place: OwnedSemaphorePermit,
}

impl Listener {
    pub(super) fn new(desk: Arc<Desk>, query: String, place: OwnedSemaphorePermit) -> Self {
        let bell = desk.bell.subscribe();
        Self { desk, bell, query: query.into(), has_asked: false, _place: place }
    }

    /// The stream's first bytes, which are there at once.
    pub(super) fn open(self) -> Next {
        Box::pin(async move { (Bytes::from_static(OPENING), self) })
    }

    /// The bytes after those.
    pub(super) fn wait(mut self) -> Next {
        Box::pin(async move {
            loop {
                if self.has_asked && timeout(SILENCE, self.bell.changed()).await.is_err() {
                    return (Bytes::from_static(COMMENT), self);
                }
                self.has_asked = true;
                if let Some(news) = self.ask().await {
                    return (Bytes::from(event(&news)), self);
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
