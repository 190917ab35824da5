//! Dates ahead of us, and dates that contradict each other.

use super::versions::{day, place_of_date};
use super::{Explained, Rule, View, doubt};
use crate::base::{Date, Diagnostic, Place};
use crate::model::{Entry, Level, Product, Release, Site};

pub(super) const RULES: [Rule; 2] = [
    Rule {
        about: Explained {
            code: "future-date",
            level: Level::Note,
            caption: "A date that lies ahead",
            why: "What is dated ahead is not published before that day, and needs a build on it. If that is what you \
                  want, `publish_at` says so more clearly, and this is quiet. Mostly it is a slip in the year.",
            bad: "date = 2062-05-04",
            good: "date = 2026-05-04",
        },
        find: future_dates,
    },
    Rule {
        about: Explained {
            code: "date-order",
            level: Level::Warning,
            caption: "A date before the one that it must follow",
            why: "A patch cannot come out before the patch before it on the same line, and an entry cannot be updated \
                  before it was written. Feeds and lists order by dates, so that readers see the wrong thing first.",
            bad: "1.2.3 of 2026-03-01, 1.2.4 of 2026-02-01",
            good: "1.2.3 of 2026-03-01, 1.2.4 of 2026-04-01",
        },
        find: out_of_order,
    },
];

fn future_dates(view: &View<'_>) -> Vec<Diagnostic> {
    let site = view.site;
    let is_ahead = |date: &Date| date.timestamp() > site.viewpoint.now;
    let fault = |date: &Date, place: Place| {
        doubt("future-date", format!("{} lies ahead: nobody sees this before that day", date.iso_day()), place)
            .help("if it is meant so, write `publish_at` in its place; if not, correct the date")
    };
    let releases = site.releases.iter().filter(|it| !it.fields.draft && it.fields.publish_at.is_none());
    let releases = releases.filter_map(|release| {
        let date = release.source.as_ref().and(release.date).filter(is_ahead)?;
        Some(fault(&date, place_of_date(site, release)))
    });
    let entries = site.entries.iter().filter(|it| !it.fields.draft && it.fields.publish_at.is_none());
    let entries = entries.filter_map(|entry| {
        // The date of its release is told there.
        let release = entry.release.and_then(|ix| site.releases[ix].date);
        let date = entry.date.filter(is_ahead).filter(|date| release.as_ref() != Some(date))?;
        Some(fault(&date, date_place(entry)))
    });
    releases.chain(entries).collect()
}

fn date_place(entry: &Entry) -> Place {
    entry.fields.date.as_ref().map_or_else(|| Place::file(entry.path()), |at| entry.source.place(at.span))
}

fn out_of_order(view: &View<'_>) -> Vec<Diagnostic> {
    let site = view.site;
    let patches = site.products.iter().flat_map(|product| patches_back(site, product));
    let updates = site.entries.iter().filter_map(|entry| {
        let (updated, date) = (entry.fields.updated?, entry.date?);
        (day(&updated) < day(&date)).then(|| {
            let message = format!("this is of {}, and was updated before, on {}", date.iso_day(), updated.iso_day());
            let help = "`updated` is the day of a later edit; correct one of the two, or leave `updated` out";
            doubt("date-order", message, date_place(entry)).help(help)
        })
    });
    patches.chain(updates).collect()
}

/// Patches that are dated before the one before them.
fn patches_back(site: &Site, product: &Product) -> Vec<Diagnostic> {
    let releases = product.releases.iter().rev().map(|&ix| &site.releases[ix]);
    let finals: Vec<&Release> = releases.filter(|it| !it.prerelease && it.version.numbers().len() >= 3).collect();
    let of_one_line = |pair: &&[&Release]| pair[0].version.numbers()[..2] == pair[1].version.numbers()[..2];
    let back = finals.windows(2).filter(of_one_line).filter_map(|pair| {
        let (before, after) = (pair[0].date?, pair[1].date?);
        (day(&after) < day(&before)).then(|| {
            let (earlier, later) = (&pair[0].version, site.release_name(pair[1]));
            let message = format!("{later} is of {}, before {earlier} of {}", after.iso_day(), before.iso_day());
            let fault = doubt("date-order", message, place_of_date(site, pair[1]));
            fault.related(place_of_date(site, pair[0])).help("correct the date that is wrong")
        })
    });
    back.collect()
}

#[cfg(test)]
mod tests {
    use crate::check::sample::told;

    #[test]
    fn what_lies_ahead_is_told_unless_it_is_scheduled() {
        let said = told(&[
            ("changelog/1.0.0.md", "+++\ndate = 2026-12-01\n+++\n- A\n"),
            ("changelog/1.0.0/a.md", "Of it.\n"),
            ("changelog/1.0.1.md", "+++\ndate = 2026-12-01\npublish_at = 2026-12-01\n+++\n- A\n"),
            ("changelog/2026-12-24-b.md", "B.\n"),
            ("changelog/2026-12-24-c.md", "+++\ndraft = true\n+++\nB.\n"),
            ("changelog/2026-06-14-d.md", "B.\n"),
        ]);
        assert_eq!(said, ["changelog/1.0.0.md:2:8 future-date", "changelog/2026-12-24-b.md:0:0 future-date"]);
    }

    #[test]
    fn dates_follow_each_other() {
        let said = told(&[
            ("changelog/1.0.0.md", "+++\ndate = 2026-03-01\n+++\n- A\n"),
            ("changelog/1.0.1.md", "+++\ndate = 2026-02-01\n+++\n- A\n"),
            ("changelog/1.1.0.md", "+++\ndate = 2026-04-01\n+++\n- A\n"),
            ("changelog/1.0.2.md", "+++\ndate = 2026-05-01\n+++\n- A\n"),
            ("changelog/2026-05-02-a.md", "+++\nupdated = 2026-05-01\n+++\nA.\n"),
        ]);
        assert_eq!(said, ["changelog/1.0.1.md:2:8 date-order", "changelog/2026-05-02-a.md:0:0 date-order"]);
    }
}
