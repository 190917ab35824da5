//! Alerts: quotes that begin with `[!NOTE]`, as GitHub has them, and three of a changelog's own.

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use super::events::Piece;
use crate::model::Word;

/// A kind of alert.
#[derive(Debug, PartialEq, Eq)]
pub struct Alert {
    /// Stands in the class, `alert-note`.
    pub name: &'static str,
    pub title: Word,
}

static NOTE: Alert = Alert { name: "note", title: Word::Note };
static TIP: Alert = Alert { name: "tip", title: Word::Tip };
static IMPORTANT: Alert = Alert { name: "important", title: Word::Important };
static WARNING: Alert = Alert { name: "warning", title: Word::Warning };
static CAUTION: Alert = Alert { name: "caution", title: Word::Caution };

static OWN: [(&str, Alert); 3] = [
    ("[!BREAKING]", Alert { name: "breaking", title: Word::Breaking }),
    ("[!SECURITY]", Alert { name: "security", title: Word::Security }),
    ("[!DEPRECATED]", Alert { name: "deprecated", title: Word::Deprecated }),
];

/// The alert that the quote at `at` is, and the index at which its inside goes on: behind the
/// marker's text for one of our own kinds.
pub fn of(pieces: &[Piece<'_>], at: usize) -> Option<(&'static Alert, usize)> {
    let event = |at: usize| pieces.get(at).map(|piece| &piece.event);
    let alert = match event(at)? {
        Event::Start(Tag::BlockQuote(Some(kind))) => match kind {
            BlockQuoteKind::Note => &NOTE,
            BlockQuoteKind::Tip => &TIP,
            BlockQuoteKind::Important => &IMPORTANT,
            BlockQuoteKind::Warning => &WARNING,
            BlockQuoteKind::Caution => &CAUTION,
        },
        Event::Start(Tag::BlockQuote(None)) => return own(event(at + 1)?, event(at + 2)?, event(at + 3)?, at),
        _ => return None,
    };
    Some((alert, at + 1))
}

fn own(start: &Event<'_>, text: &Event<'_>, next: &Event<'_>, at: usize) -> Option<(&'static Alert, usize)> {
    let (Event::Start(Tag::Paragraph), Event::Text(text)) = (start, text) else { return None };
    let (_, alert) = OWN.iter().find(|(marker, _)| text.trim().eq_ignore_ascii_case(marker))?;
    match next {
        Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph) => Some((alert, at + 4)),
        _ => None,
    }
}
