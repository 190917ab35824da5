//! Files for programs, and for the scripts of pages: neither pages nor feeds.

use serde::Serialize;

use crate::facts::cards::Card;
use crate::facts::feeds::FeedPlan;
use crate::facts::late::Late;
use crate::facts::lists::List;
use crate::model::Site;
use crate::theme::{CardLook, Strings};

/// What such files are made from.
pub struct Given<'a> {
    pub site: &'a Site,
    pub lists: &'a [List],
    pub feeds: &'a [FeedPlan],
    pub strings: &'a Strings,
    /// The pictures that stand for pages, and how they look.
    pub cards: &'a [Card],
    pub look: &'a CardLook,
    /// What is found out once somebody asks for it.
    pub late: &'a Late,
}

/// A kind of such files: where they lie, and what is in each.
pub struct DataKind {
    pub name: &'static str,
    /// What a program gets, for listings.
    pub caption: &'static str,
    /// The files of this kind that the site has.
    pub plan: fn(&Given<'_>) -> Vec<DataPlan>,
    pub write: fn(&Given<'_>, &DataPlan) -> Vec<u8>,
}

/// A file that a kind asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataPlan {
    /// Without base: `/latest.txt`.
    pub address: String,
    /// Which one of its kind it is, in the kind's own counting.
    pub part: usize,
}

/// A document in as few bytes as it takes.
pub fn json(document: &impl Serialize) -> Vec<u8> {
    long_json(0, document)
}

/// The same for a document with about so many bytes of texts, whose memory is there from the beginning.
pub fn long_json(texts: usize, document: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(texts + texts / 4);
    serde_json::to_writer(&mut bytes, document).expect("texts, numbers and lists of them are always JSON");
    bytes
}

/// A document that people read, too.
pub fn pretty_json(document: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(document).expect("texts, numbers and lists of them are always JSON");
    bytes.push(b'\n');
    bytes
}

/// Every kind of such files.
pub const DATA: &[&DataKind] = &[
    &super::latest::TEXT,
    &super::api::LATEST,
    &super::api::INDEX,
    &super::api::RELEASES,
    &super::api::RELEASE,
    &super::api::ENTRIES,
    &super::api::ROADMAP,
    &super::api::SCHEMA,
    &super::well_known::WELL_KNOWN,
    &super::llms::LLMS,
    &super::calendar::CALENDAR,
    &super::card::CARD,
    &super::osv::SECURITY,
    &super::support::SUPPORT,
    &super::compare::VERSIONS,
    &super::compare::CHANGES,
    &super::search::MANIFEST,
    &super::search::PIECES,
    &super::search::EXCERPTS,
];
