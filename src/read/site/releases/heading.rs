//! What the heading of a release's file says besides the version: a code name, and that it was yanked.

use super::Key;
use crate::base::{At, Date};
use crate::model::{Body, ReleaseFields, Version};
use crate::read::markdown::says_yanked;

/// The fields, with the body's heading as code name, less the version and date in it; a heading of the
/// version may say that it was yanked.
pub(super) fn with_heading(fields: &ReleaseFields, body: &Body, key: &Key) -> ReleaseFields {
    let mut fields = fields.clone();
    let version = key.1.as_deref().unwrap_or(Version::UNRELEASED);
    let title = body.title.as_deref().unwrap_or_default();
    if fields.title.is_none() {
        fields.title = code_name(title, version).map(|name| At::new(name, Default::default()));
    }
    let is_yanked = names_version(title, version) && says_yanked(title);
    if is_yanked || body.versions.iter().any(|heading| heading.yanked) {
        fields.yanked.get_or_insert_default();
    }
    fields
}

/// What encloses or parts the words of a heading.
const MARKS: &[char] = &['[', ']', '(', ')', ',', ':', ';', '-', '–', '—', '|', '/', '"', '“', '”', '\''];

fn is_version(word: &str, version: &str) -> bool {
    Version::new(word.trim_matches(MARKS)).as_str().eq_ignore_ascii_case(version)
}

fn names_version(heading: &str, version: &str) -> bool {
    heading.split_whitespace().any(|word| is_version(word, version))
}

/// A heading without the version, the date and what belongs to them (`2.3.0 “Winter” (2025-12-01)` →
/// `Winter`); `None` when nothing is left.
fn code_name(heading: &str, version: &str) -> Option<String> {
    if !names_version(heading, version) {
        return Some(heading.to_owned()).filter(|heading| !heading.is_empty());
    }
    let tells_more = |word: &&str| {
        let bare = word.trim_matches(MARKS);
        let is_noise = ["", "yanked", "version", "release"].contains(&bare.to_lowercase().as_str());
        !is_noise && !is_version(word, version) && Date::parse(bare).is_err()
    };
    let words: Vec<&str> = heading.split_whitespace().filter(tells_more).collect();
    Some(words.join(" ").trim_matches(MARKS).to_owned()).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_name_is_what_a_heading_tells_besides_the_version() {
        for (heading, name) in [
            ("2.3.0", None),
            ("", None),
            ("[2.3.0] - 2025-12-01 [YANKED]", None),
            ("2.3.0 Winter (2025-12-01)", Some("Winter")),
            ("Version v2.3.0: “Long Winter”", Some("Long Winter")),
            ("12 reasons to upgrade", Some("12 reasons to upgrade")),
            ("Fieldfare", Some("Fieldfare")),
        ] {
            assert_eq!(code_name(heading, "2.3.0").as_deref(), name, "{heading}");
        }
        assert_eq!(code_name("12 reasons to upgrade", "1").as_deref(), Some("12 reasons to upgrade"));
    }
}
