//! Headings that open a release, as people write them.

use super::dates::day_in;
use crate::base::Date;
use crate::model::Version;

/// What a heading says of a release.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReleaseHeading {
    /// As written; `None` when it waits, or has nothing but a date.
    pub version: Option<String>,
    pub date: Option<Date>,
    pub unreleased: bool,
    pub yanked: bool,
    /// Why it was taken back, in the heading's words.
    pub reason: Option<String>,
    /// Words that are none of these: a code name.
    pub title: Option<String>,
    /// The version opens the heading and nothing but its own follows: it is one wherever it stands.
    pub is_plain: bool,
}

/// What people call what is not released yet.
const WAITING: [&str; 14] = [
    "unreleased",
    "unreleased changes",
    "head",
    "master",
    "main",
    "develop",
    "trunk",
    "tbd",
    "tba",
    "next",
    "next release",
    "next version",
    "upcoming",
    "latest changes",
];

/// Words in front of a version that say nothing of it.
const KINDS_OF_VERSION: [&str; 4] = ["version", "release", "v", "ver"];

/// Words behind a version that belong to it.
const STAGES: [&str; 8] = ["alpha", "beta", "rc", "preview", "stable", "lts", "final", "release"];

/// What the plain text of a heading says of a release; `None` when it opens none.
pub fn release_heading(text: &str) -> Option<ReleaseHeading> {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '[' | ']' | '@' | '(' | ')' | '"'));
    waiting(text).or_else(|| versioned(text)).or_else(|| dated(text))
}

/// Whether a heading points at older versions that stand elsewhere: `0.11.x`, `Pre-0.2.7`, `Previous changelogs`.
pub fn is_pointer(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_line = first.starts_with(|c: char| c.is_ascii_digit()) && first.ends_with(".x");
    let is_older = ["pre-", "previous ", "older ", "earlier "].iter().any(|start| text.starts_with(start));
    is_line || (is_older && text.split_whitespace().count() <= 4)
}

fn waiting(text: &str) -> Option<ReleaseHeading> {
    let words = text.replace(['[', ']', '(', ')'], "").to_lowercase();
    let name = words.split([':', '-', '–', '—', '/']).next().unwrap_or_default().trim();
    let is_waiting = WAITING.contains(&name) && (name == words.trim() || name.starts_with(Version::UNRELEASED));
    is_waiting.then(|| ReleaseHeading { unreleased: true, is_plain: true, ..ReleaseHeading::default() })
}

/// `[1.1.0] - 2020-02-01 [YANKED]`, `Version 1.1 (May 4th, 2020)`, `Rust 0.12.0 - 2014-10-09`, `v1.65.0/v0.159.0`.
fn versioned(text: &str) -> Option<ReleaseHeading> {
    let mut rest = text;
    let mut skipped = 0;
    let (version, behind) = loop {
        let end = rest.find(|c: char| c.is_whitespace() || c == '(').unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        if let Some(version) = version_in(word) {
            break (version, behind);
        }
        let is_word = word.chars().any(char::is_alphabetic) || word.chars().all(|c| !c.is_alphanumeric());
        let says_nothing = KINDS_OF_VERSION.contains(&word.to_lowercase().as_str());
        skipped += usize::from(!says_nothing);
        rest = behind.trim_start();
        if skipped > 2 || !is_word || rest.is_empty() || end == 0 {
            return None;
        }
    };
    let mut heading = ReleaseHeading { version: Some(version), ..ReleaseHeading::default() };
    let next = behind.split_whitespace().next().unwrap_or_default().to_lowercase();
    let is_separate = next.starts_with(|c: char| !c.is_alphanumeric()) || STAGES.contains(&next.as_str());
    let mut left = behind.to_owned();
    if let Some((date, range)) = day_in(&left) {
        heading.date = Some(date);
        left.replace_range(range, " ");
    }
    if let Some(at) = left.to_ascii_lowercase().find("yanked") {
        heading.yanked = true;
        heading.reason = tidy(&left[at + "yanked".len()..]);
        left.truncate(at);
    }
    if left.to_lowercase().contains(Version::UNRELEASED) {
        heading.unreleased = true;
        heading.title = heading.version.take();
        return Some(heading);
    }
    heading.title = tidy(&left);
    heading.is_plain = skipped == 0 && (heading.title.is_none() || is_separate);
    let has_facts = heading.date.is_some() || heading.yanked;
    if skipped > 0 {
        // `Rust 0.12.0` is a name, `Support TypeScript 5.2 using` a sentence.
        if heading.title.is_some() && !has_facts {
            return None;
        }
        heading.title = Some(text[..text.len() - behind.len()].replace(['[', ']'], ""));
    } else if heading.title.is_some() && !is_separate && !has_facts {
        return None;
    }
    Some(heading)
}

/// A heading that is a day and no more.
fn dated(text: &str) -> Option<ReleaseHeading> {
    let (date, range) = day_in(text)?;
    let mut left = text.to_owned();
    left.replace_range(range, " ");
    tidy(&left).is_none().then(|| ReleaseHeading { date: Some(date), is_plain: true, ..ReleaseHeading::default() })
}

