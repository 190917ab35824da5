//! Versions in their order: gaps, steps back, releases that tell nothing.

use super::{Explained, Rule, View, doubt};
use crate::base::{Date, Diagnostic, Place};
use crate::model::{Level, Product, Release, ReleaseFields, Site};

pub(super) const RULES: [Rule; 3] = [
    Rule {
        about: Explained {
            code: "version-gap",
            level: Level::Note,
            caption: "A version is missing between two others",
            why: "Who reads from 1.2.0 to 1.4.0 wonders what 1.3.0 was. Often its file was forgotten, or the release was \
                  never made: then a short `release.md` with `yanked` says so. Only versions of three numbers are \
                  looked at, no calendar versions, and no product in which gaps are usual.",
            bad: "changelog/1.2.0.md\nchangelog/1.4.0.md",
            good: "changelog/1.2.0.md\nchangelog/1.3.0.md\nchangelog/1.4.0.md",
        },
        find: gaps,
    },
    Rule {
        about: Explained {
            code: "version-regression",
            level: Level::Warning,
            caption: "A version came out before the one that it follows",
            why: "By their dates, a later minor or major version was released before an earlier one. Mostly one of the \
                  two has a wrong date or a wrong number. Patches to older lines may come at any time and are not \
                  meant, nor are minor versions of an older major one.",
            bad: "2.1.0 of 2026-03-01, 2.2.0 of 2026-02-01",
            good: "2.1.0 of 2026-03-01, 2.2.0 of 2026-04-01",
        },
        find: regressions,
    },
    Rule {
        about: Explained {
            code: "release-without-changes",
            level: Level::Note,
            caption: "A release of which nothing is told",
            why: "Its page has neither entries nor changes nor notes, so that readers learn only its date. If it was \
                  made for a reason that they need not know, one sentence saying so is enough. Pre-releases may be \
                  empty.",
            bad: "changelog/1.2.0/release.md with a date and nothing else",
            good: "+++\ndate = 2026-05-04\n+++\nThe same as 1.1.9, built for the new package names.",
        },
        find: empty_releases,
    },
];

/// `major`, `minor` and `patch` of a final release by Semantic Versioning.
type Semantic = [u64; 3];

/// The product's releases with such a version, oldest version first; none when it counts in another way.
fn semantic<'s>(site: &'s Site, product: &Product) -> Vec<(Semantic, &'s Release)> {
    let releases = product.releases.iter().rev().map(|&ix| &site.releases[ix]);
    let ordered: Vec<&Release> = releases.filter(|release| release.version.is_ordered()).collect();
    let is_calendar = ordered.iter().any(|release| release.version.is_calendar());
    let numbers = |release: &&'s Release| Some((release.version.numbers().try_into().ok()?, *release));
    let all: Vec<_> = ordered.iter().filter_map(numbers).collect();
    if is_calendar || all.len() < ordered.len() { Vec::new() } else { all }
}

/// Of ten steps, how many may be gaps before gaps count as the product's way.
const USUAL: usize = 2;

fn gaps(view: &View<'_>) -> Vec<Diagnostic> {
    let site = view.site;
    let mut faults = Vec::new();
    for product in &site.products {
        // Withdrawn releases and pre-releases were numbers, too.
        let all = semantic(site, product);
        let steps: Vec<_> = all.windows(2).filter(|pair| pair[0].0 != pair[1].0).collect();
        let gaps: Vec<_> = steps.iter().filter(|pair| !follows(pair[0].0, pair[1].0)).collect();
        if gaps.len() * 10 > steps.len() * USUAL && gaps.len() > 1 {
            continue;
        }
        faults.extend(gaps.into_iter().map(|pair| gap(site, pair[0], pair[1])));
    }
    faults
}

fn gap(site: &Site, (before, earlier): (Semantic, &Release), (after, later): (Semantic, &Release)) -> Diagnostic {
    let [major, minor, patch] = before;
    let missing = match after {
        [m, n, _] if (m, n) == (major, minor) => [major, minor, successor(patch)],
        [m, n, _] if m == major && n > successor(minor) => [major, successor(minor), 0],
        [m, n, _] if m == major => [m, n, 0],
        [m, ..] if m > successor(major) => [successor(major), 0, 0],
        [m, ..] => [m, 0, 0],
    };
    let missing = missing.map(|number| number.to_string()).join(".");
    let message = format!("{} follows {}: {missing} is missing", site.release_name(later), earlier.version);
    let help = "write its file, or, if there was no such release, switch this off: `version-gap = \"off\"` in [check]";
    doubt("version-gap", message, place_of_release(site, later)).help(help)
}

