//! What stands in a line: texts, marks around them, links, notes, pictures.

use super::{End, Reading};
use crate::base::markdown::tags::{Attributes, decoded};
use crate::base::markdown::{escaped, plain, push_destination, push_escaped};

/// Inline markup that is open: what stands around it, and where it begins in the text.
pub(super) struct SpanMark {
    start: usize,
    mark: Mark,
}

/// What inline markup becomes.
pub(super) enum Mark {
    Around(&'static str),
    Link(String),
    Note(String),
}

impl Reading<'_, '_, '_> {
    /// Text, with what would be markup escaped; of code as it is.
    pub(super) fn characters(&mut self, text: &str) {
        if self.is_back_link || self.is_lead {
            return;
        }
        let text = decoded(text);
        if let Some((code, _)) = &mut self.verbatim {
            code.push_str(&text);
            return;
        }
        let mut rest = &*text;
        while !rest.is_empty() {
            let (plain, behind) = rest.split_at(plain(rest));
            self.plain(plain);
            rest = behind;
            let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let before = self.text.chars().next_back().is_some_and(char::is_alphanumeric);
            let is_last = rest[word..].trim_start().is_empty();
            push_escaped(&mut self.text, &rest[..word], before, is_last);
            rest = &rest[word..];
            let blank = rest.len() - rest.trim_start().len();
            if blank > 0 {
                self.space(rest[..blank].contains('\n'));
            }
            rest = &rest[blank..];
        }
    }

    /// Text with neither markup nor white space but blanks.
    fn plain(&mut self, text: &str) {
        let pairs = text.bytes().zip(text.bytes().skip(1));
        let has_gaps = text.starts_with(' ') | pairs.fold(false, |any, (a, b)| any | ((a == b' ') & (b == b' ')));
        if !has_gaps {
            return self.text.push_str(text);
        }
        for word in text.split_inclusive(' ') {
            match word {
                " " => self.space(false),
                _ => self.text.push_str(word),
            }
        }
    }

    /// White space: one blank or one line end, however much there is.
    pub(super) fn space(&mut self, is_line: bool) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.text.push(if is_line && self.table.is_none() { '\n' } else { ' ' });
        }
    }

    /// A line end that stays; where there is one line only, a blank.
    pub(super) fn line_break(&mut self) {
        let trimmed = self.text.trim_end().len();
        self.text.truncate(trimmed);
        if self.is_in_cell() || self.open.iter().any(|open| matches!(open.end, End::Heading(_) | End::Bold)) {
            self.text.push(' ');
        } else if !self.text.is_empty() {
            self.text.push_str("  \n");
        }
    }

    /// Inline markup begins.
    pub(super) fn span(&mut self, mark: Mark) -> End {
        self.spans.push(SpanMark { start: self.text.len(), mark });
        End::Span
    }

    /// The innermost inline markup ends: what was gathered since it began stands between its marks.
    pub(super) fn close_span(&mut self) {
        let Some(SpanMark { start, mark }) = self.spans.pop() else { return };
        let inside = self.text.split_off(start.min(self.text.len()));
        match mark {
            Mark::Around(mark) => self.text.push_str(&around(&inside, mark)),
            Mark::Note(label) => self.text.push_str(&format!("[^{label}]")),
            Mark::Link(_) if inside.trim().is_empty() => self.text.push_str(&inside),
            Mark::Link(address) if address.is_empty() => self.text.push_str(&inside),
            Mark::Link(address) => {
                self.text.push('[');
                self.text.push_str(inside.trim());
                self.text.push_str("](");
                push_destination(&mut self.text, &address);
                self.text.push(')');
                self.text.push_str(&inside[inside.trim_end().len()..]);
            }
        }
    }

    /// A link begins, or a reference to a note.
    pub(super) fn link(&mut self, attributes: Attributes<'_>) -> End {
        let Some(address) = attributes.get("href").map(decoded) else { return End::Nothing };
        match note(&address).filter(|_| attributes.get("role") == Some("doc-noteref")) {
            Some(label) => self.span(Mark::Note(format!("{}{label}", self.reader.notes))),
            None => self.span(Mark::Link((self.reader.address)(&address))),
        }
    }

    /// A picture by its address and what it shows.
    pub(super) fn image(&mut self, attributes: Attributes<'_>) {
        let Some(address) = attributes.get("src").map(decoded) else { return };
        self.text.push_str("![");
        let alt = attributes.get("alt").map(decoded).unwrap_or_default();
        self.text.push_str(&escaped(&alt));
        self.text.push_str("](");
        push_destination(&mut self.text, &(self.reader.address)(&address));
        self.text.push(')');
    }
}

/// `text` between two marks, white space outside of them; nothing around nothing.
pub(super) fn around(text: &str, mark: &str) -> String {
    let inside = text.trim();
    if inside.is_empty() {
        return text.to_owned();
    }
    let (before, after) = (text.len() - text.trim_start().len(), text.trim_end().len());
    format!("{}{mark}{inside}{mark}{}", &text[..before], &text[after..])
}

/// The label of the note that `#…fn-1` leads to.
pub(super) fn note(address: &str) -> Option<String> {
    let label = address.strip_prefix('#')?;
    let is_label = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    (!label.is_empty() && label.chars().all(is_label)).then(|| label.to_owned())
}
