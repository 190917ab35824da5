//! Ranges of versions, as people write them in advisories.

use std::cmp::Ordering;

use super::Version;

/// Some versions in a row; without a bound it goes on to that side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VersionRange {
    pub from: Option<Bound>,
    pub to: Option<Bound>,
}

/// Where a range begins or ends. Its version has an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    pub version: Version,
    /// Whether the version itself is in the range.
    pub is_included: bool,
}

impl VersionRange {
    /// The ranges that a text means, all together; `None` when it cannot be told.
    ///
    /// Read are comparisons (`>= 2.0.0, < 2.3.1`; a comma stands between those of one range, and
    /// also between ranges), single versions, `1.x`, `2.0.0 - 2.3.0`, `^1.2` and `~1.2.3` as npm has
    /// them, `~> 2.2` of RubyGems, `2.0+`, `before 2.1`, `2.0 and later`, `all`; alternatives are
    /// parted by `||`, `;` or `or`.
    pub fn parse(text: &str) -> Option<Vec<Self>> {
        let tokens = tokens(text);
        let mut ranges = Vec::new();
        for alternative in tokens.split(|token| *token == Token::Or) {
            ranges.extend(alternative_ranges(alternative)?);
        }
        Some(ranges)
    }

    /// Whether the version is in the range; `None` when it has no order.
    pub fn contains(&self, version: &Version) -> Option<bool> {
        let is_after = |bound: &Bound| {
            version.precedence(&bound.version).map(|order| order.is_gt() || bound.is_included && order.is_eq())
        };
        let is_before = |bound: &Bound| {
            version.precedence(&bound.version).map(|order| order.is_lt() || bound.is_included && order.is_eq())
        };
        if !version.is_ordered() {
            return None;
        }
        Some(self.from.as_ref().map_or(Some(true), is_after)? && self.to.as_ref().map_or(Some(true), is_before)?)
    }

    /// The range as far as no fix ends it: what has no end goes up to the first fixed version, and
    /// from the next line of versions (`2.4` after `2.3.1`) to the next fixed one. A range with an end stays.
    pub fn without_fixed(self, fixed: &[Version]) -> Vec<Self> {
        let mut fixed: Vec<&Version> = fixed.iter().filter(|version| version.is_ordered()).collect();
        if self.to.is_some() || fixed.is_empty() {
            return vec![self];
        }
        fixed.sort_by(|a, b| a.precedence(b).unwrap_or(Ordering::Equal));
        let mut ranges = Vec::new();
        let mut from = self.from;
        for version in fixed {
            let range = Self { from: from.clone(), to: Some(Bound::excluded(version.clone())) };
            if !range.is_empty() {
                ranges.push(range);
            }
            let next = bumped(version.numbers(), 1).map(Bound::included);
            from = match (from, next) {
                (Some(from), Some(next)) if from.version.precedence(&next.version) == Some(Ordering::Greater) => {
                    Some(from)
                }
                (from, next) => next.or(from),
            };
        }
        ranges
    }

    /// Whether no version can be in it.
    fn is_empty(&self) -> bool {
        let (Some(from), Some(to)) = (&self.from, &self.to) else { return false };
        match from.version.precedence(&to.version) {
            Some(Ordering::Less) => false,
            Some(Ordering::Equal) => !(from.is_included && to.is_included),
            _ => true,
        }
    }

    fn exactly(version: Version) -> Self {
        Self { from: Some(Bound::included(version.clone())), to: Some(Bound::included(version)) }
    }
}

impl Bound {
    fn included(version: Version) -> Self {
        Self { version, is_included: true }
    }

