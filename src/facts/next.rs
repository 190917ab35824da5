//! Which version comes next: what the waiting entries call for.

use std::cmp::Ordering;

use crate::model::{Bump, Release, Site, Version};

/// What waits for a product's next release; `None` when nothing does.
pub fn waiting(site: &Site, product: usize) -> Option<&Release> {
    site.products.get(product)?.unreleased.and_then(|release| site.releases.get(release))
}

/// The newest release of a product that is no pre-release and has numbers to count on.
pub fn newest(site: &Site, product: usize) -> Option<&Release> {
    let mut releases = site.products.get(product)?.releases.iter().filter_map(|release| site.releases.get(*release));
    releases.find(|release| release.version.is_ordered() && !release.prerelease)
}

/// How far what waits moves the version: as far as the change that moves it most. What breaks moves it by a major step,
/// whatever its type.
pub fn bump(site: &Site, waiting: &Release) -> Bump {
    let of_type = |kind: &str| site.config.change_type(kind).map_or(Bump::Patch, |kind| kind.bump);
    let entries = waiting.entries.iter().filter_map(|entry| site.entries.get(*entry));
    let changes = entries.clone().flat_map(|entry| entry.changes.iter()).chain(waiting.changes.iter());
    let of_changes = changes.map(|change| if change.breaking { Bump::Major } else { of_type(&change.kind) });
    let of_entries = entries.map(|entry| if entry.breaking { Bump::Major } else { Bump::None });
    of_changes.chain(of_entries).max().unwrap_or_default()
}

/// The version that a product's next release has, by how far it moves. What is asked for is counted from the newest
/// release; what is called for is no less than what pre-releases since then lead to. While pre-releases are all that there
/// is, it is the one that they lead to, unless a greater step is asked for.
///
/// `None` when the numbers are those of a calendar.
pub fn next_release(site: &Site, product: usize, bump: Bump, is_asked_for: bool) -> Option<String> {
    let current = newest(site, product).map(|release| &release.version);
    let releases = site.products.get(product)?.releases.iter().filter_map(|release| site.releases.get(*release));
    let mut prereleases = releases.map(|release| &release.version).filter(|version| version.is_prerelease());
    following(current, prereleases.next(), bump, is_asked_for)
}

/// What follows `current`, the newest release, and `prerelease`, the newest of its kind.
fn following(
    current: Option<&Version>,
    prerelease: Option<&Version>,
    bump: Bump,
    is_asked_for: bool,
) -> Option<String> {
    let is_underway = |prerelease: &&Version| {
        current.is_none_or(|current| Version::new(&final_of(prerelease)).precedence(current) == Some(Ordering::Greater))
    };
    let underway = prerelease.filter(is_underway);
    let Some(current) = current else {
        return match underway {
            Some(underway) => concluded(underway, bump, is_asked_for),
            None => next(None, bump, is_asked_for),
        };
    };
    let counted = next(Some(current), bump, is_asked_for);
    let Some(last) = underway.filter(|_| !is_asked_for).map(final_of) else { return counted };
    let is_enough =
        |counted: &String| Version::new(counted).precedence(&Version::new(&last)).is_some_and(Ordering::is_gt);
    Some(counted.filter(is_enough).unwrap_or(last))
}

/// The final version that a pre-release leads to: `2.0.0` of `2.0.0-rc.1`.
pub fn final_of(prerelease: &Version) -> String {
    let text = prerelease.as_str();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    text.get(..end).unwrap_or_default().trim_end_matches('.').to_owned()
}

/// What follows a pre-release: its final version, where that is as great a step as is asked for.
fn concluded(prerelease: &Version, bump: Bump, is_asked_for: bool) -> Option<String> {
    let last = Version::new(&final_of(prerelease));
    let has_zeros_from = |at: usize| last.numbers().iter().skip(at).all(|number| *number == 0);
    let is_enough = match bump {
        Bump::Major => has_zeros_from(1),
        Bump::Minor => has_zeros_from(2),
        Bump::Patch | Bump::None => true,
    };
    if is_enough || !is_asked_for { Some(last.as_str().to_owned()) } else { next(Some(&last), bump, is_asked_for) }
}

/// The version after `current`, by Semantic Versioning 2.0.0 taken to any count of numbers; the first one when there is
/// none. Below 1.0.0, where anything may change (section 4), what breaks is a minor step.
///
/// `None` when the numbers are those of a calendar: nobody but its owner knows the next.
fn next(current: Option<&Version>, bump: Bump, is_asked_for: bool) -> Option<String> {
    let Some(current) = current else {
        return Some(match bump {
            Bump::Major if is_asked_for => "1.0.0".to_owned(),
            Bump::Patch if is_asked_for => "0.0.1".to_owned(),
            _ => "0.1.0".to_owned(),
        });
    };
    let numbers = current.numbers();
    let number = |at: usize| numbers.get(at).copied().unwrap_or(0);
    if current.is_calendar() {
        return None;
    }
    let bump = if number(0) == 0 && bump == Bump::Major && !is_asked_for { Bump::Minor } else { bump };
    let next = match bump {
        Bump::Major => [number(0).checked_add(1)?, 0, 0],
        Bump::Minor => [number(0), number(1).checked_add(1)?, 0],
        Bump::Patch | Bump::None => [number(0), number(1), number(2).checked_add(1)?],
    };
    // `2.3` is followed by `2.4`, but by `2.3.1`.
    let length = if next[2] > 0 { 3 } else { numbers.len().clamp(1, 3).max(if next[1] > 0 { 2 } else { 1 }) };
    Some(next.iter().take(length).map(u64::to_string).collect::<Vec<_>>().join("."))
}

