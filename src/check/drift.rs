//! Where the roadmap and what has shipped have drifted apart.

use jiff::civil::Date as Day;
use jiff::tz::TimeZone;

use super::{Explained, Rule, View, doubt};
use crate::base::{Diagnostic, Place};
use crate::facts::newest::is_final;
use crate::facts::targets;
use crate::model::{Entry, Level, Release, RoadmapItem, StatusRole, Target, Version};

pub(super) const RULES: [Rule; 7] = [
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
            why: "`item-untouched` asks git when files were last changed. There is no git here, no repository around the \
                  site, or a shallow clone that lacks the older commits; in GitHub Actions, `fetch-depth: 0` brings them.",
            bad: "",
            good: "- uses: actions/checkout@v4\n  with:\n    fetch-depth: 0",
        },
        find: no_history,
    },
    Rule {
        about: Explained {
            code: "shipped-without-entry",
            level: Level::Warning,
            caption: "An item that is called shipped, and no released entry ships it",
            why: "Readers want to know in which version, and what exactly. When an entry names the item in `roadmap`, the \
                  item is shipped by itself, with version and date, and both link to each other.",
            bad: "roadmap/offline-maps.md: status = \"shipped\"",
            good: "changelog/2.4.0/offline-maps.md: roadmap = [\"offline-maps\"]",
        },
        find: without_entry,
    },
    Rule {
        about: Explained {
            code: "status-behind",
            level: Level::Note,
            caption: "An item whose status has been overtaken by a released entry",
            why: "Pages show it as shipped all the same when an entry ships it wholly; the file says something else to \
                  whoever reads it. Of an item that shipped in part, pages still show the old status.",
            bad: "status = \"planned\", and an entry of 2.4.0 ships it",
            good: "status = \"shipped\"",
        },
        find: behind,
    },
    Rule {
        about: Explained {
            code: "hidden-roadmap-item",
            level: Level::Note,
            caption: "Something public refers to an item that is not",
            why: "The reference is left out of the pages, because the item is a draft, of a later date, or for few. It \
                  comes by itself when the item becomes public. Items that are not there at all are an error of the \
                  build.",
            bad: "parent = \"maps\", and roadmap/maps.md has draft = true",
            good: "roadmap/maps.md without draft",
        },
        find: hidden,
    },
    Rule {
        about: Explained {
            code: "open-children",
            level: Level::Warning,
            caption: "An item is done, and parts of it are not",
            why: "A parent that has shipped says that all of it is there. Let the open part stand alone, decline it, or \
                  let the entry ship the parent in part (`partial = true`).",
            bad: "maps: shipped\nmaps-offline (parent = \"maps\"): planned",
            good: "roadmap = [{ slug = \"maps\", partial = true }]",
        },
        find: open_children,
    },
];

/// The role of the column that the file names; that of the first where it names none.
fn role(view: &View<'_>, item: &RoadmapItem) -> StatusRole {
    let statuses = &view.site.config.roadmap.statuses;
    let written = item.fields.status.as_ref().map(|at| at.value.as_str());
    let named = statuses.iter().find(|status| Some(status.id.as_str()) == written);
    named.or(statuses.first()).map_or(StatusRole::Open, |status| status.role)
}

/// The public, released entries that ship the item, oldest first, and whether each does so wholly.
fn shipping<'s>(view: &View<'s>, item: &'s RoadmapItem) -> impl Iterator<Item = (&'s Entry, bool)> {
    let site = view.site;
    item.entries.iter().map(|&ix| &site.entries[ix]).filter(|entry| entry.withheld.is_public()).map(|entry| {
        let means = |slug: &str| slug == item.slug;
        let partial = entry.fields.roadmap.iter().any(|it| means(&it.slug.value) && it.partial);
        (entry, !partial)
    })
}

fn has_shipped(view: &View<'_>, item: &RoadmapItem) -> bool {
    role(view, item) == StatusRole::Shipped || shipping(view, item).any(|(_, wholly)| wholly)
}

/// Neither shipped nor declined.
fn is_open(view: &View<'_>, item: &RoadmapItem) -> bool {
    role(view, item) != StatusRole::Declined && !has_shipped(view, item)
}

/// Where the item's status is written, else its title, else its file.
fn status_place(item: &RoadmapItem) -> Place {
    let fields = &item.fields;
    let at = fields.status.as_ref().map(|at| at.span).or(fields.title.as_ref().map(|at| at.span));
    at.map_or_else(|| Place::file(&item.source.path), |span| item.source.place(span))
}

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
    let Some(touched) = &view.touched else { return Vec::new() };
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
    let needed = view.touched.is_none() && active(view).next().is_some();
    let message = "git could not tell when items in progress were last changed";
    let note = Diagnostic::note("no-history", message).help("`tidings explain no-history` says what may be missing");
    needed.then_some(note).into_iter().collect()
}

fn without_entry(view: &View<'_>) -> Vec<Diagnostic> {
    let shipped = view.site.roadmap.iter().filter(|item| role(view, item) == StatusRole::Shipped);
    let bare = shipped.filter(|item| shipping(view, item).next().is_none());
    bare.map(|item| {
        let message = format!("`{}` is called shipped, but no released entry ships it", item.title);
        let help =
            format!("write `roadmap = [\"{}\"]` into the entry that does; the status then comes by itself", item.slug);
        doubt("shipped-without-entry", message, status_place(item)).help(help)
    })
    .collect()
}

