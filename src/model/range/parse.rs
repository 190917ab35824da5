//! Pieces of a text become ranges; what can be told in two ways is not guessed.

use super::tokens::{Token, tokens};
use super::{Bound, VersionRange, bumped};
use crate::model::Version;

/// All ranges that a text means; `None` when it cannot be told.
pub(super) fn ranges(text: &str) -> Option<Vec<VersionRange>> {
    let tokens = tokens(text);
    let mut ranges = Vec::new();
    for alternative in tokens.split(|token| *token == Token::Or) {
        ranges.extend(alternative_ranges(alternative)?);
    }
    Some(ranges)
}

/// The ranges of what stands between two `or`.
fn alternative_ranges(tokens: &[Token<'_>]) -> Option<Vec<VersionRange>> {
    let mut ranges: Vec<VersionRange> = Vec::new();
    // Whether the last range may still get its other bound, and whether it must.
    let (mut is_open, mut must_join) = (false, false);
    let mut rest = tokens;
    while let Some(first) = rest.first() {
        match first {
            Token::Comma => rest = &rest[1..],
            Token::And => {
                must_join = true;
                rest = &rest[1..];
            }
            _ => {
                let (piece, after) = piece(rest)?;
                rest = after;
                let joined = ranges.last().filter(|_| is_open && piece.is_comparison).and_then(|it| join(it, &piece));
                match (joined, ranges.last_mut()) {
                    (Some(joined), Some(last)) => *last = joined,
                    _ if must_join => return None,
                    _ => ranges.push(piece.range),
                }
                (is_open, must_join) = (piece.is_comparison, false);
            }
        }
    }
    (!ranges.is_empty() && !must_join).then_some(ranges)
}

/// A range with its other bound; `None` when it has that already, or nothing would be in it.
fn join(range: &VersionRange, piece: &Piece) -> Option<VersionRange> {
    let joined = match (range, &piece.range) {
        (VersionRange { from: None, to }, VersionRange { from: Some(from), to: None }) => {
            VersionRange { from: Some(from.clone()), to: to.clone() }
        }
        (VersionRange { from, to: None }, VersionRange { from: None, to: Some(to) }) => {
            VersionRange { from: from.clone(), to: Some(to.clone()) }
        }
        _ => return None,
    };
    (!joined.is_empty()).then_some(joined)
}

/// What one comparison or version says.
struct Piece {
    range: VersionRange,
    /// One side only: it may belong together with others.
    is_comparison: bool,
}

fn piece<'t, 'a>(tokens: &'t [Token<'a>]) -> Option<(Piece, &'t [Token<'a>])> {
    let whole = |range| Piece { range, is_comparison: false };
    Some(match tokens {
        [Token::Operator(operator), Token::Word(word), rest @ ..] => (compared(operator, word)?, rest),
        [Token::Through, Token::Word(word), rest @ ..] => (compared("<=", word)?, rest),
        [Token::Word(first), Token::Through, Token::Word(last), rest @ ..] => {
            let range =
                VersionRange { from: Mention::parse(first)?.range().from, to: Mention::parse(last)?.range().to };
            (whole(Some(range).filter(|range| !range.is_empty())?), rest)
        }
        [Token::Word(word), Token::Upwards, rest @ ..] => (compared(">=", word)?, rest),
        [Token::Word(word), Token::Downwards, rest @ ..] => (compared("<=", word)?, rest),
        [Token::Word(word), rest @ ..] if is_all(word) => (whole(VersionRange::default()), rest),
        [Token::Word(word), rest @ ..] => (whole(Mention::parse(word)?.range()), rest),
        _ => return None,
    })
}

fn is_all(word: &str) -> bool {
    ["*", "x", "all", "any"].iter().any(|all| word.eq_ignore_ascii_case(all))
}

fn compared(operator: &str, word: &str) -> Option<Piece> {
    let mention = Mention::parse(word)?;
    let range = mention.range();
    let numbers = mention.version.numbers().to_vec();
    let up_to = |at: usize| {
        let to = Some(Bound::excluded(bumped(&numbers, at)?));
        Some(VersionRange { from: range.from.clone(), to })
    };
    let one_sided = |range| Some(Piece { range, is_comparison: true });
    let whole = |range| Some(Piece { range, is_comparison: false });
    match operator {
        ">=" => one_sided(VersionRange { from: range.from, to: None }),
        "<" => one_sided(VersionRange { from: None, to: Some(Bound::excluded(mention.version)) }),
        "<=" => one_sided(VersionRange { from: None, to: range.to }),
        ">" => one_sided(VersionRange { from: Some(mention.end()), to: None }),
        "=" => whole(range),
        "^" => whole(up_to(numbers.iter().position(|number| *number > 0).unwrap_or(numbers.len().saturating_sub(1)))?),
        "~" => whole(up_to(1)?),
        _ => whole(up_to(numbers.len().saturating_sub(2))?),
    }
}

/// A version, or all that begin alike (`1.x`).
struct Mention {
    /// The least of them.
    version: Version,
    /// What comes after all of them.
    end: Option<Version>,
}

impl Mention {
    fn parse(word: &str) -> Option<Self> {
        let version = Version::new(word);
        let mut start = version.as_str();
        while let Some(shorter) = [".x", ".X", ".*"].iter().find_map(|any| start.strip_suffix(any)) {
            start = shorter;
        }
        let is_line = start != version.as_str();
        // `2.0.0-2.3.0` is a pre-release by the book and a range to most: nobody can tell.
        let is_doubtful = start.split_once('-').is_some_and(|(_, end)| {
            end.contains('.') && end.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
        });
        let version = Version::new(start);
        let has_gap = start.split('.').any(|part| matches!(part, "x" | "X" | "*"));
        if !version.is_ordered() || is_doubtful || has_gap || !start.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let end = match is_line {
            true => Some(bumped(version.numbers(), version.numbers().len().saturating_sub(1))?),
            false => None,
        };
        Some(Self { version, end })
    }

    fn range(&self) -> VersionRange {
        match &self.end {
            Some(end) => VersionRange {
                from: Some(Bound::included(self.version.clone())),
                to: Some(Bound::excluded(end.clone())),
            },
            None => VersionRange::exactly(self.version.clone()),
        }
    }

    /// Where what comes after it begins.
    fn end(&self) -> Bound {
        match &self.end {
            Some(end) => Bound::included(end.clone()),
            None => Bound::excluded(self.version.clone()),
        }
    }
}
