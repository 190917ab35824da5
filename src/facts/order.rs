//! Whether a version fits among a product's releases, by its number and its day.

use std::cmp::Ordering;

use super::next::final_of;
use crate::base::Date;
use crate::model::{Release, Site, Version};

/// What a release that is to be made contradicts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutOfOrder<'s> {
    pub kind: Kind,
    /// The release that it contradicts, and its day.
    pub other: &'s Release,
    pub day: Date,
    /// The newest release.
    pub newest: &'s Release,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A later version came out before it, and it goes on no line of its own, as 1.9.5 does after 2.0.0.
    Number,
    /// The version before it came out later.
    Day,
    /// It leads to a version that is out.
    Over,
}

/// What speaks against a release of this version on this day; `None` too when numbers do not order the version.
pub fn out_of_order<'s>(site: &'s Site, product: usize, version: &Version, day: &Date) -> Option<OutOfOrder<'s>> {
    let releases = site.products.get(product)?.releases.iter().filter_map(|ix| site.releases.get(*ix));
    let by = |release: &Release| release.version.precedence(version);
    let finals: Vec<&Release> = releases.clone().filter(|it| !it.prerelease && it.version.is_ordered()).collect();
    let older: Vec<&Release> = releases.filter(|it| by(it) == Some(Ordering::Less)).collect();
    let newer: Vec<&Release> = finals.iter().copied().filter(|it| by(it) == Some(Ordering::Greater)).collect();
    let newest = *finals.first()?;
    let told = |kind, other: &'s Release, day| Some(OutOfOrder { kind, other, day, newest });
    let goes_on = |numbers: usize| {
        let is_of_line = |release: &&Release| line(&release.version, numbers) == line(version, numbers);
        older.iter().any(is_of_line) && !newer.iter().any(is_of_line)
    };
    // They stand newest first.
    let next = newer.iter().rev().find_map(|release| Some((*release, release.date?)));
    if let Some((next, its_day)) = next.filter(|(_, its_day)| is_before(its_day, day))
        && !(1..=version.numbers().len().max(2)).any(goes_on)
    {
        return told(Kind::Number, next, its_day);
    }
    // What a pre-release leads to has its numbers.
    let is_meant =
        |release: &&Release| version.is_prerelease() && Version::new(&final_of(version)).is_same(&release.version);
    if let Some(out) = newer.iter().copied().find(is_meant)
        && out.date.is_none_or(|its_day| !is_before(day, &its_day))
    {
        return told(Kind::Over, out, out.date.unwrap_or(*day));
    }
    let (before, its_day) = before(&older, version)?;
    if is_before(day, &its_day) { told(Kind::Day, before, its_day) } else { None }
}

/// The release that this version follows: on its own line the last one, else the first of the line before, which may
/// have gone on since.
fn before<'s>(older: &[&'s Release], version: &Version) -> Option<(&'s Release, Date)> {
    let finals = || older.iter().copied().filter(|release| !release.prerelease);
    let dated = |release: &'s Release| Some((release, release.date?));
    for numbers in [2, 1, 0] {
        let is_of_line = |release: &&Release| line(&release.version, numbers) == line(version, numbers);
        let Some(last) = finals().find(is_of_line) else { continue };
        if numbers == 2 {
            return dated(last);
        }
        let of_last = line(&last.version, numbers + 1);
        return finals().rfind(|release| line(&release.version, numbers + 1) == of_last).and_then(dated);
    }
    None
}

/// The first numbers of a version; a missing one is 0.
fn line(version: &Version, numbers: usize) -> Vec<u64> {
    version.numbers().iter().copied().chain(std::iter::repeat(0)).take(numbers).collect()
}

fn is_before(day: &Date, other: &Date) -> bool {
    day.civil().date() < other.civil().date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::built;

    #[test]
    fn a_version_and_its_day_fit_among_the_others() {
        let all = [
            "1.8.0 2026-01-01",
            "1.9.0 2026-02-01",
            "1.9.4 2026-05-01",
            "2.0.0 2026-03-01",
            "2.1.0 2026-04-01",
            "3.0.0-rc.1 2026-05-02",
        ];
        for (there, version, day, told) in [
            (&all[..], "2.2.0", "2026-06-01", None),
            (&all, "2.1.1", "2026-06-01", None),
            (&all, "3.0.0", "2026-06-01", None),
            (&all, "3.0.0-rc.2", "2026-06-01", None),
            // Older lines go on.
            (&all, "1.9.5", "2026-06-01", None),
            (&all, "1.9.5-rc.1", "2026-06-01", None),
            (&all, "1.8.1", "2026-06-01", None),
            (&all, "1.10.0", "2026-06-01", None),
            (&all, "2.0.1", "2026-06-01", None),
            // But have their order, too.
            (&all, "1.9.3", "2026-06-01", Some((Kind::Number, "1.9.4"))),
            (&all, "0.9.0", "2026-06-01", Some((Kind::Number, "1.8.0"))),
            (&all, "2.0.0-rc.1", "2026-06-01", Some((Kind::Number, "2.0.0"))),
            (&all, "1.9.5", "2026-04-01", Some((Kind::Day, "1.9.4"))),
            (&all, "2.2.0", "2026-03-31", Some((Kind::Day, "2.1.0"))),
            (&all, "3.0.0", "2026-02-01", Some((Kind::Day, "2.0.0"))),
            // Of the line before only its beginning counts.
            (&all, "1.10.0", "2026-04-01", None),
            (&all, "1.10.0", "2026-01-31", Some((Kind::Day, "1.9.0"))),
            // History is told later.
            (&all, "0.9.0", "2025-06-01", None),
            (&all, "1.8.1", "2026-01-02", None),
            (&["2026.04 2026-04-30"], "2026.05", "2026-05-31", None),
            (&["2026.04 2026-04-30"], "2026.03", "2026-05-31", Some((Kind::Number, "2026.04"))),
            (&["24.04.1 2026-04-30", "24.10 2026-10-30"], "24.04.2", "2026-11-01", None),
            (&["1.0.0 2026-01-01"], "Winter", "2025-01-01", None),
            (&[], "1.0.0", "2026-01-01", None),
        ] {
            let files: Vec<(String, String)> = there
                .iter()
                .map(|told| {
                    let (version, day) = told.split_once(' ').unwrap();
                    (format!("changelog/{version}.md"), format!("+++\ndate = {day}\n+++\n- A\n"))
                })
                .collect();
            let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
            let output = built(&files);
            let day = Date::parse(day).unwrap();
            let found = out_of_order(output.site(), 0, &Version::new(version), &day);
            let found = found.map(|it| (it.kind, it.other.version.to_string()));
            assert_eq!(found, told.map(|(kind, other)| (kind, other.to_owned())), "{version} {day}");
        }
    }
}
