//! Headings: levels without gaps from 1, and ids that are unique in their body.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag};

use super::events::{Piece, end_of};
use super::ids::{self, Ids};
use super::{sanitize, summary};
use crate::base::slugify;
use crate::model::ChangeType;

/// Gives every heading of `pieces` an id: its own when it has one that is safe, else the slug of
/// its text; a number behind it tells equal ones apart. Ids that pages have are left alone; those of
/// `types`, which the groups of a release have, only the headings at `heads` may get, since these
/// are never on one page with the groups.
pub fn identify(pieces: &mut [Piece<'_>], heads: &[usize], types: &[ChangeType]) {
    let mut given = Ids::default();
    for at in 0..pieces.len() {
        if !matches!(pieces[at].event, Event::Start(Tag::Heading { .. })) {
            continue;
        }
        let text = summary::plain(&pieces[at..end_of(pieces, at)]);
        if let Event::Start(Tag::Heading { id, classes, attrs, .. }) = &mut pieces[at].event {
            let own = id.take().filter(|id| sanitize::is_id(id)).map(CowStr::into_string);
            let own = own.unwrap_or_else(|| slug(&text));
            let is_taken = heads.binary_search(&at).is_err() && types.iter().any(|kind| kind.id == own);
            let own = if is_taken || ids::is_reserved(&own) { format!("h-{own}") } else { own };
            *id = Some(given.unique(&own).into());
            classes.retain(|class| sanitize::is_class(class));
            attrs.clear();
        }
    }
}

fn slug(text: &str) -> String {
    match slugify(text) {
        slug if slug.is_empty() => "section".to_owned(),
        // An id of the notes (`fn-1`), or one that no selector can name without escapes.
        slug if slug.starts_with("fn") || slug.starts_with(|c: char| c.is_ascii_digit()) => format!("h-{slug}"),
        slug => slug,
    }
}

/// The levels that the headings of a text get: they begin at 1 and leave none out.
pub struct Ranks([bool; 7]);

impl Ranks {
    pub fn of(pieces: &[Piece<'_>]) -> Self {
        let mut used = [false; 7];
        for piece in pieces {
            if let Event::Start(Tag::Heading { level, .. }) = piece.event {
                used[level as usize] = true;
            }
        }
        Self(used)
    }

    /// 1 to 6.
    pub fn rank(&self, level: HeadingLevel) -> u8 {
        let above = self.0.iter().take(level as usize + 1).filter(|used| **used).count();
        u8::try_from(above.max(1)).unwrap_or(6)
    }
}

/// Takes the title off the front of `pieces`: its plain text, when they begin with a heading that
/// `is_title` by its text.
pub fn take_title(pieces: &mut Vec<Piece<'_>>, is_title: impl Fn(&str) -> bool) -> Option<String> {
    if !matches!(pieces.first()?.event, Event::Start(Tag::Heading { .. })) {
        return None;
    }
    let end = end_of(pieces, 0);
    let title = summary::plain(&pieces[..end]);
    if title.is_empty() || !is_title(&title) {
        return None;
    }
    pieces.drain(..end);
    Some(title)
}