    fn excluded(version: Version) -> Self {
        Self { version, is_included: false }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    /// `<`, `<=`, `>`, `>=`, `=`, `^`, `~`, `~>`.
    Operator(&'static str),
    Word(&'a str),
    /// Between the two ends of a range.
    Through,
    Comma,
    And,
    Or,
    /// `and later`, `+`.
    Upwards,
    /// `and earlier`.
    Downwards,
}

/// What operators are written as.
const OPERATORS: [(&str, &str); 16] = [
    ("<", "<"),
    ("<=", "<="),
    ("=<", "<="),
    ("≤", "<="),
    (">", ">"),
    (">=", ">="),
    ("=>", ">="),
    ("≥", ">="),
    ("=", "="),
    ("==", "="),
    ("===", "="),
    ("^", "^"),
    ("~", "~"),
    ("~>", "~>"),
    ("~=", "~>"),
    ("~>=", "~>"),
];

/// Words that stand for something else; what is longer comes first.
const PHRASES: [(&[&str], Token<'static>); 36] = [
    (&["and", "all", "later", "versions"], Token::Upwards),
    (&["and", "later"], Token::Upwards),
    (&["or", "later"], Token::Upwards),
    (&["and", "newer"], Token::Upwards),
    (&["or", "newer"], Token::Upwards),
    (&["and", "above"], Token::Upwards),
    (&["or", "above"], Token::Upwards),
    (&["and", "higher"], Token::Upwards),
    (&["or", "higher"], Token::Upwards),
    (&["and", "up"], Token::Upwards),
    (&["onwards"], Token::Upwards),
    (&["and", "earlier"], Token::Downwards),
    (&["or", "earlier"], Token::Downwards),
    (&["and", "older"], Token::Downwards),
    (&["or", "older"], Token::Downwards),
    (&["and", "below"], Token::Downwards),
    (&["or", "below"], Token::Downwards),
    (&["and", "lower"], Token::Downwards),
    (&["or", "lower"], Token::Downwards),
    (&["up", "to", "and", "including"], Token::Operator("<=")),
    (&["up", "to"], Token::Operator("<=")),
    (&["prior", "to"], Token::Operator("<")),
    (&["earlier", "than"], Token::Operator("<")),
    (&["before"], Token::Operator("<")),
    (&["below"], Token::Operator("<")),
    (&["after"], Token::Operator(">")),
    (&["from"], Token::Operator(">=")),
    (&["since"], Token::Operator(">=")),
    (&["to"], Token::Through),
    (&["through"], Token::Through),
    (&["-"], Token::Through),
    (&["–"], Token::Through),
    (&["and"], Token::And),
    (&["&&"], Token::And),
    (&["or"], Token::Or),
    (&["||"], Token::Or),
];

fn is_operator(c: char) -> bool {
    "<>=^~≤≥".contains(c)
}

/// The text in pieces. An operator that is none stays a word, which then is no version either.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            ',' | ';' => 1,
            c if c.is_whitespace() => {
                rest = &rest[c.len_utf8()..];
                continue;
            }
            c if is_operator(c) => rest.find(|c| !is_operator(c)).unwrap_or(rest.len()),
            _ => rest.find(|c: char| c.is_whitespace() || is_operator(c) || ",;".contains(c)).unwrap_or(rest.len()),
        };
        words.push(&rest[..end]);
        rest = &rest[end..];
    }
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let phrase = PHRASES.iter().find(|(phrase, _)| {
            let said = words[at..].iter().zip(*phrase);
            words.len() - at >= phrase.len() && said.clone().all(|(word, meant)| word.eq_ignore_ascii_case(meant))
        });
        if let Some((phrase, token)) = phrase {
            tokens.push(*token);
            at += phrase.len();
            continue;
        }
        push_word(words[at], &mut tokens);
        at += 1;
    }
    tokens
}

fn push_word<'a>(word: &'a str, tokens: &mut Vec<Token<'a>>) {
    match word {
        "," => tokens.push(Token::Comma),
        ";" => tokens.push(Token::Or),
        word if ["version", "versions"].iter().any(|noise| word.eq_ignore_ascii_case(noise)) => {}
        word => match (OPERATORS.iter().find(|(written, _)| *written == word), word.strip_suffix('+')) {
            (Some((_, operator)), _) => tokens.push(Token::Operator(operator)),
            (None, Some(version)) => tokens.extend([Token::Word(version), Token::Upwards]),
            (None, None) => tokens.push(Token::Word(word)),
        },
    }
}