/// Whether nothing is missing between two versions.
fn follows([major, minor, patch]: Semantic, after: Semantic) -> bool {
    let next = [[major, minor, successor(patch)], [major, successor(minor), 0], [successor(major), 0, 0]];
    next.contains(&after)
}

/// The next number; the greatest that there is has none behind it.
fn successor(number: u64) -> u64 {
    number.saturating_add(1)
}

fn regressions(view: &View<'_>) -> Vec<Diagnostic> {
    let site = view.site;
    let mut faults = Vec::new();
    for product in &site.products {
        let all = semantic(site, product);
        let finals: Vec<_> = all.into_iter().filter(|(_, release)| !release.prerelease).collect();
        let starts_of = |length: usize| {
            let mut starts: Vec<(Semantic, &Release)> = finals.clone();
            // When a line began is known only where its first version is.
            starts.retain(|(version, _)| version[length..].iter().all(|number| *number == 0));
            starts.dedup_by(|later, earlier| later.0[..length] == earlier.0[..length]);
            starts
        };
        let majors = starts_of(1);
        let minors = starts_of(2);
        let of_one = |pair: &&[(Semantic, &Release)]| pair[0].0[0] == pair[1].0[0];
        let pairs = majors.windows(2).chain(minors.windows(2).filter(of_one));
        faults.extend(pairs.filter_map(|pair| step_back(site, pair[0].1, pair[1].1)));
    }
    faults
}

fn step_back(site: &Site, earlier: &Release, later: &Release) -> Option<Diagnostic> {
    let (before, after) = (earlier.date?, later.date?);
    (day(&after) < day(&before)).then(|| {
        let message = format!(
            "{} is of {}, and {} of {}: the later version came first",
            site.release_name(later),
            after.iso_day(),
            earlier.version,
            before.iso_day(),
        );
        let help = "correct the date or the version that is wrong";
        doubt("version-regression", message, place_of_date(site, later))
            .related(place_of_date(site, earlier))
            .help(help)
    })
}

pub(super) fn day(date: &Date) -> jiff::civil::Date {
    date.civil().date()
}

fn empty_releases(view: &View<'_>) -> Vec<Diagnostic> {
    let site = view.site;
    let is_told = |release: &Release| {
        let entries = release.entries.iter().any(|&ix| site.entries[ix].withheld.is_public());
        let body = &release.prose.body;
        entries || !release.changes.is_empty() || !body.html.is_empty() || release.fields.summary.is_some()
    };
    let released = site.releases.iter().filter(|release| {
        !release.unreleased && !release.prerelease && release.withheld.is_public() && release.fields.yanked.is_none()
    });
    // Of a file that says nothing at all, the build tells.
    let dated = released.filter(|release| release.source.is_some() && *release.fields != ReleaseFields::default());
    let empty = dated.filter(|release| !is_told(release));
    empty
        .map(|release| {
            let message = format!("nothing is told of {}", site.release_name(release));
            let waiting = release.entries.iter().any(|&ix| !site.entries[ix].withheld.is_public());
            let help = match waiting {
                true => "its entries are drafts, of a later date or not for the public: readers see none of them",
                false => "write what changed, or in a sentence why there is nothing to tell",
            };
            doubt("release-without-changes", message, place_of_release(site, release)).help(help)
        })
        .collect()
}

/// Where the release's version is written, else its file, else its first entry.
pub(super) fn place_of_release(site: &Site, release: &Release) -> Place {
    match (&release.source, &release.fields.version) {
        (Some(source), Some(at)) => source.place(at.span),
        (Some(source), None) => Place::file(&source.path),
        (None, _) => first_entry(site, release),
    }
}

