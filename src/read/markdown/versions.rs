//! Headings that name a version, as changelogs have them: `## [1.1.0] - 2020-02-01 [YANKED]`.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag};

use super::events::{Piece, end_of};
use super::summary::plain;
use crate::base::{Date, Source};
use crate::model::{Version, VersionHeading};

/// What a file is headed that tells of several versions.
const PREAMBLES: [&str; 8] = [
    "changelog",
    "change log",
    "history",
    "release history",
    "release notes",
    "releases",
    "version history",
    "versions",
];

/// What may stand right behind the version in its heading; a word there makes it another heading
/// (`2.5 times faster`).
const SEPARATORS: [char; 13] = ['-', '–', '—', ':', '(', '[', '/', '|', ',', '·', '"', '“', '\''];

/// The versions that headings of `pieces` name, each once, in order. A single one is taken out, as
/// is a preamble's title (`# Changelog`) in front; the flag tells whether the first heading was.
pub fn take(pieces: &mut Vec<Piece<'_>>, source: &Source) -> (Vec<VersionHeading>, bool) {
    let headings = headings(pieces);
    let is_preamble = |heading: &&(Range<usize>, String)| {
        let words = heading.1.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        heading.0.start == 0 && PREAMBLES.contains(&words.as_str())
    };
    let mut taken: Vec<Range<usize>> = headings.iter().filter(is_preamble).map(|heading| heading.0.clone()).collect();
    let mut versions: Vec<VersionHeading> = Vec::new();
    for (range, text) in &headings {
        let Some(version) = version_of(text) else { continue };
        taken.push(range.clone());
        let date = day_in(text);
        let yanked = says_yanked(text);
        match versions.iter_mut().find(|known| known.is_of(&version)) {
            Some(known) => (known.date, known.yanked) = (known.date.or(date), known.yanked || yanked),
            None => {
                let place = source.place(pieces[range.start].span);
                versions.push(VersionHeading { version, date, yanked, place });
            }
        }
    }
    if versions.len() > 1 {
        return (versions, true);
    }
    let is_first = taken.first().is_some_and(|range| range.start == 0);
    taken.into_iter().rev().for_each(|range| drop(pieces.drain(range)));
    (versions, is_first)
}

/// Where the headings of the first three levels stand that are in no other block, and their texts.
fn headings(pieces: &[Piece<'_>]) -> Vec<(Range<usize>, String)> {
    let mut headings = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let end = end_of(pieces, at);
        if matches!(pieces[at].event, Event::Start(Tag::Heading { level, .. }) if level <= HeadingLevel::H3) {
            headings.push((at..end, plain(&pieces[at..end])));
        }
        at = end;
    }
    headings
}

/// The version that a heading names at its start. A number alone (`2`) is one in brackets or with
/// a date beside it.
fn version_of(heading: &str) -> Option<String> {
    let text = heading.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '[' | '@'));
    let text = ["version ", "release "].iter().find_map(|word| without(text, word)).unwrap_or(text);
    let end = text.find(|c: char| c.is_whitespace() || c == '(').unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let rest = rest.trim_start();
    let day = day_in(rest);
    let name = word.trim_matches(['[', ']', ':', ',']);
    if name.eq_ignore_ascii_case(Version::UNRELEASED) {
        return (rest.is_empty() || rest.starts_with(SEPARATORS)).then(|| Version::UNRELEASED.to_owned());
    }
    let version = Version::new(name);
    let is_separate = rest.is_empty() || rest.starts_with(SEPARATORS) || day.is_some() || says_yanked(rest);
    let is_told = has_dotted_numbers(version.as_str()) || word.starts_with('[') || day.is_some();
    let is_version = version.is_ordered() && Date::parse(name).is_err();
    (is_version && is_separate && is_told).then(|| version.as_str().to_owned())
}

fn without<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    text.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word)).map(|_| text[word.len()..].trim_start())
}

fn has_dotted_numbers(text: &str) -> bool {
    text.as_bytes().windows(3).any(|three| three[0].is_ascii_digit() && three[1] == b'.' && three[2].is_ascii_digit())
}

/// The first day written as `2020-02-01` in a heading.
pub fn day_in(heading: &str) -> Option<Date> {
    heading.split(|c: char| !c.is_ascii_digit() && c != '-').find_map(|word| Date::parse(word.trim_matches('-')).ok())
}

/// Whether a heading says that its release was taken back.
pub fn says_yanked(heading: &str) -> bool {
    heading.split(|c: char| !c.is_alphabetic()).any(|word| word.eq_ignore_ascii_case("yanked"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_versions_are_told_from_others() {
        for (heading, version) in [
            ("1.1.0", "1.1.0"),
            ("[1.1.0] - 2020-02-01", "1.1.0"),
            ("v1.1.0-rc.1 (2020-02-01)", "1.1.0-rc.1"),
            ("1.1.0(2020-02-01)", "1.1.0"),
            ("🎉 Version 1.1:", "1.1"),
            ("pkg@1.1.0 / 2020-02-01", "1.1.0"),
            ("[2]", "2"),
            ("2 - 2020-02-01", "2"),
            ("1.1.0 released on 2020-02-01", "1.1.0"),
            ("1.1.0 YANKED", "1.1.0"),
            ("1.1.0 “Winter”", "1.1.0"),
            ("[Unreleased]", "unreleased"),
        ] {
            assert_eq!(version_of(heading).as_deref(), Some(version), "{heading}");
        }
        for heading in
            ["2.5 times faster", "2", "2020-02-01", "1.x", "Upgrading from 1.0", "Added", "Unreleased things", "", "[]"]
        {
            assert_eq!(version_of(heading), None, "{heading}");
        }
    }

    #[test]
    fn what_was_taken_back_says_so() {
        for heading in ["[1.1.0] - 2020-02-01 [YANKED]", "1.1.0 (yanked)", "1.1.0 - Yanked"] {
            assert!(says_yanked(heading), "{heading}");
        }
        assert!(!says_yanked("1.1.0") && !says_yanked("Unyanked"));
    }
}