/// What one comparison or version says.
struct Piece {
    range: VersionRange,
    /// One side only: it may belong together with others.
    is_comparison: bool,
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

/// What comes after all versions that begin with the numbers up to the one at `at` (or the last), the
/// pre-releases of what follows not counted in: `2.4-0` for `2.3.1` and 1. `None` when the number is the largest.
fn bumped(numbers: &[u64], at: usize) -> Option<Version> {
    let at = at.min(numbers.len().checked_sub(1)?);
    let mut parts: Vec<String> = numbers.iter().take(at).map(u64::to_string).collect();
    parts.push(numbers.get(at)?.checked_add(1)?.to_string());
    Some(Version::new(&format!("{}-0", parts.join("."))))
}

/// As the table of the browser's tests has it: `>=2.0.0 <2.3.1`; `*` for all.
#[cfg(test)]
impl std::fmt::Display for VersionRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let from = self.from.as_ref().map(|it| format!(">{}{}", if it.is_included { "=" } else { "" }, it.version));
        let to = self.to.as_ref().map(|it| format!("<{}{}", if it.is_included { "=" } else { "" }, it.version));
        let parts: Vec<String> = [from, to].into_iter().flatten().collect();
        f.write_str(if parts.is_empty() { "*".to_owned() } else { parts.join(" ") }.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<String> {
        let ranges = VersionRange::parse(text)?;
        Some(ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | "))
    }

    #[test]
    fn ranges_are_read_as_people_write_them() {
        for (text, ranges) in [
            (">= 2.0.0, < 2.3.1", ">=2.0.0 <2.3.1"),
            (">=2.0.0 <2.3.1", ">=2.0.0 <2.3.1"),
            ("< 2.3.1, >= 2.0.0", ">=2.0.0 <2.3.1"),
            ("<2.1", "<2.1"),
            ("≤ 2.1", "<=2.1"),
            ("> v1.0 and <= 1.4", ">1.0 <=1.4"),
            ("2.3.0", ">=2.3.0 <=2.3.0"),
            ("= 2.3.0", ">=2.3.0 <=2.3.0"),
            ("2.3.0, 2.3.1", ">=2.3.0 <=2.3.0 | >=2.3.1 <=2.3.1"),
            ("1.x", ">=1 <2-0"),
            ("1.2.*", ">=1.2 <1.3-0"),
            ("<= 1.x", "<2-0"),
            ("> 1.x", ">=2-0"),
            ("< 2.x", "<2"),
            ("2.0.0 - 2.3.0", ">=2.0.0 <=2.3.0"),
            ("2.0.0 – 2.3.0", ">=2.0.0 <=2.3.0"),
            ("2.0 through 2.3.x", ">=2.0 <2.4-0"),
            ("from 2.0 to 2.3", ">=2.0 <=2.3"),
            ("^1.2", ">=1.2 <2-0"),
            ("^0.2.3", ">=0.2.3 <0.3-0"),
            ("^0.0.3", ">=0.0.3 <0.0.4-0"),
            ("^0.0", ">=0.0 <0.1-0"),
            ("~1.2.3", ">=1.2.3 <1.3-0"),
            ("~1", ">=1 <2-0"),
            ("~> 2.2", ">=2.2 <3-0"),
            ("~> 2.2.1", ">=2.2.1 <2.3-0"),
            ("2.0+", ">=2.0"),
            ("2.0 and later", ">=2.0"),
            ("2.0 or earlier", "<=2.0"),
            ("versions prior to 2.1", "<2.1"),
            ("all versions", "*"),
            ("*", "*"),
            ("<1.5 || >=2.0 <2.3", "<1.5 | >=2.0 <2.3"),
            ("1.x or 2.0.0", ">=1 <2-0 | >=2.0.0 <=2.0.0"),
            ("1.x; 2.0.0", ">=1 <2-0 | >=2.0.0 <=2.0.0"),
            (">= 2.0.0, < 2.0.3, >= 2.2.0, < 3.1.1", ">=2.0.0 <2.0.3 | >=2.2.0 <3.1.1"),
            ("< 1.5, >= 2.0, < 2.3", "<1.5 | >=2.0 <2.3"),
            ("1.0.0-rc.1", ">=1.0.0-rc.1 <=1.0.0-rc.1"),
            ("2026-05-04", ">=2026-05-04 <=2026-05-04"),
        ] {
            assert_eq!(read(text).as_deref(), Some(ranges), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_told_is_not_guessed() {
        for text in [
            "",
            ",",
            "<",
            ">= ",
            "the old ones",
            "2.0.0-2.3.0",
            "!= 2.0",
            "<<2",
            "2.3 - 2.0",
            "> 2 and < 1",
            "1.0 and",
            "Winter 2026",
            "a.x",
            "^",
            "1.x.2",
            "2.0 2.1 -",
            "99999999999999999999999.1",
            "18446744073709551615.x",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_fix_ends_what_has_no_end_in_its_line() {
        for (text, fixed, ranges) in [
            (">= 1.0", &["2.3.1"][..], ">=1.0 <2.3.1"),
            (">= 1.0", &["2.3.1", "1.9.5"], ">=1.0 <1.9.5 | >=1.10-0 <2.3.1"),
            (">= 2.3.0", &["1.9.5", "2.3.1"], ">=2.3.0 <2.3.1"),
            ("all", &["1.9.5", "1.9.7"], "<1.9.5"),
            ("< 3", &["2.3.1"], "<3"),
            (">= 1.0", &["soon"], ">=1.0"),
        ] {
            let fixed: Vec<Version> = fixed.iter().map(|version| Version::new(version)).collect();
            let ranges_left = VersionRange::parse(text).unwrap().into_iter().flat_map(|it| it.without_fixed(&fixed));
            let left: Vec<String> = ranges_left.map(|range| range.to_string()).collect();
            assert_eq!(left.join(" | "), ranges, "{text} but {fixed:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_range_or_none(text in "\\PC{0,40}") {
            if let Some(ranges) = VersionRange::parse(&text) {
                prop_assert!(!ranges.is_empty());
            }
        }

        #[test]
        fn any_words_are_a_range_or_none(words in prop::collection::vec(
            prop::sample::select(vec!["<", ">=", "^", "~>", "1.2", "2.x", "-", ",", "or", "and", "and later", "x", "2.0+", "||"]), 0..8
        )) {
            if let Some(ranges) = VersionRange::parse(&words.join(" ")) {
                prop_assert!(ranges.iter().all(|range| !range.is_empty()));
            }
        }
    }
}
