//! Items of the roadmap that time has gone past: targets that were missed, work that nobody touches.

use jiff::civil::Date as Day;
use jiff::tz::TimeZone;

use super::items::{has_shipped, is_open, role, status_place};
use super::{Explained, Rule, View, doubt};
use crate::base::Diagnostic;
use crate::facts::newest::is_final;
use crate::facts::targets;
use crate::model::{Level, Release, RoadmapItem, StatusRole, Target, Version};

pub(super) const RULES: [Rule; 3] = [
    Rule {
        about: Explained {
            code: "target-passed",
            level: Level::Warning,
            caption: "A roadmap item whose target has passed, and that has not shipped",
            why: "A date in the past is a promise that was broken without a word. Name the new target, best in `updates` \
                  with a note, so that the page shows what became of the old one; or link the entry that ships it.",
            bad: "target = \"2025-Q4\"",
            good: "updates = [\n  { date = 2025-11-02, target = \"2025-Q4\" },\n  { date = 2026-01-12, target = \"2026-Q3\", note = \
                   \"The new storage comes first.\" },\n]",
        },
        find: passed_targets,
    },
    Rule {
        about: Explained {
            code: "item-untouched",
            level: Level::Warning,
            caption: "An item in progress that nobody has touched for a long time",
            why: "Either the work stands still, then its status should say so, or the page does not know what happened. \
                  Git tells when the file was last changed; `updated` and `updates` count, too. The days are \
                  `untouched_days` in [check.drift] of tidings.toml, 60 by default.",
            bad: "status = \"in-progress\", last changed a year ago",
            good: "updates = [{ date = 2026-06-01, note = \"Half of the import is done.\" }]",
        },
        find: untouched,
    },
    Rule {
        about: Explained {
            code: "no-history",
            level: Level::Note,
            caption: "Whether items are still worked on could not be told",
            why: "`item-untouched` asks git when files were last changed. It cannot tell where there is no git, no \
                  repository around the site, or a shallow clone that lacks the older commits; in GitHub Actions, \
                  `fetch-depth: 0` brings them.",
            bad: "",
            good: "- uses: actions/checkout@v7\n  with:\n    fetch-depth: 0",
        },
        find: no_history,
    },
];

fn today(view: &View<'_>) -> Day {
    view.site.viewpoint.now.to_zoned(TimeZone::UTC).date()
}

fn passed_targets(view: &View<'_>) -> Vec<Diagnostic> {
    let open = view.site.roadmap.iter().filter(|item| is_open(view, item));
    open.filter_map(|item| {
        let target = targets::target(item)?;
        let passed = match target {
            Target::Version(version) => {
                let release = release_of(view, item, version)?;
                format!("{} is released", view.site.release_name(release))
            }
            _ => {
                let (_, last) = targets::days(target)?;
                let days = today(view).since(last).ok()?.get_days();
                (days > 0).then(|| format!("that ended {} ago", days_in_words(days)))?
            }
        };
        let message = format!("`{}` was to be there by {target}; {passed}, and it has not shipped", item.title);
        let place = match &item.fields.target {
            Some(at) => item.source.place(at.span),
            None => status_place(item),
        };
        let help = "name the new target, best as one of `updates` with a note; or link it from the entry that ships it";
        Some(doubt("target-passed", message, place).help(help))
    })
    .collect()
}

fn days_in_words(days: i32) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

/// The public final release of the item's product that is of this version, or the first one after it.
fn release_of<'s>(view: &View<'s>, item: &RoadmapItem, version: &str) -> Option<&'s Release> {
    let version = Version::new(version);
    let is_past = |release: &&Release| {
        item.product.is_none_or(|product| product == release.product)
            && is_final(release)
            && release.withheld.is_public()
            && release.version.precedence(&version).is_some_and(std::cmp::Ordering::is_ge)
    };
    view.site.releases.iter().rev().find(is_past)
}

fn active<'s>(view: &View<'s>) -> impl Iterator<Item = &'s RoadmapItem> {
    let is_active = |item: &&RoadmapItem| role(view, item) == StatusRole::Active && !has_shipped(view, item);
    view.site.roadmap.iter().filter(is_active).collect::<Vec<_>>().into_iter()
}

