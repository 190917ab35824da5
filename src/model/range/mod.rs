//! Ranges of versions, as people write them in advisories.

use std::cmp::Ordering;

use super::Version;

mod parse;
mod tokens;

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
        parse::ranges(text)
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
