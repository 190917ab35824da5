//! Fields that several nouns share.

use std::collections::BTreeMap;

use super::fields::{Fields, short};
use crate::base::{At, Date, Diagnostic};
use crate::model::{Limits, Link, OptionValue, Origin, Stage};

impl Fields<'_> {
    /// A title: one line, not empty, no longer than the site's limit.
    pub fn title(&mut self, key: &'static str, limits: &Limits) -> Option<At<String>> {
        let before = self.diagnostics.len();
        let Some(title) = self.text(key) else {
            if self.diagnostics.len() == before
                && let Some(node) = self.node(key)
            {
                let fault = Diagnostic::error("empty-value", format!("`{}` is empty", self.path(key)));
                self.complain(fault.help("give it a text, or leave the key out"), node.span);
            }
            return None;
        };
        let length = title.value.chars().count();
        if length > limits.title {
            let message = format!("the title has {length} characters; at most {} are allowed", limits.title);
            let fault = Diagnostic::error("title-too-long", message);
            self.complain(fault.help("put the rest into `summary` or the body"), title.span);
            return None;
        }
        Some(title)
    }

    pub fn stage(&mut self, key: &'static str) -> Option<Stage> {
        self.one_of(key, &Stage::ALL.map(|stage| (stage.name(), stage)))
    }

    /// A moment or day whose place does not matter later.
    pub fn day(&mut self, key: &'static str) -> Option<Date> {
        self.date(key).map(|date| date.value)
    }

    pub fn flag(&mut self, key: &'static str) -> bool {
        self.bool(key).unwrap_or(false)
    }

    pub fn per_cent(&mut self, key: &'static str) -> Option<u8> {
        self.integer(key, 0, 100).and_then(|number| u8::try_from(number).ok())
    }

    /// Links as addresses, or as tables with a title; without one the address is the title.
    pub fn links(&mut self, key: &'static str) -> Vec<Link> {
        self.texts_or_tables(
            key,
            |fields, url| {
                let url = fields.checked_url(key, url)?.value;
                Some(Link { title: url.clone(), url })
            },
            |link| {
                let title = link.text("title").map(|title| title.value);
                let url = link.required("url", Self::url)?;
                Some(Link { title: title.unwrap_or_else(|| url.clone()), url })
            },
        )
    }

    /// The value of a key that must be there.
    pub fn required<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Self, &'static str) -> Option<At<T>>,
    ) -> Option<T> {
        self.required_at(key, read).map(|value| value.value)
    }

    /// The value of a key that must be there, and its place.
    pub fn required_at<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Self, &'static str) -> Option<At<T>>,
    ) -> Option<At<T>> {
        let before = self.diagnostics.len();
        let value = read(self, key);
        if value.is_none() && self.diagnostics.len() == before {
            let help = self.own_example();
            self.miss(key, help, self.source.place(self.span()));
        }
        value
    }

    /// What it was imported from: a mark alone, or a table with the fingerprints of what was imported.
    pub fn origin(&mut self, key: &'static str) -> Option<Origin> {
        let mut origins = self.texts_or_tables(
            key,
            |_, mark| Some(Origin { mark: mark.value, hash: String::new() }),
            |table| {
                let mark = table.required("from", Self::text);
                let hash = table.text("hash").map(|hash| hash.value).unwrap_or_default();
                Some(Origin { mark: mark?, hash })
            },
        );
        origins.pop()
    }

    pub fn extra(&mut self) -> BTreeMap<String, OptionValue> {
        self.free("extra")
    }
}

/// A picture or a film: a file of the site, or an absolute http or https address.
pub fn media(fields: &mut Fields<'_>, key: &'static str) -> Option<At<String>> {
    let media = fields.text(key)?;
    checked_media(fields, key, media)
}

/// The address when a page may load it; else a complaint.
pub fn checked_media(fields: &mut Fields<'_>, key: &'static str, media: At<String>) -> Option<At<String>> {
    let is_foreign = media.value.find(':').is_some_and(|at| !media.value[..at].contains('/'));
    let is_web = media.value.starts_with("https://") || media.value.starts_with("http://");
    if media.value.contains(['\\', '\0']) || media.value.starts_with("//") || (is_foreign && !is_web) {
        let message = format!("`{}`: `{}` is neither a file nor a web address", fields.path(key), short(&media.value));
        let help = "name a file beside this one, one from the site's root with /, or an https:// address";
        fields.complain(Diagnostic::error("invalid-url", message).help(help), media.span);
        return None;
    }
    Some(media)
}