/// The next pre-release of `version` on the way to it: `2.0.0-rc.3` after `2.0.0-rc.2`.
pub fn next_prerelease(site: &Site, product: usize, version: &str, label: &str) -> String {
    let start = format!("{version}-{label}.");
    let releases = site.products.get(product).into_iter().flat_map(|product| &product.releases);
    let numbers = releases
        .filter_map(|release| site.releases.get(*release)?.version.as_str().strip_prefix(&start)?.parse::<u64>().ok());
    format!("{start}{}", numbers.max().unwrap_or(0).saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_followed_by_the_one_that_is_called_for() {
        for (current, bump, is_asked_for, next_one) in [
            ("1.2.3", Bump::Major, false, Some("2.0.0")),
            ("1.2.3", Bump::Minor, false, Some("1.3.0")),
            ("1.2.3", Bump::Patch, false, Some("1.2.4")),
            ("v2.3", Bump::Minor, false, Some("2.4")),
            ("2.3", Bump::Patch, false, Some("2.3.1")),
            ("2.3", Bump::Major, false, Some("3.0")),
            ("7", Bump::Minor, false, Some("7.1")),
            ("0.4.1", Bump::Major, false, Some("0.5.0")),
            ("0.4.1", Bump::Major, true, Some("1.0.0")),
            ("0.4.1", Bump::Minor, false, Some("0.5.0")),
            ("1.2.3.4", Bump::Patch, false, Some("1.2.4")),
            ("2026.05", Bump::Minor, false, None),
            ("20260504", Bump::Patch, false, None),
            ("24.04", Bump::Minor, false, None),
            ("", Bump::Major, false, Some("0.1.0")),
            ("", Bump::Major, true, Some("1.0.0")),
            ("", Bump::Patch, true, Some("0.0.1")),
        ] {
            let version = Some(Version::new(current)).filter(|_| !current.is_empty());
            assert_eq!(next(version.as_ref(), bump, is_asked_for).as_deref(), next_one, "{current} {bump:?}");
        }
    }

    #[test]
    fn what_is_called_for_is_no_less_than_what_pre_releases_lead_to() {
        for (current, prerelease, bump, is_asked_for, next_one) in [
            ("2.4.0", "3.0.0-rc.1", Bump::Major, false, Some("3.0.0")),
            ("2.4.0", "3.0.0-rc.1", Bump::Patch, false, Some("3.0.0")),
            ("2.4.0", "4.0.0-rc.1", Bump::Major, false, Some("4.0.0")),
            ("2.4.0", "2.5.0-rc.1", Bump::Patch, false, Some("2.5.0")),
            ("2.4.0", "2.5.0-rc.1", Bump::Major, false, Some("3.0.0")),
            ("2.4.0", "3.0.0-rc.1", Bump::Patch, true, Some("2.4.1")),
            ("2.4.0", "3.0.0-rc.1", Bump::Major, true, Some("3.0.0")),
            // What has led to a release, or was before it, counts no more.
            ("2.4.0", "2.4.0-rc.2", Bump::Patch, false, Some("2.4.1")),
            ("2.4.0", "2.3.0-rc.2", Bump::Minor, false, Some("2.5.0")),
            ("2026.05", "2026.06-rc.1", Bump::Minor, false, Some("2026.06")),
            ("2026.05", "2026.05-rc.1", Bump::Minor, false, None),
            ("", "3.0.0-rc.1", Bump::Patch, false, Some("3.0.0")),
        ] {
            let version = |text: &str| Some(Version::new(text)).filter(|_| !text.is_empty());
            let (newest, underway) = (version(current), version(prerelease));
            let next = following(newest.as_ref(), underway.as_ref(), bump, is_asked_for);
            assert_eq!(next.as_deref(), next_one, "{current} {prerelease} {bump:?}");
        }
    }

    #[test]
    fn pre_releases_lead_to_their_final_version() {
        for (prerelease, bump, is_asked_for, next_one) in [
            ("1.0.0-rc.1", Bump::Minor, false, "1.0.0"),
            ("1.0.0-rc.1", Bump::Major, true, "1.0.0"),
            ("1.0.0-rc.1", Bump::Patch, true, "1.0.0"),
            ("0.9.0-beta.2", Bump::Major, false, "0.9.0"),
            ("0.9.0-beta.2", Bump::Major, true, "1.0.0"),
            ("0.9.1-beta.2", Bump::Minor, true, "0.10.0"),
            ("1.0rc1", Bump::Patch, false, "1.0"),
            ("2026.05-rc.1", Bump::Patch, false, "2026.05"),
        ] {
            let next = concluded(&Version::new(prerelease), bump, is_asked_for);
            assert_eq!(next.as_deref(), Some(next_one), "{prerelease} {bump:?}");
        }
    }
}
