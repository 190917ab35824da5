//! Links and images: unsafe addresses go, those into the site are counted for later, and bare
//! addresses and references in the text become links.

use std::collections::HashMap;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::address::{self, Address};
use super::events::Piece;
use super::marks;
use super::places::Places;
use super::references::References;
use crate::base::{Diagnostic, Source, Span};
use crate::model::{BodyLink, LinkTarget};

/// How many complaints about addresses one text gets.
const MOST_COMPLAINTS: usize = 50;

/// Gathers the links of one body.
pub struct Links<'a> {
    pub found: Vec<BodyLink>,
    pub diagnostics: Vec<Diagnostic>,
    source: &'a Source,
    places: Places<'a>,
    /// Those of raw HTML, which comes by several times.
    foreign: HashMap<(String, bool), Option<u16>>,
    /// Where raw HTML stands.
    raw: Vec<Span>,
    /// Where the last of its addresses was found: the next one mostly follows.
    raw_at: usize,
}

impl<'a> Links<'a> {
    pub fn new(source: &'a Source) -> Self {
        let places = Places::new(source);
        Self {
            found: Vec::new(),
            diagnostics: Vec::new(),
            source,
            places,
            foreign: HashMap::new(),
            raw: Vec::new(),
            raw_at: 0,
        }
    }