/// The version that a word is, without brackets: it has numbers with a dot between, or several such with slashes.
fn version_in(word: &str) -> Option<String> {
    let word = word.trim_matches(['[', ']', ':', ',', '`', '"', ')', ';', '.', '/']);
    // `NLog-1.0-RC1`
    let named = word.split_once('-').filter(|(name, version)| {
        name.chars().all(char::is_alphanumeric)
            && name.starts_with(|c: char| c.is_alphabetic())
            && version.starts_with(|c: char| c.is_ascii_digit())
            && version_in(name).is_none()
    });
    let word = named.map_or(word, |(_, version)| version);
    let is_version = word.split('/').all(|part| {
        let version = Version::new(part);
        let has_dot = version
            .as_str()
            .as_bytes()
            .windows(3)
            .any(|w| w[0].is_ascii_digit() && w[1] == b'.' && w[2].is_ascii_digit());
        has_dot && version.is_ordered() && !part.ends_with(".x")
    });
    (is_version && day_in(word).is_none_or(|(_, range)| range.len() < word.len())).then(|| word.to_owned())
}

/// What is left of a heading, without the signs around it; `None` when no letter is.
fn tidy(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    let text = text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '!' | '?'));
    // `1.2.0 on 2021-11-10`
    let says_nothing = |word: &str| ["on", "released", "release", "date"].contains(&word.to_lowercase().as_str());
    let mut named = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    (text.chars().any(char::is_alphabetic) && !named.all(says_nothing)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<String> {
        let heading = release_heading(text)?;
        let mut words = vec![heading.version.unwrap_or_else(|| "-".to_owned())];
        words.extend(heading.date.map(|date| date.iso_day()));
        words.extend(heading.unreleased.then(|| "waiting".to_owned()));
        words.extend(heading.yanked.then(|| "yanked".to_owned()));
        words.extend(heading.reason);
        words.extend(heading.title.map(|title| format!("“{title}”")));
        Some(words.join(" "))
    }

    #[test]
    fn headings_of_releases_are_told_from_others() {
        for (heading, meaning) in [
            ("[1.1.0] - 2020-02-01", "1.1.0 2020-02-01"),
            ("0.3.50 [2026-06-22] [YANKED]", "0.3.50 2026-06-22 yanked"),
            ("1.14.0 (2021-11-01) - YANKED as it broke", "1.14.0 2021-11-01 yanked as it broke"),
            ("v1.1.0-rc.1 / 2020-02-01", "v1.1.0-rc.1 2020-02-01"),
            ("🌈 1.15.1 2026-06-18", "1.15.1 2026-06-18"),
            ("Version 6.1 (2026/01/31)", "6.1 2026-01-31"),
            ("NLog-1.0-RC1 (2006/07/10)", "1.0-RC1 2006-07-10"),
            ("Rust 0.12.0 - 2014-10-09", "0.12.0 2014-10-09 “Rust 0.12.0”"),
            ("[Rust 0.10] - 2014-04-03", "0.10 2014-04-03 “Rust 0.10”"),
            ("v1.65.0/v0.159.0", "v1.65.0/v0.159.0"),
            ("v1.5.1 (2022-04-24) - Bug Fixes", "v1.5.1 2022-04-24 “Bug Fixes”"),
            ("0.28.1 (6th December, 2024)", "0.28.1 2024-12-06"),
            ("1.0.0 - Unreleased", "- waiting “1.0.0”"),
            ("[Unreleased] - ReleaseDate", "- waiting"),
            ("v0.62.1 Beta", "v0.62.1 “Beta”"),
            ("2.4.2. / 2011-07-06", "2.4.2 2011-07-06"),
            ("2.5.9/ 2012-04-02", "2.5.9 2012-04-02"),
            ("v1.2.0 on 2021-11-10", "v1.2.0 2021-11-10"),
            ("TBD", "- waiting"),
            ("HEAD", "- waiting"),
            ("Unreleased Changes", "- waiting"),
            ("2026-05-04", "- 2026-05-04"),
            ("pkg@1.2.3", "pkg@1.2.3"),
        ] {
            assert_eq!(told(heading).as_deref(), Some(meaning), "{heading}");
        }
        for heading in [
            "Changelog",
            "2.0 regressions",
            "Support TypeScript 5.2 using",
            "The First Rumblings Of 1.0",
            "Main things",
            "0.11.x",
            "Added",
            "Highlights of the next release",
            "0.x 2020-12-21 - 2022-12-14",
            "",
        ] {
            assert_eq!(told(heading), None, "{heading}");
        }
    }

    #[test]
    fn pointers_to_older_files_are_no_releases() {
        for (heading, is) in [
            ("0.11.x", true),
            ("🌈 0.x 2020 - 2022", true),
            ("Pre-0.2.7", true),
            ("Previous Changelogs", true),
            ("Previous behaviour of the parser is back", false),
            ("1.0", false),
        ] {
            assert_eq!(is_pointer(heading), is, "{heading}");
        }
    }
}
