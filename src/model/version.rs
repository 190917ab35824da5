//! Versions and their order.

use std::cmp::Ordering;
use std::fmt;
use std::ops::RangeInclusive;

use crate::base::slugify;

/// A version as somebody wrote it, and what it is ordered by.
///
/// Two versions with numbers compare by Semantic Versioning 2.0.0, section 11, taken to any count
/// of numbers (`24.04`, `1.2.3.4`; a missing number is 0). A leading `v` or `name@` and build
/// metadata do not count. A text without numbers in front has no order of its own: releases of
/// such versions stand where their date puts them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Version {
    text: String,
    order: Option<Order>,
}

/// The first numbers that are taken for years: before them nobody versioned by years, and numbers like `2500` are counted.
const YEARS: RangeInclusive<u64> = 1990..=2199;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Order {
    numbers: Vec<u64>,
    suffix: Suffix,
}

/// What follows the numbers. Pre-releases come before the plain version, post-releases (PEP 440) after.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Suffix {
    Pre(Vec<Identifier>),
    None,
    Post(Vec<Identifier>),
}

/// SemVer section 11.4: numbers come before words, numbers by value, words by ASCII.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Identifier {
    Number(u64),
    Word(String),
}

impl Version {
    /// The folder, file or field value that means "not released yet".
    pub const UNRELEASED: &'static str = "unreleased";

    /// Never fails: what cannot be ordered is kept as text.
    pub fn new(text: &str) -> Self {
        let text = bare(text.trim()).to_owned();
        Self { order: Order::parse(&text), text }
    }

    /// Whether numbers order it; if not, its release's date does.
    pub fn is_ordered(&self) -> bool {
        self.order.is_some()
    }

    /// Whether the text says that it comes before a final version (`2.0.0-rc.1`, `2.0b1`).
    pub fn is_prerelease(&self) -> bool {
        self.order.as_ref().is_some_and(|order| matches!(order.suffix, Suffix::Pre(_)))
    }

    /// The numbers in front, none when the version has no order: 2, 3 and 1 of `2.3.1-rc.1`.
    pub fn numbers(&self) -> &[u64] {
        self.order.as_ref().map_or(&[], |order| &order.numbers)
    }

    /// Whether the numbers are those of a calendar, so that nobody but its owner knows the next. By <https://calver.org>
    /// they begin with a full year (`2026.05`, here 1990 to 2199), which a whole day may follow at once (`20260504`), or
    /// they pad months and years with a zero (`24.04`), which Semantic Versioning 2.0.0 forbids (section 2).
    pub fn is_calendar(&self) -> bool {
        let first = self.numbers().first().copied().unwrap_or_default();
        let is_year = YEARS.contains(&first) || YEARS.contains(&(first / 10_000)) && first > 9_999;
        let numbers = self.text.split(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap_or_default();
        let is_padded = |number: &str| number.len() > 1 && number.starts_with('0');
        self.is_ordered() && (is_year || numbers.split('.').take(self.numbers().len()).any(is_padded))
    }

    /// The text without a leading `v` or `name@`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The version in an address: as written in lower case (`1.0.0-rc.1`), what addresses cannot
    /// hold replaced by hyphens. May be empty.
    pub fn slug(&self) -> String {
        if !self.text.is_ascii() {
            return slugify(&self.text);
        }
        let plain =
            |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') { c.to_ascii_lowercase() } else { '-' };
        let slug: String = self.text.chars().map(plain).collect();
        let parts: Vec<&str> = slug.split('-').filter(|part| part.chars().any(|c| c.is_ascii_alphanumeric())).collect();
        parts.join("-").trim_matches('.').to_owned()
    }

    /// Whether the two are one version that was written in two ways: `1.0` and `1.0.0`. What is behind a `+` tells builds
    /// of one version apart.
    pub fn is_same(&self, other: &Self) -> bool {
        let build = |version: &Self| version.text.split_once('+').map(|(_, build)| build.to_owned());
        self.precedence(other) == Some(Ordering::Equal) && build(self) == build(other)
    }

    /// Precedence; `None` when one of the two has no numbers to order by.
    pub fn precedence(&self, other: &Self) -> Option<Ordering> {
        let (a, b) = (self.order.as_ref()?, other.order.as_ref()?);
        let length = a.numbers.len().max(b.numbers.len());
        let number = |order: &Order, at: usize| order.numbers.get(at).copied().unwrap_or(0);
        let numbers = (0..length).map(|at| number(a, at).cmp(&number(b, at))).find(|order| order.is_ne());
        Some(numbers.unwrap_or_else(|| a.suffix.cmp(&b.suffix)))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Without `name@` (also `@scope/name@`) and a `v` before a digit.
fn bare(text: &str) -> &str {
    let text = text.rsplit_once('@').map_or(text, |(_, version)| version);
    text.strip_prefix(['v', 'V']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(text)
}

impl Order {
    fn parse(text: &str) -> Option<Self> {
        let text = text.split_once('+').map_or(text, |(version, _build)| version);
        if let Some(numbers) = calendar_day(text) {
            return Some(Self { numbers, suffix: Suffix::None });
        }
        let mut numbers = Vec::new();
        let mut rest = text;
        loop {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            numbers.push(rest[..digits].parse().ok()?);
            rest = &rest[digits..];
            match rest.strip_prefix('.') {
                Some(next) if next.starts_with(|c: char| c.is_ascii_digit()) => rest = next,
                _ => break,
            }
        }
        Some(Self { numbers, suffix: Suffix::parse(rest)? })
    }
}

/// `2026-05-04` as three numbers.
fn calendar_day(text: &str) -> Option<Vec<u64>> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return None };
    let is_number = |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    (is_number(year, 4) && is_number(month, 2) && is_number(day, 2))
        .then(|| parts.iter().filter_map(|part| part.parse().ok()).collect())
}

impl Suffix {
    /// What stands behind the numbers: `-rc.1`, `rc1`, `.dev3`, `-alpha`. `None` if it is no suffix.
    fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::None);
        }
        let is_semver = text.starts_with('-');
        let body = text.strip_prefix(['-', '.', '_']).unwrap_or(text);
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if body.is_empty() || !body.chars().all(allowed) || body.split('.').any(str::is_empty) {
            return None;
        }
        let identifiers = match is_semver {
            true => body.split('.').map(Identifier::new).collect(),
            false => body.split(['.', '-', '_']).flat_map(split_digits).map(Identifier::new).collect(),
        };
        match body.to_ascii_lowercase().starts_with("post") {
            true => Some(Self::Post(identifiers)),
            false => Some(Self::Pre(identifiers)),
        }
    }
}