    /// `pieces` with addresses that are finished and safe: absolute ones as they are, those into
    /// the site as marks. A refused link leaves its text.
    pub fn resolve<'p>(&mut self, pieces: Vec<Piece<'p>>, references: &References) -> Vec<Piece<'p>> {
        let mut out = Vec::with_capacity(pieces.len());
        let mut open = Vec::new();
        // Inside of links, images and code blocks text stays text.
        let mut plain = 0_usize;
        for Piece { event, span } in pieces {
            match event {
                Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                    plain += 1;
                    let dest_url = match link_type {
                        LinkType::Email => Some(format!("mailto:{dest_url}").into()),
                        _ => self.address(dest_url, false, span),
                    };
                    open.push(dest_url.is_some());
                    if let Some(dest_url) = dest_url {
                        out.push(Piece { event: Event::Start(Tag::Link { link_type, dest_url, title, id }), span });
                    }
                }
                Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                    plain += 1;
                    let dest_url = self.address(dest_url, true, span);
                    open.push(dest_url.is_some());
                    if let Some(dest_url) = dest_url {
                        out.push(Piece { event: Event::Start(Tag::Image { link_type, dest_url, title, id }), span });
                    }
                }
                Event::End(TagEnd::Link | TagEnd::Image) => {
                    plain = plain.saturating_sub(1);
                    if open.pop().unwrap_or(false) {
                        out.push(Piece { event, span });
                    }
                }
                Event::Start(Tag::CodeBlock(_)) => {
                    plain += 1;
                    out.push(Piece { event, span });
                }
                Event::End(TagEnd::CodeBlock) => {
                    plain = plain.saturating_sub(1);
                    out.push(Piece { event, span });
                }
                Event::Html(_) | Event::InlineHtml(_) => {
                    self.raw.push(span);
                    out.push(Piece { event, span });
                }
                Event::Text(text) if plain == 0 => references.push(text, span, &mut out),
                event => out.push(Piece { event, span }),
            }
        }
        out
    }

    /// The number of the link that stands at `address` in raw HTML.
    pub fn foreign(&mut self, address: &str, is_image: bool) -> Option<u16> {
        let key = (address.to_owned(), is_image);
        if let Some(known) = self.foreign.get(&key) {
            return *known;
        }
        let number = match address::classify(address, is_image) {
            Address::Local(target) => {
                let span = self.raw_span(address);
                self.raw_at = span.end;
                self.count(target, is_image, span)
            }
            Address::Absolute(_) | Address::Refused => None,
        };
        self.foreign.insert(key, number);
        number
    }

    /// Where raw HTML has the attribute value `address`; the first raw HTML when it is written in
    /// character references.
    fn raw_span(&self, address: &str) -> Span {
        let escaped = address.replace('&', "&amp;");
        let find = |from: usize| {
            let behind = self.raw.iter().filter(|span| span.end > from);
            let mut htmls =
                behind.filter_map(|span| Some((span, self.source.text.get(span.start.max(from)..span.end)?)));
            htmls.find_map(|(span, html)| {
                let value = find_address(html, address).or_else(|| find_address(html, &escaped))?;
                Some(value.shifted(span.start.max(from)))
            })
        };
        find(self.raw_at).or_else(|| find(0)).or_else(|| self.raw.first().copied()).unwrap_or_default()
    }

    fn address<'p>(&mut self, address: CowStr<'p>, is_image: bool, span: Span) -> Option<CowStr<'p>> {
        let changed = match address::classify(&address, is_image) {
            Address::Absolute(absolute) if *absolute == *address => None,
            Address::Absolute(absolute) => Some(absolute.into_owned()),
            Address::Local(target) => return self.count(target, is_image, span).map(marks::link),
            Address::Refused => {
                self.refuse(&address, is_image, span);
                return None;
            }
        };
        Some(changed.map_or(address, CowStr::from))
    }

    fn count(&mut self, target: LinkTarget, is_image: bool, span: Span) -> Option<u16> {
        let Ok(number) = u16::try_from(self.found.len()) else {
            if !self.diagnostics.iter().any(|diagnostic| diagnostic.code == "too-many-links") {
                let message = format!("more than {} links into the site in one text", u16::MAX);
                let diagnostic = Diagnostic::error("too-many-links", message).at(self.places.place(span));
                self.diagnostics.push(diagnostic.help("split the text into several files"));
            }
            return None;
        };
        self.found.push(BodyLink { target, is_image, place: self.places.place(span) });
        Some(number)
    }

    fn refuse(&mut self, address: &str, is_image: bool, span: Span) {
        let what = if is_image { "image" } else { "link" };
        let (code, message, help) = match address.trim_matches(['#', ' ']).is_empty() {
            true => ("empty-link", format!("this {what} leads nowhere"), "give it an address, or leave it out"),
            false => (
                "unsafe-link",
                format!("this {what} is left out: its address is not one that is safe to follow"),
                if is_image {
                    "addresses of images start with https:// or http://, or are paths of files of the site"
                } else {
                    "addresses start with https://, http:// or mailto:, or are paths of files of the site"
                },
            ),
        };
        self.complain(Diagnostic::warning(code, message).help(help), span);
    }

    /// Adds a complaint about what stands at `span`, as long as there are few.
    pub fn complain(&mut self, diagnostic: Diagnostic, span: Span) {
        if self.diagnostics.len() < MOST_COMPLAINTS {
            self.diagnostics.push(diagnostic.at(self.places.place(span)));
        }
    }
}

/// Where `html` has `address` as the value of an attribute that holds one.
fn find_address(html: &str, address: &str) -> Option<Span> {
    let is_value = |at: &usize| {
        let (before, behind) = (&html[..*at], &html[at + address.len()..]);
        let (before, ends) = match before.chars().next_back() {
            Some(quote @ ('"' | '\'')) => (&before[..before.len() - 1], behind.starts_with(quote)),
            _ => (before, behind.starts_with(|c: char| c.is_ascii_whitespace() || c == '>')),
        };
        let name = before.trim_end().strip_suffix('=').unwrap_or_default().trim_end();
        ends && ["href", "src", "poster"].iter().any(|known| ends_with(name, known))
    };
    let at = html.match_indices(address).map(|(at, _)| at).find(is_value)?;
    Some(Span::new(at, at + address.len()))
}

fn ends_with(text: &str, end: &str) -> bool {
    let at = text.len().checked_sub(end.len());
    at.and_then(|at| text.get(at..)).is_some_and(|last| last.eq_ignore_ascii_case(end))
}
