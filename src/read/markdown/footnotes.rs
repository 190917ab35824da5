//! Footnotes: where each is defined, and the numbers of those that a text refers to.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::events::{Piece, end_of};
use crate::base::Span;

/// Where the notes of a body are defined.
#[derive(Default)]
pub struct Definitions {
    /// By label, the inside of the definition.
    known: HashMap<String, Range<usize>>,
}

impl Definitions {
    pub fn of(pieces: &[Piece<'_>]) -> Self {
        let mut known = HashMap::new();
        for (at, piece) in pieces.iter().enumerate() {
            if let Event::Start(Tag::FootnoteDefinition(label)) = &piece.event {
                let inside = at + 1..end_of(pieces, at).saturating_sub(1);
                known.entry(label.to_string()).or_insert(inside);
            }
        }
        Self { known }
    }

    pub fn get(&self, label: &str) -> Option<Range<usize>> {
        self.known.get(label).cloned()
    }

    /// The notes that do not show, in order: no text refers to them, not even by way of another note,
    /// or (the flag) their label was taken.
    pub fn unused<'p>(&self, pieces: &'p [Piece<'_>]) -> Vec<(&'p str, Span, bool)> {
        if self.known.is_empty() {
            return Vec::new();
        }
        let mut defined = Vec::new();
        let mut used = HashSet::new();
        let mut reached = Vec::new();
        let mut at = 0;
        while at < pieces.len() {
            match &pieces[at].event {
                Event::Start(Tag::FootnoteDefinition(label)) => {
                    defined.push((&**label, at));
                    at = end_of(pieces, at);
                    continue;
                }
                Event::FootnoteReference(label) if used.insert(&**label) => reached.push(&**label),
                _ => {}
            }
            at += 1;
        }
        while let Some(label) = reached.pop() {
            for piece in self.get(label).map_or(&[][..], |inside| &pieces[inside]) {
                if let Event::FootnoteReference(label) = &piece.event
                    && used.insert(&**label)
                {
                    reached.push(&**label);
                }
            }
        }
        let is_again = |label: &str, at: usize| self.known.get(label).is_some_and(|inside| inside.start != at + 1);
        let told = defined.into_iter().map(|(label, at)| (label, pieces[at].span, is_again(label, at)));
        told.filter(|(label, _, is_again)| *is_again || !used.contains(label)).collect()
    }
}

/// The notes that one text refers to, numbered by their first reference.
#[derive(Default)]
pub struct Notes {
    /// In order; how often each was referred to.
    notes: Vec<(String, usize)>,
    numbers: HashMap<String, usize>,
}

impl Notes {
    /// The number of the note, from 1, and how often it has been referred to by now.
    pub fn refer(&mut self, label: &str) -> (usize, usize) {
        let next = self.notes.len() + 1;
        let number = *self.numbers.entry(label.to_owned()).or_insert(next);
        if number == next {
            self.notes.push((label.to_owned(), 0));
        }
        let count = self.notes.get_mut(number - 1).map_or(1, |(_, count)| {
            *count += 1;
            *count
        });
        (number, count)
    }

    /// The label of note `number` and how often it was referred to.
    pub fn get(&self, number: usize) -> Option<(&str, usize)> {
        self.notes.get(number.checked_sub(1)?).map(|(label, count)| (label.as_str(), *count))
    }
}