/// Where its date is written, else as [`place_of_release`] says.
pub(super) fn place_of_date(site: &Site, release: &Release) -> Place {
    match (&release.source, &release.fields.date) {
        (Some(source), Some(at)) => source.place(at.span),
        _ => place_of_release(site, release),
    }
}

fn first_entry(site: &Site, release: &Release) -> Place {
    let paths = release.entries.iter().map(|&ix| site.entries[ix].path());
    paths.min().map_or_else(|| Place::file("changelog"), Place::file)
}

#[cfg(test)]
mod tests {
    use crate::check::sample::told;

    fn of(versions: &[&str]) -> Vec<String> {
        let files: Vec<(String, String)> = versions
            .iter()
            .map(|it| it.split_once(' ').unwrap_or((it, "2026-01-01")))
            .map(|(version, day)| (format!("changelog/{version}.md"), format!("## [{version}] - {day}\n- The map\n")))
            .collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        told(&files).iter().map(|it| it.replace("changelog/", "").replace(".md:0:0", "")).collect()
    }

    #[test]
    fn a_missing_version_is_told_where_versions_are_counted() {
        let none: &[&str] = &[];
        for (versions, said) in [
            (&["1.0.0", "1.0.1", "1.1.0", "2.0.0-rc.1", "2.0.0", "2.0.1"][..], none),
            (&["1.0.0", "1.2.0"], &["1.2.0 version-gap"]),
            (&["1.0.0", "1.0.2"], &["1.0.2 version-gap"]),
            (&["1.0.0", "1.1.1"], &["1.1.1 version-gap"]),
            (&["1.0.0", "3.0.0"], &["3.0.0 version-gap"]),
            (&["1.0.0", "1.0.1-rc.1", "1.0.2"], none),
            (&["1.0.0", "1.2.0", "1.4.0", "1.5.0"], none),
            (&["2026.1.0", "2026.5.0"], none),
            (&["24.04.1", "24.10.1"], none),
            (&["1.0", "1.5"], none),
            (&["3.0.0"], none),
            (&["1.0.0", "1.0.18446744073709551615", "1.1.0"], &["1.0.18446744073709551615 version-gap"]),
        ] {
            assert_eq!(of(versions), said, "{versions:?}");
        }
    }

    #[test]
    fn time_and_versions_run_one_way() {
        let none: &[&str] = &[];
        for (versions, said) in [
            (&["1.0.0 2026-01-02", "1.1.0 2026-01-01"][..], &["1.1.0 version-regression"][..]),
            (&["1.0.0 2026-01-02", "2.0.0 2026-01-01"], &["2.0.0 version-regression"]),
            (&["1.0.0 2026-01-01", "1.1.0 2026-01-01"], none),
            // Of the older line, only a late version is told.
            (&["9.39.3 2026-02-20", "10.0.0 2026-02-06"], none),
            // Older lines go on.
            (&["1.0.0 2026-01-01", "1.0.1 2026-03-01", "1.1.0 2026-02-01"], none),
            (&["1.0.0 2026-01-01", "1.1.0 2026-03-01", "2.0.0 2026-02-01"], none),
            (&["1.0.0 2026-01-02", "1.1.0-rc.1 2026-01-01", "1.1.0 2026-01-03"], none),
        ] {
            assert_eq!(of(versions), said, "{versions:?}");
        }
    }

    #[test]
    fn a_release_tells_something() {
        let dated = "+++\ndate = 2026-01-01\n+++\n";
        let said = told(&[
            ("changelog/1.0.0.md", dated),
            ("changelog/1.0.1/release.md", dated),
            ("changelog/1.0.1/a.md", "The map.\n"),
            ("changelog/1.0.2/release.md", dated),
            ("changelog/1.0.2/b.md", "+++\ndraft = true\n+++\nThe map.\n"),
            ("changelog/1.0.3-rc.1.md", dated),
            ("changelog/1.0.3.md", "+++\ndate = 2026-01-01\n+++\nThe same once more.\n"),
            ("changelog/1.0.4.md", "+++\ndate = 2026-01-01\nyanked = true\n+++\n"),
        ]);
        assert_eq!(
            said,
            [
                "changelog/1.0.0.md:0:0 release-without-changes",
                "changelog/1.0.2/release.md:0:0 release-without-changes"
            ]
        );
    }
}