fn untouched(view: &View<'_>) -> Vec<Diagnostic> {
    let Ok(touched) = &view.touched else { return Vec::new() };
    let limit = view.site.config.check.untouched_days;
    let stale = active(view).filter_map(|item| {
        let by_git = touched.get(item.source.path.as_str())?.to_zoned(TimeZone::UTC).date();
        let by_hand = item.fields.updated.into_iter().chain(item.fields.updates.last().map(|update| update.date));
        let last = by_hand.map(|date| date.civil().date()).fold(by_git, Day::max);
        let days = today(view).since(last).ok()?.get_days();
        (i64::from(days) > i64::from(limit)).then(|| {
            let message = format!("`{}` is in progress, and nobody has touched it for {days} days", item.title);
            let help = "write what became of it, if only as one of `updates`; or give it another status";
            doubt("item-untouched", message, status_place(item)).help(help)
        })
    });
    stale.collect()
}

fn no_history(view: &View<'_>) -> Vec<Diagnostic> {
    let Err(reason) = &view.touched else { return Vec::new() };
    let message = format!("when items in progress were last changed is not known: {reason}");
    let note = Diagnostic::note("no-history", message).help("`tidings explain no-history` says what is asked of git");
    active(view).next().map(|_| note).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{told, told_with};

    fn item(text: &str) -> String {
        format!("+++\ntitle = \"Maps\"\n{text}\n+++\nText.\n")
    }

    #[test]
    fn a_target_that_has_passed_is_told() {
        let none: &[&str] = &[];
        let passed = &["roadmap/maps.md:3:10 target-passed"][..];
        for (text, said) in [
            ("target = \"2026-Q1\"", passed),
            ("target = \"2026-06-14\"", passed),
            ("target = \"2026-06-15\"", none),
            ("target = \"2026-Q2\"", none),
            ("target = \"later\"", none),
            ("target = \"1.0\"", passed),
            ("target = \"1.2\"", none),
            ("target = \"2025\"\nstatus = \"declined\"", none),
            ("updates = [{ date = 2026-01-01, target = \"2026-03\" }]", &["roadmap/maps.md:2:9 target-passed"]),
        ] {
            let item = item(text);
            let files = [("changelog/1.1.0.md", "## [1.1.0] - 2026-01-01\n- It turns.\n"), ("roadmap/maps.md", &item)];
            assert_eq!(told(&files), said, "{text}");
        }
        let shipped = [
            ("roadmap/maps.md", &*item("target = \"2026-Q1\"")),
            ("changelog/1.0.0/a.md", "+++\ndate = 2026-04-01\nroadmap = [\"maps\"]\n+++\nIt turns.\n"),
        ];
        assert_eq!(told(&shipped), <[String; 0]>::default());
    }

    #[test]
    fn what_stands_still_is_told_when_git_knows() {
        let none: &[&str] = &[];
        let stale = &["roadmap/maps.md:3:10 item-untouched"][..];
        for (text, day, said) in [
            ("status = \"in-progress\"", "2026-04-01", stale),
            ("status = \"in-progress\"", "2026-05-01", none),
            ("status = \"in-progress\"\nupdated = 2026-06-01", "2026-04-01", none),
            ("status = \"in-progress\"\nupdates = [{ date = 2026-06-01, note = \"x\" }]", "2026-04-01", none),
            ("status = \"planned\"", "2025-04-01", none),
        ] {
            let moment = format!("{day}T00:00:00Z").parse().unwrap();
            let touched = [("roadmap/maps.md".to_owned(), moment)].into();
            assert_eq!(told_with(&[("roadmap/maps.md", &item(text))], Some(touched)), said, "{text}");
        }
        let without_git = told_with(&[("roadmap/maps.md", &item("status = \"in-progress\""))], None);
        assert_eq!(without_git, ["- no-history"]);
        assert_eq!(told_with(&[("roadmap/maps.md", &item(""))], None), <[String; 0]>::default());
    }
}