fn behind(view: &View<'_>) -> Vec<Diagnostic> {
    let written = view.site.roadmap.iter().filter(|item| item.fields.status.is_some());
    written
        .filter_map(|item| {
            let role = role(view, item);
            let whole = shipping(view, item).find(|(_, wholly)| *wholly).filter(|_| role != StatusRole::Shipped);
            let part = shipping(view, item).next().filter(|_| role == StatusRole::Open);
            let (entry, wholly) = whole.or(part)?;
            let by = match &entry.version {
                Some(version) => format!("with {version}"),
                None => entry.date.map_or_else(String::new, |date| format!("on {}", date.iso_day())),
            };
            let status = item.fields.status.as_ref().map_or("", |at| at.value.as_str());
            let (message, help) = match wholly {
                true => (
                    format!("`{}` shipped {by}, and its status is still `{status}`", item.title),
                    "write the status in which things have shipped, or leave it out: pages show it as shipped anyway",
                ),
                false => (
                    format!("a part of `{}` came {by}, and its status is still `{status}`", item.title),
                    "move it to a status that says that it is being worked on",
                ),
            };
            let fault = doubt("status-behind", message, status_place(item));
            Some(fault.related(Place::file(entry.path())).help(help))
        })
        .collect()
}

fn hidden(view: &View<'_>) -> Vec<Diagnostic> {
    let items = &view.site.roadmap;
    let withheld = |slug: &str| items.iter().find(|item| item.slug == slug).filter(|item| !item.withheld.is_public());
    let fault = |place: Place, item: &RoadmapItem| {
        let message = format!("`{}` is not public, so that readers do not see this reference", item.slug);
        let help = "publish the item, or leave the reference out until it is";
        doubt("hidden-roadmap-item", message, place).related(Place::file(&item.source.path)).help(help)
    };
    let of_items = items.iter().filter(|item| item.withheld.is_public()).flat_map(|item| {
        let named = item.fields.parent.iter().chain(&item.fields.blocked_by);
        named.filter_map(|at| Some(fault(item.source.place(at.span), withheld(&at.value)?)))
    });
    let entries = view.site.entries.iter().filter(|entry| entry.withheld.is_public());
    let of_entries = entries.flat_map(|entry| {
        let named = entry.fields.roadmap.iter().map(|it| &it.slug);
        named.filter_map(|at| Some(fault(entry.source.place(at.span), withheld(&at.value)?)))
    });
    of_items.chain(of_entries).collect()
}

fn open_children(view: &View<'_>) -> Vec<Diagnostic> {
    let site = view.site;
    let done = site.roadmap.iter().filter(|item| has_shipped(view, item));
    done.filter_map(|item| {
        let open: Vec<&RoadmapItem> =
            item.children.iter().map(|&ix| &site.roadmap[ix]).filter(|child| is_open(view, child)).collect();
        let names: Vec<String> = open.iter().map(|child| format!("`{}`", child.slug)).collect();
        let are = if open.len() == 1 { "is" } else { "are" };
        let message = format!("`{}` has shipped, but {} {are} still open", item.title, names.join(", "));
        let fault = doubt("open-children", message, status_place(item))
            .help("decline what is not coming, let it stand alone, or ship the item in part (`partial = true`)");
        let fault = open.iter().fold(fault, |fault, child| fault.related(status_place(child)));
        (!open.is_empty()).then_some(fault)
    })
    .collect()
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

    #[test]
    fn status_and_entries_agree() {
        let entry = |text: &str| format!("+++\ndate = 2026-01-01\n{text}\n+++\nIt turns.\n");
        let none: &[&str] = &[];
        for (status, text, said) in [
            ("status = \"shipped\"", "tags = []", &["roadmap/maps.md:3:10 shipped-without-entry"][..]),
            ("status = \"shipped\"", "roadmap = [\"maps\"]", none),
            (
                "status = \"shipped\"",
                "roadmap = [\"maps\"]\ndraft = true",
                &["roadmap/maps.md:3:10 shipped-without-entry"],
            ),
            ("status = \"planned\"", "roadmap = [\"maps\"]", &["roadmap/maps.md:3:10 status-behind"]),
            ("", "roadmap = [\"maps\"]", none),
            ("status = \"declined\"", "roadmap = [\"maps\"]", &["roadmap/maps.md:3:10 status-behind"]),
            (
                "status = \"planned\"",
                "roadmap = [{ slug = \"maps\", partial = true }]",
                &["roadmap/maps.md:3:10 status-behind"],
            ),
            ("draft = true", "roadmap = [\"maps\"]", &["changelog/1.0.0/a.md:3:12 hidden-roadmap-item"]),
        ] {
            let (item, entry) = (item(status), entry(text));
            let files = [("changelog/1.0.0/a.md", entry.as_str()), ("roadmap/maps.md", &item)];
            assert_eq!(told(&files), said, "{status} {text}");
        }
    }

    #[test]
    fn what_is_done_has_no_open_parts() {
        let files = |child: &str| {
            told(&[
                ("changelog/1.0.0/a.md", "+++\ndate = 2026-01-01\nroadmap = [\"maps\"]\n+++\nIt turns.\n"),
                ("roadmap/maps.md", &item("")),
                ("roadmap/part.md", &item(&format!("parent = \"maps\"\n{child}"))),
            ])
        };
        assert_eq!(files("status = \"planned\""), ["roadmap/maps.md:2:9 open-children"]);
        assert_eq!(files("status = \"declined\""), <[String; 0]>::default());
    }
}
