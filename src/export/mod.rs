//! The site in other formats: feeds, sitemap, robots, data. A format is one file and one row.

mod api;
mod atom;
mod calendar;
mod card;
mod clean;
mod compare;
mod content;
#[cfg(test)]
mod content_tests;
mod data;
mod feed;
#[cfg(test)]
mod fixture;
mod json_feed;
mod latest;
mod llms;
mod osv;
mod roadmap;
mod robots;
mod rss;
mod runs;
mod search;
mod sitemap;
mod support;
#[cfg(test)]
mod tests;
mod well_known;
mod written;

pub use compare::between;
pub use data::{DATA, DataKind, DataPlan, Given};
pub use feed::{Category, Feed, FeedItem, Person, archive, feed};
pub use robots::robots;
pub use sitemap::{SitemapPage, sitemap, sitemap_files, sitemap_name};
pub use written::{About, WRITINGS, Wanted, Writing, changelog_passages};

use crate::facts::feeds::{FORMATS, Format};
use crate::model::FeedFormat;

/// A feed format and the function that writes it.
pub struct FeedWriter {
    pub format: &'static Format,
    pub write: fn(&Feed) -> Vec<u8>,
}

/// The shelf of feed formats; `facts::feeds::FORMATS` has what pages tell of each.
pub const FEED_WRITERS: [FeedWriter; 3] = [
    FeedWriter { format: &FORMATS[0], write: atom::write },
    FeedWriter { format: &FORMATS[1], write: rss::write },
    FeedWriter { format: &FORMATS[2], write: json_feed::write },
];

/// `feed` in this format.
pub fn write(feed: &Feed, format: FeedFormat) -> Vec<u8> {
    let writer = FEED_WRITERS.iter().find(|writer| writer.format.format == format);
    (writer.expect("every format has its row").write)(feed)
}
