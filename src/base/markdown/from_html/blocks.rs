//! What stands below one another: paragraphs, quotes, lists, notes, code.

use super::inline::note;
use super::table::Table;
use super::{End, Reading};
use crate::base::markdown::link;
use crate::base::markdown::tags::{Attributes, decoded};

/// A list that is open, and what its next item begins with.
pub(super) struct List {
    next: Option<u64>,
    bullet: char,
}

/// The alerts that GitHub has.
const ALERTS: [&str; 5] = ["note", "tip", "important", "warning", "caution"];

impl Reading<'_, '_, '_> {
    /// An element that is no inline markup begins.
    pub(super) fn block(&mut self, name: &str, attributes: Attributes<'_>) -> End {
        self.flush();
        match name {
            "p" if attributes.has_class("alert-title") && self.is_alert() => {
                self.is_lead = true;
                End::Lead
            }
            "p" => match attributes.has_class("alert-title") {
                true => End::Bold,
                false => End::Paragraph,
            },
            "summary" | "dt" | "caption" | "figcaption" | "legend" => End::Bold,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => End::Heading(name.as_bytes()[1] - b'0'),
            "blockquote" => {
                self.writer.open_quote();
                End::Container
            }
            "div" if attributes.has_class("footnotes") => {
                self.in_notes += 1;
                End::Notes
            }
            "div" if attributes.has_class("alert") => {
                self.writer.open_quote();
                if let Some(kind) = ALERTS.into_iter().find(|kind| attributes.has_class(&format!("alert-{kind}"))) {
                    self.writer.lead(&format!("[!{}]", kind.to_ascii_uppercase()));
                }
                End::Container
            }
            "ul" | "ol" | "menu" => self.list(name == "ol", attributes),
            "li" => self.item(attributes),
            "dd" => {
                self.writer.open_item("- ".to_owned(), '-');
                End::Container
            }
            "pre" => {
                self.verbatim = Some(Default::default());
                End::Preformatted
            }
            "table" if self.table.is_none() => {
                self.table = Some(Table::default());
                End::Table
            }
            "tr" => End::Row,
            "td" | "th" => self.cell(attributes, name == "th"),
            "video" => {
                self.video(attributes);
                End::Nothing
            }
            _ => End::Nothing,
        }
    }

    /// Whether the innermost element is an alert that its quote names.
    fn is_alert(&self) -> bool {
        self.open.last().is_some_and(|open| open.name == "div" && open.end == End::Container) && self.writer.is_led()
    }

    fn list(&mut self, is_ordered: bool, attributes: Attributes<'_>) -> End {
        let first =
            attributes.get("start").and_then(|start| start.parse::<u64>().ok()).filter(|it| *it < 1_000_000_000);
        let next = is_ordered.then(|| first.unwrap_or(1));
        if self.in_notes > 0 {
            return End::Nothing;
        }
        // An ordered list that does not begin with 1 cannot follow a line of text at once.
        if next.is_some_and(|next| next != 1) {
            self.writer.separate();
        }
        let bullet = match (self.writer.last_bullet(), is_ordered) {
            (Some('-'), false) => '*',
            (Some('.'), true) => ')',
            (_, false) => '-',
            (_, true) => '.',
        };
        self.lists.push(List { next, bullet });
        End::List
    }

    fn item(&mut self, attributes: Attributes<'_>) -> End {
        if self.in_notes > 0 {
            let label = attributes.get("id").map(decoded).and_then(|id| note(&format!("#{id}")));
            if let Some(label) = label {
                self.writer.open_note(&format!("{}{label}", self.reader.notes));
                return End::Container;
            }
        }
        let (mark, bullet) = match self.lists.last_mut() {
            Some(List { next: Some(next), bullet }) => {
                *next += 1;
                (format!("{}{bullet} ", *next - 1), *bullet)
            }
            Some(List { next: None, bullet }) => (format!("{bullet} "), *bullet),
            None => ("- ".to_owned(), '-'),
        };
        self.writer.open_item(mark, bullet);
        End::Container
    }

    fn video(&mut self, attributes: Attributes<'_>) {
        let Some(address) = attributes.get("src").map(decoded) else { return };
        let name = address.rsplit('/').next().unwrap_or(&address);
        self.writer.paragraph(&link(name, &(self.reader.address)(&address)));
    }
}
