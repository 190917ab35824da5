//! Announced ends and real ones: what goes without a word before, and what stays although its time is over.

use std::collections::BTreeSet;

use super::{Explained, Rule, View, doubt, is_among, place_of};
use crate::base::{Diagnostic, Place};
use crate::facts::newest::{is_final, newest_final};
use crate::facts::removals::Removals;
use crate::model::{Change, Deprecation, Entry, Level, Product, Release, Site};

pub(super) const RULES: [Rule; 2] = [
    Rule {
        about: Explained {
            code: "removal-without-deprecation",
            level: Level::Note,
            caption: "Something is removed that nobody was told would go",
            why: "A deprecation gives users a release's time to move away. This is told of what waits and of the newest \
                  release only, and only where an earlier release has ever deprecated something. Something counts as \
                  announced when an entry's `deprecates`, or a change of the type `deprecated`, has words of it.",
            bad: "## Removed\n- The command `sync --all`",
            good: "in the release before:\n## Deprecated\n- The command `sync --all`: use `sync`",
        },
        find: unannounced,
    },
    Rule {
        about: Explained {
            code: "removal-overdue",
            level: Level::Warning,
            caption: "The version is out that was to come without something, and no word that it did",
            why: "`removed_in` is a promise in both directions: users plan with it, and pages call the thing gone from \
                  that version on. Either it went, then a change of the type `removed` should say so; or it is still \
                  there, then `removed_in` must name the version that will come without it.",
            bad: "deprecates = [{ what = \"/v1\", removed_in = \"3.0.0\" }]\n(3.0.0 is released, and tells of no removal)",
            good: "type = \"removed\"\n+++\n`/v1` is gone: use `/v2`.",
        },
        find: overdue,
    },
];

/// What was said to end, and by what it is known.
struct Announced {
    product: usize,
    words: BTreeSet<String>,
}

fn unannounced(view: &View<'_>) -> Vec<Diagnostic> {
    let site = view.site;
    let announced = announcements(site);
    let fault = |place: Place| {
        doubt(
            "removal-without-deprecation",
            "this removes something, and no earlier release said that it would go",
            place,
        )
        .help("announce such an end first: `deprecates` in an entry, or a line under `## Deprecated`")
    };
    let is_sudden = |product: usize, text: &str| {
        let words = words(text);
        let of_product = || announced.iter().filter(|it| it.product == product);
        let says_so = ["deprecat", "support for", "eol", "end of life", "end-of-life"];
        let lower = text.to_lowercase();
        of_product().next().is_some()
            && !says_so.iter().any(|hint| lower.contains(hint))
            && !of_product().any(|it| is_same(&it.words, &words))
    };
    let mut faults = Vec::new();
    for release in site.products.iter().flat_map(|product| recent(site, product)) {
        for change in release.changes.iter().filter(|change| change.kind == REMOVED) {
            if is_sudden(release.product, &change.html.plain(500)) {
                faults.extend(super::line_of(view, release, change).map(fault));
            }
        }
        for entry in release.entries.iter().map(|&ix| &site.entries[ix]) {
            let removed = entry.changes.iter().filter(|change| change.kind == REMOVED);
            let text = |change: &Change| format!("{} {}", entry.title.as_deref().unwrap_or(""), change.html.plain(500));
            if entry.fields.reverts.is_empty() && removed.map(text).any(|text| is_sudden(entry.product, &text)) {
                faults.push(fault(place_of(view, entry)));
            }
        }
    }
    faults
}

/// What waits, and the newest release.
fn recent<'s>(site: &'s Site, product: &'s Product) -> impl Iterator<Item = &'s Release> {
    let waiting = product.unreleased.map(|ix| &site.releases[ix]);
    waiting.into_iter().chain(newest_final(site, product))
}

const REMOVED: &str = "removed";

fn announcements(site: &Site) -> Vec<Announced> {
    let mut all = Vec::new();
    for entry in &site.entries {
        let told = entry.fields.deprecates.iter().map(|it| it.what.clone());
        let changes = entry.changes.iter().filter(|change| change.kind == "deprecated");
        let title = entry.title.as_deref().unwrap_or_default();
        let texts = told.chain(changes.map(|change| format!("{title} {}", change.html.plain(500))));
        all.extend(texts.map(|text| Announced { product: entry.product, words: words(&text) }));
    }
    for release in &site.releases {
        let changes = release.changes.iter().filter(|change| change.kind == "deprecated");
        all.extend(changes.map(|it| Announced { product: release.product, words: words(&it.html.plain(500)) }));
    }
    all
}

/// Words that stand in every sentence about an end.
const COMMON: &str = "\
    and are been deprecated deprecates dropped favor favour for from function gone has have instead its \
    longer method new old option parameter release removal remove removed removes replaced support \
    supported that the this use version was were which will with";

/// The words that tell one thing from another, in small letters.
fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    let words =
        words.map(str::to_lowercase).filter(|word| word.chars().count() > 2 || word.chars().any(char::is_numeric));
    words.filter(|word| !is_among(word, COMMON)).collect()
}