impl Identifier {
    fn new(text: &str) -> Self {
        match text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse()) {
            Some(Ok(number)) => Self::Number(number),
            _ => Self::Word(text.to_owned()),
        }
    }
}

/// `rc10` → `rc`, `10` (PEP 440 writes them together).
fn split_digits(text: &str) -> Vec<&str> {
    let at = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    [&text[..at], &text[at..]].into_iter().filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn versions_stand_in_their_order() {
        let ascending = [
            "0.9",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.0.post1",
            "1.2.3",
            "1.2.3.4",
            "1.9",
            "v1.10.0",
            "2.0b1",
            "2.0rc2",
            "2.0rc10",
            "pkg@2.0.0",
            "@scope/pkg@2.0.1",
            "24.04",
            "2026-05-04",
            "2026.11",
        ];
        for pair in ascending.windows(2) {
            let (low, high) = (Version::new(pair[0]), Version::new(pair[1]));
            assert_eq!(low.precedence(&high), Some(Ordering::Less), "{low} < {high}");
            assert_eq!(high.precedence(&low), Some(Ordering::Greater), "{high} > {low}");
        }
    }

    #[test]
    fn prefixes_and_build_metadata_do_not_count() {
        for (a, b) in [("v1.0.0", "1.0.0"), ("1.0.0+linux", "1.0.0+mac"), ("1.2", "1.2.0"), ("a@1.0", "b@1.0")] {
            assert_eq!(Version::new(a).precedence(&Version::new(b)), Some(Ordering::Equal), "{a} = {b}");
        }
        assert_eq!(Version::new("1.10").as_str(), "1.10");
        for (a, b, is_same) in [
            ("v1.0", "1.0.0", true),
            ("1.0+a", "1.0.0+a", true),
            ("1.0+a", "1.0+b", false),
            ("1.0", "1.0+b", false),
            ("x", "x", false),
        ] {
            assert_eq!(Version::new(a).is_same(&Version::new(b)), is_same, "{a} {b}");
        }
    }

    #[test]
    fn versions_keep_their_look_in_addresses() {
        for (version, slug) in [
            ("v1.0.0-rc.1", "1.0.0-rc.1"),
            ("2.0.0+build 7", "2.0.0-build-7"),
            ("Winter 2026", "winter-2026"),
            ("../..", ""),
            ("1.0/../x", "1.0-x"),
            ("冬2026", "dong-2026"),
        ] {
            assert_eq!(Version::new(version).slug(), slug, "{version}");
        }
    }

    #[test]
    fn odd_versions_have_no_order() {
        for odd in ["Winter 2026", "", "latest", "24.04 LTS", "1.0-", "99999999999999999999999.1", "v", "@"] {
            assert!(!Version::new(odd).is_ordered(), "{odd}");
        }
    }

    #[test]
    fn a_calendar_is_told_from_a_count() {
        for calendar in ["2026.5.1", "2026-05-04", "20260504", "24.04", "24.04.2", "2026.05-rc.1", "v1999.1", "1.05"] {
            assert!(Version::new(calendar).is_calendar(), "{calendar}");
        }
        for counted in
            ["2.4.0", "0.9", "1.0.0-01", "1.2.3+007", "152.0", "1989.1", "2500", "12345678", "Winter 2026", ""]
        {
            assert!(!Version::new(counted).is_calendar(), "{counted}");
        }
    }

    proptest! {
        #[test]
        fn semver_agrees(
            a in r"(0|[1-9][0-9]{0,3})\.(0|[1-9]{1,2})\.(0|[1-9])(-(0|[1-9][0-9]?|[a-z]{1,3})(\.(0|[1-9]|[a-z]{1,2})){0,2})?",
            b in r"(0|[1-9][0-9]{0,3})\.(0|[1-9]{1,2})\.(0|[1-9])(-(0|[1-9][0-9]?|[a-z]{1,3})(\.(0|[1-9]|[a-z]{1,2})){0,2})?",
        ) {
            // Their `post` would be a pre-release where PEP 440's is none.
            prop_assume!(!a.contains("-post") && !b.contains("-post"));
            let theirs = semver::Version::parse(&a).unwrap().cmp_precedence(&semver::Version::parse(&b).unwrap());
            prop_assert_eq!(Version::new(&a).precedence(&Version::new(&b)), Some(theirs));
        }

        #[test]
        fn any_text_is_a_version(text in "\\PC{0,40}") {
            let version = Version::new(&text);
            prop_assert_ne!(version.precedence(&version), Some(Ordering::Less));
        }
    }
}
