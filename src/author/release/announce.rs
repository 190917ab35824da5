//! The file of a pre-release, which tells what waits and leaves it waiting.

use super::bench::{Bench, at};
use crate::base::markdown::{escaped, with_code};
use crate::facts::references::behind;
use crate::model::{Entry, Release, ReleaseFields};
use crate::read::{clean, front};

impl Bench<'_> {
    /// A file for the pre-release alone, which tells what waits as it is now.
    pub(super) fn announce(&mut self, entries: &[&Entry], waiting: Option<&Release>) {
        let fields = ReleaseFields {
            date: Some(at(self.wish.date)),
            publish_at: self.ahead,
            title: self.wish.title.clone().map(at),
            id: Some(at(self.id())),
            ..self.fields()
        };
        let mut body = self.own_words(waiting);
        for kind in &self.site.config.types {
            let of_kind = |kinds: Vec<&str>| kinds.first() == Some(&kind.id.as_str());
            let lines: String = entries
                .iter()
                .filter(|entry| of_kind(entry.kinds()))
                .map(|entry| {
                    let breaking = if entry.breaking { "**Breaking:** " } else { "" };
                    format!("- {breaking}{}{}\n", told(entry), behind(self.site, entry))
                })
                .collect();
            if !lines.is_empty() {
                body += &format!("## {}\n{lines}\n", kind.title);
            }
        }
        if body.is_empty() {
            body = "Nothing has changed since the release before.\n".to_owned();
        }
        self.write(fields, body);
    }

    /// The body of the waiting release's own file, which stands before what its entries tell.
    fn own_words(&self, waiting: Option<&Release>) -> String {
        let Some(source) = waiting.and_then(|waiting| waiting.source.as_ref()) else { return String::new() };
        let bytes = self.tree.bytes(source.path.as_str()).map(|bytes| bytes.to_vec()).unwrap_or_default();
        let Some(source) = clean(&source.path, &bytes).value else { return String::new() };
        let body = front(&source, &self.config().limits).value.body;
        match source.text.get(body..).unwrap_or_default().trim() {
            "" => String::new(),
            words => format!("{words}\n\n"),
        }
    }
}

/// What an entry says in one line, as markdown that says the same.
fn told(entry: &Entry) -> String {
    match (&entry.title, entry.summary.as_str()) {
        (Some(title), summary) if !summary.is_empty() && summary != title => {
            format!("**{}**: {}", with_code(title), escaped(summary))
        }
        (Some(title), _) => with_code(title),
        (None, summary) => escaped(summary),
    }
}