/// Whether both may be about the same: half of the words of the shorter one are in the other.
fn is_same(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    let shared = a.intersection(b).count();
    shared > 0 && shared * 2 >= a.len().min(b.len())
}

fn overdue(view: &View<'_>) -> Vec<Diagnostic> {
    let site = view.site;
    let mut faults = Vec::new();
    for (product, _) in site.products.iter().enumerate() {
        let removals = Removals::of(site, product);
        let told = told_removals(site, product);
        for entry in site.entries.iter().filter(|entry| entry.product == product && !entry.unreleased) {
            for deprecation in &entry.fields.deprecates {
                let Some(version) = &deprecation.removed_in else { continue };
                let release = removals.first(entry, deprecation).and_then(|ix| removals.final_from(ix));
                let release = release.map(|ix| &site.releases[ix]).filter(|it| it.withheld.is_public() && is_final(it));
                let words = words(&deprecation.what);
                let is_told = told.iter().any(|removed| is_same(removed, &words));
                if let Some(release) = release.filter(|_| !is_told) {
                    faults.push(late(view, entry, deprecation, version, release));
                }
            }
        }
    }
    faults
}

fn late(view: &View<'_>, entry: &Entry, deprecation: &Deprecation, version: &str, release: &Release) -> Diagnostic {
    let what = match deprecation.what.contains('`') {
        true => deprecation.what.clone(),
        false => format!("`{}`", deprecation.what),
    };
    let out = match release.version.as_str() == crate::model::Version::new(version).as_str() {
        true => format!("{version} is released"),
        false => format!("{} is released", release.version),
    };
    let message = format!("{what} was to be gone in {version}; {out}, and no change says that it was removed");
    let place = match entry.source.text.find("removed_in") {
        Some(at) => entry.source.place(crate::base::Span::new(at, at + "removed_in".len())),
        None => place_of(view, entry),
    };
    let help = "tell of it (`type = \"removed\"`); or, if it is still there, let `removed_in` name a later version";
    doubt("removal-overdue", message, place).help(help)
}

/// What changes of the product removed or broke, waiting ones among them, each in its words.
fn told_removals(site: &Site, product: usize) -> Vec<BTreeSet<String>> {
    let is_end = |change: &&Change| change.kind == REMOVED || change.breaking;
    let of_entries = site.entries.iter().filter(|entry| entry.product == product).flat_map(|entry| {
        let title = entry.title.as_deref().unwrap_or_default();
        entry.changes.iter().filter(is_end).map(move |it| words(&format!("{title} {}", it.html.plain(2_000))))
    });
    let releases = site.releases.iter().filter(|release| release.product == product);
    let own = releases.flat_map(|release| release.changes.iter().filter(is_end));
    of_entries.chain(own.map(|change| words(&change.html.plain(2_000)))).collect()
}

#[cfg(test)]
mod tests {
    use crate::check::sample::told;

    const ANNOUNCED: &str = "+++\ntitle = \"The old API goes\"\ntype = \"deprecated\"\n\
        deprecates = [{ what = \"/v1\", removed_in = \"2.0.0\" }]\n+++\nUse `/v2`.\n";

    #[test]
    fn an_end_is_announced() {
        let removed = "## Removed\n- The API `/v1`\n- The command `sync --all`\n- Support for Windows 7\n";
        let said = told(&[
            ("changelog/1.0.0/a.md", ANNOUNCED),
            ("changelog/1.1.0.md", "## Removed\n- An older thing\n"),
            ("changelog/2.0.0.md", removed),
            ("changelog/unreleased/b.md", "+++\ntype = \"removed\"\n+++\nThe second command.\n"),
        ]);
        assert_eq!(
            said,
            [
                "changelog/2.0.0.md:3:3 removal-without-deprecation",
                "changelog/unreleased/b.md:4:1 removal-without-deprecation",
            ]
        );
        assert_eq!(told(&[("changelog/2.0.0.md", removed)]), <[String; 0]>::default());
    }

    #[test]
    fn what_was_to_go_is_told_to_have_gone() {
        let overdue = ["changelog/1.0.0/a.md:4:31 removal-overdue"];
        let gone = [
            ("changelog/2.0.0.md", "## Removed\n- `/v1`\n"),
            ("changelog/2.0.0/b.md", "+++\nbreaking = true\nmigration = \"x\"\n+++\nWithout `/v1`.\n"),
        ];
        for (file, said) in [
            (("changelog/2.0.0.md", "- Other things\n"), &overdue[..]),
            (("changelog/2.1.0.md", "- Other things\n"), &overdue),
            (("changelog/1.9.0.md", "- Other things\n"), &[]),
            (("changelog/2.0.0-rc.1.md", "- Other things\n"), &[]),
            (("changelog/2.0.0.md", "+++\ndate = 2026-12-01\n+++\n- Other things\n"), &[]),
            (gone[0], &[]),
            (gone[1], &[]),
        ] {
            let said_now: Vec<String> = told(&[("changelog/1.0.0/a.md", ANNOUNCED), file])
                .into_iter()
                .filter(|it| it.ends_with("removal-overdue"))
                .collect();
            assert_eq!(said_now, said, "{file:?}");
        }
    }
}
