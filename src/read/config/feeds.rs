//! `[feeds]`: which there are, in which formats, and who speaks in them.

use super::count;
use crate::base::Diagnostic;
use crate::model::{FeedFormat, FeedList, Feeds};
use crate::read::fields::{Fields, short};

const FORMATS: [(&str, FeedFormat); 3] =
    [("atom", FeedFormat::Atom), ("rss", FeedFormat::Rss), ("json", FeedFormat::Json)];

const LISTS: [(&str, FeedList); 9] = [
    ("home", FeedList::Home),
    ("products", FeedList::Products),
    ("types", FeedList::Types),
    ("components", FeedList::Components),
    ("tags", FeedList::Tags),
    ("security", FeedList::Security),
    ("breaking", FeedList::Breaking),
    ("deprecations", FeedList::Deprecations),
    ("roadmap", FeedList::Roadmap),
];

/// What `[feeds]` says over `default`.
pub(super) fn feeds(table: &mut Fields<'_>, default: Feeds) -> Feeds {
    Feeds {
        limit: count(table, "limit").unwrap_or(default.limit),
        formats: table.some_of("formats", &FORMATS).unwrap_or(default.formats),
        lists: table.some_of("lists", &LISTS).unwrap_or(default.lists),
        archive: table.bool("archive").unwrap_or(default.archive),
        authority: authority(table).unwrap_or(default.authority),
        author: table.text("author").map(|author| author.value),
    }
}

/// RFC 4151, section 2.1: a host or mail address, a comma, and a date on which it was the site's.
fn authority(table: &mut Fields<'_>) -> Option<String> {
    let authority = table.text("authority")?;
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-._@".contains(c));
    let is_date = |date: &str| {
        let lengths: Vec<usize> = date.split('-').map(str::len).collect();
        matches!(lengths[..], [4] | [4, 2] | [4, 2, 2]) && date.chars().all(|c| c.is_ascii_digit() || c == '-')
    };
    if authority.value.split_once(',').is_some_and(|(name, date)| is_name(name) && is_date(date)) {
        return Some(authority.value);
    }
    let message = format!("`{}`: `{}` is no authority of tag URIs", table.path("authority"), short(&authority.value));
    let help = "write a host that is yours and a year in which it was, such as `example.com,2026`";
    table.complain(Diagnostic::error("invalid-authority", message).help(help), authority.span);
    None
}
