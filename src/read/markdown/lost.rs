//! What vanishes because it is nothing but HTML that is left out.

use pulldown_cmark::{Event, Tag};

use super::events::{Piece, end_of};
use super::raw;
use crate::base::Span;

/// Where HTML stands of which nothing shows, though nothing else stands there; and whether that is an item of a list
/// or else the whole text. Comments are meant not to show.
pub fn lost(pieces: &[Piece<'_>], trusted: bool) -> Vec<(Span, bool)> {
    let is_raw = |piece: &Piece<'_>| matches!(piece.event, Event::Html(_) | Event::InlineHtml(_));
    if !pieces.iter().any(is_raw) {
        return Vec::new();
    }
    if let Some(span) = lost_in(pieces, trusted)
        && !pieces.iter().any(|piece| matches!(piece.event, Event::Start(Tag::Item)))
    {
        return vec![(span, false)];
    }
    let items = pieces.iter().enumerate().filter(|(_, piece)| matches!(piece.event, Event::Start(Tag::Item)));
    let insides = items.filter_map(|(at, _)| pieces.get(at..end_of(pieces, at)));
    insides.filter_map(|inside| Some((lost_in(inside, trusted)?, true))).collect()
}

/// Whether `tag`, without its `<`, opens an element that is never published.
fn is_left_out(tag: &str) -> bool {
    let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && raw::TAGS.binary_search(&name.as_str()).is_err()
}

/// Where the first tag stands that is left out, when nothing in `pieces` shows.
fn lost_in(pieces: &[Piece<'_>], trusted: bool) -> Option<Span> {
    let mut first = None;
    for piece in pieces {
        match &piece.event {
            Event::Html(html) | Event::InlineHtml(html) => {
                if raw::shows(html, trusted) {
                    return None;
                }
                first = first.or(html.split('<').skip(1).any(is_left_out).then_some(piece.span));
            }
            Event::Text(text) if text.trim().is_empty() => {}
            Event::SoftBreak | Event::HardBreak | Event::End(_) => {}
            Event::Start(tag) if !matches!(tag, Tag::Image { .. }) => {}
            _ => return None,
        }
    }
    first
}
